from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.core.errors import OperatorError
from bot.core.sentiment import no_opinion
from bot.enrich import warm_up
from bot.sentiment import analyzer, known_analyzers

BUILT_IN = ["default", "textblob", "vader", "multilingual", "accurate", "none"]


@pytest.mark.parametrize("name", [*BUILT_IN[1:5], "none"])
def test_an_analyzer_is_called_what_it_is_asked_for_by(name: str) -> None:
    assert analyzer(name).name == name


def test_the_none_analyzer_has_no_opinion_on_anything() -> None:
    assert analyzer("none").analyze(["Great!", "Terrible."], "en") == [no_opinion("none", "", "en")] * 2


def test_an_unknown_name_is_answered_with_those_known() -> None:
    with pytest.raises(OperatorError, match="no sentiment analyzer 'textblub'; known are: default, textblob"):
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
        "class Moods:\n    name, version, languages = 'moods', '1.0', None\n\n"
        "    def analyze(self, texts, language):\n        return []\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))


@pytest.mark.usefixtures("installed_plugin")
def test_an_analyzer_of_somebody_else_is_found_by_its_entry_point() -> None:
    assert analyzer("moods").name == "moods"
    assert known_analyzers() == [*BUILT_IN, "broken", "moods"]
    with pytest.raises(OperatorError, match="'broken' cannot be loaded"):
        analyzer("broken")
    with pytest.raises(OperatorError, match="none, broken, moods"):
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
