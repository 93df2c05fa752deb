"""Members of a group that has a role: asked of the platforms, kept, and no longer when they leave."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import app, config
from bot.config import Config
from bot.connections import members
from bot.core.errors import OperatorError
from bot.core.events import CommandGiven, MessageReceived
from bot.core.identity import Address, Role
from bot.membership import Membership
from bot.online import findings
from tests.peers.slack_control import SlackControl
from tests.peers.slack_peer import SlackPeer
from tests.peers.slack_state import APP_TOKEN, BOT_TOKEN
from tests.peers.telegram_control import TOKEN, TelegramControl
from tests.peers.telegram_peer import TelegramPeer

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
GROUP = -1009876543210
DESK = -1005550001111
ADA, BEN = "slack:T0TESTTEAM:U0ADA", "slack:T0TESTTEAM:U0BEN"
MAYA = Address("telegram", person="4711")
EVE = Address("telegram", person="4712")
CONFIG = f"""
[business]
name = "Mug & Co"
[telegram]
token = "{TOKEN}"
api_base_url = "TELEGRAM"
[slack]
bot_token = "{BOT_TOKEN}"
app_token = "{APP_TOKEN}"
workspace = "T0TESTTEAM"
api_base_url = "SLACK/api"
[rooms.staff]
platform = "telegram"
room = "{GROUP}"
role = "staff"
[roles]
staff = ["telegram:{DESK}", "slack:T0TESTTEAM:C0DESK"]
managers = ["slack:T0TESTTEAM:S0CHIEFS"]
"""


class Clock:
    def now(self) -> datetime:
        return NOON


@dataclass(slots=True)
class Place:
    loaded: Config
    slack: SlackPeer
    telegram: TelegramPeer
    phone: TelegramControl


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    async with (
        SlackPeer() as slack,
        SlackControl(slack.url) as desk,
        TelegramPeer() as telegram,
        TelegramControl(telegram.url) as phone,
    ):
        await desk.add_channel("C0DESK", "front-desk", ["U0BOT", "U0ADA"])
        slack.workspace.user_groups["S0CHIEFS"] = ["U0BEN"]
        await phone.add_group(DESK, "Front desk", [4711])
        await phone.add_person(4712, "Eve")
        text = CONFIG.replace("TELEGRAM", telegram.url).replace("SLACK", slack.url)
        yield Place(config.parse(text, tmp_path / "config.toml", {}), slack, telegram, phone)


class House:
    """The engine with the membership beside it, as ``run`` has them."""

    def __init__(self, kept: app.Storage, membership: Membership, engine: app.Engine) -> None:
        self.kept, self.membership, self.engine = kept, membership, engine
        self.deliver = membership.watching(engine.deliver)

    def roles(self, user: str) -> set[Role]:
        made = self.engine.settings
        return {
            role for role, users in ((Role.STAFF, made.staff), (Role.MANAGER, made.managers)) if user in users
        }


@pytest.fixture
async def house(place: Place, tmp_path: Path) -> AsyncIterator[House]:
    async with app.opened(place.loaded, tmp_path) as kept, members(place.loaded) as tellers:
        engine = app.Engine(kept.settings, kept.store, clock=Clock())
        membership = Membership(
            lambda: engine.settings.role_groups, tellers, kept.store, engine.clock, engine.read_roles
        )
        async with engine.running(ticking=False):
            yield House(kept, membership, engine)


async def test_members_of_a_channel_and_of_a_user_group_have_its_role_as_long_as_they_are(
    place: Place, house: House
) -> None:
    assert house.engine.settings.staff == frozenset(), "a group itself is nobody"
    await house.membership.look()
    assert (house.roles(ADA), house.roles(BEN)) == ({Role.STAFF}, {Role.MANAGER})
    place.slack.workspace.user_groups["S0CHIEFS"] = ["U0ADA"]
    await house.membership.look()
    assert (house.roles(ADA), house.roles(BEN)) == ({Role.STAFF, Role.MANAGER}, set())


async def test_while_the_platform_does_not_say_who_was_known_stays(place: Place, house: House) -> None:
    await house.membership.look()
    del place.slack.workspace.user_groups["S0CHIEFS"]
    await house.membership.look()
    assert house.roles(BEN) == {Role.MANAGER}


async def test_on_telegram_somebody_is_known_from_the_first_thing_that_they_do(house: House) -> None:
    await house.membership.look()
    assert house.roles(MAYA.user) == set()
    await house.deliver(MessageReceived("telegram", "1", NOON, MAYA, "hello"))
    assert house.roles(MAYA.user) == set(), "what customers do too asks nobody"
    await house.deliver(CommandGiven("telegram", "2", NOON, MAYA, "duty", ""))
    assert house.roles(MAYA.user) == {Role.STAFF}
    await house.deliver(CommandGiven("telegram", "3", NOON, EVE, "duty", ""))
    assert house.roles(EVE.user) == set()


async def test_who_leaves_a_telegram_group_loses_its_role(place: Place, house: House) -> None:
    await house.deliver(CommandGiven("telegram", "1", NOON, MAYA, "duty", ""))
    place.telegram.state.chat(DESK).members.clear()
    await house.membership.look()
    assert house.roles(MAYA.user) == set()


async def test_a_group_that_is_taken_out_of_the_configuration_gives_nothing_any_more(
    place: Place, house: House, tmp_path: Path
) -> None:
    await house.membership.look()
    without = config.parse(
        CONFIG.replace("TELEGRAM", place.telegram.url)
        .replace("SLACK", place.slack.url)
        .replace('"slack:T0TESTTEAM:S0CHIEFS"', ""),
        tmp_path / "config.toml",
        {},
    )
    house.engine.use(config.settings(without, b"k" * 32))
    assert (house.roles(ADA), house.roles(BEN)) == ({Role.STAFF}, set())


async def test_check_online_says_whether_the_platforms_tell_who_is_in_a_group(place: Place) -> None:
    found = {one.words: one.ok for one in await findings(place.loaded) if one.words.startswith("[roles]")}
    assert found == {
        f"[roles]: the bot is in telegram::{DESK}, and knows members from the first thing they do": True,
        "[roles]: members of slack:T0TESTTEAM:C0DESK: 2": True,
        "[roles]: members of slack:T0TESTTEAM:S0CHIEFS: 1": True,
    }
    del place.slack.workspace.user_groups["S0CHIEFS"]
    place.telegram.state.chat(DESK).presence = "left"
    wrong = [one.words for one in await findings(place.loaded) if "[roles]" in one.words and not one.ok]
    assert ["the bot is in the group" in wrong[0], "no_such_subteam" in wrong[1], len(wrong)] == [
        True,
        True,
        2,
    ]


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("telegram:-1001234567890", "the example's number"),
        ("slack:T0TESTTEAM:front-desk", "by their member id"),
        ("slack:T0OTHER:S0CHIEFS", "another workspace"),
    ],
)
def test_a_group_that_cannot_be_is_a_problem_with_its_remedy(said: str, problem: str, tmp_path: Path) -> None:
    text = CONFIG.replace("TELEGRAM", "http://127.0.0.1:9").replace("SLACK", "http://127.0.0.1:9")
    with pytest.raises(OperatorError, match=problem):
        config.parse(text.replace("slack:T0TESTTEAM:S0CHIEFS", said), tmp_path / "config.toml", {})
