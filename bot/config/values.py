"""The kinds of values that a configuration file holds: secrets, times, zones, addresses, people.

Each is read here from what TOML gives; what cannot be is answered with a ValueError in plain words that
name the remedy, and that never quote a secret.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationInfo,
)

_CENT = Decimal("0.01")
_MOST = 1_000_000_000  # of a currency
LEAST_SECRET_CHARACTERS = 8  # a shorter one is guessed, and masking it would tear the logs to pieces


class Secret:
    """A text that no log, repr or error may show."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The secret itself: for the one call that needs it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a value may refer to: the folder of the file, and the environment's variables.

    ``demo``: the file is for the demo or a replay, where the web has rooms that can be looked into.
    """

    folder: Path
    environ: Mapping[str, str]
    demo: bool = False


def _surroundings(info: ValidationInfo) -> Surroundings:
    return info.context if isinstance(info.context, Surroundings) else Surroundings(Path(), os.environ)


def _from_environment(name: str, around: Surroundings) -> str:
    if name not in around.environ:
        raise ValueError(f"the environment has no variable {name}; set it before starting")
    if not around.environ[name]:
        raise ValueError(f"the environment's variable {name} is empty; set it before starting")
    return around.environ[name]


def _from_file(name: str, around: Surroundings) -> str:
    try:
        return (around.folder / name).expanduser().read_text("utf-8").strip()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
        raise ValueError(f"the file {name} cannot be read: {reason}") from None


def _secret(raw: object, info: ValidationInfo) -> Secret:
    around = _surroundings(info)
    match raw:
        case str():
            value = raw
        case {"env": str(name), **rest} if not rest:
            value = _from_environment(name, around)
        case {"file": str(name), **rest} if not rest:
            value = _from_file(name, around)
        case _:
            raise ValueError('give it as text, or as {env = "NAME"} or {file = "path"}')
    if len(value) < LEAST_SECRET_CHARACTERS:
        raise ValueError(f"it is shorter than {LEAST_SECRET_CHARACTERS} characters: not whole, or too short")
    return Secret(value)


def secret_or_value(raw: object, info: ValidationInfo) -> object:
    """A secret where it is written as one, else the value as it is."""
    is_secret = isinstance(raw, dict) and len(raw) == 1 and not raw.keys().isdisjoint({"env", "file"})
    return _secret(raw, info) if is_secret else raw


def _secrets(raw: object, info: ValidationInfo) -> tuple[Secret, ...]:
    """One secret, or two while one takes the other's place."""
    said = raw if isinstance(raw, list | tuple) else [raw]
    if not 1 <= len(said) <= 2:
        raise ValueError("give one secret, or a list of two while the first takes the second's place")
    return tuple(one if isinstance(one, Secret) else _secret(one, info) for one in said)


def _database_url(secret: Secret) -> Secret:
    return Secret(database_url(secret.reveal()))


def database_url(said: str) -> str:
    """The address of a database as the storage takes it. Raises ValueError for one of an unknown kind."""
    if not re.match(r"sqlite(\+aiosqlite)?:///|postgres(ql)?(\+asyncpg)?://", said):
        raise ValueError(
            "write postgresql://USER:PASSWORD@HOST/DATABASE, or sqlite:///PATH; "
            "leave it out to use the data folder"
        )
    return re.sub(r"^postgres(ql)?(\+asyncpg)?:", "postgresql+asyncpg:", said)


def _zone(raw: object) -> ZoneInfo:
    if not isinstance(raw, str):
        raise ValueError('name a time zone in quotes, such as "Europe/Berlin"')
    try:
        return ZoneInfo(raw)
    except (KeyError, ValueError, OSError):
        names = _zone_names(raw)
        raise ValueError(f"there is no time zone {shown(raw)}; {suggestion(raw, names, names)}") from None


def _zone_names(said: str) -> dict[str, str]:
    """What somebody may have typed → the zone they mean: its whole name, or its city alone."""
    names = sorted(available_timezones())
    by_city = {name.rpartition("/")[2].casefold(): name for name in names if "/" in name}
    whole = {name.casefold(): name for name in names}
    return whole if "/" in said else {**whole, **by_city}


def _wall_time(raw: object) -> time:
    if isinstance(raw, time):
        wall = raw
    elif isinstance(raw, str) and re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", raw, re.ASCII):
        hour, minute = raw.split(":")
        wall = time(int(hour), int(minute))
    else:
        raise ValueError('write the time as "HH:MM", from "00:00" to "23:59"')
    return wall.replace(second=0, microsecond=0)


def _span(raw: object) -> tuple[time, time]:
    if isinstance(raw, str) and len(ends := raw.split("-")) == 2:
        return _wall_time(ends[0].strip()), _wall_time(ends[1].strip())
    raise ValueError('write from when to when as "HH:MM-HH:MM", such as "09:00-17:00"')


def _day(raw: object) -> date:
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    if isinstance(raw, str):
        try:
            return date.fromisoformat(raw)
        except ValueError:
            pass
    raise ValueError("write the day as YYYY-MM-DD, such as 2026-12-25")


def _on(raw: object) -> str | int:
    if isinstance(raw, str) or (isinstance(raw, int) and not isinstance(raw, bool)):
        return raw
    raise ValueError('name a weekday, such as "monday", or a day of the month from 1 to 28')


def _folder(raw: object) -> str:
    if not isinstance(raw, str) or not raw or not raw.isprintable():
        raise ValueError('name a folder in quotes, such as "data"')
    try:
        Path(raw).expanduser()
    except RuntimeError:
        raise ValueError("there is no such user's home folder") from None
    return raw


def _address(raw: object, pattern: str, otherwise: str) -> str:
    """The address, if it is one and has this form; ``otherwise`` is said of any other."""
    if isinstance(raw, str) and re.fullmatch(pattern, raw):
        with contextlib.suppress(ValueError):  # a port that is none, brackets that do not close
            urlsplit(raw).port  # noqa: B018  # is read from the address here
            return raw
    raise ValueError(otherwise)


def _url(raw: object) -> str:
    otherwise = 'write the address as "https://feedback.example.com", without ? and #'
    return _address(raw, r"https?://[^\s/?#\"'<>\\]+(/[^\s?#\"'<>\\]*)?", otherwise).rstrip("/")


def _origin(raw: object) -> str:
    # Goes into a header: nothing that could begin another directive.
    if isinstance(raw, str) and re.fullmatch(r"https?://(\*\.)?[A-Za-z0-9.-]+(:\d{1,5})?", raw):
        return raw
    raise ValueError('write an origin, such as "https://shop.example.com", without a path')


def _proxy(raw: object) -> IPv4Network | IPv6Network:
    with contextlib.suppress(ValueError):
        if isinstance(raw, str):
            return ip_network(raw)
    raise ValueError('write an address or a network, such as "203.0.113.7" or "203.0.113.0/24"')


def _review_url(raw: object) -> str:
    # Goes into messages as it stands: nothing that ends it early, and nobody is sent over plain http.
    otherwise = 'write the address as "https://…", as it stands in a browser'
    if isinstance(raw, str) and len(raw) > 500:
        raise ValueError(otherwise)
    return _address(raw, r"https://[^\s/\"'<>\\|]+(/[^\s\"'<>\\|]*)?", otherwise)


def _place_name(raw: object) -> str:
    if isinstance(raw, str) and raw == raw.strip() and 0 < len(raw) <= 100 and raw.isprintable():
        return raw
    raise ValueError("name a place as the shop does, in at most 100 characters")


def _person_name(raw: object) -> str:
    if (
        isinstance(raw, str)
        and raw == raw.strip()
        and 0 < len(raw) <= 60
        and raw.isprintable()
        and ":" not in raw
    ):
        return raw
    raise ValueError("name a person in at most 60 characters, without a colon")


def _webhook_url(raw: object) -> str:
    otherwise = 'write the address as "https://crm.example.com/feedback", without a user or #'
    return _address(raw, r"https?://[^\s/?#@\"'<>\\]+(/[^\s#\"'<>\\]*)?", otherwise)


def _model_url(raw: object) -> str:
    otherwise = 'write the address as "https://model.example.com/v1", without a user, ? or #'
    return _address(raw, r"https?://[^\s/?#@\"'<>\\]+(/[^\s?#\"'<>\\]*)?", otherwise).rstrip("/")


def _amount(raw: object) -> Decimal:
    if isinstance(raw, int | float | str) and not isinstance(raw, bool):
        with contextlib.suppress(InvalidOperation):
            amount = Decimal(str(raw))
            if 0 <= amount <= _MOST and amount == amount.quantize(_CENT):
                return amount.quantize(_CENT) if amount % 1 else amount.quantize(Decimal(1))
    raise ValueError("write an amount such as 3 or 4.50, not below 0")


def _currency(raw: object) -> str:
    """https://www.iso.org/iso-4217-currency-codes.html"""
    if isinstance(raw, str) and re.fullmatch("[A-Z]{3}", raw):
        return raw
    raise ValueError('write the three capital letters of a currency, such as "EUR"')


def _words(raw: object) -> dict[str, str]:
    """Words in the business's own language, or a table of them by language."""
    said = {"": raw} if isinstance(raw, str) else raw
    if isinstance(said, dict) and said:
        words = {str(language): text.strip() for language, text in said.items() if isinstance(text, str)}
        if len(words) == len(said) and all(words.values()):
            return words
    raise ValueError('write words in quotes, or by language as in {en = "A coffee", de = "Ein Kaffee"}')


def shown(raw: object) -> str:
    """A value as a problem quotes it: short, and with nothing that moves the cursor."""
    text = repr(raw)
    return text if len(text) <= 60 else text[:57] + "…" + text[-1:]


def suggestion(said: object, known: Iterable[str], meant: Mapping[str, str] | None = None) -> str:
    """A known name close to what was said, else the known names where they are few.

    ``meant``: what is called otherwise in ``known`` than it is to be written.
    """
    known = list(known)
    meant = {name: name for name in known} if meant is None else meant
    close = get_close_matches(str(said).casefold(), known, n=1)
    if close:
        return f'did you mean "{meant[close[0]]}"?'
    names = list(dict.fromkeys(meant[name] for name in known))
    return f"known: {', '.join(names) or 'none'}" if len(names) <= 40 else "see the list of the tz database"


Text = Annotated[str, Field(strict=True, min_length=1, max_length=200)]
LongText = Annotated[str, Field(strict=True, min_length=1, max_length=1500)]
Name = Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
Flag = Annotated[bool, Field(strict=True)]
Count = Annotated[int, Field(strict=True, ge=0, le=1000)]
Days = Annotated[float, Field(strict=True, ge=0, le=3650, allow_inf_nan=False)]
Hours = Annotated[float, Field(strict=True, ge=0, le=8760, allow_inf_nan=False)]
ServiceHours = Annotated[float, Field(strict=True, gt=0, le=8760, allow_inf_nan=False)]
RemindAt = Annotated[float, Field(strict=True, ge=0, lt=1, allow_inf_nan=False)]  # 0: never
Share = Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False)]
Seconds = Annotated[float, Field(strict=True, gt=0, le=86400, allow_inf_nan=False)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Zone = Annotated[ZoneInfo, BeforeValidator(_zone)]
WallTime = Annotated[time, BeforeValidator(_wall_time)]
Span = Annotated[tuple[time, time], BeforeValidator(_span)]
Day = Annotated[date, BeforeValidator(_day)]
Folder = Annotated[str, BeforeValidator(_folder)]
Url = Annotated[str, BeforeValidator(_url)]
Origin = Annotated[str, BeforeValidator(_origin)]
Proxy = Annotated[IPv4Network | IPv6Network, PlainValidator(_proxy)]
WebhookUrl = Annotated[str, BeforeValidator(_webhook_url)]
ModelUrl = Annotated[str, BeforeValidator(_model_url)]
ReviewUrl = Annotated[str, BeforeValidator(_review_url)]
PlaceName = Annotated[str, BeforeValidator(_place_name)]
PersonName = Annotated[str, BeforeValidator(_person_name)]
SecretText = Annotated[Secret, BeforeValidator(_secret)]
Secrets = Annotated[tuple[Secret, ...], PlainValidator(_secrets)]
DatabaseUrl = Annotated[Secret, AfterValidator(_database_url), BeforeValidator(_secret)]
On = Annotated[str | int, PlainValidator(_on)]
Amount = Annotated[Decimal, PlainValidator(_amount)]
Currency = Annotated[str, PlainValidator(_currency)]
Words = Annotated[dict[str, str], PlainValidator(_words)]  # by language; "" is the business's own


class Section(BaseModel):
    """A table of the file. Unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)
