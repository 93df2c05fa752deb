"""What the comments behind a digest say, below it: what is asked, of whom, and what comes of the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.core import quoting
from bot.core.conversation import Invitation
from bot.core.effects import Lane, Parcel, Timer
from bot.core.events import TextWritten
from bot.core.identity import Address, Customer
from bot.core.language_model import PLATFORM, SUMMARIES, TRANSLATION, LanguageModelPlan
from bot.core.quoting import Consent
from bot.core.report import CommentRow, Numbers, Voice
from bot.core.survey import Audience
from bot.core.themes import Taxonomy, Theme
from bot.texts import render
from tests.handlers.conftest import ALEX, ALEX_ALONE, MANAGERS_ROOM, World

SAID = "Deliveries are slow."


def comment(number: int, words: str = "", **voice: Any) -> CommentRow:
    """Somebody's complaint about the delivery."""
    who = Voice(f"c{number}", **{"names": (f"Ann{number} Lee",), **voice})
    text = words or f"the delivery was late, Ann{number}, {'again ' * number}"
    at = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=number)
    return CommentRow(
        text, 1, "csat", True, False, "visit", at, "three-questions", None, who, f"invitation{number}"
    )


FIVE = tuple(map(comment, range(1, 6)))


def says(world: World, comments: Sequence[CommentRow]) -> World:
    world.numbers = lambda query: Numbers(query, comments=tuple(comments), comments_total=len(comments))
    return world


@pytest.fixture
def world() -> World:
    """A shop with a language model for summaries, whose five customers complain of the delivery."""
    made = World()
    made.settings = replace(
        made.settings,
        language_model=LanguageModelPlan("model.example", frozenset({SUMMARIES})),
        taxonomies={"": Taxonomy([Theme("delivery", "Delivery", ("delivery",))])},
    )
    made.ask()
    (talk,), maya = made.rows.invitations.values(), made.maya
    for number in range(1, 6):
        one: Customer = replace(maya, id=f"c{number}")
        made.rows.customers[one.id] = one
        other: Invitation = replace(talk, id=f"invitation{number}", customer_id=one.id)
        made.rows.invitations[other.id] = other
    return says(made, FIVE)


def asked(world: World) -> list[Parcel]:
    return [one for one in world.parcels if one.address.platform == PLATFORM]


def digest(world: World, words: str = "", at: Address = ALEX) -> Parcel:
    world.command("digest", words, at=at)
    return world.read(at)[-1]


def answer(world: World, text: str = SAID) -> list[Parcel]:
    """The model answers what was asked last; what managers read then."""
    parcel = asked(world)[-1]
    card = dict(parcel.message.card or {})
    wrote = TextWritten(
        PLATFORM, parcel.id, world.now, SUMMARIES, parcel.about, int(str(card["number"])), "en", 10, 5, text
    )
    world.deliver(replace(wrote, beside=str(card["beside"]), place=str(card["place"])))
    return [one for one in world.parcels if one.purpose == "summary"]


@pytest.mark.parametrize("at", [ALEX, ALEX_ALONE])
def test_a_summary_stands_below_its_digest_and_says_who_wrote_it(world: World, at: Address) -> None:
    posted = digest(world, at=at)
    (told,) = answer(world)
    assert (told.address, told.thread, told.lane) == (at.place, posted.id, Lane.BROADCAST)
    assert render(told.message.lines[0], "en") == (
        f"In short: {SAID}\n\nWritten by a machine from 5 comments behind this digest; it may be wrong."
    )


def test_a_scheduled_digest_is_summed_up_too_and_waits_for_nothing(world: World) -> None:
    world.fire(Timer("schedule", "weekly", world.now))
    world.wait(days=7)
    (posted,) = [one for one in world.parcels if one.purpose == "digest"]
    assert [dict(one.message.card or {})["beside"] for one in asked(world)] == [posted.id]
    assert posted.address == MANAGERS_ROOM


def test_what_leaves_is_words_without_the_names_of_whoever_wrote_them(world: World) -> None:
    digest(world)
    (parcel,) = asked(world)
    lines = str((parcel.message.card or {})["text"]).split("\n")
    assert len(lines) == 5
    assert not any("Ann" in line for line in lines)
    assert min(lines).startswith("the delivery was late, [[NAME_1]], again")


NEVER = comment(5, consent=Consent.NEVER)
INTERNAL = replace(comment(5), survey="internal-pulse", touchpoint="pulse")


@pytest.mark.parametrize(
    "fifth",
    [
        NEVER,
        INTERNAL,
        comment(5, is_buyer=False),
        replace(comment(5), voice=None),
        comment(5, "nothing to say"),
        replace(comment(5), voice=Voice("c4")),
    ],
    ids=["objects", "internal survey", "no buyer", "unknown", "on no theme", "of the same customer"],
)
def test_only_buyers_who_may_be_quoted_are_summed_up(world: World, fifth: CommentRow) -> None:
    digest(says(world, (*FIVE[:4], fifth)))
    assert asked(world) == []
    digest(says(world, (*FIVE[:4], fifth, comment(6))))
    (parcel,) = asked(world)
    assert len(str((parcel.message.card or {})["text"]).split("\n")) == 5


def test_at_most_twenty_comments_leave(world: World) -> None:
    digest(says(world, [comment(number, "the delivery was late") for number in range(1, 40)]))
    assert (asked(world)[0].message.card or {})["number"] == 20


@pytest.mark.parametrize("words", ["visit vs delivery", "why visit"])
def test_what_is_compared_or_asked_why_is_not_summed_up(world: World, words: str) -> None:
    digest(world, words)
    assert asked(world) == []


@pytest.mark.parametrize("uses", [(), (TRANSLATION,)])
def test_without_that_use_nothing_is_asked(world: World, uses: tuple[str, ...]) -> None:
    plan = LanguageModelPlan("model.example", frozenset(uses)) if uses else None
    world.settings = replace(world.settings, language_model=plan)
    assert digest(world).purpose == "digest"
    assert asked(world) == []


@pytest.mark.parametrize("change", ["objects", "erased", "internal", "gone"])
def test_who_may_no_longer_be_shown_when_it_comes_takes_it_along(world: World, change: str) -> None:
    digest(world)
    one = world.rows.customers["c3"]
    match change:
        case "objects":
            world.rows.customers["c3"] = quoting.said(one, Consent.NEVER, world.now)
        case "erased":
            world.rows.customers["c3"] = replace(one, erased_at=world.now)
        case "internal":
            world.rows.customers["c3"] = replace(one, audience=Audience.INTERNAL)
        case _:
            del world.rows.invitations["invitation3"]
    assert answer(world) == []


def test_that_it_was_asked_is_on_record_by_its_amount_and_without_ids_of_customers(world: World) -> None:
    posted = digest(world)
    assert answer(world, "") == []
    (found,) = [one for one in world.audited if one.action == SUMMARIES]
    assert (found.subject, found.detail) == (f"parcel:{posted.id}", "10 characters, 5 hidden, no answer")
