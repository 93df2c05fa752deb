"""Writing the customer book: the next version from what was counted, each month.

A sentence that was measured again takes the place of the old one; what was not measured keeps its date, and
goes after a year. Groups of fewer than 5 are not in it, nor what people who work with us said, nor anybody's
words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from bot.core.book import Book, Chapter, Sentence
from bot.core.digest import Asks, Group, Voices
from bot.core.digest_charts import display_name
from bot.core.digest_composing import compose
from bot.core.report import Report
from bot.core.settings import Settings
from bot.core.statistics import COUNTS_ONLY_BELOW
from bot.core.survey import LocalText, QuestionKind

KEPT_FOR = timedelta(days=365)
MENTIONED_FROM = 3  # comments
THEMES = 8

_Values = Mapping[str, str | LocalText]


def write(report: Report, settings: Settings, now: datetime, before: Book | None) -> Book:
    """The next version, from what was counted for everybody and for each segment."""
    day = report.now.query.period.end - timedelta(days=1)
    everybody = compose(report, settings, now).buyers
    slices = {
        one.now.query.segment: compose(one, settings, now).buyers
        for one in report.slices
        if one.now.query.segment is not None
    }
    fresh = [*_who(everybody, slices, day), *_of(everybody, "", day)]
    for segment, group in slices.items():
        fresh += _of(group, "=".join(segment), day)
    measured = {one.base for one in fresh}
    kept = [
        one
        for one in (before.sentences if before else ())
        if one.base not in measured and day - one.day <= KEPT_FOR
    ]
    version = 1 if before is None else before.version + 1
    return Book(version, now, report.now.query.period, (*fresh, *kept))


def _who(group: Group, slices: Mapping[tuple[str, str], Group], day: date) -> Iterator[Sentence]:
    """Who answered: how many of those who were asked, and of which segments."""
    response = group.response
    if response.n >= COUNTS_ONLY_BELOW and response.value is not None:
        responded = round(response.value * response.n)
        yield _share("response", "", Chapter.WHO, "", "book.who.response", {}, responded, response.n, day)
    answers = group.answers or 0
    for (name, which), theirs in slices.items():
        n = theirs.answers or 0
        if COUNTS_ONLY_BELOW <= n <= answers:
            values = {"segment": display_name(name), "which": which}
            base = f"segment:{name}"
            yield _share(base, which, Chapter.WHO, "", "book.who.segment", values, n, answers, day)


def _of(group: Group, segment: str, day: date) -> Iterator[Sentence]:
    """What one segment wants, how we do there, what they love and complain about."""
    for choices in group.choices:
        of = choices.answered or 0
        if choices.asks is Asks.WANT and of >= COUNTS_ONLY_BELOW:
            base = f"want:{choices.survey}:{choices.question}"
            for option, label, chosen in choices.options:
                values = {"option": label}
                yield _share(base, option, Chapter.WANT, segment, "book.want", values, chosen, of, day)
    for one in group.headlines:
        if one.estimate.n >= COUNTS_ONLY_BELOW:
            base = f"{segment}|doing:{one.survey}:{one.question}:{one.touchpoint}"
            yield Sentence(
                id=base,
                base=base,
                chapter=Chapter.DOING,
                segment=segment,
                key=f"book.doing.{one.kind}",
                values={"touchpoint": display_name(one.touchpoint)},
                kind=one.kind,
                histogram=one.histogram,
                day=day,
            )
    yield from _themes(Chapter.LOVE, group.happy, segment, day)
    yield from _themes(Chapter.COMPLAIN, group.unhappy, segment, day)


def _themes(chapter: Chapter, voices: Voices, segment: str, day: date) -> Iterator[Sentence]:
    if voices.n < COUNTS_ONLY_BELOW:
        return
    told = [one for one in voices.themes if one.n >= MENTIONED_FROM][:THEMES]
    for one in sorted(told, key=lambda one: -one.n):
        values = {"theme": one.label}
        yield _share(chapter, one.theme, chapter, segment, f"book.{chapter}", values, one.n, voices.n, day)


def _share(
    base: str,
    own: str,
    chapter: Chapter,
    segment: str,
    key: str,
    values: _Values,
    yes: int,
    of: int,
    day: date,
) -> Sentence:
    """So many of so many; ``own`` tells it from the others of its base."""
    together = f"{segment}|{base}"
    return Sentence(
        id=f"{together}|{own}",
        base=together,
        chapter=chapter,
        segment=segment,
        key=key,
        values=values,
        kind=QuestionKind.THUMBS,
        histogram={1: yes, 0: of - yes},
        day=day,
    )
