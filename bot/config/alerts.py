"""What makes a case, as the core needs it: the general rules, and those of a touchpoint on top."""

from __future__ import annotations

from typing import Any

from bot.config.models import Alerts, AlertsThere
from bot.core.survey import QuestionKind
from bot.core.verdict import AlertRules

_UP_TO = {
    "nps_up_to": QuestionKind.NPS,
    "csat_up_to": QuestionKind.CSAT,
    "ces_up_to": QuestionKind.CES,
    "stars_up_to": QuestionKind.STARS,
}


def alert_rules(general: Alerts, there: AlertsThere | None = None) -> AlertRules:
    """The rules that hold: ``there``, where it says something, goes before ``general``."""
    said: dict[str, Any] = general.model_dump(exclude={"touchpoint"})
    if there is not None:
        said |= there.model_dump(exclude_none=True)
    low_up_to = {kind: said[key] for key, kind in _UP_TO.items()}
    return AlertRules(
        low_up_to={**low_up_to, QuestionKind.THUMBS: 0 if said["thumbs_down"] else -1},
        unhappy_from=said["unhappy_from"],
        mixed=said["mixed"],
        words_alone=said["words_alone"],
    )
