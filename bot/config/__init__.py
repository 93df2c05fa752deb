"""The configuration: a TOML file, read once, proven whole, frozen.

``load`` reports every problem at once, each as ``file:line: key: message``. What passes is a ``Config``;
``settings`` turns it into what the core needs. Nothing outside ``bot.config*`` imports pydantic.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from bot import plugins, themes
from bot.config import people
from bot.config.alerts import alert_rules
from bot.config.changes import NO_CHANGES, Changes
from bot.config.checks import business_hours, schedule, shifts
from bot.config.contact import contact_for, contact_rules
from bot.config.gestures import gesture_rules
from bot.config.language_model import plan_of
from bot.config.models import AlertsThere, ConfigFile, DigestTime, PulseTime
from bot.config.own_texts import about
from bot.config.owners import owners_of
from bot.config.places import room_address
from bot.config.platforms import is_group
from bot.config.playbooks import playbooks_of
from bot.config.privacy import privacy_url
from bot.config.reading import read
from bot.config.shops import shops_of
from bot.config.values import Secret, Section, Surroundings
from bot.config.webhooks import webhooks_of
from bot.config.wins import asks_to_quote, staff_names, wins_plans
from bot.core.chores import Retention
from bot.core.errors import OperatorError
from bot.core.identity import Role
from bot.core.journey import TROUBLES, Place, Touchpoint
from bot.core.periods import PeriodKind
from bot.core.recovery import ServiceLevels
from bot.core.settings import DigestPlan, Kindness, PulsePlan, Room, Settings
from bot.core.survey import Survey
from bot.core.themes import Taxonomy
from bot.core.verdict import AlertRules
from bot.http.shops.shop import Shop
from bot.themes import ThemeFile

__all__ = ["Config", "Secret", "load", "parse", "settings"]

_ROLES = {"staff": Role.STAFF, "managers": Role.MANAGER, "wins": Role.WINS}


class Config(ConfigFile):
    """A proven configuration. Made by ``load`` and ``parse`` only."""

    path: Path
    folder: Path  # the file's own, absolute; relative paths in the file start here
    definitions: Mapping[str, Survey]  # every survey that can be asked, by name
    theme_files: Mapping[str, ThemeFile]  # language → its themes, where they are not just the shipped ones

    @property
    def data_folder(self) -> Path:
        """Where the database and the link key lie, absolute."""
        return self.folder / Path(self.storage.data).expanduser()

    @property
    def public_url(self) -> str:
        """How a browser reaches the pages, without a slash at the end."""
        return self.public_url_at(self.http.port)

    def public_url_at(self, port: int) -> str:
        """``public_url`` where we listen on this port instead."""
        return self.http.public_url or f"http://{_browsable(self.http.host)}:{port}"

    @property
    def model_folder(self) -> Path | None:
        """Where the analyzer's model files lie, absolute; None for those in their packages."""
        path = self.sentiment.model_path
        return None if path is None else self.folder / Path(path).expanduser()

    @property
    def digests(self) -> tuple[DigestTime, ...]:
        """The digests; where the file says nothing, a weekly one for the managers' first room."""
        if self.digest is not None:
            return self.digest
        rooms = [name for name, place in self.rooms.items() if place.role == "managers"]
        return tuple(DigestTime(name="weekly", room=room) for room in rooms[:1])

    @property
    def reporting_shops(self) -> tuple[Shop, ...]:
        """The shops that may report purchases."""
        return shops_of(self)

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Every secret in it, for the logs to mask."""
        url = self.storage.url
        password = urlsplit(url.reveal()).password if url is not None else None
        return (*_secrets_in(self), *([Secret(password)] if password else []))


def load(
    path: Path | str,
    environ: Mapping[str, str] | None = None,
    *,
    demo: bool = False,
    changes: Changes = NO_CHANGES,
) -> Config:
    """The configuration in this file.

    Raises ConfigurationError with every problem at once, or OperatorError where there is no such file.
    ``environ`` stands in for the process's own environment. Only with ``demo`` are there rooms on the web,
    which the demo's page shows and nobody else can look into. ``changes`` are made before it is checked.
    """
    path = Path(path)
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise OperatorError(
            f"There is no configuration file {path.name} in {path.absolute().parent}. Name it with --config, "
            "or make one with feedback-bot init, or copy config.example.toml and fill it in."
        ) from None
    except OSError as error:
        raise OperatorError(f"The configuration file {path} cannot be read: {error.strerror}.") from None
    return parse(raw, path, environ, demo=demo, changes=changes)


def parse(
    raw: bytes | str,
    path: Path,
    environ: Mapping[str, str] | None = None,
    *,
    demo: bool = False,
    changes: Changes = NO_CHANGES,
) -> Config:
    """The configuration that this text says; ``path`` is what problems and relative paths are about.

    Raises ConfigurationError with every problem at once. ``demo`` and ``changes`` as for ``load``.
    """
    folder = path.absolute().parent
    around = Surroundings(folder, os.environ if environ is None else environ, demo)
    file, definitions, theme_files = read(raw, path, around, changes)
    said = {name: getattr(file, name) for name in ConfigFile.model_fields}
    return Config.model_construct(
        **said, path=path, folder=folder, definitions=definitions, theme_files=theme_files
    )


def settings(config: Config, link_key: bytes, known_surveys: Iterable[Survey] = ()) -> Settings:
    """What the core needs of a configuration.

    ``link_key`` is the installation's own secret. ``known_surveys`` are the versions that were ever used,
    as the storage has them: a conversation goes on in the version that it began in.
    """
    business, recovery = config.business, config.recovery
    current = config.definitions.values()
    return Settings(
        business=business.name,
        languages=business.languages,
        zone=business.timezone,
        hours=business_hours(config),
        shifts=shifts(config),
        touchpoints={
            one.name: Touchpoint(one.name, one.survey, timedelta(hours=one.delay_hours), one.goal)
            for one in config.touchpoint
        },
        surveys={(one.name, one.version): one for one in (*known_surveys, *current)},
        current={one.name: one.version for one in current},
        rooms=tuple(_room(name, config) for name in config.rooms),
        staff=frozenset(one for one in config.roles.staff if not is_group(one)),
        managers=frozenset(one for one in config.roles.managers if not is_group(one)),
        role_groups=_role_groups(config),
        manager_places={user: frozenset(named) for user, named in config.roles.places.items()},
        contact=contact_rules(config.contact),
        contact_for=contact_for(config.contact),
        service=ServiceLevels(
            take=timedelta(hours=recovery.take_within_hours),
            contact=timedelta(hours=recovery.contact_within_hours),
            resolve=timedelta(hours=recovery.resolve_within_hours),
            remind_at=recovery.remind_at,
            escalate_to=people.chain(config),
            follow_up_after=timedelta(hours=recovery.follow_up_after_hours),
        ),
        digests={**{one.name: _digest_plan(one, config) for one in config.digests}, **wins_plans(config)},
        pulses={one.name: _pulse_plan(one, config) for one in config.pulse},
        causes=recovery.causes,
        mind_tone=recovery.mind_tone,
        incident_from=recovery.incident_from,
        kindness=_kindness(config),
        gestures=gesture_rules(config),
        playbooks=playbooks_of(config),
        get_to_know=config.customers.get_to_know,
        ask_to_quote=asks_to_quote(config),
        staff_names=staff_names(config),
        retention=Retention(**config.retention.model_dump()),
        privacy_url=privacy_url(config),
        privacy_contact=config.privacy.contact or "",
        people=people.names(config),
        on_call=people.on_call(config),
        emergency_text=recovery.emergency_text,
        link_key=link_key,
        goals=config.goals,
        places={
            name: Place(name, one.timezone, one.review_url, one.touchpoint)
            for name, one in config.places.items()
        },
        links=link_templates(config),
        link_lives_for=timedelta(days=config.links.expire_after_days),
        return_lives_for=timedelta(days=config.links.return_for_days),
        alerts=_alert_rules(config),
        alerts_for={name: _alert_rules(config, one) for name, one in config.alerts.touchpoint.items()},
        before_commands={"slack": f"{config.slack.command} "} if config.slack else {},
        shops=tuple(config.shops),
        webhooks=webhooks_of(config),
        taxonomies=taxonomies(config),
        competitors=config.themes.competitors,
        about=about(config),
        language_model=plan_of(config),
    )


def _alert_rules(config: Config, there: AlertsThere | None = None) -> AlertRules:
    return alert_rules(config.alerts, there, config.sentiment.analyzer, config.themes.competitors)


def taxonomies(config: Config) -> dict[str, Taxonomy]:
    """What to look for in comments, by language; by "" for languages that have no themes: names alone."""
    named = config.themes.staff, config.themes.competitors
    languages = {*themes.shipped_languages(), *config.theme_files, *config.business.languages}
    found = {"": ThemeFile({}).taxonomy(*named)}
    for language in sorted(languages):
        if language in config.theme_files or any(named):
            file = config.theme_files.get(language) or themes.shipped(language)
            found[language] = file.taxonomy(*named)
        else:
            found[language] = themes.shipped_taxonomy(language)
    return found


def link_templates(config: Config) -> dict[str, str]:
    """Where a customer's link leads on each platform, with ``{token}`` in it; Slack has no such links."""
    found = {}
    if config.web.enabled and config.http.public_url is not None:
        found["web"] = f"{config.public_url}/chat/{{token}}"
    if config.telegram is not None and config.telegram.username is not None:
        found["telegram"] = f"https://t.me/{config.telegram.username}?start={{token}}"
    theirs = {name: plugins.plugin(name).link(keys) for name, keys in config.adapters.items()}
    return {**found, **{name: link for name, link in theirs.items() if link is not None}}


def _browsable(host: str) -> str:
    """What a browser on this machine types; an address that means every interface is none."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared with, never bound to
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _secrets_in(value: object) -> Iterator[Secret]:
    """Those in a section, and in the lists and tables that it holds."""
    if isinstance(value, Secret):
        yield value
    parts: Iterable[object] = ()
    if isinstance(value, Section):
        parts = [getattr(value, name) for name in type(value).model_fields]
    elif isinstance(value, Mapping):
        parts = value.values()
    elif isinstance(value, list | tuple):
        parts = value
    for part in parts:
        yield from _secrets_in(part)


def _room(name: str, config: Config) -> Room:
    place = config.rooms[name]
    return Room(
        name=name,
        address=room_address(config, name),
        role=_ROLES[place.role],
        language=place.language or config.business.languages[0],
        touchpoints=frozenset(place.touchpoints),
        owners=owners_of(config, name),
        themes=frozenset(place.themes),
        places=frozenset(place.places),
        segments=frozenset(f"{of}={value}" for of, values in place.segments.items() for value in values),
    )


def _kindness(config: Config) -> Mapping[str, Kindness]:
    """Without those of which nothing is done."""
    acts = {trouble: Kindness(getattr(config.kindness, trouble)) for trouble in TROUBLES}
    return {trouble: act for trouble, act in acts.items() if act is not Kindness.NOTHING}


def _role_groups(config: Config) -> frozenset[tuple[str, Role]]:
    """The groups whose members have a role."""
    named = ((config.roles.staff, Role.STAFF), (config.roles.managers, Role.MANAGER))
    return frozenset((one, role) for members, role in named for one in members if is_group(one))


def _digest_plan(one: DigestTime, config: Config) -> DigestPlan:
    return DigestPlan(
        name=one.name,
        schedule=schedule(one, config.business.timezone),
        room=one.room,
        covers=PeriodKind(one.covers or one.every),
        segment=next(iter(one.segment.items())) if one.segment else None,
        guess=one.guess,
    )


def _pulse_plan(one: PulseTime, config: Config) -> PulsePlan:
    return PulsePlan(
        name=one.name,
        schedule=schedule(one, config.business.timezone),
        touchpoint=one.touchpoint,
        group=one.group,
    )
