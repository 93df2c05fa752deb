"""The customer book as a Markdown document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from bot.core.book_card import Page
from bot.core.effects import Line

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~!])")


def markdown(pages: Iterable[Page], render: Callable[[Line, str], str], language: str) -> str:
    """The pages in this language, ending in a newline. Nothing that a shop reported can mark the text up."""

    def words(line: Line) -> str:
        said = "".join(sign if sign.isprintable() else " " for sign in render(line, language))
        return _SPECIAL.sub(r"\\\1", " ".join(said.split()))

    parts = []
    for page in pages:
        parts.append(f"{'#' * page.level} {words(page.title)}")
        if page.note is not None:
            parts.append(words(page.note))
        if page.sentences:
            parts.append("\n".join(f"- {words(one)}" for one in page.sentences))
    return "\n\n".join(parts) + "\n"
