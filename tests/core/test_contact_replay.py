"""One customer's past, made by hand: what happens anyway, and what a rule makes of the rest."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot import texts
from bot.core.contact_replay import ASKED, BY_CUSTOMER, WAITING, Counted, Deciding, Tally
from bot.core.eligibility import ContactRules, Suppression
from bot.core.identity import Customer
from bot.core.journey import Purchase, Touchpoint
from bot.core.past import EVERYBODY, Part, PastCase, PastCustomer, PastPurchase, PastTalk
from bot.core.periods import BusinessHours, QuietHours
from bot.core.recovery import CaseKind, ServiceLevels
from bot.core.rule_lab import contact_lab
from bot.core.settings import Settings
from bot.core.survey import Audience
from bot.core.survey_reading import parse_survey
from handlers import invitations

UTC_ZONE = ZoneInfo("UTC")
MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SURVEY = parse_survey(tomllib.loads((texts.FOLDER / "surveys" / "stars.toml").read_text("utf-8")), ["en"])
COUNTED = Counted(MONDAY - DAY, MONDAY + 100 * DAY)


def settings(rules: ContactRules) -> Settings:
    return Settings(
        business="Shop",
        languages=("en",),
        zone=UTC_ZONE,
        hours=BusinessHours({}, frozenset(), UTC_ZONE),
        touchpoints={name: Touchpoint(name, "stars", 2 * HOUR) for name in ("visit", "delivery")},
        surveys={("stars", SURVEY.version): SURVEY},
        current={"stars": SURVEY.version},
        rooms=(),
        staff=frozenset(),
        managers=frozenset(),
        contact=rules,
        service=ServiceLevels(),
        digests={},
        causes=(),
        link_key=b"",
    )


@dataclass
class MadeUp:
    """A past in memory, as the storage hands it out."""

    bought: list[PastPurchase] = field(default_factory=list)
    people: dict[str, PastCustomer] = field(default_factory=dict)
    in_parts: bool = True

    def buys(
        self,
        after: timedelta,
        who: str = "maya",
        *,
        touchpoint: str = "visit",
        not_asked: str | None = None,
        recorded: tuple[str, timedelta] | None = None,
    ) -> str:
        """Something is bought so long after MONDAY; ``recorded`` is why and when it was dropped."""
        number, at = len(self.bought), MONDAY + after
        purchase = Purchase(f"p{number}", "shop", str(number), who, touchpoint, at, not_asked=not_asked)
        suppression = None
        if recorded is not None:
            suppression = Suppression(purchase.id, who, touchpoint, recorded[0], MONDAY + recorded[1])
        self.bought.append(PastPurchase(purchase, suppression))
        self.person(who)
        return purchase.id

    def person(self, who: str = "maya", **changes: object) -> None:
        known = self.people.get(who) or PastCustomer(Customer(who, Audience.BUYER, None, None, None), True)
        self.people[who] = replace(known, **changes)  # type: ignore[arg-type]  # the test names the fields

    def parts(self) -> Sequence[Part]:
        names = sorted(self.people)
        return list(zip(["", *names], [*names, None], strict=True)) if self.in_parts else [EVERYBODY]

    def purchases(self, since: datetime, until: datetime, part: Part) -> Iterator[Sequence[PastPurchase]]:
        after, up_to = part
        found = [
            one
            for one in sorted(self.bought, key=lambda one: one.purchase.bought_at)
            if since <= one.purchase.bought_at < until
            and one.purchase.customer_id > after
            and (up_to is None or one.purchase.customer_id <= up_to)
        ]
        if found:
            yield found

    def customers(self, ids: Iterable[str]) -> Sequence[PastCustomer]:
        return [self.people[one] for one in ids]


def replayed(past: MadeUp, rules: ContactRules | None = None, counted: Counted = COUNTED) -> Tally:
    made = settings(rules or ContactRules())
    deciding = Deciding(invitations.plan, invitations.came_due)
    (tally,) = contact_lab(past, (made,), deciding, counted, lambda _share: None).tallies
    return tally


def outcomes(past: MadeUp, rules: ContactRules | None = None) -> dict[str, int]:
    return dict(+replayed(past, rules).outcomes)


def talk(
    about: str, sent: timedelta, lasts: timedelta = HOUR, *, is_ours: bool = True, was_ignored: bool = False
) -> PastTalk:
    """What was sent so long after MONDAY."""
    at = MONDAY + sent
    return PastTalk(
        id=f"talk-{about}",
        purchase_id=about,
        bought_at=MONDAY,
        survey="stars",
        is_ours=is_ours,
        sent_at=at,
        ended_at=at + lasts,
        was_answered=not was_ignored,
        was_ignored=was_ignored,
        was_withdrawn=False,
    )


def test_a_cool_down_drops_and_a_shorter_one_asks() -> None:
    past = MadeUp()
    past.buys(timedelta(0))
    past.buys(10 * DAY)
    assert outcomes(past) == {ASKED: 1, "cool_down": 1}
    assert outcomes(past, ContactRules(between_any=7 * DAY)) == {ASKED: 2}


def test_the_quiet_hours_postpone_and_that_is_counted() -> None:
    past = MadeUp()
    past.buys(9 * HOUR)  # seven in the evening, asked at nine
    tally = replayed(past)
    assert (tally.outcomes[ASKED], tally.postponed) == (1, 1)
    assert list(tally.asked) == [(MONDAY + DAY).date()]
    awake = replayed(past, ContactRules(quiet=QuietHours(MONDAY.time(), MONDAY.time())))
    assert (list(awake.asked), awake.postponed) == ([MONDAY.date()], 0)


def test_purchases_that_meet_are_one_invitation() -> None:
    past = MadeUp()
    past.buys(timedelta(0))
    past.buys(HOUR)
    assert outcomes(past) == {ASKED: 1, "merged": 1}


def test_an_order_that_was_taken_back_in_time_is_not_asked_about() -> None:
    past = MadeUp()
    past.buys(timedelta(0), not_asked="refunded", recorded=("refunded", HOUR))
    past.buys(40 * DAY, not_asked="refunded")  # after its moment: nothing was recorded
    past.buys(80 * DAY, not_asked="imported", recorded=("imported", 90 * DAY))
    assert outcomes(past) == {"refunded": 1, ASKED: 1, "imported": 1}


def test_who_has_opted_out_is_asked_before_and_not_after() -> None:
    past = MadeUp()
    past.buys(timedelta(0))
    past.buys(40 * DAY)
    left = Customer("maya", Audience.BUYER, None, None, None, opted_out_at=MONDAY + 20 * DAY)
    past.person(customer=left)
    assert outcomes(past) == {ASKED: 1, "opted_out": 1}


def test_what_the_customer_began_takes_up_what_is_planned() -> None:
    past = MadeUp()
    about = past.buys(timedelta(0))
    past.person(talks=(talk(about, HOUR, is_ours=False),))
    assert outcomes(past) == {BY_CUSTOMER: 1}


def test_an_address_that_was_missing_then_is_missing_in_the_replay() -> None:
    past = MadeUp()
    past.buys(timedelta(0), recorded=("no_address", 2 * HOUR))
    past.buys(40 * DAY)
    past.buys(timedelta(0), "tom")
    past.person("tom", has_address=False)
    assert outcomes(past) == {"no_address": 2, ASKED: 1}


def test_a_pause_of_then_is_a_pause() -> None:
    past = MadeUp()
    past.buys(timedelta(0), recorded=("paused", 2 * HOUR))
    assert outcomes(past) == {"paused": 1}


def test_whoever_ignored_us_twice_is_left_alone_as_the_rule_says() -> None:
    past = MadeUp()
    about = [past.buys(days * DAY) for days in (0, 31, 62)]
    past.person(
        talks=tuple(
            talk(one, days * DAY + 2 * HOUR, 7 * DAY, was_ignored=True)
            for one, days in zip(about[:2], (0, 31), strict=True)
        )
    )
    assert outcomes(past) == {ASKED: 2, "ignored": 1}
    assert outcomes(past, ContactRules(ignored_in_a_row=1)) == {ASKED: 1, "ignored": 2}
    assert outcomes(past, ContactRules(ignored_in_a_row=0)) == {ASKED: 3}


def test_a_case_that_followed_an_invitation_follows_it_again_and_others_stay_where_they_were() -> None:
    past = MadeUp()
    about = past.buys(timedelta(0))
    past.buys(10 * DAY)
    asked = talk(about, 2 * HOUR)
    case = PastCase(asked.sent_at + HOUR, asked.sent_at + 20 * DAY, CaseKind.UNHAPPY, asked.id)
    past.person(talks=(asked,), cases=(case,))
    often = ContactRules(between_any=timedelta(0))
    assert outcomes(past, often) == {ASKED: 1, "open_case": 1}
    nobody = replace(often, sampling=0.0)
    assert outcomes(past, nobody) == {"sampling": 2}
    past.person(talks=(), cases=(PastCase(MONDAY, None, CaseKind.PERSON, None),))
    assert outcomes(past, often) == {"open_case": 2}
    assert outcomes(past, replace(often, while_case_open=True)) == {ASKED: 2}


def test_what_was_sent_before_the_replay_begins_cools_down_in_it() -> None:
    past = MadeUp()
    past.buys(timedelta(0))
    earlier = replace(talk("earlier", -15 * DAY), bought_at=MONDAY - 16 * DAY)
    past.person(talks=(earlier,))
    assert outcomes(past) == {"cool_down": 1}


def test_a_launch_cap_counts_all_customers_of_a_day_together() -> None:
    past = MadeUp()
    for who in ("maya", "tom", "kim"):
        past.buys(timedelta(0), who)
    assert outcomes(past, ContactRules(launch_cap=2)) == {ASKED: 2, "launch_cap": 1}


def test_only_the_days_and_the_touchpoint_asked_for_are_counted_but_all_is_replayed() -> None:
    past = MadeUp()
    past.buys(timedelta(0))
    past.buys(10 * DAY, touchpoint="delivery")
    later = Counted(MONDAY + 5 * DAY, MONDAY + 100 * DAY)
    assert +replayed(past, counted=later).outcomes == {"cool_down": 1}
    assert +replayed(past, counted=replace(COUNTED, touchpoint="visit")).outcomes == {ASKED: 1}


def test_what_is_planned_at_the_end_still_waits() -> None:
    past = MadeUp()
    past.buys(timedelta(0))
    assert +replayed(past, counted=Counted(MONDAY - DAY, MONDAY + HOUR)).outcomes == {WAITING: 1}


def test_in_parts_or_all_at_once_the_outcome_is_the_same() -> None:
    past = MadeUp()
    for number in range(40):
        past.buys(number * 7 * HOUR, f"customer-{number % 9}")
    in_parts = replayed(past)
    past.in_parts = False
    assert replayed(past) == in_parts
