"""What comments mention: counted, compared, and in customers' own words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core.mentions import COMPARED_FROM, ThemeCount, read_for_themes, shortened, top_themes
from bot.core.quoting import Consent
from bot.core.report import CommentRow, Voice
from bot.core.sentiment import Clause, Sentiment
from bot.core.themes import NO_TAXONOMY, Taxonomy, Theme
from bot.themes import shipped, shipped_taxonomy
from tests.feelings import feeling

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
GERMAN = Taxonomy([Theme("delivery", "Lieferung", ("liefer*",)), Theme("pfand", "Pfand", ("pfand",))])


def comment(text: str, *, happy: bool = False, sentiment: Sentiment | None = None) -> CommentRow:
    return CommentRow(text, None, None, not happy, happy, "delivery", NOON, sentiment=sentiment)


def praise(text: str) -> CommentRow:
    return comment(text, happy=True)


def taxonomy_for(language: str | None) -> Taxonomy:
    return {"en": shipped_taxonomy("en"), None: shipped_taxonomy("en"), "de": GERMAN}.get(
        language, NO_TAXONOMY
    )


def top(comments: Iterable[CommentRow], *, happy: bool = False) -> tuple[ThemeCount, ...]:
    return top_themes(read_for_themes(comments, taxonomy_for, ["en"]), happy=happy)


def of(comments: Iterable[CommentRow], theme: str) -> ThemeCount:
    return next(one for one in top(comments) if one.theme == theme)


def test_themes_are_ranked_by_mentions_while_there_is_little_to_compare() -> None:
    counts = top([comment("broken again"), comment("broken, and a rude driver"), comment("pizza")])
    assert [(one.theme, one.n) for one in counts] == [("broken", 2), ("staff", 1), ("food", 1)]
    assert {one.lift for one in counts} == {None}


def test_what_the_unhappy_mention_more_than_others_goes_before_what_everybody_mentions() -> None:
    unhappy = [comment("the pizza")] * COMPARED_FROM + [comment("rude")] * 5
    counts = top([*unhappy, *[praise("lovely pizza")] * 2 * COMPARED_FROM])
    assert [(one.theme, one.n, one.others) for one in counts] == [("staff", 5, 0), ("food", 10, 20)]


def test_the_lift_is_how_many_times_as_often_as_among_the_others() -> None:
    unhappy = [comment("rude")] * 10 + [comment("meh")] * 9
    others = [praise("friendly")] * 5 + [praise("super")] * 34
    assert of([*unhappy, *others], "staff").lift == pytest.approx((11 / 21) / (6 / 41))


def test_of_too_few_no_lift_is_told() -> None:
    assert of([comment("rude")] * (COMPARED_FROM - 1) + [praise("ok")] * 50, "staff").lift is None
    assert of([comment("rude")] * 2 + [comment("meh")] * 20 + [praise("ok")] * 50, "staff").lift is None


def test_a_comment_counts_once_for_a_theme_however_often_it_mentions_it() -> None:
    assert of([comment("parcel, parcel, parcel")], "delivery").n == 1


def test_happy_and_unhappy_themes_are_kept_apart() -> None:
    comments = [comment("rude staff"), praise("friendly staff")]
    assert [(one.n, one.quote) for one in top(comments)] == [(1, "rude staff")]
    assert [(one.n, one.quote) for one in top(comments, happy=True)] == [(1, "friendly staff")]


def test_what_an_unhappy_customer_praises_is_no_complaint() -> None:
    text = "great food but a terrible wait"
    clauses = (Clause(0, 10, 0.02), Clause(11, len(text), 0.95))
    felt = replace(feeling(-0.3), clauses=clauses)
    assert [one.theme for one in top([comment(text, sentiment=felt)])] == ["waiting"]
    assert [one.theme for one in top([comment(text, happy=True, sentiment=felt)], happy=True)] == ["food"]


def test_without_clauses_every_mention_counts() -> None:
    assert [one.theme for one in top([comment("great food but a terrible wait")])] == ["waiting", "food"]


def test_a_comment_is_read_in_its_own_language_and_labelled_in_all() -> None:
    german = replace(feeling(-0.8), language="de")
    counts = top([comment("Lieferung kam nie, kein Pfand", sentiment=german), comment("no delivery")])
    assert {one.theme: dict(one.label) for one in counts} == {
        "delivery": {"en": "Delivery", "de": "Lieferung"},
        "pfand": {"de": "Pfand"},
    }


def test_a_language_without_themes_is_not_read_as_another() -> None:
    assert top([comment("delivery", sentiment=replace(feeling(-0.8), language="sw"))]) == ()


LATE = [
    comment("Lovely shop. The parcel never arrived, and I still wait."),
    comment("parcel never arrived, it has been two weeks"),
    comment("Two weeks and the parcel never arrived!"),
    comment("the parcel is two weeks late"),
]


def test_a_theme_comes_with_what_sets_it_apart_and_a_sentence_that_says_so() -> None:
    delivery = of([*LATE, *[praise("the parcel came quickly")] * 5], "delivery")
    assert delivery.phrases == ("parcel never arrived", "two weeks")
    assert delivery.quote == "The parcel never arrived, and I still wait."


def test_the_names_of_staff_are_in_no_phrase() -> None:
    named = shipped("en").taxonomy(["rita"])
    comments = [comment(f"{word} rita shouted rudely") for word in ("then", "so", "there", "and")]
    counts = top_themes(read_for_themes(comments, lambda _: named, ["en"]), happy=False)
    assert counts[0].phrases
    assert not any("rita" in phrase for one in counts for phrase in one.phrases)


def test_no_customer_is_quoted_for_two_themes_where_there_are_others() -> None:
    comments = [comment(f"The {word} driver brought a broken cup to us.") for word in ("rude", "impolite")]
    assert len({one.quote for one in top(comments)[:2]}) == 2


def test_without_comments_there_are_no_themes() -> None:
    assert top([]) == ()


@pytest.mark.parametrize("text", ["word " * 100, "x" * 500, "Line\nbreaks\r\n and  spaces " * 20])
def test_a_long_text_is_cut_to_the_limit_on_one_line(text: str) -> None:
    cut = shortened(text)
    assert len(cut) <= 200
    assert cut.endswith("…")
    assert "\n" not in cut


def test_a_text_at_the_limit_is_left_whole() -> None:
    assert shortened("x" * 200) == "x" * 200


def test_who_does_not_want_to_be_quoted_is_counted_and_not_quoted() -> None:
    never = Voice("c1", Consent.NEVER)
    silent = [replace(comment("the courier was rude to us"), voice=never)] * 4
    one = of(silent, "staff")
    assert (one.theme, one.n, one.quote, one.phrases) == ("staff", 4, "", ())
    assert of([*silent, comment("so rude, that driver")], "staff").quote == "so rude, that driver"
    glad = [replace(praise("friendly staff"), voice=never), praise("such friendly people")]
    (one,) = top(glad, happy=True)
    assert (one.n, one.quote) == (2, "such friendly people")
