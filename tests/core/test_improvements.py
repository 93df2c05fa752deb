"""An improvement is planned, then done or declined; done, it may be told once, and is measured."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.errors import ImpossibleStep
from bot.core.improvements import RAISED_WITHIN, Better, Stage, Step, allows, answered, by_urgency, take
from tests.core.test_digest_changed import DONE, NOW, PLANNED, TOLD


def test_it_goes_its_way_step_by_step() -> None:
    done = take(PLANNED, Step.DO, done_at=NOW)
    told = take(done, Step.TELL, told_at=NOW)
    assert [done.stage, told.stage, take(told, Step.MEASURE).stage] == [
        Stage.DONE,
        Stage.TOLD,
        Stage.MEASURED,
    ]


@pytest.mark.parametrize("step", [Step.TELL, Step.MEASURE])
def test_what_is_not_done_is_neither_told_nor_measured(step: Step) -> None:
    with pytest.raises(ImpossibleStep):
        take(PLANNED, step)


def test_what_is_declined_goes_nowhere() -> None:
    declined = take(PLANNED, Step.DECLINE, declined_at=NOW)
    assert not any(allows(declined, step) for step in Step)


def test_it_is_told_once_also_after_it_was_measured() -> None:
    late = take(DONE, Step.MEASURE)
    assert allows(late, Step.TELL)
    assert not allows(take(late, Step.TELL, told_at=NOW), Step.TELL)
    assert not allows(TOLD, Step.TELL)


def test_what_was_said_long_before_or_after_it_was_done_did_not_raise_it() -> None:
    moment = timedelta(seconds=1)
    assert DONE.covers(NOW - RAISED_WITHIN)
    assert not DONE.covers(NOW - RAISED_WITHIN - moment)
    assert DONE.covers(NOW)
    assert not DONE.covers(NOW + moment)
    assert PLANNED.covers(NOW + moment)


def test_everybody_told_or_left_out_ends_the_sending() -> None:
    assert TOLD.is_sent
    assert not replace(TOLD, left_out=0).is_sent
    assert not DONE.is_sent


def test_each_word_is_counted_where_it_belongs() -> None:
    heard = answered(answered(answered(DONE, Better.YES), Better.NO), Better.UNSURE)
    assert (heard.better, heard.not_better, heard.unsure) == (1, 1, 1)


def test_what_is_due_first_comes_first_and_then_what_moved_last() -> None:
    sooner = replace(PLANNED, id="sooner", due=PLANNED.due - timedelta(days=1))
    later = replace(DONE, id="later", done_at=NOW + timedelta(days=1))
    assert [one.id for one in by_urgency([DONE, PLANNED, later, sooner])] == ["sooner", "i1", "later", "i1"]
