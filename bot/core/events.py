"""Normalised facts that come in. ``(platform, key)`` is an event's inbox key: it is handled once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from bot.core.evidence import Evidence
from bot.core.identity import Address


@dataclass(frozen=True, slots=True)
class PurchaseReceived:
    """A shop reports an order. ``customer_ref`` is the shop's own name for the customer."""

    platform: str  # "shop:NAME"
    key: str  # the order's number
    at: datetime
    shop: str
    order: str
    customer_ref: str
    touchpoint: str
    bought_at: datetime
    customer_name: str | None = None
    language: str | None = None
    timezone: str | None = None
    product: str | None = None
    place: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    segments: Mapping[str, str] = field(default_factory=dict)
    audience: str = "buyer"
    address: Address | None = None  # where this customer can be written to, when the shop knows
    preferred_name: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)  # of the customer


@dataclass(frozen=True, slots=True)
class PurchaseWithdrawn:
    """A shop reports that an order was taken back or went wrong; perhaps before it reports the order."""

    platform: str  # "shop:NAME"
    key: str  # "ORDER/REASON"
    at: datetime
    shop: str
    order: str
    reason: str  # "cancelled", or one of journey.TROUBLES


@dataclass(frozen=True, slots=True)
class ErasureRequested:
    """A shop passes on that one of its customers wants to be forgotten."""

    platform: str  # "shop:NAME"
    key: str
    at: datetime
    shop: str
    customer_ref: str


@dataclass(frozen=True, slots=True)
class MessageReceived:
    """Somebody typed ``text``, empty where they sent ``evidence`` alone.

    ``language`` is the one that the platform says they use. ``answers`` is the platform's own name (a
    receipt) of the message that this one replies to, or in whose thread it stands.
    """

    platform: str
    key: str
    at: datetime
    address: Address
    text: str
    sender_name: str | None = None
    language: str | None = None
    evidence: tuple[Evidence, ...] = ()
    answers: str | None = None


@dataclass(frozen=True, slots=True)
class MessageEdited:
    """Somebody changed what they had typed; ``original`` is the inbox key of that message."""

    platform: str
    key: str
    at: datetime
    address: Address
    text: str
    original: str


@dataclass(frozen=True, slots=True)
class ButtonPressed:
    """Somebody pressed a button; ``data`` is what it carried and is not to be trusted."""

    platform: str
    key: str
    at: datetime
    address: Address
    data: str
    sender_name: str | None = None


@dataclass(frozen=True, slots=True)
class FormSubmitted:
    """Somebody filled in the form behind a button; ``data`` is the button's."""

    platform: str
    key: str
    at: datetime
    address: Address
    data: str
    fields: Mapping[str, str]
    sender_name: str | None = None


@dataclass(frozen=True, slots=True)
class CommandGiven:
    """Somebody gave a command: ``name`` without its slash, ``argument`` the rest.

    An address with a room and without a person is somebody in it who does not show who they are.
    ``answers`` as in MessageReceived: where a command stands in an alert's thread it is about that case.
    """

    platform: str
    key: str
    at: datetime
    address: Address
    name: str
    argument: str
    sender_name: str | None = None
    language: str | None = None
    answers: str | None = None


@dataclass(frozen=True, slots=True)
class LinkOpened:
    """Somebody opened an invitation's link."""

    platform: str
    key: str
    at: datetime
    address: Address
    token: str
    sender_name: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class HomeOpened:
    """Somebody opened the page that the platform gives everybody for themselves."""

    platform: str
    key: str
    at: datetime
    address: Address


@dataclass(frozen=True, slots=True)
class PresenceChanged:
    """We can write here from now on (``present``), or no longer: blocked, added to a room, removed."""

    platform: str
    key: str
    at: datetime
    address: Address
    present: bool


@dataclass(frozen=True, slots=True)
class RoomMoved:
    """The platform gave a room another name: ``room`` is the one that we know, ``to`` the new one."""

    platform: str
    key: str
    at: datetime
    room: str
    to: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something came in that cannot be read, ``raw`` as it came: a dead letter that nothing waits for."""

    platform: str
    key: str
    at: datetime
    raw: str
    problem: str


@dataclass(frozen=True, slots=True)
class TimerDue:
    """A timer's moment has come. The handler looks at the state again: it may have moved on."""

    platform: str  # "timer"
    key: str  # "ID@DUE"
    at: datetime
    timer_id: str
    kind: str
    subject: str
    due: datetime


class Outcome(StrEnum):
    """How a parcel ended."""

    DELIVERED = "delivered"
    UNREACHABLE = "unreachable"
    REJECTED = "rejected"
    EXPIRED = "expired"  # its not_after passed first, or a newer edit of the same message came


@dataclass(frozen=True, slots=True)
class ParcelSettled:
    """The courier is done with a parcel. Not in the inbox: settling a settled parcel changes nothing.

    ``receipt`` is the platform's own name for the message. ``instead_of`` is the earlier parcel whose
    message could not be edited, so that this one stands for it from now on. ``recovered``: what became of
    an earlier attempt is not known, so that what was not delivered by the last one may have arrived.
    """

    platform: str  # "courier"
    key: str  # the parcel's id
    at: datetime
    parcel_id: str
    address: Address
    purpose: str
    about: str
    outcome: Outcome
    receipt: str | None = None
    instead_of: str | None = None
    recovered: bool = False


@dataclass(frozen=True, slots=True)
class TextWritten:
    """A language model was asked for ``use``, and has answered with ``text``, or with nothing of use.

    ``characters`` is how much was sent, ``hidden`` how many placeholders stood in it. ``text`` is kept with
    what is made of it and not in the inbox.
    """

    platform: str  # "language_model"
    key: str  # the id of the parcel that asked; "ID@MOMENT" where it is asked again
    at: datetime
    use: str
    about: str  # case:ID, or summaries:ID+ID of the invitations whose comments were shown
    number: int  # the line of the case's log that it is about; how many comments
    language: str
    characters: int
    hidden: int
    text: str = ""
    beside: str | None = None  # the parcel that shows the original, or the digest
    thread: str | None = None  # the alert in whose thread that was
    place: str | None = None  # where the digest is, by its address's key

    @property
    def is_asked_again(self) -> bool:
        """Whether it has not answered, and another answer may come."""
        return "@" in self.key


Event = (
    PurchaseReceived
    | PurchaseWithdrawn
    | ErasureRequested
    | MessageReceived
    | MessageEdited
    | ButtonPressed
    | FormSubmitted
    | CommandGiven
    | LinkOpened
    | HomeOpened
    | PresenceChanged
    | RoomMoved
    | Unreadable
    | TimerDue
    | ParcelSettled
    | TextWritten
)
