"""A progress bar on a terminal; nothing where nobody looks."""

from __future__ import annotations

import sys
from typing import Self, TextIO

_WIDTH = 32  # characters


class Progress:
    """Draws ``label ████░░░░ 40 %`` in place on standard error, only on a terminal; gone at the end."""

    def __init__(self, label: str, stream: TextIO | None = None) -> None:
        self._label = label
        self._stream = stream or sys.stderr
        self._drawn = -1  # per cent

    def __enter__(self) -> Self:
        self.at(0.0)
        return self

    def __exit__(self, *_: object) -> None:
        if self._drawn >= 0:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def at(self, share: float, words: str = "") -> None:
        """So much is done, 0…1; ``words`` stand behind it."""
        percent = min(100, int(100 * share))
        if percent == self._drawn or not self._stream.isatty():
            return
        self._drawn = percent
        full = percent * _WIDTH // 100
        self._stream.write(
            f"\r{self._label} {'█' * full}{'░' * (_WIDTH - full)} {percent:3d} % {words}\x1b[K"
        )
        self._stream.flush()
