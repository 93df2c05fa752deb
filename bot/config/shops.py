"""``[shops.NAME]``: who may report purchases, with which secret, and to which address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.config.models import ConfigFile
from bot.config.places import Finding, names_written
from bot.config.values import shown, suggestion
from bot.core import signatures
from bot.http.shops.shop import Shop

_LEAST_KEY_BYTES = 24  # Standard Webhooks: 24 to 64
_MAKE_ONE = "make one with: openssl rand -base64 32"


def shops_of(file: ConfigFile) -> tuple[Shop, ...]:
    """Who may report, as ``bot.http`` needs it."""
    touchpoints = [one.name for one in file.touchpoint]
    return tuple(
        Shop(
            name=name,
            kind=said.kind,
            secrets=tuple(secret.reveal() for secret in said.secret),
            touchpoint=said.touchpoint or touchpoints[0],
            place=said.place,
            touchpoints=frozenset(touchpoints),
            platforms=frozenset(one for one in ("telegram", "slack") if getattr(file, one) is not None),
            asks_once=said.asks_once,
        )
        for name, said in file.shops.items()
    )


def findings(file: ConfigFile, tables: Mapping[str, Any]) -> Iterator[Finding]:
    """What does not fit: a touchpoint that is not there, a secret of the wrong kind or somebody else's."""
    touchpoints = names_written(tables, "touchpoint") or [one.name for one in file.touchpoint]
    owners: dict[str, str] = {}
    for name, said in file.shops.items():
        here = ("shops", name)
        if said.touchpoint is not None and said.touchpoint not in touchpoints:
            known = suggestion(said.touchpoint, touchpoints)
            yield (*here, "touchpoint"), f"there is no touchpoint {shown(said.touchpoint)}; {known}"
        if said.asks_once != "paid" and said.kind != "shopify":
            yield (*here, "asks_once"), 'only kind = "shopify" has it; remove it'
        for secret in said.secret:
            value = secret.reveal()
            if said.kind == "generic" and not is_signing_key(value):
                yield (
                    (*here, "secret"),
                    f"this is not base64 of {_LEAST_KEY_BYTES} bytes or more; {_MAKE_ONE}",
                )
            owner = owners.setdefault(value, name)
            if owner != name:
                yield (
                    (*here, "secret"),
                    f"shops.{owner} has the same secret, by which the shops are told apart; give it its own",
                )


def is_signing_key(value: str) -> bool:
    """Whether a Standard Webhooks secret holds a key of sensible length."""
    try:
        return len(signatures.key_of(value)) >= _LEAST_KEY_BYTES
    except ValueError:
        return False
