"""The shape of the configuration file: every section and key, with its type, limits and default.

Units are in the keys' names (hours, days). What one key says is checked here and in ``bot.config.values``;
what several say together, in ``bot.config.checks``. A key that must be given says in its description where
it is found.
"""

from __future__ import annotations

from datetime import time
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, ValidationInfo

from bot.config.platforms import Member, Slack, Telegram, User
from bot.config.values import (
    Amount,
    Count,
    Currency,
    DatabaseUrl,
    Day,
    Days,
    Flag,
    Folder,
    Hours,
    LongText,
    ModelUrl,
    Name,
    Number,
    On,
    Origin,
    PersonName,
    PlaceName,
    Proxy,
    RemindAt,
    ReviewUrl,
    Secrets,
    SecretText,
    Section,
    ServiceHours,
    Share,
    Span,
    Text,
    Url,
    WallTime,
    WebhookUrl,
    Words,
    Zone,
    secret_or_value,
)

Calendar = Literal["day", "week", "month", "quarter", "year"]


def _room(raw: object) -> object:
    """A Telegram group's number may be written as one."""
    return str(raw) if isinstance(raw, int) and not isinstance(raw, bool) else raw


def _one_or_more(raw: object) -> object:
    """One text may be written without a list around it."""
    return (raw,) if isinstance(raw, str) else raw


RoomId = Annotated[Text, BeforeValidator(_room)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_one_or_more), Field(min_length=1)]
Listed = Annotated[tuple[Text, ...], BeforeValidator(_one_or_more)]
Users = Annotated[tuple[User, ...], BeforeValidator(_one_or_more), Field(min_length=1)]


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
    """Who we are, how we speak to customers, and when somebody is there."""

    name: Text
    languages: tuple[Text, ...] = Field(default=("en",), min_length=1)
    address: Literal["informal", "formal"] = "informal"
    about: Words = Field(default={})
    timezone: Zone = ZoneInfo("UTC")
    hours: Hours7 = Hours7()
    holidays: tuple[Day, ...] = ()
    shifts: dict[Name, Span] = Field(default={})


class Storage(Section):
    """Where everything is kept."""

    data: Folder = "data"
    url: DatabaseUrl | None = None
    synchronous: Literal["full", "normal"] = "full"


class Http(Section):
    """Where the pages are served. ``public_url`` is how a customer's browser reaches them. ``proxies`` are
    those on the public internet that stand before us.

    There is a page of metrics for whoever has the ``metrics_token``; without one there is none.
    """

    host: Text = "127.0.0.1"
    port: Annotated[int, Field(strict=True, ge=0, le=65535)] = 8080
    public_url: Url | None = None
    proxies: tuple[Proxy, ...] = ()
    metrics_token: SecretText | None = None


class Web(Section):
    """The web chat. ``frame_ancestors`` are the sites that may embed it."""

    enabled: Flag = True
    frame_ancestors: tuple[Origin, ...] = ()


class RoomPlace(Section):
    """One room. ``room`` is its id on the platform; on the web, in the demo, it may be the table's name.

    A staff room takes only what is of its ``touchpoints``, ``themes``, ``places`` and ``segments``, where it
    names some; of several that take a case, the one that names most of it gets it. ``owners`` are whom it is
    given to there: the first of them who is on duty. In a room of managers only numbers of its ``places`` are
    shown. In a room of *wins* the praise of customers who said yes to it is read, of its ``touchpoints`` and
    ``places`` where it names some.
    """

    platform: Literal["telegram", "slack", "web"] = Field(description='add platform = "telegram" or "slack"')
    room: RoomId | None = None
    role: Literal["staff", "managers", "wins"] = Field(description='add role = "staff", "managers" or "wins"')
    touchpoints: tuple[Name, ...] = ()
    themes: tuple[Text, ...] = ()
    places: tuple[PlaceName, ...] = ()
    segments: dict[Text, Texts] = Field(default={})
    owners: tuple[Text, ...] = ()
    language: Text | None = None


class Roles(Section):
    """Who may do what, as ``platform:workspace:user``, or a group whose members may.

    ``places``: the only ones that a manager sees.
    """

    staff: tuple[Member, ...] = ()
    managers: tuple[Member, ...] = ()
    places: dict[User, Annotated[tuple[PlaceName, ...], Field(min_length=1)]] = Field(default={})


Lifetime = Annotated[Days, Field(gt=0)]


class ContactThere(Section):
    """What differs from ``[contact]`` for one audience, survey or touchpoint."""

    between_any_days: Days | None = None
    between_same_nps_days: Days | None = None
    between_same_days: Days | None = None
    quiet_from: WallTime | None = None
    quiet_to: WallTime | None = None
    near_usual_hour: Flag | None = None
    reminder_after_days: Days | None = None
    expires_after_days: Lifetime | None = None
    ignored_in_a_row: Count | None = None
    sampling: Share | None = None
    while_case_open: Flag | None = None


class Contact(Section):
    """How often, how late and how many. A zero switches a rule off."""

    between_any_days: Days = 30
    between_same_nps_days: Days = 90
    between_same_days: Days = 0
    quiet_from: WallTime = time(20)
    quiet_to: WallTime = time(9)
    near_usual_hour: Flag = False
    reminder_after_days: Days = 3
    expires_after_days: Lifetime = 7
    ignored_in_a_row: Count = 2
    sampling: Share = 1.0
    while_case_open: Flag = False
    launch_cap_a_day: Annotated[int, Field(strict=True, ge=0, le=1_000_000)] = 0
    audience: dict[Literal["buyer", "internal"], ContactThere] = Field(default={})
    survey: dict[Name, ContactThere] = Field(default={})
    touchpoint: dict[Name, ContactThere] = Field(default={})


class Recovery(Section):
    """How soon, in business time, an unhappy customer is taken care of; what staff may name as the cause.

    ``remind_at`` is the share of each time at which staff are reminded, ``escalate_to`` who is told of what
    is overdue, one after the other: rooms by name, people by name or id. ``on_call`` are paged at any hour;
    ``emergency_text``, by language, is said to customers who speak of danger.
    ``mind_tone``: staff are warned of words in a reply that blame the customer, or promise too much.
    ``incident_from``: the case of one theme and place in an hour from which on alerts gather; 0: never.
    ``follow_up_after_hours``: how long after it was put right the customer is asked, by the calendar.
    """

    take_within_hours: ServiceHours = 1
    contact_within_hours: ServiceHours = 24
    resolve_within_hours: ServiceHours = 72
    remind_at: RemindAt = 0.5
    escalate_to: Listed = ()
    on_call: Listed = ()
    emergency_text: dict[Text, LongText] = Field(default={})
    causes: tuple[Name, ...] = Field(
        default=("delivery", "quality", "price", "service", "product", "communication", "other"), min_length=1
    )
    mind_tone: Flag = True
    incident_from: Count = 5
    follow_up_after_hours: Hours = 24


NpsUpTo = Annotated[int, Field(strict=True, ge=-1, le=10)]
OneToFiveUpTo = Annotated[int, Field(strict=True, ge=0, le=5)]
CesUpTo = Annotated[int, Field(strict=True, ge=0, le=7)]
Probability = Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False)]


class AlertsThere(Section):
    """What makes a case at one touchpoint, as far as it differs."""

    nps_up_to: NpsUpTo | None = None
    csat_up_to: OneToFiveUpTo | None = None
    ces_up_to: CesUpTo | None = None
    stars_up_to: OneToFiveUpTo | None = None
    thumbs_down: Flag | None = None
    words_precision: Probability | None = None
    unhappy_from: Probability | None = None
    complaint_from: Probability | None = None
    mixed: Flag | None = None
    words_alone: Flag | None = None


class Alerts(Section):
    """Which answers make a case; a highest rating below the scale means that no rating does.

    Words make one from ``unhappy_from`` on, or from where ``words_precision`` of them are right.
    """

    nps_up_to: NpsUpTo = 6
    csat_up_to: OneToFiveUpTo = 2
    ces_up_to: CesUpTo = 3
    stars_up_to: OneToFiveUpTo = 2
    thumbs_down: Flag = True
    words_precision: Probability = 0.8
    unhappy_from: Probability | None = None
    complaint_from: Probability = 0.5
    mixed: Flag = False
    words_alone: Flag = True
    touchpoint: dict[Name, AlertsThere] = Field(default={})


class Links(Section):
    """How long the links on receipts can be opened, and those back to a chat on our page."""

    expire_after_days: Annotated[Days, Field(ge=1)] = 60
    return_for_days: Days = 14


class PlacePlan(Section):
    """Somewhere that we sell or serve, by the name that the shop gives it."""

    timezone: Zone | None = None
    review_url: ReviewUrl | None = None
    touchpoint: Name | None = None


class Analysis(Section):
    """Who says how a comment feels."""

    analyzer: Name = "default"
    model_path: Folder | None = None
    adaptation: Name | None = None


class ThemesPlan(Section):
    """What comments are looked through for, beside what is shipped. ``file`` may be a folder."""

    file: Folder | None = None
    staff: tuple[Text, ...] = ()
    competitors: tuple[Text, ...] = ()


class TouchpointPlan(Section):
    """A kind of moment, the survey about it, how long after it, and what is aimed at."""

    name: Name
    survey: Name
    delay_hours: Hours = 24
    goal: Number | None = None


class SurveyFolder(Section):
    """A folder of surveys of your own, one file each."""

    folder: Folder | None = None


class DigestTime(Section):
    """One scheduled digest. ``covers`` is the period it is about; left out, the one it runs every.

    ``guess``: the day before, the room is asked what it thinks will come out.
    """

    name: Name
    every: Calendar = "week"
    on: On | None = None
    at: WallTime = time(9)
    timezone: Zone | None = None
    room: Name
    covers: Calendar | None = None
    segment: Annotated[dict[Text, Text], Field(min_length=1, max_length=1)] | None = None
    guess: Flag = False


class PulseTime(Section):
    """One survey of people who work with us, on schedule: all of them, or those of one ``group``."""

    name: Name
    touchpoint: Name
    every: Calendar = "month"
    on: On | None = None
    at: WallTime = time(10)
    timezone: Zone | None = None
    group: Text | None = None


class ShopPlace(Section):
    """One shop. ``secret`` may be two while the first takes the second's place."""

    kind: Literal["generic", "shopify", "woocommerce", "stripe"] = Field(
        description='add kind = "generic", "shopify", "woocommerce" or "stripe"'
    )
    secret: Secrets = Field(description="add the secret that its reports are signed with")
    touchpoint: Name | None = None
    place: Text | None = None
    asks_once: Literal["paid", "fulfilled"] = "paid"


GestureName = Annotated[Name, Field(max_length=24)]


class Gestures(Section):
    """What staff may give to customers, and for how much in a month; amounts are in ``currency``."""

    currency: Currency = "EUR"
    a_month: Amount | None = None
    a_month_each: Amount | None = None
    loyal_from_orders: Count = 5


class GestureOffered(Section):
    """Something to give, what it is called, and what it costs."""

    name: GestureName
    label: Words = Field(description='add label = "A free coffee"')
    cost: Amount


class PlaybookPlan(Section):
    """What staff do about a cause, and words to begin a reply with, in one language."""

    cause: Name
    language: Text | None = None
    steps: tuple[Text, ...] = ()
    replies: tuple[Annotated[str, Field(strict=True, min_length=1, max_length=1500)], ...] = ()


KindAct = Literal["nothing", "apology", "case", "both"]


class KindTo(Section):
    """What is done about an order that a shop says went wrong, before anybody complains."""

    late: KindAct = "nothing"
    cancelled_by_us: KindAct = "nothing"
    refunded: KindAct = "nothing"
    out_of_stock: KindAct = "nothing"


class Customers(Section):
    """``get_to_know``: after the thanks customers are asked one small question about themselves."""

    get_to_know: Flag = True


class Quotes(Section):
    """``ask``: happy customers are asked whether they may be quoted; left out, where a room reads praise."""

    ask: Flag | None = None


class Privacy(Section):
    """What customers are told of their privacy: ``text`` by language, in the place of ours, and whom to ask.

    ``url``: a page of the operator's own, which the bot's messages lead to instead.
    """

    text: dict[Text, Annotated[str, Field(strict=True, min_length=1, max_length=20_000)]] = Field(default={})
    contact: Text | None = None
    url: ReviewUrl | None = None


class Wins(Section):
    """When the praise of the day before goes to the rooms of *wins*."""

    at: WallTime = time(17)


class RetentionPlan(Section):
    """How many days each class of data is kept. 0: as long as nobody asks for its deletion."""

    raw_days: Days = 90
    messages_days: Days = 730
    comments_days: Days = 0
    audit_days: Days = 1095
    unlinked_days: Days = 730
    suppressions_days: Days = 730
    dead_letters_days: Days = 90


class WebhookPlace(Section):
    """One program that is told. ``secret`` may be two while the first takes the second's place."""

    url: WebhookUrl = Field(description='add url = "https://…", where it listens')
    secret: Secrets = Field(description="add the secret that its notices are signed with")
    events: Annotated[tuple[Literal["response", "case"], ...], Field(min_length=1)] = ("response", "case")
    allow_private: Flag = False


class LanguageModelPlace(Section):
    """A language model behind an OpenAI-compatible address, for what ``uses`` name."""

    url: ModelUrl = Field(description='add url = "https://…/v1", where it answers')
    model: Text = Field(description='add model = "…", as its provider calls it')
    api_key: SecretText | None = None
    timeout_seconds: Annotated[float, Field(strict=True, ge=1, le=15)] = 5.0
    uses: Annotated[tuple[Literal["translation", "drafts", "summaries"], ...], Field(min_length=1)] = (
        "translation",
    )


def _keys(raw: object, info: ValidationInfo) -> object:
    """The keys of an adapter that is not ours: nothing is known of them but how secrets are written."""
    if not isinstance(raw, dict):
        return raw
    return {name: secret_or_value(one, info) for name, one in raw.items()}


OwnKeys = Annotated[dict[str, object], BeforeValidator(_keys)]

DEMO_ROOMS = {
    "staff": RoomPlace(platform="web", role="staff"),
    "managers": RoomPlace(platform="web", role="managers"),
}
DEFAULT_TOUCHPOINTS = (TouchpointPlan(name="purchase", survey="three-questions"),)


class ConfigFile(Section):
    """The whole file. A survey's own tables are read by ``bot.core.survey``."""

    business: Business
    texts: dict[Text, dict[Text, object]] = Field(default={})
    storage: Storage = Storage()
    http: Http = Http()
    web: Web = Web()
    telegram: Telegram | None = None
    slack: Slack | None = None
    adapters: dict[Name, OwnKeys] = Field(default={})
    rooms: dict[Name, RoomPlace] = Field(default={})
    roles: Roles = Roles()
    people: dict[PersonName, Users] = Field(default={})
    customers: Customers = Customers()
    quotes: Quotes = Quotes()
    wins: Wins = Wins()
    retention: RetentionPlan = RetentionPlan()
    privacy: Privacy = Privacy()
    contact: Contact = Contact()
    alerts: Alerts = Alerts()
    recovery: Recovery = Recovery()
    kindness: KindTo = KindTo()
    gestures: Gestures = Gestures()
    gesture: tuple[GestureOffered, ...] = ()
    playbook: tuple[PlaybookPlan, ...] = ()
    sentiment: Analysis = Analysis()
    themes: ThemesPlan = ThemesPlan()
    links: Links = Links()
    places: dict[PlaceName, PlacePlan] = Field(default={})
    touchpoint: tuple[TouchpointPlan, ...] = DEFAULT_TOUCHPOINTS
    surveys: SurveyFolder = SurveyFolder()
    survey: tuple[dict[str, object], ...] = ()
    digest: tuple[DigestTime, ...] | None = None
    pulse: tuple[PulseTime, ...] = ()
    goals: dict[Name, Number] = Field(default={})
    shops: dict[Name, ShopPlace] = Field(default={})
    webhooks: dict[Name, WebhookPlace] = Field(default={})
    language_model: LanguageModelPlace | None = None
