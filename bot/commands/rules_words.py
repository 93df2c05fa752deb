"""What a threshold on the words would mean: alerts a day, and how many of them are right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from bot.commands.columns import columns
from bot.commands.trying import Tried
from bot.core.alert_findings import AlertFindings, heard_from, rated_from
from bot.sentiment.calibration import Calibration, calibrations
from bot.texts.terminal import headed, wrapped

_SHOWN = range(30, 100, 10)  # hundredths; below, most alerts are wrong
_FEW = 5  # comments, of which no share is said


@dataclass(frozen=True, slots=True)
class Threshold:
    """``expected`` is the share of alerts for words alone that is right, as measured for the analyzer; of the
    ``rated`` comments, which had a rating beside them, ``rated_low`` had a low one.
    """

    unhappy_from: float
    alerts_a_day: float
    expected: float | None
    rated_low: int
    rated: int


def thresholds(found: AlertFindings, tried: Tried) -> list[Threshold]:
    """The usual ones, that which is tried, and that which can be handled."""
    shown = {*_SHOWN, _hundredths(tried)}
    handled = handled_from(found, tried)
    if handled is not None:
        shown.add(handled)
    measured = calibrations().get(tried.analyzer)
    return [_threshold(one, measured, found, tried) for one in sorted(shown)]


def _threshold(
    hundredths: int, measured: Calibration | None, found: AlertFindings, tried: Tried
) -> Threshold:
    p_unhappy = hundredths / 100
    return Threshold(
        p_unhappy,
        heard_from(found, hundredths) / tried.days,
        expected_precision(measured, p_unhappy) if measured else None,
        *rated_from(found, hundredths),
    )


def expected_precision(measured: Calibration, p_unhappy: float) -> float | None:
    """The share of alerts that is right from there on; None below what was measured."""
    points = [(threshold, share) for share, threshold in measured.precision]
    if p_unhappy < points[0][0]:
        return None
    for (start, low), (end, high) in pairwise(points):
        if start <= p_unhappy < end:
            return low + (high - low) * (p_unhappy - start) / (end - start)
    return points[-1][1]


def handled_from(found: AlertFindings, tried: Tried) -> int | None:
    """The lowest threshold, in hundredths, with which staff get no more alerts a day than they can handle."""
    if tried.most_alerts is None:
        return None
    every = range(_SHOWN.start, 102)
    return next((one for one in every if heard_from(found, one) / tried.days <= tried.most_alerts), None)


def _hundredths(tried: Tried) -> int:
    return round(tried.settings.alert_rules(tried.touchpoint).unhappy_from * 100)


def words_text(found: AlertFindings, tried: Tried) -> Iterator[str]:
    """The table, in lines, and what it rests on."""
    yield from headed("All alerts a day, by where words begin to raise one")
    words = found.words
    if not words.readers:
        yield "No comment of these days was read by an analyzer: words raise no alert."
        return
    tried_one = _hundredths(tried)
    rows = [("unhappy_from", "alerts a day", "expected right", "rated low by your customers")]
    rows += [
        (
            f"{one.unhappy_from:.2f}{' (tried)' if round(one.unhappy_from * 100) == tried_one else ''}",
            f"{one.alerts_a_day:,.1f}",
            "–" if one.expected is None else f"{one.expected:.0%}".replace("%", " %"),
            _rated(one),
        )
        for one in thresholds(found, tried)
    ]
    yield from columns(rows)
    yield ""
    handled = handled_from(found, tried)
    if tried.most_alerts is not None:
        if handled is None:
            yield from wrapped(f"More than {tried.most_alerts:,} a day whatever is written.")
        else:
            yield from wrapped(f"At most {tried.most_alerts:,} a day: alerts.unhappy_from={handled / 100:g}")
    yield from wrapped(
        "“Expected right”: of those alerted for their words alone, so many are unhappy where 20 % of all "
        f"customers are, as measured for the analyzer {tried.analyzer}. “Rated low”: of your own comments "
        "from there on that had a rating beside them."
    )
    yield from _rests_on(found, tried)


def _rated(one: Threshold) -> str:
    if one.rated < _FEW:
        return f"{one.rated_low} of {one.rated}"
    return f"{one.rated_low / one.rated:.0%} (n = {one.rated:,})".replace("%", " %")


def _rests_on(found: AlertFindings, tried: Tried) -> Iterator[str]:
    words = found.words
    comments = words.readers.total() + words.unread
    if words.unread:
        yield from wrapped(
            f"{words.unread:,} of {comments:,} comments were read by no analyzer, being in a language that "
            "it does not know, or older than it. Their words raise no alert here."
        )
    others = {name: n for name, n in sorted(words.readers.items()) if name != tried.analyzer}
    if others:
        listed = ", ".join(f"{n:,} by {name}" for name, n in others.items())
        yield from wrapped(
            f"Of {comments:,} comments were read {listed}, and not by {tried.analyzer}, to whom the table "
            "applies: “feedback-bot reanalyze” has them read anew."
        )


def words_json(found: AlertFindings, tried: Tried) -> dict[str, Any]:
    """The same for programs."""
    handled = handled_from(found, tried)
    told: dict[str, Any] = {
        "analyzer": tried.analyzer,
        "thresholds": [
            {
                "unhappy_from": one.unhappy_from,
                "alerts_a_day": round(one.alerts_a_day, 4),
                "expected_precision": None if one.expected is None else round(one.expected, 4),
                "rated_low": one.rated_low,
                "rated": one.rated,
            }
            for one in thresholds(found, tried)
        ],
        "read_by": dict(sorted(found.words.readers.items())),
        "unread": found.words.unread,
    }
    if tried.most_alerts is not None:
        told["unhappy_from"] = None if handled is None else handled / 100
    return told
