"""python-telegram-bot as a client: what Telegram answers, as a result or as one of two errors.

The library puts what it could not read into logs and messages, and somebody's words with it; here neither
holds more than a status and Telegram's own description of a refusal.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, TypeVar

from telegram import Bot, InputFile
from telegram.error import TelegramError
from telegram.request import BaseRequest, HTTPXRequest, RequestData

# The library has no public way to call a method and get its result as it came.
from telegram.request._requestparameter import RequestParameter

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")

_CONNECT_S = 4.0
_READ_S = 8.0
_WRITE_S = 4.0
_UPLOAD_S = 8.0
_POOL_S = 2.0
_CONNECTIONS = 256
_POLLING_CONNECTIONS = 2
_T = TypeVar("_T")
_CHATTY = ("telegram", "httpx", "httpcore")  # below WARNING they print addresses with the token, and words


class Refused(TelegramError):
    """Telegram said no: its status, its description, and what it asks for instead.

    ``moved_to`` is the id of the supergroup that a group has become.
    """

    def __init__(
        self,
        status: int,
        description: str,
        retry_after_s: float | None = None,
        moved_to: str | None = None,
    ) -> None:
        super().__init__(f"refused with {status}")
        self.status = status
        self.description = description
        self.retry_after_s = retry_after_s
        self.moved_to = moved_to


class Garbled(TelegramError):
    """What came back was not Telegram's: a broken answer, or somebody in between."""

    def __init__(self, status: int) -> None:
        super().__init__(f"an answer that cannot be read, with {status}")
        self.status = status


class Request(HTTPXRequest):
    """The library's transport, with errors that quote nobody."""

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """The answer, as far as it is a success. Raises Refused, Garbled, NetworkError."""
        status, payload = await super().do_request(*args, **kwargs)
        if 200 <= status < 300:
            return status, payload
        raise refusal(status, payload)

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """A success's answer. Raises Garbled where there is no result in it."""
        answer = _object(payload)
        if answer is None or "result" not in answer:
            raise Garbled(200)
        return answer


def refusal(status: int, payload: bytes) -> Refused | Garbled:
    """The error that an answer other than a success is."""
    answer = _object(payload)
    description = answer.get("description") if answer else None
    if answer is None or not isinstance(description, str):
        return Garbled(status)
    parameters = answer.get("parameters")
    if not isinstance(parameters, dict):
        parameters = {}
    wait, moved = parameters.get("retry_after"), parameters.get("migrate_to_chat_id")
    return Refused(
        status,
        description,
        float(wait) if isinstance(wait, int | float) and 0 <= wait < 1e9 else None,
        str(moved) if isinstance(moved, int) and abs(moved) < 1 << 63 else None,
    )


def _object(payload: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(payload.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


class Client:
    """A ``Bot`` for everything but updates, and a connection of its own for those.

    Nothing is asked of Telegram before the first call: it may be unreachable when we start. ``request`` is
    a transport to use for everything instead.
    """

    def __init__(self, token: str, api_base_url: str, request: BaseRequest | None = None) -> None:
        hush()
        self._url = f"{api_base_url.rstrip('/')}/bot{token}"
        self._files_url = f"{api_base_url.rstrip('/')}/file/bot{token}"
        self._polling = request or _request(_POLLING_CONNECTIONS)
        self._request = request or _request(_CONNECTIONS)
        self.api = Bot(
            token,
            base_url=f"{api_base_url.rstrip('/')}/bot",
            base_file_url=f"{api_base_url.rstrip('/')}/file/bot",
            request=self._request,
            get_updates_request=self._polling,
        )

    async def updates(
        self, offset: int | None, wait_s: int, spare_s: float, allowed: Sequence[str]
    ) -> object:
        """What getUpdates answers, as it came; asking waits ``wait_s`` and bears ``spare_s`` more."""
        parameters: dict[str, object] = {"timeout": wait_s, "limit": 100, "allowed_updates": list(allowed)}
        if offset is not None:
            parameters["offset"] = offset
        data = _data(parameters)
        return await self._polling.post(f"{self._url}/getUpdates", data, read_timeout=wait_s + spare_s)

    async def call(self, method: str, parameters: Mapping[str, object]) -> object:
        """The result of a method as it came. Raises TelegramError."""
        return await self._request.post(f"{self._url}/{method}", _data(parameters))

    async def post(self, method: str, parameters: Mapping[str, object]) -> str:
        """Send a message; its id. Raises TelegramError."""
        return _message_id(await self.call(method, parameters))

    async def upload(
        self, method: str, parameters: Mapping[str, object], name: str, content: bytes, filename: str
    ) -> str:
        """Send a message with a file as the parameter ``name``; its id. Raises TelegramError."""
        given = [RequestParameter(key, value, None) for key, value in parameters.items()]
        file = RequestParameter(name, None, [InputFile(content, filename)])
        return _message_id(await self._request.post(f"{self._url}/{method}", RequestData([*given, file])))

    def file_url(self, path: str) -> str:
        """Where a file is to be had that getFile has told of. It has the token in it."""
        return f"{self._files_url}/{path}"

    async def close(self) -> None:
        """Close every connection."""
        await self._polling.shutdown()
        await self._request.shutdown()


def _message_id(message: object) -> str:
    id = message.get("message_id") if isinstance(message, dict) else None
    if not isinstance(id, int):
        raise Garbled(200)
    return str(id)


def _data(parameters: Mapping[str, object]) -> RequestData:
    return RequestData([RequestParameter(name, value, None) for name, value in parameters.items()])


async def sure(call: Awaitable[_T]) -> _T:
    """The result of a call. Raises Garbled, too, where the library stumbles over a result."""
    try:
        return await call
    except TelegramError:
        raise
    except Exception:  # noqa: BLE001  # it reads a result without looking whether it is one
        raise Garbled(200) from None


def pause_s(failures: int, first_s: float, longest_s: float) -> float:
    """How long to wait after this many failures before the one just now: twice as long each time."""
    return min(first_s * 2.0 ** min(failures, 30), longest_s)


def hush() -> None:
    """Keep the libraries' debugging output to themselves, whatever the root logger lets through."""
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


def _request(connections: int) -> Request:
    return Request(
        connection_pool_size=connections,
        connect_timeout=_CONNECT_S,
        read_timeout=_READ_S,
        write_timeout=_WRITE_S,
        media_write_timeout=_UPLOAD_S,
        pool_timeout=_POOL_S,
    )
