"""Values to text and numbers, and back: moments, JSON, messages, events.

Written by hand because it runs for every event. JSON is compact and ASCII only: whatever somebody types,
half an emoji or a zero byte included, is kept, and no database minds it. A default is left out, so that a
field added later reads old rows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, fields
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from bot.core.effects import Button, Field, Line, Message
from bot.core.events import (
    ButtonPressed,
    CommandGiven,
    ErasureRequested,
    Event,
    FormSubmitted,
    HomeOpened,
    LinkOpened,
    MessageEdited,
    MessageReceived,
    Outcome,
    ParcelSettled,
    PresenceChanged,
    PurchaseReceived,
    PurchaseWithdrawn,
    RoomMoved,
    TextWritten,
    TimerDue,
    Unreadable,
)
from bot.core.evidence import Evidence, EvidenceKind
from bot.core.identity import Address, Attribute, address_from_key
from bot.core.incidents import Gathered
from bot.core.playback import Playback, PlaybackReply
from bot.core.recovery import NO_GROUNDS, Grounds
from bot.core.sentiment import Clause, Label, Sentiment
from bot.core.survey import Audience, Branch, Option, Question, QuestionKind, Survey
from bot.core.verdict import Aside, Verdict

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_SECONDS_A_DAY = 86_400


def micros(moment: datetime) -> int:
    """Microseconds since 1970 in UTC, exactly. Raises TypeError for a naive moment."""
    since = moment - _EPOCH
    return (since.days * _SECONDS_A_DAY + since.seconds) * 1_000_000 + since.microseconds


def moment(us: int) -> datetime:
    """The moment, in UTC, of these microseconds since 1970."""
    return _EPOCH + us * _MICROSECOND


def micros_or_none(at: datetime | None) -> int | None:
    return None if at is None else micros(at)


def moment_or_none(us: int | None) -> datetime | None:
    return None if us is None else moment(us)


def _plain(value: object) -> object:
    """What JSON has no notion of: a mapping that is not a dict."""
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no place in JSON")


# Nothing here refers back to itself, so it need not be watched for circles.
dumps: Callable[[object], str] = json.JSONEncoder(
    separators=(",", ":"), default=_plain, check_circular=False
).encode
loads: Callable[[str], Any] = json.JSONDecoder().decode


def fit(text: str) -> str:
    """A text from outside, fit for a text column of every database: no zero byte, no half character."""
    if text.isascii():
        return text.replace("\0", "")
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def fit_or_none(text: str | None) -> str | None:
    return None if text is None else fit(text)


def encode_mapping(values: Mapping[str, str]) -> str:
    return dumps(values) if values else "{}"


@lru_cache(maxsize=1024)
def decode_mapping(text: str) -> Mapping[str, str]:
    """What ``encode_mapping`` wrote; not to be changed, for the same few combinations are given out again."""
    mapping: Mapping[str, str] = loads(text)
    return mapping


def encode_texts(values: tuple[str, ...]) -> str:
    return dumps(values) if values else "[]"


def decode_texts(text: str) -> tuple[str, ...]:
    return () if text == "[]" else tuple(loads(text))


@lru_cache(maxsize=1024)
def encode_ratings(ratings: tuple[int, ...]) -> str:
    return dumps(ratings) if ratings else "[]"


@lru_cache(maxsize=1024)
def decode_ratings(text: str) -> tuple[int, ...]:
    return () if text == "[]" else tuple(loads(text))


def encode_moments(moments: Mapping[str, datetime]) -> str:
    return dumps({name: micros(at) for name, at in moments.items()}) if moments else "{}"


def decode_moments(text: str) -> dict[str, datetime]:
    return {} if text == "{}" else {name: moment(us) for name, us in loads(text).items()}


def encode_attributes(attributes: tuple[Attribute, ...]) -> str | None:
    """``[[name, value, source, microseconds], …]``; None where there is none."""
    if not attributes:
        return None
    return dumps([[one.name, one.value, one.source, micros(one.at)] for one in attributes])


def decode_attributes(text: str | None) -> tuple[Attribute, ...]:
    if text is None:
        return ()
    return tuple(Attribute(name, value, source, moment(us)) for name, value, source, us in loads(text))


@lru_cache(maxsize=8192)
def address(key: str) -> Address:
    """``address_from_key``, remembered: the same few thousand addresses come again and again."""
    return address_from_key(key)


def address_or_none(key: str | None) -> Address | None:
    return None if key is None else address(key)


def encode_evidence(evidence: tuple[Evidence, ...]) -> str | None:
    """``[[kind, reference, platform], …]``; None where there is none."""
    return dumps(_rows(evidence)) if evidence else None


def decode_evidence(text: str | None) -> tuple[Evidence, ...]:
    """What ``encode_evidence`` wrote."""
    return () if text is None else _evidence(loads(text))


def _rows(evidence: tuple[Evidence, ...]) -> list[list[str]]:
    return [[one.kind.value, one.reference, one.platform] for one in evidence]


def _evidence(rows: list[list[str]]) -> tuple[Evidence, ...]:
    return tuple([Evidence(EvidenceKind(kind), *rest) for kind, *rest in rows])


def encode_aside(aside: Aside | None) -> str | None:
    """``[text]``, then how it feels as an object, then evidence as a list, where there are such."""
    if aside is None:
        return None
    said: list[object] = [aside.text]
    if (felt := aside.sentiment) is not None:
        said.append(
            {
                "label": felt.label.value,
                "p_unhappy": felt.p_unhappy,
                "has_complaint": felt.has_complaint,
                "polarity": felt.polarity,
                "confidence": felt.confidence,
                "analyzer": felt.analyzer,
                "version": felt.version,
                **_details(felt),
            }
        )
    if aside.evidence:
        said.append(_rows(aside.evidence))
    return dumps(said)


def decode_aside(text: str | None) -> Aside | None:
    """What ``encode_aside`` wrote."""
    if text is None:
        return None
    said, *more = loads(text)
    evidence = _evidence(more.pop()) if more and isinstance(more[-1], list) else ()
    return Aside(said, _felt(more) if more else None, evidence)


_LABELS_BEFORE = {"positive": Label.HAPPY, "negative": Label.UNHAPPY}


def _felt(more: list[Any]) -> Sentiment:
    if not isinstance(more[0], dict):  # as migration 0004 reads those of before
        polarity, label, confidence, analyzer, version = more
        p_unhappy = (1 - polarity) / 2
        label = _LABELS_BEFORE.get(label, Label.NEUTRAL)
        return Sentiment(label, p_unhappy, p_unhappy, polarity, confidence, analyzer, version)
    (said,) = more
    return Sentiment(
        Label(said["label"]),
        said["p_unhappy"],
        said["has_complaint"],
        said["polarity"],
        said["confidence"],
        said["analyzer"],
        said["version"],
        *_from_details(said),
    )


def encode_details(felt: Sentiment) -> str | None:
    """What explains a sentiment; it quotes the comment. None where there is nothing to say."""
    details = _details(felt)
    return dumps(details) if details else None


def decode_details(text: str | None) -> tuple[bool, str | None, tuple[str, ...], tuple[Clause, ...]]:
    """What ``encode_details`` wrote: mixed, language, words, clauses."""
    return _from_details({} if text is None else loads(text))


def _details(felt: Sentiment) -> dict[str, object]:
    found: dict[str, object] = {
        "mixed": felt.mixed,
        "language": felt.language,
        "words": felt.words,
        "clauses": [[one.start, one.end, one.p_unhappy] for one in felt.clauses],
    }
    return {name: value for name, value in found.items() if value}


def _from_details(said: dict[str, Any]) -> tuple[bool, str | None, tuple[str, ...], tuple[Clause, ...]]:
    return (
        said.get("mixed", False),
        said.get("language"),
        tuple(said.get("words", ())),
        tuple([Clause(*one) for one in said.get("clauses", ())]),
    )


def encode_grounds(grounds: Grounds) -> str | None:
    """``[words, language, aspects]``; None where there is nothing of it."""
    if grounds == NO_GROUNDS:
        return None
    return dumps([grounds.words, grounds.language, grounds.aspects])


def decode_grounds(text: str | None) -> Grounds:
    """What ``encode_grounds`` wrote."""
    if text is None:
        return NO_GROUNDS
    words, language, aspects = loads(text)
    return Grounds(
        tuple([(reason, tuple(quoted)) for reason, quoted in words]),
        language,
        tuple([(theme, feeling) for theme, feeling in aspects]),
    )


def encode_pairs(pairs: Sequence[tuple[str, str]]) -> str | None:
    """``[[one, other]…]``; None for none."""
    return dumps(pairs) if pairs else None


def decode_pairs(text: str | None) -> tuple[tuple[str, str], ...]:
    """What ``encode_pairs`` wrote."""
    return tuple([(one, other) for one, other in loads(text)]) if text else ()


def encode_gathered(cases: Sequence[Gathered]) -> str:
    """``[[case, who, rating, words, state, owner, shown]…]``"""
    return dumps([astuple(case) for case in cases])


def decode_gathered(text: str) -> tuple[Gathered, ...]:
    """What ``encode_gathered`` wrote."""
    return tuple([Gathered(*case) for case in loads(text)])


def encode_playback(playback: Playback | None) -> str | None:
    """``[heard, themes, analyzer, version]``, then the reply and what was meant where there are such."""
    if playback is None:
        return None
    said: list[object] = [playback.heard.value, playback.themes, playback.analyzer, playback.version]
    if playback.reply is not None:
        said += (playback.reply.value, playback.meant.value if playback.meant else None)
    return dumps(said)


def decode_playback(text: str | None) -> Playback | None:
    """What ``encode_playback`` wrote."""
    if text is None:
        return None
    heard, themes, analyzer, version, *more = loads(text)
    reply, meant = more or (None, None)
    return Playback(
        Verdict(heard),
        tuple(themes),
        analyzer,
        version,
        None if reply is None else PlaybackReply(reply),
        None if meant is None else Verdict(meant),
    )


# --- messages: lists by position, the usual case shortest


def encode_message(message: Message) -> str:
    """``[lines]``, ``[lines, rows]`` or ``[lines, rows, card]``."""
    lines = [_line(line) for line in message.lines]
    if message.card is not None:
        return dumps([lines, [[_button(button) for button in row] for row in message.rows], message.card])
    if message.rows:
        return dumps([lines, [[_button(button) for button in row] for row in message.rows]])
    return dumps([lines])


def decode_message(text: str) -> Message:
    """What ``encode_message`` wrote."""
    lines, *rest = loads(text)
    return Message(
        tuple([_line_from(line) for line in lines]),
        tuple([tuple([_button_from(button) for button in row]) for row in rest[0]]) if rest else (),
        rest[1] if len(rest) > 1 else None,
    )


def _line(line: Line) -> list[object]:
    return [line.key, line.values] if line.values else [line.key]


def _line_from(raw: list[Any]) -> Line:
    return Line(raw[0], raw[1]) if len(raw) > 1 else Line(raw[0])


def _button(button: Button) -> list[object]:
    """``[label, data]``, ``[label, data, emphasis]`` or ``[label, data, emphasis, form]``."""
    if button.form:
        return [_line(button.label), button.data, button.emphasis, [_field(field) for field in button.form]]
    if button.emphasis:
        return [_line(button.label), button.data, button.emphasis]
    return [_line(button.label), button.data]


def _button_from(raw: list[Any]) -> Button:
    label, data, *rest = raw
    form = tuple([_field_from(field) for field in rest[1]]) if len(rest) > 1 else ()
    return Button(_line_from(label), data, form, rest[0] if rest else "")


def _field(field: Field) -> list[object]:
    options = [[value, _line(label)] for value, label in field.options]
    special = [field.kind, field.initial] if field.kind != "text" or field.initial else []
    return [field.name, _line(field.label), field.lines, options, field.required, *special]


def _field_from(raw: list[Any]) -> Field:
    name, label, lines, options, required, *special = raw
    return Field(
        name,
        _line_from(label),
        lines,
        tuple([(value, _line_from(option)) for value, option in options]),
        required,
        *special,
    )


# --- events: an object, fields by name

KINDS: Mapping[type[Event], str] = {
    PurchaseReceived: "purchase",
    PurchaseWithdrawn: "withdrawn",
    ErasureRequested: "erasure",
    MessageReceived: "message",
    MessageEdited: "edit",
    ButtonPressed: "button",
    FormSubmitted: "form",
    CommandGiven: "command",
    LinkOpened: "link",
    HomeOpened: "home",
    PresenceChanged: "presence",
    RoomMoved: "moved",
    Unreadable: "unreadable",
    TimerDue: "timer",
    ParcelSettled: "parcel",
    TextWritten: "written",
}
_CLASSES: Mapping[str, type[Event]] = {name: event for event, name in KINDS.items()}

_TO_JSON: Mapping[str, Callable[[Any], object]] = {
    "at": micros,
    "due": micros,
    "bought_at": micros,
    "address": lambda address: address.key,
    "amount": str,
    "evidence": _rows,
}
_FROM_JSON: Mapping[str, Callable[[Any], object]] = {
    "at": moment,
    "due": moment,
    "bought_at": moment,
    "address": address,
    "amount": Decimal,
    "outcome": Outcome,
    "evidence": _evidence,
}
_FIELDS: Mapping[type[Event], tuple[tuple[str, Callable[[Any], object] | None], ...]] = {
    event: tuple((field.name, _TO_JSON.get(field.name)) for field in fields(event)) for event in KINDS
}


def encode_event(event: Event) -> str:
    """The whole event, so that a dead letter can be handled again."""
    raw: dict[str, object] = {"type": KINDS[type(event)]}
    for name, convert in _FIELDS[type(event)]:
        value = getattr(event, name)
        if value is not None and value != ():
            raw[name] = value if convert is None else convert(value)
    return dumps(raw)


def decode_event(text: str) -> Event:
    """What ``encode_event`` wrote. Raises KeyError for a type that this code does not know."""
    raw = loads(text)
    make: Callable[..., Event] = _CLASSES[raw.pop("type")]
    return make(**{name: _FROM_JSON.get(name, _same)(value) for name, value in raw.items()})


def _same(value: object) -> object:
    return value


# --- surveys: proven once, so they are read back without another proof


def encode_survey(survey: Survey) -> str:
    """A proven survey as JSON."""
    return dumps(
        {
            "name": survey.name,
            "version": survey.version,
            "audience": survey.audience,
            "headline": survey.headline,
            "title": survey.title,
            "questions": [
                {
                    "name": question.name,
                    "kind": question.kind,
                    "text": question.text,
                    "options": [[option.name, option.label] for option in question.options],
                    "branches": [[branch.values, branch.goto] for branch in question.branches],
                    "goto": question.goto,
                    "low_text": question.low_text,
                    "attribute": question.attribute,
                }
                for question in survey.questions
            ],
        }
    )


def decode_survey(text: str) -> Survey:
    """What ``encode_survey`` wrote."""
    raw = loads(text)
    questions = tuple(
        Question(
            name=question["name"],
            kind=QuestionKind(question["kind"]),
            text=question["text"],
            options=tuple(Option(name, label) for name, label in question["options"]),
            branches=tuple(Branch(tuple(values), goto) for values, goto in question["branches"]),
            goto=question["goto"],
            low_text=question["low_text"],
            attribute=question["attribute"],
        )
        for question in raw["questions"]
    )
    return Survey(
        raw["name"], raw["version"], Audience(raw["audience"]), raw["headline"], questions, raw["title"]
    )
