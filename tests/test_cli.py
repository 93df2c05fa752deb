"""The commands, as an operator types them: right ones work, wrong ones end with one clear line."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from bot.__main__ import main as beginning
from bot.cli import main
from bot.commands import TABLE
from tests.contracts.running import free_port

ROOT = Path(__file__).parents[1]
TOKEN = "123456789:AAF-abcdefghijklmnopqrstuvwxyz01234"
NOWHERE = "http://127.0.0.1:9"  # nobody listens there: the bot starts, and tries on
MINIMAL = f"""
[business]
name = "Shop"
[telegram]
token = "{TOKEN}"
api_base_url = "{NOWHERE}"
[rooms.staff]
platform = "telegram"
room = "-1009876543210"
role = "staff"
"""


def run(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
    )


def refused(done: subprocess.CompletedProcess[str], *wanted: str) -> None:
    """It failed with a message that holds these words, and without a traceback."""
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    for words in wanted:
        assert words in done.stderr


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(MINIMAL, "utf-8")
    return path


@pytest.mark.parametrize("command", TABLE)
def test_every_command_explains_itself(command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0
    assert "usage: feedback-bot" in done.stdout


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("chekc", 'feedback-bot: "chekc" is not known here; did you mean "check"?'),
        ("run --prot 1", 'feedback-bot run: "--prot" is not known here; did you mean "--port"?'),
        ("run --log-level lod", '--log-level: "lod" is not known here, only debug, info, warning, error'),
        ("slack manifets", 'feedback-bot slack: "manifets" is not known here; did you mean "manifest"?'),
        ("trace", "the following arguments are required: ID; usage: feedback-bot trace"),
    ],
)
def test_what_is_mistyped_is_one_line_with_what_was_meant(
    typed: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(typed.split())
    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert said in told
    assert told.count("\n") == 1


def test_an_older_python_is_told_what_is_needed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 13, "final", 0))
    assert beginning() == 2
    assert "needs Python 3.11 or later" in capsys.readouterr().err


def test_without_a_command_it_says_what_there_is() -> None:
    done = run()
    assert done.returncode == 0
    assert "replay-reviews" in done.stdout


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from bot.cli import main\ntry: main(['--help'])\nexcept SystemExit: print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert loaded.isdisjoint({"sqlalchemy", "pydantic", "aiohttp", "textblob", "apscheduler", "structlog"})


def test_a_good_configuration_is_called_good(config: Path) -> None:
    done = run("check", "--config", str(config))
    assert done.returncode == 0
    assert "all right" in done.stdout
    assert "Telegram (polling)" in done.stdout
    assert "Alerts go to staff (Telegram -1009876543210)" in done.stdout
    assert "Hint: [roles] staff names nobody" in done.stdout


def test_a_configuration_whose_alerts_have_no_room_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[business]\nname = "Shop"\n', "utf-8")
    for command in (["check"], ["run", "--port", "0"], ["migrate"]):
        refused(run(*command, "--config", str(path)), "nobody would hear of an unhappy customer")


def test_a_platform_that_cannot_be_reached_is_a_finding_and_no_traceback(config: Path) -> None:
    done = run("check", "--online", "--config", str(config))
    assert done.returncode == 1
    assert "✗ Telegram" in done.stdout
    assert "Traceback" not in done.stderr
    assert TOKEN not in done.stdout + done.stderr


def test_the_manifest_for_slack_needs_no_configuration() -> None:
    done = run("slack", "manifest")
    assert done.returncode == 0
    made = json.loads(done.stdout)
    assert [one["command"] for one in made["features"]["slash_commands"]] == ["/customers", "/digest"]
    assert made["settings"]["socket_mode_enabled"]
    assert made == json.loads((ROOT / "deploy" / "slack-manifest.json").read_text("utf-8"))


def test_the_manifest_for_slack_is_what_the_configuration_says(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(
        f'{MINIMAL}[slack]\nbot_token = "xoxb-1-abcdef"\nsigning_secret = "0123456789abcdef"\n'
        'workspace = "T01AB2CD3"\nmode = "http"\ncommand = "/kunden"\n'
        '[http]\npublic_url = "https://feedback.example.com"\n',
        "utf-8",
    )
    made = json.loads(run("slack", "manifest", "--config", str(path)).stdout)
    assert made["display_information"]["name"] == "Shop"
    assert made["features"]["slash_commands"][0]["command"] == "/kunden"
    assert made["settings"]["event_subscriptions"]["request_url"].startswith("https://feedback.example.com/")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--command", "/feedback"], "one of Slack's own commands"),
        (["--public-url", "http://feedback.example.com"], "begin with https://"),
    ],
)
def test_a_manifest_that_slack_would_not_take_is_refused(options: list[str], words: str) -> None:
    refused(run("slack", "manifest", *options), options[1], words)


def test_a_configuration_that_is_not_there_is_named_with_the_remedy(tmp_path: Path) -> None:
    refused(run("check", "--config", str(tmp_path / "none.toml")), "none.toml", "config.example.toml")


def test_every_problem_of_a_configuration_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(
        '[business]\nname = "Shop"\ntimezone = "Europe/Berlinn"\n\n'
        '[[touchpoint]]\nname = "visit"\nsurvey = "threequestions"\n\n'
        '[[survey]]\nname = "own"\n'
        '[[survey.question]]\nname = "a"\nkind = "stars"\ntext = "Stars?"\ngoto = "end"\n'
        '[[survey.question]]\nname = "b"\nkind = "text"\ntext = "Why?"\n',
        "utf-8",
    )
    done = run("check", "--config", str(path))
    refused(done, f"{path}:3:", "Europe/Berlin", f"{path}:7:", "three-questions")
    refused(done, f"{path}:16:", "no path leads")


def test_a_missing_translation_is_named(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(MINIMAL.replace('"Shop"', '"Shop"\nlanguages = ["en", "xx"]'), "utf-8")
    refused(run("check", "--config", str(path)), f"{path}:4:", "xx")


def test_migrate_makes_the_database_and_a_second_time_leaves_it(config: Path) -> None:
    first, second = (run("migrate", "--config", str(config)) for _ in range(2))
    assert first.returncode == second.returncode == 0
    assert first.stdout == second.stdout
    assert (config.parent / "data" / "feedback-bot.db").exists()


def test_a_digest_of_a_database_that_is_not_there_names_the_remedy(config: Path) -> None:
    refused(run("digest", "--config", str(config)), "feedback-bot.db", "start feedback-bot first")


def test_a_digest_of_an_empty_database_says_that_there_is_nothing_to_say(config: Path) -> None:
    run("migrate", "--config", str(config))
    done = run("digest", "--config", str(config))
    assert done.returncode == 0
    assert "0" not in done.stdout.split("answers")[0][-3:]


def test_words_that_name_no_period_are_refused_with_an_example(config: Path) -> None:
    run("migrate", "--config", str(config))
    refused(run("digest", "gestern", "--config", str(config)), "gestern", "last month")


def test_a_database_newer_than_the_code_is_refused(config: Path) -> None:
    run("migrate", "--config", str(config))
    with sqlite3.connect(config.parent / "data" / "feedback-bot.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    refused(run("migrate", "--config", str(config)), "9999", "newer")


def test_a_second_run_on_the_same_data_is_refused_and_the_first_goes_on(config: Path) -> None:
    port = free_port()
    with running(config, port):
        refused(
            run("run", "--config", str(config), "--port", "0"), str(config.parent / "data"), "stop it first"
        )
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            assert answer.status == 200


def test_a_port_in_use_is_named_with_the_remedy(config: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        done = run("run", "--config", str(config), "--port", str(port))
        refused(done, str(port), "--port")


def test_once_it_runs_it_says_what_is_on(config: Path) -> None:
    port = free_port()
    with running(config, port) as process:
        assert process.stdout is not None
        assert [process.stdout.readline() for _ in range(2)] == [
            f"Customers are asked on Telegram (polling) and the web chat (http://127.0.0.1:{port}).\n",
            "Alerts go to staff (Telegram -1009876543210); digests to nobody.\n",
        ]


def test_asked_to_stop_it_stops_within_ten_seconds_with_success(config: Path) -> None:
    with running(config, free_port()) as process:
        started = time.monotonic()
        process.terminate()
        assert process.wait(timeout=10) == 0
        assert time.monotonic() - started < 10


def test_a_data_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file, not a folder", "utf-8")
    path = tmp_path / "config.toml"
    path.write_text(f'{MINIMAL}[storage]\ndata = "{blocked}/data"\n', "utf-8")
    refused(run("run", "--config", str(path), "--port", "0"), str(blocked))


def test_a_table_that_breaks_off_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    table = tmp_path / "reviews.csv"
    table.write_text('stars,day,words\n5,2026-03-01,good\n4,2026-03-02,"breaks of', "utf-8")
    data = tmp_path / "data"
    columns = ["--date", "day", "--rating", "stars", "--comment", "words"]
    done = run("replay-reviews", str(table), *columns, "--data", str(data))
    refused(done, f"{table}:3:", "break off", "whole file")
    assert not list(data.glob("*.db"))


def test_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    table = tmp_path / "reviews.csv"
    table.write_text("stars,day,words\n5,2026-03-01,good\n", "utf-8")
    columns = ["--date", "when", "--rating", "stars", "--comment", "words"]
    refused(run("replay-reviews", str(table), *columns), "--date when", "stars, day, words")


class running:  # noqa: N801 - reads as a word
    """``feedback-bot run`` in a process of its own, from the moment it serves."""

    def __init__(self, config: Path, port: int) -> None:
        self._arguments = ["run", "--config", str(config), "--port", str(port)]

    def __enter__(self) -> subprocess.Popen[str]:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot", *self._arguments], stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        assert "is running on" in self._process.stdout.readline()
        return self._process

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
