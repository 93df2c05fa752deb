from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot import config
from bot.core.errors import OperatorError
from bot.core.sentiment import Label
from bot.sentiment import NoAnalyzer, analyzer
from bot.sentiment.adaptation import Gain, Learnt
from bot.sentiment.adapted import Adaptation, AdaptedAnalyzer, configured, load

VADER = analyzer("vader")
GAIN = Gain(400, 80, 0.8, 0.9, sure=True)
MADE = Adaptation("vader", VADER.version, Learnt(0.1, {"floppy": 2.5, "springy": -2.5}), GAIN)
ADAPTED = AdaptedAnalyzer(VADER, MADE)
SHOP = """
[business]
name = "Bean There"
timezone = "Europe/Berlin"
[sentiment]
analyzer = "vader"
{adaptation}
[[touchpoint]]
name = "visit"
survey = "stars"
"""


def test_a_learnt_word_changes_what_is_said_and_is_named() -> None:
    before, after = (engine.analyze(["The mug is floppy"], "en")[0] for engine in (VADER, ADAPTED))
    assert before.label is not Label.UNHAPPY
    assert after.label is Label.UNHAPPY
    assert after.p_unhappy == after.has_complaint > before.p_unhappy
    assert after.polarity < before.polarity
    assert 0.5 < after.confidence <= 1
    assert "floppy" in after.words


def test_what_is_said_names_the_engine_and_both_versions() -> None:
    (said,) = ADAPTED.analyze(["The mug is floppy"], "en")
    assert (said.analyzer, said.version) == ("vader", f"{VADER.version}+{MADE.version}")
    assert (ADAPTED.name, ADAPTED.version, ADAPTED.languages) == ("vader", said.version, VADER.languages)


def test_a_clause_has_only_what_is_in_it() -> None:
    text = "The lid is springy, but the mug is floppy."
    (said,) = ADAPTED.analyze([text], "en")
    praise, complaint = said.clauses
    assert text[complaint.start : complaint.end].startswith("but the mug")
    assert praise.p_unhappy < 0.2 < complaint.p_unhappy == said.has_complaint
    assert said.mixed


def test_without_weights_everything_stays_as_it_was() -> None:
    texts = ["Great mug, awful lid.", "Bad!", "Love it", "A mug", "", "🙂"]
    nothing = AdaptedAnalyzer(VADER, Adaptation("vader", VADER.version, Learnt(0.0, {}), GAIN))
    for before, after in zip(VADER.analyze(texts, "en"), nothing.analyze(texts, "en"), strict=True):
        assert (after.label, after.mixed, after.words) == (before.label, before.mixed, before.words)
        assert after.p_unhappy == pytest.approx(before.p_unhappy)
        assert after.polarity == pytest.approx(before.polarity)
        assert after.confidence == pytest.approx(before.confidence)


def test_where_the_engine_has_no_opinion_there_is_none() -> None:
    for said in [*ADAPTED.analyze(["floppy"], "de"), *ADAPTED.analyze(["", "…"], "en")]:
        assert (said.label, said.p_unhappy, said.words) == (Label.UNKNOWN, 0.0, ())
        assert said.version == ADAPTED.version


def test_what_was_learnt_is_kept_and_found_by_its_version(tmp_path: Path) -> None:
    path = MADE.save(tmp_path)
    assert path == tmp_path / "adaptation" / f"{MADE.version}.json"
    assert load(tmp_path, MADE.version) == MADE


def test_another_weight_is_another_version() -> None:
    other = Adaptation("vader", VADER.version, Learnt(0.1, {"floppy": 2.4}), GAIN)
    assert other.version != MADE.version


@pytest.mark.parametrize("written", ["", "[]", "{}", '{"weights": 3}', "\x00"])
def test_a_damaged_file_is_named(tmp_path: Path, written: str) -> None:
    MADE.save(tmp_path).write_text(written)
    with pytest.raises(OperatorError, match=r"adaptation: .*\.json is damaged"):
        load(tmp_path, MADE.version)


def test_a_file_that_was_changed_is_not_used(tmp_path: Path) -> None:
    path = MADE.save(tmp_path)
    changed = json.loads(path.read_text())
    changed["weights"]["floppy"] = -2.5
    path.write_text(json.dumps(changed))
    with pytest.raises(OperatorError, match="was changed"):
        load(tmp_path, MADE.version)


def test_what_was_learnt_beside_another_version_of_the_engine_is_not_used() -> None:
    old = Adaptation("vader", "0.1", MADE.learnt, GAIN)
    with pytest.raises(OperatorError, match=r"learnt beside the analyzer vader 0\.1, and this is vader"):
        AdaptedAnalyzer(VADER, old)


def test_after_an_update_what_was_learnt_rests_and_a_warning_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    old = Adaptation("vader", "0.1", MADE.learnt, GAIN)
    written = SHOP.format(adaptation=f'adaptation = "{old.version}"')
    shop = config.parse(written, tmp_path / "shop.toml", demo=True)
    old.save(shop.data_folder)
    assert configured(shop).version == VADER.version
    assert "it rests; feedback-bot adapt makes a new one" in caplog.text
    with pytest.raises(OperatorError, match="it rests"):
        configured(shop, strict=True)


def test_an_analyzer_whose_scores_were_never_measured_cannot_be_adapted() -> None:
    with pytest.raises(OperatorError, match="'none' cannot be adapted"):
        AdaptedAnalyzer(NoAnalyzer(), Adaptation("none", "", MADE.learnt, GAIN))


def test_it_is_in_use_while_the_configuration_names_it_and_gone_when_not(tmp_path: Path) -> None:
    named = config.parse(
        SHOP.format(adaptation=f'adaptation = "{MADE.version}"'), tmp_path / "shop.toml", demo=True
    )
    with pytest.raises(OperatorError, match=f"{MADE.version}.json: No such file.* feedback-bot adapt makes"):
        configured(named)
    MADE.save(named.data_folder)
    assert configured(named).version == ADAPTED.version
    assert configured(named, "vader").version == ADAPTED.version
    assert configured(named, "textblob").version == analyzer("textblob").version
    plain = config.parse(SHOP.format(adaptation=""), tmp_path / "shop.toml", demo=True)
    assert configured(plain).version == VADER.version
