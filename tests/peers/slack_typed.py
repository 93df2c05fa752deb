"""What a person types → what Slack makes of it: entities, names of emoji, links, and the rich text beside."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import regex

from tests.peers.slack_state import Json

# What stands in Slack's own notation in the tests: mentions, channels, links.
_OWN = re.compile(r"<(?:@[UW]\w+|#C\w+|!\w+|https?://[^<>\s]+)(?:\|[^<>]*)?>|https?://[^\s<>]+")
_CLUSTER = regex.compile(r"\X")
_EMOJI = regex.compile(r"\p{Extended_Pictographic}|\p{Regional_Indicator}|\N{COMBINING ENCLOSING KEYCAP}")
_TONES = range(0x1F3FB, 0x1F400)
_NAMES = {"👍": "+1", "👎": "-1", "⭐": "star", "🌟": "star2", "❤": "heart", "😡": "rage", "🔟": "keycap_ten"}
_DIGITS = "zero one two three four five six seven eight nine".split()


def as_sent(text: str) -> tuple[str, list[Json]]:
    """The ``text`` and the ``blocks`` of the message that somebody writes by typing this."""
    parts = [*_parts(text)]
    if not parts:
        return "", []
    section = {"type": "rich_text_section", "elements": [element for _, element in parts]}
    blocks = [{"type": "rich_text", "block_id": "typed", "elements": [section]}]
    return "".join(written for written, _ in parts), blocks


def _parts(text: str) -> Iterator[tuple[str, Json]]:
    """What was typed, piece by piece: as text in Slack's notation, and as an element of rich text."""
    end = 0
    for own in _OWN.finditer(text):
        yield from _words(text[end : own.start()])
        yield _notation(own.group())
        end = own.end()
    yield from _words(text[end:])


def _notation(own: str) -> tuple[str, Json]:
    inside = own.strip("<>")
    target = inside.partition("|")[0]
    match target[0]:
        case "@":
            return own, {"type": "user", "user_id": target[1:]}
        case "#":
            return own, {"type": "channel", "channel_id": target[1:]}
        case "!":
            return own, {"type": "broadcast", "range": target[1:]}
    return f"<{inside}>", {"type": "link", "url": target}


def _words(text: str) -> Iterator[tuple[str, Json]]:
    plain = ""
    for cluster in _CLUSTER.findall(text):
        if _EMOJI.search(cluster) is None:
            plain += cluster
            continue
        if plain:
            yield _escaped(plain), {"type": "text", "text": plain}
            plain = ""
        yield _emoji(cluster)
    if plain:
        yield _escaped(plain), {"type": "text", "text": plain}


def _emoji(cluster: str) -> tuple[str, Json]:
    base = cluster.replace("\N{VARIATION SELECTOR-16}", "")[0]
    name = _DIGITS[int(base)] if base.isdecimal() else _NAMES.get(base)
    name = name or unicodedata.name(base, "emoji").lower().replace(" ", "_")
    codes = "-".join(f"{ord(one):x}" for one in cluster)
    tones = [ord(one) - _TONES[0] + 2 for one in cluster if ord(one) in _TONES]
    tone = f":skin-tone-{tones[0]}:" if tones else ""
    element: Json = {"type": "emoji", "name": name, "unicode": codes}
    return f":{name}:{tone}", element | ({"skin_tone": tones[0]} if tones else {})


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
