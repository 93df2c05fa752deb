"""A fact with some fields changed is the fact that ``dataclasses.replace`` makes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.facts import changed
from bot.core.identity import Customer
from bot.core.survey import Audience

KAREN = Customer("c1", Audience.BUYER, "Karen", None, None, orders=3, ratings=(4,))


def test_only_the_named_fields_differ() -> None:
    assert changed(KAREN, ratings=(4, 5), ignored=1) == replace(KAREN, ratings=(4, 5), ignored=1)


def test_the_fact_itself_stays_as_it_is() -> None:
    changed(KAREN, orders=4)
    assert KAREN.orders == 3


def test_a_field_that_the_fact_does_not_have_is_an_error() -> None:
    with pytest.raises(KeyError):
        changed(KAREN, colour="red")
