"""What a wave by hand reads and writes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.effects import Save, Timer
from bot.core.ports import Needs
from bot.core.survey import Audience
from storage import waves
from tests.storage.conftest import ANNA, NOW, House, contact, customer


async def test_it_is_for_those_who_work_with_us_by_their_ids(house: House) -> None:
    team = [replace(customer(id_), audience=Audience.INTERNAL) for id_ in ("w2", "w1")]
    await house.decided(Save(customer()), *map(Save, team))
    found = await house.database.read(waves.internal_customers)
    assert [one.id for one in found] == ["w1", "w2"]


async def test_it_sees_what_handlers_would_see(house: House) -> None:
    await house.decided(Save(customer()), Save(contact()))
    found = await waves.read_rows(house.database, [Needs(addresses=(ANNA,))])
    assert found.customers == {"c1": customer()}


async def test_its_timers_are_set_however_many_units_that_takes(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waves, "_WRITTEN_AT_ONCE", 2)
    new = [Timer("moment", f"pulse:{number}", NOW) for number in range(5)]
    await waves.set_timers(house.database, new)
    due = await house.store.due_timers(NOW + timedelta(seconds=1), 10)
    assert {one.subject for one in due} == {one.subject for one in new}
