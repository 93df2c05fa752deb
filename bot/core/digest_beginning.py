"""The first digest: nobody has answered yet, so it says what is there, what is missing, when numbers come."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bot.core.digest import Digest
from bot.core.digest_charts import Json, line
from bot.core.digest_parts import named_list, section
from bot.core.identity import Role
from bot.core.platforms import PLATFORMS
from bot.core.report import Beginning
from bot.core.settings import Settings
from bot.core.statistics import COUNTS_ONLY_BELOW, GREY_BELOW


def beginning_card(digest: Digest, begun: Beginning, settings: Settings) -> Mapping[str, object]:
    """A card of the digest's shape, of one section."""
    lists = [
        *named_list("connected", _connected(begun, settings)),
        *named_list("missing", _missing(begun, settings)),
        *named_list("coming", _coming(begun, settings.zone)),
    ]
    return {
        "type": "digest",
        "title": line("digest.beginning.heading", business=digest.business),
        "subtitle": line("digest.beginning.nobody"),
        "sections": [section("beginning", lists=lists)],
        "charts": [],
    }


def _connected(begun: Beginning, settings: Settings) -> list[Json]:
    found = [line("digest.connected.shop", shop=name) for name in settings.shops]
    found += [line(f"digest.connected.{name}") for name in _platforms(settings)]
    found += [
        line("digest.connected.room", room=room.name) for room in settings.rooms if room.role is Role.STAFF
    ]
    found += [
        line(
            "digest.connected.asks",
            touchpoint=one.name.replace("_", " "),
            survey=settings.survey(one.survey).title,
        )
        for one in settings.touchpoints.values()
    ]
    if begun.purchases:
        found.append(line("digest.connected.purchases", n=begun.purchases))
    return found


def _platforms(settings: Settings) -> list[str]:
    """Where customers can be written to, as far as the settings tell."""
    named = {*settings.links, *settings.before_commands, *(room.address.platform for room in settings.rooms)}
    return [name for name in PLATFORMS if name in named]


def _missing(begun: Beginning, settings: Settings) -> list[Json]:
    missing = []
    if not begun.purchases:
        missing.append(line("digest.missing.purchases" if settings.shops else "digest.missing.shop"))
    if begun.customers > begun.reachable:
        missing.append(line("digest.missing.chats", n=begun.customers - begun.reachable, of=begun.customers))
    return missing


def _coming(begun: Beginning, zone: ZoneInfo) -> list[Json]:
    coming = []
    if begun.delivered:
        coming.append(line("digest.coming.delivered", n=begun.delivered))
    if begun.waiting and begun.next_at is not None:
        local = begun.next_at.astimezone(zone)
        coming.append(line("digest.coming.waiting", n=begun.waiting, at=f"{local:%Y-%m-%d %H:%M}"))
    if not coming:
        coming.append(line("digest.coming.first"))
    return [*coming, line("digest.coming.scores", few=COUNTS_ONLY_BELOW, sure=GREY_BELOW)]
