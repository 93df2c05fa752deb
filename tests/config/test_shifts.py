"""``[business] shifts``: what is understood, and what is refused with its line."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from bot.config import parse, settings
from bot.core.errors import ConfigurationError
from bot.core.journey import Shift

MINIMAL = '[business]\nname = "Mug & Co"\n'


def read(text: str) -> tuple[Shift, ...]:
    return settings(parse(MINIMAL + text, Path("config.toml"), {}, demo=True), b"k" * 32).shifts


def test_none_are_configured_by_default() -> None:
    assert read("") == ()


def test_shifts_are_spans_of_the_day_and_may_run_over_midnight() -> None:
    assert read('shifts = {morning = "06:00-12:00", late = "20:00-02:00"}') == (
        Shift("morning", time(6), time(12)),
        Shift("late", time(20), time(2)),
    )


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        (
            '[business.shifts]\nmorning = "06:00-12:00"\nnoon = "11:00-14:00"',
            "config.toml:5: business.shifts.noon: this overlaps with 'morning'",
        ),
        (
            '[business.shifts]\nlate = "20:00-02:00"\nday = "12:00-20:00"\nnight = "01:00-06:00"',
            "config.toml:6: business.shifts.night: this overlaps with 'late'",
        ),
        ('shifts = {noon = "eleven"}', "config.toml:3: business.shifts.noon: write from when to when as"),
        ('shifts = {Noon = "11:00-14:00"}', "config.toml:3: business.shifts.Noon"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(written: str, problem: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read(written)
    (said,) = caught.value.problems
    assert said.startswith(problem)
