"""Errors say what is needed to go on."""

from __future__ import annotations

import pytest

from bot.core.errors import (
    ConfigurationError,
    Crowded,
    DataFolderError,
    FeedbackBotError,
    ImpossibleStep,
    OperatorError,
    Rejected,
    SendError,
    StorageUnavailable,
    TryLater,
    Unknown,
    Unreachable,
)


def test_an_operator_sees_every_problem_of_a_configuration_at_once() -> None:
    error = ConfigurationError(["a.toml:1: x: wrong", "a.toml:2: y: wrong too"])
    assert str(error) == "a.toml:1: x: wrong\na.toml:2: y: wrong too"
    assert error.problems == ("a.toml:1: x: wrong", "a.toml:2: y: wrong too")


def test_try_later_says_how_long() -> None:
    assert TryLater(2.5).after_s == 2.5
    assert str(TryLater(30)) == "try again in 30 s"


def test_an_impossible_step_names_machine_state_and_step() -> None:
    error = ImpossibleStep("case", "open", "confirm")
    assert str(error) == "case: no step 'confirm' from 'open'"
    assert (error.machine, error.state, error.step) == ("case", "open", "confirm")


@pytest.mark.parametrize(
    ("error", "parent"),
    [
        (ConfigurationError, OperatorError),
        (DataFolderError, OperatorError),
        (OperatorError, FeedbackBotError),
        (StorageUnavailable, FeedbackBotError),
        (Crowded, StorageUnavailable),
        (ImpossibleStep, FeedbackBotError),
        (TryLater, SendError),
        (Unreachable, SendError),
        (Rejected, SendError),
        (Unknown, SendError),
        (SendError, FeedbackBotError),
    ],
)
def test_the_tree_is_as_drawn(error: type[Exception], parent: type[Exception]) -> None:
    assert error.__base__ is parent
