"""The demo's clocks: one that is set by hand, one that runs with an offset which outlives a restart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path


class SetClock:
    """Stands still until it is moved; never back."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def move_to(self, moment: datetime) -> None:
        self._now = max(self._now, moment)


class SkippingClock:
    """The machine's clock plus an offset, kept in a file so that a restart does not fall back in time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._ahead = timedelta(seconds=float(path.read_text()) if path.exists() else 0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def skip(self, amount: timedelta) -> None:
        self._ahead += amount
        self._path.write_text(str(self._ahead.total_seconds()))
