"""The main journeys on PostgreSQL, killed on the way: they end as if nothing had happened.

Here at every so manieth point; at all of them, and the other journeys too, with ``on_server.ENGINE`` set.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.crash import on_server
from tests.crash.test_recovery_killed import DIALOGUES, assert_survives, survived

EVERY = 1 if on_server.by_default() else 37
DIGEST: dict[str, Any] = {
    "platform": "telegram",
    "staff_on": "slack",
    "configures": """
[rooms.managers]
platform = "slack"
room = "C0BOARD00"
role = "managers"

[[digest]]
name = "daily"
room = "managers"
every = "day"
at = "09:00"
""",
    "steps": [
        {"press": "4"},
        {"customer": "Lovely beans, the queue was long"},
        {"press": "skip"},
        {"wait_hours": 24},
        {"buy": "Grinder"},
        {"wait_hours": 48},
    ],
}


async def test_on_a_server_a_case_goes_from_survey_to_recovery_as_if_nothing_had_happened(
    tmp_path: Path, postgres_url: str
) -> None:
    assert await assert_survives(DIALOGUES[0], tmp_path, EVERY, postgres_url) > 4


async def test_on_a_server_each_day_has_its_one_digest_wherever_it_is_killed(
    tmp_path: Path, postgres_url: str
) -> None:
    times, ending = await survived(DIGEST, tmp_path, EVERY, postgres_url)
    assert times > 2
    assert [(one["digest"], one["skipped"]) for one in ending.rows["digest_runs"]] == [("daily", False)] * 3
