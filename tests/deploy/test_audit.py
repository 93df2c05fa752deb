"""The look-up of known vulnerabilities: what it finds, and that "none" is never said unseen."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "deploy" / "audit.py"
PINS = """# a comment
aiohttp==3.0.0 \\
    --hash=sha256:00
structlog==26.1.0 ; python_version >= "3.11" \\
    --hash=sha256:11
"""
Answer = Callable[[list[Mapping[str, Any]]], object]


@contextmanager
def service(answer: Answer, status: int = 200) -> Iterator[str]:
    """Somebody who is asked; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            said = json.dumps(answer(asked["queries"])).encode()
            self.send_response(status)
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def known(*bad: str) -> Answer:
    """Somebody who knows something against these packages."""

    def answer(queries: list[Mapping[str, Any]]) -> object:
        return {
            "results": [
                {"vulns": [{"id": f"PYSEC-{one['package']['name']}"}]}
                if one["package"]["name"] in bad
                else {}
                for one in queries
            ]
        }

    return answer


def audit(folder: Path, url: str, *more: str, pins: str = PINS) -> subprocess.CompletedProcess[str]:
    file = folder / "pins.txt"
    file.write_text(pins, "utf-8")
    return subprocess.run(
        [sys.executable, "-S", str(SCRIPT), str(file), "--service", url, *more],
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_is_known_against_a_package_fails_and_says_where_to_read(tmp_path: Path) -> None:
    with service(known("jinja2", "aiohttp")) as url:
        done = audit(tmp_path, url)
        assert (done.returncode, done.stdout.split("/")[-1]) == (1, "PYSEC-aiohttp\n")
        assert done.stdout.startswith("aiohttp 3.0.0: ")
        assert audit(tmp_path, url, "--ignore", "PYSEC-aiohttp").returncode == 0


def test_nothing_known_is_believed_of_whoever_knows_what_is_bad(tmp_path: Path) -> None:
    with service(known("jinja2")) as url:
        done = audit(tmp_path, url)
    assert (done.returncode, done.stdout) == (0, "")
    assert "2 packages looked up" in done.stderr


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (known(), 200),  # knows nothing at all
        (lambda _: {"results": []}, 200),
        (lambda _: {}, 200),
        (lambda _: "sorry", 200),
        (known("jinja2"), 503),
    ],
)
def test_an_answer_that_says_nothing_is_no_clean_bill(answer: Answer, status: int, tmp_path: Path) -> None:
    with service(answer, status) as url:
        done = audit(tmp_path, url)
    assert (done.returncode, done.stdout) == (2, "")
    assert "NOT LOOKED UP" in done.stderr


def test_without_a_network_it_fails(tmp_path: Path) -> None:
    done = audit(tmp_path, "http://127.0.0.1:9")
    assert done.returncode == 2
    assert "NOT LOOKED UP" in done.stderr


@pytest.mark.parametrize("pins", ["", "aiohttp>=3\n", "-r other.txt\n", "aiohttp @ file.whl\n"])
def test_what_is_not_pinned_is_not_passed_over(pins: str, tmp_path: Path) -> None:
    with service(known("jinja2")) as url:
        assert audit(tmp_path, url, pins=pins).returncode == 2
