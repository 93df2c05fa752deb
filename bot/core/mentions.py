"""What comments mention: each theme counted, compared with the other comments, and in customers' own words.

These are mentions: a comment may carry several themes or none, so nothing here adds up to a whole.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from bot.core.aspects import Feeling, aspects_of
from bot.core.phrases import Phrases
from bot.core.report import CommentRow
from bot.core.survey import LocalText
from bot.core.themes import Taxonomy, themes_in

COMPARED_FROM = 10  # unhappy comments, and others, below which the two are not compared
MENTIONS_FOR_LIFT = 3
MENTIONS_FOR_PHRASES = 3
THEMES_WITH_PHRASES = 5  # of the most mentioned; the work is bounded
EXAMPLE_CHARACTERS = 200
MOST_QUOTED_FROM = 50  # mentions of a theme that are looked through for a quote

TaxonomyFor = Callable[[str | None], Taxonomy]
"""A two-letter language, or None where it is not known → what to look for in it."""


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """How many of one mood's comments mention a theme.

    ``others`` is how many of the remaining comments do. ``lift`` is how many times as often as among those,
    smoothed; None where there is too little to compare. ``phrases`` are what sets these mentions apart from
    happy comments, ``quote`` is one of them, at most 200 characters of it.
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
    names = frozenset().union(*(taxonomy.name_words for taxonomy in taxonomies.values()))
    return Reading(tuple(tagged), labels, attributes, stop_words, names)


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
    little to compare, how many mention it.
    """
    heard = [one for one in reading.tagged if (one.comment.happy if happy else one.comment.unhappy)]
    rest = [one for one in reading.tagged if not (one.comment.happy if happy else one.comment.unhappy)]
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
    background = [
        one.comment.text
        for one in reading.tagged
        if one.comment.happy is not happy and one.comment.unhappy is happy
    ]
    phrases = Phrases(background, [one.comment.text for one in heard], reading.stop_words, reading.names)
    quoted: set[int] = set()
    found = []
    for place, theme in enumerate(ranked):
        said = mentions[theme]
        n = len(said)
        lift = None
        if compared and n >= MENTIONS_FOR_LIFT:
            lift = _share(n, len(heard)) / _share(others[theme], len(rest))
        told: tuple[str, ...] = ()
        if place < THEMES_WITH_PHRASES and n >= MENTIONS_FOR_PHRASES:
            told = phrases.of([one.comment.text for one in said], without=_label_words(reading.labels[theme]))
        found.append(
            ThemeCount(
                theme,
                reading.labels[theme],
                n,
                _quote(theme, said, told, quoted),
                others[theme],
                lift,
                told,
                reading.attributes.get(theme),
            )
        )
    return tuple(found)


def _share(n: int, of: int) -> float:
    """Half a comment added to each side, so that none is never nothing."""
    return (n + 0.5) / (of + 1)


def _label_words(label: LocalText) -> frozenset[str]:
    return frozenset(word for one in label.values() for word in one.casefold().split())


_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_BEST_LENGTH = (25, 140)  # characters of a quote


def _quote(theme: str, said: Sequence[Tagged], phrases: Sequence[str], quoted: set[int]) -> str:
    """The newest sentence about it that has one of its phrases and is neither too short nor too long."""
    best: tuple[tuple[bool, bool, bool, int], int, str] | None = None
    for place, one in enumerate(said[:MOST_QUOTED_FROM]):
        for sentence in _SENTENCE.findall(one.comment.text):
            words = " ".join(sentence.split())
            if theme not in themes_in(words, one.taxonomy):
                continue
            plain = words.casefold().replace("\u2019", "'")
            fits = _BEST_LENGTH[0] <= len(words) <= _BEST_LENGTH[1]
            rank = (id(one) not in quoted, any(phrase in plain for phrase in phrases), fits, -place)
            if best is None or rank > best[0]:
                best = rank, id(one), words
    if best is None:  # its words are spread over several sentences
        quoted.add(id(said[0]))
        return shortened(said[0].comment.text)
    quoted.add(best[1])
    return shortened(best[2])


def shortened(text: str, longest: int = EXAMPLE_CHARACTERS) -> str:
    """The text on one line, cut at a word and ended with "…" where it is longer than ``longest``."""
    flat = " ".join(text.split())
    if len(flat) <= longest:
        return flat
    cut = flat[: longest - 1]
    head, space, _ = cut.rpartition(" ")
    # A text without spaces, or with a last word that is most of it, is cut inside the word.
    return (head if space and len(head) > longest // 2 else cut).rstrip(" ,;:.") + "…"
