"""``feedback-bot ledger``, as an operator types it."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot import app, config
from bot.core.effects import Fact, Save
from bot.core.events import MessageReceived
from bot.core.identity import Address, Customer
from bot.core.journey import Purchase
from bot.core.ports import Needs, Pending
from bot.core.recovery import Case, CaseEntry, CaseKind, CaseState
from bot.core.survey import Audience
from tests.commands.asked import run, written


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A case of yesterday that was put right, and what the customer has bought since."""
    file = written(tmp_path)

    async def fill() -> None:
        loaded = config.load(file)
        async with app.opened(loaded, loaded.data_folder) as opened:
            now = app.SystemClock().now()
            day = now - timedelta(days=1)
            maya = Customer("c1", Audience.BUYER, "Maya Okafor", "en", None)
            case = Case(
                id="case1",
                customer_id="c1",
                invitation_id=None,
                kind=CaseKind.UNHAPPY,
                state=CaseState.CONFIRMED,
                opened_at=day,
                touchpoint="delivery",
                room="telegram::-1009876543210:",
                alert="alert1",
                reasons=(),
                take_by=now,
                contact_by=now,
                resolve_by=now,
                taken_at=day,
                contacted_at=day,
                resolved_at=day,
                ended_at=day,
                cause="quality",
            )
            bought = Purchase(
                "p1", "web", "1", "c1", "delivery", now, amount=Decimal("12.50"), currency="EUR"
            )
            facts: list[Fact] = [maya, case, bought, CaseEntry("case1", 1, day, "confirmed", None)]
            event = MessageReceived("telegram", "1", now, Address("telegram", person="7"), "hello")
            await opened.store.work(
                [Pending(event, Needs(), now, 1)], lambda *_: [Save(one) for one in facts]
            )

    asyncio.run(fill())
    return file


def test_it_prints_what_became_of_the_cases(path: Path) -> None:
    done = run("ledger", "--period", "last 7 days", "--config", str(path))
    assert done.returncode == 0
    printed = " ".join(done.stdout.split())
    assert printed.startswith("Recovery at Bean There, ")
    assert "Put right, of those who told us 1 of 1 n=1" in printed
    assert "Quality: 1" in printed
    assert "1 purchase for 12.50 EUR" in printed


def test_machines_can_read_it(path: Path) -> None:
    read = json.loads(run("ledger", "--period", "last 7 days", "--json", "--config", str(path)).stdout)
    assert (read["cases"]["opened"], read["ledger"]["recovered"]["yes"]) == (1, 1)
    assert read["ledger"]["bought_again"] == 1


def test_a_period_that_there_is_not_is_said_plainly(path: Path) -> None:
    done = run("ledger", "--period", "someday", "--config", str(path))
    assert done.returncode != 0
    assert "someday" in done.stderr
    assert "Traceback" not in done.stderr
