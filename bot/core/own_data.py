"""Everything that is held of one customer: as it lies in the tables, and as sections that can be read.

Two may ask for it. The customer gets all that is about them but what staff wrote for each other, which is
left out and said to be; the operator, who answers to the customer, gets that too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.effects import Line, Message
from bot.core.settings import Settings
from bot.core.survey import SCALES, Audience, QuestionKind

Row = Mapping[str, Any]
"""One row by column, as JSON: moments are ISO 8601 in UTC."""

FORMS: Mapping[str, str] = {"html": "text/html", "json": "application/json"}
"""Each form that it is given out in, by the suffix of its file → its media type."""

FILE = "my-data"
"""What the file is called."""

_CARD = "own_data"
_OWN_WORDS = "own_words"  # the touchpoint of what customers begin by themselves: it has no name for them

_TOLD = frozenset({"wrote", "changed", "replied", "promised", "gave", "sent", "rated"})
"""Steps of a case that the customer took, or was told of in these words."""

_FOR_STAFF: Mapping[str, frozenset[str]] = {
    "audit": frozenset({"actor", "actor_name", "detail"}),
    "case_entries": frozenset({"actor"}),
    "cases": frozenset(
        {
            "alert",
            "closed_for",
            "copies",
            "done",
            "grounds",
            "incident",
            "owner",
            "owner_name",
            "room",
            "told",
        }
    ),
    "gestures": frozenset({"by", "by_name"}),
    "observations": frozenset({"by", "by_name", "words"}),
    "promises": frozenset({"by", "by_name"}),
}


def card(form: str) -> dict[str, object]:
    """The card of a message that brings somebody all that is held of them, in one of its forms."""
    return {"type": _CARD, "form": form}


def form_in(card: Mapping[str, object] | None) -> str | None:
    """The form of the file that a message brings, where it brings one."""
    form = card.get("form") if card is not None and card.get("type") == _CARD else None
    return form if isinstance(form, str) and form in FORMS else None


NOT_SENT = Line("own.not_sent")
"""What the message says as well where its file cannot be had, or cannot be shown."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was said in a chat of theirs, by them (``text``) or by us (``message``, in a language)."""

    at: datetime
    text: str | None
    message: Message | None
    language: str


@dataclass(frozen=True, slots=True)
class Held:
    """All of it. ``tables`` has a name for every table that may hold something of a customer."""

    customer_id: str
    at: datetime
    tables: Mapping[str, Sequence[Row]]
    spoken: Sequence[Spoken]

    @property
    def customer(self) -> Row:
        """Their own row; empty for somebody of whom there is none."""
        return next(iter(self.tables.get("customers", ())), {})


@dataclass(frozen=True, slots=True)
class Section:
    """A part of what is read."""

    title: Line
    lines: tuple[Line, ...]


def for_customer(held: Held) -> Held:
    """Without what staff wrote for each other."""
    tables = {
        name: [_without(row, _FOR_STAFF.get(name, frozenset())) for row in rows]
        for name, rows in held.tables.items()
    }
    told = [row for row in tables.get("case_entries", ()) if row["kind"] in _TOLD]
    return replace(held, tables={**tables, "case_entries": told})


_CONFIDENTIAL = frozenset({"answers", "contributors", "dead_letters", "invitations"})


def is_confidential(held: Held) -> bool:
    """Whether this is somebody who works with us: what they answered is for nobody else to read."""
    return bool(held.customer.get("audience") == Audience.INTERNAL.value)


def without_answers(held: Held) -> Held:
    """Without what they answered and wrote in their chats."""
    tables = {name: [] if name in _CONFIDENTIAL else rows for name, rows in held.tables.items()}
    who = [_without(row, frozenset({"ratings"})) for row in tables.get("customers", ())]
    return replace(held, tables={**tables, "customers": who}, spoken=())


def _without(row: Row, names: frozenset[str]) -> Row:
    return {name: value for name, value in row.items() if name not in names}


def sections(held: Held, settings: Settings, zone: ZoneInfo) -> list[Section]:
    """What is held of them, to be read: dates are those of the zone. An empty part is left out."""
    reading = _Reading(held, settings, zone)
    parts = {
        "you": reading.who(),
        "orders": reading.orders(),
        "answers": reading.answers(),
        "cases": reading.cases(),
        "given": reading.given(),
        "chat": reading.chat(),
    }
    made = [Section(Line(f"own.head.{name}"), tuple(lines)) for name, lines in parts.items()]
    return [one for one in made if one.lines]


@dataclass(frozen=True, slots=True)
class _Reading:
    held: Held
    settings: Settings
    zone: ZoneInfo

    def _rows(self, table: str, by: str = "") -> Sequence[Row]:
        """Those of a table; in the order of a moment, where one is named."""
        rows = self.held.tables.get(table, ())
        return sorted(rows, key=lambda row: str(row[by])) if by else rows

    def who(self) -> Iterator[Line]:
        who = self.held.customer
        if who.get("name"):
            yield Line("mydata.name", {"who": str(who["name"])})
        if who.get("preferred_name"):
            yield Line("mydata.called", {"who": str(who["preferred_name"])})
        if who.get("language"):
            yield Line("mydata.language", {"code": str(who["language"])})
        for one in self._rows("addresses"):
            platform = str(one["platform"]).capitalize()
            yield Line("own.chat", {"platform": platform, "person": str(one["person"])})
        for one in who.get("attributes") or ():
            yield Line("own.fact", {"what": _spaced(one["name"]), "value": str(one["value"])})
        if who:
            yield Line("mydata.stopped" if who.get("opted_out") else "mydata.may_be_asked")

    def orders(self) -> Iterator[Line]:
        for one in self._rows("purchases", by="bought"):
            paid = " ".join(str(one[name]) for name in ("amount", "currency") if one[name])
            parts = (one["order"], one["product"], one["place"], paid)
            yield self._row(one["bought"], ", ".join(str(part) for part in parts if part))

    def answers(self) -> Iterator[Line]:
        given: dict[str, list[Row]] = {}
        for answer in self._rows("answers"):
            given.setdefault(str(answer["invitation_id"]), []).append(answer)
        for one in self._rows("invitations", by="planned"):
            named = one["product"] or (one["touchpoint"] != _OWN_WORDS and _spaced(one["touchpoint"]))
            when = {"when": self._day(one["sent"] or one["planned"])}
            yield Line("mydata.survey", {"about": str(named), **when} if named else when)
            for answer in given.get(str(one["id"]), ()):
                yield from self._answer(answer, (str(one["survey"]), str(one["survey_version"])))

    def _answer(self, answer: Row, of: tuple[str, str]) -> Iterator[Line]:
        survey = self.settings.surveys.get(of)
        known = [one for one in survey.questions if one.name == answer["question"]] if survey else []
        if known:
            yield Line("survey.text", {"text": known[0].text})
        if answer["rating"] is not None:
            yield _rated(QuestionKind(answer["kind"]), int(answer["rating"]))
        elif answer["options"]:
            labels = {option.name: option.label for one in known for option in one.options}
            for name in answer["options"]:
                label = labels.get(name, {self.settings.language: str(name)})
                yield Line("answered.options", {"labels": label})
        elif answer["skipped"]:
            yield Line("answered.skipped")
        if answer["comment"]:
            yield Line("mydata.words", {"words": str(answer["comment"])})
        if answer["evidence"]:
            yield Line("mydata.evidence", {"n": len(answer["evidence"])})

    def cases(self) -> Iterator[Line]:
        entries: dict[str, list[Row]] = {}
        for entry in self._rows("case_entries"):
            entries.setdefault(str(entry["case_id"]), []).append(entry)
        for one in self._rows("cases", by="opened"):
            yield self._row(one["opened"], _spaced(one["touchpoint"]))
            if one["words"]:
                yield Line("mydata.words", {"words": str(one["words"])})
            for entry in entries.get(str(one["id"]), ()):
                parts = (entry["kind"], entry["text"])
                yield self._row(entry["at"], ": ".join(str(part) for part in parts if part))

    def given(self) -> Iterator[Line]:
        for one in self._rows("promises", by="made"):
            yield self._row(one["made"], str(one["words"]))
        for one in self._rows("gestures", by="at"):
            yield self._row(one["at"], _spaced(one["name"]))

    def chat(self) -> Iterator[Line]:
        for one in self.held.spoken:
            when = f"{one.at.astimezone(self.zone):%Y-%m-%d %H:%M}"
            if one.message is None:
                yield Line("own.you_said", {"when": when, "words": one.text or ""})
            elif one.message.lines:
                yield Line("own.we_said", {"when": when, "business": self.settings.business})
                yield from one.message.lines

    def _row(self, at: str, words: str) -> Line:
        return Line("own.row", {"when": self._day(at), "what": words})

    def _day(self, at: str) -> str:
        return f"{datetime.fromisoformat(at).astimezone(self.zone):%Y-%m-%d}"


def _rated(kind: QuestionKind, rating: int) -> Line:
    if kind is QuestionKind.THUMBS:
        return Line(f"answered.thumbs.{'up' if rating else 'down'}")
    return Line("answered.rating", {"value": str(rating), "of": str(SCALES[kind][1])})


def _spaced(name: object) -> str:
    return str(name).replace("_", " ")
