"""Alert rules over stored responses: which alert, how many cases that makes, and who was heard of in time."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot import texts
from bot.core.alert_findings import AlertFindings, heard_from, heard_up_to, rated_from
from bot.core.alert_lab import EXAMPLES, Judged, alert_lab
from bot.core.conversation import Answer
from bot.core.eligibility import ContactRules
from bot.core.past import PastCase, PastResponse, PastVoice
from bot.core.periods import BusinessHours
from bot.core.recovery import CaseKind, ServiceLevels
from bot.core.settings import Settings
from bot.core.survey import QuestionKind
from bot.core.survey_reading import parse_survey
from bot.core.verdict import AlertRules
from tests.feelings import feeling

ZONE = ZoneInfo("UTC")
MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
JUDGED = Judged(MONDAY - DAY, MONDAY + 30 * DAY)
SURVEYS = {
    name: parse_survey(tomllib.loads((texts.FOLDER / "surveys" / f"{name}.toml").read_text("utf-8")), ["en"])
    for name in ("csat", "internal-pulse")
}
CSAT = SURVEYS["csat"]
NOW = AlertRules()


def settings(rules: AlertRules, **by_touchpoint: AlertRules) -> Settings:
    return Settings(
        business="Shop",
        languages=("en",),
        zone=ZONE,
        hours=BusinessHours({}, frozenset(), ZONE),
        touchpoints={},
        surveys={(one.name, one.version): one for one in SURVEYS.values()},
        current={one.name: one.version for one in SURVEYS.values()},
        rooms=(),
        staff=frozenset(),
        managers=frozenset(),
        contact=ContactRules(),
        service=ServiceLevels(),
        digests={},
        causes=(),
        link_key=b"",
        alerts=rules,
        alerts_for=by_touchpoint,
    )


@dataclass
class Heard:
    """Stored answers, as the storage hands them out."""

    said: list[PastVoice] = field(default_factory=list)
    lengths: tuple[timedelta, ...] = ()

    def case_lengths(self, since: datetime, until: datetime) -> Sequence[timedelta]:
        assert since < until
        return self.lengths

    def voices(self, since: datetime, until: datetime) -> Iterator[tuple[float, Sequence[PastVoice]]]:
        assert since < JUDGED.since < until == JUDGED.until
        yield 1.0, self.said


def says(
    rating: int | None,
    words: str | None = None,
    polarity: float = 0.0,
    *,
    after: timedelta = HOUR,
    id_: str = "r",
) -> PastResponse:
    """A response to the CSAT survey: its rating so long after MONDAY, and an hour later the words."""
    felt = feeling(polarity) if words else None
    first = Answer(CSAT.headline, QuestionKind.CSAT, MONDAY + after, rating=rating, skipped=rating is None)
    then = Answer("why", QuestionKind.TEXT, MONDAY + after + HOUR, comment=words, sentiment=felt)
    answers = (first, then) if words else (first,)
    return PastResponse(id_, "visit", CSAT.name, CSAT.version, answers)


def voice(*responses: PastResponse, cases: tuple[PastCase, ...] = (), who: str = "maya") -> PastVoice:
    return PastVoice(who, responses, cases)


def judged(
    past: Heard, now: AlertRules = NOW, then: AlertRules = NOW, where: Judged = JUDGED
) -> AlertFindings:
    return alert_lab(past, settings(now), settings(then), where, lambda _share: None)


def test_a_wider_rule_alerts_more_and_shows_which_and_why() -> None:
    past = Heard([voice(says(2, id_="low")), voice(says(3, "so so", 0.2, id_="middling"), who="tom")])
    found = judged(past, then=AlertRules(low_up_to={QuestionKind.CSAT: 3}))
    assert (found.responses, found.now.opened.total(), found.then.opened.total()) == (2, 1, 2)
    assert (found.gained_n, found.lost_n) == (1, 0)
    (gained,) = found.gained
    assert (gained.response, gained.rating) == ("middling", 3)
    assert gained.judgement.reasons == ("reason.listed_rating",)
    assert found.then.reasons == {"reason.low_rating": 1, "reason.listed_rating": 1}


def test_a_narrower_rule_shows_what_is_no_longer_alerted() -> None:
    found = judged(Heard([voice(says(2))]), then=AlertRules(low_up_to={QuestionKind.CSAT: 1}))
    assert (found.gained_n, found.lost_n, found.then.alerts) == (0, 1, 0)


def test_a_touchpoints_own_rules_hold_there() -> None:
    past = Heard([voice(says(5, "cold", -0.9))])
    then = settings(NOW, visit=AlertRules(mixed=True))
    assert alert_lab(past, settings(NOW), then, JUDGED, lambda _share: None).gained_n == 1


def test_an_alert_counts_at_the_answer_that_made_it_one() -> None:
    late = says(5, "I was in hospital", after=JUDGED.until - MONDAY - HOUR / 2)
    assert judged(Heard([voice(late)])).now.alerts == 0
    in_time = says(1, "I was in hospital", after=JUDGED.until - MONDAY - HOUR / 2)
    assert judged(Heard([voice(in_time)])).now.alerts == 1


def test_an_alert_joins_the_case_that_is_open() -> None:
    first, second = says(1, id_="a"), says(1, after=DAY, id_="b")
    for lasts, opened in ((2 * DAY, 1), (HOUR, 2)):
        past = Heard([voice(first, second)], (lasts,))
        assert judged(past).now.opened.total() == opened
        assert judged(past).now.joined == 2 - opened
    real = PastCase(first.answers[0].answered_at, MONDAY + 5 * DAY, CaseKind.UNHAPPY, "b")
    assert judged(Heard([voice(first, second, cases=(real,))], (HOUR,))).now.opened.total() == 1


def test_alerts_that_staff_closed_as_no_problem_are_counted_as_far_as_a_rule_raises_them() -> None:
    wrong, right = says(2, id_="wrong"), says(1, id_="right")
    ended = PastCase(MONDAY + HOUR, MONDAY + 2 * HOUR, CaseKind.UNHAPPY, "wrong", no_problem=True)
    past = Heard([voice(wrong, cases=(ended,)), voice(right, who="tom")])
    found = judged(past, then=AlertRules(low_up_to={QuestionKind.CSAT: 1}))
    assert (found.now.no_problem, found.then.no_problem) == (1, 0)


def test_an_alert_joins_a_question_that_is_open_already() -> None:
    question = PastCase(MONDAY, MONDAY + DAY, CaseKind.QUESTION, None)
    found = judged(Heard([voice(says(1), cases=(question,))]))
    assert (found.now.opened.total(), found.now.joined, found.really_opened) == (0, 1, 0)


def test_a_later_answer_opens_another_case_once_the_first_has_ended() -> None:
    first = PastCase(MONDAY + HOUR, MONDAY + HOUR + HOUR / 2, CaseKind.UNHAPPY, "r")
    second = PastCase(MONDAY + 2 * HOUR, None, CaseKind.UNHAPPY, "r")
    found = judged(Heard([voice(says(1, "late"), cases=(first, second))]))
    assert (found.now.opened.total(), found.now.alerts, found.really_opened) == (2, 1, 2)


def test_an_answer_that_says_nothing_new_opens_none_once_the_first_has_ended() -> None:
    first = PastCase(MONDAY + HOUR, MONDAY + HOUR + HOUR / 2, CaseKind.UNHAPPY, "r")
    response = says(1, "late")
    skip = Answer("more", QuestionKind.CHOICE, MONDAY + 5 * HOUR, skipped=True)
    longer = replace(response, answers=(*response.answers[:1], skip))
    found = judged(Heard([voice(longer, cases=(first,))]))
    assert (found.now.opened.total(), found.really_opened) == (1, 1)


def test_answers_of_people_who_work_with_us_alert_only_if_they_ask_for_a_person() -> None:
    survey = SURVEYS["internal-pulse"]
    kind = survey.question(survey.headline).kind

    def internal(words: str) -> AlertFindings:
        answer = Answer(survey.headline, kind, MONDAY, rating=0, comment=words)
        response = PastResponse("r", "pulse", survey.name, survey.version, (answer,))
        return judged(Heard([voice(response)]))

    assert internal("all is bad").now.alerts == 0
    assert internal("please call me").now.alerts == 1
    assert not internal("all is bad").by_rating


def test_who_turned_low_was_heard_of_before_or_not() -> None:
    past = Heard(
        [
            voice(says(3, id_="a"), says(1, after=5 * DAY, id_="b")),
            voice(says(1, id_="c"), says(1, after=5 * DAY, id_="d"), who="tom"),
            voice(says(1, id_="e"), who="kim"),  # low at once: nobody could be heard of before
        ]
    )
    found = judged(past, then=AlertRules(low_up_to={QuestionKind.CSAT: 3}))
    assert (found.turned, found.now.warned, found.then.warned) == (2, 1, 2)


def test_each_rating_to_hear_of_is_counted_and_what_alerts_anyway_is_in_all_of_them() -> None:
    said = [says(rating, id_=f"r{place}") for place, rating in enumerate((1, 2, 2, 3, 5))]
    said.append(says(5, "hospital", id_="urgent"))
    past = Heard([voice(one, who=one.id) for one in said])
    found = judged(past)
    assert list(heard_up_to(found, QuestionKind.CSAT)) == [(0, 1), (1, 2), (2, 4), (3, 5), (4, 5), (5, 6)]
    for rating, alerts in heard_up_to(found, QuestionKind.CSAT):
        rules = AlertRules(low_up_to={QuestionKind.CSAT: rating})
        assert judged(past, then=rules).then.alerts == alerts


def reads(p_unhappy: float, *, after: timedelta = HOUR, rating: int | None = None, id_: str) -> PastResponse:
    """A response with words of this probability, and nothing else that could alert."""
    said = says(rating, "so it was", after=after, id_=id_)
    felt = replace(feeling(0.0), p_unhappy=p_unhappy, has_complaint=0.0)
    return replace(said, answers=(said.answers[0], replace(said.answers[1], sentiment=felt)))


def test_each_threshold_on_words_is_counted_and_what_alerts_anyway_is_in_all_of_them() -> None:
    said = [reads(p_unhappy, id_=f"r{p_unhappy}") for p_unhappy in (0.29, 0.3, 0.62, 0.999, 1.0)]
    said += [says(1, id_="low"), reads(0.95, rating=4, id_="rated"), says(5, "hospital", id_="urgent")]
    past = Heard([voice(one, who=one.id) for one in said])
    found = judged(past)
    counted = {at: heard_from(found, at) for at in (0, 29, 30, 31, 62, 63, 99, 100, 101)}
    assert counted == {0: 7, 29: 7, 30: 6, 31: 5, 62: 5, 63: 4, 99: 4, 100: 3, 101: 2}
    for at, alerts in counted.items():
        assert judged(past, then=AlertRules(unhappy_from=at / 100)).then.alerts == alerts
        assert heard_from(judged(past, then=AlertRules(unhappy_from=0.5)), at) == alerts


def test_where_words_alone_make_no_case_no_threshold_does() -> None:
    found = judged(Heard([voice(reads(0.9, id_="r"))]), then=AlertRules(words_alone=False))
    assert heard_from(found, 0) == 0
    mixed = judged(Heard([voice(reads(0.9, rating=5, id_="r"))]), then=AlertRules(mixed=True))
    assert (heard_from(mixed, 90), heard_from(mixed, 91)) == (1, 0)


def test_words_outside_the_days_that_are_counted_are_in_no_threshold() -> None:
    late = reads(0.9, after=JUDGED.until - MONDAY, id_="r")
    found = judged(Heard([voice(late)]))
    assert (heard_from(found, 0), found.words.readers.total()) == (0, 0)


def test_the_ratings_beside_comments_say_how_often_the_words_were_right() -> None:
    said = [reads(0.9, rating=1, id_="a"), reads(0.8, rating=5, id_="b"), reads(0.2, rating=2, id_="c")]
    said.append(reads(0.9, id_="unrated"))
    found = judged(Heard([voice(one, who=one.id) for one in said]))
    assert [rated_from(found, at) for at in (0, 50, 85, 95)] == [(2, 3), (1, 2), (1, 1), (0, 0)]


def test_comments_that_no_analyzer_could_read_are_counted_and_alert_by_their_rating_alone() -> None:
    read, unread = reads(0.9, id_="read"), reads(0.9, id_="unread")
    unread = replace(unread, answers=(unread.answers[0], replace(unread.answers[1], sentiment=None)))
    found = judged(Heard([voice(read), voice(unread, who="tom")]))
    assert (found.words.readers, found.words.unread, found.now.alerts) == ({"test": 1}, 1, 1)


def test_only_the_touchpoint_asked_for_is_judged() -> None:
    past = Heard([voice(says(1))])
    assert judged(past, where=replace(JUDGED, touchpoint="delivery")).responses == 0
    assert judged(past, where=replace(JUDGED, touchpoint="visit")).now.alerts == 1


def test_of_many_examples_the_latest_few_are_kept_newest_first() -> None:
    said = [says(3, after=place * HOUR, id_=f"r{place:02}") for place in range(20)]
    found = judged(
        Heard([voice(one, who=one.id) for one in said]), then=AlertRules(low_up_to={QuestionKind.CSAT: 3})
    )
    assert found.gained_n == 20
    assert [one.response for one in found.gained] == [f"r{place}" for place in range(19, 19 - EXAMPLES, -1)]
