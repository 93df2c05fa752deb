"""What one address still has in hand: which edit of a message says nothing that a newer one does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core.effects import Lane, Message, Parcel
from bot.core.identity import Address
from bot.core.ports import Errand
from bot.delivery.lines import Line

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
ROOM = Address("slack", "T1", "C1")
EDIT = Parcel("older", ROOM, Lane.ALERT, "alert", "case:1", Message(()), "en", NOON, target="alert")
NEWER = replace(EDIT, id="newer")


@pytest.mark.parametrize(
    ("others", "outdated"),
    [
        ([], False),
        ([NEWER], True),
        ([replace(NEWER, target="another alert")], False),
        ([NEWER, replace(NEWER, id="hangs", target="older")], False),
        ([NEWER, replace(NEWER, id="hangs", target=None, thread="older")], False),
    ],
)
def test_an_edit_is_outdated_by_a_newer_one_unless_something_hangs_on_it(
    others: list[Parcel], outdated: bool
) -> None:
    line = Line(ROOM)
    for one in (EDIT, *others):
        line.add(Errand(one, 1, NOON))
    assert line.is_outdated(line.first()) is outdated
