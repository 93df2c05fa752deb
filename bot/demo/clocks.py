"""The demo's clocks: one that is set by hand, and one that lives through a past and then runs on."""

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


class DemoClock:
    """Set by hand while the history is written; then the machine's clock plus what was skipped.

    The offset is kept in a file, so that a restart does not fall back in time.
    """

    def __init__(self, path: Path, past: datetime) -> None:
        self._path = path
        self._ahead = timedelta(seconds=float(path.read_text("utf-8")) if path.exists() else 0)
        self._set: datetime | None = past

    def now(self) -> datetime:
        return self._set or datetime.now(UTC) + self._ahead

    def move_to(self, moment: datetime) -> None:
        """Stand at this moment, unless it is past already."""
        if self._set is not None:
            self._set = max(self._set, moment)

    def run_on(self) -> None:
        """The history is written: it is now."""
        self._set = None

    def skip(self, amount: timedelta) -> None:
        """Jump ahead."""
        self._ahead += amount
        self._path.write_text(str(self._ahead.total_seconds()), "utf-8")
