"""Praise by name: a happy clause about somebody, a customer once for each person, quoted only with a yes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core.clauses import clauses_of
from bot.core.praise import Praised, Quoted, Roster, praised, wins
from bot.core.quoting import Consent
from bot.core.report import CommentRow, Voice
from bot.core.sentiment import Clause, Sentiment
from tests.feelings import feeling

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
STAFF = ("Maria", "Tom Berger", "Will")


def felt(text: str, *polarities: float) -> Sentiment:
    spans = clauses_of(text)
    clauses = tuple(
        Clause(start, end, feeling(one).p_unhappy)
        for (start, end), one in zip(spans, polarities, strict=True)
    )
    whole = feeling(sum(polarities) / len(polarities))
    return replace(whole, clauses=clauses, mixed=min(polarities) < 0 < max(polarities))


def comment(
    text: str,
    *polarities: float,
    who: str = "c1",
    consent: Consent | None = Consent.UNNAMED,
    name: str | None = None,
) -> CommentRow:
    happy = min(polarities) > 0
    voice = Voice(who, consent, name)
    return CommentRow(text, None, None, not happy, happy, "visit", NOON, None, felt(text, *polarities), voice)


def names(*comments: CommentRow) -> Sequence[tuple[str, int]]:
    return [(one.name, one.customers) for one in praised(comments, STAFF)]


def test_a_happy_clause_about_somebody_is_praise() -> None:
    assert names(comment("Maria was wonderful", 0.95)) == [("Maria", 1)]
    assert names(comment("maria was wonderful", 0.95)) == [("Maria", 1)]


def test_a_happy_clause_beside_the_name_is_none_and_neither_is_a_complaint() -> None:
    assert names(comment("Maria was rude, but the food was great", -0.9, 0.95)) == []
    assert names(comment("The food was great. Maria forgot us.", 0.95, -0.9)) == []
    assert names(comment("Maria was rude", -0.9)) == []
    assert names(comment("I met Maria", 0.0)) == []


def test_praise_amid_a_complaint_counts() -> None:
    assert names(comment("The food was cold, but Maria was lovely", -0.9, 0.95)) == [("Maria", 1)]


def test_who_is_praised_and_blamed_in_one_comment_is_not_praised() -> None:
    assert names(comment("Maria was lovely. Then Maria forgot us.", 0.95, -0.9)) == []


def test_a_sentence_that_goes_on_about_her_is_about_her() -> None:
    assert names(comment("Maria served us. She was wonderful.", 0.1, 0.95)) == [("Maria", 1)]
    assert names(comment("Maria served us. The soup was wonderful.", 0.1, 0.95)) == []


def test_a_customer_counts_once_for_each_person_however_often_they_write() -> None:
    often = [comment("Maria was wonderful", 0.95)] * 3
    assert names(*often) == [("Maria", 1)]
    assert names(*often, comment("Maria was wonderful", 0.95, who="c2")) == [("Maria", 2)]
    both = comment("Maria was wonderful. Tom was great.", 0.95, 0.95)
    assert names(both) == [("Maria", 1), ("Tom Berger", 1)]


def test_the_most_praised_is_named_first_and_nobody_without_praise() -> None:
    tom = [comment("Tom Berger was great", 0.95, who=f"c{n}") for n in range(2)]
    assert names(comment("Maria was wonderful", 0.95), *tom) == [("Tom Berger", 2), ("Maria", 1)]
    assert names() == []


def test_a_first_name_will_do_unless_two_have_it() -> None:
    said = comment("Tom was great", 0.95)
    assert Roster(STAFF).praised_in(said) == ("Tom Berger",)
    assert Roster(("Tom Berger", "Tom Reed")).praised_in(said) == ()


@pytest.mark.parametrize(
    ("text", "is_praise"),
    [
        ("I will come back, lovely place", False),
        ("Will come back for sure", False),
        ("Will was wonderful", True),
        ("Thanks to Will it was wonderful", True),
    ],
)
def test_a_name_that_is_a_word_as_well_must_be_meant_as_one(text: str, is_praise: bool) -> None:
    happy = [0.95] * len(clauses_of(text))
    assert (names(comment(text, *happy)) == [("Will", 1)]) is is_praise


def test_a_customer_who_signs_with_such_a_name_praises_nobody() -> None:
    text = "It was wonderful.\nBest wishes, Maria"
    assert names(comment(text, *[0.95] * len(clauses_of(text)))) == []


def test_words_are_quoted_with_a_yes_alone_and_a_name_with_that_yes() -> None:
    def quote(consent: Consent | None) -> Quoted | None:
        said = comment("Maria was wonderful", 0.95, consent=consent, name="Ann")
        (one,) = praised([said], STAFF)
        return one.quote

    assert quote(None) is None
    assert quote(Consent.NEVER) is None
    assert quote(Consent.UNNAMED) == Quoted("Maria was wonderful", None, "visit")
    assert quote(Consent.NAMED) == Quoted("Maria was wonderful", "Ann", "visit")


def test_of_words_that_complain_as_well_only_the_praise_is_quoted() -> None:
    said = comment("The food was cold, but Maria was lovely", -0.9, 0.95)
    assert praised([said], STAFF) == (Praised("Maria", 1, Quoted("Maria was lovely", None, "visit")),)
    (win,) = wins([said], STAFF)
    assert win.said.text == "Maria was lovely"


def test_a_win_is_glad_words_with_a_yes_once_with_whom_they_praise() -> None:
    glad = comment("Such a lovely place", 0.95)
    rude = replace(comment("The courier was rude", -0.9), happy=True, unhappy=False)
    silent = comment("Such a nice place", 0.95, consent=None)
    found = wins([glad, glad, rude, silent, comment("Maria was wonderful", 0.95)], STAFF)
    assert [(one.said.text, one.staff) for one in found] == [
        ("Such a lovely place", ()),
        ("Maria was wonderful", ("Maria",)),
    ]


def test_without_names_and_without_an_opinion_nobody_is_praised() -> None:
    said = comment("Maria was wonderful", 0.95)
    assert praised([said], ()) == ()
    assert praised([replace(said, sentiment=None)], STAFF) == ()
