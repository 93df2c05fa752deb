"""[alerts]: what it says reaches the core, what it leaves out is as ever, what is wrong has its line."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from bot.config import parse, settings
from bot.core.errors import ConfigurationError
from bot.core.settings import Settings
from bot.core.survey import SCALES, QuestionKind, is_low
from bot.core.verdict import AlertRules, judge
from tests.feelings import feeling

BUSINESS = '[business]\nname = "Mug & Co"\n'
COMMENTS = (None, "cold", "please call me", "a refund", "my lawyer writes")
FEELINGS = (None, *(feeling(polarity) for polarity in (-0.9, -0.25, -0.2, 0.0, 0.6)))


def read(text: str) -> Settings:
    return settings(parse(BUSINESS + text, Path("config.toml"), {}, demo=True), b"")


def problems(text: str) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        read(text)
    return list(caught.value.problems)


@pytest.mark.parametrize("text", ["", "[alerts]\n"])
def test_what_is_left_out_is_judged_by_the_fields_own_thresholds(text: str) -> None:
    rules = read(text).alert_rules("purchase")
    for kind, (low, high) in SCALES.items():
        for rating, comment, felt in product([None, *range(low, high + 1)], COMMENTS, FEELINGS):
            assert judge(kind, rating, comment, felt, rules) == judge(kind, rating, comment, felt)
            if comment is None and rating is not None:
                assert judge(kind, rating, None, None, rules).needs_case is is_low(kind, rating)


def test_every_key_reaches_the_core() -> None:
    core = read(
        """
        [alerts]
        nps_up_to = 8
        csat_up_to = 3
        ces_up_to = 4
        stars_up_to = 0
        thumbs_down = false
        unhappy_from = -0.5
        mixed = true
        words_alone = false
        """
    )
    assert core.alerts == AlertRules(
        low_up_to={
            QuestionKind.NPS: 8,
            QuestionKind.CSAT: 3,
            QuestionKind.CES: 4,
            QuestionKind.STARS: 0,
            QuestionKind.THUMBS: -1,
        },
        unhappy_from=-0.5,
        mixed=True,
        words_alone=False,
    )


def test_a_touchpoint_keeps_the_general_rules_but_for_what_it_says_itself() -> None:
    core = read(
        """
        [alerts]
        nps_up_to = 8
        [alerts.touchpoint.purchase]
        mixed = true
        csat_up_to = 3
        """
    )
    there = core.alert_rules("purchase")
    assert (there.low_up_to[QuestionKind.NPS], there.low_up_to[QuestionKind.CSAT], there.mixed) == (
        8,
        3,
        True,
    )
    elsewhere = core.alert_rules("delivery")
    assert elsewhere == core.alert_rules(None) == core.alerts
    assert (elsewhere.low_up_to[QuestionKind.CSAT], elsewhere.mixed) == (2, False)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[alerts]\nnps_up_to = 11", "4: alerts.nps_up_to: this must be at most 10, not 11"),
        ("[alerts]\nnps_up_to = 6.5", "4: alerts.nps_up_to: this must be a whole number, not 6.5"),
        ("[alerts]\nnps_upto = 6", '4: alerts.nps_upto: unknown key; did you mean "nps_up_to"?'),
        ("[alerts]\nmixed = 1", "4: alerts.mixed: this must be true or false, not 1"),
        ("[alerts]\nunhappy_from = 0.3", "4: alerts.unhappy_from: this must be at most 0, not 0.3"),
        (
            "[alerts.touchpoint.purchas]\nmixed = true",
            "3: alerts.touchpoint.purchas: there is no touchpoint 'purchas'; did you mean \"purchase\"?",
        ),
        (
            "[alerts.touchpoint.purchase]\nstars_upto = 1",
            '4: alerts.touchpoint.purchase.stars_upto: unknown key; did you mean "stars_up_to"?',
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_remedy(text: str, problem: str) -> None:
    assert problems(text) == [f"config.toml:{problem}"]
