"""The digest's section on recovery: how far staff came, what became of it, what it took and brought."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from bot.core.digest import Digest
from bot.core.digest_charts import Json, line, percent
from bot.core.digest_parts import days, named_list, section
from bot.core.ledger import Ledger, Money
from bot.core.periods import EARLIEST
from bot.core.report import CaseNumbers
from bot.core.statistics import COUNTS_ONLY_BELOW, GREY_BELOW, Estimate


def recovery_card(digest: Digest) -> Mapping[str, object]:
    """The ledger by itself, as a card of the digest's shape."""
    period = digest.query.period
    spans = "so_far" if period.start == EARLIEST else "heading"
    return {
        "type": "digest",
        "title": line(f"digest.ledger.{spans}", business=digest.business, **days(period)),
        "subtitle": line("digest.ledger.counted"),
        "sections": [recovery(digest)],
        "charts": [],
    }


def recovery(digest: Digest) -> Json:
    """The section. Without a case it still has what was given, and the promises that were due."""
    cases, before, ledger = digest.cases, digest.cases_before, digest.ledger
    earlier = {"n": before.opened, **days(digest.previous)}
    if not (cases.opened or cases.still_open):
        nothing = (
            line("digest.recovery.none_now", **earlier) if before.opened else line("digest.recovery.none")
        )
        return section("recovery", nothing, metrics=_metrics(ledger), lists=_lists(ledger))
    note = line("digest.recovery.before", **earlier) if digest.previous.days > 0 else None
    return section(
        "recovery",
        note,
        metrics=_metrics(ledger),
        lists=_lists(ledger),
        table=_steps(cases, ledger),
    )


def _steps(cases: CaseNumbers, ledger: Ledger) -> Json:
    resolved_in_time = ledger.resolved_in_time if ledger.cases else None
    steps = (
        ("opened", cases.opened, None, None),
        ("taken", cases.taken, cases.taken_in_time, cases.median_to_take),
        ("contacted", cases.contacted, cases.contacted_in_time, cases.median_to_contact),
        ("resolved", cases.resolved, resolved_in_time, ledger.median_to_resolve),
        ("confirmed", cases.confirmed, None, None),
        ("silent", ledger.silent, None, None),
        ("reopened", cases.reopened, None, None),
        ("still_open", cases.still_open, None, None),
    )
    rows: list[list[Json | str]] = []
    for name, n, in_time, median in steps:
        punctual = "" if in_time is None or not n else f"{in_time}/{n}"
        rows.append(
            [line(f"digest.recovery.{name}"), str(n), punctual, "" if median is None else _duration(median)]
        )
    head: list[Json] = [line(f"digest.recovery.{name}") for name in ("step", "cases", "in_time", "median")]
    return {"head": head, "rows": rows}


def _metrics(ledger: Ledger) -> list[Json]:
    shares = (
        ("recovered", ledger.recovered, ledger.recovered_share),
        ("in_time", ledger.in_time, ledger.kept_levels),
        ("promises", ledger.promises_kept, ledger.kept_promises),
    )
    return [_metric(name, n, estimate) for name, n, estimate in shares if estimate.n]


def _metric(name: str, n: int, estimate: Estimate) -> Json:
    """A share of cases or promises; of few only how many."""
    value, interval = estimate.value, estimate.interval
    shown: Json = {"label": line(f"digest.ledger.{name}"), "n": estimate.n, "change": None}
    if value is None or interval is None or estimate.n < COUNTS_ONLY_BELOW:
        few = line("digest.ledger.few", part=n, of=estimate.n)
        return {**shown, "value": few, "range": None, "grey": True, "bar": None}
    return {
        **shown,
        "value": percent(value),
        "range": line("digest.range", low=percent(interval.low), high=percent(interval.high)),
        "grey": estimate.n < GREY_BELOW,
        "bar": {"low": round(interval.low, 4), "value": round(value, 4), "high": round(interval.high, 4)},
    }


def _lists(ledger: Ledger) -> list[Json]:
    causes = [line("digest.ledger.cause", cause=line(f"cause.{cause}"), n=n) for cause, n in ledger.causes]
    if ledger.false_alarms:
        causes.append(line("digest.ledger.false_alarms", n=ledger.false_alarms))
    money = [line("digest.ledger.given", n=one.n, sum=_sum(one)) for one in ledger.gestures]
    money += [line("digest.ledger.given_later", n=one.n, sum=_sum(one)) for one in ledger.later_of_gestures]
    if ledger.recovered:
        money.append(line("digest.ledger.back", n=ledger.recovered, back=ledger.back))
    money += [line("digest.ledger.later", n=one.n, sum=_sum(one)) for one in ledger.later]
    return [*named_list("causes", causes), *named_list("worth", money)]


def _sum(money: Money) -> str:
    """ "1,250.00 EUR"; without a currency where the shop names none."""
    amount = f"{money.amount.quantize(Decimal('0.01')):,}"
    return f"{amount} {money.currency}" if money.currency else amount


def _duration(time: timedelta) -> Json:
    """In its two largest units: 2 d 3 h, 3 h 20 min, 40 min."""
    minutes = round(time.total_seconds() / 60)
    hours, minutes = divmod(minutes, 60)
    of_days, hours = divmod(hours, 24)
    if of_days:
        return line("digest.duration.days", days=of_days, hours=hours)
    if hours:
        return line("digest.duration.hours", hours=hours, minutes=minutes)
    return line("digest.duration.minutes", minutes=minutes)
