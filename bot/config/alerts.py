"""What makes a case, as the core needs it: the general rules, and those of a touchpoint on top.

How sure an analyzer must be before words raise an alert is said as the precision that is wanted, or as a
probability. The first becomes the second by what was measured of that analyzer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.config.models import Alerts, AlertsThere, ConfigFile
from bot.config.places import Finding
from bot.core.survey import QuestionKind
from bot.core.verdict import UNHAPPY_FROM, AlertRules
from bot.sentiment.calibration import calibrations

_UP_TO = {
    "nps_up_to": QuestionKind.NPS,
    "csat_up_to": QuestionKind.CSAT,
    "ces_up_to": QuestionKind.CES,
    "stars_up_to": QuestionKind.STARS,
}


def alert_rules(
    general: Alerts,
    there: AlertsThere | None = None,
    analyzer: str = "default",
    competitors: tuple[str, ...] = (),
) -> AlertRules:
    """The rules that hold: ``there``, where it says something, goes before ``general``."""
    said: dict[str, Any] = general.model_dump(exclude={"touchpoint"})
    if there is not None:
        own = there.model_dump(exclude_none=True)
        if "words_precision" in own:
            said["unhappy_from"] = None
        said |= own
    low_up_to = {kind: said[key] for key, kind in _UP_TO.items()}
    probability: float | None = said["unhappy_from"]
    return AlertRules(
        low_up_to={**low_up_to, QuestionKind.THUMBS: 0 if said["thumbs_down"] else -1},
        unhappy_from=_from(said["words_precision"], analyzer) if probability is None else probability,
        complaint_from=said["complaint_from"],
        mixed=said["mixed"],
        words_alone=said["words_alone"],
        competitors=competitors,
    )


def _from(precision: float, analyzer: str) -> float:
    """The probability from which so many alerts of this analyzer are right."""
    measured = calibrations().get(analyzer)
    return measured.threshold_for(precision) if measured else UNHAPPY_FROM


def findings(file: ConfigFile) -> Iterator[Finding]:
    """Two ways to say the same at once, and a precision that nobody has measured."""
    yield from _one_way(file.alerts, ("alerts",), file.sentiment.analyzer)
    for name, there in file.alerts.touchpoint.items():
        yield from _one_way(there, ("alerts", "touchpoint", name), file.sentiment.analyzer)


def _one_way(said: Alerts | AlertsThere, here: tuple[str, ...], analyzer: str) -> Iterator[Finding]:
    if "words_precision" not in said.model_fields_set:
        return
    if said.unhappy_from is not None:
        yield (*here, "unhappy_from"), "give words_precision or unhappy_from, not both; remove one"
    elif analyzer not in {"none", *calibrations()}:
        yield (
            (*here, "words_precision"),
            f"how precise the analyzer {analyzer} is was not measured; give unhappy_from, a probability",
        )
