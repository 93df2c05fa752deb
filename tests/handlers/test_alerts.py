"""What an alert shows of the customer's words: why it is one, what they mention, in what language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.effects import Line, Parcel
from bot.core.sentiment import Clause, Sentiment
from bot.core.verdict import AlertRules, Verdict
from bot.texts import render
from bot.texts.cards import rendered
from bot.themes import shipped_taxonomy
from handlers import alerts
from tests.feelings import feeling
from tests.handlers.conftest import SAM, World, bad, good

WORDS = "The soup was great, but the waiter was rude. I want my money back"
CLAUSES = (Clause(0, 18, 0.02), Clause(20, 44, 0.95), Clause(45, len(WORDS), 0.9))
FELT = replace(bad(-0.8), words=("was rude", "money back"), clauses=CLAUSES, mixed=True)


@pytest.fixture
def room(world: World) -> World:
    """A staff room that knows themes."""
    world.settings = replace(world.settings, taxonomies={"en": shipped_taxonomy("en")})
    return world


def shown(world: World, felt: Sentiment | None, words: str = WORDS, rating: str | None = "2") -> Parcel:
    """The alert after this rating and these words."""
    if felt is not None:
        world.feelings[words] = felt
    world.ask()
    if rating is not None:
        world.press(rating)
    world.say(words)
    return world.read(SAM)[-1]


def card(alert: Parcel) -> dict[str, object]:
    drawn = rendered(alert.message.card, "en", render)
    assert isinstance(drawn, dict)
    return drawn


def facts(alert: Parcel) -> dict[str, str]:
    pairs = card(alert)["facts"]
    assert isinstance(pairs, list)
    return dict(pairs)


def test_each_reason_comes_with_the_words_that_gave_it_and_none_twice(room: World) -> None:
    assert card(shown(room, FELT))["reasons"] == [
        "Low rating",
        "Wants money back: “money back”",
        "Sounds unhappy: “was rude”",
    ]


def test_what_is_blamed_is_mentioned_before_what_is_praised(room: World) -> None:
    words = "The delivery was great, but your staff were rude"
    felt = replace(bad(), clauses=(Clause(0, 22, 0.02), Clause(24, len(words), 0.95)))
    assert facts(shown(room, felt, words))["Mentions"] == "Staff and friendliness −, Delivery +"


def test_a_theme_that_is_blamed_here_and_praised_there_is_both(room: World) -> None:
    room.feelings["rude staff"] = replace(bad(), clauses=(Clause(0, 10, 0.9),))
    room.feelings["lovely staff"] = replace(good(), clauses=(Clause(0, 12, 0.02),))
    room.ask()
    room.press("1")
    room.say("rude staff")
    room.say("lovely staff")
    assert facts(room.read(SAM)[-1])["Mentions"] == "Staff and friendliness ±"


@pytest.mark.parametrize(("language", "named"), [("en", None), ("de", "German"), ("xx", "xx"), (None, None)])
def test_the_language_is_named_where_it_is_not_the_rooms(
    room: World, language: str | None, named: str | None
) -> None:
    alert = shown(room, replace(FELT, language=language))
    assert facts(alert).get("Written in") == named


def test_every_language_that_can_be_named_has_a_name() -> None:
    for code in alerts.NAMED:
        assert render(Line(f"alert.language.{code}"), "en")


def test_a_contradiction_shows_both_sides(room: World) -> None:
    room.settings = replace(room.settings, alerts=AlertRules(mixed=True))
    alert = shown(room, replace(bad(-0.9), words=("worst",)), "worst ever", rating="5")
    drawn = card(alert)
    assert drawn["rating"] == "5/5"
    assert drawn["reasons"] == ["Good rating, but the words sound unhappy: “worst”"]


def test_words_that_nobody_read_are_shown_and_nothing_is_made_of_them(room: World) -> None:
    drawn = card(shown(room, None, "maneno mabaya"))
    assert (drawn["quote"], drawn["reasons"]) == ("maneno mabaya", ["Low rating"])


def test_the_alert_keeps_its_words_however_the_case_moves(room: World) -> None:
    before = card(shown(room, FELT))
    room.press("take", SAM, "Sam Reed")
    after = card(room.read(SAM)[0])
    assert after["reasons"] == before["reasons"]
    assert room.case.grounds.language == "en"
    assert room.case.grounds.words[0] == ("reason.signal.refund", ("money back",))


def test_what_was_said_later_decides_what_is_shown(room: World) -> None:
    shown(room, FELT)
    worse = "and I was in hospital"
    room.feelings[worse] = replace(feeling(-0.95), words=("hospital",))
    room.say(worse)
    reasons = card(room.read(SAM)[-1])["reasons"]
    assert reasons == [
        "Low rating",
        "Safety: “hospital”",
        "Wants money back: “money back”",
        "Sounds unhappy",
    ]


def test_hostile_words_are_words_in_a_reason_too(room: World) -> None:
    hostile = "<!channel> *bold* <https://evil.example|click>"
    alert = shown(room, replace(bad(-0.9), words=(hostile,)), f"awful {hostile}")
    assert card(alert)["reasons"] == ["Low rating", f"Sounds unhappy: “{hostile}”"]


@pytest.mark.parametrize("meant", [Verdict.HAPPY, Verdict.UNHAPPY])
def test_long_words_make_no_long_alert(room: World, meant: Verdict) -> None:
    long = "never " * 200
    drawn = card(shown(room, replace(bad(-0.9), words=(long, f"{meant} {long}", "x" * 500)), long))
    reasons = drawn["reasons"]
    assert isinstance(reasons, list)
    assert max(map(len, reasons)) <= 220
