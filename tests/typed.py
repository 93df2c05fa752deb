"""How well typed words are understood, language by language: ``python -m tests.typed [FOLDER]``.

FOLDER holds LANG.toml files; without one, the samples of the suite are read. Each file tells the notation.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from bot.core.playback_reading import read_reply
from bot.core.readings import Chosen, Commented, OptedOut, Rated, Reading, Unclear
from bot.core.survey import END, Option, Question, QuestionKind
from bot.core.understanding import read_typed

Sample = Mapping[str, Any]

LEAST = 0.95  # of a language's samples
SAMPLES = Path(__file__).parent / "samples"
_SETS = (
    "typed",
    "typed_more",
    "typed_heldout",
    "typed_fresh",
    "typed_fresh2",
    "typed_fresh3",
    "typed_fresh4",
    "typed_fresh5",
    "typed_fresh6",
    "typed_fresh7",
)
FOLDERS = tuple(SAMPLES / name for name in _SETS)
_LABELS = {"price": "Price", "quality": "Quality", "speed": "Speed of delivery", "friendly": "Friendliness"}
_THUMBS = "thumbs"  # "Did we put it right?" is asked with them


def samples_of(folders: Sequence[Path]) -> Iterator[tuple[str, Sample, Mapping[str, str]]]:
    """Language, sample and the labels of choices, of every file."""
    for folder in folders:
        for path in sorted(folder.glob("*.toml")):
            read = _parsed(path.read_text(encoding="utf-8"))
            for sample in read["sample"]:
                yield path.stem, sample, read.get("labels", _LABELS)


@cache  # a test of each language goes through all of them
def _parsed(text: str) -> Mapping[str, Any]:
    return tomllib.loads(text)


def is_understood(language: str, sample: Sample, labels: Mapping[str, str]) -> bool:
    """Whether the sample is read as it is meant; ``comment``: true (some), "any" (or none), or which."""
    match sample["on"], sample["is"]:
        case "playback", meant:
            reply = read_reply(sample["said"], language)
            return (None if reply is None else reply.is_right) == {"Yes": True, "No": False}.get(meant)
        case "followup", meant:
            reading = read_typed(sample["said"], _question(_THUMBS, language, labels), language)
            value = reading.value if isinstance(reading, Rated) else None
            return value == {"Yes": 1, "No": 0}.get(meant)
        case kind, meant:
            question = None if kind == "none" else _question(kind, language, labels)
            reading = read_typed(sample["said"], question, language)
            return type(reading).__name__ == str(meant) and _holds(reading, sample)


def _question(kind: str, language: str, labels: Mapping[str, str]) -> Question:
    has_options = kind in (QuestionKind.CHOICE, QuestionKind.CHOICES)
    options = tuple(Option(name, {language: label}) for name, label in labels.items() if has_options)
    return Question("q", QuestionKind(kind), {language: "?"}, options, (), END, None, None)


def _holds(reading: Reading, sample: Sample) -> bool:
    match reading:
        case Rated(value, comment):
            return value == int(sample["value"]) and _says(comment, sample)
        case Chosen(options, comment):
            return options == tuple(sample["options"]) and _says(comment, sample)
        case Unclear(reason):
            return reason == str(sample.get("reason", reason))
        case OptedOut(comment):
            return _says(comment, {"comment": "any"} | dict(sample))
        case Commented(text):
            return text == str(sample["said"]).strip()
        case _:
            return True


def _says(comment: str | None, sample: Sample) -> bool:
    match sample.get("comment"):
        case "any":
            return True
        case True:
            return comment is not None
        case expected:
            return comment == expected


def main(folders: Sequence[str]) -> int:
    """Print each language's share and what was not understood; 1 where a language is below ``LEAST``."""
    found: dict[str, list[tuple[bool, Sample]]] = {}
    for language, sample, labels in samples_of([Path(folder) for folder in folders] or FOLDERS):
        found.setdefault(language, []).append((is_understood(language, sample, labels), sample))
    is_enough = bool(found)
    for language, read in sorted(found.items()):
        right = sum(is_right for is_right, _ in read)
        is_enough = is_enough and right >= LEAST * len(read)
        print(f"{language}: {right} of {len(read)} right, {right / len(read):.1%}")
        for sample in (sample for is_right, sample in read if not is_right):
            print(
                f"    {sample['on']}: {sample['said']!r} is {sample['is']} {sample.get('value', '')}".rstrip()
            )
    return 0 if is_enough else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
