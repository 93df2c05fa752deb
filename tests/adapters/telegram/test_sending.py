"""What the Telegram adapter sends, to a Bot API server that is as strict as the real one."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

import pytest

from bot.adapters.telegram.registration import menus
from bot.charts import Charts, ChartUnavailable
from bot.core.effects import BLANKED, Line, Message
from bot.core.errors import Rejected, TryLater, Unknown, Unreachable
from bot.core.events import ButtonPressed, MessageReceived, RoomMoved
from bot.core.identity import Address, Role
from bot.texts.cutting import utf16_units
from tests.adapters.telegram.conftest import Inbox, Opens, closed_port, parcel, person, room, sent_to
from tests.peers.telegram_control import TelegramControl

MAYA, LEO = 5001, 5002
STAFF_ROOM, SUPER_ROOM = -4001, -1004001


async def test_a_message_stands_in_the_chat_with_its_buttons(phone: TelegramControl, opens: Opens) -> None:
    await phone.say(MAYA, "/start")
    async with opens(running=False) as house:
        scale = [(str(step), f"a|inv|nps|{step}") for step in range(11)]
        receipt = await house.send(
            person(MAYA), "How likely?", "0 to 10", rows=[scale, [("Later", "i|x|later")]]
        )
    message = await sent_to(phone, MAYA, receipt)
    assert message["text"] == "How likely?\n0 to 10"
    markup = message["reply_markup"]
    assert isinstance(markup, dict)
    steps, last = markup["inline_keyboard"][:-1], markup["inline_keyboard"][-1]
    assert len(steps) == 2
    assert [key["callback_data"] for row in steps for key in row] == [data for _, data in scale]
    assert [key["text"] for key in last] == ["Later"]


async def test_an_edit_changes_the_message_in_place_and_takes_the_buttons_away(
    phone: TelegramControl, opens: Opens
) -> None:
    await phone.say(MAYA, "/start")
    async with opens(running=False) as house:
        receipt = await house.send(person(MAYA), "How was it?", rows=[[("8", "x")]])
        assert await house.send(person(MAYA), "You chose 8", target=receipt) == receipt
        assert await house.send(person(MAYA), "You chose 8", target=receipt) == receipt  # as it is: a success
    message = await sent_to(phone, MAYA, receipt)
    assert message["text"] == "You chose 8"
    assert "reply_markup" not in message


async def test_a_message_that_cannot_be_edited_is_sent_anew(phone: TelegramControl, opens: Opens) -> None:
    theirs = await phone.say(MAYA, "/start")
    async with opens(running=False) as house:
        receipt = await house.send(person(MAYA), "How was it?")
        await phone.remove_message(MAYA, int(receipt))
        anew = await house.send(person(MAYA), "And now?", target=receipt)
        odd = [await house.send(person(MAYA), "Odd", target=target) for target in ("", "x", "0", "9" * 30)]
    assert anew not in {receipt, str(theirs)}
    assert (await sent_to(phone, MAYA, anew))["text"] == "And now?"
    assert len(set(odd)) == 4


async def test_what_empties_a_message_edits_it_and_is_never_sent_anew(
    phone: TelegramControl, opens: Opens
) -> None:
    await phone.add_group(SUPER_ROOM, "Staff", [LEO])
    async with opens(running=False) as house:
        alert = await house.send(room(SUPER_ROOM), "Maya is unhappy")
        blank = replace(parcel(room(SUPER_ROOM), Message((Line("forgotten.blank"),))), purpose=BLANKED)
        assert (await house.adapter.send(blank, alert, recovered=False)).message == alert
        assert "Maya" not in str((await sent_to(phone, SUPER_ROOM, alert))["text"])
        await phone.remove_message(SUPER_ROOM, int(alert))
        assert (await house.adapter.send(blank, alert, recovered=False)).message == alert
        last = await house.send(room(SUPER_ROOM), "The next")
    assert int(last) == int(alert) + 1, "nothing was sent in between"


async def test_what_belongs_to_a_thread_replies_to_its_message(phone: TelegramControl, opens: Opens) -> None:
    await phone.add_group(SUPER_ROOM, "Staff", [LEO])
    async with opens(running=False) as house:
        alert = await house.send(room(SUPER_ROOM), "An unhappy customer")
        below = await house.send(room(SUPER_ROOM), "Leo has taken it", thread=alert)
        await phone.remove_message(SUPER_ROOM, int(alert))
        alone = await house.send(room(SUPER_ROOM), "It was resolved", thread=alert)
    answered_message = (await sent_to(phone, SUPER_ROOM, below))["reply_to_message"]
    assert isinstance(answered_message, dict)
    assert answered_message["message_id"] == int(alert)
    assert "reply_to_message" not in await sent_to(phone, SUPER_ROOM, alone)


async def test_a_prompt_opens_a_reply_box_in_the_thread(phone: TelegramControl, opens: Opens) -> None:
    await phone.add_group(SUPER_ROOM, "Staff", [LEO])
    async with opens() as house:
        alert = await house.send(room(SUPER_ROOM), "An unhappy customer", rows=[[("Reply", "c|case|reply")]])
        await phone.press(SUPER_ROOM, int(alert), "c|case|reply", LEO, name="Leo Stone")
        await house.inbox.wait(ButtonPressed)
        card = {"type": "prompt", "placeholder": {"key": "said", "values": {"text": "Your words" * 20}}}
        prompt = await house.send(room(SUPER_ROOM), "What shall we say?", thread=alert, card=card)
        await phone.say(LEO, "We are sorry", chat_id=SUPER_ROOM, reply_to=int(prompt))
        (words,) = await house.inbox.wait(MessageReceived)
    message = await sent_to(phone, SUPER_ROOM, prompt)
    markup = message["reply_markup"]
    assert isinstance(markup, dict)
    assert markup["force_reply"] is True
    assert "What shall we say?" in str(message["text"])
    assert words.answers == prompt


async def test_a_farewell_is_said_before_the_room_is_left(phone: TelegramControl, opens: Opens) -> None:
    await phone.add_group(-4999, "Strangers", [LEO])
    async with opens(running=False) as house:
        await house.send(room(-4999), "I work elsewhere", card={"type": "farewell"})
    await phone.wait_for(-4999, "I work elsewhere")
    assert await phone.presence(-4999) == "left"


async def test_who_cannot_be_written_to_is_unreachable(phone: TelegramControl, opens: Opens) -> None:
    await phone.say(MAYA, "/start")
    await phone.member(MAYA, MAYA, "kicked")
    await phone.add_person(LEO, "Leo Stone")
    async with opens(running=False) as house:
        for user_id in (MAYA, LEO, 5999):
            with pytest.raises(Unreachable):
                await house.send(person(user_id), "Hello")


@pytest.mark.parametrize("trouble", ["gone", "kicked", "left"])
async def test_a_room_that_cannot_be_written_to_waits_for_the_operator(
    phone: TelegramControl, opens: Opens, trouble: str, caplog: pytest.LogCaptureFixture
) -> None:
    if trouble != "gone":
        await phone.add_group(SUPER_ROOM, "Staff", [LEO], status=trouble)
    async with opens(running=False) as house:
        for _ in range(2):
            with pytest.raises(TryLater) as later:
                await house.send(room(SUPER_ROOM), "An unhappy customer")
            assert later.value.after_s == 60
        lines = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
        assert len([said for said in lines if str(SUPER_ROOM) in said]) == 1
        if trouble != "gone":
            await phone.member(SUPER_ROOM, LEO, "member")
            await house.send(room(SUPER_ROOM), "An unhappy customer")


async def test_a_send_that_finds_the_group_moved_tells_it_and_arrives(
    phone: TelegramControl, opens: Opens
) -> None:
    await phone.add_group(STAFF_ROOM, "Staff", [LEO])
    async with opens(running=False) as house:
        alert = await house.send(room(STAFF_ROOM), "An unhappy customer")
        await phone.migrate(STAFF_ROOM, SUPER_ROOM, announce=False)
        moved_to = await house.send(room(STAFF_ROOM), "Taken by Leo", target=alert)
        (event,) = house.inbox.of(RoomMoved)
        await house.send(room(STAFF_ROOM), "Resolved", target=moved_to)
    assert (event.room, event.to) == (str(STAFF_ROOM), str(SUPER_ROOM))
    assert (await sent_to(phone, SUPER_ROOM, moved_to))["text"] == "Resolved"


async def test_a_group_moves_only_once_the_move_is_committed(phone: TelegramControl, opens: Opens) -> None:
    await phone.add_group(STAFF_ROOM, "Staff", [LEO])
    await phone.migrate(STAFF_ROOM, SUPER_ROOM, announce=False)
    async with opens(running=False, inbox=Inbox(broken=True)) as house:
        with pytest.raises(TryLater):
            await house.send(room(STAFF_ROOM), "An unhappy customer")
        house.inbox.broken = False
        await house.send(room(STAFF_ROOM), "An unhappy customer")
        assert len(house.inbox.of(RoomMoved)) == 1
    texts = [message.get("text") for message in await phone.messages(SUPER_ROOM)]
    assert texts.count("An unhappy customer") == 1


async def test_a_flood_wait_is_as_long_as_telegram_asks(phone: TelegramControl, opens: Opens) -> None:
    await phone.say(MAYA, "/start")
    await phone.fault("sendMessage", "429", after_s=37)
    async with opens(running=False) as house:
        with pytest.raises(TryLater) as later:
            await house.send(person(MAYA), "Hello")
    assert later.value.after_s == 37
    assert len(await phone.requests("sendMessage")) == 1


@pytest.mark.parametrize(
    ("kind", "arrived"),
    [("drop_after", 1), ("reset", 0), ("502", 0), ("500", 0), ("garbage", 0)],
)
async def test_a_send_whose_answer_is_lost_is_unknown_and_made_once(
    phone: TelegramControl, opens: Opens, kind: str, arrived: int
) -> None:
    await phone.say(MAYA, "/start")
    await phone.fault("sendMessage", kind)
    async with opens(running=False) as house:
        with pytest.raises(Unknown):
            await house.send(person(MAYA), "Are you there?")
    texts = [message["text"] for message in await phone.messages(MAYA)]
    assert texts.count("Are you there?") == arrived
    assert len(await phone.requests("sendMessage")) == 1


async def test_a_send_that_is_never_answered_is_unknown(
    phone: TelegramControl, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.telegram.client._READ_S", 0.5)
    await phone.say(MAYA, "/start")
    await phone.fault("sendMessage", "hang")
    async with opens(running=False) as house:
        with pytest.raises(Unknown):
            await house.send(person(MAYA), "Are you there?")


async def test_a_flood_wait_in_one_chat_holds_up_no_other(phone: TelegramControl, opens: Opens) -> None:
    for user_id in (MAYA, LEO):
        await phone.say(user_id, "/start")
    await phone.fault("sendMessage", "429", times=None, chat_id=MAYA, after_s=30)
    async with opens(running=False) as house:
        for _ in range(3):
            with pytest.raises(TryLater):
                await house.send(person(MAYA), "Hello")
            await house.send(person(LEO), "Hello")


async def test_what_was_never_connected_is_tried_later(opens: Opens) -> None:
    async with opens(running=False, url=f"http://127.0.0.1:{closed_port()}") as house:
        with pytest.raises(TryLater):
            await house.send(person(MAYA), "Hello")


async def test_a_refused_token_loses_no_message(phone: TelegramControl, opens: Opens) -> None:
    await phone.say(MAYA, "/start")
    await phone.fault("sendMessage", "401")
    async with opens(running=False) as house:
        with pytest.raises(TryLater):
            await house.send(person(MAYA), "Hello")
        assert house.adapter.health().problem is not None


@pytest.mark.parametrize("who", ["", "maya", "5001; drop", "9" * 40])
async def test_an_address_that_is_none_is_never_reached(opens: Opens, who: str) -> None:
    async with opens(running=False) as house:
        with pytest.raises((Unreachable, Rejected)):
            await house.send(Address("telegram", person=who), "Hello")


HOSTILE = {
    "right to left": "مرحبا بالعالم، הטעם היה נהדר",
    "emoji": "👩🏽‍💻👨‍👩‍👧‍👦 great 🏳️‍🌈",
    "markup": "<b>bold</b> *bold* _it_ [x](tg://user?id=1) `code` ||spoiler|| &amp; <!channel>",
    "commands": "/start /stop @everyone @peer_test_bot #tag $USD",
    "lines": "one\ntwo\n\nthree",
    "combining": "Zalgo: h̷e̴l̶l̵o̸",
    "json": '{"chat_id": 1, "text": "\\"}',
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
async def test_words_arrive_as_they_were_written(phone: TelegramControl, opens: Opens, text: str) -> None:
    await phone.say(MAYA, "/start")
    async with opens(running=False) as house:
        receipt = await house.send(person(MAYA), text)
        edited = await house.send(person(MAYA), f"{text}.", target=receipt)
    assert edited == receipt
    assert (await sent_to(phone, MAYA, receipt))["text"] == f"{text}."


@pytest.mark.parametrize(
    "text", ["", " \n ", "\u200b\u200d", "\u2800", "\x00\x01", "\u202e", "\ud83d"], ids=ascii
)
async def test_words_that_nobody_sees_are_sent_without_a_refusal(
    phone: TelegramControl, opens: Opens, text: str
) -> None:
    await phone.say(MAYA, "/start")
    async with opens(running=False) as house:
        receipt = await house.send(person(MAYA), text)
        await house.send(person(MAYA), text, target=receipt)


@pytest.mark.parametrize("sign", ["x", "é", "ש", "👍🏽", "👨‍👩‍👧‍👦", " x", "\nx", "\u202ex"], ids=ascii)
async def test_words_that_are_too_long_are_cut_between_characters(
    phone: TelegramControl, opens: Opens, sign: str
) -> None:
    await phone.say(MAYA, "/start")
    async with opens(running=False) as house:
        receipt = await house.send(person(MAYA), sign * 10_000)
        await house.send(person(MAYA), sign * 9_000, target=receipt)
    text = str((await sent_to(phone, MAYA, receipt))["text"])
    assert text.endswith("…")
    assert 4000 < utf16_units(text) <= 4096
    if not sign[0].isspace() and "\u202e" not in sign:
        kept = text.removesuffix("…")
        assert kept == sign * (len(kept) // len(sign))


async def test_labels_and_data_are_kept_within_telegrams_limits(phone: TelegramControl, opens: Opens) -> None:
    await phone.say(MAYA, "/start")
    labels = ["", " ", "👍🏽" * 100, "ש" * 300, "x\ny", "\u202e"]
    async with opens(running=False) as house:
        receipt = await house.send(
            person(MAYA), "Choose", rows=[[(label, f"m|{at}") for at, label in enumerate(labels)]]
        )
        odd = await house.send(
            person(MAYA), "Choose", rows=[[("too much", "ä" * 33), ("nothing", ""), ("enough", "ä" * 32)]]
        )
        many = await house.send(
            person(MAYA), "Choose", rows=[[(f"choice {at}", f"m|{at}")] for at in range(60)]
        )
    markup = (await sent_to(phone, MAYA, receipt))["reply_markup"]
    assert isinstance(markup, dict)
    data = [key["callback_data"] for row in markup["inline_keyboard"] for key in row]
    assert data == [f"m|{at}" for at in range(len(labels))]
    kept = (await sent_to(phone, MAYA, odd))["reply_markup"]
    assert isinstance(kept, dict)
    assert kept["inline_keyboard"] == [[{"text": "enough", "callback_data": "ä" * 32}]]
    assert (await sent_to(phone, MAYA, many))["reply_markup"]


ALERT = {
    "type": "alert",
    "tone": "open",
    "title": {"key": "said", "values": {"text": "Maya Brown"}},
    "badge": {"key": "case.open", "values": {}},
    "rating": "2 of 10",
    "quote": "The <courier> was *rude* & late 😡 " * 400,
    "facts": [["Order", "A-1"], ["History", "9 → 2"]],
    "reasons": ["rated 2 of 10", "mentions a refund"],
    "deadline": {"key": "case.deadline", "values": {"at": "15:00"}},
}


async def test_a_long_alert_keeps_its_facts_and_shortens_the_words(
    phone: TelegramControl, opens: Opens
) -> None:
    await phone.add_group(SUPER_ROOM, "Staff", [LEO])
    async with opens(running=False) as house:
        actions = [(name, f"c|case|{name.lower()}") for name in ("Take", "Reply", "Note", "Resolve")]
        receipt = await house.send(room(SUPER_ROOM), "Maya Brown is unhappy", rows=[actions], card=ALERT)
        taken = await house.send(
            room(SUPER_ROOM),
            "Maya Brown is unhappy",
            rows=[actions[1:]],
            card=ALERT | {"tone": "taken"},
            target=receipt,
        )
    assert taken == receipt
    text = str((await sent_to(phone, SUPER_ROOM, receipt))["text"])
    assert text.startswith("Maya Brown is unhappy")
    for said in ("2 of 10", "The <courier> was *rude* & late 😡", "A-1", "9 → 2", "refund", "15:00", "…"):
        assert said in text


class NoCharts(Charts):
    async def png(self, specification: object) -> bytes:
        raise ChartUnavailable(f"no picture: {type(specification).__name__}")


def week(start: str, n: int, value: float) -> dict[str, object]:
    return {"week": start, "n": n, "value": value, "low": value - 8, "high": value + 8, "grey": False}


CHART = {
    "kind": "trend",
    "alt": {"key": "said", "values": {"text": "The score went up"}},
    "data": {
        "unit": "points",
        "goal": None,
        "points": [week("2026-03-02", 40, 10.0), week("2026-03-09", 44, 20.0)],
        "words": {
            name: {"key": "said", "values": {"text": name}}
            for name in ("title", "subtitle", "full", "grey", "goal", "answers")
        },
    },
}


def digest_card(sections: int) -> dict[str, object]:
    return {
        "type": "digest",
        "title": "Last week",
        "subtitle": "2 to 8 March",
        "charts": [CHART],
        "sections": [
            {
                "title": f"Section {at}",
                "note": "words " * 100,
                "quotes": [{"text": "so <good>", "by": "Maya"}],
            }
            for at in range(sections)
        ],
    }


async def test_a_long_digest_is_sent_whole_in_several_messages(phone: TelegramControl, opens: Opens) -> None:
    await phone.add_group(SUPER_ROOM, "Managers", [LEO])
    async with opens(running=False, charts=NoCharts()) as house:
        receipt = await house.send(room(SUPER_ROOM), card=digest_card(12))
        await phone.wait_for(SUPER_ROOM, "Section 11")
    first, *_ = receipt.split("+")
    assert "Last week" in str((await sent_to(phone, SUPER_ROOM, first))["text"])
    whole = "\n".join(str(message["text"]) for message in await phone.messages(SUPER_ROOM))
    assert [at for at in range(12) if f"Section {at}\n" not in whole] == []


async def test_a_digest_brings_its_pictures(phone: TelegramControl, opens: Opens) -> None:
    await phone.add_group(SUPER_ROOM, "Managers", [LEO])
    charts = Charts(timeout_s=60)
    async with opens(running=False, charts=charts) as house:
        await house.send(room(SUPER_ROOM), card=digest_card(1))
        picture = await phone.wait_for(SUPER_ROOM, "The score went up", timeout_s=60)
        await charts.close()
    assert picture["photo"]


# -- commands -----------------------------------------------------------------------------------------


async def test_commands_are_registered_per_scope_and_language(phone: TelegramControl, opens: Opens) -> None:
    await phone.add_group(SUPER_ROOM, "Managers", [LEO])
    await phone.say(LEO, "/start")
    async with opens(rooms={str(SUPER_ROOM): Role.MANAGER}, managers=[str(LEO), "6000"]):
        async with asyncio.timeout(15):
            # Three scopes, each in two languages and for all others.
            while len(await phone.commands()) < 9:  # noqa: ASYNC110  # the peer tells nobody
                await asyncio.sleep(0.01)
        found = {
            (one["scope"]["type"], one["scope"].get("chat_id"), one["language_code"]): {
                command["command"]: command["description"] for command in one["commands"]
            }
            for one in await phone.commands()
        }
    customers = {
        "start",
        "feedback",
        "stop",
        "language",
        "name",
        "connect",
        "privacy",
        "mydata",
        "mine",
        "forget",
        "about",
        "help",
    }
    assert found["all_private_chats", None, "de"].keys() == customers
    assert found["all_private_chats", None, ""].keys() == customers
    assert found["all_private_chats", None, "de"]["stop"].startswith("de:")
    thinking = {"believe", "expect", "guess"}
    managers = {"digest", "book", *thinking, "improve", "improvements", "pause", "resume"}
    assert found["chat", LEO, "en"].keys() == customers | managers
    assert found["chat", SUPER_ROOM, "en"].keys() == managers


def test_staff_are_offered_their_tools_in_their_room_and_in_their_own_chat() -> None:
    offered = {menu.chat: {*menu.names} for menu in menus({"-100": Role.STAFF}, ["7"], ["7", "8"])}
    tools = {"ask", "why", "tryit"}
    assert tools | {"take"} <= offered["-100"]
    assert tools | {"digest", "feedback"} <= offered["7"]
    assert tools | {"feedback"} <= offered["8"]
    assert "digest" not in offered["8"]
    assert tools.isdisjoint(offered[None])
