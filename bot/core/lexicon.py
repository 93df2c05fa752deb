"""The words by which people answer, one table per language.

Another language is another module in ``lexicons``; the grammar that uses them (``grammar.py``) stays as it
is. Three notations occur, told apart by the name of the field:

* plain phrases, compared without case, punctuation and apostrophes ("don't" and "dont" are one);
* ``…_patterns``: regular expressions that must match a whole message in that same bare form ("dont ask me");
* ``…_regex``: regular expressions over the text itself in lower case, with "'" for every apostrophe.

All are folded as messages are (``spoken.py``), so they are written with every accent and match without. No
regular expression has a capital in it for that reason: ``\\s``, never ``\\S``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from bot.core.spoken import any_of, fold
from bot.core.survey import QuestionKind

Value = TypeVar("Value", int, str)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """How one language rates, picks, skips, postpones, opts out and asks."""

    numbers: Mapping[str, int]
    number_glue: frozenset[str]  # with nothing but these, numbers stay vague: "7 or 8", "three and a half"
    out_of: tuple[str, ...]  # "8 out of 10"
    stars: tuple[str, ...]
    points: tuple[str, ...]
    lead_in_regex: tuple[str, ...]  # may stand before a rating and says nothing
    verdict_regex: str  # makes a number after it a rating anywhere: "I'd give it a"
    hedge_regex: str  # shortly before a rating, makes it none: "would have been"
    condition_regex: str  # right after a rating, makes it none: "10 if you were faster"
    after_rating: tuple[str, ...]  # words that may follow a bare number: "4 because …"; "و*": any ending
    after_verdict: tuple[str, ...]  # more of them after "I'd give it a 7 …", "8 out of 10 …"
    counted: frozenset[str]  # what is counted rather than rated: "3/5 items"
    labels: Mapping[QuestionKind, Mapping[str, int]]  # the words on the scale
    joiners: tuple[str, ...]  # between picked options
    connectives: tuple[str, ...]  # open a comment behind a picked option
    courtesies: tuple[str, ...]  # change nothing at either end of a message
    pleasantries: frozenset[str]  # whole messages that answer nothing
    skip: frozenset[str]
    skip_patterns: tuple[str, ...]
    later: frozenset[str]
    later_patterns: tuple[str, ...]
    opt_out: frozenset[str]  # only as the whole message
    opt_out_patterns: tuple[str, ...]  # as the whole message or a whole sentence of it
    person_patterns: tuple[str, ...]
    question_patterns: tuple[str, ...]  # openings of a question; these need not match to the end
    yes_patterns: tuple[str, ...]  # a whole yes to a yes-or-no question: "yeah all sorted now"
    no_patterns: tuple[str, ...]  # a whole no to one, kept as a comment as well: "nope still the same"
    right: tuple[str, ...]  # "Did I get that right?" Yes; more may follow it
    not_quite: tuple[str, ...]  # No; more may follow it
    goes_on: tuple[str, ...]  # words that go on after either without a comma: "no it was great"
    moods: Mapping[str, str]  # whole messages that say how it was: happy, mixed, neutral, unhappy
    commands: Mapping[str, str]  # whole messages → the command that is meant: "my data", mydata
    tail_regex: str = ""  # may stand behind a rating and says nothing: "8 würde ich sagen"
    scale_first_regex: str = ""  # between the scale and a rating: "10 üzerinden 8"
    remark_regex: str = ""  # may follow a bare number without a comma: "7 super easy" (``remarks``)
    shortened: Mapping[str, str] = field(default_factory=dict)  # read in full where it says nothing as it is


def listed(phrases: str) -> tuple[str, ...]:
    """Phrases that are written one after the other, with "|" between them."""
    return tuple(" ".join(phrase.split()) for phrase in phrases.split("|") if phrase.strip())


def valued(table: Mapping[Value, str], *endings: str) -> dict[str, Value]:
    """Phrase → value, of a table that lists the phrases of each value; "~" stands for each of the endings."""
    return {
        phrase.replace("~", ending): value
        for value, phrases in table.items()
        for phrase in listed(phrases)
        for ending in endings or ("",)
    }


def remarks(degrees: str, judgements: str, being: str = "", uncounted: str = "", goes_on: str = "") -> str:
    """What may follow a bare number without a comma, as nobody counts it: a judgement up to a stop.

    ``degrees`` may stand before or behind ``judgements`` ("super easy"). ``being`` ("was") and ``uncounted``
    ("the delivery was late"; a regular expression) do not hold after a one, which may count: "1 was missing".
    ``goes_on``: words with which a judgement may go on ("good but pricey"), as long as neither a number nor
    a word for what is left ("3 good but the rest cold") shows that it counts; a regular expression, too.
    """
    degree, judgement = any_of(listed(degrees)), any_of(listed(judgements))
    judged = rf"(?:{degree}\s+){{0,3}}{judgement}(?:\s+{degree})?(?=\s*$|\s*[^\w\s])"
    behind = rf"(?P<being>{any_of(listed(being))}\s+{judged})" if being else ""
    other = rf"(?P<uncounted>{fold(uncounted)})" if uncounted else ""
    more = rf"(?P<more>(?:{degree}\s+){{0,3}}{judgement}\s+(?:{fold(goes_on)}))" if goes_on else ""
    return "|".join(filter(None, (judged, behind, other, more)))


def answers(openings: str, goes_on: str, unless: str) -> str:
    """A pattern of a yes or no that goes on without a comma: "yes all sorted now".

    ``goes_on``: the first words that may follow; ``unless``: words that leave doubt, anywhere behind.
    All three are patterns of bare words, with "|" between them.
    """
    return rf"(?:(?:{openings}) )+(?!(?:.* )?(?:{unless})(?: |$))(?:{goes_on})(?: .{{0,60}})?"
