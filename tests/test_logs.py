"""Logs: no secret and no customer's word in them, whoever writes and however."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot import logs
from tests.logging_state import logging_put_back

TOKEN = "123456:ABC-def/ghi+jkl=\"ümlaut'\\"
WORDS = "the courier was rude to my grandmother"


@pytest.fixture(autouse=True)
def put_back() -> Iterator[None]:
    with logging_put_back():
        yield


def configured(*, human: bool, level: str = "DEBUG") -> io.StringIO:
    stream = io.StringIO()
    logs.configure(level, stream, human=human)
    return stream


def entry(stream: io.StringIO) -> dict[str, object]:
    found = json.loads(stream.getvalue())
    assert isinstance(found, dict)
    return found


@dataclass
class Told:
    text: str


def say_it_in_every_way(secret: str) -> None:
    """A run at DEBUG: everything that a careless line or a library may do with a secret."""
    ours = structlog.get_logger("bot.delivery")
    ours.debug("sending", url=f"https://api.example/bot{secret}/send", headers={"authorization": [secret]})
    ours.info(f"token {secret}", why=ValueError(secret), told=Told(secret), nested=[{"a": (secret,)}])
    plain = logging.getLogger("bot.http")
    plain.debug("GET %s", secret)
    plain.info("with extra", extra={"token": secret})
    logging.getLogger("httpx").info("HTTP Request: POST https://api.example/bot%s/getMe", secret)
    logging.getLogger("slack_sdk").warning("headers: %r", {"Authorization": secret})
    logging.getLogger("aiohttp").error(json.dumps({"token": secret}))
    local = {"token": secret}
    try:
        raise RuntimeError(f"cannot log in with {secret!r} of {local}")
    except RuntimeError as error:
        ours.exception("failed")
        plain.exception("failed: %s", error)
        ours.error("failed", exc_info=error, stack_info=True)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"deprecated: {secret}", stacklevel=1)


@pytest.mark.parametrize("human", [True, False])
def test_a_registered_secret_appears_nowhere_in_a_run_at_debug(human: bool) -> None:
    stream = configured(human=human)
    logs.redact(TOKEN)
    say_it_in_every_way(TOKEN)
    written = stream.getvalue()
    assert "failed" in written
    assert logs.MASK in written
    assert "ABC-def" not in written


def test_the_same_run_shows_what_was_not_registered() -> None:
    stream = configured(human=False)
    say_it_in_every_way(TOKEN)
    assert "ABC-def" in stream.getvalue()


def test_a_secret_is_masked_in_the_repr_of_a_longer_text() -> None:
    logs.redact("it's-a-secret")
    assert "-a-secret" not in logs.masked(repr('say "it\'s-a-secret"'))


@given(st.text(min_size=8, max_size=40).filter(str.strip), st.booleans())
def test_a_secret_of_any_characters_is_masked(secret: str, human: bool) -> None:
    stream = configured(human=human)
    logs.redact(secret)
    logging.getLogger("bot").info("id=%s", secret)
    structlog.get_logger("bot").info("sent", token=secret)
    assert secret not in stream.getvalue()


def test_a_secret_that_holds_another_is_masked_whole() -> None:
    logs.redact("longsecret", "longsecret-and-more", "")
    assert logs.masked("a longsecret-and-more b") == f"a {logs.MASK} b"


@pytest.mark.parametrize("human", [True, False])
def test_what_a_customer_wrote_is_not_logged(human: bool) -> None:
    stream = configured(human=human)
    log = structlog.get_logger("handlers.conversations")
    log.info("answered", text=WORDS, invitation="inv1", event_in={"text": WORDS}, told=Told(WORDS))
    logging.getLogger("handlers").info("answered", extra={"comment": WORDS})
    for library in ("telegram.ext", "slack_bolt", "aiosqlite", "sqlalchemy.engine"):
        logging.getLogger(library).debug("body: %s", WORDS)
        logging.getLogger(library).info("body: %s", WORDS)
    assert WORDS not in stream.getvalue()
    assert "inv1" in stream.getvalue()


@pytest.mark.parametrize("human", [True, False])
def test_the_variables_of_a_traceback_are_not_printed(human: bool) -> None:
    def handle(comment: str) -> None:
        raise RuntimeError(f"broken by {len(comment)} characters")

    stream = configured(human=human)
    try:
        handle(WORDS)
    except RuntimeError:
        structlog.get_logger("bot").exception("failed")
    assert "RuntimeError: broken by" in stream.getvalue()
    assert WORDS not in stream.getvalue()


def test_for_machines_every_entry_is_one_json_line_with_time_level_and_logger() -> None:
    stream = configured(human=False)
    at = datetime(2026, 1, 2, tzinfo=UTC)
    structlog.get_logger("bot.ticker").warning("late", due=at, by_s=3.5, timers=["a", "b"])
    found = entry(stream)
    assert (found["event"], found["level"], found["logger"]) == ("late", "warning", "bot.ticker")
    assert (found["due"], found["by_s"], found["timers"]) == (str(at), 3.5, ["a", "b"])
    assert str(found["timestamp"]).endswith("Z")


def test_a_line_break_or_an_escape_sequence_in_a_value_forges_no_entry() -> None:
    stream = configured(human=True)
    structlog.get_logger("bot").info("joined", room="a\n2026 [info] all is well\x1b[2J\u202e")
    logging.getLogger("bot").info("joined %s", "b\r\nall is well")
    assert stream.getvalue().count("\n") == 2
    assert "\x1b[2J" not in stream.getvalue()
    assert "\u202e" not in stream.getvalue()


def test_the_level_holds_for_ours_and_libraries_speak_from_warning_up() -> None:
    stream = configured(human=False, level="info")
    structlog.get_logger("bot").debug("too quiet")
    logging.getLogger("somebody_elses").info("too chatty")
    logging.getLogger("somebody_elses").warning("heard")
    assert entry(stream)["event"] == "heard"


def test_configuring_again_does_not_double_the_lines() -> None:
    configured(human=False)
    stream = configured(human=False)
    structlog.get_logger("bot").info("once")
    assert entry(stream)["event"] == "once"


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(ValueError, match="LOUD"):
        logs.configure("loud", io.StringIO())


def test_without_a_terminal_the_format_is_json() -> None:
    stream = io.StringIO()
    logs.configure("INFO", stream)
    logging.getLogger("bot").info("started")
    assert entry(stream)["event"] == "started"


def test_a_program_that_only_imports_it_has_not_waited_for_structlog() -> None:
    program = "import sys, bot.logs; sys.exit('structlog' in sys.modules)"
    root = Path(__file__).parents[1]
    assert subprocess.run([sys.executable, "-c", program], cwd=root, check=False).returncode == 0
