"""What is said of one comment: how it feels, what it is about, and its verdict together with a rating."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.analysis.comments import Comment
from bot.core.ports import Analyzer
from bot.core.sentiment import Sentiment, no_opinion
from bot.core.signals import signals_in
from bot.core.survey import QuestionKind
from bot.core.themes import Taxonomy, themes_in
from bot.core.verdict import DEFAULT_ALERTS, AlertRules, Said, Verdict, judge
from bot.sentiment.judging import speaks

Identify = Callable[[str, str | None], str]
"""From a text and a likely language to the language that it is in."""

_TELLING_WORDS = 4  # from so many on, a text's language is in the text itself


@dataclass(frozen=True, slots=True)
class Opinion:
    """A comment with all that is said of it. ``language`` is None where there is nothing to read."""

    comment: Comment
    sentiment: Sentiment
    language: str | None
    themes: tuple[str, ...]
    signals: tuple[str, ...]
    verdict: Verdict | None = None
    contradiction: bool = False


class Judge:
    """Says it of many comments at once.

    ``taxonomy`` gives what to look for in a language. ``language``: all are in it. Without, each is in its
    own; one that is too short to tell is taken to be in the language that most of the others are in so far,
    at first in ``locale``. ``kind``: what the ratings are; without, there are none and no verdict.
    """

    def __init__(
        self,
        analyzer: Analyzer,
        identify: Identify,
        taxonomy: Callable[[str], Taxonomy],
        language: str | None = None,
        locale: str | None = None,
        kind: QuestionKind | None = None,
        rules: AlertRules = DEFAULT_ALERTS,
    ) -> None:
        self._analyzer = analyzer
        self._identify = identify
        self._taxonomy = taxonomy
        self._language = language
        self._locale = locale
        self._kind = kind
        self._rules = rules
        self._spoken: Counter[str] = Counter()

    def __call__(self, comments: Sequence[Comment]) -> list[Opinion]:
        """One opinion each, in order."""
        texts = {comment.text for comment in comments if comment.text is not None and comment.text.strip()}
        languages = self._languages(sorted(texts))
        felt = self._felt(languages)
        return [self._opinion(comment, languages, felt) for comment in comments]

    def _languages(self, texts: Sequence[str]) -> Mapping[str, str]:
        if self._language is not None:
            return {text: self._language for text in texts}
        telling = {text: self._identify(text, self._likely) for text in texts if _is_telling(text)}
        self._spoken.update(telling.values())
        likely = self._likely
        return {text: telling.get(text) or self._identify(text, likely) for text in texts}

    @property
    def _likely(self) -> str | None:
        most = self._spoken.most_common(1)
        return most[0][0] if most else self._locale

    def _felt(self, languages: Mapping[str, str]) -> Mapping[str, Sentiment]:
        together: dict[str, list[str]] = {}
        for text, language in languages.items():
            together.setdefault(language, []).append(text)
        felt: dict[str, Sentiment] = {}
        for language, texts in together.items():
            if speaks(self._analyzer, language):
                felt.update(zip(texts, self._analyzer.analyze(texts, language), strict=True))
        return felt

    def _opinion(
        self, comment: Comment, languages: Mapping[str, str], felt: Mapping[str, Sentiment]
    ) -> Opinion:
        text = comment.text or ""
        language = languages.get(text)
        sentiment = felt.get(text) or no_opinion(self._analyzer.name, self._analyzer.version, language)
        themes = themes_in(text, self._taxonomy(language)) if language else ()
        if self._kind is None:
            return Opinion(comment, sentiment, language, themes, signals_in(text, self._rules.competitors))
        said = (Said(text, sentiment),) if language else ()
        judged = judge(self._kind, comment.rating, said, self._rules)
        # Of a rating that nobody can read, and of nothing at all, there is no verdict.
        has_one = comment.problem is None and (comment.rating is not None or sentiment.is_known)
        return Opinion(
            comment,
            sentiment,
            language,
            themes,
            judged.signals,
            judged.verdict if has_one else None,
            judged.is_contradictory and has_one,
        )


def _is_telling(text: str) -> bool:
    return len(text.split(None, _TELLING_WORDS)) >= _TELLING_WORDS
