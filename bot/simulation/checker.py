"""The judge of a run: was anything lost, was anything doubled?

It looks at what was said to the bot and at what the rooms have shown, never at the bot's own books, except
for the answers that are stored, which it compares with those that were given. Pure.

* Whatever was said must have been acknowledged, and each answer must be followed by a reaction about the
  same invitation in the same chat: the next question, a repeat, or the thanks.
* Every answer that was acknowledged is stored, once, with the value that was given; but for what is typed
  into a survey that was put aside while staff talk with the customer, which is passed on to them.
* Whoever gave a low rating is in an alert after it, a new one or one that is edited; a case has one alert.
* No question of an invitation, no thanks, no digest of a date, no reminder or escalation of a case's step
  is shown twice.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.simulation.transcript import Entry

_REACTIONS = frozenset({"question", "again", "thanks", "kept"})
_ALERTS = frozenset({"alert", "alert_update", "incident", "incident_update"})
_ONCE = frozenset(
    {"invitation", "question", "thanks", "alert", "incident", "digest", "followup", "sla", "escalation"}
)


@dataclass(frozen=True, slots=True)
class Findings:
    """What the checker saw; each finding is one line that names what and where."""

    lost: tuple[str, ...]
    doubled: tuple[str, ...]


def check(
    entries: Iterable[Entry],
    stored: Mapping[tuple[str, str], int | None],
    expected_digests: Iterable[str] = (),
) -> Findings:
    """Judge a transcript.

    ``stored`` holds the rating (None for words) by (invitation, question); ``expected_digests`` the
    ``about`` of every scheduled digest that must have been posted.
    """
    entries = list(entries)
    said = [entry for entry in entries if entry["t"] == "said"]
    acked = {entry["key"] for entry in entries if entry["t"] == "acked"}
    shown = [entry for entry in entries if entry["t"] == "shown"]
    lost = [f"not acknowledged: {entry['key']}" for entry in said if entry["key"] not in acked]
    for_staff = _passed_on(entries)
    answers = [entry for entry in entries if entry.get("key") not in for_staff]
    lost += _silent(answers)
    lost += _not_stored([entry for entry in said if entry["key"] not in for_staff], acked, stored)
    lost += _not_alerted(answers, acked)
    posted = {entry["about"] for entry in shown if entry["purpose"] == "digest"}
    lost += [f"digest not posted: {about}" for about in expected_digests if about not in posted]
    return Findings(tuple(lost), tuple(_doubled(said, shown)))


def _passed_on(entries: Iterable[Entry]) -> set[str]:
    """What was typed into a survey that was put aside, and went to staff instead."""
    aside: set[tuple[str, str]] = set()
    waiting: dict[str, list[tuple[str, str]]] = defaultdict(list)
    found: set[str] = set()
    for entry in entries:
        if entry["t"] == "said" and "about" in entry.get("meant", {}):
            waiting[entry["who"]].append((entry["meant"]["about"], entry["key"]))
        elif entry["t"] != "shown":
            continue
        elif entry["purpose"] == "put_aside":
            aside.add((entry["room"], entry["about"]))
        elif entry["purpose"] == "question":
            aside.discard((entry["room"], entry["about"]))
        elif entry["purpose"] == "passed_on":
            about, key = (waiting[entry["room"]] or [("", "")])[-1]
            if (entry["room"], about) in aside:
                found.add(key)
                waiting[entry["room"]].pop()
    return found


def _silent(entries: Iterable[Entry]) -> list[str]:
    """Answers after which the chat did not move on."""
    waiting: dict[tuple[str, str], list[str]] = defaultdict(list)
    for entry in entries:
        if entry["t"] == "said" and "about" in entry.get("meant", {}):
            waiting[entry["who"], entry["meant"]["about"]].append(entry["key"])
        elif entry["t"] == "shown" and entry["purpose"] in _REACTIONS:
            del waiting[entry["room"], entry["about"]][-1:]  # whoever waits longer was passed over
    return [
        f"no reaction in {room} about {about}: to {key}"
        for (room, about), keys in waiting.items()
        for key in keys
    ]


def _not_stored(
    said: list[Entry], acked: set[str], stored: Mapping[tuple[str, str], int | None]
) -> list[str]:
    findings = []
    for entry in said:
        meant = entry.get("meant", {})
        if entry["key"] not in acked or "question" not in meant:
            continue
        where = (meant["about"].removeprefix("invitation:"), meant["question"])
        if where not in stored:
            findings.append(f"answer not stored: {where} said in {entry['key']}")
        elif meant.get("rating") is not None and stored[where] != meant["rating"]:
            findings.append(f"answer stored as {stored[where]}, not {meant['rating']}: {where}")
    return findings


def _not_alerted(entries: Iterable[Entry], acked: set[str]) -> list[str]:
    """Low ratings after which no alert showed who gave them."""
    waiting: dict[str, str] = {}
    for entry in entries:
        if entry["t"] == "said" and entry["key"] in acked and entry.get("meant", {}).get("low"):
            waiting[entry["meant"]["name"]] = entry["key"]
        elif entry["t"] == "shown" and entry["purpose"] in _ALERTS:
            for name in entry.get("titles", [entry.get("title")]):
                waiting.pop(str(name), None)
    return [f"no alert about {name}, said in {key}" for name, key in waiting.items()]


def _doubled(said: list[Entry], shown: list[Entry]) -> list[str]:
    findings = [
        f"parcel shown {n} times: {parcel_id}"
        for parcel_id, n in Counter(entry["id"] for entry in shown).items()
        if n > 1
    ]
    once: Counter[tuple[object, ...]] = Counter()
    waited: Counter[tuple[str, str]] = Counter()  # a question that was put aside is asked once more
    for entry in shown:
        where = entry["room"], entry["about"]
        waited[where] += entry["purpose"] == "put_aside"
        if entry["purpose"] in _ONCE:
            again = waited[where] if entry["purpose"] == "question" else 0
            once[entry["room"], entry["purpose"], entry["about"], *_wording(entry), again] += 1
    findings += [f"shown {n} times in {what[0]}: {what[1]} {what[2]}" for what, n in once.items() if n > 1]
    findings += [
        f"said {n} times: {key}" for key, n in Counter(entry["key"] for entry in said).items() if n > 1
    ]
    return findings


def _wording(entry: Entry) -> tuple[str, ...]:
    """Two questions of one invitation differ in their words, two clocks of a case in their step or deadline.

    There is one alert per case and one digest per date.
    """
    words = tuple(entry["lines"])
    return {"question": words, "sla": words[1:], "escalation": words[1:]}.get(entry["purpose"], ())
