"""What may be said back at the end of a conversation, and what is better left unsaid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.aspects import Aspect, Feeling
from bot.core.conversation import Answer, Invitation, State
from bot.core.playback import SUPPORTED, Playback, PlaybackReply, mood
from bot.core.playing_back import (
    Heard,
    heard_in,
    is_contradiction,
    played,
    played_back,
    settled_by_rating,
    taken_back,
    waiting,
)
from bot.core.sentiment import Clause, Sentiment, no_opinion
from bot.core.survey import END, SCALES, Audience, Question, QuestionKind, Survey
from bot.core.verdict import Verdict
from tests.feelings import feeling

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
GOOD, BAD = feeling(0.98), feeling(-0.98)
MIXED = replace(feeling(0.0), mixed=True, clauses=(Clause(0, 3, 0.02), Clause(4, 9, 0.97)))


def survey(kind: QuestionKind = QuestionKind.CSAT) -> Survey:
    questions = (
        Question("how", kind, {}, (), (), "why", None, None),
        Question("why", QuestionKind.TEXT, {}, (), (), "more", None, None),
        Question("more", QuestionKind.TEXT, {}, (), (), END, None, None),
    )
    return Survey("visit", "1", Audience.BUYER, "how", questions, {})


def response(rating: int | None, *said: tuple[str, Sentiment]) -> Invitation:
    """A completed one; its first comment answers *why*, its second *more*."""
    rated = () if rating is None else (Answer("how", QuestionKind.CSAT, NOW, rating=rating),)
    written = tuple(
        Answer(question, QuestionKind.TEXT, NOW, comment=words, sentiment=felt)
        for question, (words, felt) in zip(("why", "more"), said, strict=False)
    )
    return Invitation(
        id="i1",
        customer_id="c1",
        purchase_id=None,
        survey="visit",
        survey_version="1",
        touchpoint="visit",
        segments={},
        started_by_customer=False,
        state=State.COMPLETED,
        planned_at=NOW,
        due_at=NOW,
        expires_at=NOW,
        finished_at=NOW,
        message="m1",
        answers=(*rated, *written),
    )


def heard(
    rating: int | None, *said: tuple[str, Sentiment], aspects: Sequence[tuple[str, Feeling]] = ()
) -> Heard | None:
    found = tuple(Aspect(theme, felt) for theme, felt in aspects)
    return heard_in(response(rating, *said), survey(), lambda *_: found)


def test_a_clear_mood_is_heard_and_an_unclear_one_only_beside_a_rating_that_says_the_same() -> None:
    assert heard(None, ("late", BAD)) == Heard("why", Verdict.UNHAPPY)
    unsure = feeling(-0.6)
    assert heard(None, ("late", unsure)) is None
    assert heard(3, ("late", unsure)) is None
    assert heard(1, ("late", unsure)) == Heard("why", Verdict.UNHAPPY)


def test_a_middling_rating_bears_out_a_complaint_and_no_praise() -> None:
    assert heard(None, ("late", feeling(-0.9))) is None
    assert heard(3, ("late", feeling(-0.7))) == Heard("why", Verdict.UNHAPPY)
    assert heard(3, ("lovely", feeling(0.9))) is None
    assert heard(None, ("lovely", feeling(0.9))) == Heard("why", Verdict.HAPPY)


def test_no_opinion_is_nothing_to_say() -> None:
    assert heard(1, ("zu spät", no_opinion("test", "1"))) is None
    assert heard(1) is None


def test_of_two_comments_the_longer_is_played_back_and_none_where_they_differ() -> None:
    assert heard(5, ("good", GOOD), ("really very good", GOOD)) == Heard("more", Verdict.HAPPY)
    assert heard(3, ("late", BAD), ("lovely", GOOD)) is None


def test_mixed_words_are_mixed_only_where_both_sides_are_clear() -> None:
    assert mood(MIXED, SUPPORTED) is Verdict.MIXED
    assert mood(replace(MIXED, clauses=(Clause(0, 3, 0.4), Clause(4, 9, 0.97))), SUPPORTED) is None
    assert mood(replace(MIXED, clauses=(Clause(0, 3, 0.1), Clause(4, 9, 0.6))), SUPPORTED) is None
    assert mood(replace(MIXED, clauses=()), SUPPORTED) is None


PLUS, MINUS = Feeling.POSITIVE, Feeling.NEGATIVE


def test_themes_are_named_where_they_bear_the_mood_out() -> None:
    both = [("food", PLUS), ("waiting", MINUS), ("price", MINUS), ("staff", MINUS)]
    assert heard(3, ("…", MIXED), aspects=both) == Heard(
        "why", Verdict.MIXED, ("food",), ("waiting", "price")
    )
    assert heard(1, ("…", BAD), aspects=both) == Heard("why", Verdict.UNHAPPY, (), ("waiting", "price"))
    assert heard(5, ("…", GOOD), aspects=[("food", PLUS)]) == Heard("why", Verdict.HAPPY, ("food",))
    assert heard(5, ("…", GOOD), aspects=both) == Heard("why", Verdict.HAPPY)


def test_nobody_of_the_staff_is_held_up_by_name() -> None:
    assert heard(1, ("…", BAD), aspects=[("staff: Maria", MINUS)]) == Heard("why", Verdict.UNHAPPY)


def test_a_complaint_beside_a_high_rating_is_played_back_only_with_what_it_is_about() -> None:
    assert heard(4, ("…", BAD)) is None
    assert heard(4, ("…", BAD), aspects=[("waiting", MINUS)]) == Heard(
        "why", Verdict.UNHAPPY, (), ("waiting",)
    )


@pytest.mark.parametrize("words", ["there was glass in my soup", "call me please", "my lawyer will write"])
def test_nothing_is_played_back_to_what_must_not_wait(words: str) -> None:
    assert heard(1, (words, BAD)) is None


@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [
        (QuestionKind.CSAT, {1}, {5}),
        (QuestionKind.STARS, {1}, {5}),
        (QuestionKind.CES, {1}, {7}),
        (QuestionKind.NPS, {0, 1}, {9, 10}),
        (QuestionKind.THUMBS, {0}, {1}),
    ],
)
def test_only_the_ends_of_a_scale_leave_no_room_for_opposite_words(
    kind: QuestionKind, low: set[int], high: set[int]
) -> None:
    first, last = SCALES[kind]
    values = range(first, last + 1)
    assert {one for one in values if is_contradiction(Verdict.HAPPY, (kind, one))} == low
    assert {one for one in values if is_contradiction(Verdict.UNHAPPY, (kind, one))} == high
    assert not any(is_contradiction(Verdict.MIXED, (kind, one)) for one in values)
    assert not is_contradiction(Verdict.HAPPY, None)


def test_a_contradiction_is_asked_about_without_themes_and_only_where_the_words_are_clear() -> None:
    assert heard(5, ("…", BAD), aspects=[("waiting", MINUS)]) == Heard("why", Verdict.UNHAPPY)
    assert heard(5, ("…", feeling(-0.94)), aspects=[("waiting", MINUS)]) is None


def kept(invitation: Invitation) -> Playback:
    found = played(invitation)
    assert found is not None
    return found[1]


def test_what_is_said_back_is_kept_with_whose_opinion_it_was() -> None:
    asked = played_back(response(1, ("late", BAD)), Heard("why", Verdict.UNHAPPY, (), ("waiting",)))
    assert kept(asked) == Playback(Verdict.UNHAPPY, ("waiting",), "test", "1")


@pytest.mark.parametrize(
    ("rating", "reply", "meant"),
    [
        (1, PlaybackReply.NOT_QUITE, Verdict.UNHAPPY),
        (3, PlaybackReply.NOT_QUITE, Verdict.NEUTRAL),
        (5, PlaybackReply.RIGHT, None),
    ],
)
def test_a_rating_that_stands_or_was_changed_says_how_the_words_were_meant(
    rating: int, reply: PlaybackReply, meant: Verdict | None
) -> None:
    asked = played_back(response(rating, ("lovely", GOOD)), Heard("why", Verdict.HAPPY))
    assert kept(settled_by_rating(asked, survey())) == Playback(Verdict.HAPPY, (), "test", "1", reply, meant)


def test_it_waits_for_a_day_and_not_while_the_rating_is_asked_once_more() -> None:
    asked = played_back(response(1, ("late", BAD)), Heard("why", Verdict.UNHAPPY))
    assert waiting(asked, NOW + timedelta(hours=24)) is not None
    assert waiting(asked, NOW + timedelta(hours=25)) is None
    assert waiting(replace(asked, asked_again=1), NOW) is None
    assert waiting(taken_back(asked), NOW) is None
    assert waiting(settled_by_rating(asked, survey()), NOW) is None


@given(
    st.none() | st.integers(1, 5),
    st.lists(st.tuples(st.text(max_size=20), st.floats(-1, 1).map(feeling)), max_size=2),
)
def test_nothing_but_the_playback_of_one_answer_ever_changes(
    rating: int | None, said: list[tuple[str, Sentiment]]
) -> None:
    given_ = response(rating, *said)
    found = heard_in(given_, survey(), lambda *_: ())
    if found is None:
        return
    after = played_back(given_, found)
    assert [replace(one, playback=None) for one in after.answers] == list(given_.answers)
    assert sum(one.playback is not None for one in after.answers) == 1
    settled = settled_by_rating(after, survey())
    assert [one.rating for one in settled.answers] == [one.rating for one in given_.answers]
