"""What managers read of recovery: what became of the cases, what it took and what came back."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.core.digest import Digest
from bot.core.digest_card import card
from bot.core.digest_json import digest_json, ledger_json
from bot.core.digest_recovery import recovery_card
from bot.core.ledger import Ledger, Money
from bot.core.periods import all_time
from bot.core.report import CaseNumbers, Numbers, ReportQuery
from bot.texts import render
from bot.texts.digest_text import text
from tests.core.test_digest import QUERY, TODAY, digest_of

BUSY = Ledger(
    cases=40,
    in_time=36,
    resolved_in_time=28,
    median_to_resolve=timedelta(hours=26),
    asked=30,
    recovered=21,
    not_recovered=4,
    silent=5,
    false_alarms=2,
    causes=(("delivery", 20), ("quality", 8)),
    promises_kept=3,
    promises_broken=1,
    gestures=(Money("EUR", Decimal(35), 10),),
    back=12,
    later=(Money("CHF", Decimal(80), 1), Money("EUR", Decimal("1250.5"), 17)),
    later_of_gestures=(Money(None, Decimal("9.9"), 2),),
)
CASES = CaseNumbers(
    opened=40, taken=39, taken_in_time=37, contacted=38, contacted_in_time=38, resolved=30, confirmed=21
)


@pytest.fixture
def busy() -> Digest:
    return digest_of(Numbers(QUERY, cases=CASES, ledger=BUSY))


def said(shown: Any) -> str:
    """A card in English, its lines unbroken."""
    return " ".join(text(shown, render, "en").split())


def test_the_recovered_share_is_of_those_who_told_us_with_its_range_and_n(busy: Digest) -> None:
    printed = said(card(busy))
    assert "Put right, of those who told us 84% n=25, rough likely 65% to 94%" in printed
    assert "Asked, and no answer 5" in printed


def test_of_few_there_are_counts_and_no_share(busy: Digest) -> None:
    assert "Promises kept 3 of 4 n=4" in said(card(busy))
    assert "75%" not in said(card(busy))


def test_steps_causes_gestures_and_what_came_back_are_told(busy: Digest) -> None:
    printed = said(card(busy))
    for part in (
        "Resolved 30 28/30 1 d 2 h",
        "Cases looked after in time at every step 90% n=40",
        "What caused it - Delivery: 20 - Quality: 8 - 2 turned out not to be a problem",
        "10 gestures, for 35.00 EUR",
        "Bought since by those who were given something: 2 purchases for 9.90",
        "12 of 21 for whom it was put right have bought again",
        "Bought since by those for whom it was put right: 1 purchase for 80.00 CHF",
        "17 purchases for 1,250.50 EUR",
    ):
        assert part in printed


def test_what_there_is_nothing_of_is_left_out() -> None:
    printed = said(
        card(digest_of(Numbers(QUERY, cases=CaseNumbers(opened=1, still_open=1), ledger=Ledger(1, 1))))
    )
    for part in ("Put right, of those", "Promises kept", "What caused it", "What it took"):
        assert part not in printed


def test_gestures_without_a_case_are_told_too() -> None:
    digest = digest_of(Numbers(QUERY, ledger=Ledger(gestures=BUSY.gestures)))
    assert not digest.is_empty
    assert "No case was opened in this time. What it took, and what came back - 10 gestures" in said(
        card(digest)
    )


def test_the_ledger_by_itself_says_what_time_it_is_about(busy: Digest) -> None:
    printed = said(recovery_card(busy))
    assert printed.startswith(
        "Recovery at Mug & Bean, 2026-10-01 to 2026-10-31 Cases that were opened in this time"
    )
    assert "84%" in printed
    everything = digest_of(Numbers(ReportQuery(all_time(TODAY)), cases=CASES, ledger=BUSY))
    assert said(recovery_card(everything)).startswith("Recovery at Mug & Bean so far, up to 2026-11-02")


def test_machines_read_the_same_numbers(busy: Digest) -> None:
    read: Any = json.loads(json.dumps(digest_json(busy)))["ledger"]
    assert read == json.loads(json.dumps(ledger_json(busy)))["ledger"]
    assert {name: read["recovered"][name] for name in ("yes", "no", "silent", "asked", "n", "value")} == {
        "yes": 21,
        "no": 4,
        "silent": 5,
        "asked": 30,
        "n": 25,
        "value": 0.84,
    }
    assert read["promises"] == {"kept": 3, "broken": 1, "n": 4, "value": None, "low": None, "high": None}
    assert read["bought_after_recovery"] == [
        {"currency": "CHF", "amount": "80", "n": 1},
        {"currency": "EUR", "amount": "1250.5", "n": 17},
    ]
    assert read["median_to_resolve_s"] == 93600
    assert read["causes"] == {"delivery": 20, "quality": 8}
