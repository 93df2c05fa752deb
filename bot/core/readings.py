"""What a reading of somebody's words can be: the facts that ``understanding.py`` makes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating inside the question's scale, with what else was said."""

    value: int
    comment: str | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The names of the picked options in the order of saying, each once."""

    options: tuple[str, ...]
    comment: str | None


@dataclass(frozen=True, slots=True)
class Commented:
    """Free words. On a rating or choice question these are to be kept, and the question asked again."""

    text: str


@dataclass(frozen=True, slots=True)
class Skipped:
    pass


@dataclass(frozen=True, slots=True)
class Later:
    """Not now."""


@dataclass(frozen=True, slots=True)
class OptedOut:
    """Never ask again. ``comment`` is the whole message where it says more than that."""

    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Unclear:
    """Ask once more. ``out_of_range``: a number that is not on the scale; ``no_match``: anything else."""

    reason: Literal["out_of_range", "no_match"]
    said: str


@dataclass(frozen=True, slots=True)
class WantsPerson:
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the business."""

    text: str


Reading = Rated | Chosen | Commented | Skipped | Later | OptedOut | Unclear | WantsPerson | Asked
