"""A world in memory: everything that is known, and a clock set by hand.

Each event is decided on a view that holds just what ``needs_of`` asked for, as the storage would load it, so
that a need which is not named is noticed. Stands in for the storage, not for any class of ours.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from itertools import count
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest

import handlers
from bot import texts
from bot.core.audit import Audited
from bot.core.chores import Chore
from bot.core.commented import comments_in
from bot.core.conversation import ACTIVE, Invitation
from bot.core.digest_words import Misread
from bot.core.effects import Button, MovedRoom, Parcel, SendAgain, Sent, Timer
from bot.core.eligibility import ContactRules, Suppression
from bot.core.events import (
    ButtonPressed,
    CommandGiven,
    Event,
    FormSubmitted,
    HomeOpened,
    LinkOpened,
    MessageEdited,
    MessageReceived,
    Outcome,
    ParcelSettled,
    PresenceChanged,
    PurchaseReceived,
    TimerDue,
)
from bot.core.evidence import Evidence
from bot.core.found import Found
from bot.core.identity import Address, Customer, Role
from bot.core.improvements import Raised
from bot.core.incidents import Recent
from bot.core.journey import Purchase, Touchpoint
from bot.core.mentions import read_for_themes
from bot.core.periods import BusinessHours, PeriodKind, Schedule
from bot.core.ports import BOUGHT_SHOWN, OPEN_CASES_SHOWN, PAST_SHOWN, Needs
from bot.core.quoting import Consent, consent_of
from bot.core.raising import raises
from bot.core.recovery import ENDED, Case, CaseEntry, ServiceLevels
from bot.core.report import Numbers, Report, ReportQuery
from bot.core.sentiment import Sentiment
from bot.core.settings import DigestPlan, Room, Settings
from bot.core.survey_reading import parse_survey
from bot.core.view import Rows, View
from bot.enrich import with_found
from bot.texts import render
from handlers import improvements, prompts
from handlers.digests import query_for
from tests.feelings import feeling

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)  # eleven in Berlin

MAYA = Address("web", person="maya")
TOM = Address("web", person="tom")
SAM = Address("web", room="staff", person="sam")
KIM = Address("web", room="staff", person="kim")
ALEX = Address("web", room="managers", person="alex")
ALEX_ALONE = replace(ALEX, room="")
MAYA_ON_TELEGRAM = Address("telegram", person="7")
MAYA_ON_SLACK = Address("slack", "T0", person="U7")
SAM_ON_TELEGRAM = Address("telegram", room="-100", person="1")
SAM_ON_SLACK = Address("slack", "T0", room="C1", person="U1")
STAFF_ROOM = SAM.place
MANAGERS_ROOM = ALEX.place

SURVEYS = {
    survey.name: survey
    for path in sorted((texts.FOLDER / "surveys").glob("*.toml"))
    for survey in [parse_survey(tomllib.loads(path.read_text("utf-8")), ["en"])]
}
TOUCHPOINTS = {
    "visit": "three-questions",
    "delivery": "delivery",
    "recommend": "nps",
    "quick": "thumbs",
    "support": "support",
    "pulse": "internal-pulse",
}


def bad(polarity: float = -0.6) -> Sentiment:
    return feeling(polarity)


def good(polarity: float = 0.7) -> Sentiment:
    return feeling(polarity)


def settings() -> Settings:
    """A shop with every shipped survey in use."""
    return Settings(
        business="Bean There",
        languages=("en",),
        zone=BERLIN,
        hours=BusinessHours({}, frozenset(), BERLIN),
        touchpoints={
            name: Touchpoint(name, survey, timedelta(hours=2)) for name, survey in TOUCHPOINTS.items()
        },
        surveys={(survey.name, survey.version): survey for survey in SURVEYS.values()},
        current={survey.name: survey.version for survey in SURVEYS.values()},
        rooms=(
            Room("staff", STAFF_ROOM, Role.STAFF, "en"),
            Room("managers", MANAGERS_ROOM, Role.MANAGER, "en"),
        ),
        staff=frozenset({SAM.user, KIM.user, SAM_ON_TELEGRAM.user, SAM_ON_SLACK.user}),
        managers=frozenset({ALEX.user}),
        contact=ContactRules(),
        service=ServiceLevels(),
        digests={
            "weekly": DigestPlan(
                "weekly",
                Schedule(PeriodKind.WEEK, "monday", time(9), BERLIN),
                "managers",
                PeriodKind.WEEK,
            )
        },
        causes=("delivery", "quality"),
        link_key=b"installation",
        before_commands={"slack": "/voices "},
        get_to_know=False,
    )


@dataclass
class World:
    """Everything that was saved, sent and set, and ways to let something happen."""

    settings: Settings = field(default_factory=settings)
    now: datetime = MONDAY
    rows: Rows = field(default_factory=Rows)
    parcels: list[Parcel] = field(default_factory=list)
    timers: dict[str, Timer] = field(default_factory=dict)
    suppressions: list[Suppression] = field(default_factory=list)
    entries: list[CaseEntry] = field(default_factory=list)
    audited: list[Audited] = field(default_factory=list)
    chores: list[Chore] = field(default_factory=list)
    moved_rooms: list[MovedRoom] = field(default_factory=list)
    sent_again: list[SendAgain] = field(default_factory=list)
    feelings: dict[str, Sentiment] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)  # text → the language that it is in
    arrives: bool = True  # whether what is sent arrives
    numbers: Callable[[ReportQuery], Numbers] = Numbers  # what is counted for a query
    segments: list[tuple[str, str]] = field(default_factory=list)  # that anything was counted for
    uncountable: bool = False  # whether reports fail
    _seed: count[int] = field(default_factory=lambda: count(1))
    _seen: dict[str, int] = field(default_factory=dict)

    # What happens.

    def deliver(self, event: Event) -> Mapping[str, object]:
        """Decide one event and make it so; the reply that its source gets."""
        needs = handlers.needs_of(event, self.settings)
        words = self._find(needs.find) if needs.find else None
        view = View(self.settings, self._loaded(with_found(needs, words)))
        felt = {text: self.feelings[text] for text in needs.texts if text in self.feelings}
        view.for_event(
            self.now,
            next(self._seed) << 64,
            felt,
            self._report(needs),
            words,
            self._raised(needs),
            self.written,
        )
        for effect in handlers.decide(event, view):
            view.apply(effect)
        self._keep(view)
        address = getattr(event, "address", None)
        if address is not None and not isinstance(event, ParcelSettled):
            self.rows.last_seen[address.key] = self.now
        return view.reply.body if view.reply else {}

    def buy(
        self,
        order: str = "1",
        *,
        touchpoint: str = "visit",
        who: str = "maya",
        name: str | None = "Maya Okafor",
        product: str | None = "Mug",
        timezone: str | None = None,
        language: str | None = None,
        audience: str = "buyer",
        address: Address | None = MAYA,
        bought_at: datetime | None = None,
    ) -> Mapping[str, object]:
        return self.deliver(
            PurchaseReceived(
                platform="shop:demo",
                key=order,
                at=self.now,
                shop="demo",
                order=order,
                customer_ref=who,
                touchpoint=touchpoint,
                bought_at=bought_at or self.now,
                customer_name=name,
                language=language,
                timezone=timezone,
                product=product,
                audience=audience,
                address=address,
            )
        )

    def ask(self, touchpoint: str = "visit", address: Address = MAYA) -> Invitation:
        """Maya buys something and is asked about it."""
        self.buy(touchpoint=touchpoint, address=address)
        self.wait(hours=2)
        self.read(address)
        return self.invitation

    def say(
        self,
        text: str,
        at: Address = MAYA,
        *,
        name: str | None = "Maya Okafor",
        evidence: tuple[Evidence, ...] = (),
        answers: str | None = None,
        language: str | None = None,
    ) -> str:
        """Type something; the inbox key of the message."""
        key = self._key("say")
        self.deliver(MessageReceived(at.platform, key, self.now, at, text, name, language, evidence, answers))
        return key

    def edit(self, original: str, text: str, at: Address = MAYA) -> None:
        self.deliver(MessageEdited(at.platform, self._key("edit"), self.now, at, text, original))

    def press(self, value: str, at: Address = MAYA, name: str | None = None) -> Mapping[str, object]:
        """Press the latest button here whose data ends with this value."""
        return self.press_data(self.button(value, at).data, at, name)

    def press_data(self, data: str, at: Address = MAYA, name: str | None = None) -> Mapping[str, object]:
        return self.deliver(ButtonPressed(at.platform, self._key("press"), self.now, at, data, name))

    def submit(
        self, action: str, fields: Mapping[str, str], at: Address = SAM, name: str = "Sam Reed"
    ) -> Mapping[str, object]:
        """Fill in the form behind the latest alert's button."""
        return self.submit_data(self.button(action, at).data, fields, at, name)

    def submit_data(
        self, data: str, fields: Mapping[str, str], at: Address = SAM, name: str = "Sam Reed"
    ) -> Mapping[str, object]:
        return self.deliver(FormSubmitted(at.platform, self._key("form"), self.now, at, data, fields, name))

    def command(
        self,
        name: str,
        argument: str = "",
        at: Address = MAYA,
        *,
        sender: str | None = None,
        language: str | None = None,
        answers: str | None = None,
    ) -> Mapping[str, object]:
        key = self._key("cmd")
        return self.deliver(
            CommandGiven(at.platform, key, self.now, at, name, argument, sender, language, answers)
        )

    def home(self, at: Address = MAYA) -> None:
        self.deliver(HomeOpened(at.platform, self._key("home"), self.now, at))

    def be(self, present: bool, at: Address = MAYA) -> None:
        """The platform says whether we can write here."""
        self.deliver(PresenceChanged(at.platform, self._key("member"), self.now, at, present))

    def open_link(
        self, token: object, at: Address = MAYA, name: str | None = None, language: str | None = None
    ) -> Mapping[str, object]:
        key = self._key("link")
        return self.deliver(LinkOpened(at.platform, key, self.now, at, str(token), name, language))

    def _key(self, kind: str) -> str:
        return f"{kind}{next(self._seed)}"

    def settle(self, parcel: Parcel, outcome: Outcome, *, recovered: bool = False) -> None:
        self.deliver(
            ParcelSettled(
                "courier",
                parcel.id,
                self.now,
                parcel.id,
                parcel.address,
                parcel.purpose,
                parcel.about,
                outcome,
                recovered=recovered,
            )
        )

    def wait(self, **amount: float) -> None:
        """Let time pass; every timer goes off at its moment."""
        until = self.now + timedelta(**amount)
        for _ in range(1000):
            due = [timer for timer in self.timers.values() if timer.due <= until]
            if not due:
                break
            timer = min(due, key=lambda one: (one.due, one.id))
            self.now = max(self.now, timer.due)
            self.fire(timer)
        else:
            raise AssertionError("timers go off without end")
        self.now = until

    def fire(self, timer: Timer) -> None:
        """The timer goes off; it is gone unless it is set anew."""
        if self.timers.get(timer.id) == timer:
            del self.timers[timer.id]
        key = f"{timer.id}@{timer.due.isoformat()}"
        self.deliver(TimerDue("timer", key, self.now, timer.id, timer.kind, timer.subject, timer.due))

    # What is to be seen.

    def read(self, at: Address = MAYA) -> list[Parcel]:
        """What was sent here since the last look."""
        place = at.place
        here = [parcel for parcel in self.parcels if parcel.address == place]
        seen = self._seen.get(place.key, 0)
        self._seen[place.key] = len(here)
        return here[seen:]

    def words(self, at: Address = MAYA) -> list[str]:
        """What was sent here since the last look, in English, a message each."""
        return ["\n".join(render(line, "en") for line in parcel.message.lines) for parcel in self.read(at)]

    def purposes(self, at: Address = MAYA) -> list[str]:
        """What kinds of message were sent here since the last look."""
        return [parcel.purpose for parcel in self.read(at)]

    def button(self, value: str, at: Address = MAYA) -> Button:
        """The latest button here whose data ends with this value, on the screen or not."""
        place = at.place
        for parcel in reversed(self.parcels):
            for button in [one for row in parcel.message.rows for one in row]:
                if parcel.address == place and button.data.split("|")[-1] == value:
                    return button
        raise LookupError(f"no button {value!r} at {place.key}")

    def screen(self, at: Address = MAYA) -> dict[str, Parcel]:
        """What a chat shows now: each message in its latest form, by the id of its first."""
        shown: dict[str, Parcel] = {}
        for parcel in self.parcels:
            if parcel.address == at.place:
                shown[parcel.target if parcel.target in shown else parcel.id] = parcel
        return shown

    def values(self, at: Address = MAYA) -> list[str]:
        """What the buttons that are still to be seen carry at their end, in order."""
        return [
            button.data.split("|")[-1]
            for parcel in self.screen(at).values()
            for row in parcel.message.rows
            for button in row
        ]

    @property
    def invitation(self) -> Invitation:
        """The only invitation there is."""
        (invitation,) = self.rows.invitations.values()
        return invitation

    @property
    def case(self) -> Case:
        """The only case there is."""
        (case,) = self.rows.cases.values()
        return case

    @property
    def maya(self) -> Customer:
        """Who bought something, on whatever platform."""
        maya = next(one for one in (MAYA, MAYA_ON_TELEGRAM, MAYA_ON_SLACK) if one.key in self.rows.contacts)
        return self.rows.customers[self.rows.contacts[maya.key].customer_id]

    def change(self, **changes: object) -> None:
        """Change Maya's record."""
        maya = self.maya
        self.rows.customers[maya.id] = replace(maya, **changes)  # type: ignore[arg-type]  # told by the caller

    def staff_on(self, address: Address) -> None:
        """The staff work in this room, and no longer on the web."""
        rooms = [room for room in self.settings.rooms if room.role is not Role.STAFF]
        staff = Room("staff", address.place, Role.STAFF, "en")
        self.settings = replace(self.settings, rooms=(staff, *rooms))

    def link_everywhere(self) -> None:
        """Links lead to the web chat and to Telegram."""
        templates = {
            "web": "https://shop.example/chat/{token}",
            "telegram": "https://t.me/shop?start={token}",
        }
        self.settings = replace(self.settings, links=templates)

    def rule(self, **changes: object) -> None:
        """Change the contact rules."""
        rules = replace(self.settings.contact, **changes)  # type: ignore[arg-type]  # told by the caller
        self.settings = replace(self.settings, contact=rules)

    @property
    def reasons(self) -> list[str]:
        """Why somebody was not asked, in order."""
        return [suppression.reason for suppression in self.suppressions]

    # How it is kept.

    def _loaded(self, needs: Needs) -> Rows:
        """As the port says: what is named leads to its customers, with them come active things of theirs."""
        all_, found = self.rows, Rows()
        found.links = _picked(all_.links, needs.links)
        found.claims = _picked(all_.claims, needs.claims)
        purchases = {*needs.purchases, *(link.purchase_id for link in found.links.values())}
        found.purchases = _picked(all_.purchases, purchases)
        found.contacts = _picked(all_.contacts, [address.key for address in needs.addresses])
        found.invitations = _picked(all_.invitations, needs.invitations)
        found.sent = _picked(all_.sent, needs.sent)
        found.case_entries = {
            (one.case_id, one.number): one
            for one in self.entries
            for case_id, number in needs.case_log
            if one.case_id == case_id and one.number >= number
        }
        about = [prompts.case_of(sent) for sent in found.sent.values()]
        found.cases = _picked(all_.cases, [*needs.cases, *(id_ for id_ in about if id_)])
        named = (found.links, found.purchases, found.contacts, found.invitations, found.cases)
        customers = {*needs.customers, *(row.customer_id for rows in named for row in rows.values())}
        customers.update(self._load_owned(needs, found))
        if needs.open_cases:
            waiting = sorted(
                (case for case in all_.cases.values() if case.state not in ENDED),
                key=lambda case: case.opened_at,
            )[:OPEN_CASES_SHOWN]
            found.cases.update((case.id, case) for case in waiting)
            customers.update(case.customer_id for case in waiting)
        if needs.members is not None:
            audience, after, at_most = needs.members
            ids = sorted(one.id for one in all_.customers.values() if one.audience == audience)
            members = [id_ for id_ in ids if id_ > after][:at_most]
            found.members[needs.members] = tuple(members)
            customers.update(members)
        if needs.past:
            found.invitations.update(self._past(customers))
        if needs.ended_since is not None:
            found.invitations.update(self._ended_since(needs.ended_since, customers))
        found.customers = _picked(all_.customers, customers)
        self._load_asking(needs, customers, found)
        for id_, case in all_.cases.items():
            if case.customer_id in customers and case.state not in ENDED:
                found.cases[id_] = case
        for key, contact in all_.contacts.items():
            if needs.contacts and contact.customer_id in customers:
                found.contacts[key] = contact
        found.digest_runs = _picked(all_.digest_runs, needs.digest_runs)
        if needs.subjects:
            self._load_subjects(found)
        found.beliefs = dict(all_.beliefs) if needs.beliefs else {}
        found.books = dict(all_.books) if needs.books else {}
        self._load_recovery(needs, customers, found)
        self._load_improving(needs, customers, found)
        return found

    def _load_owned(self, needs: Needs, found: Rows) -> list[str]:
        """The cases of these staff, and those that promises named here are about; whose they are."""
        found.promises = _picked(self.rows.promises, needs.promises)
        ids = {one.case_id for one in found.promises.values()}
        ids.update(
            case.id
            for case in self.rows.cases.values()
            if case.state not in ENDED and (case.owner in needs.owned_by or _is_stray(case, needs))
        )
        cases = _picked(self.rows.cases, ids)
        found.cases.update(cases)
        return [case.customer_id for case in cases.values()]

    def _load_recovery(self, needs: Needs, customers: set[str], found: Rows) -> None:
        """What is about recovery, as far as it is asked for."""
        all_ = self.rows
        if needs.whole:
            found.cases.update(
                {id_: case for id_, case in all_.cases.items() if case.customer_id in customers}
            )
            found.case_entries.update(
                {(one.case_id, one.number): one for one in self.entries if one.case_id in found.cases}
            )
            for name in ("promises", "gestures", "observations"):
                theirs = getattr(all_, name).items()
                getattr(found, name).update({id_: one for id_, one in theirs if one.customer_id in customers})
        if needs.promises_of_cases:
            found.promises.update(
                {id_: one for id_, one in all_.promises.items() if one.case_id in found.cases}
            )
        if needs.gestures_since is not None:
            since = needs.gestures_since
            found.gestures.update({id_: one for id_, one in all_.gestures.items() if one.at >= since})
        if needs.duty:
            found.off_duty = {user: one for user, one in all_.off_duty.items() if one.is_off}
        if needs.last_seen:
            found.last_seen = {key: at for key, at in all_.last_seen.items() if key in found.contacts}
        gathering = {case.incident for case in found.cases.values() if case.incident is not None}
        if needs.gathering is not None:
            since = needs.gathering
            for case in sorted(all_.cases.values(), key=lambda one: one.opened_at):
                if case.opened_at >= since:
                    key = case.room, case.theme, case.place
                    before = found.recent.get(key)
                    found.recent[key] = Recent(1 + (before.n if before else 0), case.opened_at)
            gathering.update(id_ for id_, one in all_.incidents.items() if one.last_at >= since)
        found.incidents = _picked(all_.incidents, gathering)

    def _load_improving(self, needs: Needs, customers: set[str], found: Rows) -> None:
        """What is about improvements, as far as it is asked for."""
        wanted, all_ = needs.improving, self.rows
        prompted = [improvements.prompted(sent) for sent in found.sent.values()]
        ids = [*wanted.ids, *(press.improvement_id for press in prompted if press)]
        found.improvements.update(_picked(all_.improvements, ids))
        if wanted.theirs:
            theirs = {key: one for key, one in all_.contributors.items() if key[1] in customers}
            found.contributors.update(theirs)
            found.improvements.update(_picked(all_.improvements, [id_ for id_, _ in theirs]))
        if wanted.batch is not None:
            id_, after, at_most = wanted.batch
            keys = sorted(key for key in all_.contributors if key[0] == id_ and key[1] > after)
            found.contributors.update(_picked(all_.contributors, keys[:at_most]))
            found.never_quoted = self._never_quoted()
        if wanted.board:
            found.improvements.update(all_.improvements)

    def _never_quoted(self) -> set[str]:
        """Who said that they do not want to be quoted."""
        people = self.rows.customers.values()
        return {one.id for one in people if consent_of(one.attributes) is Consent.NEVER}

    def _raised(self, needs: Needs) -> tuple[Raised, ...] | None:
        """Who raised an improvement, each by the latest of their answers that did."""
        if needs.improving.raised is None:
            return None
        wanted = self.rows.improvements.get(needs.improving.raised)
        if wanted is None or wanted.theme is None:
            return ()
        latest: dict[str, Raised] = {}
        for one in self.rows.invitations.values():
            if one.touchpoint != wanted.touchpoint:
                continue
            survey = self.settings.survey(one.survey, one.survey_version)
            comments = [said for said in comments_in(one, survey) if wanted.covers(said.at)]
            for tagged in read_for_themes(comments, self.settings.taxonomy, ("en",)).tagged:
                if raises(tagged, wanted.theme):
                    said = tagged.comment
                    quotable = one.customer_id not in self._never_quoted()
                    latest[one.customer_id] = Raised(
                        one.customer_id, one.id, said.text, said.at, is_quotable=quotable
                    )
        return tuple(latest[id_] for id_ in sorted(latest))

    def _load_subjects(self, found: Rows) -> None:
        """With a case comes the invitation that it came from, with an invitation its purchase."""
        came_from = [case.invitation_id or "" for case in found.cases.values()]
        found.invitations.update(_picked(self.rows.invitations, came_from))
        bought = [one.purchase_id or "" for one in found.invitations.values()]
        found.purchases.update(_picked(self.rows.purchases, bought))

    def _load_asking(self, needs: Needs, customers: set[str], found: Rows) -> None:
        """What decides whether somebody is asked."""
        for id_, invitation in self.rows.invitations.items():
            if invitation.customer_id in customers and invitation.state in ACTIVE:
                found.invitations[id_] = invitation
                subject = [invitation.purchase_id or ""] if needs.subjects else []
                found.purchases.update(_picked(self.rows.purchases, subject))
        if needs.bought:
            found.purchases.update(self._bought(customers))
        if needs.standing is not None:
            found.pause = self.rows.pause
            found.invited = self._invited(needs.standing)

    def _bought(self, customers: set[str]) -> dict[str, Purchase]:
        """The last purchases of each of these."""
        bought: dict[str, Purchase] = {}
        for customer_id in customers:
            theirs = [one for one in self.rows.purchases.values() if one.customer_id == customer_id]
            theirs.sort(key=lambda one: (one.bought_at, one.id), reverse=True)
            bought.update((one.id, one) for one in theirs[:BOUGHT_SHOWN])
        return bought

    def _invited(self, since: datetime) -> int:
        """How many invitations we sent since then that nobody asked for."""
        return sum(
            one.sent_at is not None and one.sent_at >= since and not (one.started_by_customer or one.trial)
            for one in self.rows.invitations.values()
        )

    def _past(self, customers: set[str]) -> dict[str, Invitation]:
        """The last that have ended, of each of these."""
        past: dict[str, Invitation] = {}
        for customer_id in customers:
            ended = [
                one
                for one in self.rows.invitations.values()
                if one.customer_id == customer_id and one.finished_at is not None
            ]
            ended.sort(key=lambda one: one.finished_at or MONDAY, reverse=True)
            past.update((one.id, one) for one in ended[:PAST_SHOWN])
        return past

    def _ended_since(self, since: datetime, customers: set[str]) -> dict[str, Invitation]:
        """What has just ended, of each of these."""
        return {
            id_: one
            for id_, one in self.rows.invitations.items()
            if one.customer_id in customers and one.finished_at is not None and one.finished_at >= since
        }

    def _find(self, words: str) -> Found:
        """By order, id or the beginning of a name; and what is on record about what was found."""
        all_ = self.rows
        bought = [one for one in all_.purchases.values() if words in {one.order, one.id}]
        people = [
            one.id
            for one in all_.customers.values()
            if words == one.id or (one.name or "").casefold().startswith(words.casefold())
        ]
        ids = {*people, *(one.customer_id for one in bought)}
        about = {one.id for one in bought}
        return Found(
            purchases=tuple(one.id for one in bought),
            customers=tuple(people),
            suppressions=tuple(one for one in self.suppressions[::-1] if one.customer_id in ids),
            invitations=tuple(one.id for one in all_.invitations.values() if one.purchase_id in about),
            links=tuple(key for key, one in all_.links.items() if one.customer_id in ids),
        )

    def _report(self, needs: Needs) -> Report | Misread | None:
        if needs.report is None or self.uncountable:
            return None
        query = query_for(needs.report, self.now, self.settings, self.segments, needs.within)
        return query if isinstance(query, Misread) else self._counted(query)

    def _counted(self, query: ReportQuery) -> Report:
        against = self._counted(query.against) if query.against else None
        before = replace(query, period=query.period.previous())
        believed = tuple(self.rows.beliefs.values())
        return Report(self.numbers(query), self.numbers(before), believed, against=against)

    def _keep(self, view: View) -> None:
        changes, all_ = view.changes, self.rows
        all_.contacts.update(changes.contacts)
        all_.customers.update(changes.customers)
        all_.links.update(changes.links)
        all_.purchases.update(changes.purchases)
        all_.invitations.update(changes.invitations)
        all_.cases.update(changes.cases)
        for name in (
            *("promises", "gestures", "off_duty", "observations", "incidents"),
            *("improvements", "contributors", "beliefs", "books", "claims", "grants"),
        ):
            getattr(all_, name).update(getattr(changes, name))
        self.audited += changes.audited
        self.chores += changes.chores
        written_again = all_.digest_runs.keys() & changes.digest_runs.keys()
        assert all(changes.digest_runs[key].skipped for key in written_again), "a digest run is written once"
        all_.digest_runs.update(changes.digest_runs)
        all_.pause = changes.pause or all_.pause
        self.suppressions += changes.suppressions
        self.entries += changes.case_entries
        for id_, timer in changes.timers.items():
            if timer is None:
                self.timers.pop(id_, None)
            else:
                self.timers[id_] = timer
        self.moved_rooms += changes.moved_rooms
        self.parcels += changes.parcels
        self.sent_again += changes.sent_again
        assert len({parcel.id for parcel in self.parcels}) == len(self.parcels), "an id is given once"
        for parcel in changes.parcels if self.arrives else ():
            if parcel.purpose in {"alert", "incident", "prompt", "relayed"}:
                # Here a message's own name is its parcel's id.
                sent = Sent(parcel.id, parcel.purpose, parcel.about)
                all_.sent[parcel.address.place.key, parcel.id] = sent
            self.settle(parcel, Outcome.DELIVERED)


_K = TypeVar("_K")
_V = TypeVar("_V")


def _is_stray(case: Case, needs: Needs) -> bool:
    return needs.strays_from is not None and case.owner is not None and case.owner not in needs.strays_from


def _picked(rows: Mapping[_K, _V], keys: Iterable[_K]) -> dict[_K, _V]:
    return {key: rows[key] for key in keys if key in rows}


@pytest.fixture
def world() -> World:
    return World()


def limited(world: World, *places: str) -> None:
    """Alex in their own chat, and the managers' room, see numbers of these places only."""
    world.segments = [("store", "Berlin"), ("store", "Hamburg")]
    rooms = [
        replace(room, places=frozenset(places)) if room.address == MANAGERS_ROOM else room
        for room in world.settings.rooms
    ]
    world.settings = replace(
        world.settings, rooms=tuple(rooms), manager_places={ALEX_ALONE.user: frozenset(places)}
    )
