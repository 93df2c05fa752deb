"""What comments mention: each theme counted, compared with the other comments, and in customers' own words.

These are mentions: a comment may carry several themes or none, so nothing here adds up to a whole.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.core.aspects import COMPLAINT_FROM, Feeling, aspects_of
from bot.core.phrases import Phrases
from bot.core.report import CommentRow
from bot.core.survey import LocalText
from bot.core.themes import Taxonomy, themes_in

COMPARED_FROM = 10  # unhappy comments, and others, below which the two are not compared
MENTIONS_FOR_LIFT = 3
MENTIONS_FOR_PHRASES = 3
THEMES_IN_WORDS = 6  # the first, with phrases; the work is bounded
EXAMPLE_CHARACTERS = 200
MOST_READ_FOR_WORDS = 200  # mentions of a theme that are read for phrases and a quote

TaxonomyFor = Callable[[str | None], Taxonomy]
"""A two-letter language, or None where it is not known → what to look for in it."""


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """How many of one mood's comments mention a theme.

    ``others`` is how many of the remaining comments do. ``lift`` is how many times as often as among those,
    smoothed; None where there is too little to compare. ``phrases`` are what sets these mentions apart from
    happy comments, ``quote`` is one of them, at most 200 characters of it; "" where nobody may be quoted.
    """

    theme: str
    label: LocalText
    n: int
    quote: str
    others: int = 0
    lift: float | None = None
    phrases: tuple[str, ...] = ()
    attribute: str | None = None


@dataclass(frozen=True, slots=True)
class Tagged:
    """A comment with the themes that count as praised, as blamed, and all of them."""

    comment: CommentRow
    themes: tuple[str, ...]
    praised: frozenset[str]
    blamed: frozenset[str]
    taxonomy: Taxonomy

    def mentions(self, *, happy: bool) -> tuple[str, ...]:
        """The themes that speak for its mood: what an unhappy customer praises is no complaint."""
        against = self.blamed if happy else self.praised
        return tuple(theme for theme in self.themes if theme not in against)


@dataclass(frozen=True, slots=True)
class Reading:
    """Comments read for their themes, newest first; ``order`` and ``labels`` are the taxonomies'."""

    tagged: tuple[Tagged, ...]
    labels: dict[str, dict[str, str]] = field(default_factory=dict)  # theme → language → what it is called
    attributes: dict[str, str] = field(default_factory=dict)
    stop_words: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


def read_for_themes(
    comments: Iterable[CommentRow], taxonomy_for: TaxonomyFor, languages: Sequence[str]
) -> Reading:
    """The comments with their themes. ``languages`` are the business's, for the labels."""
    taxonomies: dict[str | None, Taxonomy] = {language: taxonomy_for(language) for language in languages}
    tagged = []
    for comment in comments:
        language = comment.sentiment.language if comment.sentiment else None
        if language not in taxonomies:
            taxonomies[language] = taxonomy_for(language)
        tagged.append(_tagged(comment, taxonomies[language]))
    labels: dict[str, dict[str, str]] = {}
    attributes: dict[str, str] = {}
    for language, taxonomy in taxonomies.items():
        for theme in taxonomy.themes:
            labels.setdefault(theme.name, {}).setdefault(language or languages[0], theme.label)
            if theme.attribute is not None:
                attributes.setdefault(theme.name, theme.attribute)
    stop_words = frozenset().union(*(taxonomy.stop_words for taxonomy in taxonomies.values()))
    openers = frozenset().union(*(taxonomy.openers for taxonomy in taxonomies.values()))
    names = frozenset().union(*(taxonomy.name_words for taxonomy in taxonomies.values()))
    return Reading(tuple(tagged), labels, attributes, stop_words, openers, names)


def _tagged(comment: CommentRow, taxonomy: Taxonomy) -> Tagged:
    if comment.sentiment is None or not comment.sentiment.clauses:
        return Tagged(comment, themes_in(comment.text, taxonomy), frozenset(), frozenset(), taxonomy)
    aspects = aspects_of(comment.text, comment.sentiment, taxonomy)
    return Tagged(
        comment,
        tuple(aspect.theme for aspect in aspects),
        frozenset(aspect.theme for aspect in aspects if aspect.feeling is Feeling.POSITIVE),
        frozenset(aspect.theme for aspect in aspects if aspect.feeling is Feeling.NEGATIVE),
        taxonomy,
    )


def top_themes(reading: Reading, *, happy: bool) -> tuple[ThemeCount, ...]:
    """The themes of the happy comments, or else of the unhappy ones: what stands out first.

    That is how many more comments mention a theme than would if they were like the others; where there is too
    little to compare, how many mention it. Only the first of the unhappy have phrases.
    """
    heard = [one for one in reading.tagged if _is_of(one, happy)]
    rest = [one for one in reading.tagged if not _is_of(one, happy)]
    mentions: dict[str, list[Tagged]] = {}
    for one in heard:
        for theme in one.mentions(happy=happy):
            mentions.setdefault(theme, []).append(one)
    others = Counter(theme for one in rest for theme in one.themes)
    compared = min(len(heard), len(rest)) >= COMPARED_FROM

    def excess(theme: str) -> float:
        expected = len(heard) * _share(others[theme], len(rest)) if compared else 0.0
        return len(mentions[theme]) - expected

    order = {theme: place for place, theme in enumerate(reading.labels)}
    ranked = sorted(mentions, key=lambda theme: (-excess(theme), -len(mentions[theme]), order[theme]))
    words = (
        {} if happy else _in_their_words(reading, {name: mentions[name] for name in ranked[:THEMES_IN_WORDS]})
    )
    return tuple(
        ThemeCount(
            theme=theme,
            label=reading.labels[theme],
            n=len(mentions[theme]),
            quote=words[theme][1] if theme in words else _first_quotable(mentions[theme]),
            others=others[theme],
            lift=_share(len(mentions[theme]), len(heard)) / _share(others[theme], len(rest))
            if compared and len(mentions[theme]) >= MENTIONS_FOR_LIFT
            else None,
            phrases=words[theme][0] if theme in words else (),
            attribute=reading.attributes.get(theme),
        )
        for theme in ranked
    )


def _first_quotable(said: Sequence[Tagged]) -> str:
    return next((shortened(one.comment.text) for one in said if one.comment.is_quotable), "")


def _is_of(one: Tagged, happy: bool) -> bool:
    return one.comment.happy if happy else one.comment.unhappy


def _share(n: int, of: int) -> float:
    """Laplace's rule of succession: one that does and one that does not are added; none is never nothing."""
    return (n + 1) / (of + 2)


# --- in their words

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_QUOTABLE = (20, 140)  # characters


def _in_their_words(
    reading: Reading, mentions: Mapping[str, Sequence[Tagged]]
) -> dict[str, tuple[tuple[str, ...], str]]:
    """The phrases and the quote of each theme; where it can be, no customer is quoted for two of them."""
    about = {
        theme: [
            (one, _sentences_about(theme, one))
            for one in said[:MOST_READ_FOR_WORDS]
            if one.comment.is_quotable
        ]
        for theme, said in mentions.items()
    }
    phrases = Phrases(
        [one.comment.text for one in reading.tagged if one.comment.happy],
        [one.comment.text for one in reading.tagged if one.comment.unhappy],
        reading.stop_words,
        reading.names,
        reading.openers,
    )
    quoted: set[int] = set()
    said_before: set[str] = set()
    found = {}
    for theme, sentences in about.items():
        told: tuple[str, ...] = ()
        if len(sentences) >= MENTIONS_FOR_PHRASES:
            texts = ["\n".join(_complaints(said)) for _, said in sentences]
            told = phrases.of(texts, without=_label_words(reading.labels[theme]) | said_before)
            said_before.update(word for phrase in told for word in phrase.split())
        speaker, quote = _quote(sentences, told, quoted)
        quoted.add(speaker)
        found[theme] = told, quote
    return found


@dataclass(frozen=True, slots=True)
class _Sentence:
    words: str
    complains: bool


def _sentences_about(theme: str, one: Tagged) -> list[_Sentence]:
    """The comment's sentences that mention it; where its words are spread over several, the whole comment."""
    text = one.comment.text
    sentiment = one.comment.sentiment
    bad = [
        clause
        for clause in (sentiment.clauses if sentiment else ())
        if clause.p_unhappy >= COMPLAINT_FROM
        and theme in themes_in(text[clause.start : clause.end], one.taxonomy)
    ]
    about = [
        _Sentence(
            " ".join(found.group().split()),
            any(clause.start < found.end() and found.start() < clause.end for clause in bad),
        )
        for found in _SENTENCE.finditer(text)
        if theme in themes_in(found.group(), one.taxonomy)
    ]
    return about or [_Sentence(" ".join(text.split()), bool(bad))]


def _label_words(label: LocalText) -> frozenset[str]:
    return frozenset(word for one in label.values() for word in one.casefold().split())


def _complaints(said: Sequence[_Sentence]) -> list[str]:
    """Those that complain; where none is known to, all of them."""
    return [one.words for one in said if one.complains] or [one.words for one in said]


def _quote(
    sentences: Sequence[tuple[Tagged, Sequence[_Sentence]]], phrases: Sequence[str], quoted: Container[int]
) -> tuple[int, str]:
    """Whose it is, and a sentence: a complaint, neither too short nor too long, with a phrase, the newest."""

    def rank(place: int, one: Tagged, sentence: _Sentence) -> tuple[bool, bool, bool, bool, int]:
        plain = sentence.words.casefold().replace("\u2019", "'")
        fits = _QUOTABLE[0] <= len(plain) <= _QUOTABLE[1]
        told = any(phrase in plain for phrase in phrases)
        return id(one) not in quoted, sentence.complains, fits, told, -place

    if not sentences:
        return 0, ""
    _, whose, best = max(
        (rank(place, one, sentence), id(one), sentence.words)
        for place, (one, said) in enumerate(sentences)
        for sentence in said
    )
    return whose, shortened(best)


def shortened(text: str, longest: int = EXAMPLE_CHARACTERS) -> str:
    """The text on one line, cut at a word and ended with "…" where it is longer than ``longest``."""
    flat = " ".join(text.split())
    if len(flat) <= longest:
        return flat
    cut = flat[: longest - 1]
    head, space, _ = cut.rpartition(" ")
    # A text without spaces, or with a last word that is most of it, is cut inside the word.
    return (head if space and len(head) > longest // 2 else cut).rstrip(" ,;:.") + "…"
