"""What every adapter owes, as tests: for our own, and for one that somebody else writes.

A test file of yours makes a ``Counterpart``, the platform as seen from outside, and takes the tests over::

    from bot.adapter_kit import AdapterContract, Counterpart, Inbox

    class TestLines(AdapterContract):
        @pytest.fixture
        async def counterpart(self) -> AsyncIterator[Counterpart]: ...

It needs pytest with pytest-asyncio in its mode "auto". Let the counterpart speak to the adapter as the
platform does, over a real socket: a stand-in inside the same objects shows nothing. docs/adapters.md has one.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import Enum
from typing import Protocol, TypeVar

from bot.core.effects import Button, Lane, Line, Message, Parcel
from bot.core.errors import Rejected, SendError, StorageUnavailable, TryLater, Unknown, Unreachable
from bot.core.events import ButtonPressed, Event, MessageReceived
from bot.core.identity import Address
from bot.plugins import ChatAdapter

PATIENCE_S = 15.0
_LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)

HOSTILE = (
    "<!channel> <@U1> <script>alert(1)</script> & &amp;",
    "*not bold* _nor this_ `nor that` [no](https://link.example)",
    "=SUM(A1) @everyone 👩‍👩‍👧 naïve Ω مرحبا",
)

Found = TypeVar("Found", bound=Event)


class Failure(Enum):
    """How an attempt to send can fail, and as what it must be told."""

    BUSY = TryLater  # the platform asks to wait
    GONE = Unreachable  # the customer has blocked the bot, or left
    REFUSED = Rejected  # the platform will never take this message
    CUT = Unknown  # it may have been taken: the connection broke before the answer


@dataclass
class Inbox:
    """Stands for what is behind the adapter, by ``deliver``. An event that is known is kept once."""

    events: list[Event] = field(default_factory=list)
    attempts: list[Event] = field(default_factory=list)
    broken: bool = False  # whatever comes cannot be stored
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    async def deliver(self, event: Event) -> Mapping[str, object]:
        self.attempts.append(event)
        await self.gate.wait()
        if self.broken:
            raise StorageUnavailable("the disk is full")
        if all((one.platform, one.key) != (event.platform, event.key) for one in self.events):
            self.events.append(event)
        return {}

    def of(self, kind: type[Found]) -> list[Found]:
        """The events of one kind, in the order in which they came."""
        return [event for event in self.events if isinstance(event, kind)]


class Counterpart(Protocol):
    """A platform, one customer's chat with the bot on it, and the adapter that speaks to it.

    ``refused_as`` are the failures that the platform has.
    """

    @property
    def adapter(self) -> ChatAdapter: ...

    @property
    def inbox(self) -> Inbox: ...

    @property
    def customer(self) -> Address: ...

    @property
    def failures(self) -> frozenset[Failure]: ...

    async def says(self, text: str) -> None:
        """The customer writes."""

    async def presses(self, label: str) -> None:
        """The customer presses the latest button with this label."""

    async def sees(self) -> Sequence[str]:
        """What the bot's messages say now, edits applied, oldest first."""

    async def unacknowledged(self) -> int:
        """How many events the platform would bring once more."""

    async def fails(self, how: Failure) -> None:
        """The next attempt to send to the customer fails so."""


def render(line: Line, _language: str) -> str:
    """Give it to the adapter: the words of the contract's messages as they are, of any other line its key."""
    return str(line.values["text"]) if line.key == "survey.text" else line.key


def parcel(to: Address, words: str, *labels: str, id_: str = "parcel") -> Parcel:
    """A message with a button for each label; what a button brings is ``a|LABEL``."""
    buttons = tuple(Button(_said(label), f"a|{label}") for label in labels)
    message = Message((_said(words),), (buttons,) if buttons else ())
    return Parcel(id_, to, Lane.REPLY, "question", "invitation:1", message, "en", _LONG_AGO)


def _said(words: str) -> Line:
    return Line("survey.text", {"text": words})


@contextlib.asynccontextmanager
async def running(adapter: ChatAdapter) -> AsyncIterator[None]:
    """The adapter brings events in; at the end its ``run`` is cancelled, and must end by that."""
    run = asyncio.create_task(adapter.run())
    try:
        yield
    finally:
        run.cancel()
        async with asyncio.timeout(PATIENCE_S):
            await asyncio.gather(run, return_exceptions=True)


async def until(met: Callable[[], Awaitable[bool]], what: str) -> None:
    """Wait until ``met`` says yes. Raises AssertionError after PATIENCE_S."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE_S):
            while not await met():  # noqa: ASYNC110 - a platform tells nobody
                await asyncio.sleep(0.02)
            return
    raise AssertionError(f"not within {PATIENCE_S:g} s: {what}")


class AdapterContract:
    """What every adapter owes. Take it over, and give it a fixture ``counterpart``."""

    async def test_what_a_customer_writes_comes_in_once_with_its_words(
        self, counterpart: Counterpart
    ) -> None:
        async with running(counterpart.adapter):
            await counterpart.says("It was cold.")
            (said,) = await _come(counterpart, MessageReceived)
            await until(lambda: _is_acknowledged(counterpart), "it is acknowledged")
        assert (said.text, said.address) == ("It was cold.", counterpart.customer)
        assert said.key
        assert said.at.tzinfo is not None

    async def test_nothing_is_acknowledged_before_it_is_committed(self, counterpart: Counterpart) -> None:
        counterpart.inbox.gate.clear()
        async with running(counterpart.adapter):
            await counterpart.says("It was cold.")
            await until(lambda: _is_tried(counterpart), "it is brought")
            assert await counterpart.unacknowledged() == 1
            counterpart.inbox.gate.set()
            await until(lambda: _is_acknowledged(counterpart), "it is acknowledged")

    async def test_what_could_not_be_stored_comes_again_under_the_same_key(
        self, counterpart: Counterpart
    ) -> None:
        counterpart.inbox.broken = True
        async with running(counterpart.adapter):
            await counterpart.says("It was cold.")
            await until(lambda: _is_tried(counterpart), "it is brought")
            counterpart.inbox.broken = False
            (said,) = await _come(counterpart, MessageReceived)
        keys = {one.key for one in counterpart.inbox.attempts if isinstance(one, MessageReceived)}
        assert keys == {said.key}

    async def test_words_are_shown_as_they_are(self, counterpart: Counterpart) -> None:
        for number, words in enumerate(HOSTILE):
            await _sent(counterpart, parcel(counterpart.customer, words, id_=f"parcel{number}"))
        assert [any(words in said for said in await counterpart.sees()) for words in HOSTILE] == [True] * 3

    async def test_what_is_too_long_for_one_message_arrives_all_the_same(
        self, counterpart: Counterpart
    ) -> None:
        words = " ".join(f"word{number}" for number in range(1000))
        await _sent(counterpart, parcel(counterpart.customer, words))
        seen = " ".join(await counterpart.sees())
        assert "word0 " in seen
        assert "word500 " in seen

    async def test_a_button_brings_what_stands_on_it(self, counterpart: Counterpart) -> None:
        async with running(counterpart.adapter):
            await _sent(counterpart, parcel(counterpart.customer, "How was it?", "Good", "Bad"))
            await counterpart.presses("Bad")
            (pressed,) = await _come(counterpart, ButtonPressed)
        assert (pressed.data, pressed.address) == ("a|Bad", counterpart.customer)

    async def test_an_edit_stands_in_its_place_or_is_sent_anew(self, counterpart: Counterpart) -> None:
        first = parcel(counterpart.customer, "How was it?", "Good")
        receipt = await _sent(counterpart, first)
        edit = replace(parcel(counterpart.customer, "Thank you!", id_="edit"), target=first.id)
        await _sent(counterpart, edit, receipt)
        assert "Thank you!" in (await counterpart.sees())[-1]

    async def test_an_attempt_that_fails_says_how(self, counterpart: Counterpart) -> None:
        for failure in sorted(counterpart.failures, key=lambda one: one.name):
            await counterpart.fails(failure)
            try:
                await _sent(counterpart, parcel(counterpart.customer, "Hello", id_=failure.name))
                told = "a success"
            except SendError as error:
                told = type(error).__name__
            assert told == failure.value.__name__, f"{failure.name} is told as {told}"

    async def test_it_ends_when_it_is_cancelled_and_is_closed_twice_without_a_fault(
        self, counterpart: Counterpart
    ) -> None:
        async with running(counterpart.adapter):
            await counterpart.says("It was cold.")
            await _come(counterpart, MessageReceived)
        await counterpart.adapter.close()
        await counterpart.adapter.close()


async def _sent(counterpart: Counterpart, one: Parcel, target: str | None = None) -> str:
    async with asyncio.timeout(PATIENCE_S):
        return (await counterpart.adapter.send(one, target, recovered=False)).message


async def _come(counterpart: Counterpart, kind: type[Found]) -> list[Found]:
    async def has_come() -> bool:
        return bool(counterpart.inbox.of(kind))

    await until(has_come, f"a {kind.__name__} comes in")
    return counterpart.inbox.of(kind)


async def _is_tried(counterpart: Counterpart) -> bool:
    return any(isinstance(one, MessageReceived) for one in counterpart.inbox.attempts)


async def _is_acknowledged(counterpart: Counterpart) -> bool:
    return await counterpart.unacknowledged() == 0
