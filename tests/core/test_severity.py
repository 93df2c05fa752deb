"""How much a case matters: danger first, then what was said, how bad it is, and whose case it is."""

from __future__ import annotations

import pytest

from bot.core.identity import Customer
from bot.core.recovery import CaseKind, Severity
from bot.core.severity import VALUED_FROM, severity_of
from bot.core.survey import Audience
from bot.core.verdict import Judgement, Verdict


def somebody(orders: int = 1) -> Customer:
    return Customer("c", Audience.BUYER, "Maya", None, None, orders=orders)


def judged(*reasons: str, signals: tuple[str, ...] = ()) -> Judgement:
    return Judgement(Verdict.UNHAPPY, tuple(f"reason.{one}" for one in reasons), signals)


@pytest.mark.parametrize("rating", [None, 10])
@pytest.mark.parametrize("orders", [0, 50])
def test_danger_is_urgent_whoever_speaks_of_it_and_whatever_the_rating(
    rating: int | None, orders: int
) -> None:
    said = judged("signal.safety", signals=("safety", "refund"))
    assert severity_of(CaseKind.UNHAPPY, said, rating, "nps", somebody(orders)) is Severity.URGENT


@pytest.mark.parametrize("signal", ["legal", "refund", "public", "person", "leaving"])
def test_what_must_not_wait_is_high(signal: str) -> None:
    said = judged(f"signal.{signal}", signals=(signal,))
    assert severity_of(CaseKind.UNHAPPY, said, 6, "nps", somebody()) is Severity.HIGH


@pytest.mark.parametrize(
    ("rating", "kind", "expected"),
    [
        (0, "nps", Severity.HIGH),
        (1, "nps", Severity.NORMAL),
        (1, "csat", Severity.HIGH),
        (2, "csat", Severity.NORMAL),
        (1, "ces", Severity.HIGH),
        (1, "stars", Severity.HIGH),
        (0, "thumbs", Severity.NORMAL),  # the one way to be unhappy
        (None, None, Severity.NORMAL),
    ],
)
def test_the_worst_rating_of_its_scale_is_high(
    rating: int | None, kind: str | None, expected: Severity
) -> None:
    assert severity_of(CaseKind.UNHAPPY, judged("low_rating"), rating, kind, somebody()) is expected


def test_unhappy_words_beside_a_low_rating_are_high_and_alone_they_are_not() -> None:
    both = judged("low_rating", "words_sound_unhappy")
    assert severity_of(CaseKind.UNHAPPY, both, 2, "csat", somebody()) is Severity.HIGH
    alone = judged("words_sound_unhappy")
    assert severity_of(CaseKind.UNHAPPY, alone, None, None, somebody()) is Severity.NORMAL


@pytest.mark.parametrize(
    ("orders", "expected"), [(VALUED_FROM - 1, Severity.NORMAL), (VALUED_FROM, Severity.HIGH)]
)
def test_who_buys_often_is_not_lost_lightly(orders: int, expected: Severity) -> None:
    assert severity_of(CaseKind.UNHAPPY, judged("complaint"), 3, "csat", somebody(orders)) is expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (CaseKind.PERSON, Severity.HIGH),
        (CaseKind.QUESTION, Severity.NORMAL),
        (CaseKind.OBSERVED, Severity.NORMAL),
        (CaseKind.TROUBLE, Severity.NORMAL),
    ],
)
def test_who_asks_for_a_person_is_not_left_waiting(kind: CaseKind, expected: Severity) -> None:
    assert severity_of(kind, judged(), None, None, somebody()) is expected
