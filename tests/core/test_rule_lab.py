"""Contact rules over the past: the replay does what really was done, and tells what another rule would do."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest

from bot import app, config
from bot.config import Config
from bot.core.alert_findings import AlertFindings
from bot.core.alert_lab import Judged, alert_lab
from bot.core.contact_replay import ASKED, Counted, Deciding
from bot.core.identity import Role
from bot.core.past import Past
from bot.core.rule_lab import ContactFindings, contact_lab
from bot.demo import sandbox
from bot.demo.clocks import SetClock
from bot.demo.headless import START, purchase_event
from bot.demo.sandbox import room_address
from bot.simulation.people import Reaction, customer_reaction, person, purchases, staff_reactions
from bot.simulation.run import Run, purchase_deed
from bot.simulation.transcript import Entry
from handlers import invitations
from storage import surveys
from storage.database import open_database
from storage.past import reading_past

DECIDING = Deciding(invitations.plan, invitations.came_due)
CUSTOMERS, DAYS, SEED = 60, 60, 7
END = START + timedelta(days=DAYS + 10)

MOST_OFF = 0.05  # of all purchases, for each outcome: nobody knows how whoever was never asked would react

RULES = {
    "shorter": "[contact]\nbetween_any_days = 7\n[contact.touchpoint.support]\nsampling = 0.5\n",
    "stricter": "[contact]\nbetween_any_days = 60\nignored_in_a_row = 1\nquiet_from = '18:00'\n",
    "capped": "[contact]\nbetween_any_days = 10\nlaunch_cap_a_day = 2\nnear_usual_hour = true\n",
}


def configured(more: str = "") -> Config:
    return config.parse(sandbox.DEMO.read_text("utf-8") + more, sandbox.DEMO, {}, demo=True)


async def lived(folder: Path, rules: Config) -> Path:
    """Some weeks of a shop under these rules, everything at its very moment."""
    clock = SetClock(START)
    async with sandbox.sandbox(folder, clock, seed=SEED, configuration=rules) as box:
        staff_room = room_address(box.settings, Role.STAFF)
        people = {who.address.key: who for who in (person(SEED, number) for number in range(CUSTOMERS))}

        def react(entry: Entry) -> Iterable[Reaction]:
            if entry["room"] == staff_room.key:
                return staff_reactions(SEED, entry, staff_room)
            who = people.get(entry["room"])
            reaction = customer_reaction(SEED, entry, who, START, DAYS) if who else None
            return [reaction] if reaction else []

        run = Run(box.engine, box.rooms, clock, react, timedelta(0))
        for bought in purchases(SEED, CUSTOMERS, START, DAYS):
            run.add(purchase_deed(purchase_event(bought)))
        await run.until(END)
    return folder


async def tried(folder: Path, *rules: Config) -> tuple[ContactFindings, AlertFindings]:
    database = await open_database(app.database_url(rules[0], folder), read_only=True)
    since = START - timedelta(days=1)
    try:
        known = (await database.read(surveys.load)).values()
        made = [config.settings(one, b"", known) for one in rules]

        def both(past: Past) -> tuple[ContactFindings, AlertFindings]:
            return (
                contact_lab(past, made, DECIDING, Counted(since, END), lambda _share: None),
                alert_lab(past, made[0], made[-1], Judged(since, END), lambda _share: None),
            )

        return await database.read(reading_past(both))
    finally:
        await database.close()


@pytest.fixture(scope="module")
def past_under_present_rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return asyncio.run(lived(tmp_path_factory.mktemp("present"), configured()))


def test_the_present_rules_replayed_give_exactly_what_really_happened(past_under_present_rules: Path) -> None:
    found, alerts = asyncio.run(tried(past_under_present_rules, configured()))
    (replayed,) = found.tallies
    assert found.really.outcomes[ASKED] > 30
    assert len(+found.really.outcomes) > 3
    assert replayed.asked == found.really.asked
    assert +replayed.outcomes == +found.really.outcomes
    assert replayed.customers == found.really.customers
    assert alerts.now.opened.total() == alerts.really_opened > 3
    assert alerts.gained_n == alerts.lost_n == 0


@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
def test_other_rules_replayed_come_close_to_a_real_run_under_them(
    rules: str, past_under_present_rules: Path, tmp_path: Path
) -> None:
    now, other = configured(), configured(rules)
    found, _ = asyncio.run(tried(past_under_present_rules, now, other))
    really = asyncio.run(tried(asyncio.run(lived(tmp_path, other)), other))[0]
    assert +really.tallies[0].outcomes == +really.really.outcomes  # of its own past the replay is exact
    predicted, truth, before = found.tallies[1], really.really, found.tallies[0]
    purchases_made = truth.outcomes.total()
    assert predicted.outcomes.total() == purchases_made
    assert +predicted.outcomes != +before.outcomes
    for outcome in predicted.outcomes.keys() | truth.outcomes.keys():
        off = abs(predicted.outcomes[outcome] - truth.outcomes[outcome])
        assert off <= MOST_OFF * purchases_made, outcome
