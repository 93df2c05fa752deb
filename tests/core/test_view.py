"""The world as one batch sees it: what an event decided is so for the next, and all of it is to be saved."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.core.conversation import ACTIVE, OPEN, Invitation, State
from bot.core.effects import (
    CancelTimer,
    DigestRun,
    Fact,
    Lane,
    Line,
    Message,
    MovedRoom,
    Parcel,
    Reply,
    Save,
    Send,
    Sent,
    SetTimer,
    Timer,
)
from bot.core.eligibility import ContactRules, Suppression
from bot.core.identity import Address, Contact, Customer, Link
from bot.core.journey import Purchase
from bot.core.periods import BusinessHours
from bot.core.recovery import ENDED, Case, CaseEntry, CaseKind, CaseState, ServiceLevels
from bot.core.settings import Settings
from bot.core.survey import Audience
from bot.core.view import Rows, View
from tests.feelings import feeling

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ZONE = ZoneInfo("UTC")
MAYA = Address("web", person="maya")
SETTINGS = Settings(
    business="Bean There",
    languages=("en",),
    zone=ZONE,
    hours=BusinessHours({}, frozenset(), ZONE),
    touchpoints={},
    surveys={},
    current={},
    rooms=(),
    staff=frozenset(),
    managers=frozenset(),
    contact=ContactRules(),
    service=ServiceLevels(),
    digests={},
    causes=(),
    link_key=b"key",
)
CUSTOMER = Customer("c", Audience.BUYER, "Maya", None, None)
PURCHASE = Purchase("p", "shop", "1", "c", "visit", NOON)
LINK = Link("hash", "c", "p", NOON)
SUPPRESSION = Suppression("p", "c", "visit", "sampling", NOON)
ENTRY = CaseEntry("case", 1, NOON, "opened", None)
RUN = DigestRun("weekly", "2026-03-02", NOON)


def invitation(id_: str = "i", state: State = State.PLANNED) -> Invitation:
    return Invitation(
        id=id_,
        customer_id="c",
        purchase_id="p",
        survey="csat",
        survey_version="1",
        touchpoint="visit",
        segments={},
        started_by_customer=False,
        state=state,
        planned_at=NOON,
        due_at=NOON,
        expires_at=NOON,
    )


def case(id_: str = "case", state: CaseState = CaseState.OPEN) -> Case:
    return Case(
        id=id_,
        customer_id="c",
        invitation_id=None,
        kind=CaseKind.UNHAPPY,
        state=state,
        opened_at=NOON,
        touchpoint="visit",
        room="web::staff:",
        alert="a",
        reasons=(),
        take_by=NOON,
        contact_by=NOON,
        resolve_by=NOON,
    )


def parcel(id_: str) -> Parcel:
    return Parcel(id_, MAYA, Lane.REPLY, "reply", "x", Message((Line("x"),)), "en", NOON)


def view(rows: Rows | None = None) -> View:
    return View(SETTINGS, rows).for_event(NOON, 1)


def saved(*facts: Fact) -> View:
    made = view()
    for fact in facts:
        made.apply(Save(fact))
    return made


def test_an_empty_world_holds_nothing() -> None:
    empty = view()
    assert empty.contact(MAYA) is None
    assert empty.customer("c") is None
    assert empty.customer_at(MAYA) is None
    assert empty.purchase("p") is None
    assert empty.link("hash") is None
    assert empty.invitation("i") is None
    assert empty.planned_invitation("c") is None
    assert empty.open_invitation("c") is None
    assert empty.case("case") is None
    assert empty.open_case("c") is None
    assert empty.digest_run("weekly", "2026-03-02") is None
    assert empty.contacts_of("c") == []
    assert empty.sentiment("x") is None


def test_what_was_saved_is_so_for_the_next_event_and_is_to_be_saved() -> None:
    contact = Contact(MAYA, "c")
    facts = (CUSTOMER, contact, PURCHASE, LINK, invitation(), case(), RUN)
    made = saved(*facts, SUPPRESSION, ENTRY)
    assert made.customer_at(MAYA) == made.customer("c") == CUSTOMER
    assert made.contact(MAYA) == contact
    assert made.purchase("p") == PURCHASE
    assert made.link("hash") == LINK
    assert made.invitation("i") == made.planned_invitation("c") == invitation()
    assert made.case("case") == made.open_case("c") == case()
    assert made.digest_run("weekly", "2026-03-02") == RUN
    changes = made.changes
    assert list(changes.customers.values()) == [CUSTOMER]
    assert list(changes.contacts.values()) == [contact]
    assert list(changes.purchases.values()) == [PURCHASE]
    assert list(changes.links.values()) == [LINK]
    assert list(changes.invitations.values()) == [invitation()]
    assert list(changes.cases.values()) == [case()]
    assert list(changes.digest_runs.values()) == [RUN]
    assert (changes.suppressions, changes.case_entries) == ([SUPPRESSION], [ENTRY])


def test_of_a_fact_saved_twice_the_last_is_so() -> None:
    made = saved(CUSTOMER, replace(CUSTOMER, orders=2))
    assert made.customer("c") == made.changes.customers["c"] == replace(CUSTOMER, orders=2)


def test_what_was_only_loaded_is_not_saved() -> None:
    made = view(Rows(customers={"c": CUSTOMER}, invitations={"i": invitation()}, cases={"case": case()}))
    assert made.planned_invitation("c") == invitation()
    assert made.open_case("c") == case()
    assert not made.changes.customers
    assert not made.changes.invitations


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(State)), max_size=8))
def test_the_planned_and_the_open_invitation_are_found_whatever_became_of_others(
    saves: list[tuple[str, State]],
) -> None:
    made = view()
    latest: dict[str, Invitation] = {}
    for id_, state in saves:
        others = [one.state for name, one in latest.items() if name != id_]
        if any(state in kind and other in kind for kind in ({State.PLANNED}, OPEN) for other in others):
            continue  # handlers never make two of a kind
        latest[id_] = invitation(id_, state)
        made.apply(Save(latest[id_]))
    planned = [one for one in latest.values() if one.state is State.PLANNED]
    open_ = [one for one in latest.values() if one.state in OPEN]
    assert made.planned_invitation("c") == (planned[0] if planned else None)
    assert made.open_invitation("c") == (open_[0] if open_ else None)
    assert {State.PLANNED} | OPEN == ACTIVE


@given(st.sampled_from(CaseState), st.sampled_from(CaseState))
def test_the_open_case_is_found_until_it_ends(first: CaseState, second: CaseState) -> None:
    made = saved(case(state=first), case(state=second))
    assert made.open_case("c") == (None if second in ENDED else case(state=second))


def test_a_case_that_ended_does_not_hide_the_next() -> None:
    made = saved(case("one"), case("one", CaseState.SILENT), case("two"), case("one", CaseState.SILENT))
    assert made.open_case("c") == case("two")


def test_only_addresses_that_can_be_written_to_are_a_customers_in_stable_order() -> None:
    here, there, gone = (Address("web", person=name) for name in ("b", "a", "c"))
    made = saved(
        Contact(here, "c"),
        Contact(there, "c"),
        Contact(gone, "c", reachable=False),
        Contact(MAYA, "somebody else"),
    )
    assert [contact.address for contact in made.contacts_of("c")] == [there, here]


def test_parcels_keep_their_order_and_timers_their_last_word() -> None:
    made = view()
    later = NOON + timedelta(days=1)
    for effect in (
        Send(parcel("1")),
        SetTimer(Timer("expire", "i", NOON)),
        Send(parcel("2")),
        SetTimer(Timer("expire", "i", later)),
        SetTimer(Timer("remind", "i", NOON)),
        CancelTimer("remind:i"),
        CancelTimer("invite:i"),
    ):
        made.apply(effect)
    assert [one.id for one in made.changes.parcels] == ["1", "2"]
    assert made.changes.timers == {
        "expire:i": Timer("expire", "i", later),
        "remind:i": None,
        "invite:i": None,
    }


def test_the_reply_chance_and_enrichment_are_each_events_own() -> None:
    made = view()
    felt = feeling(0.5)
    made.for_event(NOON, 1, {"nice": felt})
    made.apply(Reply({"ok": True}))
    assert (made.reply, made.sentiment("nice")) == (Reply({"ok": True}), felt)
    first = (made.new_id(), made.new_id())
    made.for_event(NOON + timedelta(hours=1), 2)
    assert made.reply is None
    assert made.sentiment("nice") is None
    assert made.now == NOON + timedelta(hours=1)
    again = view().for_event(NOON, 1)
    assert (again.new_id(), again.new_id()) == first


def test_ids_of_one_event_differ() -> None:
    made = view()
    assert len({made.new_id() for _ in range(100)}) == 100


def test_open_cases_are_everybodys_the_one_that_has_waited_longest_first() -> None:
    later = replace(case("later"), customer_id="d", opened_at=NOON + timedelta(hours=1))
    over = replace(case("over", CaseState.CLOSED), customer_id="e")
    assert [one.id for one in saved(later, case("first"), over).open_cases()] == ["first", "later"]


def test_past_invitations_are_the_customers_own_the_latest_first() -> None:
    def ended(id_: str, hours: int) -> Invitation:
        return replace(invitation(id_, State.COMPLETED), finished_at=NOON + timedelta(hours=hours))

    made = saved(ended("old", 1), ended("new", 2), invitation("going on", State.ASKED))
    made.apply(Save(replace(ended("another's", 3), customer_id="d")))
    assert [one.id for one in made.past_invitations("c")] == ["new", "old"]


def test_what_was_sent_is_found_by_its_receipt_at_its_place() -> None:
    room = Address("slack", "T", "C", "U")
    sent = Sent("p", "alert", "case:case")
    made = view(Rows(sent={(room.place.key, "C/1"): sent}))
    assert made.sent(room, "C/1") == sent
    assert made.sent(room, "C/2") is None
    assert made.sent(MAYA, "C/1") is None


def test_a_room_that_moved_is_to_be_saved() -> None:
    moved = MovedRoom("telegram", "-1", "-2", NOON)
    assert saved(moved).changes.moved_rooms == [moved]
