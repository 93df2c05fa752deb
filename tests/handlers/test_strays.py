"""Unhappy words out of the blue: staff hear of them, and the customer is told so; the rest gets the menu."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from bot.core.recovery import CaseKind, CaseState
from bot.core.sentiment import Clause, no_opinion
from bot.core.signals import URGENT, signals_in
from bot.core.verdict import AlertRules
from tests.feelings import feeling
from tests.handlers.conftest import MAYA, SAM, World, bad, good

ANGRY = "Nothing arrived, and nobody answers"
FELT = replace(bad(-0.8), words=("Nothing arrived", "nobody answers"))


@pytest.fixture
def known(world: World) -> World:
    """Somebody who bought something and was not asked about it yet."""
    world.buy()
    world.feelings[ANGRY] = FELT
    return world


def test_unhappy_words_out_of_the_blue_open_a_case_and_are_met_with_kind_words(known: World) -> None:
    known.say(ANGRY)
    assert (known.case.kind, known.case.words) == (CaseKind.UNHAPPY, ANGRY)
    assert known.case.reasons == ("reason.words_sound_unhappy",)
    (reply,) = known.words()
    assert reply.startswith("I'm sorry to hear that.")
    assert "they can write to you right here" in reply
    assert known.purposes(SAM) == ["alert"]


def test_they_join_the_case_that_is_open(known: World) -> None:
    known.say(ANGRY)
    known.feelings["Still nothing!"] = bad()
    known.say("Still nothing!")
    assert known.case.state is CaseState.OPEN
    assert known.purposes(SAM)[-1] == "relayed"
    assert known.words()[-1] == "Thank you, I've passed that on to our team."


@pytest.mark.parametrize(
    ("words", "reasons"),
    [
        ("Where is my order?", ("reason.question", "reason.words_sound_unhappy")),
        ("Can I talk to a human?", ("reason.signal.person", "reason.words_sound_unhappy")),
    ],
)
def test_a_hand_that_is_raised_goes_before_how_it_sounds(
    known: World, words: str, reasons: tuple[str, ...]
) -> None:
    known.feelings[words] = bad()
    known.say(words)
    assert known.case.reasons == reasons


def test_what_was_said_just_before_comes_with_them(known: World) -> None:
    known.say("Good evening, it is about my mug")
    assert known.purposes() == ["menu"]
    known.say(ANGRY)
    assert known.case.words == f"Good evening, it is about my mug\n{ANGRY}"
    assert known.rows.contacts[MAYA.key].stray is None


@pytest.mark.parametrize(
    ("felt", "why"),
    [
        (None, "nobody read them"),
        (no_opinion("test", "1", "sw"), "their language is not known"),
        (good(), "they are happy"),
        (replace(FELT, p_unhappy=0.59), "they are not unhappy enough"),
        (replace(FELT, language="de"), "the analyzer only ranks their language"),
        (replace(good(), has_complaint=0.99), "a complaint in praise is no case"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_other_words_get_the_menu(known: World, felt: object, why: str) -> None:
    known.feelings = {} if felt is None else {ANGRY: felt}  # type: ignore[dict-item]  # sentiments all
    known.say(ANGRY)
    assert not known.rows.cases, why
    assert known.purposes() == ["menu"]


@pytest.mark.parametrize("said", ["hi", "ok", "thanks!", "🙂", "...", "asdf", "no"])
def test_small_talk_gets_the_menu(known: World, said: str) -> None:
    known.say(said)
    assert not known.rows.cases


def test_the_operators_rules_hold_out_of_the_blue_too(known: World) -> None:
    for rules in (AlertRules(words_alone=False), AlertRules(unhappy_from=0.95)):
        known.settings = replace(known.settings, alerts=rules)
        known.say(ANGRY)
        assert not known.rows.cases
    known.settings = replace(known.settings, alerts=AlertRules())
    known.say(ANGRY)
    assert known.rows.cases


def test_words_of_people_who_work_with_us_open_no_case(world: World) -> None:
    world.feelings[ANGRY] = FELT
    world.buy(audience="internal", touchpoint="pulse")
    world.say(ANGRY)
    assert not world.rows.cases


@given(said=st.text(max_size=60), p_unhappy=st.floats(0, 1), is_known=st.booleans())
@trying(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_no_text_opens_an_unhappy_case_without_a_known_feeling_or_a_signal(
    known: World, said: str, p_unhappy: float, is_known: bool
) -> None:
    known.rows.cases.clear()
    felt = replace(feeling(0.0), p_unhappy=p_unhappy) if is_known else no_opinion("test", "1")
    known.feelings = {said: felt, said.strip(): felt}
    known.say(said)
    unhappy = [case for case in known.rows.cases.values() if case.kind is CaseKind.UNHAPPY]
    assert not unhappy or (is_known and p_unhappy >= 0.6) or not URGENT.isdisjoint(signals_in(said))


def test_the_alert_quotes_the_words_that_decided(known: World) -> None:
    known.say(ANGRY)
    (alert,) = known.read(SAM)
    assert alert.message.card is not None
    words = "“Nothing arrived”, “nobody answers”"
    reason = {"key": "reason.words_sound_unhappy", "values": {}}
    assert alert.message.card["reasons"] == [
        {"key": "alert.quoting", "values": {"reason": reason, "words": words}}
    ]


def test_the_clauses_of_what_is_kept_of_a_message_stand_where_they_do_in_it(world: World) -> None:
    text = "4, the courier was rude but the mug is lovely"
    rude, lovely = text.index("the courier"), text.index("but")
    clauses = (Clause(0, lovely, 0.9), Clause(lovely, len(text), 0.05))
    world.feelings[text] = replace(good(0.3), has_complaint=0.9, mixed=True, clauses=clauses)
    world.ask()
    world.say(text)
    answer = world.invitation.answers[0]
    assert answer.comment == text[rude:]
    assert answer.sentiment is not None
    assert [answer.comment[one.start : one.end] for one in answer.sentiment.clauses] == [
        "the courier was rude ",
        "but the mug is lovely",
    ]
