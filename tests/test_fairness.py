"""Whose turn it is: everything comes, once, in the order of its sender, and a flood holds up only itself."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.core.events import (
    Event,
    MessageReceived,
    Outcome,
    ParcelSettled,
    PurchaseWithdrawn,
    TextWritten,
    TimerDue,
)
from bot.core.identity import Address
from bot.fairness import (
    MOST_OF_A_PERSON,
    MOST_OF_A_SOURCE,
    OF_A_PERSON,
    OF_A_SOURCE,
    FairQueue,
    Sender,
    sender_of,
)
from tests.test_dispatcher import NOON

MOST = 64
ANNA, BEA = Address("web", person="anna"), Address("telegram", person="7")
SENDERS: tuple[Sender | None, ...] = (ANNA, BEA, Address("web", person="cleo"), "shop:bean", None)

_burst = st.tuples(st.sampled_from(SENDERS), st.integers(1, 300))
_steps = st.lists(st.one_of(_burst, st.none()), max_size=30)
"""A burst of one sender, or a batch that is taken."""

Item = tuple[Sender | None, int]


def emptied(queue: FairQueue[Item], most: int = MOST) -> list[list[Item]]:
    batches = []
    while queue:
        batches.append(queue.take(most))
    return batches


def filled(*bursts: tuple[Sender | None, int]) -> FairQueue[Item]:
    queue = FairQueue[Item]()
    for sender, count in bursts:
        for number in range(count):
            assert queue.put((sender, number), sender)
    return queue


def kept_by(queue: FairQueue[Item]) -> list[object]:
    return [kept for name, kept in vars(queue).items() if kept and name != "__orig_class__"]


@given(_steps)
def test_everything_comes_once_and_in_the_order_of_its_sender(
    steps: list[tuple[Sender | None, int] | None],
) -> None:
    queue, said, batches = FairQueue[Item](), Counter[Sender | None](), list[list[Item]]()
    for step in steps:
        if step is None:
            batches += [queue.take(MOST)] if queue else []
            continue
        sender, count = step
        for _ in range(count):
            if queue.put((sender, said[sender]), sender):
                said[sender] += 1
    batches += emptied(queue)
    heard = [item for batch in batches for item in batch]
    for sender in SENDERS:
        assert [number for who, number in heard if who == sender] == [*range(said[sender])]
    for batch in batches:
        assert 0 < len(batch) <= MOST
        shares = Counter(who for who, _ in batch)
        assert all(count <= OF_A_PERSON for who, count in shares.items() if isinstance(who, Address))
    assert (len(queue), queue.held, queue.first, queue.first_held()) == (0, 0, None, [])


def test_who_comes_after_a_flood_is_in_the_next_batch_as_they_came() -> None:
    queue = filled((ANNA, 1000))
    queue.take(MOST)
    for number in range(3):
        queue.put((BEA, number), BEA)
        queue.put(("shop:bean", number), "shop:bean")
    assert queue.take(MOST)[OF_A_PERSON:] == [
        (who, number) for number in range(3) for who in (BEA, "shop:bean")
    ]


def test_many_who_flood_leave_half_of_a_batch_to_the_others_and_take_turns() -> None:
    crowd = [Address("web", person=str(number)) for number in range(9)]
    queue = filled(*((one, 300) for one in crowd))
    for _ in crowd:
        queue.take(MOST)
    assert queue.senders_held == len(crowd)
    queue.put((BEA, 0), BEA)
    batches = emptied(queue)
    assert batches[0].index((BEA, 0)) == MOST // 2
    turns = [who for batch in batches for who in dict.fromkeys(who for who, _ in batch) if who != BEA]
    assert Counter(turns[: 2 * len(crowd)]) == dict.fromkeys(crowd, 2)


def test_what_is_ours_goes_past_everything_that_is_held_back_and_is_never_refused() -> None:
    queue = filled((ANNA, 500), (None, MOST_OF_A_SOURCE + 1))
    assert [number for who, number in queue.take(MOST) if who is None] == [*range(MOST - OF_A_PERSON)]


def test_more_than_may_wait_of_a_person_or_a_platform_is_refused_until_there_is_room() -> None:
    queue = filled((ANNA, MOST_OF_A_PERSON))
    assert not queue.put((ANNA, 0), ANNA)
    assert queue.put((BEA, 0), BEA)
    queue.take(MOST)
    assert queue.put((ANNA, 0), ANNA)

    shop = filled(("shop:bean", MOST_OF_A_SOURCE))
    assert not shop.put(("shop:bean", 0), "shop:bean")
    assert shop.full_sources() == ["shop:bean"]
    assert shop.put((ANNA, 0), ANNA)
    assert len(shop.take(256)) == OF_A_SOURCE + 1

    crowd = filled(*((Address("web", person=str(n)), 1) for n in range(MOST_OF_A_SOURCE)))
    assert not crowd.put((ANNA, 0), ANNA)
    assert crowd.put((BEA, 0), BEA)


def test_nothing_is_kept_of_those_of_whom_nothing_waits() -> None:
    queue = filled(*((Address("web", person=str(n)), 40) for n in range(100)))
    emptied(queue)
    assert not kept_by(queue)
    queue = filled((ANNA, 40), (BEA, 1))
    queue.take(MOST)
    assert len(queue.clear()) == 40 - OF_A_PERSON
    assert not kept_by(queue)


def test_a_sender_is_a_person_or_whatever_reports_without_one() -> None:
    said = MessageReceived("web", "1", NOON, ANNA, "hello")
    in_room = Address("telegram", room="-1", person="7")
    events: list[tuple[Event, Sender | None]] = [
        (said, ANNA),
        (MessageReceived("telegram", "2", NOON, in_room, "hello"), in_room),
        (MessageReceived("telegram", "3", NOON, Address("telegram", room="-1"), "hello"), "telegram"),
        (PurchaseWithdrawn("shop:bean", "4", NOON, "bean", "4", "late"), "shop:bean"),
        (TimerDue("timer", "5", NOON, "5", "remind", "x", NOON), None),
        (TextWritten("language_model", "6", NOON, "translation", "case:c1", 1, "de", 1, 0), None),
        (ParcelSettled("courier", "6", NOON, "6", ANNA, "", "", Outcome.DELIVERED), None),
    ]
    assert [sender_of(event) for event, _ in events] == [sender for _, sender in events]
