"""What of all that is held of somebody goes to whom."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.core.own_data import Held, Spoken, for_customer, is_confidential, without_answers

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def held(audience: str) -> Held:
    tables: dict[str, list[dict[str, Any]]] = {
        "customers": [{"id": "c1", "name": "Ada", "audience": audience, "ratings": [1, 2]}],
        "answers": [{"question": "how", "rating": 1}],
        "invitations": [{"id": "i1", "state": "completed"}],
        "contributors": [{"quote": "the kitchen is cold"}],
        "dead_letters": [{"payload": {"text": "the kitchen is cold"}}],
        "promises": [{"words": "We call you", "by": "slack:T:SAM", "by_name": "Sam"}],
        "case_entries": [],
    }
    return Held("c1", NOW, tables, (Spoken(NOW, "the kitchen is cold", None, "en"),))


@pytest.mark.parametrize(("audience", "is_so"), [("internal", True), ("buyer", False)])
def test_what_somebody_answered_who_works_with_us_is_confidential(audience: str, is_so: bool) -> None:
    assert is_confidential(held(audience)) is is_so


def test_without_their_answers_nothing_of_what_they_said_is_left() -> None:
    left = without_answers(held("internal"))
    assert "kitchen" not in str(left)
    assert left.customer == {"id": "c1", "name": "Ada", "audience": "internal"}
    assert left.tables["promises"]


def test_they_themselves_get_what_they_said() -> None:
    theirs = for_customer(held("internal"))
    assert theirs.spoken[0].text == "the kitchen is cold"
    assert theirs.tables["answers"]
    assert theirs.tables["promises"] == [{"words": "We call you"}]
