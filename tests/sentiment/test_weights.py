from __future__ import annotations

import pytest

from bot.sentiment.weights import packed, unpacked

GIVEN = {"bad": 2.0, "good": -1.0, "not good": 0.5, "dull": 0.02, "the": 0.00001, "😡": 1.9}


def test_weights_come_out_nearly_as_they_went_in() -> None:
    out = unpacked(packed(GIVEN, -0.25, {"sets": {"mine": 3}}))
    assert out.bias == -0.25
    assert out.header["sets"] == {"mine": 3}
    for gram, weight in out.by_gram.items():
        assert weight == pytest.approx(GIVEN[gram], rel=0.1)


def test_a_weight_that_rounds_to_nothing_is_left_out() -> None:
    assert "the" not in unpacked(packed(GIVEN, 0.0, {})).by_gram


def test_the_version_changes_with_the_weights() -> None:
    first, second = (unpacked(packed(given, 0.0, {})) for given in (GIVEN, {**GIVEN, "bad": 1.5}))
    assert first.version != second.version


def test_the_same_weights_in_another_order_are_the_same_bytes() -> None:
    assert packed(GIVEN, 0.0, {}) == packed(dict(reversed(GIVEN.items())), 0.0, {})


@pytest.mark.parametrize("raw", [b"", b"{}\nabc", b"no line"])
def test_other_bytes_are_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match="no weights"):
        unpacked(raw)
