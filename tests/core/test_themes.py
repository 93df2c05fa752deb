"""What comments are about, as the shipped English themes find it."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.themes import ATTRIBUTES, NO_TAXONOMY, Taxonomy, Theme, themes_in
from bot.themes import shipped, shipped_taxonomy

ENGLISH = shipped_taxonomy("en")
NAMED = shipped("en").taxonomy(["Maria", "Tom Fox"], ["McDonald's", "Pizza Planet"])


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("It came three days late", "delivery"),
        ("The parcel never arrived", "delivery"),
        ("We waited for an hour", "waiting"),
        ("so slow", "waiting"),
        ("Far too expensive", "price"),
        ("great value for money", "price"),
        ("I was charged twice", "payment"),
        ("Still no refund", "refund"),
        ("I had to send it back", "returns"),
        ("The fabric feels flimsy", "quality"),
        ("The soup was cold", "food"),
        ("The handle is broken", "broken"),
        ("it doesn't work", "broken"),
        ("I got the wrong colour", "wrong_item"),
        ("Two parts were missing", "wrong_item"),
        ("The box was crushed", "packaging"),
        ("Rude waiter", "staff"),
        ("such a FRIENDLY crew", "staff"),
        ("nobody took our order", "service"),
        ("customer service was no use", "support"),
        ("Nobody called me back", "communication"),
        ("impossible to set up", "ease"),
        ("your website is a maze", "website"),
        ("the app crashed", "website"),
        ("it keeps losing the wifi", "connection"),
        ("I wish you had vegan options", "menu"),
        ("always out of stock", "selection"),
        ("The toilets were dirty", "cleanliness"),
        ("the music was too loud", "ambience"),
        ("our table was in a corner", "place"),
        ("no parking anywhere", "access"),
        ("two sizes too small", "fit"),
        ("the beds were hard", "comfort"),
        ("ugly print", "looks"),
        ("it did nothing for me", "result"),
        ("bad side effects", "health"),
        ("this is a scam", "privacy"),
        ("it can't play my songs", "features"),
    ],
)
def test_a_comment_carries_the_theme_that_it_mentions(text: str, theme: str) -> None:
    assert theme in themes_in(text, ENGLISH)


@pytest.mark.parametrize("text", ["", "meh", "I love it!", "10/10", "Breakfasting in Pricetown"])
def test_a_comment_about_nothing_in_particular_has_no_theme(text: str) -> None:
    assert themes_in(text, ENGLISH) == ()


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("I can't wait to come back", "waiting"),
        ("kind of good", "staff"),
        ("the service was friendly", "staff"),
        ("customer service", "service"),
        ("we went there for dinner", "food"),
        ("no complaints", "support"),
        ("in the first place", "place"),
    ],
)
def test_words_that_mean_something_else_do_not_count(text: str, theme: str) -> None:
    assert theme not in themes_in(text, ENGLISH)


def test_a_comment_may_carry_several_themes() -> None:
    found = themes_in("Great taste, but we waited two hours and it was overpriced", ENGLISH)
    assert {"food", "waiting", "price"} <= set(found)


def test_the_curly_apostrophe_of_phones_is_read() -> None:
    assert themes_in("it didn\u2019t come", ENGLISH) == themes_in("it didn't come", ENGLISH) == ("delivery",)


def test_every_side_of_the_service_has_a_theme() -> None:
    assert set(ENGLISH.attributes.values()) == set(ATTRIBUTES)


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("MARIA was rude", ["staff: Maria"]),
        ("Thanks, Maria!", ["staff: Maria"]),
        ("Tom, the fox", []),
        ("ask for Tom Fox", ["staff: Tom Fox"]),
        ("Marianne was rude", []),
        ("I go to mcdonalds now", ["competitor: McDonald's"]),
        ("Maria said: try Pizza Planet", ["staff: Maria", "competitor: Pizza Planet"]),
    ],
)
def test_names_from_the_lists_are_tags_of_their_own(text: str, tags: list[str]) -> None:
    assert [theme for theme in themes_in(text, NAMED) if ":" in theme] == tags


def test_the_name_of_one_of_the_staff_is_about_the_staff() -> None:
    assert themes_in("Maria ignored it", NAMED)[0] == "staff"
    assert NAMED.labels["staff: Maria"] == "Staff: Maria"


@pytest.mark.parametrize(
    "text",
    ["Never again.\nMaria", "Never again. Regards, Maria", "Never again — Maria Lopez", "Bad. Best,\nMaria."],
)
def test_a_customer_who_signs_with_the_same_name_is_nobody_of_the_staff(text: str) -> None:
    assert "staff: Maria" not in themes_in(text, NAMED)


def test_a_name_that_is_said_and_signed_counts() -> None:
    assert "staff: Maria" in themes_in("Maria was rude. Regards, Maria", NAMED)


def test_without_a_taxonomy_there_are_no_themes() -> None:
    assert themes_in("late, rude, broken", NO_TAXONOMY) == ()


@given(
    st.text()
    | st.lists(st.sampled_from("late rude pizza refund Maria wifi $ . , — \n".split(" "))).map(" ".join)
)
def test_themes_come_in_the_order_of_the_taxonomy_whatever_is_written(text: str) -> None:
    found = themes_in(text, NAMED)
    names = iter(NAMED.names)
    assert all(name in names for name in found)
    assert themes_in(text, NAMED) == found


def test_a_theme_is_found_by_its_name() -> None:
    theme = Theme("late", "Late", ("late",), praised="", blamed="the delay")
    taxonomy = Taxonomy([theme], competitors=["X"])
    assert taxonomy.theme("late") == theme
    assert taxonomy.theme("nothing") is None
    assert list(islice(taxonomy.labels.items(), 2)) == [("late", "Late"), ("competitor: X", "Competitor: X")]
