"""What is refused where it stands, and what is then not refused a second time."""

from __future__ import annotations

import shutil
from importlib import metadata
from pathlib import Path

import pytest

from bot.config import Config, Secret, load, parse, reading, settings
from bot.config.location import locate
from bot.config.overview import overview
from bot.core.errors import ConfigurationError

NAMED = '[business]\nname = "Mug & Co"\n'
FRONT = '[rooms.front]\nplatform = "web"\nrole = "staff"\n'
TORN = '[[survey]]\nname = "own"\n[[survey.question]]\nname = "q"\nkind = "nps"\ntext = "a {b"\n'
SLACK = """
[slack]
workspace = "T0123456"
bot_token = "xoxb-1-abcdef"
app_token = "xapp-1-abcdef"
[rooms.front]
platform = "slack"
room = "C0123456789"
role = "staff"
[roles]
staff = ["slack:T0123456:U0123456"]
"""


def read(text: str, folder: Path = Path(), *, demo: bool = True) -> Config:
    return parse(NAMED + text, folder / "config.toml", {}, demo=demo)


def problems(text: str, folder: Path = Path(), *, demo: bool = True) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        read(text, folder, demo=demo)
    return list(caught.value.problems)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[adapters]\nirc = 3\n", "config.toml:4: adapters.irc: this must be a table"),
        (
            FRONT + 'language = "xx"\n',
            "config.toml:6: rooms.front.language: there are no texts in 'xx'; known: ar, de",
        ),
        (
            FRONT + 'touchpoints = ["purchse"]\n',
            "config.toml:6: rooms.front.touchpoints.1: there is no touchpoint 'purchse'; did you mean",
        ),
        (
            FRONT + 'room = "Front Desk"\n',
            "config.toml:6: rooms.front.room: this must be a name of a-z, 0-9,",
        ),
        (
            FRONT + '[people]\nfront = ["web::anna"]\n',
            "config.toml:7: people.front: there is a room of this name; call one of them otherwise",
        ),
        (
            '[people]\nAnna = ["telegram::4711"]\n',
            "config.toml:4: people.Anna: 'telegram::4711': Telegram is not switched on;",
        ),
        (
            '[[survey]]\nname = "own"\n[[survey.question]]\nkind = "nps"\ntext = "How?"\n',
            "config.toml:5: survey.own.question.1",
        ),
        (
            '[web]\nframe_ancestors = ["https://shop.example.com/page"]\n',
            'config.toml:4: web.frame_ancestors.1: write an origin, such as "https://shop.example.com"',
        ),
        (
            '[[gesture]]\nname = "coffee"\nlabel = {en = 5}\n',
            "config.toml:5: gesture.coffee.label: write words in quotes, or by language as in {en",
        ),
    ],
)
def test_what_is_refused_is_named_with_its_place_and_its_remedy(text: str, problem: str) -> None:
    assert any(one.startswith(problem) for one in problems(text)), problems(text)


def test_an_unknown_key_of_a_digest_is_refused_where_it_stands() -> None:
    (said,) = problems(FRONT + '[[digest]]\nname = "a"\nroom = "front"\nrom = "front"\n')
    assert said.startswith("config.toml:9: digest.a.rom: unknown key")
    assert "room" in said


def test_the_address_of_a_page_that_may_show_the_chat_is_taken_as_it_is() -> None:
    origins = ("https://shop.example.com", "https://*.example.com:8443")
    assert read(f"[web]\nframe_ancestors = {[*origins]}\n").web.frame_ancestors == origins


def test_a_goal_for_a_survey_that_cannot_be_read_is_no_problem_of_its_own() -> None:
    (said,) = problems(f"[goals]\nown = 1000\n{TORN}")
    assert said.startswith("config.toml:10: survey.own.question.q.text.en: a brace")
    assert problems(f"[goals]\nrelationship-nps = 1000\n{TORN}") != [said]


def test_surveys_that_are_no_tables_are_one_problem() -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse("survey = [1]\n" + NAMED, Path("config.toml"), {}, demo=True)
    assert [one.partition(": ")[0] for one in caught.value.problems] == ["config.toml:1"]


def test_a_shipped_survey_without_words_in_a_language_of_ours_cannot_be_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(reading.SHIPPED_SURVEYS, tmp_path / "surveys")
    (tmp_path / "surveys" / "delivery.toml").write_text(
        'name = "delivery"\ntitle = {xx = "?"}\n[[question]]\nname = "q"\nkind = "csat"\ntext = {xx = "?"}\n'
    )
    monkeypatch.setattr(reading, "SHIPPED_SURVEYS", tmp_path / "surveys")
    assert "delivery" not in read("").definitions
    (said,) = problems('[[touchpoint]]\nname = "home"\nsurvey = "delivery"\n')
    assert said == (
        "config.toml:5: touchpoint.home.survey: the shipped survey delivery has no words in all of en; "
        "write your own [[survey]]"
    )


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        (
            'name = "home"\ntitle = "Home"\n[[question]]\nname = "q"\nkind = "starz"\ntext = "How?"\n',
            "home.toml:5: question.q.kind: 'starz' is no kind of question; did you mean \"stars\"?",
        ),
        ('name = "home"\ntitle = Home\n', "home.toml:2: this is not TOML: Invalid value"),
    ],
)
def test_a_broken_survey_in_the_folder_is_reported_once_where_it_stands(
    written: str, problem: str, tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "home.toml").write_text(written)
    asked = '[surveys]\nfolder = "mine"\n[[touchpoint]]\nname = "visit"\nsurvey = "home"\n'
    (said,) = problems(asked, tmp_path)
    assert said.startswith(f"{folder}/{problem}")


@pytest.mark.parametrize("section", ["[surveys]\nfolder", "[themes]\nfile"])
def test_what_is_a_folder_by_a_files_name_cannot_be_read_and_is_named(section: str, tmp_path: Path) -> None:
    (tmp_path / "mine" / "en.toml").mkdir(parents=True)
    (said,) = problems(f'{section} = "mine"\n', tmp_path)
    assert said == f"{tmp_path / 'mine' / 'en.toml'}:1: this cannot be read: Is a directory"


def test_an_analyzer_whose_package_is_not_there_is_a_problem_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(package: str) -> str:
        raise metadata.PackageNotFoundError(package)

    from bot.sentiment import packages

    monkeypatch.setattr(packages, "version", missing)
    (said,) = problems('[sentiment]\nanalyzer = "accurate"\n')
    assert said.startswith(
        "config.toml:4: sentiment.analyzer: sentiment analyzer 'accurate' needs the package"
    )


def test_what_is_on_without_the_web_chat_is_slack_alone() -> None:
    config = read(SLACK + "[web]\nenabled = false\n", demo=False)
    first, second, *_ = overview(config)
    assert first == "Customers are asked on Slack (socket)."
    assert second == "Alerts go to front (Slack C0123456789); digests to nobody."


def test_model_files_lie_beside_the_configuration_or_in_their_packages(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(NAMED + '[sentiment]\nmodel_path = "models"\n')
    assert load(file, {}, demo=True).model_folder == tmp_path / "models"
    assert read("").model_folder is None


def test_one_secret_is_the_same_wherever_it_stands_and_no_other() -> None:
    same, other = {Secret("long enough"), Secret("long enough")}, Secret("another one")
    assert len(same) == 1
    assert other not in same
    assert Secret("long enough") != "long enough"


@pytest.mark.parametrize("text", ["a = [ }", "a = [1 }", "a = { ]", "a = [[ }"])
def test_a_text_that_is_no_toml_is_walked_to_its_end(text: str) -> None:
    assert locate(text)["a",] == 1


def test_zones_are_of_the_business_where_a_digest_names_none() -> None:
    config = read('timezone = "Europe/Berlin"\n' + FRONT + '[[digest]]\nname = "a"\nroom = "front"\n')
    (digest,) = settings(config, b"k" * 32).digests.values()
    assert str(digest.schedule.zone) == "Europe/Berlin"
