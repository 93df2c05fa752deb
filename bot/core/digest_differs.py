"""The digest's section on where its numbers differ, and the same for machines."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.differing import Answered, CameBack, Differing, Part, Spread
from bot.core.digest import Digest, Measured
from bot.core.digest_answering import answering, who_answered
from bot.core.digest_charts import Json
from bot.core.digest_parts import section
from bot.core.digest_returning import came_back, returning
from bot.core.digest_spread import Label, compared, even, spreads, table
from bot.core.figures_json import change_json, estimate_json
from bot.core.report import Report


def differing(report: Report, headlines: Sequence[Measured]) -> Differing:
    """What differs, of the headlines of buyers."""
    return Differing(
        spreads=spreads(report.segments, headlines),
        answered=answering(report.segments),
        came_back=came_back(report.returned),
    )


def differs(digest: Digest, label: Label) -> list[Json]:
    """The section, or none where there is nothing to say."""
    found = digest.differing
    lists = [
        *even(digest.buyers.headlines, label),
        *compared(found.spreads, label),
        *who_answered(found.answered),
        *returning(found.came_back),
    ]
    return [section("differs", lists=lists, table=table(found.spreads, label))] if lists else []


def differing_json(found: Differing) -> Json:
    """Shares 0..1, NPS -100..100, means in ratings; differences with the range that their rule has."""
    return {
        "spreads": [_spread(one) for one in found.spreads],
        "answered": [_answered(one) for one in found.answered],
        "came_back": None if found.came_back is None else _came_back(found.came_back),
    }


def _spread(one: Spread) -> Json:
    return {
        "survey": one.survey,
        "question": one.question,
        "kind": one.kind,
        "touchpoint": one.touchpoint,
        "segment": one.segment,
        "values": one.values,
        "parts": [_part(part) for part in one.parts],
    }


def _part(one: Part) -> Json:
    return {
        "value": one.value,
        "score": estimate_json(one.estimate),
        "others": estimate_json(one.others) if one.against else None,
        "difference": change_json(one.against),
        "differs": one.differs,
    }


def _answered(one: Answered) -> Json:
    return {
        "segment": one.segment,
        "value": one.value,
        "values": list(one.values),
        "rate": estimate_json(one.rate),
        "others": estimate_json(one.others),
        "difference": change_json(one.against),
        "differs": one.differs,
    }


def _came_back(one: CameBack) -> Json:
    """``end`` is not included."""
    return {
        "start": one.start.isoformat(),
        "end": one.end.isoformat(),
        "days": one.days,
        "happy": estimate_json(one.happy),
        "unhappy": estimate_json(one.unhappy),
        "difference": change_json(one.happier),
        "differs": one.happier.clear,
        "newest": one.newest,
    }
