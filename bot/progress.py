"""A progress bar on a terminal; nothing where nobody looks."""

from __future__ import annotations

import sys
from typing import TextIO

_WIDTH = 32  # characters


class Progress:
    """Draws ``label ████░░░░ 40 %`` in place on standard error, only on a terminal."""

    def __init__(self, label: str, total: float, stream: TextIO | None = None) -> None:
        self._label = label
        self._total = total
        self._stream = stream or sys.stderr
        self._drawn = -1

    def at(self, done: float) -> None:
        """So much of the total is done."""
        percent = min(100, int(100 * done / self._total)) if self._total else 100
        if percent == self._drawn or not self._stream.isatty():
            return
        self._drawn = percent
        full = percent * _WIDTH // 100
        bar = "█" * full + "░" * (_WIDTH - full)
        self._stream.write(f"\r{self._label} {bar} {percent:3d} %")
        self._stream.flush()

    def done(self) -> None:
        """Clear the line."""
        if self._drawn >= 0:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
