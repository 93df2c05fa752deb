"""``feedback-bot health``: exit status and words, for a bot that is well, ill, or not there."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from bot.cli import main
from tests.contracts.running import free_port

WELL = {"status": "ok", "checks": {"storage": "ok"}}
ILL = {
    "status": "failing",
    "checks": {"storage": "the disk is full; make room"},
    "intake": {"problem": None},
    "platforms": {"slack": {"problem": "no connection to Slack"}, "telegram": {"problem": None}},
}


@contextmanager
def answering(pages: Mapping[str, tuple[int, object]]) -> Iterator[str]:
    """Something that answers these pages with these statuses and bodies; its address."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = pages[self.path]
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_bot_that_is_well_is_called_so(capsys: pytest.CaptureFixture[str]) -> None:
    with answering({"/readyz": (200, WELL)}) as url:
        assert main(["health", "--url", url]) == 0
    assert capsys.readouterr().out == "ok\n"


def test_what_is_the_matter_is_said_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    with answering({"/readyz": (503, ILL)}) as url:
        assert main(["health", "--url", url]) == 1
        assert main(["health", "--json", "--url", url]) == 1
    said = capsys.readouterr().out
    words = "failing\n  storage: the disk is full; make room\n  slack: no connection to Slack\n"
    assert said.startswith(words)
    assert json.loads(said.removeprefix(words)) == ILL


def test_a_bot_that_lives_but_cannot_work_is_alive() -> None:
    with answering({"/readyz": (503, ILL), "/healthz": (200, WELL)}) as url:
        assert main(["health", "--alive", "--url", url]) == 0


def test_where_nobody_answers_the_configured_address_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    port = free_port()
    path = tmp_path / "config.toml"
    path.write_text(
        f'[business]\nname = "Shop"\n[http]\nhost = "0.0.0.0"\nport = {port}\n'
        '[telegram]\ntoken = "123456789:AAF-abcdefghijklmnopqrstuvwxyz01234"\n'
        '[rooms.staff]\nplatform = "telegram"\nroom = "-1009876543210"\nrole = "staff"\n',
        "utf-8",
    )
    assert main(["health", "--config", str(path)]) == 1
    assert f"not running at http://127.0.0.1:{port} (Connection refused)" in capsys.readouterr().out


@pytest.mark.parametrize("answer", [(200, b"<html>"), (502, b"bad gateway")])
def test_what_is_no_bot_of_ours_is_not_well(answer: tuple[int, bytes]) -> None:
    with answering({"/readyz": answer}) as url:
        assert main(["health", "--url", url]) == 1
