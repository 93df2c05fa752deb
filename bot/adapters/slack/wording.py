"""Slack's own notation → what the person saw: entities, mentions, links and the names of emoji. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

_SPECIAL = re.compile(r"<([^<>]*)>")
_NAMED = re.compile(r":([a-z0-9_+'-]+):")
_SKIN = re.compile(r":skin-tone-[2-6]:")
_DEEP = 12  # rich text is not nested deeper than a few levels

# Ratings are typed with these; what a message's own rich text says about any other comes first.
_EMOJI: Mapping[str, str] = {
    "+1": "👍",
    "thumbsup": "👍",
    "-1": "👎",
    "thumbsdown": "👎",
    "star": "⭐",
    "star2": "🌟",
    "keycap_ten": "🔟",
    **{
        name: f"{digit}\N{VARIATION SELECTOR-16}\N{COMBINING ENCLOSING KEYCAP}"
        for digit, name in enumerate("zero one two three four five six seven eight nine".split())
    },
}


def seen(text: str, names: Mapping[str, str] | None = None, emoji: Mapping[str, str] | None = None) -> str:
    """The text as it was read on the screen. ``names`` are people's by id, ``emoji`` characters by name."""
    known = {**_EMOJI, **(emoji or {})}
    people = names or {}
    text = _SKIN.sub("", text)
    text = _NAMED.sub(lambda found: known.get(found[1], found[0]), text)
    text = _SPECIAL.sub(lambda found: _shown(found[1], people), text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def emoji_in(rich_text: object) -> dict[str, str]:
    """The characters behind the names of emoji, as a message's blocks give them."""
    found: dict[str, str] = {}
    _collect(rich_text, found, _DEEP)
    return found


def mention_at_start(text: str, user: str) -> str | None:
    """What follows a mention of ``user`` that the text begins with; None where it begins with none.

    Without a ``user`` any mention counts.
    """
    found = re.match(rf"\s*<@({re.escape(user) if user else '[A-Z0-9]+'})(?:\|[^<>]*)?>[\s:,]*", text)
    return text[found.end() :] if found else None


def _shown(special: str, names: Mapping[str, str]) -> str:
    target, bar, label = special.partition("|")
    kind, rest = target[:1], target[1:]
    if kind == "@":
        return f"@{label or names.get(rest) or rest}"
    if kind == "#":
        return f"#{label or rest}"
    if kind == "!":
        return label or f"@{rest.partition('^')[0]}"
    return label if bar and label else target.removeprefix("mailto:")


def _collect(piece: object, into: dict[str, str], depth: int) -> None:
    if depth == 0:
        return
    if isinstance(piece, list):
        for part in piece:
            _collect(part, into, depth - 1)
    elif isinstance(piece, dict):
        name, codes = piece.get("name"), piece.get("unicode")
        if piece.get("type") == "emoji" and isinstance(name, str) and isinstance(codes, str):
            into[name] = _character(codes) or f":{name}:"
        _collect(piece.get("elements"), into, depth - 1)


def _character(codes: str) -> str:
    """``1f44d-1f3fb`` → the character."""
    try:
        return "".join(chr(int(code, 16)) for code in codes.split("-"))
    except (ValueError, OverflowError):
        return ""
