"""Values out of a shop's payload, of which none need be there or be what it should. Pure.

Signed is not the same as well-made: plugins add to payloads, privacy settings take out of them. Whatever is
missing or odd reads as None or as empty; only what is no JSON object at all is Malformed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from hashlib import blake2b
from typing import Any, Never

from bot.http.shops.shop import Malformed

Json = Mapping[str, Any]

LONGEST_TEXT = 200
_NOTHING: Json = {}
_FIRST_ORDER = datetime(1990, 1, 1, tzinfo=UTC)  # nothing was bought on the web before
_MONEY = re.compile(r"-?\d{1,12}(\.\d{1,6})?", re.ASCII)
_CURRENCY = re.compile(r"[A-Za-z]{3}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?![A-Za-z])")


def parsed(body: bytes) -> Json:
    """The JSON object that this is. Raises Malformed."""
    try:
        value = json.loads(body.decode("utf-8"), parse_float=Decimal, parse_constant=_refused)
    except (ValueError, RecursionError, InvalidOperation):
        raise Malformed([("", "this is not JSON in UTF-8")]) from None
    if not isinstance(value, dict):
        raise Malformed([("", "this is not a JSON object")])
    return value


def _refused(constant: str) -> Never:
    raise ValueError(f"{constant} is not in JSON")


def part(holder: Json, name: str) -> Json:
    """The object of this name, or an empty one."""
    value = holder.get(name)
    return value if isinstance(value, dict) else _NOTHING


def parts(holder: Json, name: str) -> Sequence[Json]:
    """The objects in the list of this name."""
    value = holder.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def text(holder: Json, name: str) -> str | None:
    """The words of this name on one line, at most ``LONGEST_TEXT`` characters; None where there are none."""
    value = holder.get(name)
    if not isinstance(value, str):
        return None
    words = value.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")
    return " ".join(words.split())[:LONGEST_TEXT].rstrip() or None


def id_of(holder: Json, name: str = "id") -> str | None:
    """What something is called: a number from 1, or a short text; None where it has no name."""
    value = holder.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if 0 < value < 10**30 else None
    return text(holder, name)


def moment(holder: Json, name: str) -> datetime | None:
    """The moment of this name in ISO 8601; without a zone it is in UTC."""
    value = holder.get(name)
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
        if at is None:
            return None
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def seconds(holder: Json, name: str) -> datetime | None:
    """The moment of this name in whole seconds since 1970."""
    value = holder.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 10**11:
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=value)


def first_plausible(moments: Sequence[datetime | None], now: datetime) -> datetime:
    """The first of these that can be when an order was made; a clock that is ahead of ours does not count."""
    for at in moments:
        if at is not None and at >= _FIRST_ORDER:
            return min(at, now)
    return now


def money(holder: Json, name: str) -> Decimal | None:
    """The amount of this name, given as text or as a number."""
    value = holder.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    words = f"{value:f}" if isinstance(value, Decimal) and value.is_finite() else str(value)
    return Decimal(words) if _MONEY.fullmatch(words) else None


def currency(holder: Json, name: str) -> str | None:
    """The three letters of a currency, in capitals."""
    value = holder.get(name)
    return value.upper() if isinstance(value, str) and _CURRENCY.fullmatch(value) else None


def language(holder: Json, name: str) -> str | None:
    """The language of a locale such as ``de-AT``, in small letters."""
    value = holder.get(name)
    found = _LANGUAGE.match(value) if isinstance(value, str) else None
    return found.group().lower() if found else None


def name_of(person: Json) -> str | None:
    """First and last name, as far as they are known."""
    known = (text(person, "first_name"), text(person, "last_name"))
    return " ".join(filter(None, known)) or None


def by_email(email: str) -> str:
    """What a customer is called who has no account: an e-mail address itself is never kept."""
    return f"email:{blake2b(email.strip().lower().encode(), digest_size=16).hexdigest()}"
