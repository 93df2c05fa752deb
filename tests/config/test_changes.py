"""Keys tried on the command line: read as in the file, checked as in the file, refused in its words."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from bot.config import Config, parse
from bot.config.changes import known_keys, read_changes, with_changes
from bot.config.models import ConfigFile
from bot.core.errors import ConfigurationError, OperatorError

TEXT = '[business]\nname = "Mug & Co"\n[contact]\nsampling = 0.5\nquiet_from = "21:00"\n'
SECTIONS = ("contact", "alerts")


def changed(*typed: str) -> Config:
    return parse(TEXT, Path("config.toml"), {}, demo=True, changes=read_changes(typed, SECTIONS))


def refusal(*typed: str) -> str:
    with pytest.raises(OperatorError) as caught:
        changed(*typed)
    return str(caught.value)


def test_a_change_takes_the_place_of_what_the_file_says_and_the_rest_stays() -> None:
    config = changed("contact.between_any_days=60", "contact.sampling = 0.25", "alerts.mixed=true")
    assert (config.contact.between_any_days, config.contact.sampling) == (60, 0.25)
    assert config.contact.quiet_from == time(21)
    assert config.alerts.mixed


def test_text_needs_no_quotes_and_may_have_them() -> None:
    for typed in ("contact.quiet_from=22:30", 'contact.quiet_from="22:30"'):
        assert changed(typed).contact.quiet_from == time(22, 30)


def test_a_scope_that_the_file_does_not_have_comes_into_being() -> None:
    config = changed("contact.touchpoint.purchase.sampling=0.1", "alerts.touchpoint.purchase.nps_up_to=8")
    assert config.contact.touchpoint["purchase"].sampling == 0.1
    assert config.alerts.touchpoint["purchase"].nps_up_to == 8


def test_the_files_tables_stay_as_they_are() -> None:
    tables = {"contact": {"sampling": 0.5}}
    with_changes(tables, {("contact", "sampling"): 1, ("contact", "survey", "nps", "sampling"): 0})
    assert tables == {"contact": {"sampling": 0.5}}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("contact.samplin=1", 'contact.samplin: unknown key; did you mean "sampling"?'),
        ("contact.sampling=2", "contact.sampling: this must be at most 1, not 2"),
        ("contact.sampling=half", "contact.sampling: this must be a number, not 'half'"),
        (
            "contact.touchpoint.purchas.sampling=1",
            "contact.touchpoint.purchas: there is no touchpoint 'purchas'",
        ),
        ("alerts.touchpoint=1", "alerts.touchpoint: this must be a table"),
        (
            "alerts.touchpoint.purchas.mixed=true",
            "alerts.touchpoint.purchas: there is no touchpoint 'purchas'",
        ),
    ],
)
def test_what_is_wrong_is_refused_in_the_files_words_without_a_line(typed: str, said: str) -> None:
    assert refusal(typed).startswith(said)


def test_several_wrong_changes_are_refused_at_once() -> None:
    with pytest.raises(ConfigurationError) as caught:
        changed("contact.sampling=2", "alerts.mixed=1", "alerts.nps_up_to=9")
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("contact.sampling", "write it as KEY=VALUE"),
        ("=1", "write it as KEY=VALUE"),
        ("contact..sampling=1", "write it as KEY=VALUE"),
        ("sampling=1", 'did you mean "contact.sampling"?'),
        ("contakt.sampling=1", 'did you mean "contact.sampling"?'),
        ("recovery.take_within_hours=1", "only keys of [contact] and [alerts] can be tried"),
        ("contact=1", "only keys of [contact] and [alerts] can be tried"),
    ],
)
def test_what_cannot_be_tried_is_said_with_what_can(typed: str, said: str) -> None:
    assert typed in refusal(typed)
    assert said in refusal(typed)


def test_a_key_is_given_once() -> None:
    assert "given twice" in refusal("contact.sampling=1", "contact.sampling=0.5")


def test_known_keys_are_those_of_the_sections() -> None:
    known = set(known_keys(SECTIONS))
    assert {"contact.sampling", "contact.touchpoint.NAME.sampling", "alerts.touchpoint.NAME.mixed"} <= known
    plain = {f"alerts.{name}" for name in type(ConfigFile.model_fields["alerts"].default).model_fields}
    assert plain - {"alerts.touchpoint"} <= known


@pytest.mark.parametrize(
    ("written", "tried", "left"),
    [
        ({"words_precision": 0.8}, {"unhappy_from": 0.5}, {"unhappy_from": 0.5}),
        ({"unhappy_from": 0.6}, {"words_precision": 0.9}, {"words_precision": 0.9}),
        (
            {"unhappy_from": 0.6},
            {"words_precision": 0.9, "unhappy_from": 0.5},
            {"unhappy_from": 0.5, "words_precision": 0.9},  # which the checks refuse
        ),
    ],
)
def test_of_two_keys_for_one_thing_the_one_that_is_tried_stays(
    written: dict[str, float], tried: dict[str, float], left: dict[str, float]
) -> None:
    for path in (("alerts",), ("alerts", "touchpoint", "visit")):
        tables: dict[str, object] = dict(written)
        for part in reversed(path):
            tables = {part: tables}
        changed = with_changes(tables, {(*path, key): value for key, value in tried.items()})
        for part in path:
            changed = changed[part]
        assert changed == left
