"""The Slack adapter over real sockets, in both modes: what comes in, what goes out, and what breaks."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.adapters.slack import events_api
from bot.charts import Charts
from bot.core.effects import BLANKED, Button, Field, Message, form_json
from bot.core.errors import Crowded, PlatformRefused, Rejected, TryLater, Unknown, Unreachable
from bot.core.events import (
    ButtonPressed,
    CommandGiven,
    Event,
    FormSubmitted,
    HomeOpened,
    MessageEdited,
    MessageReceived,
    PresenceChanged,
)
from bot.core.evidence import EvidenceKind
from bot.core.identity import Address
from tests.adapters.slack.conftest import (
    ANA,
    MAYA,
    ROOM,
    House,
    asking,
    built,
    parcel,
    person,
    room,
    say,
    unavailable,
    until,
)
from tests.peers.slack_blocks import readable
from tests.peers.slack_control import signed
from tests.peers.slack_peer import APP_TOKEN, BOT_TOKEN, BOT_USER, SIGNING_SECRET, TEAM

REPLY = Button(
    say("Reply"),
    "c|1|reply",
    (
        Field("text", say("Your words"), lines=4),
        Field("cause", say("Cause"), options=(("late", say("Late")), ("cold", say("Cold"))), required=False),
    ),
)
ALERT = Message(
    (),
    ((REPLY, Button(say("Take"), "c|1|take", emphasis="primary")),),
    {"type": "alert", "title": say("Maya Brown").json, "quote": "cold soup", "facts": [], "reasons": []},
)


def opening(event: Event) -> dict[str, object]:
    """Whoever presses Reply gets its form."""
    if isinstance(event, ButtonPressed) and event.data == REPLY.data:
        return {"ok": True, "form": form_json(REPLY)}
    return {"ok": True}


async def alert_in(house: House) -> str:
    """An alert in the staff room; its ts."""
    receipt = await house.adapter.send(parcel("alert", room(), message=ALERT, purpose="alert"), None, False)
    channel, _, ts = receipt.message.partition("/")
    assert channel == ROOM
    return ts


# --- what comes in


async def test_a_direct_message_comes_in_with_who_wrote_it_as_it_was_typed(house: House) -> None:
    typed = "5️⃣ & the <soup> was 👎🏽, see https://example.org/a?b=1"
    ts = await house.slack.say(MAYA, typed)
    event = await house.ledger.next(MessageReceived)
    assert event.key == f"{await house.slack.dm_of(MAYA)}/{ts}"
    assert (event.address, event.sender_name, event.language) == (person(), "Maya Brown", "de")
    assert event.text.replace("🏽", "") == typed.replace("🏽", "")


async def test_a_message_in_an_alerts_thread_names_the_alert(house: House) -> None:
    ts = await alert_in(house)
    await house.slack.say(ANA, "I will call her", channel=ROOM, thread_ts=ts)
    event = await house.ledger.next(MessageReceived)
    assert event.address == Address("slack", TEAM, ROOM, ANA)
    assert (event.answers, event.text) == (f"{ROOM}/{ts}", "I will call her")


@pytest.mark.parametrize("kind", list(EvidenceKind))
async def test_what_is_sent_instead_of_words_is_kept_as_evidence(house: House, kind: EvidenceKind) -> None:
    await house.slack.say(MAYA, "", evidence=kind.value)
    event = await house.ledger.next(MessageReceived)
    assert (event.text, [one.kind for one in event.evidence]) == ("", [kind])


async def test_an_edit_names_the_message_that_it_changes(house: House) -> None:
    channel = await house.slack.dm_of(MAYA)
    ts = await house.slack.say(MAYA, "god")
    original = await house.ledger.next(MessageReceived)
    edited = await house.slack.edit(channel, ts, "good")
    event = await house.ledger.next(MessageEdited)
    assert (event.key, event.original) == (f"{channel}/{ts}/edit/{edited}", original.key)
    assert (event.text, event.address) == ("good", person())


async def test_a_mention_in_a_thread_is_one_command_although_slack_tells_of_it_twice(house: House) -> None:
    ts = await alert_in(house)
    await house.slack.say(ANA, f"<@{BOT_USER}> note she was calm", channel=ROOM, thread_ts=ts)
    events = await house.ledger.count(2)
    assert len(house.ledger.keys) == 1
    for event in events:
        assert isinstance(event, CommandGiven)
        assert (event.name, event.argument, event.answers) == ("note", "she was calm", f"{ROOM}/{ts}")
        assert event.address == Address("slack", TEAM, ROOM, ANA)


async def test_a_press_comes_in_with_what_the_button_carries(house: House) -> None:
    receipt = await house.adapter.send(parcel("p1", person(), message=asking("8", "9")), None, False)
    channel, _, ts = receipt.message.partition("/")
    await house.slack.press(MAYA, channel, ts, "a|1|q|9")
    event = await house.ledger.next(ButtonPressed)
    assert (event.address, event.data, event.sender_name) == (person(), "a|1|q|9", "Maya Brown")
    assert event.key.startswith("trigger/")


async def test_a_form_opens_in_time_and_what_is_filled_in_comes_in(house: House) -> None:
    house.ledger.answer = opening
    await house.slack.press(ANA, ROOM, await alert_in(house), REPLY.data)
    view = await house.slack.wait_for_view(ANA, timeout_s=3)
    said = await house.slack.submit(ANA, view["id"], {"text": "sorry <Maya> & co", "cause": "cold"})
    assert said["outcome"] == "closed"
    event = await house.ledger.next(FormSubmitted)
    assert (event.address, event.data) == (Address("slack", TEAM, ROOM, ANA), "c|1|reply")
    assert event.fields == {"text": "sorry <Maya> & co", "cause": "cold"}


async def test_a_problem_with_a_form_is_shown_in_it_and_it_can_be_sent_again(house: House) -> None:
    house.ledger.answer = opening
    await house.slack.press(ANA, ROOM, await alert_in(house), REPLY.data)
    view = await house.slack.wait_for_view(ANA)
    house.ledger.answer = lambda _: {"ok": False, "text": say("too short").json}
    said = await house.slack.submit(ANA, view["id"], {"text": "x"})
    assert (said["outcome"], list(said["errors"].values())) == ("errors", ["too short"])
    house.ledger.answer = lambda _: {"ok": True}
    assert (await house.slack.submit(ANA, view["id"], {"text": "longer"}))["outcome"] == "closed"


async def test_a_form_that_comes_back_holds_what_was_typed_and_goes_out_as_what_it_is_now(
    house: House,
) -> None:
    house.ledger.answer = opening
    await house.slack.press(ANA, ROOM, await alert_in(house), REPLY.data)
    view = await house.slack.wait_for_view(ANA)
    anew = form_json(replace(REPLY, data="c|1|reply|MARK"), say("Send anyway"))
    house.ledger.answer = lambda _: {"ok": False, "text": say("Look again").json, "form": anew}
    typed = {"text": "you should have <asked>", "cause": "cold"}
    said = await house.slack.submit(ANA, view["id"], typed)
    assert said["outcome"] == "updated"
    [shown] = await house.slack.views()
    assert "Look again" in readable(shown)
    text, cause = (block["element"] for block in shown["blocks"] if block["type"] == "input")
    assert (text["initial_value"], cause["initial_option"]["value"]) == (typed["text"], "cold")
    house.ledger.answer = lambda _: {"ok": True}
    assert (await house.slack.submit(ANA, shown["id"], typed))["outcome"] == "closed"
    first, second = [one for one in house.ledger.delivered if isinstance(one, FormSubmitted)]
    assert (first.data, second.data) == ("c|1|reply", "c|1|reply|MARK")
    assert first.fields == second.fields == typed
    assert second.address == Address("slack", TEAM, ROOM, ANA)


async def test_a_command_of_a_customers_kind_is_given_in_private_wherever_it_stands(house: House) -> None:
    house.ledger.answer = lambda _: {"ok": True, "text": say("Only you see this").json}
    await house.slack.command(MAYA, "/customers", "feedback the tea", channel=ROOM)
    event = await house.ledger.next(CommandGiven)
    assert (event.name, event.argument, event.address) == ("feedback", "the tea", person())
    await house.slack.wait_until_taken()
    [told] = await house.slack.ephemerals()
    assert (told["user"], told["channel"], readable(told)) == (MAYA, ROOM, "Only you see this")


@pytest.mark.parametrize("given", [("/digest", "last month"), ("/customers", "digest last month")])
async def test_a_digest_is_asked_for_where_it_is_to_be_read(house: House, given: tuple[str, str]) -> None:
    await house.slack.command(ANA, *given, channel=ROOM)
    event = await house.ledger.next(CommandGiven)
    assert (event.name, event.argument) == ("digest", "last month")
    assert event.address == Address("slack", TEAM, ROOM, ANA)


async def test_a_shortcut_on_a_message_in_a_thread_is_about_the_alert(house: House) -> None:
    ts = await alert_in(house)
    reply = await house.slack.say(ANA, "hm", channel=ROOM, thread_ts=ts)
    await house.slack.shortcut(ANA, "case_reply", ROOM, reply)
    event = await house.ledger.next(CommandGiven)
    assert (event.name, event.answers) == ("reply", f"{ROOM}/{ts}")


async def test_a_home_that_is_opened_comes_in(house: House) -> None:
    await house.slack.open_home(MAYA)
    event = await house.ledger.next(HomeOpened)
    assert event.address == person()
    assert event.key.startswith("event/")


async def test_being_added_to_a_room_and_removed_from_it_comes_in(house: House) -> None:
    await house.slack.add_channel("C0NEW", "new", [ANA])
    await house.slack.invite("C0NEW")
    await house.slack.remove("C0NEW")
    events = await house.ledger.count(2)
    seen = {event.present for event in events if isinstance(event, PresenceChanged)}
    assert seen == {True, False}
    assert {event.address for event in events if isinstance(event, PresenceChanged)} == {room("C0NEW")}


async def test_our_own_messages_and_what_means_nothing_are_taken_and_never_delivered(house: House) -> None:
    receipt = await house.adapter.send(parcel("p1", person()), None, False)
    await house.adapter.send(parcel("p2", person(), "changed"), receipt.message, False)
    await house.slack.say(ANA, "lunch?", channel=ROOM)
    await house.slack.raw_event(
        {"type": "app_mention", "user": BOT_USER, "channel": ROOM, "text": "", "ts": "1.2"}
    )
    await house.slack.raw_event({"type": "app_home_opened", "tab": "messages", "user": MAYA, "channel": "D1"})
    await house.slack.wait_until_taken()
    assert house.ledger.delivered == []
    assert (await house.slack.lost(), await house.slack.failures()) == ([], [])


async def test_events_of_another_workspace_are_taken_and_passed_over(house: House) -> None:
    message = {
        "type": "message",
        "channel_type": "im",
        "channel": "D1",
        "user": MAYA,
        "text": "a",
        "ts": "1.2",
    }
    await house.slack.raw_event(message, team_id="T0OTHER")
    await house.slack.wait_until_taken()
    assert (house.ledger.delivered, await house.slack.lost()) == ([], [])


async def test_health_tells_when_something_last_came_in(house: House) -> None:
    assert house.adapter.health().last_event_at is None
    await house.arrives("hello")
    assert house.adapter.health().last_event_at is not None


# --- nothing is lost, nothing is taken twice


async def test_what_could_not_be_stored_is_not_acknowledged_and_comes_again(house: House) -> None:
    await house.slack.settings(timeout_s=0.3, retry_factor=0.001)
    house.ledger.failures = [unavailable(), RuntimeError("a defect")]
    await house.slack.say(MAYA, "cold soup")
    event = await house.ledger.next(MessageReceived)
    await house.slack.wait_until_taken()
    [delivery] = [one for one in await house.slack.deliveries() if one["kind"] == "events_api"]
    assert (event.text, delivery["attempts"], delivery["taken"]) == ("cold soup", 3, True)


async def test_what_a_flood_leaves_no_room_for_is_not_acknowledged_and_not_logged_one_by_one(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    await house.slack.settings(timeout_s=0.3, retry_factor=0.001)
    house.ledger.failures = [Crowded("too much waits already; not taken")]
    await house.slack.say(MAYA, "cold soup")
    assert (await house.ledger.next(MessageReceived)).text == "cold soup"
    assert "not taken" not in caplog.text


async def test_somebody_whose_press_could_not_be_stored_sees_that_it_failed(house: House) -> None:
    await house.slack.settings(timeout_s=0.3)
    house.ledger.failures = [unavailable()]
    receipt = await house.adapter.send(parcel("p1", person(), message=asking("9")), None, False)
    channel, _, ts = receipt.message.partition("/")
    await house.slack.press(MAYA, channel, ts, "a|1|q|9")
    await house.slack.wait_until_taken()
    assert [one["what"] for one in await house.slack.failures()] == ["block_actions"]
    await house.slack.press(MAYA, channel, ts, "a|1|q|9")
    assert (await house.ledger.next(ButtonPressed)).data == "a|1|q|9"


async def test_the_same_thing_three_times_has_the_same_key_three_times(house: House) -> None:
    ts = await house.slack.say(MAYA, "hello")
    receipt = await house.adapter.send(parcel("p1", person(), message=asking("9")), None, False)
    channel, _, message_ts = receipt.message.partition("/")
    pressed = await house.slack.press(MAYA, channel, message_ts, "a|1|q|9")
    for name in (ts, ts, pressed, pressed):
        await house.slack.deliver_again(name)
    events = await house.ledger.count(6)
    assert len({event.key for event in events}) == 2


async def test_a_request_that_slack_did_not_sign_is_refused_and_one_that_it_did_is_not() -> None:
    message = {
        "type": "message",
        "channel_type": "im",
        "channel": "D1",
        "user": MAYA,
        "text": "a",
        "ts": "1.2",
    }
    body = json.dumps(
        {"type": "event_callback", "team_id": TEAM, "event_id": "Ev1", "event": message, "authorizations": []}
    )
    right = signed(body)
    async with built("http") as house:
        await house.start()
        forged = signed(body, secret="of-somebody-else")
        stale = signed(body, age_s=360)
        early = signed(body, age_s=-360)
        missing = {"Content-Type": "application/json"}
        without_time = {name: value for name, value in right.items() if "Timestamp" not in name}
        other_body = signed(body.replace("Ev1", "Ev2"))
        for headers in (forged, stale, early, missing, without_time, other_body):
            assert (await house.slack.raw_http(headers, body))["status"] == 401
        assert house.ledger.delivered == []
        replayed = [await house.slack.raw_http(right, body) for _ in range(2)]
        assert [answer["status"] for answer in replayed] == [200, 200]
        assert house.ledger.keys == {"D1/1.2"}


async def test_while_the_storage_is_down_slack_is_answered_503() -> None:
    async with built("http") as house:
        await house.start()
        message = {"type": "message", "channel": "D1", "channel_type": "im", "user": MAYA, "text": "a"}
        event = {
            "type": "event_callback",
            "team_id": TEAM,
            "event_id": "Ev1",
            "event": {**message, "ts": "1.2"},
        }
        house.ledger.failures = [unavailable()]
        body = json.dumps(event)
        assert (await house.slack.raw_http(signed(body), body))["status"] == 503
        assert (await house.slack.raw_http(signed(body), body))["status"] == 200


@pytest.mark.parametrize(
    "event",
    [
        {"type": "message", "channel": "D1", "channel_type": "im", "user": MAYA, "text": "a", "ts": "1.2"},
        "what is no event",
    ],
)
async def test_while_the_storage_takes_its_time_slack_is_answered_before_it_gives_up(
    event: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events_api, "_ANSWERED_WITHIN_S", 0.05)
    async with built("http") as house:
        await house.start()
        house.ledger.gate.clear()
        body = json.dumps({"type": "event_callback", "team_id": TEAM, "event_id": "Ev1", "event": event})
        async with asyncio.timeout(5):
            assert (await house.slack.raw_http(signed(body), body))["status"] == 503
        assert house.ledger.delivered == []
        house.ledger.gate.set()
        await house.ledger.count(1)


async def test_what_cannot_be_read_is_a_dead_letter_and_what_follows_is_handled(house: House) -> None:
    await house.slack.raw_event(
        {"type": "message", "channel_type": "im", "channel": 7, "user": MAYA, "ts": []}
    )
    await house.slack.raw_event({"type": "app_home_opened", "tab": "home", "user": None})
    await house.arrives("and this is next", timeout_s=5)
    await house.slack.wait_until_taken()
    assert sum(type(event).__name__ == "Unreadable" for event in house.ledger.delivered) == 2
    assert await house.slack.lost() == []


async def test_what_is_in_hand_when_we_are_told_to_stop_is_still_acknowledged(house: House) -> None:
    house.ledger.gate.clear()
    await house.slack.say(MAYA, "just now")
    await house.ledger.asked.wait()
    stopping = asyncio.create_task(house.stop())
    house.ledger.gate.set()
    async with asyncio.timeout(10):
        await stopping
    await house.slack.wait_until_taken()
    [delivery] = await house.slack.deliveries()
    assert (delivery["attempts"], delivery["taken"]) == (1, True)


async def test_no_log_holds_a_token_or_anybodys_words(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await house.slack.settings(timeout_s=0.3)
    house.ledger.answer = lambda _: {"ok": True, "text": say("a secret answer").json}
    await house.arrives("a secret message")
    await house.slack.command(MAYA, "/customers", "feedback a secret thought")
    await house.adapter.send(parcel("p1", room(), "a secret parcel"), None, False)
    await house.slack.fault("chat.postMessage", "error", error="invalid_blocks", times=2)
    with pytest.raises(Rejected):
        await house.adapter.send(parcel("p2", room(), "a secret parcel"), None, False)
    await house.slack.raw_event({"type": "message", "channel_type": "im", "channel": 7, "text": "a secret"})
    house.ledger.failures = [RuntimeError("a secret in an error")]
    await house.slack.open_home(MAYA)
    await house.slack.wait_until_taken()
    logged = "\n".join(f"{one.getMessage()} {one.exc_text or ''}" for one in caplog.records)
    assert "slack:" in logged
    for secret in ("a secret", BOT_TOKEN, APP_TOKEN, SIGNING_SECRET):
        assert secret not in logged


# --- connections that break


@pytest.mark.parametrize("kind", ["disconnect", "refresh", "close", "reset", "half_open"])
async def test_a_connection_that_goes_bad_is_replaced_and_nothing_is_lost(wired: House, kind: str) -> None:
    await wired.slack.settings(timeout_s=0.5)
    ever = await wired.slack.connected_ever()
    assert await wired.slack.socket(kind) == 1
    await wired.slack.say(MAYA, "meanwhile")
    await wired.slack.wait_for_connection(ever)
    await wired.arrives("after it")
    await wired.slack.wait_until_taken()
    texts = {event.text for event in wired.ledger.delivered if isinstance(event, MessageReceived)}
    assert texts == {"meanwhile", "after it"}
    assert await wired.slack.lost() == []
    assert wired.adapter.health().connected


async def test_a_planned_change_of_connection_leaves_no_gap(wired: House) -> None:
    ever = await wired.slack.connected_ever()
    await wired.slack.socket("refresh")
    assert wired.adapter.health().connected
    await wired.slack.wait_for_connection(ever)
    assert wired.adapter.health().connected


async def test_a_dead_address_is_replaced_by_a_fresh_one(wired: House) -> None:
    ever = await wired.slack.connected_ever()
    await wired.slack.fault("apps.connections.open", "dead_url")
    await wired.slack.socket("reset")
    await wired.slack.wait_for_connection(ever)
    await wired.arrives("after it")
    assert len(await wired.slack.requests("apps.connections.open")) == 3


async def test_a_heartbeat_that_stays_out_is_noticed_well_within_a_minute() -> None:
    from bot.adapters.slack.socket_mode import HEARTBEAT_S, HELLO_S, LONGEST_S

    assert HEARTBEAT_S * 1.5 + HELLO_S + LONGEST_S < 60


@pytest.mark.parametrize("kind", ["500", "garbage", "reset", "429", "dead_url"])
async def test_a_start_survives_whatever_the_platform_answers_at_first(plot: House, kind: str) -> None:
    for method in ("apps.connections.open", "auth.test"):
        await plot.slack.fault(method, kind)
    await plot.start()
    await plot.arrives("after it")


async def test_a_start_survives_a_web_api_that_fails_a_few_times() -> None:
    async with built("socket") as house:
        await house.slack.fault("apps.connections.open", "502", times=3)
        await house.start()
        await house.arrives("after it")


async def test_a_token_that_stays_refused_turns_health_red_and_then_ends_the_run(plot: House) -> None:
    plot.give_up_after_s = 1.0
    for method in ("auth.test", "apps.connections.open"):
        await plot.slack.fault(method, "401", times=-1)
    running = plot.run()

    async def red() -> bool:
        health = plot.adapter.health()
        return not health.connected and health.problem is not None

    await until(red, "health is red")
    assert not running.done()
    with pytest.raises(PlatformRefused) as caught:
        await asyncio.wait_for(running, 15)
    assert caught.value.platform == "slack"
    assert "xox" not in str(caught.value)
    assert "xapp" not in str(caught.value)


async def test_a_token_that_is_refused_for_a_moment_is_borne_with(plot: House) -> None:
    plot.give_up_after_s = 10.0
    for method in ("auth.test", "apps.connections.open"):
        await plot.slack.fault(method, "401", times=1)
    await plot.start()
    await plot.arrives("after it")
    assert plot.adapter.health().problem is None


async def test_socket_mode_that_is_switched_off_is_said_and_ends_the_run() -> None:
    async with built("socket") as house:
        house.give_up_after_s = 1.0
        await house.start()
        await house.slack.settings(warning_s=0)
        await house.slack.socket("link_disabled")
        assert house.running is not None
        with pytest.raises(PlatformRefused):
            await asyncio.wait_for(house.running, 15)


# --- what goes out


async def test_a_message_to_a_person_is_found_by_its_receipt(sender: House) -> None:
    receipt = await sender.adapter.send(parcel("p1", person(), "hello"), None, False)
    [message] = await sender.slack.messages(await sender.slack.dm_of(MAYA))
    assert receipt.message == f"{await sender.slack.dm_of(MAYA)}/{message['ts']}"
    assert readable(message) == "hello"
    assert message["metadata"]["event_payload"] == {"parcel": "p1"}


async def test_nothing_that_is_posted_unfurls(sender: House) -> None:
    await sender.adapter.send(parcel("p1", person(), "https://example.org"), None, False)
    [request] = await sender.slack.requests("chat.postMessage")
    asked = request["parameters"]
    assert (asked["unfurl_links"], asked["unfurl_media"]) == (False, False)


async def test_what_belongs_to_an_alert_stands_in_its_thread(sender: House) -> None:
    ts = await alert_in(sender)
    entry = parcel("p2", room(), "Ana has taken it")
    await sender.adapter.send(entry, None, False, thread=f"{ROOM}/{ts}")
    _, reply = await sender.slack.messages(ROOM)
    assert (reply["thread_ts"], readable(reply)) == (ts, "Ana has taken it")


async def test_a_thread_that_is_gone_costs_nobody_the_message(sender: House) -> None:
    ts = await alert_in(sender)
    await sender.slack.erase(ROOM, ts)
    await sender.adapter.send(parcel("p2", room(), "an answer"), None, False, thread=f"{ROOM}/{ts}")
    assert [readable(one) for one in await sender.slack.messages(ROOM)] == ["an answer"]


async def test_an_edit_changes_the_message_in_place_and_takes_its_buttons_away(sender: House) -> None:
    first = await sender.adapter.send(parcel("p1", person(), message=asking("8", "9")), None, False)
    again = await sender.adapter.send(parcel("p2", person(), "You said 9"), first.message, False)
    assert again == first
    [message] = await sender.slack.messages(await sender.slack.dm_of(MAYA))
    assert readable(message) == "You said 9"
    assert "actions" not in [block["type"] for block in message["blocks"]]


async def test_a_goodbye_is_said_and_the_operator_is_told_how_the_bot_can_go(
    sender: House, caplog: pytest.LogCaptureFixture
) -> None:
    goodbye = Message((say("I do not belong here"),), card={"type": "farewell"})
    await sender.adapter.send(parcel("p1", room(), message=goodbye), None, False)
    assert [readable(one) for one in await sender.slack.messages(ROOM)] == ["I do not belong here"]
    assert any(ROOM in one.getMessage() for one in caplog.records)


async def test_a_message_that_is_gone_is_sent_anew_when_it_is_to_be_edited(sender: House) -> None:
    first = await sender.adapter.send(parcel("p1", person(), "one"), None, False)
    await sender.slack.erase(*first.message.split("/"))
    again = await sender.adapter.send(parcel("p2", person(), "two"), first.message, False)
    assert again != first
    assert [readable(one) for one in await sender.slack.messages(await sender.slack.dm_of(MAYA))] == ["two"]


async def test_what_empties_a_message_edits_it_and_is_never_posted_anew(sender: House) -> None:
    first = await sender.adapter.send(parcel("p1", room(), "Maya is unhappy"), None, False)
    blank = parcel("p2", room(), "deleted", purpose=BLANKED)
    assert await sender.adapter.send(blank, first.message, False) == first
    assert [readable(one) for one in await sender.slack.messages(ROOM)] == ["deleted"]
    await sender.slack.erase(*first.message.split("/"))
    assert await sender.adapter.send(blank, first.message, False) == first
    assert await sender.slack.messages(ROOM) == []


async def test_a_home_is_published_and_its_buttons_work(house: House) -> None:
    item = {"text": "Maya Brown", "detail": "waits", "button": {"label": "Take", "data": "c|1|take"}}
    other = {"text": "Tom", "detail": None, "button": {"label": "Take", "data": "c|2|take"}}
    section = {"title": say("Open").json, "note": None, "items": [item, other]}
    card = {"type": "home", "title": say("Your cases").json, "sections": [section]}
    home = parcel("p1", person(ANA), message=Message((), card=card), purpose="home")
    assert (await house.adapter.send(home, None, False)).message == "home"
    shown = await house.slack.home(ANA)
    assert shown is not None
    for words in ("Your cases", "Open", "Maya Brown", "waits", "Take"):
        assert words in readable(shown)
    await house.slack.press_home(ANA, "c|2|take")
    event = await house.ledger.next(ButtonPressed)
    assert (event.address, event.data) == (person(ANA), "c|2|take")


async def test_a_form_opens_from_a_home(house: House) -> None:
    house.ledger.answer = opening
    item = {"text": "Maya", "detail": None, "button": {"label": "Reply", "data": REPLY.data}}
    card = {"type": "home", "title": "Cases", "sections": [{"title": "Open", "note": None, "items": [item]}]}
    await house.adapter.send(parcel("p1", person(ANA), message=Message((), card=card)), None, False)
    await house.slack.press_home(ANA, REPLY.data)
    view = await house.slack.wait_for_view(ANA, timeout_s=3)
    await house.slack.submit(ANA, view["id"], {"text": "sorry"})
    event = await house.ledger.next(FormSubmitted)
    assert (event.address, event.data, event.fields["text"]) == (person(ANA), REPLY.data, "sorry")


async def test_the_answer_to_a_press_is_seen_by_the_presser_alone(house: House) -> None:
    house.ledger.answer = lambda _: {"ok": False, "text": say("Somebody else has it").json}
    await house.slack.press(ANA, ROOM, await alert_in(house), "c|1|take")

    async def told() -> bool:
        return bool(await house.slack.ephemerals())

    await until(told, "Ana is told")
    [whisper] = await house.slack.ephemerals()
    assert (whisper["user"], whisper["channel"], readable(whisper)) == (ANA, ROOM, "Somebody else has it")
    assert len(await house.slack.messages(ROOM)) == 1


async def test_the_answer_to_a_press_on_a_home_comes_as_a_word_in_private(house: House) -> None:
    house.ledger.answer = lambda _: {"ok": False, "text": say("Somebody else has it").json}
    item = {"text": "Maya", "detail": None, "button": {"label": "Take", "data": "c|1|take"}}
    card = {"type": "home", "title": "Cases", "sections": [{"title": "Open", "note": None, "items": [item]}]}
    await house.adapter.send(parcel("p1", person(ANA), message=Message((), card=card)), None, False)
    await house.slack.press_home(ANA, "c|1|take")

    async def told() -> bool:
        return bool(await house.slack.ephemerals())

    await until(told, "Ana is told")
    [whisper] = await house.slack.ephemerals()
    assert (whisper["user"], whisper["channel"]) == (ANA, await house.slack.dm_of(ANA))


# --- sends that go wrong


@pytest.mark.parametrize("in_thread", [False, True])
async def test_a_send_that_was_accepted_before_the_connection_dropped_is_one_message(
    sender: House, in_thread: bool
) -> None:
    thread = f"{ROOM}/{await alert_in(sender)}" if in_thread else None
    await sender.slack.fault("chat.postMessage", "drop_after")
    lost = parcel("p1", room(), "once")
    with pytest.raises(Unknown):
        await sender.adapter.send(lost, None, False, thread=thread)
    receipt = await sender.adapter.send(lost, None, True, thread=thread)
    [message] = [one for one in await sender.slack.messages(ROOM) if readable(one) == "once"]
    assert receipt.message == f"{ROOM}/{message['ts']}"


async def test_a_direct_message_is_read_back_too(sender: House) -> None:
    await sender.slack.fault("chat.postMessage", "drop_after")
    lost = parcel("p1", person(), "once")
    with pytest.raises(Unknown):
        await sender.adapter.send(lost, None, False)
    receipt = await sender.adapter.send(lost, None, True)
    [message] = await sender.slack.messages(await sender.slack.dm_of(MAYA))
    assert receipt.message.endswith(f"/{message['ts']}")


async def test_a_send_that_never_arrived_is_made_after_it_was_looked_for(sender: House) -> None:
    await sender.slack.fault("chat.postMessage", "reset")
    lost = parcel("p1", room(), "once")
    with pytest.raises(Unknown):
        await sender.adapter.send(lost, None, False)
    assert await sender.slack.messages(ROOM) == []
    await sender.adapter.send(lost, None, True)
    assert [readable(one) for one in await sender.slack.messages(ROOM)] == ["once"]


@pytest.mark.parametrize("kind", ["500", "502", "garbage", "reset"])
async def test_while_it_cannot_be_looked_for_nothing_is_sent_again(sender: House, kind: str) -> None:
    await sender.slack.fault("chat.postMessage", "drop_after")
    # A read whose connection breaks is made again by the HTTP client itself: that harms nobody.
    await sender.slack.fault("conversations.history", kind, times=2 if kind == "reset" else 1)
    lost = parcel("p1", room(), "once")
    for recovered in (False, True):
        with pytest.raises(Unknown):
            await sender.adapter.send(lost, None, recovered)
    await sender.adapter.send(lost, None, True)
    assert len(await sender.slack.messages(ROOM)) == 1


async def test_asked_to_wait_it_tells_how_long_and_posts_nothing_twice(sender: House) -> None:
    await sender.slack.fault("chat.postMessage", "429", after_s=7)
    with pytest.raises(TryLater) as caught:
        await sender.adapter.send(parcel("p1", room()), None, False)
    assert caught.value.after_s == 7
    await sender.adapter.send(parcel("p1", room()), None, False)
    assert len(await sender.slack.messages(ROOM)) == 1
    assert len(await sender.slack.requests("chat.postMessage")) == 2


@pytest.mark.parametrize("kind", ["500", "502", "garbage"])
async def test_an_answer_that_says_nothing_leaves_the_outcome_open(sender: House, kind: str) -> None:
    await sender.slack.fault("chat.postMessage", kind)
    with pytest.raises(Unknown):
        await sender.adapter.send(parcel("p1", room()), None, False)


async def test_a_room_that_cannot_be_written_to_is_tried_again_until_somebody_mends_it(
    sender: House, caplog: pytest.LogCaptureFixture
) -> None:
    await sender.slack.add_channel("C0OTHER", "other", [ANA])
    await sender.slack.archive(ROOM)
    for channel, remedy in ((ROOM, "unarchive"), ("C0OTHER", "invite"), ("C0NOWHERE", "id")):
        caplog.clear()
        with pytest.raises(TryLater) as caught:
            await sender.adapter.send(parcel("p1", room(channel)), None, False)
        assert caught.value.after_s >= 30
        [line] = [one.getMessage() for one in caplog.records if channel in one.getMessage()]
        assert remedy in line
    await sender.slack.archive(ROOM, False)
    await sender.adapter.send(parcel("p1", room()), None, False)


async def test_a_person_who_is_not_there_is_unreachable(sender: House) -> None:
    for user in ("UNOBODY", MAYA):
        await sender.slack.deactivate(MAYA)
        with pytest.raises(Unreachable):
            await sender.adapter.send(parcel("p1", person(user)), None, False)


async def test_a_home_of_nobody_is_unreachable(sender: House) -> None:
    card = {"type": "home", "title": "Cases", "sections": []}
    with pytest.raises(Unreachable):
        await sender.adapter.send(
            parcel("p1", person("UNOBODY"), message=Message((), card=card)), None, False
        )


async def test_a_refused_token_is_no_reason_to_give_a_parcel_up(sender: House) -> None:
    await sender.slack.fault("chat.postMessage", "401")
    with pytest.raises(TryLater):
        await sender.adapter.send(parcel("p1", person()), None, False)


async def test_blocks_that_slack_refuses_go_as_text(sender: House) -> None:
    await sender.slack.fault("chat.postMessage", "error", error="invalid_blocks")
    await sender.adapter.send(parcel("p1", room(), "*hello* <!channel>"), None, False)
    [message] = await sender.slack.messages(ROOM)
    assert "blocks" not in message
    assert plain(readable(message)) == "*hello* <!channel>"


# --- anybody's words

HOSTILE = [
    "<!channel> <!here> <!everyone> @channel @here",
    "<@U123> <@UANA> <@U0BOT|bot> <!subteam^S123>",
    "*bold* _it_ ~gone~ `code` ```block``` > quote\n> quote\n&gt; not",
    ":smile: :+1: &amp; &lt;b&gt; <b>",
    "[link](https://example.org) <https://evil.example|https://bank.example> mailto:a@b.c",
    "السلام عليكم, الطعام كان باردا \u202eback\u202c \u200f1. ",
    "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 é ﷽ Z̷̛a̶l̶g̴o̵",
    "line\nline\r\nline\ttab",
    "</script><script>alert(1)</script> {{7*7}} %s {0}",
]


def plain(text: str) -> str:
    """What a reader makes of it: joiners have no width, and a break is a break."""
    return text.replace("\N{WORD JOINER}", "").replace("\r\n", "\n")


@pytest.mark.parametrize("words", HOSTILE)
async def test_anybodys_words_arrive_as_they_were_written_and_call_nobody(sender: House, words: str) -> None:
    card = {
        "type": "alert",
        "title": "Case",
        "quote": words,
        "facts": [["Bought", words]],
        "reasons": [words],
    }
    alert = Message((say(words),), ((Button(say(words), "c|1|take"),),), card)
    home = {"title": words, "note": words, "items": [{"text": words, "detail": words, "button": None}]}
    await sender.adapter.send(parcel("p1", person(), words), None, False)
    await sender.adapter.send(parcel("p2", room(), message=alert), None, False)
    page = Message((), card={"type": "home", "title": words, "sections": [home]})
    await sender.adapter.send(parcel("p3", person(ANA), message=page), None, False)
    [private] = await sender.slack.messages(await sender.slack.dm_of(MAYA))
    assert plain(readable(private)) == plain(words)
    [public] = await sender.slack.messages(ROOM)
    assert plain(readable(public)).count(plain(words).strip()) >= 3
    shown = await sender.slack.home(ANA)
    assert shown is not None
    assert plain(words).split()[0] in plain(readable(shown))


@pytest.mark.parametrize("words", ["", " ", "\n", "\x00\x07\x1b[31m", "\u200b"])
async def test_next_to_nothing_can_be_sent_too(sender: House, words: str) -> None:
    await sender.adapter.send(parcel("p1", person(), words), None, False)
    card = {"type": "alert", "title": words, "quote": words, "facts": [[words, words]], "reasons": [words]}
    alert = Message((say(words),), ((Button(say(words), "c|1|take"),),), card)
    receipt = await sender.adapter.send(parcel("p2", room(), message=alert), None, False)
    await sender.adapter.send(parcel("p3", room(), words), receipt.message, False)


@pytest.mark.parametrize("seen", ["w", "👩‍👩‍👧‍👦", "<", "ل", "e\N{COMBINING ACUTE ACCENT}"])
async def test_a_very_long_text_is_cut_where_a_reader_sees_a_character_end(sender: House, seen: str) -> None:
    words = seen * (10_000 // len(seen))
    card = {
        "type": "alert",
        "title": words,
        "quote": words,
        "facts": [[words, words]],
        "reasons": [words] * 9,
    }
    alert = Message((say(words),), ((Button(say(words), "c|1|take"),),), card)
    await sender.adapter.send(parcel("p1", person(), words), None, False)
    await sender.adapter.send(parcel("p2", room(), message=alert), None, False)
    [message] = await sender.slack.messages(await sender.slack.dm_of(MAYA))
    shown = readable(message)
    assert shown.endswith("…")
    assert len(shown) > 1000
    assert shown.removesuffix("…").replace(seen, "") == ""


async def test_a_hostile_answer_to_one_person_calls_nobody(house: House) -> None:
    words = "*you* <!channel> <@UANA> & co"
    house.ledger.answer = lambda _: {"ok": True, "text": say(words).json}
    await house.slack.command(ANA, "/customers", "help")
    await house.slack.press(ANA, ROOM, await alert_in(house), "c|1|take")

    async def told() -> bool:
        return len(await house.slack.ephemerals()) == 2

    await until(told, "both answers are there")
    assert [plain(readable(one)) for one in await house.slack.ephemerals()] == [words, words]


# --- the digest

CHART = {
    "kind": "themes",
    "alt": say("What they speak of: waiting 4").json,
    "data": {
        "themes": [{"label": say("waiting").json, "happy": 1, "unhappy": 4}],
        "words": {"title": say("Themes").json, "unhappy": say("unhappy").json, "happy": say("happy").json},
    },
}


@pytest.fixture
async def artist() -> AsyncIterator[House]:
    """A sender that can draw."""
    async with built("socket", charts=Charts()) as house:
        yield house


async def test_a_digest_comes_with_its_picture(artist: House) -> None:
    metric = {"label": "NPS", "value": "+12", "range": "−3 to 27", "n": 40, "change": None}
    section = {
        "title": say("How we are doing").json,
        "note": None,
        "metrics": [metric],
        "lists": [{"title": None, "items": ["one", "two"]}],
        "quotes": [{"text": "*cold* <!here>", "by": say("a guest").json}],
        "table": {"head": ["", "n"], "rows": [["delivery", "12"]]},
    }
    card = {
        "type": "digest",
        "title": say("This week").json,
        "subtitle": say("16–22 November").json,
        "sections": [section],
        "charts": [CHART],
    }
    await artist.adapter.send(parcel("p1", room(), message=Message((), card=card)), None, False)
    [message] = await artist.slack.messages(ROOM)
    for words in ("This week", "NPS", "+12", "40", "*cold* <!here>", "delivery", "waiting 4"):
        assert words in readable(message)
    [picture] = [block for block in message["blocks"] if block["type"] == "image"]
    assert picture["alt_text"] == "What they speak of: waiting 4"


@pytest.mark.parametrize("trouble", ["not taken", "not uploaded", "never ready", "not drawn"])
async def test_a_digest_whose_picture_cannot_be_had_goes_without_it(artist: House, trouble: str) -> None:
    match trouble:
        case "not taken":
            await artist.slack.fault("files.getUploadURLExternal", "500")
        case "not uploaded":
            await artist.slack.fault(
                "files.completeUploadExternal", "error", error="file_upload_size_restricted"
            )
        case "never ready":
            await artist.slack.settings(file_ready_after_s=60)
    chart = {**CHART, "data": {}} if trouble == "not drawn" else CHART
    card = {"type": "digest", "title": "This week", "subtitle": "", "sections": [], "charts": [chart]}
    await artist.adapter.send(parcel("p1", room(), message=Message((), card=card)), None, False)
    [message] = await artist.slack.messages(ROOM)
    assert "image" not in [block["type"] for block in message["blocks"]]
