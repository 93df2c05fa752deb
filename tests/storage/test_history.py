"""A page that is opened again shows what was said, in the order in which it was said."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.core.effects import HANDOVER, Effect, Fact, Save, Send
from bot.core.events import ButtonPressed, CommandGiven, Outcome
from bot.core.identity import Address, Contact, Link, LinkKind
from storage.codec import micros
from storage.history import SqlHistory
from tests.storage.conftest import (
    NOW,
    House,
    customer,
    decide_nothing,
    message,
    parcel,
    pending,
    sending,
)

PAGE = Address("web", "", "", "visitor")
ROOM = Address("slack", "W1", "C1")
PHONE = Address("web", "", "", "phone")
TABLET = Address("web", "", "", "tablet")
MINUTE = timedelta(minutes=1)


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


async def _told(house: House, at: datetime, page: Address, words: str, *facts: Fact) -> None:
    """Somebody says this on a page, is answered, and this becomes so."""
    event = message(words, key=words, address=page, at=at)
    answer = parcel(f"answer to {words}", page, not_before=at)
    told: list[Effect] = [*(Save(fact) for fact in facts), Send(answer)]
    committed = await house.store.work([pending(event, now=at)], lambda _event, _view: told)
    await house.settle(*committed.errands, now=at)


async def _read(house: House, page: Address) -> list[str]:
    return [spoken.text or spoken.id for spoken in await SqlHistory(house.database).read(page, 10)]


async def test_who_came_back_by_their_own_link_reads_what_was_said_on_their_other_pages(house: House) -> None:
    maya = customer("c1")
    opened = Link("hash", "c1", "", NOW, opened_by=PHONE.key, kind=LinkKind.RETURN)
    await _told(house, NOW, PAGE, "hers", maya, Contact(PAGE, "c1"))
    await _told(house, NOW + MINUTE, PHONE, "on her phone", Contact(PHONE, "c1"), opened)
    assert await _read(house, PHONE) == ["hers", "answer to hers", "on her phone", "answer to on her phone"]
    assert await _read(house, PAGE) == ["hers", "answer to hers"]


@pytest.mark.parametrize("kind", [LinkKind.CONNECT, LinkKind.PURCHASE])
async def test_a_page_that_is_theirs_by_another_link_shows_only_itself(house: House, kind: LinkKind) -> None:
    opened = Link("hash", "c1", "", NOW, opened_by=TABLET.key, kind=kind)
    await _told(house, NOW, PAGE, "hers", customer("c1"), Contact(PAGE, "c1"))
    await _told(house, NOW + MINUTE, TABLET, "in the shop", Contact(TABLET, "c1"), opened)
    assert await _read(house, TABLET) == ["in the shop", "answer to in the shop"]


async def test_who_was_put_out_again_reads_nothing_of_theirs(house: House) -> None:
    opened = Link("hash", "c1", "", NOW, opened_by=PHONE.key, kind=LinkKind.RETURN)
    await _told(house, NOW, PAGE, "hers", customer("c1"), Contact(PAGE, "c1"))
    await _told(house, NOW + MINUTE, PHONE, "a thief", Contact(PHONE, "c1"), opened)
    await _told(house, NOW + 2 * MINUTE, PHONE, "still here", customer("c2"), Contact(PHONE, "c2"))
    assert "hers" not in await _read(house, PHONE)


async def test_it_is_known_when_something_was_last_sent_and_what_it_said(house: House) -> None:
    history = SqlHistory(house.database)
    for minute in range(2):
        at = NOW + minute * MINUTE
        event = message("word", key=str(minute), address=PAGE, at=at)
        committed = await house.store.work([pending(event, now=at)], sending(parcel(f"a{minute}", PAGE)))
        await house.settle(*committed.errands, now=at)
    first = parcel("a0", PAGE)
    assert await history.message("a0") == (first.message, first.language)
    assert await history.message("nothing") is None
    sent = await history.last_sent([PAGE.key, PHONE.key])
    assert sent == {PAGE.key: micros(NOW + MINUTE)}
