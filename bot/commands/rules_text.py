"""What came of trying rules, for a terminal: now, then, and the difference, each with its counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from bot.commands.columns import columns, difference, sparkline
from bot.commands.rules_words import words_text
from bot.commands.trying import Tried
from bot.core.alert_findings import Alert, AlertFindings, AlertTally, heard_up_to
from bot.core.alert_lab import ALERT_ASSUMPTIONS
from bot.core.contact_replay import ASKED, ASSUMPTIONS
from bot.core.effects import Line
from bot.core.rule_lab import ContactFindings
from bot.core.survey import SCALES, QuestionKind
from bot.texts import render
from bot.texts.terminal import headed, plain, wrapped

_HEAD = ("", "now", "then", "difference")
_UP_TO_KEY = {kind: f"{kind}_up_to" for kind in SCALES} | {QuestionKind.THUMBS: "thumbs_down"}
_OF_WORDS = frozenset({"words_precision", "unhappy_from", "words_alone", "mixed"})
_CASES_STAY = (
    "Both kinds were tried: whom to ask is counted with the cases that there were, not with those that the "
    "tried alerts would have opened."
)


def tried_text(tried: Tried, *, comments: bool) -> str:
    """Everything, in lines."""
    lines = [*_title(tried)]
    if tried.contact is not None:
        lines += _contact(tried, tried.contact)
    if tried.alerts is not None:
        lines += _alerts(tried, tried.alerts, comments=comments)
    if tried.contact is not None and tried.alerts is not None:
        lines += ["", *wrapped(_CASES_STAY)]
    return "\n".join(lines)


def _title(tried: Tried) -> Iterator[str]:
    about = f", touchpoint {tried.touchpoint}" if tried.touchpoint else ""
    yield f"{tried.first} to {tried.last}: {tried.days} days{about}"
    for key, (now, then) in tried.changed.items():
        was = ("not said" if key.count(".") == 1 else "the general rule") if now is None else shown_value(now)
        same = " (as it is)" if now == then else ""
        yield f"  {key}: {was} → {shown_value(then)}{same}"


def shown_value(value: object) -> str:
    """A value as the file has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    return f"{value:%H:%M}" if hasattr(value, "hour") else str(value)


# --- whom to ask


def _contact(tried: Tried, found: ContactFindings) -> Iterator[str]:
    now, then = found.tallies
    yield from headed("Whom to ask")
    rows = [_HEAD, _a_day("asked a day", now.asked.total(), then.asked.total(), tried.days)]
    rows.append(("on the busiest day", *(str(_busiest(one.asked)[1]) for one in (now, then)), ""))
    rows.append(("which was", *(_busiest(one.asked)[0] for one in (now, then)), ""))
    rows += [
        _row("customers asked at least once", now.customers, then.customers),
        _row("put off to a better hour", now.postponed, then.postponed),
    ]
    yield from columns(rows)
    yield from _weeks(tried, (now.asked, then.asked))
    yield from headed("Purchases, by what became of them")
    yield from columns([_HEAD, *_outcomes(now.outcomes, then.outcomes)])
    really = found.really.outcomes[ASKED]
    yield ""
    yield from wrapped(
        f"Really asked in these days: {really:,} (replayed by the present rules: {now.outcomes[ASKED]:,}). "
        "They differ where the rules were others then, or purchases were reported late."
    )
    yield from _assumed(ASSUMPTIONS)


def _outcomes(now: Counter[str], then: Counter[str]) -> Iterator[Sequence[str]]:
    names = sorted({*+now, *+then} - {ASKED}, key=lambda name: (-now[name], -then[name], name))
    for name in (ASKED, *names):
        yield _row(name, now[name], then[name])
    yield _row("all", now.total(), then.total())


def _weeks(tried: Tried, sides: tuple[Counter[date], Counter[date]]) -> Iterator[str]:
    """A bar for each week, the same height for the same number on both sides."""
    weeks = [[0] * -(-tried.days // 7) for _ in sides]
    for side, counted in zip(weeks, sides, strict=True):
        for day, n in counted.items():
            side[(day - tried.first) // timedelta(days=7)] += n
    top = max(max(side) for side in weeks)
    yield ""
    for name, side in zip(("now", "then"), weeks, strict=True):
        yield f"by week, {name:<4}  {sparkline(side, top)}  (highest: {max(side)})"


# --- whom staff hear of


def _alerts(tried: Tried, found: AlertFindings, *, comments: bool) -> Iterator[str]:
    yield from headed("What staff hear of")
    if not found.responses:
        yield "No responses are stored for these days."
        return
    now, then = found.now, found.then
    rows = [_HEAD, _a_day("cases a day", now.opened.total(), then.opened.total(), tried.days)]
    rows += [
        _row("responses that alert", now.alerts, then.alerts),
        _row("of them joining an open case", now.joined, then.joined),
        _row("of them no problem, said staff", now.no_problem, then.no_problem),
    ]
    for place in range(3):
        cells = [_nth_busiest(one, place) for one in (now, then)]
        if any(cells):
            rows.append((("busiest days", "", "")[place], *cells, ""))
    yield from columns(rows)
    yield from headed("Alerts, by touchpoint and by reason")
    touchpoints = sorted({*now.touchpoints, *then.touchpoints})
    rows = [_row(plain(name), now.touchpoints[name], then.touchpoints[name]) for name in touchpoints]
    reasons = sorted({*now.reasons, *then.reasons}, key=lambda key: (-then.reasons[key], key))
    rows += [_row(_reason(key, tried), now.reasons[key], then.reasons[key]) for key in reasons]
    yield from columns([_HEAD, *rows])
    yield ""
    yield from wrapped(
        f"{found.responses:,} responses. Cases really opened by them: {found.really_opened:,} "
        f"(by the present rules: {now.opened.total():,})."
    )
    if found.turned:
        yield from wrapped(
            f"Of {found.turned:,} customers who gave a low rating after an earlier response, staff had heard "
            f"before of {now.warned:,} now, of {then.warned:,} then."
        )
    yield from _examples("Newly alerted", found.gained_n, found.gained, tried, comments=comments)
    yield from _examples("No longer alerted", found.lost_n, found.lost, tried, comments=comments)
    if tried.most_alerts is not None:
        yield from _handled(tried, found, tried.most_alerts)
    if tried.most_alerts is not None or any(key.rpartition(".")[2] in _OF_WORDS for key in tried.changed):
        yield from words_text(found, tried)
    yield from _assumed(ALERT_ASSUMPTIONS)


def _examples(
    title: str, n: int, examples: Sequence[Alert], tried: Tried, *, comments: bool
) -> Iterator[str]:
    if not n:
        return
    latest = f"; the latest {len(examples)}" if n > len(examples) else ""
    yield from headed(f"{title}: {n:,}{latest}")
    for one in examples:
        at = f"{one.at.astimezone(tried.settings.zone):%Y-%m-%d %H:%M}"
        quoted = dict(one.judgement.words) if comments else {}
        why = ", ".join(_quoting(key, quoted.get(key, ()), tried) for key in one.judgement.reasons)
        said = f"{one.touchpoint}, {rating_words(one)}, {one.judgement.verdict}: {why}"
        yield from wrapped(f"{one.response}  {at}  {said}", "", "  ")
        if comments and one.comment:
            yield from wrapped(f"“{one.comment}”", "  ")


def rating_words(alert: Alert) -> str:
    """``csat 3 of 1–5``, or that there is none."""
    low, high = SCALES[alert.kind]
    return (
        f"{alert.kind} without a rating"
        if alert.rating is None
        else f"{alert.kind} {alert.rating} ({low}–{high})"
    )


def _handled(tried: Tried, found: AlertFindings, most: int) -> Iterator[str]:
    """What each rating to hear of would mean, and the highest that can be handled."""
    yield from headed(f"At most {most:,} a day: each kind of question by itself, all else as tried")
    for kind in sorted(found.by_rating):
        counted = [(rating, total, total / tried.days) for rating, total in heard_up_to(found, kind)]
        within = [rating for rating, _, a_day in counted if a_day <= most]
        if not within:
            yield from wrapped(f"{_UP_TO_KEY[kind]}: more than that whatever the rating")
            continue
        yield from wrapped(f"alerts.{up_to_setting(kind, within[-1])}")
        listed = [
            f"{rating_name(kind, rating)}: {a_day:.1f} a day (n = {n:,})" for rating, n, a_day in counted
        ]
        yield from wrapped("; ".join(listed), "  ")
    yield "These are means: the busiest days have more."


def up_to_setting(kind: QuestionKind, rating: int) -> str:
    """The key with the value that lets ratings up to this one be heard of."""
    if kind is QuestionKind.THUMBS:
        return f"thumbs_down={'true' if rating >= 0 else 'false'}"
    return f"{_UP_TO_KEY[kind]}={rating}"


def rating_name(kind: QuestionKind, rating: int) -> str:
    low, _ = SCALES[kind]
    return "no rating" if rating < low else f"up to {rating}"


# --- cells


def _row(name: str, now: int, then: int) -> tuple[str, ...]:
    return (name, f"{now:,}", f"{then:,}", difference(now, then))


def _a_day(name: str, now: int, then: int, days: int) -> tuple[str, ...]:
    a_day = (now / days, then / days)
    return (name, *(f"{one:,.2f}" for one in a_day), difference(*a_day, decimals=2, n=now))


def _busiest(counted: Counter[date]) -> tuple[str, int]:
    day, n = max(counted.items(), key=lambda one: (one[1], one[0]), default=(None, 0))
    return (str(day) if day else "–", n)


def _nth_busiest(tally: AlertTally, place: int) -> str:
    days = sorted(tally.opened.items(), key=lambda one: (-one[1], one[0]))
    days = [(day, n) for day, n in days if n]
    return f"{days[place][0]}: {days[place][1]}" if place < len(days) else ""


def _reason(key: str, tried: Tried) -> str:
    return render(Line(key), tried.settings.language)


def _quoting(key: str, words: Sequence[str], tried: Tried) -> str:
    said = _reason(key, tried)
    if not words:
        return said
    quoted = ", ".join(f"“{word}”" for word in words)
    return render(Line("alert.quoting", {"reason": said, "words": quoted}), tried.settings.language)


def _assumed(assumptions: Iterable[str]) -> Iterator[str]:
    yield from ("", "Assumed:")
    for one in assumptions:
        yield from wrapped(one, "- ", "  ")
