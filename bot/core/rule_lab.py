"""Contact rules over the stored past: who would have been asked, when, and why not.

Several replays go side by side over one reading of the past. Each begins some days before what is counted,
from what had really been sent until then. Only a launch cap makes one customer matter to another; without one
they are replayed part after part, so that memory does not grow with their number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.core.contact_replay import ASKED, BY_CUSTOMER, WAITING, ContactReplay, Counted, Deciding, Tally
from bot.core.past import EVERYBODY, PastPurchase, PastPurchases
from bot.core.periods import local_date
from bot.core.reactions import Person, person_from
from bot.core.settings import Settings
from bot.core.survey import Audience

_SPARE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ContactFindings:
    """One tally for each set of settings, in their order, and what really happened."""

    tallies: tuple[Tally, ...]
    really: Tally


def contact_lab(
    past: PastPurchases,
    settings: Sequence[Settings],
    deciding: Deciding,
    counted: Counted,
    progress: Callable[[float], None],
) -> ContactFindings:
    """Replay the past under each of these settings; ``progress`` is told the share, 0…1."""
    since = counted.since - max(_warm_up(one) for one in settings)
    tallies, really = tuple(Tally() for _ in settings), Tally()
    parts = [EVERYBODY] if any(one.contact.launch_cap for one in settings) else past.parts()
    for place, part in enumerate(parts):
        replays = [
            ContactReplay(one, deciding, counted, tally) for one, tally in zip(settings, tallies, strict=True)
        ]
        people: dict[str, Person] = {}
        asked: set[str] = set()
        for portion in past.purchases(since, counted.until, part):
            new = {one.purchase.customer_id for one in portion} - people.keys()
            people.update((one.customer.id, person_from(one, since)) for one in past.customers(new))
            for one in portion:
                person = people.get(one.purchase.customer_id)
                if person is not None:
                    _count_real(really, asked, one, person, counted, settings[0])
                    for replay in replays:
                        replay.bought(person, one)
            share = (portion[-1].purchase.bought_at - since) / (counted.until - since)
            progress((place + share) / len(parts))
        for replay in replays:
            replay.finish()
        really.customers += len(asked)
    return ContactFindings(tallies, really)


def _warm_up(settings: Settings) -> timedelta:
    """How long before the first day a purchase may have been made that is decided on it."""
    delays = [one.delay for one in settings.touchpoints.values()]
    rules = [
        settings.rules(one.survey, one.name, audience)
        for one in settings.touchpoints.values()
        for audience in Audience
    ]
    longest = max((one.expires_after for one in rules), default=settings.contact.expires_after)
    return max(delays, default=timedelta(0)) + longest + _SPARE


def _count_real(
    tally: Tally, asked: set[str], one: PastPurchase, person: Person, counted: Counted, settings: Settings
) -> None:
    """What was recorded about this purchase; ``asked`` holds who was, of this part."""
    purchase, reaction = one.purchase, person.reactions.get(one.purchase.id)
    begun = next(
        (fact for fact in person.facts if not fact.is_ours and fact.purchase_id == purchase.id), None
    )
    if one.suppression is not None:
        outcome, at = one.suppression.reason, one.suppression.at
    elif reaction is not None:
        outcome, at = ASKED, reaction.sent_at
    elif begun is not None:
        outcome, at = BY_CUSTOMER, begun.sent_at
    else:
        outcome, at = purchase.not_asked or WAITING, purchase.bought_at
    still_waits = outcome == WAITING and counted.touchpoint in {None, purchase.touchpoint}
    if still_waits or counted.has(purchase.touchpoint, at):
        tally.outcomes[outcome] += 1
        if outcome == ASKED:
            tally.asked[local_date(at, settings.zone)] += 1
            asked.add(purchase.customer_id)
