"""What comments are about: themes found by words and phrases, of which a taxonomy says what to look for.

The shipped words are written from the names of the themes alone, so they are rough: they find most themes
that matter, and their counts are mentions, never shares. A comment may carry several themes or none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from bot.core.word_patterns import Finder, WordSet, compiled, literal

ATTRIBUTES = ("accessibility", "friendliness", "quality", "affordability", "timeliness", "result")
"""The six sides of a service, each of which a theme may be about."""

STAFF = "staff"
COMPETITOR = "competitor"
_NAME_LABELS = {STAFF: "Staff: {name}", COMPETITOR: "Competitor: {name}"}


@dataclass(frozen=True, slots=True)
class Theme:
    """Something that comments are about. What it is called is in the taxonomy's language.

    ``praised`` and ``blamed`` are what it is called inside a sentence: "you liked … but … spoilt it". None:
    the label will do; "": that is never said of it.
    """

    name: str
    label: str
    words: tuple[str, ...] = ()  # patterns, see word_patterns
    exceptions: tuple[str, ...] = ()  # patterns that are about something else
    attribute: str | None = None  # one of ATTRIBUTES
    praised: str | None = None
    blamed: str | None = None
    names: tuple[str, ...] = ()  # looked for as they are, no sign in them meaning anything


class Taxonomy:
    """Everything to look for in comments of one language, in a fixed order. It is compiled at first use.

    ``staff`` and ``competitors`` are names to look for: each is a theme of its own, "staff: Maria", and the
    name of one of the staff is about the theme ``staff`` too. ``labels`` are theirs, with ``{name}`` in them.
    ``stop_words`` say nothing by themselves; ``openers``, such as "not", do with what follows.
    """

    def __init__(
        self,
        themes: Iterable[Theme] = (),
        staff: Iterable[str] = (),
        competitors: Iterable[str] = (),
        labels: Mapping[str, str] = _NAME_LABELS,
        stop_words: Iterable[str] = (),
        openers: Iterable[str] = (),
    ) -> None:
        self.stop_words = frozenset(word.casefold() for word in stop_words)
        self.openers = frozenset(word.casefold() for word in openers)
        named = [_named(STAFF, name, labels) for name in staff]
        own = tuple(name for one in named for name in one.names)
        self.themes = (
            *(replace(theme, names=own) if theme.name == STAFF else theme for theme in themes),
            *named,
            *(_named(COMPETITOR, name, labels) for name in competitors),
        )
        self._of_staff = sum(
            1 << number
            for number, theme in enumerate(self.themes)
            if named and (theme.name == STAFF or theme in named)
        )

    def __repr__(self) -> str:
        return f"Taxonomy({', '.join(theme.name for theme in self.themes)})"

    def theme(self, name: str) -> Theme | None:
        """The theme of this name, if there is one."""
        return self._by_name.get(name)

    @cached_property
    def _by_name(self) -> Mapping[str, Theme]:
        return {theme.name: theme for theme in self.themes}

    @property
    def names(self) -> tuple[str, ...]:
        """Every theme's name, in order."""
        return tuple(theme.name for theme in self.themes)

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """What each theme is called in this language, by name."""
        return {theme.name: theme.label for theme in self.themes}

    @cached_property
    def attributes(self) -> Mapping[str, str]:
        """The side of the service that a theme is about, by name; those without one are not in it."""
        return {theme.name: theme.attribute for theme in self.themes if theme.attribute is not None}

    @cached_property
    def name_words(self) -> frozenset[str]:
        """The words of the names of staff, folded."""
        return frozenset(
            word
            for theme in self.themes
            if theme.name.startswith(f"{STAFF}: ")
            for name in theme.names
            for word in literal(name)
        )

    @cached_property
    def _finder(self) -> Finder:
        return Finder([_compiled(theme) for theme in self.themes])

    def found_in(self, text: str) -> tuple[str, ...]:
        """The names of the themes in this text, in the taxonomy's order.

        Raises PatternError, at first use, for patterns that were not proven to be readable.
        """
        found = self._finder.found_in(text)
        if found & self._of_staff and (signed := _SIGNED.search(text)):
            found &= self._finder.found_in(text[: signed.start("name")]) | ~self._of_staff
        return tuple(theme.name for number, theme in enumerate(self.themes) if found >> number & 1)


NO_TAXONOMY = Taxonomy()
"""For a language whose themes nobody has written: it finds nothing."""

# A customer's own name under a comment: after a closing word, after a dash, or alone on the last line. Thanks
# close nothing: "Thanks, Maria" is meant for Maria.
_SIGNED = re.compile(
    r"(?:\b(?:regards|sincerely|greetings|wishes|cheers|yours(?: truly| faithfully)?|best)\s*[,.!]?"
    r"|\s[-\u2013\u2014~]|\n)\s*(?P<name>[^\W\d_]+(?:[ .]+[^\W\d_]+){0,2})[.!\s]*\Z",
    re.IGNORECASE,
)


def themes_in(text: str, taxonomy: Taxonomy) -> tuple[str, ...]:
    """The names of the themes that a comment mentions, in the taxonomy's order."""
    return taxonomy.found_in(text)


def _named(kind: str, name: str, labels: Mapping[str, str]) -> Theme:
    label = labels.get(kind, _NAME_LABELS[kind]).replace("{name}", name)
    return Theme(f"{kind}: {name}", label, names=(name,))


def _compiled(theme: Theme) -> WordSet:
    patterns = compiled(theme.words, theme.exceptions)
    names = tuple(words for name in theme.names if (words := literal(name)))
    return WordSet((*patterns.wordings, *names), patterns.exceptions)
