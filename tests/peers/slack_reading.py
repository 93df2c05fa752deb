"""What blocks say: to a reader, to whoever presses something in them, to whoever is called by them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.peers.slack_state import Json

RUN_KEYS = {
    "text": {"text"},
    "link": {"url", "text", "unsafe"},
    "emoji": {"name", "unicode", "skin_tone"},
    "user": {"user_id"},
    "usergroup": {"usergroup_id"},
    "channel": {"channel_id"},
    "broadcast": {"range"},
    "color": {"value"},
    "date": {"timestamp", "format", "url", "fallback"},
}
RICH: dict[str, set[str]] = {
    "rich_text": {"rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"},
    "rich_text_section": set(RUN_KEYS),
    "rich_text_quote": set(RUN_KEYS),
    "rich_text_preformatted": {"text", "link"},
    "rich_text_list": {"rich_text_section"},
}
_PING = re.compile(r"<(?:!(?:channel|here|everyone|subteam\^\w+)|@[UW]\w+)(?:\|[^>]*)?>")


def characters(piece: object) -> int:
    """All characters that the texts of the blocks have together."""
    return sum(len(text) for text, _ in texts_in(piece))


def texts_in(piece: object) -> Iterator[tuple[str, bool]]:
    """Every text that is shown, and whether it is read as markup, in the order of reading."""
    if isinstance(piece, list):
        for part in piece:
            yield from texts_in(part)
    elif isinstance(piece, dict):
        kind, text = piece.get("type"), piece.get("text")
        if isinstance(text, str) and kind in ("mrkdwn", "plain_text", "markdown", "text", "link"):
            yield text, kind in ("mrkdwn", "markdown")
        if isinstance(piece.get("alt_text"), str):
            yield piece["alt_text"], False
        yield from texts_in([part for part in piece.values() if isinstance(part, dict | list)])


def readable(message: Json) -> str:
    """What a reader sees of a message: its blocks' words line by line, else its text, entities undone."""
    lines = [*_lines(message.get("blocks"))]
    return "\n".join(lines) if lines else _unescaped(str(message.get("text", "")))


def _lines(piece: object) -> Iterator[str]:
    if isinstance(piece, list):
        for part in piece:
            yield from _lines(part)
    elif isinstance(piece, dict):
        kind = piece.get("type")
        if kind in RICH and kind not in ("rich_text", "rich_text_list"):
            yield "".join(_run_text(element) for element in piece["elements"])
        elif isinstance(piece.get("text"), str) and kind in ("mrkdwn", "plain_text", "markdown"):
            yield _unescaped(piece["text"]) if kind == "mrkdwn" else piece["text"]
        else:
            yield from [piece["alt_text"]] if isinstance(piece.get("alt_text"), str) else []
            yield from _lines([part for part in piece.values() if isinstance(part, dict | list)])


def _run_text(element: Json) -> str:
    if element["type"] == "emoji" and "unicode" in element:
        return "".join(chr(int(code, 16)) for code in element["unicode"].split("-"))
    named = (element.get(name) for name in ("text", "url", "name", "user_id", "channel_id", "range"))
    return next((str(one) for one in named if one), "")


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def pings_in(parameters: Json) -> list[str]:
    """The mentions in an outgoing message that would call somebody."""
    text = str(parameters.get("text") or parameters.get("initial_comment") or "")
    marked = [text] if parameters.get("mrkdwn", True) else []
    for name in ("blocks", "attachments", "view"):
        marked += [one for one, markup in texts_in(parameters.get(name)) if markup]
    found = [match.group() for one in marked for match in _PING.finditer(one)]
    if parameters.get("link_names") or parameters.get("parse") == "full":
        found += re.findall(r"@(?:channel|here|everyone|\w+)", text)
    return found + list(_rich_pings(parameters.get("blocks")))


def _rich_pings(piece: object) -> Iterator[str]:
    if isinstance(piece, list):
        for part in piece:
            yield from _rich_pings(part)
    elif isinstance(piece, dict):
        if piece.get("type") in ("broadcast", "user", "usergroup") and "elements" not in piece:
            yield str(piece.get("range") or piece.get("user_id") or piece.get("usergroup_id"))
        yield from _rich_pings([part for part in piece.values() if isinstance(part, dict | list)])


def with_names(blocks: Any, number: int) -> list[Json]:
    """The blocks as Slack keeps them: with the ids that were left out."""
    kept: list[Json] = []
    for place, block in enumerate(blocks or []):
        named = {"block_id": f"b{number}-{place}", **block}
        if "elements" in named and named["type"] == "actions":
            named["elements"] = [
                {"action_id": f"a{number}-{place}-{at}", **one} for at, one in enumerate(named["elements"])
            ]
        for name in ("accessory", "element"):
            if name in named and named[name].get("type") != "image":
                named[name] = {"action_id": f"a{number}-{place}", **named[name]}
        kept.append(named)
    return kept


def interactive(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every (block, element) that can be pressed, chosen in or filled in."""
    for block in blocks:
        if block["type"] == "actions":
            for element in block["elements"]:
                yield block, element
        for name in ("accessory", "element"):
            if name in block and block[name].get("type") != "image":
                yield block, block[name]
