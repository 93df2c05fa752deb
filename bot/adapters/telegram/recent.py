"""What was kept last, by key."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

_K = TypeVar("_K")
_V = TypeVar("_V")

MOST = 10_000


class Recent(Generic[_K, _V]):
    """At most ``MOST`` values; the one that was kept longest ago makes room."""

    def __init__(self) -> None:
        self._kept: OrderedDict[_K, _V] = OrderedDict()

    def get(self, key: _K) -> _V | None:
        return self._kept.get(key)

    def keep(self, key: _K, value: _V) -> None:
        self._kept[key] = value
        self._kept.move_to_end(key)
        if len(self._kept) > MOST:
            self._kept.popitem(last=False)
