"""QR codes of links, for receipts and the counter: dark on light, with the quiet zone that scanners need.

Sizes by ISO/IEC 18004 and what prints well: a module of at least half a millimetre on a receipt, four dots
of a thermal printer at 203 dots an inch.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

PNG, SVG = "png", "svg"
RECEIPT, COUNTER = "receipt", "counter"

_QUIET = 4  # modules on each side, as the standard asks
_LONGEST = 1000  # characters; a longer link makes a code that no phone reads from a receipt
_KEPT = 128  # pictures


@dataclass(frozen=True, slots=True)
class Print:
    """``error`` is what may be lost: M 15 %, Q 25 %. ``pixels`` and ``mm`` are those of a module."""

    error: str
    pixels: int
    mm: float


PRINTS: Mapping[str, Print] = {RECEIPT: Print("m", 6, 0.6), COUNTER: Print("q", 20, 2.5)}


@lru_cache(_KEPT)
def draw(url: str, form: str = PNG, size: str = RECEIPT) -> bytes:
    """The picture of a link, as PNG or SVG. Raises ValueError for a link that is too long for one."""
    import segno

    if len(url) > _LONGEST:
        raise ValueError(f"a link of more than {_LONGEST} characters makes no code that can be read")
    how = PRINTS[size]
    code = segno.make(url, error=how.error, micro=False)
    picture = io.BytesIO()
    if form == PNG:
        code.save(picture, kind="png", scale=how.pixels, border=_QUIET, dark="black", light="white")
    else:
        code.save(
            picture,
            kind="svg",
            scale=how.mm,
            unit="mm",
            border=_QUIET,
            dark="black",
            light="white",
            xmldecl=False,
            title="QR",
        )
    return picture.getvalue()
