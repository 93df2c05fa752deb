"""Which card a report is told with: the digest, a comparison, what is behind a score, or a beginning."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.core.digest import Digest
from bot.core.digest_beginning import beginning_card
from bot.core.digest_card import card
from bot.core.digest_composing import compose
from bot.core.digest_json import digest_json
from bot.core.digest_versus import versus_card, versus_json
from bot.core.digest_why import why_card, why_json
from bot.core.report import Report
from bot.core.settings import Settings


def told(report: Report, settings: Settings, now: datetime) -> Mapping[str, object]:
    """The card, in the shape that ``digest_card`` describes."""
    return card_of(compose(report, settings, now), report, settings, now)


def card_of(digest: Digest, report: Report, settings: Settings, now: datetime) -> Mapping[str, object]:
    """The same, of a digest that was composed from the report."""
    if report.beginning is not None and not digest.buyers.answers:
        return beginning_card(digest, report.beginning, settings)
    if report.against is not None:
        return versus_card(digest, compose(report.against, settings, now))
    return why_card(digest, report, settings) if report.now.query.why else card(digest)


def told_json(report: Report, settings: Settings, now: datetime) -> dict[str, object]:
    """The same for machines."""
    digest = compose(report, settings, now)
    if report.against is not None:
        return versus_json(digest, compose(report.against, settings, now))
    return why_json(digest, report, settings) if report.now.query.why else digest_json(digest)
