"""After a try of any survey the whole database's numbers are what they were before it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.core.periods import all_time
from bot.core.report import ReportQuery
from storage import rollups, tables
from tests.dialogues.setting import MONDAY
from tests.dialogues.stage import Stage

COUNTED = (tables.rollups, tables.customers, tables.cases, tables.case_entries, tables.suppressions)


async def numbers(stage: Stage) -> dict[str, Any]:
    """Every row that is a number or a record of somebody, and what a digest would say."""
    found: dict[str, Any] = {
        table.name: await stage.rows(table, *[column.name for column in table.primary_key])
        for table in COUNTED
    }
    report = await stage.box.engine.store.report(ReportQuery(all_time(MONDAY.date())))
    return {**found, "report": report}


async def trial(stage: Stage) -> dict[str, Any]:
    """The only trial there is."""
    (tried,) = [row for row in await stage.rows(tables.invitations, "id") if row["trial"]]
    return tried


@pytest.mark.parametrize("survey", ["three-questions", "nps", "internal-pulse"])
async def test_after_a_try_every_number_is_as_before(tmp_path: Path, survey: str) -> None:
    stage = Stage(tmp_path, {"platform": "telegram"})
    await stage.open()
    try:
        await stage.buy("Mug")
        await stage.wait(2)
        await stage.step({"press": "1"})
        await stage.step({"customer": "The mug was broken"})
        await stage.step({"staff": "sam", "alone": True, "command": "/start"})
        await stage.wait(2)  # nobody takes the case, and the room is told so
        before = await numbers(stage)
        await stage.step({"staff": "sam", "alone": True, "command": f"/tryit {survey}"})
        while (tried := await trial(stage))["state"] in {"asked", "running"}:
            await stage.step(
                {"staff": "sam", "alone": True, "writes": "1, it was awful, I want my money back"}
            )
        await stage.wait(2)
        assert await numbers(stage) == before
        found = await stage.box.database.read(
            lambda connection: rollups.verify(connection, stage.box.engine.settings)
        )
        assert found == {}
        assert tried["state"] == "completed"
    finally:
        await stage.close()
