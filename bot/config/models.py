"""The shape of the configuration file: every section and key, with its type, limits and default.

Units are in the keys' names (hours, days). What one key says is checked here and in ``bot.config.values``;
what several say together, in ``bot.config.checks``. A key that must be given says in its description where
it is found.
"""

from __future__ import annotations

from datetime import time
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field

from bot.config.platforms import Slack, Telegram, User
from bot.config.values import (
    Count,
    DatabaseUrl,
    Day,
    Days,
    Flag,
    Folder,
    Hours,
    Name,
    Number,
    On,
    Origin,
    Section,
    ServiceHours,
    Share,
    Span,
    Text,
    Url,
    WallTime,
    Zone,
)

PLANNED_SECTIONS = frozenset({"alerts", "shops"})
NOT_YET = "not in this version yet"

Calendar = Literal["day", "week", "month", "quarter", "year"]


def _room(raw: object) -> object:
    """A Telegram group's number may be written as one."""
    return str(raw) if isinstance(raw, int) and not isinstance(raw, bool) else raw


RoomId = Annotated[Text, BeforeValidator(_room)]


class Hours7(Section):
    """Opening hours by weekday; without any, always open."""

    monday: tuple[Span, ...] = ()
    tuesday: tuple[Span, ...] = ()
    wednesday: tuple[Span, ...] = ()
    thursday: tuple[Span, ...] = ()
    friday: tuple[Span, ...] = ()
    saturday: tuple[Span, ...] = ()
    sunday: tuple[Span, ...] = ()


class Business(Section):
    """Who we are, and when somebody is there."""

    name: Text
    languages: tuple[Text, ...] = Field(default=("en",), min_length=1)
    timezone: Zone = ZoneInfo("UTC")
    hours: Hours7 = Hours7()
    holidays: tuple[Day, ...] = ()


class Storage(Section):
    """Where everything is kept."""

    data: Folder = "data"
    url: DatabaseUrl | None = None
    synchronous: Literal["full", "normal"] = "full"


class Http(Section):
    """Where the pages are served. ``public_url`` is how a customer's browser reaches them."""

    host: Text = "127.0.0.1"
    port: Annotated[int, Field(strict=True, ge=0, le=65535)] = 8080
    public_url: Url | None = None


class Web(Section):
    """The web chat. ``frame_ancestors`` are the sites that may embed it."""

    enabled: Flag = True
    frame_ancestors: tuple[Origin, ...] = ()


class RoomPlace(Section):
    """One room. ``room`` is its id on the platform; on the web, in the demo, it may be the table's name."""

    platform: Literal["telegram", "slack", "web"] = Field(description='add platform = "telegram" or "slack"')
    room: RoomId | None = None
    role: Literal["staff", "managers"] = Field(description='add role = "staff" or "managers"')
    touchpoints: tuple[Name, ...] = ()
    language: Text | None = None


class Roles(Section):
    """Who may do what, as ``platform:workspace:user``."""

    staff: tuple[User, ...] = ()
    managers: tuple[User, ...] = ()


class Contact(Section):
    """How often, how late and how many. A zero switches a rule off."""

    between_any_days: Days = 30
    between_same_nps_days: Days = 90
    quiet_from: WallTime = time(20)
    quiet_to: WallTime = time(9)
    reminder_after_days: Days = 3
    expires_after_days: Annotated[Days, Field(gt=0)] = 7
    ignored_in_a_row: Count = 2
    sampling: Share = 1.0
    while_case_open: Flag = False


class Recovery(Section):
    """How soon, in business time, an unhappy customer is taken care of; what staff may name as the cause."""

    take_within_hours: ServiceHours = 1
    contact_within_hours: ServiceHours = 24
    resolve_within_hours: ServiceHours = 72
    causes: tuple[Name, ...] = Field(
        default=("delivery", "quality", "price", "service", "product", "communication", "other"), min_length=1
    )


class Analysis(Section):
    """Who says how a comment feels."""

    analyzer: Literal["textblob", "none"] = "textblob"


class TouchpointPlan(Section):
    """A kind of moment, the survey about it, and how long after it."""

    name: Name
    survey: Name
    delay_hours: Hours = 24


class SurveyFolder(Section):
    """A folder of surveys of your own, one file each."""

    folder: Folder | None = None


class DigestTime(Section):
    """One scheduled digest. ``covers`` is the period it is about; left out, the one it runs every."""

    name: Name
    every: Calendar = "week"
    on: On | None = None
    at: WallTime = time(9)
    timezone: Zone | None = None
    room: Name
    covers: Calendar | None = None
    segment: Annotated[dict[Text, Text], Field(min_length=1, max_length=1)] | None = None


DEMO_ROOMS = {
    "staff": RoomPlace(platform="web", role="staff"),
    "managers": RoomPlace(platform="web", role="managers"),
}
DEFAULT_TOUCHPOINTS = (TouchpointPlan(name="purchase", survey="three-questions"),)


class ConfigFile(Section):
    """The whole file. A survey's own tables are read by ``bot.core.survey``."""

    business: Business
    storage: Storage = Storage()
    http: Http = Http()
    web: Web = Web()
    telegram: Telegram | None = None
    slack: Slack | None = None
    rooms: dict[Name, RoomPlace] = Field(default={})
    roles: Roles = Roles()
    contact: Contact = Contact()
    recovery: Recovery = Recovery()
    sentiment: Analysis = Analysis()
    touchpoint: tuple[TouchpointPlan, ...] = DEFAULT_TOUCHPOINTS
    surveys: SurveyFolder = SurveyFolder()
    survey: tuple[dict[str, object], ...] = ()
    digest: tuple[DigestTime, ...] | None = None
    goals: dict[Name, Number] = Field(default={})
