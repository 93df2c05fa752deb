"""What the operator has settled: the configuration as the core needs it, frozen."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.core.chores import Retention
from bot.core.eligibility import ContactRules
from bot.core.gestures import GestureRules
from bot.core.identity import Address, Customer, Role
from bot.core.journey import Place, Shift, Touchpoint
from bot.core.language_model import LanguageModelPlan
from bot.core.periods import BusinessHours, PeriodKind, Schedule
from bot.core.recovery import ServiceLevels
from bot.core.survey import Audience, Survey
from bot.core.themes import NO_TAXONOMY, Taxonomy
from bot.core.verdict import AlertRules

_NONE: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Room:
    """A group place for staff or managers. What it names of a kind it takes alone; naming none it takes all.

    ``segments`` are "name=value". ``owners`` are whom its cases are given to, as ``platform:workspace:user``:
    the first of them who is on duty.
    """

    name: str
    address: Address
    role: Role
    language: str
    touchpoints: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    segments: frozenset[str] = frozenset()
    owners: tuple[str, ...] = ()

    @property
    def names(self) -> int:
        """Of how many kinds it names what it takes."""
        return sum(map(bool, (self.touchpoints, self.themes, self.places, *self._by_segment().values())))

    def takes(
        self,
        touchpoint: str | None,
        themes: Collection[str],
        place: str | None,
        segments: Mapping[str, str],
    ) -> bool:
        """Whether what happened is for this room; one of the ``themes`` is enough."""
        return (
            (not self.touchpoints or touchpoint in self.touchpoints)
            and (not self.themes or not self.themes.isdisjoint(themes))
            and (not self.places or place in self.places)
            and all(segments.get(name) in taken for name, taken in self._by_segment().items())
        )

    def _by_segment(self) -> Mapping[str, frozenset[str]]:
        """The values of each segment that it names."""
        pairs = [one.partition("=") for one in self.segments]
        return {name: frozenset(value for of, _, value in pairs if of == name) for name, _, _ in pairs}


@dataclass(frozen=True, slots=True)
class DigestPlan:
    """One scheduled digest: when, where to, and about what. ``segment`` is ("store", "Berlin") or None.

    ``is_wins``: the praise of the time goes there instead. ``guess``: the day before, the room is asked what
    it thinks will come out.
    """

    name: str
    schedule: Schedule
    room: str
    covers: PeriodKind
    segment: tuple[str, str] | None = None
    is_wins: bool = False
    guess: bool = False


@dataclass(frozen=True, slots=True)
class Playbook:
    """What staff do about a cause: steps, and words to begin a reply with, each by language."""

    steps: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    templates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Kindness(StrEnum):
    """What is done about an order that the shop says went wrong; the survey about it is withheld."""

    NOTHING = "nothing"
    APOLOGY = "apology"
    CASE = "case"
    BOTH = "both"


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
    role_groups: frozenset[tuple[str, Role]] = frozenset()  # platform:workspace:group, of whose members each
    manager_places: Mapping[str, frozenset[str]] = field(
        default_factory=dict
    )  # user -> the only places whose numbers they see
    goals: Mapping[str, float] = field(default_factory=dict)  # survey name -> headline value aimed at
    before_commands: Mapping[str, str] = field(
        default_factory=dict
    )  # platform -> what is typed first, if not "/"

    contact_for: Mapping[tuple[Scope, str], Mapping[str, object]] = field(
        default_factory=dict
    )  # (scope, its name) -> fields of ContactRules that differ there
    places: Mapping[str, Place] = field(default_factory=dict)  # by name
    shifts: tuple[Shift, ...] = ()  # of a day; no two overlap
    pulses: Mapping[str, PulsePlan] = field(default_factory=dict)
    webhooks: tuple[Webhook, ...] = ()
    shops: tuple[str, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)  # platform -> a URL with {token} in it
    link_lives_for: timedelta = timedelta(days=60)
    return_lives_for: timedelta = timedelta(days=14)  # of a link back to a chat on a page; 0: none is given
    alerts: AlertRules = field(default_factory=AlertRules)
    alerts_for: Mapping[str, AlertRules] = field(default_factory=dict)  # touchpoint -> its own rules, whole
    taxonomies: Mapping[str, Taxonomy] = field(default_factory=dict)  # language, "" for others -> themes
    competitors: tuple[str, ...] = ()  # names
    mind_tone: bool = True  # staff are warned of words in a reply that blame, or promise too much
    people: Mapping[str, str] = field(default_factory=dict)  # platform:workspace:user -> name
    on_call: tuple[str, ...] = ()  # users who are paged at any hour
    emergency_text: Mapping[str, str] = field(default_factory=dict)  # language -> words for the customer
    gestures: GestureRules = field(default_factory=GestureRules)
    playbooks: Mapping[str, Playbook] = field(default_factory=dict)  # by cause
    kindness: Mapping[str, Kindness] = field(default_factory=dict)  # trouble of an order -> what is done
    incident_from: int = 5  # cases of one theme and place in an hour; 0: alerts never gather
    get_to_know: bool = True  # one small question about the customer, after a survey
    ask_to_quote: bool = False  # happy customers are asked, once, whether they may be quoted
    retention: Retention = field(default_factory=Retention)
    privacy_url: str = ""  # where it is said what is kept; "": no customer could reach it
    privacy_contact: str = ""  # whom to ask about it
    staff_names: tuple[str, ...] = ()  # of whom comments are looked through for praise
    about: Mapping[str, str] = field(default_factory=dict)  # language -> what the business says of itself
    language_model: LanguageModelPlan | None = None  # None: nothing is asked of any

    @property
    def language(self) -> str:
        """The business's own language: the first it names."""
        return self.languages[0]

    @property
    def known_people(self) -> tuple[str, ...]:
        """The names of everybody of the team that the operator wrote down."""
        return (*self.people.values(), *self.staff_names)

    @property
    def default_survey(self) -> str:
        """What a customer is asked who comes without a purchase: the first touchpoint's survey."""
        touchpoint = next(iter(self.touchpoints.values()), None)
        return touchpoint.survey if touchpoint else next(iter(self.current))

    def default_survey_for(self, audience: Audience) -> str:
        """What somebody of this audience is asked who comes without a purchase: a survey that is for them.

        Of the first touchpoint that has one, else the first there is; else what everybody is asked.
        """
        names = [*(touchpoint.survey for touchpoint in self.touchpoints.values()), *self.current]
        theirs = (name for name in names if name in self.current and self.survey(name).audience is audience)
        return next(theirs, self.default_survey)

    def rules(self, survey: str, touchpoint: str, audience: Audience) -> ContactRules:
        """The contact rules for this survey about this touchpoint: the general ones, but for what differs.

        What is said for the touchpoint goes before what is said for the survey, and that before what is
        said for the audience.
        """
        if not self.contact_for:
            return self.contact
        named = (Scope.AUDIENCE, audience.value), (Scope.SURVEY, survey), (Scope.TOUCHPOINT, touchpoint)
        differs: dict[str, Any] = {}
        for scope in named:
            differs.update(self.contact_for.get(scope, {}))
        return replace(self.contact, **differs) if differs else self.contact

    def zone_for(self, customer: Customer) -> tuple[ZoneInfo, str]:
        """Their time zone, and whose it is: "customer", else "place" (where they buy), else "business"."""
        if customer.timezone is not None:
            try:
                return ZoneInfo(customer.timezone), "customer"
            except (ZoneInfoNotFoundError, ValueError, OSError):
                pass  # a shop may tell anything
        place = self.places.get(customer.place or "")
        if place is not None and place.zone is not None:
            return place.zone, "place"
        return self.zone, "business"

    def survey(self, name: str, version: str | None = None) -> Survey:
        """This version of a survey, or the current one. Raises KeyError for an unknown one."""
        return self.surveys[name, version or self.current[name]]

    def taxonomy(self, language: str | None = None) -> Taxonomy:
        """What to look for in comments of this language; where it is not known, of the business's own."""
        known = self.language if language in (None, "und") else language
        return self.taxonomies.get(known or "", self.taxonomies.get("", NO_TAXONOMY))

    def alert_rules(self, touchpoint: str | None) -> AlertRules:
        """What makes a case at this touchpoint."""
        return self.alerts_for.get(touchpoint or "", self.alerts)

    def room_for(
        self,
        role: Role,
        touchpoint: str | None = None,
        *,
        themes: Collection[str] = (),
        place: str | None = None,
        segments: Mapping[str, str] = _NONE,
    ) -> Room | None:
        """The room of this role for what happened; the one that names most of it goes before the others.

        Of those that name as much the first counts. Where none takes it: the first, so that somebody hears.
        """
        rooms = [room for room in self.rooms if room.role is role]
        taking = [room for room in rooms if room.takes(touchpoint, themes, place, segments)]
        return max(taking, key=lambda room: room.names, default=next(iter(rooms), None))

    def room_at(self, address: Address) -> Room | None:
        """The configured room that this address is in, if any."""
        place = address.place
        return next((room for room in self.rooms if room.address == place), None)

    def places_shown(self, address: Address) -> frozenset[str]:
        """The only places whose numbers are for whoever is at this address; none named: all of them.

        In a managers' room it is that room's limit, for what is said there everybody there reads.
        """
        room = self.room_at(address)
        if room is not None and room.role is Role.MANAGER:
            return room.places
        return self.manager_places.get(address.user, frozenset())

    def roles_of(self, address: Address) -> frozenset[Role]:
        """What the person at this address may do, by immutable id."""
        roles = {Role.CUSTOMER}
        if address.user in self.staff:
            roles.add(Role.STAFF)
        if address.user in self.managers:
            roles.add(Role.MANAGER)
        return frozenset(roles)
