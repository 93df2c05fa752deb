"""What is imported leaves the same record behind as the same purchases reported one by one by their shop."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, StaticPool, select

import handlers
from bot.bench.people import TOUCHPOINT, settings_with
from bot.core.effects import Save
from bot.core.events import Event, PurchaseReceived, PurchaseWithdrawn
from bot.core.identity import Attribute, Customer
from bot.core.ports import Needs, Pending
from bot.core.survey import Audience
from handlers.purchases import customer_id_of, purchase_id_of
from storage.codec import encode_mapping, micros
from storage.imported_purchases import BoughtRow, meet_purchases, save_purchases
from storage.sqlite_driver import synchronous_engine
from storage.staging import Staging
from storage.tables import customers, metadata, purchases
from storage.unit_of_work import UnitOfWork

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
BEGAN = datetime(2024, 1, 1, tzinfo=UTC)
SETTINGS = settings_with("three-questions")


@dataclass(frozen=True)
class Bought:
    order: str
    who: str
    day: int
    name: str | None
    preferred_name: str | None
    language: str | None
    timezone: str | None
    place: str | None
    amount: str | None
    vip: str | None

    @property
    def event(self) -> PurchaseReceived:
        return PurchaseReceived(
            platform="shop:s",
            key=self.order,
            at=NOW,
            shop="s",
            order=self.order,
            customer_ref=self.who,
            touchpoint=TOUCHPOINT,
            bought_at=BEGAN + timedelta(days=self.day),
            customer_name=self.name,
            language=self.language,
            timezone=self.timezone,
            product="Mug",
            place=self.place,
            amount=None if self.amount is None else Decimal(self.amount),
            currency="EUR",
            segments={"store": "Berlin"},
            preferred_name=self.preferred_name,
            attributes={} if self.vip is None else {"vip": self.vip},
        )

    @property
    def row(self) -> BoughtRow:
        event = self.event
        return BoughtRow(
            customer_id_of("s", self.who),
            purchase_id_of("s", self.order),
            self.order,
            event.touchpoint,
            micros(event.bought_at),
            event.product,
            event.place,
            self.amount,
            event.currency,
            encode_mapping(event.segments),
            event.customer_name,
            event.preferred_name,
            event.language,
            event.timezone,
            None if self.vip is None else json.dumps({"vip": self.vip}),
        )


def some(*values: str) -> st.SearchStrategy[str | None]:
    return st.sampled_from([None, *values])


# An order is one customer's, whoever reports it and however often.
ORDERS = st.integers(0, 30).map(lambda number: (str(number), f"customer {number % 4}"))
BOUGHT = st.builds(
    lambda order, *told: Bought(*order, *told),
    ORDERS,
    st.integers(0, 8),
    some("Anna", "Boris"),
    some("Anni", "Bo"),
    some("en", "de"),
    some("Europe/Berlin"),
    some("Hamburg", "Wien"),
    some("12.90", "0.5"),
    some("yes", "no"),
)


@contextmanager
def fresh() -> Iterator[Connection]:
    engine = synchronous_engine("BEGIN IMMEDIATE", poolclass=StaticPool)
    with engine.connect() as connection:
        with connection.begin():
            metadata.create_all(connection)
        yield connection
    engine.dispose()


def report(connection: Connection, events: Sequence[Event]) -> None:
    unit = UnitOfWork(SETTINGS, "test")
    for event in events:
        pending = Pending(event, handlers.needs_of(event, SETTINGS), NOW, 7)
        unit.work_on(connection, [pending], handlers.decide)


def save(connection: Connection, *facts: Customer) -> None:
    event = PurchaseWithdrawn("test", "facts", NOW, "other", "0", "refunded")
    pending = Pending(event, Needs(), NOW, 0)
    UnitOfWork(SETTINGS, "test").work_on(connection, [pending], lambda *_: [Save(fact) for fact in facts])


def bring(connection: Connection, bought: Sequence[Bought], most: int = 500) -> None:
    staging = Staging(len(BoughtRow._fields))
    staging.add(one.row for one in bought)
    for part in staging.in_parts(most):
        save_purchases(connection, "s", "buyer", [part])
    staging.close()


def kept(connection: Connection) -> tuple[list[Any], list[Any]]:
    """The customers, and the purchases but for why nobody is asked."""
    people = [
        {**row._mapping, "attributes": (row.attributes or "").replace("shop:s", "import")}
        for row in connection.execute(select(customers).order_by(customers.c.id))
    ]
    bought = [
        {name: value for name, value in row._mapping.items() if name != "not_asked"}
        for row in connection.execute(select(purchases).order_by(purchases.c.id))
    ]
    connection.rollback()
    return people, bought


@settings(max_examples=60, deadline=None)
@given(
    past=st.lists(BOUGHT, max_size=25),
    split=st.integers(0, 25),
    again=st.integers(0, 25),
    most=st.integers(1, 6),
    withdrawn=st.lists(st.integers(0, 30), max_size=3, unique=True),
)
def test_an_import_in_any_parts_leaves_what_reports_leave(
    past: list[Bought], split: int, again: int, most: int, withdrawn: list[int]
) -> None:
    before = [PurchaseWithdrawn("shop:s", f"{n}/refunded", NOW, "s", str(n), "refunded") for n in withdrawn]
    with fresh() as reported, fresh() as imported:
        report(reported, [*before, *[one.event for one in past]])
        report(imported, before)
        bring(imported, past[:split], most)
        bring(imported, past[:again], most)
        bring(imported, past, most)
        assert kept(imported) == kept(reported)


@settings(max_examples=40, deadline=None)
@given(past=st.lists(BOUGHT, max_size=12), later=st.lists(BOUGHT, max_size=6))
def test_what_a_shop_reports_after_an_import_goes_on_from_it(past: list[Bought], later: list[Bought]) -> None:
    with fresh() as reported, fresh() as imported:
        report(reported, [one.event for one in (*past, *later)])
        bring(imported, past)
        report(imported, [one.event for one in later])
        assert kept(imported) == kept(reported)


def bought(order: str, **told: Any) -> Bought:
    facts = {"who": "anna", "day": 1, "name": "Anna", "preferred_name": None, "language": None}
    facts |= {"timezone": None, "place": None, "amount": None, "vip": None}
    return Bought(order, **{**facts, **told})


def test_nobody_is_ever_asked_about_an_imported_purchase() -> None:
    with fresh() as connection:
        bring(connection, [bought("1")])
        assert connection.execute(select(purchases.c.not_asked)).scalars().all() == ["imported"]


def test_an_order_that_was_taken_back_stays_so() -> None:
    with fresh() as connection:
        report(connection, [PurchaseWithdrawn("shop:s", "1/refunded", NOW, "s", "1", "refunded")])
        bring(connection, [bought("1", day=5)])
        found = connection.execute(select(purchases.c.customer_id, purchases.c.not_asked)).all()
        assert found == [(customer_id_of("s", "anna"), "refunded")]


def test_of_somebody_who_was_erased_nothing_is_kept_again() -> None:
    gone = Customer(customer_id_of("s", "anna"), Audience.BUYER, None, None, None, erased_at=NOW)
    with fresh() as connection:
        save(connection, gone)
        bring(connection, [bought("1"), bought("2", who="boris", name="Boris")])
        people, stored = kept(connection)
        assert [one["order"] for one in stored] == ["2"]
        assert sorted(str(one["name"]) for one in people) == ["Boris", "None"]


def test_how_somebody_told_us_to_be_called_stays() -> None:
    said = (Attribute("preferred_name", "Anni", "customer", NOW),)
    known = Customer(
        customer_id_of("s", "anna"), Audience.BUYER, None, None, None, preferred_name="Anni", attributes=said
    )
    with fresh() as connection:
        save(connection, known)
        bring(connection, [bought("1", preferred_name="Frau Anna")])
        assert kept(connection)[0][0]["preferred_name"] == "Anni"


def test_meeting_rows_says_what_saving_them_would_do_and_changes_nothing() -> None:
    gone = Customer(customer_id_of("s", "anna"), Audience.BUYER, None, None, None, erased_at=NOW)
    rows = [bought("1").row, bought("2", who="boris").row, bought("3", who="carl").row]
    with fresh() as connection:
        save(connection, gone)
        bring(connection, [bought("3", who="carl")])
        before = kept(connection)
        tally, new = meet_purchases(connection, rows)
        connection.rollback()
        assert (tally.new, tally.known, tally.erased, new) == (1, 1, 1, [rows[1]])
        assert kept(connection) == before
