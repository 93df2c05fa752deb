"""The analyzers, by the name that the configuration gives. Each is imported when it is asked for.

==============  ====================================================================  =================
name            what it is                                                            needs
==============  ====================================================================  =================
default         our own linear model over words                                       nothing
textblob        TextBlob's lexicon                                                    nothing
vader           VADER's lexicon and rules                                             nothing
multilingual    a sentence embedding in 16 languages, with a head of ours             ``[multilingual]``
accurate        the default together with a larger sentence embedding                 ``[accurate]``
none            no opinion on anything: ratings decide                                nothing
==============  ====================================================================  =================

Analyzers of others come by the entry point group ``feedback_bot.analyzers``, after the built-in ones: a
callable without arguments that returns an ``Analyzer``.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from bot.core.errors import OperatorError
from bot.core.ports import Analyzer
from bot.core.sentiment import Sentiment, no_opinion

ENTRY_POINTS = "feedback_bot.analyzers"


class NoAnalyzer:
    """Has no opinion on anything."""

    name = "none"
    version = ""
    languages = None

    def analyze(self, texts: Sequence[str], language: str) -> list[Sentiment]:
        """No opinion, as often as there are texts."""
        return [no_opinion(self.name, self.version, language) for _ in texts]


# Name → where its class is, and whether it reads model files that may lie in a folder of the operator's.
_BUILT_IN: dict[str, tuple[str, str, bool]] = {
    "default": ("bot.sentiment.linear", "LinearAnalyzer", False),
    "textblob": ("bot.sentiment.textblob_engine", "TextBlobAnalyzer", False),
    "vader": ("bot.sentiment.vader_engine", "VaderAnalyzer", False),
    "multilingual": ("bot.sentiment.multilingual", "MultilingualAnalyzer", True),
    "accurate": ("bot.sentiment.accurate", "AccurateAnalyzer", True),
    "none": ("bot.sentiment", "NoAnalyzer", False),
}


def known_analyzers() -> list[str]:
    """The names that can be asked for, built-in ones first."""
    return [*_BUILT_IN, *sorted(set(_offered()) - set(_BUILT_IN))]


def analyzer(name: str, model_folder: Path | None = None) -> Analyzer:
    """The analyzer of that name, light: what takes long is loaded at the first analysis.

    ``model_folder`` holds the model files of those that have some, in place of those in their packages.
    Raises OperatorError naming those known, the package that is missing, or what cannot be loaded.
    """
    if name in _BUILT_IN:
        module, class_name, has_files = _BUILT_IN[name]
        make = getattr(import_module(module), class_name)
        built: Analyzer = make(model_folder) if has_files else make()
        return built
    offered = _offered()
    if name not in offered:
        raise OperatorError(f"no sentiment analyzer {name!r}; known are: {', '.join(known_analyzers())}")
    try:
        made: Analyzer = offered[name].load()()
    except Exception as error:
        raise OperatorError(f"sentiment analyzer {name!r} cannot be loaded: {error}") from error
    return made


def _offered() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=ENTRY_POINTS)}
