"""Stored comments are moved to another analyzer, the counts with them, and what customers said stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql

from bot.core.conversation import Answer, Invitation
from bot.core.effects import Save
from bot.core.playback import Playback, PlaybackReply
from bot.core.ports import Needs
from bot.core.sentiment import Label, Sentiment
from bot.core.survey import QuestionKind
from bot.core.verdict import Verdict
from storage import reanalysis, rollups
from storage.codec import micros
from storage.reanalysis import FROM_THE_NEWEST, Moved, Stored, Version
from storage.tables import rollups as rollups_table
from tests.feelings import feeling
from tests.storage.conftest import NOW, House, answered, customer, invitation, rated

NEW = Version("test", "2")
HEARD = Playback(Verdict.HAPPY, ("price",), "test", "1")
CORRECTED = replace(HEARD, reply=PlaybackReply.NOT_QUITE, meant=Verdict.UNHAPPY)


def comment(
    words: str = "It was fine.",
    sentiment: Sentiment | None = None,
    at: datetime = NOW,
    playback: Playback | None = None,
) -> Answer:
    said = sentiment or feeling(0.5)
    return Answer("why", QuestionKind.TEXT, at, comment=words, sentiment=said, playback=playback)


async def said(house: House, number: int, *given: Answer, trial: bool = False) -> None:
    sent = replace(invitation(f"i{number}", f"c{number}"), trial=trial)
    facts = Save(replace(customer(f"c{number}"), language="de")), Save(answered(sent, *given))
    await house.decided(*facts, needs=Needs(invitations=(sent.id,)))


async def following(house: House, place: reanalysis.Place = FROM_THE_NEWEST, since: int = 0) -> list[Stored]:
    return await house.database.read(lambda on: reanalysis.following(on, NEW, since, place))


async def move(house: House, opinion: Sentiment | None, some: list[Stored] | None = None) -> Moved:
    """All comments that are to go get this opinion."""
    some = await following(house) if some is None else some
    of = {one.key: (one, opinion) for one in some}
    return await house.database.write(lambda on: reanalysis.save(on, house.settings, NEW, of))


async def stored(house: House, number: int) -> dict[str, Answer]:
    return {answer.question: answer for answer in (await asked(house, number)).answers}


async def asked(house: House, number: int) -> Invitation:
    found = (await house.view(Needs(invitations=(f"i{number}",)))).invitation(f"i{number}")
    assert found is not None
    return found


async def differences(house: House) -> object:
    return await house.database.read(lambda on: rollups.verify(on, house.settings))


# --- which go


async def test_comments_of_another_version_go_the_newest_first(house: House) -> None:
    await said(house, 1, comment("old", at=NOW - timedelta(days=2)))
    await said(house, 2, comment("of this version", feeling(0.1, version="2")))
    await said(house, 3, comment("of another analyzer", feeling(0.1, analyzer="other", version="2")))
    found = await following(house)
    assert [(one.text, one.language) for one in found] == [("of another analyzer", "de"), ("old", "de")]
    assert await following(house, found[0].place) == found[1:]
    assert await following(house, found[1].place) == []


async def test_a_comment_that_nobody_has_spoken_of_goes_too(house: House) -> None:
    await said(house, 1, replace(comment("silent"), sentiment=None))
    assert [one.text for one in await following(house)] == ["silent"]


async def test_ratings_and_comments_from_before_the_day_do_not_go(house: House) -> None:
    await said(house, 1, rated(2), comment("before", at=NOW - timedelta(days=2)))
    await said(house, 2, comment("after"))
    assert [one.text for one in await following(house, since=micros(NOW))] == ["after"]


async def test_comments_made_at_the_same_moment_each_go_once(house: House) -> None:
    for number in range(5):
        await said(house, number, comment(f"number {number}"))
    met: list[str] = []
    place = FROM_THE_NEWEST
    while some := (await following(house, place))[:2]:
        met += [one.text for one in some]
        place = some[-1].place
    assert sorted(met) == [f"number {number}" for number in range(5)]


async def test_how_many_there_are_to_go_is_known_beforehand(house: House) -> None:
    await said(house, 1, comment())
    await said(house, 2, comment(), replace(comment(playback=CORRECTED), question="how"))
    await said(house, 3, comment(sentiment=feeling(0.5, version="2")))
    assert await house.database.read(lambda on: reanalysis.count(on, NEW, 0)) == (2, 1)


# --- what they get


async def test_a_comment_gets_the_new_opinion_whole(house: House) -> None:
    opinion = replace(
        feeling(-0.8, version="2"), mixed=True, words=("rude",), p_unhappy=0.91, has_complaint=0.97
    )
    await said(house, 1, rated(4), comment())
    await move(house, opinion)
    now = await stored(house, 1)
    assert now["why"] == replace(comment(), sentiment=opinion)
    assert now["how"] == rated(4)


async def test_the_counts_are_those_of_a_recount(house: House) -> None:
    await said(house, 1, rated(4), comment(sentiment=feeling(0.7)))
    await said(house, 2, replace(comment("silent", at=NOW - timedelta(days=3)), sentiment=None))
    await said(house, 3, comment("tried"), trial=True)
    await move(house, feeling(-0.6, version="2"))
    assert await differences(house) == {}
    total = select(rollups_table.c.n, rollups_table.c.total).where(
        rollups_table.c.measure == "sentiment",
        rollups_table.c.segment == "",
        rollups_table.c.day == rollups.ALL_TIME,
    )
    assert await house.database.read(lambda on: on.execute(total).all()) == [(2, -1.2)]


async def test_a_comment_that_the_analyzer_cannot_read_loses_its_score_and_goes_no_more(house: House) -> None:
    await said(house, 1, comment("Das war nichts."))
    moved = await move(house, None)
    assert (await stored(house, 1))["why"].sentiment is None
    assert (moved.before, moved.after) == ({Label.HAPPY: 1}, {Label.UNKNOWN: 1})
    assert await following(house) == []
    assert await differences(house) == {}


async def test_moving_twice_moves_nothing_the_second_time(house: House) -> None:
    await said(house, 1, comment())
    assert (await move(house, feeling(-0.6, version="2"))).comments == 1
    assert (await move(house, feeling(-0.6, version="2"))).comments == 0


async def test_labels_that_change_are_told_from_scores_that_do(house: House) -> None:
    await said(house, 1, comment(sentiment=feeling(0.9)))
    await said(house, 2, comment(sentiment=feeling(-0.9)))
    await said(house, 3, comment(sentiment=feeling(-0.5)))
    moved = await move(house, feeling(-0.5, version="2"))
    assert (moved.relabelled, moved.rescored, moved.comments) == (1, 1, 3)
    assert moved.before == {Label.HAPPY: 1, Label.UNHAPPY: 2}


async def test_only_looking_says_the_same_and_changes_nothing(house: House) -> None:
    await said(house, 1, comment(sentiment=feeling(0.9)))
    some = await following(house)
    of = {one.key: (one, feeling(-0.5, version="2")) for one in some}
    foreseen = await house.database.read(lambda on: reanalysis.meet(on, of))
    assert await following(house) == some
    assert foreseen == await move(house, feeling(-0.5, version="2"))


# --- what stays


async def test_what_a_customer_corrected_is_never_touched(house: House) -> None:
    kept = comment(playback=CORRECTED)
    await said(house, 1, kept)
    assert await following(house) == []
    assert await house.database.read(lambda on: reanalysis.older(on, NEW, 10)) == 0
    # Corrected while the analyzer read it.
    moved = await move(
        house, feeling(-0.6, version="2"), [Stored((micros(NOW), "i1", "why"), kept.comment or "", None)]
    )
    assert (moved.comments, moved.passed_over) == (0, 1)
    assert (await stored(house, 1))["why"] == kept


async def test_what_a_customer_called_right_may_be_judged_anew(house: House) -> None:
    await said(house, 1, comment(playback=replace(HEARD, reply=PlaybackReply.RIGHT)))
    await said(house, 2, comment(playback=HEARD))
    assert len(await following(house)) == 2


async def test_a_comment_that_is_another_one_by_now_stays(house: House) -> None:
    await said(house, 1, comment("It was fine."))
    some = await following(house)
    await said(house, 1, comment("It was awful.", feeling(-0.9)))
    moved = await move(house, feeling(0.6, version="2"), some)
    assert moved.passed_over == 1
    assert (await stored(house, 1))["why"].sentiment == feeling(-0.9)
    assert await differences(house) == {}


async def test_an_answer_that_is_gone_by_now_is_passed_by(house: House) -> None:
    await said(house, 1, comment())
    moved = await move(house, feeling(0.6, version="2"), [Stored((micros(NOW), "i9", "why"), "gone", None)])
    assert moved.comments == 0


async def test_who_revises_the_rating_later_keeps_the_new_opinion(house: House) -> None:
    await said(house, 1, rated(4), comment())
    opinion = feeling(-0.6, version="2")
    await move(house, opinion)
    before = await asked(house, 1)
    await house.decided(
        Save(replace(before, answers=(rated(1), *before.answers[1:]))), needs=Needs(invitations=("i1",))
    )
    assert (await stored(house, 1))["why"].sentiment == opinion
    assert await differences(house) == {}


# --- how old the comments are


async def test_comments_of_an_older_version_are_counted_up_to_so_many(house: House) -> None:
    for number in range(4):
        await said(house, number, comment())
    await said(house, 5, comment(sentiment=feeling(0.5, version="2")))
    await said(house, 6, replace(comment("silent"), sentiment=None))
    assert await house.database.read(lambda on: reanalysis.older(on, NEW, 100)) == 4
    assert await house.database.read(lambda on: reanalysis.older(on, NEW, 3)) == 3


@pytest.mark.usefixtures("file")
async def test_the_walk_finds_its_way_by_an_index(house: House) -> None:
    def plan(on: Connection) -> str:
        compiled = reanalysis._NEXT.compile(dialect=on.dialect, compile_kwargs={"literal_binds": False})
        names = compiled.positiontup or []
        values = tuple(compiled.params.get(name) or 0 for name in names)
        return str(on.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", values).all())

    told = await house.database.read(plan)
    assert "answers_commented" in told
    assert "TEMP B-TREE" not in told


def test_both_engines_understand_the_statements() -> None:
    for statement in (reanalysis._NEXT, reanalysis._COUNT, reanalysis._OLDER, reanalysis._LOCK):
        assert str(statement.compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]  # no stubs
