"""How much each benchmark does: as long as numbers need, or just enough to see that all of it works."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    """What may be asked for on the command line, and what the quick table takes instead."""

    rounds: int = 5
    fsync_ms: float = 0.0
    seconds: float | None = None  # None: as long as this benchmark likes
    open_conversations: int = 100_000
    rows: int = 1_000_000
    events: int = 1536  # a round of ``store`` and of ``postgres``
    customers: int = 1000  # who talk in a round of ``telegram``
    cases: int = 400  # in the burst of ``alerts``
    texts: int = 2000
    postgres: str | None = None  # a server's address
    open_beside: tuple[int, ...] = (1_000, 10_000)
    """Open conversations that ``memory`` compares."""
    open_pickled: int = 10_000
    """Open conversations of ``persistence``."""
    kills: int = 5

    def lasting(self, seconds: float) -> float:
        """What was asked for, else ``seconds``."""
        return seconds if self.seconds is None else self.seconds


QUICK = Sizes(
    rounds=1,
    seconds=1.0,
    open_conversations=60,
    rows=2_000,
    events=64,
    customers=30,
    cases=40,
    texts=40,
    open_beside=(50, 150),
    open_pickled=200,
    kills=1,
)
