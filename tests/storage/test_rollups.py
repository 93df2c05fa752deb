"""The counts that are kept equal a recount of what is stored, whatever happens in what order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select, text

from bot.core.conversation import Answer, Invitation, State
from bot.core.effects import Effect, Save
from bot.core.events import Event
from bot.core.ports import Needs
from bot.core.settings import Settings
from bot.core.survey import QuestionKind
from bot.core.view import View
from storage import rollups
from storage.rollups import deltas
from storage.sqlite_driver import synchronous_engine
from storage.tables import answers, metadata
from storage.unit_of_work import UnitOfWork
from tests.feelings import feeling
from tests.storage.conftest import (
    NOW,
    ZONE,
    House,
    answered,
    invitation,
    message,
    pending,
    rated,
    saving,
)

DAY = datetime(2026, 3, 2, tzinfo=ZONE).toordinal()
Counts = dict[tuple[str, int, str, str, str], tuple[int, float]]


def changed(before: Invitation | None, after: Invitation) -> Counts:
    """(segment, day, question, measure, value) → (n, total) of one survey and touchpoint."""
    return {
        (segment, day, question, measure, str(value)): (n, total)
        for (segment, day, _, _, question, measure, value), n, total in deltas(before, after, ZONE, "how")
    }


def everywhere(day: int, **measures: tuple[str, int, int, float]) -> Counts:
    return {
        (segment, grain, question, measure.split("__")[0], str(value)): (n, total)
        for measure, (question, value, n, total) in measures.items()
        for segment in ("", "store=Berlin")
        for grain in (day, rollups.week_of(day), rollups.ALL_TIME)
    }


def sent() -> Invitation:
    return invitation()


# --- what one change adds


def test_an_invitation_that_arrives_counts_on_the_day_it_was_sent() -> None:
    on_its_way = replace(sent(), delivered_at=None)
    late = replace(on_its_way, delivered_at=NOW + timedelta(days=3))
    assert changed(None, on_its_way) == {}
    assert changed(on_its_way, late) == everywhere(DAY, delivered=("", 0, 1, 0.0))


def test_a_headline_rating_starts_a_response_and_makes_it_one() -> None:
    assert changed(sent(), answered(sent(), rated(4))) == everywhere(
        DAY, csat=("how", 4, 1, 4.0), started=("", 0, 1, 0.0), responded=("", 0, 1, 0.0)
    )


def test_another_answer_after_it_counts_only_for_itself() -> None:
    before = answered(sent(), rated(4))
    chosen = Answer("wants", QuestionKind.CHOICES, NOW, options=("price", "speed"))
    assert changed(before, answered(sent(), rated(4), chosen)) == {
        key: (1, 0.0)
        for measure in ("option:price", "option:speed", "chosen")
        for key in everywhere(DAY, **{measure: ("wants", 0, 1, 0.0)})
    }


def test_a_comment_counts_with_its_sentiment_and_once_for_the_response() -> None:
    felt = feeling(-0.5)
    before = answered(sent(), rated(2))
    why = Answer("why", QuestionKind.TEXT, NOW, comment="late", sentiment=felt)
    more = Answer("more", QuestionKind.TEXT, NOW, comment="cold")
    once = answered(sent(), rated(2), why)
    assert changed(before, once) == everywhere(
        DAY, sentiment=("why", 0, 1, -0.5), comment=("why", 0, 1, 0.0), commented=("", 0, 1, 0.0)
    )
    assert changed(once, answered(sent(), rated(2), why, more)) == everywhere(
        DAY, comment=("more", 0, 1, 0.0)
    )


def test_a_skip_is_counted_as_a_skip_and_in_no_denominator() -> None:
    skip = Answer("how", QuestionKind.CSAT, NOW, skipped=True)
    assert changed(sent(), answered(sent(), skip)) == everywhere(
        DAY, skipped=("how", 0, 1, 0.0), started=("", 0, 1, 0.0)
    )


def test_a_rating_that_is_not_the_headline_makes_no_response() -> None:
    other = Answer("other", QuestionKind.STARS, NOW, rating=5)
    assert ("", DAY, "", "responded", "0") not in changed(sent(), answered(sent(), other))


def test_a_rating_counts_on_its_own_day_beside_the_headline_of_its_response() -> None:
    other = Answer("other", QuestionKind.STARS, NOW, rating=5)
    headline = replace(rated(4), answered_at=NOW - timedelta(days=1))
    joint = {
        (segment, grain, "other", "joint:stars:csat", "504"): (1, 0.0)
        for segment in ("=", "=store=Berlin")
        for grain in (DAY, rollups.week_of(DAY), rollups.ALL_TIME)
    }
    before = answered(sent(), headline)
    alone = changed(answered(sent()), answered(sent(), other))
    assert changed(before, answered(sent(), headline, other)) == {
        **everywhere(DAY, stars=("other", 5, 1, 5.0)),
        **joint,
    }
    assert not [key for key in alone if key[3].startswith("joint")], "there is nothing beside it"
    tomorrow = replace(rated(4), answered_at=NOW + timedelta(days=1))
    later = changed(answered(sent(), other), answered(sent(), other, tomorrow))
    assert {key: count for key, count in later.items() if key[3].startswith("joint")} == joint
    skipped = Answer("how", QuestionKind.CSAT, NOW, skipped=True)
    assert not [key for key in changed(None, answered(sent(), skipped, other)) if key[3].startswith("joint")]


def test_a_headline_that_is_revised_moves_what_stands_beside_it() -> None:
    other = Answer("other", QuestionKind.STARS, NOW, rating=5)
    moved = changed(answered(sent(), rated(4), other), answered(sent(), rated(2), other))
    joint = {key[4]: n for key, (n, _) in moved.items() if key[3] == "joint:stars:csat"}
    assert joint == {"504": -1, "502": 1}


def test_two_ratings_are_kept_in_one_number_and_read_from_it() -> None:
    assert rollups.joint_ratings(rollups.joint_value(10, 7)) == (10, 7)
    assert rollups.joint_ratings(rollups.joint_value(0, 10)) == (0, 10)
    assert rollups.joint_kinds(rollups.joint_measure("stars", "nps")) == ("stars", "nps")


def test_a_completed_response_counts_on_the_day_it_ended() -> None:
    running = answered(sent(), rated(4))
    done = replace(running, state=State.COMPLETED, finished_at=NOW + timedelta(days=1))
    assert changed(running, done) == everywhere(DAY + 1, completed=("", 0, 1, 0.0))


def test_the_day_is_the_one_on_the_wall_of_the_business() -> None:
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # half past midnight in Berlin
    assert ("", DAY + 1, "how", "csat", "4") in changed(sent(), answered(sent(), rated(4, late)))


def test_a_revision_takes_the_old_value_away_and_adds_the_new_one_on_the_first_day() -> None:
    before = answered(sent(), rated(2))
    after = answered(sent(), rated(5, NOW + timedelta(days=1)))
    assert changed(before, after) == everywhere(
        DAY, csat__old=("how", 2, -1, -2.0), csat__new=("how", 5, 1, 5.0)
    )


def test_without_a_change_nothing_is_counted() -> None:
    before = answered(sent(), rated(2))
    assert changed(before, replace(before, reminded=True)) == {}


def test_an_invitation_that_moves_to_another_segment_takes_its_counts_along() -> None:
    before = answered(sent(), rated(2))
    moved = changed(before, replace(before, segments={"store": "Hamburg"}))
    assert moved["store=Berlin", DAY, "how", "csat", "2"] == (-1, -2.0)
    assert moved["store=Hamburg", DAY, "how", "csat", "2"] == (1, 2.0)
    assert not [key for key in moved if key[0] == ""]


# --- in the database


async def test_a_revision_keeps_the_moment_of_the_first_answer_also_the_second_time(house: House) -> None:
    for days in range(3):
        answer = rated(days + 1, NOW + timedelta(days=days))
        await house.store.work(
            [pending(message(key=f"answer {days}"), Needs(invitations=("i1",)))],
            saving(answered(sent(), answer)),
        )
    stored = await house.database.read(
        lambda connection: connection.execute(select(answers.c.answered_us)).all()
    )
    assert [row[0] for row in stored] == [int(NOW.timestamp()) * 1_000_000 + NOW.microsecond]
    assert await house.database.read(lambda connection: rollups.verify(connection, house.settings)) == {}


async def test_verify_finds_what_is_wrong_and_rebuild_puts_it_right(house: House) -> None:
    await house.store.work([pending(message())], saving(answered(sent(), rated(4))))

    def spoil(connection: Connection) -> None:
        with connection.begin():
            connection.execute(
                text("UPDATE rollups SET n = 7 WHERE measure = 'csat' AND segment = '' AND day = 0")
            )

    await house.database.write(spoil)
    wrong = await house.database.read(lambda connection: rollups.verify(connection, house.settings))
    assert list(wrong.values()) == [((7, 4.0), (1, 4.0))]
    assert [key[5] for key in wrong] == ["csat"]
    for some in rollups.corrections(wrong):
        await house.database.write(partial(rollups.correct, some=some))
    assert await house.database.read(lambda connection: rollups.verify(connection, house.settings)) == {}


async def spoilt(house: House) -> Mapping[rollups.Key, tuple[rollups.Count, rollups.Count]]:
    """Seventy answers on as many days, and every one of their counts lost."""
    for number in range(70):
        at = NOW - timedelta(days=number)
        one = replace(
            answered(invitation(f"i{number}"), rated(number % 5 + 1, at)), delivered_at=at, sent_at=at
        )
        await house.decided(Save(one))

    def lose(connection: Connection) -> None:
        with connection.begin():
            connection.execute(text("DELETE FROM rollups"))

    await house.database.write(lose)
    return await house.database.read(lambda connection: rollups.verify(connection, house.settings))


async def test_lost_counts_come_back_five_hundred_rows_at_a_time(house: House) -> None:
    wrong = await spoilt(house)
    units = list(rollups.corrections(wrong))
    *full, last = [len(some) for some in units]
    assert full
    assert set(full) == {500}
    assert sum(full) + last == len(wrong)


async def test_putting_right_may_be_stopped_and_begun_again(house: House) -> None:
    first = next(iter(rollups.corrections(await spoilt(house))))
    await house.database.write(partial(rollups.correct, some=first))
    rest = await house.database.read(lambda connection: rollups.verify(connection, house.settings))
    assert rest
    assert not rest.keys() & first.keys(), "what was put right is not put right again"
    for some in rollups.corrections(rest):
        await house.database.write(partial(rollups.correct, some=some))
    assert await house.database.read(lambda connection: rollups.verify(connection, house.settings)) == {}


async def test_what_is_answered_meanwhile_is_counted_once(house: House) -> None:
    wrong = await spoilt(house)
    units = list(rollups.corrections(wrong))
    for number, some in enumerate(units):
        await house.decided(Save(answered(invitation(f"meanwhile {number}"), rated(5))))
        revised = answered(invitation("i0"), rated(number + 2))
        await house.decided(Save(revised), needs=Needs(invitations=("i0",)))
        await house.database.write(partial(rollups.correct, some=some))
    assert await house.database.read(lambda connection: rollups.verify(connection, house.settings)) == {}


polarities = st.floats(-1, 1)
sentiments = st.none() | st.builds(feeling, polarities)
any_answer = st.one_of(
    st.builds(lambda rating: ("how", {"rating": rating}), st.integers(1, 5)),
    st.builds(lambda rating: ("other", {"rating": rating}), st.integers(1, 5)),
    st.builds(lambda question: (question, {"skipped": True}), st.sampled_from(["how", "why", "wants"])),
    st.builds(
        lambda said, felt: ("why", {"comment": said, "sentiment": felt}),
        st.sampled_from(["a", "b"]),
        sentiments,
    ),
    st.builds(
        lambda chosen: ("wants", {"options": tuple(sorted(chosen))}),
        st.sets(st.sampled_from(["price", "speed"])),
    ),
)
KINDS = {
    "how": QuestionKind.CSAT,
    "other": QuestionKind.STARS,
    "why": QuestionKind.TEXT,
    "wants": QuestionKind.CHOICES,
}
steps = st.tuples(
    st.sampled_from(["i1", "i2", "i3"]),
    st.one_of(any_answer, st.sampled_from(["deliver", "complete", "forget", "move"])),
    st.integers(0, 50),  # hours later
)


def after_step(known: Invitation, step: object, at: datetime) -> Invitation:
    match step:
        case "deliver":
            return replace(known, delivered_at=at)
        case "complete":
            return replace(known, state=State.COMPLETED, finished_at=known.finished_at or at)
        case "forget":
            return replace(known, answers=known.answers[1:])
        case "move":
            return replace(known, segments={"store": "Hamburg", "customer": "new"})
        case (str(question), dict(values)):
            answer = Answer(question, KINDS[question], at, **values)
            kept = tuple(old for old in known.answers if old.question != question)
            return replace(known, state=State.RUNNING, answers=(*kept, answer))
    raise AssertionError(step)


@given(st.lists(st.lists(steps, min_size=1, max_size=4), max_size=8))
@hypothesis_settings(max_examples=60)
def test_the_counts_equal_a_recount_after_any_answers_and_revisions(
    business: Settings, batches: Sequence[Sequence[tuple[str, object, int]]]
) -> None:
    engine = synchronous_engine("BEGIN", connect_args={"isolation_level": None})
    metadata.create_all(engine)
    unit = UnitOfWork(business, "this process")
    number = 0
    with engine.connect() as connection:
        for batch in batches:
            pendings = []
            decided = {}
            for id_, step, hours in batch:
                number += 1
                at = NOW + timedelta(hours=hours)
                decided[str(number)] = (id_, step, at)
                pendings.append(pending(message(key=str(number)), Needs(invitations=(id_,)), now=at))

            def decide(
                event: Event, view: View, decided: dict[str, tuple[str, object, datetime]] = decided
            ) -> Sequence[Effect]:
                id_, step, at = decided[event.key]
                known = view.invitation(id_) or replace(invitation(id_), delivered_at=None)
                return saving(after_step(known, step, at))(event, view)

            unit.work_on(connection, pendings, decide)
        connection.rollback()
        assert connection.execute(text("SELECT count(*) FROM dead_letters")).scalar() == 0
        assert rollups.verify(connection, business) == {}
    engine.dispose()
