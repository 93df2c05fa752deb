"""The labelled sets that engines are trained and measured on, read from a folder that is not ours to ship.

========================  =========================================================  =====================
set                       what is in it, and how it is labelled                       group
========================  =========================================================  =====================
amazon, movies,           snippets with the mean of 20 raters, −4…4 (published with    amazon, movies,
editorials, tweets        VADER): unhappy ≤ −0.5, happy ≥ 0.5                          editorials, tweets
cells, yelp, imdb         single sentences of reviews, negative or positive (UCI)      amazon, yelp, movies
clothing                  reviews with 1–5 stars: unhappy ≤ 2, happy ≥ 4               clothing
drugs                     reviews with 1–10 points: unhappy ≤ 4, happy ≥ 7             drugs
lounges, seats            reviews with 1–10 points (Skytrax): unhappy ≤ 4, happy ≥ 7   airlines
                          (lounges until May 2015: 1–5 points, ≤ 2 and ≥ 4)
emotions                  posts with emotions (GoEmotions): its negative and its       emotions
                          positive ones; posts with both are left out
meals                     restaurant sentences (MAMS): every aspect negative is        meals
                          unhappy, every one positive happy; mixed ones are left out
========================  =========================================================  =====================

Sets of one group are related: whoever leaves one out for measuring leaves out the group.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

from bot.core.errors import OperatorError


class Feeling(IntEnum):
    UNHAPPY = 0
    NEUTRAL = 1
    HAPPY = 2


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled text."""

    text: str
    feeling: Feeling


@dataclass(frozen=True, slots=True)
class DataSet:
    """A set and the group of related ones that it belongs to."""

    name: str
    group: str
    examples: tuple[Example, ...]


_NEGATIVE = frozenset(
    """anger annoyance disappointment disapproval disgust embarrassment fear grief nervousness remorse
    sadness""".split()
)
_POSITIVE = frozenset(
    "admiration amusement approval caring desire excitement gratitude joy love optimism pride relief".split()
)

_LOUNGES_OUT_OF_TEN_FROM = "2015-06"  # no value above 5 before that month


def _by_score(score: float, low: float, high: float) -> Feeling:
    return Feeling.UNHAPPY if score <= low else Feeling.HAPPY if score >= high else Feeling.NEUTRAL


def _snippets(path: Path) -> Iterator[Example]:
    for line in path.read_text("utf-8", "replace").splitlines():
        _, score, text = line.split("\t", 2)
        yield Example(unescape(text), _by_score(float(score), -0.5, 0.5))


def _sentences(path: Path) -> Iterator[Example]:
    for line in path.read_text("utf-8", "replace").split("\n"):
        text, tab, label = line.rpartition("\t")
        if tab:
            yield Example(text, Feeling.HAPPY if label.strip() == "1" else Feeling.UNHAPPY)


def _clothing(path: Path) -> Iterator[Example]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["Review Text"]:
                title = f"{row['Title']}. " if row["Title"] else ""
                yield Example(title + row["Review Text"], _by_score(float(row["Rating"]), 2, 4))


def _drugs(path: Path) -> Iterator[Example]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            parts = (row[part] for part in ("benefitsReview", "sideEffectsReview", "commentsReview"))
            yield Example(". ".join(filter(None, parts)), _by_score(float(row["rating"]), 4, 7))


def _seats(path: Path) -> Iterator[Example]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["overall_rating"]:
                yield Example(row["content"], _by_score(float(row["overall_rating"]), 4, 7))


def _lounges(path: Path) -> Iterator[Example]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["overall_rating"]:
                low, high = (2, 4) if row["date"] < _LOUNGES_OUT_OF_TEN_FROM else (4, 7)
                yield Example(row["content"], _by_score(float(row["overall_rating"]), low, high))


def _emotions(path: Path) -> Iterator[Example]:
    names = (path.parent / "goemo_labels.txt").read_text("utf-8").split()
    for line in path.read_text("utf-8").splitlines():
        text, labels, _ = line.split("\t")
        felt = {names[int(label)] for label in labels.split(",")}
        bad, good = not felt.isdisjoint(_NEGATIVE), not felt.isdisjoint(_POSITIVE)
        if not (bad and good):
            yield Example(text, Feeling.UNHAPPY if bad else Feeling.HAPPY if good else Feeling.NEUTRAL)


def _meals(path: Path) -> Iterator[Example]:
    for sentence in ElementTree.parse(path).getroot():  # noqa: S314 - a file of the operator's own choosing
        felt = {aspect.get("polarity") for aspect in sentence.iter() if aspect.get("polarity")}
        text = sentence.findtext("text") or ""
        if "negative" in felt and "positive" not in felt:
            yield Example(text, Feeling.UNHAPPY)
        elif "positive" in felt and "negative" not in felt:
            yield Example(text, Feeling.HAPPY)


_Reader = Callable[[Path], Iterator[Example]]
_SETS: tuple[tuple[str, str, _Reader, tuple[str, ...]], ...] = (
    ("amazon", "amazon", _snippets, ("amazonReviewSnippets_GroundTruth.txt",)),
    ("movies", "movies", _snippets, ("movieReviewSnippets_GroundTruth.txt",)),
    ("editorials", "editorials", _snippets, ("nytEditorialSnippets_GroundTruth.txt",)),
    ("tweets", "tweets", _snippets, ("tweets_GroundTruth.txt",)),
    ("cells", "amazon", _sentences, ("uci_amazon_cells.txt",)),
    ("yelp", "yelp", _sentences, ("uci_yelp.txt",)),
    ("imdb", "movies", _sentences, ("uci_imdb.txt",)),
    ("clothing", "clothing", _clothing, ("clothing_full.csv",)),
    ("drugs", "drugs", _drugs, ("druglib.tsv",)),
    ("lounges", "airlines", _lounges, ("lounge.csv",)),
    ("seats", "airlines", _seats, ("seat.csv",)),
    ("emotions", "emotions", _emotions, ("goemo_train.tsv", "goemo_dev.tsv", "goemo_test.tsv")),
    ("meals", "meals", _meals, ("mams_atsa_train.xml", "mams_acsa_train.xml")),
)


def read_sets(folder: Path) -> tuple[DataSet, ...]:
    """Every set, in a fixed order, a text once. Raises OperatorError naming a file that is not there."""
    return tuple(_read(folder, *one) for one in _SETS)


def _read(folder: Path, name: str, group: str, reader: _Reader, files: tuple[str, ...]) -> DataSet:
    once: dict[str, Example] = {}
    for file in files:
        path = folder / file
        if not path.is_file():
            raise OperatorError(f"{path}: not there; the set {name!r} is read from it")
        for example in reader(path):
            text = " ".join(example.text.split())
            if text:
                once.setdefault(text, Example(text, example.feeling))
    return DataSet(name, group, tuple(once.values()))


def file_hashes(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file that a set is read from, by its name, in a fixed order."""
    names = dict.fromkeys(name for _, _, _, files in _SETS for name in files)
    return {name: sha256((folder / name).read_bytes()).hexdigest() for name in names}


def mixed_meals(folder: Path) -> tuple[list[str], list[str]]:
    """Sentences of MAMS in which one aspect is praised and another complained about; those with praise only.

    Aspects that nothing is thought of may be in either.
    """
    mixed: dict[str, None] = {}
    happy: dict[str, None] = {}
    for name in ("mams_atsa_train.xml", "mams_acsa_train.xml"):
        for sentence in ElementTree.parse(folder / name).getroot():  # noqa: S314 - as above
            felt = {aspect.get("polarity") for aspect in sentence.iter() if aspect.get("polarity")}
            text = " ".join((sentence.findtext("text") or "").split())
            if {"negative", "positive"} <= felt:
                mixed[text] = None
            elif "positive" in felt and "negative" not in felt:
                happy[text] = None
    return list(mixed), list(happy)
