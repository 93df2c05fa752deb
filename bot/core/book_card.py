"""The customer book as a card, drawn by whatever draws a digest, and as the lines of a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.core.book import Book, Changes, Chapter, Sentence, changes, segments
from bot.core.digest_charts import Json, display_name, figure
from bot.core.digest_parts import days
from bot.core.effects import Line, Value
from bot.core.statistics import Estimate, Interval, headline

_CHAPTERS = tuple(one for one in Chapter if one is not Chapter.CHANGED)


@dataclass(frozen=True, slots=True)
class Page:
    """A chapter, or a list of one: its title and what stands in it. ``level`` 1 is the book's own title."""

    level: int
    title: Line
    note: Line | None = None
    sentences: tuple[Line, ...] = ()


def pages(book: Book, before: Book | None, business: str) -> Iterator[Page]:
    """The whole book, page by page: first what changed."""
    title = Line("book.title", {"business": business, "version": book.version})
    yield Page(1, title, Line("book.about", dict(days(book.period))))
    if not book.sentences:
        yield Page(2, Line("book.empty_title"), Line("book.empty"))
        return
    yield from changed_pages(book, before)
    everybody = [one for one in book.sentences if not one.segment]
    yield from _chapters(2, everybody)
    for segment in segments(book.sentences):
        yield Page(2, Line("book.segment", _named(segment)))
        yield from _chapters(3, [one for one in book.sentences if one.segment == segment])


def changed_pages(book: Book, before: Book | None) -> Iterator[Page]:
    """What changed since the version before."""
    title = Line("book.chapter.changed")
    if before is None:
        yield Page(2, title, Line("book.changed.first"))
        return
    moved = changes(book, before)
    note = Line("book.changed.note", {"version": before.version, "n": moved.compared})
    yield Page(2, title, note)
    lists = list(_lists(moved))
    if not lists:
        yield Page(3, Line("book.changed.nothing"))
    yield from lists


def _lists(moved: Changes) -> Iterator[Page]:
    """What is said of everybody, then of each segment under its name."""
    told: tuple[tuple[str, list[tuple[str, Line]]], ...] = (
        ("higher", [(one.segment, in_words_since(one, was)) for one, was in moved.higher]),
        ("lower", [(one.segment, in_words_since(one, was)) for one, was in moved.lower]),
        ("new", [(one.segment, in_words(one)) for one in moved.new]),
        ("gone", [(one.segment, in_words(one)) for one in moved.gone]),
    )
    for name, sentences in told:
        for segment in sorted({of for of, _ in sentences}):
            title = Line(f"book.changed.{name}{'_in' if segment else ''}", _named(segment))
            yield Page(3, title, None, tuple(said for of, said in sentences if of == segment))


def _named(segment: str) -> dict[str, Value]:
    name, _, which = segment.partition("=")
    return {"segment": display_name(name), "which": which} if segment else {}


def _chapters(level: int, sentences: Iterable[Sentence]) -> Iterator[Page]:
    known = list(sentences)
    for chapter in _CHAPTERS:
        said = tuple(in_words(one) for one in known if one.chapter is chapter)
        if said:
            yield Page(level, Line(f"book.chapter.{chapter}"), None, said)


def in_words(sentence: Sentence) -> Line:
    """With its likely range, its n and its date."""
    return Line(sentence.key, _values(sentence))


def in_words_since(sentence: Sentence, before: Sentence) -> Line:
    """With what it was before, too."""
    return Line(f"{sentence.key}_was", {**_values(sentence), "was": _figure(before), "was_n": before.n})


def _values(sentence: Sentence) -> dict[str, Value]:
    day = sentence.day.isoformat()
    known = _estimate(sentence).interval or Interval(0.0, 0.0)
    low, high = figure(sentence.kind, known.low), figure(sentence.kind, known.high)
    figures = {"value": _figure(sentence), "low": low, "high": high}
    return {**sentence.values, **figures, "n": sentence.n, "day": day}


def _figure(sentence: Sentence) -> str:
    return figure(sentence.kind, _estimate(sentence).value or 0.0)


def _estimate(sentence: Sentence) -> Estimate:
    return headline(sentence.kind, sentence.histogram)


def book_card(book: Book, before: Book | None, business: str) -> Json:
    """The same as a card, in the shape of a digest's."""
    first, *others = pages(book, before, business)
    sections: list[Json] = []
    for page in others:
        listed: list[Json] = [one.json for one in page.sentences]
        if page.level > 2 and sections:
            lists = sections[-1]["lists"]
            if isinstance(lists, list):
                lists.append({"title": page.title.json, "items": listed})
            continue
        lists_ = [{"title": None, "items": listed}] if listed else []
        note = page.note.json if page.note else None
        sections.append(
            {
                "title": page.title.json,
                "note": note,
                "metrics": [],
                "lists": lists_,
                "quotes": [],
                "table": None,
            }
        )
    about = first.note or Line("book.empty")
    return {
        "type": "digest",
        "title": first.title.json,
        "subtitle": about.json,
        "sections": sections,
        "charts": [],
    }
