"""A digest of no answers, of one, of a million: from the storage to the chats, text, JSON and the page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert

from bot.adapters.slack import outbound as slack
from bot.adapters.telegram import outbound as telegram
from bot.charts.page import page
from bot.core.conversation import State
from bot.core.digest_told import told, told_json
from bot.core.effects import Effect, Lane, Message, Parcel, Save
from bot.core.identity import Address, Customer
from bot.core.journey import Touchpoint
from bot.core.periods import rolling
from bot.core.report import ReportQuery
from bot.core.survey import Audience
from bot.texts import render
from bot.texts.digest_text import text
from storage.rollups import ALL_TIME, EVERYBODY, week_of
from storage.tables import rollups
from storage.unit_of_work import SqlStore
from tests.peers.slack_blocks import readable
from tests.storage.conftest import NOW, SURVEY, House, answered, invitation, rated

DAY = NOW.date().toordinal()
TODAY = (NOW + timedelta(days=1)).date()
PULSE = replace(SURVEY, name="pulse", version="p1", audience=Audience.INTERNAL)


@dataclass(frozen=True, slots=True)
class Said:
    """One digest, as it is read."""

    text: str
    slack: str
    telegram: str
    json: dict[str, Any]
    page: str

    @property
    def headline(self) -> dict[str, Any]:
        (one,) = self.json["headlines"]
        return dict(one)


async def said(house: House, segment: tuple[str, str] | None = None) -> Said:
    report = await house.store.report(ReportQuery(rolling(30, TODAY), segment, today=TODAY))
    now = NOW + timedelta(days=1)
    card = told(report, house.settings, now)
    as_json = json.loads(json.dumps(told_json(report, house.settings, now)))
    room = Address("slack", "T0TESTTEAM", "C0MANAGERS")
    parcel = Parcel("p1", room, Lane.REPLY, "digest", "digest", Message((), card=card), "en", now)
    in_slack = readable({"blocks": list(slack.payload(parcel, render).blocks)})
    in_telegram = "\n".join(one.text for one in telegram.drawn(parcel.message, "en", render).passages)
    on_page = (await page(card, render, "en", now)).partition("</style>")[2]
    return Said(text(card, render, "en"), in_slack, in_telegram, as_json, on_page)


async def answer(house: House, n: int) -> None:
    """So many customers answer, four of five are satisfied."""
    given: list[Effect] = [
        Save(
            replace(
                answered(invitation(f"i{number}", f"c{number}"), rated(5 if number % 5 else 1)),
                state=State.RUNNING,
            )
        )
        for number in range(n)
    ]
    await house.decided(*given)


def everywhere(one: Said) -> Sequence[str]:
    return (one.text, one.slack, one.telegram, one.page)


async def test_no_answers_are_not_nought(house: House) -> None:
    found = await said(house)
    assert "Nobody has answered yet." in found.text
    assert found.headline["n"] == 0
    assert [found.headline[name] for name in ("value", "low", "high", "mean")] == [None] * 4
    for words in everywhere(found):
        assert "0%" not in words
        assert "No shop is connected" in words
        assert "When numbers will come" in words


@pytest.mark.parametrize("n", [1, 4])
async def test_of_fewer_than_five_there_are_counts_and_no_score(house: House, n: int) -> None:
    await answer(house, n)
    found = await said(house)
    assert found.headline["n"] == n
    assert sum(found.headline["histogram"].values()) == n
    assert [found.headline[name] for name in ("value", "low", "high", "mean")] == [None] * 4
    assert [one["response_rate"] for one in found.json["funnels"]] == [None]
    for words in everywhere(found):
        assert "too few for a score" in words
        assert f"n={n}" in words
        assert "%" not in words


@pytest.mark.parametrize(("n", "score", "low", "high"), [(5, "80%", "38%", "96%"), (29, "79%", "62%", "90%")])
async def test_of_fewer_than_thirty_the_score_is_rough_and_has_its_range(
    house: House, n: int, score: str, low: str, high: str
) -> None:
    await answer(house, n)
    found = await said(house)
    assert found.headline["showing"] == "grey"
    for words in everywhere(found):
        assert f"n={n}, rough" in words
        assert score in words
        assert f"likely {low} to {high}" in words


@pytest.mark.parametrize(("n", "low", "high"), [(30, "63%", "90%"), (1000, "77%", "82%")])
async def test_from_thirty_on_it_is_plain(house: House, n: int, low: str, high: str) -> None:
    await answer(house, n)
    found = await said(house)
    assert found.headline["showing"] == "full"
    assert found.headline["value"] == 0.8
    for words in everywhere(found):
        assert f"n={n}" in words
        assert "rough" not in words
        assert f"likely {low} to {high}" in words


async def test_a_million_are_counted_right_and_written_readably(house: House) -> None:
    counts = {("how", "csat", 5): 800_000, ("how", "csat", 1): 200_000}
    steps = {"started": 1_000_000, "responded": 1_000_000, "completed": 900_000, "delivered": 4_000_000}
    counts |= {("", name, 0): n for name, n in steps.items()}

    def write(connection: Connection) -> None:
        with connection.begin():
            connection.execute(
                insert(rollups),
                [
                    {
                        "segment": EVERYBODY,
                        "day": day,
                        "survey": SURVEY.name,
                        "touchpoint": "delivery",
                        "question": question,
                        "measure": measure,
                        "value": value,
                        "n": n,
                        "total": float(n * value),
                    }
                    for (question, measure, value), n in counts.items()
                    for day in (DAY, week_of(DAY), ALL_TIME)
                ],
            )

    await house.database.write(write)
    found = await said(house)
    assert (found.headline["n"], found.headline["value"]) == (1_000_000, 0.8)
    assert found.headline["high"] - found.headline["low"] < 0.002
    assert "1,000,000 answers; 25% of 4,000,000 delivered" in found.text
    for words in everywhere(found):
        assert "n=1,000,000" in words
        assert "900,000 (22%)" in words
        assert "1000000" not in words
        assert "e+06" not in words


async def test_what_three_who_work_here_said_is_in_no_digest_and_no_difference_of_two(house: House) -> None:
    """Kitchen has nine, office three. What everybody said, less the kitchen's, must not be there either."""
    house.settings = replace(
        house.settings,
        touchpoints={**house.settings.touchpoints, "team": Touchpoint("team", PULSE.name, timedelta(0))},
        surveys={**house.settings.surveys, (PULSE.name, PULSE.version): PULSE},
        current={**house.settings.current, PULSE.name: PULSE.version},
    )
    house.store = SqlStore(house.database, house.settings, "this process")
    for number in range(12):
        kitchen = number < 9
        given = replace(
            answered(
                invitation(f"w{number}", f"works{number}"),
                rated(5 if kitchen else 2, NOW - timedelta(days=12)),
            ),
            survey=PULSE.name,
            survey_version=PULSE.version,
            touchpoint="team",
            segments={"group": "kitchen" if kitchen else "office"},
        )
        await house.decided(
            Save(Customer(f"works{number}", Audience.INTERNAL, "Ada", None, None)), Save(given)
        )

    async def histogram(segment: tuple[str, str] | None) -> object:
        found = await said(house, segment)
        of_team = [one for one in found.json["headlines"] if one["touchpoint"] == "team"]
        return [(one["n"], one["histogram"]) for one in of_team if one["n"]]

    assert await histogram(None) == [(12, {"2": 3, "5": 9})]
    assert await histogram(("group", "kitchen")) == []
    assert await histogram(("group", "office")) == []
    for found in (await said(house, ("group", "office")), await said(house, ("group", "kitchen"))):
        for words in everywhere(found):
            assert "n=3" not in words
            assert "n=9" not in words
