"""What sounds like a promise with a date, and dates after a command."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.promise_words import MOST_WORDS, Hint, dated, hint_in

MONDAY = datetime(2026, 3, 2, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "day", "at"),
    [
        ("I'll call you Tuesday before noon.", date(2026, 3, 3), time(12)),
        ("I’ll call you on Tuesday", date(2026, 3, 3), None),
        ("We will send it by 5 pm today.", date(2026, 3, 2), time(17)),
        ("We'll get back to you within two hours.", date(2026, 3, 2), time(13)),
        ("I will ring you within an hour", date(2026, 3, 2), time(12)),
        ("You'll hear from me in 3 days.", date(2026, 3, 5), None),
        ("You'll have it by March 5.", date(2026, 3, 5), None),
        ("You'll have it on the 5th of March at 9.30.", date(2026, 3, 5), time(9, 30)),
        ("You'll have it by 2026-03-09 at 14:00", date(2026, 3, 9), time(14)),
        ("A colleague will call you at 17:30.", date(2026, 3, 2), time(17, 30)),
        ("A colleague will call you at 9:30.", date(2026, 3, 3), time(9, 30)),
        ("I'll be in touch next Monday", date(2026, 3, 9), None),
        ("I'll be in touch Monday", date(2026, 3, 9), None),
        ("I'm going to look at it this afternoon", date(2026, 3, 2), time(18)),
        ("We'll bring it tomorrow evening!", date(2026, 3, 3), time(21)),
        ("We'll bring it the day after tomorrow", date(2026, 3, 4), None),
        ("I promise it by the end of the week", date(2026, 3, 6), None),
        ("It will be there in January 4", date(2027, 1, 4), None),
    ],
)
def test_what_somebody_says_they_will_do_and_when_is_a_hint(text: str, day: date, at: time | None) -> None:
    assert hint_in(text, MONDAY) == Hint(text, day, at)


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry, Maya. The new one leaves today.",
        "I'll look at it soon.",
        "I'll send you 5 mugs.",
        "I can't promise Tuesday.",
        "We won't be here on Monday.",
        "If it isn't there on Monday, I'll pay it back.",
        "Will you be there on Monday?",
        "Would Tuesday suit you?",
        "I hope it will be there tomorrow.",
        "It was sent on Tuesday.",
        "I'll do it on 31 February.",
        "I'll call you this morning, at 8:00 today.",  # which is over
        "The sun will shine, and we sat outside.",
        "Lo llamaré mañana.",
        "",
    ],
)
def test_what_names_no_moment_or_takes_it_back_is_none(text: str) -> None:
    assert hint_in(text, MONDAY) is None


def test_the_words_are_those_of_the_sentence_as_they_stand() -> None:
    text = "So sorry, Maya!\nI’ll call you TOMORROW. Thank you."
    assert hint_in(text, MONDAY) == Hint("I’ll call you TOMORROW.", date(2026, 3, 3))


@pytest.mark.parametrize(
    ("words", "day", "at", "rest"),
    [
        ("2026-03-03 12:00 I'll call", date(2026, 3, 3), time(12), "I'll call"),
        ("tomorrow 5pm I'll call", date(2026, 3, 3), time(17), "I'll call"),
        ("Tuesday, before noon: I'll call", date(2026, 3, 3), time(12), "I'll call"),
        ("by friday 5 mugs come", date(2026, 3, 6), None, "5 mugs come"),
        ("today at 16:30 I'll call", date(2026, 3, 2), time(16, 30), "I'll call"),
        ("next monday I'll call", date(2026, 3, 9), None, "I'll call"),
        ("today", date(2026, 3, 2), None, ""),
    ],
)
def test_a_command_begins_with_its_date(words: str, day: date, at: time | None, rest: str) -> None:
    assert dated(words, MONDAY) == (Hint(rest, day, at), rest)


@pytest.mark.parametrize("words", ["", "hello", "2026-02-31 I'll call", "todayish", "12:00 I'll call"])
def test_without_a_date_it_begins_with_none(words: str) -> None:
    assert dated(words, MONDAY) is None


PIECES = st.sampled_from(
    "I'll will call you on by the 31 5 0 99 February March Tuesday next tomorrow within in days hours of at "
    "25:00 5:30 pm noon end week 2026-13-01 9999-12-31 today tonight a couple . ! ?".split()
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=12).map(" ".join)))
def test_nothing_that_can_be_written_raises_and_no_hint_is_over(text: str) -> None:
    dated(text, MONDAY)
    hint = hint_in(text, MONDAY)
    if hint is not None:
        assert len(hint.words) <= MOST_WORDS
        assert datetime.combine(hint.day, hint.at or time.max, UTC) > MONDAY


def test_a_reply_of_any_length_is_read_at_once() -> None:
    assert hint_in("i will on or in a " * 4000, MONDAY) is None
