"""/forget in the middle of everything, killed at every crash point: nothing of her is left anywhere."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection

from bot import app
from bot.core.settings import Settings
from storage import rollups
from storage.chores_done import SqlChores
from storage.database import Database
from storage.unit_of_work import SqlStore
from tests.crash.dying import DyingStage, DyingStore, Image, Points
from tests.dialogues.setting import PLACES

T = TypeVar("T")

MIDDLE: dict[str, Any] = tomllib.loads(
    """
platform = "telegram"
staff_on = "slack"
touchpoint = "visit"
steps = [
    {press = "1"},
    {customer = "the wobbly teapot leaked all over my grandmother's tablecloth"},
    {staff = "sam", press = "take"},
    {staff = "sam", writes = "Okafor was furious on the phone too", to = "alert"},
    {staff = "sam", form = {action = "reply", text = "So sorry about the tablecloth, dear Maya!"}},
    {customer = "it smells of burnt rubber, by the way"},
    {staff = "sam", alone = true, command = "/customer Maya Okafor"},
    {wait_hours = 800},
    {buy = "Grinder"},
    {wait_hours = 3},
    {customer = "a question about the purple funnel"},
    {buy = "Whisk"},
    {command = "/forget"},
    {press = "yes"},
]
"""
)
SECRETS = ("okafor", "maya", "tablecloth", "rubber", "funnel", "furious", "telegram:::7", "grinder", "whisk")
SOME = 15  # every so manieth image before the wish; of those after it every other


class Counted(Database):
    """The database as it is, with a crash point before and after each unit of a long job."""

    def __init__(self, database: Database, points: Points) -> None:
        self._inner, self._points = database, points

    async def write(self, work: Callable[[Connection], T]) -> T:
        return await self._points.around("a unit of a long job", self._inner.write(work))

    async def read(self, work: Callable[[Connection], T]) -> T:
        return await self._inner.read(work)


class Forgetting(DyingStage):
    """The dialogue, whose long jobs may be cut off too."""

    def store_of(self, opened_storage: app.Storage) -> SqlStore:
        store = DyingStore(opened_storage.database, opened_storage.settings, self._points)
        store.chores = SqlChores(Counted(opened_storage.database, self._points), lambda: store.settings)
        return store

    async def close(self) -> None:
        self.wrong = await self.box.database.read(_verified(self.box.engine.settings))
        self.as_read = {
            entry["id"]: entry for entry in self.transcript.entries if entry["target"] is None
        } | {entry["target"]: entry for entry in self.transcript.entries if entry["target"] is not None}
        await super().close()


def _verified(made: Settings) -> Callable[[Connection], dict[Any, Any]]:
    return lambda connection: rollups.verify(connection, made)


def left_in(folder: Path) -> dict[str, list[str]]:
    """File → what of her is in it."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            text = path.read_bytes().decode("utf-8", "replace").casefold()
            found[path.name] = [secret for secret in SECRETS if secret in text]
    return {name: secrets for name, secrets in found.items() if secrets}


def assert_nothing_is_left(stage: Forgetting, where: str) -> None:
    assert left_in(stage.folder) == {}, where
    assert stage.wrong == {}, where
    staff = [entry for entry in stage.as_read.values() if entry["room"] == PLACES["slack"].key]
    read = json.dumps(staff).casefold()
    assert [secret for secret in SECRETS if secret in read] == [], where


async def test_forgotten_in_the_middle_of_everything_nothing_is_left_wherever_it_is_killed(
    tmp_path: Path,
) -> None:
    stage = Forgetting(tmp_path / "unbroken", MIDDLE, watched=True)
    await stage.play()
    assert_nothing_is_left(stage, "unbroken")
    wished = [
        place for place, image in enumerate(stage.images) if image.position.step == len(stage.steps) - 1
    ]
    before: list[Image] = stage.images[: wished[0] : SOME]
    after = stage.images[wished[0] :]
    assert len(after) > 10
    for number, image in enumerate([*before, *after[::2]]):
        again = Forgetting(tmp_path / f"{number}", MIDDLE, image=image, down=timedelta(minutes=2))
        await again.play()
        assert_nothing_is_left(again, f"killed {image.point}, in step {image.position.step}")
