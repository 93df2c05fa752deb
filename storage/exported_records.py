"""Cases, purchases and customers as they are given out: those of buyers alone."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from bot.core.survey import Audience
from storage import case_rows, codec, rows
from storage.export_reading import Reading, Taken, given_out, pages, pairs, people, there, who_is
from storage.report_filters import WORK_HERE, in_period, in_segment
from storage.tables import cases, customers, purchases


def every_case(reading: Reading) -> Iterator[Taken]:
    wanted = reading.wanted
    statement = select(*cases.c).where(
        in_period(cases.c.opened_us), cases.c.customer_id.not_in(WORK_HERE), *there(wanted, cases.c)
    )
    for page in pages(reading, statement, cases.c.id, **reading.days):
        who = people(reading, (one.customer_id for one in page))
        for one in page:
            case = case_rows.case_from(one)
            yield given_out(
                reading,
                who.get(one.customer_id),
                {
                    "case": case.id,
                    "customer": case.customer_id,
                    "response": case.invitation_id,
                    "case_kind": case.kind.value,
                    "state": case.state.value,
                    "severity": int(case.severity),
                    "touchpoint": case.touchpoint,
                    "place": case.place,
                    "product": case.product,
                    "rating": case.rating,
                    "comment": case.words,
                    "owner": case.owner_name,
                    "cause": case.cause,
                    "done": case.done,
                    "opened_at": case.opened_at,
                    "taken_at": case.taken_at,
                    "contacted_at": case.contacted_at,
                    "resolved_at": case.resolved_at,
                    "ended_at": case.ended_at,
                    "reopened": case.reopened,
                    "rating_after": case.rating_after,
                },
            )


def every_purchase(reading: Reading) -> Iterator[Taken]:
    wanted = reading.wanted
    statement = select(*purchases.c).where(
        in_period(purchases.c.bought_us),
        purchases.c.customer_id.not_in(WORK_HERE),
        *there(wanted, purchases.c),
    )
    if wanted.segment:
        statement = statement.where(in_segment(purchases.c.segments, wanted.segment))
    for page in pages(reading, statement, purchases.c.id, **reading.days):
        who = people(reading, (one.customer_id for one in page))
        for one in page:
            row = {
                "purchase": one.id,
                "shop": one.shop,
                "order": one.order,
                "customer": one.customer_id,
                "touchpoint": one.touchpoint,
                "bought_at": codec.moment(one.bought_us),
                "product": one.product,
                "place": one.place,
                "amount": one.amount,
                "currency": one.currency,
                "segments": pairs(one.segments),
                "not_asked": one.not_asked,
            }
            yield given_out(reading, who.get(one.customer_id), row)


def every_customer(reading: Reading) -> Iterator[Taken]:
    statement = select(*customers.c).where(
        customers.c.audience == Audience.BUYER.value, customers.c.erased_us.is_(None)
    )
    for page in pages(reading, statement, customers.c.id):
        for one in page:
            who = rows.customer_from(one)
            row = {
                "customer": who.id,
                "name": who.name,
                "preferred_name": who.preferred_name,
                "language": who.language,
                "timezone": who.timezone,
                "place": who.place,
                "orders": who.orders,
                "ratings": [str(rating) for rating in who.ratings],
                "first_bought_at": who.first_bought_at,
                "last_bought_at": who.last_bought_at,
                "stopped_at": who.opted_out_at,
            }
            yield given_out(reading, who_is(who), row)
