"""An event loop whose time passes only when nobody has anything to do: months in seconds, always the same.

Whatever waits is woken in the order of its moments; what is given to a thread is done at once instead.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable
from concurrent.futures import Executor
from typing import TypeVar, TypeVarTuple, Unpack

T = TypeVar("T")
Given = TypeVarTuple("Given")


class StuckForever(RuntimeError):
    """Everybody waits for somebody else."""


class _Jump(selectors.DefaultSelector):
    """Waits for nothing: the loop's clock is put forward instead."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise StuckForever
        self.now_s += max(0.0, timeout)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """``time`` is in seconds since the beginning of the run."""

    def __init__(self) -> None:
        self._jump = _Jump()
        super().__init__(self._jump)

    def time(self) -> float:
        return self._jump.now_s

    def run_in_executor(
        self,
        executor: Executor | None,  # noqa: ARG002 - the base's
        func: Callable[[Unpack[Given]], T],
        *args: *Given,
    ) -> asyncio.Future[T]:
        """Done before this returns: no thread decides what comes first."""
        future: asyncio.Future[T] = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 - whoever awaits it gets it
            future.set_exception(error)
        return future
