"""The dispatcher and what it enriches with, against a store in memory."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.digest_words import Misread
from bot.core.effects import Effect, Lane, Line, Message, Parcel, Reply, Timer
from bot.core.eligibility import ContactRules
from bot.core.errors import Crowded, StorageUnavailable
from bot.core.events import MessageReceived, Outcome, ParcelSettled, TimerDue
from bot.core.found import Found
from bot.core.identity import Address
from bot.core.improvements import Raised
from bot.core.intake import FLOOD, Intake
from bot.core.periods import BusinessHours, Period
from bot.core.ports import Analyzer, Committed, Decide, Errand, Needs, Pending
from bot.core.recovery import ServiceLevels
from bot.core.report import Numbers, Report, ReportQuery
from bot.core.sentiment import Sentiment, no_opinion
from bot.core.settings import Settings
from bot.core.view import View
from bot.dispatcher import MAX_BATCH, RETRY_WAITS_S, Dispatcher
from bot.enrich import Heard
from bot.fairness import MOST_OF_A_PERSON, OF_A_PERSON
from tests.feelings import feeling

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
QUERY = ReportQuery(Period("2026-10", date(2026, 10, 1), date(2026, 11, 1)))
SETTINGS = Settings(
    business="Bean There",
    languages=("en",),
    zone=BERLIN,
    hours=BusinessHours({}, frozenset(), BERLIN),
    touchpoints={},
    surveys={},
    current={},
    rooms=(),
    staff=frozenset(),
    managers=frozenset(),
    contact=ContactRules(),
    service=ServiceLevels(),
    digests={},
    causes=(),
    link_key=b"k",
)


SEGMENTS = [("store", "Berlin")]


class FixedClock:
    def now(self) -> datetime:
        return NOON


class MemoryStore:
    """An inbox that keeps its replies, and a log of what was asked of it.

    ``failures`` makes that many next calls fail; ``gate``, when set, is what a commit waits for.
    """

    def __init__(self) -> None:
        self.inbox: dict[tuple[str, str], dict[str, object]] = {}
        self.batches: list[list[Pending]] = []
        self.dead: list[str] = []
        self.asked_seen: list[set[tuple[str, str]]] = []
        self.asked_reports = 0
        self.report_failures = 0
        self.failures = 0
        self.gate: asyncio.Event | None = None
        self.bug: Exception | None = None

    async def work(self, batch: Sequence[Pending], decide: Decide) -> Committed:
        self.batches.append(list(batch))
        await asyncio.sleep(0)
        if self.gate is not None:
            await self.gate.wait()
        self._fail_if_told()
        if self.bug is not None:
            raise self.bug
        view = View(SETTINGS)
        replies = [self._handle(pending, view, decide) for pending in batch]
        return Committed(tuple(replies), self._errands(batch))

    def _handle(self, pending: Pending, view: View, decide: Decide) -> dict[str, object]:
        key = (pending.event.platform, pending.event.key)
        if key not in self.inbox:
            view.for_event(pending.now, pending.seed, pending.sentiments, pending.report)
            try:
                for effect in decide(pending.event, view):
                    view.apply(effect)
            except Exception:  # noqa: BLE001 - the dead letters take all
                self.dead.append(pending.event.key)
            self.inbox[key] = dict(view.reply.body) if view.reply else {}
        return self.inbox[key]

    def _errands(self, batch: Sequence[Pending]) -> tuple[Errand, ...]:
        address = Address("web", person="anna")
        parcels = (
            Parcel(one.event.key, address, Lane.REPLY, "question", "", Message((Line("q"),)), "en", NOON)
            for one in batch
        )
        return tuple(Errand(parcel, 1, NOON + timedelta(seconds=60)) for parcel in parcels)

    async def seen(self, keys: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
        self._fail_if_told()
        self.asked_seen.append(set(keys))
        return self.asked_seen[-1] & self.inbox.keys()

    async def due_timers(self, now: datetime, limit: int) -> list[Timer]:  # noqa: ARG002 - the port's
        return []

    async def next_timer(self) -> datetime | None:
        return None

    async def report(self, query: ReportQuery) -> Report:
        self.asked_reports += 1
        if self.asked_reports <= self.report_failures:
            raise StorageUnavailable("busy")
        return Report(Numbers(query), Numbers(query))

    async def segments(self) -> list[tuple[str, str]]:
        return SEGMENTS

    async def raised(self, improvement_id: str) -> tuple[Raised, ...]:
        raise NotImplementedError

    async def find(self, words: str) -> Found:
        raise NotImplementedError

    def _fail_if_told(self) -> None:
        if self.failures:
            self.failures -= 1
            raise StorageUnavailable("busy")


class CountingAnalyzer:
    name, version, languages = "counting", "1", None

    def __init__(self) -> None:
        self.calls: list[list[str]] = []
        self.crash = False

    def analyze(self, texts: Sequence[str], language: str) -> list[Sentiment]:
        assert language == "en"
        self.calls.append(list(texts))
        if self.crash:
            raise ValueError(f"cannot read {texts}")
        return [
            no_opinion(self.name, self.version) if text.startswith("?") else feeling(1.0) for text in texts
        ]


def needs_of(event: object, _settings: Settings) -> Needs:
    """A leading ``/`` asks for a report, ``plain`` for nothing, all else is a comment."""
    match event:
        case MessageReceived(text="broken"):
            raise KeyError("broken")
        case MessageReceived(text=text) if text.startswith("/"):
            return Needs(report=text[1:])
        case MessageReceived(text=text) if text != "plain":
            return Needs(texts=(text,))
    return Needs()


def echo(event: object, view: View) -> Sequence[Effect]:
    assert isinstance(event, MessageReceived)
    felt = view.sentiment(event.text)
    body = {"heard": event.text, "feeling": felt.label.value if felt else None, "seed": view.new_id()}
    return [Reply({**body, "report": view.report is not None})]


async def inline(call: Callable[[], Heard]) -> Heard:
    return call()


class House:
    """A dispatcher at work, and what was handed over at its commits."""

    def __init__(
        self, store: MemoryStore | None = None, decide: Decide = echo, analyzer: Analyzer | None = None
    ) -> None:
        self.store = store or MemoryStore()
        self.analyzer = CountingAnalyzer()
        self.committed: list[Committed] = []
        self.hand_over: Callable[[], None] = lambda: None
        self.slept_s: list[float] = []
        self.requested: list[str] = []
        self.seeds = iter(range(0, 10**9, 1000))
        self.dispatcher = Dispatcher(
            self.store,
            decide,
            needs_of,
            settings=SETTINGS,
            clock=FixedClock(),
            draw_seed=lambda _: next(self.seeds),
            on_committed=self.take,
            request=self.request,
            analyzer=analyzer or self.analyzer,
            off_loop=inline,
            sleep=self.sleep,
        )
        self.running = asyncio.create_task(self.dispatcher.run())

    def take(self, committed: Committed) -> None:
        self.hand_over()
        self.committed.append(committed)

    def request(
        self,
        words: str,
        _now: datetime,
        _settings: Settings,
        segments: Sequence[tuple[str, str]],
        _within: frozenset[str],
    ) -> ReportQuery | Misread:
        assert segments == (SEGMENTS if words else [])
        self.requested.append(words)
        if words == "crash":
            raise ValueError(words)
        return Misread(words) if words == "nonsense" else QUERY

    async def sleep(self, seconds: float) -> None:
        self.slept_s.append(seconds)
        await asyncio.sleep(0)

    async def say(self, text: str, key: str | None = None) -> dict[str, object]:
        return dict(await self.dispatcher.deliver(message(key or text, text)))

    async def say_all(self, *texts: str) -> list[dict[str, object]]:
        return await asyncio.gather(*(self.say(text) for text in texts))

    async def all_say(self, *texts: str) -> list[dict[str, object]]:
        """Each said by somebody else."""
        events = (message(text, text, person=text) for text in texts)
        return [dict(one) for one in await asyncio.gather(*map(self.dispatcher.deliver, events))]


def message(key: str, text: str, person: str = "anna") -> MessageReceived:
    return MessageReceived("web", key, NOON, Address("web", person=person), text)


async def turns(count: int = 20) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def test_what_is_queued_becomes_one_batch() -> None:
    house = House()
    replies = await house.all_say(*(f"m{number}" for number in range(64)))
    assert [len(batch) for batch in house.store.batches] == [64]
    assert [reply["heard"] for reply in replies] == [f"m{number}" for number in range(64)]
    await house.dispatcher.stop()


async def test_what_arrives_during_a_commit_is_the_next_batch() -> None:
    house = House()
    house.store.gate = asyncio.Event()
    first = asyncio.create_task(house.say("first"))
    await turns()
    rest = asyncio.create_task(house.say_all("second", "third"))
    await turns()
    house.store.gate.set()
    await asyncio.gather(first, rest)
    assert [[one.event.key for one in batch] for batch in house.store.batches] == [
        ["first"],
        ["second", "third"],
    ]
    await house.dispatcher.stop()


async def test_no_batch_is_larger_than_allowed() -> None:
    house = House()
    await house.all_say(*(f"m{number}" for number in range(MAX_BATCH + 10)))
    assert [len(batch) for batch in house.store.batches] == [MAX_BATCH, 10]
    await house.dispatcher.stop()


async def test_a_duplicate_gets_the_reply_of_the_first() -> None:
    house = House()
    once = await house.say("hello", key="7")
    again = await house.say("hello, changed on the way", key="7")
    both = await asyncio.gather(house.say("twice", key="8"), house.say("twice", key="8"))
    assert again == once
    assert both[0] == both[1]
    await house.dispatcher.stop()


async def test_errands_are_handed_over_before_the_event_is_acknowledged() -> None:
    house = House()
    order: list[str] = []
    house.hand_over = lambda: order.append("handed over")
    await house.say("hello")
    order.append("acknowledged")
    assert order == ["handed over", "acknowledged"]
    assert house.committed[0].errands[0].parcel.id == "hello"
    await house.dispatcher.stop()


async def test_every_event_has_its_own_seed_and_keeps_it_when_its_batch_is_redone() -> None:
    house = House()
    await house.say("plain", key="first")
    house.store.failures = 2
    await asyncio.gather(house.say("plain", key="second"), house.say("plain", key="third"))
    seeds = [[one.seed for one in batch] for batch in house.store.batches]
    assert seeds == [[0], [1000, 2000], [1000, 2000], [1000, 2000]]
    await house.dispatcher.stop()


async def test_a_storage_that_is_busy_for_a_moment_is_tried_again() -> None:
    house = House()
    house.store.failures = len(RETRY_WAITS_S)
    assert (await house.say("plain"))["heard"] == "plain"
    assert house.slept_s == list(RETRY_WAITS_S)
    await house.dispatcher.stop()


async def test_what_the_storage_does_not_take_is_never_acknowledged() -> None:
    house = House()
    house.store.failures = 1 + len(RETRY_WAITS_S)
    results = await asyncio.gather(house.say("plain"), house.say("also"), return_exceptions=True)
    assert [type(result) for result in results] == [StorageUnavailable, StorageUnavailable]
    assert house.store.inbox == {}
    assert house.committed == []
    assert (await house.say("plain"))["heard"] == "plain", "and it goes on with what comes next"
    await house.dispatcher.stop()


async def test_a_bug_in_the_storage_acknowledges_nothing_and_stops_nothing() -> None:
    house = House()
    house.store.bug = KeyError("column")
    with pytest.raises(StorageUnavailable):
        await house.say("hello")
    house.store.bug = None
    assert (await house.say("hello"))["heard"] == "hello"
    await house.dispatcher.stop()


async def test_an_event_whose_handler_fails_fails_alone() -> None:
    def decide(event: object, view: View) -> Sequence[Effect]:
        assert isinstance(event, MessageReceived)
        if event.text == "bad":
            raise ValueError(event.text)
        return echo(event, view)

    house = House(decide=decide)
    bad, good = await house.say_all("bad", "good")
    assert (bad, good["heard"]) == ({}, "good")
    assert house.store.dead == ["bad"]
    await house.dispatcher.stop()


async def test_an_event_whose_needs_cannot_be_told_fails_alone() -> None:
    house = House()
    broken, good = await house.say_all("broken", "good")
    assert (broken, good["heard"]) == ({}, "good")
    assert house.store.dead == ["broken"]
    await house.dispatcher.stop()


async def test_errands_that_cannot_be_handed_over_do_not_undo_a_commit() -> None:
    house = House()

    def refuse() -> None:
        raise RuntimeError("courier gone")

    house.hand_over = refuse
    assert (await house.say("hello"))["heard"] == "hello"
    await house.dispatcher.stop()


async def test_all_texts_of_a_batch_are_analysed_in_one_call() -> None:
    house = House()
    replies = await house.say_all("good", "bad", "plain", "? who knows")
    assert house.analyzer.calls == [["good", "bad", "? who knows"]]
    assert [reply["feeling"] for reply in replies] == ["happy", "happy", None, None]
    await house.dispatcher.stop()


async def test_only_events_that_were_not_seen_are_analysed() -> None:
    house = House()
    await house.say("old comment", key="1")
    await asyncio.gather(house.say("old comment", key="1"), house.say("new comment", key="2"))
    await house.say("old comment", key="1")
    assert house.analyzer.calls == [["old comment"], ["new comment"]]
    await house.dispatcher.stop()


async def test_an_event_that_needs_nothing_reads_nothing() -> None:
    house = House()
    await house.say("plain")
    assert house.store.asked_seen == []
    await house.say_all("plain", "a comment")
    assert house.store.asked_seen == [{("web", "a comment")}]
    await house.dispatcher.stop()


async def test_an_analysis_is_kept_when_its_batch_is_redone() -> None:
    house = House()
    house.store.gate = asyncio.Event()
    saying = asyncio.create_task(house.say("good"))
    await turns()
    house.store.failures = 3
    house.store.gate.set()
    assert (await saying)["feeling"] == "happy"
    assert len(house.store.batches) == 4
    assert len(house.analyzer.calls) == 1
    await house.dispatcher.stop()


async def test_a_crash_of_the_analyzer_loses_no_event_and_logs_no_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    house = House()
    house.analyzer.crash = True
    reply = await house.say("my private words")
    assert (reply["heard"], reply["feeling"]) == ("my private words", None)
    assert "counting failed" in caplog.text
    assert "my private words" not in caplog.text
    await house.dispatcher.stop()


async def test_an_analyzer_that_answers_too_little_is_not_believed() -> None:
    class Forgetful(CountingAnalyzer):
        def analyze(self, texts: Sequence[str], language: str) -> list[Sentiment]:
            return super().analyze(texts, language)[1:]

    house = House(analyzer=Forgetful())
    replies = await house.say_all("good", "bad")
    assert [reply["feeling"] for reply in replies] == [None, None]
    await house.dispatcher.stop()


async def test_the_same_report_is_computed_once_a_batch() -> None:
    house = House()
    replies = await asyncio.gather(*(house.say("/last month", key=str(number)) for number in range(5)))
    assert [reply["report"] for reply in replies] == [True] * 5
    assert (house.requested, house.store.asked_reports) == (["last month"], 1)
    await house.dispatcher.stop()


async def test_words_that_ask_for_no_report_and_those_that_fail_go_on_without() -> None:
    house = House()
    replies = await house.say_all("/nonsense", "/crash", "/")
    assert [reply["report"] for reply in replies] == [False, False, True]
    await house.dispatcher.stop()


async def test_a_report_that_the_storage_cannot_give_now_is_asked_for_again() -> None:
    house = House()
    house.store.report_failures = 2
    assert (await house.say("/last month"))["report"] is True
    assert len(house.slept_s) == 2
    await house.dispatcher.stop()


async def test_stopping_finishes_what_is_queued_and_takes_no_more() -> None:
    house = House()
    house.store.gate = asyncio.Event()
    saying = asyncio.create_task(house.say_all("one", "two"))
    await turns()
    saying_more = asyncio.create_task(house.say("three"))
    await turns()
    stopping = asyncio.create_task(house.dispatcher.stop())
    await turns()
    with pytest.raises(StorageUnavailable):
        await house.say("four")
    house.store.gate.set()
    await stopping
    assert [reply["heard"] for reply in [*await saying, await saying_more]] == ["one", "two", "three"]
    await house.running


async def test_a_dispatcher_that_is_cancelled_acknowledges_nothing() -> None:
    house = House()
    house.store.gate = asyncio.Event()
    in_work = asyncio.create_task(house.say("in work"))
    await turns()
    queued = asyncio.create_task(house.say("queued"))
    await turns()
    house.running.cancel()
    results = await asyncio.gather(in_work, queued, house.say("late"), return_exceptions=True)
    assert [type(result) for result in results] == [StorageUnavailable] * 3
    await house.dispatcher.idle()


async def test_a_caller_that_goes_away_does_not_disturb_the_others() -> None:
    house = House()
    house.store.gate = asyncio.Event()
    leaving, staying = asyncio.create_task(house.say("leaving")), asyncio.create_task(house.say("staying"))
    await turns()
    leaving.cancel()
    await turns()
    house.store.gate.set()
    assert (await staying)["heard"] == "staying"
    assert ("web", "leaving") in house.store.inbox
    await house.dispatcher.stop()


async def test_idle_waits_for_what_is_queued_and_what_is_in_work() -> None:
    house = House()
    await house.dispatcher.idle()
    house.store.gate = asyncio.Event()
    saying = asyncio.create_task(house.say("hello"))
    await turns()
    waiting = asyncio.create_task(house.dispatcher.idle())
    await turns()
    assert not waiting.done()
    house.store.gate.set()
    await waiting
    assert (await saying)["heard"] == "hello"
    await house.dispatcher.stop()


async def insisting(house: House, event: MessageReceived) -> None:
    """Bring an event again until it is taken, as a platform does."""
    while True:
        try:
            await house.dispatcher.deliver(event)
        except Crowded:
            await turns(50)
        else:
            return


def batch_of(house: House, key: str) -> int:
    return next(
        number for number, batch in enumerate(house.store.batches) if key in [one.event.key for one in batch]
    )


async def test_a_flood_of_one_person_leaves_the_answer_of_another_in_the_next_batch() -> None:
    house = House(decide=lambda _event, _view: ())
    flood = [message(f"f{number}", "plain", person="flood") for number in range(5000)]
    flooding = [asyncio.create_task(insisting(house, one)) for one in flood]
    asked_at = []
    await turns()
    for number in range(20):
        asked_at.append(len(house.store.batches))
        await house.dispatcher.deliver(message(f"other{number}", "plain", person="bea"))
        await turns(3)
    assert all(batch_of(house, f"other{number}") <= at for number, at in enumerate(asked_at))
    assert not all(one.done() for one in flooding), "it was answered in the middle of the flood"
    await asyncio.gather(*flooding)
    assert {key for _, key in house.store.inbox if key.startswith("f")} >= {one.key for one in flood}
    assert house.store.dead == []
    await house.dispatcher.stop()


async def test_of_one_person_only_so_much_may_wait_and_nobody_else_is_refused() -> None:
    house = House(decide=lambda _event, _view: ())
    house.store.gate = asyncio.Event()
    first = asyncio.create_task(house.say("plain"))
    await turns()
    flood = [
        asyncio.create_task(house.dispatcher.deliver(message(str(number), "plain", person="flood")))
        for number in range(MOST_OF_A_PERSON)
    ]
    await turns()
    with pytest.raises(Crowded):
        await house.dispatcher.deliver(message("one more", "plain", person="flood"))
    other = asyncio.create_task(house.say("plain", key="other"))
    await turns()
    house.store.gate.set()
    await asyncio.gather(first, other, *flood)
    assert ("web", "one more") not in house.store.inbox
    assert ("web", "other") in house.store.inbox
    await house.dispatcher.deliver(message("one more", "plain", person="flood"))
    await house.dispatcher.stop()


async def test_whoever_floods_is_told_once_and_whoever_writes_much_is_not() -> None:
    told: list[TimerDue] = []

    def decide(event: object, _view: View) -> Sequence[Effect]:
        if isinstance(event, TimerDue):
            told.append(event)
        return ()

    house = House(decide=decide)
    for _ in range(3):
        await asyncio.gather(
            *(house.dispatcher.deliver(message(f"f{n}", "plain", person="flood")) for n in range(200)),
            *(house.dispatcher.deliver(message(f"b{n}", "plain", person="bea")) for n in range(50)),
        )
    assert [(one.kind, one.subject) for one in told] == [(FLOOD, Address("web", person="flood").key)]
    await house.dispatcher.stop()


async def test_when_a_batch_is_not_taken_nothing_that_was_said_after_it_is() -> None:
    house = House(decide=lambda _event, _view: ())
    house.store.failures = 1 + len(RETRY_WAITS_S)
    flood = [house.dispatcher.deliver(message(str(number), "plain")) for number in range(40)]
    results = await asyncio.gather(*flood, return_exceptions=True)
    assert {type(result) for result in results} == {StorageUnavailable}
    assert house.store.inbox == {}
    assert house.dispatcher.intake == Intake()
    await house.dispatcher.stop()


async def test_a_flood_in_a_room_is_told_to_nobody() -> None:
    house = House(decide=lambda _event, _view: ())
    room = Address("web", room="staff", person="sam")
    events = [replace(message(str(number), "plain"), address=room) for number in range(200)]
    await asyncio.gather(*map(house.dispatcher.deliver, events))
    assert {platform for platform, _ in house.store.inbox} == {"web"}
    await house.dispatcher.stop()


async def test_the_intake_tells_what_waits_and_what_is_held_back() -> None:
    house = House(decide=lambda _event, _view: ())
    assert house.dispatcher.intake == Intake()
    house.store.gate = asyncio.Event()
    flood = [
        asyncio.create_task(house.dispatcher.deliver(message(str(number), "plain", person="flood")))
        for number in range(50)
    ]
    await turns()
    other = asyncio.create_task(house.say("plain"))
    await turns()
    intake = house.dispatcher.intake
    assert (intake.waiting, intake.held_back, intake.senders_held_back) == (51, 50 - OF_A_PERSON, 1)
    assert 0 < intake.oldest_s < 10
    assert 0 < intake.held_back_s < 10
    house.store.gate.set()
    await asyncio.gather(other, *flood)
    assert house.dispatcher.intake == Intake()
    await house.dispatcher.stop()


async def test_it_adds_little_to_what_the_storage_takes() -> None:
    """64 in flight over a store that costs next to nothing: thousands a second on any machine."""
    house = House(decide=lambda _event, _view: ())
    anna = Address("web", person="anna")
    settled = ParcelSettled("courier", "p", NOON, "p", anna, "", "", Outcome.DELIVERED)
    house.store._errands = lambda _batch: ()  # type: ignore[method-assign, assignment]  # not measured

    async def customer() -> None:
        for _ in range(50):
            await house.dispatcher.deliver(settled)

    started_s = time.process_time()
    await asyncio.gather(*(customer() for _ in range(64)))
    assert 64 * 50 / (time.process_time() - started_s) > 2000
    assert len(house.store.batches) <= 60
    await house.dispatcher.stop()
