"""The one middleware in front of everything: a payload is delivered first and acknowledged after.

Nothing is left to listeners, so nothing stays unacknowledged: what means nothing to us is acknowledged as it
is, and what could not be stored is not acknowledged at all (503 over HTTP, silence over a socket), so that
Slack brings it again. Nothing is dropped because it is a repetition: the inbox key tells.
"""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime

from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.adapters.slack import forms
from bot.adapters.slack.answers import Answers, way_back
from bot.adapters.slack.inbound import (
    Ours,
    SlackEvent,
    event_type_of,
    own_user_in,
    parse,
    unreadable,
    workspace_of,
)
from bot.adapters.slack.people import NOBODY, People, Person
from bot.adapters.slack.token import TokenWatch
from bot.core.errors import Crowded, StorageUnavailable
from bot.core.events import ButtonPressed, CommandGiven, FormSubmitted, MessageReceived
from bot.core.ports import Clock, Deliver

TAKEN = 200
NOT_TAKEN = 503

_TOKEN_GONE = frozenset({"tokens_revoked", "app_uninstalled"})
_ODD_CHANGE = "the request's shape cannot be read"

_log = logging.getLogger(__name__)


class Intake(AsyncMiddleware):
    """Delivers every payload of our workspace."""

    def __init__(
        self,
        *,
        workspace: str,
        command: str,
        deliver: Deliver,
        clock: Clock,
        people: People,
        token: TokenWatch,
        answers: Answers,
    ) -> None:
        self._workspace = workspace
        self._command = command
        self._deliver = deliver
        self._clock = clock
        self._people = people
        self._token = token
        self._answers = answers
        self._strangers: set[str] = set()
        self.last_event_at: datetime | None = None

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002  # bolt's signature, as is `next`
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: ARG002
    ) -> BoltResponse:
        return await self.take(req.body)

    async def take(self, body: Mapping[str, object]) -> BoltResponse:
        """Deliver one payload; the response is the acknowledgement, or says that there is none."""
        self.last_event_at = self._clock.now()
        if self._is_strange(body):
            return BoltResponse(status=TAKEN, body="")
        if event_type_of(body) in _TOKEN_GONE:
            self._token.doubt(event_type_of(body))
            return BoltResponse(status=TAKEN, body="")
        filling = forms.filling(body)
        if filling is not None:  # nothing is decided by it: only its own form changes
            self._answers.fill(filling)
            return BoltResponse(status=TAKEN, body="")
        event = parse(body, self._ours(body), self.last_event_at)
        if event is None:
            return BoltResponse(status=TAKEN, body="")
        person = await self._person(event)
        reply = await self._delivered(_introduced(event, person, body))
        if reply is None:
            return BoltResponse(status=NOT_TAKEN, body="")
        answer = self._answers.acknowledgement(event.key, reply, way_back(body), person)
        return BoltResponse(status=TAKEN, body=answer or "")

    async def read_again(self, raw: str) -> None:
        """Take what could not be read when it came. Raises ValueError, or StorageUnavailable."""
        body = json.loads(raw)
        if not isinstance(body, dict):
            raise ValueError("no payload")
        if (await self.take(body)).status != TAKEN:
            raise StorageUnavailable("not taken")

    async def take_unreadable(self, raw: str) -> int:
        """Something authentic that not even its frame can be read of; the HTTP status to answer."""
        now = self._clock.now()
        reply = await self._delivered(unreadable(raw, _ODD_CHANGE, now))
        return NOT_TAKEN if reply is None else TAKEN

    async def _delivered(self, event: SlackEvent) -> Mapping[str, object] | None:
        try:
            return await self._deliver(event)
        except Crowded:  # the dispatcher says so, and not of each
            return None
        except StorageUnavailable:
            _log.warning("slack: %s was not taken: the storage is unavailable", event.key)
        except Exception as error:  # noqa: BLE001  # whatever it was, it is logged and not acknowledged
            # Without the error's own words: they may quote somebody.
            where = "".join(traceback.format_tb(error.__traceback__))
            _log.error("slack: %s was not taken: %s\n%s", event.key, type(error).__name__, where)
        return None

    def _ours(self, body: Mapping[str, object]) -> Ours:
        bot_user = self._token.bot_user or own_user_in(body)
        return Ours(self._workspace, bot_user, self._command, self._people.names)

    def _is_strange(self, body: Mapping[str, object]) -> bool:
        """Whether this comes from another workspace: said once for each."""
        workspace = workspace_of(body)
        if workspace in ("", self._workspace):
            return False
        if workspace not in self._strangers and len(self._strangers) < 100:
            self._strangers.add(workspace)
            _log.warning(
                "slack: events of workspace %s are passed over: [slack] workspace is %s",
                json.dumps(workspace),
                self._workspace,
            )
        return True

    async def _person(self, event: SlackEvent) -> Person:
        match event:
            case MessageReceived() | CommandGiven() | ButtonPressed() | FormSubmitted():
                return await self._people.person(event.address.person)
            case _:
                return NOBODY


def _introduced(event: SlackEvent, person: Person, body: Mapping[str, object]) -> SlackEvent:
    """The event with the name, and where it has a place for it the language, of who sent it."""
    match event:
        case MessageReceived() | CommandGiven():
            name = person.name or _name_in(body)
            return replace(event, sender_name=name, language=person.language)
        case ButtonPressed() | FormSubmitted():
            return replace(event, sender_name=person.name or _name_in(body))
        case _:
            return event


def _name_in(body: Mapping[str, object]) -> str | None:
    """The handle that interactions carry."""
    user = body.get("user")
    found = (user.get("name") or user.get("username")) if isinstance(user, Mapping) else body.get("user_name")
    return found.replace("\x00", "") if isinstance(found, str) and found else None
