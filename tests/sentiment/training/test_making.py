"""Training, on a folder of made-up sets."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from bot.sentiment import train
from bot.sentiment.training.evaluate import left_out
from bot.sentiment.training.pool import balance, pooled
from bot.sentiment.training.sets import DataSet, Example, Feeling, read_sets
from bot.sentiment.weights import unpacked

GOOD = "lovely great friendly quick tasty perfect".split()
BAD = "awful rude slow broken dirty late".split()


def comments(seed: int, number: int = 40) -> list[tuple[str, bool]]:
    drawn = random.Random(seed)
    made = []
    for place in range(number):
        happy = place % 2 == 0
        word = drawn.choice(GOOD if happy else BAD)
        thing = drawn.choice(["waiter", "parcel", "room", "phone", "soup"])
        made.append((f"the {thing} {seed} {place} was {word}", happy))
    return made


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("sets")
    names = ("amazonReviewSnippets", "movieReviewSnippets", "nytEditorialSnippets", "tweets")
    for seed, name in enumerate(names):
        lines = (
            f"{seed}_{i}\t{2.0 if happy else -2.0}\t{text}" for i, (text, happy) in enumerate(comments(seed))
        )
        (where / f"{name}_GroundTruth.txt").write_text("\n".join(lines), "utf-8")
    for seed, name in enumerate(("amazon_cells", "yelp", "imdb"), 10):
        lines = (f"{text}\t{int(happy)}" for text, happy in comments(seed))
        (where / f"uci_{name}.txt").write_text("\n".join(lines), "utf-8")
    rows = [f'"T","{text}",{5 if happy else 1}' for text, happy in comments(20)]
    (where / "clothing_full.csv").write_text("Title,Review Text,Rating\n" + "\n".join(rows), "utf-8")
    rows = [f"{text}\tnone\tfine\t{10 if happy else 1}" for text, happy in comments(21)]
    head = "benefitsReview\tsideEffectsReview\tcommentsReview\trating\n"
    (where / "druglib.tsv").write_text(head + "\n".join(rows), "utf-8")
    for seed, name in enumerate(("lounge", "seat"), 30):
        rows = [f'2015-07-01,"{text}",{9 if happy else 2}' for text, happy in comments(seed)]
        (where / f"{name}.csv").write_text("date,content,overall_rating\n" + "\n".join(rows), "utf-8")
    (where / "goemo_labels.txt").write_text("anger\njoy\nneutral\n")
    for seed, name in enumerate(("train", "dev", "test"), 40):
        lines = (f"{text}\t{int(happy)}\tid" for text, happy in comments(seed))
        (where / f"goemo_{name}.tsv").write_text("\n".join(lines), "utf-8")
    for seed, name in enumerate(("atsa", "acsa"), 50):
        sentences = "".join(
            f'<sentence><text>{text}</text><a polarity="{"positive" if happy else "negative"}"/></sentence>'
            for text, happy in comments(seed)
        )
        (where / f"mams_{name}_train.xml").write_text(f"<sentences>{sentences}</sentences>")
    return where


def test_the_same_sets_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "1", tmp_path / "2"
    assert train.main([str(folder), "--out", str(first)]) == 0
    assert train.main([str(folder), "--out", str(second)]) == 0
    assert first.read_bytes() == second.read_bytes()
    made = unpacked(first.read_bytes())
    assert made.by_gram["rude"] > 0 > made.by_gram["lovely"]


def test_the_report_says_what_went_in_and_what_came_out(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train.main([str(folder), "--out", str(tmp_path / "weights")])
    said = capsys.readouterr().out
    assert "tweets_GroundTruth.txt" in said
    assert "sha256" in said


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert train.main([str(tmp_path)]) == 1
    assert "amazonReviewSnippets_GroundTruth.txt: not there" in capsys.readouterr().err


def test_a_set_is_scored_by_a_model_that_has_not_seen_its_group(folder: Path) -> None:
    sets = [one for one in read_sets(folder) if one.name in ("tweets", "yelp")]
    odd = DataSet("odd", "odd", tuple(Example(f"zebra {i}", Feeling.UNHAPPY) for i in range(20)))
    alone = left_out([*sets, odd])["odd"]
    among = left_out([*sets, odd, DataSet("kin", "kin", odd.examples)])["odd"]
    assert alone == among, "what another set has too is learned from once"
    assert np.mean(list(alone.values())) < 1, "that zebras are bad was to be seen in this group alone"


def test_what_an_earlier_set_has_too_is_left_out_and_counted() -> None:
    one = DataSet("one", "a", (Example("Same thing!", Feeling.HAPPY),))
    two = DataSet("two", "b", (Example("same  thing", Feeling.HAPPY), Example("other", Feeling.HAPPY)))
    pool = pooled([one, two])
    assert [example.text for example in pool.sets[1].examples] == ["other"]
    assert pool.doubles == (("two", "one", 1),)


def test_both_sides_of_a_set_count_the_same() -> None:
    feelings = [Feeling.HAPPY] * 9 + [Feeling.UNHAPPY]
    examples = tuple(Example(str(place), feeling) for place, feeling in enumerate(feelings))
    weights = balance([DataSet("one", "a", examples)])
    assert weights[:9].sum() == pytest.approx(weights[9])


def test_a_group_left_out_counts_nothing() -> None:
    pair = (Example("x", Feeling.HAPPY), Example("y", Feeling.UNHAPPY))
    weights = balance([DataSet("one", "a", pair), DataSet("two", "b", pair)], without="a")
    assert weights[:2].tolist() == [0, 0]
    assert (weights[2:] > 0).all()


def test_lounges_were_judged_out_of_five_before_june_2015(folder: Path) -> None:
    file = folder / "lounge.csv"
    kept = file.read_text("utf-8")
    file.write_text("date,content,overall_rating\n2015-05-31,old,4\n2015-06-01,new,4\n", "utf-8")
    try:
        (lounges,) = (one for one in read_sets(folder) if one.name == "lounges")
    finally:
        file.write_text(kept, "utf-8")
    assert [example.feeling for example in lounges.examples] == [Feeling.HAPPY, Feeling.UNHAPPY]
