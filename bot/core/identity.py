"""Who someone is: addresses on platforms, and the one customer record behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b

from bot.core.survey import Audience
from bot.core.verdict import Aside

_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = [high + low for high in _BASE32 for low in _BASE32]
_TRIPLES = [pair + low for pair in _PAIRS for low in _BASE32]  # of fifteen bits each
_15_BITS = (1 << 15) - 1
_5_BITS = (1 << 5) - 1


def short_id(number: int) -> str:
    """Sixteen lower-case base32 characters for the low 80 bits of ``number``."""
    return (
        _TRIPLES[number >> 65 & _15_BITS]
        + _TRIPLES[number >> 50 & _15_BITS]
        + _TRIPLES[number >> 35 & _15_BITS]
        + _TRIPLES[number >> 20 & _15_BITS]
        + _TRIPLES[number >> 5 & _15_BITS]
        + _BASE32[number & _5_BITS]
    )


def derived_id(*parts: str) -> str:
    """The id that follows from a natural key: the same parts give the same sixteen characters."""
    return hashed_id(begun_id(*parts))


def begun_id(*parts: str) -> blake2b:
    """The hash of the first parts of a natural key, to be copied and gone on with."""
    return blake2b("\x1f".join(parts).encode(), digest_size=10)


def hashed_id(hashed: blake2b) -> str:
    """The id that a hash of 80 bits is."""
    return short_id(int.from_bytes(hashed.digest(), "big"))


class Role(StrEnum):
    """What somebody may do, and whom a room is for; ``WINS`` is of rooms alone: there praise is read."""

    CUSTOMER = "customer"
    STAFF = "staff"
    MANAGER = "manager"
    WINS = "wins"


@dataclass(frozen=True, slots=True)
class Address:
    """Platform + workspace + room + person. A private chat names a person, a group place a room."""

    platform: str
    workspace: str = ""
    room: str = ""
    person: str = ""

    @property
    def key(self) -> str:
        """One text that tells addresses apart, ``platform:workspace:room:person``."""
        return f"{self.platform}:{self.workspace}:{self.room}:{self.person}"

    @property
    def user(self) -> str:
        """How ``[roles]`` names this person: ``platform:workspace:user``."""
        return f"{self.platform}:{self.workspace}:{self.person}"

    @property
    def place(self) -> Address:
        """Where a message to everyone there goes: the room itself, or this private chat."""
        return Address(self.platform, self.workspace, self.room) if self.room else self


def stranger_id(address: Address) -> str:
    """The id of somebody of whom we know no more than this address."""
    return derived_id("address", address.key)


def chat_of(user: str) -> Address:
    """The private chat of a person whom ``[roles]`` names, ``platform:workspace:user``."""
    platform, workspace, person = user.split(":", 2)
    return Address(platform, workspace, person=person)


def address_from_key(key: str) -> Address:
    """The address whose ``key`` this is."""
    platform, workspace, room, person = key.split(":", 3)
    return Address(platform, workspace, room, person)


@dataclass(frozen=True, slots=True)
class Attribute:
    """Something known of a customer besides what they bought, and from whom, since when."""

    name: str
    value: str
    source: str  # "shop:NAME", "import", "customer", "staff"
    at: datetime


def first_name_of(name: str | None, preferred: str | None) -> str | None:
    """As they like to be called, else the first word of the name."""
    if preferred:
        return preferred
    return name.split()[0] if name and name.split() else None


@dataclass(frozen=True, slots=True)
class Customer:
    """One person who buys or works with us; one record over all platforms.

    ``ratings`` are the headline ratings given so far, oldest first, at most the last five.
    ``invited_at`` holds the last invitation by survey name. ``ignored`` counts invitations in a row
    that were delivered and left unanswered. ``place`` is where they last bought.
    """

    id: str
    audience: Audience
    name: str | None
    language: str | None
    timezone: str | None
    orders: int = 0
    ratings: tuple[int, ...] = ()
    invited_at: Mapping[str, datetime] = field(default_factory=dict)
    ignored: int = 0
    opted_out_at: datetime | None = None
    erased_at: datetime | None = None
    preferred_name: str | None = None
    place: str | None = None
    first_bought_at: datetime | None = None
    last_bought_at: datetime | None = None
    attributes: tuple[Attribute, ...] = ()
    muted_until: datetime | None = None  # what they write is not passed on to staff, for abuse

    @property
    def first_name(self) -> str | None:
        """How they are greeted: as they like to be called, else by the first word of the name."""
        return first_name_of(self.name, self.preferred_name)

    @property
    def has_left(self) -> bool:
        """Whether they want to hear nothing from us any more, or were forgotten."""
        return self.opted_out_at is not None or self.erased_at is not None


class LinkKind(StrEnum):
    """What opening a link does."""

    PURCHASE = "purchase"  # asks about that purchase
    CONNECT = "connect"  # ties another chat of the same person to them; asks nothing
    RETURN = "return"  # the same chat on another page of the same person; asks nothing


@dataclass(frozen=True, slots=True)
class Link:
    """A single-use link that ties whoever opens it first to a customer.

    ``token_hash`` is all that is stored; the token itself is recomputed from the purchase. A link that
    connects two chats, or leads back to one, has no purchase: its ``purchase_id`` is empty.
    """

    token_hash: str
    customer_id: str
    purchase_id: str
    expires_at: datetime
    opened_by: str | None = None  # address key
    kind: LinkKind = LinkKind.PURCHASE


@dataclass(frozen=True, slots=True)
class Contact:
    """A proven identity: this address belongs to this customer. ``reachable`` turns false when blocked.

    ``stray`` keeps a message that answered no question until its writer says what it was.
    """

    address: Address
    customer_id: str
    reachable: bool = True
    stray: Aside | None = None
