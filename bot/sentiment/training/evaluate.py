"""Measures every engine on sets that it has not seen, and writes ``calibration.json`` from the same runs.

An engine is a name and, for every set, the scores of its texts, made by a model that was fitted without
any set of that group (VADER and TextBlob are fitted to nothing here). What a score means, and from where on
a text is called unhappy, is fitted on the other groups' scores in the same way for all of them; only the
shipped ``calibration.json`` is fitted on all groups at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.sentiment import analyzer
from bot.sentiment.calibration import Calibration
from bot.sentiment.calibration import __file__ as beside
from bot.sentiment.linear import LinearAnalyzer
from bot.sentiment.training import metrics
from bot.sentiment.training.fitting import table
from bot.sentiment.training.pool import balance, in_order, pooled, targets
from bot.sentiment.training.sets import DataSet, Feeling, mixed_meals, read_sets
from bot.sentiment.weights import Weights

if TYPE_CHECKING:
    from numpy import float64, int64
    from numpy.typing import NDArray

    Vector = NDArray[float64]
    Whole = NDArray[int64]

MEASURED = 1500  # texts of a set, at most
RESAMPLED = 200
_NEUTRAL = 0.15  # of customers, where labels and calibration are fitted
_PRECISIONS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
Logits = Mapping[str, Mapping[str, float]]
"""Set → text → score, the higher the unhappier."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One engine on the texts of one set that every engine has scored."""

    name: str
    group: str
    feeling: Whole
    score: Vector


def left_out(sets: Sequence[DataSet]) -> dict[str, dict[str, float]]:
    """The default engine's scores of texts of which it has seen no related one: set → text → log-odds.

    Of every set those texts that stand in for it in training; a text asked for twice is scored once.
    """
    pool = pooled(sets).sets
    texts = [example.text for one in pool for example in one.examples]
    made = table(texts)
    target = targets(pool)
    found: dict[str, dict[str, float]] = {}
    for group in dict.fromkeys(one.group for one in pool):
        weights, bias = made.fitted(target, balance(pool, group))
        scores = made.scores(weights, bias).tolist()
        start = 0
        for one in pool:
            if one.group == group:
                these = scores[start : start + len(one.examples)]
                names = (example.text for example in one.examples)
                found[one.name] = dict(zip(names, these, strict=True))
            start += len(one.examples)
    return found


def lexicons(sets: Sequence[DataSet]) -> dict[str, Logits]:
    """TextBlob, VADER and their mean."""
    from textblob import TextBlob
    from vader import SentimentIntensityAnalyzer

    vader = SentimentIntensityAnalyzer()
    scores: dict[str, dict[str, dict[str, float]]] = {"textblob": {}, "vader": {}, "mean": {}}
    for one in sets:
        texts = [example.text for example in in_order(one.examples)[:MEASURED]]
        blob = [-TextBlob(text).sentiment.polarity for text in texts]
        compound = [-vader.polarity_scores(text)["compound"] for text in texts]
        scores["textblob"][one.name] = dict(zip(texts, blob, strict=True))
        scores["vader"][one.name] = dict(zip(texts, compound, strict=True))
        both = [first + second for first, second in zip(blob, compound, strict=True)]
        scores["mean"][one.name] = dict(zip(texts, both, strict=True))
    return dict(scores)


def embeddings(sets: Sequence[DataSet], folder: Path, default: Logits) -> dict[str, Logits]:
    """The engines with a sentence embedding; needs their extras where the folder lacks something."""
    from bot.sentiment.training import heads

    return dict(heads.left_out(sets, folder, default))


def scored(sets: Sequence[DataSet], engines: Mapping[str, Logits]) -> dict[str, list[Scored]]:
    """What every engine says of the same texts."""
    found: dict[str, list[Scored]] = {name: [] for name in engines}
    for one in sets:
        known = [
            example
            for example in in_order(one.examples)
            if all(example.text in logits[one.name] for logits in engines.values())
        ][:MEASURED]
        feeling = np.array([example.feeling for example in known])
        for name, logits in engines.items():
            score = np.array([logits[one.name][example.text] for example in known])
            found[name].append(Scored(one.name, one.group, feeling, score))
    return found


def _customers(parts: Sequence[Scored]) -> tuple[Whole, Vector, Vector]:
    """Feelings, scores and weights as of customers: 20 % unhappy, 15 % neutral; all sets count alike."""
    weights = []
    share = {Feeling.UNHAPPY: metrics.PREVALENCE, Feeling.NEUTRAL: _NEUTRAL}
    for one in parts:
        weight = np.zeros(len(one.feeling))
        for feeling in Feeling:
            if (here := one.feeling == feeling).any():
                weight[here] = share.get(feeling, 1 - metrics.PREVALENCE - _NEUTRAL) / here.sum()
        weights.append(weight / weight.sum())
    return (
        np.concatenate([one.feeling for one in parts]),
        np.concatenate([one.score for one in parts]),
        np.concatenate(weights),
    )


def calibrated(parts: Sequence[Scored]) -> Calibration:
    """What scores mean, and the thresholds that give labels the best macro-F1, from these sets."""
    feeling, score, weight = _customers(parts)
    unhappy = feeling == Feeling.UNHAPPY
    slope, intercept = metrics.platt(score, unhappy, weight)
    happy_slope, happy_intercept = metrics.platt(score, feeling == Feeling.HAPPY, weight)
    p = 1 / (1 + np.exp(-(slope * score + intercept)))
    cuts = np.unique(np.quantile(p, np.linspace(0.02, 0.98, 49)))
    best = max(
        ((low, high) for low in cuts for high in cuts if low < high),
        key=lambda cut: metrics.macro_f1(feeling, _labels(p, *cut), weight, (0, 1, 2)),
    )
    precision: list[tuple[float, float]] = []
    for wanted in _PRECISIONS:
        at = metrics.threshold_at(wanted, unhappy, p, weight)
        precision.append((wanted, max(at, precision[-1][1] if precision else 0.0)))
    return Calibration(
        slope, intercept, happy_slope, happy_intercept, float(best[1]), float(best[0]), tuple(precision)
    )


def _labels(p: Vector, happy_to: float, unhappy_from: float) -> Whole:
    rest = np.where(p <= happy_to, Feeling.HAPPY, Feeling.NEUTRAL)
    return np.where(p >= unhappy_from, Feeling.UNHAPPY, rest)


@dataclass(frozen=True, slots=True)
class Row:
    """One engine on one set; unhappy against happy, and ``…_all`` against everybody else."""

    name: str
    auroc: float
    auroc_all: float
    recall_80: float
    recall_90: float
    recall_80_all: float
    recall_90_all: float
    brier: float
    brier_all: float
    error: float
    error_all: float
    f1_two: float
    f1_three: float | None  # None: the set has no neutral texts


def measured(parts: Sequence[Scored], draw: np.random.Generator | None = None) -> list[Row]:
    """Each set, with calibration and thresholds from the other groups. ``draw`` resamples the texts."""
    scales = {group: _scale(parts, group) for group in dict.fromkeys(one.group for one in parts)}
    return [_row(one if draw is None else _drawn(one, draw), *scales[one.group]) for one in parts]


def _scale(parts: Sequence[Scored], group: str) -> tuple[Calibration, float]:
    others = [one for one in parts if one.group != group]
    made = calibrated(others)
    feeling, score, weight = _customers(others)
    clear = feeling != Feeling.NEUTRAL
    p = 1 / (1 + np.exp(-(made.slope * score + made.intercept)))[clear]
    truth = feeling[clear]
    even = weight[clear]
    even = np.where(truth == 0, even / even[truth == 0].sum(), even / even[truth == 2].sum())
    cuts = np.quantile(p, np.linspace(0.02, 0.98, 97))
    cut = max(cuts, key=lambda at: metrics.macro_f1(truth, np.where(p >= at, 0, 2), even, (0, 2)))
    return made, float(cut)


def _drawn(one: Scored, draw: np.random.Generator) -> Scored:
    places = draw.integers(0, len(one.score), len(one.score))
    return Scored(one.name, one.group, one.feeling[places], one.score[places])


def _row(one: Scored, scale: Calibration, cut: float) -> Row:
    unhappy = one.feeling == Feeling.UNHAPPY
    clear = one.feeling != Feeling.NEUTRAL
    p = 1 / (1 + np.exp(-(scale.slope * one.score + scale.intercept)))
    every = metrics.at_prevalence(unhappy)
    two = metrics.at_prevalence(unhappy[clear])
    plain = np.ones(len(p))
    three = metrics.macro_f1(one.feeling, _labels(p, scale.happy_to, scale.unhappy_from), plain, (0, 1, 2))
    return Row(
        one.name,
        metrics.auroc(unhappy[clear], one.score[clear]),
        metrics.auroc(unhappy, one.score),
        metrics.recall_at(0.8, unhappy[clear], one.score[clear], two),
        metrics.recall_at(0.9, unhappy[clear], one.score[clear], two),
        metrics.recall_at(0.8, unhappy, one.score, every),
        metrics.recall_at(0.9, unhappy, one.score, every),
        metrics.brier(unhappy[clear], p[clear], two),
        metrics.brier(unhappy, p, every),
        metrics.calibration_error(unhappy[clear], p[clear], two),
        metrics.calibration_error(unhappy, p, every),
        metrics.macro_f1(one.feeling[clear], np.where(p >= cut, 0, 2)[clear], plain[clear], (0, 2)),
        None if clear.all() else three,
    )


def mean(rows: Sequence[Row], field: str) -> float:
    """Over the sets that have it."""
    values = [value for row in rows if (value := getattr(row, field)) is not None]
    return float(np.mean(values))


def interval(parts: Sequence[Scored], fields: Sequence[str]) -> dict[str, tuple[float, float]]:
    """95 % of the means over the sets when their texts are drawn anew (percentile bootstrap, Efron 1979)."""
    draw = np.random.default_rng(5)
    scales = {group: _scale(parts, group) for group in dict.fromkeys(one.group for one in parts)}
    drawn = [[_row(_drawn(one, draw), *scales[one.group]) for one in parts] for _ in range(RESAMPLED)]
    found = {}
    for field in fields:
        low, high = np.quantile([mean(rows, field) for rows in drawn], [0.025, 0.975])
        found[field] = (float(low), float(high))
    return found


def complaints(sets: Sequence[DataSet], folder: Path) -> dict[str, tuple[float, float]]:
    """AUROC of mixed MAMS sentences against happy ones: by ``p_unhappy``, by ``has_complaint``.

    The default engine has seen nothing of MAMS.
    """
    mixed, happy = mixed_meals(folder)
    texts = [*mixed, *happy]
    is_mixed = np.arange(len(texts)) < len(mixed)
    engines = (analyzer("textblob"), analyzer("vader"), LinearAnalyzer(_without_meals(sets)))
    found = {}
    for engine in engines:
        felt = engine.analyze(texts, "en")
        found[engine.name] = (
            metrics.auroc(is_mixed, np.array([one.p_unhappy for one in felt])),
            metrics.auroc(is_mixed, np.array([one.has_complaint for one in felt])),
        )
    return found


def _without_meals(sets: Sequence[DataSet]) -> Weights:
    pool = pooled(sets).sets
    made = table([example.text for one in pool for example in one.examples])
    weights, bias = made.fitted(targets(pool), balance(pool, "meals"))
    return Weights(made.named(weights), bias, "", {})


def run(folder: Path, kept: Path | None) -> Iterator[str]:
    """Measure, write ``calibration.json``; yields the tables of the model card. Raises OperatorError."""
    sets = read_sets(folder)
    default = left_out(sets)
    engines: dict[str, Logits] = {**lexicons(sets), "default": default}
    if kept is not None:
        engines |= embeddings(sets, kept, default)
    by_engine = scored(sets, engines)
    yield from _report(by_engine)
    yield "\n| engine | p_unhappy | has_complaint |\n|---|---|---|"
    for name, (whole, worst) in complaints(sets, folder).items():
        yield f"| {name} | {whole:.3f} | {worst:.3f} |"
    path = Path(beside).with_name("calibration.json")
    made = json.loads(path.read_text("utf-8"))
    for name, parts in by_engine.items():
        sign = -1 if name in ("textblob", "vader", "mean") else 1
        made[name] = _signed(asdict(calibrated(parts)), sign)
    lines = (f'  "{name}": {json.dumps(_rounded(one))}' for name, one in sorted(made.items()))
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


def _signed(one: dict[str, object], sign: int) -> dict[str, object]:
    """For scores that are polarities: those rise with happiness."""
    return {key: sign * value if key.endswith("slope") else value for key, value in one.items()}  # type: ignore[operator]


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    return [_rounded(one) for one in value] if isinstance(value, (list, tuple)) else value


_COLUMNS = {
    "auroc": "AUROC", "auroc_all": "AUROC, all", "recall_80": "R@P80", "recall_90": "R@P90",
    "recall_80_all": "R@P80, all", "recall_90_all": "R@P90, all", "brier": "Brier", "brier_all": "Brier, all",
    "error": "ECE", "error_all": "ECE, all", "f1_two": "F1, 2", "f1_three": "F1, 3",
}  # fmt: skip


def _report(by_engine: Mapping[str, Sequence[Scored]]) -> Iterator[str]:
    """The tables, as Markdown: means with intervals, then AUROC by set."""
    rows = {name: measured(parts) for name, parts in by_engine.items()}
    yield "| engine | " + " | ".join(_COLUMNS.values()) + " |"
    yield "|---" * (len(_COLUMNS) + 1) + "|"
    for name, parts in by_engine.items():
        limits = interval(parts, list(_COLUMNS))
        cells = [
            f"{mean(rows[name], field):.3f} ({limits[field][0]:.3f}–{limits[field][1]:.3f})"
            for field in _COLUMNS
        ]
        yield f"| {name} | " + " | ".join(cells) + " |"
    for field, title in (("auroc", "against happy"), ("auroc_all", "against everybody else")):
        yield f"\nAUROC of unhappy {title}\n"
        yield "| set | n | " + " | ".join(rows) + " |"
        yield "|---" * (len(rows) + 2) + "|"
        for place, one in enumerate(next(iter(by_engine.values()))):
            values = " | ".join(f"{getattr(rows[name][place], field):.3f}" for name in rows)
            yield f"| {one.name} | {len(one.score)} | {values} |"
