"""What an engine's own score means: probabilities and labels.

They lie in ``calibration.json``, which ``python -m bot.sentiment.train DATA_FOLDER --evaluate`` writes, and
are fitted on texts of sets that the engine was not trained on. They are for customers of whom 20 % are
unhappy: with more of them, every probability is too low.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from bot.core.sentiment import Label


@dataclass(frozen=True, slots=True)
class Calibration:
    """One engine's. Platt scaling (Platt 1999): p = 1 / (1 + exp(−(slope·score + intercept))).

    ``precision`` holds (share of the flagged that are unhappy, p_unhappy from which to flag), both rising.
    """

    slope: float
    intercept: float
    happy_slope: float
    happy_intercept: float
    unhappy_from: float  # p_unhappy
    happy_to: float  # p_unhappy
    precision: tuple[tuple[float, float], ...]

    def p_unhappy(self, score: float) -> float:
        """The probability 0…1 of an unhappy customer, from the engine's own score of the text."""
        return _logistic(self.slope * score + self.intercept)

    def p_happy(self, score: float) -> float:
        """The probability 0…1 of a happy customer, from the engine's own score of the text."""
        return _logistic(self.happy_slope * score + self.happy_intercept)

    def label(self, p_unhappy: float) -> Label:
        """Unhappy, happy, or neutral between them."""
        if p_unhappy >= self.unhappy_from:
            return Label.UNHAPPY
        return Label.HAPPY if p_unhappy <= self.happy_to else Label.NEUTRAL

    def confidence(self, score: float) -> float:
        """The probability 0…1 that the score's label is right."""
        unhappy, happy = self.p_unhappy(score), self.p_happy(score)
        match self.label(unhappy):
            case Label.UNHAPPY:
                return unhappy
            case Label.HAPPY:
                return happy
            case _:
                return max(0.0, 1.0 - unhappy - happy)

    def polarity(self, score: float) -> float:
        """From −1, surely unhappy, to 1, surely happy."""
        return max(-1.0, min(1.0, self.p_happy(score) - self.p_unhappy(score)))

    def threshold_for(self, precision: float) -> float:
        """The ``p_unhappy`` from which to raise an alert so that this share 0…1 of alerts is right.

        Between measured points it is interpolated; beyond the last one it is the last one's.
        """
        low = self.precision[0]
        if precision <= low[0]:
            return low[1]
        for low, high in pairwise(self.precision):
            if precision <= high[0]:
                part = (precision - low[0]) / (high[0] - low[0])
                return low[1] + part * (high[1] - low[1])
        return self.precision[-1][1]


def _logistic(logit: float) -> float:
    if logit < 0:
        raised = math.exp(max(logit, -700.0))
        return raised / (1.0 + raised)
    return 1.0 / (1.0 + math.exp(-logit))


@cache
def calibrations() -> dict[str, Calibration]:
    """All of them, by the engine's name."""
    read = json.loads(files("bot.sentiment").joinpath("calibration.json").read_text("utf-8"))
    return {
        name: Calibration(**{**one, "precision": tuple((share, p) for share, p in one["precision"])})
        for name, one in read.items()
    }


def calibration(engine: str) -> Calibration:
    """That engine's. Raises KeyError for one that was never measured."""
    return calibrations()[engine]
