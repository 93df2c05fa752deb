"""The end of a process that was asked to stop: in time, whatever does not want to.

What is under way has its own limits; this one holds where none of them does, as for a thread that nobody can
stop. Nothing is lost by it: a process may be killed at any moment.
"""

from __future__ import annotations

import logging
import os
import threading
from types import TracebackType
from typing import Self

WITHIN_S = 9.5

logger = logging.getLogger(__name__)


class Deadline:
    """Around all that a process does: from ``begin`` on it has ``within_s`` seconds to leave, or is ended."""

    def __init__(self, within_s: float = WITHIN_S) -> None:
        self._timer = threading.Timer(within_s, _end, (within_s,))
        self._timer.daemon = True
        self._begun = False

    def begin(self) -> None:
        """It was asked to stop. Twice is once."""
        if not self._begun:
            self._begun = True
            self._timer.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()


def _end(within_s: float) -> None:
    logger.error("not stopped within %g s: ended as it is; the next start goes on", within_s)
    os._exit(1)
