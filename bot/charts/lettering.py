"""How much room words take, so that pictures can be laid out before anybody draws them.

The widths are those of Helvetica, which Arial and Liberation Sans share; whatever is in no table is taken to
be wide, so that a picture has too much room for it and not too little.
"""

from __future__ import annotations

from functools import lru_cache
from unicodedata import bidirectional, combining, east_asian_width, normalize

from bot.texts.cutting import cut

BODY = 13.0  # pixels: the smallest that anything is written in
LABEL = 14.0
HEADING = 17.0
_BOLD = 1.09
_RIGHT_TO_LEFT = "\u200f"

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


def width_of(text: str, size: float = BODY, *, bold: bool = False) -> float:
    """Pixels that a line takes."""
    return _units(text) * _scale(size, bold)


@lru_cache(maxsize=4096)
def _units(text: str) -> int:
    return sum(_width(character) for character in normalize("NFD", text))


def _scale(size: float, bold: bool) -> float:
    return size / 1000 * (_BOLD if bold else 1)


def _width(character: str) -> int:
    if combining(character):
        return 0
    return _IN_THOUSANDTHS.get(character, 1000 if east_asian_width(character) in "WF" else 670)


def fitted(text: str, room: float, size: float = BODY, *, bold: bool = False) -> str:
    """The text if it fits into so many pixels, else as much of its beginning as does, with an ellipsis."""
    kept = cut(text, int(room / _scale(size, bold)), _units)
    # An ellipsis has no direction of its own: after words that run to the left it would stand before them.
    return f"{kept}{_RIGHT_TO_LEFT}" if kept != text and is_from_the_right(text) else kept


def lines(text: str, room: float, size: float = BODY, *, bold: bool = False, most: int = 3) -> list[str]:
    """The text in lines of so many pixels, broken between words, or in one that is longer than a line.

    What does not fit into ``most`` lines is cut.
    """
    found: list[str] = []
    rest = text.strip()
    while rest and len(found) < most - 1 and width_of(rest, size, bold=bold) > room:
        end = next(
            end for end in range(len(rest) - 1, -1, -1) if width_of(rest[:end], size, bold=bold) <= room
        )
        space = rest.rfind(" ", 0, end + 1)
        end = space if space > end / 2 else max(end, 1)
        found.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*found, fitted(rest, room, size, bold=bold)]


def is_from_the_right(text: str) -> bool:
    """Whether its first letter is of a script that runs so."""
    directions = (bidirectional(character) for character in text)
    return next((one for one in directions if one in {"L", "R", "AL"}), "L") != "L"


def counted(n: int) -> str:
    """How many, in groups of three digits."""
    return f"{n:,}"


def briefly(n: int) -> str:
    """How many, in at most four characters up to ten million: 950, 9.5k, 123k, 1.2M."""
    for unit, name in ((1_000_000, "M"), (1000, "k")):
        if n >= unit:
            return f"{n / unit:.1f}{name}" if n < 9.95 * unit else f"{n / unit:.0f}{name}"
    return str(n)
