"""Another configuration while the bot runs: what is taken at once, what waits, and what is refused whole."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot import app, config
from bot.config.own_texts import wording
from bot.core.effects import Line
from bot.core.errors import ConfigurationError
from bot.core.events import PurchaseReceived
from bot.core.identity import Address, Role
from bot.reloading import Reloading
from bot.texts import Wording
from tests.commands.asked import written
from tests.http.conftest import NOW, StillClock

EVE = Address("telegram", person="4711")
_ASKED = 'SELECT p."order", i.survey FROM invitations i JOIN purchases p ON p.id = i.purchase_id'
OWN_SURVEY = """
[[survey]]
name = "short"
title = "One question"
[[survey.question]]
name = "well"
kind = "thumbs"
text = "Was it good?"
"""


@asynccontextmanager
async def running(file: Path, said: Wording | None = None) -> AsyncIterator[tuple[app.Engine, Reloading]]:
    loaded = config.load(file)
    async with app.opened(loaded, loaded.data_folder) as kept:
        engine = app.Engine(kept.settings, kept.store, clock=StillClock())
        async with engine.running(ticking=False):
            yield engine, Reloading(loaded, engine, kept.database, said or wording(loaded))


def changed(file: Path, *pairs: tuple[str, str], more: str = "") -> None:
    text = file.read_text("utf-8")
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after)
    file.write_text(text + more, "utf-8")


def bought(order: str) -> PurchaseReceived:
    return PurchaseReceived(
        "shop:web", order, NOW, "web", order, f"tom {order}", "delivery", NOW, address=EVE
    )


async def test_surveys_and_roles_hold_from_the_next_event_on(tmp_path: Path) -> None:
    file = written(tmp_path)
    async with running(file) as (engine, reloading):
        await engine.deliver(bought("1001"))
        changed(
            file,
            ('survey = "delivery"', 'survey = "short"'),
            more=f'{OWN_SURVEY}\n[roles]\nmanagers = ["telegram::4711"]\n',
        )
        reloaded = await reloading.reload()
        assert set(reloaded.changed) == {"touchpoint", "survey", "roles"}
        assert reloaded.later == ()
        assert Role.MANAGER in engine.settings.roles_of(EVE)
        await engine.deliver(bought("1002"))
        with sqlite3.connect(file.parent / "data" / app.DATABASE_FILE) as connection:
            asked = dict(connection.execute(_ASKED).fetchall())
        assert asked == {"1001": "delivery", "1002": "short"}


async def test_texts_are_said_as_they_are_then(tmp_path: Path) -> None:
    file = written(tmp_path)
    said = wording(config.load(file))
    async with running(file, said) as (_, reloading):
        before = said(Line("said.kept"), "en")
        changed(file, more='\n[texts.en]\n"said.kept" = "Noted, with thanks."\n')
        assert (await reloading.reload()).changed == ("texts",)
        assert (before, said(Line("said.kept"), "en")) == (
            "Thank you, I've kept that.",
            "Noted, with thanks.",
        )


async def test_what_a_start_alone_can_change_is_named_and_stays_as_it_is(tmp_path: Path) -> None:
    file = written(tmp_path)
    async with running(file) as (engine, reloading):
        changed(
            file,
            ('name = "Bean There"', 'name = "Bean Here"'),
            ("[telegram]\n", '[telegram]\nusername = "bean_bot"\n'),
        )
        reloaded = await reloading.reload()
        assert (reloaded.changed, reloaded.later) == (("business",), ("telegram",))
        assert engine.settings.business == "Bean Here"
        assert "telegram" not in engine.settings.links, "a link is made once the name is in use"
        assert (await reloading.reload()).changed == (), "what holds already is not told again"


@pytest.mark.parametrize("wrong", ['[[survey]]\nname = "half"\n', "[nonsense]\n", "not toml"])
async def test_what_cannot_be_used_changes_nothing_and_says_why(tmp_path: Path, wrong: str) -> None:
    file = written(tmp_path)
    async with running(file) as (engine, reloading):
        before = engine.settings
        changed(file, ('name = "Bean There"', 'name = "Bean Here"'), more=wrong)
        with pytest.raises(ConfigurationError):
            await reloading.reload()
        answer = await reloading.asked({})
        assert answer["ok"] is False
        assert "config.toml:" in str(answer["problems"])
        assert engine.settings == before
        await engine.deliver(bought("1001"))


async def test_a_digest_that_is_new_is_planned_at_once(tmp_path: Path) -> None:
    file = written(tmp_path)
    async with running(file) as (engine, reloading):
        changed(
            file,
            more='[rooms.managers]\nplatform = "telegram"\nroom = "-1009876543211"\nrole = "managers"\n'
            '[[digest]]\nname = "daily"\nroom = "managers"\nevery = "day"\nat = "09:00"\n',
        )
        await reloading.reload()
        assert await engine.store.waiting_timers(["digest:daily"]) == {"digest:daily"}
