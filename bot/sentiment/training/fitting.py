"""From labelled texts to weights: logistic regression on grams, with what lexicons know as a start.

A gram in a lexicon adds its valence to sums that have a few weights of their own, learned with the rest: so
"appalling" says something even where no text to learn from has it. As all of it is linear, it is folded into
one weight a gram at the end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from vader.data.lexicon import LEXICON

from bot.sentiment.emoji import EMOJI
from bot.sentiment.features import divisor, grams_of, surface_of, tokens_of
from bot.sentiment.idioms import IDIOMS
from bot.sentiment.service_words import SERVICE_WORDS

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

    Vector = NDArray[float64]

STRENGTH = 4.0  # C of the regression, at a mean weight of 1 a text
MOST_GRAMS = 100_000  # that are kept: those that move most texts most
_RAREST = 2  # texts that a gram must be in to be learned
_NEGATED = 0.74  # of a valence that a negation turns round, as in VADER


def grams_in(text: str) -> list[str]:
    """Every gram of a text, as often as it is there."""
    tokens = tokens_of(text)
    return grams_of(tokens)[0] + surface_of(text, len(tokens))


def valences() -> dict[str, float]:
    """Gram → how good what it says is, −4…4, of all that a lexicon knows."""
    plain = {word: valence for word, valence in LEXICON.items() if " " not in word}
    plain |= SERVICE_WORDS
    plain |= EMOJI
    plain |= {f"{{{phrase}}}": valence for phrase, valence in IDIOMS.items()}
    return {gram: valence for gram, valence in plain.items() if valence}


@dataclass(frozen=True, slots=True)
class Table:
    """Texts as rows of grams, each divided as its length asks; lexicon sums at the right."""

    grams: tuple[str, ...]
    often: Vector  # texts that a gram is in
    lexicon: sparse.csr_matrix  # grams × sums
    rows: sparse.csr_matrix

    def fitted(self, target: Vector, weight: Vector) -> tuple[Vector, float]:
        """A weight for each gram, lexicon folded in, and the bias. ``target`` 0…1: how unhappy a text is."""
        used = np.flatnonzero(weight)
        both = np.concatenate([used, used])
        sides = np.repeat([1, 0], len(used))
        strength = np.concatenate([weight[used] * target[used], weight[used] * (1 - target[used])])
        counts = strength > 0
        model = LogisticRegression(C=STRENGTH, solver="liblinear", tol=1e-3)
        model.fit(self.rows[both[counts]], sides[counts], sample_weight=strength[counts])
        learned = model.coef_[0]
        size = len(self.grams)
        folded = learned[:size] + self.lexicon @ learned[size:]
        return self.pruned(folded), float(model.intercept_[0])

    def scores(self, weights: Vector, bias: float) -> Vector:
        """The log-odds of every row."""
        plain: Vector = self.rows[:, : len(self.grams)] @ weights
        return plain + bias

    def pruned(self, weights: Vector) -> Vector:
        """Nothing for grams that are not worth their room."""
        moves = np.abs(weights) * np.sqrt(self.often + 0.5)
        order = np.lexsort((np.arange(len(moves)), -moves))[:MOST_GRAMS]
        left = np.zeros(len(weights))
        left[order] = weights[order]
        return left

    def named(self, weights: Vector) -> dict[str, float]:
        """Gram → weight, where there is one."""
        return {self.grams[place]: float(weights[place]) for place in np.flatnonzero(weights)}


def table(texts: Sequence[str]) -> Table:
    """Of all grams that are in two texts or a lexicon."""
    rows = [grams_in(text) for text in texts]
    often = Counter(gram for row in rows for gram in set(row))
    known = valences()
    turned = {f"~{gram}" for gram in known}
    grams = sorted({gram for gram, times in often.items() if times >= _RAREST} | set(known) | turned)
    column = {gram: place for place, gram in enumerate(grams)}
    starts, places, values = [0], [], []
    for row in rows:
        counts = Counter(column[gram] for gram in row if gram in column)
        for place in sorted(counts):
            places.append(place)
            values.append(counts[place] / divisor(len(row)))
        starts.append(len(places))
    plain = sparse.csr_matrix((values, places, starts), shape=(len(rows), len(grams)))
    lexicon = _lexicon(column, known)
    both = sparse.hstack([plain, plain @ lexicon]).tocsr()
    return Table(tuple(grams), np.array([float(often[gram]) for gram in grams]), lexicon, both)


def _lexicon(column: dict[str, int], known: dict[str, float]) -> sparse.csr_matrix:
    """Four sums: of good and of bad grams, as they are and negated."""
    rows, sums, values = [], [], []
    for gram, valence in known.items():
        for place, mark in ((column[gram], 0), (column[f"~{gram}"], 2)):
            rows.append(place)
            sums.append(mark + (valence > 0))
            values.append(abs(valence))
    return sparse.csr_matrix((values, (rows, sums)), shape=(len(column), 4))
