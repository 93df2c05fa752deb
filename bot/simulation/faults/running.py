"""``feedback-bot simulate``: live through months, judge them, and tell what was seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.simulation.faults.promises import Findings, judge
from bot.simulation.faults.shrinking import shortest, story
from bot.simulation.faults.world import START, Lived, Told, live


@dataclass(frozen=True, slots=True)
class Outcome:
    """A run that was judged."""

    lived: Lived
    findings: Findings

    @property
    def counts(self) -> Mapping[str, object]:
        """What the command ends with: how much of everything, and what went wrong with it."""
        lived, found = self.lived, self.findings
        asked = {
            one["about"] for one in lived.history if one["t"] == "shown" and one["purpose"] == "invitation"
        }
        return {
            "conversations": len(asked),
            "events": lived.events,
            "sends": lived.sends,
            "crashes": lived.crashes,
            "faults": len(lived.struck),
            "lost": len(found.lost),
            "doubled_answers": len(found.doubled_answers),
            "doubled_alerts": len(found.doubled_alerts),
            "doubled_digests": len(found.doubled_digests),
            "doubled_messages": len(found.doubled_messages) + len(found.excused),
            "unexcused": len(found.doubled_messages),
            "asked_wrongly": len(found.asked_wrongly),
            "arrived_by_night": len(found.late),
            "history": lived.digest,
        }


def simulated(told: Told) -> Outcome:
    """The run, and what the judge says of it."""
    lived = live(told)
    return Outcome(lived, judge(lived.history, lived.rows, START))


def shortest_story(told: Told) -> str:
    """What is left of a run that broke a promise when everything is left out that has no part in it."""
    found = shortest(told)
    return story(*found) if found is not None else ""
