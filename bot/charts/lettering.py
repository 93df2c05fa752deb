"""How much room words take, so that pictures can be laid out before anybody draws them.

The widths are those of Helvetica, which Arial and Liberation Sans share; whatever is in no table is taken to
be wide, so that a picture has too much room for it and not too little.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from unicodedata import combining, east_asian_width, normalize

from bot.texts.cutting import cut

BODY = 13.0  # pixels: the smallest that anything is written in
LABEL = 14.0
HEADING = 17.0
_BOLD = 1.09

_IN_THOUSANDTHS: dict[str, int] = {
    character: width
    for width, characters in (
        (222, "ijl'|"),
        (278, " .,:;!/ftI[]\\"),
        (333, "-r()`"),
        (389, "*{}"),
        (500, "ckszvxyJ"),
        (556, "0123456789abdeghnopquL$?_#–"),
        (611, "FTZ"),
        (584, "+=<>~"),
        (667, "ABEKPSVXY&"),
        (722, "CDHNRUw"),
        (778, "GOQ"),
        (833, "mM"),
        (889, "%"),
        (944, "W"),
        (1000, "…—@"),
    )
    for character in characters
}


@lru_cache(maxsize=4096)
def width_of(text: str, size: float = BODY, *, bold: bool = False) -> float:
    """Pixels that a line takes."""
    units = sum(_width(character) for character in normalize("NFD", text))
    return units / 1000 * size * (_BOLD if bold else 1)


def _width(character: str) -> int:
    if combining(character):
        return 0
    return _IN_THOUSANDTHS.get(character, 1000 if east_asian_width(character) in "WF" else 670)


def fitted(text: str, room: float, size: float = BODY, *, bold: bool = False) -> str:
    """The text if it fits into so many pixels, else as much of its beginning as does, with an ellipsis."""
    return cut(text, round(room), _measured(size, bold=bold))


def lines(text: str, room: float, size: float = BODY, *, bold: bool = False, most: int = 3) -> list[str]:
    """The text in lines of so many pixels, broken between words; what does not fit into ``most`` is cut."""
    found = [""]
    words = text.split()
    for place, word in enumerate(words):
        longer = f"{found[-1]} {word}".strip()
        if not found[-1] or width_of(longer, size, bold=bold) <= room:
            found[-1] = longer
        elif len(found) < most:
            found.append(word)
        else:
            found[-1] = " ".join([found[-1], *words[place:]])
            break
    return [fitted(line, room, size, bold=bold) for line in found]


def _measured(size: float, *, bold: bool) -> Callable[[str], int]:
    return lambda text: round(width_of(text, size, bold=bold))


def counted(n: int) -> str:
    """How many, in groups of three digits."""
    return f"{n:,}"


def briefly(n: int) -> str:
    """How many, in at most four characters up to ten million: 950, 9.5k, 123k, 1.2M."""
    for unit, name in ((1_000_000, "M"), (1000, "k")):
        if n >= unit:
            return f"{n / unit:.1f}{name}" if n < 9.95 * unit else f"{n / unit:.0f}{name}"
    return str(n)
