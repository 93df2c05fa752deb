"""A page that is opened again shows what was said, in the order in which it was said."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.core.effects import HANDOVER, Send
from bot.core.events import ButtonPressed, CommandGiven, Outcome
from bot.core.identity import Address
from storage.history import SqlHistory
from tests.storage.conftest import (
    NOW,
    House,
    decide_nothing,
    message,
    parcel,
    pending,
    sending,
)

PAGE = Address("web", "", "", "visitor")
ROOM = Address("slack", "W1", "C1")


async def test_words_and_parcels_come_in_order_oldest_first(house: House) -> None:
    for minute in range(3):
        at = NOW + timedelta(minutes=minute)
        event = message(f"word {minute}", key=str(minute), address=PAGE, at=at)
        answer = parcel(f"answer {minute}", PAGE, not_before=at)
        committed = await house.store.work([pending(event, now=at)], sending(answer))
        # The receipt is written down after the next word came.
        await house.settle(*committed.errands, now=at + timedelta(seconds=90))
    said = await SqlHistory(house.database).read(PAGE, 10)
    assert [spoken.text or spoken.id for spoken in said] == [
        "word 0",
        "answer 0",
        "word 1",
        "answer 1",
        "word 2",
        "answer 2",
    ]
    assert said[1].message == parcel("answer 0").message
    assert (said[0].person, said[0].id, said[0].at) == ("visitor", "0", NOW)


async def test_what_was_said_before_an_address_was_handed_over_is_not_read(house: House) -> None:
    before, after = NOW, NOW + timedelta(minutes=5)
    said_since = after + timedelta(minutes=1)
    for at, words, purpose in (
        (before, "hers", "question"),
        (after, "hers at that very moment", HANDOVER),
        (said_since, "his", "question"),
    ):
        event = message(words, key=words, address=PAGE, at=at)
        answer = replace(parcel(f"answer to {words}", PAGE, not_before=at), purpose=purpose)
        committed = await house.store.work([pending(event, now=at)], sending(answer))
        await house.settle(*committed.errands, now=at)
    said = await SqlHistory(house.database).read(PAGE, 10)
    assert [spoken.text or spoken.id for spoken in said] == [
        "answer to hers at that very moment",
        "his",
        "answer to his",
    ]
    other = Address("web", "", "", "somebody else")
    assert await SqlHistory(house.database).read(other, 10) == []


async def test_only_the_last_are_read(house: House) -> None:
    for minute in range(5):
        at = NOW + timedelta(minutes=minute)
        event = message(str(minute), key=str(minute), address=PAGE, at=at)
        await house.store.work([pending(event, now=at)], decide_nothing)
    said = await SqlHistory(house.database).read(PAGE, 2)
    assert [spoken.text for spoken in said] == ["3", "4"]


async def test_what_was_not_sent_and_what_others_said_is_not_there(house: House) -> None:
    errands = await house.decided(Send(parcel("rejected", PAGE)))
    await house.settle(*errands, outcome=Outcome.REJECTED)
    await house.decided(Send(parcel("waiting", PAGE)))
    pressed = ButtonPressed("web", "press", NOW, PAGE, "a|i1|how|4")
    elsewhere = message("elsewhere", key="2", address=replace(PAGE, person="other"))
    await house.store.work([pending(pressed), pending(elsewhere)], decide_nothing)
    assert await SqlHistory(house.database).read(PAGE, 10) == []


async def test_a_room_has_what_everybody_said_in_it(house: House) -> None:
    anna, boris = replace(ROOM, person="anna"), replace(ROOM, person="boris")
    command = CommandGiven("slack", "2", NOW + timedelta(seconds=1), boris, "digest", "last month")
    await house.store.work([pending(message("hello", address=anna)), pending(command)], decide_nothing)
    await house.settle(*await house.decided(Send(parcel("alert", ROOM)), now=NOW + timedelta(seconds=2)))
    await house.settle(*await house.decided(Send(parcel("for anna only", anna))))
    for asked in (ROOM, anna):
        said = await SqlHistory(house.database).read(asked, 10)
        assert [(spoken.person, spoken.text) for spoken in said] == [
            ("anna", "hello"),
            ("boris", "/digest last month"),
            (None, None),
        ]
