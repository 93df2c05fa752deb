"""``[language_model]``: off unless it is written, where it may be, and what is said of what leaves."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.adapters.webhook.public import public_socket
from bot.config import Config, parse, settings
from bot.config.language_model import is_local
from bot.config.overview import overview
from bot.connections import endpoint, language_model
from bot.core.errors import ConfigurationError
from bot.core.events import Event
from bot.core.language_model import LanguageModelPlan
from bot.demo.clocks import SetClock

BEFORE = '[business]\nname = "Mug & Co"\n'
CLOCK = SetClock(datetime(2026, 3, 2, tzinfo=UTC))


async def deliver(_event: Event) -> dict[str, object]:
    return {}


def read(url: str = "https://model.example.com/v1", *more: str) -> Config:
    section = ["[language_model]", f'url = "{url}"', 'model = "some-model"', *more]
    return parse(BEFORE + "\n".join(section), Path("config.toml"), {"KEY": "sk-made-up-key"}, demo=True)


def problem(url: str = "https://model.example.com/v1", *more: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        read(url, *more)
    (said,) = caught.value.problems
    return said


def test_without_the_section_nothing_is_asked_of_anybody() -> None:
    plain = parse(BEFORE, Path("config.toml"), {}, demo=True)
    assert settings(plain, b"").language_model is None
    assert language_model(plain, CLOCK, deliver) is None
    assert not any("words go to" in line for line in overview(plain))


def test_with_it_translations_are_asked_for_within_five_seconds() -> None:
    said = read()
    assert settings(said, b"").language_model == LanguageModelPlan(
        "model.example.com", frozenset({"translation"})
    )
    assert said.language_model is not None
    assert (said.language_model.timeout_seconds, said.language_model.api_key) == (5.0, None)
    assert language_model(said, CLOCK, deliver) is not None


def test_summaries_are_asked_for_only_where_they_are_named() -> None:
    both = read("https://model.example.com/v1", 'uses = ["translation", "summaries"]')
    plan = settings(both, b"").language_model
    assert plan is not None
    assert plan.uses == {"translation", "summaries"}
    assert any("for translation and summaries" in line for line in overview(both))


def test_check_says_that_words_leave_where_to_and_what_for() -> None:
    (told,) = [line for line in overview(read()) if "words go to" in line]
    assert "model.example.com, out of the house, for translation" in told
    (both,) = [
        line
        for line in overview(read("https://model.example.com/v1", 'uses = ["translation", "drafts"]'))
        if "words go to" in line
    ]
    assert "for translation and drafts of replies" in both
    (nearby,) = [line for line in overview(read("http://localhost:11434/v1")) if "words go to" in line]
    assert "on this machine or in your network" in nearby


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:11434/v1",
        "http://127.0.0.1:8000/v1",
        "http://[::1]:8000/v1",
        "http://192.168.1.20/v1",
        "http://ollama:11434/v1",
        "http://gpu.local/v1",
        "https://model.example.com/v1",
    ],
)
def test_an_address_with_tls_or_of_the_own_network_is_taken(url: str) -> None:
    made = read(url).language_model
    assert made is not None
    assert made.url == url
    assert is_local(url) == url.startswith("http:")


@pytest.mark.parametrize("url", ["http://localhost:11434/v1", "https://model.example.com/v1"])
def test_only_an_address_that_says_so_may_be_in_the_own_network(url: str) -> None:
    made = read(url).language_model
    assert made is not None
    guard = None if url.startswith("http:") else public_socket
    assert endpoint(made)._socket_factory is guard


@pytest.mark.parametrize("url", ["http://model.example.com/v1", "http://8.8.8.8/v1"])
def test_words_go_nowhere_where_somebody_could_read_them_on_the_way(url: str) -> None:
    said = problem(url)
    assert said.startswith("config.toml:4: language_model.url: words of customers go there: write https://")


@pytest.mark.parametrize(
    ("url", "more", "key"),
    [
        ("ftp://model.example.com", (), "language_model.url"),
        ("https://user:pass@model.example.com/v1", (), "language_model.url"),
        ("https://model.example.com/v1", ("timeout_seconds = 60.0",), "language_model.timeout_seconds"),
        ("https://model.example.com/v1", ("timeout_seconds = 0.0",), "language_model.timeout_seconds"),
        ("https://model.example.com/v1", ('uses = ["translation", "poetry"]',), "language_model.uses"),
        ("https://model.example.com/v1", ("uses = []",), "language_model.uses"),
        ("https://model.example.com/v1", ('api_key = {env = "NOWHERE"}',), "language_model.api_key"),
        ("https://model.example.com/v1", ('apikey = "x"',), "language_model.apikey"),
    ],
)
def test_what_cannot_be_used_is_refused_by_its_key(url: str, more: tuple[str, ...], key: str) -> None:
    assert key in problem(url, *more)


def test_a_user_in_the_address_is_in_no_problem() -> None:
    assert "pass" not in problem("https://user:pass@model.example.com/v1")


def test_its_key_is_a_secret_that_logs_mask() -> None:
    said = read("https://model.example.com/v1", 'api_key = {env = "KEY"}')
    assert "sk-made-up-key" in [secret.reveal() for secret in said.secrets]
    assert "sk-made-up-key" not in repr(said)
