"""An analyzer of ours with what was learnt from the operator's own customers beside it.

What was learnt is a file in the data folder, ``adaptation/VERSION.json``, that nothing ever changes. It is in
use while the configuration names it, and gone when it does not.
"""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot.config import Config
from bot.core.errors import OperatorError
from bot.core.ports import Analyzer
from bot.core.sentiment import Label, Sentiment
from bot.sentiment import analyzer
from bot.sentiment.adaptation import Gain, Learnt
from bot.sentiment.calibration import Calibration, calibrations

logger = logging.getLogger(__name__)

FOLDER = "adaptation"
_NEVER_SURE = 1e-9  # a probability of 0 or 1 has no log-odds
_MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Adaptation:
    """What was learnt beside one version of one engine, and how much it helped."""

    engine: str
    engine_version: str
    learnt: Learnt
    gain: Gain

    @property
    def json(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "engine": self.engine,
            "engine_version": self.engine_version,
            "comments": self.gain.n,
            "unhappy": self.gain.unhappy,
            "auroc_before": round(self.gain.before, 4),
            "auroc_after": round(self.gain.after, 4),
            "shift": round(self.learnt.shift, 4),
            "weights": {gram: round(weight, 4) for gram, weight in sorted(self.learnt.weights.items())},
        }

    @property
    def version(self) -> str:
        """Follows from all that is in it."""
        return f"own-{sha256(json.dumps(self.json, sort_keys=True).encode()).hexdigest()[:8]}"

    def save(self, data_folder: Path) -> Path:
        """Write it down; returns where."""
        path = data_folder / FOLDER / f"{self.version}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(self.json, indent=1, ensure_ascii=False) + "\n", "utf-8")
        return path


def load(data_folder: Path, version: str) -> Adaptation:
    """Raises OperatorError where there is none of that version, or another one under its name."""
    path = data_folder / FOLDER / f"{version}.json"
    try:
        kept = json.loads(path.read_text("utf-8"))
        gain = Gain(kept["comments"], kept["unhappy"], kept["auroc_before"], kept["auroc_after"], sure=True)
        learnt = Learnt(float(kept["shift"]), {str(gram): float(w) for gram, w in kept["weights"].items()})
        found = Adaptation(kept["engine"], kept["engine_version"], learnt, gain)
    except OSError as error:
        raise OperatorError(
            f"sentiment.adaptation: {path}: {error.strerror}; feedback-bot adapt makes one"
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise OperatorError(
            f"sentiment.adaptation: {path} is damaged; feedback-bot adapt makes one"
        ) from error
    if found.version != version:
        raise OperatorError(f"sentiment.adaptation: {path} was changed; feedback-bot adapt makes one")
    return found


class Outdated(OperatorError):
    """What was learnt belongs to another engine, or to another version of it."""


def configured(config: Config, name: str | None = None, *, strict: bool = False) -> Analyzer:
    """The analyzer that the configuration names, with its adaptation, if any; or the one of this name.

    What was learnt beside one engine is not given to another: after an update it rests, and a warning says
    so. Raises OperatorError; Outdated only where ``strict``.
    """
    engine = analyzer(name or config.sentiment.analyzer, config.model_folder)
    adaptation = config.sentiment.adaptation
    if adaptation is None or engine.name != config.sentiment.analyzer:
        return engine
    try:
        return AdaptedAnalyzer(engine, load(config.data_folder, adaptation))
    except Outdated as error:
        if strict:
            raise
        logger.warning("%s", error)
        return engine


class AdaptedAnalyzer:
    """Its name is the engine's, its version the engine's and the adaptation's."""

    def __init__(self, engine: Analyzer, adaptation: Adaptation) -> None:
        """Raises Outdated for what was learnt beside another engine, or another version of it."""
        learnt_beside, is_now = (
            f"{adaptation.engine} {adaptation.engine_version}",
            f"{engine.name} {engine.version}",
        )
        if learnt_beside != is_now:
            raise Outdated(
                f"sentiment.adaptation: {adaptation.version} was learnt beside the analyzer {learnt_beside}, "
                f"and this is {is_now}: it rests; feedback-bot adapt makes a new one"
            )
        self.name = engine.name
        self.version = f"{engine.version}+{adaptation.version}"
        self.languages = engine.languages
        self._engine = engine
        self._learnt = adaptation.learnt
        self._scale = scale_of(engine)

    def analyze(self, texts: Sequence[str], language: str) -> list[Sentiment]:
        """One Sentiment a text, in order; no opinion where the engine has none."""
        given = self._engine.analyze(texts, language)
        return [
            self._adapted(text, replace(one, version=self.version))
            for text, one in zip(texts, given, strict=True)
        ]

    def _adapted(self, text: str, said: Sentiment) -> Sentiment:
        if not said.is_known:
            return said
        clauses = tuple(
            replace(
                one, p_unhappy=self._scale.p_unhappy(self._score(text[one.start : one.end], one.p_unhappy))
            )
            for one in said.clauses
        )
        score = self._score(text, said.p_unhappy)
        p_unhappy = self._scale.p_unhappy(score)
        label = self._scale.label(p_unhappy)
        felt = {self._scale.label(one.p_unhappy) for one in clauses}
        return replace(
            said,
            label=label,
            p_unhappy=p_unhappy,
            has_complaint=max((one.p_unhappy for one in clauses), default=p_unhappy),
            polarity=self._scale.polarity(score),
            confidence=self._scale.confidence(score),
            mixed={Label.UNHAPPY, Label.HAPPY} <= felt,
            words=self._words(text, said, label),
            clauses=clauses,
        )

    def _score(self, text: str, p_unhappy: float) -> float:
        """On the engine's own scale."""
        odds = log_odds(p_unhappy) + self._learnt.added(text)
        return (odds - self._scale.intercept) / self._scale.slope

    def _words(self, text: str, said: Sentiment, label: Label) -> tuple[str, ...]:
        """Those of the engine, unless the label is another one now, and those that were learnt."""
        kept = said.words if label is said.label else ()
        if label not in (Label.UNHAPPY, Label.HAPPY):
            return kept
        telling = self._learnt.telling(text, unhappy=label is Label.UNHAPPY)
        own = (text[start:end] for start, end in telling)
        return tuple(dict.fromkeys((*kept, *own)))[:_MOST_WORDS]


def scale_of(engine: Analyzer) -> Calibration:
    """What its scores mean. Raises OperatorError for an analyzer of somebody else's."""
    try:
        return calibrations()[engine.name]
    except KeyError:
        raise OperatorError(
            f"the analyzer {engine.name!r} cannot be adapted: what its scores mean was never measured"
        ) from None


def log_odds(p: float) -> float:
    """Of a probability; of 0 and 1 those of almost 0 and almost 1."""
    bounded = min(max(p, _NEVER_SURE), 1.0 - _NEVER_SURE)
    return math.log(bounded / (1.0 - bounded))
