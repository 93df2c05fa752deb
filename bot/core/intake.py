"""What has come in and waits to be committed, as health shows it."""

from __future__ import annotations

from dataclasses import dataclass

FLOOD = "flood"
"""The kind of timer that tells somebody, once a day, that it is a lot at once."""

LONGEST_S = 60.0  # that anything waits; then we are too slow for what comes in


@dataclass(frozen=True, slots=True)
class Intake:
    """``held_back`` of those that ``waiting`` counts let others go first, the longest for ``held_back_s``;
    ``oldest_s`` is how long any other has waited. ``full`` are the platforms and shops of which so much waits
    that no more is taken for now.
    """

    waiting: int = 0
    oldest_s: float = 0.0
    held_back: int = 0
    held_back_s: float = 0.0
    senders_held_back: int = 0
    full: tuple[str, ...] = ()

    @property
    def in_the_way(self) -> str | None:
        """What keeps us from taking in what comes; None while nothing does."""
        if self.full:
            return (
                f"too much at once from {', '.join(self.full)}: more is not taken until it is worked through"
            )
        if self.oldest_s > LONGEST_S:
            return f"what came in has waited for {self.oldest_s:.0f} s"
        return None

    @property
    def problem(self) -> str | None:
        """The same, or who waits because of themselves: that is in nobody else's way."""
        senders = self.senders_held_back
        if self.in_the_way or not senders:
            return self.in_the_way
        who = "one sender" if senders == 1 else f"{senders} senders"
        return f"a flood from {who}: {self.held_back} wait their turn, others go first"

    @property
    def json(self) -> dict[str, object]:
        """As ``/readyz`` shows it."""
        return {
            "waiting": self.waiting,
            "oldest_s": round(self.oldest_s, 1),
            "held_back": self.held_back,
            "held_back_s": round(self.held_back_s, 1),
            "problem": self.problem,
        }
