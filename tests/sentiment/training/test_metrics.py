from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics as oracle
from sklearn.linear_model import LogisticRegression

from bot.sentiment.training import metrics

RANDOM = np.random.default_rng(3)
UNHAPPY = RANDOM.random(400) < 0.4
SCORE = np.round(RANDOM.normal(size=400) + UNHAPPY, 1)
WEIGHT = metrics.at_prevalence(UNHAPPY)
P = 1 / (1 + np.exp(-SCORE))


def test_auroc_is_that_of_scikit_learn_with_ties() -> None:
    assert metrics.auroc(UNHAPPY, SCORE) == pytest.approx(oracle.roc_auc_score(UNHAPPY, SCORE))


def test_a_fifth_is_unhappy_by_weight() -> None:
    assert WEIGHT.sum() == pytest.approx(1)
    assert WEIGHT[UNHAPPY].sum() == pytest.approx(0.2)


def test_recall_at_a_precision_is_that_of_scikit_learn() -> None:
    precision, recall, _ = oracle.precision_recall_curve(UNHAPPY, SCORE, sample_weight=WEIGHT)
    expected = max(recall[precision >= 0.5])
    assert metrics.recall_at(0.5, UNHAPPY, SCORE, WEIGHT) == pytest.approx(expected)


def test_from_the_threshold_on_the_precision_is_kept() -> None:
    flagged = metrics.threshold_at(0.5, UNHAPPY, SCORE, WEIGHT) <= SCORE
    assert WEIGHT[flagged & UNHAPPY].sum() / WEIGHT[flagged].sum() >= 0.5


def test_brier_and_macro_f1_are_those_of_scikit_learn() -> None:
    expected = oracle.brier_score_loss(UNHAPPY, P, sample_weight=WEIGHT)
    assert metrics.brier(UNHAPPY, P, WEIGHT) == pytest.approx(expected)
    truth, said = UNHAPPY.astype(int), (SCORE > 0.5).astype(int)
    expected = oracle.f1_score(truth, said, average="macro", sample_weight=WEIGHT)
    assert metrics.macro_f1(truth, said, WEIGHT, (0, 1)) == pytest.approx(expected)


def test_platt_finds_what_an_unpenalised_regression_finds() -> None:
    model = LogisticRegression(C=np.inf, tol=1e-8).fit(SCORE[:, None], UNHAPPY, sample_weight=WEIGHT * 400)
    line = metrics.platt(SCORE, UNHAPPY, WEIGHT)
    assert line == pytest.approx((model.coef_[0][0], model.intercept_[0]), abs=1e-3)


def test_probabilities_that_are_right_have_little_error() -> None:
    p = RANDOM.random(20_000)
    truth = RANDOM.random(20_000) < p
    assert metrics.calibration_error(truth, p, np.ones(20_000)) < 0.02
    assert metrics.calibration_error(truth, np.full(20_000, 0.9), np.ones(20_000)) == pytest.approx(
        0.4, abs=0.02
    )
