"""Wins: the praise of the day, for everybody in a room of it; only words whose writers said yes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from bot.core.digest_composing import buyers_comments
from bot.core.effects import Line
from bot.core.periods import Period
from bot.core.praise import Win, wins
from bot.core.report import Report
from bot.core.settings import Room
from bot.core.view import View

MOST_SHOWN = 10


def lines(report: Report, room: Room, view: View) -> tuple[Line, ...]:
    """What is posted, the newest first; nothing where nobody said anything that may be read there."""
    settings = view.settings
    comments = [
        one
        for one in buyers_comments(report.now, settings)
        if not room.touchpoints or one.touchpoint in room.touchpoints
    ]
    found = wins(comments, settings.staff_names)
    if not found:
        return ()
    more = len(found) - MOST_SHOWN
    rest = (Line("wins.more", {"n": more}),) if more > 0 else ()
    return (_title(report.now.query.period), *_said(found[:MOST_SHOWN]), *rest)


def _title(period: Period) -> Line:
    start, end = period.start.isoformat(), (period.end - timedelta(days=1)).isoformat()
    return Line("wins.title" if start == end else "wins.days", {"start": start, "end": end})


def _said(found: Iterable[Win]) -> Iterable[Line]:
    for one in found:
        values = {"quote": one.said.text, "touchpoint": one.said.touchpoint.replace("_", " ")}
        key = "said" if one.said.name else "unnamed"
        if one.said.name:
            values["name"] = one.said.name
        if one.staff:
            values["staff"] = ", ".join(one.staff)
        yield Line(f"wins.{key}{'_of' if one.staff else ''}", values)
