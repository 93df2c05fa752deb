"""What customers send comes into the thread of the alert, from and to either platform, over real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO

import pytest

from bot.adapters.slack.adapter import SlackAdapter
from bot.adapters.telegram.adapter import TelegramAdapter
from bot.adapters.web.outbound import parcel_entry
from bot.core.effects import Lane, Line, Message, Parcel
from bot.core.errors import EvidenceLost, NotReady, TryLater, Unknown
from bot.core.events import Event
from bot.core.evidence import MOST_BYTES, Evidence, EvidenceKind, card_of
from bot.core.identity import Address
from bot.core.ports import Brought, EvidenceSource, Receipt, Sender
from bot.evidence import GIVE_UP_AFTER, EvidenceFetcher
from bot.texts import render
from tests.peers.slack_control import SlackControl
from tests.peers.slack_peer import APP_TOKEN, BOT_TOKEN, BOT_USER, TEAM, SlackPeer
from tests.peers.telegram_control import TOKEN, TelegramControl
from tests.peers.telegram_peer import TelegramPeer

CHANNEL = "C0STAFF"
GROUP = -500
MAYA = 77
IN_SLACK = Address("slack", TEAM, CHANNEL)
IN_TELEGRAM = Address("telegram", room=str(GROUP))
JPEG = b"\xff\xd8\xff\xe0 a broken cup"


@dataclass
class SetClock:
    time: datetime = field(default_factory=lambda: datetime.now(UTC))

    def now(self) -> datetime:
        return self.time


async def nobody(_event: Event) -> Mapping[str, object]:
    return {"ok": True}


@dataclass
class World:
    slack_peer: SlackPeer
    slack: SlackControl
    telegram_peer: TelegramPeer
    phone: TelegramControl
    adapters: Mapping[str, SlackAdapter | TelegramAdapter]
    fetcher: EvidenceFetcher
    clock: SetClock
    alert: dict[str, str] = field(default_factory=dict)  # platform → receipt

    def parcel(self, id_: str, address: Address, evidence: Evidence | None, who: str = "Maya") -> Parcel:
        line = Line(f"timeline.sent.{evidence.kind}" if evidence else "timeline.took", {"who": who})
        card = card_of(evidence) if evidence else None
        message = Message((line,), card=card)
        return Parcel(id_, address, Lane.ALERT, "relayed", "case:1", message, "en", self.clock.now())

    async def bring(self, address: Address, evidence: Evidence, **more: object) -> Receipt:
        """As the courier does: again, while it is not ready."""
        parcel = self.parcel("k2", address, evidence, str(more.get("who", "Maya")))
        thread = self.alert[address.platform]
        return await brought(self.adapters[address.platform], parcel, thread, bool(more.get("recovered")))

    async def in_slack(self) -> list[Any]:
        ts = self.alert["slack"].partition("/")[2]
        listed = await self.slack.messages(CHANNEL)
        return [one for one in listed if one.get("thread_ts") == ts and one["ts"] != ts]

    def in_telegram(self) -> list[Any]:
        listed = self.telegram_peer.state.chats[GROUP].messages.values()
        return [dict(one) for one in listed if "reply_to_message" in one]

    def sent_to_telegram(self, kind: EvidenceKind, content: bytes = JPEG) -> Evidence:
        """A file that a customer sent there."""
        reference = f"file-{kind}-customer"
        self.telegram_peer.state.files[reference] = content
        return Evidence(kind, reference, "telegram")

    async def sent_to_slack(self, kind: str) -> Evidence:
        await self.slack.say("UMAYA", "", evidence=kind)
        reference = list(self.slack_peer.workspace.files)[-1]
        return Evidence(EvidenceKind(kind), reference, "slack")


async def brought(sender: Sender, parcel: Parcel, thread: str | None, recovered: bool = False) -> Receipt:
    async with asyncio.timeout(20):
        while True:
            try:
                return await sender.send(parcel, None, recovered, thread)
            except NotReady:
                await asyncio.sleep(0)


@asynccontextmanager
async def peers() -> AsyncIterator[World]:
    async with (
        SlackPeer() as slack_peer,
        SlackControl(slack_peer.url) as slack,
        TelegramPeer() as telegram,
        TelegramControl(telegram.url) as phone,
    ):
        await slack.add_user("UMAYA", "Maya Brown")
        await slack.add_channel(CHANNEL, "staff", [BOT_USER])
        await phone.add_group(GROUP, "Staff", [])
        clock = SetClock()
        sources: dict[str, SlackAdapter | TelegramAdapter] = {}
        named: dict[str, EvidenceSource] = {}
        fetcher = EvidenceFetcher(clock, named)
        sources["slack"] = SlackAdapter(
            bot_token=BOT_TOKEN,
            workspace=TEAM,
            deliver=nobody,
            clock=clock,
            render=render,
            languages=("en",),
            app_token=APP_TOKEN,
            api_base_url=slack.api_base_url,
            fetcher=fetcher,
        )
        sources["telegram"] = TelegramAdapter(
            token=TOKEN,
            deliver=nobody,
            clock=clock,
            render=render,
            languages=("en",),
            api_base_url=telegram.url,
            fetcher=fetcher,
        )
        named.update({name: adapter.evidence for name, adapter in sources.items()})
        world = World(slack_peer, slack, telegram, phone, sources, fetcher, clock)
        for address in (IN_SLACK, IN_TELEGRAM):
            alert = world.parcel("k1", address, None)
            world.alert[address.platform] = (await brought(sources[address.platform], alert, None)).message
        try:
            yield world
        finally:
            await fetcher.close()
            for adapter in sources.values():
                await adapter.close()
        assert await slack.refusals() == []
        assert await slack.pings() == []
        assert telegram.state.refusals == []


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with peers() as world:
        yield world


async def test_a_picture_from_telegram_comes_into_the_thread_in_slack(world: World) -> None:
    await world.bring(IN_SLACK, world.sent_to_telegram(EvidenceKind.PHOTO))
    (shown,) = await world.in_slack()
    (file,) = shown["files"]
    assert shown["text"] == "Maya sent a picture"
    assert file["name"] == "photo-k2.jpg"
    assert world.slack_peer.workspace.uploads[file["id"]].content == JPEG


@pytest.mark.parametrize("kind", ["voice", "photo", "video", "file"])
async def test_what_lies_in_telegram_is_sent_on_there_without_fetching_it(world: World, kind: str) -> None:
    evidence = world.sent_to_telegram(EvidenceKind(kind))
    await world.bring(IN_TELEGRAM, evidence)
    (shown,) = world.in_telegram()
    assert str(shown["caption"]).startswith("Maya sent a ")
    assert evidence.reference in str(shown)
    assert all(request["method"] != "getFile" for request in world.telegram_peer.state.requests)


@pytest.mark.parametrize(
    ("of", "kind"), [("sticker", EvidenceKind.PHOTO), ("video_note", EvidenceKind.VIDEO)]
)
async def test_what_takes_no_caption_is_shown_all_the_same_and_its_words_come_behind_it(
    world: World, of: str, kind: EvidenceKind
) -> None:
    world.telegram_peer.state.files[f"file-{of}-1"] = JPEG
    await world.bring(IN_TELEGRAM, Evidence(kind, f"file-{of}-1", "telegram"))
    (shown,) = world.in_telegram()
    assert of in shown
    await world.phone.wait_for(GROUP, "Maya sent a ")


@pytest.mark.parametrize(
    ("kind", "member", "name"),
    [
        ("voice", "voice", None),
        ("photo", "photo", None),
        ("video", "video", None),
        ("file", "document", "file-k2.pdf"),
    ],
)
async def test_what_comes_from_slack_is_uploaded_to_telegram(
    world: World, kind: str, member: str, name: str | None
) -> None:
    evidence = await world.sent_to_slack(kind)
    await world.bring(IN_TELEGRAM, evidence)
    (shown,) = world.in_telegram()
    assert member in shown
    if name is not None:
        assert shown["document"]["file_name"] == name
    assert world.slack_peer.workspace.files[evidence.reference].content in [
        *world.telegram_peer.state.files.values()
    ]


async def test_what_comes_from_a_chat_in_slack_is_shown_to_staff_who_cannot_see_that_chat(
    world: World,
) -> None:
    await world.bring(IN_SLACK, await world.sent_to_slack("voice"))
    (shown,) = await world.in_slack()
    assert shown["files"][0]["name"] == "voice-k2.m4a"


async def test_a_file_is_called_after_its_bytes_and_never_shown_as_what_it_is_not(world: World) -> None:
    page = b"<html><script>alert(1)</script>"
    await world.bring(IN_SLACK, world.sent_to_telegram(EvidenceKind.PHOTO, page))
    (shown,) = await world.in_slack()
    assert shown["files"][0]["name"] == "file-k2.bin"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (
            b"x" * (MOST_BYTES + 1),
            "It is too large to be brought here. It lies in their chat with us on Telegram.",
        ),
        (None, "It is not on Telegram any more, so it could not be brought here."),
    ],
)
async def test_what_cannot_be_brought_is_told_with_where_it_lies(
    world: World, content: bytes | None, why: str
) -> None:
    evidence = world.sent_to_telegram(EvidenceKind.VIDEO, content or b"")
    if content is None:
        del world.telegram_peer.state.files[evidence.reference]
    await world.bring(IN_SLACK, evidence)
    (shown,) = await world.in_slack()
    assert shown["text"] == f"Maya sent a video\n{why}"
    assert "files" not in shown


async def test_a_file_that_telegram_will_not_show_leaves_its_words(world: World) -> None:
    await world.bring(IN_TELEGRAM, Evidence(EvidenceKind.VOICE, "file-nobody-1", "telegram"))
    (shown,) = world.in_telegram()
    assert shown["text"] == (
        "Maya sent a voice note\nIt could not be brought here. It lies in their chat with us on Telegram."
    )


async def test_without_the_right_to_read_files_slack_gives_none_away_as_a_page(world: World) -> None:
    evidence = await world.sent_to_slack("file")
    await world.slack.settings(scopes=["chat:write", "channels:history"])
    await world.bring(IN_TELEGRAM, evidence)
    (shown,) = world.in_telegram()
    assert str(shown["text"]).endswith(
        "It could not be brought here. It lies in their chat with us on Slack."
    )


async def test_our_token_goes_to_slack_alone(world: World) -> None:
    evidence = await world.sent_to_slack("file")
    hosted = world.slack_peer.workspace.files[evidence.reference]
    hosted.shown["url_private"] = "http://127.0.0.1:9/evil.slack.com/letter.pdf"
    await world.bring(IN_TELEGRAM, evidence)
    (shown,) = world.in_telegram()
    assert str(shown["text"]).endswith("It is not on Slack any more, so it could not be brought here.")


async def test_a_name_without_end_leaves_room_for_the_file(world: World) -> None:
    await world.bring(IN_SLACK, world.sent_to_telegram(EvidenceKind.PHOTO), who="Maya " * 3000)
    await world.bring(IN_TELEGRAM, world.sent_to_telegram(EvidenceKind.PHOTO), who="Maya " * 3000)
    assert [len(await world.in_slack()), len(world.in_telegram())] == [1, 1]


async def test_a_file_whose_arrival_is_not_known_is_found_again_by_its_name(world: World) -> None:
    await world.slack.fault("files.completeUploadExternal", "drop_after")
    evidence = world.sent_to_telegram(EvidenceKind.PHOTO)
    with pytest.raises(Unknown):
        await world.bring(IN_SLACK, evidence)
    await world.bring(IN_SLACK, evidence, recovered=True)
    assert len(await world.in_slack()) == 1


async def test_words_without_their_file_are_not_posted_twice_either(world: World) -> None:
    await world.slack.fault("chat.postMessage", "drop_after")
    gone = Evidence(EvidenceKind.PHOTO, "file-photo-none", "telegram")
    with pytest.raises(Unknown):
        await world.bring(IN_SLACK, gone)
    await world.bring(IN_SLACK, gone, recovered=True)
    assert len(await world.in_slack()) == 1


async def test_an_upload_to_telegram_of_unknown_outcome_is_told_and_not_made_again(world: World) -> None:
    evidence = await world.sent_to_slack("photo")
    await world.bring(IN_TELEGRAM, evidence, recovered=True)
    (shown,) = world.in_telegram()
    assert "It may have come through twice, or not at all." in str(shown["text"])


async def test_names_that_would_ping_do_not_where_a_file_is_shared(world: World) -> None:
    await world.bring(IN_SLACK, world.sent_to_telegram(EvidenceKind.PHOTO), who="<!channel> *Maya* <@U0BOT>")
    (shown,) = await world.in_slack()
    assert "&lt;!channel&gt;" in str(shown["text"])
    assert await world.slack.pings() == []


def test_on_the_web_it_is_said_where_the_file_lies() -> None:
    message = Message(
        (Line("timeline.sent.photo", {"who": "Maya"}),),
        card=card_of(Evidence(EvidenceKind.PHOTO, "x", "telegram")),
    )
    now = datetime.now(UTC)
    parcel = Parcel("k", Address("web", room="staff"), Lane.ALERT, "relayed", "case:1", message, "en", now)
    entry = parcel_entry(parcel, now, render)
    assert entry["lines"] == ["Maya sent a picture", "It lies in their chat with us on Telegram."]
    assert entry["card"] is None


# --- fetching


@dataclass
class Shelf:
    """A source that takes its time, or fails."""

    trouble: list[Exception] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    asked: int = 0

    async def fetch(self, reference: str, into: BinaryIO, most: int) -> None:
        self.asked += 1
        await self.gate.wait()
        if self.trouble:
            raise self.trouble.pop(0)
        into.write(reference.encode()[:most])


@dataclass
class Desk:
    shelf: Shelf = field(default_factory=Shelf)
    clock: SetClock = field(default_factory=SetClock)

    def __post_init__(self) -> None:
        self.fetcher = EvidenceFetcher(self.clock, {"shelf": self.shelf})
        message = Message((Line("timeline.took", {"who": "Maya"}),))
        self.parcel = Parcel("p", IN_SLACK, Lane.ALERT, "relayed", "", message, "en", self.clock.now())

    async def content(self, platform: str = "shelf") -> bytes:
        async def read(found: Brought) -> bytes:
            return found.file.read()

        return await self.fetcher.prepared(self.parcel, Evidence(EvidenceKind.FILE, "x", platform), read)


async def test_while_a_file_is_fetched_its_parcel_is_not_ready_and_it_is_fetched_once() -> None:
    desk = Desk()
    for _ in range(2):
        with pytest.raises(NotReady):
            await desk.content()
    desk.shelf.gate.set()
    assert await desk.content() == b"x"
    assert await desk.content() == b"x"
    assert desk.shelf.asked == 1
    await desk.fetcher.close()


async def test_trouble_that_passes_is_tried_again_for_an_hour_and_not_longer() -> None:
    desk = Desk(Shelf([TryLater(9), TryLater(9), TryLater(9)]))
    desk.shelf.gate.set()
    with pytest.raises(NotReady) as first:
        await desk.content()
    assert first.value.after_s == 9
    desk.clock.time += GIVE_UP_AFTER + timedelta(seconds=1)
    with pytest.raises(EvidenceLost, match="unreachable"):
        await desk.content()


async def test_a_defect_of_ours_does_not_keep_the_words_back(caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk(Shelf([ValueError("what Maya said")]))
    desk.shelf.gate.set()
    with pytest.raises(EvidenceLost, match="refused"):
        await desk.content()
    assert "what Maya said" not in caplog.text


async def test_what_lies_on_a_platform_that_was_switched_off_is_unreachable() -> None:
    with pytest.raises(EvidenceLost, match="unreachable"):
        await Desk().content("elsewhere")
