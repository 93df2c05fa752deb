"""Gestures and playbooks in the configuration."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from bot.config import parse, settings
from bot.core.errors import ConfigurationError
from bot.core.gestures import GesturePlan, GestureRules
from bot.core.settings import Playbook, Settings

SHOP = """
[business]
name = "Mug & Co"
"""
COFFEE = """
[[gesture]]
name = "coffee"
label = "A free coffee"
cost = 3.5
"""


def read(text: str) -> Settings:
    return settings(parse(SHOP + text, Path("config.toml"), {}, demo=True), b"key")


def problems(text: str) -> list[str]:
    with pytest.raises(ConfigurationError) as raised:
        parse(SHOP + text, Path("config.toml"), {}, demo=True)
    return [problem.partition(": ")[2] for problem in raised.value.problems]


def test_without_any_nothing_can_be_given() -> None:
    assert read("").gestures == GestureRules()
    assert read("").playbooks == {}


def test_what_can_be_given_and_for_how_much() -> None:
    limits = '[gestures]\ncurrency = "CHF"\na_month = 150\na_month_each = 40.25\nloyal_from_orders = 0\n'
    coffee = GesturePlan("coffee", {"en": "A free coffee"}, Decimal("3.50"))
    rules = GestureRules({"coffee": coffee}, "CHF", Decimal(150), Decimal("40.25"), 0)
    assert read(limits + COFFEE).gestures == rules


@pytest.mark.parametrize("cost", ["-1", "0.001", '"free"', "true", "nan", "inf", "1e12"])
def test_an_amount_that_is_none_is_said(cost: str) -> None:
    (problem,) = problems(COFFEE.replace("3.5", cost))
    assert problem == "gesture.coffee.cost: write an amount such as 3 or 4.50, not below 0"


@pytest.mark.parametrize("currency", ["euro", "€", "eur"])
def test_a_currency_that_is_none_is_said(currency: str) -> None:
    (problem,) = problems(f'[gestures]\ncurrency = "{currency}"\n' + COFFEE)
    assert problem == 'gestures.currency: write the three capital letters of a currency, such as "EUR"'


def test_what_the_month_has_no_room_for_and_what_is_there_twice_is_said() -> None:
    found = problems("[gestures]\na_month_each = 3\n" + COFFEE + COFFEE)
    assert found == [
        "gesture.coffee.cost: '3.50' is more than there is in a month; lower it, or raise the budget",
        "gesture.coffee.name: there are two gestures 'coffee'; rename one",
        "gesture.coffee.cost: '3.50' is more than there is in a month; lower it, or raise the budget",
    ]


def test_a_label_in_a_language_that_is_not_spoken_is_said() -> None:
    (problem,) = problems(COFFEE.replace('"A free coffee"', '{en = "Coffee", fr = "Un café"}'))
    assert "no such language is spoken here" in problem


def test_a_playbook_says_what_helps_and_what_to_write() -> None:
    said = '[[playbook]]\ncause = "delivery"\nsteps = ["Look it up"]\nreplies = ["Sorry, {name}."]\n'
    assert read(said).playbooks == {
        "delivery": Playbook({"en": ("Look it up",)}, {"en": ("Sorry, {name}.",)})
    }


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ('cause = "weather"', "is none of [recovery] causes"),
        ('cause = "delivery"\nlanguage = "fr"', "is not spoken here"),
        ('cause = "delivery"\nreplies = ["Sorry, {who}"]', "{who} is not known; use {name} and {product}"),
        ('cause = "delivery"\nreplies = ["Sorry, {"]', "a brace is open"),
        ('cause = "delivery"\n[[playbook]]\ncause = "delivery"', "there are two for this cause and language"),
    ],
)
def test_a_playbook_that_cannot_be_used_says_why(said: str, problem: str) -> None:
    (found,) = problems(f"[[playbook]]\n{said}\n")
    assert problem in found
