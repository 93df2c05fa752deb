"""What somebody who wrote, pressed or chose is told at once, and by which way."""

from __future__ import annotations

import pytest

from bot.adapters.slack import answers
from bot.adapters.slack.answers import way_back
from bot.core.effects import Button, Field, Template, form_json
from bot.core.events import CommandGiven
from tests.adapters.slack.conftest import ROOM, House, parcel, room, say, until
from tests.peers.slack_blocks import readable
from tests.peers.slack_peer import BOT_USER

ANA = "UANA"


async def told(house: House, number: int) -> None:
    async def look() -> bool:
        return len(await house.slack.ephemerals()) >= number

    await until(look, "Ana is told")


async def test_who_mentions_us_in_vain_is_told_once_and_alone(house: House) -> None:
    house.ledger.answer = lambda _: {"ok": False, "text": say("Somebody else has it").json}
    receipt = await house.adapter.send(parcel("p1", room()), None, False)
    alert = receipt.message.partition("/")[2]
    await house.slack.say(ANA, f"<@{BOT_USER}> take", channel=ROOM, thread_ts=alert)
    await house.ledger.count(2)
    await told(house, 1)
    await house.slack.wait_until_taken()
    [whisper] = await house.slack.ephemerals()
    assert (whisper["user"], readable(whisper)) == (ANA, "Somebody else has it")


async def test_who_asks_for_a_form_in_writing_is_offered_the_button_that_opens_it(house: House) -> None:
    note = Button(say("Note"), "c|1|note", (Field("text", say("Your note")),))
    house.ledger.answer = lambda _: {"ok": True, "form": form_json(note)}
    receipt = await house.adapter.send(parcel("p1", room()), None, False)
    alert = receipt.message.partition("/")[2]
    await house.slack.say(ANA, f"<@{BOT_USER}> note", channel=ROOM, thread_ts=alert)
    await house.ledger.next(CommandGiven)
    await told(house, 1)
    [whisper, *_] = await house.slack.ephemerals()
    (actions,) = [block for block in whisper["blocks"] if block["type"] == "actions"]
    assert [one["value"] for one in actions["elements"]] == ["c|1|note"]
    assert await house.slack.views() == []


async def test_a_form_whose_moment_has_passed_is_explained(house: House) -> None:
    note = Button(say("Note"), "c|1|note", (Field("text", say("Your note")),))
    house.ledger.answer = lambda _: {"ok": True, "form": form_json(note)}
    await house.slack.fault("views.open", "error", error="expired_trigger_id")
    receipt = await house.adapter.send(parcel("p1", room()), None, False)
    alert = receipt.message.partition("/")[2]
    await house.slack.shortcut(ANA, "case_note", ROOM, alert)
    await told(house, 1)
    [whisper] = await house.slack.ephemerals()
    assert "slack.form_gone" in readable(whisper)


@pytest.mark.parametrize("body", [{}, {"actions": [None]}, {"view": 1, "channel": [], "event": "x"}])
def test_a_way_back_is_read_without_trust(body: dict[str, object]) -> None:
    found = way_back(body)
    assert (found.user, found.channel, found.trigger_id) == ("", "", None)


async def test_a_template_fills_the_open_form_and_is_no_event(house: House) -> None:
    field = Field("text", say("Your reply"), lines=4, templates=(Template(say("So sorry, Maya."), "en"),))
    house.ledger.answer = lambda _: {
        "ok": True,
        "form": form_json(Button(say("Reply"), "c|1|reply", (field,))),
    }
    receipt = await house.adapter.send(parcel("p1", room()), None, False)
    await house.slack.shortcut(ANA, "case_reply", ROOM, receipt.message.partition("/")[2])
    view = await house.slack.wait_for_view(ANA)
    await house.slack.press_view(view["id"], "template.text.0")

    async def filled() -> bool:
        (shown,) = await house.slack.views()
        return bool(shown["blocks"][-1]["element"].get("initial_value") == "So sorry, Maya.")

    await until(filled, "the field is filled")
    assert len(house.ledger.delivered) == 1, "the shortcut, and no press"


async def test_of_very_many_forms_and_lines_at_once_some_are_left_out_and_all_events_are_taken(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "_MANY", 0)
    form = form_json(Button(say("Reply"), "c|1|reply", (Field("text", say("Your reply")),)))
    house.ledger.answer = lambda _: {"ok": True, "form": form}
    receipt = await house.adapter.send(parcel("p1", room()), None, False)
    await house.slack.shortcut(ANA, "case_reply", ROOM, receipt.message.partition("/")[2])
    await house.ledger.count(1)
    await house.slack.wait_until_taken()
    await house.adapter.close()
    assert await house.slack.views() == []
