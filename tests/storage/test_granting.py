"""Who is a member of a group has its role, once, until they leave it."""

from __future__ import annotations

from bot.core.claims import Grant
from bot.core.identity import Role
from tests.storage.conftest import NOW, House

MEMBER = Grant("slack:T1:U1", Role.STAFF, NOW, "slack:T1:S1")


async def test_a_member_joins_once_and_leaves_and_nobody_changes_nothing(house: House) -> None:
    await house.store.join([])
    assert await house.store.granted() == []
    for _ in range(2):
        await house.store.join([MEMBER])
        assert await house.store.granted() == [MEMBER]
    await house.store.leave([MEMBER])
    assert await house.store.granted() == []
