"""What ``make coverage`` demands is about files that there are, and a part that is too low is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.branches import PARTS, verdict

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("pattern", sorted({one for part in PARTS.values() for one in part.files}))
def test_what_must_be_gone_through_is_there(pattern: str) -> None:
    assert list(ROOT.glob(pattern))


@pytest.mark.parametrize(("share", "low"), [(100.0, 0), (99.99, 5), (95.0, 5), (94.99, 6)])
def test_a_part_below_its_share_is_told(share: float, low: int) -> None:
    lines = list(verdict(lambda _files: share))
    assert len(lines) == len(PARTS)
    assert sum(line.endswith("too little") for line in lines) == low
    assert all(("100.0 % of" in line) is (share == 100.0) for line in lines)
