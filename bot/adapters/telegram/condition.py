"""How the connection is: when Telegram last answered, what is wrong, and since when it refuses the token."""

from __future__ import annotations

import logging
import time
from datetime import datetime

from bot.core.errors import PlatformRefused
from bot.core.ports import Health

SILENT_S = 90.0  # no answer for so long, and we are not connected

_REFUSED = "Telegram does not accept the token"
_REMEDY = (
    "Open @BotFather, choose /mybots, your bot, API Token, and put that token into [telegram] token"
    " (if you run your own Bot API server, see that [telegram] api_base_url is its address)"
)

_log = logging.getLogger(__name__)


class Condition:
    """Written by whoever talks to Telegram, read by health checks."""

    def __init__(self, give_up_after_s: float, silent_s: float = SILENT_S) -> None:
        self._give_up_after_s = give_up_after_s
        self._silent_s = silent_s
        self._answered_at: float | None = None
        self._refused_since: float | None = None
        self._problem: str | None = None
        self._last_event_at: datetime | None = None

    def answered(self, problem: str | None = None) -> None:
        """Telegram has answered as it should: whatever was wrong is over, but for ``problem``."""
        self._answered_at = time.monotonic()
        self._refused_since = None
        if problem is not None:
            self.trouble(problem)
        elif self._problem is not None:
            _log.info("telegram: connected again")
            self._problem = None

    def reached(self) -> None:
        """Telegram has reached us: as good as an answer, but for a token that it refuses."""
        if self._refused_since is None:
            self.answered()

    def event(self, at: datetime) -> None:
        """An event has come in."""
        self._last_event_at = at

    def trouble(self, problem: str) -> None:
        """Something is wrong that may go away by itself. Logged once, until something else is wrong."""
        if problem != self._problem:
            _log.warning("telegram: %s", problem)
            self._problem = problem

    def refused(self) -> None:
        """Telegram refuses the token. Raises PlatformRefused once it has done so for too long."""
        self.token_refused()
        now = time.monotonic()
        if self._refused_since is None:
            self._refused_since = now
        if now - self._refused_since >= self._give_up_after_s:
            raise PlatformRefused("telegram", _REFUSED, _REMEDY)

    def token_refused(self) -> None:
        """A call on the side was refused for its token: the loop will find out for how long."""
        self._answered_at = None
        if self._problem != _REFUSED:
            _log.error("telegram: %s. %s", _REFUSED, _REMEDY)
            self._problem = _REFUSED

    def health(self) -> Health:
        connected = self._answered_at is not None and time.monotonic() - self._answered_at < self._silent_s
        return Health(connected, self._last_event_at, self._problem)
