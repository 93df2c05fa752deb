from __future__ import annotations

import math
from random import Random

import pytest
from scipy import optimize, stats

from bot.sentiment.adaptation import BY_CUSTOMERS, RIDGE, Learnt, Rated, gain, grams, learn

FIFTH = math.log(0.2 / 0.8)


def rated(text: str, unhappy: bool, who: object = None, log_odds: float = FIFTH) -> Rated:
    return Rated(str(who if who is not None else id(object())), text, log_odds, unhappy)


def many(n: int, seed: int = 1) -> list[Rated]:
    """Customers to whom "floppy" is bad; every fifth is unhappy, and the engine has an idea of who."""
    random = Random(seed)
    found = []
    for number in range(n):
        unhappy = number % 5 == 0
        word = "floppy" if random.random() < (0.7 if unhappy else 0.1) else "springy"
        log_odds = FIFTH + random.gauss(0.5 if unhappy else 0.0, 1.0)
        found.append(rated(f"the mug is {word} {number}", unhappy, number, log_odds))
    return found


def test_a_text_has_its_words_and_its_pairs_of_words_with_their_places() -> None:
    assert grams("Don’t like it, don’t!") == {
        "don't": (0, 5),
        "like": (6, 10),
        "it": (11, 13),
        "don't like": (0, 10),
        "like it": (6, 13),
        "it don't": (11, 20),
    }


def test_what_these_customers_mean_by_a_word_is_learnt() -> None:
    learnt = learn(many(400))
    assert learnt.weights["floppy"] > 0.5
    assert learnt.weights["springy"] < 0
    assert learnt.added("floppy") > learnt.added("springy")


def test_words_that_nobody_used_change_nothing_but_the_shift() -> None:
    learnt = learn(many(400))
    assert learnt.added("completely different") == learnt.shift


def test_a_word_of_fewer_customers_is_not_kept_however_often_they_write_it() -> None:
    talkers = [rated("zebra", True, number % (BY_CUSTOMERS - 1)) for number in range(50)]
    known = [rated("zebra tiger", True, number) for number in range(BY_CUSTOMERS)]
    assert "zebra" not in learn([*many(100), *talkers]).weights
    assert {"zebra", "tiger", "zebra tiger"} <= learn([*many(100), *known]).weights.keys()


def test_the_same_comments_give_the_same_weights() -> None:
    assert learn(many(200)) == learn(many(200))


@pytest.mark.parametrize("every", [2, 4, 10])
def test_an_engine_that_is_right_about_a_fifth_is_not_shifted_however_many_are_unhappy(every: int) -> None:
    comments = [rated("10/10", number % every == 0, number) for number in range(1000)]
    assert learn(comments).shift == pytest.approx(0.0, abs=0.01)


def test_the_weights_are_those_that_a_general_minimiser_finds() -> None:
    comments = many(150)
    learnt = learn(comments)
    names = sorted({gram for one in comments for gram in grams(one.text)})
    rows = [[gram in grams(one.text) for gram in names] for one in comments]

    def loss(parameters: list[float]) -> float:
        shift, *weights = parameters
        total = RIDGE / 2 * sum(weight**2 for weight in weights)
        for row, one in zip(rows, comments, strict=True):
            z = (
                one.log_odds
                + shift
                + sum(weight for weight, there in zip(weights, row, strict=True) if there)
            )
            total += math.log1p(math.exp(-z if one.unhappy else z))
        return float(total)

    best = optimize.minimize(loss, [0.0] * (len(names) + 1), method="BFGS").x
    assert [learnt.weights.get(gram, 0.0) for gram in names] == pytest.approx(list(best[1:]), abs=0.02)


def test_the_most_telling_words_are_named_as_they_stand_in_the_text() -> None:
    learnt = Learnt(0.0, {"floppy": 0.9, "so floppy": 1.2, "fine": -0.8, "mug": 0.1})
    text = "Fine mug, SO floppy"
    told = [text[start:end] for start, end in learnt.telling(text, unhappy=True)]
    assert told == ["SO floppy", "floppy"]
    assert [text[start:end] for start, end in learnt.telling(text, unhappy=False)] == ["Fine"]


def test_a_gain_is_measured_on_comments_that_were_not_learnt_from() -> None:
    found = gain(many(500))
    assert (found.n, found.unhappy) == (500, 100)
    assert found.before < found.after - 0.1
    assert found.sure


def test_who_wrote_all_the_unhappy_comments_is_not_learnt_from_and_judged_at_once() -> None:
    comments = [rated("floppy", True, "tom"), *(rated("", False, number) for number in range(99))]
    found = gain([*comments[:1] * 50, *comments])
    assert found.before == found.after == 0.5
    assert not found.sure


def test_the_very_same_words_of_another_customer_are_not_learnt_from_and_judged() -> None:
    random = Random(4)
    words = [f"{one}{other}" for one in "abcdefgh" for other in "mnopqrst"]
    texts = [" ".join(random.sample(words, 8)) for _ in range(150)]
    copied = [
        rated(text, number % 4 == 0, f"{number} {copy}")
        for number, text in enumerate(texts)
        for copy in range(3)
    ]
    assert gain(copied).after == pytest.approx(0.5, abs=0.1)


def test_learning_by_heart_is_no_gain() -> None:
    random = Random(3)
    words = [f"word{number}" for number in range(40)]
    comments = [
        rated(" ".join(random.sample(words, 8)), number % 4 == 0, number, random.gauss(0, 1))
        for number in range(400)
    ]
    found = gain(comments)
    assert not found.sure
    assert found.after == pytest.approx(0.5, abs=0.08)


def test_auroc_is_that_of_the_rank_test() -> None:
    comments = many(300)
    unhappy = [one.log_odds for one in comments if one.unhappy]
    others = [one.log_odds for one in comments if not one.unhappy]
    u = stats.mannwhitneyu(unhappy, others).statistic
    assert gain(comments).before == pytest.approx(u / len(unhappy) / len(others))
