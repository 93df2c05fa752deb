"""What came in → events: every kind of update, and whatever else somebody may send."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.telegram.inbound import confirmed_by, query_id, read
from bot.adapters.telegram.rooms import Rooms
from bot.core.events import (
    ButtonPressed,
    CommandGiven,
    LinkOpened,
    MessageEdited,
    MessageReceived,
    PresenceChanged,
    RoomMoved,
    Unreadable,
)
from bot.core.evidence import Evidence, EvidenceKind
from bot.core.identity import Address

Json = dict[str, Any]
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SENT = 1_772_000_000
SENT_AT = datetime.fromtimestamp(SENT, UTC)
MAYA: Json = {
    "id": 7,
    "is_bot": False,
    "first_name": "Maya",
    "last_name": "Brown",
    "language_code": "pt-BR",
}
BOT: Json = {"id": 99, "is_bot": True, "first_name": "Feedback", "username": "kaffee_bot"}
PRIVATE: Json = {"id": 7, "type": "private", "first_name": "Maya"}
GROUP: Json = {"id": -100500, "type": "supergroup", "title": "Staff"}
HERS = Address("telegram", person="7")
IN_GROUP = Address("telegram", room="-100500", person="7")


def message(chat: Json | None = None, **parts: object) -> Json:
    return {"message_id": 31, "date": SENT, "chat": chat or PRIVATE, "from": MAYA, **parts}


def event(kind: str, body: object, rooms: Rooms | None = None, username: str | None = "kaffee_bot") -> Any:
    return read({"update_id": 5, kind: body}, NOW, rooms or Rooms(), username)


def heard(**parts: Any) -> Any:
    return event("message", message(**parts))


def pressed(**parts: object) -> Any:
    query = {"id": "4242", "from": MAYA, "chat_instance": "1", "data": "a|i|q|3", "message": message()}
    return event("callback_query", query | parts)


def became(status: str, was: str = "left", chat: Json | None = None, **more: object) -> Any:
    change = {
        "chat": chat or GROUP,
        "from": MAYA,
        "date": SENT,
        "old_chat_member": {"status": was, "user": BOT},
        "new_chat_member": {"status": status, "user": BOT, **more},
    }
    return event("my_chat_member", change)


def test_a_message_says_who_wrote_what_where_and_when() -> None:
    assert heard(text="It was great") == MessageReceived(
        "telegram", "7/31", SENT_AT, HERS, "It was great", "Maya Brown", "pt", (), None
    )


def test_a_message_in_a_group_names_the_room_and_the_person() -> None:
    said = event("message", message(GROUP, text="hello"))
    assert said.address == IN_GROUP
    assert said.key == "-100500/31"


def test_a_reply_names_the_message_that_it_answers() -> None:
    assert heard(text="yes", reply_to_message=message(message_id=12)).answers == "12"


@pytest.mark.parametrize(
    ("tag", "language"), [("en", "en"), ("pt-BR", "pt"), ("zh_Hant", "zh"), ("", None), ("x" * 99, None)]
)
def test_a_language_is_its_primary_tag(tag: str, language: str | None) -> None:
    assert heard(text="hi", **{"from": MAYA | {"language_code": tag}}).language == language


def test_what_no_database_keeps_is_taken_out_of_words_and_names() -> None:
    said = heard(text="a\x00b\ud800c ", **{"from": MAYA | {"first_name": "Ma\x00ya\udfff"}})
    assert (said.text, said.sender_name) == ("abc", "Maya Brown")


def test_somebody_without_a_name_has_none() -> None:
    assert heard(text="hi", **{"from": {"id": 7, "is_bot": False, "first_name": " "}}).sender_name is None


@pytest.mark.parametrize(
    ("parts", "kind", "reference"),
    [
        ({"voice": {"file_id": "v", "duration": 3}}, EvidenceKind.VOICE, "v"),
        ({"audio": {"file_id": "a"}}, EvidenceKind.VOICE, "a"),
        ({"video": {"file_id": "m"}}, EvidenceKind.VIDEO, "m"),
        ({"video_note": {"file_id": "n"}}, EvidenceKind.VIDEO, "n"),
        ({"photo": [{"file_id": "small"}, {"file_id": "large"}]}, EvidenceKind.PHOTO, "large"),
        ({"document": {"file_id": "d"}}, EvidenceKind.FILE, "d"),
        ({"animation": {"file_id": "g"}, "document": {"file_id": "g"}}, EvidenceKind.VIDEO, "g"),
        ({"sticker": {"file_id": "s"}}, EvidenceKind.PHOTO, "s"),
        ({"location": {"latitude": 8.1, "longitude": -3}}, EvidenceKind.FILE, "geo:8.1,-3"),
        ({"contact": {"phone_number": "+49 (40) 1", "first_name": "M"}}, EvidenceKind.FILE, "tel:+49401"),
    ],
)
def test_what_is_no_text_is_kept_as_evidence(parts: Json, kind: EvidenceKind, reference: str) -> None:
    said = heard(**parts)
    assert said.evidence == (Evidence(kind, reference, "telegram"),)
    assert said.text == ""


def test_a_caption_is_what_was_said_and_never_a_command() -> None:
    said = heard(photo=[{"file_id": "p"}], caption="/stop cold food")
    assert isinstance(said, MessageReceived)
    assert said.text == "/stop cold food"


def test_a_sticker_says_its_emoji() -> None:
    assert heard(sticker={"file_id": "s", "emoji": "👍"}).text == "👍"


@pytest.mark.parametrize(
    "parts",
    [
        {"new_chat_members": [BOT]},
        {"left_chat_member": MAYA},
        {"pinned_message": message()},
        {"group_chat_created": True},
        {"poll": {"id": "1"}},
        {"text": " \x00 "},
    ],
)
def test_what_nobody_said_is_no_event(parts: Json) -> None:
    assert heard(**parts) is None


def test_other_bots_and_channels_are_not_listened_to() -> None:
    assert heard(text="hello", **{"from": BOT}) is None
    assert event("message", message({"id": -1009, "type": "channel"}, text="news")) is None
    assert event("message", message(GROUP, text="news", is_automatic_forward=True)) is None


@pytest.mark.parametrize("sender_chat", [GROUP, {"id": -1009, "type": "channel"}])
def test_who_writes_in_the_name_of_a_chat_is_nobody_in_the_room(sender_chat: Json) -> None:
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    asked = event("message", message(GROUP, text="/digest", sender_chat=sender_chat, **{"from": anonymous}))
    assert isinstance(asked, CommandGiven)
    assert asked.address == Address("telegram", room="-100500")


@pytest.mark.parametrize(
    ("text", "name", "argument"),
    [
        ("/digest last month", "digest", "last month"),
        ("/DIGEST@Kaffee_Bot\nlast month ", "digest", "last month"),
        ("/start", "start", ""),
        ("/reply We are\nsorry", "reply", "We are\nsorry"),
    ],
)
def test_commands_are_read_in_any_case_and_with_our_name(text: str, name: str, argument: str) -> None:
    given_command = heard(text=text, reply_to_message=message(message_id=12))
    assert isinstance(given_command, CommandGiven)
    assert (given_command.name, given_command.argument) == (name, argument)
    assert (given_command.key, given_command.language, given_command.answers) == ("7/31", "pt", "12")


def test_a_command_for_another_bot_is_not_ours() -> None:
    assert heard(text="/digest@other_bot") is None


def test_while_our_name_is_not_known_no_command_is_lost() -> None:
    assert isinstance(event("message", message(text="/stop@kaffee_bot"), username=None), CommandGiven)


@pytest.mark.parametrize("text", ["/ is broken", "/10", "/8/10", "5/10", "/st–op", "//stop", "/" + "x" * 33])
def test_a_slash_alone_makes_no_command(text: str) -> None:
    assert isinstance(heard(text=text), MessageReceived)


def test_a_deep_link_is_opened_once_by_its_message() -> None:
    opened = heard(text="/start AbC_-123")
    assert isinstance(opened, LinkOpened)
    assert (opened.token, opened.sender_name, opened.language) == ("AbC_-123", "Maya Brown", "pt")
    assert opened.key == heard(text="/start AbC_-123").key
    assert opened.key != heard(text="/start AbC_-123", message_id=77).key
    assert "AbC" not in opened.key


@pytest.mark.parametrize("payload", ["a b", "x" * 65, "../../etc", "'; drop table", "ü", "a|b"])
def test_a_hostile_deep_link_is_a_plain_start(payload: str) -> None:
    started = heard(text=f"/start {payload}")
    assert isinstance(started, CommandGiven)
    assert started.name == "start"


def test_a_deep_link_in_a_group_opens_nothing() -> None:
    assert isinstance(event("message", message(GROUP, text="/start AbC")), CommandGiven)


def test_an_edit_names_the_message_that_it_changes() -> None:
    changed = event("edited_message", message(text="10", edit_date=SENT + 60))
    assert isinstance(changed, MessageEdited)
    assert changed.original == heard(text="9").key
    assert changed.at == datetime.fromtimestamp(SENT + 60, UTC)


def test_two_edits_within_a_second_are_two_events() -> None:
    first, second = (event("edited_message", message(text=text, edit_date=SENT + 60)) for text in "12")
    assert first.key != second.key
    assert first.key.startswith(f"7/31/edit/{SENT + 60}/")


def test_a_press_carries_its_data_and_who_pressed() -> None:
    assert pressed() == ButtonPressed("telegram", "press/4242", NOW, HERS, "a|i|q|3", "Maya Brown")
    assert pressed(message=message(GROUP)).address == IN_GROUP


def test_a_press_on_a_message_that_is_too_old_to_see_counts() -> None:
    assert isinstance(pressed(message={"chat": PRIVATE, "message_id": 31, "date": 0}), ButtonPressed)


def test_a_press_that_is_none_of_ours_is_still_waited_for() -> None:
    query = {"id": "4242", "from": MAYA, "chat_instance": "1", "inline_message_id": "x", "data": "y"}
    assert event("callback_query", query) is None
    assert query_id({"update_id": 5, "callback_query": query}) == "4242"


@pytest.mark.parametrize("status", ["member", "administrator", "creator"])
def test_being_added_to_a_group_is_presence_there(status: str) -> None:
    assert became(status) == PresenceChanged(
        "telegram",
        f"member/-100500/{SENT}/{status}",
        SENT_AT,
        Address("telegram", room="-100500"),
        present=True,
    )


def test_being_blocked_and_unblocked_is_about_the_person() -> None:
    blocked, back = became("kicked", "member", PRIVATE), became("member", "kicked", PRIVATE)
    assert (blocked.address, blocked.present) == (HERS, False)
    assert (back.address, back.present) == (HERS, True)


def test_a_member_who_may_not_write_is_not_present() -> None:
    assert not became("restricted", "member", is_member=True, can_send_messages=False).present
    assert became("restricted", "left", is_member=True, can_send_messages=True).present


def test_a_change_that_leaves_us_where_we_were_is_no_event() -> None:
    assert became("administrator", "member") is None


def test_both_reports_of_a_move_are_one_event() -> None:
    was, now_is = {"id": -500, "type": "group"}, {"id": -100500, "type": "supergroup"}
    there = event("message", message(was, migrate_to_chat_id=-100500))
    here = event("message", message(now_is, migrate_from_chat_id=-500))
    assert there == here == RoomMoved("telegram", "moved/-500", SENT_AT, "-500", "-100500")


def test_a_room_that_moved_keeps_the_name_that_we_know() -> None:
    rooms = Rooms({"-500": "-100500"})
    assert event("message", message(GROUP, text="hi"), rooms).address.room == "-500"
    assert event("message", message(GROUP, migrate_to_chat_id=-100600), rooms).room == "-500"


@pytest.mark.parametrize("kind", ["channel_post", "poll", "chat_member", "something_new"])
def test_what_was_not_asked_for_is_no_event(kind: str) -> None:
    assert event(kind, {"whatever": True}) is None


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("message", "what"),
        ("message", {"message_id": 1}),
        ("message", message(date="yesterday")),
        ("message", message(date=10**30)),
        ("message", message(date=-1)),
        ("message", message(text=5)),
        ("message", message(chat={"id": "7", "type": "private"})),
        ("message", message(chat={"id": 7, "type": "moon"})),
        ("message", message(text="hi", **{"from": {"id": True}})),
        ("message", message(photo=["x"])),
        ("message", message(location={"latitude": float("nan"), "longitude": 1})),
        ("edited_message", message(text="x")),
        ("callback_query", {"id": 4242, "from": MAYA, "data": "x", "message": message()}),
        ("callback_query", {"id": "1", "from": MAYA, "data": {}, "message": message()}),
        ("my_chat_member", {"chat": GROUP, "date": SENT}),
    ],
)
def test_what_cannot_be_read_is_a_dead_letter_as_it_came(kind: str, body: object) -> None:
    letter = event(kind, body)
    assert isinstance(letter, Unreadable)
    assert letter.key == "update/5"
    assert json.dumps(json.loads(letter.raw)) == json.dumps({"update_id": 5, kind: body})


@pytest.mark.parametrize("id", [None, "5", -1, True, 2**70, 1.5])
def test_an_odd_number_makes_a_dead_letter_that_confirms_nothing(id: object) -> None:
    update = {"update_id": id, "message": message(text="hi")}
    letter, other = (
        read({"update_id": id, "message": message(text=text)}, NOW, Rooms()) for text in ("hi", "ho")
    )
    assert isinstance(letter, Unreadable)
    assert isinstance(other, Unreadable)
    assert letter.key != other.key
    assert confirmed_by(update) is None


def test_a_dead_letter_quotes_nobody_in_its_problem() -> None:
    letter = heard(text="secret words", date="secret words")
    assert isinstance(letter, Unreadable)
    assert "secret" not in letter.problem


_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["private", "supergroup", "/start x", "member", "restricted", "\ud800", "\x00"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_WHOLE = (
    {"update_id": 5, "message": message(GROUP, text="/digest", reply_to_message=message(), photo=[])},
    {"update_id": 5, "message": message(location={"latitude": 1, "longitude": 1}, sticker={"file_id": "x"})},
    {"update_id": 5, "message": message(GROUP, migrate_to_chat_id=-1, sender_chat=GROUP)},
    {"update_id": 5, "edited_message": message(caption="x", edit_date=SENT)},
    {"update_id": 5, "callback_query": {"id": "1", "from": MAYA, "data": "x", "message": message()}},
    {
        "update_id": 5,
        "my_chat_member": {
            "chat": GROUP,
            "date": SENT,
            "old_chat_member": {"status": "left"},
            "new_chat_member": {"status": "restricted", "is_member": True},
        },
    },
)


@given(_VALUES)
def test_nothing_that_is_sent_raises(update: object) -> None:
    read(update, NOW, Rooms())
    query_id(update)


@given(st.sampled_from(_WHOLE), st.integers(0, 40), st.one_of(st.none(), _VALUES))
def test_an_update_with_one_part_spoilt_never_raises(update: Json, at: int, spoilt: object) -> None:
    """Whatever stands anywhere in an update, or is missing there."""
    spoiled = _spoilt(update, iter(range(at, -1, -1)), spoilt)
    found = read(spoiled, NOW, Rooms())
    query_id(spoiled)
    assert found is None or found.platform == "telegram"


def _spoilt(whole: object, countdown: Any, spoilt: object) -> Any:
    """``whole`` with its n-th part, counted depth first, replaced."""
    if next(countdown, None) == 0:
        return spoilt
    if isinstance(whole, dict):
        return {name: _spoilt(part, countdown, spoilt) for name, part in whole.items()}
    if isinstance(whole, list):
        return [_spoilt(part, countdown, spoilt) for part in whole]
    return whole
