"""A client's frame becomes an event, or is refused in words; nothing that is sent can break it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.web.inbound import Frame, Refused, Speaker, parse
from bot.core.events import ButtonPressed, CommandGiven, FormSubmitted, LinkOpened, MessageReceived
from bot.core.identity import Address

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SPEAKER = Speaker(Address("web", person="abc"), "Maya")


def read(**frame: object) -> Frame | Refused:
    return parse(json.dumps(frame), SPEAKER, AT)


def event(**frame: object) -> object:
    result = read(**frame)
    assert isinstance(result, Frame)
    return result.event


def problem(**frame: object) -> str:
    result = read(**frame)
    assert isinstance(result, Refused)
    return result.problem.key


def test_what_is_said_carries_the_pages_key_behind_the_address() -> None:
    assert read(type="say", key="k1", text=" hello ") == Frame(
        "k1", MessageReceived("web", "web:::abc/k1", AT, SPEAKER.address, "hello", "Maya")
    )


@pytest.mark.parametrize(
    ("text", "name", "argument"),
    [("/digest", "digest", ""), ("/Digest last  month", "digest", "last  month"), ("/why \n x", "why", "x")],
)
def test_a_slash_at_the_start_makes_a_command(text: str, name: str, argument: str) -> None:
    assert event(type="say", key="k", text=text) == CommandGiven(
        "web", "web:::abc/k", AT, SPEAKER.address, name, argument, "Maya"
    )


@pytest.mark.parametrize("text", ["/", "/ 10", "/10", "9/10", "//digest"])
def test_a_slash_without_a_name_is_a_message(text: str) -> None:
    assert isinstance(event(type="say", key="k", text=text), MessageReceived)


def test_a_press_and_a_form_carry_the_buttons_data() -> None:
    pressed = event(type="press", key="k", data="c:1:take")
    assert isinstance(pressed, ButtonPressed)
    assert pressed.data == "c:1:take"
    submitted = event(type="submit", key="k", data="c:1:note", fields={"text": "a\nb ", "who": ""})
    assert isinstance(submitted, FormSubmitted)
    assert submitted.fields == {"text": "a\nb", "who": ""}


def test_a_link_that_is_sent_again_is_one_event_and_opened_on_another_day_it_is_another() -> None:
    first, again = event(type="open", key="k1", token="secret"), event(type="open", key="k1", token="secret")
    later = event(type="open", key="k2", token="secret")
    assert isinstance(first, LinkOpened)
    assert isinstance(later, LinkOpened)
    assert first == again
    assert first.key != later.key
    assert first.token == "secret"
    assert "secret" not in first.key


def test_bounds() -> None:
    assert isinstance(read(type="say", key="k" * 64, text="x" * 4000), Frame)
    assert problem(type="say", key="k", text="x" * 4001) == "ui.too_long"
    assert problem(type="say", key="k", text=" \x00 ") == "ui.empty_text"
    assert problem(type="say", key="k" * 65, text="x") == "ui.bad_frame"
    assert isinstance(read(type="press", key="k", data="ü" * 32), Frame)
    assert problem(type="press", key="k", data="ü" * 33) == "ui.bad_frame"
    assert problem(type="press", key="k", data="") == "ui.bad_frame"
    ten = {f"f{n}": "x" * 4000 for n in range(10)}
    assert isinstance(read(type="submit", key="k", data="d", fields=ten), Frame)
    assert problem(type="submit", key="k", data="d", fields={**ten, "f10": ""}) == "ui.bad_frame"
    assert problem(type="submit", key="k", data="d", fields={"f": "x" * 4001}) == "ui.too_long"
    assert problem(type="open", key="k", token="a/b") == "ui.bad_frame"


def test_a_refusal_names_the_key_so_that_the_page_can_stop_sending_it() -> None:
    refused = read(type="say", key="k7", text="")
    assert isinstance(refused, Refused)
    assert refused.key == "k7"


def test_no_text_holds_what_a_database_cannot() -> None:
    said = parse('{"type": "say", "key": "k", "text": "a\\u0000b\\ud800c"}', SPEAKER, AT)
    assert isinstance(said, Frame)
    assert isinstance(said.event, MessageReceived)
    assert said.event.text == "abc"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
frames = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["say", "press", "submit", "open", "other"]) | json_values,
        "key": st.just("k") | json_values,
        "text": json_values,
        "data": json_values,
        "fields": json_values,
        "token": json_values,
    },
)


@given(st.text() | st.builds(json.dumps, frames) | st.just("[" * 100_000) | st.just("9" * 5000))
def test_anything_at_all_is_either_an_event_or_refused(raw: str) -> None:
    assert isinstance(parse(raw, SPEAKER, AT), Frame | Refused)
