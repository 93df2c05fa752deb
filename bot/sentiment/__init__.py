"""The analyzers, by the name that the configuration gives. Each is imported when it is asked for.

Analyzers of others come by the entry point group ``feedback_bot.analyzers``, after the built-in ones: a
callable without arguments that returns an ``Analyzer``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points

from bot.core.errors import OperatorError
from bot.core.ports import Analyzer
from bot.core.verdict import Sentiment

ENTRY_POINTS = "feedback_bot.analyzers"
UNKNOWN = "unknown"  # the label of a text that an analyzer has no opinion on


class NoAnalyzer:
    """Has no opinion on anything."""

    name = "none"
    version = ""

    def analyze(self, texts: Sequence[str], language: str) -> list[Sentiment]:  # noqa: ARG002 - the port's
        return [unknown(self) for _ in texts]


def unknown(analyzer: Analyzer) -> Sentiment:
    """No opinion: what an analyzer says of a text in a language that it does not know."""
    return Sentiment(0.0, UNKNOWN, 0.0, analyzer.name, analyzer.version)


def _textblob() -> Analyzer:
    module = import_module("bot.sentiment.textblob_engine")
    engine: Analyzer = module.TextBlobAnalyzer()
    return engine


_BUILT_IN: dict[str, Callable[[], Analyzer]] = {"textblob": _textblob, "none": NoAnalyzer}


def analyzer(name: str) -> Analyzer:
    """The analyzer of that name. Raises OperatorError naming those known, or what cannot be loaded."""
    if name in _BUILT_IN:
        return _BUILT_IN[name]()
    offered: dict[str, EntryPoint] = {point.name: point for point in entry_points(group=ENTRY_POINTS)}
    if name not in offered:
        known = ", ".join([*_BUILT_IN, *sorted(offered)])
        raise OperatorError(f"no sentiment analyzer {name!r}; known are: {known}")
    try:
        made: Analyzer = offered[name].load()()
    except Exception as error:
        raise OperatorError(f"sentiment analyzer {name!r} cannot be loaded: {error}") from error
    return made
