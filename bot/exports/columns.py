"""The tables that are given out, column by column, and what each column is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a column holds; for research it says what becomes of it."""

    ID = "id"  # of a customer, response, case or purchase: a pseudonym for research
    NAME = "name"  # leads to somebody: left out for research
    WORDS = "words"  # what somebody wrote: for research only of those who may be quoted, and masked
    TEXT = "text"
    RARE = "text, rare"  # a place, a product …: for research left out of rows where few share it
    RARE_LIST = "list, rare"
    LIST = "list"
    MOMENT = "moment"  # for research the day alone
    NUMBER = "number"
    AMOUNT = "amount"
    FLAG = "yes or no"


@dataclass(frozen=True, slots=True)
class Column:
    """One of them; what it means is in the catalogue."""

    name: str
    kind: Kind


def _columns(**kinds: Kind) -> tuple[Column, ...]:
    return tuple(Column(name, kind) for name, kind in kinds.items())


_PLACED = _columns(
    response=Kind.ID,
    customer=Kind.ID,
    purchase=Kind.ID,
    audience=Kind.TEXT,
    survey=Kind.TEXT,
    survey_version=Kind.TEXT,
    touchpoint=Kind.TEXT,
    place=Kind.RARE,
    product=Kind.RARE,
    segments=Kind.RARE_LIST,
)
_FELT = _columns(
    comment=Kind.WORDS,
    quotes=Kind.TEXT,
    sentiment=Kind.TEXT,
    polarity=Kind.NUMBER,
    p_unhappy=Kind.NUMBER,
    analyzer=Kind.TEXT,
)
_RATED = _columns(question=Kind.TEXT, kind=Kind.TEXT, answered_at=Kind.MOMENT, rating=Kind.NUMBER)

TABLES: Mapping[str, tuple[Column, ...]] = {
    "responses": (
        *_PLACED,
        *_columns(
            started_by_customer=Kind.FLAG,
            state=Kind.TEXT,
            sent_at=Kind.MOMENT,
            finished_at=Kind.MOMENT,
            answers=Kind.NUMBER,
        ),
        *_RATED,
        *_columns(comment=Kind.WORDS, quotes=Kind.TEXT),
    ),
    "answers": (*_PLACED, *_RATED, *_columns(options=Kind.LIST, skipped=Kind.FLAG), *_FELT),
    "comments": (*_PLACED, *_RATED, *_FELT),
    "cases": _columns(
        case=Kind.ID,
        customer=Kind.ID,
        response=Kind.ID,
        case_kind=Kind.TEXT,
        state=Kind.TEXT,
        severity=Kind.NUMBER,
        touchpoint=Kind.TEXT,
        place=Kind.RARE,
        product=Kind.RARE,
        rating=Kind.NUMBER,
        comment=Kind.WORDS,
        quotes=Kind.TEXT,
        owner=Kind.NAME,
        cause=Kind.TEXT,
        done=Kind.NAME,
        opened_at=Kind.MOMENT,
        taken_at=Kind.MOMENT,
        contacted_at=Kind.MOMENT,
        resolved_at=Kind.MOMENT,
        ended_at=Kind.MOMENT,
        reopened=Kind.NUMBER,
        rating_after=Kind.NUMBER,
    ),
    "purchases": _columns(
        purchase=Kind.ID,
        shop=Kind.TEXT,
        order=Kind.NAME,
        customer=Kind.ID,
        touchpoint=Kind.TEXT,
        bought_at=Kind.MOMENT,
        product=Kind.RARE,
        place=Kind.RARE,
        amount=Kind.AMOUNT,
        currency=Kind.TEXT,
        segments=Kind.RARE_LIST,
        not_asked=Kind.TEXT,
    ),
    "customers": _columns(
        customer=Kind.ID,
        name=Kind.NAME,
        preferred_name=Kind.NAME,
        language=Kind.RARE,
        timezone=Kind.RARE,
        place=Kind.RARE,
        orders=Kind.NUMBER,
        ratings=Kind.LIST,
        first_bought_at=Kind.MOMENT,
        last_bought_at=Kind.MOMENT,
        stopped_at=Kind.MOMENT,
    ),
}

FILTERS: Mapping[str, frozenset[str]] = {
    "responses": frozenset({"period", "touchpoint", "segment", "survey", "audience"}),
    "answers": frozenset({"period", "touchpoint", "segment", "survey", "audience"}),
    "comments": frozenset({"period", "touchpoint", "segment", "survey", "audience"}),
    "cases": frozenset({"period", "touchpoint"}),
    "purchases": frozenset({"period", "touchpoint", "segment"}),
    "customers": frozenset(),
}
"""What narrows each of them down. The period is that of the answer, the case's opening, the purchase."""
