"""What rating and words say together: the rating wins, nothing is guessed, every verdict has its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.core.evidence import Evidence, EvidenceKind
from bot.core.opinions import together
from bot.core.sentiment import Clause, Label, Sentiment, no_opinion
from bot.core.signals import URGENT
from bot.core.survey import SCALES, Audience, QuestionKind, is_high, is_low
from bot.core.verdict import (
    COMPLAINT_FROM,
    CONTRADICTIONS,
    UNHAPPY_FROM,
    AlertRules,
    Aside,
    Judgement,
    Said,
    Verdict,
    joined,
    judge,
    may_be_named,
    mood_of,
)
from bot.texts import catalogue
from tests.feelings import feeling

CSAT = QuestionKind.CSAT
BAD, GOOD = feeling(-0.6), feeling(0.6)
COMPLAINT = replace(GOOD, has_complaint=0.9, mixed=True)  # happy as a whole, with a complaint in it
SOMEWHAT = replace(feeling(0.0), p_unhappy=0.3, has_complaint=0.3)  # neither
WORSE_AND_WORSE = (Verdict.HAPPY, Verdict.NEUTRAL, Verdict.MIXED, Verdict.UNHAPPY)
URGENT_WORDS = ("I was in hospital", "please call me", "my lawyer writes")
WORDS = ("", "cold", "a refund", *URGENT_WORDS)

PROBABILITIES = st.floats(0, 1)
SENTIMENTS = st.builds(
    lambda label, p, worse, mixed, language: Sentiment(
        label, p, max(p, worse), 1 - 2 * p, 0.9, "test", "1", mixed, language, ("cold",)
    ),
    st.sampled_from([Label.UNHAPPY, Label.NEUTRAL, Label.HAPPY]),
    PROBABILITIES,
    PROBABILITIES,
    st.booleans(),
    st.sampled_from(["en", "de", None]),
)
UNKNOWN = st.sampled_from(["sw", None]).map(lambda language: no_opinion("test", "1", language))
SAID = st.builds(Said, st.sampled_from(WORDS), st.none() | SENTIMENTS)
CORRECTED = st.builds(
    Said, st.sampled_from(WORDS), st.none() | SENTIMENTS, st.none() | st.sampled_from(Verdict)
)
RULES = st.builds(
    AlertRules,
    st.dictionaries(st.sampled_from(sorted(SCALES)), st.integers(-1, 10)),
    PROBABILITIES,
    PROBABILITIES,
    st.booleans(),
    st.booleans(),
)
KINDS = st.sampled_from(sorted(SCALES))


def said(*feelings: Sentiment | None, words: str = "words") -> tuple[Said, ...]:
    return tuple(Said(words, felt) for felt in feelings)


def judged(rating: int | None, *feelings: Sentiment, rules: AlertRules | None = None) -> Judgement:
    return judge(CSAT, rating, said(*feelings), rules or AlertRules())


# --- the rating wins


@given(KINDS, st.data(), st.lists(SAID, max_size=3), RULES)
def test_an_explicit_rating_wins(
    kind: QuestionKind, data: st.DataObject, words: list[Said], rules: AlertRules
) -> None:
    rating = data.draw(st.integers(*SCALES[kind]))
    verdict = judge(kind, rating, words, rules).verdict
    if is_low(kind, rating):
        assert verdict is Verdict.UNHAPPY
    else:
        assert verdict in {Verdict.MIXED, Verdict.HAPPY if is_high(kind, rating) else Verdict.NEUTRAL}


@given(KINDS, st.data(), st.lists(SAID, max_size=3))
def test_beside_a_rating_words_alone_change_nothing_for_staff_but_what_must_not_wait(
    kind: QuestionKind, data: st.DataObject, words: list[Said]
) -> None:
    rating = data.draw(st.integers(*SCALES[kind]))
    judgement = judge(kind, rating, words)
    assert judgement.needs_case is (is_low(kind, rating) or not URGENT.isdisjoint(judgement.signals))


@given(KINDS, st.data(), st.lists(CORRECTED, max_size=3))
def test_a_low_rating_always_makes_a_case(kind: QuestionKind, data: st.DataObject, words: list[Said]) -> None:
    rating = data.draw(st.integers(*SCALES[kind]))
    assume(is_low(kind, rating))
    judgement = judge(kind, rating, words)
    assert judgement.needs_case
    assert (judgement.verdict, judgement.reasons[0]) == (Verdict.UNHAPPY, "reason.low_rating")


@given(st.none() | st.integers(1, 5), st.lists(CORRECTED, max_size=3), RULES)
def test_every_case_says_why_in_texts_that_exist(
    rating: int | None, words: list[Said], rules: AlertRules
) -> None:
    judgement = judge(CSAT, rating, words, rules)
    assert not judgement.needs_case or judgement.reasons
    assert set(judgement.reasons) <= catalogue("en").keys()
    assert len(set(judgement.reasons)) == len(judgement.reasons)
    assert {reason for reason, _ in judgement.words} <= set(judgement.reasons)


# --- what words can and cannot do


@given(st.none() | st.integers(1, 5), st.lists(CORRECTED, max_size=3), SENTIMENTS, RULES)
def test_a_complaint_more_never_makes_a_verdict_happier(
    rating: int | None, words: list[Said], felt: Sentiment, rules: AlertRules
) -> None:
    assume(felt.label is not Label.HAPPY and felt.p_unhappy >= 0.2)
    complaint = Said("", replace(felt, has_complaint=1.0, mixed=False))
    before = judge(CSAT, rating, words, rules)
    after = judge(CSAT, rating, [*words, complaint], rules)
    assert WORSE_AND_WORSE.index(after.verdict) >= WORSE_AND_WORSE.index(before.verdict)


@given(st.none() | st.integers(1, 5), st.lists(CORRECTED, max_size=3), UNKNOWN, RULES)
def test_a_text_that_nobody_can_read_never_changes_a_verdict(
    rating: int | None, words: list[Said], unread: Sentiment, rules: AlertRules
) -> None:
    assert judge(CSAT, rating, [*words, Said("maneno", unread)], rules) == judge(CSAT, rating, words, rules)


@given(st.lists(SENTIMENTS, max_size=3), RULES)
def test_words_in_a_language_that_is_only_ranked_never_raise_an_alert_alone(
    feelings: list[Sentiment], rules: AlertRules
) -> None:
    foreign = said(*(replace(felt, language="de") for felt in feelings))
    assert not judge(CSAT, None, foreign, rules).needs_case


@given(SENTIMENTS, RULES)
def test_without_a_rating_words_make_a_case_from_the_threshold_on(felt: Sentiment, rules: AlertRules) -> None:
    alarming = felt.p_unhappy >= rules.unhappy_from and felt.language != "de"
    assert judge(CSAT, None, said(felt), rules).needs_case is (alarming and rules.words_alone)


def test_without_a_rating_the_words_decide() -> None:
    assert judged(None, BAD).verdict is Verdict.UNHAPPY
    assert judged(None, BAD).reasons == ("reason.words_sound_unhappy",)
    assert judged(None, GOOD).verdict is Verdict.HAPPY
    assert judged(None, SOMEWHAT).verdict is Verdict.NEUTRAL
    assert judge(None, None, said(None)).verdict is Verdict.NEUTRAL
    assert judge(None, None).reasons == ()


def test_words_that_sound_unhappy_below_the_threshold_are_unhappy_and_no_case() -> None:
    unsure = replace(BAD, p_unhappy=UNHAPPY_FROM - 0.01)
    judgement = judged(None, unsure)
    assert (judgement.verdict, judgement.needs_case) == (Verdict.UNHAPPY, False)
    assert judged(None, replace(unsure, p_unhappy=UNHAPPY_FROM)).needs_case


def test_of_several_texts_the_unhappiest_counts_and_is_quoted() -> None:
    loud = replace(BAD, words=("never arrived", "money back"))
    judgement = judged(None, GOOD, loud, SOMEWHAT)
    assert judgement.verdict is Verdict.UNHAPPY
    assert judgement.words == (("reason.words_sound_unhappy", ("never arrived", "money back")),)
    assert judged(None, SOMEWHAT, GOOD).verdict is Verdict.HAPPY


def test_a_text_that_may_raise_an_alert_does_so_beside_an_unhappier_one_in_a_language_only_ranked() -> None:
    foreign = replace(feeling(-0.9), language="de", words=("furchtbar",))
    judgement = judged(None, foreign, replace(BAD, words=("awful",)))
    assert judgement.needs_case
    assert (judgement.words[0][1], judgement.language) == (("awful",), "en")
    ranked = judged(None, foreign)
    assert (ranked.verdict, ranked.needs_case, ranked.language) == (Verdict.UNHAPPY, False, "de")


# --- praise and complaint


def test_a_complaint_beside_a_good_rating_is_mixed_and_a_case_only_by_the_operators_rule() -> None:
    judgement = judged(5, COMPLAINT)
    assert (judgement.verdict, judgement.reasons) == (Verdict.MIXED, ("reason.complaint",))
    assert not judgement.needs_case
    assert judged(5, COMPLAINT, rules=AlertRules(mixed=True)).needs_case
    assert judged(5, COMPLAINT, rules=AlertRules(complaint_from=0.95)).verdict is Verdict.HAPPY
    mild = replace(GOOD, has_complaint=COMPLAINT_FROM - 0.01)
    assert judged(5, mild).verdict is Verdict.HAPPY


def test_praise_and_complaint_without_a_rating_are_mixed_in_one_text_or_in_two() -> None:
    assert judged(None, COMPLAINT).verdict is Verdict.MIXED
    neutral_with_complaint = replace(SOMEWHAT, has_complaint=0.9)
    assert judged(None, neutral_with_complaint).verdict is Verdict.NEUTRAL
    assert judged(None, neutral_with_complaint).reasons == ("reason.complaint",)
    assert judged(None, GOOD, neutral_with_complaint).verdict is Verdict.MIXED
    assert not judged(None, COMPLAINT).needs_case


def test_the_worst_clause_is_quoted_as_the_complaint() -> None:
    text = "The food was great, but we waited an hour for it"
    clauses = (Clause(0, 19, 0.02), Clause(20, len(text), 0.9))
    felt = replace(COMPLAINT, clauses=clauses, words=("great",))
    judgement = judge(CSAT, 5, [Said("hm", GOOD), Said(text, felt)])
    assert judgement.words == (("reason.complaint", ("but we waited an hour for it",)),)
    alone = replace(felt, clauses=clauses[:1])
    assert judge(CSAT, 5, [Said(text, alone)]).words == (("reason.complaint", ("great",)),)


def test_what_is_quoted_is_short_on_one_line_and_said_once() -> None:
    long = "and then\nthe whole thing simply fell to pieces in my hands while I was holding it"
    felt = replace(BAD, words=("never", "never", long, "x" * 100, "late"))
    ((_, words),) = judged(None, felt).words
    assert words[:2] == ("never", "and then the whole thing simply fell to pieces in my hands…")
    assert words[2] == "x" * 59 + "…"
    assert len(words) == 3


# --- contradictions


@pytest.mark.parametrize(
    ("kind", "rating", "felt", "reason"),
    [
        (CSAT, 5, BAD, "reason.contradiction.high_rating"),
        (QuestionKind.NPS, 10, BAD, "reason.contradiction.high_rating"),
        (CSAT, 1, GOOD, "reason.contradiction.low_rating"),
        (CSAT, 3, BAD, "reason.words_sound_unhappy"),  # a middling rating contradicts nothing
        (CSAT, 5, replace(BAD, p_unhappy=0.55), "reason.words_sound_unhappy"),  # not clear
        (CSAT, 5, replace(BAD, language="de"), "reason.words_sound_unhappy"),
    ],
)
def test_rating_and_words_that_contradict_each_other_are_flagged_where_both_are_clear(
    kind: QuestionKind, rating: int, felt: Sentiment, reason: str
) -> None:
    judgement = judge(kind, rating, said(felt))
    assert reason in judgement.reasons
    assert judgement.is_contradictory is (reason in CONTRADICTIONS)
    assert judgement.needs_case is is_low(kind, rating)


@pytest.mark.parametrize("felt", [COMPLAINT, SOMEWHAT, replace(GOOD, language="de"), BAD])
def test_a_low_rating_is_contradicted_by_nothing_but_praise_alone(felt: Sentiment) -> None:
    assert not judged(1, felt).is_contradictory


def test_praise_beside_a_low_rating_is_no_contradiction_where_something_serious_was_said() -> None:
    judgement = judge(CSAT, 1, [Said("great, a refund please", GOOD)])
    assert judgement.reasons == ("reason.low_rating", "reason.signal.refund")


def test_a_contradiction_quotes_the_words_of_its_other_side() -> None:
    praise, blame = replace(GOOD, words=("best ever",)), replace(BAD, words=("awful",))
    assert judged(1, praise).words == (("reason.contradiction.low_rating", ("best ever",)),)
    assert judged(5, blame).words == (("reason.contradiction.high_rating", ("awful",)),)


# --- signals


def test_the_low_rating_leads_and_signals_follow_by_severity_with_their_words() -> None:
    text = "I want a refund, I was in hospital and I call my lawyer"
    judgement = judge(CSAT, 1, [Said(text, BAD)])
    assert judgement.reasons == (
        "reason.low_rating",
        "reason.signal.safety",
        "reason.signal.legal",
        "reason.signal.refund",
        "reason.words_sound_unhappy",
    )
    assert dict(judgement.words)["reason.signal.safety"] == ("hospital",)


@pytest.mark.parametrize(
    ("words", "needs"), [("hospital", True), ("please call me", True), ("a refund", False)]
)
def test_of_signals_only_the_urgent_are_a_case_by_themselves(words: str, needs: bool) -> None:
    assert judge(CSAT, 5, [Said(words, GOOD)]).needs_case is needs


@given(st.none() | st.integers(1, 5), st.sampled_from(URGENT_WORDS), st.none() | SENTIMENTS, RULES)
def test_what_must_not_wait_is_a_case_by_any_rules_and_however_it_feels(
    rating: int | None, words: str, felt: Sentiment | None, rules: AlertRules
) -> None:
    assert judge(CSAT, rating, [Said(words, felt)], rules).needs_case


def test_going_to_a_competitor_is_heard_where_the_operator_names_them() -> None:
    words = (Said("I am going to Bean Bros from now on"),)
    assert judge(CSAT, 3, words).signals == ()
    assert judge(CSAT, 3, words, AlertRules(competitors=("Bean Bros",))).signals == ("leaving",)


# --- the customer's own word for it


@given(st.none() | st.integers(1, 5), st.sampled_from(Verdict), SENTIMENTS, SENTIMENTS, RULES)
def test_a_correction_goes_before_whatever_the_analyzer_says(
    rating: int | None, meant: Verdict, one: Sentiment, other: Sentiment, rules: AlertRules
) -> None:
    first, second = (judge(CSAT, rating, [Said("words", felt, meant)], rules) for felt in (one, other))
    assert first == second
    if rating is None:
        assert first.verdict is meant


def test_who_says_that_they_are_unhappy_is_heard_in_any_language_and_beside_any_rating() -> None:
    told_us = [Said("so lala", replace(GOOD, language="de"), Verdict.UNHAPPY)]
    for rating in (None, 3, 5):
        judgement = judge(CSAT, rating, told_us)
        assert (judgement.needs_case, judgement.reasons) == (True, ("reason.says_unhappy",))
    assert not judge(CSAT, 5, told_us, AlertRules(words_alone=False)).needs_case
    assert judge(CSAT, 5, told_us).verdict is Verdict.MIXED


def test_a_correction_is_about_its_own_words_only() -> None:
    assert judge(CSAT, None, [Said("a", BAD, Verdict.HAPPY), Said("b", BAD)]).verdict is Verdict.UNHAPPY


def test_praise_by_their_own_word_contradicts_a_low_rating() -> None:
    assert judge(CSAT, 1, [Said("sick!", BAD, Verdict.HAPPY)]).is_contradictory


# --- the operator's rules


def test_a_rating_within_the_rules_makes_a_case_and_stays_as_happy_as_it_is() -> None:
    rules = AlertRules(low_up_to={QuestionKind.NPS: 8})
    judgement = judge(QuestionKind.NPS, 8, said(GOOD), rules)
    assert judgement.needs_case
    assert (judgement.verdict, judgement.reasons) == (Verdict.NEUTRAL, ("reason.listed_rating",))
    assert not judge(QuestionKind.NPS, 9, (), rules).needs_case
    assert judge(CSAT, 2, (), rules).needs_case  # the other kinds as ever


def test_a_low_rating_below_the_rules_stays_unhappy_and_makes_no_case() -> None:
    rules = AlertRules(low_up_to={CSAT: 1})
    assert not judged(2, BAD, rules=rules).needs_case
    assert judged(2, BAD, rules=rules).verdict is Verdict.UNHAPPY
    assert judge(CSAT, 1, (), rules).needs_case
    assert not judge(CSAT, 1, (), AlertRules(low_up_to={CSAT: 0})).needs_case


def test_unhappy_words_make_a_case_as_the_rules_say() -> None:
    assert judged(5, BAD, rules=AlertRules(mixed=True)).needs_case
    assert judged(2, BAD, rules=AlertRules(low_up_to={CSAT: 0}, mixed=True)).needs_case
    assert judged(3, replace(BAD, language="de"), rules=AlertRules(mixed=True)).needs_case  # with a rating
    assert not judged(None, BAD, rules=AlertRules(words_alone=False)).needs_case
    assert judged(None, BAD, rules=AlertRules(words_alone=False)).verdict is Verdict.UNHAPPY
    assert not judged(None, BAD, rules=AlertRules(unhappy_from=0.95)).needs_case


def test_people_who_work_with_us_are_named_only_where_they_ask_for_a_person() -> None:
    low, person = judged(1), judge(CSAT, 1, [Said("please call me")])
    assert may_be_named(Audience.BUYER, low)
    assert not may_be_named(Audience.INTERNAL, low)
    assert may_be_named(Audience.INTERNAL, person)


# --- several texts as one


@pytest.mark.parametrize(
    ("felt", "mood"),
    [
        (GOOD, Verdict.HAPPY),
        (SOMEWHAT, Verdict.NEUTRAL),
        (COMPLAINT, Verdict.MIXED),
        (BAD, Verdict.UNHAPPY),
        (no_opinion("test", "1"), Verdict.NEUTRAL),
    ],
)
def test_words_have_a_mood_of_their_own(felt: Sentiment, mood: Verdict) -> None:
    assert mood_of(felt) is mood


def test_two_asides_are_one_with_the_feeling_of_both() -> None:
    one, other = Aside("one", GOOD), Aside("two", BAD)
    both = together([GOOD, BAD])
    assert joined(one, other) == Aside("one\ntwo", both)
    assert joined(other, one) == Aside("two\none", both)
    assert joined(one, Aside("two")) == Aside("one\ntwo", GOOD)
    assert joined(Aside("one"), Aside("two")) == Aside("one\ntwo", None)
    assert joined(one, None) == joined(None, one) == one
    assert joined(None, None) is None


def clauses(text: str, *parts: str) -> Sequence[Clause]:
    return [Clause(text.index(part), text.index(part) + len(part), 0.5) for part in parts]


def test_clauses_of_two_asides_still_point_at_their_words() -> None:
    first, second = "late. cold", "rude. dirty"
    felt = (
        replace(BAD, clauses=tuple(clauses(first, "late", "cold"))),
        replace(GOOD, clauses=tuple(clauses(second, "rude", "dirty"))),
    )
    for both in (
        joined(Aside(first, felt[0]), Aside(second, felt[1])),
        joined(joined(Aside("", None), Aside(first, felt[0])), Aside(second, felt[1])),
    ):
        assert both is not None
        assert both.sentiment is not None
        said_there = [both.text[one.start : one.end] for one in both.sentiment.clauses]
        assert said_there == ["late", "cold", "rude", "dirty"]


def test_evidence_of_two_asides_is_kept_in_order_and_words_stand_alone() -> None:
    voice, photo = Evidence(EvidenceKind.VOICE, "v"), Evidence(EvidenceKind.PHOTO, "p")
    assert joined(Aside("", None, (voice,)), Aside("two", BAD, (photo,))) == Aside("two", BAD, (voice, photo))
