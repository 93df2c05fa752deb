"""Words and phrases as operators write them, and finding many of them in a text at once.

===================  =========================================================
``delay``            a word; capitals, hyphens and apostrophes make no difference
``too slow``         words in this order, in one sentence
``deliver(y|ed)``    one of these; ``(s)?`` or ``colou?r``: there or not
``courier*``         any ending; ``*wagon`` any beginning
``came _ late``      any one word
``took … hours``     up to three words, or none; ``...`` will do
===================  =========================================================

A pattern stands for its wordings, a limited number of them, so that no pattern can take long. All wordings of
all patterns are one tree, and a text is walked through once however many there are. Where words are written
without spaces between them, as in Chinese, Japanese and Thai, every character counts as a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

MOST_WORDINGS = 2000
LONGEST_PATTERN = 500  # characters
LEAST_STEM = 2  # letters beside a *
_MOST_KNOWN = 50_000  # words of which it is remembered where they lead

# Thai, Lao, Myanmar, Khmer, kana, Han: written without spaces.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
# Marks that are parts of words: combining accents, Arabic vowels, the signs of India's scripts.
_MARKS = "\u0300-\u036f\u064b-\u065f\u0900-\u0963\u0966-\u0dff"
_WORD = rf"(?:[^\W_{_UNSPACED}]|[{_MARKS}])+"
_TOKEN = re.compile(rf"{_WORD}|[{_UNSPACED}]|[$€£¥₹]|[.!?;…\n\u3002\uff01\uff1f]")
_PATTERN_TOKEN = re.compile(rf"\*?{_WORD}\*?|[{_UNSPACED}]|[$€£¥₹]|_|\s+|-")
_ENDS = frozenset(".!?;…\n\u3002\uff01\uff1f")
_APOSTROPHES = str.maketrans("", "", "'\u2019\u02bc`")
_SHORTENED = re.compile(r"['\u2019](?=(?:ll|re|ve|m|d)\b)")  # "I'll" is not ill, "we're" not were
_ANY = "_"
_UP_TO_THREE = ("", " _", " _ _", " _ _ _")


class PatternError(ValueError):
    """A pattern that cannot be read; says what is wrong and what to write instead."""


def words_of(text: str) -> list[str]:
    """The words of a text, folded so that spellings of the same word are equal, and the ends of sentences."""
    return _TOKEN.findall(_folded(text))


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text.casefold())
    if "'" in plain or "\u2019" in plain:
        plain = _SHORTENED.sub(" ", plain)
    return plain.translate(_APOSTROPHES)


# --- reading a pattern


def wordings(pattern: str) -> tuple[tuple[str, ...], ...]:
    """Everything that a pattern stands for, as words; each may be ``_`` or have a ``*`` at one end.

    Raises PatternError.
    """
    if len(pattern) > LONGEST_PATTERN:
        raise PatternError(f"it is longer than {LONGEST_PATTERN} characters; make several of it")
    spelled = _folded(pattern).replace("...", "…")
    found = dict.fromkeys(_words(one) for one in _Reader(spelled).read())
    return tuple(found)


def literal(name: str) -> tuple[str, ...]:
    """A name as words, none of its signs meaning anything."""
    return tuple(word for word in words_of(name) if word not in _ENDS)


def _words(spelled: str) -> tuple[str, ...]:
    found = _PATTERN_TOKEN.findall(spelled)
    if sum(map(len, found)) < len(spelled):
        odd = _PATTERN_TOKEN.sub("", spelled)
        raise PatternError(f"{odd[0]!r} means nothing here; write words, ( | ), ?, *, _ and …")
    words = tuple(word for word in found if not word.isspace() and word != "-")
    if not words:
        raise PatternError("it may be empty; leave out the ? or the empty part of ( | )")
    if _ANY in (words[0], words[-1]):
        raise PatternError("it begins or ends with any word; begin and end with words that you mean")
    for word in words if "*" in spelled else ():
        _check_stem(word)
    return words


def _check_stem(word: str) -> None:
    if "*" in word and len(word.strip("*")) < LEAST_STEM:
        raise PatternError(f"{word!r} finds nearly everything; write at least {LEAST_STEM} letters beside *")
    if word.startswith("*") and word.endswith("*"):
        raise PatternError(f"{word!r} has a * at both ends; keep one")


class _Reader:
    """Reads one pattern by descent: alternatives of sequences of letters and groups."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0

    def read(self) -> list[str]:
        found = self._alternatives()
        if self._at < len(self._pattern):
            raise PatternError("a ) closes nothing; remove it")
        return found

    def _alternatives(self) -> list[str]:
        found = self._sequence()
        while self._peek() == "|":
            self._at += 1
            found = found + self._sequence()
        return found

    def _sequence(self) -> list[str]:
        found = [""]
        while (sign := self._peek()) not in ("", "|", ")"):
            self._at += 1
            part = self._part(sign)
            if self._peek() == "?":
                self._at += 1
                part = ["", *part]
            if len(found) * len(part) > MOST_WORDINGS:
                raise PatternError(f"it stands for more than {MOST_WORDINGS} wordings; make several of it")
            found = [before + after for before in found for after in part]
        return found

    def _part(self, sign: str) -> list[str]:
        if sign == "(":
            inside = self._alternatives()
            if self._peek() != ")":
                raise PatternError("a ( is not closed; add )")
            self._at += 1
            return inside
        if sign == "…":
            return list(_UP_TO_THREE)
        if sign == "?":
            raise PatternError("a ? follows nothing that it could be about; remove it")
        return [sign]

    def _peek(self) -> str:
        return self._pattern[self._at : self._at + 1]


# --- finding


@dataclass(slots=True)
class _Node:
    """Where one has come to in the tree; bit n of ``found`` is pattern set n, as is that of ``spared``."""

    found: int = 0
    spared: int = 0
    words: dict[str, _Node] = field(default_factory=dict)
    stems: dict[str, _Node] = field(default_factory=dict)  # with the * that they are written with
    anything: _Node | None = None

    def grown(self, word: str) -> _Node:
        """The node after this word, made where there is none."""
        if word == _ANY:
            self.anything = self.anything or _Node()
            return self.anything
        return (self.stems if "*" in word else self.words).setdefault(word, _Node())

    def after(self, word: str) -> Iterator[_Node]:
        """Everywhere that this word of a text leads."""
        if word in self.words:
            yield self.words[word]
        for stem, node in self.stems.items():
            if word.endswith(stem[1:]) if stem[0] == "*" else word.startswith(stem[:-1]):
                yield node
        if self.anything is not None and word not in _ENDS:
            yield self.anything

    @property
    def is_leaf(self) -> bool:
        return not (self.words or self.stems or self.anything)


@dataclass(frozen=True, slots=True)
class WordSet:
    """What to look for together: wordings, and those that are about something else where they stand."""

    wordings: tuple[tuple[str, ...], ...]
    exceptions: tuple[tuple[str, ...], ...] = ()


class Finder:
    """Looks for many word sets in one walk through a text."""

    def __init__(self, sets: Sequence[WordSet]) -> None:
        self._root = _Node()
        for number, one in enumerate(sets):
            for words in one.wordings:
                self._grown(words).found |= 1 << number
            for words in one.exceptions:
                self._grown(words).spared |= 1 << number
        self._known: dict[str, tuple[int, tuple[_Node, ...]]] = {}

    def _grown(self, words: Iterable[str]) -> _Node:
        node = self._root
        for word in words:
            node = node.grown(word)
        return node

    def found_in(self, text: str) -> int:
        """Which of the sets have a wording in this text: bit n for set n."""
        words = words_of(text)
        known = self._known
        found = 0
        hits: list[tuple[int, int]] = []  # where it begins, which sets
        spared: list[tuple[int, int, int]] = []  # from, to, which sets
        for start, word in enumerate(words):
            entry = known.get(word)
            mask, nodes = self._learned(word) if entry is None else entry
            if mask:
                found |= mask
                hits.append((start, mask))
            for node in nodes:
                _follow(node, words, start, start + 1, hits, spared)
        if not spared:
            for _, mask in hits:
                found |= mask
            return found
        found = 0
        for start, mask in hits:
            left = mask
            for begin, end, sets in spared:
                if begin <= start < end:
                    left &= ~sets
            found |= left
        return found

    def _learned(self, word: str) -> tuple[int, tuple[_Node, ...]]:
        nodes = tuple(self._root.after(word))
        mask = 0
        for node in nodes:
            if node.is_leaf and not node.spared:
                mask |= node.found
        entry = mask, tuple(node for node in nodes if node.spared or not node.is_leaf)
        if len(self._known) < _MOST_KNOWN:
            self._known[word] = entry
        return entry


def _follow(
    node: _Node,
    words: Sequence[str],
    start: int,
    at: int,
    hits: list[tuple[int, int]],
    spared: list[tuple[int, int, int]],
) -> None:
    """Goes on from a node that was reached with the words from ``start`` to before ``at``."""
    if node.found:
        hits.append((start, node.found))
    if node.spared:
        spared.append((start, at, node.spared))
    if at < len(words):
        word = words[at]
        following = node.words.get(word)
        if following is not None:
            _follow(following, words, start, at + 1, hits, spared)
        if node.stems or node.anything is not None:
            for other in node.after(word):
                if other is not following:
                    _follow(other, words, start, at + 1, hits, spared)


def compiled(patterns: Iterable[str], exceptions: Iterable[str] = ()) -> WordSet:
    """Patterns as a word set. Raises PatternError, naming the pattern."""
    return WordSet(_read_all(patterns), _read_all(exceptions))


def _read_all(patterns: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    found: dict[tuple[str, ...], None] = {}
    for pattern in patterns:
        try:
            found.update(dict.fromkeys(wordings(pattern)))
        except PatternError as error:
            raise PatternError(f'"{pattern}": {error}') from None
    return tuple(found)
