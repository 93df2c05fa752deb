"""How a number of things is written."""

GROUPED_FROM = 10_000
"""Below, nobody needs help to read it; and a year is no number of things."""


def count(n: object) -> str:
    """12345 as 12,345; anything else as it is."""
    return f"{n:,}" if isinstance(n, int) and abs(n) >= GROUPED_FROM else str(n)
