"""Surveys as versioned definitions: frozen, proven when they were read (``survey_reading``).

A survey is never edited in place: its ``version`` is a hash of its content, so a changed definition is
another version and old answers stay comparable.

Scales and thresholds are the field's standard definitions: NPS 0-10 (Reichheld), CSAT 1-5, CES 2.0 1-7.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

LocalText = Mapping[str, str]
"""Language code → words."""

END = "end"

MAX_OPTIONS = 12


class QuestionKind(StrEnum):
    NPS = "nps"
    CSAT = "csat"
    CES = "ces"
    STARS = "stars"
    THUMBS = "thumbs"
    CHOICE = "choice"
    CHOICES = "choices"
    TEXT = "text"


SCALES: Mapping[QuestionKind, tuple[int, int]] = {
    QuestionKind.NPS: (0, 10),
    QuestionKind.CSAT: (1, 5),
    QuestionKind.CES: (1, 7),
    QuestionKind.STARS: (1, 5),
    QuestionKind.THUMBS: (0, 1),
}
"""Inclusive lowest and highest rating of each rating kind."""

_LOW_UP_TO: Mapping[QuestionKind, int] = {
    QuestionKind.NPS: 6,
    QuestionKind.CSAT: 2,
    QuestionKind.CES: 3,
    QuestionKind.STARS: 2,
    QuestionKind.THUMBS: 0,
}
_HIGH_FROM: Mapping[QuestionKind, int] = {
    QuestionKind.NPS: 9,
    QuestionKind.CSAT: 4,
    QuestionKind.CES: 5,
    QuestionKind.STARS: 4,
    QuestionKind.THUMBS: 1,
}


class Audience(StrEnum):
    BUYER = "buyer"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Option:
    name: str
    label: LocalText


@dataclass(frozen=True, slots=True)
class Branch:
    """Where to go when the answer is, or for ``choices`` contains, one of ``values``."""

    values: tuple[int | str, ...]
    goto: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    ``goto`` is the next question's name, or END, when the answer matches no branch or was skipped.
    ``low_text`` replaces ``text`` when the survey's headline rating was low.
    ``attribute`` names the side of the experience that is judged (quality, timeliness …).
    """

    name: str
    kind: QuestionKind
    text: LocalText
    options: tuple[Option, ...]
    branches: tuple[Branch, ...]
    goto: str
    low_text: LocalText | None
    attribute: str | None

    @property
    def is_rating(self) -> bool:
        return self.kind in SCALES

    @property
    def scale(self) -> tuple[int, int] | None:
        """Inclusive lowest and highest rating; None for a question that is not a rating."""
        return SCALES.get(self.kind)


@dataclass(frozen=True, slots=True)
class Survey:
    """A proven survey. ``headline`` names the rating that is the response."""

    name: str
    version: str  # 12 hexadecimal digits
    audience: Audience
    headline: str
    questions: tuple[Question, ...]
    title: LocalText
    _places: Mapping[str, tuple[int, int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Walk all paths once: they are asked for at every question that is shown."""
        edges = edges_of(self.questions)
        places = {
            name: (
                len(longest_chain(self.questions[0].name, edges, name)),
                len(longest_chain(name, edges, END)) - 1,
            )
            for name in edges
        }
        object.__setattr__(self, "_places", places)

    def question(self, name: str) -> Question:
        """The question of that name; KeyError naming the known ones."""
        for question in self.questions:
            if question.name == name:
                return question
        known = ", ".join(question.name for question in self.questions)
        raise KeyError(f"survey {self.name} has no question {name!r}; it has: {known}")

    @property
    def first(self) -> Question:
        return self.questions[0]

    def position(self, name: str) -> int:
        """1-based place for progress: alternatives behind one branch share a place.

        "2 of 3" is ``position(name)`` of ``position(name) + longest_path_from(name) - 1``.
        """
        return self._places[self.question(name).name][0]

    def longest_path_from(self, name: str) -> int:
        """How many questions can still come, this one included."""
        return self._places[self.question(name).name][1]


def following(survey: Survey, question_name: str, value: int | str | tuple[str, ...] | None) -> str:
    """The next question's name or END. ``value`` None means the question was skipped.

    The first branch that matches wins. Raises KeyError for an unknown question.
    """
    question = survey.question(question_name)
    given = value if isinstance(value, tuple) else (value,)
    for branch in question.branches:
        if any(one in branch.values for one in given):
            return branch.goto
    return question.goto


def is_low(kind: QuestionKind, value: int) -> bool:
    """NPS ≤ 6 (detractor), CSAT and stars ≤ 2, CES ≤ 3, thumbs down. False for kinds that are no rating."""
    return kind in _LOW_UP_TO and value <= _LOW_UP_TO[kind]


def is_high(kind: QuestionKind, value: int) -> bool:
    """NPS ≥ 9 (promoter), CSAT and stars ≥ 4, CES ≥ 5, thumbs up. False for kinds that are no rating."""
    return kind in _HIGH_FROM and value >= _HIGH_FROM[kind]


def edges_of(questions: Iterable[Question]) -> dict[str, tuple[str, ...]]:
    """Question → every question, or END, that may follow it."""
    return {one.name: (*(branch.goto for branch in one.branches), one.goto) for one in questions}


def longest_chain(start: str, edges: Mapping[str, Sequence[str]], goal: str) -> tuple[str, ...]:
    """The longest walk from ``start`` to ``goal``, both included, or nothing. ``edges`` has no circle."""
    known: dict[str, tuple[str, ...]] = {goal: (goal,)}

    def chain(name: str) -> tuple[str, ...]:
        if name not in known:
            rests = [rest for target in edges.get(name, ()) if (rest := chain(target))]
            known[name] = (name, *max(rests, key=len)) if rests else ()
        return known[name]

    return chain(start)
