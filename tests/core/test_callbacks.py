"""What a button carries goes there and back, fits every platform, and is never trusted."""

from __future__ import annotations

import string
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import texts
from bot.core import callbacks
from bot.core.callbacks import (
    MAX_BYTES,
    AnswerPressed,
    CasePressed,
    FollowUpPressed,
    HeardPressed,
    InvitationPressed,
    KnowingPressed,
    MenuPressed,
    ReturnPressed,
    SettingPressed,
    ToolPressed,
    parse,
)
from bot.core.identity import short_id
from bot.core.knowing import QUESTIONS, SKIP
from bot.core.survey import SCALES, Survey
from bot.core.survey_reading import parse_survey

IDS = st.integers(min_value=0).map(short_id)
NAMES = st.text(string.ascii_lowercase + string.digits + "_", min_size=1, max_size=20)
SURVEYS = [
    parse_survey(tomllib.loads(path.read_text("utf-8")), ["en"])
    for path in sorted((texts.FOLDER / "surveys").glob("*.toml"))
]
LONGEST = "a" * 20  # of a question's or an option's name


@given(IDS, NAMES, st.one_of(NAMES, st.integers(0, 10)))
def test_an_answer_comes_back(invitation: str, question: str, value: str | int) -> None:
    data = callbacks.answer_data(invitation, question, value)
    assert parse(data) == AnswerPressed(invitation, question, str(value))
    assert len(data.encode()) <= MAX_BYTES


@pytest.mark.parametrize("action", ["later", "decline", "stop", "revise"])
@given(invitation=IDS)
def test_what_is_done_about_an_invitation_comes_back(action: str, invitation: str) -> None:
    assert parse(callbacks.invitation_data(invitation, action)) == InvitationPressed(invitation, action)


@pytest.mark.parametrize("word", ["yes", "no", "stays", "happy", "mixed", "neutral", "unhappy"])
@given(invitation=IDS)
def test_a_word_on_what_we_heard_comes_back(word: str, invitation: str) -> None:
    data = callbacks.heard_data(invitation, word)
    assert parse(data) == HeardPressed(invitation, word)
    assert len(data.encode()) <= MAX_BYTES


@pytest.mark.parametrize("data", ["h|i1", "h|i1|", "h|i1|maybe", "h|i1|yes|no"])
def test_a_word_that_no_button_says_is_nothing(data: str) -> None:
    assert parse(data) is None


@pytest.mark.parametrize("action", ["take", "release", "reply", "note", "resolve"])
@given(case=IDS)
def test_what_is_done_about_a_case_comes_back(action: str, case: str) -> None:
    assert parse(callbacks.case_data(case, action)) == CasePressed(case, action)


@pytest.mark.parametrize("tool", ["ask", "why", "customer", "observe", "tryit"])
@given(subject=st.one_of(IDS, NAMES))
def test_what_staff_mean_comes_back(tool: str, subject: str) -> None:
    assert parse(callbacks.tool_data(tool, subject)) == ToolPressed(tool, subject)


@pytest.mark.parametrize("question", [*QUESTIONS])
@given(invitation=IDS)
def test_an_answer_about_oneself_comes_back_and_fits(question: str, invitation: str) -> None:
    for value in (*QUESTIONS[question].answers, SKIP):
        data = callbacks.knowing_data(invitation, question, value)
        assert parse(data) == KnowingPressed(invitation, question, value)
        assert len(data.encode()) <= MAX_BYTES


@pytest.mark.parametrize("word", ["off", "not_me"])
@given(case=IDS)
def test_switching_off_a_way_back_comes_back(word: str, case: str) -> None:
    assert parse(callbacks.return_data(case, word)) == ReturnPressed(case)
    assert parse(f"r|{case}") is None
    assert parse(f"r|{case}|on") is None


@pytest.mark.parametrize("data", ["t|ask", "t|ask|", "t|take|x", "t|ask|x|y"])
def test_a_tool_that_there_is_not_is_nothing(data: str) -> None:
    assert parse(data) is None


@given(IDS, st.booleans())
def test_whether_it_was_put_right_comes_back(case: str, put_right: bool) -> None:
    assert parse(callbacks.follow_up_data(case, put_right)) == FollowUpPressed(case, put_right)


@given(IDS, st.integers(0, 10))
def test_the_rating_that_says_whether_it_was_put_right_comes_back(case: str, rating: int) -> None:
    data = callbacks.rated_anew_data(case, rating)
    assert parse(data) == FollowUpPressed(case, None, rating)
    assert len(data.encode()) <= MAX_BYTES


@pytest.mark.parametrize("data", ["f|c", "f|c|", "f|c|maybe", "f|c|-1", "f|c|100", "f|c|1|2"])
def test_a_word_about_a_case_that_no_button_says_is_nothing(data: str) -> None:
    assert parse(data) is None


@pytest.mark.parametrize("action", ["feedback", "person", "nothing"])
def test_what_a_message_was_comes_back(action: str) -> None:
    assert parse(callbacks.menu_data(action)) == MenuPressed(action)


@given(IDS, NAMES)
def test_a_cause_that_is_chosen_already_comes_back(case: str, cause: str) -> None:
    data = callbacks.case_data(case, "resolve", cause)
    assert parse(data) == CasePressed(case, "resolve", cause)
    assert len(data.encode()) <= MAX_BYTES


@pytest.mark.parametrize(("name", "value"), [("language", "de"), ("forget", "yes"), ("forget", "no")])
def test_a_setting_of_ones_own_comes_back(name: str, value: str) -> None:
    assert parse(callbacks.setting_data(name, value)) == SettingPressed(name, value)


@given(st.text())
def test_whatever_is_sent_is_read_without_raising(data: str) -> None:
    parse(data)


@pytest.mark.parametrize(
    "data",
    [
        *("", "|", "a", "a|i|q", "a|i|q|v|w", "x|i|later", "i|i|pay", "c|c|delete", "f|c|maybe", "m|money"),
        *("A|i|q|v", "a|i|q|v\n", "i|\x00|later", "i|\ud800|later", "i|ï|later", "a|i|q|" + "5" * 64),
        *("c|c|take|cause", "c|c|resolve|one|two", "s|name|x", "s|forget"),
    ],
)
def test_what_no_button_of_ours_carries_is_nothing(data: str) -> None:
    assert parse(data) is None


@pytest.mark.parametrize("survey", SURVEYS, ids=lambda survey: str(survey.name))
def test_every_button_of_every_shipped_survey_fits_and_comes_back(survey: Survey) -> None:
    invitation = short_id(0)
    for question in survey.questions:
        low, high = SCALES.get(question.kind, (0, -1))
        values = [*range(low, high + 1), *(option.name for option in question.options), "skip", "done"]
        for value in values:
            data = callbacks.answer_data(invitation, question.name, value)
            assert len(data.encode()) <= MAX_BYTES
            assert parse(data) == AnswerPressed(invitation, question.name, str(value))


def test_what_is_just_not_too_long_is_read() -> None:
    data = "a|i|q|" + "5" * (MAX_BYTES - 6)
    assert isinstance(parse(data), AnswerPressed)
    assert parse(data + "5") is None


def test_the_longest_names_that_a_survey_may_have_fit() -> None:
    assert len(callbacks.answer_data(short_id(1), LONGEST, LONGEST).encode()) <= MAX_BYTES
