"""From counted numbers to a ``Digest``, and nothing else.

``compose`` turns a ``Report``, which is what the storage counted, into a ``Digest``. The schedule,
``/digest``, the page and the command line show the same value, so they cannot disagree.

What is not known is left out here, once, and not by each of those who show it: a score of fewer than 5
is not compared, and where it is of an internal audience it is not even in the value.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice

from bot.core import digest_trend
from bot.core.belief_scoring import expectations, score
from bot.core.digest import (
    QUOTES,
    Asks,
    Choices,
    Digest,
    Group,
    Measured,
    Quote,
    Rates,
    Standing,
    Trend,
    Voices,
)
from bot.core.digest_differs import differing
from bot.core.guesses import opened
from bot.core.mentions import Reading, read_for_themes, shortened, top_themes
from bot.core.periods import local_date
from bot.core.praise import praised
from bot.core.report import (
    ChoiceCount,
    CommentRow,
    Funnel,
    Numbers,
    RatingCount,
    Report,
)
from bot.core.settings import Settings
from bot.core.sides import Sides, sides
from bot.core.statistics import (
    COUNTS_ONLY_BELOW,
    Change,
    Estimate,
    Showing,
    change,
    change_of_shares,
    headline,
    mean,
    merge,
    share,
    showing,
)
from bot.core.survey import Audience, Branch, LocalText, Question, QuestionKind, Survey, is_high


def compose(report: Report, settings: Settings, now: datetime) -> Digest:
    """The digest of what was counted. A survey that the settings do not know is taken for a buyers' one."""
    buyers = _group(report, settings, now, internal=False)
    in_use = {
        *(touchpoint.survey for touchpoint in settings.touchpoints.values()),
        *(rating.survey for side in (report.now, report.before) for rating in side.ratings),
        *(funnel.survey for funnel in report.now.funnels),
    }
    asks_internally = any(_is_internal(survey, settings) for survey in in_use)
    # What the team believes is about everybody, not about one slice.
    beliefs = () if report.now.query.slices else report.beliefs
    covered = {one.touchpoint for one in buyers.headlines if one.estimate.n}
    return Digest(
        business=settings.business,
        query=report.now.query,
        previous=report.before.query.period,
        made_at=now,
        buyers=buyers,
        internal=_group(report, settings, now, internal=True) if asks_internally else None,
        suppressed=tuple(
            sorted(
                ((reason, n) for reason, n in report.now.suppressions.items() if n),
                key=lambda one: (-one[1], one[0]),
            )
        ),
        cases=report.now.cases,
        cases_before=report.before.cases,
        ledger=report.now.ledger,
        improvements=report.now.improvements,
        today=local_date(now, settings.zone),
        comments_read=len(_of_audience(report.now, settings, False).comments),
        comments_total=report.now.comments_total,
        understood=report.now.understood,
        uncovered=tuple(
            name for name in dict.fromkeys(one.touchpoint for one in buyers.headlines) if name not in covered
        ),
        beliefs=score(beliefs, buyers, settings, report.now.query.touchpoint),
        expected=expectations(beliefs),
        differing=differing(report, buyers.headlines),
        praise=praised(buyers_comments(report.now, settings), settings.staff_names),
        guesses=opened(report.beliefs, report.now.query, buyers, settings, now),
        sides=_sides(report, settings),
        observed=report.now.observed,
    )


def _sides(report: Report, settings: Settings) -> Sides:
    """Of buyers: what is asked at the query's touchpoint, or at any."""
    now, before = (_of_audience(one, settings, False) for one in (report.now, report.before))
    only = report.now.query.touchpoint
    names = {one.survey for one in settings.touchpoints.values() if only in (None, one.name)}
    in_use = [_survey(name, settings) for name in sorted(names) if not _is_internal(name, settings)]

    def attribute_of(survey: str, question: str) -> str | None:
        found = _question(survey, question, settings)
        return found.attribute if found else None

    return sides(
        now, before, [one for one in in_use if one], attribute_of, lambda name: _title(name, settings)
    )


def _group(report: Report, settings: Settings, now: datetime, *, internal: bool) -> Group:
    counted = _of_audience(report.now, settings, internal)
    before = _of_audience(report.before, settings, internal)
    measured = _measured(counted, before, settings, internal)
    headlines = tuple(one for one in measured if _is_headline(one.survey, one.question, settings))
    shown = {(one.survey, one.touchpoint) for one in headlines if one.showing is not Showing.HIDDEN}
    answered = [one.estimate.n for one in headlines if one.showing is not Showing.HIDDEN]
    # Who answered is told by the funnel, the comments and the choices too, so they share the limit.
    funnels = [one for one in counted.funnels if not internal or (one.survey, one.touchpoint) in shown]
    comments = _comments(counted, shown, internal)
    reading = read_for_themes(comments, settings.taxonomy, settings.languages)
    choices = _choices(counted, settings, shown, internal)
    funnels_before = () if internal else before.funnels
    last_day = min(local_date(now, settings.zone), counted.query.period.end - timedelta(days=1))
    return Group(
        audience=Audience.INTERNAL if internal else Audience.BUYER,
        headlines=headlines,
        others=tuple(one for one in measured if one not in headlines),
        funnels=tuple(_rates(funnel, settings) for funnel in funnels),
        response=_response(funnels),
        response_before=_response(funnels_before),
        response_change=_change_of_response(funnels, funnels_before),
        choices=choices,
        comments=len(comments),
        unhappy=_voices(reading, settings, happy=False, internal=internal),
        happy=_voices(reading, settings, happy=True, internal=internal),
        trends=_trends(counted, settings, last_day, internal),
        answers=None if internal and not answered else sum(answered),
        hidden=internal and any(one.showing is Showing.HIDDEN for one in measured),
    )


# --- surveys


def _survey(name: str, settings: Settings) -> Survey | None:
    """The current version; any other of a survey that is no longer in use."""
    if name in settings.current:
        return settings.survey(name)
    return next((survey for (known, _), survey in settings.surveys.items() if known == name), None)


def _question(survey: str, name: str, settings: Settings) -> Question | None:
    """As the current version asks it; as any other did where the current one does not."""
    known = [_survey(survey, settings), *(one for (by, _), one in settings.surveys.items() if by == survey)]
    return next((one for any_ in known if any_ for one in any_.questions if one.name == name), None)


def _title(name: str, settings: Settings) -> LocalText:
    survey = _survey(name, settings)
    return survey.title if survey else {settings.language: name}


def _is_internal(name: str, settings: Settings) -> bool:
    """Whether any version of it was: what was said to that one stays confidential."""
    return any(
        one.audience is Audience.INTERNAL for (known, _), one in settings.surveys.items() if known == name
    )


def _is_headline(survey: str, question: str, settings: Settings) -> bool:
    """Whether any version leads with it: an old version's headline is still that of its answers."""
    versions = [one for (name, _), one in settings.surveys.items() if name == survey]
    return not versions or any(one.headline == question for one in versions)


def _of_audience(numbers: Numbers, settings: Settings, internal: bool) -> Numbers:
    """The numbers of this audience alone."""

    def belongs(survey: str | None) -> bool:
        return (survey is not None and _is_internal(survey, settings)) is internal

    def survey_of(comment: CommentRow) -> str | None:
        place = settings.touchpoints.get(comment.touchpoint)
        return comment.survey or (place.survey if place else None)

    return replace(
        numbers,
        ratings=tuple(one for one in numbers.ratings if belongs(one.survey)),
        funnels=tuple(one for one in numbers.funnels if belongs(one.survey)),
        choices=tuple(one for one in numbers.choices if belongs(one.survey)),
        joint=tuple(one for one in numbers.joint if belongs(one.survey)),
        comments=tuple(
            replace(one, survey=survey_of(one)) for one in numbers.comments if belongs(survey_of(one))
        ),
        trend=tuple((week, one) for week, one in numbers.trend if belongs(one.survey)),
    )


# --- ratings

_Place = tuple[str, str, str, str]  # survey, question, kind, touchpoint


def _histograms(ratings: Iterable[RatingCount]) -> dict[_Place, Mapping[int, int]]:
    found: dict[_Place, Mapping[int, int]] = {}
    for one in ratings:
        place = (one.survey, one.question, one.kind, one.touchpoint)
        found[place] = merge(found.get(place, {}), one.histogram)
    return found


def _measured(now: Numbers, before: Numbers, settings: Settings, internal: bool) -> tuple[Measured, ...]:
    """Every question that was answered now or before, and the headline of whatever is silent."""
    histograms, earlier = _histograms(now.ratings), _histograms(before.ratings)
    places = [*histograms, *earlier]
    asked = [(one.survey, one.touchpoint) for one in now.funnels]
    only = now.query.touchpoint
    asked += [
        (one.survey, one.name)
        for one in settings.touchpoints.values()
        if only in (None, one.name) and _is_internal(one.survey, settings) is internal
    ]
    answered_at = {touchpoint for _, _, _, touchpoint in places}
    for survey, touchpoint in asked:
        silent = _survey(survey, settings)
        if silent and touchpoint not in answered_at:
            places.append((survey, silent.headline, silent.question(silent.headline).kind, touchpoint))
    order = list(settings.touchpoints)

    def rank(place: _Place) -> tuple[int, str, int, _Place]:
        at = order.index(place[3]) if place[3] in order else len(order)
        return at, place[3], -sum(histograms.get(place, {}).values()), place

    return tuple(
        _one_measured(place, histograms.get(place, {}), earlier.get(place, {}), settings, internal)
        for place in sorted(dict.fromkeys(places), key=rank)
    )


def _one_measured(
    place: _Place, now: Mapping[int, int], before: Mapping[int, int], settings: Settings, internal: bool
) -> Measured:
    survey, name, kind, touchpoint = place
    shows = showing(sum(now.values()), internal)
    if shows is Showing.HIDDEN:
        now, before = {}, {}
    elif internal and sum(before.values()) < COUNTS_ONLY_BELOW:
        before = {}
    estimate, comparable = headline(kind, now), min(sum(now.values()), sum(before.values()))
    question = _question(survey, name, settings)
    goal = _goal(kind, _aim(survey, touchpoint, settings)) if _is_headline(survey, name, settings) else None
    return Measured(
        survey=survey,
        title=_title(survey, settings),
        question=name,
        attribute=question.attribute if question else None,
        kind=kind,
        touchpoint=touchpoint,
        histogram=now,
        estimate=estimate,
        mean=mean(now).value,
        showing=shows,
        before=headline(kind, before),
        change=change(kind, now, before) if comparable >= COUNTS_ONLY_BELOW else None,
        goal=goal,
        standing=_standing(estimate, goal) if estimate.n >= COUNTS_ONLY_BELOW else None,
    )


def _aim(survey: str, touchpoint: str, settings: Settings) -> float | None:
    """What is aimed at there: the touchpoint's own goal goes before its survey's."""
    here = settings.touchpoints.get(touchpoint)
    own = here.goal if here is not None and here.survey == survey else None
    return settings.goals.get(survey) if own is None else own


def _goal(kind: str, aim: float | None) -> float | None:
    """The aim in the unit of the score; a share may be written as 0.9 or as 90."""
    is_percentage = kind not in (QuestionKind.NPS, QuestionKind.STARS) and aim is not None and aim > 1
    return aim / 100 if is_percentage and aim is not None else aim


def _standing(estimate: Estimate, goal: float | None) -> Standing | None:
    if goal is None or estimate.interval is None:
        return None
    if estimate.interval.low >= goal:
        return Standing.REACHED
    return Standing.MISSED if estimate.interval.high < goal else Standing.OPEN


def _trends(numbers: Numbers, settings: Settings, last_day: date, internal: bool) -> tuple[Trend, ...]:
    """A trend for each survey and kind that has one, the one with the most answers first."""
    weeks: dict[tuple[str, str], dict[date, Mapping[int, int]]] = defaultdict(dict)
    for week, one in numbers.trend:
        if _is_headline(one.survey, one.question, settings):
            of_survey = weeks[one.survey, one.kind]
            of_survey[week] = merge(of_survey.get(week, {}), one.histogram)
    trends = []
    for (survey, kind), histograms in weeks.items():
        points = digest_trend.points(kind, histograms, last_day, internal=internal)
        goal = _goal(kind, settings.goals.get(survey))
        trends.append(Trend(survey, _title(survey, settings), kind, goal, points))
    return tuple(sorted(trends, key=lambda one: (-sum(point.estimate.n for point in one.points), one.survey)))


# --- who answered


def _rates(funnel: Funnel, settings: Settings) -> Rates:
    def rate(n: int) -> float | None:
        return n / funnel.delivered if COUNTS_ONLY_BELOW <= funnel.delivered >= n else None

    return Rates(
        _title(funnel.survey, settings),
        funnel,
        rate(funnel.responded),
        rate(funnel.completed),
        rate(funnel.commented),
    )


def _response(funnels: Iterable[Funnel]) -> Estimate:
    return share(*_totals(funnels))


def _totals(funnels: Iterable[Funnel]) -> tuple[int, int]:
    """Responded and delivered, of those funnels that have a rate."""
    rated = [one for one in funnels if one.responded <= one.delivered]
    return sum(one.responded for one in rated), sum(one.delivered for one in rated)


def _change_of_response(now: Iterable[Funnel], before: Iterable[Funnel]) -> Change | None:
    (responded, delivered), (responded_before, delivered_before) = _totals(now), _totals(before)
    if min(delivered, delivered_before) < COUNTS_ONLY_BELOW:
        return None
    return change_of_shares(responded, delivered, responded_before, delivered_before)


# --- what they chose and wrote


def _choices(
    numbers: Numbers, settings: Settings, shown: set[tuple[str, str]], internal: bool
) -> tuple[Choices, ...]:
    counts: dict[tuple[str, str], list[ChoiceCount]] = defaultdict(list)
    for one in numbers.choices:
        if one.n:
            counts[one.survey, one.question].append(one)
    composed = []
    for (survey, name), rows in counts.items():
        answered = max(one.answered for one in rows)
        too_few = (answered or sum(one.n for one in rows)) < COUNTS_ONLY_BELOW
        if internal and (too_few or survey not in {by for by, _ in shown}):
            continue
        question = _question(survey, name, settings)
        labels = {option.name: option.label for option in question.options} if question else {}
        rows.sort(key=lambda one: -one.n)
        composed.append(
            Choices(
                survey=survey,
                title=_title(survey, settings),
                question=name,
                words=_words(question, settings) if question else {settings.language: name},
                asks=_asks(survey, name, settings),
                answered=answered if answered >= rows[0].n else None,
                options=tuple(
                    (one.option, labels.get(one.option, {settings.language: one.option}), one.n)
                    for one in rows
                ),
            )
        )
    return tuple(composed)


def _words(question: Question, settings: Settings) -> LocalText:
    """What was asked, in one sentence, without what is different for everybody."""
    words = {}
    for language, text in question.text.items():
        said = text.replace("{business}", settings.business)
        sentences = re.split(r"(?<=[.!?\u3002\uff1f])\s+", said)
        asked = next((one for one in sentences if one.endswith(("?", "\uff1f"))), sentences[0])
        words[language] = re.sub(r"\{\w+\}", "\u2026", asked)
    return words


def _asks(survey: str, name: str, settings: Settings) -> Asks:
    question, asked_in = _question(survey, name, settings), _survey(survey, settings)
    if question is not None and question.attribute is not None:
        return Asks.JUDGEMENT
    questions = asked_in.questions if asked_in else ()
    branches = [(one, branch) for one in questions for branch in one.branches if branch.goto == name]
    from_high = any(is_high(one.kind, value) for one, branch in branches for value in _ratings_of(branch))
    anyway = any(one.goto == name for one in questions)
    return Asks.PROBLEM if branches and not from_high and not anyway else Asks.WANT


def _ratings_of(branch: Branch) -> Iterable[int]:
    return (value for value in branch.values if isinstance(value, int))


def _comments(numbers: Numbers, shown: set[tuple[str, str]], internal: bool) -> tuple[CommentRow, ...]:
    """Newest first; internal ones only where at least 5 answered and at least 5 wrote."""
    heard = [one for one in numbers.comments if one.text.strip()]
    if internal:
        heard = [one for one in heard if (one.survey, one.touchpoint) in shown]
        heard = heard if len(heard) >= COUNTS_ONLY_BELOW else []
    return tuple(sorted(heard, key=lambda one: one.at, reverse=True))


def buyers_comments(numbers: Numbers, settings: Settings) -> tuple[CommentRow, ...]:
    """What buyers wrote, newest first."""
    return _comments(_of_audience(numbers, settings, False), set(), False)


def _voices(reading: Reading, settings: Settings, *, happy: bool, internal: bool) -> Voices:
    comments = (one.comment for one in reading.tagged)
    heard = [one for one in comments if (one.happy if happy else one.unhappy)]
    different: dict[str, CommentRow] = {}
    for one in heard:
        if one.is_quotable:
            different.setdefault(one.text.strip().casefold(), one)
    quotes = tuple(
        Quote(
            text=shortened(one.text),
            rating=None if internal else one.rating,
            kind=None if internal else one.kind,
            touchpoint=one.touchpoint,
            day=None if internal else local_date(one.at, settings.zone),
        )
        for one in islice(different.values(), QUOTES)
    )
    return Voices(len(heard), () if internal else top_themes(reading, happy=happy), quotes)
