"""The configuration: a TOML file, read once, proven whole, frozen.

``load`` reports every problem at once, each as ``file:line: key: message``. What passes is a ``Config``;
``settings`` turns it into what the core needs. Nothing outside ``bot.config*`` imports pydantic.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path

from bot.config.checks import business_hours, schedule
from bot.config.models import ConfigFile, DigestTime
from bot.config.places import room_address
from bot.config.reading import read
from bot.config.values import Secret, Section, Surroundings
from bot.core.eligibility import ContactRules
from bot.core.errors import OperatorError
from bot.core.identity import Role
from bot.core.journey import Touchpoint
from bot.core.periods import PeriodKind, QuietHours
from bot.core.recovery import ServiceLevels
from bot.core.settings import DigestPlan, Room, Settings
from bot.core.survey import Survey

__all__ = ["Config", "Secret", "load", "parse", "settings"]

_ROLES = {"staff": Role.STAFF, "managers": Role.MANAGER}


class Config(ConfigFile):
    """A proven configuration. Made by ``load`` and ``parse`` only."""

    path: Path
    folder: Path  # the file's own, absolute; relative paths in the file start here
    definitions: Mapping[str, Survey]  # every survey that can be asked, by name

    @property
    def data_folder(self) -> Path:
        """Where the database and the link key lie, absolute."""
        return self.folder / Path(self.storage.data).expanduser()

    @property
    def public_url(self) -> str:
        """How a browser reaches the pages, without a slash at the end."""
        return self.http.public_url or f"http://{_browsable(self.http.host)}:{self.http.port}"

    @property
    def digests(self) -> tuple[DigestTime, ...]:
        """The digests; where the file says nothing, a weekly one for the managers' first room."""
        if self.digest is not None:
            return self.digest
        rooms = [name for name, place in self.rooms.items() if place.role == "managers"]
        return tuple(DigestTime(name="weekly", room=room) for room in rooms[:1])

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Every secret in it, for the logs to mask."""
        return tuple(_secrets_in(self))


def load(path: Path | str, environ: Mapping[str, str] | None = None, *, demo: bool = False) -> Config:
    """The configuration in this file.

    Raises ConfigurationError with every problem at once, or OperatorError where there is no such file.
    ``environ`` stands in for the process's own environment. Only with ``demo`` are there rooms on the web,
    which the demo's page shows and nobody else can look into.
    """
    path = Path(path)
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise OperatorError(
            f"There is no configuration file {path}. Copy config.example.toml to {path} and fill it in."
        ) from None
    except OSError as error:
        raise OperatorError(f"The configuration file {path} cannot be read: {error.strerror}.") from None
    return parse(raw, path, environ, demo=demo)


def parse(
    raw: bytes | str, path: Path, environ: Mapping[str, str] | None = None, *, demo: bool = False
) -> Config:
    """The configuration that this text says; ``path`` is what problems and relative paths are about.

    Raises ConfigurationError with every problem at once. ``demo`` as for ``load``.
    """
    folder = path.absolute().parent
    around = Surroundings(folder, os.environ if environ is None else environ, demo)
    file, definitions = read(raw, path, around)
    said = {name: getattr(file, name) for name in ConfigFile.model_fields}
    return Config.model_construct(**said, path=path, folder=folder, definitions=definitions)


def settings(config: Config, link_key: bytes, known_surveys: Iterable[Survey] = ()) -> Settings:
    """What the core needs of a configuration.

    ``link_key`` is the installation's own secret. ``known_surveys`` are the versions that were ever used,
    as the storage has them: a conversation goes on in the version that it began in.
    """
    business, contact, recovery = config.business, config.contact, config.recovery
    current = config.definitions.values()
    return Settings(
        business=business.name,
        languages=business.languages,
        zone=business.timezone,
        hours=business_hours(config),
        touchpoints={
            one.name: Touchpoint(one.name, one.survey, timedelta(hours=one.delay_hours))
            for one in config.touchpoint
        },
        surveys={(one.name, one.version): one for one in (*known_surveys, *current)},
        current={one.name: one.version for one in current},
        rooms=tuple(_room(name, config) for name in config.rooms),
        staff=frozenset(config.roles.staff),
        managers=frozenset(config.roles.managers),
        contact=ContactRules(
            between_any=timedelta(days=contact.between_any_days),
            between_same_nps=timedelta(days=contact.between_same_nps_days),
            quiet=QuietHours(contact.quiet_from, contact.quiet_to),
            reminder_after=timedelta(days=contact.reminder_after_days),
            expires_after=timedelta(days=contact.expires_after_days),
            ignored_in_a_row=contact.ignored_in_a_row,
            sampling=contact.sampling,
            while_case_open=contact.while_case_open,
        ),
        service=ServiceLevels(
            take=timedelta(hours=recovery.take_within_hours),
            contact=timedelta(hours=recovery.contact_within_hours),
            resolve=timedelta(hours=recovery.resolve_within_hours),
        ),
        digests={one.name: _digest_plan(one, config) for one in config.digests},
        causes=recovery.causes,
        link_key=link_key,
        goals=config.goals,
        before_commands={"slack": f"{config.slack.command} "} if config.slack else {},
    )


def _browsable(host: str) -> str:
    """What a browser on this machine types; an address that means every interface is none."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared with, never bound to
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _secrets_in(section: Section) -> Iterator[Secret]:
    for name in type(section).model_fields:
        value = getattr(section, name)
        if isinstance(value, Secret):
            yield value
        elif isinstance(value, Section):
            yield from _secrets_in(value)


def _room(name: str, config: Config) -> Room:
    place = config.rooms[name]
    return Room(
        name=name,
        address=room_address(config, name),
        role=_ROLES[place.role],
        language=place.language or config.business.languages[0],
        touchpoints=frozenset(place.touchpoints),
    )


def _digest_plan(one: DigestTime, config: Config) -> DigestPlan:
    return DigestPlan(
        name=one.name,
        schedule=schedule(one, config.business.timezone),
        room=one.room,
        covers=PeriodKind(one.covers or one.every),
        segment=next(iter(one.segment.items())) if one.segment else None,
    )
