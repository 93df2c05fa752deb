"""The colours of pictures, light and dark.

They are those of Okabe and Ito, which people with any colour vision tell apart. What colour says, a word or a
place says too.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours on their background, each with enough contrast on it."""

    background: str
    text: str
    quiet: str
    grid: str
    good: str
    bad: str
    middle: str
    on_good: str
    on_bad: str


LIGHT = Palette(
    background="#ffffff",
    text="#1f2328",
    quiet="#5c636b",
    grid="#e3e5e8",
    good="#0072b2",
    bad="#d55e00",
    middle="#c3c7cc",
    on_good="#ffffff",
    on_bad="#111315",
)
DARK = Palette(
    background="#1b1d21",
    text="#eceef0",
    quiet="#a7adb5",
    grid="#34383e",
    good="#56b4e9",
    bad="#e69f00",
    middle="#4f555d",
    on_good="#111315",
    on_bad="#111315",
)
