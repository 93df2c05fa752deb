"""How themes are measured against labelled sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.sentiment.measure_themes import Found, categories_of, drawn, main, measured
from bot.themes import shipped_taxonomy

SENTENCES = """<sentences>
<sentence><text>Rude waiter, great pizza</text><aspectCategories>
<aspectCategory category="staff" polarity="negative"/><aspectCategory category="food" polarity="positive"/>
</aspectCategories></sentence>
<sentence><text>Cheap pizza</text><aspectCategories>
<aspectCategory category="price" polarity="positive"/>
<aspectCategory category="miscellaneous" polarity="neutral"/>
</aspectCategories></sentence>
<sentence><text>Lovely soup, lovely view</text><aspectCategories>
<aspectCategory category="food" polarity="positive"/><aspectCategory category="ambience" polarity="positive"/>
</aspectCategories></sentence>
</sentences>"""


def test_each_category_is_found_rightly_wrongly_or_not(tmp_path: Path) -> None:
    file = tmp_path / "sentences.xml"
    file.write_text(SENTENCES)
    found = measured(categories_of(file), shipped_taxonomy("en"))
    assert found["food"] == Found(right=2, wrongly=1, missed=0)
    assert found["staff"] == found["price"] == Found(1, 0, 0)
    assert found["ambience"] == Found(0, 0, 1)
    assert found["food"].precision == pytest.approx(2 / 3)
    assert found["food"].f1 == pytest.approx(0.8)


def test_it_is_printed_by_category_with_the_mean(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "sentences.xml").write_text(SENTENCES)
    assert main([str(tmp_path), "--categories", "sentences.xml"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("food         precision 0.667  recall 1.000  F1 0.800")
    assert printed[-1].startswith("macro-F1")


def test_the_same_comments_are_drawn_in_whatever_order_they_come() -> None:
    texts = [f"comment {number}" for number in range(50)]
    assert drawn(texts, 5) == drawn(reversed([*texts, *texts]), 5)
