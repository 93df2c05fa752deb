"""Ratings of a side of the experience beside the headline of the same response, from the rollups."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from sqlalchemy import BigInteger, Connection, cast, func, select

from bot.core.report import JointCount, ReportQuery
from bot.core.settings import Settings
from storage.report_filters import KEPT, Scope, scope_of
from storage.rollup_filters import grains_of, on_days
from storage.rollups import APART, joint_kinds, joint_ratings
from storage.statements import Prepared
from storage.tables import rollups

# The number first: texts are dear to sort.
_COUNTED = (rollups.c.value, rollups.c.survey, rollups.c.question, rollups.c.measure)
_N = cast(func.sum(rollups.c.n), BigInteger)  # PostgreSQL sums to decimals


def joint(connection: Connection, query: ReportQuery, settings: Settings) -> tuple[JointCount, ...]:
    """Those of buyers in the query's period, to questions about a side of the experience."""
    asked = sides(settings)
    if not asked:
        return ()
    questions = tuple(sorted({name for _, name in asked}))
    counted = _sums(scope_of(query, settings), questions).rows_of(connection, grains_of(query.period))
    found: dict[tuple[str, str, str], dict[tuple[int, int], int]] = defaultdict(dict)
    for value, survey, question, measure, n in counted:
        if (survey, question) in asked:
            found[survey, question, measure][joint_ratings(value)] = n
    return tuple(JointCount(*key[:2], *joint_kinds(key[2]), counts) for key, counts in found.items())


@lru_cache(KEPT)
def _sums(scope: Scope, questions: tuple[str, ...]) -> Prepared:
    return Prepared(
        select(*_COUNTED, _N)
        .where(*on_days(scope, APART), rollups.c.question.in_(questions))
        .group_by(*_COUNTED)
        .having(_N > 0)
        .order_by(*_COUNTED)
    )


def sides(settings: Settings) -> frozenset[tuple[str, str]]:
    """Survey and name of each rating question that any version says is about a side of the experience."""
    return frozenset(
        (survey, question.name)
        for (survey, _), one in settings.surveys.items()
        for question in one.questions
        if question.attribute is not None and question.is_rating and question.name != one.headline
    )
