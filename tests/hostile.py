"""The hostile corpus: what somebody may write where words are taken, for every place that shows words."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from pathlib import Path

_FILE = Path(__file__).with_name("samples") / "hostile.toml"
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def _read() -> dict[str, str]:
    said = tomllib.loads(_FILE.read_text("utf-8"))["words"]
    return {
        name: words if isinstance(words, str) else words["text"] * words["times"]
        for name, words in said.items()
    }


WORDS: Mapping[str, str] = _read()
"""What each is → the words."""

SHORT: Mapping[str, str] = {name: words for name, words in WORDS.items() if len(words) < 1000}


def steering(shown: str) -> list[str]:
    """The characters in it that would steer a terminal or turn a line round; tab and newline excepted."""
    return [unicodedata.name(one, f"U+{ord(one):04X}") for one in _STEERING.findall(shown)]
