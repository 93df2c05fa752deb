"""Linear heads on sentence embeddings: from an embedding to the log-odds of unhappy against happy.

Each lies in ``heads.json``, made by ``python -m bot.sentiment.train``; the scaling of the embedding's
dimensions is part of its weights.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

    Embeddings = NDArray[float32]
    """One row a text."""


@dataclass(frozen=True, slots=True)
class Head:
    """``beside`` is the weight of the default engine's logit, 0 where the embedding stands alone."""

    version: str
    weights: tuple[float, ...]  # as many as the embedding has dimensions
    bias: float
    beside: float = 0.0

    def logits(self, embeddings: Embeddings, beside: Sequence[float] = ()) -> list[float]:
        """A logit a row. ``beside`` are the default engine's logits of the same texts."""
        # Rounded: in what company a text is embedded changes the last digits.
        own = [
            round(logit, 4) for logit in (embeddings.astype("float64") @ self.weights + self.bias).tolist()
        ]
        if not self.beside:
            return own
        return [mine + self.beside * other for mine, other in zip(own, beside, strict=True)]


@cache
def head(name: str) -> Head:
    """By the engine's name. Raises KeyError for one that has none."""
    one = json.loads(files("bot.sentiment").joinpath("heads.json").read_text("utf-8"))[name]
    return Head(one["version"], tuple(one["weights"]), one["bias"], one["beside"])
