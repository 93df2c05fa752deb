"""Simulated customers and staff: who they are, what they buy and how they react. Seeded, so repeatable.

Everything follows from the seed and from what is shown: the same message gets the same reaction, however
often the process was killed in between.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from bot.core import callbacks
from bot.core.identity import Address
from bot.simulation.transcript import Entry

FIRST_NAMES = (
    "Maya Jonas Aisha Tom Lena Carlos Nina Omar Ella Piotr Grace Yuki Ben Fatima Hugo Ines Karim Liv Marco "
    "Nora Oskar Priya Rosa Samir Tara Viktor Wanda Zoe Adam Bruna"
).split()
LAST_NAMES = (
    "Okafor Berger Silva Novak Haddad Fischer Kowalski Tanaka Rossi Larsen Mensah Dubois Moreau Weber Ahmed "
    "Lindqvist Costa Petrov Nguyen Schmidt Garcia Jansen Murphy Kaya Horvat Singh Brandt Owusu Meyer Santos"
).split()

PRODUCTS = (
    ("house-blend", "House Blend 500 g", Decimal("14.90")),
    ("espresso", "Espresso Roast 1 kg", Decimal("26.50")),
    ("grinder", "Hand Grinder", Decimal("59.00")),
    ("mug", "Stoneware Mug", Decimal("18.00")),
    ("tasting", "Saturday Tasting", Decimal("25.00")),
)
PLACES = ("Berlin", "Hamburg")

_HAPPY = (
    "Lovely coffee and the staff remembered my name.",
    "Arrived a day early and smelled amazing.",
    "Great quality, I will order again.",
    "Friendly people, fast and easy.",
    "The beans are wonderful, fresh and fair in price.",
    "Best espresso in town, thank you!",
    "Packaging was beautiful and everything worked.",
)
_MIDDLING = (
    "It was fine, a bit pricey.",
    "Good coffee but I waited quite long.",
    "Okay overall. The website was confusing at checkout.",
    "Nice taste, though the bag was already open.",
)
_UNHAPPY = (
    "The parcel came five days late and nobody told me.",
    "The mug was broken when it arrived. I want my money back.",
    "I waited 40 minutes and the staff was rude.",
    "Far too expensive for what it is.",
    "Wrong beans in the bag, very disappointing.",
    "Nobody answers the phone. Terrible service.",
)
_SOUNDS_BAD = ("let you down", "spoilt", "hoped for", "wasn't", "no more and no less")
_POOLS = {"happy": _HAPPY, "mixed": _MIDDLING, "unhappy": _UNHAPPY}


@dataclass(frozen=True, slots=True)
class Person:
    """One simulated customer. ``mood`` 0…1 is how well things tend to go for them."""

    number: int
    name: str
    mood: float
    answers: float  # how likely they react at all, 0…1
    place: str

    @property
    def address(self) -> Address:
        return Address("web", "", "", f"customer-{self.number}")


@dataclass(frozen=True, slots=True)
class Bought:
    """One simulated order."""

    order: str
    at: datetime
    person: Person
    product: str
    amount: Decimal
    touchpoint: str


@dataclass(frozen=True, slots=True)
class Reaction:
    """What somebody does about something shown: ``kind`` is say, press or submit."""

    key: str
    after: timedelta
    kind: str
    address: Address
    name: str
    data: str
    fields: dict[str, str]
    meant: dict[str, Any]


def person(seed: int, number: int) -> Person:
    """The customer of this number."""
    chance = random.Random(f"{seed}/person/{number}")
    first = FIRST_NAMES[number % len(FIRST_NAMES)]
    last = LAST_NAMES[number // len(FIRST_NAMES) % len(LAST_NAMES)]
    again = number // (len(FIRST_NAMES) * len(LAST_NAMES))
    name = f"{first} {last}" + (f" {again + 1}" if again else "")
    return Person(
        number,
        name,
        mood=min(1.0, max(0.0, chance.gauss(0.72, 0.2))),
        answers=chance.uniform(0.2, 0.8),
        place=PLACES[chance.random() < 0.4],
    )


def purchases(seed: int, customers: int, start: datetime, days: int) -> Iterator[Bought]:
    """Every order of the period, in order of time: about one a customer in 45 days."""
    people = [person(seed, number) for number in range(customers)]
    for day in range(days):
        chance = random.Random(f"{seed}/day/{day}")
        number = sum(chance.random() < customers / 45 / 20 for _ in range(20)) if customers < 900 else 0
        number = number or (
            round(customers / 45) if customers >= 45 else int(chance.random() < customers / 45)
        )
        moments = sorted(chance.uniform(8, 19.5) for _ in range(number))
        for place, hour in enumerate(moments):
            who = people[chance.randrange(customers)]
            _, product, amount = PRODUCTS[chance.randrange(len(PRODUCTS))]
            touchpoint = chance.choices(("visit", "delivery", "support"), (5, 4, 1))[0]
            moment = start + timedelta(days=day, minutes=round(hour * 60))
            yield Bought(f"{day:03d}-{place:03d}", moment, who, product, amount, touchpoint)


def customer_reaction(seed: int, entry: Entry, who: Person, started: datetime, days: int) -> Reaction | None:
    """What a customer does about a message; None: nothing."""
    chance = random.Random(f"{seed}/react/{entry['id']}")
    patience = {"invitation": who.answers, "reminder": who.answers, "question": 0.93, "again": 0.93}
    if entry["purpose"] == "followup":
        return _follow_up(chance, entry, who)
    if entry["purpose"] == "put_aside":
        return _gone_on(chance, entry, who)
    mood = _mood_at(who, datetime.fromisoformat(entry["at"]), started, days, f"{seed}/{entry['about']}")
    if entry["purpose"] in {"thanks", "heard"}:
        return _heard(chance, entry, who, mood)
    if chance.random() > patience.get(entry["purpose"], 0.0):
        return None
    answers = [pressed for _, pressed in _pressable(entry, callbacks.AnswerPressed)]
    if not answers:
        return None
    meant: dict[str, Any] = {"about": entry["about"], "question": answers[0].question, "name": who.name}
    after = timedelta(minutes=chance.choice((2, 5, 15, 45, 120, 600)))
    values = [pressed.value for pressed in answers]
    if values == ["skip"]:
        return _comment(chance, entry, who, mood, after, meant)
    if all(value.isdigit() for value in values):
        return _rating(chance, entry, who, mood, after, meant, [int(value) for value in values])
    return _choice(chance, entry, who, mood, after, meant, answers)


_Pressed = TypeVar("_Pressed", bound=callbacks.Pressed)


def _pressable(entry: Entry, kind: type[_Pressed]) -> list[tuple[str, _Pressed]]:
    """The buttons of this kind: what each carries, and what that means."""
    parsed = ((data, callbacks.parse(data)) for data in entry["buttons"])
    return [(data, pressed) for data, pressed in parsed if isinstance(pressed, kind)]


def _choice(
    chance: random.Random,
    entry: Entry,
    who: Person,
    mood: float,
    after: timedelta,
    meant: dict[str, Any],
    answers: list[callbacks.AnswerPressed],
) -> Reaction:
    """One of a few options is pressed; of many, one or two are typed."""
    key = f"{entry['id']}:0"
    options = [pressed.value for pressed in answers if pressed.value not in {"skip", "done"}]
    if len(options) <= 3:
        chosen = options[0] if mood > 0.5 else options[-1]
        data = callbacks.answer_data(answers[0].invitation_id, answers[0].question, chosen)
        return Reaction(key, after, "press", who.address, who.name, data, {}, meant)
    said = " and ".join(chance.sample(options, 1 + (chance.random() < 0.4))).replace("_", " ")
    return Reaction(key, after, "say", who.address, who.name, said, {}, meant)


def _mood_at(who: Person, moment: datetime, started: datetime, days: int, occasion: str) -> float:
    """How they feel about one occasion. Things go worse in Hamburg for the last five weeks."""
    late = moment - started > timedelta(days=days - 35)
    trouble = 0.3 if late and who.place == "Hamburg" else 0.0
    return min(1.0, max(0.0, who.mood - trouble + random.Random(occasion).gauss(0, 0.12)))


def _rating(
    chance: random.Random,
    entry: Entry,
    who: Person,
    mood: float,
    after: timedelta,
    meant: dict[str, Any],
    scale: list[int],
) -> Reaction:
    low, high = min(scale), max(scale)
    rating = round(low + mood * (high - low))
    meant = {**meant, "rating": rating, "low": _is_low(low, high, rating)}
    if chance.random() < 0.6:
        data = next(data for data in entry["buttons"] if data.endswith(f"|{rating}"))
        return Reaction(f"{entry['id']}:0", after, "press", who.address, who.name, data, {}, meant)
    words = {0: f"{rating}", 1: f"{rating}/{high}", 2: f"I'd give it a {rating}"}[chance.randrange(3)]
    return Reaction(f"{entry['id']}:0", after, "say", who.address, who.name, words, {}, meant)


def _is_low(low: int, high: int, rating: int) -> bool:
    """By the field's definitions, written anew here: the checker must not trust the core."""
    return rating <= {(0, 10): 6, (1, 5): 2, (1, 7): 3, (0, 1): 0}[low, high]


def _comment(
    chance: random.Random,
    entry: Entry,
    who: Person,
    mood: float,
    after: timedelta,
    meant: dict[str, Any],
) -> Reaction:
    if chance.random() < 0.25:
        data = entry["buttons"][0]
        return Reaction(f"{entry['id']}:0", after, "press", who.address, who.name, data, {}, meant)
    words = chance.choice(_POOLS[_feels(mood)])
    return Reaction(f"{entry['id']}:0", after, "say", who.address, who.name, words, {}, meant)


def _feels(mood: float) -> str:
    """What they would call it."""
    return "happy" if mood > 0.62 else "unhappy" if mood < 0.45 else "mixed"


def _heard(chance: random.Random, entry: Entry, who: Person, mood: float) -> Reaction | None:
    """What they say to what the bot heard: read as people read it, and now and then just pressed away."""
    words = {pressed.word: data for data, pressed in _pressable(entry, callbacks.HeardPressed)}
    if not words or chance.random() > who.answers:
        return None
    feels = _feels(mood)
    if "yes" in words:
        said = " ".join(entry["lines"])
        is_praise = not any(one in said for one in _SOUNDS_BAD)
        is_right = is_praise == (feels == "happy")
        data = words["yes" if is_right != (chance.random() < 0.03) else "no"]
    else:
        data = words.get(feels) or words["stays"]
    after = timedelta(minutes=chance.choice((1, 3, 20, 90)))
    return Reaction(f"{entry['id']}:0", after, "press", who.address, who.name, data, {}, {})


def _follow_up(chance: random.Random, entry: Entry, who: Person) -> Reaction | None:
    drawn = chance.random()
    if drawn > 0.85:
        return None
    data = _ends(entry)[drawn < 0.68]
    after = timedelta(hours=chance.choice((1, 5, 20)))
    return Reaction(f"{entry['id']}:0", after, "press", who.address, who.name, data, {}, {})


def _gone_on(chance: random.Random, entry: Entry, who: Person) -> Reaction | None:
    """A survey that was put aside while staff wrote to them: most who answer at all go on with it later."""
    if chance.random() > who.answers:
        return None
    after = timedelta(hours=chance.choice((3, 8, 26)))
    data = entry["buttons"][0]
    return Reaction(f"{entry['id']}:0", after, "press", who.address, who.name, data, {}, {})


def _ends(entry: Entry) -> tuple[str, str]:
    """The buttons for the worst answer and for the best."""
    pressed = ((data, callbacks.parse(data)) for data in entry["buttons"])
    ranked = {
        data: one.rating if one.put_right is None else one.put_right
        for data, one in pressed
        if isinstance(one, callbacks.FollowUpPressed)
    }
    return min(ranked, key=lambda data: ranked[data] or 0), max(ranked, key=lambda data: ranked[data] or 0)


_STAFF = (("sam", "Sam Reed"), ("kim", "Kim Abel"))
_REPLY = "Hello {name}, I'm sorry about this. I have looked into it and am putting it right."
_DONE = "Called the customer, sent a replacement and said sorry."


def staff_reactions(seed: int, entry: Entry, room: Address) -> list[Reaction]:
    """What staff do about an alert: take it, write, and put it right; of several together they take the last.

    One in ten is left lying, one in six waits for more than a day.
    """
    chance = random.Random(f"{seed}/staff/{entry['id']}")
    if entry["purpose"] not in {"alert", "incident", "incident_update"} or chance.random() < 0.1:
        return []
    person_id, name = _STAFF[chance.randrange(len(_STAFF))]
    address = Address(room.platform, room.workspace, room.room, person_id)
    if entry["purpose"] != "alert":
        soon = timedelta(minutes=chance.choice((5, 12, 25, 50)))
        taken = entry["buttons"][-1:]
        return [Reaction(f"{entry['id']}:0", soon, "press", address, name, data, {}, {}) for data in taken]
    case_id = entry["about"].removeprefix("case:")
    first = str(entry["title"]).split()[0]
    take = timedelta(minutes=chance.choice((5, 12, 25, 50, 140)))
    contact = take + timedelta(minutes=chance.choice((10, 10, 40, 40, 180, 1800)))
    resolve = contact + timedelta(hours=chance.choice((1, 4, 20, 45)))
    steps: tuple[tuple[timedelta, str, str, dict[str, str]], ...] = (
        (take, "press", "take", {}),
        (contact, "submit", "reply", {"text": _REPLY.format(name=first)}),
        (
            resolve,
            "submit",
            "resolve",
            {"cause": chance.choice(("delivery", "quality", "service")), "done": _DONE},
        ),
    )
    return [
        Reaction(
            f"{entry['id']}:{number}",
            after,
            kind,
            address,
            name,
            callbacks.case_data(case_id, action),
            fields,
            {},
        )
        for number, (after, kind, action, fields) in enumerate(steps)
    ]
