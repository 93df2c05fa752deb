"""Money in somebody's spreadsheet: which of point and comma is the decimal one, and what a cell then says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal

from bot.core.errors import OperatorError
from bot.imports.files import Number

Read = Callable[[str], str]
"""A cell → exact decimal digits with a point. Raises ValueError with the reason."""

_SPACES = " \u00a0\u202f'’_"  # between thousands
_AROUND = re.compile(r"^[^\d+\-.,(]+|[^\d.,)]+$")  # a currency's sign or letters
_PLAIN = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?").fullmatch
_GROUPED = {
    ".": re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d*)(?:\.\d*)?"),
    ",": re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d*)(?:,\d*)?"),
}
_OTHER = {".": ",", ",": "."}
_MOST = Decimal(10) ** 12


def decided(cells: Iterable[str], wanted: str | None, column: str) -> str:
    """ "." or ",": what the cells of this column show, or what the operator says.

    Cells are looked at until one decides: with both signs in it, one sign twice, or other than three digits
    behind it. Raises OperatorError where all could be read both ways.
    """
    if wanted is not None:
        return wanted
    unclear: str | None = None
    for cell in cells:
        sign = _shown_by(cell)
        if sign == "?":
            unclear = unclear or cell
        elif sign is not None:
            return sign
    if unclear is not None:
        raise OperatorError(
            f"{column}: {unclear!r} and the others can be read in two ways. Say --decimal . or --decimal , "
            "(the sign before the cents)."
        )
    return "."


def _shown_by(cell: str) -> str | None:
    """The decimal sign that a cell shows; "?" where it could be either, None where it shows nothing."""
    if isinstance(cell, Number):
        return "."
    points, commas = cell.count("."), cell.count(",")
    if not points and not commas:
        return None
    if points and commas:
        return "." if cell.rindex(".") > cell.rindex(",") else ","
    sign = "." if points else ","
    if points + commas > 1:
        return _OTHER[sign]  # thousands
    before, _, behind = _bare(cell).partition(sign)
    if len(behind) == 3 and 0 < len(before.lstrip("+-")) <= 3 and before.lstrip("+-") != "0":
        return "?"
    return sign


def reader(decimal_sign: str) -> Read:
    """What reads cells whose decimals stand behind this sign."""
    other, grouped = _OTHER[decimal_sign], _GROUPED[decimal_sign].fullmatch
    is_point = decimal_sign == "."

    def read(cell: str) -> str:
        if is_point and _PLAIN(cell):
            return cell
        if isinstance(cell, Number):
            return _exact(cell)
        bare = _bare(cell)
        if not grouped(bare) or not any(one.isdecimal() for one in bare):
            raise ValueError(f"{cell[:40]!r} is no amount with {decimal_sign!r} before the cents")
        return _exact(bare.replace(other, "").replace(decimal_sign, "."))

    return read


def _exact(digits: str) -> str:
    number = Decimal(digits)
    if not number.is_finite() or abs(number) >= _MOST:
        raise ValueError(f"{digits[:40]!r} is too large for an amount")
    return format(number, "f")


def _bare(cell: str) -> str:
    """The digits and signs of a cell, without a currency and the spaces between thousands."""
    bare = _AROUND.sub("", cell.strip().translate(_NO_SPACES).replace("\u2212", "-"))
    if bare.startswith("(") and bare.endswith(")"):  # how books write what is owed
        return f"-{bare[1:-1]}"
    return bare


_NO_SPACES = str.maketrans("", "", _SPACES)
