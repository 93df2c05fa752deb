"""What is meant by the words after /digest, in free wording; and what is said to words that mean nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.digest_words import Misread, Trouble, limited_to, request
from bot.core.periods import PeriodKind, containing, rolling
from bot.core.report import ReportQuery
from tests.core.test_digest import OCTOBER, TODAY, settings

CONFIGURED = settings({"delivery": "delivery", "support": "support", "click_and_collect": "csat"})
COUNTED = [("store", "Berlin"), ("store", "Hamburg"), ("product", "Mug"), ("store", "Bad Homburg")]
MONTH = rolling(30, TODAY)
SEPTEMBER = OCTOBER.previous()
BERLIN, HAMBURG = ("store", "Berlin"), ("store", "Hamburg")


def asked(words: str, *within: str) -> ReportQuery | Misread:
    return request(words, TODAY, CONFIGURED, COUNTED, within)


def understood(words: str, *within: str) -> ReportQuery:
    query = asked(words, *within)
    assert isinstance(query, ReportQuery), query
    return query


def misread(words: str, *within: str) -> Misread:
    query = asked(words, *within)
    assert isinstance(query, Misread), query
    return query


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("how did Berlin do in October?", ReportQuery(OCTOBER, BERLIN)),
        ("delivery in bad homburg, last month", ReportQuery(OCTOBER, ("store", "Bad Homburg"), "delivery")),
        ("STORE=berlin", ReportQuery(MONTH, BERLIN)),
        ("store=Potsdam", ReportQuery(MONTH, ("store", "Potsdam"))),
        ("past 2 weeks", ReportQuery(rolling(14, TODAY))),
        ("the last 30 days", ReportQuery(MONTH)),
        ("90 days mug", ReportQuery(rolling(90, TODAY), ("product", "Mug"))),
        ("previous month", ReportQuery(OCTOBER)),
        ("since october", ReportQuery(rolling(33, TODAY))),
        ("why delivery", ReportQuery(MONTH, touchpoint="delivery", why=True)),
        ("why price", ReportQuery(MONTH, why=True, theme="price")),
        ("Waiting and speed in berlin", ReportQuery(MONTH, BERLIN, why=True, theme="waiting")),
        ("why refunds delivery october", ReportQuery(OCTOBER, None, "delivery", why=True, theme="refund")),
        ("why", ReportQuery(MONTH)),
        ("please show us Berlin", ReportQuery(MONTH, BERLIN)),
    ],
)
def test_free_wording_is_understood(words: str, expected: ReportQuery) -> None:
    assert understood(words) == expected


@pytest.mark.parametrize(
    ("words", "one", "other"),
    [
        ("berlin vs hamburg", ReportQuery(MONTH, BERLIN), ReportQuery(MONTH, HAMBURG)),
        ("berlin vs hamburg last month", ReportQuery(OCTOBER, BERLIN), ReportQuery(OCTOBER, HAMBURG)),
        ("berlin last month versus hamburg", ReportQuery(OCTOBER, BERLIN), ReportQuery(OCTOBER, HAMBURG)),
        ("october vs. september", ReportQuery(OCTOBER), ReportQuery(SEPTEMBER)),
        ("october vs september berlin", ReportQuery(OCTOBER, BERLIN), ReportQuery(SEPTEMBER, BERLIN)),
        (
            "delivery vs support",
            ReportQuery(MONTH, None, "delivery"),
            ReportQuery(MONTH, None, "support"),
        ),
        (
            "delivery berlin compared to hamburg",
            ReportQuery(MONTH, BERLIN, "delivery"),
            ReportQuery(MONTH, HAMBURG, "delivery"),
        ),
        (
            "berlin october vs hamburg september",
            ReportQuery(OCTOBER, BERLIN),
            ReportQuery(SEPTEMBER, HAMBURG),
        ),
    ],
)
def test_what_one_side_of_vs_names_alone_holds_for_both(
    words: str, one: ReportQuery, other: ReportQuery
) -> None:
    assert understood(words) == replace(one, against=other)


@pytest.mark.parametrize(
    "words",
    ["berlin vs berlin", "berlin vs delivery", "berlin vs mug", "a vs b vs c", "vs", "price vs october"],
)
def test_what_is_no_pair_is_not_compared(words: str) -> None:
    assert misread(words).trouble in {Trouble.PAIR, Trouble.UNKNOWN}


def test_two_times_that_share_days_are_not_compared_with_each_other() -> None:
    assert misread("last 30 days vs this month").trouble is Trouble.OVERLAP
    assert understood("berlin last 30 days vs hamburg this month").against is not None


@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        ("berln", "Berlin"),
        ("octobre", "october"),
        ("dilivery last month", "delivery last month"),
        ("berlin vs hamberg", "berlin vs Hamburg"),
        ("wy delivery", "why delivery"),
        ("berlin xyzzy", "berlin"),
    ],
)
def test_what_is_not_understood_is_answered_with_the_nearest_that_is(words: str, nearest: str) -> None:
    assert misread(words) == Misread(words, nearest=nearest)
    assert isinstance(asked(nearest), ReportQuery)


def test_where_nothing_is_near_nothing_is_guessed() -> None:
    assert misread("qqq zzz") == Misread("qqq zzz")


def test_a_period_that_a_touchpoint_is_named_like_is_the_period() -> None:
    query = request("may", TODAY, settings({"may": "csat"}), [("store", "May")])
    assert query == ReportQuery(containing(PeriodKind.MONTH, date(2026, 5, 1)))


# --- places that somebody is limited to


def test_whoever_is_limited_to_one_place_gets_that_place_whatever_they_leave_out() -> None:
    assert understood("", "Berlin") == ReportQuery(MONTH, BERLIN)
    assert understood("delivery october", "Berlin") == ReportQuery(OCTOBER, BERLIN, "delivery")
    assert understood("berlin", "Berlin") == ReportQuery(MONTH, BERLIN)


def test_whoever_is_limited_to_several_gets_these_together_or_one_of_them() -> None:
    everything = understood("", "Hamburg", "Berlin")
    assert everything == ReportQuery(MONTH, places=("Berlin", "Hamburg"))
    assert everything.slices == (BERLIN, HAMBURG)
    assert understood("hamburg", "Hamburg", "Berlin") == ReportQuery(MONTH, HAMBURG)
    compared = understood("berlin vs hamburg", "Hamburg", "Berlin")
    assert compared.against == ReportQuery(MONTH, HAMBURG)


@pytest.mark.parametrize(
    "words",
    [
        "hamburg",
        "store=Hamburg",
        "store:Hamburg",
        "mug",
        "berlin vs hamburg",
        "hamburg vs berlin",
        "Product=Mug",
    ],
)
def test_nothing_beyond_their_places_is_counted_for_them(words: str) -> None:
    assert misread(words, "Berlin") == Misread(words, Trouble.BEYOND, places=("Berlin",))


def test_no_place_of_others_is_held_out_to_them_as_the_nearest() -> None:
    assert misread("hamberg", "Berlin").nearest is None


_WORDS = st.lists(
    st.sampled_from(
        [
            "berlin",
            "hamburg",
            "vs",
            "october",
            "store=Hamburg",
            "mug",
            "why",
            "price",
            "delivery",
            "last",
            "week",
        ]
    ),
    max_size=6,
).map(" ".join)


@given(_WORDS)
def test_whatever_is_asked_everything_counted_lies_within_the_places(words: str) -> None:
    query = asked(words, "Berlin", "Bad Homburg")
    if isinstance(query, ReportQuery):
        for one in filter(None, (query, query.against)):
            assert one.slices
            assert set(one.slices) <= {BERLIN, ("store", "Bad Homburg")}


@given(st.text(max_size=60))
def test_any_words_are_understood_or_said_not_to_be(words: str) -> None:
    query = asked(words)
    assert isinstance(query, ReportQuery | Misread)
    if isinstance(query, Misread) and query.nearest is not None:
        assert isinstance(asked(query.nearest), ReportQuery)


def test_a_query_of_nobody_limited_stays_as_it_is() -> None:
    query = ReportQuery(MONTH, HAMBURG)
    assert limited_to(query, ()) is query
    assert limited_to(query, ("Berlin",)) is None
