"""Looking through everything that is left, for her name and her words."""

from __future__ import annotations

import contextlib
import io
import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot import config, logs, restoring
from tests.forgotten.life import BACKUP, SECRETS, Forgetting
from tests.logging_state import logging_put_back


@dataclass(frozen=True, slots=True)
class Looked:
    """One thing that was looked through: how much there was, in bytes, and what of her was in it."""

    where: str
    size: int
    found: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.where}: {self.size:,} bytes, {', '.join(self.found) or 'nothing'}"


def through(where: str, content: str | bytes, secrets: Iterable[str] = SECRETS) -> Looked:
    """This content; bytes as they lie in a file, whatever they are."""
    raw = content if isinstance(content, bytes) else content.encode()
    text = raw.decode("utf-8", "replace").casefold()
    return Looked(where, len(raw), tuple(one for one in secrets if one in text))


def through_files(folder: Path, name: str = "", secrets: Iterable[str] = SECRETS) -> Iterator[Looked]:
    """Every file below: the database with its free pages, its log, tombstones and all that lies beside it."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield through(f"{name}{path.relative_to(folder)}", path.read_bytes(), secrets)


def through_tables(stage: Forgetting) -> Iterator[Looked]:
    """Every table, row by row: on a server too."""
    for table, rows in stage.stored.items():
        yield through(f"table {table}", "\n".join(rows))


def through_rooms(stage: Forgetting) -> Looked:
    """What the platforms show to anybody but her, as it stands."""
    return through("what staff and managers can read", stage.read_by_staff())


@dataclass(frozen=True, slots=True)
class Heard:
    """The logs, for people and as JSON."""

    human: io.StringIO
    machine: io.StringIO

    def through(self) -> Iterator[Looked]:
        yield through("log at DEBUG, for people", self.human.getvalue())
        yield through("log at DEBUG, JSON", self.machine.getvalue())


@contextlib.contextmanager
def listening() -> Iterator[Heard]:
    """All that is logged, from DEBUG up, both ways."""
    heard = Heard(io.StringIO(), io.StringIO())
    with logging_put_back():
        logs.configure("DEBUG", heard.human, human=True)
        (for_people,) = logging.getLogger().handlers
        logs.configure("DEBUG", heard.machine, human=False)
        logging.getLogger().addHandler(for_people)
        yield heard


async def through_restored(stage: Forgetting) -> list[Looked]:
    """The backup of before is restored, by the command's own code; then everything in the folder."""
    backup = stage.folder.parent / BACKUP
    full = through("the backup itself, made before", backup.read_bytes())
    if len(full.found) < len(SECRETS) // 2:
        raise AssertionError(f"the backup should be full of her: {full}")
    path = stage.folder / "shop.toml"
    path.write_text(stage.text, "utf-8")
    told = await restoring.restore(config.parse(stage.text, path, {}), backup, None)
    said = through("what the restore says", json.dumps(told))
    return [said, *through_files(stage.folder, "restored: ")]


def left(looked: Iterable[Looked]) -> list[str]:
    """Whatever was found anywhere."""
    return [str(one) for one in looked if one.found]
