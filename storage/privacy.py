"""What each table holds of a person. Export and erasure walk these classes."""

from __future__ import annotations

from enum import StrEnum

from storage.tables import metadata


class Privacy(StrEnum):
    """*personal*: about somebody. *derived*: made from what is personal. *anonymous*: leads to nobody."""

    PERSONAL = "personal"
    DERIVED = "derived"
    ANONYMOUS = "anonymous"


def classes() -> dict[str, Privacy]:
    """Table name → class. Raises KeyError for a table without one, ValueError for one that is no class."""
    return {name: Privacy(table.info["privacy"]) for name, table in metadata.tables.items()}
