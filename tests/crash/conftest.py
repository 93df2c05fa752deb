"""A server that everything is killed on, where one is wished for, goes when the tests are over."""

from __future__ import annotations

from tests.crash import on_server


def pytest_sessionfinish() -> None:
    on_server.held.close()
