"""What simulated customers do about what they are shown."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.core.callbacks import heard_data
from bot.simulation.people import Person, customer_reaction
from bot.simulation.transcript import Entry

START = datetime(2026, 3, 2, tzinfo=UTC)
WORDS = ("yes", "no")
MOODS = ("happy", "mixed", "neutral", "unhappy")


def shown(number: int, line: str, words: tuple[str, ...]) -> Entry:
    """The end of somebody's conversation, with what the bot heard."""
    return {
        "id": f"m{number}",
        "at": START.isoformat(),
        "purpose": "thanks",
        "about": f"invitation:{number}",
        "lines": ["Thank you!", line],
        "buttons": [heard_data(f"{number}", word) for word in words],
    }


def replies(mood: float, line: str, words: tuple[str, ...] = WORDS) -> list[str]:
    """What a hundred people in this mood press, if they do."""
    pressed = []
    for number in range(100):
        who = Person(number, "Ann", mood, 0.6, "Berlin")
        reaction = customer_reaction(1, shown(number, line, words), who, START, 1000)
        if reaction is not None:
            pressed.append(reaction.data.split("|")[-1])
    return pressed


@pytest.mark.parametrize(
    ("mood", "line", "reply"),
    [
        (1.0, "Sounds like you liked the coffee.", "yes"),
        (1.0, "Sounds like the wait let you down.", "no"),
        (0.0, "Sounds like the wait let you down.", "yes"),
        (0.0, "Sounds like you're happy with it.", "no"),
    ],
)
def test_they_say_by_their_mood_whether_it_was_heard_right_if_they_reply_at_all(
    mood: float, line: str, reply: str
) -> None:
    pressed = replies(mood, line)
    assert 30 < len(pressed) < 90
    assert pressed.count(reply) > 0.9 * len(pressed)


def test_asked_how_it_was_they_say_it() -> None:
    assert set(replies(1.0, "Sorry, how was it really?", MOODS)) == {"happy"}
    assert set(replies(0.0, "Sorry, how was it really?", MOODS)) == {"unhappy"}
