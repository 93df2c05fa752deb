"""What other tools got wrong (gathered from their issue trackers), and what happens here instead.

The others stand with what they are about: no data is not nought, half points and gaps between the groups of
NPS (``tests/core/test_statistics.py``), local days (``test_rollups.py``, ``test_reports.py``).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.conversation import Answer, State
from bot.core.digest_composing import compose
from bot.core.effects import Save
from bot.core.errors import FeedbackBotError
from bot.core.journey import Purchase
from bot.core.periods import all_time
from bot.core.ports import Needs
from bot.core.report import ReportQuery
from bot.core.survey import QuestionKind
from bot.core.survey_reading import parse_survey
from storage.rollups import marks
from tests.storage.conftest import NOW, ZONE, House, answered, invitation, rated

EVER = ReportQuery(all_time(NOW.date()))
BERLIN = replace(EVER, segment=("store", "Berlin"))
HAMBURG = replace(EVER, segment=("store", "Hamburg"))


async def ratings_in(house: House, query: ReportQuery) -> list[dict[int, int]]:
    return [dict(one.histogram) for one in (await house.store.report(query)).now.ratings]


def test_a_question_from_0_to_10_is_nps_only_where_it_says_so() -> None:
    options = [{"name": f"o{number}", "label": str(number)} for number in range(11)]
    question = {"name": "how", "text": "From 0 to 10?", "options": options}
    with pytest.raises(FeedbackBotError, match="kind"):
        parse_survey({"name": "s", "title": "S", "question": [{"name": "how", "text": "0 to 10?"}]}, ["en"])
    survey = parse_survey(
        {"name": "s", "title": "S", "question": [{"name": "first", "kind": "thumbs", "text": "?"},
                                                 {**question, "kind": "choice"}]},
        ["en"],
    )  # fmt: skip
    chosen = Answer("how", survey.question("how").kind, NOW, options=("o9",))
    measures = {measure for _, _, measure, _ in marks(answered(invitation(), chosen), ZONE, "first")}
    assert "nps" not in measures
    assert "option:o9" in measures


async def test_a_dismissed_survey_is_in_no_denominator_of_a_score(house: House) -> None:
    for number, state in enumerate((State.DECLINED, State.EXPIRED, State.ASKED)):
        await house.decided(Save(replace(invitation(f"silent {number}"), state=state)))
    skipped = Answer("how", QuestionKind.CSAT, NOW, skipped=True)
    await house.decided(Save(answered(invitation("skipped"), skipped)))
    for number in range(5):
        await house.decided(Save(answered(invitation(f"i{number}"), rated(5))))
    report = await house.store.report(EVER)
    digest = compose(report, house.settings, NOW)
    (headline,) = digest.buyers.headlines
    assert (headline.estimate.n, headline.estimate.value) == (5, 1.0)
    (rates,) = digest.buyers.funnels
    assert (rates.counts.delivered, rates.counts.responded) == (9, 5), "but in that of who answered"


async def test_closing_after_the_first_word_is_no_response_unless_the_rating_was_given(house: House) -> None:
    said = Answer("why", QuestionKind.TEXT, NOW, comment="no time")
    await house.decided(Save(answered(invitation("closed"), said)))
    (funnel,) = (await house.store.report(EVER)).now.funnels
    assert (funnel.responded, funnel.commented) == (0, 1)


async def test_a_rating_belongs_to_the_store_of_its_sending_and_not_of_its_answering(house: House) -> None:
    bought = Purchase("p1", "main", "1", "c1", "delivery", NOW, segments={"store": "Berlin"})
    await house.decided(Save(bought), Save(invitation()))
    await house.decided(Save(replace(bought, segments={"store": "Hamburg"}, touchpoint="support")))
    asked = (await house.view(Needs(invitations=("i1",)))).invitation("i1")
    assert asked is not None
    later = answered(asked, rated(2, NOW + timedelta(days=3)))
    await house.decided(Save(later), needs=Needs(invitations=("i1",)))
    assert await ratings_in(house, BERLIN) == [{2: 1}]
    assert await ratings_in(house, HAMBURG) == []
    assert (await house.store.report(EVER)).now.ratings[0].touchpoint == "delivery"


async def test_who_answers_the_same_question_twice_is_counted_once(house: House) -> None:
    for rating in (1, 5, 4):
        revised = answered(invitation(), rated(rating, NOW + timedelta(hours=rating)))
        await house.decided(Save(revised), needs=Needs(invitations=("i1",)))
    assert await ratings_in(house, EVER) == [{4: 1}]
    (funnel,) = (await house.store.report(EVER)).now.funnels
    assert (funnel.delivered, funnel.responded) == (1, 1)
