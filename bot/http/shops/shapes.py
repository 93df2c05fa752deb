"""What may stand in a report, each kind of value in one place: how it is read, and its JSON Schema.

The reader and the OpenAPI document come from the same objects, so that neither can promise what the other
does not keep. Reading notes problems instead of stopping at the first; what is wrong is None.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, Protocol
from zoneinfo import ZoneInfo, available_timezones

MOST_PROBLEMS = 50  # more are not reported: a program that sends these is wrong in one way, not in fifty

Schema = dict[str, Any]
Problems = list[tuple[str, str]]
"""(place as a JSON pointer, what is wrong and its remedy)."""

_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")  # control characters, and halves of characters
_FIT = r"^[^\u0000-\u001f\u007f-\u009f]*$"
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(\.\d{1,12})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_EARLIEST_YEAR, _LATEST_YEAR = 1970, 9000
_AMOUNT = r"^[0-9]{1,12}(\.[0-9]{1,6})?$"


class Shape(Protocol):
    """A kind of value. ``read`` gives what it means, or None after noting in ``problems`` what is wrong."""

    @property
    def schema(self) -> Schema: ...

    def read(self, value: object, place: str, problems: Problems) -> Any: ...


@dataclass(frozen=True, slots=True)
class Text:
    """A text of one line. ``pattern`` (for Python and JSON Schema) with ``remedy``, what to write instead."""

    longest: int  # characters
    about: str = ""
    pattern: str | None = None
    remedy: str = ""
    example: str | None = None

    @property
    def schema(self) -> Schema:
        said: Schema = {"type": "string", "minLength": 1, "maxLength": self.longest}
        said["pattern"] = self.pattern or _FIT
        return {**said, **_explained(self.about, self.example)}

    def read(self, value: object, place: str, problems: Problems) -> str | None:
        problem = self._problem(value)
        if problem is None:
            return str(value)
        problems.append((place, problem))
        return None

    def _problem(self, value: object) -> str | None:
        if not isinstance(value, str):
            return f"this must be text in quotes, not {kind_of(value)}"
        if not value:
            return "this must not be empty; leave it out where there is none"
        if len(value) > self.longest:
            return f"this is longer than {self.longest} characters"
        if _UNFIT.search(value):
            return "this holds a control character or half a character; remove it"
        if self.pattern and not re.fullmatch(self.pattern.removesuffix("$"), value):
            return f"{shown(value)} is not what belongs here; {self.remedy}"
        return None


@dataclass(frozen=True, slots=True)
class Choice:
    """One of these words."""

    options: tuple[str, ...]
    about: str = ""

    @property
    def schema(self) -> Schema:
        return {"type": "string", "enum": list(self.options), **_explained(self.about)}

    def read(self, value: object, place: str, problems: Problems) -> str | None:
        if isinstance(value, str) and value in self.options:
            return value
        problems.append((place, unknown(value, self.options)))
        return None


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment by RFC 3339, with its zone; read as UTC."""

    about: str = ""

    @property
    def schema(self) -> Schema:
        example = "2026-11-22T14:03:00+01:00"
        return {"type": "string", "format": "date-time", **_explained(self.about, example)}

    def read(self, value: object, place: str, problems: Problems) -> datetime | None:
        said = _MOMENT.fullmatch(value) if isinstance(value, str) else None
        moment = None
        if said and _EARLIEST_YEAR < int(said[1][:4]) < _LATEST_YEAR:
            day, time, fraction, zone = said.groups()
            try:
                written = f"{day}T{time}{(fraction or '.0')[:7]}{zone.upper()}"
                moment = datetime.fromisoformat(written).astimezone(UTC)
            except ValueError:  # a thirteenth month, a 25th hour
                moment = None
        if moment is None:
            write = 'write a moment with its zone, such as "2026-11-22T14:03:00+01:00"'
            problems.append((place, f"{shown(value)} is no moment after {_EARLIEST_YEAR}; {write}"))
        return moment


@dataclass(frozen=True, slots=True)
class Amount:
    """Money, exact: decimal digits as text or as a number, from 0 to 999999999999.999999."""

    about: str = ""

    @property
    def schema(self) -> Schema:
        text = {"type": "string", "pattern": _AMOUNT}
        number = {"type": "number", "minimum": 0, "maximum": 999_999_999_999, "multipleOf": 0.000001}
        return {"anyOf": [text, number], **_explained(self.about, "12.90")}

    def read(self, value: object, place: str, problems: Problems) -> Decimal | None:
        amount = _decimal(value)
        if amount is None:
            write = 'write it as "12.90": up to twelve digits and six decimals, no sign'
            problems.append((place, f"{shown(value)} is no amount; {write}"))
        return amount


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, str):
        return Decimal(value) if re.fullmatch(_AMOUNT.removesuffix("$"), value) else None
    if not isinstance(value, int | Decimal) or isinstance(value, bool):
        return None
    number = Decimal(value)
    if not 0 <= number < 10**12:
        return None
    digits = format(number.normalize(), "f") if number else "0"
    return Decimal(digits) if len(digits.partition(".")[2]) <= 6 else None


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone by its name in the tz database."""

    about: str = ""

    @property
    def schema(self) -> Schema:
        said: Schema = {"type": "string", "minLength": 1, "maxLength": 64}
        return {**said, **_explained(self.about, "Europe/Berlin")}

    def read(self, value: object, place: str, problems: Problems) -> str | None:
        if isinstance(value, str) and is_zone(value):
            return value
        problems.append((place, f"there is no time zone {shown(value)}; {_nearest_zone(value)}"))
        return None


@lru_cache(maxsize=1024)
def is_zone(name: str) -> bool:
    """Whether the tz database has it."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


@lru_cache(maxsize=1)
def _zones() -> Mapping[str, str]:
    """What somebody may have written → the zone that they mean: its whole name, or its city alone."""
    names = sorted(available_timezones())
    cities = {name.rpartition("/")[2].casefold(): name for name in names}
    return {**cities, **{name.casefold(): name for name in names}}


def _nearest_zone(said: object) -> str:
    meant = _zones().get(said.strip().replace(" ", "_").casefold()) if isinstance(said, str) else None
    return f'did you mean "{meant}"?' if meant else 'write its tz database name, such as "Europe/Berlin"'


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts by name, at most so many."""

    most: int
    name: Text
    value: Text
    about: str = ""
    example: Mapping[str, str] | None = None

    @property
    def schema(self) -> Schema:
        return {
            "type": "object",
            "maxProperties": self.most,
            "propertyNames": self.name.schema,
            "additionalProperties": self.value.schema,
            **_explained(self.about, self.example and dict(self.example)),
        }

    def read(self, value: object, place: str, problems: Problems) -> Mapping[str, str] | None:
        if not isinstance(value, dict) or len(value) > self.most:
            problems.append((place, f"this must be an object of at most {self.most} texts by name"))
            return None
        before = len(problems)
        for name, text in value.items():
            here = f"{place}/{pointed(name)}"
            if self.name.read(name, here, problems) is not None:
                self.value.read(text, here, problems)
        return value if len(problems) == before else None


@dataclass(frozen=True, slots=True)
class Record:
    """An object with these fields and no other. What is not ``required`` may be left out, or be null."""

    title: str
    fields: Mapping[str, Shape]
    required: tuple[str, ...]
    about: str = ""
    example: Mapping[str, object] | None = field(default=None, compare=False)

    @property
    def schema(self) -> Schema:
        return {"$ref": f"#/components/schemas/{self.title}"}

    @property
    def definition(self) -> Schema:
        """What ``schema`` refers to."""
        fields = {
            name: shape.schema if name in self.required else _or_null(shape.schema)
            for name, shape in self.fields.items()
        }
        return {
            "type": "object",
            "properties": fields,
            "required": list(self.required),
            "additionalProperties": False,
            **_explained(self.about, self.example and dict(self.example)),
        }

    def read(self, value: object, place: str, problems: Problems) -> dict[str, Any] | None:
        if not isinstance(value, dict):
            problems.append((place, f"this must be an object, not {kind_of(value)}"))
            return None
        read: dict[str, Any] = {}
        for name, said in value.items():
            shape = self.fields.get(name)
            if len(problems) >= MOST_PROBLEMS:
                return read
            if shape is None:
                problems.append((f"{place}/{pointed(name)}", f"unknown key; {nearest(name, self.fields)}"))
            elif said is not None or name in self.required:
                read[name] = shape.read(said, f"{place}/{name}", problems)
        missing = [name for name in self.required if name not in value]
        problems += [(f"{place}/{name}", "this is missing; add it") for name in missing]
        return read


@dataclass(frozen=True, slots=True)
class Variants:
    """One of several records: which, says the field ``by``; without it, ``default``."""

    by: str
    records: Mapping[str, Record]
    default: str | None = None

    @property
    def schema(self) -> Schema:
        different = {record.title: record for record in self.records.values()}
        return {"anyOf": [record.schema for record in different.values()]}

    def read(self, value: object, place: str, problems: Problems) -> dict[str, Any] | None:
        if not isinstance(value, dict):
            problems.append((place, f"this must be an object, not {kind_of(value)}"))
            return None
        said = value.get(self.by)
        if said is None and self.default is None:
            problems.append((f"{place}/{self.by}", f"this is missing; known: {', '.join(self.records)}"))
            return None
        which = self.default if said is None else said
        if not isinstance(which, str) or which not in self.records:
            problems.append((f"{place}/{self.by}", unknown(which, self.records)))
            return None
        return self.records[which].read(value, place, problems)


# --- words for problems


def shown(value: object) -> str:
    """A value as a problem quotes it: short, in ASCII, and of what has parts only its kind."""
    if isinstance(value, str):
        return ascii(value if len(value) <= 40 else value[:39] + "…")
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return str(value)[:40] if -(10**40) < value < 10**40 else "a number that is too large"
    return kind_of(value)


def kind_of(value: object) -> str:
    """What kind of JSON value this is."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return "text"
        case dict():
            return "an object"
        case list():
            return "a list"
    return "a number"


def unknown(said: object, known: Iterable[str]) -> str:
    """There is no such name, and which there are."""
    return f"there is no {shown(said)}; {nearest(said, known)}"


def nearest(said: object, known: Iterable[str]) -> str:
    """The known name that is close to this one, else all of them."""
    names = list(known)
    close = get_close_matches(said[:60].casefold(), names, n=1) if isinstance(said, str) else []
    return f'did you mean "{close[0]}"?' if close else f"known: {', '.join(names)}"


def pointed(name: str) -> str:
    """A key as a part of a JSON pointer (RFC 6901), short, in ASCII."""
    part = name if len(name) <= 40 else name[:39] + "…"
    return ascii(part)[1:-1].replace("~", "~0").replace("/", "~1")


def _explained(about: str, example: object = None) -> Schema:
    said: Schema = {"description": about} if about else {}
    return said if example is None else {**said, "examples": [example]}


def _or_null(schema: Schema) -> Schema:
    """The same, or null."""
    if "$ref" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    if "anyOf" in schema:
        return {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]}
    enum = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return {**schema, "type": [schema["type"], "null"], **enum}
