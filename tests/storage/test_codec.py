"""What is written is what is read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from types import MappingProxyType
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.effects import Button, Field, Line, Message, Value
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
from bot.core.identity import Address
from bot.core.recovery import NO_GROUNDS, Grounds
from bot.core.sentiment import Clause, Label, Sentiment
from bot.core.verdict import Aside
from storage import codec
from tests.storage.conftest import ANNA, NOW, SURVEY

any_text = st.text(st.characters(exclude_categories=()))
numbers = st.integers() | st.floats(allow_nan=False)
values: st.SearchStrategy[Value] = any_text | numbers | st.dictionaries(any_text, any_text)
lines = st.builds(Line, any_text, st.dictionaries(any_text, values, max_size=3))
form_fields = st.builds(
    Field,
    any_text,
    lines,
    st.integers(1, 9),
    st.lists(st.tuples(any_text, lines), max_size=2).map(tuple),
    st.booleans(),
    st.sampled_from(("text", "date", "time")),
    any_text,
)
buttons = st.builds(Button, lines, any_text, st.lists(form_fields, max_size=2).map(tuple), any_text)
json_values = st.recursive(
    st.none() | st.booleans() | numbers | any_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text, inner, max_size=3),
    max_leaves=6,
)
messages = st.builds(
    Message,
    st.lists(lines, max_size=3).map(tuple),
    st.lists(st.lists(buttons, max_size=3).map(tuple), max_size=3).map(tuple),
    st.none() | st.dictionaries(any_text, json_values, max_size=3),
)
sent = st.builds(Evidence, st.sampled_from(EvidenceKind), any_text, any_text)
evidence = st.lists(sent, max_size=3).map(tuple)
clauses = st.lists(st.builds(Clause, st.integers(0), st.integers(0), numbers), max_size=3).map(tuple)
sentiments = st.builds(
    Sentiment,
    st.sampled_from(Label),
    numbers,
    numbers,
    numbers,
    numbers,
    any_text,
    any_text,
    st.booleans(),
    st.none() | st.just("en"),
    st.lists(any_text, max_size=3).map(tuple),
    clauses,
)
asides = st.builds(Aside, any_text, st.none() | sentiments, evidence)
moments = st.datetimes(timezones=st.timezones() | st.just(UTC))


@given(messages)
def test_every_message_is_read_as_it_was_written(message: Message) -> None:
    assert codec.decode_message(codec.encode_message(message)) == message


@given(messages)
def test_json_is_ascii_whatever_somebody_types(message: Message) -> None:
    assert codec.encode_message(message).isascii()
    assert "\0" not in codec.encode_message(message)


@given(moments)
def test_a_moment_is_kept_to_the_microsecond(at: datetime) -> None:
    read = codec.moment(codec.micros(at))
    assert read == at.astimezone(UTC)
    assert read.utcoffset() == timedelta(0)


def test_microseconds_count_from_1970_in_utc() -> None:
    assert codec.micros(datetime(1970, 1, 1, 1, 0, 0, 1, tzinfo=timezone(timedelta(hours=1)))) == 1
    assert codec.micros(datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)) == -1


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(TypeError):
        codec.micros(datetime(2026, 3, 2))  # noqa: DTZ001 - the point of the test


EVENTS: Mapping[type[Event], Event] = {
    type(event): event
    for event in (
        PurchaseReceived(
            "shop:main",
            "A-1",
            NOW,
            "main",
            "A-1",
            "anna@example.org",
            "delivery",
            NOW - timedelta(days=1),
            amount=Decimal("12.50"),
            segments={"store": "Köln"},
            address=ANNA,
            preferred_name="Ann",
            attributes={"group": "regulars"},
        ),
        PurchaseWithdrawn("shop:main", "A-1/refunded", NOW, "main", "A-1", "refunded"),
        ErasureRequested("shop:main", "erase/1", NOW, "main", "anna@example.org"),
        MessageReceived(
            "telegram",
            "1",
            NOW,
            ANNA,
            "Grüße \ud83d \0",
            "Anna",
            "de",
            (Evidence(EvidenceKind.VOICE, "file \ud83d"), Evidence(EvidenceKind.PHOTO, "")),
            "77",
        ),
        MessageEdited("telegram", "100/1/edit/2/ab", NOW, ANNA, "half \ud83d", "100/1"),
        HomeOpened("slack", "event/1", NOW, Address("slack", "W", "", "U")),
        PresenceChanged("telegram", "member/-1/2/kicked", NOW, Address("telegram", "", "-1"), present=False),
        RoomMoved("telegram", "moved/-1", NOW, "-1", "-1001"),
        Unreadable("telegram", "update/1", NOW, '{"text": "\ud83d\0"}', "no such type"),
        ButtonPressed("telegram", "2", NOW, ANNA, "a|i1|how|4"),
        FormSubmitted("slack", "3", NOW, Address("slack", "W", "C", "U"), "c|1|reply", {"text": "Hello"}),
        CommandGiven("slack", "4", NOW, ANNA, "digest", "last month"),
        LinkOpened("web", "5", NOW, ANNA, "token"),
        TimerDue("timer", "remind:i1@2026", NOW, "remind:i1", "remind", "i1", NOW),
        TextWritten(
            "language_model",
            "x",
            NOW,
            "translation",
            "case:c1",
            3,
            "de",
            10,
            2,
            "Kaputt",
            "p1",
            "p2",
            "web::managers:",
        ),
        ParcelSettled("courier", "x", NOW, "x", ANNA, "question", "invitation:i1", Outcome.REJECTED, None),
    )
}


@pytest.mark.parametrize("kind", get_args(Event), ids=lambda kind: kind.__name__)
def test_every_event_is_read_as_it_was_written(kind: type[Event]) -> None:
    event = EVENTS[kind]
    read = codec.decode_event(codec.encode_event(event))
    assert read == event
    for field in fields(event):
        assert type(getattr(read, field.name)) is type(getattr(event, field.name))


def test_a_field_added_later_takes_its_default_from_old_rows() -> None:
    event = MessageReceived("telegram", "1", NOW, ANNA, "hello")
    old = codec.encode_event(event)
    assert set(json.loads(old)) == {"type", "platform", "key", "at", "address", "text"}
    assert codec.decode_event(old) == event


def test_a_read_only_mapping_is_as_good_as_a_dict() -> None:
    line = Line("key", MappingProxyType({"text": MappingProxyType({"en": "hello"})}))
    assert codec.decode_message(codec.encode_message(Message((line,)))) == Message((line,))


FELT_BEFORE = Sentiment(Label.UNHAPPY, 0.75, 0.75, -0.5, 0.9, "linear", "3")


@given(asides)
def test_an_aside_keeps_how_it_felt_and_what_was_sent_with_it(aside: Aside) -> None:
    assert codec.decode_aside(codec.encode_aside(aside)) == aside


def test_an_aside_of_before_there_was_evidence_is_read() -> None:
    assert codec.decode_aside('["slow"]') == Aside("slow")
    assert codec.decode_aside('["slow",-0.5,"negative",0.9,"linear","3"]') == Aside("slow", FELT_BEFORE)
    assert codec.decode_aside(codec.encode_aside(None)) is None


def test_evidence_of_before_it_said_where_it_lies_is_read() -> None:
    assert codec.decode_evidence('[["voice","AwAC"]]') == (Evidence(EvidenceKind.VOICE, "AwAC"),)


@given(evidence)
def test_evidence_is_read_as_it_was_written_and_is_null_where_there_is_none(
    found: tuple[Evidence, ...],
) -> None:
    written = codec.encode_evidence(found)
    assert (written is None) == (found == ())
    assert codec.decode_evidence(written) == found


def test_a_survey_is_read_as_it_was_proven() -> None:
    assert codec.decode_survey(codec.encode_survey(SURVEY)) == SURVEY


@given(any_text)
def test_any_text_is_made_fit_for_a_column_and_fit_text_is_left_alone(text: str) -> None:
    fit = codec.fit(text)
    assert fit.encode("utf-8").decode("utf-8") == fit
    assert "\0" not in fit
    assert codec.fit(fit) == fit


def test_what_json_has_no_notion_of_is_refused_and_not_made_up() -> None:
    with pytest.raises(TypeError, match="date has no place in JSON"):
        codec.dumps({"day": date(2026, 3, 2)})


@pytest.mark.parametrize(
    "grounds",
    [
        NO_GROUNDS,
        Grounds(language="de"),
        Grounds((("reason.words", ("rude", "slow")),), "en", (("staff", "−"), ("food", "+"))),
    ],
)
def test_what_a_case_rests_on_is_read_as_it_was_written(grounds: Grounds) -> None:
    assert codec.decode_grounds(codec.encode_grounds(grounds)) == grounds
    assert (codec.encode_grounds(grounds) is None) is (grounds == NO_GROUNDS)
