"""What a killed process lost is found, on both sides."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.bench.conversation_handler import keep_open, kept_ratings
from bot.bench.people import settings_with, user_id
from bot.bench.persistence import Bench, Loss
from bot.bench.traffic import SURVEY


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("bench"), 5, 2)


def test_an_answer_that_was_replied_to_and_is_in_no_file_is_lost(bench: Bench) -> None:
    replied = {str(user_id(5))}
    assert bench.lost_of_ours(bench.database, replied) == Loss(1, 1, 0)
    assert bench.lost_of_theirs(bench.pickle, replied) == Loss(1, 1, 0)


def test_a_file_that_ends_early_has_lost_everybody(bench: Bench, tmp_path: Path) -> None:
    half = tmp_path / "half"
    whole = bench.pickle.read_bytes()
    half.write_bytes(whole[: len(whole) // 2])
    assert bench.lost_of_theirs(half, set()) == Loss(0, 0, 5)


@pytest.mark.parametrize("bare", [True, False])
def test_who_is_kept_is_found(tmp_path: Path, bare: bool) -> None:
    asyncio.run(keep_open(tmp_path / "file", settings_with(SURVEY), range(3), bare=bare))
    assert asyncio.run(kept_ratings(tmp_path / "file")) == {user_id(number) for number in range(3)}
