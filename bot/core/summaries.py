"""What is believed of a summary of comments that a language model wrote. Pure: text in, text out.

It is for managers to read beside the comments' numbers, and adds none: what it counts by itself, what leads
anywhere and what stands for somebody is taken out, and what repeats a customer is not shown at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.core.redaction import GAP, restored

FEWEST, MOST = 5, 20  # comments that are summed up together
COMMENT_CHARACTERS = 200  # of each
_SENTENCES = 2
_CHARACTERS = 400
_IN_A_ROW = 6  # words of a comment that make a quote
_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*(?:\s?%)?")
_MARK = re.compile(r"\[\[\w+\]\]")
_WORD = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"(?<=\w\w[.!?…؟])\s+(?![a-zа-яßàâãäåæçèéêëìíîïñòóôõöøùúûüýığş])")


def one_line(words: str) -> str:
    """The words of a comment, so that a line is a comment."""
    return " ".join(words.split())


def believed(answer: str, comments: Sequence[str]) -> str | None:
    """The summary as it may be shown; "" where it repeats what somebody wrote, None where nothing is left."""
    said = restored(one_line(answer), ())
    known = {_bare(found) for one in comments for found in _NUMBER.findall(_MARK.sub(" ", one))}
    said = _NUMBER.sub(lambda found: found[0] if _bare(found[0]) in known else GAP, said)
    said = " ".join(_SENTENCE_END.split(said)[:_SENTENCES])
    if len(said) > _CHARACTERS:
        said = f"{said[: _CHARACTERS - 2].rpartition(' ')[0]} …"
    if not any(map(str.isalpha, said)):
        return None
    return "" if _runs([said]) & _runs(comments) else said


def _bare(number: str) -> str:
    return number.replace(" ", "")


def _runs(texts: Iterable[str]) -> set[tuple[str, ...]]:
    """Every so many words in a row."""
    found: set[tuple[str, ...]] = set()
    for text in texts:
        words = _WORD.findall(_MARK.sub(" ", text).casefold())
        found.update(tuple(words[at : at + _IN_A_ROW]) for at in range(len(words) - _IN_A_ROW + 1))
    return found
