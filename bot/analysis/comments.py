"""The comments of a file, one after the other, each with its rating and what else is kept of its row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.core.errors import OperatorError
from bot.core.survey import SCALES, QuestionKind
from bot.imports.columns import named
from bot.imports.files import TEXT_COLUMN, Table
from storage.codec import fit

KINDS: Mapping[str, QuestionKind] = {
    "1-5": QuestionKind.STARS,
    "0-10": QuestionKind.NPS,
    "1-7": QuestionKind.CES,
    "0-1": QuestionKind.THUMBS,
}
"""The scales that ratings may be on, and what each is taken for."""


@dataclass(frozen=True, slots=True)
class Comment:
    """One row; ``line`` is where it begins in the file.

    ``problem`` says what cannot be read of it: without a text the whole row, else its rating.
    """

    line: int
    text: str | None
    rating: int | None = None
    kept: tuple[str, ...] = ()
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """The columns by name. ``scale`` is one of ``KINDS``; ``keep`` go into the result as they are."""

    comment: str | None
    rating: str | None = None
    scale: str = "1-5"
    keep: tuple[str, ...] = ()


class Comments:
    """The comments of an open table. Raises OperatorError for a column that is not there."""

    def __init__(self, table: Table, wanted: Wanted) -> None:
        self._table = table
        asked = {"--comment": wanted.comment or TEXT_COLUMN, "--rating": wanted.rating or ""}
        places = named(table.columns, {**asked, **{f"--keep {name}": name for name in wanted.keep}})
        self._text = places["--comment"]
        self._rating = places.get("--rating")
        keep = [places[f"--keep {name}"] for name in wanted.keep]
        self._keep = keep
        self.kept_columns = tuple(table.columns[place] for place in keep)
        self._scale = SCALES[KINDS[wanted.scale]]

    @property
    def done(self) -> float:
        """How much of the file is read, 0…1."""
        return self._table.position / self._table.size

    def __iter__(self) -> Iterator[Comment]:
        """All rows, in order."""
        for line, cells, problem in self._table.rows():
            yield Comment(line, None, problem=problem) if problem is not None else self._comment(line, cells)

    def _comment(self, line: int, cells: Sequence[str]) -> Comment:
        rating, problem = None, None
        if self._rating is not None:
            try:
                rating = rating_in(cells[self._rating], self._scale)
            except ValueError as error:
                problem = str(error)
        kept = tuple([fit(cells[place]) for place in self._keep])
        return Comment(line, fit(cells[self._text]), rating, kept, problem)


def rating_in(cell: str, scale: tuple[int, int]) -> int | None:
    """The rating in a cell, None in an empty one. Raises ValueError for what is none on this scale."""
    said = cell.strip()
    if not said:
        return None
    low, high = scale
    try:
        value = float(said.replace(",", "."))
    except ValueError:
        raise ValueError(f"rating {said[:20]!r} is no number") from None
    if not low <= value <= high:
        raise ValueError(f"rating {said[:20]} is not on the scale {low}-{high}; --scale names another")
    if value != int(value):
        raise ValueError(f"rating {said[:20]} is no whole number")
    return int(value)


def refuse_taken(kept: Sequence[str], own: Sequence[str]) -> None:
    """Raises OperatorError for a column to be kept whose name the result needs itself."""
    taken = [name for name in kept if name in own]
    if taken:
        raise OperatorError(
            f"--keep {taken[0]}: the result has a column of that name itself. Rename it in the file."
        )
