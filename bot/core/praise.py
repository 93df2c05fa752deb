"""Who of the staff is praised by name, by how many customers, and in words that may be passed on.

Praise is a clause that names somebody and is happy, or names them and goes on happily with "she", "he" or
"they". A happy comment that only mentions a name is none, and no complaint counts against anybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.core.aspects import COMPLAINT_FROM, PRAISE_UP_TO, Feeling, aspects_of
from bot.core.mentions import shortened
from bot.core.quoting import Consent
from bot.core.report import CommentRow
from bot.core.sentiment import Clause
from bot.core.themes import STAFF, Taxonomy, themes_in

MOST_READ = 5_000  # characters of a comment
_GOES_ON = re.compile(r"\W*(?:(?:and|so) )?(?:she|he|they)\b", re.IGNORECASE)
_AFTER_ALL = re.compile(r"^(?:but|and|yet|though|however|still)\b,?\s+", re.IGNORECASE)
_ORDINARY = frozenset(
    "amber angel april art august bill charity chase christian crystal daisy dawn destiny don drew earnest "
    "faith frank gene grace grant guy harmony heather hope iris ivy jade jean joy june lily mark max may "
    "melody miles pat pearl penny precious ray rich rob rose ruby sandy skip sue summer sunny violet wade "
    "will".split()
)
"""Names that are words as well: they count only where they are written as names."""
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?\n])\s*$")
_IS_SOMEBODY = re.compile(
    r"'s\b|\s+(?:was|is|has|and|from|at|in|helped|made|gave|took|went|did|served|found|fixed|brought)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words that their writer allowed us to pass on; ``name`` is theirs, where they allowed that too."""

    text: str
    name: str | None
    touchpoint: str


@dataclass(frozen=True, slots=True)
class Praised:
    """One of the staff, how many customers praised them, and the newest words that may be passed on."""

    name: str
    customers: int
    quote: Quoted | None = None


@dataclass(frozen=True, slots=True)
class Win:
    """Praise for the room where it is read, and whom of the staff it is for."""

    said: Quoted
    staff: tuple[str, ...] = ()


class Roster:
    """Who may be praised, and how customers call them: by the whole name, or its first word if one has it."""

    def __init__(self, names: Iterable[str]) -> None:
        people = [" ".join(name.split()) for name in names]
        firsts = [name.split()[0].casefold() for name in people]
        self._people: dict[str, str] = {}
        for name, first in zip(people, firsts, strict=True):
            self._people[f"{STAFF}: {name}"] = name
            if firsts.count(first) == 1 and first != name.casefold():
                self._people[f"{STAFF}: {name.split()[0]}"] = name
        self._taxonomy = Taxonomy(staff=[alias.removeprefix(f"{STAFF}: ") for alias in self._people])

    def praised_in(self, comment: CommentRow) -> tuple[str, ...]:
        """Whom this comment praises, in the order of the roster."""
        if not self._people or comment.sentiment is None:
            return ()
        text = comment.text[:MOST_READ]
        if not themes_in(text, self._taxonomy):
            return ()
        felt: dict[str, set[Feeling]] = {}
        for aspect in aspects_of(text, comment.sentiment, self._taxonomy):
            alias = aspect.theme.removeprefix(f"{STAFF}: ")
            if aspect.theme in self._people and _is_a_name(alias, text):
                goes_on = self._goes_on(aspect.theme, text, comment.sentiment.clauses)
                feeling = (
                    Feeling.POSITIVE if aspect.feeling is Feeling.NEUTRAL and goes_on else aspect.feeling
                )
                felt.setdefault(self._people[aspect.theme], set()).add(feeling)
        return tuple(name for name, feelings in felt.items() if feelings <= {Feeling.POSITIVE})

    def words_about(self, comment: CommentRow) -> str:
        """Of a happy comment all of it; else only what praises, for the rest is for others to read."""
        clauses = comment.sentiment.clauses if comment.sentiment else ()
        if comment.happy and not any(clause.p_unhappy >= COMPLAINT_FROM for clause in clauses):
            return shortened(comment.text)
        text = comment.text
        named = {theme for theme in self._people if self._people[theme] in self.praised_in(comment)}
        found = [
            _AFTER_ALL.sub("", text[clause.start : clause.end].strip(" ,;"))
            for clause in clauses
            if clause.p_unhappy <= PRAISE_UP_TO
            and named.intersection(themes_in(text[clause.start : clause.end], self._taxonomy))
        ]
        return shortened(" … ".join(found))

    def _goes_on(self, theme: str, text: str, clauses: Sequence[Clause]) -> bool:
        """Whether the clause behind the one with the name says something good of whom it names."""
        for here, after in pairwise(clauses):
            if theme in themes_in(text[here.start : here.end], self._taxonomy):
                behind = text[after.start : after.end]
                if after.p_unhappy <= PRAISE_UP_TO and _GOES_ON.match(behind):
                    return True
        return False


def praised(comments: Iterable[CommentRow], names: Sequence[str]) -> tuple[Praised, ...]:
    """Everybody who is praised, the most praised first. A customer counts once for each."""
    roster = Roster(names)
    customers: dict[str, set[str]] = {}
    quotes: dict[str, Quoted] = {}
    for comment in comments:
        for name in roster.praised_in(comment):
            customers.setdefault(name, set()).add(_who(comment))
            said = _quoted(comment, roster)
            if said is not None:
                quotes.setdefault(name, said)
    order = {name: place for place, name in enumerate(customers)}
    ranked = sorted(customers, key=lambda name: (-len(customers[name]), order[name]))
    return tuple(Praised(name, len(customers[name]), quotes.get(name)) for name in ranked)


def wins(comments: Iterable[CommentRow], names: Sequence[str]) -> tuple[Win, ...]:
    """What is happy, or praises somebody, and may be passed on; nothing twice, in the given order."""
    roster = Roster(names)
    found: dict[str, Win] = {}
    for comment in comments:
        for_whom = roster.praised_in(comment)
        said = _quoted(comment, roster) if comment.happy or for_whom else None
        if said is not None and _is_glad(comment, bool(for_whom)):
            found.setdefault(said.text.casefold(), Win(said, for_whom))
    return tuple(found.values())


def _is_glad(comment: CommentRow, praises: bool) -> bool:
    """Whether words are glad, not only the rating beside them: "10, but the courier was rude" is no win."""
    felt = comment.sentiment
    return praises or (
        felt is not None and felt.is_known and felt.p_unhappy <= PRAISE_UP_TO and not felt.mixed
    )


def _quoted(comment: CommentRow, roster: Roster) -> Quoted | None:
    """Its words, where whoever wrote them said yes."""
    voice = comment.voice
    if voice is None or voice.consent is None or not voice.consent.allows:
        return None
    words = roster.words_about(comment)
    name = voice.first_name if voice.consent is Consent.NAMED else None
    return Quoted(words, name, comment.touchpoint) if words else None


def _who(comment: CommentRow) -> str:
    return comment.voice.customer_id if comment.voice else f"{comment.at.isoformat()}{comment.text}"


def _is_a_name(alias: str, text: str) -> bool:
    """Whether a name that is a word as well is meant as one: "Will was great", and not "I will be back"."""
    if alias.casefold() not in _ORDINARY:
        return True
    for found in re.finditer(rf"\b{re.escape(alias.capitalize())}\b", text):
        begins = _SENTENCE_BEGINS.search(text[: found.start()])
        if not begins or _IS_SOMEBODY.match(text[found.end() :]):
            return True
    return False
