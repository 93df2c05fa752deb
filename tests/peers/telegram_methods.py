"""What a Bot API request must look like, read from an independent client's method and type classes.

aiogram generates a class per method and type from Telegram's own documentation. Names, required
parameters and types are the classes'; limits stand in the descriptions ("1-4096 characters") and are
mined from there. Unlike aiogram itself this refuses names that it does not know, at any depth.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import textwrap
import types
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from typing import Annotated, Literal, Union, get_args, get_origin

import aiogram.methods
from aiogram.client.default import Default
from aiogram.types import InputFile
from pydantic import BaseModel
from pydantic.fields import FieldInfo

_UNIONS = (Union, types.UnionType)


@dataclass(frozen=True, slots=True)
class Part:
    """A file in a multipart body."""

    filename: str
    content: bytes


class Refused(Exception):
    """The answer is an error. ``fault_of_caller``: no well-made request would ever have got it."""

    def __init__(
        self, code: int, description: str, *, fault_of_caller: bool = False, **parameters: object
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.fault_of_caller = fault_of_caller
        self.parameters = parameters


def malformed(description: str) -> Refused:
    """400, and the caller's own fault."""
    return Refused(400, f"Bad Request: {description}", fault_of_caller=True)


@cache
def methods() -> Mapping[str, type[BaseModel]]:
    """Every method's class by its name in the API."""
    found: dict[str, type[BaseModel]] = {}
    for name in aiogram.methods.__all__:
        kind = getattr(aiogram.methods, name)
        api_name = getattr(kind, "__api_method__", None)
        if isinstance(api_name, str):
            found[api_name.lower()] = kind
    return found


@cache
def descriptions(kind: type[BaseModel]) -> Mapping[str, str]:
    """What the documentation says of each field: the text that stands under it in the class."""
    body = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0]
    assert isinstance(body, ast.ClassDef)
    found: dict[str, str] = {}
    for field, below in zip(body.body, body.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(below, ast.Expr)
            and isinstance(below.value, ast.Constant)
            and isinstance(below.value.value, str)
        ):
            found[field.target.id] = below.value.value
    return found


@dataclass(frozen=True, slots=True)
class Limits:
    """What a description limits. ``characters`` counts UTF-16 code units, the strictest reading."""

    characters: tuple[int, int] | None = None
    utf8_bytes: tuple[int, int] | None = None
    number: tuple[int, int] | None = None
    items: tuple[int, int] | None = None
    words: frozenset[str] = frozenset()
    pattern: str | None = None


@cache
def limits(kind: type[BaseModel], name: str) -> Limits:
    """The limits of one field, mined from its description."""
    text = re.sub(r":code:`([^`]*)`", r"\1", descriptions(kind).get(name, ""))
    most_commands = re.search(r"[Aa]t most (\d+) commands", text)
    only = {
        "digits and underscores": r"[a-z0-9_]+",
        "A-Z, a-z, 0-9, _ and - are allowed": r"[A-Za-z0-9_-]+",
    }
    allowed = re.search(r"[Mm]ust be one of ((?:'\w+'[^',.]*(?:, | or )?)+)", text)
    return Limits(
        characters=_range(text, r"(\d+)-(\d+) characters"),
        utf8_bytes=_range(text, r"(\d+)-(\d+) bytes"),
        number=_range(text, r"[Vv]alues between (\d+)-(\d+) are accepted"),
        items=(0, int(most_commands[1])) if most_commands else _range(text, r"(\d+)-(\d+) items"),
        words=frozenset(re.findall(r"'(\w+)'", allowed[1])) if allowed else frozenset(),
        pattern=next((pattern for hint, pattern in only.items() if hint in text), None),
    )


def _range(text: str, pattern: str) -> tuple[int, int] | None:
    found = re.search(pattern, text)
    return (int(found[1]), int(found[2])) if found else None


def utf16_length(text: str) -> int:
    return sum(2 if ord(character) > 0xFFFF else 1 for character in text)


def checked(method: str, given: Mapping[str, object]) -> dict[str, object]:
    """The parameters with their types: a form's texts are decoded as the field wants them.

    Raises Refused for an unknown method or parameter, a missing or wrongly typed one, a limit broken.
    """
    kind = methods().get(method.lower())
    if kind is None:
        raise Refused(404, "Not Found: method not found", fault_of_caller=True)
    decoded: dict[str, object] = {}
    for name, value in given.items():
        field = kind.model_fields.get(name)
        if field is None:
            raise malformed(f"{method} has no parameter {name!r}")
        decoded[name] = _decoded(value, field) if isinstance(value, str) else value
    problems = _problems_of_model(kind, decoded, method)
    if problems:
        raise malformed("; ".join(problems))
    return decoded


def _decoded(raw: str, field: FieldInfo) -> object:
    options = _options(field.annotation)
    if int in options and re.fullmatch(r"-?\d{1,19}", raw):
        return int(raw)
    if str in options:
        return raw
    try:
        return json.loads(raw)
    except ValueError:
        return raw


def _options(annotation: object) -> list[object]:
    """The members of a union, else the annotation itself; without what only aiogram has."""
    if get_origin(annotation) is Annotated:
        return _options(get_args(annotation)[0])
    if get_origin(annotation) in _UNIONS:
        return [option for member in get_args(annotation) for option in _options(member)]
    if annotation in (Default, type(None)):
        return []
    return [annotation]


def _problems_of_model(kind: type[BaseModel], value: Mapping[str, object], path: str) -> list[str]:
    problems = [f"{path}: no {name!r} is known" for name in value if name not in kind.model_fields]
    for name, field in kind.model_fields.items():
        if name not in value:
            if field.is_required() or _is_mark(field):
                problems.append(f"{path}.{name} is required")
            continue
        here = f"{path}.{name}"
        wrong = _problems(field.annotation, value[name], here)
        problems += wrong or _beyond(limits(kind, name), value[name], here)
    return problems


def _is_mark(field: FieldInfo) -> bool:
    """The field tells types apart (``type``, ``force_reply``): a client may leave it out, JSON not."""
    return all(get_origin(option) is Literal for option in _options(field.annotation))


def _problems(annotation: object, value: object, path: str) -> list[str]:
    """Why the value is not of this type; empty where it is."""
    found: list[list[str]] = []
    for option in _options(annotation):
        problems = _problems_with(option, value, path)
        if not problems:
            return []
        found.append(problems)
    return min(found, key=len) if found else [f"{path} takes nothing"]


_PLAIN: Mapping[object, tuple[type, ...]] = {
    str: (str,),
    int: (int,),
    float: (int, float),
    bool: (bool,),
    datetime: (int,),
    timedelta: (int,),
    InputFile: (Part,),
}


def _problems_with(option: object, value: object, path: str) -> list[str]:
    if get_origin(option) is Literal:
        allowed = [word.value if isinstance(word, Enum) else word for word in get_args(option)]
        return [] if value in allowed else [f"{path} must be one of {allowed}"]
    if get_origin(option) is list:
        if not isinstance(value, list):
            return [f"{path} must be a list"]
        inner = get_args(option)[0]
        return [line for at, item in enumerate(value) for line in _problems(inner, item, f"{path}[{at}]")]
    if option in _PLAIN:
        right = isinstance(value, _PLAIN[option]) and isinstance(value, bool) <= (option is bool)
        return [] if right else [f"{path} must be {getattr(option, '__name__', option)}"]
    if isinstance(option, type) and issubclass(option, Enum):
        return [] if value in [word.value for word in option] else [f"{path} is no {option.__name__}"]
    if isinstance(option, type) and issubclass(option, BaseModel):
        if not isinstance(value, Mapping):
            return [f"{path} must be an object"]
        return _problems_of_model(option, value, path)
    return [f"{path}: this peer cannot tell what {option} is"]


def _beyond(most: Limits, value: object, path: str) -> list[str]:
    """Which limits a value of the right type breaks."""
    problems: list[str] = []
    if isinstance(value, str):
        problems += _outside(most.characters, utf16_length(value), path, "characters")
        problems += _outside(most.utf8_bytes, len(value.encode("utf-8", "surrogatepass")), path, "bytes")
        if most.words and value not in most.words:
            problems.append(f"{path} must be one of {sorted(most.words)}")
        if most.pattern and not re.fullmatch(most.pattern, value):
            problems.append(f"{path} has characters that are not allowed")
    elif isinstance(value, list):
        problems += _outside(most.items, len(value), path, "items")
    elif isinstance(value, int):
        problems += _outside(most.number, value, path, "")
    return problems


def _outside(allowed: tuple[int, int] | None, found: int, path: str, unit: str) -> list[str]:
    if allowed is None or allowed[0] <= found <= allowed[1]:
        return []
    return [f"{path} has {found} {unit}, allowed are {allowed[0]}-{allowed[1]}".replace("  ", " ")]
