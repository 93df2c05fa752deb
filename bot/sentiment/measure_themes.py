"""How well the shipped English themes find what comments are about.

``python -m bot.sentiment.measure_themes DATA_FOLDER`` scores them against the aspect categories of restaurant
sentences (MAMS, a file with aspectCategory elements): labels are used for counting alone, so what is found
is what the words find. With ``--reviews`` it counts how many of 300 unhappy comments, drawn without chance,
carry a theme at all.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree

from bot.core.themes import Taxonomy, themes_in
from bot.sentiment.training.sets import Feeling, read_sets
from bot.themes import shipped_taxonomy

CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "food": ("food",),
    "service": ("service", "waiting", "support", "delivery"),
    "staff": ("staff",),
    "price": ("price", "payment"),
    "ambience": ("ambience",),
    "menu": ("menu", "selection"),
    "place": ("place", "access"),
}
"""Category → the themes that stand for it; "miscellaneous" is none. Settled before any sentence was read."""

UNHAPPY_COMMENTS = 300
STARRED = ("clothing", "drugs", "lounges", "seats")  # sets whose unhappy texts have at most 2 of 5 stars


@dataclass(frozen=True, slots=True)
class Found:
    """How one category was found: right, wrongly, not."""

    right: int
    wrongly: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrongly)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.wrongly + self.missed)


def categories_of(path: Path) -> Iterator[tuple[str, frozenset[str]]]:
    """Each sentence of the file with its categories."""
    for sentence in ElementTree.parse(path).getroot().iter("sentence"):  # noqa: S314 - the operator's own file
        named = {aspect.get("category", "") for aspect in sentence.iter("aspectCategory")}
        yield sentence.findtext("text") or "", frozenset(named)


def measured(sentences: Iterable[tuple[str, frozenset[str]]], taxonomy: Taxonomy) -> dict[str, Found]:
    """How the themes find each category, by category."""
    counts = {name: [0, 0, 0] for name in CATEGORIES}
    for text, named in sentences:
        themes = set(themes_in(text, taxonomy))
        for name, standing in CATEGORIES.items():
            said, meant = not themes.isdisjoint(standing), name in named
            if said or meant:
                counts[name][0 if said and meant else 1 if said else 2] += 1
    return {name: Found(*each) for name, each in counts.items()}


def drawn(texts: Iterable[str], n: int) -> list[str]:
    """``n`` of them without chance: those whose digests come first."""
    return sorted(dict.fromkeys(texts), key=lambda text: sha256(text.encode()).digest())[:n]


def unhappy_by_source(folder: Path, reviews: Path) -> dict[str, list[str]]:
    """Unhappy comments by where they come from, the same number of each."""
    with reviews.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    found = {"reviews": [row["verified_reviews"] for row in rows if row["feedback"] == "0"]}
    for one in read_sets(folder):
        if one.name in STARRED:
            found[one.name] = [each.text for each in one.examples if each.feeling is Feeling.UNHAPPY]
    each = UNHAPPY_COMMENTS // len(found)
    return {name: drawn(filter(str.strip, texts), each) for name, texts in found.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints what is measured."""
    parser = argparse.ArgumentParser(prog="python -m bot.sentiment.measure_themes", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DATA_FOLDER", help="the folder with the labelled sets")
    parser.add_argument("--categories", default="mams_acsa_test.xml", metavar="FILE", help="of it, to score")
    parser.add_argument("--reviews", type=Path, metavar="FILE", help="reviews with feedback 0 and 1, as TSV")
    options = parser.parse_args(arguments)
    taxonomy = shipped_taxonomy("en")
    say = sys.stdout.write
    if options.reviews is not None:
        for source, texts in unhappy_by_source(options.folder, options.reviews).items():
            tagged = sum(bool(themes_in(text, taxonomy)) for text in texts)
            say(f"{source:12} {tagged} of {len(texts)} unhappy comments carry a theme\n")
        return 0
    scores = measured(categories_of(options.folder / options.categories), taxonomy)
    for name, found in scores.items():
        say(f"{name:12} precision {found.precision:.3f}  recall {found.recall:.3f}  F1 {found.f1:.3f}\n")
    say(f"{'macro-F1':12} {sum(found.f1 for found in scores.values()) / len(scores):.3f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
