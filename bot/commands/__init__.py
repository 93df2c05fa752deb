"""The commands, one module each: ``fill`` gives a parser its options and sets what is done.

Heavy things are imported by what is done, not by the module: ``--help`` answers at once.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping

from bot.commands import (
    adapt,
    analyze,
    audit,
    backup,
    bench,
    book,
    check,
    claim,
    completion,
    demo,
    digest,
    import_,
    init,
    invite,
    ledger,
    link,
    migrate,
    move,
    preview,
    reanalyze,
    replay,
    restore,
    rollups,
    rules,
    run,
    send_test,
    simulate,
    slack,
    texts,
    touchpoints,
    why,
)

TABLE: Mapping[str, tuple[str, Callable[[argparse.ArgumentParser], None]]] = {
    "demo": ("try it: a shop, a phone and two rooms on one page, no tokens", demo.fill),
    "init": ("write a first configuration from a few questions", init.fill),
    "run": ("run the bot", run.fill),
    "check": ("report every problem of a configuration at once", check.fill),
    "send-test": ("send a test alert, or a test invitation, on no record", send_test.fill),
    "slack": ("print the manifest that Slack makes the app from", slack.fill),
    "claim": ("print a link that makes whoever opens it first a manager, or staff", claim.fill),
    "migrate": ("bring the database up to date", migrate.fill),
    "import": ("bring in past purchases, or customers, from a file", import_.fill),
    "link": ("print a purchase's or a place's link, and its QR code", link.fill),
    "touchpoints": ("print which touchpoints have no or stale feedback", touchpoints.fill),
    "invite": ("invite people who work with you, or customers, by hand", invite.fill),
    "why": ("print why somebody is asked, or not", why.fill),
    "preview": ("print what a customer would get, when, and in which words", preview.fill),
    "texts": ("print what customers read in a language, ready to be reworded", texts.fill),
    "rules": ("print the contact and alert rules, or try others on the stored past", rules.fill),
    "digest": ("print the managers' digest", digest.fill),
    "book": ("print the customer book, or what changed in it", book.fill),
    "ledger": ("print what became of unhappy customers' cases, what it took and brought", ledger.fill),
    "audit": ("print who of the team looked at what, and did what", audit.fill),
    "analyze": ("say how the comments in a file feel, and what they are about", analyze.fill),
    "reanalyze": ("give stored comments to the analyzer that is in use now", reanalyze.fill),
    "backup": ("copy the database while the bot runs, and check the copy", backup.fill),
    "restore": ("go on from a backup, and write to nobody twice", restore.fill),
    "move": ("move the whole history into another database", move.fill),
    "rollups": ("see whether the counts behind digests are right, and put them right", rollups.fill),
    "adapt": ("learn from your own customers' rated comments what their words mean", adapt.fill),
    "replay-reviews": ("bring real reviews through the whole loop", replay.fill),
    "simulate": ("live through months of faults, and judge what became of the promises", simulate.fill),
    "completion": ("print what makes a shell complete commands and options", completion.fill),
    "bench": ("measure speed against a baseline", bench.fill),
}
