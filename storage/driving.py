"""Ratings of a side of the experience beside the headline of the same response, from the rollups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import BigInteger, ColumnElement, Connection, cast, func, select

from bot.core.report import JointCount
from bot.core.settings import Settings
from storage.rollups import IS_JOINT, joint_kinds, joint_ratings
from storage.tables import rollups

_COUNTED = (rollups.c.survey, rollups.c.question, rollups.c.measure, rollups.c.value)
_N = cast(func.sum(rollups.c.n), BigInteger)  # PostgreSQL sums to decimals
_SUMS = select(*_COUNTED, _N).group_by(*_COUNTED).having(_N > 0).order_by(*_COUNTED)


def joint(
    connection: Connection, which: Sequence[ColumnElement[bool]], settings: Settings
) -> tuple[JointCount, ...]:
    """Those of questions about a side of the experience; ``which`` rollups are counted."""
    asked = sides(settings)
    if not asked:
        return ()
    found: dict[tuple[str, str, str], dict[tuple[int, int], int]] = defaultdict(dict)
    statement = _SUMS.where(*which, IS_JOINT, rollups.c.question.in_(sorted({name for _, name in asked})))
    for survey, question, measure, value, n in connection.execute(statement):
        if (survey, question) in asked:
            found[survey, question, measure][joint_ratings(value)] = n
    return tuple(JointCount(*key[:2], *joint_kinds(key[2]), counts) for key, counts in found.items())


def sides(settings: Settings) -> frozenset[tuple[str, str]]:
    """Survey and name of each rating question that any version says is about a side of the experience."""
    return frozenset(
        (survey, question.name)
        for (survey, _), one in settings.surveys.items()
        for question in one.questions
        if question.attribute is not None and question.is_rating and question.name != one.headline
    )
