"""One invitation's run: only steps of the table happen, nothing that was said is lost, every survey ends."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot import texts
from bot.core.conversation import (
    ACTIVE,
    OPEN,
    REVISABLE_FOR,
    TABLE,
    Answer,
    Invitation,
    State,
    Step,
    allows,
    answer_current,
    answer_from,
    end,
    may_revise,
    read_again,
    record,
    said_in,
    take,
)
from bot.core.errors import ImpossibleStep
from bot.core.evidence import Evidence, EvidenceKind
from bot.core.opinions import together
from bot.core.playback import Playback, PlaybackReply
from bot.core.readings import (
    Asked,
    Chosen,
    Commented,
    Later,
    OptedOut,
    Rated,
    Reading,
    Skipped,
    Unclear,
    WantsPerson,
)
from bot.core.sentiment import Sentiment
from bot.core.survey import Question, QuestionKind, Survey
from bot.core.survey_reading import parse_survey
from bot.core.verdict import Aside, Said, Verdict
from tests.feelings import feeling

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SURVEYS = [
    parse_survey(tomllib.loads(path.read_text("utf-8")), ["en"])
    for path in sorted((texts.FOLDER / "surveys").glob("*.toml"))
]
BY_NAME = {survey.name: survey for survey in SURVEYS}
THREE = BY_NAME["three-questions"]
BAD = feeling(-0.5)
GOOD = feeling(0.5)
VOICE = (Evidence(EvidenceKind.VOICE, "v"),)
PHOTO = (Evidence(EvidenceKind.PHOTO, "p"),)


def planned(survey: Survey = THREE) -> Invitation:
    return Invitation(
        id="i",
        customer_id="c",
        purchase_id="p",
        survey=survey.name,
        survey_version=survey.version,
        touchpoint="visit",
        segments={},
        started_by_customer=False,
        state=State.PLANNED,
        planned_at=NOON,
        due_at=NOON,
        expires_at=NOON + timedelta(days=7),
    )


def asked(survey: Survey = THREE) -> Invitation:
    return replace(take(planned(survey), Step.SEND, NOON), question=survey.first.name, message="m")


def said(comment: str | None = None, rating: int | None = None, sentiment: Sentiment | None = None) -> Answer:
    return Answer("how", QuestionKind.CSAT, NOON, rating=rating, comment=comment, sentiment=sentiment)


class Running(RuleBasedStateMachine):
    """Any step at any time: those of the table happen, the others are refused and change nothing."""

    @initialize()
    def start(self) -> None:
        self.invitation = planned()
        self.now = NOON
        self.ended_at: datetime | None = None
        self.given: list[str] = []

    @rule(step=st.sampled_from(Step), waited=st.timedeltas(timedelta(0), timedelta(days=2)))
    def any_step(self, step: Step, waited: timedelta) -> None:
        self.now += waited
        before = self.invitation
        expected = TABLE[before.state].get(step)
        assert allows(before, step) is (expected is not None)
        if expected is None:
            with pytest.raises(ImpossibleStep) as refused:
                take(before, step, self.now)
            assert (refused.value.machine, refused.value.state) == ("conversation", before.state)
            return
        self.invitation = take(before, step, self.now)
        assert self.invitation.state is expected
        assert self.invitation.answers == before.answers
        if before.state in ACTIVE and expected not in ACTIVE:
            self.ended_at = self.now
        if step is Step.SEND:
            self.invitation = replace(self.invitation, question="how")

    @rule(rating=st.integers(1, 5), question=st.sampled_from(["how", "liked", "wants"]))
    def answer(self, rating: int, question: str) -> None:
        self.invitation = record(self.invitation, replace(said(rating=rating), question=question))
        if question not in self.given:
            self.given.append(question)

    @invariant()
    def an_end_is_final_but_for_a_revision(self) -> None:
        if self.ended_at is not None:
            assert self.invitation.state not in ACTIVE
            assert TABLE[self.invitation.state].keys() <= {Step.REVISE}
        assert self.invitation.finished_at == self.ended_at

    @invariant()
    def a_question_waits_just_while_the_conversation_is_open(self) -> None:
        assert (self.invitation.question is not None) is (self.invitation.state in OPEN)

    @invariant()
    def answers_are_unique_and_in_the_order_of_the_first_ones(self) -> None:
        assert [answer.question for answer in self.invitation.answers] == self.given

    @invariant()
    def whatever_was_sent_knows_when(self) -> None:
        never_sent = {State.PLANNED, State.WITHDRAWN, State.EXPIRED}
        assert self.invitation.sent_at is not None or self.invitation.state in never_sent


TestRunning = Running.TestCase


def test_every_state_has_its_row_and_every_row_leads_to_a_state() -> None:
    assert TABLE.keys() == set(State)
    assert {state for row in TABLE.values() for state in row.values()} == set(State) - {State.PLANNED}


def readings(question: Question) -> st.SearchStrategy[Rated | Chosen | Commented | Skipped]:
    words = st.one_of(st.none(), st.just("because"))
    common = st.one_of(st.just(Skipped()), st.just(Commented("words")))
    if question.scale is not None:
        return st.one_of(common, st.builds(Rated, st.integers(*question.scale), words))
    if not question.options:
        return common
    names = st.sampled_from([option.name for option in question.options])
    most = 1 if question.kind is QuestionKind.CHOICE else len(question.options)
    picked = st.lists(names, min_size=1, max_size=most, unique=True).map(tuple)
    return st.one_of(common, st.builds(Chosen, picked, words))


@given(st.sampled_from(SURVEYS), st.data())
def test_every_survey_ends_whatever_is_answered(survey: Survey, data: st.DataObject) -> None:
    invitation, now = asked(survey), NOON
    questions = []
    while invitation.question is not None:
        question = survey.question(invitation.question)
        questions.append(question.name)
        assert len(questions) <= len(survey.questions)
        now += timedelta(minutes=1)
        reading = data.draw(readings(question))
        answer = answer_from(reading, question.kind, question.name, now, None)
        invitation = answer_current(invitation, survey, answer, now)
    assert (invitation.state, invitation.finished_at, invitation.message) == (State.COMPLETED, now, None)
    assert [answer.question for answer in invitation.answers] == questions


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        (Rated(4, None), {"rating": 4}),
        (Rated(4, "nice"), {"rating": 4, "comment": "nice", "sentiment": GOOD}),
        (Chosen(("a", "b"), None), {"options": ("a", "b")}),
        (Chosen(("a",), "nice"), {"options": ("a",), "comment": "nice", "sentiment": GOOD}),
        (Commented("nice"), {"comment": "nice", "sentiment": GOOD}),
        (Skipped(), {"skipped": True}),
    ],
)
def test_a_reading_becomes_an_answer_and_only_words_feel_anything(
    reading: Rated | Chosen | Commented | Skipped, expected: Mapping[str, object]
) -> None:
    answer = answer_from(reading, QuestionKind.CSAT, "how", NOON, GOOD)
    assert answer == Answer("how", QuestionKind.CSAT, NOON, **expected)  # type: ignore[arg-type]  # by name


def test_a_later_answer_replaces_the_earlier_one_in_its_place() -> None:
    first, second = said(rating=1), replace(said(rating=2), question="liked")
    invitation = record(record(asked(), first), second)
    invitation = record(invitation, replace(first, rating=5))
    assert [(answer.question, answer.rating) for answer in invitation.answers] == [("how", 5), ("liked", 2)]
    assert invitation.answer_to("wants") is None


def test_answering_counts_the_re_asks_anew() -> None:
    again = replace(asked(), asked_again=1)
    assert answer_current(again, THREE, said(rating=5), NOON).asked_again == 0


def test_a_rating_a_choice_and_a_skip_each_take_their_branch() -> None:
    assert answer_current(asked(), THREE, said(rating=1), NOON).question == "wrong"
    assert answer_current(asked(), THREE, said(rating=5), NOON).question == "liked"
    assert answer_current(asked(), THREE, replace(said(), skipped=True), NOON).question == "better"
    support = BY_NAME["support"]
    at_solved = replace(asked(support), question="solved")
    choice = Answer("solved", QuestionKind.CHOICE, NOON, options=("partly",))
    assert answer_current(at_solved, support, choice, NOON).question == "open"


def test_nothing_can_be_answered_once_it_is_over() -> None:
    over = take(asked(), Step.DECLINE, NOON)
    with pytest.raises(ImpossibleStep):
        answer_current(over, THREE, said(rating=5), NOON)


# What stands aside.


def test_what_was_said_before_comes_in_front_of_the_answers_own_words() -> None:
    waiting = replace(asked(), aside=Aside("slow", BAD))
    answered = answer_current(waiting, THREE, said("nice cake", 4, GOOD), NOON)
    assert answered.answers[0].comment == "slow\nnice cake"
    assert answered.answers[0].sentiment == together([BAD, GOOD])
    assert answered.answers[0].rating == 4
    assert answered.aside is None


def test_what_was_said_before_is_the_comment_of_an_answer_without_words() -> None:
    waiting = replace(asked(), aside=Aside("slow", BAD))
    answered = answer_current(waiting, THREE, said(rating=4), NOON)
    assert (answered.answers[0].comment, answered.answers[0].sentiment) == ("slow", BAD)


def test_words_make_a_skipped_rating_no_answer_but_a_skipped_text_one() -> None:
    waiting = replace(asked(), aside=Aside("slow"))
    skipped = answer_current(waiting, THREE, replace(said(), skipped=True), NOON)
    assert (skipped.answers[0].skipped, skipped.answers[0].comment) == (True, "slow")
    text = replace(waiting, question="liked")
    answered = answer_current(text, THREE, Answer("liked", QuestionKind.TEXT, NOON, skipped=True), NOON)
    assert (answered.answers[0].skipped, answered.answers[0].comment) == (False, "slow")


@pytest.mark.parametrize(("step", "state"), [(Step.DECLINE, State.PARTIAL), (Step.EXPIRE, State.PARTIAL)])
def test_a_conversation_that_ends_keeps_what_stands_aside(step: Step, state: State) -> None:
    ended = end(replace(asked(), aside=Aside("slow", BAD)), THREE, step, NOON)
    assert ended.state is state
    assert ended.aside is None
    assert ended.answers == (said("slow", sentiment=BAD),)


def test_it_is_added_to_what_the_question_was_answered_with_already() -> None:
    chosen = replace(said(), question="wants", kind=QuestionKind.CHOICES, options=("price",))
    waiting = replace(record(asked(), chosen), question="wants", aside=Aside("slow"))
    (answer,) = end(waiting, THREE, Step.EXPIRE, NOON).answers
    assert (answer.options, answer.comment) == (("price",), "slow")


def test_a_conversation_in_which_nothing_was_said_ends_without_an_answer() -> None:
    assert end(asked(), THREE, Step.EXPIRE, NOON).state is State.EXPIRED
    assert end(asked(), THREE, Step.DECLINE, NOON).answers == ()


def test_everything_written_so_far_is_in_order_and_what_stands_aside_comes_last() -> None:
    assert asked().comments is None
    assert asked().said == ()
    wrote = record(record(asked(), said("one", 4, GOOD)), replace(said(rating=2), question="liked"))
    waiting = replace(wrote, aside=Aside("two", BAD))
    assert waiting.comments == "one\ntwo"
    assert waiting.said == (Said("one", GOOD), Said("two", BAD))


@pytest.mark.parametrize(
    ("reply", "meant", "heard"),
    [
        (None, None, Said("one", GOOD)),
        (PlaybackReply.RIGHT, None, Said("one", GOOD)),
        (PlaybackReply.NOT_QUITE, None, Said("one")),  # wrong, and nobody knows what is right
        (PlaybackReply.NOT_QUITE, Verdict.MIXED, Said("one", None, Verdict.MIXED)),
    ],
)
def test_what_the_customer_called_wrong_is_no_opinion_any_more(
    reply: PlaybackReply | None, meant: Verdict | None, heard: Said
) -> None:
    played = Playback(Verdict.HAPPY, (), "test", "1", reply, meant)
    assert said_in([replace(said("one", 4, GOOD), playback=played)]) == (heard,)


# Revising.


@pytest.mark.parametrize(
    ("after", "may"),
    [(timedelta(0), True), (REVISABLE_FOR, True), (REVISABLE_FOR + timedelta(seconds=1), False)],
)
def test_a_completed_response_may_be_revised_for_a_day(after: timedelta, may: bool) -> None:
    completed = take(replace(asked(), question="wants"), Step.FINISH, NOON)
    assert may_revise(completed, NOON + after) is may


@pytest.mark.parametrize("state", [state for state in State if state is not State.COMPLETED])
def test_nothing_but_a_completed_one_may_be_revised(state: State) -> None:
    assert not may_revise(replace(asked(), state=state, finished_at=NOON), NOON)


def test_a_revision_leaves_the_moment_of_completion_alone() -> None:
    completed = take(asked(), Step.FINISH, NOON)
    assert take(completed, Step.REVISE, NOON + timedelta(hours=3)).finished_at == NOON


@pytest.mark.parametrize("step", [Step.REMIND, Step.SNOOZE])
def test_who_was_reminded_or_put_it_off_is_marked(step: Step) -> None:
    assert not asked().reminded
    assert take(asked(), step, NOON).reminded


# Evidence, and the message that an answer was said in.


@pytest.mark.parametrize("reading", [Rated(4, None), Chosen(("a",), None), Commented("words"), Skipped()])
def test_an_answer_knows_its_message_and_what_came_with_it(
    reading: Rated | Chosen | Commented | Skipped,
) -> None:
    answer = answer_from(reading, QuestionKind.CSAT, "how", NOON, None, said_in="key", evidence=VOICE)
    assert (answer.said_in, answer.evidence) == ("key", VOICE)


def test_evidence_alone_is_an_answer_without_words_that_nobody_judges() -> None:
    answer = answer_from(Commented(""), QuestionKind.TEXT, "liked", NOON, BAD, evidence=VOICE)
    assert (answer.comment, answer.sentiment, answer.skipped) == (None, None, False)


def test_evidence_that_stood_aside_comes_in_front_of_the_answers_own() -> None:
    waiting = replace(asked(), aside=Aside("", None, VOICE))
    answered = answer_current(waiting, THREE, replace(said(rating=4), evidence=PHOTO), NOON)
    assert answered.answers[0].evidence == (*VOICE, *PHOTO)
    assert answered.answers[0].comment is None


def test_evidence_makes_a_skipped_text_an_answer() -> None:
    waiting = replace(asked(), question="liked", aside=Aside("", None, VOICE))
    answered = answer_current(waiting, THREE, Answer("liked", QuestionKind.TEXT, NOON, skipped=True), NOON)
    assert (answered.answers[0].skipped, answered.answers[0].evidence) == (False, VOICE)


def test_evidence_that_stood_aside_outlives_the_conversation() -> None:
    ended = end(replace(asked(), aside=Aside("", None, VOICE)), THREE, Step.EXPIRE, NOON)
    assert ended.answers[0].evidence == VOICE
    assert ended.comments is None


# A message that is read again.

OLD = Answer("how", QuestionKind.CSAT, NOON, 2, (), "slow", False, BAD, VOICE, "key")


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        (Rated(4, "kind"), replace(OLD, rating=4, comment="kind", sentiment=GOOD)),
        (Rated(4, None), replace(OLD, rating=4)),
        (Chosen(("a",), "kind"), replace(OLD, options=("a",), comment="kind", sentiment=GOOD)),
        (Chosen(("a",), None), replace(OLD, options=("a",))),
        (Commented("kind"), replace(OLD, comment="kind", sentiment=GOOD)),
        (Asked("why?"), replace(OLD, comment="why?", sentiment=GOOD)),
        (WantsPerson("call me"), replace(OLD, comment="call me", sentiment=GOOD)),
        (Skipped(), OLD),
        (Later(), OLD),
        (OptedOut("stop"), OLD),
        (Unclear("no_match", "?"), OLD),
    ],
)
def test_a_number_is_replaced_by_a_number_and_words_by_words(reading: Reading, expected: Answer) -> None:
    assert read_again(OLD, reading, GOOD) == expected


def test_a_skip_that_is_read_again_as_words_is_none() -> None:
    skipped = replace(OLD, rating=None, comment=None, sentiment=None, skipped=True)
    assert not read_again(skipped, Commented("kind"), None).skipped
    assert not read_again(skipped, Rated(4, None), None).skipped
