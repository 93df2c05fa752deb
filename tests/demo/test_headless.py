"""The headless demo and the replay of reviews, as commands."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from statistics import fmean

import pytest

from bot.replay import Columns, replay


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments], capture_output=True, text=True, timeout=120, check=False
    )


def test_the_headless_demo_ends_with_a_digest_and_one_json_object() -> None:
    done = run("demo", "--headless", "--customers", "20", "--days", "20", "--json")
    assert done.returncode == 0, done.stderr
    assert "How Corner Roastery did" in done.stdout
    counts = json.loads(done.stdout.splitlines()[-1])
    wanted = "purchases invitations suppressions responses answers cases alerts digests lost doubled".split()
    assert list(counts) == wanted
    assert counts["lost"] == counts["doubled"] == 0
    assert counts["purchases"] == counts["invitations"] + counts["suppressions"]


def test_the_same_seed_tells_the_same_story_and_another_seed_another() -> None:
    def story(seed: str) -> str:
        return run("demo", "--headless", "--customers", "15", "--days", "10", "--seed", seed).stdout

    assert story("1") == story("1") != story("2")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Reviews in the shape of a public set of real ones: tab-separated, quoted, a byte order mark, holes.

    FEEDBACK_BOT_REVIEWS names the real file, or another of that shape, to be used instead.
    """
    named = os.environ.get("FEEDBACK_BOT_REVIEWS")
    if named:
        return Path(named)
    path = tmp_path / "reviews.tsv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter="\t")
        writer.writerow(("rating", "date", "variation", "verified_reviews", "feedback"))
        for number in range(90):
            rating = 1 + number * 7 % 5
            words = f'He said "{number}", fine' if number % 3 else ""
            writer.writerow((rating, f"{1 + number % 28}-Jul-18", "Walnut ", words, int(rating > 2)))
    return path


async def test_a_replayed_table_gives_the_digest_that_the_table_itself_gives(
    tmp_path: Path, table: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    columns = Columns("date", "rating", "verified_reviews", product="variation")
    outcome = await replay(table, columns, "1-5", data)
    with table.open(encoding="utf-8-sig", newline="") as file:
        ratings = [int(row["rating"]) for row in csv.DictReader(file, delimiter="\t")]
    (headline,) = json.loads(json.dumps(outcome.data))["headlines"]
    assert headline["n"] == len(ratings) == outcome.counts["responses"] == outcome.counts["purchases"]
    assert headline["mean"] == pytest.approx(fmean(ratings))
    assert headline["histogram"] == {str(value): n for value, n in sorted(Counter(ratings).items())}
    assert outcome.counts["alerts"] >= sum(rating <= 2 for rating in ratings)
    assert (outcome.counts["lost"], outcome.counts["doubled"]) == (0, 0)


async def test_two_reviews_of_one_customer_on_one_day_are_two_conversations(tmp_path: Path) -> None:
    table = tmp_path / "reviews.csv"
    table.write_text("who,stars,day,words\nann,5,2026-03-01,good\nann,1,2026-03-01,bad\n", "utf-8")
    data = tmp_path / "data"
    data.mkdir()
    outcome = await replay(table, Columns("day", "stars", "words", customer="who"), "1-5", data)
    assert outcome.counts["responses"] == outcome.counts["invitations"] == 2
    assert (outcome.counts["lost"], outcome.counts["doubled"]) == (0, 0)


async def test_rows_that_cannot_be_read_are_listed_with_line_and_reason(tmp_path: Path) -> None:
    table = tmp_path / "reviews.csv"
    table.write_text(
        "stars,day,words\n5,2026-03-01,good\n9,2026-03-01,no such rating\n4,01/02/2026,two meanings\n3\n",
        "utf-8",
    )
    data = tmp_path / "data"
    data.mkdir()
    outcome = await replay(table, Columns("day", "stars", "words"), "1-5", data)
    assert outcome.counts["rows"] == 1
    assert outcome.counts["rejected"] == 3
    rejects = list(csv.reader((data / "rejects.tsv").read_text("utf-8").splitlines(), delimiter="\t"))
    assert [line for line, _ in rejects] == ["line", "3", "4", "5"]
    assert "from 1 to 5" in rejects[1][1]
    assert "2018-07-31" in rejects[2][1]
