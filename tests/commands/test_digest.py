"""``feedback-bot digest``, as an operator types it: in words; as text, JSON, a page and pictures."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest

from bot import app, config
from bot.core.conversation import Answer, Invitation, State
from bot.core.effects import Save
from bot.core.events import MessageReceived
from bot.core.identity import Address
from bot.core.ports import Needs, Pending
from bot.core.survey import QuestionKind
from tests.commands.asked import run, written


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Yesterday in Berlin eight were happy with their delivery, and in Hamburg eight were not."""
    file = written(tmp_path)

    async def fill() -> None:
        loaded = config.load(file)
        async with app.opened(loaded, loaded.data_folder) as opened:
            now = app.SystemClock().now()
            day = now - timedelta(days=1)
            survey = opened.settings.survey("delivery")
            event = MessageReceived("telegram", "1", now, Address("telegram", person="7"), "hello")
            given = [
                Invitation(
                    id=f"{place}{number}",
                    customer_id=f"{place}{number}",
                    purchase_id=None,
                    survey="delivery",
                    survey_version=survey.version,
                    touchpoint="delivery",
                    segments={"store": place},
                    started_by_customer=False,
                    state=State.RUNNING,
                    planned_at=day,
                    due_at=day,
                    expires_at=now + timedelta(days=7),
                    sent_at=day,
                    delivered_at=day,
                    answers=(
                        Answer(survey.headline, QuestionKind.CSAT, day, rating=rating),
                        Answer("why", QuestionKind.TEXT, day, comment=f"{said} {number}"),
                    ),
                )
                for place, rating, said in (("Berlin", 5, "so friendly"), ("Hamburg", 1, "it came late"))
                for number in range(8)
            ]
            await opened.store.work(
                [Pending(event, Needs(), now, 1)], lambda *_: [Save(one) for one in given]
            )

    asyncio.run(fill())
    return file


def printed(path: Path, *arguments: str) -> str:
    done = run("digest", *arguments, "--config", str(path))
    assert done.returncode == 0, done.stderr
    return " ".join(done.stdout.split())


def test_two_places_are_compared_that_no_line_of_the_configuration_names(path: Path) -> None:
    said = printed(path, "berlin", "vs", "hamburg")
    assert "Berlin higher by 100" in said
    assert "more often: Hamburg" in said


def test_what_is_behind_a_score_is_told(path: Path) -> None:
    said = printed(path, "why", "waiting")
    assert "Mentioned in 8 of 16 comments." in said
    assert "where it is mentioned (n=8)" in said
    assert "it came late" in said


def test_what_is_nearly_right_is_answered_with_what_may_be_meant(path: Path) -> None:
    done = run("digest", "hamberg", "--config", str(path))
    assert done.returncode == 2
    assert 'did you mean "Hamburg"?' in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("words", ["berlin vs berlin", "last 30 days vs this month"])
def test_what_cannot_be_compared_is_refused_plainly(path: Path, words: str) -> None:
    done = run("digest", *words.split(), "--config", str(path))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_machines_read_both_sides(path: Path) -> None:
    read = json.loads(run("digest", "berlin vs hamburg", "--format", "json", "--config", str(path)).stdout)
    assert [read[side]["headlines"][0]["n"] for side in ("first", "second")] == [8, 8]
    assert read["compared"][0]["difference"]["clear"] is True


def test_the_page_has_the_numbers_of_the_text(path: Path, tmp_path: Path) -> None:
    page = tmp_path / "digest.html"
    assert str(page) in printed(path, "berlin", "--format", "html", "--out", str(page))
    text = page.read_text("utf-8")
    assert text.startswith("<!doctype html>")
    assert "100%" in text
    assert "so friendly" in text
    assert "Hamburg" not in text


def test_the_page_can_go_down_a_pipe(path: Path) -> None:
    assert printed(path, "--format", "html").startswith("<!doctype html>")


def test_the_pictures_are_files_light_and_dark(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    printed(path, "berlin vs hamburg", "--format", "png", "--out", str(folder))
    assert sorted(one.name for one in folder.iterdir()) == ["1-versus-dark.png", "1-versus.png"]
    assert all(one.read_bytes().startswith(b"\x89PNG") for one in folder.iterdir())


def test_pictures_without_a_folder_are_refused_with_the_remedy(path: Path) -> None:
    done = run("digest", "--format", "png", "--config", str(path))
    assert done.returncode == 2
    assert "--out" in done.stderr


def test_a_file_that_cannot_be_written_is_said_so(path: Path, tmp_path: Path) -> None:
    done = run("digest", "--out", str(tmp_path / "nowhere" / "digest.txt"), "--config", str(path))
    assert done.returncode == 2
    assert "cannot be written" in done.stderr


@pytest.mark.parametrize("words", ["measured:x", "plan:weekly@x", "plan:/book", " plan:weekly@2026-03-09"])
def test_words_that_only_our_own_timers_say_are_refused_plainly(path: Path, words: str) -> None:
    done = run("digest", words, "--config", str(path))
    assert done.returncode == 2
    assert f"no period, place, touchpoint or theme is called {words.strip()!r}" in done.stderr
    assert "Traceback" not in done.stderr
