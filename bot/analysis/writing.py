"""The result: one row a comment, as JSON lines or as a table for spreadsheets."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from typing import TextIO

from bot.analysis.judging import Opinion
from bot.imports.rejects import harmless

COLUMNS = (
    "line",
    "p_unhappy",
    "has_complaint",
    "mixed",
    "label",
    "polarity",
    "confidence",
    "language",
    "themes",
    "signals",
    "engine",
)
RATED = ("rating", "verdict", "contradiction")
FORMATS = ("jsonl", "csv")
_DIGITS = 4  # after the point: more says nothing
_BETWEEN = "; "  # several in one cell

Write = Callable[[Opinion], object]


def writer(form: str, file: TextIO, rated: bool, kept: Sequence[str]) -> Write:
    """What writes an opinion to this file. ``rated``: with the verdict; ``kept`` columns come last."""
    columns = (*COLUMNS, *(RATED if rated else ()), *kept)
    if form == "csv":
        return _table(file, columns, rated)
    return _lines(file, rated, kept)


def _lines(file: TextIO, rated: bool, kept: Sequence[str]) -> Write:
    encode = json.JSONEncoder(ensure_ascii=False).encode

    def write(opinion: Opinion) -> None:
        file.write(
            encode({**_row(opinion, rated), **dict(zip(kept, opinion.comment.kept, strict=True))}) + "\n"
        )

    return write


def _table(file: TextIO, columns: Sequence[str], rated: bool) -> Write:
    table = csv.writer(file, lineterminator="\n")
    table.writerow(map(harmless, columns))

    def write(opinion: Opinion) -> None:
        row = _row(opinion, rated).values()
        table.writerow([harmless(_cell(value)) for value in (*row, *opinion.comment.kept)])

    return write


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return _BETWEEN.join(value)
    return "" if value is None else str(value)


def _row(opinion: Opinion, rated: bool) -> Mapping[str, object]:
    """By column. What nobody can say is None: a zero would be an opinion."""
    felt = opinion.sentiment
    known = felt.is_known
    row: dict[str, object] = {
        "line": opinion.comment.line,
        "p_unhappy": round(felt.p_unhappy, _DIGITS) if known else None,
        "has_complaint": round(felt.has_complaint, _DIGITS) if known else None,
        "mixed": felt.mixed if known else None,
        "label": felt.label.value,
        "polarity": round(felt.polarity, _DIGITS) if known else None,
        "confidence": round(felt.confidence, _DIGITS) if known else None,
        "language": opinion.language,
        "themes": list(opinion.themes),
        "signals": list(opinion.signals),
        "engine": f"{felt.analyzer} {felt.version}".strip(),
    }
    if rated:
        row["rating"] = opinion.comment.rating
        row["verdict"] = opinion.verdict.value if opinion.verdict else None
        row["contradiction"] = opinion.contradiction if opinion.verdict else None
    return row
