"""One person is taken out of every table; what counted still counts, and is nobody's; others keep theirs."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Connection, Row, select

from bot.core.audit import EXPORT, Audited
from bot.core.chores import Chore, ChoreKind
from bot.core.conversation import GONE
from bot.core.effects import BLANKED, Effect, Lane, Line, Message, Parcel, Save, Send, SetTimer, Timer
from bot.core.eligibility import Suppression
from bot.core.events import TextWritten
from bot.core.gestures import Gesture
from bot.core.identity import Customer, Link
from bot.core.improvements import Contributor
from bot.core.incidents import Gathered, Incident
from bot.core.journey import Purchase
from bot.core.language_model import PLATFORM, line_for
from bot.core.observations import Mood, Observation
from bot.core.promises import Promise
from bot.core.recovery import CaseEntry
from bot.core.survey import Audience
from storage import erasing, gathering, rollups, tables
from storage.chores import AT_ONCE, under_way
from storage.inbox import FORGOTTEN
from storage.privacy import Privacy, classes
from tests.feelings import feeling
from tests.storage.conftest import (
    ANNA,
    BORIS,
    NOW,
    STAFF_ROOM,
    ZONE,
    House,
    answered,
    case,
    contact,
    customer,
    invitation,
    message,
    parcel,
    pending,
    rated,
    saving,
)

WORDS = "The soup was cold and the waiter laughed at my hat"
LATER = NOW + timedelta(hours=5)
WISH = Chore(ChoreKind.ERASE, "c1", LATER, (ANNA.key,), ("Anna Example",))
SECRETS = ("Anna Example", "soup", "laughed", "hat", "telegram:::100", "A-1", "smoke")


def alert(id_: str, words: str, about: str = "case:case1", target: str | None = None) -> Parcel:
    lines = (Line("alert.headline.unhappy", {"who": "Anna Example"}), Line("said", {"words": words}))
    return Parcel(id_, STAFF_ROOM, Lane.ALERT, "alert", about, Message(lines), "en", NOW, target=target)


def of_anna() -> Sequence[Effect]:
    """Something of hers in every table, and the like of Boris's."""
    comment = replace(
        rated(2), question="why", rating=None, comment=WORDS, sentiment=feeling(-0.8, "test", "1")
    )
    asked = replace(invitation("i2", "c2"), purchase_id="p2", address=BORIS)
    boris = answered(asked, rated(5), replace(comment, comment="Lovely soup"))
    gathered = (
        Gathered("case1", "Anna Example", "2/5", "The soup was cold…", "open"),
        Gathered("case2", "Boris", "1/5", "So slow", "open"),
    )
    return [
        Save(customer()),
        Save(Customer("c2", Audience.BUYER, "Boris Other", "en", None)),
        Save(contact()),
        Save(contact("c2", BORIS)),
        Save(Purchase("p1", "web", "A-1", "c1", "delivery", NOW)),
        Save(Link("hash", "c1", "p1", NOW + timedelta(days=9))),
        Save(answered(invitation(), rated(2), comment)),
        Save(boris),
        Save(replace(invitation("planned"), sent_at=None, delivered_at=None, address=None)),
        Save(replace(case(), words=WORDS)),
        Save(CaseEntry("case1", 1, NOW, "noted", "slack:W1:SAM", "Anna Example shouted about smoke")),
        Save(Promise("pr1", "case1", "c1", "slack:W1:SAM", "Sam", "A new hat for her", NOW, NOW)),
        Save(Gesture("g1", "c1", "case1", "voucher", Decimal(10), "EUR", "slack:W1:SAM", "Sam", NOW)),
        Save(Observation("o1", NOW, "visit", Mood.UNHAPPY, "Smells of smoke", "slack:W1:SAM", "Sam", "c1")),
        Save(Incident("in1", STAFF_ROOM.key, None, None, NOW, NOW, gathered)),
        Save(Contributor("im1", "c1", "i1", WORDS, NOW)),
        Save(Suppression("p1", "c1", "delivery", "cooldown", NOW)),
        Save(Audited(NOW, "slack:W1:SAM", "Sam", "customer", "customer:c1", allowed=True, detail="hat")),
        Save(Audited(NOW, "cli", None, EXPORT, "", allowed=True, detail="responses.csv")),
        SetTimer(Timer("remind", "i1", NOW + timedelta(days=3))),
        Send(parcel("to anna")),
        Send(replace(parcel("to boris", BORIS), about="invitation:i2")),
        Send(alert("alert1", WORDS)),
        Send(alert("digest1", "The soup was cold and the waiter laughed", about="digest:day@2026-03-02")),
    ]


async def filled(house: House) -> None:
    def improve(connection: Connection) -> None:
        with connection.begin():
            values: dict[str, Any] = dict.fromkeys(
                ("raised", "hushed", "told", "left_out", "better", "not_better", "unsure", "moved_us"), 0
            )
            texts = dict.fromkeys(("problem", "touchpoint", "owner", "owner_name", "due", "by", "room"), "x")
            row = {"id": "im1", "made_us": 0, "stage": "planned", "words": "{}", **values, **texts}
            connection.execute(tables.improvements.insert(), row)

    await house.database.write(improve)
    errands = await house.decided(*of_anna())
    await house.settle(*errands)
    said = message(WORDS, key="said", address=ANNA)
    await house.store.work([pending(said)], saving())


def draw(numbers: itertools.count[int] = itertools.count(1 << 70)) -> int:  # noqa: B008 - shared on purpose
    return next(numbers)


async def erased(house: House, now: datetime = LATER) -> None:
    """She wishes it, and it is done; what is to be sent is not."""
    await house.decided(Save(replace(customer(), name=None, erased_at=LATER)), Save(WISH), now=LATER)
    while await house.store.chores.work(now, draw):
        pass


async def rows(house: House, table: str) -> Sequence[Row[*tuple[Any, ...]]]:
    return await house.database.read(lambda one: one.execute(select(tables.metadata.tables[table])).all())


async def everything(house: House) -> str:
    return "\n".join([str(row) for name in tables.metadata.tables for row in await rows(house, name)])


def test_every_table_with_something_of_a_person_has_its_rule() -> None:
    assert erasing.RULES.keys() == {name for name, kind in classes().items() if kind is not Privacy.ANONYMOUS}


async def test_nothing_of_her_is_left_in_any_table(house: House) -> None:
    await filled(house)
    before = await everything(house)
    assert [one for one in SECRETS if one not in before] == []
    await erased(house)
    after = (await everything(house)).replace("Lovely soup", "").splitlines()
    assert [row for row in after if any(one in row for one in (*SECRETS, "'i1'", "'p1'"))] == []


async def test_the_counts_stay_and_equal_a_recount(house: House) -> None:
    await filled(house)
    before = await rows(house, "rollups")
    await erased(house)
    assert await rows(house, "rollups") == before
    assert await house.database.read(lambda one: rollups.verify(one, house.settings)) == {}


async def test_her_ratings_stay_under_another_id_of_nobody_with_dates_only(house: House) -> None:
    await filled(house)
    await erased(house)
    talks = {row.id: row for row in await rows(house, "invitations")}
    assert talks.keys().isdisjoint({"i1", "planned"})
    (hers,) = [row for id_, row in talks.items() if id_ != "i2"]
    assert (hers.customer_id, hers.purchase_id, hers.address) == (hers.id, None, None)
    midnight = datetime(2026, 3, 2, tzinfo=ZONE).timestamp() * 1_000_000
    assert {hers.sent_us, hers.delivered_us, hers.planned_us, hers.finished_us} == {midnight}
    given = [row for row in await rows(house, "answers") if row.invitation_id == hers.id]
    assert sorted([row.comment or "", row.rating or 0] for row in given) == [["", 2], [GONE, 0]]
    assert {row.answered_us for row in given} == {midnight}


async def test_others_keep_what_is_theirs(house: House) -> None:
    await filled(house)
    await erased(house)
    assert [row.name for row in await rows(house, "customers") if row.id == "c2"] == ["Boris Other"]
    assert [row.comment for row in await rows(house, "answers") if row.invitation_id == "i2"][
        -1
    ] == "Lovely soup"
    assert "to boris" in {row.id for row in await rows(house, "outbox")}
    assert BORIS.key in {row.key for row in await rows(house, "addresses")}
    (incident,) = await rows(house, "incidents")
    assert "So slow" in incident.cases


async def test_a_message_that_staff_have_read_is_edited_to_a_blank_and_a_quote_goes_out_of_a_digest(
    house: House,
) -> None:
    await filled(house)
    await erased(house)
    sent = {row.id: row for row in await rows(house, "outbox")}
    edits = [row for row in sent.values() if row.purpose == BLANKED]
    assert {row.target for row in edits} >= {"alert1"}
    (blank,) = [row for row in edits if row.target == "alert1"]
    assert (blank.message, blank.state, blank.address) == (
        '[[["forgotten.blank"]]]',
        "waiting",
        STAFF_ROOM.key,
    )
    assert "…" in sent["digest1"].message or "\\u2026" in sent["digest1"].message


async def test_an_alert_that_still_waits_is_never_sent(house: House) -> None:
    await filled(house)
    await house.decided(Send(replace(alert("late", WORDS), not_before=NOW + timedelta(days=1))))
    await erased(house)
    assert [row.state for row in await rows(house, "outbox") if row.id == "late"] == ["expired"]


async def test_what_a_language_model_was_asked_goes_and_nothing_more_is_sent_to_it(house: House) -> None:
    await filled(house)
    waits = Parcel(
        "asks",
        line_for("case1"),
        Lane.REPLY,
        "translation",
        "case:case1",
        Message((), card={"text": WORDS}),
        "de",
        NOW,
    )
    await house.settle(*await house.decided(Send(replace(waits, id="asked"))))
    await house.decided(Send(replace(waits, not_before=NOW + timedelta(days=1))))
    await erased(house)
    asked = [row for row in await rows(house, "outbox") if row.address.startswith(PLATFORM)]
    assert sorted((row.id, row.state, row.message) for row in asked) == [
        ("asked", "sent", '[[["forgotten.blank"]]]'),
        ("asks", "expired", '[[["forgotten.blank"]]]'),
    ]


async def test_a_summary_goes_with_anybody_whose_words_it_was_made_of(house: House) -> None:
    await filled(house)
    said = Message((Line("summary.below", {"words": "Some found it cold", "n": 5}),))
    shown = replace(alert("sum", ""), purpose="summary", about="summaries:i7+i1", message=said)
    request = replace(
        shown, id="asked", address=line_for("digest1"), message=Message((), card={"text": "cold"})
    )
    others = replace(shown, id="others", about="summaries:i7+i2")
    await house.settle(*await house.decided(Send(shown), Send(request), Send(others)))
    await erased(house)
    kept = {row.id: row.message for row in await rows(house, "outbox")}
    assert (kept["sum"], kept["asked"]) == ('[[["forgotten.blank"]]]',) * 2
    assert "cold" in kept["others"]
    assert "sum" in {row.target for row in await rows(house, "outbox") if row.purpose == BLANKED}


async def test_what_a_language_model_wrote_is_not_kept_as_it_came(house: House) -> None:
    wrote = TextWritten(
        PLATFORM, "asked", NOW, "translation", "case:case1", 1, "de", 10, 0, text="Die Suppe war kalt"
    )
    await house.store.work([pending(wrote)], saving())
    assert "Suppe" not in await everything(house)


async def test_what_was_spent_and_who_was_not_asked_still_counts(house: House) -> None:
    await filled(house)
    await erased(house)
    assert [(row.cost, row.customer_id) for row in await rows(house, "gestures")] == [("10", "")]
    assert [(row.reason, row.customer_id) for row in await rows(house, "suppressions")] == [("cooldown", "")]


async def test_the_record_of_exports_stays_and_says_where_copies_lie(house: House) -> None:
    await filled(house)
    await erased(house)
    assert {(row.action, row.detail) for row in await rows(house, "audit")} == {
        ("customer", None),
        (EXPORT, "responses.csv"),
    }


async def test_the_chat_goes_last_when_the_last_words_are_said(house: House) -> None:
    await filled(house)
    farewell = replace(parcel("farewell"), purpose="forgotten", about="forget", not_before=LATER)
    errands = await house.decided(Send(farewell), Save(replace(WISH, at=LATER)), now=LATER)
    while await house.store.chores.work(LATER, draw):
        pass
    assert ANNA.key in {row.key for row in await rows(house, "addresses")}
    (job,) = await house.database.read(under_way)
    assert "words" not in job.detail or job.detail["words"] == []
    await house.settle(*[one for one in errands if one.parcel.id == "farewell"], now=LATER)
    while await house.store.chores.work(LATER, draw):
        pass
    assert ANNA.key not in {row.key for row in await rows(house, "addresses")}
    assert await house.database.read(under_way) == []


async def test_who_has_come_back_since_keeps_what_is_new(house: House) -> None:
    await filled(house)
    back = LATER + timedelta(minutes=5)
    await house.decided(Save(replace(customer(), name=None, erased_at=LATER)), Save(WISH), now=LATER)
    again = replace(message("Hello again", key="again", address=ANNA), at=back)
    news: list[Effect] = [
        Save(customer("fresh")),
        Save(contact("fresh")),
        Send(replace(parcel("new"), not_before=back)),
    ]
    await house.store.work([pending(again, now=back)], lambda _event, _view: news)
    while await house.store.chores.work(back, draw):
        pass
    assert [row.customer_id for row in await rows(house, "addresses") if row.key == ANNA.key] == ["fresh"]
    assert "Hello again" in await everything(house)
    assert "new" in {row.id for row in await rows(house, "outbox")}


async def test_no_unit_writes_more_than_so_many_rows(house: House) -> None:
    many = [Suppression(f"p{number}", "c1", "delivery", "cooldown", NOW) for number in range(AT_ONCE + 7)]
    await house.decided(Save(customer()), Save(WISH), *map(Save, many))
    (job,) = await house.database.read(under_way)
    traces = await house.database.read(lambda one: gathering.gather(one, job))
    written = []
    while n := await house.database.write(lambda one: erasing.Taking(one, job, traces, ZONE, draw).some()):
        written.append(n)
    assert written == [1, AT_ONCE, 7]


async def test_one_wish_more_changes_nothing_of_what_is_looked_for(house: House) -> None:
    await filled(house)
    await house.decided(Save(WISH), now=LATER)
    await house.decided(Save(replace(WISH, at=LATER + timedelta(days=1), names=())), now=LATER)
    (job,) = await house.database.read(under_way)
    assert (job.at, job.detail["names"]) == (LATER, ["Anna Example"])


async def test_who_was_asked_and_never_answered_is_still_counted_as_asked(house: House) -> None:
    await house.decided(Save(customer()), Save(contact()), Save(invitation()))
    await erased(house)
    (kept,) = await rows(house, "invitations")
    assert (kept.id == "i1", kept.customer_id == "c1") == (False, False)
    assert kept.delivered_us is not None
    assert await rows(house, "answers") == []


async def test_of_a_chat_with_very_much_in_it_some_goes_in_each_unit(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "AT_ONCE", 2)
    await house.decided(Save(customer()), Save(contact()))
    await house.settle(*await house.decided(*[Send(parcel(f"p{number}")) for number in range(5)]))
    await erased(house)
    assert await rows(house, "outbox") == []


async def test_what_was_let_go_of_before_is_marked_too_so_that_the_number_of_the_chat_goes(
    house: House,
) -> None:
    await filled(house)
    for key in (f"{ANNA.person}/1", f"{BORIS.person}/1"):
        await house.store.work([pending(message("long ago", key=key, address=ANNA))], saving())

    def let_go(connection: Connection) -> None:
        with connection.begin():
            connection.execute(tables.inbox.update().values(payload="{}", place=""))

    await house.database.write(let_go)
    await erased(house)
    kinds = {row.key: row.kind for row in await rows(house, "inbox")}
    assert (kinds[f"{ANNA.person}/1"], kinds[f"{BORIS.person}/1"]) == (FORGOTTEN, "message")
