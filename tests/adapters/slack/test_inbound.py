"""Payloads as Slack documents them, and as nobody should send them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack.inbound import Ours, own_user_in, parse, workspace_of
from bot.core.events import (
    ButtonPressed,
    CommandGiven,
    FormSubmitted,
    HomeOpened,
    MessageEdited,
    MessageReceived,
    PresenceChanged,
    Unreadable,
)
from bot.core.evidence import Evidence, EvidenceKind
from bot.core.identity import Address

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
OURS = Ours("T1", "U0BOT", "/customers", {"U2": "Sam"})
MAYA = Address("slack", "T1", person="U1")
IN_ROOM = Address("slack", "T1", "C1", "U1")
TS, ROOT = "1700000002.000200", "1700000001.000100"
WRITTEN_AT = datetime(2023, 11, 14, 22, 13, 22, tzinfo=UTC)
TRIGGER = "1.2.abc"


def event(**members: Any) -> dict[str, Any]:
    return {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": members}


def message(**members: Any) -> dict[str, Any]:
    plain = {"type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "text": "hi", "ts": TS}
    return event(**{**plain, **members})


def in_room(**members: Any) -> dict[str, Any]:
    return message(channel="C1", channel_type="channel", **members)


def action(**members: Any) -> dict[str, Any]:
    who = {"id": "U1", "username": "maya", "name": "maya", "team_id": "T1"}
    return {"team": {"id": "T1"}, "user": who, "trigger_id": TRIGGER, **members}


def pressed(**members: Any) -> dict[str, Any]:
    button = {"type": "button", "action_id": "button0.en", "value": "a|I|q|7"}
    return action(type="block_actions", actions=[button], **members)


def slash(command: str, text: str, channel: str = "C1") -> dict[str, Any]:
    where = {"channel_id": channel, "user_id": "U1", "user_name": "maya", "trigger_id": TRIGGER}
    return {"team_id": "T1", "command": command, "text": text, **where}


def read(body: object) -> Any:
    return parse(body, OURS, NOW)


# --- messages


def test_a_direct_message_is_from_the_persons_own_address() -> None:
    assert read(message()) == MessageReceived("slack", f"D1/{TS}", WRITTEN_AT, MAYA, "hi")


@pytest.mark.parametrize("ts", ["1900000000.000100", f"{'9' * 20}.1", f"{'9' * 12}.1"])
def test_a_message_from_the_future_was_written_now(ts: str) -> None:
    assert read(message(ts=ts)).at == NOW


def test_a_direct_message_in_a_thread_answers_what_the_thread_is_under() -> None:
    assert read(message(thread_ts=ROOT)).answers == f"D1/{ROOT}"


def test_what_begins_a_thread_answers_nothing() -> None:
    assert read(message(thread_ts=TS)).answers is None


def test_in_a_room_only_what_stands_in_a_thread_is_a_message() -> None:
    assert read(in_room()) is None
    assert read(in_room(thread_ts=ROOT)) == MessageReceived(
        "slack", f"C1/{TS}", WRITTEN_AT, IN_ROOM, "hi", answers=f"C1/{ROOT}"
    )


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("Fish &amp; chips &lt;3", "Fish & chips <3"),
        ("&amp;lt;", "&lt;"),
        ("ask <@U2>, <@U3|Kim> or <@U4>", "ask @Sam, @Kim or @U4"),
        ("<#C9|general> <!here> <!subteam^S1|@team>", "#general @here @team"),
        ("<https://example.org/a?b=1&amp;c|here> <https://example.org>", "here https://example.org"),
        ("<mailto:a@example.org|a@example.org>", "a@example.org"),
        (":+1::skin-tone-3: :eight: :unknown_one:", "👍 8️⃣ :unknown_one:"),
        ("at 12:30:15", "at 12:30:15"),
    ],
)
def test_words_are_what_was_read_on_the_screen(typed: str, seen: str) -> None:
    assert read(message(text=typed)).text == seen


def test_an_emoji_is_the_character_that_the_messages_rich_text_gives() -> None:
    emoji = {"type": "emoji", "name": "party_blob", "unicode": "1f468-200d-1f469"}
    rich = [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [emoji]}]}]
    assert read(message(text="so :party_blob:", blocks=rich)).text == "so 👨\N{ZERO WIDTH JOINER}👩"


def test_files_are_evidence_by_what_they_are() -> None:
    files = [
        {"id": "F1", "mimetype": "audio/mp4"},
        {"id": "F2", "mimetype": "video/mp4", "subtype": "slack_audio"},
        {"id": "F3", "mimetype": "video/mp4"},
        {"id": "F4", "mimetype": "image/png"},
        {"id": "F5", "mimetype": "application/pdf"},
        {"mimetype": "image/png"},
    ]
    kinds = [
        EvidenceKind.VOICE,
        EvidenceKind.VOICE,
        EvidenceKind.VIDEO,
        EvidenceKind.PHOTO,
        EvidenceKind.FILE,
    ]
    sent = read(message(subtype="file_share", text="", files=files, x_files=["F6"]))
    expected = [
        Evidence(kind, f"F{number}", "slack") for number, kind in enumerate([*kinds, EvidenceKind.FILE], 1)
    ]
    assert list(sent.evidence) == expected
    assert sent.text == ""


@pytest.mark.parametrize(
    "members",
    [
        {"bot_id": "B1"},
        {"user": "U0BOT"},
        {"user": "USLACKBOT"},
        {"subtype": "bot_message", "user": None},
        {"subtype": "channel_join"},
        {"subtype": "message_deleted"},
        {"text": "  "},
    ],
)
def test_bots_and_what_nobody_wrote_mean_nothing(members: Mapping[str, Any]) -> None:
    assert read(message(**members)) is None


# --- edits


def changed(channel: str = "D1", before: str = "hi", **members: Any) -> dict[str, Any]:
    plain = {"user": "U1", "text": "hello", "ts": TS, "edited": {"user": "U1", "ts": "1700000009.000900"}}
    return event(
        type="message",
        subtype="message_changed",
        channel=channel,
        message={**plain, **members},
        previous_message={"text": before},
    )


def test_an_edit_names_the_message_that_it_changes() -> None:
    key = f"D1/{TS}/edit/1700000009.000900"
    assert read(changed()) == MessageEdited("slack", key, NOW, MAYA, "hello", f"D1/{TS}")


@pytest.mark.parametrize(
    "body",
    [
        changed(edited=None),
        changed(before="hello"),
        changed(bot_id="B1"),
        changed(user="U0BOT"),
        changed(channel="C1"),
        changed(channel="C1", thread_ts=ROOT, text="<@U0BOT> take"),
    ],
    ids=["unfurled", "same", "a-bots", "ours", "room", "command"],
)
def test_a_change_that_is_nobodys_edit_of_words_for_us_means_nothing(body: object) -> None:
    assert read(body) is None


def test_an_edit_in_an_alerts_thread_counts() -> None:
    assert read(changed(channel="C1", thread_ts=ROOT)).address == IN_ROOM


# --- mentions


def test_a_message_and_its_mention_are_one_event() -> None:
    words = "<@U0BOT> Resolve delivery sent a new one"
    mention = event(type="app_mention", channel="C1", user="U1", text=words, ts=TS, thread_ts=ROOT)
    given_ = CommandGiven(
        "slack", f"C1/{TS}", NOW, IN_ROOM, "resolve", "delivery sent a new one", answers=f"C1/{ROOT}"
    )
    assert read(mention) == given_
    assert read(in_room(text=words, thread_ts=ROOT)) == given_


def test_a_mention_without_a_word_asks_for_help() -> None:
    assert read(in_room(text="<@U0BOT>")).name == "help"


def test_a_mention_of_us_behind_other_words_is_talk() -> None:
    assert read(in_room(text="ask <@U0BOT>")) is None


def test_before_our_own_user_is_known_a_payload_names_it() -> None:
    body = in_room(text="<@U0BOT> digest")
    body["authorizations"] = [{"user_id": "U0BOT", "is_bot": True}]
    assert own_user_in(body) == "U0BOT"


def test_a_customer_who_mentions_us_in_private_speaks_to_us() -> None:
    assert read(message(text="<@U0BOT> the soup was cold")) == MessageReceived(
        "slack", f"D1/{TS}", WRITTEN_AT, MAYA, "the soup was cold"
    )
    assert read(message(text="<@U0BOT> stop")).name == "stop"


# --- what is pressed and filled in


def test_a_press_in_private_is_from_the_persons_own_address() -> None:
    body = pressed(channel={"id": "D1"}, container={"type": "message", "message_ts": TS})
    assert read(body) == ButtonPressed("slack", f"trigger/{TRIGGER}", NOW, MAYA, "a|I|q|7")


def test_a_press_in_a_room_is_from_that_room() -> None:
    assert read(pressed(channel={"id": "C1"})).address == IN_ROOM
    assert read(pressed(container={"type": "message", "channel_id": "C1"})).address == IN_ROOM


def test_a_press_on_somebodys_own_page_is_from_their_own_address() -> None:
    assert read(pressed(container={"type": "view", "view_id": "V1"})).address == MAYA


def test_choosing_without_pressing_means_nothing() -> None:
    assert read(action(type="block_actions", actions=[{"type": "static_select"}])) is None


def test_a_form_gives_its_buttons_data_and_its_fields() -> None:
    origin = {"data": "c|C|resolve", "channel": "C1", "language": "en"}
    values = {
        "field.done": {"done": {"type": "plain_text_input", "value": " a refund\x00 "}},
        "field.cause": {"cause": {"type": "static_select", "selected_option": {"value": "delivery"}}},
        "field.more": {"more": {"type": "plain_text_input", "value": None}},
    }
    view = {"callback_id": "form", "private_metadata": json.dumps(origin), "state": {"values": values}}
    fields = {"done": "a refund", "cause": "delivery", "more": ""}
    assert read(action(type="view_submission", view=view)) == FormSubmitted(
        "slack", f"trigger/{TRIGGER}", NOW, IN_ROOM, "c|C|resolve", fields
    )


@pytest.mark.parametrize("metadata", ["", "[]", "{}", '{"data": 1, "channel": "", "language": "en"}'])
def test_a_form_that_is_not_ours_means_nothing(metadata: str) -> None:
    view = {"callback_id": "form", "private_metadata": metadata}
    assert read(action(type="view_submission", view=view)) is None


@pytest.mark.parametrize(
    ("callback", "name"), [("case_reply", "reply"), ("case_note", "note"), ("case_resolve", "resolve")]
)
def test_a_shortcut_on_an_alert_is_about_it(callback: str, name: str) -> None:
    body = action(type="message_action", callback_id=callback, channel={"id": "C1"}, message={"ts": TS})
    key = f"trigger/{TRIGGER}"
    assert read(body) == CommandGiven("slack", key, NOW, IN_ROOM, name, "", answers=f"C1/{TS}")


def test_a_shortcut_in_an_alerts_thread_is_about_the_alert() -> None:
    where = {"channel": {"id": "C1"}, "message": {"ts": TS, "thread_ts": ROOT}}
    assert read(action(type="message_action", callback_id="case_note", **where)).answers == f"C1/{ROOT}"


@pytest.mark.parametrize("kind", ["view_closed", "shortcut", "block_suggestion", "interactive_message"])
def test_kinds_that_we_have_no_use_for_mean_nothing(kind: str) -> None:
    assert read(action(type=kind)) is None


# --- slash commands


def test_what_customers_may_do_is_answered_in_private() -> None:
    assert read(slash("/customers", "Feedback  please")) == CommandGiven(
        "slack", f"trigger/{TRIGGER}", NOW, MAYA, "feedback", "please"
    )


def test_our_command_alone_asks_for_help() -> None:
    assert read(slash("/customers", " ")).name == "help"


@pytest.mark.parametrize(
    ("command", "text"), [("/digest", "last month"), ("/customers", "digest last month")]
)
def test_a_digest_goes_where_it_was_asked_for(command: str, text: str) -> None:
    asked = read(slash(command, text))
    assert (asked.name, asked.argument, asked.address) == ("digest", "last month", IN_ROOM)
    assert read(slash(command, text, channel="D7")).address == MAYA


@pytest.mark.parametrize("tool", ["ask", "why", "tryit"])
def test_what_staff_ask_for_is_answered_where_it_was_asked_for(tool: str) -> None:
    asked = read(slash("/customers", f"{tool} 1043"))
    assert (asked.name, asked.argument, asked.address) == (tool, "1043", IN_ROOM)
    assert read(slash("/customers", f"{tool} 1043", channel="D7")).address == MAYA


# --- the rest


def test_opening_the_home_tab_asks_for_ones_page() -> None:
    assert read(event(type="app_home_opened", user="U1", tab="home")) == HomeOpened(
        "slack", "event/Ev1", NOW, MAYA
    )
    assert read(event(type="app_home_opened", user="U1", tab="messages")) is None


def test_our_own_coming_and_going_is_told() -> None:
    room = Address("slack", "T1", "C1")
    joined = event(type="member_joined_channel", user="U0BOT", channel="C1")
    assert read(joined) == PresenceChanged("slack", "event/Ev1", NOW, room, True)
    assert read(event(type="member_joined_channel", user="U1", channel="C1")) is None
    left = event(type="channel_left", channel="C1")
    assert read(left) == PresenceChanged("slack", "event/Ev1", NOW, room, False)


def test_the_workspace_is_the_one_that_the_app_is_installed_in() -> None:
    assert workspace_of(message()) == "T1"
    assert workspace_of(pressed()) == "T1"
    assert workspace_of({"team": None, "user": {"team_id": "T2"}}) == "T2"
    assert workspace_of({"team": {"id": "T2"}, "view": {"app_installed_team_id": "T1"}}) == "T1"


# --- what cannot be read


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"type": "event_callback"},
        message(user=None),
        message(channel="C1:x"),
        message(ts="now"),
        message(text=["hi"]),
        {**pressed(channel={"id": "C1"}), "trigger_id": None},
        slash("/customers", "help", channel=""),
    ],
)
def test_what_we_should_understand_and_cannot_is_a_dead_letter(body: object) -> None:
    letter = read(body)
    assert isinstance(letter, Unreadable)
    assert json.loads(letter.raw) == body
    assert letter.key == read(body).key


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
SAMPLES = [
    message(files=[{"id": "F1"}], blocks=[{"type": "rich_text", "elements": []}], thread_ts=ROOT),
    in_room(text="<@U0BOT> take", thread_ts=ROOT),
    changed(),
    pressed(channel={"id": "C1"}, container={"channel_id": "C1"}),
    slash("/customers", "help"),
    event(type="app_home_opened", user="U1", tab="home"),
    action(type="message_action", callback_id="case_note", channel={"id": "C1"}, message={"ts": TS}),
    action(
        type="view_submission",
        view={"callback_id": "form", "private_metadata": "{}", "state": {"values": {"a": {"b": {}}}}},
    ),
]


@given(st.data())
def test_a_payload_with_anything_in_place_of_a_part_is_never_an_error(data: st.DataObject) -> None:
    body = json.loads(json.dumps(data.draw(st.sampled_from(SAMPLES))))
    holder: Any = body
    while True:
        name = data.draw(st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder))))
        inner = holder[name]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            holder[name] = data.draw(JSON)
            break
        holder = inner
    read(body)
    workspace_of(body)
    own_user_in(body)


@given(JSON)
def test_any_json_at_all_is_never_an_error(body: object) -> None:
    read(body)


@given(st.text())
def test_what_is_kept_of_words_can_be_written_to_a_database(text: str) -> None:
    found = read(message(text=f"x {text}\ud800\x00"))
    assert "\x00" not in found.text
    assert found.text.encode()
