"""Months of virtual time, customers in many zones, and everything that can come in between.

Whatever a shop reports and customers, staff and managers do: the real handlers decide, and every message that
we send first, every reminder and every recorded "no" is judged by an oracle of its own
(``contact_oracle.py``). With ``ASKING_EXAMPLES=2000`` it lives through more of them, and says how many.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as profile
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.core import callbacks
from bot.core.conversation import State
from bot.core.eligibility import ContactRules
from bot.core.events import ErasureRequested, PurchaseReceived, PurchaseWithdrawn
from bot.core.identity import Address
from bot.core.journey import Place, Touchpoint
from bot.core.recovery import ENDED
from bot.core.settings import Scope
from handlers.purchases import customer_id_of, purchase_id_of
from tests.handlers.conftest import ALEX, SAM, SURVEYS, settings
from tests.simulation.contact_oracle import Oracle, Order, Person
from tests.simulation.watched import NORMAL, PEOPLE, TOUCHPOINTS, Watched, as_fields, as_told, lived

EXAMPLES = int(os.environ.get("ASKING_EXAMPLES", "300"))
STEPS = 60

ZONES = (
    *("Europe/Berlin", "Europe/London", "Asia/Kolkata", "Asia/Kathmandu", "Pacific/Apia", "America/St_Johns"),
    *("Africa/Casablanca", "Australia/Lord_Howe", "America/New_York", "America/Havana", "Asia/Tehran"),
    *("Pacific/Chatham", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/Santiago", "Africa/Cairo"),
    *("Asia/Beirut", "Antarctica/Troll", "America/Scoresbysund", "UTC"),
)
# A week before each of the year's changes of the clocks, north and south.
BEGINNINGS = tuple(
    datetime(2026, *day, 9, tzinfo=UTC) for day in ((3, 1), (3, 22), (4, 1), (9, 27), (10, 18))
)
WAITS = st.sampled_from(
    [timedelta(minutes=m) for m in (0, 0, 0, 7, 45, 90, 200, 420, 660, 1440, 3000, 5800, 11000, 21000, 45000)]
)
QUIET = st.sampled_from(
    [
        (time(20), time(9)),
        (time(21, 30), time(8, 15)),
        (time(12), time(14)),
        (time(0), time(0)),
        (time(9), time(2)),
    ]
)
DAYS = st.sampled_from([0, 0.5, 1, 3, 7, 30])
OVERRIDES = st.fixed_dictionaries(
    {},
    optional={
        "between_any": DAYS,
        "between_same_nps": DAYS,
        "between_same": DAYS,
        "quiet": QUIET,
        "reminder": st.sampled_from([0, 0.5, 2]),
        "expires": st.sampled_from([0.5, 3, 7]),
        "ignored": st.sampled_from([0, 1, 2]),
        "sampling": st.sampled_from([0.5, 1.0, 1.0]),
        "while_case_open": st.booleans(),
        "usual_hour": st.booleans(),
    },
)
COOL_DOWNS: list[dict[str, Any]] = [
    {},
    {"between_any": 0},
    {"between_any": 0, "ignored": 0},
    {"between_any": 2},
]
SCOPES = st.sampled_from(
    [
        *((Scope.AUDIENCE, name) for name in ("buyer", "internal")),
        *((Scope.SURVEY, name) for name in ("three-questions", "nps", "support", "internal-pulse")),
        *((Scope.TOUCHPOINT, name) for name in TOUCHPOINTS),
    ]
)


class Months(RuleBasedStateMachine):
    """What can happen, in any order."""

    world: Watched
    oracle: Oracle

    @initialize(
        begins=st.sampled_from(BEGINNINGS),
        zones=st.lists(st.sampled_from(ZONES), min_size=7, max_size=7),
        said=st.builds(dict.__or__, OVERRIDES, st.sampled_from(COOL_DOWNS)),
        own=st.dictionaries(SCOPES, OVERRIDES, max_size=4),
        cap=st.sampled_from([0, 0, 1, 2]),
    )
    def opens(
        self,
        begins: datetime,
        zones: list[str],
        said: Mapping[str, Any],
        own: Mapping[tuple[Scope, str], Mapping[str, Any]],
        cap: int,
    ) -> None:
        """A shop with rules of its own, somewhere."""
        home, harbour, *theirs = [ZoneInfo(zone) for zone in zones]
        self.zones = dict(zip(PEOPLE, theirs, strict=True))
        shop = replace(
            settings(),
            zone=home,
            touchpoints={name: Touchpoint(name, *one) for name, one in TOUCHPOINTS.items()},
            contact=ContactRules(launch_cap=cap, **as_fields(said)),
            contact_for={name: as_fields(one) for name, one in own.items()},
            places={"harbour": Place("harbour", harbour), "station": Place("station")},
        )
        self.places = {"maya": "harbour", "tom": "harbour", "rosa": "station"}
        people = {name: Person(audience) for name, (audience, _, _) in PEOPLE.items()}
        rules = {**as_told(NORMAL), **as_told(said), "cap": cap}
        told = {(str(scope), name): as_told(one) for (scope, name), one in own.items()}
        self.oracle = Oracle(home, rules, told, people)
        self.world = Watched(settings=shop, now=begins, oracle=self.oracle)
        self.numbers: dict[str, str] = {}  # an order's id -> its number
        self.taken_back: dict[str, str] = {}  # before they are reported: by number, why
        self.harbour = harbour
        lived["examples"] += 1

    def teardown(self) -> None:
        """In the end every purchase has come to one end."""
        if hasattr(self, "world"):
            self.world.wait(days=80)
            assert list(self.oracle.without_one_end()) == []
            assert all(one.state is not State.PLANNED for one in self.world.rows.invitations.values())
            lived["judged"] += self.oracle.checked

    def at(self, who: str) -> Address:
        return Address("web", person=who)

    def pass_(self, after: timedelta) -> None:
        lived["steps"] += 1
        self.world.wait(seconds=after.total_seconds())

    def acts(self, who: str) -> bool:
        """Whether they can write to us as the customer they are; whoever writes does not block us."""
        customer = self.world.rows.contacts.get(self.at(who).key)
        is_known = customer is not None and customer.customer_id == customer_id_of("demo", who)
        if not is_known or self.oracle.people[who].erased:
            return False
        self.world.blocked.discard(who)
        return True

    # The shop.

    @rule(
        who=st.sampled_from(sorted(PEOPLE)),
        touchpoint=st.sampled_from([*TOUCHPOINTS, "visit", "visit", "nowhere"]),
        late=st.sampled_from([0, 0, 0, 10, 100, 600, 2000, 9000, 20000]),
        after=WAITS,
    )
    def buys(self, who: str, touchpoint: str, late: int, after: timedelta) -> None:
        self.pass_(after)
        self.report(f"order-{len(self.oracle.orders)}", who, touchpoint, timedelta(minutes=late))

    @rule(times=st.integers(2, 12), after=WAITS, late=st.sampled_from([0, 0, 200]))
    def several_buy(self, times: int, after: timedelta, late: int) -> None:
        """A busy time: one after the other."""
        for number in range(times):
            who = sorted(PEOPLE)[number % len(PEOPLE)]
            touchpoint = "team" if who == "kim" else list(TOUCHPOINTS)[(number + times) % 3]
            self.pass_(after / times)
            self.report(f"order-{len(self.oracle.orders)}", who, touchpoint, timedelta(minutes=late))

    @rule(
        hour=st.integers(0, 23), touchpoint=st.sampled_from(["visit", "recommend"]), times=st.integers(3, 5)
    )
    def buys_by_habit(self, hour: int, touchpoint: str, times: int) -> None:
        """Omar comes by at the same hour, day by day."""
        for _ in range(times):
            local = self.world.now.astimezone(self.zones["omar"]) + timedelta(days=1)
            then = local.replace(hour=hour, minute=10).astimezone(UTC)
            self.pass_(max(then - self.world.now, timedelta(0)))
            self.report(f"order-{len(self.oracle.orders)}", "omar", touchpoint, timedelta(0))

    @rule(minutes=st.sampled_from([1, 60, 3000]))
    def an_older_purchase_is_reported_while_a_later_one_waits(self, minutes: int) -> None:
        for who, person in self.oracle.people.items():
            if person.waiting_since is not None:
                theirs = [one.bought_at for one in self.oracle.orders.values() if one.who == who]
                late = self.world.now - max(theirs) + timedelta(minutes=minutes)
                self.report(f"order-{len(self.oracle.orders)}", who, "visit", late)

    def report(self, number: str, who: str, touchpoint: str, late: timedelta) -> None:
        _, _, tells_zone = PEOPLE[who]
        id_, person = purchase_id_of("demo", number), self.oracle.people[who]
        bought_at = self.world.now - late
        survey, delay = TOUCHPOINTS.get(touchpoint, (None, timedelta(0)))
        meant = SURVEYS[survey] if survey else None
        headline = meant.question(meant.headline).kind if meant else None
        withdrawn = self.taken_back.pop(number, None)
        self.oracle.orders[id_] = Order(
            id_,
            who,
            touchpoint,
            survey,
            headline == "nps",
            str(meant.audience) if meant else None,
            bought_at,
            delay,
            withdrawn,
        )
        self.numbers[id_] = number
        if not person.erased:
            person.zone = self.zones[who] if tells_zone else person.zone
            person.place_zone = self.harbour if self.places.get(who) == "harbour" else None
        self.tell(number, who, touchpoint, bought_at)

    def tell(self, number: str, who: str, touchpoint: str, bought_at: datetime) -> None:
        audience, is_known, tells_zone = PEOPLE[who]
        self.world.deliver(
            PurchaseReceived(
                platform="shop:demo",
                key=number,
                at=self.world.now,
                shop="demo",
                order=number,
                customer_ref=who,
                touchpoint=touchpoint,
                bought_at=bought_at,
                customer_name=who.title(),
                timezone=self.zones[who].key if tells_zone else None,
                place=self.places.get(who),
                audience=audience,
                address=self.at(who) if is_known else None,
            )
        )

    @precondition(lambda self: self.oracle.orders)
    @rule(pick=st.integers(0, 99), after=WAITS)
    def is_reported_again(self, pick: int, after: timedelta) -> None:
        self.pass_(after)
        order = self.order(pick)
        self.tell(self.numbers[order.id], order.who, order.touchpoint, order.bought_at)

    @precondition(lambda self: self.oracle.orders)
    @rule(pick=st.integers(0, 99), why=st.sampled_from(["refunded", "cancelled"]), after=WAITS)
    def is_taken_back(self, pick: int, why: str, after: timedelta) -> None:
        self.pass_(after)
        order = self.order(pick)
        order.withdrawn = order.withdrawn or why
        self.oracle.people[order.who].revived += 1
        self.withdraw(self.numbers[order.id], why)

    @rule(
        why=st.sampled_from(["refunded", "cancelled"]),
        is_out=st.booleans(),
        after=WAITS,
        then=DAYS,
    )
    def what_is_planned_or_asked_about_is_taken_back(
        self, why: str, after: timedelta, then: float, *, is_out: bool
    ) -> None:
        self.pass_(after)
        talking = {self.oracle.talks[one.talking].order for one in self.oracle.people.values() if one.talking}
        for order in list(self.oracle.orders.values()):
            if order.id in talking if is_out else not order.record:
                order.withdrawn = order.withdrawn or why
                self.oracle.people[order.who].revived += 1
                self.withdraw(self.numbers[order.id], why)
        self.pass_(timedelta(days=then))

    @rule(why=st.sampled_from(["refunded", "cancelled"]))
    def is_taken_back_before_it_is_reported(self, why: str) -> None:
        number = f"order-{len(self.oracle.orders)}"
        self.taken_back.setdefault(number, why)
        self.withdraw(number, why)

    def withdraw(self, number: str, why: str) -> None:
        key = f"{number}/{why}"
        self.world.deliver(PurchaseWithdrawn("shop:demo", key, self.world.now, "demo", number, why))

    @precondition(lambda self: self.oracle.people["tom"].reachable)
    @rule(really=st.sampled_from([False] * 4 + [True]))
    def tom_wants_to_be_forgotten(self, *, really: bool) -> None:
        tom = self.oracle.people["tom"]
        if really and not tom.erased:
            tom.erased = tom.opted_out = True
            tom.zone = tom.place_zone = None
            self.world.deliver(ErasureRequested("shop:demo", "forget/tom", self.world.now, "demo", "tom"))

    def order(self, pick: int) -> Order:
        orders = list(self.oracle.orders.values())
        return orders[pick % len(orders)]

    # Customers.

    @rule(who=st.sampled_from(sorted(PEOPLE)), words=st.sampled_from(["5", "1", "skip", "5"]), after=WAITS)
    def answers(self, who: str, words: str, after: timedelta) -> None:
        self.pass_(after)
        talk = self.oracle.people[who].talking
        if talk is not None and self.acts(who):
            self.oracle.answered(talk)
            self.world.say(words, self.at(who))

    @rule(rating=st.sampled_from(["5", "5", "1"]), after=WAITS)
    def all_answer_everything(self, rating: str, after: timedelta) -> None:
        self.pass_(after)
        for who, person in self.oracle.people.items():
            for words in (rating, *["skip"] * 4):
                if person.talking is not None and self.acts(who):
                    self.oracle.answered(person.talking)
                    self.world.say(words, self.at(who))

    @rule(who=st.sampled_from(sorted(PEOPLE)), after=WAITS)
    def says_later(self, who: str, after: timedelta) -> None:
        self.pass_(after)
        talk = self.oracle.people[who].talking
        if talk is not None and self.acts(who):
            self.oracle.later(talk)
            self.world.say("later", self.at(who))

    @rule(
        who=st.sampled_from(sorted(PEOPLE)),
        how=st.sampled_from(["/", "words", "", ""]),
        after=WAITS,
        then=DAYS,
    )
    def stop(self, who: str, how: str, after: timedelta, then: float) -> None:
        """Whoever is asked something, or else this one."""
        self.pass_(after)
        asked = [name for name, one in self.oracle.people.items() if one.talking]
        for name in asked or [who] if how else []:
            if self.acts(name):
                self.oracle.people[name].opted_out = True
                if how == "/":
                    self.world.command("stop", at=self.at(name))
                else:
                    self.world.say("stop asking me", self.at(name))
        self.pass_(timedelta(days=then))

    @rule(again=st.sampled_from(["yes", "yes", "no"]), after=WAITS)
    def all_say_start(self, again: str, after: timedelta) -> None:
        self.pass_(after)
        for who, person in self.oracle.people.items():
            if self.acts(who):
                self.world.command("start", at=self.at(who))
                if person.opted_out:
                    self.world.press_data(callbacks.setting_data("subscribe", again), self.at(who))
                if person.opted_out and again == "yes":
                    person.opted_out, person.ignored = False, 0

    @rule(who=st.sampled_from(sorted(PEOPLE)), pick=st.integers(0, 9), after=WAITS)
    def wants_to_tell(self, who: str, pick: int, after: timedelta) -> None:
        self.pass_(after)
        if self.acts(who):
            self.world.command("feedback", at=self.at(who))
            mine = [one.id for one in self.oracle.orders.values() if one.who == who]
            about = mine[-1 - pick] if pick < len(mine) else None
            self.world.press_data(callbacks.subject_data(about), self.at(who))

    @precondition(lambda self: self.oracle.orders)
    @rule(pick=st.integers(0, 99), after=WAITS)
    def opens_the_link_on_the_receipt(self, pick: int, after: timedelta) -> None:
        self.pass_(after)
        order = self.order(pick)
        if not self.oracle.people[order.who].erased:
            self.world.blocked.discard(order.who)
            reply = self.world.buy(self.numbers[order.id], who=order.who, address=None)
            self.world.open_link(reply["link_token"], self.at(order.who))

    @rule(who=st.sampled_from(sorted(PEOPLE)), really=st.sampled_from([False] * 4 + [True]), after=WAITS)
    def blocks_us(self, who: str, after: timedelta, *, really: bool) -> None:
        self.pass_(after)
        if really:
            self.world.blocked.add(who)

    @rule(who=st.sampled_from(sorted(PEOPLE)), after=WAITS)
    def is_back(self, who: str, after: timedelta) -> None:
        self.pass_(after)
        if self.acts(who):
            self.world.be(present=True, at=self.at(who))

    @rule(who=st.sampled_from(sorted(PEOPLE)), zone=st.sampled_from(ZONES))
    def moves(self, who: str, zone: str) -> None:
        self.zones[who] = ZoneInfo(zone)

    @rule(who=st.lists(st.sampled_from(sorted(PEOPLE)), unique=True), after=WAITS, then=DAYS)
    def some_want_a_person(self, who: list[str], after: timedelta, then: float) -> None:
        """Which opens a case, also while something is asked; staff take their time."""
        self.pass_(after)
        for name in who:
            if self.acts(name):
                self.world.say("I want to talk to a human", self.at(name))
        self.pass_(timedelta(days=then))

    # Staff and managers.

    @rule(after=WAITS, put_right=st.sampled_from(["yes", "no", "", ""]))
    def staff_resolve_what_is_open(self, after: timedelta, put_right: str) -> None:
        for case in [one for one in self.world.rows.cases.values() if one.state not in ENDED]:
            self.world.press_data(callbacks.case_data(case.id, "take"), SAM, "Sam")
            data = callbacks.case_data(case.id, "resolve")
            self.world.submit_data(data, {"cause": "quality", "done": "Said sorry"})
        self.pass_(after)
        for case in [one for one in self.world.rows.cases.values() if one.state not in ENDED]:
            who = self.world.who(case.customer_id)
            if put_right and self.acts(who):
                data = callbacks.follow_up_data(case.id, put_right == "yes")
                self.world.press_data(data, self.at(who))

    @rule(on=st.sampled_from([False, False, True]), after=WAITS)
    def managers_pause(self, after: timedelta, *, on: bool) -> None:
        self.pauses(on=on)
        self.pass_(after)

    def pauses(self, *, on: bool) -> None:
        self.oracle.paused = on
        self.world.command("pause" if on else "resume", at=ALEX)

    @rule(days=st.sampled_from([1, 3, 5]))
    def managers_pause_for_days(self, days: float) -> None:
        self.pauses(on=True)
        self.pass_(timedelta(days=days))
        self.pauses(on=False)

    # The machine.

    @rule(after=WAITS)
    def time_passes(self, after: timedelta) -> None:
        self.pass_(after)

    @rule(days=st.sampled_from([0.3, 1, 4, 9]))
    def the_machine_is_down(self, days: float) -> None:
        """What was due meanwhile is late."""
        self.world.now += timedelta(days=days)
        self.world.wait()

    @rule(lossy=st.booleans())
    def receipts_get_lost(self, *, lossy: bool) -> None:
        self.world.is_lossy = lossy


def test_for_months_nobody_is_asked_against_the_rules_and_every_purchase_comes_to_one_end(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lived.clear()
    run_state_machine_as_test(
        Months,
        settings=profile(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            derandomize="ASKING_EXAMPLES" not in os.environ,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    if "ASKING_EXAMPLES" in os.environ:
        with capsys.disabled():
            sys.stdout.write(f"\n{dict(lived.most_common())}\n")
