"""The data map: of each table what it holds, why, how long, and what becomes of it when somebody is erased.

``python -m storage.data_map > docs/data-map.md`` writes it anew; a test holds the page against this file, and
this file against the tables.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.core.chores import Retention
from storage.privacy import Privacy, classes
from storage.retaining import RULES

_STAYS = "as long as you keep the database"
_DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Entry:
    """One table: ``what`` it holds, ``why``, and ``erased``: what is done about a person's rows."""

    what: str
    why: str
    erased: str = "nothing: it leads to nobody"


ENTRIES: Mapping[str, Entry] = {
    "customers": Entry(
        "name, language, time zone, number of orders, last ratings, what they said of themselves, opt-out",
        "to greet, ask and not ask them",
        "emptied; the id (a hash) stays with the moment, so that they are not asked or brought in again",
    ),
    "addresses": Entry(
        "the platform's id of a chat, and whose it is",
        "to write to the right person",
        "deleted once the last words there are said",
    ),
    "claims": Entry(
        "hashes of words by which somebody becomes staff or a manager, and who said them",
        "to make the first manager without a line in the configuration",
        "nothing: it is of the team, by the ids of their platform",
    ),
    "grants": Entry(
        "who became staff or a manager, by claim or as a member of a group",
        "to know who may do what",
        "nothing: it is of the team, by the ids of their platform",
    ),
    "links": Entry("hashes of links, and for whom each was made", "to know who opens one", _DELETED),
    "purchases": Entry(
        "shop, order number, product, place, amount, segments",
        "to ask about the right thing",
        _DELETED,
    ),
    "invitations": Entry(
        "what somebody was asked, when, where, and how far it went",
        "to ask once, and to count",
        "those that count stay under a new id, of nobody, with dates only; the others are deleted",
    ),
    "answers": Entry(
        "ratings, choices, comments, how these feel, where photos and voice notes lie",
        "it is what the product is for",
        "ratings and choices stay with their invitation, dates only; comments, quotes and files' places go",
    ),
    "cases": Entry(
        "an unhappy customer's words, rating, reasons, deadlines, who works on it",
        "to put it right",
        _DELETED,
    ),
    "case_entries": Entry("what was said and done about a case", "to put it right together", _DELETED),
    "promises": Entry("what staff promised, and by when", "to keep it", _DELETED),
    "gestures": Entry(
        "what somebody was given, and what it cost",
        "to stay within the budget",
        "cost and date stay, of nobody",
    ),
    "observations": Entry("what staff saw or heard, in their words", "to know customers better", _DELETED),
    "incidents": Entry(
        "names and words on messages that gather many cases", "to draw them again", "their line is taken out"
    ),
    "contributors": Entry("who raised what was improved, with a quote", "to tell them of it", _DELETED),
    "suppressions": Entry(
        "that somebody was not asked, and why",
        "so that every silence has a reason",
        "reason and date stay, of nobody",
    ),
    "audit": Entry(
        "who of the team looked at what, and did what",
        "so that it can be seen",
        "who did what stays; about whom goes. Exports stay on record, for they say where copies lie",
    ),
    "inbox": Entry(
        "everything that came in, as it came",
        "so that nothing is handled twice, and a chat can be shown again",
        "emptied: only that it was handled stays",
    ),
    "outbox": Entry(
        "every message that was sent or waits",
        "so that none is lost or sent twice",
        "to them: deleted. About them: emptied, also where staff have read it (Slack, Telegram, web)",
    ),
    "dead_letters": Entry("events that failed, as they came", "to handle them again", _DELETED),
    "timers": Entry("when something is looked at again", "to do it in time", _DELETED),
    "chores": Entry(
        "what a long job looks for, such as a name that is being erased",
        "to go on after a stop",
        "ends with it",
    ),
    "rollups": Entry("counts", "so that a digest is quick"),
    "digest_runs": Entry("which digest was sent on which day", "to send each once"),
    "improvements": Entry("what is improved, by whom of the team", "to tell customers, and measure"),
    "beliefs": Entry("what the team believes, by whom", "to hold it against what customers say"),
    "books": Entry("numbers of groups", "the customer book"),
    "off_duty": Entry("who of the team is off", "to give cases to who is there"),
    "moved_rooms": Entry("rooms that a platform renamed", "to write to the right one"),
    "pauses": Entry("whether invitations are paused, and by whom", "to ask nobody meanwhile"),
    "holds": Entry("which process does what only one may do", "so that no two do it"),
    "installation": Entry("the installation's own key", "so that links lead somewhere"),
    "surveys": Entry("every version of every survey", "to know what an answer was to"),
}

_HEAD = """\
# Data map

Which tables there are, what each holds of a person, why, how long, and what becomes of it when somebody is
erased (`/forget`, a shop's request, `feedback-bot customer erase`). *Personal* is about somebody, *derived*
was made from what is personal, *anonymous* leads to nobody (of your team, it may name who did something).
Days are those of `[retention]` as shipped; 0 keeps as long as nobody asks. See [erasure.md](erasure.md).

With `[language_model]` on, what buyers write in another language than the staff room's, and replies that
staff want translated, go to its address without names, addresses, numbers and links; so do the words of a
case that staff want a reply drafted to, with how it was rated and its touchpoint, and pieces of comments to
sum up ([language-model.md](language-model.md)); the outbox keeps what was asked, like any message, and the
audit how much.

This page is made from the tables by `python -m storage.data_map`.

| table | class | what | why | how long | when erased |
|---|---|---|---|---|---|
"""


def page() -> str:
    """The page as Markdown."""
    return _HEAD + "".join(f"{row}\n" for row in _rows())


def _rows() -> Iterator[str]:
    found = classes()
    order = {one: place for place, one in enumerate(Privacy)}
    for name in sorted(found, key=lambda name: (order[found[name]], name)):
        entry = ENTRIES[name]
        cells = (f"`{name}`", found[name].value, entry.what, entry.why, _how_long(name), entry.erased)
        yield f"| {' | '.join(cells)} |"


def _how_long(name: str) -> str:
    """By the rules of retention."""
    default = Retention()
    days = dict.fromkeys(rule.days for rule in RULES if rule.table.name == name)
    return ", ".join(f"`{one} = {getattr(default, one)}`" for one in days) or _STAYS


if __name__ == "__main__":
    sys.stdout.write(page())
