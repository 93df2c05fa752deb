"""Something that takes long to load, loaded when it is first asked for, and only then.

Analyzers are called from worker threads: two first calls at once must not load twice.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Once(Generic[T]):
    """Calls ``load`` once and keeps what it returns; after what it raised, it is called again."""

    def __init__(self, load: Callable[[], T]) -> None:
        self._load = load
        self._lock = Lock()
        self._loaded: tuple[T] | None = None

    def __call__(self) -> T:
        loaded = self._loaded
        if loaded is None:
            with self._lock:
                loaded = self._loaded
                if loaded is None:
                    loaded = self._loaded = (self._load(),)
        return loaded[0]
