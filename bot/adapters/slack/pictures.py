"""A digest's charts as files of Slack's: drawn, uploaded, and named in the message."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Mapping

from slack_sdk.errors import SlackApiError

from bot.adapters.slack.failures import code_of
from bot.adapters.slack.outbound import Picture
from bot.adapters.slack.web_api import WebApi
from bot.charts import Charts, spec
from bot.core.effects import Parcel
from bot.core.errors import FeedbackBotError
from bot.core.ports import Render
from bot.texts.cards import charts_of, rendered
from bot.texts.cutting import cut

MOST = 5
IN_TIME_S = 8.0  # all of them: the digest does not wait longer for its pictures
_KEPT = 64  # parcels
_ALT_OF_FILE = 1000  # characters

_log = logging.getLogger(__name__)


class NotUploaded(FeedbackBotError):
    """Slack did not take a file."""


class Pictures:
    """Draws and uploads a parcel's charts once, however often the parcel is tried."""

    def __init__(self, api: WebApi, charts: Charts | None, render: Render) -> None:
        self._api = api
        self._charts = charts
        self._render = render
        self._done: OrderedDict[str, tuple[Picture, ...]] = OrderedDict()

    async def of(self, parcel: Parcel) -> tuple[Picture, ...]:
        """The parcel's pictures; none where they cannot be had, which is logged."""
        found = charts_of(parcel.message.card)[:MOST]
        if not found or self._charts is None:
            return ()
        if parcel.id in self._done:
            return self._done[parcel.id]
        try:
            async with asyncio.timeout(IN_TIME_S):
                pictures = [await self._picture(chart, parcel, self._charts) for chart in found]
        except Exception as error:  # noqa: BLE001  # a chart that cannot be drawn is no reason to say nothing
            code = code_of(error) if isinstance(error, SlackApiError) else ""
            _log.warning(
                "slack: parcel %s goes without pictures: %s", parcel.id, code or type(error).__name__
            )
            return ()
        self._done[parcel.id] = tuple(pictures)
        if len(self._done) > _KEPT:
            self._done.popitem(last=False)
        return self._done[parcel.id]

    async def _picture(self, chart: Mapping[str, object], parcel: Parcel, charts: Charts) -> Picture:
        alt = str(rendered(chart["alt"], parcel.language, self._render))
        png = await charts.png(spec(chart, self._render, parcel.language, dark=False))
        client = self._api.client
        place = await client.files_getUploadURLExternal(
            filename="chart.png", length=len(png), alt_txt=cut(alt, _ALT_OF_FILE)
        )
        file_id = str(place["file_id"])
        async with self._api.session.post(str(place["upload_url"]), data=png) as answer:
            if answer.status != 200:
                raise NotUploaded(str(answer.status))
        await client.files_completeUploadExternal(files=[{"id": file_id, "title": "chart.png"}])
        return Picture(file_id, alt)
