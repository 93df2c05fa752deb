"""What holds for every test: no network, and on the build server no skips."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from tests.postgres import Server

_LOCAL_HOSTS = frozenset({None, "", "localhost", "::1"})

# The machine may be busy: how long an example takes says nothing about the code.
settings.register_profile("feedback-bot", deadline=None)
settings.load_profile("feedback-bot")


def _is_local(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode()
    return host in _LOCAL_HOSTS or (isinstance(host, str) and host.startswith("127."))


def _keep_off_the_network(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None  # a text is a Unix socket's path
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if not _is_local(host):
        raise RuntimeError(f"a test reaches for {host}: only this machine itself is allowed")


sys.addaudithook(_keep_off_the_network)


def _skips_fail() -> bool:
    return os.environ.get("CI") == "true" or bool(os.environ.get("FEEDBACK_BOT_CI"))


class Skips:
    """What was skipped, wherever it ran: a worker's reports come to the one who started it."""

    def __init__(self) -> None:
        self._names: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            self._names.add(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self._names.add(report.nodeid)

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        nothing_failed = exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}
        if nothing_failed and self._names and _skips_fail():
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if _skips_fail() and self._names:
            names = ", ".join(sorted(self._names))
            terminalreporter.write_line(
                f"FAILED: {len(self._names)} skipped, and here every test must run: {names}", red=True
            )


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Skips(), "skips")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A PostgreSQL server, started when the first test asks for one."""
    from tests import postgres

    with postgres.serving() as server:
        if server is None:
            pytest.skip(
                f"no PostgreSQL: install Debian's package postgresql, or name one in {postgres.ADDRESS}"
            )
        yield server


@pytest.fixture
def postgres_url(postgres_server: Server) -> Iterator[str]:
    """The address of a fresh database with our newest schema, for this test alone."""
    with postgres_server.database() as url:
        yield url
