"""What was sent and what came in, walked through for one person: notices, edits, quotes, and what failed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Connection, insert

from bot.core.effects import BLANKED, Lane, Line, Message, Save, Send
from bot.core.errors import StorageUnavailable
from bot.core.identity import Address
from bot.core.verdict import Aside
from storage import chores, codec, erasing, tables
from tests.storage.conftest import ANNA, BORIS, House, case, contact, customer, invitation, message, parcel
from tests.storage.test_erasing import LATER, WISH, WORDS, alert, draw, erased, everything, rows

NOTICED = Address("webhook", room="crm")


async def sent(house: House, *parcels: object) -> None:
    """All of it, with receipts, after what she said aside."""
    said = replace(invitation(), aside=Aside(WORDS))
    await house.decided(Save(customer()), Save(contact()), Save(said), Save(case()))
    await house.settle(*await house.decided(*[Send(one) for one in parcels]))  # type: ignore[arg-type]


async def blanks(house: House) -> set[str | None]:
    """The messages that are emptied where they stand."""
    return {row.target for row in await rows(house, "outbox") if row.purpose == BLANKED}


async def test_a_notice_to_another_program_loses_its_words_here_and_cannot_be_taken_back(
    house: House,
) -> None:
    told = Message((Line("said", {"words": WORDS}),))
    notice = replace(parcel("notice", NOTICED, Lane.ALERT), about="notice:7", message=told)
    await sent(house, notice)
    await erased(house)
    assert "soup" not in await everything(house)
    assert await blanks(house) == set()


async def test_of_a_message_that_was_edited_only_the_message_is_emptied(house: House) -> None:
    await sent(house, alert("alert1", WORDS))
    await house.settle(*await house.decided(Send(alert("edit", WORDS, target="alert1"))))
    await erased(house)
    assert await blanks(house) == {"alert1"}


async def test_a_quote_goes_out_of_the_last_state_of_a_message(house: House) -> None:
    await sent(house, alert("told", WORDS, about="news:1"))
    await house.settle(*await house.decided(Send(alert("again", WORDS, about="news:1", target="told"))))
    await erased(house)
    assert "soup" not in await everything(house)
    assert await blanks(house) == {"told"}
    assert len([row for row in await rows(house, "outbox") if row.purpose == BLANKED]) == 1


async def test_what_could_not_be_handled_of_theirs_is_thrown_away_and_of_others_is_not(house: House) -> None:
    await sent(house)

    def keep(connection: Connection) -> None:
        with connection.begin():
            for key, address in (("hers", ANNA), ("his", BORIS)):
                payload = codec.encode_event(message("Hello", key=key, address=address))
                values = {"platform": "telegram", "key": key, "at_us": 0, "error": "", "payload": payload}
                connection.execute(insert(tables.dead_letters), values)

    await house.database.write(keep)
    await erased(house)
    assert [row.key for row in await rows(house, "dead_letters")] == ["his"]


async def test_whoever_goes_on_looks_for_what_was_found_when_it_was_all_there(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sent(house, alert("alert1", WORDS))
    await house.decided(Save(replace(customer(), name=None, erased_at=LATER)), Save(WISH), now=LATER)
    some = erasing.Taking.some

    def once(taking: erasing.Taking) -> int:
        done = some(taking)
        monkeypatch.setattr(erasing.Taking, "some", fails)
        return done

    def fails(_taking: erasing.Taking) -> int:
        raise StorageUnavailable("away")

    monkeypatch.setattr(erasing.Taking, "some", once)
    with pytest.raises(StorageUnavailable):
        await house.store.chores.work(LATER, draw)
    monkeypatch.setattr(erasing.Taking, "some", some)
    assert not await house.store.chores.work(LATER, draw, frozenset({chores.RETAIN})), "another kind of job"
    while await house.store.chores.work(LATER, draw):
        pass
    assert "soup" not in await everything(house)
