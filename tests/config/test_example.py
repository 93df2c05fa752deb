"""config.example.toml: whole, true, and all that has to be filled in is said by ``check``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from bot.config import load, parse, settings
from bot.config.models import ConfigFile, DigestTime
from bot.config.values import Section
from bot.core.errors import ConfigurationError

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
TOKEN = "123456789:AAF-abcdefghijklmnopqrstuvwxyz01234"
FILLED_IN = {
    "-1001234567890": "-1009876543210",
    "-1002345678901": "-1009876543211",
    "C0123ABCD": "C01AB2CD3",
    "T0123ABCD": "T01AB2CD3",
}
ENVIRONMENT = {
    "FEEDBACK_BOT_METRICS_TOKEN": "made-up-token",
    "TELEGRAM_TOKEN": TOKEN,
    "TELEGRAM_SECRET_TOKEN": "made-up-secret",
    "SLACK_BOT_TOKEN": "xoxb-1-abcdef",
    "SLACK_APP_TOKEN": "xapp-1-abcdef",
    "SLACK_SIGNING_SECRET": "0123456789abcdef",
    "FEEDBACK_BOT_DATABASE": "sqlite:///other.sqlite3",
    "SHOP_SECRET": "whsec_bWFkZSB1cCBmb3IgdGVzdHMsIG5vYm9keSdzIGtleQ==",
    "LANGUAGE_MODEL_KEY": "made-up-key",
    "CRM_WEBHOOK_SECRET": "whsec_bWFkZSB1cCBmb3IgdGVzdHMsIGFub3RoZXIga2V5",
}
MINIMAL = '[business]\nname = "Mug & Co"\n'
MUST_BE_GIVEN = {"business", "telegram", "rooms", "digest"}


def filled_in(text: str) -> str:
    for example, own in FILLED_IN.items():
        text = text.replace(example, own)
    return text


def switched_on(text: str) -> str:
    return re.sub(r"(?m)^#(?=[A-Za-z\[])", "", text)


def on_slack(text: str) -> str:
    """What docs/slack.md says to do: Telegram's section away, Slack's switched on, the rooms there."""
    start, end = text.index("[telegram]"), text.index("# Slack is switched on")
    rooms = text.index("# Rooms are where")
    slack = switched_on(text[end:rooms]).replace("signing_secret", "#signing_secret")
    there = text[rooms:].replace('platform = "telegram"', 'platform = "slack"')
    there = there.replace("-1001234567890", "C01AB2CD3").replace("-1002345678901", "C01AB2CD4")
    return filled_in(text[:start] + slack + there)


def section_in(annotation: object) -> type[Section] | None:
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    return next((found for one in get_args(annotation) if (found := section_in(one))), None)


def test_a_copy_is_told_all_that_has_to_be_filled_in() -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(EXAMPLE, {})
    assert [problem.split(": ")[1] for problem in caught.value.problems] == [
        *("telegram.token", "rooms.staff.room", "rooms.managers.room")
    ]


def test_a_copy_with_the_token_and_the_rooms_filled_in_is_a_configuration(tmp_path: Path) -> None:
    copy = tmp_path / "config.toml"
    copy.write_text(filled_in(EXAMPLE.read_text("utf-8")), "utf-8")
    config = load(copy, {"TELEGRAM_TOKEN": TOKEN})
    assert config.telegram is not None
    assert config.telegram.token.reveal() == TOKEN
    assert config.slack is None


def test_a_copy_turned_to_slack_is_a_configuration(tmp_path: Path) -> None:
    copy = tmp_path / "config.toml"
    copy.write_text(on_slack(EXAMPLE.read_text("utf-8")), "utf-8")
    config = load(copy, ENVIRONMENT)
    assert config.telegram is None
    assert config.slack is not None


def test_the_example_shows_the_defaults() -> None:
    example = parse(filled_in(EXAMPLE.read_text("utf-8")), EXAMPLE, ENVIRONMENT)
    minimal = parse(MINIMAL, EXAMPLE, {}, demo=True)
    for name in set(ConfigFile.model_fields) - MUST_BE_GIVEN:
        assert getattr(example, name) == getattr(minimal, name), name
    assert example.business == minimal.business
    assert example.digest == (DigestTime(name="weekly", room="managers"),)
    assert settings(example, b"").digests == settings(minimal, b"").digests


@pytest.mark.parametrize("name", ["telegram", "slack"])
def test_the_example_shows_the_defaults_of_the_platforms(name: str, tmp_path: Path) -> None:
    (tmp_path / "surveys").mkdir()
    (tmp_path / "themes.toml").touch()
    text = filled_in(switched_on(EXAMPLE.read_text("utf-8")))
    shown = getattr(parse(text, tmp_path / "config.toml", ENVIRONMENT), name)
    for key, field in type(shown).model_fields.items():
        if not field.is_required() and field.default is not None:
            assert getattr(shown, key) == field.default, key


def test_the_example_is_valid_with_every_optional_setting_switched_on(tmp_path: Path) -> None:
    (tmp_path / "surveys").mkdir()
    (tmp_path / "themes.toml").touch()
    text = filled_in(switched_on(EXAMPLE.read_text("utf-8")))
    config = parse(text, tmp_path / "config.toml", ENVIRONMENT)
    unset = [
        f"{name}.{key}"
        for name, section in ((name, getattr(config, name)) for name in ConfigFile.model_fields)
        for one in (section if isinstance(section, tuple) else [section])
        if isinstance(one, Section)
        for key, value in one
        if value is None
    ]
    # The one is another way to say words_precision, the other stands at the first touchpoint.
    assert {*unset} == {"alerts.unhappy_from", "touchpoint.goal"}
    assert config.touchpoint[0].goal is not None
    assert config.slack is not None
    assert "visit" in config.definitions
    assert config.goals


def test_every_setting_stands_in_the_example() -> None:
    written = set(re.findall(r"(?m)^#?\[*([a-z_.]+)\]*(?: =|$)", EXAMPLE.read_text("utf-8")))
    words = {word for one in written for word in one.split(".")}

    def missing(section: type[Section]) -> list[str]:
        inner = [section_in(field.annotation) for field in section.model_fields.values()]
        names = [f"{section.__name__}.{name}" for name in section.model_fields if name not in words]
        return names + [name for one in inner if one is not None for name in missing(one)]

    assert missing(ConfigFile) == ["ConfigFile.adapters"], "whose keys are those of installed packages"
