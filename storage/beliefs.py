"""What the team believes, as rows. There are few: they are read all together."""

from __future__ import annotations

import json

from sqlalchemy import Connection, select

from bot.core.beliefs import About, Belief, Bound, Claim
from storage.codec import fit, micros, micros_or_none, moment, moment_or_none
from storage.statements import AnyRow, Values
from storage.tables import beliefs

_ALL = select(beliefs).order_by(beliefs.c.at_us, beliefs.c.id)


def load(connection: Connection) -> list[Belief]:
    """All of them, those that were taken back as well, in the order in which they were said."""
    return [belief_from(row) for row in connection.execute(_ALL)]


def belief_row(belief: Belief) -> Values:
    claim = belief.claim
    return {
        "id": belief.id,
        "at_us": micros(belief.at),
        "by": fit(belief.by),
        "by_name": fit(belief.by_name),
        "about": claim.about.value,
        "what": json.dumps(claim.what),
        "touchpoint": claim.touchpoint,
        "bound": claim.bound.value,
        "value": claim.value,
        "withdrawn_us": micros_or_none(belief.withdrawn_at),
    }


def belief_from(row: AnyRow) -> Belief:
    id_, at, by, by_name, about, what, touchpoint, bound, value, withdrawn = row
    claim = Claim(About(about), tuple(json.loads(what)), touchpoint, Bound(bound), value)
    return Belief(id_, moment(at), by, by_name, claim, moment_or_none(withdrawn))
