"""Which files may hold something of somebody: a copy is theirs to be deleted too."""

from __future__ import annotations

from functools import partial

from bot.core.audit import CUSTOMER_EXPORT, EXPORT, Audited
from storage import auditing
from tests.storage.conftest import NOW, House


async def test_a_customers_copies_are_their_own_files_and_every_file_of_a_whole_table(house: House) -> None:
    for action, about, where in (
        (EXPORT, "", "answers (csv) to /files/answers.csv"),
        (CUSTOMER_EXPORT, "customer:c1", "/files/c1"),
        (CUSTOMER_EXPORT, "customer:c2", "/files/c2"),
        ("customer", "customer:c1", "terminal"),
    ):
        line = Audited(NOW, "terminal::sam", None, action, about, allowed=True, detail=where)
        await house.database.write(partial(auditing.put_down, line=line))

    async def copies(of: str | None) -> list[str | None]:
        found = await house.database.read(lambda connection: auditing.exports(connection, of))
        return [one.detail for one in found]

    assert await copies("c1") == ["answers (csv) to /files/answers.csv", "/files/c1"]
    assert len(await copies(None)) == 3
