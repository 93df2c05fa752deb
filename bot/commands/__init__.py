"""The commands, one module each: ``fill`` gives a parser its options and sets what is done.

Heavy things are imported by what is done, not by the module: ``--help`` answers at once.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping

from bot.commands import bench, check, demo, digest, migrate, replay, run, slack

TABLE: Mapping[str, tuple[str, Callable[[argparse.ArgumentParser], None]]] = {
    "demo": ("try it: a shop, a phone and two rooms on one page, no tokens", demo.fill),
    "run": ("run the bot", run.fill),
    "check": ("report every problem of a configuration at once", check.fill),
    "slack": ("print the manifest that Slack makes the app from", slack.fill),
    "migrate": ("bring the database up to date", migrate.fill),
    "digest": ("print the managers' digest", digest.fill),
    "replay-reviews": ("bring real reviews through the whole loop", replay.fill),
    "bench": ("measure speed against a baseline", bench.fill),
}
