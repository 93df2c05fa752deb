"""What was said of a whole message, about the part of it that is kept."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.core.clauses import clauses_of
from bot.core.sentiment import Clause, Sentiment, placed
from tests.feelings import feeling

SAID = "4, the courier was rude, but the mug is lovely"


def read(text: str) -> Sentiment:
    clauses = tuple(Clause(start, end, 0.5) for start, end in clauses_of(text))
    return replace(feeling(-0.5), clauses=clauses)


def shown(felt: Sentiment | None, text: str) -> list[str]:
    return [text[one.start : one.end].strip(" ,") for one in felt.clauses] if felt else []


def test_clauses_move_with_the_part_that_is_kept() -> None:
    kept = "the courier was rude, but the mug is lovely"
    assert shown(placed(read(SAID), SAID, kept), kept) == ["the courier was rude", "but the mug is lovely"]


def test_a_clause_that_is_not_kept_goes() -> None:
    kept = "the mug is lovely"
    assert shown(placed(read(SAID), SAID, kept), kept) == ["the mug is lovely"]


def test_where_the_part_cannot_be_found_no_clause_points_anywhere() -> None:
    felt = placed(read(SAID), SAID, "the courier was  rude")
    assert felt == replace(read(SAID), clauses=())
    assert placed(None, SAID, "x") is None


@given(st.text(max_size=20), st.text(min_size=1, max_size=40), st.text(max_size=20))
def test_every_clause_lies_within_what_is_kept(before: str, kept: str, after: str) -> None:
    felt = placed(read(before + kept + after), before + kept + after, kept)
    assert felt is not None
    assert all(0 <= one.start < one.end <= len(kept) for one in felt.clauses)
