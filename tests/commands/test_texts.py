"""``feedback-bot texts``, as an operator types it: what is printed may be put into the configuration."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from bot.cli import main
from bot.texts import CUSTOMERS, texts_in

SHOP = """
[business]
name = "Mug & Co"
languages = ["de", "en"]
address = "formal"
[telegram]
token = "123456789:AAF-abcdefghijklmnopqrstuvwxyz01234"
[rooms.staff]
platform = "telegram"
room = "-1009876543210"
role = "staff"
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(SHOP + '[texts.de]\n"said.kept" = "Ist \\"notiert\\"."\n', "utf-8")
    return path


def printed(capsys: pytest.CaptureFixture[str], *typed: str) -> dict[str, str]:
    assert main(["texts", *typed]) == 0
    texts: dict[str, str] = tomllib.loads(capsys.readouterr().out)["texts"][typed[0]]
    return texts


def test_everything_that_customers_read_is_listed_as_they_read_it(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = printed(capsys, "de", "--config", str(shop))
    assert found.keys() == texts_in(CUSTOMERS, "de").keys()
    assert found["said.kept"] == 'Ist "notiert".'
    assert "Sie" in found["help.customer"]


def test_what_is_printed_may_stand_in_the_configuration(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["texts", "de", "--config", str(shop)])
    shop.write_text(SHOP + capsys.readouterr().out, "utf-8")
    assert printed(capsys, "de", "--own", "--config", str(shop)).keys() == texts_in(CUSTOMERS, "de").keys()


def test_a_few_are_found_by_their_words(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "de", "SAID.KE", "notiert", "--config", str(shop)).keys() == {"said.kept"}
    assert printed(capsys, "de", "--own", "--config", str(shop)) == {"said.kept": 'Ist "notiert".'}


def test_a_language_that_is_not_there_is_said(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["texts", "xx", "--config", str(shop)]) != 0
    assert "there are no texts in 'xx'" in capsys.readouterr().err
