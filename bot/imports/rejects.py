"""The rows that were not taken, in a file beside theirs: mended there, that file can be imported."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.core.errors import OperatorError

_STARTS = "=+-@\t\r\n\0|＝＋－＠"  # what a spreadsheet takes for the start of a formula
_IS_NUMBER = re.compile(r"[+-]?[\d.,: ]+").fullmatch
_SHOWN = 5


class Rejects:
    """Counts, keeps the first few to be shown, and writes all: line, reason, the row as it was.

    The file is made with the first reject; what an earlier import left under its name is removed.
    """

    def __init__(self, path: Path | None, columns: Sequence[str]) -> None:
        self.path = path
        self.count = 0
        self.first: list[tuple[int, str]] = []
        self._columns = columns
        self._open = ExitStack()
        self._write: Callable[[Iterable[object]], object] | None = None

    def __enter__(self) -> Self:
        if self.path is not None:
            try:
                self.path.unlink(missing_ok=True)
            except OSError as error:
                raise _unwritable(self.path, error) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def add(self, line: int, reason: str, cells: Sequence[str] = ()) -> None:
        """One row that is not taken. ``line`` is where it begins in the file."""
        self.count += 1
        if len(self.first) < _SHOWN:
            self.first.append((line, reason))
        if self.path is None:
            return
        if self._write is None:
            self._write = self._begun(self.path)
        self._write((line, reason, *map(harmless, cells)))

    def _begun(self, path: Path) -> Callable[[Iterable[object]], object]:
        try:
            file = self._open.enter_context(path.open("w", encoding="utf-8-sig", newline=""))
        except OSError as error:
            raise _unwritable(path, error) from None
        writer = csv.writer(file)
        writer.writerow(("line", "reason", *map(harmless, self._columns)))
        return writer.writerow


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    if cell[:1] in _STARTS and cell and not _IS_NUMBER(cell):
        return f"'{cell}"
    return cell


def _unwritable(path: Path, error: OSError) -> OperatorError:
    return OperatorError(
        f"{path}: cannot be written ({error.strerror}). Rejected rows go there; name another with --rejects."
    )
