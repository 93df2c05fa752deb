"""What the Telegram adapter receives, from a Bot API server that is as strict as the real one."""

from __future__ import annotations

import asyncio
import logging
import time

import aiohttp
import pytest

from bot.adapters.telegram import errands
from bot.core.effects import Line
from bot.core.errors import PlatformRefused, TryLater, Unknown, Unreachable
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
from bot.core.evidence import EvidenceKind
from tests.adapters.telegram.conftest import (
    SECRET,
    House,
    Inbox,
    Mode,
    Opens,
    closed_port,
    nothing_pending,
    person,
    room,
    seconds_since,
    sent_to,
    until,
)
from tests.peers.telegram_control import TOKEN, TelegramControl, peer_process
from tests.peers.telegram_peer import TelegramPeer

MAYA, LEO = 5001, 5002
STAFF_ROOM, SUPER_ROOM = -4001, -1004001
ANONYMOUS = 1087968824
MODES: tuple[Mode, ...] = ("polling", "webhook")

both_modes = pytest.mark.parametrize("mode", MODES)


# -- in -----------------------------------------------------------------------------------------------


@both_modes
async def test_what_people_do_comes_in_once_in_order_and_is_confirmed(
    phone: TelegramControl, opens: Opens, mode: Mode
) -> None:
    first = await phone.say(MAYA, "hello", name="Maya Brown", language="de")
    await phone.say(MAYA, "listen", evidence="voice", reply_to=first)
    async with opens(mode) as house:
        await house.inbox.wait(MessageReceived, 2)
        await phone.edit(MAYA, first, "hello again")
        query = await phone.press(MAYA, first, "i|abc|later", MAYA)
        await phone.say(MAYA, "/stop")
        await phone.say(MAYA, "/start Tok-en_1")
        await phone.say(MAYA, "/feedback@peer_test_bot the courier")
        await house.inbox.wait(CommandGiven, 2)
        await nothing_pending(phone)
        said, voice, edited, pressed, stopped, opened, feedback = house.inbox.events

    assert isinstance(said, MessageReceived)
    assert (said.platform, said.key, said.address) == ("telegram", f"{MAYA}/{first}", person(MAYA))
    assert (said.text, said.sender_name, said.language, said.answers) == ("hello", "Maya Brown", "de", None)
    assert isinstance(voice, MessageReceived)
    assert voice.answers == str(first)
    assert [one.kind for one in voice.evidence] == [EvidenceKind.VOICE]
    assert voice.text == "listen"
    assert isinstance(edited, MessageEdited)
    assert (edited.text, edited.original) == ("hello again", said.key)
    assert edited.key.startswith(f"{said.key}/edit/")
    assert isinstance(pressed, ButtonPressed)
    assert (pressed.key, pressed.data) == (f"press/{query}", "i|abc|later")
    assert isinstance(stopped, CommandGiven)
    assert (stopped.name, stopped.argument) == ("stop", "")
    assert isinstance(opened, LinkOpened)
    assert (opened.token, opened.sender_name, opened.language) == ("Tok-en_1", "Maya Brown", "de")
    assert isinstance(feedback, CommandGiven)
    assert (feedback.name, feedback.argument) == ("feedback", "the courier")


@both_modes
async def test_nothing_is_confirmed_while_the_storage_takes_nothing(
    phone: TelegramControl, opens: Opens, mode: Mode
) -> None:
    async with opens(mode, inbox=Inbox(broken=True)) as house:
        await phone.say(MAYA, "one")
        await phone.say(MAYA, "two")
        await until(lambda: house.inbox.attempts >= 3)
        assert await phone.pending() == 2
        house.inbox.broken = False
        one, two = await house.inbox.wait(MessageReceived, 2)
        await nothing_pending(phone)
    assert (one.text, two.text) == ("one", "two")


@both_modes
async def test_what_is_not_committed_yet_is_not_confirmed_either(
    phone: TelegramControl, opens: Opens, mode: Mode
) -> None:
    inbox = Inbox()
    inbox.gate.clear()
    async with opens(mode, inbox=inbox) as house:
        await phone.say(MAYA, "one")
        await until(lambda: house.inbox.attempts > 0)
        assert await phone.pending() == 1
    # The house is closed: whoever comes next gets it again.
    async with opens(mode) as house:
        await house.inbox.wait(MessageReceived)
        await nothing_pending(phone)


@both_modes
async def test_a_poisoned_update_becomes_a_dead_letter_and_the_next_is_handled_soon(
    phone: TelegramControl, opens: Opens, mode: Mode
) -> None:
    poison: list[dict[str, object]] = [
        {"message": {"message_id": 7}},
        {"message": "words"},
        {"callback_query": {"id": 5, "from": [], "data": {}}},
        {"my_chat_member": {"chat": {"id": "x", "type": 4}}},
    ]
    ids = [await phone.raw_update(update) for update in poison]
    async with opens(mode) as house:
        began = time.monotonic()
        await phone.say(MAYA, "hello")
        await house.inbox.wait(MessageReceived)
        assert seconds_since(began) < 5
        await nothing_pending(phone)
    dead = house.inbox.of(Unreadable)
    assert [event.key for event in dead] == [f"update/{update_id}" for update_id in ids]
    assert '"message_id": 7' in dead[0].raw


@both_modes
async def test_an_update_of_a_kind_that_nobody_knows_holds_nothing_up(
    phone: TelegramControl, opens: Opens, mode: Mode
) -> None:
    await phone.raw_update({"telepathy": {"id": 1}})
    await phone.raw_update({})
    await phone.say(MAYA, "", evidence="location")
    async with opens(mode) as house:
        await phone.say(MAYA, "hello")
        await house.inbox.wait(MessageReceived)
        await nothing_pending(phone)


@both_modes
async def test_an_update_that_is_served_again_has_the_same_key(
    phone: TelegramControl, opens: Opens, mode: Mode
) -> None:
    async with opens(mode) as house:
        update_id = await phone.raw_update(
            {
                "message": {
                    "message_id": 3,
                    "date": 1_790_000_000,
                    "chat": {"id": MAYA, "type": "private", "first_name": "Maya"},
                    "from": {"id": MAYA, "is_bot": False, "first_name": "Maya"},
                    "text": "hello",
                }
            }
        )
        await house.inbox.wait(MessageReceived)
        await phone.say(MAYA, "later")
        await house.inbox.wait(MessageReceived, 2)
        for attempts in (3, 4):
            await phone.repeat(update_id)
            await until(lambda so_far=attempts: house.inbox.attempts >= so_far)  # type: ignore[misc]
        await phone.say(MAYA, "last")
        await house.inbox.wait(MessageReceived, 3)
        await nothing_pending(phone)
    assert [event.text for event in house.inbox.of(MessageReceived)] == ["hello", "later", "last"]


async def test_two_edits_in_one_second_are_two_events(phone: TelegramControl, opens: Opens) -> None:
    async with opens() as house:
        message_id = await phone.say(MAYA, "7")
        await phone.edit(MAYA, message_id, "8")
        await phone.edit(MAYA, message_id, "9")
        eight, nine = await house.inbox.wait(MessageEdited, 2)
    assert eight.original == nine.original == f"{MAYA}/{message_id}"
    assert (eight.text, nine.text) == ("8", "9")
    assert eight.key != nine.key


@pytest.mark.parametrize(
    ("evidence", "kind"),
    [
        ("voice", EvidenceKind.VOICE),
        ("photo", EvidenceKind.PHOTO),
        ("video", EvidenceKind.VIDEO),
        ("video_note", EvidenceKind.VIDEO),
        ("file", EvidenceKind.FILE),
    ],
)
async def test_what_is_sent_without_words_is_evidence(
    phone: TelegramControl, opens: Opens, evidence: str, kind: EvidenceKind
) -> None:
    async with opens() as house:
        await phone.say(MAYA, "", evidence=evidence)
        (event,) = await house.inbox.wait(MessageReceived)
    assert event.text == ""
    (one,) = event.evidence
    assert one.kind == kind
    assert one.reference.startswith("file-")
    assert not one.reference.endswith("-small")


async def test_blocking_and_coming_back_are_told(phone: TelegramControl, opens: Opens) -> None:
    await phone.say(MAYA, "/start")
    async with opens() as house:
        await phone.member(MAYA, MAYA, "kicked")
        await phone.member(MAYA, MAYA, "member")
        gone, back = await house.inbox.wait(PresenceChanged, 2)
    assert (gone.address, gone.present) == (person(MAYA), False)
    assert (back.address, back.present) == (person(MAYA), True)


async def test_being_added_to_a_group_is_told_without_a_person(phone: TelegramControl, opens: Opens) -> None:
    async with opens() as house:
        await phone.member(-4999, MAYA, "member")
        (added,) = await house.inbox.wait(PresenceChanged)
        await nothing_pending(phone)
    assert (added.address, added.present) == (room(-4999), True)


async def test_somebody_in_a_room_has_room_and_person_and_an_anonymous_admin_only_the_room(
    phone: TelegramControl, opens: Opens
) -> None:
    await phone.add_group(SUPER_ROOM, "Staff", [LEO])
    async with opens() as house:
        alert = await house.send(room(SUPER_ROOM), "An unhappy customer")
        await phone.say(LEO, "/digest last month", chat_id=SUPER_ROOM, name="Leo Stone")
        await phone.say(ANONYMOUS, "/digest", chat_id=SUPER_ROOM, name="Group")
        await phone.say(LEO, "/take", chat_id=SUPER_ROOM, reply_to=int(alert))
        await phone.say(LEO, "we are sorry", chat_id=SUPER_ROOM, reply_to=int(alert))
        (words,) = await house.inbox.wait(MessageReceived)
        named, anonymous, take = house.inbox.of(CommandGiven)
    assert (named.address, named.sender_name) == (room(SUPER_ROOM, LEO), "Leo Stone")
    assert (named.name, named.argument, named.answers) == ("digest", "last month", None)
    assert anonymous.address == room(SUPER_ROOM)
    assert (take.name, take.answers) == ("take", alert)
    assert (words.text, words.answers, words.address) == ("we are sorry", alert, room(SUPER_ROOM, LEO))


async def test_a_group_that_moved_keeps_the_name_that_we_know(phone: TelegramControl, opens: Opens) -> None:
    await phone.add_group(STAFF_ROOM, "Staff", [LEO])
    async with opens() as house:
        await phone.migrate(STAFF_ROOM, SUPER_ROOM)
        (moved,) = await house.inbox.wait(RoomMoved)
        await phone.say(LEO, "/digest", chat_id=SUPER_ROOM)
        (command,) = await house.inbox.wait(CommandGiven)
        receipt = await house.send(room(STAFF_ROOM), "The digest")
        await nothing_pending(phone)
        assert len(house.inbox.of(RoomMoved)) == 1
    assert (moved.room, moved.to, moved.key) == (str(STAFF_ROOM), str(SUPER_ROOM), f"moved/{STAFF_ROOM}")
    assert command.address == room(STAFF_ROOM, LEO)
    assert (await sent_to(phone, SUPER_ROOM, receipt))["text"] == "The digest"


async def test_a_group_that_moved_before_we_started_is_still_ours(
    phone: TelegramControl, opens: Opens
) -> None:
    await phone.add_group(SUPER_ROOM, "Staff", [LEO])
    async with opens(moved={str(STAFF_ROOM): str(SUPER_ROOM)}) as house:
        await house.send(room(STAFF_ROOM), "An unhappy customer")
        await phone.wait_for(SUPER_ROOM, "An unhappy customer")
        await phone.say(LEO, "/digest", chat_id=SUPER_ROOM)
        (command,) = await house.inbox.wait(CommandGiven)
    assert command.address == room(STAFF_ROOM, LEO)


# -- presses ------------------------------------------------------------------------------------------


@both_modes
async def test_whoever_presses_is_told_what_the_reply_says(
    phone: TelegramControl, opens: Opens, mode: Mode
) -> None:
    def reply(event: object) -> dict[str, object]:
        data = event.data if isinstance(event, ButtonPressed) else ""
        said = {"quiet": {}, "short": {"text": line("Thanks!")}, "long": {"text": line("x" * 500)}}
        return {"ok": True, **said.get(data, {})}

    await phone.say(MAYA, "/start")
    async with opens(mode, inbox=Inbox(reply=reply)) as house:
        receipt = await house.send(person(MAYA), "How was it?", rows=[[("8", "short")]])
        for data in ("short", "quiet", "long"):
            await phone.press(MAYA, int(receipt), data, MAYA)
        await house.inbox.wait(ButtonPressed, 3)
        await answered(phone, 3)
    answers = {event.data: event.key for event in house.inbox.of(ButtonPressed)}
    texts = {answer["callback_query_id"]: answer.get("text", "") for answer in await phone.answers()}
    assert texts[answers["short"].removeprefix("press/")] == "Thanks!"
    assert texts[answers["quiet"].removeprefix("press/")] == ""
    assert len(texts[answers["long"].removeprefix("press/")]) == 200


async def test_of_very_many_presses_some_are_only_handled_and_not_answered(
    phone: TelegramControl, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errands, "_MANY", 0)
    message_id = await phone.say(MAYA, "/start")
    await phone.press(MAYA, message_id, "i|abc|later", MAYA)
    async with opens() as house:
        await house.inbox.wait(ButtonPressed)
        await nothing_pending(phone)
        assert await phone.answers() == []


async def test_a_press_that_waited_too_long_for_its_answer_is_handled_all_the_same(
    phone: TelegramControl, opens: Opens
) -> None:
    message_id = await phone.say(MAYA, "/start")
    await phone.query_lifetime(-1)
    await phone.press(MAYA, message_id, "i|abc|later", MAYA)
    async with opens() as house:
        await house.inbox.wait(ButtonPressed)
        await phone.say(MAYA, "hello")
        await house.inbox.wait(MessageReceived)
        await nothing_pending(phone)


async def test_hostile_button_data_is_handed_over_as_it_is(phone: TelegramControl, opens: Opens) -> None:
    message_id = await phone.say(MAYA, "/start")
    async with opens() as house:
        for data in ("", "a|b|c|d|e", "💥" * 20, "x" * 5000):
            await phone.press(MAYA, message_id, data, MAYA)
        presses = await house.inbox.wait(ButtonPressed, 4)
    assert [press.data for press in presses] == ["", "a|b|c|d|e", "💥" * 20, "x" * 5000]


# -- the connection -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["409", "429", "500", "502", "garbage", "reset", "hang"])
async def test_a_poll_that_fails_is_made_again(phone: TelegramControl, opens: Opens, kind: str) -> None:
    async with opens() as house:
        await until(lambda: house.adapter.health().connected)
        await phone.fault("getUpdates", kind, times=2, after_s=0.2)
        await phone.say(MAYA, "hello")
        await house.inbox.wait(MessageReceived)
        await nothing_pending(phone)
        await until(lambda: house.adapter.health().problem is None)
    assert house.adapter.health().connected


async def test_a_poll_that_is_never_answered_is_given_up(
    phone: TelegramControl, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.telegram.polling._SPARE_S", 0.5)
    async with opens(poll_wait_s=1) as house:
        await until(lambda: house.adapter.health().connected)
        await phone.fault("getUpdates", "hang")
        await phone.say(MAYA, "hello")
        await house.inbox.wait(MessageReceived)


async def test_a_second_poller_is_named_as_the_trouble(phone: TelegramControl, opens: Opens) -> None:
    async with opens() as house:
        await phone.fault("getUpdates", "409", times=None)
        await until(lambda: house.adapter.health().problem is not None)
        problem = house.adapter.health().problem or ""
        await phone.clear_faults()
        await phone.say(MAYA, "hello")
        await house.inbox.wait(MessageReceived)
    assert "another program" in problem


@both_modes
async def test_a_token_that_is_refused_turns_health_red_and_then_ends_the_run(
    phone: TelegramControl, opens: Opens, mode: Mode
) -> None:
    await phone.fault("*", "401", times=None)
    async with opens(mode, give_up_after_s=1.5) as house:
        await until(lambda: house.adapter.health().problem is not None)
        assert not house.adapter.health().connected
        assert house.running is not None
        with pytest.raises(PlatformRefused) as refused:
            async with asyncio.timeout(15):
                await house.running
    assert TOKEN not in f"{refused.value} {house.adapter.health()}"
    assert "BotFather" in refused.value.remedy


async def test_a_token_that_is_refused_once_ends_nothing(phone: TelegramControl, opens: Opens) -> None:
    async with opens(give_up_after_s=30) as house:
        await until(lambda: house.adapter.health().connected)
        await phone.fault("getUpdates", "401", times=2)
        await until(lambda: house.adapter.health().problem is not None)
        assert not house.adapter.health().connected
        await phone.say(MAYA, "hello")
        await house.inbox.wait(MessageReceived)
        await until(lambda: house.adapter.health().problem is None)
        assert house.adapter.health().connected


@both_modes
async def test_it_starts_before_telegram_can_be_reached(opens: Opens, mode: Mode) -> None:
    port = closed_port()
    async with opens(mode, url=f"http://127.0.0.1:{port}") as house:
        await until(lambda: house.adapter.health().problem is not None)
        assert not house.adapter.health().connected
        async with TelegramPeer(port=port) as peer, TelegramControl(peer.url) as phone:
            await phone.say(MAYA, "hello")
            await house.inbox.wait(MessageReceived, timeout_s=30)
            assert house.adapter.health().connected
            assert await phone.refusals() == []


async def test_a_webhook_that_is_in_the_way_is_removed_and_nothing_is_dropped(
    phone: TelegramControl, opens: Opens
) -> None:
    await call(phone, "setWebhook", url=f"http://127.0.0.1:{closed_port()}/elsewhere")
    await phone.say(MAYA, "said while the webhook stood")
    async with opens() as house:
        (event,) = await house.inbox.wait(MessageReceived)
    assert event.text == "said while the webhook stood"
    assert await phone.webhook() is None


async def test_every_poll_names_the_kinds_of_updates(phone: TelegramControl, opens: Opens) -> None:
    async with opens() as house:
        await phone.say(MAYA, "hello")
        await house.inbox.wait(MessageReceived)
        # Before we hang up: that cuts off a poll, and the peer notes what has come of it.
        polls = [request["parameters"] for request in await phone.requests("getUpdates")]
    wanted = {"message", "edited_message", "callback_query", "my_chat_member"}
    assert all(set(poll["allowed_updates"]) == wanted for poll in polls)
    assert all(poll["timeout"] > 0 for poll in polls)


async def test_last_event_is_told_in_health(phone: TelegramControl, opens: Opens) -> None:
    async with opens() as house:
        assert house.adapter.health().last_event_at is None
        await phone.say(MAYA, "hello")
        await until(lambda: house.adapter.health().last_event_at is not None)


@both_modes
async def test_a_conversation_with_telegram_in_another_process_survives_our_restart(
    opens: Opens, mode: Mode
) -> None:
    async with peer_process() as url, TelegramControl(url) as phone:
        async with opens(mode, url=url) as house:
            await phone.say(MAYA, "/start")
            await house.inbox.wait(CommandGiven)
            question = await house.send(person(MAYA), "How was it?", rows=[[("8", "a|inv|nps|8")]])
            await nothing_pending(phone)
        await phone.press(MAYA, int(question), "a|inv|nps|8", MAYA)
        await phone.say(MAYA, "while you were away")
        async with opens(mode, url=url) as house:
            await house.inbox.wait(MessageReceived)
            assert await house.send(person(MAYA), "You chose 8", target=question) == question
            await nothing_pending(phone)
            assert [type(event) for event in house.inbox.events] == [ButtonPressed, MessageReceived]
        assert (await phone.wait_for(MAYA, "You chose 8"))["message_id"] == int(question)
        assert await phone.refusals() == []


# -- the webhook --------------------------------------------------------------------------------------

UPDATE = {
    "update_id": 99,
    "message": {
        "message_id": 3,
        "date": 1_790_000_000,
        "chat": {"id": MAYA, "type": "private", "first_name": "Maya"},
        "from": {"id": MAYA, "is_bot": False, "first_name": "Maya"},
        "text": "hello",
    },
}


async def post(house: House, secret: str | None, body: object = UPDATE) -> int:
    headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{house.url}/telegram/webhook", json=body, headers=headers) as answer,
    ):
        return answer.status


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], f"{SECRET}x", "Ä"])
async def test_who_does_not_know_the_secret_is_refused(opens: Opens, secret: str | None) -> None:
    async with opens("webhook") as house:
        assert await post(house, secret) in {401, 403}
        assert house.inbox.attempts == 0


async def test_the_webhook_is_answered_only_after_the_commit(opens: Opens) -> None:
    inbox = Inbox()
    inbox.gate.clear()
    async with opens("webhook", inbox=inbox) as house:
        answer = asyncio.create_task(post(house, SECRET))
        await until(lambda: inbox.attempts == 1)
        assert not answer.done()
        inbox.gate.set()
        assert await answer == 200
        assert len(inbox.of(MessageReceived)) == 1


async def test_the_webhook_says_so_while_the_storage_takes_nothing(opens: Opens) -> None:
    async with opens("webhook", inbox=Inbox(broken=True)) as house:
        assert await post(house, SECRET) == 503
        house.inbox.broken = False
        assert await post(house, SECRET) == 200
        assert await post(house, SECRET) == 200
        assert len(house.inbox.of(MessageReceived)) == 1


@pytest.mark.parametrize("body", [[], "words", 7, None, {}, {"update_id": "x"}, {"update_id": -1}])
async def test_what_is_no_update_is_no_server_error(opens: Opens, body: object) -> None:
    async with opens("webhook") as house:
        assert await post(house, SECRET, body) < 500


async def test_the_webhook_is_registered_with_its_secret_and_kinds(
    phone: TelegramControl, opens: Opens
) -> None:
    await phone.say(MAYA, "said before we came up")
    async with opens("webhook") as house:
        await house.inbox.wait(MessageReceived)
        webhook = await phone.webhook()
    assert webhook is not None
    assert webhook["url"] == f"{house.url}/telegram/webhook"
    assert webhook["secret_token"] == SECRET
    assert set(webhook["allowed_updates"]) == {
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
    }
    assert webhook.get("drop_pending_updates") is not True


async def test_a_webhook_that_somebody_changes_is_told_and_set_again(
    phone: TelegramControl, opens: Opens, caplog: pytest.LogCaptureFixture
) -> None:
    async def set_to() -> object:
        return (await phone.webhook() or {}).get("url")

    async def is_ours() -> None:
        async with asyncio.timeout(15):
            while await set_to() != f"{house.url}/telegram/webhook":  # noqa: ASYNC110  # the peer tells nobody
                await asyncio.sleep(0.01)

    async with opens("webhook", running=False) as house:
        assert house.adapter._webhook is not None
        house.adapter._webhook._look_s = 0.01
        house.running = asyncio.create_task(house.adapter.run())
        await is_ours()
        await call(phone, "setWebhook", url=f"http://127.0.0.1:{closed_port()}/elsewhere")
        await is_ours()
    assert "changed by somebody else" in caplog.text


@pytest.mark.parametrize(
    ("secret", "url", "named"),
    [(None, "https://example.org/telegram/webhook", "secret_token"), (SECRET, None, "public_url")],
)
async def test_a_webhook_needs_a_secret_and_an_address(
    secret: str | None, url: str | None, named: str, opens: Opens
) -> None:
    from bot.adapters.telegram.adapter import TelegramAdapter

    async with opens(running=False) as house:
        with pytest.raises(ValueError, match=named):
            TelegramAdapter(
                token=TOKEN,
                deliver=house.inbox.deliver,
                clock=None,  # type: ignore[arg-type]
                render=lambda _line, _language: "",
                languages=("en",),
                mode="webhook",
                secret_token=secret,
                webhook_url=url,
            )


# -- what nobody may read -----------------------------------------------------------------------------


@both_modes
async def test_neither_token_nor_words_are_in_a_log_at_debug(
    phone: TelegramControl, opens: Opens, mode: Mode, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    words, ours = "my words are nobody's business", "our words are not either"
    async with opens(mode) as house:
        await phone.say(MAYA, words)
        await phone.raw_update({"message": {"text": words}})
        await house.inbox.wait(Unreadable)
        await house.send(person(MAYA), ours)
        for kind in ("garbage", "reset", "401", "429", "drop_after"):
            await phone.fault("sendMessage", kind)
            with pytest.raises((TryLater, Unknown)):
                await house.send(person(MAYA), ours)
        await phone.member(MAYA, MAYA, "kicked")
        with pytest.raises(Unreachable):
            await house.send(person(MAYA), ours)
    assert caplog.text
    for secret in (TOKEN, TOKEN.split(":")[1], SECRET, words, ours):
        assert secret not in caplog.text


def line(text: str) -> dict[str, object]:
    return Line("said", {"text": text}).json


async def answered(phone: TelegramControl, count: int) -> None:
    """Wait until so many presses were answered."""
    async with asyncio.timeout(15):
        while len(await phone.answers()) < count:  # noqa: ASYNC110  # the peer tells nobody
            await asyncio.sleep(0.01)


async def call(phone: TelegramControl, method: str, **given: object) -> None:
    """Somebody else who has the token calls a method."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{phone.url}/bot{TOKEN}/{method}", json=given) as answer,
    ):
        assert answer.status == 200
