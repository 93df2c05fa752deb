"""What is said in a voice alone is for a person to hear, and nothing is made of it."""

from __future__ import annotations

import pytest

from bot.core.effects import Parcel
from bot.core.evidence import Evidence, EvidenceKind
from bot.texts import render
from bot.texts.cards import rendered
from tests.handlers.conftest import MAYA_ON_TELEGRAM, SAM, World, bad

CHAT = MAYA_ON_TELEGRAM
VOICE = (Evidence(EvidenceKind.VOICE, "voice-1"),)
PHOTO = (Evidence(EvidenceKind.PHOTO, "photo-1"),)
LISTEN = "Please listen: what they have to say is in their voice"


def reasons(world: World) -> list[str]:
    """Why it is a case, as the alert stands."""
    alert: Parcel = world.screen(SAM)[world.case.alert]
    drawn = rendered(alert.message.card, "en", render)
    assert isinstance(drawn, dict)
    return list(drawn["reasons"])


def test_a_voice_note_after_a_low_rating_is_marked_to_listen_to(world: World) -> None:
    world.ask(address=CHAT)
    world.press("1", CHAT)
    world.say("", CHAT, evidence=VOICE)
    assert reasons(world) == ["Low rating", LISTEN]
    assert world.case.words is None


def test_a_voice_note_before_the_rating_reaches_the_thread_as_well(world: World) -> None:
    world.ask(address=CHAT)
    world.say("", CHAT, evidence=VOICE)
    assert world.rows.cases == {}
    world.press("1", CHAT)
    assert "Maya Okafor sent a voice note" in world.words(SAM)
    assert reasons(world) == ["Low rating", LISTEN]


def test_it_stays_marked_when_words_follow(world: World) -> None:
    world.ask(address=CHAT)
    world.press("1", CHAT)
    world.say("", CHAT, evidence=VOICE)
    world.feelings["and the cup was dirty"] = bad()
    world.say("and the cup was dirty", CHAT)
    assert LISTEN in reasons(world)


@pytest.mark.parametrize(("words", "evidence"), [("see", VOICE), ("", PHOTO)])
def test_with_words_or_a_picture_there_is_nothing_to_listen_to(
    world: World, words: str, evidence: tuple[Evidence, ...]
) -> None:
    world.ask(address=CHAT)
    world.press("1", CHAT)
    world.say(words, CHAT, evidence=evidence)
    assert LISTEN not in reasons(world)


def test_a_voice_note_beside_a_good_rating_is_no_case(world: World) -> None:
    world.ask(address=CHAT)
    world.press("5", CHAT)
    world.say("", CHAT, evidence=VOICE)
    assert world.rows.cases == {}
