"""Values out of payloads, none of them trusted: what is missing or odd raises UnreadableEvent. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.core.errors import UnreadableEvent

Json = Mapping[str, object]

ID = re.compile(r"[A-Za-z0-9]{1,64}")
TS = re.compile(r"\d{1,20}\.\d{1,20}")
TOKEN = re.compile(r"[A-Za-z0-9._-]{1,255}")  # a trigger's id, or an event's


def mapping(value: object) -> Json:
    if not isinstance(value, Mapping):
        raise UnreadableEvent("an object is missing")
    return value


def member(holder: Json, name: str) -> Json:
    """The object of this name."""
    value = holder.get(name)
    if not isinstance(value, Mapping):
        raise UnreadableEvent(f"{name} is missing")
    return value


def matching(holder: Json, name: str, pattern: re.Pattern[str]) -> str:
    """The text of this name, which must look like this."""
    value = holder.get(name)
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise UnreadableEvent(f"{name} is missing or odd")
    return value


def text(holder: Json, name: str) -> str:
    """The words of this name, clean; none where there are none."""
    value = holder.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise UnreadableEvent(f"{name} is no text")
    return clean(value)


def listed(value: object) -> list[object]:
    """The list, or an empty one for anything else."""
    return value if isinstance(value, list) else []


def clean(words: str) -> str:
    """Without what no database keeps: NUL characters and halves of surrogate pairs."""
    return words.replace("\x00", "").encode("utf-8", "ignore").decode()
