"""What really happened, as far as it is stored: what the rule lab replays.

``Past`` is the lab's port. Whoever implements it only reads, and hands out in the order that it promises.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.conversation import Answer
from bot.core.eligibility import Suppression
from bot.core.identity import Customer
from bot.core.journey import Purchase
from bot.core.recovery import CaseKind


@dataclass(frozen=True, slots=True)
class PastPurchase:
    """A purchase, and the recorded decision not to ask about it, if that was the decision."""

    purchase: Purchase
    suppression: Suppression | None = None


@dataclass(frozen=True, slots=True)
class PastTalk:
    """An invitation that was sent, and what became of it.

    ``is_ours``: not started by the customer. ``bought_at`` is when the purchase was that it was about.
    ``was_ignored``: it arrived, and silence ended it. ``was_withdrawn``: it reached nobody.
    """

    id: str
    purchase_id: str | None
    bought_at: datetime | None
    survey: str
    is_ours: bool
    sent_at: datetime
    ended_at: datetime | None
    was_answered: bool
    was_ignored: bool
    was_withdrawn: bool


@dataclass(frozen=True, slots=True)
class PastCase:
    """A case of a customer; ``talk`` is the invitation whose answers it is about last.

    ``no_problem``: staff closed it as none.
    """

    opened_at: datetime
    ended_at: datetime | None
    kind: CaseKind
    talk: str | None
    no_problem: bool = False


@dataclass(frozen=True, slots=True)
class PastCustomer:
    """A customer as they are stored today, with every talk and every case, each in order of time."""

    customer: Customer
    has_address: bool
    talks: tuple[PastTalk, ...] = ()
    cases: tuple[PastCase, ...] = ()


@dataclass(frozen=True, slots=True)
class PastResponse:
    """What was answered to one invitation, in order of the answers."""

    id: str
    touchpoint: str
    survey: str
    survey_version: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class PastVoice:
    """Everything that one customer answered, in order of time, and their cases."""

    customer_id: str
    responses: tuple[PastResponse, ...]
    cases: tuple[PastCase, ...]


Part = tuple[str, str | None]
"""Customers by id: after the first, up to the second; None: to the last."""
EVERYBODY: Part = ("", None)


class PastPurchases(Protocol):
    """What was bought and by whom; nothing is kept in memory longer than the lab needs it."""

    def parts(self) -> Sequence[Part]:
        """All customers, in parts so small that everything about one part fits into memory."""

    def purchases(self, since: datetime, until: datetime, part: Part) -> Iterator[Sequence[PastPurchase]]:
        """The part's purchases from ``since`` to before ``until``, in order of time, in portions."""

    def customers(self, ids: Iterable[str]) -> Sequence[PastCustomer]:
        """These customers, as far as they are known."""


class PastVoices(Protocol):
    """What was answered."""

    def case_lengths(self, since: datetime, until: datetime) -> Sequence[timedelta]:
        """How long each case was open that was opened in this time and has ended."""

    def voices(self, since: datetime, until: datetime) -> Iterator[tuple[float, Sequence[PastVoice]]]:
        """Who answered invitations sent in this time, each customer once, with the share read so far, 0…1."""


class Past(PastPurchases, PastVoices, Protocol):
    """All of it, in one snapshot."""

    def first_purchase(self) -> datetime | None:
        """When the first purchase was that is stored."""
