"""A role that is claimed while the bot runs holds from the next event on, and after a restart."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import app, config
from bot.core.claims import Claim
from bot.core.events import CommandGiven, LinkOpened
from bot.core.identity import Address, Role
from handlers.claiming import claim_hash
from storage import granting
from tests.commands.asked import written

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
EVE = Address("telegram", person="4711")
WORD = "claim-abcdefghijklmnopqrstuvwxyz"


class Clock:
    def now(self) -> datetime:
        return NOON


async def test_a_claimed_role_holds_at_once_and_after_a_restart(tmp_path: Path) -> None:
    loaded = config.load(written(tmp_path))
    claim = Claim(claim_hash(WORD), (Role.MANAGER,), NOON + timedelta(hours=1))
    async with app.opened(loaded, tmp_path) as kept:
        await kept.database.write(lambda connection: granting.put_in(connection, claim))
        engine = app.Engine(kept.settings, kept.store, clock=Clock())
        async with engine.running(ticking=False):
            assert Role.MANAGER not in engine.settings.roles_of(EVE)
            await engine.deliver(LinkOpened("telegram", "1", NOON, EVE, WORD))
            assert Role.MANAGER in engine.settings.roles_of(EVE)
            await engine.deliver(CommandGiven("telegram", "2", NOON, EVE, "pause", ""))
            assert kept.store.settings.managers == {EVE.user}
            engine.use(replace(kept.settings, business="Mug & Co"))
            assert engine.settings.managers == {EVE.user}, "what is configured anew keeps what was claimed"
    async with app.opened(loaded, tmp_path) as kept:
        engine = app.Engine(kept.settings, kept.store, clock=Clock())
        async with engine.running(ticking=False):
            assert Role.MANAGER in engine.settings.roles_of(EVE)
            await kept.database.write(lambda connection: granting.take_back(connection, EVE.user))
            await engine.read_roles()
            assert Role.MANAGER not in engine.settings.roles_of(EVE)


async def test_the_storage_is_told_of_new_settings_before_the_next_batch_and_not_in_one(
    tmp_path: Path,
) -> None:
    loaded = config.load(written(tmp_path))
    async with app.opened(loaded, tmp_path) as kept:
        engine = app.Engine(kept.settings, kept.store, clock=Clock())
        async with engine.running(ticking=False):
            engine.use(replace(kept.settings, business="Mug & Co"))
            before = kept.store.settings.business
            await engine.deliver(CommandGiven("telegram", "1", NOON, EVE, "whoami", ""))
            assert (before, kept.store.settings.business) == ("Bean There", "Mug & Co")
