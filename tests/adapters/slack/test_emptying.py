"""What is wished away on Slack: files with the messages that show them, or told to staff where they stay."""

from __future__ import annotations

import pytest

from bot.adapters.slack.evidence import SlackEvidence
from bot.core.effects import BLANKED, EMPTIED
from bot.core.errors import Rejected, TryLater
from tests.adapters.slack.conftest import ROOM, House, parcel, room
from tests.peers.slack_blocks import readable

TOO_FEW = ["chat:write", "files:read", "channels:history"]


async def emptied(sender: House, target: str) -> None:
    await sender.adapter.send(parcel("blank", room(), message=EMPTIED, purpose=BLANKED), target, False)


async def photo_of_maya(sender: House) -> str:
    """Uploaded, and shown in the room with her words; the receipt."""
    api = sender.adapter._sender._api
    place = await api.client.files_getUploadURLExternal(filename="photo.png", length=4, alt_txt="a cup")
    async with api.session.post(str(place["upload_url"]), data=b"1234"):
        pass
    evidence = SlackEvidence(api, "", sender.slack.api_base_url)
    await evidence.share(str(place["file_id"]), "Photo", "Maya: the broken cup", ROOM, None)
    return f"{ROOM}/{place['file_id']}"


async def test_a_file_goes_with_the_message_that_shows_it_and_its_words(sender: House) -> None:
    shown = await photo_of_maya(sender)
    assert "Maya" in str(await sender.slack.messages(ROOM))
    await emptied(sender, shown)
    assert await sender.slack.messages(ROOM) == []
    await emptied(sender, shown)  # gone already: nothing is left to do


async def test_without_the_permission_the_file_stays_and_that_is_told(sender: House) -> None:
    shown = await photo_of_maya(sender)
    await sender.slack.settings(scopes=TOO_FEW)
    with pytest.raises(Rejected):
        await emptied(sender, shown)
    assert await sender.slack.messages(ROOM) == [], "the message that showed it needs no such permission"


async def test_a_message_that_may_not_be_edited_any_more_is_deleted_and_else_told(sender: House) -> None:
    first = await sender.adapter.send(parcel("p1", room(), "Maya is unhappy"), None, False)
    await sender.slack.fault("chat.update", "error", error="edit_window_closed")
    await sender.slack.fault("chat.delete", "error", error="cant_delete_message")
    with pytest.raises(Rejected):
        await emptied(sender, first.message)
    assert [readable(one) for one in await sender.slack.messages(ROOM)] == ["Maya is unhappy"]
    await sender.slack.fault("chat.update", "error", error="edit_window_closed")
    await emptied(sender, first.message)
    assert await sender.slack.messages(ROOM) == []


async def test_what_may_pass_is_tried_again(sender: House) -> None:
    shown = await photo_of_maya(sender)
    await sender.slack.fault("files.delete", "429", after_s=3)
    with pytest.raises(TryLater):
        await emptied(sender, shown)
    await emptied(sender, shown)
