"""Logging is of the whole process: what a test sets up goes with it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from bot import logs


@contextmanager
def logging_put_back() -> Iterator[None]:
    """Whatever is configured within is undone at the end."""
    root = logging.getLogger()
    named = [logging.getLogger(name) for name in (*logs.OURS, "httpx", "httpcore")]
    before = (root.handlers[:], root.level, [logger.level for logger in named])
    try:
        yield
    finally:
        logging.captureWarnings(False)
        root.handlers[:], root.level = before[0], before[1]
        for logger, level in zip(named, before[2], strict=True):
            logger.setLevel(level)
        structlog.reset_defaults()
        logs._forms.clear()
