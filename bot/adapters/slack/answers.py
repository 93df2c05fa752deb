"""What somebody is told at once about what they did: a form, a line for them alone, a problem in their form.

Only what must be in the acknowledgement itself is; the rest goes by a task of its own, and may be lost.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field

from slack_sdk.errors import SlackApiError

from bot.adapters.slack import forms, outbound
from bot.adapters.slack.failures import code_of
from bot.adapters.slack.outbound import Payload
from bot.adapters.slack.people import NOBODY, Person
from bot.adapters.slack.web_api import WebApi
from bot.core.effects import Line
from bot.core.ports import Render
from bot.texts.cards import rendered
from bot.texts.cutting import cut

Json = Mapping[str, object]

ERROR = 2000  # characters of a problem shown in a form
_CLOSING_S = 2.0
_SEEN = 1024  # events
_MANY = 512  # under way; what comes then is left out

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WayBack:
    """How somebody can be told something. ``kind`` is the payload's type, or "command"."""

    kind: str
    user: str = ""
    channel: str = ""
    thread_ts: str | None = None
    trigger_id: str | None = None
    response_url: str | None = None
    first_block: str | None = None
    filled: Mapping[str, str] = field(default_factory=dict)
    language: str | None = None


def way_back(body: Json) -> WayBack:
    """Read without trust: whatever is not there is left out."""
    view, container, actions = body.get("view"), _inner(body, "container"), body.get("actions")
    event = _inner(body, "event")
    origin = forms.origin_in(view) if isinstance(view, Mapping) else None
    action = actions[0] if isinstance(actions, list) and actions else None
    action_id = action.get("action_id") if isinstance(action, Mapping) else None
    channel = _inner(body, "channel").get("id") or body.get("channel_id") or event.get("channel")
    user = _inner(body, "user").get("id") or body.get("user_id")
    user = user or event.get("user") or _inner(event, "message").get("user")
    hint = outbound.language_in(action_id) if isinstance(action_id, str) else None
    return WayBack(
        kind="command" if "command" in body else str(body.get("type")),
        user=_word(user) or "",
        channel=_word(channel) or (origin.channel if origin else ""),
        thread_ts=_word(container.get("thread_ts") or event.get("thread_ts")),
        trigger_id=_word(body.get("trigger_id")),
        response_url=_word(body.get("response_url")),
        first_block=forms.first_block(view) if isinstance(view, Mapping) else None,
        filled=forms.fields_in(view) if isinstance(view, Mapping) else {},
        language=hint or (origin.language if origin else None),
    )


class Answers:
    """Turns the committed reply into the acknowledgement's body, and sees to the rest."""

    def __init__(self, api: WebApi, render: Render, languages: Sequence[str]) -> None:
        self._api = api
        self._render = render
        self._languages = tuple(languages) or ("en",)
        self._tasks: set[asyncio.Task[None]] = set()
        self._seen: OrderedDict[str, None] = OrderedDict()

    def acknowledgement(
        self, key: str, reply: Json, back: WayBack, person: Person = NOBODY
    ) -> dict[str, object] | None:
        """The body of the acknowledgement of the event with this key, None for an empty one."""
        if back.kind == "event_callback" and not self._is_new(key):
            return None
        language = self._language(back, person)
        words = self._words(reply, language)
        form = reply.get("form")
        if isinstance(form, Mapping) and back.kind == "view_submission":
            # What stood empty is filled where there is a suggestion for it.
            typed = {name: text for name, text in back.filled.items() if text}
            anew = forms.modal(form, back.channel, language, self._render, note=words, filled=typed)
            return {"response_action": "update", "view": anew}
        if isinstance(form, Mapping):
            opening = self._open if back.trigger_id else self._offer
            self._spawn(opening(form, back, language))
            return None
        if not words:
            return None
        if back.kind == "command":
            notice = outbound.notice(words)
            return {"response_type": "ephemeral", "text": notice.text, "blocks": list(notice.blocks)}
        if back.kind == "view_submission" and reply.get("ok") is False and back.first_block:
            return {"response_action": "errors", "errors": {back.first_block: cut(words, ERROR)}}
        self._spawn(self._tell(outbound.notice(words), back))
        return None

    def fill(self, filling: forms.Filling) -> None:
        """Show a form once more, with an input that was filled."""
        self._spawn(self._fill(filling))

    async def close(self) -> None:
        """Give what is under way a moment, then drop it."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=_CLOSING_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _is_new(self, key: str) -> bool:
        """Slack tells twice of a message that mentions us; its writer is told something once."""
        if key in self._seen:
            return False
        self._seen[key] = None
        if len(self._seen) > _SEEN:
            self._seen.popitem(last=False)
        return True

    def _language(self, back: WayBack, person: Person) -> str:
        for language in (back.language, person.language):
            if language in self._languages:
                return language
        return self._languages[0]

    def _words(self, reply: Json, language: str) -> str:
        text = rendered(reply.get("text"), language, self._render)
        return text if isinstance(text, str) else ""

    def _spawn(self, work: Coroutine[object, object, None]) -> None:
        if len(self._tasks) >= _MANY:
            work.close()
            return
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _open(self, form: Json, back: WayBack, language: str) -> None:
        """Within three seconds of the press; after that its trigger is void, and pressing again helps."""
        try:
            view = forms.modal(form, back.channel, language, self._render)
            await self._api.client.views_open(trigger_id=back.trigger_id, view=view)
        except Exception as error:  # noqa: BLE001  # a task of its own: nobody else would see it
            _log.warning("slack: a form was not opened: %s", _what(error))
            await self._tell(outbound.notice(self._render(Line("slack.form_gone"), language)), back)

    async def _fill(self, filling: forms.Filling) -> None:
        """What is lost is a press: whoever made it sees so, and presses again."""
        try:
            view_id, version = filling.view_id, filling.version
            await self._api.client.views_update(view_id=view_id, hash=version, view=filling.view)
        except Exception as error:  # noqa: BLE001  # a task of its own: nobody else would see it
            _log.warning("slack: a form was not filled: %s", _what(error))

    async def _offer(self, form: Json, back: WayBack, language: str) -> None:
        """What was written opens nothing: a button for the writer alone does, when it is pressed."""
        title = str(rendered(form.get("title"), language, self._render))
        await self._tell(outbound.offer(title, str(form.get("data")), language), back)

    async def _tell(self, notice: Payload, back: WayBack) -> None:
        """Say something to the person alone."""
        try:
            if back.response_url:
                body = {"response_type": "ephemeral", "replace_original": False, "text": notice.text}
                body |= {"blocks": list(notice.blocks)}
                async with self._api.session.post(back.response_url, json=body) as answer:
                    if answer.status != 200:
                        _log.warning("slack: a line to one person was refused: HTTP %d", answer.status)
                return
            client = self._api.client
            channel = back.channel
            if not channel:
                opened = await client.conversations_open(users=back.user)
                channel = str(opened["channel"]["id"])
            await client.chat_postEphemeral(
                channel=channel,
                user=back.user,
                text=notice.text,
                blocks=list(notice.blocks),
                thread_ts=back.thread_ts,
            )
        except Exception as error:  # noqa: BLE001  # a task of its own: nobody else would see it
            _log.warning("slack: a line to one person was not said: %s", _what(error))


def _what(error: Exception) -> str:
    """Slack's code or the error's kind: its own words may quote what was sent."""
    return (code_of(error) if isinstance(error, SlackApiError) else "") or type(error).__name__


def _inner(body: Json, name: str) -> Json:
    value = body.get(name)
    return value if isinstance(value, Mapping) else {}


def _word(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
