"""What lies under deploy/ fits the program: commands, keys, files and metrics that it names exist."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cli import parser
from bot.commands import TABLE
from bot.config import parse
from bot.config.starting import FILES
from bot.stopping import WITHIN_S

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
CONTAINERFILE = (DEPLOY / "Containerfile").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
RULES: dict[str, Any] = yaml.safe_load((DEPLOY / "alert-rules.yml").read_text("utf-8"))
CONFIG = DEPLOY / "config.compose.toml"
ENVIRON = {
    "FEEDBACK_BOT_DATABASE": "postgresql://feedback_bot:made-up@database/feedback_bot",
    "FEEDBACK_BOT_METRICS_TOKEN": "made-up-token",
    "TELEGRAM_TOKEN": "123456789:AAF-abcdefghijklmnopqrstuvwxyz01234",
    "SLACK_BOT_TOKEN": "xoxb-1-abcdef",
    "SLACK_APP_TOKEN": "xapp-1-abcdef",
    "SHOP_SECRET": "whsec_bWFkZSB1cCBmb3IgdGVzdHMsIG5vYm9keSdzIGtleQ==",
}


def steps() -> Iterator[tuple[str, str]]:
    """The container file's instructions, each with what follows it."""
    joined = re.sub(r"\\\n\s*", " ", re.sub(r"(?m)^#.*\n", "", CONTAINERFILE))
    for line in filter(None, joined.splitlines()):
        name, _, rest = line.partition(" ")
        yield name, rest


def said(name: str) -> list[str]:
    return [rest for step, rest in steps() if step == name]


def unit() -> list[tuple[str, str]]:
    """The unit's settings, in order."""
    lines = (DEPLOY / "feedback-bot.service").read_text("utf-8").splitlines()
    settings = [line.partition("=") for line in lines if line and line[0] not in "#["]
    return [(name, value) for name, _, value in settings]


def understood(arguments: list[str]) -> None:
    """The program takes these arguments. Argparse ends the test where it does not."""
    parser().parse_args(arguments)


def test_what_the_image_runs_are_commands() -> None:
    start, check = json.loads(said("CMD")[0]), said("HEALTHCHECK")[0]
    assert json.loads(said("ENTRYPOINT")[0]) == ["feedback-bot"]
    understood(start)
    program, *arguments = json.loads(check[check.index("[") :])
    assert program == "feedback-bot"
    understood(arguments)


def test_what_the_image_is_made_of_is_in_the_repository() -> None:
    for rest in said("COPY"):
        if not rest.startswith("--from"):
            for source in rest.split()[:-1]:
                assert (ROOT / source).exists(), source


def test_the_image_runs_as_nobody_in_particular_and_checks_every_hash() -> None:
    assert said("USER") == ["10001:10001"]
    assert any("--require-hashes" in rest for rest in said("RUN"))
    assert said("FROM")[0] == "python:3.11-slim AS build"


def test_the_compose_file_hands_over_the_secrets_that_its_configuration_asks_for() -> None:
    handed = set(COMPOSE["services"]["bot"]["environment"])
    asked = set(re.findall(r'env = "(\w+)"', CONFIG.read_text("utf-8")))
    assert asked == handed


@pytest.mark.parametrize("written", [*FILES.values(), "config.toml"])
def test_what_init_writes_beside_the_program_is_kept_out_of_git(written: str) -> None:
    patterns = (ROOT / ".gitignore").read_text("utf-8").split()
    assert any(fnmatch(f"/{written}", pattern) for pattern in patterns)


def test_the_bot_in_the_compose_file_has_a_read_only_root_and_no_rights() -> None:
    service = COMPOSE["services"]["bot"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert COMPOSE["services"]["database"].get("ports") is None
    named = [one.partition(":")[0] for s in COMPOSE["services"].values() for one in s["volumes"]]
    assert {one for one in named if not one.startswith(".")} == set(COMPOSE["volumes"])


@pytest.mark.parametrize("switched_on", [False, True])
def test_the_configuration_for_the_compose_file_is_one(switched_on: bool) -> None:
    text = CONFIG.read_text("utf-8")
    if switched_on:
        text = re.sub(r"(?m)^#(?=[a-z\[])", "", text)
    config = parse(text, CONFIG, ENVIRON)
    assert str(config.data_folder) in said("VOLUME")
    assert (config.http.host, str(config.http.port)) == ("0.0.0.0", said("EXPOSE")[0])  # noqa: S104 - in a container
    assert COMPOSE["services"]["bot"]["volumes"][1] == f"data:{config.data_folder}"


def test_what_the_unit_runs_are_commands() -> None:
    lines = [value for name, value in unit() if name.startswith("Exec")]
    assert len(lines) == 3
    for line in lines:
        program, *arguments = shlex.split(line)
        assert program == "/opt/feedback-bot/bin/feedback-bot"
        understood(arguments)


def test_the_unit_gives_up_nothing_that_it_may_keep() -> None:
    if shutil.which("systemd-analyze") is None:  # elsewhere the settings alone are looked at
        assert ("ProtectSystem", "strict") in unit()
        return
    done = subprocess.run(
        [
            "systemd-analyze",
            "security",
            "--offline=yes",
            "--threshold=15",
            str(DEPLOY / "feedback-bot.service"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-300:] + done.stderr


def test_whoever_stops_the_bot_waits_longer_than_it_takes() -> None:
    waits_s = [int(value) for name, value in unit() if name == "TimeoutStopSec"]
    waits_s.append(int(COMPOSE["services"]["bot"]["stop_grace_period"].removesuffix("s")))
    assert WITHIN_S < 10 < min(waits_s)


def test_every_number_that_an_alert_looks_at_is_on_the_page() -> None:
    """``tests/http/test_metrics.py`` holds the page; here its names are read from the source."""
    source = (ROOT / "bot" / "http" / "metrics.py").read_text("utf-8")
    names = set(re.findall(r'"(?:feedback_bot_)?([a-z_]+)",', source))
    for group in RULES["groups"]:
        for rule in group["rules"]:
            assert rule["annotations"]["summary"]
            for name in re.findall(r"feedback_bot_([a-z_]+)", rule["expr"]):
                assert re.sub(r"_(total|bucket)$", "", name) in names, rule["alert"]


def test_what_an_alert_says_to_do_can_be_done() -> None:
    words = " ".join(rule["annotations"]["summary"] for group in RULES["groups"] for rule in group["rules"])
    named = re.findall(r"feedback-bot ([a-z]+)", words)
    assert named
    for command in named:
        assert command in TABLE
