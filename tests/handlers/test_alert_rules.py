"""The operator's alert rules decide what makes a case; what must not wait always does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.recovery import CaseKind
from bot.core.survey import QuestionKind
from bot.core.verdict import AlertRules
from tests.handlers.conftest import MAYA, SAM, World, bad


def ruled(world: World, rules: AlertRules, **by_touchpoint: AlertRules) -> World:
    world.settings = replace(world.settings, alerts=rules, alerts_for=by_touchpoint)
    return world


def test_a_rating_within_the_rules_opens_a_case_and_the_customer_is_thanked_as_ever(world: World) -> None:
    ruled(world, AlertRules(low_up_to={QuestionKind.CSAT: 3})).ask()
    world.press("3")
    (case,) = world.rows.cases.values()
    assert (case.kind, case.reasons) == (CaseKind.UNHAPPY, ("reason.listed_rating",))
    assert world.read(SAM)
    world.press("skip")
    world.press("skip")
    assert world.read(MAYA)[-1].message.lines[-1].key == "said.thanks"


@pytest.mark.parametrize(("up_to", "thanks"), [(1, "said.thanks_sorry"), (2, "said.thanks_low")])
def test_a_low_rating_is_met_with_sorry_and_promises_somebody_only_where_somebody_hears_of_it(
    world: World, up_to: int, thanks: str
) -> None:
    ruled(world, AlertRules(low_up_to={QuestionKind.CSAT: up_to})).ask()
    world.press("2")
    assert bool(world.rows.cases) is (thanks == "said.thanks_low")
    world.press("skip")
    world.press("skip")
    assert world.read(MAYA)[-1].message.lines[-1].key == thanks


def test_unhappy_words_beside_a_good_rating_open_one_where_the_rules_say_so(world: World) -> None:
    world.feelings["cold and late"] = bad()
    ruled(world, AlertRules(mixed=True)).ask()
    world.press("5")
    assert not world.rows.cases
    world.say("cold and late")
    assert len(world.rows.cases) == 1


def test_a_touchpoint_has_rules_of_its_own(world: World) -> None:
    ruled(world, AlertRules(), delivery=AlertRules(low_up_to={QuestionKind.CSAT: 1})).ask("delivery")
    world.press("2")
    assert not world.rows.cases


def test_what_must_not_wait_opens_a_case_by_any_rules(world: World) -> None:
    ruled(world, AlertRules(low_up_to={QuestionKind.CSAT: 0}, words_alone=False)).ask()
    world.press("5")
    world.say("I was in hospital because of it")
    (case,) = world.rows.cases.values()
    assert "reason.signal.safety" in case.reasons


def test_a_survey_that_staff_try_out_opens_no_case(world: World) -> None:
    invitation = world.ask()
    world.rows.invitations[invitation.id] = replace(world.rows.invitations[invitation.id], trial=True)
    world.press("1")
    assert not world.rows.cases
