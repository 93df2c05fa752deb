"""Alert rules over the stored past: which answers would have made a case, and how many a day.

Every response is judged again, answer by answer as it was given, by the very ``judge`` that opens cases. A
response that needs staff *alerts* at the first answer that does. Where the customer has a case open then, the
alert joins it, else it opens one; so does a later answer, if that case has ended and all is still not well.
What the past cannot tell is assumed, in ``ALERT_ASSUMPTIONS``.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from statistics import median

from bot.core.alert_findings import Alert, AlertFindings, AlertTally
from bot.core.conversation import is_news, said_in
from bot.core.past import PastCase, PastResponse, PastVoice, PastVoices
from bot.core.periods import local_date
from bot.core.recovery import CaseKind
from bot.core.settings import Settings
from bot.core.survey import SCALES, Audience, QuestionKind, Survey, is_low
from bot.core.verdict import PRECISE, AlertRules, judge, may_be_named

EXAMPLES = 5

ALERT_ASSUMPTIONS = (
    "a response is judged answer by answer as it was given; what was changed later counts as it is now",
    "a case that never was lasts as long as half of the real ones do; other cases are as they were",
)

_TALKS_LAST = timedelta(
    days=30
)  # what is answered in the days that are counted was asked at most so long before
_USUAL = timedelta(days=2)  # how long a case is open, where none has ended yet
_SECOND = timedelta(seconds=1)
_NEVER = 101  # hundredths; no probability is as high
_FOR_EVER = datetime.max.replace(tzinfo=UTC)
_NEVER_BEFORE = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Judged:
    """What is counted: alerts from ``since`` to before ``until``, at one touchpoint, or at all (None)."""

    since: datetime
    until: datetime
    touchpoint: str | None = None


def alert_lab(
    past: PastVoices, now: Settings, then: Settings, judged: Judged, progress: Callable[[float], None]
) -> AlertFindings:
    """Judge the stored responses by the rules of both settings; ``progress`` is told the share, 0…1."""
    lengths = past.case_lengths(judged.since, judged.until)
    usual = _SECOND * median(length / _SECOND for length in lengths) if lengths else _USUAL
    lab = _Lab(now, then, judged, usual)
    for share, voices in past.voices(judged.since - _TALKS_LAST, judged.until):
        for voice in voices:
            lab.heard(voice)
        progress(share)
    return lab.findings


class _Lab:
    """Both sets of rules at work on one customer after the other."""

    def __init__(self, now: Settings, then: Settings, judged: Judged, usual: timedelta) -> None:
        self.findings = AlertFindings()
        self._now = now
        self._then = then
        self._judged = judged
        self._usual = usual
        self._gained: list[tuple[datetime, str, Alert]] = []
        self._lost: list[tuple[datetime, str, Alert]] = []

    def heard(self, voice: PastVoice) -> None:
        """One customer's responses, in order of time."""
        findings, judged = self.findings, self._judged
        open_until = {"now": _NEVER_BEFORE, "then": _NEVER_BEFORE}
        alerted = {"now": False, "then": False}
        has_turned = False
        ids = set()
        for place, response in enumerate(voice.responses):
            survey = self._now.surveys.get((response.survey, response.survey_version))
            if survey is None or judged.touchpoint not in {None, response.touchpoint}:
                continue
            ids.add(response.id)
            if judged.since <= response.answers[0].answered_at < judged.until:
                findings.responses += 1
                if place and not has_turned and _is_low(response, survey):
                    has_turned = True
                    findings.turned += 1
                    findings.now.warned += alerted["now"]
                    findings.then.warned += alerted["then"]
            pair = {
                name: self._alert(response, survey, voice, settings.alert_rules(response.touchpoint))
                for name, settings in (("now", self._now), ("then", self._then))
            }
            for name, tally in (("now", findings.now), ("then", findings.then)):
                alert = pair[name]
                if alert is not None:
                    alerted[name] = True
                    open_until[name] = self._raised(alert, tally, open_until[name], voice.cases)
            self._compared(pair["now"], pair["then"])
            self._by_rating(response, survey, voice, pair["then"])
            self._by_words(response, survey, voice, pair["then"])
            self._read(response, survey)
        findings.really_opened += sum(
            case.kind is CaseKind.UNHAPPY
            and case.talk in ids
            and judged.since <= case.opened_at < judged.until
            for case in voice.cases
        )
        findings.gained, findings.lost = _latest(self._gained), _latest(self._lost)

    def _alert(
        self, response: PastResponse, survey: Survey, voice: PastVoice, rules: AlertRules
    ) -> Alert | None:
        """The alert that the response is, at the first answer that makes it one."""
        kind = survey.question(survey.headline).kind
        alert: Alert | None = None
        for place, answer in enumerate(response.answers, 1):
            if not is_news(answer, survey):
                continue
            given = response.answers[:place]
            rating = next((one.rating for one in given if one.question == survey.headline), None)
            comment = "\n".join(one.comment for one in given if one.comment) or None
            judgement = judge(kind, rating, said_in(given), rules)
            if not (judgement.needs_case and may_be_named(survey.audience, judgement)):
                continue
            if alert is None:
                id_, where, at = response.id, response.touchpoint, answer.answered_at
                alert = Alert(id_, voice.customer_id, where, at, kind, rating, comment, judgement)
            else:
                again = (*alert.again, answer.answered_at)
                alert = replace(alert, rating=rating, comment=comment, judgement=judgement, again=again)
        return alert

    def _raised(
        self, alert: Alert, tally: AlertTally, open_until: datetime, cases: Sequence[PastCase]
    ) -> datetime:
        """Count the alert; until when the customer's case is open."""
        if self._is_counted(alert):
            tally.touchpoints[alert.touchpoint] += 1
            tally.reasons.update(alert.judgement.reasons)
            tally.no_problem += any(case.no_problem and case.talk == alert.response for case in cases)
        for at in (alert.at, *alert.again):
            real = next((case for case in cases if _covers(case, at)), None)
            is_other = real is not None and (real.talk is None or real.kind is not CaseKind.UNHAPPY)
            joins = at < open_until or (is_other and real is not None and real.opened_at < at)
            if self._judged.since <= at < self._judged.until:
                tally.joined += joins and at == alert.at
                tally.opened[local_date(at, self._now.zone)] += not joins
            if not joins:
                open_until = at + self._usual if real is None else real.ended_at or _FOR_EVER
        return open_until

    def _is_counted(self, alert: Alert) -> bool:
        return self._judged.since <= alert.at < self._judged.until

    def _compared(self, now: Alert | None, then: Alert | None) -> None:
        findings = self.findings
        if then is not None and now is None and self._is_counted(then):
            findings.gained_n += 1
            _keep(self._gained, then)
        if now is not None and then is None and self._is_counted(now):
            findings.lost_n += 1
            _keep(self._lost, now)

    def _by_rating(
        self, response: PastResponse, survey: Survey, voice: PastVoice, alert: Alert | None
    ) -> None:
        """Whether only its rating may make it an alert, and which rating that is."""
        given = response.answers
        last = next(
            (one for one in given if one.question == survey.headline and one.rating is not None), None
        )
        if last is None or last.rating is None or survey.audience is not Audience.BUYER:
            return
        if not self._judged.since <= last.answered_at < self._judged.until:
            return
        rules = self._then.alert_rules(response.touchpoint)
        kind = survey.question(survey.headline).kind
        if self._alert(response, survey, voice, _without_ratings(rules, kind)) is None:
            self.findings.by_rating.setdefault(kind, Counter())[last.rating] += 1
            self.findings.heard_by_rating[kind] += alert is not None

    def _by_words(
        self, response: PastResponse, survey: Survey, voice: PastVoice, alert: Alert | None
    ) -> None:
        """Whether only its words may make it an alert, and up to which threshold they do."""
        rules = self._then.alert_rules(response.touchpoint)

        def heard(hundredths: int) -> Alert | None:
            return self._alert(response, survey, voice, replace(rules, unhappy_from=hundredths / 100))

        if all(one.sentiment is None for one in response.answers) or heard(_NEVER) is not None:
            return
        places = range(_NEVER, -1, -1)
        from_ = _NEVER - bisect_left(places, True, key=lambda place: heard(place) is not None)
        loudest = heard(from_) if from_ >= 0 else None
        if loudest is not None and self._is_counted(loudest):
            self.findings.words.alerts[from_] += 1
            self.findings.words.heard += alert is not None

    def _read(self, response: PastResponse, survey: Survey) -> None:
        """Who read its comments, and what the rating beside them says of those."""
        words = self.findings.words
        is_rated = any(one.question == survey.headline and one.rating is not None for one in response.answers)
        is_buyers = survey.audience is Audience.BUYER
        for answer in response.answers:
            if not answer.comment or not self._judged.since <= answer.answered_at < self._judged.until:
                continue
            if answer.sentiment is None or not answer.sentiment.is_known:
                words.unread += 1
                continue
            words.readers[answer.sentiment.analyzer] += 1
            if is_rated and is_buyers and answer.sentiment.language in PRECISE:
                p_unhappy = _hundredths(answer.sentiment.p_unhappy)
                words.rated[p_unhappy] += 1
                words.rated_low[p_unhappy] += _is_low(response, survey)


def _hundredths(probability: float) -> int:
    return int(probability * 100 + 1e-9)


def _is_low(response: PastResponse, survey: Survey) -> bool:
    kind = survey.question(survey.headline).kind
    ratings = (one.rating for one in response.answers if one.question == survey.headline)
    is_buyers = survey.audience is Audience.BUYER
    return is_buyers and any(rating is not None and is_low(kind, rating) for rating in ratings)


def _without_ratings(rules: AlertRules, kind: QuestionKind) -> AlertRules:
    none_of_them: Mapping[QuestionKind, int] = {**rules.low_up_to, kind: SCALES[kind][0] - 1}
    return replace(rules, low_up_to=none_of_them)


def _covers(case: PastCase, at: datetime) -> bool:
    return case.opened_at <= at and (case.ended_at is None or at < case.ended_at)


def _keep(latest: list[tuple[datetime, str, Alert]], alert: Alert) -> None:
    """Of all that come, the latest few stay."""
    heapq.heappush(latest, (alert.at, alert.response, alert))
    if len(latest) > EXAMPLES:
        heapq.heappop(latest)


def _latest(kept: list[tuple[datetime, str, Alert]]) -> list[Alert]:
    return [alert for _, _, alert in sorted(kept, key=lambda one: one[:2], reverse=True)]
