"""What a rating and a comment say together: the rating wins, and every verdict has its reasons."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.evidence import Evidence, EvidenceKind
from bot.core.sentiment import Sentiment
from bot.core.survey import SCALES, QuestionKind, is_high, is_low
from bot.core.verdict import (
    NEGATIVE_FROM,
    POSITIVE_FROM,
    URGENT,
    AlertRules,
    Aside,
    Verdict,
    joined,
    judge,
    signals_in,
)
from bot.texts import catalogue
from tests.feelings import feeling

SAMPLES_FILE = Path(__file__).parents[1] / "samples" / "signals_en.toml"
SAMPLES: list[dict[str, Any]] = tomllib.loads(SAMPLES_FILE.read_text(encoding="utf-8"))["sample"]
CSAT = QuestionKind.CSAT


def feels(polarity: float) -> Sentiment:
    return feeling(polarity)


BAD, GOOD = feels(-0.6), feels(0.6)
SENTIMENTS = st.one_of(st.none(), st.floats(-1, 1).map(feels))
COMMENTS = st.one_of(st.none(), st.sampled_from([sample["said"] for sample in SAMPLES]))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: str(sample["said"])[:40])
def test_what_must_not_wait_is_heard_and_nothing_else(sample: dict[str, Any]) -> None:
    assert list(signals_in(sample["said"])) == sample["signals"]


def test_every_signal_has_its_samples_and_its_text() -> None:
    named = {signal for sample in SAMPLES for signal in sample["signals"]}
    assert named >= URGENT
    assert {f"reason.signal.{name}" for name in named} <= catalogue("en").keys()
    assert any(not sample["signals"] for sample in SAMPLES)


@pytest.mark.parametrize("write", [str.upper, str.lower, lambda said: f"Hm.\n{said}"])
@pytest.mark.parametrize(
    "sample", [one for one in SAMPLES if one["signals"]], ids=lambda one: str(one["said"])[:40]
)
def test_how_it_is_written_does_not_matter(sample: dict[str, Any], write: Any) -> None:
    assert list(signals_in(write(sample["said"]))) == sample["signals"]


@given(st.sampled_from(sorted(SCALES)), st.data(), COMMENTS, SENTIMENTS)
def test_an_explicit_rating_wins(
    kind: QuestionKind, data: st.DataObject, comment: str | None, sentiment: Sentiment | None
) -> None:
    rating = data.draw(st.integers(*SCALES[kind]))
    verdict = judge(kind, rating, comment, sentiment).verdict
    sounds_bad = sentiment is not None and sentiment.polarity <= NEGATIVE_FROM
    if is_low(kind, rating):
        assert verdict is Verdict.UNHAPPY
    elif sounds_bad:
        assert verdict is Verdict.MIXED
    else:
        assert verdict is (Verdict.HAPPY if is_high(kind, rating) else Verdict.NEUTRAL)


@given(st.one_of(st.none(), st.integers(1, 5)), COMMENTS, SENTIMENTS)
def test_every_verdict_that_needs_staff_says_why_in_texts_that_exist(
    rating: int | None, comment: str | None, sentiment: Sentiment | None
) -> None:
    judgement = judge(CSAT, rating, comment, sentiment)
    urgent = bool(URGENT & set(judgement.signals))
    assert judgement.needs_case is (judgement.verdict is Verdict.UNHAPPY or urgent)
    assert not judgement.needs_case or judgement.reasons
    assert set(judgement.reasons) <= catalogue("en").keys()
    assert len(set(judgement.reasons)) == len(judgement.reasons)


def test_without_a_rating_the_words_decide() -> None:
    assert judge(CSAT, None, "cold", BAD).verdict is Verdict.UNHAPPY
    assert judge(CSAT, None, "cold", BAD).reasons == ("reason.words_sound_unhappy",)
    assert judge(None, None, "nice", GOOD).verdict is Verdict.HAPPY
    assert judge(None, None, "a table", None).verdict is Verdict.NEUTRAL
    assert judge(None, None, None, None).reasons == ()


@pytest.mark.parametrize(
    ("polarity", "verdict"),
    [
        (NEGATIVE_FROM, Verdict.UNHAPPY),
        (NEGATIVE_FROM + 0.01, Verdict.NEUTRAL),
        (POSITIVE_FROM - 0.01, Verdict.NEUTRAL),
        (POSITIVE_FROM, Verdict.HAPPY),
    ],
)
def test_words_have_to_be_clear(polarity: float, verdict: Verdict) -> None:
    assert judge(CSAT, None, "words", feels(polarity)).verdict is verdict


def test_a_high_rating_with_bad_words_is_mixed_and_no_case() -> None:
    judgement = judge(CSAT, 5, "cold", BAD)
    assert (judgement.verdict, judgement.reasons) == (Verdict.MIXED, ("reason.words_sound_unhappy",))
    assert not judgement.needs_case


def test_a_low_rating_with_happy_words_says_so_unless_something_serious_was_said() -> None:
    assert judge(CSAT, 1, "best ever", GOOD).reasons == ("reason.low_rating", "reason.words_sound_happy")
    assert judge(CSAT, 1, "great, a refund please", GOOD).reasons == (
        "reason.low_rating",
        "reason.signal.refund",
    )


def test_the_low_rating_leads_and_signals_follow_by_severity() -> None:
    judgement = judge(CSAT, 1, "I want a refund, I was in hospital and I call my lawyer", BAD)
    assert judgement.reasons == (
        "reason.low_rating",
        "reason.signal.safety",
        "reason.signal.legal",
        "reason.signal.refund",
    )


@pytest.mark.parametrize(
    ("said", "needs"), [("hospital", True), ("please call me", True), ("a refund", False)]
)
def test_of_signals_only_the_urgent_are_a_case_by_themselves(said: str, needs: bool) -> None:
    assert judge(CSAT, 5, said, GOOD).needs_case is needs


def test_a_rating_within_the_rules_makes_a_case_and_stays_as_happy_as_it_is() -> None:
    rules = AlertRules(low_up_to={QuestionKind.NPS: 8})
    judgement = judge(QuestionKind.NPS, 8, "nice", GOOD, rules)
    assert judgement.needs_case
    assert (judgement.verdict, judgement.reasons) == (Verdict.NEUTRAL, ("reason.listed_rating",))
    assert judgement.reasons[0] in catalogue("en")
    assert not judge(QuestionKind.NPS, 9, None, None, rules).needs_case
    assert judge(CSAT, 2, None, None, rules).needs_case  # the other kinds as ever


def test_a_low_rating_below_the_rules_stays_unhappy_and_makes_no_case() -> None:
    rules = AlertRules(low_up_to={CSAT: 1})
    assert not judge(CSAT, 2, "cold", BAD, rules).needs_case
    assert judge(CSAT, 2, "cold", BAD, rules).verdict is Verdict.UNHAPPY
    assert judge(CSAT, 1, None, None, rules).needs_case
    assert not judge(CSAT, 1, None, None, AlertRules(low_up_to={CSAT: 0})).needs_case


def test_unhappy_words_make_a_case_as_the_rules_say() -> None:
    assert judge(CSAT, 5, "cold", BAD, AlertRules(mixed=True)).needs_case
    assert judge(CSAT, 2, "cold", BAD, AlertRules(low_up_to={CSAT: 0}, mixed=True)).needs_case
    assert not judge(CSAT, None, "cold", BAD, AlertRules(words_alone=False)).needs_case
    assert judge(CSAT, None, "cold", BAD, AlertRules(words_alone=False)).verdict is Verdict.UNHAPPY
    assert not judge(CSAT, None, "cold", BAD, AlertRules(unhappy_from=-0.9)).needs_case


def test_what_must_not_wait_is_a_case_by_any_rules() -> None:
    silent = AlertRules(low_up_to={CSAT: 0}, unhappy_from=-1.0, words_alone=False)
    for rating in (None, 1, 5):
        assert judge(CSAT, rating, "I was in hospital", GOOD, silent).needs_case


def test_two_asides_are_one_with_the_unhappier_feeling() -> None:
    one, other = Aside("one", GOOD), Aside("two", BAD)
    assert joined(one, other) == Aside("one\ntwo", BAD)
    assert joined(other, one) == Aside("two\none", BAD)
    assert joined(one, Aside("two")) == Aside("one\ntwo", GOOD)
    assert joined(Aside("one"), Aside("two")) == Aside("one\ntwo", None)
    assert joined(one, None) == joined(None, one) == one
    assert joined(None, None) is None


def test_evidence_of_two_asides_is_kept_in_order_and_words_stand_alone() -> None:
    voice, photo = Evidence(EvidenceKind.VOICE, "v"), Evidence(EvidenceKind.PHOTO, "p")
    assert joined(Aside("", None, (voice,)), Aside("two", BAD, (photo,))) == Aside("two", BAD, (voice, photo))
