from __future__ import annotations

import pytest

from bot.core.sentiment import Label
from bot.sentiment.calibration import Calibration, calibration, calibrations

ONE = Calibration(1.0, 0.0, -1.0, 0.0, 0.6, 0.2, ((0.5, 0.3), (0.8, 0.6), (0.9, 0.8)))


@pytest.mark.parametrize("name", ["default", "textblob", "vader", "multilingual", "accurate"])
def test_every_engine_has_one_in_which_more_precision_asks_for_more(name: str) -> None:
    one = calibration(name)
    assert one.happy_to < one.unhappy_from
    shares, thresholds = zip(*one.precision, strict=True)
    assert list(shares) == sorted(shares)
    assert list(thresholds) == sorted(thresholds)


def test_happier_scores_are_less_unhappy_and_more_happy() -> None:
    for name, one in calibrations().items():
        sign = -1 if name in ("textblob", "vader", "mean") else 1
        assert one.slope * sign > 0 > one.happy_slope * sign


def test_labels_are_by_two_thresholds() -> None:
    assert [ONE.label(p) for p in (0.1, 0.4, 0.7)] == [Label.HAPPY, Label.NEUTRAL, Label.UNHAPPY]


@pytest.mark.parametrize(("share", "p"), [(0.1, 0.3), (0.5, 0.3), (0.65, 0.45), (0.9, 0.8), (0.99, 0.8)])
def test_a_threshold_between_measured_ones_is_between_them(share: float, p: float) -> None:
    assert ONE.threshold_for(share) == pytest.approx(p)


@pytest.mark.parametrize("score", [-1e9, -5.0, 0.0, 5.0, 1e9])
def test_any_score_has_probabilities(score: float) -> None:
    assert 0 <= ONE.p_unhappy(score) <= 1
    assert 0 <= ONE.confidence(score) <= 1
    assert -1 <= ONE.polarity(score) <= 1
