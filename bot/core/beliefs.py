"""What the team thinks of its customers, written down before the answers are read: "think" against "know".

A belief is a claim about one number: a score, how many choose something, how many comments mention a theme,
or how a moment feels. What was meant is kept, not the words that it was said in. Everybody has one belief
about each subject: a new one takes its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b

from bot.core.observations import Mood
from bot.core.settings import Settings
from bot.core.statistics import Estimate
from bot.core.survey import SCALES, Audience, LocalText, QuestionKind
from bot.core.themes import themes_in

HAPPY_COMMENTS, UNHAPPY_COMMENTS = "happy", "unhappy"


class About(StrEnum):
    """What a claim is about, and what ``Claim.what`` holds."""

    SCORE = "score"  # (kind of rating,)
    OPTION = "option"  # (survey, question, option)
    THEME = "theme"  # (theme, "happy" or "unhappy")
    FEELING = "feeling"  # (): how the moment feels
    GUESS = "guess"  # (digest, local date of its run, kind of rating): see ``guesses``


class Bound(StrEnum):
    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


@dataclass(frozen=True, slots=True)
class Claim:
    """``value`` is in the unit of the score: -100..100 for NPS, 1..5 for stars, shares 0..1.

    Of a feeling it is 0 for unhappy, ½ for neutral or mixed, 1 for happy. ``touchpoint`` None: everywhere.
    """

    about: About
    what: tuple[str, ...]
    touchpoint: str | None
    bound: Bound
    value: float


@dataclass(frozen=True, slots=True)
class Belief:
    """Somebody's claim. ``by`` is ``platform:workspace:user``."""

    id: str
    at: datetime
    by: str
    by_name: str
    claim: Claim
    withdrawn_at: datetime | None = None


class Ruling(StrEnum):
    """What customers' answers say of a claim."""

    CONFIRMED = "confirmed"
    WRONG = "wrong"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Scored:
    """A claim, who made it, what customers say of it. ``label`` is that of its option or theme."""

    claim: Claim
    who: tuple[str, ...]
    estimate: Estimate
    ruling: Ruling
    label: LocalText = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Expected:
    """How the team expects a moment to feel: the mean of 0 unhappy … 1 happy, of ``people``."""

    value: float
    people: int


@dataclass(frozen=True, slots=True)
class Guessed:
    """What was guessed of one touchpoint's score: (who, value) in order, what it was, and who was nearest."""

    touchpoint: str
    kind: str
    said: tuple[tuple[str, float], ...]
    estimate: Estimate
    nearest: tuple[str, ...] = ()


FEELINGS: dict[Mood, float] = {Mood.HAPPY: 1.0, Mood.NEUTRAL: 0.5, Mood.MIXED: 0.5, Mood.UNHAPPY: 0.0}


def belief_id(by: str, claim: Claim) -> str:
    """The same for whatever this person says of the same subject."""
    subject = "\0".join((by, claim.about, claim.touchpoint or "", *claim.what))
    return blake2b(subject.encode(), digest_size=10).hexdigest()


def standing(beliefs: Iterable[Belief]) -> list[Belief]:
    """Those that were not taken back, in the order in which they were said; a guess is no belief."""
    held = (one for one in beliefs if one.withdrawn_at is None and one.claim.about is not About.GUESS)
    return sorted(held, key=lambda one: (one.at, one.id))


def mood_of(value: float) -> Mood:
    """The mood nearest to a place between unhappy, 0, and happy, 1."""
    if value < 1 / 3:
        return Mood.UNHAPPY
    return Mood.NEUTRAL if value <= 2 / 3 else Mood.HAPPY


# --- reading them

_KINDS: tuple[tuple[str, QuestionKind], ...] = (
    (r"nps|net promoter(?: score)?|(?:would )?recommend\w*", QuestionKind.NPS),
    (r"csat|satisf\w+", QuestionKind.CSAT),
    (r"ces|easy|effort\w*", QuestionKind.CES),
    (r"stars?", QuestionKind.STARS),
    (r"thumbs?(?: up)?", QuestionKind.THUMBS),
)
_QUANTITIES: tuple[tuple[str, Bound, float], ...] = (
    (r"(?:nearly|almost) (?:all|every\w*)", Bound.AT_LEAST, 0.9),
    (r"all|every\w*", Bound.AT_LEAST, 0.95),
    (r"most|the majority|more than half", Bound.AT_LEAST, 0.5),
    (r"less than half|fewer than half|a minority", Bound.AT_MOST, 0.5),
    (r"half", Bound.ABOUT, 0.5),
    (r"hardly any\w*|almost (?:nobody|no one|none)|very few", Bound.AT_MOST, 0.1),
    (r"nobody|no one|none", Bound.AT_MOST, 0.05),
    (r"few", Bound.AT_MOST, 0.25),
)
_AT_LEAST = re.compile(r"\b(?:at least|more than|over|above|no less than)\b|>")
_AT_MOST = re.compile(r"\b(?:at most|less than|fewer than|under|below|no more than)\b|<")
_NUMBER = re.compile(r"(?<![\w.])(-?\d+(?:[.,]\d+)?)\s*(%|percent\b|per cent\b)?")
_COMPLAINTS = re.compile(r"\b(?:complain\w*|unhappy|problems?|hate|angry)\b")
_PRAISE = re.compile(r"\b(?:love|loves|like|likes|praise\w*|happy|compliment\w*)\b")
_SAYS_NOTHING = frozenset({"the", "and", "for", "our", "with", "about", "was", "were", "not", "yes", "you"})


def read_claim(words: str, settings: Settings) -> Claim | None:
    """What somebody believes; None where it is not understood.

    "csat is 90 %", "nps at delivery is over 40", "most customers come for the price", "at least 30% of
    complaints are about delivery".
    """
    said = " ".join(words.casefold().split())
    touchpoint, rest = touchpoint_in(said, settings)
    amount = _amount(said)
    if amount is None:
        return None
    kind = next((kind for pattern, kind in _KINDS if re.search(rf"\b(?:{pattern})\b", said)), None)
    if kind is not None:
        return _of_score(kind, touchpoint, amount)
    bound, value, is_percentage = amount
    if (share := _share(value, is_percentage)) is None:
        return None
    if _COMPLAINTS.search(said) or _PRAISE.search(said):
        mood = UNHAPPY_COMMENTS if _COMPLAINTS.search(said) else HAPPY_COMMENTS
        themes = _themes(said, settings)
        return Claim(About.THEME, (themes[0], mood), None, bound, share) if themes else None
    option = _option(rest, settings)
    return Claim(About.OPTION, option, None, bound, share) if option else None


def read_feeling(words: str, settings: Settings) -> Claim | None:
    """A touchpoint and a mood, in any order: "delivery happy"; None where one is missing."""
    said = " ".join(words.casefold().split())
    touchpoint, rest = touchpoint_in(said, settings)
    moods = [Mood(word) for word in re.findall(r"\w+", rest) if word in set(Mood)]
    if touchpoint is None or len(set(moods)) != 1:
        return None
    return Claim(About.FEELING, (), touchpoint, Bound.ABOUT, FEELINGS[moods[0]])


def touchpoint_in(said: str, settings: Settings) -> tuple[str | None, str]:
    """The longest touchpoint's name in it, and what is left."""
    for name in sorted(settings.touchpoints, key=len, reverse=True):
        spelled = r"[\s_-]+".join(re.escape(part) for part in re.split(r"[\s_-]+", name.casefold()))
        rest, found = re.subn(rf"(?<!\w){spelled}(?!\w)", " ", said, count=1)
        if found:
            return name, rest
    return None, said


def _amount(said: str) -> tuple[Bound, float, bool] | None:
    """How much, and whether it was said as a percentage."""
    numbers = list(_NUMBER.finditer(said))
    if len(numbers) > 1:
        return None
    if numbers:
        value, is_percentage = float(numbers[0][1].replace(",", ".")), bool(numbers[0][2])
        bound = Bound.AT_LEAST if _AT_LEAST.search(said) else Bound.ABOUT
        bound = Bound.AT_MOST if _AT_MOST.search(said) else bound
        return bound, value / 100 if is_percentage else value, is_percentage
    found = ((bound, value) for words, bound, value in _QUANTITIES if re.search(rf"\b(?:{words})\b", said))
    quantity = next(found, None)
    return None if quantity is None else (*quantity, True)


def _of_score(kind: QuestionKind, touchpoint: str | None, amount: tuple[Bound, float, bool]) -> Claim | None:
    """In the unit of the score; None for what it can never be."""
    bound, value, is_percentage = amount
    if kind is QuestionKind.NPS:
        fits = -100 <= value <= 100 and not is_percentage
    elif kind is QuestionKind.STARS:
        worst, best = SCALES[kind]
        fits = worst <= value <= best and not is_percentage
    else:
        share = _share(value, is_percentage)
        fits, value = share is not None, share or 0.0
    return Claim(About.SCORE, (kind.value,), touchpoint, bound, value) if fits else None


def _share(value: float, is_percentage: bool) -> float | None:
    """0..1; a bare number above 1 is percent."""
    share = value / 100 if value > 1 and not is_percentage else value
    return share if 0 <= share <= 1 else None


def _themes(said: str, settings: Settings) -> Sequence[str]:
    """What it is about, the theme named last first: "complaints are about the price"."""
    about = said.rpartition(" about ")[2]
    taxonomy = settings.taxonomy()
    return themes_in(about, taxonomy) or themes_in(said, taxonomy)


def _option(said: str, settings: Settings) -> tuple[str, str, str] | None:
    """The option of whose label most is in these words; none where several have as much of it."""
    words = {_stem(word) for word in re.findall(r"\w+", said)}
    found: dict[tuple[str, str, str], float] = {}
    buyers = (one for one in map(settings.survey, settings.current) if one.audience is Audience.BUYER)
    for survey in buyers:
        for question in survey.questions:
            for option in question.options:
                labels = [*option.label.values(), option.name.replace("_", " ")]
                share = max(_part_said(label, words) for label in labels)
                if share > 0:
                    found[survey.name, question.name, option.name] = share
    most = max(found.values(), default=0.0)
    best = [key for key, share in found.items() if share == most]
    in_use = {touchpoint.survey for touchpoint in settings.touchpoints.values()}
    best = [key for key in best if key[0] in in_use] or best
    return best[0] if len(best) == 1 else None


def _part_said(label: str, words: set[str]) -> float:
    meant = [
        _stem(word)
        for word in re.findall(r"\w+", label.casefold())
        if len(word) > 2 and word not in _SAYS_NOTHING
    ]
    return sum(word in words for word in meant) / len(meant) if meant else 0.0


def _stem(word: str) -> str:
    """Without the ending that makes it several."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
