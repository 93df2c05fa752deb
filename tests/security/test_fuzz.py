"""A few wrong payloads by every way in; ``python -m tests.fuzz`` sends ten thousand by each."""

from __future__ import annotations

import contextlib
import json
from random import Random

import pytest

from tests.fuzz import seeds
from tests.fuzz.inputs import input_of
from tests.fuzz.run import ADAPTERS, fuzz
from tests.security.site import Site


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("adapter", ADAPTERS)
async def test_whatever_comes_is_no_fault_of_ours_and_what_is_right_is_answered_after_it(
    adapter: str, running: Site
) -> None:
    told = await fuzz(running, adapter, 80, seed=20261122)
    assert told.faults == []
    assert sum(told.answers.values()) >= 80


def test_the_same_seed_makes_the_same_inputs_and_most_are_wrong() -> None:
    made, again = ([input_of(seeds.TELEGRAM[0], Random(number)) for number in range(200)] for _ in range(2))
    assert made == again
    assert len(set(made)) > 150
    assert sum(not body.startswith(b'{"update_id": ') for body in made) > 20


def test_one_in_ten_is_true_and_nobody_has_seen_it() -> None:
    true = set()
    for number in range(300):
        body = input_of({"update_id": 7, "text": "hello"}, Random(number))
        with contextlib.suppress(ValueError, AttributeError, TypeError, RecursionError):
            said = json.loads(body)
            if said.keys() == {"update_id", "text"} and said["text"] == "hello":
                true.add(said["update_id"])
    assert len(true) > 20
