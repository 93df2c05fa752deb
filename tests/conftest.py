"""What holds for every test: no network, and on the build server no skips."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator

import pytest
from hypothesis import settings

_LOCAL_HOSTS = frozenset({None, "", "localhost", "::1"})
_SKIPPED = pytest.StashKey[list[str]]()

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


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_SKIPPED] = []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        item.config.stash[_SKIPPED].append(item.nodeid)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if report.skipped:
        collector.config.stash[_SKIPPED].append(collector.nodeid)
    return report


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    nothing_failed = exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}
    if nothing_failed and session.config.stash[_SKIPPED] and _skips_fail():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    skipped = config.stash[_SKIPPED]
    if _skips_fail() and skipped:
        terminalreporter.write_line(
            f"FAILED: {len(skipped)} skipped, and here every test must run: {', '.join(skipped)}", red=True
        )
