"""What the contact rules mean, in plain datetime arithmetic: an oracle beside ``bot/core/eligibility.py``.

It is told what happened, as a bystander would see it, and judges every message that we send first and every
recorded decision not to. Nothing of ours is called: only the wall clocks of ``zoneinfo``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

QUARTER = timedelta(minutes=15)  # rules and offsets of zones are whole quarters of an hour
HOUR = timedelta(hours=1)


@dataclass
class Order:
    """A purchase that was reported."""

    id: str
    who: str
    touchpoint: str
    survey: str | None  # None: nobody asks about this touchpoint
    is_nps: bool
    for_audience: str | None
    bought_at: datetime
    delay: timedelta
    withdrawn: str | None = None
    record: list[str] = field(default_factory=list)  # "asked", "started" or the reason of a suppression


@dataclass
class Person:
    """A customer, as far as they have shown or told."""

    audience: str
    zone: ZoneInfo | None = None  # as last told by the shop
    place_zone: ZoneInfo | None = None
    opted_out: bool = False
    erased: bool = False
    reachable: bool = False
    ignored: int = 0
    asked: list[tuple[datetime, str]] = field(default_factory=list)  # invitations of ours: when, which survey
    talking: str | None = None  # the conversation that is open
    waiting_since: datetime | None = None  # for an invitation that is planned
    case_open: bool = False
    revived: int = 0  # withdrawals: each may bring a merged purchase back


@dataclass
class Asked:
    """A conversation."""

    who: str
    order: str | None
    rules: Mapping[str, object]
    sent_at: datetime
    is_ours: bool
    delivered: bool = False
    answered: bool = False
    put_off: bool = False  # they said *later*, and wait for us
    laters: int = 0
    reminders: int = 0


class Wrong(AssertionError):
    """A contact rule was broken."""


@dataclass
class Oracle:
    """``rules`` are for everybody, ``own`` by ("audience" | "survey" | "touchpoint", name)."""

    zone: ZoneInfo
    rules: Mapping[str, object]
    own: Mapping[tuple[str, str], Mapping[str, object]]
    people: dict[str, Person]
    orders: dict[str, Order] = field(default_factory=dict)
    talks: dict[str, Asked] = field(default_factory=dict)
    paused: bool = False
    asked_on: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    checked: int = 0  # decisions judged

    # Rules and clocks.

    def rules_for(self, order: Order) -> dict[str, object]:
        return self._rules(order.who, str(order.survey), order.touchpoint)

    def _rules(self, who: str, survey: str, touchpoint: str) -> dict[str, object]:
        """What is said for the audience, on top of that for the survey, on top of that for the touchpoint."""
        named = [("audience", self.people[who].audience), ("survey", survey), ("touchpoint", touchpoint)]
        found = dict(self.rules)
        for name in named:
            found |= self.own.get(name, {})
        return found

    def zone_of(self, who: str) -> ZoneInfo:
        person = self.people[who]
        return person.zone or person.place_zone or self.zone

    def is_quiet(self, at: datetime, who: str, rules: Mapping[str, object]) -> bool:
        wall = at.astimezone(self.zone_of(who)).time()
        return covers(rules["quiet_from"], rules["quiet_to"], wall)

    def last_moment(self, order: Order) -> datetime:
        rules = self.rules_for(order)
        return order.bought_at + order.delay + days(rules["expires"])

    # What is judged.

    def invited(self, at: datetime, talk: str, order: Order) -> None:
        """We ask first."""
        self.checked += 1
        person, rules = self.people[order.who], self.rules_for(order)
        never = {
            "after they were erased": person.erased,
            "after they opted out": person.opted_out,
            "about what was withdrawn": order.withdrawn is not None,
            "while paused": self.paused,
            "the wrong audience": order.for_audience != person.audience,
            "in quiet hours": self.is_quiet(at, order.who, rules),
            "while something is open": person.talking is not None,
            "while their case is open": person.case_open and not rules["while_case_open"],
            "before its moment": at < order.bought_at + order.delay,
            "after it expired": at >= self.last_moment(order),
            "who ignored us": 0 < int(str(rules["ignored"])) <= person.ignored,
            "in the cool-down": self._within(at, person.asked, rules["between_any"]),
            "the same too soon": self._same_too_soon(at, order, rules),
            "above the cap": 0 < int(str(rules["cap"])) <= self.asked_on[self._today(at)],
            "twice": any(one in {"asked", "started"} for one in order.record),
            "not at their usual hour": self._could_wait(at, order, rules),
        }
        if broken := [rule for rule, is_so in never.items() if is_so]:
            raise Wrong(f"{order} asked at {at}: {broken}")
        order.record.append("asked")
        person.asked.append((at, str(order.survey)))
        person.talking = talk
        self.asked_on[self._today(at)] += 1
        self.talks[talk] = Asked(order.who, order.id, rules, at, is_ours=True)

    def started(self, at: datetime, talk: str, who: str, order: Order | None, survey: str) -> None:
        """They began it themselves: at any hour, under any cool-down."""
        rules = self.rules_for(order) if order else self._rules(who, survey, "")
        self.talks[talk] = Asked(who, order.id if order else None, rules, at, is_ours=False)
        if order is not None:
            order.record.append("started")

    def later(self, talk: str) -> None:
        self.talks[talk].laters += 1
        self.talks[talk].put_off = True

    def answered(self, talk: str) -> None:
        asked = self.talks[talk]
        asked.answered, asked.put_off = True, False
        self.people[asked.who].ignored = 0

    def silent(self, talk: str) -> None:
        """It expired."""
        asked = self.talks[talk]
        if asked.is_ours and asked.delivered and not asked.answered:
            self.people[asked.who].ignored += 1

    def reminded(self, at: datetime, talk: str) -> None:
        self.checked += 1
        asked = self.talks[talk]
        person, rules = self.people[asked.who], asked.rules
        order = self.orders.get(asked.order or "")
        nudge = not asked.put_off
        never = {
            "twice": asked.reminders > asked.laters,
            "what they started": not asked.is_ours and not asked.laters,
            "after they opted out": person.opted_out or person.erased,
            "in quiet hours": self.is_quiet(at, asked.who, rules),
            "what is over": person.talking != talk,
            "too soon": not asked.laters and at < asked.sent_at + days(rules["reminder"]),
            "without such a rule": not asked.laters and not rules["reminder"],
            "while paused": nudge and self.paused,
            "while their case is open": nudge and person.case_open and not rules["while_case_open"],
            "of what was withdrawn": nudge and order is not None and order.withdrawn is not None,
        }
        if broken := [rule for rule, is_so in never.items() if is_so]:
            raise Wrong(f"reminder of {asked} at {at}: {broken}")
        asked.reminders += 1
        asked.put_off = False

    def suppressed(self, at: datetime, order: Order, reason: str, reported: Order | None = None) -> None:
        """Nobody is asked: the reason must be true. ``reported`` is the purchase that is just reported."""
        self.checked += 1
        is_true = {**self._reasons(at, order), "merged": self._gives_way(at, order, reported)}
        if reason not in is_true or not is_true[reason]:
            raise Wrong(f"{order} not asked at {at}: {reason!r} is no reason")
        order.record.append(reason)

    def _reasons(self, at: datetime, order: Order) -> Mapping[str, bool]:
        person, rules = self.people[order.who], self.rules_for(order)
        undelivered = order.record[-1:] == ["asked"]
        return {
            "erased": person.erased,
            "opted_out": person.opted_out,
            "refunded": order.withdrawn == "refunded",
            "cancelled": order.withdrawn == "cancelled",
            "paused": self.paused,
            "audience": order.for_audience != person.audience,
            "sampling": float(str(rules["sampling"])) < 1,
            "ignored": 0 < int(str(rules["ignored"])) <= person.ignored,
            "conversation_open": person.talking is not None,
            "open_case": person.case_open and not rules["while_case_open"],
            "cool_down": self._within(at, person.asked, rules["between_any"]),
            "same_nps": order.is_nps and self._same_too_soon(at, order, rules),
            "same_survey": not order.is_nps and self._same_too_soon(at, order, rules),
            "launch_cap": 0 < int(str(rules["cap"])) <= self.asked_on[self._today(at)],
            "no_survey": order.survey is None,
            "no_address": not person.reachable,
            "expired": self._is_never_loud_again(at, order, rules),
            "unreachable": undelivered,
        }

    def _gives_way(self, at: datetime, order: Order, reported: Order | None) -> bool:
        """Whether another purchase is the one asked about: the later, or what they chose themselves.

        Who is put off by one purchase after the other is so for no longer than an invitation lives.
        """
        others = [one for one in self.orders.values() if one.who == order.who and one is not order]
        if reported is None:
            return bool(others)
        if reported is not order:
            return reported in others and reported.bought_at >= order.bought_at
        since = self.people[order.who].waiting_since
        is_put_off_no_more = since is not None and at - since >= days(self.rules_for(order)["expires"])
        return is_put_off_no_more or any(
            one.bought_at > order.bought_at and one.record[-1:] in ([], ["merged"]) for one in others
        )

    def without_one_end(self) -> Iterator[Order]:
        """Purchases that have come to no end, or to two."""
        for order in self.orders.values():
            ends = [one for one in order.record if one != "started"]
            if ends[-2:] == ["asked", "unreachable"]:
                ends = ends[:-2] + ends[-1:]
            superseded = ends[:-1]
            revived = self.people[order.who].revived
            is_single = set(superseded) <= {"merged"} and len(superseded) <= revived
            if not order.record or not is_single:
                yield order

    # In plain arithmetic.

    def _today(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    @staticmethod
    def _within(at: datetime, asked: list[tuple[datetime, str]], span: object) -> bool:
        return any(at < before + days(span) for before, _ in asked)

    def _same_too_soon(self, at: datetime, order: Order, rules: Mapping[str, object]) -> bool:
        same = [one for one in self.people[order.who].asked if one[1] == order.survey]
        return self._within(at, same, rules["between_same_nps" if order.is_nps else "between_same"])

    def _is_never_loud_again(self, at: datetime, order: Order, rules: Mapping[str, object]) -> bool:
        end = self.last_moment(order)
        return at >= end or all(self.is_quiet(one, order.who, rules) for one in quarters(at, end))

    def _could_wait(self, at: datetime, order: Order, rules: Mapping[str, object]) -> bool:
        """Whether there is a usual hour, this is not it, and it comes again in time while it is not quiet."""
        theirs = sorted((one.bought_at, one.id) for one in self.orders.values() if one.who == order.who)
        bought = [moment for moment, _ in theirs[-20:]]
        if not rules["usual_hour"] or len(bought) < 3:
            return False
        zone = self.zone_of(order.who)
        hour = around([one.astimezone(zone).hour for one in bought])
        today = at.astimezone(zone).date()
        begins = [
            datetime.combine(today + timedelta(days=n), time(hour), zone).astimezone(UTC)
            for n in range(-1, 3)
        ]
        if any(one <= at < one + HOUR for one in begins):
            return False
        coming = next(one for one in begins if one > at)
        loud = [one for one in quarters(coming, coming + HOUR) if not self.is_quiet(one, order.who, rules)]
        return bool(loud) and loud[0] < self.last_moment(order)


def days(number: object) -> timedelta:
    return timedelta(days=float(str(number)))


def covers(start: object, end: object, wall: time) -> bool:
    assert isinstance(start, time)
    assert isinstance(end, time)
    return start <= wall < end if start <= end else wall >= start or wall < end


def quarters(start: datetime, end: datetime) -> Iterator[datetime]:
    """``start``, and every whole quarter of an hour from then to before ``end``."""
    at = start
    while at < end:
        yield at
        at = datetime.fromtimestamp((at.timestamp() // 900 + 1) * 900, UTC)


def around(hours: list[int]) -> int:
    """The hour from which these are least far away, round the clock."""
    return min(
        range(24),
        key=lambda hour: (
            sum(min(abs(one - hour), 24 - abs(one - hour)) for one in hours),
            -hours.count(hour),
            hour,
        ),
    )
