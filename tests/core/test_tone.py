"""How a reply reads before it goes to a customer: blame and promises are found, kind words are left alone."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.tone import BLAME, MOST_WORDS, PROMISE, ToneWarning, mark_of, warnings_in
from bot.texts import catalogue

SAMPLES = Path(__file__).parents[1] / "samples"


def read(half: str) -> dict[str, list[str]]:
    return tomllib.loads((SAMPLES / f"tone_{half}.toml").read_text(encoding="utf-8"))


SEEN, KEPT = read("seen"), read("kept")


def kinds(text: str) -> set[str]:
    return {warning.kind for warning in warnings_in(text)}


def hits(samples: dict[str, list[str]], kind: str) -> tuple[int, int, int]:
    """Rightly warned of, warned of in all, and those that should be."""
    warned = [(label, text) for label, texts in samples.items() for text in texts if kind in kinds(text)]
    return sum(label == kind for label, _ in warned), len(warned), len(samples[kind])


# Rightly warned of, warned of in all, and those that should be: of 132 replies seen, and of 96 kept out while
# the rules were written, and measured once.
MEASURED = {
    ("seen", BLAME): (45, 45, 45),
    ("seen", PROMISE): (29, 29, 29),
    ("kept", BLAME): (28, 28, 30),  # precision 1.00, recall 0.93
    ("kept", PROMISE): (20, 21, 22),  # precision 0.95, recall 0.91
}


@pytest.mark.parametrize(("half", "kind"), MEASURED)
def test_nine_warnings_in_ten_are_right_and_seven_sentences_in_ten_are_found(half: str, kind: str) -> None:
    right, warned, there = hits({"seen": SEEN, "kept": KEPT}[half], kind)
    assert (right, warned, there) == MEASURED[half, kind]
    assert right >= 0.9 * warned
    assert right >= 0.7 * there


def test_how_often_it_is_right_and_how_much_it_finds_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    lines = []
    for half, kind in MEASURED:
        right, warned, there = hits({"seen": SEEN, "kept": KEPT}[half], kind)
        precision, recall = (
            f"{right / warned:.2f} ({right} of {warned})",
            f"{right / there:.2f} ({right} of {there})",
        )
        lines.append(f"{kind:8} {half:5} precision {precision}  recall {recall}")
    with capsys.disabled():
        sys.stdout.write("\n".join(("", "Words in a reply that blame or promise too much:", *lines, "")))
    assert len(lines) == 4


@pytest.mark.parametrize("text", SEEN["fine"])
def test_a_kind_reply_is_left_alone(text: str) -> None:
    assert warnings_in(text) == ()


@pytest.mark.parametrize("kind", [BLAME, PROMISE])
@pytest.mark.parametrize("write", [str.upper, str.lower, lambda text: text.replace("'", "’")])
def test_how_it_is_written_does_not_matter(write: object, kind: str) -> None:
    assert callable(write)
    assert [text for text in SEEN[kind] if kinds(write(text)) != kinds(text)] == []


def test_the_halves_share_no_sentence_and_are_large_enough() -> None:
    seen, kept = ({text for texts in half.values() for text in texts} for half in (SEEN, KEPT))
    assert not seen & kept
    assert len(seen) + len(kept) >= 140
    assert len(kept) >= 60


def test_the_words_come_as_they_stand_in_the_text() -> None:
    said = "Hi Maya,\nYou  should have TOLD us. It won’t happen again."
    assert warnings_in(said) == (
        ToneWarning(BLAME, ("You should have TOLD",)),
        ToneWarning(PROMISE, ("won’t happen",)),
    )


def test_no_more_than_three_wordings_are_told_and_each_once() -> None:
    (blame,) = warnings_in("Calm down. Calm down! As I said. Watch your tone. With all due respect, no.")
    assert blame == ToneWarning(BLAME, ("Calm down", "As I said", "Watch your tone"))
    assert len(blame.words) == MOST_WORDS


def test_a_sentence_that_takes_the_promise_back_is_none() -> None:
    assert kinds("I can't promise that it will never happen again.") == set()
    assert kinds("I can't promise it. But it will never happen again.") == {PROMISE}


@pytest.mark.parametrize("moment", ["today", "by 5 pm", "on Tuesday", "tomorrow"])
def test_soon_with_a_day_or_an_hour_is_a_promise_that_can_be_kept(moment: str) -> None:
    assert kinds("I'll send it right away.") == {PROMISE}
    assert kinds(f"I'll send it right away, {moment}.") == set()


def test_every_warning_has_its_words_in_the_catalogue() -> None:
    assert {f"tone.warning.{kind}" for kind in (BLAME, PROMISE, "both")} <= catalogue("en").keys()


@given(st.text())
def test_nothing_that_can_be_written_raises_and_what_is_found_is_in_it(text: str) -> None:
    squeezed = " ".join(text.split())
    for warning in warnings_in(text):
        assert 1 <= len(warning.words) <= MOST_WORDS
        assert all(words in squeezed for words in warning.words)


@given(st.text(), st.text())
def test_a_mark_knows_its_words_and_no_others(one: str, other: str) -> None:
    assert len(mark_of(one)) == 16
    assert mark_of(one) == mark_of(f" {one}\n")
    assert (mark_of(one) == mark_of(other)) == (one.split() == other.split())


def test_a_reply_of_any_length_is_read_at_once() -> None:
    assert warnings_in("or if you will i will " * 4000) == ()
