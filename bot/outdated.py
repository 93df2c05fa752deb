"""Whether stored comments were judged by another analyzer than the one in use, and what to do about it."""

from __future__ import annotations

from functools import partial

from bot.core.ports import Analyzer
from storage import reanalysis
from storage.database import Database

_AT_MOST = 10_000  # counted


async def outdated(database: Database, analyzer: Analyzer) -> str | None:
    """How many there are, in words with the remedy; None where there is none. Raises StorageUnavailable."""
    version = reanalysis.Version(analyzer.name, analyzer.version)
    n = await database.read(partial(reanalysis.older, version=version, at_most=_AT_MOST))
    if n == 0 or analyzer.name == "none":
        return None
    many = f"At least {n:,}" if n == _AT_MOST else f"{n:,}"
    comments = "comment was" if n == 1 else "comments were"
    return (
        f"{many} stored {comments} judged by another analyzer, or another version of it, than "
        f"{analyzer.name} {analyzer.version}. To have them judged by this one: feedback-bot reanalyze"
    )
