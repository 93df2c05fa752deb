"""What a person meant by a press or by typed words.

Caution is the rule: what was not understood is asked for again, so to miss a rating costs one message, while
to invent one would spoil the numbers. The rules are in ``grammar.py``, the words of each language in
``lexicons``. Whoever does not write in their own language writes in English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from bot.core.grammar import Grammar, grammars_of
from bot.core.lexicon import Lexicon
from bot.core.lexicons import LEXICONS
from bot.core.readings import (
    Asked,
    Chosen,
    Commented,
    Later,
    OptedOut,
    Rated,
    Reading,
    Skipped,
    Unclear,
    WantsPerson,
)
from bot.core.spoken import MAX_CHARACTERS, SENTENCE_END, THUMB, clean, says_something
from bot.core.survey import SCALES, Question, QuestionKind

__all__ = [
    "LEXICONS",
    "MAX_CHARACTERS",
    "Asked",
    "Chosen",
    "Commented",
    "Later",
    "Lexicon",
    "OptedOut",
    "Rated",
    "Reading",
    "Skipped",
    "Unclear",
    "WantsPerson",
    "is_lone_question",
    "needs_analysis",
    "read_pressed",
    "read_typed",
]

_LONG = 60  # characters in which there is more than a rating
_SHORT = 24  # characters of a message worth remembering
_PRESSED: Mapping[str, Reading] = {"skip": Skipped(), "later": Later(), "stop": OptedOut()}


def read_pressed(value: str, question: Question) -> Reading:
    """What a button's value means: "7", an option's name, several joined by ",", "skip", "later" or "stop".

    Callback data is untrusted: what does not fit the question is Unclear. Never raises.
    """
    if value in _PRESSED:
        return _PRESSED[value]
    if question.scale is not None and re.fullmatch(r"[0-9]{1,2}", value):
        low, high = question.scale
        return Rated(int(value), None) if low <= int(value) <= high else Unclear("out_of_range", value)
    picked = tuple(dict.fromkeys(value.split(",")))
    known = {option.name for option in question.options}
    if known.issuperset(picked) and (len(picked) == 1 or question.kind is QuestionKind.CHOICES):
        return Chosen(picked, None)
    return Unclear("no_match", value[:MAX_CHARACTERS])


def read_typed(text: str, question: Question | None, language: str) -> Reading:
    """What typed words mean as an answer to ``question``, or None for a message out of the blue.

    They are read in ``language`` (without a lexicon of its own, in its base language), then in English. Never
    raises.
    """
    said = clean(text)
    if not said:
        return Unclear("no_match", "")
    if question is None or question.scale is None:
        return _first_sure(_read(said, question, grammar) for grammar in grammars_of(language))
    read = _read_rating if len(said) <= _SHORT else _read_rating.__wrapped__
    return read(said, question.kind, language)


def _first_sure(readings: Iterator[Reading]) -> Reading:
    """The first that is sure; else what is no comment, else a question, else the words to keep."""
    unsure: list[Reading] = []
    for reading in readings:
        if not _is_unsure(reading):
            return reading
        unsure.append(reading)
    return max(unsure, key=lambda reading: (isinstance(reading, Unclear), isinstance(reading, Asked)))


def _is_unsure(reading: Reading) -> bool:
    match reading:
        case Asked() | Commented() | Unclear("no_match"):
            return True
        case _:
            return False


def _read(said: str, question: Question | None, grammar: Grammar) -> Reading:
    if question is None:
        return grammar.control(said) or grammar.request(said) or _as_comment(said)
    if question.kind is QuestionKind.TEXT:
        return _read_words(said, grammar)
    return grammar.pick(said, question) or _read_unanswered(said, grammar)


@lru_cache(maxsize=2048)
def _read_rating(said: str, kind: QuestionKind, language: str) -> Reading:
    """An answer to a rating. Most are one of a few short words, so these are remembered."""
    reading = _first_sure(
        grammar.bare_label(said, kind)
        or grammar.star_run(said, kind)
        or grammar.control(said)
        or grammar.rating(said, kind)
        or _read_unanswered(said, grammar)
        for grammar in grammars_of(language)
    )
    if isinstance(reading, Commented) and len(said) <= _LONG:
        slips = (grammar.mistyped_label(said, kind) for grammar in grammars_of(language))
        return next(filter(None, slips), reading)
    return reading


def is_lone_question(text: str, language: str) -> bool:
    """Whether the whole message is one question to the business: one sentence, with its question mark."""
    said = clean(text).rstrip()
    *before, last = SENTENCE_END.split(said.rstrip("?؟!"))
    is_one = not any(map(says_something, before)) and says_something(last)
    return said.endswith(("?", "؟")) and is_one and isinstance(read_typed(said, None, language), Asked)


def needs_analysis(text: str, language: str) -> bool:
    """Whether the text may hold a comment worth analysing: no bare rating, control word or greeting does."""
    said = clean(text)
    if len(said) > _LONG:
        return True
    return bool(said) and all(_may_comment(said, grammar) for grammar in grammars_of(language))


def _may_comment(said: str, grammar: Grammar) -> bool:
    if grammar.is_pleasantry(said) or grammar.control(said) in (Skipped(), Later(), OptedOut()):
        return False
    if grammar.is_vague_number(said) or not says_something(THUMB.sub("", said)):
        return False
    # The words for thumbs ("good", "bad") are left out: to any other question they are small comments.
    return not any(_is_bare(grammar.rating(said, kind)) for kind in SCALES if kind is not QuestionKind.THUMBS)


def _is_bare(reading: Reading | None) -> bool:
    match reading:
        case Rated(_, None) | Unclear():
            return True
        case _:
            return False


def _read_words(said: str, grammar: Grammar) -> Reading:
    control = grammar.control(said)
    if control is not None:
        return control
    if grammar.wants_person(said):
        return WantsPerson(said)
    return _as_comment(said)


def _as_comment(said: str) -> Commented | Unclear:
    return Commented(said) if says_something(said) else Unclear("no_match", said)


def _read_unanswered(said: str, grammar: Grammar) -> Reading:
    """Words that answer neither a rating nor a choice, and are no control word."""
    other = grammar.request(said)
    if other is not None:
        return other
    if not any(map(str.isalpha, said)) or grammar.is_pleasantry(said) or grammar.is_vague_number(said):
        return Unclear("no_match", said)
    return Commented(said)
