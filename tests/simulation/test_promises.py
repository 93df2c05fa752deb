"""The judge of a run, on histories that are written by hand: a good one, and one for each broken promise."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.simulation.faults.history import History
from bot.simulation.faults.promises import Findings, judge

START = datetime(2026, 3, 2, 8, tzinfo=UTC)  # a Monday, 9:00 in Berlin
MAYA = "telegram:::7"
STAFF = "slack:T0SIMULATE:C0STAFF00:"
ANSWER = {"about": "invitation:i1", "question": "how", "name": "Maya", "rating": 2, "low": True}
HOUR = 3600.0

Entry = dict[str, Any]


def shown(at: float, id_: str, purpose: str, about: str, room: str = MAYA, **more: Any) -> Entry:
    told = {"id": id_, "purpose": purpose, "about": about, "room": room, "by": "p1", "target": None}
    platform = room.partition(":")[0]
    return {"t": "shown", "at": at, "platform": platform, "lines": [purpose], "buttons": [], **told, **more}


def did(at: float, key: str, kind: str, meant: Mapping[str, object]) -> list[Entry]:
    """It is acknowledged at once."""
    told = {"t": "did", "at": at, "key": key, "who": MAYA, "kind": kind, "meant": meant}
    return [told, {"t": "acked", "at": at, "key": key}]


def sent(id_: str, purpose: str, address: str = MAYA) -> Entry:
    created_us = int(START.timestamp() * 1e6)
    told = {"id": id_, "purpose": purpose, "address": address, "state": "sent"}
    return {**told, "about": "", "target": None, "created_us": created_us}


GOOD: list[Entry] = [
    *did(0, "order-1", "buy", {"order": 1, "zone": "Europe/Berlin"}),
    shown(60, "d0", "digest", "digest:weekly@2026-03-02", "slack:T0SIMULATE:C0MANAGERS:"),
    shown(2 * HOUR, "m1", "invitation", "invitation:i1"),
    *did(3 * HOUR, "m1:0", "press a|i1|how|2", ANSWER),
    shown(3 * HOUR, "m2", "question", "invitation:i1"),
    shown(3 * HOUR, "a1", "alert", "case:c1", STAFF, title="Maya"),
]
ROWS: dict[str, list[Entry]] = {
    "purchases": [{"id": "p1", "order": "order-1"}],
    "invitations": [{"id": "i1", "survey": "s", "trial": 0, "purchase_id": "p1"}],
    "suppressions": [],
    "answers": [
        {"invitation_id": "i1", "question": "how", "rating": 2, "comment": None, "kind": "csat"},
    ],
    "rollups": [
        {"segment": "", "day": 0, "survey": "s", "question": "how", "measure": "csat", "value": 2, "n": 1}
    ],
    "cases": [{"id": "c1"}],
    "outbox": [
        sent("m1", "invitation"),
        sent("m2", "question"),
        sent("a1", "alert", STAFF),
        sent("d0", "digest", "slack:T0SIMULATE:C0MANAGERS:"),
    ],
    "dead_letters": [],
}


def judged(history: list[Entry], rows: Mapping[str, list[Entry]] = ROWS) -> Findings:
    return judge(history, rows, START)


def only(findings: Findings) -> dict[str, int]:
    """What was found, without what was not."""
    return {one.name: n for one in fields(findings) if (n := len(getattr(findings, one.name)))}


def without(what: str, at: str = "id") -> list[Entry]:
    return [one for one in GOOD if one.get(at) != what]


def with_rows(table: str, **changed: object) -> dict[str, list[Entry]]:
    rows = deepcopy(ROWS)
    rows[table][0] |= changed
    return rows


def test_a_good_history_breaks_nothing() -> None:
    assert only(judged(GOOD)) == {}


@pytest.mark.parametrize(
    ("history", "rows", "found"),
    [
        pytest.param([one for one in GOOD if one["t"] != "acked"], ROWS, {"lost": 2}, id="not taken"),
        pytest.param(GOOD, {**ROWS, "answers": [], "rollups": []}, {"lost": 1}, id="answer not stored"),
        pytest.param(GOOD, {**ROWS, "purchases": []}, {"lost": 1}, id="order not stored"),
        pytest.param(without("m2"), ROWS, {"lost": 2}, id="no reaction, on record as sent"),
        pytest.param(without("a1"), ROWS, {"lost": 3}, id="no alert, case unseen, on record as sent"),
        pytest.param(without("d0"), ROWS, {"lost": 2}, id="no digest, on record as sent"),
        pytest.param(GOOD, with_rows("outbox", state="waiting"), {"lost": 1}, id="never sent"),
        pytest.param(GOOD, with_rows("outbox", state="unreachable"), {"lost": 1}, id="given up"),
        pytest.param(
            GOOD, with_rows("rollups", n=2), {"doubled_answers": 1}, id="an answer is counted twice"
        ),
        pytest.param(
            [*GOOD, shown(4 * HOUR, "a1", "alert", "case:c1", STAFF, title="Maya")],
            ROWS,
            {"doubled_alerts": 1},
            id="an alert is shown twice",
        ),
        pytest.param(
            [*GOOD, shown(4 * HOUR, "a2", "alert", "case:c1", STAFF, title="Maya")],
            ROWS,
            {"doubled_alerts": 1},
            id="two alerts about a case",
        ),
        pytest.param(
            [*GOOD, shown(4 * HOUR, "d1", "digest", "digest:weekly@2026-03-02", STAFF)],
            ROWS,
            {"doubled_digests": 1},
            id="two digests of a date",
        ),
        pytest.param(
            [*GOOD, shown(4 * HOUR, "m2", "question", "invitation:i1")],
            ROWS,
            {"doubled_messages": 1},
            id="a message twice for no reason",
        ),
        pytest.param(
            [
                *GOOD,
                {"t": "failed", "at": 3 * HOUR, "id": "m2", "how": "swallowed", "by": "p1"},
                shown(4 * HOUR, "m2", "question", "invitation:i1"),
            ],
            ROWS,
            {"excused": 1},
            id="a message twice after an unknown outcome",
        ),
        pytest.param(
            [*GOOD, shown(4 * HOUR, "m3", "question", "invitation:i1")],
            ROWS,
            {"doubled_messages": 1},
            id="the same question in two messages",
        ),
        pytest.param(
            [*GOOD[:4], {**GOOD[4], "meant": {**ANSWER, "rating": 5}}, *GOOD[5:]],
            ROWS,
            {"lost": 1},
            id="stored with another value",
        ),
        pytest.param(
            GOOD, {**ROWS, "invitations": [], "rollups": []}, {"asked_wrongly": 1}, id="no reason on record"
        ),
        pytest.param(
            [*GOOD[:3], shown(13 * HOUR, "m1", "invitation", "invitation:i1")],
            {**ROWS, "answers": [], "rollups": [], "cases": [], "outbox": [sent("m1", "invitation")]},
            {"late": 1},
            id="decided by day, there by night",
        ),
    ],
)
def test_a_broken_promise_is_found(
    history: list[Entry], rows: Mapping[str, list[Entry]], found: dict[str, int]
) -> None:
    assert only(judged(history, rows)) == found


def test_an_invitation_that_comes_again_as_another_message_is_never_excused() -> None:
    again = shown(2.5 * HOUR, "m9", "invitation", "invitation:i1")
    twice = {**ROWS, "outbox": [*ROWS["outbox"], sent("m9", "invitation")]}
    killed = {"t": "killed", "at": 2 * HOUR, "by": "p1", "where": "before ParcelSettled/m1"}
    for history in ([*GOOD, again], [*GOOD, killed, again]):
        assert only(judged(history, twice)) == {"doubled_messages": 1, "asked_wrongly": 1}


def test_who_is_asked_by_night_twice_in_a_month_or_after_a_stop_is_found() -> None:
    night_us = int(START.timestamp() * 1e6 + 13 * HOUR * 1e6)
    rows = deepcopy(ROWS)
    rows["outbox"][0]["created_us"] = night_us
    by_night = [{**one, "at": 13 * HOUR} if one.get("id") == "m1" else one for one in GOOD]
    assert "at 22:00 there" in judged(by_night, rows).asked_wrongly[0]
    again = shown(48 * HOUR, "m9", "invitation", "invitation:i2")
    twice = {**ROWS, "outbox": [*ROWS["outbox"], sent("m9", "invitation")]}
    assert "twice within 30 days" in judged([*GOOD, again], twice).asked_wrongly[0]
    left = did(30 * HOUR, "stop-1", "stop", {})
    assert "after they said stop" in judged([*GOOD, *left, again], twice).asked_wrongly[0]


@pytest.mark.parametrize(
    ("later", "finished_us", "lost"),
    [(0, None, 1), (1, None, 0), (0, 1, 0)],
    ids=["never", "next day", "over"],
)
def test_what_the_night_came_before_is_lost_unless_it_is_asked_later_or_is_over(
    later: int, finished_us: int | None, lost: int
) -> None:
    rows = deepcopy(ROWS)
    rows["invitations"][0]["finished_us"] = finished_us
    kept = {**sent("m0", "invitation"), "about": "invitation:i1", "state": "expired"}
    again = {**sent("m1", "invitation"), "about": "invitation:i1"}
    again["created_us"] += later
    rows["outbox"] = [kept, again, *rows["outbox"][1:]]
    assert len(judged(GOOD, rows).lost) == lost


def test_the_same_history_has_the_same_digest_and_another_has_another() -> None:
    digests = []
    for at in (1.0, 1.0, 2.0):
        history = History()
        history.add("acked", at, key="k")
        digests.append(history.digest())
    assert digests[0] == digests[1] != digests[2]


def test_an_answer_that_was_taken_before_the_stop_counts_and_one_that_a_stop_overtook_does_not() -> None:
    stored_none = {**ROWS, "answers": [], "rollups": []}
    left = did(3.5 * HOUR, "stop-1", "stop", {})
    assert only(judged([*GOOD, *left], stored_none)) == {"lost": 1}
    answered, _ = did(3 * HOUR, "m1:0", "press a|i1|how|2", ANSWER)
    taken_late = [one for one in GOOD if one.get("key") != "m1:0"] + [answered, *left]
    taken_late.append({"t": "acked", "at": 8 * HOUR, "key": "m1:0"})
    assert only(judged(sorted(taken_late, key=lambda one: one["at"]), stored_none)) == {}


@pytest.mark.parametrize(
    ("aside_at", "name", "found"), [(4, "Maya", {}), (6, "Maya", {"lost": 2}), (4, "Mayas", {"lost": 2})]
)
def test_thanks_that_went_to_staff_while_the_survey_was_put_aside_are_not_lost(
    aside_at: int, name: str, found: dict[str, int]
) -> None:
    said = did(5 * HOUR, "m2:0", "say all good", {**ANSWER, "question": "why", "rating": None, "low": False})
    aside = shown(aside_at * HOUR, "m3", "put_aside", "invitation:i1", target="m2")
    line = f"{name} wrote: all good"
    relayed = shown(5 * HOUR, "s1", "relayed", "case:c1", STAFF, lines=[line])
    history = sorted([*GOOD, *said, aside, relayed], key=lambda one: one["at"])
    assert only(judged(history)) == found
