"""What an analyzer may learn from: comments of buyers beside a headline rating, the newest."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.conversation import Answer
from bot.core.effects import Save
from bot.core.survey import Audience, QuestionKind
from storage.rated import RatedComment, rated_comments
from tests.storage.conftest import NOW, House, answered, customer, invitation, rated


def comment(text: str, at: datetime = NOW) -> Answer:
    return Answer("why", QuestionKind.TEXT, at, comment=text)


async def responds(house: House, name: str, *answers: Answer, trial: bool = False) -> None:
    asked = replace(invitation(f"i-{name}", name), trial=trial)
    await house.decided(Save(customer(name)), Save(answered(asked, *answers)))


async def read(house: House, most: int = 100) -> list[RatedComment]:
    return await house.database.read(lambda connection: rated_comments(connection, house.settings, most))


async def test_a_comment_is_unhappy_where_the_rating_beside_it_is_low(house: House) -> None:
    for rating, name in enumerate(("anna", "ben", "cleo", "dora", "emil"), 1):
        await responds(house, name, rated(rating), comment(f"said {rating}", NOW + timedelta(hours=rating)))
    assert await read(house) == [
        RatedComment("anna", "said 1", "en", unhappy=True),
        RatedComment("ben", "said 2", "en", unhappy=True),
        RatedComment("cleo", "said 3", "en", unhappy=False),
        RatedComment("dora", "said 4", "en", unhappy=False),
        RatedComment("emil", "said 5", "en", unhappy=False),
    ]


async def test_without_a_rating_or_without_words_there_is_nothing_to_learn(house: House) -> None:
    await responds(house, "anna", comment("only words"))
    await responds(house, "ben", rated(1), comment("  "))
    await responds(house, "cleo", rated(1))
    assert await read(house) == []


async def test_a_rating_that_is_not_the_headline_says_nothing(house: House) -> None:
    other = Answer("ease", QuestionKind.CES, NOW, rating=1)
    await responds(house, "anna", rated(5), other, comment("fine"))
    assert [one.unhappy for one in await read(house)] == [False]


async def test_nobody_who_works_with_us_is_learnt_from_and_no_trial(house: House) -> None:
    await responds(house, "anna", rated(1), comment("a trial"), trial=True)
    await responds(house, "ben", rated(1), comment("from inside"))
    await house.decided(Save(replace(customer("ben"), audience=Audience.INTERNAL)))
    assert await read(house) == []


async def test_of_many_the_newest_are_read_oldest_first(house: House) -> None:
    for number in (3, 1, 2):
        await responds(house, f"c{number}", rated(5), comment(f"{number}", NOW + timedelta(days=number)))
    assert [one.text for one in await read(house, most=2)] == ["2", "3"]
