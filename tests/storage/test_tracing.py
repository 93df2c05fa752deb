"""The way of whatever a word names: also of what was not asked, not sent, or is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.conversation import State
from bot.core.effects import Save, Send
from bot.core.eligibility import Suppression
from bot.core.identity import derived_id
from bot.core.journey import Purchase
from storage import tracing
from tests.storage.conftest import NOW, House, contact, customer, invitation, parcel

HOUR = timedelta(hours=1)
BOUGHT = derived_id("purchase", "web", "A-1")
ASKED = replace(invitation(), purchase_id=BOUGHT)
PLANNED = replace(
    ASKED, id="planned", state=State.PLANNED, address=None, sent_at=None, delivered_at=None, question=None
)
OVER = replace(ASKED, id="over", state=State.EXPIRED, finished_at=NOW + HOUR)


@pytest.fixture
async def lived(house: House) -> House:
    """One purchase, about which somebody was asked, is to be asked, and is not asked."""
    await house.decided(
        Save(customer()),
        Save(contact()),
        Save(Purchase(BOUGHT, "web", "A-1", "c1", "delivery", NOW)),
        Save(PLANNED),
        Save(OVER),
        Save(Suppression(BOUGHT, "c1", "delivery", "cooldown", NOW)),
        Send(replace(parcel("later", not_before=NOW + HOUR), about="invitation:planned")),
        Send(replace(parcel("digest", not_before=NOW + HOUR), about="digest:weekly")),
    )
    return house


async def told(house: House, word: str) -> list[tuple[str, str]]:
    steps = await house.database.read(lambda one: tracing.trace(one, word, ("web",)))
    return [(step.what, step.id) for step in steps]


async def test_what_was_not_asked_is_over_or_waits_is_on_the_way(lived: House) -> None:
    found = await told(lived, "A-1")
    for step in (
        ("not asked", BOUGHT),
        ("invitation planned", "planned"),
        ("invitation expired", "over"),
        ("invitation expires", "planned"),
        ("parcel waits", "later"),
    ):
        assert step in found
    assert ("invitation sent", "planned") not in found
    assert not [step for step in found if step[0].startswith("came in: purchase")], "its event is not known"


async def test_what_is_about_no_customer_has_only_itself(lived: House) -> None:
    assert {id_ for _, id_ in await told(lived, "digest")} == {"digest"}


async def test_nobody_goes_further_than_so_many_steps(lived: House, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ("bought", BOUGHT) in await told(lived, "later")
    monkeypatch.setattr(tracing, "_ROUNDS", 0)
    assert {id_ for _, id_ in await told(lived, "later")} == {"later"}


async def test_what_nobody_knows_has_no_way(lived: House) -> None:
    assert await told(lived, "nothing") == []
