"""Tables as they are given out: which there are, and who is in them.

What people who work with us answered is confidential: it is here as far as a digest tells it, and in nothing
but answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from sqlalchemy import Connection

from bot.core.settings import Settings
from bot.core.survey import Audience
from storage import exported_answers, exported_records, exported_told
from storage.database import Database
from storage.export_reading import LeftOut, Reading, Taken, Wanted

_Rows = Callable[[Reading], Iterator[Taken]]

_OF_BUYERS: Mapping[str, _Rows] = {
    "responses": exported_answers.responses,
    "answers": exported_answers.every_answer,
    "comments": exported_answers.comments,
    "cases": exported_records.every_case,
    "purchases": exported_records.every_purchase,
    "customers": exported_records.every_customer,
}
_TOLD: Mapping[str, _Rows] = {
    "responses": exported_told.headlines,
    "answers": exported_told.ratings,
    "comments": exported_told.comments,
}


Read = Callable[[LeftOut], Iterator[Taken]]
"""Reads the rows from their beginning, and counts up what is not among them."""

T = TypeVar("T")


async def export(database: Database, wanted: Wanted, settings: Settings, work: Callable[[Read], T]) -> T:
    """What ``work`` makes of the rows, which come in the order of their ids, all from one snapshot."""

    def read(connection: Connection) -> T:
        with connection.begin():
            return work(lambda left: _taken(Reading(connection, wanted, settings, left)))

    return await database.read(read)


def _taken(reading: Reading) -> Iterator[Taken]:
    wanted = reading.wanted
    if wanted.audience is not Audience.INTERNAL:
        yield from _OF_BUYERS[wanted.table](reading)
    if wanted.audience is not Audience.BUYER and wanted.table in _TOLD:
        yield from _TOLD[wanted.table](reading)
