from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.core.errors import OperatorError
from bot.core.sentiment import Label, Sentiment, no_opinion
from bot.sentiment.training import hard
from bot.sentiment.training.hard import Hard, failures, judge_hard, read_hard, report, tallies

WRITTEN = """
waiting = [
    { text = "an hour", label = "unhappy", complaint = true, mixed = false },
    { text = "no wait", label = "happy", complaint = false, mixed = false },
]
sour_sweet = [{ text = "nice but cold", label = "neutral", complaint = true, mixed = true }]
"""
SENTENCES = (
    Hard("an hour", "waiting", Label.UNHAPPY, complaint=True, mixed=False),
    Hard("no wait", "waiting", Label.HAPPY, complaint=False, mixed=False),
    Hard("nice but cold", "sour_sweet", Label.NEUTRAL, complaint=True, mixed=True),
)


class Told:
    """Says of each text what it was told to: label, p_unhappy, has_complaint."""

    name, version, languages = "told", "1", None

    def __init__(self, **told: tuple[Label, float, float]) -> None:
        self._told = told

    def analyze(self, texts: Sequence[str], language: str) -> list[Sentiment]:
        return [self._say(text, language) for text in texts]

    def _say(self, text: str, language: str) -> Sentiment:
        if text not in self._told:
            return no_opinion(self.name, self.version, language)
        label, p_unhappy, has_complaint = self._told[text]
        return Sentiment(label, p_unhappy, has_complaint, 0.0, 1.0, self.name, self.version)


ALWAYS_UNHAPPY = Told(**{one.text: (Label.UNHAPPY, 0.7, 0.7) for one in SENTENCES})
RIGHT = Told(
    **{
        "an hour": (Label.UNHAPPY, 0.9, 0.9),
        "no wait": (Label.HAPPY, 0.1, 0.1),
        "nice but cold": (Label.NEUTRAL, 0.3, 0.8),
    }
)


def test_a_file_is_read_in_its_order_with_a_kind_for_each_of_its_tables(tmp_path: Path) -> None:
    file = tmp_path / "hard.toml"
    file.write_text(WRITTEN)
    assert read_hard(file) == SENTENCES


@pytest.mark.parametrize(
    "written",
    [
        "waiting = [{ text = 'x', label = 'angry', complaint = true, mixed = false }]",
        "waiting = [{ text = 'x', label = 'unknown', complaint = true, mixed = false }]",
        "waiting = [{ text = 'x', label = 'happy', complaint = 'no', mixed = false }]",
        "waiting = [{ text = 'x', label = 'happy', complaint = false }]",
        "waiting = [{ text = 'x', label = 'happy', complaint = false, mixed = false, sure = true }]",
        "waiting = ['x']",
        "waiting = 'x'",
        "waiting",
    ],
)
def test_what_is_no_hard_sentence_is_named_with_its_file(tmp_path: Path, written: str) -> None:
    file = tmp_path / "hard.toml"
    file.write_text(written)
    with pytest.raises(OperatorError, match=r"hard\.toml: "):
        read_hard(file)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match=r"none\.toml: No such file"):
        read_hard(tmp_path / "none.toml")


def test_what_is_right_is_counted_by_kind_and_over_all() -> None:
    found = tallies(judge_hard(ALWAYS_UNHAPPY, SENTENCES))
    assert list(found) == ["waiting", "sour_sweet", "all"]
    assert [(one.n, one.unhappy, one.complaint, one.mixed) for one in found.values()] == [
        (2, 1, 1, 2),
        (1, 0, 1, 0),
        (3, 1, 2, 2),
    ]


def test_auroc_is_the_share_of_pairs_in_order_and_a_tie_counts_half() -> None:
    assert tallies(judge_hard(RIGHT, SENTENCES))["all"].auroc == 1.0
    assert tallies(judge_hard(ALWAYS_UNHAPPY, SENTENCES))["all"].auroc == 0.5
    turned = Told(**{"an hour": (Label.HAPPY, 0.2, 0.2), "no wait": (Label.HAPPY, 0.5, 0.5)})
    assert tallies(judge_hard(turned, SENTENCES))["waiting"].auroc == 0.0


def test_where_nobody_is_unhappy_there_is_no_auroc() -> None:
    assert tallies(judge_hard(RIGHT, SENTENCES))["sour_sweet"].auroc is None


def test_no_opinion_is_taken_for_not_unhappy_and_for_no_complaint() -> None:
    judged = judge_hard(Told(), SENTENCES)
    assert [one.is_right for one in judged] == [False, True, True]
    assert [one.complains for one in judged] == [False, False, False]


def test_a_failure_names_kind_text_label_and_what_it_was_taken_for() -> None:
    (line,) = failures(judge_hard(Told(), SENTENCES))
    assert line == "- waiting: “an hour” is unhappy, taken for unknown (0.00)"
    assert list(failures(judge_hard(RIGHT, SENTENCES))) == []


def test_the_report_has_kinds_down_and_engines_across() -> None:
    lines = list(
        report({"right": judge_hard(RIGHT, SENTENCES), "gloomy": judge_hard(ALWAYS_UNHAPPY, SENTENCES)})
    )
    assert lines[:6] == [
        "| Unhappy or not, right | right | gloomy |",
        "|---|---:|---:|",
        "| waiting | 2/2 | 1/2 |",
        "| sour sweet | 1/1 | 0/1 |",
        "| all | 3/3 | 1/3 |",
        "",
    ]
    assert "| sour sweet | – | – |" in lines
    assert "| all | 1.00 | 0.50 |" in lines


def test_the_report_is_printed_for_each_file_and_engine_that_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "hard.toml"
    file.write_text(WRITTEN)
    assert hard.main([str(file), "--engine", "textblob", "--failures", "textblob"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("hard.toml\n\n| Unhappy or not, right | textblob |\n")
    assert "- waiting: “an hour” is unhappy, taken for" in printed


def test_an_engine_that_nobody_knows_is_answered_with_those_known(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "hard.toml"
    file.write_text(WRITTEN)
    assert hard.main([str(file), "--engine", "nobody"]) == 1
    assert "no sentiment analyzer 'nobody'; known are: default" in capsys.readouterr().err
