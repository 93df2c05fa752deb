"""Telegram's two halves: a long poll or a webhook brings updates in, and parcels go out as messages."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from aiohttp import web
from telegram.error import TelegramError
from telegram.request import BaseRequest

from bot.adapters.telegram import emptying, evidence, failures, own_files, payloads
from bot.adapters.telegram.client import Client, Refused, pause_s, sure
from bot.adapters.telegram.condition import Condition
from bot.adapters.telegram.errands import Errands
from bot.adapters.telegram.following import further_pages, send_rest
from bot.adapters.telegram.inbound import UpdateEvent, moved, query_id, read, unreadable
from bot.adapters.telegram.outbound import Outgoing, Present, drawn, notice
from bot.adapters.telegram.passages import Passage
from bot.adapters.telegram.polling import WAIT_S, Poller
from bot.adapters.telegram.presses import answer
from bot.adapters.telegram.recent import Recent
from bot.adapters.telegram.registration import changed, menus, people_on_telegram, register
from bot.adapters.telegram.rooms import Rooms
from bot.adapters.telegram.webhook import Webhook
from bot.charts import Charts
from bot.core.effects import BLANKED, Parcel, not_brought, with_line
from bot.core.errors import EvidenceLost, Rejected, SendError, StorageUnavailable, TryLater
from bot.core.events import ButtonPressed, CommandGiven, RoomMoved
from bot.core.evidence import evidence_in
from bot.core.identity import Role
from bot.core.own_data import form_in
from bot.core.ports import Clock, Deliver, Fetcher, Health, OwnData, Receipt, Render
from bot.core.settings import Settings

_PRESENT_KEPT = 20  # people in a room
_STORAGE_S = 2.0
_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 60.0
_SEND_S = 15.0  # in all; the courier waits 20 s

_log = logging.getLogger(__name__)


class TelegramAdapter:
    """Brings Telegram's updates in and takes parcels out. ``rooms``, ``managers`` and ``staff`` are offered
    commands, as is whoever ``team`` says has got a role since; who lost theirs is offered a customer's again.

    ``moved`` names the groups that became supergroups: the id that the configuration has → the one of now.
    ``request`` is a transport to talk by instead of HTTP.
    Raises ValueError for webhook mode without ``secret_token`` and ``webhook_url``.
    """

    def __init__(
        self,
        *,
        token: str,
        deliver: Deliver,
        clock: Clock,
        render: Render,
        languages: Sequence[str],
        mode: Literal["polling", "webhook"] = "polling",
        secret_token: str | None = None,
        webhook_url: str | None = None,
        api_base_url: str = "https://api.telegram.org",
        give_up_after_s: float = 60.0,
        charts: Charts | None = None,
        moved: Mapping[str, str] | None = None,
        rooms: Mapping[str, Role] | None = None,
        managers: Sequence[str] = (),
        staff: Sequence[str] = (),
        poll_wait_s: int = WAIT_S,
        request: BaseRequest | None = None,
        fetcher: Fetcher | None = None,
        own_data: OwnData | None = None,
        team: Callable[[], Settings] | None = None,
    ) -> None:
        self._client = Client(token, api_base_url, request)
        self.evidence = evidence.TelegramEvidence(self._client)
        self._fetcher = fetcher
        self._own_data = own_data
        self._condition = Condition(give_up_after_s)
        self._deliver = deliver
        self._clock = clock
        self._render = render
        self._languages = tuple(languages)
        self._charts = charts
        self._names = Rooms(moved)
        self._offered_rooms = dict(rooms or {})
        self._managers = tuple(managers)
        self._staff = tuple(staff)
        self._team = team
        self._offered_to: Settings | None = None
        self._offering = asyncio.Lock()
        self._username: str | None = None
        self._errands = Errands()
        self._told_operator: set[str] = set()  # rooms whose trouble is in the log already
        self._spoken = Recent[str, str]()  # place key → the language last written there
        self._present = Recent[str, tuple[Present, ...]]()  # room → who acted there, the last first
        self._webhook: Webhook | None = None
        self._poller: Poller | None = None
        if mode == "webhook":
            self._webhook = Webhook(self._client, self._condition, self._take, webhook_url, secret_token)
        else:
            self._poller = Poller(self._client, self._condition, self._take, self._bury, poll_wait_s)

    # -- the source ---------------------------------------------------------------------------------

    async def run(self) -> None:
        """Bring updates in until cancelled. Raises PlatformRefused."""
        registering = asyncio.create_task(self._introduce())
        try:
            source = self._webhook or self._poller
            if source is not None:
                await source.run()
        finally:
            registering.cancel()
            await asyncio.gather(registering, return_exceptions=True)

    def health(self) -> Health:
        return self._condition.health()

    def routes(self) -> list[web.AbstractRouteDef]:
        """The webhook's route, in webhook mode."""
        return self._webhook.routes() if self._webhook else []

    async def close(self) -> None:
        """Bring what is under way to an end, and hang up."""
        await self._errands.close()
        await self.evidence.close()
        await self._client.close()
        if self._charts is not None:
            await self._charts.close()

    async def _introduce(self) -> None:
        """Learn our own name, which commands in groups may carry, and offer commands."""
        tries = 0
        while self._username is None:
            try:
                self._username = (await sure(self._client.api.get_me())).username or ""
            except TelegramError:
                await asyncio.sleep(pause_s(tries, _FIRST_PAUSE_S, _LONGEST_PAUSE_S))
                tries += 1
        await self._offer()

    def _offer_anew(self) -> None:
        """Whose roles have changed since we looked last is offered what goes with them now."""
        if self._team is None or self._username is None or (team := self._team()) is self._offered_to:
            return
        self._offered_to = team
        managers, staff = people_on_telegram(team.managers), people_on_telegram(team.staff)
        others = changed(menus({}, self._managers, self._staff), menus({}, managers, staff))
        self._managers, self._staff = managers, staff
        if others:
            self._errands.run(self._offer(others))

    async def _offer(self, only: frozenset[str] | None = None) -> None:
        async with self._offering:  # what was asked for last is what stays
            await register(
                self._client,
                self._render,
                self._languages,
                self._offered_rooms,
                self._managers,
                self._names,
                self._staff,
                only,
            )

    async def _take(self, update: object) -> None:
        """Deliver what an update means, and answer a press. Raises StorageUnavailable."""
        now = self._clock.now()
        event = read(update, now, self._names, self._username or None)
        reply: Mapping[str, object] = {}
        if event is not None:
            if isinstance(event, RoomMoved):
                self._names.move(event.room, event.to)  # at once: what comes next is from there
            if isinstance(event, ButtonPressed | CommandGiven):
                self._remember(event)
            reply = await self._deliver(event)
            self._condition.event(now)
            self._offer_anew()
        query = query_id(update)
        if query is not None and not self._errands.are_many:
            text = notice(reply, self._language_of(event), self._render)
            self._errands.run(answer(self._client, query, text))

    async def read_again(self, raw: str) -> None:
        """Take what could not be read when it came. Raises ValueError where this is no update."""
        await self._take(json.loads(raw))

    async def _bury(self, update: object) -> None:
        """Make a dead letter of an update that cannot be taken."""
        await self._deliver(unreadable(update, self._clock.now(), "could not be handled"))

    def _remember(self, event: ButtonPressed | CommandGiven) -> None:
        """Who acts in a room: a prompt that this brings about opens the reply box for them alone."""
        address = event.address
        if address.room and address.person:
            one = Present(int(address.person), event.sender_name or address.person)
            others = [other for other in self._present.get(address.room) or () if other != one]
            self._present.keep(address.room, (one, *others[: _PRESENT_KEPT - 1]))

    def _language_of(self, event: UpdateEvent | None) -> str:
        """The language of what somebody pressed."""
        spoken = self._spoken.get(event.address.place.key) if isinstance(event, ButtonPressed) else None
        return spoken or self._languages[0]

    # -- the sender ---------------------------------------------------------------------------------

    async def send(
        self,
        parcel: Parcel,
        target: str | None,
        recovered: bool,
        thread: str | None = None,
    ) -> Receipt:
        """One attempt. Raises TryLater, Unreachable, Rejected or Unknown."""
        present = self._present.get(parcel.address.room) or ()
        outgoing = drawn(parcel.message, parcel.language, self._render, present)
        if outgoing.dropped:
            _log.error("telegram: parcel %s: %d buttons do not fit", parcel.id, outgoing.dropped)
        self._spoken.keep(parcel.address.place.key, parcel.language)
        try:
            async with asyncio.timeout(_SEND_S):
                receipt = await self._post_where_it_is(parcel, outgoing, target, thread, recovered)
        except SendError:
            raise
        except Exception as error:  # noqa: BLE001  # whatever the library makes of an answer
            raise self._failed(error, parcel, outgoing) from None
        self._told_operator.discard(parcel.address.room)
        return receipt

    async def _post_where_it_is(
        self, parcel: Parcel, outgoing: Outgoing, target: str | None, thread: str | None, recovered: bool
    ) -> Receipt:
        """Send; and once more where the group has become a supergroup, whose messages have other numbers."""
        chat = self._names.chat(parcel.address)
        try:
            return await self._post(parcel, outgoing, chat, target, thread, recovered)
        except Refused as refused:
            if refused.moved_to is None or not parcel.address.room:
                raise
            to = refused.moved_to
        await self._follow(chat, to)
        return await self._post(parcel, outgoing, to, None, None, recovered)

    async def _post(
        self,
        parcel: Parcel,
        outgoing: Outgoing,
        chat: str,
        target: str | None,
        thread: str | None,
        recovered: bool,
    ) -> Receipt:
        """Edit where that can be done, else send anew; and what belongs to it behind it."""
        chat_id = _number(chat)
        if evidence_in(parcel.message.card) is not None:
            return await self._show(parcel, outgoing, chat_id, thread, recovered)
        if (form := form_in(parcel.message.card)) is not None:
            return Receipt(
                await own_files.sent(
                    self._client, self._own_data, parcel, form, outgoing, chat_id, self._render
                )
            )
        if parcel.purpose == BLANKED:
            await emptying.emptied(self._client, chat_id, target, outgoing)
            return Receipt(target or "")
        if target is not None and outgoing.prompt is None and await self._edited(chat_id, target, outgoing):
            return Receipt(target)
        message = await self._client.post("sendMessage", payloads.new_message(chat_id, outgoing, thread))
        if outgoing.leaves:
            self._errands.run(self._leave(chat))
        pages = await further_pages(self._client, parcel, chat_id, outgoing.passages[1:])
        if pages.left or outgoing.pictures:
            rest = replace(outgoing, passages=(outgoing.passages[0], *pages.left))
            self._errands.run(send_rest(self._client, self._charts, self._render, parcel, chat_id, rest))
        return Receipt(payloads.FOLLOWS.join((message, *pages.names)))

    async def _show(
        self, parcel: Parcel, outgoing: Outgoing, chat_id: int, thread: str | None, recovered: bool
    ) -> Receipt:
        """What somebody sent; the words alone, and where it lies, where it cannot be shown."""
        sent = evidence_in(parcel.message.card)
        assert sent is not None  # noqa: S101  # whoever calls this has looked
        try:
            shown = await evidence.shown(
                self._client, self._fetcher, parcel, sent, outgoing, chat_id, thread, recovered
            )
        except EvidenceLost as lost:
            _log.warning("telegram: parcel %s goes without its file: %s", parcel.id, lost.why)
            told = with_line(parcel, not_brought(sent, lost.why))
            words = drawn(told.message, told.language, self._render)
            message = await self._client.post("sendMessage", payloads.new_message(chat_id, words, thread))
            return Receipt(message)
        if not shown.has_words:
            alone = replace(outgoing, passages=(Passage(""), *outgoing.passages))
            rest = send_rest(self._client, self._charts, self._render, parcel, chat_id, alone)
            self._errands.run(rest)
        return Receipt(shown.message)

    async def _edited(self, chat_id: int, target: str, outgoing: Outgoing) -> bool:
        """Whether the message says it now. False: there is none that could."""
        if not payloads.is_message(first := payloads.first_of(target)):
            return False
        edit = payloads.edited_message(chat_id, int(first), outgoing)
        try:
            await self._client.call("editMessageText", edit)
        except Refused as refused:
            if failures.is_unmodified(refused):
                return True
            if failures.is_uneditable(refused):
                return False
            raise
        return True

    def _failed(self, error: Exception, parcel: Parcel, outgoing: Outgoing) -> SendError:
        """What to raise; what the operator can put right is said, once until it is."""
        room = bool(parcel.address.room)
        if failures.is_token_refused(error):
            self._condition.token_refused()
        meaning = failures.send_error(error, room=room)
        if outgoing.leaves and failures.is_for_the_operator(error):
            self._errands.run(self._leave(self._names.chat(parcel.address)))
            return Rejected("there was no saying farewell")
        if room and failures.is_for_the_operator(error) and parcel.address.room not in self._told_operator:
            self._told_operator.add(parcel.address.room)
            _log.error(
                "telegram: room %s cannot be written to (%s): see that the bot is a member of the group and"
                " may send messages there, and that the id in [rooms] is right. Tried again every minute",
                parcel.address.room,
                failures.described(error),
            )
        elif isinstance(meaning, Rejected):
            _log.error("telegram: parcel %s refused (%s)", parcel.id, failures.described(error))
        return meaning

    async def _follow(self, chat: str, to: str) -> None:
        """The group has become a supergroup: make that known, then go on there."""
        event = moved(chat, to, self._clock.now(), self._names)
        try:
            await self._deliver(event)
        except StorageUnavailable:
            raise TryLater(_STORAGE_S) from None
        self._names.move(event.room, to)

    async def _leave(self, chat: str) -> None:
        try:
            await self._client.api.leave_chat(_number(chat))
        except TelegramError as error:
            _log.warning("telegram: chat %s not left (%s)", chat, failures.described(error))


def _number(chat: str) -> int:
    """The chat's id. An address that names none is the parcel's fault, and no attempt makes it better."""
    try:
        return int(chat)
    except ValueError:
        raise Refused(400, "chat not found") from None
