"""The digest's section on what was changed because customers said so, and whether it helped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.core.digest_charts import Json, difference, display_name, figure, line
from bot.core.digest_parts import named_list, section
from bot.core.improvements import Effectiveness, Improvement, Measurement, Stage, moved_at

MOST_SHOWN = 8  # of each list


def changed(improvements: Sequence[Improvement], today: date) -> Json:
    """The section; ``today`` is the date on which the digest is made."""
    done = [one for one in improvements if one.stage not in {Stage.PLANNED, Stage.DECLINED}]
    planned = [one for one in improvements if one.stage is Stage.PLANNED]
    overdue = [one for one in planned if one.is_overdue(today)]
    under_way = [one for one in planned if not one.is_overdue(today)]
    declined = [one for one in improvements if one.stage is Stage.DECLINED]
    lists = [
        *named_list("changed_done", [_done(one) for one in _latest(done)]),
        *named_list("changed_overdue", [_planned("overdue", one) for one in overdue[:MOST_SHOWN]]),
        *named_list("changed_planned", [_planned("planned", one) for one in under_way[:MOST_SHOWN]]),
        *named_list("changed_declined", [_declined(one) for one in _latest(declined)]),
    ]
    return section("changed", lists=lists)


def _latest(improvements: Sequence[Improvement]) -> list[Improvement]:
    return sorted(improvements, key=moved_at, reverse=True)[:MOST_SHOWN]


def _done(one: Improvement) -> Json:
    values: dict[str, object] = {
        "problem": one.problem,
        "touchpoint": display_name(one.touchpoint),
        "told": told(one),
        "verdict": verdict(one.measurement),
    }
    return line("digest.changed_done.item", **values)


def told(one: Improvement) -> Json:
    """How many customers were told of it, and what they said."""
    if one.told_at is None or not one.told:
        return line("digest.changed.told.nobody")
    if not (one.better or one.not_better or one.unsure):
        return line("digest.changed.told.silent", n=one.told)
    return line("digest.changed.told.said", n=one.told, better=one.better, not_better=one.not_better)


def verdict(measured: Measurement | None) -> Json:
    """Whether it helped, with both numbers and the range of the difference."""
    if measured is None:
        return line("digest.changed.verdict.waits")
    known = (measured.kind, measured.before, measured.after, measured.low, measured.high)
    kind, before, after, low, high = known
    if measured.verdict is Effectiveness.TOO_FEW or kind is None or before is None or after is None:
        few = {"before": measured.n_before, "after": measured.n_after, "days": measured.days}
        return line("digest.changed.verdict.too_few", **few)
    return line(
        f"digest.changed.verdict.{measured.verdict}",
        before=figure(kind, before),
        n_before=measured.n_before,
        after=figure(kind, after),
        n_after=measured.n_after,
        low=_signed(kind, low or 0.0),
        high=_signed(kind, high or 0.0),
        days=measured.days,
    )


def _signed(kind: str, moved: float) -> str:
    points = difference(kind, moved)
    return points if not moved else f"{'+' if moved > 0 else '−'}{points}"


def _planned(name: str, one: Improvement) -> Json:
    return line(
        f"digest.changed_{name}.item",
        problem=one.problem,
        touchpoint=display_name(one.touchpoint),
        owner=one.owner_name,
        due=one.due.isoformat(),
    )


def _declined(one: Improvement) -> Json:
    return line(
        "digest.changed_declined.item",
        problem=one.problem,
        touchpoint=display_name(one.touchpoint),
        why=one.why or "",
    )
