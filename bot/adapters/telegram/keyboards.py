"""Rows of buttons for a thumb. Pure: labels and what they carry in, rows out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from unicodedata import combining, east_asian_width

from bot.adapters.telegram.passages import is_blank, visible
from bot.texts.cutting import ELLIPSIS, cut

MAX_DATA = 64  # bytes, https://core.telegram.org/bots/api#inlinekeyboardbutton
MAX_LABEL = 64  # characters; a phone shows about half of them

_SCALE_COLUMNS = 4  # labels up to this width are steps of a scale: "10", "5 ★"
_STEPS_IN_ONE_ROW = 5
_STEPS_AT_MOST = 6
_ROW_COLUMNS = 42  # about what a row on a small phone shows, margins included
_MARGIN_COLUMNS = 2  # of one button


@dataclass(frozen=True, slots=True)
class Key:
    """One button. ``emphasis`` as the core has it: "", "primary" or "quiet"."""

    label: str
    data: str
    emphasis: str = ""


def key(label: str, data: str, emphasis: str = "") -> Key | None:
    """A button that Telegram takes, or None where what it carries does not fit."""
    if not 1 <= len(data.encode("utf-8", "replace")) <= MAX_DATA:
        return None
    shown = " ".join(visible(label).split())
    return Key(ELLIPSIS if is_blank(shown) else cut(shown, MAX_LABEL), data, emphasis)


def laid_out(row: Sequence[Key]) -> list[tuple[Key, ...]]:
    """The buttons of one row on as many rows as thumbs need, each but the last equally long.

    A scale keeps to one row up to five steps and to two up to twelve; quiet ways out stay together if they
    fit; everything else is one or two to a row.
    """
    count = len(row)
    if not count:
        return []
    widest = max(_columns(one.label) for one in row)
    if count > 2 and widest <= _SCALE_COLUMNS:
        per_row = count if count <= _STEPS_IN_ONE_ROW else min(ceil(count / 2), _STEPS_AT_MOST)
    else:
        fitting = max(1, _ROW_COLUMNS // (widest + _MARGIN_COLUMNS))
        most = 3 if all(one.emphasis == "quiet" for one in row) else 2
        per_row = min(fitting, most, count)
    return [tuple(row[at : at + per_row]) for at in range(0, count, per_row)]


def _columns(label: str) -> int:
    """How wide a label is, in narrow letters."""
    if label.isascii():
        return len(label)
    return sum(0 if combining(sign) else 2 if east_asian_width(sign) in "WF" else 1 for sign in label)
