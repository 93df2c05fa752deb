"""The contact rules as they are written: for everybody, and what differs by audience, survey, touchpoint."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.config import Config, parse, settings
from bot.core.eligibility import ContactRules
from bot.core.errors import ConfigurationError
from bot.core.periods import QuietHours
from bot.core.settings import Settings
from bot.core.survey import Audience

FILE = Path("config.toml")
MINIMAL = '[business]\nname = "Mug & Co"\n[[touchpoint]]\nname = "support"\nsurvey = "support"\n'
DAY = timedelta(days=1)


def read(text: str) -> Config:
    return parse(MINIMAL + text, FILE, {}, demo=True)


def core(text: str) -> Settings:
    return settings(read(text), b"key")


def problems(text: str) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        read(text)
    return list(caught.value.problems)


def test_without_a_word_about_it_the_rules_are_those_of_the_core_for_everybody() -> None:
    made = core("")
    assert made.contact == ContactRules()
    assert made.contact_for == {}


def test_the_newer_rules_reach_the_core() -> None:
    made = core("[contact]\nbetween_same_days = 45\nnear_usual_hour = true\nlaunch_cap_a_day = 50\n").contact
    assert (made.between_same, made.near_usual_hour, made.launch_cap) == (45 * DAY, True, 50)


def test_every_key_may_differ_for_somebody() -> None:
    made = core(
        """
        [contact.audience.internal]
        between_any_days = 7
        between_same_nps_days = 30
        between_same_days = 14
        quiet_from = "18:00"
        quiet_to = "08:00"
        near_usual_hour = true
        reminder_after_days = 1
        expires_after_days = 2.5
        ignored_in_a_row = 4
        sampling = 0.5
        while_case_open = true
        """
    ).rules("internal-pulse", "team", Audience.INTERNAL)
    assert made == ContactRules(
        between_any=7 * DAY,
        between_same_nps=30 * DAY,
        between_same=14 * DAY,
        quiet=QuietHours(time(18), time(8)),
        near_usual_hour=True,
        reminder_after=DAY,
        expires_after=2.5 * DAY,
        ignored_in_a_row=4,
        sampling=0.5,
        while_case_open=True,
    )


def test_a_touchpoint_goes_before_a_survey_and_that_before_an_audience() -> None:
    made = core(
        """
        [contact]
        between_any_days = 1
        [contact.audience.buyer]
        between_any_days = 2
        sampling = 0.2
        [contact.survey.support]
        between_any_days = 3
        ignored_in_a_row = 3
        [contact.touchpoint.support]
        between_any_days = 4
        """
    )
    rules = made.rules("support", "support", Audience.BUYER)
    assert (rules.between_any, rules.ignored_in_a_row, rules.sampling) == (4 * DAY, 3, 0.2)
    assert made.rules("support", "visit", Audience.BUYER).between_any == 3 * DAY
    assert made.rules("nps", "visit", Audience.BUYER).between_any == 2 * DAY
    assert made.rules("nps", "visit", Audience.INTERNAL).between_any == 1 * DAY


def test_a_zero_that_differs_switches_a_rule_off_there() -> None:
    made = core("[contact.touchpoint.support]\nbetween_any_days = 0\nreminder_after_days = 0\n")
    rules = made.rules("support", "support", Audience.BUYER)
    assert (rules.between_any, rules.reminder_after) == (timedelta(0), timedelta(0))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "[contact.touchpoint.suport]\n",
            "6: contact.touchpoint.suport: there is no touchpoint 'suport'; did",
        ),
        ("[contact.touchpoint.x]\n", "6: contact.touchpoint.x: there is no touchpoint 'x'; known: support"),
        (
            "[contact.survey.npss]\n",
            "6: contact.survey.npss: there is no survey 'npss'; did you mean \"nps\"?",
        ),
        (
            "[contact.audience.buyers]\n",
            "contact.audience.buyers: there is no 'buyers'; did you mean \"buyer\"?",
        ),
        ("[contact.audience.internal]\nlaunch_cap_a_day = 3\n", "launch_cap_a_day: unknown key"),
        (
            "[contact.survey.nps]\nsamplin = 1\n",
            'contact.survey.nps.samplin: unknown key; did you mean "sampl',
        ),
        ("[contact.survey.nps]\nsampling = 2\n", "7: contact.survey.nps.sampling: this must be at most 1"),
        ('[contact.survey.nps]\nquiet_from = "8"\n', 'contact.survey.nps.quiet_from: write the time as "HH'),
        (
            '[contact.survey.nps]\nquiet_from = "08:00"\n',
            "quiet_from: give quiet_to here too: the two belong",
        ),
        ('[contact.survey.nps]\nquiet_to = "08:00"\n', "quiet_to: give quiet_from here too: the two belong"),
        (
            "[contact.survey.nps]\nreminder_after_days = 7\n",
            "reminder_after_days: by then the invitation has",
        ),
        (
            "[contact.survey.nps]\nexpires_after_days = 3\n",
            "expires_after_days: the reminder would come later",
        ),
        ("[contact]\nlaunch_cap_a_day = -1\n", "contact.launch_cap_a_day: this must be at least 0"),
        ("[contact]\ntouchpoint = 3\n", "contact.touchpoint: this must be a table"),
    ],
)
def test_what_cannot_be_is_said_with_its_place_and_its_remedy(text: str, problem: str) -> None:
    (said,) = problems(text)
    assert problem in said


def test_a_survey_of_your_own_may_have_rules_of_its_own() -> None:
    made = core(
        """
        [contact.survey.visit]
        sampling = 0.1
        [[survey]]
        name = "visit"
        title = {en = "Your visit"}
        [[survey.question]]
        name = "again"
        kind = "stars"
        text = {en = "How was it?"}
        """
    )
    assert made.rules("visit", "support", Audience.BUYER).sampling == 0.1
