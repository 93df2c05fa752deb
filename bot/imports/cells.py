"""What cells say, a function for each kind of value; what is wrong is a ValueError, to be told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.core.identity import Address
from bot.core.settings import Settings
from handlers.customers import spoken_in
from storage.codec import encode_mapping, fit

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8}){0,3}").fullmatch
_CURRENCY = re.compile(r"[A-Za-z]{3}").fullmatch
_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR", "zł": "PLN", "Kč": "CZK", "CHF": "CHF"}
_SLACK = re.compile(r"(?:slack:)?(T[A-Z0-9]{2,20}):([UW][A-Z0-9]{2,20})").fullmatch
_TELEGRAM = re.compile(r"(?:telegram:)?([0-9]{1,19})").fullmatch
_REMEMBERED = 8192  # of the few hundred products, places and the like that come again and again


class Remarks:
    """What was left out of rows that were taken all the same: the words → how often."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def __call__(self, words: str) -> None:
        self.counts[words] += 1


def text(name: str, most: int) -> Callable[[str], str | None]:
    """What reads a text of at most so many characters; None where there is nothing."""

    def read(cell: str) -> str | None:
        said = fit(cell).strip()
        if len(said) > most:
            raise ValueError(f"{name} has {len(said):,} characters, {most:,} are taken")
        return said or None

    return read


def frequent(name: str, most: int) -> Callable[[str], str | None]:
    """As ``text``, for what comes again and again."""
    return lru_cache(_REMEMBERED)(text(name, most))


def languages(settings: Settings, remark: Remarks) -> Callable[[str], str | None]:
    """What reads a language: ours where we have it, else the code itself."""

    @lru_cache(_REMEMBERED)
    def read(cell: str) -> str | None:
        said = cell.strip()
        if not _LANGUAGE(said):
            return None
        return spoken_in(said, settings) or said

    def read_or_remark(cell: str) -> str | None:
        said = read(cell)
        if said is None and cell.strip():
            remark(f"language {cell.strip()[:30]!r} is no code such as de, and was left out")
        return said

    return read_or_remark


def zones(remark: Remarks) -> Callable[[str], str | None]:
    """What reads the name of a time zone."""

    @lru_cache(_REMEMBERED)
    def is_zone(name: str) -> bool:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            return False
        return True

    def read(cell: str) -> str | None:
        said = cell.strip()
        if not said:
            return None
        if not is_zone(said):
            remark(f"time zone {said[:40]!r} is not known (Europe/Berlin is one), and was left out")
            return None
        return said

    return read


@lru_cache(_REMEMBERED)
def currency(cell: str) -> str | None:
    """Three letters, or a sign that can only mean one."""
    said = cell.strip()
    if not said:
        return None
    code = _SIGNS.get(said, said.upper())
    if not _CURRENCY(code):
        raise ValueError(f"currency {said[:20]!r} is no code such as EUR")
    return code


@lru_cache(_REMEMBERED)
def as_object(names: tuple[str, ...], values: tuple[str, ...]) -> str:
    """A JSON object of those that hold something."""
    held: Mapping[str, str] = {
        name: said for name, value in zip(names, values, strict=True) if (said := fit(value).strip())
    }
    return encode_mapping(held)


def address(cell: str) -> Address | None:
    """Where somebody can be written to: slack:T…:U…, or a number on Telegram."""
    said = cell.strip()
    if not said:
        return None
    if named := _SLACK(said):
        return Address("slack", named[1], person=named[2])
    if named := _TELEGRAM(said):
        return Address("telegram", person=named[1])
    raise ValueError(f"address {said[:40]!r} is none; write slack:T0123ABCD:U0123ABCD or telegram:123456789")
