"""A row becomes a customer, or somebody who works with us, as they are stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter

from bot.core.settings import Settings
from bot.imports import cells
from bot.imports.cells import Remarks
from bot.imports.columns import Mapped
from bot.imports.purchases import Told, customers_of, objects_of
from storage.imported_people import PersonRow

_FIELDS = (
    "customer",
    "name",
    "first_name",
    "last_name",
    "preferred_name",
    "language",
    "timezone",
    "place",
    "address",
    "slack",
    "telegram",
)
_GROUP = "group"  # the field, and the attribute that it becomes


def person_rows(
    mapped: Mapped, told: Told, settings: Settings, remark: Remarks
) -> Callable[[Sequence[str]], PersonRow]:
    """What reads a row. Raises ValueError with what is wrong with it."""
    get = itemgetter(*(mapped.fields.get(name, -1) for name in _FIELDS))
    customer_id = customers_of(told.shop, told.kind)
    place_of = cells.frequent("the place", 200)
    name_of, preferred_of = cells.text("the name", 200), cells.text("the preferred name", 100)
    language_of, zone_of = cells.languages(settings, remark), cells.zones(remark)
    group = {_GROUP: mapped.fields[_GROUP]} if _GROUP in mapped.fields else {}
    attributes_of = objects_of({**group, **mapped.attributes})

    def read(row: Sequence[str]) -> PersonRow:
        who, name, first_name, last_name, preferred, language, zone, place, *chats = get((*row, ""))
        known_at = [at for at in map(cells.address, chats) if at is not None]
        if len(known_at) > 1:
            raise ValueError("there are two addresses; one is taken, that they can be written to at")
        return PersonRow(
            customer_id(who),
            name_of(name or f"{first_name.strip()} {last_name.strip()}"),
            preferred_of(preferred),
            language_of(language),
            zone_of(zone),
            place_of(place),
            attributes_of(row),
            known_at[0].key if known_at else None,
            0,
        )

    return read
