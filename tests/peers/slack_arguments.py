"""What a Web API request says: its parameters however they are sent, and whether the method knows them."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Mapping

from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from tests.peers.slack_state import ApiError, Json

_STAMP = re.compile(r"\d{10}\.\d{6}")
_STAMPS = frozenset({"ts", "thread_ts"})
_JSON = frozenset({"blocks", "attachments", "view", "metadata", "files", "channel_ids"})
_TRUTHS = {"1": True, "true": True, "0": False, "false": False}
# Required beyond what the client's signature requires.
_ALSO = {"conversations.open": ("users",), "views.open": ("trigger_id",), "views.push": ("trigger_id",)}
_NOT = {"apps.connections.open": ("app_token",)}


def signature_of(method: str) -> Mapping[str, inspect.Parameter] | None:
    """The parameters of the SDK's method of this name, or None where there is none."""
    function = getattr(AsyncWebClient, method.replace(".", "_"), None)
    if function is None:
        return None
    named = inspect.signature(function).parameters.items()
    skipped = ("self", "kwargs", *_NOT.get(method, ()))
    return {name: parameter for name, parameter in named if name not in skipped}


async def parameters_of(request: web.Request) -> Json:
    """Query, form and JSON body together; what is JSON inside a form is read."""
    found: Json = dict(request.query)
    if request.method == "POST" and request.can_read_body:
        if request.content_type == "application/json":
            try:
                body = await request.json()
            except ValueError:
                raise ApiError("invalid_json", bug=True) from None
            if not isinstance(body, dict):
                raise ApiError("json_not_object", bug=True)
            found.update(body)
        elif request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
            found.update(await request.post())
        else:
            raise ApiError("invalid_post_type", bug=True)
    for name in _JSON & found.keys():
        if isinstance(found[name], str):
            try:
                found[name] = json.loads(found[name])
            except ValueError:
                raise ApiError(f"invalid_{name}_format", bug=True) from None
    return found


def token_of(request: web.Request, parameters: Json) -> str:
    header = request.headers.get("Authorization", "")
    return header.removeprefix("Bearer ").strip() or str(parameters.get("token", ""))


def check_arguments(method: str, given: Json) -> Json:
    """The arguments with their booleans and numbers read. Raises ApiError("invalid_arguments")."""
    known = signature_of(method) or {}
    problems = [f"no such argument: {name}" for name in given.keys() - known.keys() - {"token"}]
    required = [name for name, one in known.items() if one.default is inspect.Parameter.empty]
    needed = (*required, *_ALSO.get(method, ()))
    problems += [f"missing required field: {name}" for name in needed if given.get(name) in (None, "")]
    read: Json = {}
    for name, value in given.items():
        if name != "token" and name in known and value is not None:
            read[name] = _read(name, value, str(known[name].annotation), problems)
    if problems:
        raise ApiError("invalid_arguments", bug=True, messages=[f"[ERROR] {one}" for one in problems])
    return read


def _read(name: str, value: object, kind: str, problems: list[str]) -> object:
    if "bool" in kind:
        value = _TRUTHS.get(str(value).lower(), value)
        if not isinstance(value, bool):
            problems.append(f"must be a boolean: {name}")
    elif "int" in kind:
        if not str(value).isdigit():
            problems.append(f"must be a number: {name}")
            return value
        return int(str(value))
    elif name not in _JSON and not isinstance(value, str):
        problems.append(f"must be a string: {name}")
    elif name in _STAMPS and not _STAMP.fullmatch(str(value)):
        problems.append(f"must be a timestamp: {name}")
    return value
