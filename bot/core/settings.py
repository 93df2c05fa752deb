"""What the operator has settled: the configuration as the core needs it, frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.core.eligibility import ContactRules
from bot.core.identity import Address, Role
from bot.core.journey import Place, Touchpoint
from bot.core.periods import BusinessHours, PeriodKind, Schedule
from bot.core.recovery import ServiceLevels
from bot.core.survey import Survey
from bot.core.verdict import AlertRules


@dataclass(frozen=True, slots=True)
class Room:
    """A group place for staff or managers. Without touchpoints it takes every one."""

    name: str
    address: Address
    role: Role
    language: str
    touchpoints: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DigestPlan:
    """One scheduled digest: when, where to, and about what. ``segment`` is ("store", "Berlin") or None."""

    name: str
    schedule: Schedule
    room: str
    covers: PeriodKind
    segment: tuple[str, str] | None = None


class Scope(StrEnum):
    """What contact rules of its own can be given to; the later one goes before the earlier."""

    AUDIENCE = "audience"
    SURVEY = "survey"
    TOUCHPOINT = "touchpoint"


@dataclass(frozen=True, slots=True)
class PulsePlan:
    """A survey of people who work with us, on schedule: everybody internal, or one ``group`` of them."""

    name: str
    schedule: Schedule
    touchpoint: str
    group: str | None = None  # the value of the attribute "group"


@dataclass(frozen=True, slots=True)
class Webhook:
    """A program that is told of what happens: ``kinds`` are "response" and "case"."""

    name: str
    kinds: frozenset[str]

    @property
    def address(self) -> Address:
        """Where its notices are sent to."""
        return Address("webhook", room=self.name)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a handler may know besides the event and the view.

    ``surveys`` holds every version ever used, by (name, version); ``current`` the version that new
    invitations take. ``link_key`` is the installation's own secret: links are made with it.
    """

    business: str
    languages: tuple[str, ...]
    zone: ZoneInfo
    hours: BusinessHours
    touchpoints: Mapping[str, Touchpoint]
    surveys: Mapping[tuple[str, str], Survey]
    current: Mapping[str, str]
    rooms: tuple[Room, ...]
    staff: frozenset[str]  # platform:workspace:user
    managers: frozenset[str]
    contact: ContactRules
    service: ServiceLevels
    digests: Mapping[str, DigestPlan]
    causes: tuple[str, ...]
    link_key: bytes
    goals: Mapping[str, float] = field(default_factory=dict)  # survey name -> headline value aimed at
    before_commands: Mapping[str, str] = field(
        default_factory=dict
    )  # platform -> what is typed first, if not "/"

    contact_for: Mapping[tuple[Scope, str], Mapping[str, object]] = field(
        default_factory=dict
    )  # (scope, its name) -> fields of ContactRules that differ there
    places: Mapping[str, Place] = field(default_factory=dict)  # by name
    pulses: Mapping[str, PulsePlan] = field(default_factory=dict)
    webhooks: tuple[Webhook, ...] = ()
    shops: tuple[str, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)  # platform -> a URL with {token} in it
    alerts: AlertRules = field(default_factory=AlertRules)

    @property
    def language(self) -> str:
        """The business's own language: the first it names."""
        return self.languages[0]

    @property
    def default_survey(self) -> str:
        """What a customer is asked who comes without a purchase: the first touchpoint's survey."""
        touchpoint = next(iter(self.touchpoints.values()), None)
        return touchpoint.survey if touchpoint else next(iter(self.current))

    def survey(self, name: str, version: str | None = None) -> Survey:
        """This version of a survey, or the current one. Raises KeyError for an unknown one."""
        return self.surveys[name, version or self.current[name]]

    def room_for(self, role: Role, touchpoint: str | None = None) -> Room | None:
        """The room of this role for this touchpoint; one that names it goes before one that takes all."""
        rooms = [room for room in self.rooms if room.role is role]
        named = [room for room in rooms if touchpoint in room.touchpoints]
        return next(iter(named or [room for room in rooms if not room.touchpoints] or rooms), None)

    def room_at(self, address: Address) -> Room | None:
        """The configured room that this address is in, if any."""
        place = address.place
        return next((room for room in self.rooms if room.address == place), None)

    def roles_of(self, address: Address) -> frozenset[Role]:
        """What the person at this address may do, by immutable id."""
        roles = {Role.CUSTOMER}
        if address.user in self.staff:
            roles.add(Role.STAFF)
        if address.user in self.managers:
            roles.add(Role.MANAGER)
        return frozenset(roles)
