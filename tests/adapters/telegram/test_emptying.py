"""What is wished away on Telegram: edited, deleted, or told to staff where it may be neither."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.effects import BLANKED, EMPTIED, Message
from bot.core.errors import Rejected, TryLater
from bot.core.evidence import Evidence, EvidenceKind, card_of
from bot.core.identity import Address
from tests.adapters.telegram.conftest import House, Opens, parcel, room, sent_to
from tests.peers.telegram_control import TelegramControl

MAYA, LEO = 5001, 5002
SUPER_ROOM = -1004001
TOO_OLD = 49  # hours


async def emptied(house: House, address: Address, target: str, message: Message = EMPTIED) -> None:
    blank = replace(parcel(address, message), purpose=BLANKED)
    await house.adapter.send(blank, target, recovered=False)


async def photo_of_maya(house: House, phone: TelegramControl) -> str:
    """Shown in the staff's room, with her words; the receipt."""
    await phone.add_group(SUPER_ROOM, "Staff", [LEO])
    await phone.say(MAYA, "", evidence="photo")
    photo = Evidence(EvidenceKind.PHOTO, "file-photo-1", "telegram")
    return await house.send(room(SUPER_ROOM), "Maya: the broken cup", card=card_of(photo))


async def test_a_photo_is_deleted_with_its_words(phone: TelegramControl, opens: Opens) -> None:
    async with opens(running=False) as house:
        shown = await photo_of_maya(house, phone)
        await emptied(house, room(SUPER_ROOM), shown)
        assert await phone.messages(SUPER_ROOM) == []
        await emptied(house, room(SUPER_ROOM), shown)  # gone already: nothing is left to do


async def test_a_photo_that_is_too_old_to_be_deleted_loses_its_words_and_is_told(
    phone: TelegramControl, opens: Opens
) -> None:
    async with opens(running=False) as house:
        shown = await photo_of_maya(house, phone)
        await phone.age(SUPER_ROOM, int(shown), TOO_OLD)
        with pytest.raises(Rejected):
            await emptied(house, room(SUPER_ROOM), shown)
        message = await sent_to(phone, SUPER_ROOM, shown)
    assert "photo" in message
    assert "caption" not in message


async def test_an_administrator_may_delete_what_is_old(phone: TelegramControl, opens: Opens) -> None:
    async with opens(running=False) as house:
        shown = await photo_of_maya(house, phone)
        await phone.age(SUPER_ROOM, int(shown), TOO_OLD)
        await phone.member(SUPER_ROOM, LEO, "administrator")
        await emptied(house, room(SUPER_ROOM), shown)
        assert [one for one in await phone.messages(SUPER_ROOM) if "photo" in one] == []


async def test_an_old_text_is_edited_however_old_it_is(phone: TelegramControl, opens: Opens) -> None:
    await phone.add_group(SUPER_ROOM, "Staff", [LEO])
    async with opens(running=False) as house:
        alert = await house.send(room(SUPER_ROOM), "Maya is unhappy")
        await phone.age(SUPER_ROOM, int(alert), 1000)
        await emptied(house, room(SUPER_ROOM), alert)
        assert "Maya" not in str(await sent_to(phone, SUPER_ROOM, alert))


async def test_a_quote_goes_out_of_every_page_of_a_digest(phone: TelegramControl, opens: Opens) -> None:
    def card(said: str) -> dict[str, object]:
        sections = [
            {
                "title": f"Section {at}",
                "note": "words " * 100,
                "quotes": [{"text": f"{said} {at}", "by": said}],
            }
            for at in range(12)
        ]
        return {"type": "digest", "title": "Last week", "subtitle": "2 to 8 March", "sections": sections}

    await phone.add_group(SUPER_ROOM, "Managers", [LEO])
    async with opens(running=False) as house:
        receipt = await house.send(room(SUPER_ROOM), card=card("so lovely"))
        assert receipt.count("+") >= 1
        await emptied(house, room(SUPER_ROOM), receipt, Message((), card=card("…")))
        assert "lovely" not in str(await phone.messages(SUPER_ROOM))
        with pytest.raises(Rejected):  # of an earlier release, which did not keep the pages' numbers
            await emptied(house, room(SUPER_ROOM), receipt.partition("+")[0], Message((), card=card("…")))


async def test_what_may_pass_is_tried_again(phone: TelegramControl, opens: Opens) -> None:
    async with opens(running=False) as house:
        shown = await photo_of_maya(house, phone)
        await phone.fault("deleteMessage", "429", after_s=3)
        with pytest.raises(TryLater):
            await emptied(house, room(SUPER_ROOM), shown)
        await emptied(house, room(SUPER_ROOM), shown)
        assert await phone.messages(SUPER_ROOM) == []
