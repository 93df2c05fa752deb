"""Words fit where they are written: no name is longer than its line, and none runs into another."""

from __future__ import annotations

import pytest

from bot.charts import LIGHT
from bot.charts.figure import ROOM, Rows
from bot.charts.lettering import LABEL, briefly, fitted, lines, width_of

GERMAN = "Kundendienstwarteschlangenbenachrichtigungsverfahren an der Außenstelle 7"
ARABIC = "انتظار التسليم والمواعيد في الفرع الرئيسي رقم ٧"
NAMES = ("a", "delivery", GERMAN, ARABIC, "等待时间和预约" * 5, "é" * 80, "WWW " * 30, "  ")


def test_widths_are_those_of_helvetica() -> None:
    # From the font's metrics, in thousandths of its size: H 722, a 556, m 833, b 556, u 556, r 333, g 556.
    assert width_of("Hamburg", 1000) == pytest.approx(722 + 556 + 833 + 556 + 556 + 333 + 556)
    assert width_of("é") == width_of("e")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("room", [60, 150, 300])
def test_what_is_written_fits(name: str, room: int) -> None:
    assert width_of(fitted(name, room).rstrip("\u200f")) <= room + 1
    found = lines(name, room, LABEL, most=2)
    assert 1 <= len(found) <= 2
    assert all(width_of(line.rstrip("\u200f"), LABEL) <= room + 1 for line in found)


def test_words_are_kept_whole_where_that_is_possible() -> None:
    assert lines("waiting and speed of service", 100) == ["waiting and", "speed of service"]
    assert lines("", 100) == [""]


def test_what_is_cut_says_so_at_the_end_that_its_script_has() -> None:
    assert fitted(GERMAN, 100).endswith("…")
    assert fitted(ARABIC, 100).endswith("…\u200f")


def test_a_count_takes_four_characters_at_most() -> None:
    counts = [0, 7, 999, 1000, 9949, 9950, 123456, 999_499, 1_234_567]
    assert [briefly(n) for n in counts] == ["0", "7", "999", "1.0k", "9.9k", "10k", "123k", "999k", "1.2M"]


def test_one_long_name_gives_every_row_a_second_line_and_leaves_room_for_its_n() -> None:
    short, long = (Rows((("delivery", "n=7"), (name, "n=123,456")), 30) for name in ("visit", GERMAN))
    assert long.height > short.height
    layers = long.heads(LIGHT)
    written = [value["label"] for layer in layers[1:] for value in layer["data"]["values"]]
    assert "delivery" in written
    assert all(width_of(label, LABEL) + width_of("n=123,456") < ROOM for label in written)
    # What takes one line stands in the lower one, right above its bar.
    assert [value["row"] for value in layers[1]["data"]["values"]] == [1]
    assert [value["row"] for value in layers[2]["data"]["values"]] == [0, 1]
