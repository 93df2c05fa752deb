"""``feedback-bot reanalyze`` as an operator types it."""

from __future__ import annotations

import contextlib
import fcntl
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from storage.database import LOCK_FILE
from tests.commands.asked import run
from tests.commands.commented import CORRECTED, a_shop, differences

ROOT = Path(__file__).parents[2]
COMMENTS = (
    "The courier was rude and the parcel was broken. Horrible service.",
    "Wonderful, fast and friendly. I love it!",
    "Das war leider alles ganz furchtbar und viel zu spät.",
    "Terrible. I want my money back.",
    "Great mugs, excellent quality, thank you.",
)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return a_shop(tmp_path, COMMENTS, days_apart=10)


def rows(file: Path, query: str) -> list[tuple[object, ...]]:
    database = file.parent / "data" / "feedback-bot.db"
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return connection.execute(query).fetchall()


def labels(file: Path) -> list[object]:
    query = "SELECT sentiment_label FROM answers WHERE comment IS NOT NULL ORDER BY answered_us"
    return [label for (label,) in rows(file, query)]


def test_old_opinions_give_way_and_the_digest_s_counts_follow(shop: Path) -> None:
    done = run("reanalyze", "--config", str(shop))
    assert done.returncode == 0, done.stderr
    assert labels(shop) == ["unhappy", "happy", None, "unhappy", "happy"]
    assert differences(shop) == {}
    assert "Gave 5 comments to " in done.stdout
    assert "Digests count anew; no case was opened." in done.stdout


def test_before_and_after_are_shown_by_label(shop: Path) -> None:
    told = run("reanalyze", "--config", str(shop)).stdout
    table = {line.split()[0]: line.split()[1:] for line in told.splitlines() if line[:1].islower()}
    assert {label: figures[:2] for label, figures in table.items()} == {
        "unhappy": ["5", "2"],
        "neutral": ["0", "0"],
        "happy": ["0", "2"],
        "unknown": ["0", "1"],
    }
    assert "3 have another label, 2 the same label and another score." in told


def test_a_language_that_the_engine_does_not_speak_has_no_score_any_more(shop: Path) -> None:
    run("reanalyze", "--config", str(shop))
    (german,) = rows(shop, "SELECT polarity, p_unhappy, felt FROM answers WHERE comment LIKE 'Das %'")
    assert german == (None, None, None)


def test_no_case_is_opened_and_nobody_is_told(shop: Path) -> None:
    run("reanalyze", "--config", str(shop))
    assert rows(shop, "SELECT count(*) FROM cases") == [(0,)]
    assert rows(shop, "SELECT count(*) FROM outbox") == [(0,)]


def test_a_second_time_there_is_nothing_to_do(shop: Path) -> None:
    run("reanalyze", "--config", str(shop))
    before = rows(shop, "SELECT * FROM answers"), rows(shop, "SELECT * FROM rollups")
    done = run("reanalyze", "--config", str(shop))
    assert (done.returncode, "all have its opinion" in done.stdout) == (0, True)
    assert before == (rows(shop, "SELECT * FROM answers"), rows(shop, "SELECT * FROM rollups"))


def test_a_dry_run_says_the_same_and_changes_nothing(shop: Path) -> None:
    before = rows(shop, "SELECT * FROM answers"), rows(shop, "SELECT * FROM rollups")
    dry = run("reanalyze", "--dry-run", "--config", str(shop)).stdout
    assert before == (rows(shop, "SELECT * FROM answers"), rows(shop, "SELECT * FROM rollups"))
    real = run("reanalyze", "--config", str(shop)).stdout
    assert dry.splitlines()[1:6] == real.splitlines()[1:6]
    assert "Would give 5 comments" in dry


def test_only_comments_since_a_moment_in_the_business_s_zone(shop: Path) -> None:
    # The third was made at 13:00 in Berlin.
    for since, told in (("2026-02-10T13:00", "give 3 comments"), ("2026-02-10T13:01", "give 2 comments")):
        assert told in run("reanalyze", "--dry-run", "--since", since, "--config", str(shop)).stdout
    run("reanalyze", "--since", "2026-02-10", "--config", str(shop))
    assert labels(shop) == ["unhappy", "unhappy", None, "unhappy", "happy"]
    assert differences(shop) == {}


def test_another_engine_than_the_configured_one(shop: Path) -> None:
    done = run("reanalyze", "--engine", "textblob", "--config", str(shop))
    assert done.returncode == 0, done.stderr
    assert rows(shop, "SELECT DISTINCT analyzer FROM answers WHERE comment IS NOT NULL") == [("textblob",)]


def test_what_customers_corrected_stays(tmp_path: Path) -> None:
    shop = a_shop(tmp_path, COMMENTS, playback=CORRECTED)
    before = rows(shop, "SELECT * FROM answers")
    done = run("reanalyze", "--config", str(shop))
    assert done.returncode == 0, done.stderr
    assert "5 that their customers corrected stay as they are" in done.stdout
    assert rows(shop, "SELECT * FROM answers") == before


def test_it_works_beside_the_running_bot(shop: Path) -> None:
    with (shop.parent / "data" / LOCK_FILE).open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = run("reanalyze", "--config", str(shop))
    assert done.returncode == 0, done.stderr
    assert labels(shop)[0] == "unhappy"


# --- who says that it is time


def test_check_says_how_many_comments_are_of_another_analyzer(shop: Path) -> None:
    hint = "Hint: 5 stored comments were judged by another analyzer, or another version of it, than "
    told = run("check", "--config", str(shop)).stdout
    assert hint in told
    assert "feedback-bot reanalyze" in told
    run("reanalyze", "--config", str(shop))
    assert "stored comments were judged" not in run("check", "--config", str(shop)).stdout


def test_the_log_of_a_run_says_it_once_the_analyzer_is_loaded(shop: Path) -> None:
    words = [sys.executable, "-m", "bot", "run", "--port", "0", "--config", str(shop)]
    ending = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    with subprocess.Popen(words, cwd=ROOT, text=True, **ending) as running:  # type: ignore[call-overload]  # pipes
        try:
            logged = next(line for line in running.stderr if "stored comments" in line)
        finally:
            running.terminate()
    assert "5 stored comments were judged by another analyzer" in logged
    assert "warning" in logged


def test_check_says_nothing_of_comments_where_there_is_no_database(shop: Path, tmp_path: Path) -> None:
    config = tmp_path / "new.toml"
    config.write_text(shop.read_text().replace('"data"', '"elsewhere"'))
    done = run("check", "--config", str(config))
    assert (done.returncode, "stored comments" in done.stdout) == (0, False)
    assert not (tmp_path / "elsewhere").exists()


# --- what is typed wrong


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--engine", "oracle"), "no sentiment analyzer 'oracle'; known are: default, textblob"),
        (("--since", "yesterday"), "'yesterday' is no date; write it as 2026-07-31"),
        (("--since", "31.12.2026"), "is no date"),
    ],
)
def test_what_cannot_be_is_refused_with_the_remedy(shop: Path, words: tuple[str, ...], said: str) -> None:
    done = run("reanalyze", *words, "--config", str(shop))
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    assert rows(shop, "SELECT DISTINCT analyzer FROM answers WHERE comment IS NOT NULL") == [("old",)]


def test_an_analyzer_without_opinions_takes_no_score_away_by_accident(shop: Path) -> None:
    shop.write_text(shop.read_text() + '[sentiment]\nanalyzer = "none"\n')
    done = run("reanalyze", "--config", str(shop))
    assert (done.returncode, "say --engine none" in done.stderr) == (2, True)
    assert run("reanalyze", "--engine", "none", "--config", str(shop)).returncode == 0
    assert labels(shop) == [None] * 5
    assert differences(shop) == {}


def test_where_there_is_no_database_none_is_made(tmp_path: Path) -> None:
    shop = a_shop(tmp_path / "full", ())
    empty = tmp_path / "empty"
    empty.mkdir()
    config = empty / "config.toml"
    config.write_text(shop.read_text())
    done = run("reanalyze", "--config", str(config))
    assert (done.returncode, "there is no database yet" in done.stderr) == (2, True)
    assert not (empty / "data").exists()
    assert "all have its opinion" in run("reanalyze", "--config", str(shop)).stdout
