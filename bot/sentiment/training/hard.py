"""Hard sentences: how engines do on negation, sarcasm, typos and the like, kind by kind.

``python -m bot.sentiment.training.hard FILE…`` prints it as Markdown tables, as the model card has them. A
file holds a table of sentences for each kind::

    negation = [
        { text = "I can't say that I was looked after.", label = "unhappy", complaint = true, mixed = false },
    ]

``label`` is of the whole text; ``complaint`` says whether any part of it complains, ``mixed`` whether one
part praises and another complains.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.core.errors import OperatorError
from bot.core.ports import Analyzer
from bot.core.sentiment import Label, Sentiment
from bot.sentiment import analyzer
from bot.sentiment.calibration import calibrations

ENGINES = ("textblob", "vader", "default", "multilingual", "accurate")
COMPLAINT_FROM = 0.5  # ``has_complaint`` of an engine that was never calibrated
ALL = "all"
_FIELDS = ("text", "label", "complaint (true or false)", "mixed (true or false)")
_LABELS = (Label.UNHAPPY, Label.NEUTRAL, Label.HAPPY)


@dataclass(frozen=True, slots=True)
class Hard:
    """One hard sentence, and what a person says of it."""

    text: str
    kind: str
    label: Label
    complaint: bool
    mixed: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """A hard sentence, and what an engine says of it. ``complains``: that some part of it complains."""

    hard: Hard
    said: Sentiment
    complains: bool

    @property
    def is_right(self) -> bool:
        """Whether the engine tells unhappy from not unhappy."""
        return (self.said.label is Label.UNHAPPY) == (self.hard.label is Label.UNHAPPY)


@dataclass(frozen=True, slots=True)
class Tally:
    """How an engine does on some sentences; the counts are of right ones.

    ``auroc`` is the share of (unhappy, not unhappy) pairs that ``p_unhappy`` puts in order, a tie counting
    half; None where there is no such pair.
    """

    n: int
    unhappy: int
    complaint: int
    mixed: int
    auroc: float | None


def read_hard(path: Path) -> tuple[Hard, ...]:
    """The file's sentences, in order. Raises OperatorError naming the file and what is wrong in it."""
    try:
        kinds = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise OperatorError(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise OperatorError(f"{path}: {error}") from error
    return tuple(_hard(path, kind, row) for kind, rows in kinds.items() for row in _rows(rows))


def _rows(rows: object) -> list[object]:
    return rows if isinstance(rows, list) else [rows]


def _hard(path: Path, kind: str, row: object) -> Hard:
    match row:
        case {
            "text": str(text),
            "label": str(label),
            "complaint": bool(complaint),
            "mixed": bool(mixed),
            **more,
        }:
            if not more and label in _LABELS:
                return Hard(text, kind, Label(label), complaint, mixed)
    raise OperatorError(
        f"{path}: {kind}: {row}: wanted are {', '.join(_FIELDS)}; label is {', '.join(_LABELS)}"
    )


def judge_hard(engine: Analyzer, sentences: Sequence[Hard], language: str = "en") -> tuple[Judged, ...]:
    """What the engine says of each, in order.

    A part complains from the ``p_unhappy`` on from which the engine calls a whole text unhappy.
    """
    known = calibrations().get(engine.name)
    complaint_from = COMPLAINT_FROM if known is None else known.unhappy_from
    said = engine.analyze([one.text for one in sentences], language)
    return tuple(
        Judged(hard, one, one.is_known and one.has_complaint >= complaint_from)
        for hard, one in zip(sentences, said, strict=True)
    )


def tally(judged: Iterable[Judged]) -> Tally:
    """How the engine does on them."""
    judged = tuple(judged)
    return Tally(
        len(judged),
        sum(one.is_right for one in judged),
        sum(one.complains == one.hard.complaint for one in judged),
        sum(one.said.mixed == one.hard.mixed for one in judged),
        _auroc(judged),
    )


def tallies(judged: Iterable[Judged]) -> dict[str, Tally]:
    """By kind, in the order of the sentences, and over all of them under ``ALL``."""
    judged = tuple(judged)
    kinds = dict.fromkeys(one.hard.kind for one in judged)
    by_kind = {kind: tally(one for one in judged if one.hard.kind == kind) for kind in kinds}
    return by_kind | {ALL: tally(judged)}


def _auroc(judged: Sequence[Judged]) -> float | None:
    unhappy = [one.said.p_unhappy for one in judged if one.hard.label is Label.UNHAPPY]
    others = [one.said.p_unhappy for one in judged if one.hard.label is not Label.UNHAPPY]
    if not unhappy or not others:
        return None
    won = sum((above > below) + (above == below) / 2 for above in unhappy for below in others)
    return won / (len(unhappy) * len(others))


_MEASURES: tuple[tuple[str, Callable[[Tally], str]], ...] = (
    ("Unhappy or not, right", lambda one: f"{one.unhappy}/{one.n}"),
    ("AUROC of unhappy", lambda one: "–" if one.auroc is None else f"{one.auroc:.2f}"),
    ("Complaint or not, right", lambda one: f"{one.complaint}/{one.n}"),
    ("Mixed or not, right", lambda one: f"{one.mixed}/{one.n}"),
)


def report(judged: Mapping[str, Sequence[Judged]]) -> Iterator[str]:
    """The lines of a table for each measure: kinds down, engines across."""
    by_engine = {name: tallies(one) for name, one in judged.items()}
    kinds = next(iter(by_engine.values()), {})
    for title, shown in _MEASURES:
        yield f"| {title} | {' | '.join(by_engine)} |"
        yield f"|---|{'---:|' * len(by_engine)}"
        for kind in kinds:
            cells = " | ".join(shown(by_kind[kind]) for by_kind in by_engine.values())
            yield f"| {kind.replace('_', ' ')} | {cells} |"
        yield ""


def failures(judged: Iterable[Judged]) -> Iterator[str]:
    """A line for each sentence on which the engine takes unhappy for not, or the other way round."""
    for one in judged:
        if not one.is_right:
            kind = one.hard.kind.replace("_", " ")
            yield (
                f"- {kind}: “{one.hard.text}” is {one.hard.label}, taken for {one.said.label}"
                f" ({one.said.p_unhappy:.2f})"
            )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bot.sentiment.training.hard", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument(
        "--engine", action="append", metavar="NAME", help=f"may be repeated; default: {', '.join(ENGINES)}"
    )
    parser.add_argument("--failures", metavar="NAME", help="list what this engine gets wrong")
    parser.add_argument("--language", default="en", metavar="CODE", help="of the sentences; default: en")
    options = parser.parse_args(arguments)
    try:
        engines = [analyzer(name) for name in options.engine or ENGINES]
        for path in options.files:
            sentences = read_hard(path)
            judged = {engine.name: judge_hard(engine, sentences, options.language) for engine in engines}
            sys.stdout.write("\n".join([f"{path.name}\n", *report(judged)]) + "\n")
            sys.stdout.writelines(f"{line}\n" for line in failures(judged.get(options.failures, ())))
    except OperatorError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
