"""One attempt to send a parcel: posted, edited in place, or published as somebody's own page.

The ways to post are tried in order, each only after Slack has clearly refused the one before: with pictures
(twice again, a little later: an uploaded file takes a moment), without them, as text alone.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack import emptying, homes, own_files, readback
from bot.adapters.slack.evidence import SlackEvidence
from bot.adapters.slack.failures import BAD_BLOCKS, CANNOT_EDIT, NO_THREAD, Failure, code_of, failure_of
from bot.adapters.slack.outbound import Payload, metadata, payload
from bot.adapters.slack.pictures import Pictures
from bot.adapters.slack.token import TokenWatch
from bot.adapters.slack.web_api import WebApi
from bot.charts import Charts
from bot.core.effects import BLANKED, Line, Parcel, not_brought, with_line
from bot.core.errors import EvidenceLost, Rejected, SendError, Unknown, Unreachable
from bot.core.evidence import Evidence, evidence_in
from bot.core.own_data import FILE, NOT_SENT, form_in
from bot.core.ports import Fetcher, OwnData, Receipt, Render

FILE_READY_S = (1.0, 2.0)  # how long an uploaded file may take until it can be shown
_CHANNELS_KEPT = 10_000  # direct messages

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Place:
    channel: str  # a person's id opens their direct message
    thread_ts: str | None = None


@dataclass(frozen=True, slots=True)
class _Way:
    payload: Payload
    after_s: float = 0.0


class SlackSender:
    """The Sender half. Receipts are ``CHANNEL/ts``, and ``home`` for somebody's own page."""

    def __init__(
        self,
        api: WebApi,
        token: TokenWatch,
        render: Render,
        charts: Charts | None,
        evidence: SlackEvidence,
        fetcher: Fetcher | None,
        own_data: OwnData | None,
    ) -> None:
        self._api = api
        self._evidence = evidence
        self._fetcher = fetcher
        self._own_data = own_data
        self._token = token
        self._render = render
        self._pictures = Pictures(api, charts, render)
        self._private_channels: OrderedDict[str, str] = OrderedDict()  # by user

    async def send(
        self, parcel: Parcel, target: str | None, recovered: bool, thread: str | None = None
    ) -> Receipt:
        """As the port says. What it raises has nothing secret in it."""
        drawn = self._drawn(parcel)
        try:
            if isinstance(drawn, Payload):
                return await self._sent(parcel, drawn, target, recovered, thread)
            await self._api.client.views_publish(user_id=parcel.address.person, view=drawn)
            return Receipt(homes.HOME)
        except SendError:
            raise
        except Exception as error:  # noqa: BLE001  # whatever the kit raises, its outcome is told apart here
            raise await self._failed(error, parcel) from None

    def _drawn(self, parcel: Parcel) -> Payload | dict[str, object]:
        """What the parcel looks like, a page or a message. Raises Rejected where it cannot be drawn."""
        try:
            if homes.is_home(parcel):
                return homes.home_view(parcel, self._render)
            return payload(parcel, self._render)
        except Exception as defect:  # noqa: BLE001  # ours, and no attempt will change it
            where = "".join(traceback.format_tb(defect.__traceback__))
            _log.error("slack: parcel %s is not drawn: %s\n%s", parcel.id, type(defect).__name__, where)
            raise Rejected("it cannot be drawn") from None

    async def _sent(
        self, parcel: Parcel, bare: Payload, target: str | None, recovered: bool, thread: str | None
    ) -> Receipt:
        if parcel.purpose == BLANKED:
            return await self._emptied(parcel, target or "", bare)
        if target is not None and (edited := await self._edited(target, bare)) is not None:
            return edited
        place = _place(parcel, thread)
        receipt = await self._found(parcel, place) if recovered else None
        if receipt is None:
            receipt = await self._sent_anew(parcel, place, bare)
        if (parcel.message.card or {}).get("type") == "farewell" and parcel.address.room:
            await self._leave(parcel.address.room)
        return receipt

    async def _sent_anew(self, parcel: Parcel, place: _Place, bare: Payload) -> Receipt:
        card = parcel.message.card
        if (evidence := evidence_in(card)) is not None:
            return await self._brought(parcel, evidence, place, bare)
        if (form := form_in(card)) is not None:
            return await self._given_out(parcel, form, place, bare)
        return await self._posted(parcel, place, bare)

    # -- posting

    async def _posted(self, parcel: Parcel, place: _Place, bare: Payload) -> Receipt:
        ways = await self._ways(parcel, bare)
        for way in ways[:-1]:
            try:
                return await self._post(parcel, place, way)
            except SlackApiError as refused:
                if code_of(refused) not in BAD_BLOCKS:
                    raise
                _log.warning("slack: parcel %s is posted more plainly: %s", parcel.id, code_of(refused))
        return await self._post(parcel, place, ways[-1])

    async def _ways(self, parcel: Parcel, bare: Payload) -> Sequence[_Way]:
        pictures = await self._pictures.of(parcel)
        plainer = [_Way(bare), _Way(bare.as_text)]
        if not pictures:
            return plainer
        full = payload(parcel, self._render, pictures)
        return [_Way(full), *(_Way(full, after_s) for after_s in FILE_READY_S), *plainer]

    async def _post(self, parcel: Parcel, place: _Place, way: _Way) -> Receipt:
        await asyncio.sleep(way.after_s)
        try:
            return await self._post_once(parcel, place, way.payload)
        except SlackApiError as refused:
            if place.thread_ts is None or code_of(refused) not in NO_THREAD:
                raise
        _log.warning("slack: parcel %s is posted beside its thread, which is gone", parcel.id)
        return await self._post_once(parcel, _Place(place.channel), way.payload)

    async def _post_once(self, parcel: Parcel, place: _Place, what: Payload) -> Receipt:
        answer = await self._api.client.chat_postMessage(
            channel=place.channel,
            text=what.text,
            blocks=list(what.blocks) or None,
            thread_ts=place.thread_ts,
            metadata=metadata(parcel.id),
            unfurl_links=False,
            unfurl_media=False,
        )
        return Receipt(f"{answer['channel']}/{answer['ts']}")

    # -- evidence

    async def _brought(self, parcel: Parcel, evidence: Evidence, place: _Place, bare: Payload) -> Receipt:
        """Share the file with its words; the words alone, and where it lies, where it cannot be had."""
        channel = place.channel
        if channel == parcel.address.person:
            channel = await self._private_channel(self._api.client, channel)
        try:
            if self._fetcher is None:
                raise EvidenceLost("unreachable")
            upload = partial(self._evidence.upload, evidence=evidence, parcel=parcel, alt=bare.words.strip())
            file_id = await self._fetcher.prepared(parcel, evidence, upload)
        except EvidenceLost as lost:
            _log.warning("slack: parcel %s goes without its file: %s", parcel.id, lost.why)
            told = with_line(parcel, not_brought(evidence, lost.why))
            return await self._posted(told, place, payload(told, self._render))
        title = self._render(Line(f"evidence.title.{evidence.kind}"), parcel.language)
        await self._evidence.share(file_id, title, bare.as_text.text, channel, place.thread_ts)
        self._fetcher.forget(parcel)
        return Receipt(f"{channel}/{file_id}")

    # -- what somebody wished away

    async def _emptied(self, parcel: Parcel, target: str, bare: Payload) -> Receipt:
        """The message says this from now on, its pictures beside it; a file goes. Nothing is posted."""
        channel, _, name = target.partition("/")
        if emptying.is_file(name):
            await emptying.file_taken_away(self._api.client, name)
            return Receipt(target)
        for way in await self._ways(parcel, bare):
            await asyncio.sleep(way.after_s)
            try:
                await self._update(channel, name, way.payload)
            except SlackApiError as refused:
                if code_of(refused) in BAD_BLOCKS:
                    continue
                if code_of(refused) not in CANNOT_EDIT:
                    raise
                break
            else:
                return Receipt(target)
        await emptying.message_taken_away(self._api.client, channel, name)
        return Receipt(target)

    # -- what is held of them

    async def _given_out(self, parcel: Parcel, form: str, place: _Place, bare: Payload) -> Receipt:
        """Share the file with its words; the words alone where there is nothing to share."""
        channel = await self._private_channel(self._api.client, parcel.address.person)
        file_id = await own_files.uploaded(self._evidence, self._own_data, parcel, form)
        if file_id is None:
            told = with_line(parcel, NOT_SENT)
            return await self._posted(told, place, payload(told, self._render))
        await self._evidence.share(file_id, f"{FILE}.{form}", bare.as_text.text, channel, None)
        return Receipt(f"{channel}/{file_id}")

    # -- editing

    async def _edited(self, target: str, what: Payload) -> Receipt | None:
        """None where the message cannot be edited any more: it is posted anew."""
        channel, _, ts = target.partition("/")
        try:
            try:
                await self._update(channel, ts, what)
            except SlackApiError as refused:
                if code_of(refused) not in BAD_BLOCKS:
                    raise
                await self._update(channel, ts, what.as_text)
        except SlackApiError as refused:
            if code_of(refused) not in CANNOT_EDIT:
                raise
            return None
        return Receipt(target)

    async def _update(self, channel: str, ts: str, what: Payload) -> None:
        # An empty list takes the blocks away; leaving them out would keep the old ones. The metadata stays.
        await self._api.client.chat_update(channel=channel, ts=ts, text=what.text, blocks=list(what.blocks))

    # -- finding again

    async def _found(self, parcel: Parcel, place: _Place) -> Receipt | None:
        """The receipt of what an earlier attempt has brought. Raises Unknown where that cannot be read."""
        try:
            client = self._api.client
            channel = place.channel
            if channel == parcel.address.person:
                channel = await self._private_channel(client, channel)
            ts = await readback.find(client, parcel.id, channel, place.thread_ts, parcel.not_before)
        except Exception as error:  # noqa: BLE001  # as long as it is not read, it is not known
            failure = failure_of(error, parcel.address)
            self._tell(failure, parcel)
            raise Unknown("whether it arrived could not be read back") from None
        return None if ts is None else Receipt(f"{channel}/{ts}")

    async def _private_channel(self, client: AsyncWebClient, user: str) -> str:
        known = self._private_channels.get(user)
        if known is None:
            answer = await client.conversations_open(users=user)
            known = self._private_channels[user] = str(answer["channel"]["id"])
            if len(self._private_channels) > _CHANNELS_KEPT:
                self._private_channels.popitem(last=False)
        return known

    # -- what else

    async def _leave(self, room: str) -> None:
        try:
            await self._api.client.conversations_leave(channel=room)
        except Exception as error:  # noqa: BLE001  # the word is said, and that is what was promised
            code = code_of(error) if isinstance(error, SlackApiError) else type(error).__name__
            _log.warning("slack: room %s was not left (%s): write /remove @bot there", room, code)

    async def _failed(self, error: Exception, parcel: Parcel) -> SendError:
        failure = failure_of(error, parcel.address)
        if failure.code == "account_inactive" and await self._is_about_the_person(parcel):
            return Unreachable("this person cannot be written to")
        self._tell(failure, parcel)
        return failure.error

    async def _is_about_the_person(self, parcel: Parcel) -> bool:
        """The same code stands for a bot that was removed and, it is said, for a person who was."""
        if parcel.address.room:
            return False
        try:
            return await self._token.stands()
        except Exception:  # noqa: BLE001  # not known: then nobody is called unreachable
            return False

    def _tell(self, failure: Failure, parcel: Parcel) -> None:
        if failure.token:
            self._token.doubt(failure.code)
        where = f"room {parcel.address.room}" if parcel.address.room else "a direct message"
        level = logging.ERROR if failure.remedy else logging.WARNING
        remedy = f": {failure.remedy}" if failure.remedy else ""
        _log.log(level, "slack: parcel %s to %s: %s%s", parcel.id, where, failure.code, remedy)


def _place(parcel: Parcel, thread: str | None) -> _Place:
    """Where a parcel goes; a thread is where its first message is."""
    channel, _, ts = (thread or "").partition("/")
    if channel and ts:
        return _Place(channel, ts)
    return _Place(parcel.address.room or parcel.address.person)
