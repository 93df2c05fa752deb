"""Another configuration for the bot that runs: what may change does, the rest waits for the next start.

What cannot be used changes nothing: the whole file is proven first, and takes effect between two batches.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot import config as configuration
from bot import logs
from bot.config import Config
from bot.config.models import ConfigFile
from bot.config.own_texts import is_formal, own_texts
from bot.core.errors import ConfigurationError, OperatorError, StorageUnavailable
from bot.core.settings import Settings
from bot.texts import Wording
from storage import surveys
from storage.database import Database

AT_START = (
    "storage",
    "http",
    "telegram",
    "slack",
    "web",
    "sentiment",
    "shops",
    "webhooks",
    "adapters",
    "language_model",
)
"""Sections that connections, listeners and engines are made from."""

logger = logging.getLogger(__name__)


class Engine(Protocol):
    """What goes by the settings."""

    @property
    def settings(self) -> Settings: ...

    def use(self, made: Settings) -> None: ...

    async def plan(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Reloaded:
    """Sections of the configuration: ``changed`` hold from now on, ``later`` from the next start on."""

    changed: tuple[str, ...]
    later: tuple[str, ...]

    @property
    def lines(self) -> list[str]:
        """For a terminal and for the log."""
        said = [f"Changed: {', '.join(self.changed)}." if self.changed else "Nothing has changed."]
        if self.later:
            said.append(f"With the next start only: {', '.join(self.later)}.")
        return said


class Reloading:
    """Reads the configuration again, for an engine that runs by ``running``."""

    def __init__(self, running: Config, engine: Engine, database: Database, said: Wording) -> None:
        self._running = running
        self._said = said
        self._engine = engine
        self._database = database
        self._key = engine.settings.link_key
        self._one_at_a_time = asyncio.Lock()

    @property
    def data_folder(self) -> Path:
        """Where the process that runs keeps its data."""
        return self._running.data_folder

    async def reload(self) -> Reloaded:
        """Read and use it. Raises OperatorError, or StorageUnavailable: then all is as it was."""
        async with self._one_at_a_time:
            loaded = await asyncio.to_thread(configuration.load, self._running.path)
            logs.redact(*(secret.reveal() for secret in loaded.secrets))
            used, reloaded = taken_over(loaded, self._running)
            known = await surveys.remembered(self._database, used.definitions.values())
            self._engine.use(configuration.settings(used, self._key, known.values()))
            self._said.use(own_texts(used), formal=is_formal(used))
            self._running = used
            await self._engine.plan()
            for line in reloaded.lines:
                logger.info("reloaded. %s", line)
            return reloaded

    async def asked(self, _request: Mapping[str, object]) -> Mapping[str, object]:
        """The same, for whoever asks by the socket."""
        try:
            return {"ok": True, "lines": (await self.reload()).lines}
        except OperatorError as error:
            problems = self._refused(error)
        except StorageUnavailable:
            problems = ["the database does not take it: nothing has changed; see /readyz"]
        return {"ok": False, "problems": problems}

    async def on_signal(self) -> None:
        """The same, for nobody in particular: the log says what came of it."""
        answer = await self.asked({})
        if not answer["ok"]:
            logger.error("not reloaded, all goes on as it was")

    def _refused(self, error: OperatorError) -> list[str]:
        problems = list(error.problems) if isinstance(error, ConfigurationError) else [str(error)]
        for problem in problems:
            logger.error("not reloaded: %s", problem)
        return problems


def taken_over(loaded: Config, running: Config) -> tuple[Config, Reloaded]:
    """The new configuration with the running one's parts that only a start can change, and what differs."""
    differs = [name for name in ConfigFile.model_fields if getattr(loaded, name) != getattr(running, name)]
    later = tuple(name for name in AT_START if name in differs)
    used = loaded.model_copy(update={name: getattr(running, name) for name in later})
    changed = [name for name in differs if name not in AT_START]
    if loaded.definitions != running.definitions and "survey" not in changed:
        changed.append("survey")
    if loaded.theme_files != running.theme_files and "themes" not in changed:
        changed.append("themes")
    return used, Reloaded(tuple(changed), later)
