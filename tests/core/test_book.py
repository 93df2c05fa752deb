"""The customer book says what was measured, with n and date, and what changed since."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot.core.book import Book, Chapter, Sentence, changes, is_up_to_date
from bot.core.book_card import book_card, changed_pages, in_words, pages
from bot.core.book_writing import write
from bot.core.periods import Period, PeriodKind, containing
from bot.core.report import ChoiceCount, Funnel, Numbers, RatingCount, Report, ReportQuery
from bot.texts import render
from bot.texts.book_text import markdown
from bot.texts.digest_text import text
from tests.core.test_digest import NOW, OCTOBER, comment, csat, settings

SHOP = settings({"visit": "three-questions", "delivery": "delivery", "team": "internal-pulse"})
WANTS = "three-questions", "wants"
NOVEMBER = containing(PeriodKind.MONTH, date(2026, 11, 1))


def counted(
    *ratings: RatingCount,
    wants: Mapping[str, int] | None = None,
    of: int = 100,
    complaints: int = 0,
    period: Period = OCTOBER,
    segment: tuple[str, str] | None = None,
) -> Report:
    query = ReportQuery(period, segment, by_segment=True)
    numbers = Numbers(
        query,
        ratings=ratings,
        choices=tuple(ChoiceCount(*WANTS, option, n, of) for option, n in (wants or {}).items()),
        comments=tuple(comment("The delivery took ages", day=1 + day % 28) for day in range(complaints)),
        comments_total=complaints,
    )
    return Report(numbers, Numbers(ReportQuery(period.previous(), segment)))


def book(report: Report, before: Book | None = None) -> Book:
    return write(report, SHOP, NOW, before)


LIKELY = re.compile(r"likely \S+ to \S+, ")


def said(written: Book) -> list[str]:
    """The sentences without their ranges."""
    return [LIKELY.sub("", render(in_words(one), "en")) for one in written.sentences]


def document(written: Book, before: Book | None = None) -> str:
    return LIKELY.sub("", markdown(pages(written, before, SHOP.business), render, "en"))


def test_every_sentence_has_its_n_and_its_date() -> None:
    written = book(counted(csat({5: 40, 1: 10}), wants={"price": 60, "speed": 10}, complaints=6))
    assert said(written) == [
        "60% want: Price (n=100, 2026-10-31)",
        "10% want: Speed (n=100, 2026-10-31)",
        "delivery: 80% are satisfied (n=50, 2026-10-31)",
        "100% of unhappy comments mention Delivery (n=6, 2026-10-31)",
        "100% of unhappy comments mention Waiting and speed (n=6, 2026-10-31)",
    ]


def test_groups_of_fewer_than_five_are_not_in_it() -> None:
    assert said(book(counted(csat({5: 4}), wants={"price": 4}, of=4, complaints=4))) == []
    five = said(book(counted(csat({5: 5}), wants={"price": 4}, of=5, complaints=5)))
    assert len(five) == 4


def test_what_people_who_work_with_us_said_is_not_in_it() -> None:
    pulse = RatingCount("internal-pulse", "recommend", "nps", "team", {10: 100})
    assert said(book(counted(pulse))) == []


def test_a_book_holds_nobodys_words() -> None:
    written = book(counted(csat({5: 40, 1: 10}), complaints=6))
    assert "took ages" not in document(written)
    assert "took ages" not in repr(written)


def test_each_segment_has_its_own_pages_and_its_part_of_all_answers() -> None:
    whole = counted(csat({5: 60, 1: 40}))
    berlin = counted(csat({5: 30, 1: 40}), segment=("store", "Berlin"))
    tiny = counted(csat({5: 4}), segment=("store", "Potsdam"))
    funnel = Funnel("delivery", "delivery", 400, 100, 90, 50)
    whole = replace(whole, now=replace(whole.now, funnels=(funnel,)), slices=(berlin, tiny))
    written = document(book(whole))
    assert "- 25% of those we asked answered (n=400, 2026-10-31)" in written
    assert "- 70% of all answers come from Berlin (store; n=100, 2026-10-31)" in written
    assert "## Berlin (store)\n\n### How we are doing\n\n- delivery: 43% are satisfied (n=70" in written
    assert "Potsdam" not in written


def test_what_was_measured_again_takes_the_place_and_the_rest_keeps_its_date_for_a_year() -> None:
    first = book(counted(csat({5: 50}), wants={"price": 60}))
    second = book(counted(csat({5: 40, 1: 10}), period=NOVEMBER), first)
    assert second.version == 2
    assert said(second) == [
        "delivery: 80% are satisfied (n=50, 2026-11-30)",
        "60% want: Price (n=100, 2026-10-31)",
    ]
    later = containing(PeriodKind.MONTH, date(2027, 10, 1))
    third = book(counted(csat({5: 10}), period=later), second)
    assert "60% want: Price (n=100, 2026-10-31)" in said(third)
    later = containing(PeriodKind.MONTH, date(2027, 11, 1))
    assert len(said(book(counted(csat({5: 10}), period=later), third))) == 1


def test_a_wish_that_nobody_has_any_more_goes_once_the_question_was_asked_again() -> None:
    first = book(counted(wants={"price": 60, "speed": 10}))
    second = book(counted(wants={"price": 60}, period=NOVEMBER), first)
    assert [one.id for one in changes(second, first).gone] == [first.sentences[1].id]


def in_english(sentence: Sentence) -> str:
    """The option that it is about."""
    option = sentence.values["option"]
    assert isinstance(option, Mapping)
    return str(option["en"])


def test_a_change_is_called_one_only_where_it_is_one() -> None:
    first = book(counted(csat({5: 80, 1: 20}), wants={"price": 60, "speed": 50, "quality": 50}))
    wants = {"price": 30, "speed": 80, "quality": 55, "choice": 10}
    second = book(counted(csat({5: 78, 1: 22}), wants=wants, period=NOVEMBER), first)
    found = changes(second, first)
    assert [in_english(one) for one, _ in found.higher] == ["Speed"]
    assert [in_english(one) for one, _ in found.lower] == ["Price"]
    assert [in_english(one) for one in found.new] == ["Choice"]
    assert found.compared == 4
    told = markdown(changed_pages(second, first), render, "en")
    assert "- 30% want: Price; it was 60% (likely 22% to 40%, n=100, 2026-11-30; before n=100)" in told
    assert "satisfied" not in told


def test_what_was_only_kept_is_not_compared_with_itself() -> None:
    first = book(counted(csat({5: 50}), wants={"price": 60}))
    second = book(counted(csat({5: 50}), period=NOVEMBER), first)
    assert changes(second, first).compared == 1
    assert "No clear change" in document(second, first)


def test_a_first_version_says_so_and_an_empty_one_says_when_there_will_be_more() -> None:
    assert "This is the first version." in document(book(counted(csat({5: 5}))))
    assert "beginning of each month" in document(book(counted()))


def test_nothing_that_a_shop_reports_can_mark_the_document_up() -> None:
    hostile = "# <b>Berlin</b>\n- [x](http://evil.example) `*_|"
    whole = counted(csat({5: 60}))
    written = document(book(replace(whole, slices=(counted(csat({5: 10}), segment=("store", hostile)),))))
    line = next(one for one in written.splitlines() if "evil" in one and one.startswith("- "))
    assert "\\[x\\](http://evil.example) \\`\\*\\_\\|" in line
    assert "<b>" not in written.replace("\\<b\\>", "")
    assert not any(one.startswith("# <") for one in written.splitlines())


def test_the_card_says_the_same_as_the_document() -> None:
    first = book(counted(csat({5: 80, 1: 20}), wants={"price": 60}))
    berlin = counted(csat({5: 10}), segment=("store", "Berlin"), period=NOVEMBER)
    whole = replace(counted(csat({5: 20, 1: 80}), period=NOVEMBER), slices=(berlin,))
    second = book(whole, first)
    drawn = " ".join(text(book_card(second, first, SHOP.business), render, "en").split())
    for sentence in second.sentences:
        assert render(in_words(sentence), "en") in drawn
    assert "New, Berlin (store) - delivery: 100% are satisfied" in drawn
    assert "it was 80%" in drawn
    assert [one.chapter for one in second.sentences].count(Chapter.DOING) == 2


def test_a_book_is_up_to_date_once_it_covers_the_month() -> None:
    written = book(counted(csat({5: 5})))
    assert is_up_to_date(written, OCTOBER)
    assert is_up_to_date(written, OCTOBER.previous())
    assert not is_up_to_date(written, NOVEMBER)
    assert not is_up_to_date(None, OCTOBER)
