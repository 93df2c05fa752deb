"""Who of the staff is on duty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class OffDuty:
    """Somebody said that they are off (``is_off``) or back. ``until`` None: until they say so."""

    user: str  # platform:workspace:user
    is_off: bool
    at: datetime
    until: datetime | None = None

    def covers(self, now: datetime) -> bool:
        """Whether they are off at this moment."""
        return self.is_off and (self.until is None or now < self.until)
