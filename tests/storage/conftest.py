"""A business with one survey, a database in a fresh folder, and short ways to say what happens."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.core.conversation import Answer, Invitation, State
from bot.core.effects import Effect, Lane, Line, Message, Parcel, Save, Send
from bot.core.eligibility import ContactRules
from bot.core.events import Event, MessageReceived, Outcome, ParcelSettled
from bot.core.identity import Address, Contact, Customer
from bot.core.journey import Touchpoint
from bot.core.periods import BusinessHours
from bot.core.ports import Errand, Needs, Pending
from bot.core.recovery import Case, CaseKind, CaseState, ServiceLevels
from bot.core.settings import Settings
from bot.core.survey import Audience, QuestionKind, Survey
from bot.core.survey_reading import parse_survey
from bot.core.view import View
from storage.database import Database, open_database, sqlite_url
from storage.unit_of_work import SqlStore

NOW = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")
ANNA = Address("telegram", "", "", "100")
BORIS = Address("telegram", "", "", "200")
STAFF_ROOM = Address("slack", "W1", "C1")

SURVEY: Survey = parse_survey(
    {
        "name": "after-sale",
        "title": "How was it?",
        "question": [
            {"name": "how", "kind": "csat", "text": "How was it?"},
            {"name": "why", "kind": "text", "text": "Why?"},
            {
                "name": "wants",
                "kind": "choices",
                "text": "What matters?",
                "options": [{"name": "price", "label": "Price"}, {"name": "speed", "label": "Speed"}],
            },
        ],
    },
    ["en"],
)


def decide_nothing(_event: Event, _view: View) -> Sequence[Effect]:
    return ()


def saving(*facts: object) -> Callable[[Event, View], Sequence[Effect]]:
    """Decides that these facts are so."""
    return lambda _event, _view: [Save(fact) for fact in facts]  # type: ignore[arg-type]  # tests pass facts


def sending(*parcels: Parcel) -> Callable[[Event, View], Sequence[Effect]]:
    """Decides that these parcels are sent."""
    return lambda _event, _view: [Send(parcel) for parcel in parcels]


def message(
    text: str = "hello", *, key: str = "1", address: Address = ANNA, at: datetime = NOW
) -> MessageReceived:
    return MessageReceived(address.platform, key, at, address, text)


def pending(event: Event, needs: Needs = Needs(), *, now: datetime = NOW, seed: int = 7) -> Pending:  # noqa: B008 - frozen
    return Pending(event, needs, now, seed)


def parcel(
    id_: str,
    address: Address = ANNA,
    lane: Lane = Lane.REPLY,
    *,
    not_before: datetime = NOW,
    target: str | None = None,
) -> Parcel:
    return Parcel(
        id=id_,
        address=address,
        lane=lane,
        purpose="question",
        about="invitation:i1",
        message=Message((Line("survey.text", {"name": id_}),)),
        language="en",
        not_before=not_before,
        target=target,
    )


def settled(errand: Errand, outcome: Outcome = Outcome.DELIVERED, *, at: datetime = NOW) -> ParcelSettled:
    sent = errand.parcel
    receipt = f"receipt of {sent.id}" if outcome is Outcome.DELIVERED else None
    return ParcelSettled(
        "courier", sent.id, at, sent.id, sent.address, sent.purpose, sent.about, outcome, receipt
    )


def customer(id_: str = "c1") -> Customer:
    return Customer(id_, Audience.BUYER, "Anna Example", "en", "Europe/Berlin")


def contact(id_: str = "c1", address: Address = ANNA) -> Contact:
    return Contact(address, id_)


def invitation(id_: str = "i1", customer_id: str = "c1") -> Invitation:
    """Asked and delivered."""
    return Invitation(
        id=id_,
        customer_id=customer_id,
        purchase_id="p1",
        survey=SURVEY.name,
        survey_version=SURVEY.version,
        touchpoint="delivery",
        segments={"store": "Berlin"},
        started_by_customer=False,
        state=State.ASKED,
        planned_at=NOW,
        due_at=NOW,
        expires_at=NOW + timedelta(days=7),
        address=ANNA,
        sent_at=NOW,
        delivered_at=NOW,
        question="how",
    )


def rated(rating: int, at: datetime = NOW) -> Answer:
    return Answer("how", QuestionKind.CSAT, at, rating=rating)


def answered(asked: Invitation, *answers: Answer) -> Invitation:
    return replace(asked, state=State.RUNNING, answers=answers)


def case(id_: str = "case1", customer_id: str = "c1", *, opened_at: datetime = NOW) -> Case:
    return Case(
        id=id_,
        customer_id=customer_id,
        invitation_id=None,
        kind=CaseKind.UNHAPPY,
        state=CaseState.OPEN,
        opened_at=opened_at,
        touchpoint="delivery",
        room=STAFF_ROOM.key,
        alert="alert1",
        reasons=("reason.low_rating",),
        take_by=opened_at + timedelta(hours=1),
        contact_by=opened_at + timedelta(hours=24),
        resolve_by=opened_at + timedelta(hours=72),
        clocks_from=opened_at,
        told=("take.reminder",),
    )


@dataclass
class House:
    """An open store, and one event after another for it."""

    store: SqlStore
    database: Database
    settings: Settings
    events: int = field(default=0)

    async def decided(
        self, *effects: Effect, now: datetime = NOW, needs: Needs | None = None
    ) -> Sequence[Errand]:
        """One event of Anna's with these effects; the errands that follow."""
        self.events += 1
        event = message(key=f"decided {self.events}", at=now)
        wanted = Needs(addresses=(ANNA,)) if needs is None else needs
        committed = await self.store.work([pending(event, wanted, now=now)], lambda _event, _view: effects)
        return committed.errands

    async def settle(
        self, *errands: Errand, outcome: Outcome = Outcome.DELIVERED, now: datetime = NOW
    ) -> Sequence[Errand]:
        """Receipts for these, in one batch; the errands that follow."""
        batch = [pending(settled(errand, outcome, at=now), now=now) for errand in errands]
        return (await self.store.work(batch, decide_nothing)).errands

    async def view(self, needs: Needs) -> View:
        """What an event with these needs sees."""
        self.events += 1
        seen: list[View] = []

        def look(_event: Event, view: View) -> Sequence[Effect]:
            seen.append(view)
            return ()

        await self.store.work([pending(message(key=f"view {self.events}"), needs)], look)
        return seen[0]


def make_business() -> Settings:
    return Settings(
        business="Mugs",
        languages=("en",),
        zone=ZONE,
        hours=BusinessHours({}, frozenset(), ZONE),
        touchpoints={"delivery": Touchpoint("delivery", SURVEY.name, timedelta(days=1))},
        surveys={(SURVEY.name, SURVEY.version): SURVEY},
        current={SURVEY.name: SURVEY.version},
        rooms=(),
        staff=frozenset(),
        managers=frozenset(),
        contact=ContactRules(),
        service=ServiceLevels(),
        digests={},
        causes=(),
        link_key=b"secret",
    )


@pytest.fixture(scope="session")
def business() -> Settings:
    return make_business()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "feedback.sqlite"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One suite for both engines; what names the ``file`` is about SQLite's."""
    if "engine" in metafunc.fixturenames:
        engines = ["sqlite"] if "file" in metafunc.fixturenames else ["sqlite", "postgresql"]
        metafunc.parametrize("engine", engines, scope="session")


@pytest.fixture
def url(engine: str, request: pytest.FixtureRequest) -> str:
    """Where this test's database is."""
    if engine == "sqlite":
        return sqlite_url(request.getfixturevalue("file"))
    found: str = request.getfixturevalue("postgres_url")
    return found


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    opened = await open_database(url, synchronous="NORMAL")
    yield opened
    await opened.close()


@pytest.fixture
def house(database: Database, business: Settings) -> House:
    return House(SqlStore(database, business, "this process"), database, business)
