"""``feedback-bot language-model show``: what would leave, what would stay, and that nothing is sent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.cli import main
from bot.core.language_model import draft, request_of, summary, translation
from tests import hostile

SHOP = """
[business]
name = "Mug & Co"
languages = ["en", "es"]
[telegram]
token = "123456789:AAF-abcdefghijklmnopqrstuvwxyz01234"
[rooms.staff]
platform = "telegram"
room = "-1009876543210"
role = "staff"
language = "de"
[roles]
staff = ["telegram::4711"]
[people]
"Kim Lee" = "telegram::4711"
"""
MODEL = '[language_model]\nurl = "http://127.0.0.1:9/v1"\nmodel = "some-model"\napi_key = "sk-made-up-key"\n'
WORDS = "Soy Lucía, Kim Lee perdió el pedido #2041"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(SHOP + MODEL, "utf-8")
    return path


def shown(shop: Path, capsys: pytest.CaptureFixture[str], *typed: str) -> str:
    assert main(["language-model", "show", "--config", str(shop), *typed]) == 0
    return capsys.readouterr().out


def test_it_prints_the_very_request_that_the_bot_would_send(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = shown(shop, capsys, "--text", WORDS, "--name", "Lucía Pérez", "--from", "es")
    address, _, rest = said.partition("\n")
    body, _, stays = rest.partition("\n\nWhat stands for")
    asked = translation(WORDS, "es", "de", ("Lucía Pérez", "Kim Lee"))
    assert address == "POST http://127.0.0.1:9/v1/chat/completions"
    assert json.loads(body) == request_of(asked, "some-model")
    assert not any(word in body for word in ("Lucía", "Kim", "2041"))
    assert all(word in stays for word in ("Lucía", "Kim Lee", "#2041"))
    assert "sk-made-up-key" not in said


def test_it_prints_what_would_leave_for_a_summary(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = shown(shop, capsys, "--use", "summaries", "--text", WORDS, "--text", "llegó tarde", "--to", "de")
    body, _, stays = said.partition("\n")[2].partition("\n\nWhat stands for")
    asked = summary([WORDS, "llegó tarde"], "de", ("Kim Lee",))
    assert json.loads(body) == request_of(asked, "some-model")
    assert "Kim" not in body
    assert "Kim Lee" in stays


def test_it_prints_what_a_draft_would_be_asked_with(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    typed = ("--text", WORDS, "--name", "Lucía Pérez", "--from", "es", "--use", "drafts", "--rating", "low")
    said = shown(shop, capsys, *typed, "--touchpoint", "visit")
    body = said.partition("\n")[2].partition("\n\nWhat stands for")[0]
    facts = {"touchpoint": "visit", "rating": "low"}
    asked = draft(WORDS, facts, "es", ("Lucía Pérez", "Kim Lee"))
    assert json.loads(body) == request_of(asked, "some-model")
    assert not any(word in body for word in ("Lucía", "Kim", "2041"))


def test_words_that_tell_nothing_are_said_to(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Nothing had to be taken out." in shown(shop, capsys, "--text", "llegó roto")


def test_without_a_language_model_it_says_that_nothing_leaves(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.write_text(SHOP, "utf-8")
    assert main(["language-model", "show", "--config", str(shop), "--text", WORDS]) == 2
    assert "nothing leaves the house" in capsys.readouterr().err


def test_hostile_words_are_printed_as_words(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = shown(shop, capsys, "--text", " ".join(hostile.SHORT.values()).replace("\x00", ""))
    assert hostile.steering(said) == []
