"""The judge of a run: were the promises kept?

It knows the history (what people did and when that was acknowledged, what the platforms truly showed), the
rows that are stored at the end, and the promises; of our code it knows nothing. Pure.

* Whatever somebody did was acknowledged in the end, and an answer that was is stored, once, with the value
  that was meant, and counted once; and something came after it in the same chat. Only what was taken after
  they had said stop, which may have overtaken it, is not judged so.
* Every low rating has an alert with that person's name in the staff's room after it; every case has one
  message there, and no message in a room is there twice.
* Each scheduled digest is posted once for each of its local dates.
* Every message that was to be sent was shown, unless the customer has blocked us; what is on record as sent
  was shown. Twice only on Telegram, where the outcome was unknown or our process died, or stood still, before
  it was recorded: these are counted, and excused.
* Nobody is asked by night, twice within 30 days, after a stop or an erasure, or about what was taken back;
  and of every order it is on record whether it was asked about, or why not.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from bot.simulation.faults.history import Entry

Rows = Mapping[str, Sequence[Mapping[str, Any]]]

HOME = ZoneInfo("Europe/Berlin")
DIGESTS = (("weekly", 0, time(9)), ("sunday", 6, time(2, 30)))  # name, weekday, at
ROOMS = ("slack:T0SIMULATE:C0STAFF00:", "slack:T0SIMULATE:C0MANAGERS:")

_REACTIONS = frozenset({"question", "again", "thanks", "kept"})
_ALERTS = frozenset({"alert", "alert_update", "incident", "incident_update"})
_ONCE = frozenset({"invitation", "question", "thanks", "followup"})
_ASKED_BY_DAY = frozenset({"invitation", "reminder"})
_UNKNOWN = frozenset({"swallowed", "hangs", "reset"})
_LEAVES = frozenset({"stop", "forgotten", "erase"})
_QUIET_FROM, _QUIET_TO = time(20), time(9)
_APART_S = timedelta(days=30).total_seconds()
_LATE_S = timedelta(hours=3).total_seconds()  # a message may come so much later than it was decided on
_DAY_S = timedelta(days=1).total_seconds()


@dataclass(slots=True)
class Findings:
    """What was seen; each finding is one line that names what and where.

    ``excused`` are messages that came twice where that can be; ``late`` were decided on by day and came by
    night, because nothing could be sent in between.
    """

    lost: list[str] = field(default_factory=list)
    doubled_answers: list[str] = field(default_factory=list)
    doubled_alerts: list[str] = field(default_factory=list)
    doubled_digests: list[str] = field(default_factory=list)
    doubled_messages: list[str] = field(default_factory=list)
    asked_wrongly: list[str] = field(default_factory=list)
    excused: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)

    @property
    def broken(self) -> list[str]:
        """Every broken promise."""
        kinds = ("lost", "doubled_answers", "doubled_alerts", "doubled_digests", "doubled_messages")
        return [f"{kind}: {one}" for kind in (*kinds, "asked_wrongly") for one in getattr(self, kind)]


class _Seen:
    """The history by what is asked of it."""

    def __init__(self, history: Sequence[Entry], start: datetime) -> None:
        self.start = start
        self.did: list[Entry] = []
        self.acked: dict[str, float] = {}
        self.shown: list[Entry] = []
        self.failed: dict[str, list[Entry]] = defaultdict(list)
        self.first: dict[str, float] = {}  # when a platform was first asked to show it, by message
        self.fell: dict[str, list[float]] = defaultdict(list)  # deaths and standstills by their place
        self.stalls: list[tuple[float, float]] = []
        self.off: list[tuple[float, str, float]] = []  # clocks: since when, whose, by how much
        self.blocked: dict[str, list[tuple[float, bool]]] = defaultdict(list)
        self.end_s = history[-1]["at"] if history else 0.0
        for entry in history:
            self._take(entry)
        self.leaves: dict[str, float] = {}  # who wants to hear no more: when they said so
        self.left: dict[str, float] = {}  # … and since when we know
        for one in self.did:
            if one["kind"] in _LEAVES and one["key"] in self.acked:
                self.leaves.setdefault(one["who"], one["at"])
                self.left.setdefault(one["who"], self.acked[one["key"]])

    def _take(self, entry: Entry) -> None:
        match entry["t"]:
            case "did":
                self.did.append(entry)
            case "acked":
                self.acked.setdefault(entry["key"], entry["at"])
            case "shown":
                self.shown.append(entry)
                self.first.setdefault(entry["id"], entry["at"])
            case "failed":
                self.failed[entry["id"]].append(entry)
                self.first.setdefault(entry["id"], entry["at"])
            case "killed" | "frozen":
                self.fell[entry["where"]].append(entry["at"])
                self.stalls.append((entry["at"], entry["at"] + entry.get("for_s", 0)))
            case "clock":
                self.off.append((entry["at"], entry["by"], entry["off_s"]))
            case "blocked" | "unblocked":
                self.blocked[entry["who"]].append((entry["at"], entry["t"] == "blocked"))

    def came_after_stop(self, answer: Entry) -> bool:
        """Whether it was taken after its author had said stop, of which we may have known by then."""
        return self.acked.get(answer["key"], 0.0) >= self.leaves.get(answer["who"], math.inf)

    def is_blocked(self, who: str, at_s: float) -> bool:
        told = [is_blocked for since, is_blocked in self.blocked.get(who, ()) if since <= at_s]
        return bool(told) and told[-1]

    def local(self, entry: Entry, at_s: float, zone: ZoneInfo) -> datetime:
        """That moment on the wall there, by the clock of the process that did it."""
        off_s = [off for since, by, off in self.off if since <= at_s and by == entry["by"]]
        moment = self.start + timedelta(seconds=at_s + (off_s[-1] if off_s else 0.0))
        return moment.astimezone(zone)


def judge(history: Sequence[Entry], rows: Rows, start: datetime) -> Findings:
    """Judge a run that began at ``start``; ``rows`` are those stored at its end, by table."""
    seen, found = _Seen(history, start), Findings()
    for_staff = _passed_on(seen)
    answers = [one for one in seen.did if "question" in one["meant"] and one["key"] not in for_staff]
    answers = [one for one in answers if not seen.came_after_stop(one)]
    found.lost += [f"not taken: {one['key']}" for one in seen.did if one["key"] not in seen.acked]
    found.lost += _orders_lost(seen, rows)
    found.lost += _not_stored(answers, seen, rows)
    found.lost += _without_reaction(answers, seen)
    found.lost += _not_alerted(answers, seen, rows)
    found.lost += _not_shown(seen, rows)
    found.lost += [f"dead letter: {one['key']} {one['error']}" for one in rows["dead_letters"]]
    found.doubled_answers += _counted_wrongly(rows)
    found.doubled_alerts += _alerts_twice(seen)
    _digests(seen, found)
    _messages_twice(seen, found)
    _by_night(seen, rows, found)
    found.asked_wrongly += [*_asked_wrongly(seen), *_not_on_record(seen, rows)]
    return found


# Answers


def _passed_on(seen: _Seen) -> set[str]:
    """What was typed into a survey that was put aside meanwhile: it went to staff.

    The chat says so, but for mere thanks: these only stand in the staff's room, under that person's name.
    """
    typed = defaultdict(list)
    for one in seen.did:
        if one["kind"].startswith("say") and "about" in one["meant"]:
            typed[one["who"]].append(one)
    found = set()
    for entry in seen.shown:
        if entry["purpose"] == "passed_on" and (earlier := typed[entry["room"]]):
            before = [one for one in earlier if one["at"] <= entry["at"] and one["key"] not in found]
            if before:
                found.add(before[-1]["key"])
    return found.union(_relayed(seen, [one for earlier in typed.values() for one in earlier]))


def _relayed(seen: _Seen, typed: Sequence[Entry]) -> Iterator[str]:
    """What stands in the staff's room, of what was taken while the survey was put aside."""
    talks = defaultdict(list)
    for entry in seen.shown:
        if entry["purpose"] in {"put_aside", "question"}:
            talks[entry["room"], entry["about"]].append(entry)
    relayed = [one for one in seen.shown if one["room"] in ROOMS and one["purpose"] == "relayed"]
    for one in typed:
        words, name = one["kind"].removeprefix("say "), f"{one['meant']['name']} "
        taken_at = seen.acked.get(one["key"], 0.0)
        before = [entry for entry in talks[one["who"], one["meant"]["about"]] if entry["at"] <= taken_at]
        if before and before[-1]["purpose"] == "put_aside":
            lines = [entry["lines"][0] for entry in relayed if one["at"] <= entry["at"]]
            if any(line.startswith(name) and line.endswith(words) for line in lines):
                yield one["key"]


def _not_stored(answers: Sequence[Entry], seen: _Seen, rows: Rows) -> Iterator[str]:
    stored = {(one["invitation_id"], one["question"]): one for one in rows["answers"]}
    meant: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for one in answers:
        if one["key"] in seen.acked:
            meant[one["meant"]["about"].removeprefix("invitation:"), one["meant"]["question"]].append(one)
    for where, said in meant.items():
        row = stored.get(where)
        if row is None:
            yield f"answer not stored: {where[1]} of {where[0]}, given in {said[-1]['key']}"
            continue
        ratings = {one["meant"]["rating"] for one in said if one["meant"].get("rating") is not None}
        if ratings and row["rating"] not in ratings:
            yield f"answer stored as {row['rating']}, not as {sorted(ratings)}: {where[1]} of {where[0]}"
        words = {words for one in said for words in _words_of(one)}
        if words and not ratings and row["comment"] is not None and row["comment"] not in words:
            yield f"comment stored as {row['comment']!r}: {where[1]} of {where[0]}"


def _words_of(one: Entry) -> list[str]:
    typed = [one["kind"].removeprefix("say ")] if one["kind"].startswith("say ") else []
    return [*typed, *one["meant"].get("or", ())]


def _without_reaction(answers: Sequence[Entry], seen: _Seen) -> Iterator[str]:
    """Answers after which the chat did not move on. One that waits longer was passed over."""
    moments: list[tuple[float, int, Entry]] = [(one["at"], 0, one) for one in answers]
    moments += [(one["at"], 1, one) for one in seen.shown if one["purpose"] in _REACTIONS]
    waiting: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for _, is_shown, one in sorted(moments, key=lambda moment: moment[:2]):
        if is_shown:
            waiting[one["room"], one["about"]].clear()
        else:
            waiting[one["who"], one["meant"]["about"]].append(one)
    for (who, about), left in waiting.items():
        for one in left:
            if one["key"] in seen.acked and who not in seen.blocked:
                yield f"no reaction in {who} about {about}: to {one['key']}"


def _counted_wrongly(rows: Rows) -> Iterator[str]:
    """Every rating is in the all-time counts, once."""
    surveys = {one["id"]: one["survey"] for one in rows["invitations"] if not one["trial"]}
    stored = Counter(
        (surveys[one["invitation_id"]], one["question"], one["rating"])
        for one in rows["answers"]
        if one["rating"] is not None and one["invitation_id"] in surveys
    )
    asked = {(survey, question) for survey, question, _ in stored}
    kinds = {(surveys.get(one["invitation_id"]), one["question"]): one["kind"] for one in rows["answers"]}
    counted: Counter[tuple[str, str, int]] = Counter()
    for one in rows["rollups"]:
        where = one["survey"], one["question"]
        if (one["segment"], one["day"]) == ("", 0) and where in asked and one["measure"] == kinds[where]:
            counted[(*where, one["value"])] += one["n"]
    for what in sorted(stored | counted):
        if stored[what] != counted[what]:
            yield f"{stored[what]} answers {what} are counted as {counted[what]}"


# Alerts and digests


def _not_alerted(answers: Sequence[Entry], seen: _Seen, rows: Rows) -> Iterator[str]:
    alerts = [one for one in seen.shown if one["room"] in ROOMS and one["purpose"] in _ALERTS]
    latest: dict[str, float] = {}
    for one in alerts:
        for name in one.get("titles", [one.get("title")]):
            latest[str(name)] = max(one["at"], latest.get(str(name), 0.0))
    for one in answers:
        meant = one["meant"]
        if one["key"] in seen.acked and meant.get("low") and latest.get(meant["name"], -1.0) < one["at"]:
            yield f"no alert about {meant['name']}, who gave {meant['rating']} in {one['key']}"
    told = {one["about"] for one in alerts if one["purpose"] == "alert"}
    shared = [one for one in alerts if one["purpose"] in {"incident", "incident_update"}]
    told |= {f"case:{data.split('|')[1]}" for one in shared for data in one["buttons"] if data[:2] == "c|"}
    for case in rows["cases"]:
        if f"case:{case['id']}" not in told:
            yield f"no alert about case {case['id']}"


def _alerts_twice(seen: _Seen) -> Iterator[str]:
    n_shown = Counter(
        (one["id"], one["purpose"])
        for one in seen.shown
        if one["room"] in ROOMS and one["purpose"] != "digest"
    )
    yield from (f"{purpose} shown {n} times: {id_}" for (id_, purpose), n in n_shown.items() if n > 1)
    alerts: dict[str, set[str]] = defaultdict(set)
    for one in seen.shown:
        if one["purpose"] == "alert" and one["target"] is None:
            alerts[one["about"]].add(one["id"])
    yield from (f"{len(ids)} alerts about {about}" for about, ids in alerts.items() if len(ids) > 1)


def _digests(seen: _Seen, found: Findings) -> None:
    posted = Counter(one["about"] for one in seen.shown if one["purpose"] == "digest")
    for name, weekday, at in DIGESTS:
        day = seen.start.astimezone(HOME).date()
        while (due_s := _due_s(seen, day, at)) < seen.end_s:
            about = f"digest:{name}@{day.isoformat()}"
            if day.weekday() == weekday and due_s >= 0:
                if posted[about] > 1:
                    found.doubled_digests.append(f"{about} posted {posted[about]} times")
                elif not posted[about]:
                    found.lost.append(f"{about} was not posted")
            day += timedelta(days=1)


def _due_s(seen: _Seen, day: date, at: time) -> float:
    """When that is; what the change of the clocks leaves out is an hour later on the wall."""
    wall = datetime.combine(day, at, HOME)
    return (wall - seen.start).total_seconds()


# Messages


def _not_shown(seen: _Seen, rows: Rows) -> Iterator[str]:
    shown = {one["id"] for one in seen.shown}
    for parcel in rows["outbox"]:
        id_, state = parcel["id"], parcel["state"]
        what = f"{parcel['purpose']} to {parcel['address']} about {parcel['about']}, {id_}"
        if state == "sent":
            if id_ not in shown:
                yield f"on record as sent, and never shown: {what}"
        elif state == "unreachable":
            if parcel["address"] not in seen.blocked:
                yield f"given up, though nobody has blocked us: {what}"
        elif state != "expired" or (parcel["target"] is None and not _asked_by_day(parcel, rows)):
            yield f"never sent, {state}: {what}"


def _asked_by_day(parcel: Mapping[str, Any], rows: Rows) -> bool:
    """What the night came before is asked the next day, if it is to be asked at all by then."""
    if parcel["purpose"] not in _ASKED_BY_DAY:
        return False
    about = parcel["about"].removeprefix("invitation:")
    again = any(
        one["purpose"] == parcel["purpose"]
        and one["about"] == parcel["about"]
        and one["created_us"] > parcel["created_us"]
        for one in rows["outbox"]
    )
    return again or any(one["id"] == about and one["finished_us"] for one in rows["invitations"])


def _messages_twice(seen: _Seen, found: Findings) -> None:
    times: dict[str, list[Entry]] = defaultdict(list)
    worded: dict[tuple[str, ...], set[str]] = defaultdict(set)
    aside: Counter[tuple[str, str]] = Counter()  # a question that was put aside is asked once more
    for one in seen.shown:
        if one["room"] in ROOMS:
            continue
        times[one["id"]].append(one)
        where = one["room"], one["about"]
        aside[where] += one["purpose"] == "put_aside"
        if one["purpose"] in _ONCE:
            words = one["lines"] if one["purpose"] == "question" else ()
            worded[one["purpose"], *where, str(aside[where]), *words].add(one["id"])
    for id_, shown in times.items():
        for first, again in pairwise(shown):
            line = f"{again['purpose']} {id_} shown again to {again['room']}"
            kind = found.excused if _is_excused(id_, first, again, seen) else found.doubled_messages
            kind.append(line)
    for what, ids in worded.items():
        if len(ids) > 1:
            found.doubled_messages.append(f"{len(ids)} times {what[0]} to {what[1]} about {what[2]}")


def _is_excused(id_: str, first: Entry, again: Entry, seen: _Seen) -> bool:
    """Telegram cannot be asked: it was not known whether the first one had arrived."""
    if first["platform"] != "telegram":
        return False
    unknown = any(one["how"] in _UNKNOWN and one["at"] <= again["at"] for one in seen.failed.get(id_, ()))
    fell = any(first["at"] <= since <= again["at"] for since, _ in seen.stalls)
    stood = any(since <= again["at"] and first["at"] <= until for since, until in seen.stalls)
    return unknown or fell or stood


# Whom to ask


def _by_night(seen: _Seen, rows: Rows, found: Findings) -> None:
    zones = {one["who"]: ZoneInfo(one["meant"]["zone"]) for one in seen.did if "zone" in one["meant"]}
    decided = {one["id"]: datetime.fromtimestamp(one["created_us"] / 1e6, HOME) for one in rows["outbox"]}
    for one, at_s in _asking(seen):
        zone = zones[one["room"]]
        wall = seen.local(one, at_s, zone).time()
        if _is_night(wall):
            line = f"{one['purpose']} to {one['room']} at {wall:%H:%M} there, {one['id']}"
            is_late = not _is_night(decided[one["id"]].astimezone(zone).time())
            (found.late if is_late else found.asked_wrongly).append(line)


def _is_night(wall: time) -> bool:
    return wall >= _QUIET_FROM or wall < _QUIET_TO


def _asking(seen: _Seen) -> Iterator[tuple[Entry, float]]:
    """Each invitation and reminder of ours, and when a platform was first asked to show it."""
    began = defaultdict(list)
    for one in seen.did:
        if one["kind"].startswith("press m|") and one["key"] in seen.acked:
            began[one["who"]].append(seen.acked[one["key"]])
    told: set[str] = set()
    for one in seen.shown:
        if one["purpose"] in {"invitation", "reminder"} and one["id"] not in told:
            told.add(one["id"])
            at_s = seen.first[one["id"]]
            if not any(abs(at_s - began_s) < _LATE_S for began_s in began[one["room"]]):
                yield one, at_s  # else it is what they asked for


def _asked_wrongly(seen: _Seen) -> Iterator[str]:
    asked: dict[str, list[float]] = defaultdict(list)
    for one, at_s in _asking(seen):
        who = one["room"]
        if at_s > seen.left.get(who, at_s) + _LATE_S:
            yield f"{one['purpose']} to {who} after they said stop, {one['id']}"
        if one["purpose"] == "invitation":
            if any(abs(at_s - other_s) < _APART_S - _LATE_S for other_s in asked[who]):
                yield f"{who} asked twice within 30 days, {one['id']}"
            asked[who].append(at_s)


def _orders_lost(seen: _Seen, rows: Rows) -> Iterator[str]:
    stored = {one["order"] for one in rows["purchases"]}
    for one in seen.did:
        if one["kind"] == "buy" and one["key"] in seen.acked and one["key"] not in stored:
            yield f"{one['key']} was taken, and is not stored"


def _not_on_record(seen: _Seen, rows: Rows) -> Iterator[str]:
    orders = {one["order"]: one["id"] for one in rows["purchases"]}
    settled = {one["purchase_id"] for name in ("invitations", "suppressions") for one in rows[name]}
    for one in seen.did:
        is_stored = one["kind"] == "buy" and one["key"] in seen.acked and one["key"] in orders
        if is_stored and orders[one["key"]] not in settled:
            yield f"{one['key']} was not asked about, and nothing says why"
