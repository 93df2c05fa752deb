"""Columns of figures for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.texts.terminal import padded, width

_BARS = "▁▂▃▄▅▆▇█"
_LEAST_FOR_PERCENT = 5  # below, a percentage says less than the counts


def columns(rows: Iterable[Sequence[str]]) -> list[str]:
    """Rows side by side: the first column to the left, the others to the right."""
    cells = [list(row) for row in rows]
    widths = [max(width(row[place]) for row in cells) for place in range(len(cells[0]))] if cells else []
    return [
        "  ".join(
            padded(cell, columns_) if place == 0 else " " * (columns_ - width(cell)) + cell
            for place, (cell, columns_) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]


def difference(now: float, then: float, *, decimals: int = 0, n: float | None = None) -> str:
    """``+12 (+20 %)``; without the percentage where ``n`` (without it: ``now``) is too few to say it of."""
    by = then - now
    if round(by, decimals) == 0:
        return "0" if decimals == 0 else f"{0:.{decimals}f}"
    said = f"{by:+,.{decimals}f}".replace("-", "−")
    if now and (now if n is None else n) >= _LEAST_FOR_PERCENT:
        said += f" ({by / now:+.0%})".replace("-", "−").replace("%", " %")
    return said


def sparkline(values: Sequence[float], top: float) -> str:
    """One bar for each value; ``top`` is the highest."""
    return "".join(
        _BARS[min(len(_BARS) - 1, int(len(_BARS) * value / top))] if top else _BARS[0] for value in values
    )
