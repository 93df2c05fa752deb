from __future__ import annotations

import asyncio
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from bot.core.errors import OperatorError
from bot.core.verdict import Sentiment
from bot.enrich import warm_up
from bot.sentiment import analyzer

HAPPY = "The staff were wonderful and the food was excellent."
UNHAPPY = "Terrible service, I am very disappointed."
PLAIN = "I bought a table on Tuesday."


def test_textblob_tells_happy_from_unhappy_from_plain_in_the_order_given() -> None:
    happy, unhappy, plain = analyzer("textblob").analyze([HAPPY, UNHAPPY, PLAIN], "en")
    assert [happy.label, unhappy.label, plain.label] == ["positive", "negative", "neutral"]
    assert -1 <= unhappy.polarity < -0.1 < plain.polarity < 0.1 < happy.polarity <= 1
    assert happy.confidence == happy.polarity
    assert unhappy.confidence == -unhappy.polarity
    assert (happy.analyzer, happy.version) == ("textblob", version("textblob"))


@pytest.mark.parametrize("text", ["", "😡", "👍👍", "\x00", "a" * 20_000, "not " * 500 + "good", "很好"])
def test_textblob_takes_any_text(text: str) -> None:
    (one,) = analyzer("textblob").analyze([text], "en-GB")
    assert -1 <= one.polarity <= 1
    assert 0 <= one.confidence <= 1


def test_textblob_has_no_opinion_in_a_language_it_does_not_know() -> None:
    engine = analyzer("textblob")
    assert (
        engine.analyze([HAPPY, UNHAPPY], "de")
        == [Sentiment(0.0, "unknown", 0.0, "textblob", engine.version)] * 2
    )


def test_the_none_analyzer_has_no_opinion_on_anything() -> None:
    assert (
        analyzer("none").analyze([HAPPY, UNHAPPY], "en") == [Sentiment(0.0, "unknown", 0.0, "none", "")] * 2
    )


def test_an_unknown_name_is_answered_with_those_known() -> None:
    with pytest.raises(OperatorError, match="no sentiment analyzer 'textblub'; known are: textblob, none"):
        analyzer("textblub")


@pytest.fixture
def installed_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    info = tmp_path / "moods-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: moods\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[feedback_bot.analyzers]\nmoods = moods_plugin:Moods\nbroken = moods_plugin:Missing\n"
        "none = moods_plugin:Moods\n"
    )
    (tmp_path / "moods_plugin.py").write_text(
        "class Moods:\n    name, version = 'moods', '1.0'\n\n"
        "    def analyze(self, texts, language):\n        return []\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))


@pytest.mark.usefixtures("installed_plugin")
def test_an_analyzer_of_somebody_else_is_found_by_its_entry_point() -> None:
    assert analyzer("moods").name == "moods"
    with pytest.raises(OperatorError, match="'broken' cannot be loaded"):
        analyzer("broken")
    with pytest.raises(OperatorError, match="known are: textblob, none, broken, moods"):
        analyzer("nobody")


@pytest.mark.usefixtures("installed_plugin")
def test_nobody_else_can_take_a_built_in_name() -> None:
    assert analyzer("none").version == ""


def test_warming_up_keeps_the_event_loop_free() -> None:
    async def scenario() -> int:
        warming = asyncio.create_task(warm_up(analyzer("textblob"), "en"))
        turns = 0
        while not warming.done():
            turns += 1
            await asyncio.sleep(0)
        return turns

    assert asyncio.run(scenario()) > 1


def test_textblob_is_not_imported_before_it_analyses() -> None:
    code = (
        "import sys, bot.sentiment as s\n"
        "engine = s.analyzer('textblob')\n"
        "assert 'textblob' not in sys.modules\n"
        "engine.analyze(['good'], 'en')\n"
        "assert 'textblob' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
