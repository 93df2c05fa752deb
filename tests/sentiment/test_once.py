from __future__ import annotations

import threading

import pytest

from bot.sentiment.once import Once


def test_it_is_loaded_at_the_first_call_and_only_then() -> None:
    loads: list[int] = []

    def load() -> str:
        loads.append(1)
        return "model"

    once = Once(load)
    assert not loads
    assert once() == "model"
    assert once() == "model"
    assert len(loads) == 1


def test_two_first_calls_at_once_load_once() -> None:
    both_ask = threading.Barrier(2)
    second_waits = threading.Event()
    loads: list[int] = []

    def load() -> object:
        loads.append(1)
        second_waits.wait(0.2)  # as long as the other needs to ask, too
        return object()

    once = Once(load)
    found: list[object] = []

    def ask() -> None:
        both_ask.wait()
        found.append(once())

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(loads) == 1
    assert found[0] is found[1]


def test_nothing_is_a_thing_too() -> None:
    answers = iter([None])
    once = Once(lambda: next(answers))
    assert once() is None
    assert once() is None


def test_after_a_failure_it_is_tried_again() -> None:
    problems = [OSError("not yet")]

    def load() -> str:
        if problems:
            raise problems.pop()
        return "model"

    once = Once(load)
    with pytest.raises(OSError, match="not yet"):
        once()
    assert once() == "model"
