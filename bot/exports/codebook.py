"""The code book of a table for research: what each column means, and which questions were asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.core.effects import Line
from bot.core.ports import Render
from bot.core.settings import Settings
from bot.exports.columns import Column, Kind
from bot.exports.research import SHARED_BY

Row = tuple[str, str, str]
"""A column or question, its type or its values, and what it means."""

COLUMNS = ("column", "type", "meaning")

_FOR_RESEARCH: Mapping[Kind, str] = {
    Kind.ID: "export.pseudonym",
    Kind.MOMENT: "export.day",
    Kind.RARE: "export.shared",
    Kind.RARE_LIST: "export.shared",
    Kind.WORDS: "export.masked",
}
_ASKED_IN = frozenset({"question", "survey"})


def entries(columns: Sequence[Column], settings: Settings, render: Render) -> Iterator[Row]:
    """What the columns mean, and of a table of answers the questions of every version that was asked."""
    for column in columns:
        meaning = render(Line(f"export.column.{column.name}"), settings.language)
        if (key := _FOR_RESEARCH.get(column.kind)) is not None:
            meaning = render(Line(key, {"meaning": meaning, "n": SHARED_BY}), settings.language)
        yield column.name, column.kind.value, meaning
    if {column.name for column in columns} >= _ASKED_IN:
        yield from _questions(settings, render)


def _questions(settings: Settings, render: Render) -> Iterator[Row]:
    for (name, version), survey in sorted(settings.surveys.items()):
        for one in survey.questions:
            values: Iterable[str] = (option.name for option in one.options)
            if one.scale is not None:
                values = map(str, range(one.scale[0], one.scale[1] + 1))
            said = {"survey": name, "question": one.name, "kind": one.kind.value, "text": one.text}
            meaning = render(Line("export.question", said), settings.language)
            yield f"{name}/{version}/{one.name}", ", ".join(values) or one.kind.value, meaning
