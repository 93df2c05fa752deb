"""Frozen facts with some fields changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

Fact = TypeVar("Fact")


def changed(fact: Fact, /, **changes: Any) -> Fact:
    """``dataclasses.replace`` at half its cost, for what every event does to facts of many fields.

    It asks nothing of each field in turn, so a fact's fields must be its positional arguments, all of them.
    Raises KeyError for a field that the fact does not have.
    """
    kind: Any = type(fact)
    places, values_of = _shape(kind)
    values = [*values_of(fact)]
    for name, value in changes.items():
        values[places[name]] = value
    return type(fact)(*values)


@cache
def _shape(kind: Any) -> tuple[Mapping[str, int], Callable[[Any], tuple[Any, ...]]]:
    """The places of the fields by name, and all their values at once."""
    names = [field.name for field in fields(kind)]
    return {name: place for place, name in enumerate(names)}, attrgetter(*names)
