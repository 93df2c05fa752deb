"""What a group of comments says that others do not: the words and pairs of words that set it apart.

Log-odds ratio with an informative Dirichlet prior, by its z-score (Monroe, Colaresi & Quinn 2008, "Fightin'
Words", equations 16, 22 and 23). A comment counts a phrase once, however often it says it, so that nobody
shouts louder than others. The prior is what all of the comments say.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

LONGEST_TEXT = 1000  # characters of a comment that are read: the work is bounded
LONGEST_PHRASE = 3  # words
LEAST_COMMENTS = 2  # that say it: one customer's wording is no phrase of several
LEAST_Z = 1.2
PRIOR = 0.1  # of all that was said
_PREFERRED = 2.0  # a phrase of several words tells more than a word

_SENTENCE = re.compile(r"[^.!?;:…\n,()\"\u201c\u201d]+")
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")


class Phrases:
    """What the ``background`` comments say, to compare others with.

    ``stop_words`` neither begin nor end a phrase; ``openers`` ("not") begin one, but are none. ``names``, all
    of them folded, are in none: a word that is only ever written with a capital inside a sentence is taken
    for one too.
    """

    def __init__(
        self,
        background: Sequence[str],
        target: Sequence[str],
        stop_words: frozenset[str] = frozenset(),
        names: frozenset[str] = frozenset(),
        openers: frozenset[str] = frozenset(),
    ) -> None:
        self._stop_words = stop_words
        self._closed = stop_words | openers  # what no phrase ends with
        self._names = names | _names_in((*background, *target))
        self._background = self._counted(background)
        self._n_background = len(background)
        self._all = self._background + self._counted(target)
        self._n_all = max(1, len(background) + len(target))

    def of(self, texts: Sequence[str], most: int = 3, without: Iterable[str] = ()) -> tuple[str, ...]:
        """What these comments say more than the background does, strongest first; none twice in other words.

        ``without``: words that would tell nothing, such as the theme's own name. Texts that are alike count
        once.
        """
        texts = tuple(dict.fromkeys(texts))
        counts = self._counted(texts)
        dull = frozenset(without)
        ranked = sorted(
            (
                (-self._z(phrase, n, len(texts)) * (_PREFERRED if len(phrase) > 1 else 1.0), phrase)
                for phrase, n in counts.items()
                if n >= (LEAST_COMMENTS if len(phrase) > 1 else LEAST_COMMENTS + 1)
                and not all(any(_is_form_of(word, other) for other in dull) for word in phrase)
            ),
        )
        chosen: list[tuple[str, ...]] = []
        for negative_z, phrase in ranked:
            if -negative_z < LEAST_Z or len(chosen) == most:
                break
            whole = _longest(phrase, counts)
            if not any(_overlap(whole, other) for other in chosen):
                chosen.append(whole)
        return tuple(" ".join(phrase) for phrase in chosen)

    def _z(self, phrase: tuple[str, ...], n: int, of: int) -> float:
        prior, prior_of = PRIOR * max(self._all[phrase], n), PRIOR * self._n_all
        said, there = n + prior, self._background[phrase] + prior
        odds = said / (of + prior_of - said + 0.5)
        odds_there = there / (self._n_background + prior_of - there + 0.5)
        return (math.log(odds) - math.log(odds_there)) / math.sqrt(1 / said + 1 / there)

    def _counted(self, texts: Iterable[str]) -> Counter[tuple[str, ...]]:
        counts: Counter[tuple[str, ...]] = Counter()
        for text in texts:
            counts.update(self._phrases_in(text))
        return counts

    def _phrases_in(self, text: str) -> set[tuple[str, ...]]:
        found: set[tuple[str, ...]] = set()
        for sentence in _SENTENCE.findall(_plain(text)):
            words = _WORD.findall(sentence.casefold())
            for start, first in enumerate(words):
                if first in self._stop_words:
                    continue
                for end in range(start + 1, min(start + LONGEST_PHRASE, len(words)) + 1):
                    last = words[end - 1]
                    if last in self._names:
                        break
                    if last not in self._closed and (end > start + 1 or len(last) > 2):
                        found.add(tuple(words[start:end]))
        return found


def _plain(text: str) -> str:
    return text[:LONGEST_TEXT].replace("\u2019", "'")


def _longest(phrase: tuple[str, ...], counts: Counter[tuple[str, ...]]) -> tuple[str, ...]:
    """The longer phrase that it is nearly always said in: "arrived" → "never arrived"."""
    longer = [
        (n, len(other), other)
        for other, n in counts.items()
        if len(other) > len(phrase)
        and n >= LEAST_COMMENTS
        and 4 * n >= 3 * counts[phrase]
        and _within(phrase, other)
    ]
    return max(longer)[2] if longer else phrase


def _within(phrase: tuple[str, ...], other: tuple[str, ...]) -> bool:
    spans = range(len(other) - len(phrase) + 1)
    return any(other[start : start + len(phrase)] == phrase for start in spans)


def _overlap(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether a word of the one is one of the other, or a form of it: "pain" and "painful"."""
    return any(_is_form_of(word, known) for word in one for known in other)


def _is_form_of(word: str, other: str) -> bool:
    shorter, longer = sorted((word, other), key=len)
    return longer.startswith(shorter if len(shorter) < 5 else shorter[:5]) and (
        len(shorter) > 3 or word == other
    )


def _names_in(texts: Iterable[str]) -> frozenset[str]:
    """Words that begin with a capital wherever they stand inside a sentence, and in no other way."""
    capital: set[str] = set()
    small: set[str] = set()
    for text in texts:
        for sentence in re.split(r"[.!?:\n]+", _plain(text)):
            for place, word in enumerate(_WORD.findall(sentence)):
                if word[0].islower() or (word.isupper() and len(word) > 1):
                    small.add(word.casefold())
                elif place:
                    capital.add(word.casefold())
    return frozenset(capital - small)
