"""A survey is proven before anyone is asked: every path ends, and nothing is missing."""

from __future__ import annotations

import itertools
import tomllib
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.texts
from bot.core.errors import FeedbackBotError
from bot.core.survey import END, SCALES, Audience, Question, QuestionKind, Survey, following, is_high, is_low
from bot.core.survey_reading import SurveyError, parse_survey

SHIPPED = sorted((Path(bot.texts.__path__[0]) / "surveys").glob("*.toml"))
LIMIT_BYTES = 64  # of Telegram's callback_data

RAW: dict[str, Any] = {
    "name": "visit",
    "question": [
        {
            "name": "how",
            "kind": "csat",
            "text": "How was it?",
            "branch": [{"below": 3, "goto": "wrong"}, {"from": 4, "to": 5, "goto": "liked"}],
            "goto": "better",
        },
        {"name": "wrong", "kind": "text", "text": "What went wrong?", "goto": "wants"},
        {"name": "better", "kind": "text", "text": "What could be better?", "goto": "wants"},
        {"name": "liked", "kind": "text", "text": "What did you like?"},
        {
            "name": "wants",
            "kind": "choices",
            "text": "What matters?",
            "options": [{"name": "price", "label": "Price"}, {"name": "speed", "label": "Speed"}],
            "branch": [{"values": ["speed"], "goto": "soon"}],
            "goto": "end",
        },
        {"name": "soon", "kind": "text", "text": "How soon?"},
    ],
}


def raw(**changes: Any) -> dict[str, Any]:
    return {**deepcopy(RAW), **changes}


def with_question(index: int, **changes: Any) -> dict[str, Any]:
    changed = raw()
    question = {**changed["question"][index], **changes}
    changed["question"][index] = {key: value for key, value in question.items() if value is not None}
    return changed


def problems(definition: dict[str, Any], languages: tuple[str, ...] = ("en",)) -> dict[str, str]:
    with pytest.raises(SurveyError) as caught:
        parse_survey(definition, languages)
    found: dict[str, str] = {}
    for problem in caught.value.problems:
        found[problem.key] = f"{found.get(problem.key, '')} {problem.message}"
    return found


def values_of(question: Question) -> list[int | str | tuple[str, ...] | None]:
    names = [option.name for option in question.options]
    if question.scale is not None:
        return [None, *range(question.scale[0], question.scale[1] + 1)]
    if question.kind is QuestionKind.CHOICES:
        sizes = range(1, len(names) + 1)
        return [None, *itertools.chain.from_iterable(itertools.combinations(names, size) for size in sizes)]
    return [None, "words", *names]


def next_of(survey: Survey, name: str) -> set[str]:
    return {following(survey, name, value) for value in values_of(survey.question(name))}


def shipped(path: Path) -> Survey:
    return parse_survey(tomllib.loads(path.read_text(encoding="utf-8")), ["en"])


def test_the_promised_surveys_are_shipped() -> None:
    assert {path.stem for path in SHIPPED} == {
        *("three-questions", "nps", "csat", "ces", "stars", "thumbs", "delivery", "support", "internal-pulse")
    }


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_survey_is_proven_short_and_starts_with_one_tap(path: Path) -> None:
    survey = shipped(path)
    assert survey.name == path.stem
    assert survey.first.is_rating
    assert survey.headline == survey.first.name
    assert 2 <= survey.longest_path_from(survey.first.name) <= 4
    assert (survey.audience is Audience.INTERNAL) == (path.stem == "internal-pulse")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_answer_to_every_shipped_question_leads_to_the_end(path: Path) -> None:
    survey = shipped(path)
    for question in survey.questions:
        places, steps = {question.name}, 0
        while places - {END}:
            places = {place for name in places - {END} for place in next_of(survey, name)}
            steps += 1
        assert steps <= survey.longest_path_from(question.name) <= len(survey.questions)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_after_a_low_rating_a_shipped_survey_is_sorry_before_it_asks_on(path: Path) -> None:
    survey = shipped(path)
    kind = survey.first.kind
    low, high = SCALES[kind]
    for value in (value for value in range(low, high + 1) if is_low(kind, value)):
        after = survey.question(following(survey, survey.first.name, value))
        assert "sorry" in (after.low_text or after.text)["en"]
    content = [value for value in range(low, high + 1) if not is_low(kind, value)]
    for answer in (None, *content):
        after = survey.question(following(survey, survey.first.name, answer))
        assert "sorry" not in after.text["en"]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_answer_of_a_shipped_survey_fits_a_callback(path: Path) -> None:
    invitation = "0" * 22  # 128 bits in base 64
    for question in shipped(path).questions:
        values = [*(option.name for option in question.options), "10", "later"]
        assert all(len(f"{invitation}:{question.name}:{value}".encode()) <= LIMIT_BYTES for value in values)


def test_an_answer_chooses_the_branch_and_a_skip_takes_the_goto() -> None:
    survey = parse_survey(RAW, ["en"])
    chosen = [following(survey, "how", value) for value in (1, 2, 3, 4, 5, None)]
    assert chosen == ["wrong", "wrong", "better", "liked", "liked", "better"]
    assert following(survey, "liked", "all of it") == "wants"
    assert following(survey, "wants", ("price", "speed")) == "soon"
    assert following(survey, "wants", ("price",)) == END
    assert following(survey, "soon", "today") == END


def test_alternatives_share_a_place_in_the_progress() -> None:
    survey = parse_survey(RAW, ["en"])
    assert [survey.position(question.name) for question in survey.questions] == [1, 2, 2, 2, 3, 4]
    assert [survey.longest_path_from(question.name) for question in survey.questions] == [4, 3, 3, 3, 2, 1]


def test_an_unknown_question_is_answered_with_the_known_ones() -> None:
    with pytest.raises(KeyError, match="how, wrong"):
        parse_survey(RAW, ["en"]).question("hwo")


def test_a_plain_definition_gets_its_defaults() -> None:
    survey = parse_survey(RAW, ["en"])
    assert (survey.audience, survey.headline, survey.title) == (Audience.BUYER, "how", {"en": "visit"})
    assert survey.first.text == {"en": "How was it?"}


def test_the_version_is_that_of_the_content() -> None:
    version = parse_survey(RAW, ["en"]).version
    assert len(version) == 12
    assert parse_survey(dict(reversed(raw().items())), ["en"]).version == version
    assert (
        parse_survey(
            with_question(0, branch=[{"values": [1, 2], "goto": "wrong"}, RAW["question"][0]["branch"][1]]),
            ["en"],
        ).version
        == version
    )
    assert parse_survey(with_question(1, text="What went wrong, then?"), ["en"]).version != version
    assert parse_survey(with_question(1, attribute="quality"), ["en"]).version != version


@pytest.mark.parametrize(
    ("definition", "key", "remedy"),
    [
        (raw(name="Visit!"), "name", "a-z"),
        (raw(audience="buyers"), "audience", 'did you mean "buyer"'),
        (raw(headline="hwo"), "headline", 'did you mean "how"'),
        (raw(headline="wrong"), "headline", "not a rating"),
        (raw(question=RAW["question"][3:]), "headline", "add one"),
        (raw(question=[]), "question", "at least one"),
        (raw(question="how"), "question", "list of tables"),
        (raw(questions=[]), "questions", 'did you mean "question"'),
        (raw(title={}), "title", "missing translation for en"),
        (with_question(1, name="What went"), "question.2.name", "20 characters"),
        (with_question(1, name="w" * 21), "question.2.name", "20 characters"),
        (with_question(1, name="end"), "question.2.name", "another name"),
        (with_question(2, name="wrong"), "question.wrong.name", "rename"),
        (with_question(1, kind="texts"), "question.wrong.kind", 'did you mean "text"'),
        (with_question(1, text=None), "question.wrong.text", "write"),
        (with_question(1, text="  "), "question.wrong.text.en", "write the words"),
        (with_question(1, text="x" * 1001), "question.wrong.text.en", "shorten to 1000"),
        (with_question(1, text="Hi {nmae}"), "question.wrong.text.en", 'did you mean "name"'),
        (with_question(1, text="Hi {name"), "question.wrong.text.en", "brace"),
        (with_question(1, low_text={"de": "Oh"}), "question.wrong.low_text", "missing translation for en"),
        (with_question(0, low_text="Oh"), "question.how.low_text", "move it"),
        (with_question(1, txet="x"), "question.wrong.txet", 'did you mean "text"'),
        (with_question(1, attribute="Speed!"), "question.wrong.attribute", "a-z"),
        (with_question(1, goto="want"), "question.wrong.goto", 'did you mean "wants"'),
        (with_question(1, goto=3), "question.wrong.goto", "name the question"),
        (with_question(1, goto="how"), "question.wrong.goto", "circle"),
        (with_question(1, goto="wrong"), "question.wrong.goto", "circle"),
        (
            with_question(4, branch=[{"values": ["speed"], "goto": "better"}]),
            "question.wants.branch.1.goto",
            "circle",
        ),
        (with_question(0, branch=[]), "question.wrong", "no path leads"),
        (with_question(1, branch=[{"values": ["x"], "goto": "end"}]), "question.wrong.branch", "free words"),
        (with_question(1, options=[{"name": "a", "label": "A"}]), "question.wrong.options", "no options"),
        (
            with_question(0, branch=[{"values": [6], "goto": "wrong"}]),
            "question.how.branch.1.values",
            "1 to 5",
        ),
        (
            with_question(0, branch=[{"values": [True], "goto": "wrong"}]),
            "question.how.branch.1.values",
            "1 to 5",
        ),
        (
            with_question(0, branch=[{"values": [], "goto": "wrong"}]),
            "question.how.branch.1.values",
            "at least one",
        ),
        (with_question(0, branch=[{"below": 1, "goto": "wrong"}]), "question.how.branch.1.below", "2 to 5"),
        (with_question(0, branch=[{"from": 4, "to": 3, "goto": "wrong"}]), "question.how.branch.1", "swap"),
        (with_question(0, branch=[{"goto": "wrong"}]), "question.how.branch.1", "exactly one way"),
        (
            with_question(0, branch=[{"below": 3, "to": 2, "goto": "wrong"}]),
            "question.how.branch.1",
            "exactly one way",
        ),
        (with_question(0, branch=[{"below": 3}]), "question.how.branch.1.goto", "name the question"),
        (
            with_question(0, branch=[{"bellow": 3, "goto": "wrong"}]),
            "question.how.branch.1.bellow",
            '"below"',
        ),
        (
            with_question(0, branch=[{"below": 3, "goto": "wrong"}, {"from": 2, "goto": "liked"}]),
            "question.how.branch.2.values",
            "already",
        ),
        (with_question(4, branch=[{"below": 3, "goto": "soon"}]), "question.wants.branch.1", "no scale"),
        (
            with_question(4, branch=[{"values": ["sped"], "goto": "soon"}]),
            "question.wants.branch.1.values",
            '"speed"',
        ),
        (with_question(4, options=RAW["question"][4]["options"][1:]), "question.wants.options", "2 to 12"),
        (with_question(4, options=RAW["question"][4]["options"] * 2), "question.wants.options", "rename"),
        (
            with_question(
                4, options=[{"name": f"o{n}", "label": f"{n}"} for n in range(13)], branch=[], goto="soon"
            ),
            "question.wants.options",
            "2 to 12",
        ),
        (
            with_question(4, options=[*RAW["question"][4]["options"], {"name": "cost", "label": "price"}]),
            "question.wants.options",
            "reword",
        ),
        (
            with_question(4, options=[*RAW["question"][4]["options"], {"name": "skip", "label": "Skip"}]),
            "question.wants.options.3.name",
            "another name",
        ),
        (
            with_question(4, options=[*RAW["question"][4]["options"], {"name": "long", "label": "x" * 41}]),
            "question.wants.options.long.label.en",
            "shorten to 40",
        ),
    ],
)
def test_a_problem_is_named_with_its_key_and_remedy(
    definition: dict[str, Any], key: str, remedy: str
) -> None:
    found = problems(definition)
    assert remedy in found.get(key, ""), found


def test_a_plain_text_is_not_enough_for_several_languages() -> None:
    found = problems(raw(), ("en", "de"))
    assert "missing translation for de" in found["question.how.text"]
    assert "missing translation for de" in found["question.wants.options.price.label"]


def test_all_problems_are_told_at_once_in_one_error_of_ours() -> None:
    definition = with_question(1, kind="texts", goto="want")
    definition["audience"] = "buyers"
    assert set(problems(definition)) == {"audience", "question.wrong.kind", "question.wrong.goto"}
    assert issubclass(SurveyError, FeedbackBotError)
    assert issubclass(SurveyError, ValueError)


RATINGS = {
    QuestionKind.NPS: "lllllllnnhh",
    QuestionKind.CSAT: "llnhh",
    QuestionKind.CES: "lllnhhh",
    QuestionKind.STARS: "llnhh",
    QuestionKind.THUMBS: "lh",
}


@pytest.mark.parametrize("kind", SCALES)
def test_low_and_high_are_the_fields_definitions_and_leave_no_gap(kind: QuestionKind) -> None:
    low, high = SCALES[kind]
    told = "".join(
        "l" if is_low(kind, value) else "h" if is_high(kind, value) else "n" for value in range(low, high + 1)
    )
    assert told == RATINGS[kind]


@pytest.mark.parametrize("kind", [QuestionKind.CHOICE, QuestionKind.CHOICES, QuestionKind.TEXT])
def test_what_is_no_rating_is_neither_low_nor_high(kind: QuestionKind) -> None:
    assert not is_low(kind, 0)
    assert not is_high(kind, 10)


KEYS = ("name", "kind", "text", "goto", "branch", "options", "values", "below", "from", "en")
ATOMS = (
    st.none() | st.booleans() | st.integers(-2, 12) | st.text(max_size=5) | st.sampled_from(["csat", "end"])
)
JUNK = st.recursive(
    ATOMS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["name", "audience", "title", "headline", "question"]), JUNK))
def test_whatever_is_written_is_a_survey_or_a_told_problem(definition: dict[str, Any]) -> None:
    try:
        survey = parse_survey(definition, ["en"])
    except SurveyError as refused:
        told = refused.problems
    else:
        told = ()
        assert survey.longest_path_from(survey.first.name) >= 1
    assert all(problem.key and problem.message for problem in told)


@given(
    st.lists(
        st.lists(st.sampled_from([1, 1, 1, 2, 2, 3, -1]), min_size=6, max_size=6), min_size=1, max_size=7
    )
)
def test_a_survey_that_is_accepted_always_ends(steps: list[list[int]]) -> None:
    """Random graphs: a goto and five branches for each question, some leading back, some beyond the last."""
    names = [f"q{index}" for index in range(len(steps))]
    known = dict(enumerate(names))
    goto = [[known.get(index + step, END) for step in row] for index, row in enumerate(steps)]
    definition = {
        "name": "random",
        "question": [
            {
                "name": name,
                "kind": "csat",
                "text": "?",
                "goto": row[0],
                "branch": [{"values": [rating], "goto": row[rating]} for rating in range(1, 6)],
            }
            for name, row in zip(names, goto, strict=True)
        ],
    }
    try:
        survey = parse_survey(definition, ["en"])
    except SurveyError:
        return
    places = {survey.first.name}
    for _ in range(len(names)):
        places = {place for name in places - {END} for place in next_of(survey, name)}
    assert places <= {END}
