"""Several texts of one person are one opinion: they repeat themselves, praise weighs against blame."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.core.opinions import together
from bot.core.sentiment import Label
from tests.feelings import feeling

BAD, GOOD = feeling(-0.6), feeling(0.6)
COMPLAINT = replace(GOOD, has_complaint=0.9, mixed=True)  # happy as a whole, with a complaint in it
SOMEWHAT = replace(feeling(0.0), p_unhappy=0.3, has_complaint=0.3)  # neither


def test_one_opinion_on_several_texts_has_the_worst_complaint_and_says_where_they_differ() -> None:
    assert together([]) is None
    assert together([GOOD]) == GOOD
    both = together([GOOD, BAD])
    assert both is not None
    assert (both.label, both.mixed, both.has_complaint, both.polarity) == (Label.UNHAPPY, True, 0.8, 0.0)
    drowned = together([feeling(0.95), BAD])
    assert drowned is not None
    assert (drowned.label, drowned.mixed) == (Label.NEUTRAL, True)
    complaint = together([COMPLAINT, SOMEWHAT])
    assert complaint is not None
    assert (complaint.label, complaint.has_complaint, complaint.mixed) == (Label.HAPPY, 0.9, True)
    unhappy = together([BAD, SOMEWHAT])
    assert unhappy is not None
    assert (unhappy.label, unhappy.mixed) == (Label.UNHAPPY, False)


def probability(*each: float) -> float:
    whole = together(replace(BAD, p_unhappy=one) for one in each)
    assert whole is not None
    return whole.p_unhappy


def test_a_text_that_says_nothing_takes_nothing_away() -> None:
    """Of all customers 20 % are unhappy: that is what is known of one who says nothing."""
    assert probability(0.9, 0.2) == pytest.approx(0.9)
    assert probability(0.2, 0.2, 0.9) == pytest.approx(0.9)
    assert probability(0.2, 0.2) == pytest.approx(0.2)


def test_texts_that_say_the_same_are_surer_together_but_not_as_sure_as_two_people() -> None:
    assert 0.6 < probability(0.6, 0.6) < 0.8  # two people's word would make it 0.9
    assert probability(0.1, 0.1) < 0.1


def test_praise_weighs_against_unhappiness() -> None:
    assert probability(0.9, 0.02) < 0.5 < probability(0.9, 0.15)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=5), st.floats(0.2, 1))
def test_one_more_unhappy_text_makes_nobody_happier(each: list[float], more: float) -> None:
    assume(probability(*each) >= 0.2)
    assert probability(*each, more) >= probability(*each) - 1e-6
    assert 0 <= probability(*each, more) <= 1
    assert probability(*reversed(each)) == pytest.approx(probability(*each))
