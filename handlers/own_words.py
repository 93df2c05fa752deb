"""``/mine``: what became of what somebody said. Heard, planned, done, or declined and why."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.commented import comments_in
from bot.core.conversation import Invitation
from bot.core.effects import Effect, Line
from bot.core.identity import Address, Customer
from bot.core.improvements import Improvement, Stage
from bot.core.mentions import Tagged, read_for_themes, shortened
from bot.core.raising import raises
from bot.core.view import View
from handlers import asking
from handlers.asking import told
from handlers.improvement_words import theme_name, words_in

SHOWN = 5  # comments, the latest
_FURTHEST = (Stage.MEASURED, Stage.TOLD, Stage.DONE, Stage.PLANNED, Stage.DECLINED)


def shown(customer: Customer, address: Address, view: View) -> Effect:
    """What they said, the latest first, and what became of each."""
    lines = [line for one, invitation in _said(customer, view) for line in _lines(one, invitation, view)]
    if not lines:
        slash = asking.slash(view, address)
        return told(view, address, customer, "reply", "mine", Line("mine.nothing", {"slash": slash}))
    return told(view, address, customer, "reply", "mine", Line("mine.title"), *lines)


def _said(customer: Customer, view: View) -> list[tuple[Tagged, Invitation]]:
    going_on, settings = view.open_invitation(customer.id), view.settings
    invitations = [*([going_on] if going_on else []), *view.past_invitations(customer.id)]
    pairs = [
        (comment, one)
        for one in invitations
        if not one.trial
        for comment in comments_in(one, settings.survey(one.survey, one.survey_version))
    ]
    pairs = sorted(pairs, key=lambda pair: pair[0].at, reverse=True)[:SHOWN]
    reading = read_for_themes([comment for comment, _ in pairs], settings.taxonomy, settings.languages)
    return [(tagged, invitation) for tagged, (_, invitation) in zip(reading.tagged, pairs, strict=True)]


def _lines(one: Tagged, invitation: Invitation, view: View) -> Iterator[Line]:
    when = f"{one.comment.at.astimezone(view.settings.zone):%Y-%m-%d}"
    yield Line("mine.said", {"when": when, "quote": shortened(one.comment.text)})
    yield _became(_furthest(one, invitation, view), view.customer(invitation.customer_id), view)


def _furthest(one: Tagged, invitation: Invitation, view: View) -> Improvement | None:
    """Of the improvements that this raised, the one that has come furthest."""
    contributed = {
        contributor.improvement_id
        for contributor in view.rows.contributors.values()
        if contributor.invitation_id == invitation.id
    }
    found = [
        improvement
        for improvement in view.rows.improvements.values()
        if improvement.touchpoint == invitation.touchpoint
        and improvement.covers(one.comment.at)
        and improvement.theme is not None
        and (improvement.id in contributed or improvement.stage in {Stage.PLANNED, Stage.DECLINED})
        and raises(one, improvement.theme)
    ]
    return min(found, key=lambda improvement: _FURTHEST.index(improvement.stage), default=None)


def _became(improvement: Improvement | None, customer: Customer | None, view: View) -> Line:
    if improvement is None:
        return Line("mine.heard", {"business": view.settings.business})
    if improvement.stage is Stage.PLANNED:
        return Line("mine.planned", {"theme": theme_name(improvement.theme or "", view)})
    if improvement.stage is Stage.DECLINED:
        return Line("mine.declined", {"why": improvement.why or ""})
    return Line("mine.done", {"words": words_in(improvement, asking.language_of(view, customer))})
