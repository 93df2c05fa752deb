"""The heads: from an embedding to a logit, and how one is fitted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import minimize

from bot.sentiment.heads import head
from bot.sentiment.multilingual import ELSEWHERE
from bot.sentiment.training.heads import Embedded, leave_out, logistic, made, save, stack, stacked
from bot.sentiment.training.sets import Example, Feeling

CHANCE = np.random.default_rng(5)
ROWS = 120


def part(name: str, group: str, direction: list[float], noise: float = 1.0) -> Embedded:
    """Texts whose embeddings lie along ``direction`` when they are unhappy, against it when happy."""
    feelings = [Feeling(2 * int(one)) for one in CHANCE.integers(0, 2, ROWS)]
    side = np.array([1.0 if one is Feeling.UNHAPPY else -1.0 for one in feelings])
    matrix = side[:, None] * np.array(direction) + noise * CHANCE.normal(size=(ROWS, len(direction)))
    return Embedded(name, group, tuple(Example(f"{name} {n}", one) for n, one in enumerate(feelings)), matrix)


def right(one: Embedded, logits: dict[str, float]) -> float:
    """Share of the examples on the right side of 0."""
    return float(np.mean([(logits[ex.text] > 0) == (ex.feeling is Feeling.UNHAPPY) for ex in one.examples]))


def test_a_logistic_regression_is_what_a_general_optimizer_finds() -> None:
    matrix = CHANCE.normal(size=(200, 3)) * [1.0, 5.0, 0.2] + [0.0, 3.0, -1.0]
    target = (matrix @ [1.0, -0.3, 2.0] + CHANCE.logistic(size=200) > -2.5).astype(float)
    weight = CHANCE.uniform(0.5, 2.0, size=200)
    weights, bias = logistic(matrix, target, weight, l2=0.01)

    mean = np.average(matrix, axis=0, weights=weight)
    spread = np.sqrt(np.average((matrix - mean) ** 2, axis=0, weights=weight))

    def loss(beta: np.ndarray) -> float:
        logit = (matrix - mean) / spread @ beta[:3] + beta[3]
        each = np.logaddexp(0, logit) - target * logit
        return float(weight @ each + 0.01 * weight.sum() * (beta[:3] ** 2).sum() / 2)

    best = minimize(loss, np.zeros(4), tol=1e-12).x
    assert weights == pytest.approx(best[:3] / spread, rel=1e-3)
    assert bias == pytest.approx(best[3] - (best[:3] / spread) @ mean, rel=1e-3)


def test_a_group_that_is_left_out_teaches_its_own_head_nothing() -> None:
    usual = [part("a", "a", [2.0, 0.0]), part("b", "b", [2.0, 0.0])]
    odd = [part("c", "odd", [0.0, 2.0]), part("d", "odd", [0.0, 2.0])]
    logits = leave_out([*usual, *odd], l2=0.01)
    assert min(right(one, logits[one.name]) for one in usual) > 0.8
    assert max(right(one, logits[one.name]) for one in odd) < 0.7


def test_a_stack_leans_on_whoever_is_right() -> None:
    parts = [part("a", "a", [2.0, 0.0]), part("b", "b", [2.0, 0.0]), part("c", "c", [2.0, 0.0])]
    good = leave_out(parts, l2=0.01)
    noise = {name: {text: CHANCE.normal() for text in logits} for name, logits in good.items()}
    beside, scale, _ = stack(parts, good, noise)
    assert abs(beside) < scale / 4
    beside, scale, _ = stack(parts, noise, good)
    assert abs(scale) < beside / 4
    assert min(right(one, stacked(parts, noise, good)[one.name]) for one in parts) > 0.9


def test_what_is_saved_is_what_was_learnt(tmp_path: Path) -> None:
    parts = [part("a", "a", [2.0, 0.0]), part("b", "b", [2.0, 0.0])]
    hints = {one.name: {ex.text: (1 - ex.feeling) + CHANCE.normal() for ex in one.examples} for one in parts}
    once, again = (made("e5", parts, hints) for _ in range(2))
    assert once == again
    assert once.beside > 0
    save({"accurate": once, "multilingual": made("use", parts)}, tmp_path / "heads.json")
    assert len((tmp_path / "heads.json").read_text("utf-8").splitlines()) == 4
    logits = once.logits(parts[0].matrix.astype("float32"), list(hints["a"].values()))
    assert right(parts[0], dict(zip((ex.text for ex in parts[0].examples), logits, strict=True))) > 0.9


@pytest.mark.parametrize(
    ("name", "dimensions", "is_stacked"),
    [("multilingual", 512, True), (ELSEWHERE, 512, False), ("accurate", 384, True)],
)
def test_a_head_fits_its_embedding_and_where_it_stands(name: str, dimensions: int, is_stacked: bool) -> None:
    assert len(head(name).weights) == dimensions
    assert (head(name).beside > 0) == is_stacked
