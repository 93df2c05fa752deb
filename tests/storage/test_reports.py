"""What a digest is told: the right rows, of the right days, and nothing twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.core import quoting
from bot.core.conversation import Answer, Invitation, State
from bot.core.effects import Save
from bot.core.eligibility import Suppression
from bot.core.guesses import guess
from bot.core.journey import Purchase
from bot.core.language_model import SUMMARIES, LanguageModelPlan
from bot.core.periods import EARLIEST, Period, PeriodKind, all_time, containing
from bot.core.playback import Playback, PlaybackReply
from bot.core.ports import Needs
from bot.core.quoting import Consent
from bot.core.recovery import CaseState
from bot.core.report import ChoiceCount, Funnel, Numbers, RatingCount, ReportQuery, Understood, Voice
from bot.core.sentiment import Sentiment
from bot.core.survey import Audience, QuestionKind
from bot.core.verdict import Verdict
from tests.feelings import feeling
from tests.storage.conftest import NOW, SURVEY, House, answered, case, customer, invitation, rated

MARCH = containing(PeriodKind.MONTH, date(2026, 3, 2))


def sentiment(polarity: float) -> Sentiment:
    return feeling(polarity)


def comment(text: str, at: datetime = NOW, polarity: float | None = None) -> Answer:
    felt = None if polarity is None else sentiment(polarity)
    return Answer("why", QuestionKind.TEXT, at, comment=text, sentiment=felt)


async def numbers(house: House, query: ReportQuery | None = None) -> Numbers:
    return (await house.store.report(query or ReportQuery(MARCH))).now


async def respond(house: House, number: int, *answers: Answer, **changes: object) -> Invitation:
    """Somebody else's response."""
    asked = invitation(f"i{number}", f"c{number}")
    at = answers[0].answered_at if answers else NOW
    given = replace(answered(asked, *answers), sent_at=at, delivered_at=at, **changes)  # type: ignore[arg-type]  # any field
    await house.decided(Save(given))
    return given


async def test_ratings_are_counted_by_value(house: House) -> None:
    for number, rating in enumerate((5, 5, 2)):
        await respond(house, number, rated(rating))
    assert (await numbers(house)).ratings == (
        RatingCount(SURVEY.name, "how", "csat", "delivery", {2: 1, 5: 2}),
    )


async def test_a_period_ends_before_its_end_and_starts_at_its_start_in_the_business_zone(
    house: House,
) -> None:
    moments = [
        datetime(2026, 2, 28, 22, 59, 59, 999_999, tzinfo=UTC),  # still February in Berlin
        datetime(2026, 2, 28, 23, 0, tzinfo=UTC),
        datetime(2026, 3, 31, 21, 59, 59, 999_999, tzinfo=UTC),  # summer time by now
        datetime(2026, 3, 31, 22, 0, tzinfo=UTC),
    ]
    for number, at in enumerate(moments):
        words = replace(comment(f"comment {number}", at))
        await respond(house, number, rated(number + 1, at), words)
        await house.decided(
            Save(Suppression(f"p{number}", "c", "delivery", "cool_down", at)),
            Save(case(f"case{number}", f"c{number}", opened_at=at)),
        )
    report = await house.store.report(ReportQuery(MARCH))
    assert report.now.ratings[0].histogram == {2: 1, 3: 1}
    assert [row.text for row in report.now.comments] == ["comment 2", "comment 1"]
    assert report.now.comments_total == 2
    assert report.now.suppressions == {"cool_down": 2}
    assert report.now.cases.opened == 2
    assert report.before.ratings[0].histogram == {1: 1}
    assert report.before.query.period == containing(PeriodKind.MONTH, date(2026, 2, 1))


async def test_all_time_holds_every_day(house: House) -> None:
    for number in range(3):
        await respond(house, number, rated(4, NOW - timedelta(days=400 * number)))
    query = ReportQuery(all_time(NOW.date()))
    assert (await numbers(house, query)).ratings[0].histogram == {4: 3}
    assert (await house.store.report(query)).before.ratings == ()


async def test_a_segment_and_a_touchpoint_leave_the_others_out(house: House) -> None:
    quoted = 'B"erlin'
    await respond(house, 1, rated(1), comment("berlin"), segments={"store": "Berlin", "kind": "new"})
    await respond(house, 2, rated(2), comment("hamburg"), segments={"store": "Hamburg"})
    await respond(
        house, 3, rated(3), comment("quoted"), segments={"store": quoted, "kind": '"store":"Berlin"'}
    )
    await respond(house, 4, rated(4), comment("support"), segments={"store": "berlin"}, touchpoint="support")
    for segment, rating, said in (("Berlin", 1, "berlin"), (quoted, 3, "quoted")):
        found = await numbers(house, ReportQuery(MARCH, ("store", segment)))
        assert [row.text for row in found.comments] == [said]
        assert found.comments_total == 1
        assert [count.histogram for count in found.ratings] == [{rating: 1}]
    found = await numbers(house, ReportQuery(MARCH, touchpoint="support"))
    assert [row.text for row in found.comments] == ["support"]
    assert [count.touchpoint for count in found.ratings] == ["support"]


async def test_suppressions_and_cases_follow_the_segment_and_the_touchpoint(house: House) -> None:
    for number, store in enumerate(("Berlin", "Hamburg")):
        bought = Purchase(f"p{number}", "main", str(number), "c", "delivery", NOW, segments={"store": store})
        asked = await respond(house, number, rated(1), segments={"store": store})
        opened = replace(case(f"case{number}", f"c{number}"), invitation_id=asked.id)
        suppressed = Suppression(bought.id, "c", "delivery", "opted_out", NOW)
        await house.decided(Save(bought), Save(suppressed), Save(opened))
    found = await numbers(house, ReportQuery(MARCH, ("store", "Berlin")))
    assert (found.suppressions, found.cases.opened) == ({"opted_out": 1}, 1)
    found = await numbers(house, ReportQuery(MARCH, touchpoint="support"))
    assert (found.suppressions, found.cases.opened) == ({}, 0)


async def test_a_funnel_counts_each_step_once_for_each_person(house: House) -> None:
    await respond(house, 1)
    await respond(house, 2, rated(4), comment("a"), replace(comment("b"), question="more"))
    await respond(house, 3, rated(4), state=State.COMPLETED, finished_at=NOW)
    assert (await numbers(house)).funnels == (Funnel(SURVEY.name, "delivery", 3, 2, 1, 1),)


async def test_choices_say_how_many_answered_the_question(house: House) -> None:
    for number, options in enumerate((("price", "speed"), ("price",), ())):
        await respond(house, number, Answer("wants", QuestionKind.CHOICES, NOW, options=options))
    assert (await numbers(house)).choices == (
        ChoiceCount(SURVEY.name, "wants", "price", 2, answered=2),
        ChoiceCount(SURVEY.name, "wants", "speed", 1, answered=2),
    )


async def test_a_comment_is_happy_by_its_rating_and_by_its_words_only_where_that_says_neither(
    house: House,
) -> None:
    cases = ((5, -0.9), (1, 0.9), (3, -0.25), (3, 0.25), (3, 0.2), (None, -0.3), (None, None))
    for number, (rating, polarity) in enumerate(cases):
        at = NOW - timedelta(seconds=number)
        ratings = [] if rating is None else [rated(rating, at)]
        await respond(house, number, *ratings, comment(str(number), at, polarity))
    found = (await numbers(house)).comments
    assert [(row.unhappy, row.happy) for row in found] == [
        (False, True),
        (True, False),
        (True, False),
        (False, True),
        (False, False),
        (True, False),
        (False, False),
    ]
    assert (found[0].rating, found[0].kind, found[0].survey, found[0].at) == (5, "csat", SURVEY.name, NOW)
    assert (found[5].rating, found[5].kind) == (None, None)


async def test_the_sample_of_comments_is_bounded_and_the_total_is_not(house: House) -> None:
    responses = [
        Save(
            answered(
                invitation(f"i{number}", f"c{number}"), comment(str(number), NOW + timedelta(seconds=number))
            )
        )
        for number in range(505)
    ]
    await house.decided(*responses)
    found = await numbers(house)
    assert [row.text for row in found.comments] == [str(number) for number in range(504, 4, -1)]
    assert found.comments_total == 505


async def test_recovery_is_counted_in_time_and_by_its_median(house: House) -> None:
    hour = timedelta(hours=1)
    await house.decided(Save(customer()))
    for number, (taken, contacted, state) in enumerate(
        (
            (hour, 2 * hour, CaseState.CONFIRMED),
            (3 * hour, 30 * hour, CaseState.RESOLVED),
            (None, hour / 2, CaseState.CONTACTED),
            (None, None, CaseState.OPEN),
        )
    ):
        opened = case(f"case{number}", f"c{number}")
        await house.decided(
            Save(
                replace(
                    opened,
                    state=state,
                    taken_at=None if taken is None else NOW + taken,
                    contacted_at=None if contacted is None else NOW + contacted,
                    resolved_at=NOW if number < 2 else None,
                    reopened=number,
                )
            )
        )
    found = (await numbers(house)).cases
    assert (found.opened, found.taken, found.taken_in_time) == (4, 3, 2)
    assert (found.contacted, found.contacted_in_time) == (3, 2)
    assert (found.resolved, found.confirmed, found.reopened, found.still_open) == (2, 1, 3, 3)
    assert (found.median_to_take, found.median_to_contact) == (hour, 2 * hour)


async def test_the_trend_has_the_headline_ratings_of_thirteen_weeks(house: House) -> None:
    week = containing(PeriodKind.WEEK, date(2026, 3, 4))
    days = (date(2026, 3, 8), date(2026, 3, 2), date(2026, 3, 1), date(2025, 12, 8), date(2025, 12, 7))
    for number, day in enumerate(days):
        at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        other = Answer("speed", QuestionKind.CSAT, at, rating=1)
        await respond(house, number, rated(number + 1, at), other)
    found = (await numbers(house, ReportQuery(week))).trend
    assert [(monday, dict(count.histogram)) for monday, count in found] == [
        (date(2025, 12, 8), {4: 1}),
        (date(2026, 2, 23), {3: 1}),
        (date(2026, 3, 2), {1: 1, 2: 1}),
    ]
    assert {count.question for _, count in found} == {"how"}


async def test_what_was_revised_away_is_not_shown(house: House) -> None:
    first = await respond(house, 1, rated(2))
    revised = replace(first, answers=(rated(4),))
    await house.decided(Save(revised), needs=Needs(invitations=("i1",)))
    assert (await numbers(house)).ratings[0].histogram == {4: 1}


async def test_without_any_answers_there_are_no_numbers(house: House) -> None:
    empty = ReportQuery(Period("2026-03-02..2026-03-01", date(2026, 3, 2), date(2026, 3, 2)))
    for query in (ReportQuery(MARCH), empty, ReportQuery(all_time(NOW.date()))):
        assert await numbers(house, query) == Numbers(query)


def heard(
    number: int, reply: PlaybackReply | None, meant: Verdict | None = None, at: datetime = NOW
) -> Answer:
    said = Playback(Verdict.UNHAPPY, ("waiting",), "linear", "1", reply, meant)
    return replace(comment(f"comment {number}", at, -0.9), playback=said)


async def test_it_is_counted_how_often_customers_said_that_we_had_heard_right(house: House) -> None:
    right, wrong = PlaybackReply.RIGHT, PlaybackReply.NOT_QUITE
    replies = [(right, None), (right, None), (wrong, Verdict.HAPPY), (wrong, None), (None, None)]
    for number, (reply, meant) in enumerate(replies):
        await respond(house, number, heard(number, reply, meant), segments={"store": "Berlin"})
    await respond(house, 10, heard(10, right), trial=True)
    await respond(house, 11, heard(11, right, at=NOW - timedelta(days=40)))
    assert (await numbers(house)).understood == Understood(2, 4)
    assert (await numbers(house, ReportQuery(MARCH, ("store", "Hamburg")))).understood == Understood()
    assert (await numbers(house, ReportQuery(MARCH, touchpoint="support"))).understood == Understood()


async def test_what_the_customer_meant_goes_before_what_was_heard(house: House) -> None:
    await respond(house, 1, rated(3), heard(1, PlaybackReply.NOT_QUITE, Verdict.HAPPY))
    (row,) = (await numbers(house)).comments
    assert (row.happy, row.unhappy) == (True, False)


async def test_what_we_did_not_hear_right_is_neither_happy_nor_unhappy(house: House) -> None:
    await respond(house, 1, rated(3), heard(1, PlaybackReply.NOT_QUITE))
    (row,) = (await numbers(house)).comments
    assert (row.happy, row.unhappy) == (False, False)


async def test_praise_with_a_complaint_in_it_is_no_happy_comment(house: House) -> None:
    felt = replace(sentiment(0.6), has_complaint=0.9)
    await respond(house, 1, rated(3), replace(comment("good, but slow"), sentiment=felt))
    (row,) = (await numbers(house)).comments
    assert (row.happy, row.unhappy) == (False, False)


async def test_a_comment_brings_whether_its_writer_may_be_quoted_and_a_name_only_with_that_yes(
    house: House,
) -> None:
    said: dict[str, Consent | None] = {
        "c1": Consent.NAMED,
        "c2": Consent.UNNAMED,
        "c3": Consent.NEVER,
        "c4": None,
        "c5": Consent.NAMED,
    }
    for number, (id_, consent) in enumerate(said.items(), 1):
        who = customer(id_)
        who = quoting.said(who, consent, NOW) if consent else who
        await house.decided(Save(replace(who, erased_at=NOW) if id_ == "c5" else who))
        await respond(house, number, rated(5), comment(f"comment {number}"))
    await respond(house, 6, rated(5), comment("comment 6"))  # of somebody of whom nothing is on record
    found = {row.text: row for row in (await numbers(house)).comments}
    assert [found[f"comment {number}"].voice for number in range(1, 7)] == [
        Voice("c1", Consent.NAMED, "Anna"),
        Voice("c2", Consent.UNNAMED),
        Voice("c3", Consent.NEVER),
        Voice("c4"),
        Voice("c5", Consent.NEVER),  # who is to be forgotten is not quoted
        Voice("c6"),
    ]
    quotable = [row.is_quotable for _, row in sorted(found.items())]
    assert quotable == [True, True, False, True, False, True]


async def test_names_are_looked_up_only_where_comments_may_be_summed_up(house: House) -> None:
    await house.decided(Save(replace(customer("c1"), preferred_name="Nan")))
    await house.decided(Save(replace(customer("c2"), audience=Audience.INTERNAL)))
    for number in (1, 2):
        await respond(house, number, rated(5), comment(f"comment {number}"))
    plain = (await numbers(house)).comments
    assert {(one.invitation_id, one.voice and one.voice.names) for one in plain} == {("", ())}
    plan = LanguageModelPlan("model.example", frozenset({SUMMARIES}))
    house.store.use(replace(house.store.settings, language_model=plan))
    found = {one.text: one for one in (await numbers(house)).comments}
    first, second = found["comment 1"], found["comment 2"]
    assert (first.invitation_id, first.voice) == ("i1", Voice("c1", names=("Anna Example", "Nan")))
    assert second.voice is not None
    assert not second.voice.is_buyer


async def test_guesses_are_kept_with_the_beliefs_and_read_with_the_report(house: House) -> None:
    one = guess("weekly", date(2026, 3, 9), "delivery", "csat", 0.8, by="web::sam", name="Sam", now=NOW)
    again = replace(one, at=NOW + timedelta(hours=1), claim=replace(one.claim, value=0.7))
    await house.decided(Save(one))
    await house.decided(Save(again))
    assert (await house.store.report(ReportQuery(MARCH))).beliefs == (again,)


async def test_before_anything_was_there_is_no_trend(house: House) -> None:
    await respond(house, 1, rated(4))
    assert (await numbers(house, ReportQuery(Period("", EARLIEST, EARLIEST)))).trend == ()
