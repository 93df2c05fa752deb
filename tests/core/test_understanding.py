"""What people say is read as they meant it, and never as a rating that they did not give."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.survey import END, SCALES, Option, Question, QuestionKind
from bot.core.understanding import (
    MAX_CHARACTERS,
    Chosen,
    Commented,
    Later,
    OptedOut,
    Rated,
    Skipped,
    Unclear,
    needs_analysis,
    read_pressed,
    read_typed,
)

SAMPLES_FILE = Path(__file__).parents[1] / "samples" / "understanding_en.toml"
SAMPLES: list[dict[str, Any]] = tomllib.loads(SAMPLES_FILE.read_text(encoding="utf-8"))["sample"]
LABELS = {"price": "Price", "quality": "Quality", "speed": "Speed of delivery", "friendly": "Friendliness"}
FRAGMENTS = (
    *(
        "8",
        "11",
        "ten",
        "4/5",
        "7.5",
        "3 stars",
        "★★★",
        "8️⃣",
        "👍",
        "👎",
        "½",
        "-",
        ",",
        ".",
        "?",
        "(",
        "\n",
        " ",
    ),
    *(
        "I'd give it a ",
        "because ",
        "price",
        "quality",
        " and ",
        "stop ",
        "asking me",
        "not now",
        "skip",
        "yes",
    ),
    *("no", "very satisfied", "agree", "hello", "call me", "days ", "would be ", "it "),
    *("\u202e", "\u200b", "\x00", "\ud800"),
)
MESSAGES = st.one_of(st.text(), st.lists(st.sampled_from(FRAGMENTS), max_size=8).map("".join))


def question_of(kind: QuestionKind) -> Question:
    has_options = kind in (QuestionKind.CHOICE, QuestionKind.CHOICES)
    options = tuple(Option(name, {"en": label}) for name, label in LABELS.items()) if has_options else ()
    return Question("q", kind, {"en": "Well?"}, options, (), END, None, None)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{sample['on']}: {sample['said'][:40]!a}")
def test_what_is_said_is_read_as_meant(sample: dict[str, Any]) -> None:
    question = None if sample["on"] == "none" else question_of(QuestionKind(sample["on"]))
    reading = read_typed(sample["said"], question, "en")
    assert type(reading).__name__ == sample["is"], reading
    match reading:
        case Rated(value, comment):
            assert (value, comment) == (sample["value"], sample.get("comment"))
        case Chosen(options, comment):
            assert (list(options), comment) == (sample["options"], sample.get("comment"))
        case Unclear(reason, _):
            assert reason == sample["reason"]
        case OptedOut(comment):
            assert comment == sample.get("comment")
        case Commented(text):
            assert text == sample["said"]


def test_every_sample_is_there_once() -> None:
    said = [(sample["on"], sample["said"]) for sample in SAMPLES]
    assert len(said) == len(set(said)) >= 120


@given(MESSAGES, st.sampled_from([None, *QuestionKind]), st.sampled_from(["en", "en-GB", "xx", ""]))
def test_reading_never_fails_and_a_rating_is_always_on_the_scale(
    said: str, kind: QuestionKind | None, language: str
) -> None:
    reading = read_typed(said, None if kind is None else question_of(kind), language)
    needs_analysis(said, language)
    if isinstance(reading, Rated):
        assert kind is not None
        low, high = SCALES[kind]
        assert low <= reading.value <= high
    if isinstance(reading, Chosen):
        assert kind in (QuestionKind.CHOICE, QuestionKind.CHOICES)
        assert set(reading.options) <= set(LABELS)
        assert len(reading.options) == len(set(reading.options)) >= 1
        assert kind is QuestionKind.CHOICES or len(reading.options) == 1


@given(MESSAGES, st.sampled_from([QuestionKind.TEXT, QuestionKind.CSAT]))
def test_what_is_kept_can_be_stored_and_shown_anywhere(said: str, kind: QuestionKind) -> None:
    match read_typed(said, question_of(kind), "en"):
        case Commented(text) | Rated(_, str(text)) | OptedOut(str(text)):
            assert text.strip()
            text.encode("utf-8")
            assert not {"\x00", "\u202e", "\u2066", "\u200b", "\ufeff"} & set(text)


@given(st.sampled_from([kind for kind in SCALES if kind is not QuestionKind.THUMBS]), st.integers(-20, 2000))
def test_a_number_alone_is_that_rating_or_out_of_range(kind: QuestionKind, number: int) -> None:
    low, high = SCALES[kind]
    expected = Rated(number, None) if low <= number <= high else Unclear("out_of_range", str(number))
    assert read_typed(str(number), question_of(kind), "en") == expected


@given(st.sampled_from(list(SCALES)), st.integers(-20, 2000))
def test_a_press_is_that_rating_or_unclear(kind: QuestionKind, number: int) -> None:
    low, high = SCALES[kind]
    reading = read_pressed(str(number), question_of(kind))
    assert (reading == Rated(number, None)) == (low <= number <= high)
    assert isinstance(reading, Rated | Unclear)


@given(MESSAGES, st.sampled_from(list(QuestionKind)))
def test_a_forged_press_never_fails(value: str, kind: QuestionKind) -> None:
    reading = read_pressed(value, question_of(kind))
    if isinstance(reading, Chosen):
        assert set(reading.options) <= set(LABELS)


@pytest.mark.parametrize("kind", QuestionKind)
def test_the_buttons_on_every_question_mean_the_same_everywhere(kind: QuestionKind) -> None:
    question = question_of(kind)
    assert read_pressed("skip", question) == Skipped()
    assert read_pressed("later", question) == Later()
    assert read_pressed("stop", question) == OptedOut()


def test_a_pressed_option_is_chosen_and_several_only_where_several_may_be() -> None:
    assert read_pressed("price", question_of(QuestionKind.CHOICE)) == Chosen(("price",), None)
    assert read_pressed("price,speed", question_of(QuestionKind.CHOICES)) == Chosen(("price", "speed"), None)
    assert isinstance(read_pressed("price,speed", question_of(QuestionKind.CHOICE)), Unclear)
    assert isinstance(read_pressed("music", question_of(QuestionKind.CHOICE)), Unclear)


@pytest.mark.parametrize("kind", QuestionKind)
def test_an_opt_out_is_heard_on_every_question(kind: QuestionKind) -> None:
    for said in ("stop", "STOP!", "unsubscribe", "please stop asking me", "no more surveys"):
        assert read_typed(said, question_of(kind), "en") == OptedOut()


def test_a_long_message_is_cut_and_not_refused() -> None:
    reading = read_typed("cold soup " * 1000, question_of(QuestionKind.TEXT), "en")
    assert isinstance(reading, Commented)
    assert MAX_CHARACTERS - 10 < len(reading.text) <= MAX_CHARACTERS


def test_an_option_is_known_by_its_label_in_any_language() -> None:
    options = (
        Option("price", {"en": "Price", "de": "Preis"}),
        Option("speed", {"en": "Speed", "de": "Tempo"}),
    )
    question = Question("q", QuestionKind.CHOICE, {"en": "Well?"}, options, (), END, None, None)
    assert read_typed("Tempo", question, "de") == Chosen(("speed",), None)


def test_an_option_wins_over_a_control_word() -> None:
    options = (Option("none", {"en": "Nothing"}), Option("price", {"en": "Price"}))
    question = Question("q", QuestionKind.CHOICE, {"en": "Well?"}, options, (), END, None, None)
    assert read_typed("nothing", question, "en") == Chosen(("none",), None)


@pytest.mark.parametrize(
    "said",
    [
        "8",
        "8/10",
        "4 stars",
        "★★★★",
        "👍",
        "ten",
        "7.5",
        "very satisfied",
        "stop",
        "not now",
        "skip",
        "no idea",
        "hello",
    ],
)
def test_bare_answers_and_greetings_need_no_analysis(said: str) -> None:
    assert not needs_analysis(said, "en")


@pytest.mark.parametrize(
    "said",
    [
        "4, the courier was rude",
        "good",
        "😡",
        "cold",
        "8/10 lovely",
        "Awful. Stop messaging me.",
        "price was high",
    ],
)
def test_words_of_their_own_need_analysis(said: str) -> None:
    assert needs_analysis(said, "en")
