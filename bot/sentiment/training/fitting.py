"""From labelled texts to weights: logistic regression on grams, with what lexicons know as a start.

A gram in a lexicon adds its valence to sums that have a few weights of their own, learned with the rest: so
"appalling" says something even where no text to learn from has it. As all of it is linear, it is folded into
one weight a gram at the end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from vader.data.lexicon import LEXICON

from bot.sentiment.emoji import EMOJI
from bot.sentiment.features import grams_of, surface_of, tokens_of
from bot.sentiment.idioms import IDIOMS
from bot.sentiment.service_words import SERVICE_WORDS

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

    Vector = NDArray[float64]

STRENGTH = 4.0  # C of the regression, at a mean weight of 1 a text
_RAREST = 2  # texts that a gram must be in to be learned
_NEGATED = 0.74  # of a valence that a negation turns round, as in VADER


def all_grams(text: str) -> list[str]:
    """Every gram of a text, as often as it is there."""
    tokens = tokens_of(text)
    return grams_of(tokens)[0] + surface_of(text, tokens)


def valences() -> dict[str, tuple[str, float]]:
    """Gram → which list it is in, and how good what it says is: −4…4."""
    found = {word: ("vader", valence) for word, valence in LEXICON.items()}
    found |= {word: ("service", valence) for word, valence in SERVICE_WORDS.items()}
    found |= {sign: ("emoji", valence) for sign, valence in EMOJI.items()}
    found |= {f"{{{phrase}}}": ("idiom", valence) for phrase, valence in IDIOMS.items()}
    turned = {f"~{gram}": (kind, -_NEGATED * valence) for gram, (kind, valence) in found.items()}
    return turned | found


@dataclass(frozen=True, slots=True)
class Table:
    """Texts as rows of grams, each row divided by the root of its number of grams, lexicon sums at the right."""

    grams: tuple[str, ...]
    matrix: sparse.csr_matrix
    lexicon: sparse.csr_matrix  # grams × sums

    def row(self, grams: Sequence[str]) -> Vector:
        raise NotImplementedError


def fold(grams: Sequence[str], lexicon: sparse.csr_matrix, weights: Vector) -> dict[str, float]:
    """One weight a gram: its own, and what its lexicon sums add."""
    folded = weights[: len(grams)] + lexicon @ weights[len(grams) :]
    return dict(zip(grams, folded.tolist(), strict=True))


def counted(rows: Iterable[Sequence[str]]) -> Counter[str]:
    """In how many rows each gram is."""
    return Counter(gram for row in rows for gram in set(row))
