"""The table of thresholds on words: alerts a day, how many should be right, and what customers say of it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from bot.commands.rules_words import expected_precision, handled_from, words_json, words_text
from bot.commands.trying import Tried
from bot.config import parse, settings
from bot.core.alert_findings import AlertFindings, AlertTally, WordFindings
from bot.sentiment.calibration import Calibration, calibration

MEASURED = Calibration(1.0, 0.0, 1.0, 0.0, 0.5, 0.2, ((0.5, 0.4), (0.8, 0.6), (0.9, 0.8)))


def tried(most: int | None = None, analyzer: str = "default", rules: str = "unhappy_from = 0.55") -> Tried:
    """Ten days under rules that begin at this."""
    text = f'[business]\nname = "Mug & Co"\n[alerts]\n{rules}\n'
    made = settings(parse(text, Path("config.toml"), {}, demo=True), b"")
    return Tried(date(2026, 3, 1), date(2026, 3, 10), None, {}, most, None, None, made, analyzer)


def findings(**words: object) -> AlertFindings:
    """Twenty alerts under these rules, five of them for words alone; in all ten for words."""
    told = {
        "alerts": Counter({35: 3, 52: 2, 61: 1, 70: 1, 95: 3}),
        "heard": 5,
        "rated": Counter({40: 10, 90: 20}),
        "rated_low": Counter({40: 2, 90: 18}),
        "readers": Counter({"default": 100}),
    }
    made = WordFindings(**{**told, **words})  # type: ignore[arg-type]  # each test's own
    return AlertFindings(then=AlertTally(touchpoints=Counter({"visit": 20})), words=made)


def said(found: AlertFindings, about: Tried) -> str:
    return "\n".join(words_text(found, about))


@pytest.mark.parametrize(
    ("p_unhappy", "expected"), [(0.3, None), (0.4, 0.5), (0.5, 0.65), (0.6, 0.8), (0.8, 0.9), (0.95, 0.9)]
)
def test_the_precision_at_a_threshold_is_what_was_measured_there(
    p_unhappy: float, expected: float | None
) -> None:
    found = expected_precision(MEASURED, p_unhappy)
    assert found == (None if expected is None else pytest.approx(expected))


@pytest.mark.parametrize("precision", [0.6, 0.75, 0.8, 0.85])
def test_it_is_the_threshold_for_a_precision_the_other_way_round(precision: float) -> None:
    for measured in (MEASURED, calibration("default")):
        low, high = measured.precision[0][0], measured.precision[-1][0]
        if low < precision < high:
            at = measured.threshold_for(precision)
            assert expected_precision(measured, at) == pytest.approx(precision, abs=1e-6)


def test_each_threshold_is_told_with_its_alerts_and_what_customers_say_of_it() -> None:
    rows = {one["unhappy_from"]: one for one in words_json(findings(), tried())["thresholds"]}
    assert {at: one["alerts_a_day"] for at, one in rows.items()} == {
        0.3: 2.5,
        0.4: 2.2,
        0.5: 2.2,
        0.55: 2.0,
        0.6: 2.0,
        0.7: 1.9,
        0.8: 1.8,
        0.9: 1.8,
    }
    assert (rows[0.3]["rated_low"], rows[0.3]["rated"]) == (20, 30)
    assert (rows[0.5]["rated_low"], rows[0.5]["rated"]) == (18, 20)
    text = said(findings(), tried())
    assert "0.55 (tried)" in text
    assert "90 % (n = 20)" in text
    assert max(map(len, text.splitlines())) <= 80


def test_few_comments_are_counted_and_no_share_is_said() -> None:
    few = findings(rated=Counter({90: 4}), rated_low=Counter({90: 3}))
    assert "3 of 4" in said(few, tried())
    assert "75 %" not in said(few, tried())


@pytest.mark.parametrize(("most", "begins"), [(3, 0.3), (2, 0.53), (1, None)])
def test_what_can_be_handled_leads_to_a_threshold(most: int, begins: float | None) -> None:
    found = findings()
    about = tried(most)
    handled = handled_from(found, about)
    assert handled == (None if begins is None else round(begins * 100))
    assert words_json(found, about)["unhappy_from"] == begins
    remedy = "More than 1 a day whatever" if begins is None else f"alerts.unhappy_from={begins:g}"
    assert remedy in said(found, about)


def test_comments_that_nobody_read_or_somebody_else_did_are_told() -> None:
    found = findings(readers=Counter({"default": 60, "textblob": 30}), unread=10)
    text = " ".join(said(found, tried()).split())
    assert "10 of 100 comments were read by no analyzer" in text
    assert "Of 100 comments were read 30 by textblob, and not by default" in text
    assert "reanalyze" in text
    assert words_json(found, tried())["read_by"] == {"default": 60, "textblob": 30}
    assert "No comment of these days was read" in said(findings(readers=Counter()), tried())


def test_of_an_analyzer_that_was_not_measured_nothing_is_expected() -> None:
    told = words_json(findings(readers=Counter({"ours": 100})), tried(analyzer="ours"))
    assert {one["expected_precision"] for one in told["thresholds"]} == {None}
