"""What the commands share: exit statuses, and options that more than one has."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

OK, FAILED, MISUSED = 0, 1, 2


def config_option(parser: argparse.ArgumentParser) -> None:
    """``--config FILE``."""
    parser.add_argument(
        "--config", type=Path, default=Path("config.toml"), metavar="FILE", help="default: config.toml"
    )


def whole_number(least: int, name: str, most: int = 1_000_000) -> Callable[[str], int]:
    """A type of argument: whole numbers from ``least`` to ``most``; ``name`` is what a refusal calls it."""

    def number(raw: str) -> int:
        if not raw.isdigit() or not least <= int(raw) <= most:
            raise argparse.ArgumentTypeError(
                f"{name} must be a whole number from {least} to {most}, not {raw!r}"
            )
        return int(raw)

    return number
