"""Text with marks on it, cut to Telegram's measure. Pure.

Marks stand beside the text and not in it (no parse_mode): whatever somebody wrote is shown as they wrote
it. Their places count UTF-16 units, as Telegram does.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.texts.cutting import ELLIPSIS, cut, utf16_units

MAX_TEXT = 4096  # UTF-16 units, https://core.telegram.org/bots/api#sendmessage

# Telegram takes these out, or takes them for nothing: measured and judged without them.
_TAKEN_OUT = {code: None for code in (*range(9), *range(11, 32), *range(127, 160), *range(0x2028, 0x202F))}
_BLANK = frozenset("\u034f\u115f\u1160\u2800\u3164\ufe0e\ufe0f\uffa0\ufffc")
_UNSEEN = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Cs"})


class MarkKind(StrEnum):
    """What a stretch of text is, in Telegram's words."""

    BOLD = "bold"
    ITALIC = "italic"
    QUOTE = "blockquote"
    MENTION = "text_mention"


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of text that is shown differently; ``user`` is who is mentioned."""

    kind: MarkKind
    start: int  # UTF-16 units
    length: int
    user: int | None = None

    @property
    def end(self) -> int:
        return self.start + self.length


@dataclass(frozen=True, slots=True)
class Passage:
    """A text that Telegram takes, or a part of one."""

    text: str
    marks: tuple[Mark, ...] = ()

    @property
    def size(self) -> int:
        return utf16_units(self.text)


def passage(text: str, kind: MarkKind | None = None, user: int | None = None) -> Passage:
    """This text, all of it marked as ``kind``."""
    clean = visible(text)
    if kind is None or not clean:
        return Passage(clean)
    return Passage(clean, (Mark(kind, 0, utf16_units(clean), user),))


def visible(text: str) -> str:
    """The text as Telegram will keep it: without control characters, broken pairs and outer blanks."""
    if text.isascii() and text.isprintable():
        return text.strip(" ")
    return text.encode("utf-8", "ignore").decode().replace("\r\n", "\n").translate(_TAKEN_OUT).strip()


def is_blank(text: str) -> bool:
    """Whether Telegram refuses it as empty: nothing in it can be seen."""
    return all(sign in _BLANK or unicodedata.category(sign) in _UNSEEN for sign in text)


def joined(parts: Iterable[Passage], between: str = "\n") -> Passage:
    """The parts that say something, one after the other."""
    text, marks, size = "", list[Mark](), 0
    gap = utf16_units(between)
    for part in parts:
        if not part.text:
            continue
        if text:
            text, size = text + between, size + gap
        marks += [replace(mark, start=mark.start + size) for mark in part.marks]
        text, size = text + part.text, size + part.size
    return Passage(text, tuple(marks))


def shortened(whole: Passage, most: int = MAX_TEXT) -> Passage:
    """As much of it as fits; a mark ends where the text ends."""
    if 2 * len(whole.text) <= most or whole.size <= most:
        return whole
    text = cut(whole.text, most, utf16_units)
    size = utf16_units(text)
    marks = (replace(mark, length=min(mark.end, size) - mark.start) for mark in whole.marks)
    return Passage(text, tuple(mark for mark in marks if mark.length > 0))


def sendable(whole: Passage) -> Passage:
    """What can be sent in its place: short enough, and something to see, for Telegram sends nothing blank."""
    return Passage(ELLIPSIS) if is_blank(whole.text) else shortened(whole)


def pages(blocks: Iterable[Passage], between: str = "\n\n", most: int = MAX_TEXT) -> list[Passage]:
    """The blocks on as few pages as keep each block whole. A block that no page holds is cut."""
    filled: list[Passage] = []
    for block in blocks:
        fitting = shortened(block, most)
        if not fitting.text:
            continue
        together = joined((filled[-1], fitting), between) if filled else fitting
        if filled and together.size <= most:
            filled[-1] = together
        else:
            filled.append(fitting)
    return filled
