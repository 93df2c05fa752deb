"""A customer of the past as a replay needs them: what happens anyway, and how they react when asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.identity import Customer
from bot.core.past import PastCustomer, PastTalk

Span = tuple[datetime, datetime | None]
"""From, and until (exclusive); None: to this day."""


@dataclass(frozen=True, slots=True)
class Reaction:
    """What became of one invitation, counted from its sending.

    ``lasts``: how long the talk was open, ``case``: after how long one was opened and how long that was open;
    None for a length: to this day.
    """

    sent_at: datetime
    lasts: timedelta | None
    was_answered: bool
    was_ignored: bool
    was_withdrawn: bool  # it reached nobody
    case: tuple[timedelta, timedelta | None] | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """One customer of the past, the same for every replay.

    ``facts`` are talks that the rules had no say in: what the customer began, and what was sent about earlier
    purchases than those that are replayed. ``reactions`` are to the others, by purchase.
    """

    customer: Customer  # before anything of this has happened to them
    has_address: bool
    opted_out_at: datetime | None
    erased_at: datetime | None
    facts: tuple[PastTalk, ...]
    reactions: Mapping[str, Reaction]
    cases: tuple[Span, ...]  # that came from elsewhere than these reactions


def person_from(past: PastCustomer, replayed_from: datetime) -> Person:
    """Tell what the rules decide on from what happens anyway."""
    customer = past.customer
    decided = {talk.id: talk for talk in past.talks if _is_decided(talk, replayed_from)}
    cases: list[Span] = []
    after: dict[str, tuple[timedelta, timedelta | None]] = {}
    for case in past.cases:
        talk = decided.get(case.talk or "")
        if talk is None or talk.id in after or case.opened_at < talk.sent_at:
            cases.append((case.opened_at, case.ended_at))
        else:
            lasts = None if case.ended_at is None else case.ended_at - case.opened_at
            after[talk.id] = (case.opened_at - talk.sent_at, lasts)
    return Person(
        customer=replace(
            customer, name=None, attributes=(), invited_at={}, ignored=0, opted_out_at=None, erased_at=None
        ),
        has_address=past.has_address,
        opted_out_at=customer.opted_out_at,
        erased_at=customer.erased_at,
        facts=tuple(talk for talk in past.talks if talk.id not in decided),
        reactions={str(talk.purchase_id): reaction_to(talk, after.get(talk.id)) for talk in decided.values()},
        cases=tuple(cases),
    )


def reaction_to(talk: PastTalk, case: tuple[timedelta, timedelta | None] | None = None) -> Reaction:
    """How somebody reacted to this."""
    lasts = None if talk.ended_at is None else talk.ended_at - talk.sent_at
    return Reaction(talk.sent_at, lasts, talk.was_answered, talk.was_ignored, talk.was_withdrawn, case)


def _is_decided(talk: PastTalk, replayed_from: datetime) -> bool:
    return talk.is_ours and talk.bought_at is not None and talk.bought_at >= replayed_from
