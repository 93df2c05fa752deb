"""[alerts]: what it says reaches the core, what it leaves out is as ever, what is wrong has its line."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from bot.config import parse, settings
from bot.core.errors import ConfigurationError
from bot.core.settings import Settings
from bot.core.survey import SCALES, QuestionKind, is_low
from bot.core.verdict import UNHAPPY_FROM, AlertRules, Said, judge
from bot.sentiment.calibration import calibration
from tests.feelings import feeling

BUSINESS = '[business]\nname = "Mug & Co"\n'
COMMENTS = ("", "cold", "please call me", "a refund", "my lawyer writes")
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
            said = (Said(comment, felt),)
            plain = AlertRules(unhappy_from=rules.unhappy_from)
            assert judge(kind, rating, said, rules) == judge(kind, rating, said, plain)
            if not comment and rating is not None:
                assert judge(kind, rating, (), rules).needs_case is is_low(kind, rating)


def test_without_a_word_four_of_five_alerts_for_words_are_to_be_right() -> None:
    assert read("").alerts.unhappy_from == calibration("default").threshold_for(0.8)
    assert read('[sentiment]\nanalyzer = "none"').alerts.unhappy_from == UNHAPPY_FROM  # nobody says any


def test_a_precision_is_turned_into_the_analyzers_own_threshold() -> None:
    core = read(
        """
        [alerts]
        words_precision = 0.9
        [alerts.touchpoint.purchase]
        unhappy_from = 0.41
        [alerts.touchpoint.support]
        mixed = true
        [sentiment]
        analyzer = "vader"
        [[touchpoint]]
        name = "purchase"
        survey = "csat"
        [[touchpoint]]
        name = "support"
        survey = "csat"
        """
    )
    assert core.alerts.unhappy_from == calibration("vader").threshold_for(0.9)
    assert core.alert_rules("purchase").unhappy_from == 0.41
    assert core.alert_rules("support").unhappy_from == core.alerts.unhappy_from


def test_a_touchpoints_precision_goes_before_a_general_probability() -> None:
    core = read("[alerts]\nunhappy_from = 0.2\n[alerts.touchpoint.purchase]\nwords_precision = 0.9\n")
    assert core.alerts.unhappy_from == 0.2
    assert core.alert_rules("purchase").unhappy_from == calibration("default").threshold_for(0.9)


def test_competitors_are_heard_of_in_every_rule() -> None:
    core = read('[themes]\ncompetitors = ["Bean Bros"]\n[alerts.touchpoint.purchase]\nmixed = true\n')
    assert core.alerts.competitors == core.alert_rules("purchase").competitors == ("Bean Bros",)


def test_every_key_reaches_the_core() -> None:
    core = read(
        """
        [alerts]
        nps_up_to = 8
        csat_up_to = 3
        ces_up_to = 4
        stars_up_to = 0
        thumbs_down = false
        unhappy_from = 0.75
        complaint_from = 0.8
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
        unhappy_from=0.75,
        complaint_from=0.8,
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


def test_a_precision_can_only_be_wished_for_of_an_analyzer_that_was_measured() -> None:
    unmeasured = '[alerts]\nwords_precision = 0.9\n[sentiment]\nanalyzer = "{}"\n'
    said = "how precise the analyzer ours is was not measured; give unhappy_from, a probability"
    assert f"config.toml:4: alerts.words_precision: {said}" in problems(unmeasured.format("ours"))
    assert read(unmeasured.format("none")).alerts.unhappy_from == UNHAPPY_FROM


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[alerts]\nnps_up_to = 11", "4: alerts.nps_up_to: this must be at most 10, not 11"),
        ("[alerts]\nnps_up_to = 6.5", "4: alerts.nps_up_to: this must be a whole number, not 6.5"),
        ("[alerts]\nnps_upto = 6", '4: alerts.nps_upto: unknown key; did you mean "nps_up_to"?'),
        ("[alerts]\nmixed = 1", "4: alerts.mixed: this must be true or false, not 1"),
        ("[alerts]\nunhappy_from = 1.3", "4: alerts.unhappy_from: this must be at most 1, not 1.3"),
        ("[alerts]\nunhappy_from = -0.25", "4: alerts.unhappy_from: this must be at least 0, not -0.25"),
        ("[alerts]\nwords_precision = 80", "4: alerts.words_precision: this must be at most 1, not 80"),
        (
            "[alerts]\nwords_precision = 0.9\nunhappy_from = 0.5",
            "5: alerts.unhappy_from: give words_precision or unhappy_from, not both; remove one",
        ),
        (
            "[alerts.touchpoint.purchase]\nunhappy_from = 0.5\nwords_precision = 0.9",
            (
                "4: alerts.touchpoint.purchase.unhappy_from: give words_precision or unhappy_from, not both; "
                "remove one"
            ),
        ),
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
