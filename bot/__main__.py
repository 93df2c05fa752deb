"""``python -m bot``: the command line, once it is sure that bot, handlers and storage are ours."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

OURS = ("bot", "handlers", "storage")
OLDEST = (3, 11)


def strangers() -> list[str]:
    """The packages of ours that Python would take from somewhere else, as ``name (place)``."""
    home = Path(__file__).resolve().parent.parent
    found = {name: find_spec(name) for name in OURS}
    places = {
        name: Path(spec.origin).resolve().parent.parent if spec and spec.origin else None
        for name, spec in found.items()
    }
    return [f"{name} ({place or 'not found'})" for name, place in places.items() if place != home]


def main() -> int:
    """Refuse to start on an older Python or among strangers, else run the command."""
    if sys.version_info < OLDEST:
        print(
            f"feedback-bot needs Python {OLDEST[0]}.{OLDEST[1]} or later, and this is "
            f"{sys.version.split()[0]} ({sys.executable}). Make the environment with a newer one.",
            file=sys.stderr,
        )
        return 2
    if foreign := strangers():
        print(
            f"feedback-bot: not ours: {', '.join(foreign)}. Another package has taken the name; "
            "install feedback-bot into an environment of its own.",
            file=sys.stderr,
        )
        return 2
    from bot.cli import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
