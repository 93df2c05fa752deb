"""``feedback-bot rules``, as an operator types it, over a shop's last weeks."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app import SystemClock
from bot.demo import sandbox
from bot.demo.clocks import SetClock
from bot.demo.headless import live

ROOT = Path(__file__).parents[2]
CUSTOMERS, DAYS = 40, 25
TOUCHPOINTS = sandbox.DEMO.read_text("utf-8").partition("[[touchpoint]]")[2].partition("[[digest]]")[0]


def written(path: Path, data: str, more: str = "") -> Path:
    path.write_text(
        f"""
[business]
name = "Corner Roastery"
timezone = "Europe/Berlin"
[storage]
data = "{data}"
[telegram]
token = "123456789:AAF-abcdefghijklmnopqrstuvwxyz01234"
[rooms.staff]
platform = "telegram"
room = "-1009876543210"
role = "staff"
[[touchpoint]]{TOUCHPOINTS}{more}
""",
        "utf-8",
    )
    return path


async def lived(folder: Path) -> None:
    """The weeks before today, so that the default window has them."""
    start = datetime.combine(SystemClock().now().date(), time(0), UTC) - timedelta(days=DAYS + 12)
    clock = SetClock(start)
    async with sandbox.sandbox(folder, clock, seed=3) as box:
        end = start + timedelta(days=DAYS + 10)
        await live(box, clock, start, DAYS, end, CUSTOMERS, 3, lambda _share: None)


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    asyncio.run(lived(folder / "data"))
    return written(folder / "config.toml", "data")


def run(*arguments: str, config: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", "rules", *arguments, "--config", str(config)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def tried(*arguments: str, config: Path) -> dict[str, Any]:
    done = run("test", *arguments, "--json", config=config)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_a_contact_rule_is_told_now_then_and_by_how_much(config: Path) -> None:
    done = run("test", "contact.between_any_days=60", "contact.sampling=0.5", config=config)
    assert done.returncode == 0, done.stderr
    assert "contact.between_any_days: 30 → 60" in done.stdout
    assert "contact.sampling: 1 → 0.5" in done.stdout
    for words in (
        "asked a day",
        "on the busiest day",
        "by week, then",
        "put off to a better hour",
        "sampling",
    ):
        assert words in done.stdout
    assert "What staff hear of" not in done.stdout
    assert "Assumed:" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert done.stderr == ""


def test_what_is_counted_adds_up(config: Path) -> None:
    told = tried("contact.sampling=0.5", config=config)
    now, then = told["contact"]["now"], told["contact"]["then"]
    assert sum(now["outcomes"].values()) == sum(then["outcomes"].values()) > 10
    assert then["outcomes"]["asked"] < now["outcomes"]["asked"] == sum(now["asked_by_day"].values())
    assert "sampling" not in now["outcomes"]
    assert now["asked_a_day"] == pytest.approx(now["outcomes"]["asked"] / told["days"], abs=1e-4)
    assert told["changed"] == {"contact.sampling": {"now": 1.0, "then": 0.5}}


def test_an_alert_rule_is_told_with_examples_but_no_words_unless_asked_for(config: Path) -> None:
    wider = ("alerts.csat_up_to=5", "alerts.ces_up_to=7")
    done = run("test", *wider, config=config)
    assert done.returncode == 0, done.stderr
    for words in ("cases a day", "Newly alerted", "Rating within your alert rules"):
        assert words in done.stdout
    assert "“" not in done.stdout
    assert "“" in run("test", *wider, "--comments", config=config).stdout
    told = tried(*wider, config=config)["alerts"]
    assert told["responses"] >= told["then"]["alerts"] > told["now"]["alerts"]
    assert all("comment" not in one for one in told["gained_examples"])
    assert len(told["gained_examples"]) == min(5, told["gained"])


def test_both_kinds_may_be_tried_at_once_and_at_one_touchpoint(config: Path) -> None:
    both = ("contact.touchpoint.visit.sampling=0", "alerts.touchpoint.visit.csat_up_to=5")
    told = tried(*both, "--touchpoint", "visit", config=config)
    assert told["contact"]["then"]["outcomes"].get("asked", 0) == 0
    assert list(told["alerts"]["then"]["by_touchpoint"]) == ["visit"]
    assert told["changed"][both[0].partition("=")[0]]["now"] is None
    elsewhere = tried(*both, "--touchpoint", "delivery", config=config)
    # What is not asked at the one touchpoint cools nobody down for the other.
    assert (
        elsewhere["contact"]["then"]["outcomes"]["asked"] >= elsewhere["contact"]["now"]["outcomes"]["asked"]
    )
    assert elsewhere["alerts"]["gained"] == 0


def test_the_alerts_that_can_be_handled_lead_to_ratings(config: Path) -> None:
    few, many = (
        tried("--alerts-a-day", n, config=config)["alerts"]["alerts_a_day"]["up_to"] for n in ("0", "1000")
    )
    assert many["csat"] == 5
    assert few["csat"] is None or few["csat"] < 5
    said = run("test", "--alerts-a-day", "1000", config=config).stdout
    assert "alerts.csat_up_to=5" in said
    assert "up to 2:" in said


def test_a_precision_that_is_wished_for_is_tried_with_a_table_of_thresholds(config: Path) -> None:
    done = run("test", "alerts.words_precision=0.9", "--alerts-a-day", "5", config=config)
    assert done.returncode == 0, done.stderr
    for words in ("alerts.words_precision: 0.8 → 0.9", "expected right", "(tried)", "alerts.unhappy_from="):
        assert words in done.stdout
    told = tried("alerts.unhappy_from=0.7", config=config)["alerts"]["words"]
    assert 0.7 in [one["unhappy_from"] for one in told["thresholds"]]
    a_day = [one["alerts_a_day"] for one in told["thresholds"]]
    assert a_day == sorted(a_day, reverse=True)
    assert sum(told["read_by"].values()) + told["unread"] > 0


def test_fewer_days_are_counted_where_asked_for(config: Path) -> None:
    assert tried("--days", "10", "contact.sampling=1", config=config)["days"] == 10
    assert 30 <= tried("contact.sampling=1", config=config)["days"] <= DAYS + 13  # no more than are stored


def test_the_present_rules_are_shown_as_they_hold_at_each_touchpoint(tmp_path: Path) -> None:
    more = (
        "[contact]\nsampling = 0.8\n[contact.touchpoint.visit]\nsampling = 0.5\n"
        "[alerts.touchpoint.support]\nmixed = true\n"
    )
    config = written(tmp_path / "config.toml", "data", more)
    done = run("show", config=config)
    assert done.returncode == 0, done.stderr
    lines = {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines() if line}
    assert lines["visit"] == ["delivery", "support"]
    assert lines["sampling"] == ["0.5", "0.8", "0.8"]
    assert lines["mixed"] == ["false", "false", "true"]
    assert lines["quiet_from"] == ["20:00"] * 3
    told = json.loads(run("show", "--json", config=config).stdout)
    assert told["touchpoints"]["visit"]["contact"]["sampling"] == "0.5"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["test"], "such as contact.between_any_days=60"),
        (["test", "contact.samplin=1"], 'contact.samplin: unknown key; did you mean "sampling"?'),
        (["test", "sampling=1"], 'did you mean "contact.sampling"?'),
        (["test", "contact.sampling=2"], "contact.sampling: this must be at most 1, not 2"),
        (["test", "recovery.take_within_hours=2"], "only keys of [contact] and [alerts] can be tried"),
        (["test", "alerts.mixed=true", "--touchpoint", "visitt"], 'did you mean "visit"?'),
        (["test", "alerts.words_precision=80"], "alerts.words_precision: this must be at most 1, not 80"),
        (["test", "alerts.words_precision=0.9", "alerts.unhappy_from=0.5"], "not both; remove one"),
        (["test", "alerts.mixed=true", "--days", "0"], "days must be a whole number from 1 to 3650"),
        (["test", "alerts.mixed=true", "--alerts-a-day", "many"], "alerts a day must be a whole number"),
        (["show", "alerts.mixed=true"], 'write "rules test"'),
        (["tset"], 'did you mean "test"?'),
        ([], "KEY=VALUE"),
    ],
)
def test_what_is_mistyped_is_said_in_a_line(arguments: list[str], said: str, config: Path) -> None:
    done = run(*arguments, config=config)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_without_a_database_or_a_past_it_says_so(tmp_path: Path) -> None:
    config = written(tmp_path / "config.toml", "nowhere")
    done = run("test", "contact.sampling=0.5", config=config)
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no database yet" in done.stderr
    migrated = subprocess.run(
        [sys.executable, "-m", "bot", "migrate", "--config", str(config)],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert migrated.returncode == 0
    done = run("test", "contact.sampling=0.5", config=config)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no purchase before today is stored" in done.stderr
