"""The data map tells of every table, and the page is what it tells."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from storage import data_map
from storage.erasing import RULES
from storage.privacy import Privacy, classes

PAGE = Path(__file__).parents[2] / "docs" / "data-map.md"


def test_the_page_is_what_the_tables_say() -> None:
    assert PAGE.read_text("utf-8") == data_map.page(), "run: python -m storage.data_map > docs/data-map.md"


def test_every_table_is_told_of_and_no_other() -> None:
    assert data_map.ENTRIES.keys() == classes().keys()


def test_what_is_done_when_somebody_is_erased_is_said_of_every_table_that_has_a_rule() -> None:
    silent = data_map.Entry("", "").erased
    assert {name for name, entry in data_map.ENTRIES.items() if entry.erased != silent} == RULES.keys()


def test_the_class_of_a_table_is_on_the_page() -> None:
    assert "| `answers` | personal |" in data_map.page()
    assert "| `rollups` | anonymous |" in data_map.page()
    assert {one.value for one in Privacy} == {"personal", "derived", "anonymous"}


def test_run_as_a_program_it_prints_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(data_map.__file__, run_name="__main__")
    assert capsys.readouterr().out == data_map.page()
