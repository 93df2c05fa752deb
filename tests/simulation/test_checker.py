"""The judge notices every kind of loss and every kind of double, and nothing in a run without either."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from bot.simulation.checker import Findings, check

CHAT, STAFF, MANAGERS = "web:::maya", "web::staff:", "web::managers:"
Transcript = list[dict[str, Any]]
Stored = dict[tuple[str, str], int | None]


def shown(id_: str, room: str, purpose: str, about: str, **more: object) -> dict[str, Any]:
    entry = {"t": "shown", "id": id_, "at": "", "room": room, "purpose": purpose, "about": about}
    return {**entry, "lines": [id_], "buttons": [], **more}


def said(key: str, **meant: object) -> dict[str, Any]:
    return {"t": "said", "key": key, "at": "", "who": CHAT, "meant": meant}


def acked(key: str) -> dict[str, Any]:
    return {"t": "acked", "key": key}


def answer(key: str, question: str, invitation: str = "i", **more: object) -> dict[str, Any]:
    return said(key, about=f"invitation:{invitation}", question=question, name="Maya", **more)


def a_day() -> tuple[Transcript, Stored, list[str]]:
    """Maya is asked, reminded, unhappy, taken care of; the managers get their digest."""
    entries = [
        said("buy", purchase="1"),
        acked("buy"),
        shown("p1", CHAT, "invitation", "invitation:i"),
        shown("p2", CHAT, "reminder", "invitation:i"),
        answer("a1", "how", rating=1, low=True),
        acked("a1"),
        shown("p3", CHAT, "answered", "invitation:i", target="p2"),
        shown("p4", CHAT, "question", "invitation:i"),
        shown("p5", STAFF, "alert", "case:c", title="Maya", quote=None),
        shown("r1", STAFF, "sla", "case:c", lines=["Maya waits for 30 minutes", "take by 12:25"]),
        shown("r2", MANAGERS, "escalation", "case:c", lines=["Maya waits for an hour", "since 12:25"]),
        said("take"),
        acked("take"),
        shown("p6", STAFF, "alert_update", "case:c", title="Maya", quote=None, target="p5"),
        answer("a2", "why"),
        acked("a2"),
        shown("p7", CHAT, "again", "invitation:i"),
        answer("a3", "why"),
        acked("a3"),
        shown("p8", STAFF, "alert_update", "case:c", title="Maya", quote="cold", target="p5"),
        shown("p9", CHAT, "thanks", "invitation:i"),
        shown("p10", CHAT, "followup", "case:c"),
        shown("p11", MANAGERS, "digest", "digest:weekly@2026-03-09"),
    ]
    return entries, {("i", "how"): 1, ("i", "why"): None}, ["digest:weekly@2026-03-09"]


def another_complaint() -> Transcript:
    """After the first case has ended, Maya is unhappy again."""
    return [
        shown("q1", CHAT, "invitation", "invitation:j"),
        answer("b1", "how", "j", rating=2, low=True),
        acked("b1"),
        shown("q2", CHAT, "question", "invitation:j"),
        shown("q3", STAFF, "alert", "case:d", title="Maya", quote=None),
    ]


def without(entries: Transcript, name: str) -> Transcript:
    """The transcript without what has this id, or without this key's acknowledgement."""
    return [one for one in entries if one.get("id") != name and (one["t"], one.get("key")) != ("acked", name)]


def judged(entries: Transcript, stored: Mapping[tuple[str, str], int | None] | None = None) -> Findings:
    _, kept, digests = a_day()
    return check(entries, kept if stored is None else stored, digests)


def test_a_day_without_loss_or_double_has_no_findings() -> None:
    entries, stored, digests = a_day()
    assert check(entries, stored, digests) == Findings((), ())


def test_nothing_at_all_is_fine() -> None:
    assert check([], {}) == Findings((), ())


@pytest.mark.parametrize(
    ("missing", "finding"),
    [
        ("buy", "not acknowledged: buy"),
        ("take", "not acknowledged: take"),
        ("p4", "no reaction in web:::maya about invitation:i: to a1"),
        ("p7", "no reaction in web:::maya about invitation:i: to a2"),
        ("p9", "no reaction in web:::maya about invitation:i: to a3"),
        ("p11", "digest not posted: digest:weekly@2026-03-09"),
    ],
)
def test_each_thing_that_is_missing_is_a_loss(missing: str, finding: str) -> None:
    entries, _, _ = a_day()
    findings = judged(without(entries, missing))
    assert findings == Findings((finding,), ())


def test_an_answer_that_was_not_acknowledged_is_one_loss_and_not_missed_in_the_books() -> None:
    entries, stored, digests = a_day()
    findings = check(without(entries, "a3"), {("i", "how"): 1}, digests)
    assert findings.lost == ("not acknowledged: a3", "answer not stored: ('i', 'why') said in a2")
    assert check(without(entries, "a1"), stored, digests).lost == ("not acknowledged: a1",)


def test_an_unhappy_customer_who_is_in_no_alert_is_a_loss() -> None:
    entries, _, _ = a_day()
    silent = [one for one in entries if one["t"] != "shown" or one["room"] != STAFF]
    assert judged(silent).lost == ("no alert about Maya, said in a1",)


def test_an_earlier_alert_does_not_stand_for_a_later_complaint() -> None:
    entries, stored, digests = a_day()
    later = another_complaint()
    stored = {**stored, ("j", "how"): 2}
    assert check([*entries, *later], stored, digests) == Findings((), ())
    assert check([*entries, *later[:-1]], stored, digests).lost == ("no alert about Maya, said in b1",)


def test_a_complaint_that_joins_an_open_case_needs_no_alert_of_its_own() -> None:
    entries, stored, digests = a_day()
    joined = [*another_complaint()[:-1], shown("q3", STAFF, "alert_update", "case:c", title="Maya")]
    assert check([*entries, *joined], {**stored, ("j", "how"): 2}, digests) == Findings((), ())


def test_a_message_that_gathers_alerts_counts_for_everybody_whom_it_names() -> None:
    entries, stored, digests = a_day()
    gathered = [
        *another_complaint()[:-1],
        shown("q3", STAFF, "incident", "incident:x", titles=["Tom", "Maya"]),
    ]
    kept = {**stored, ("j", "how"): 2}
    assert check([*entries, *gathered], kept, digests) == Findings((), ())
    others = [*gathered[:-1], {**gathered[-1], "titles": ["Tom"]}]
    assert check([*entries, *others], kept, digests).lost == ("no alert about Maya, said in b1",)


def test_an_answer_that_is_not_in_the_books_is_a_loss() -> None:
    entries, _, _ = a_day()
    assert judged(entries, {("i", "why"): None}).lost == ("answer not stored: ('i', 'how') said in a1",)


@pytest.mark.parametrize("wrong", [4, None])
def test_an_answer_that_stands_otherwise_in_the_books_is_a_loss(wrong: int | None) -> None:
    entries, _, _ = a_day()
    findings = judged(entries, {("i", "how"): wrong, ("i", "why"): None})
    assert findings.lost == (f"answer stored as {wrong}, not 1: ('i', 'how')",)


def test_a_reminder_is_no_reaction() -> None:
    entries, _, _ = a_day()
    stalled = without(entries, "p9")
    reminded = [*stalled, shown("p12", CHAT, "reminder", "invitation:i")]
    assert len(judged(reminded).lost) == 1


def test_a_reaction_in_another_chat_or_before_the_answer_is_none() -> None:
    entries, _, _ = a_day()
    elsewhere = [{**one, "room": "web:::tom"} if one.get("id") == "p9" else one for one in entries]
    assert len(judged(elsewhere).lost) == 1
    early = without(entries, "p9")
    early.insert(2, shown("p9", CHAT, "thanks", "invitation:i"))
    assert len(judged(early).lost) == 1


@pytest.mark.parametrize("again", ["p1", "p4", "p5", "p9", "p10", "p11", "r1", "r2"])
def test_a_parcel_that_is_shown_twice_is_a_double(again: str) -> None:
    entries, _, _ = a_day()
    twice = next(one for one in entries if one.get("id") == again)
    findings = judged([*entries, twice])
    assert f"parcel shown 2 times: {again}" in findings.doubled
    assert len(findings.doubled) == 2
    assert findings.lost == ()


@pytest.mark.parametrize(
    ("again", "finding"),
    [
        ("p1", "shown 2 times in web:::maya: invitation invitation:i"),
        ("p4", "shown 2 times in web:::maya: question invitation:i"),
        ("p5", "shown 2 times in web::staff:: alert case:c"),
        ("p9", "shown 2 times in web:::maya: thanks invitation:i"),
        ("p10", "shown 2 times in web:::maya: followup case:c"),
        ("p11", "shown 2 times in web::managers:: digest digest:weekly@2026-03-09"),
        ("r1", "shown 2 times in web::staff:: sla case:c"),
        ("r2", "shown 2 times in web::managers:: escalation case:c"),
    ],
)
def test_the_same_message_as_another_parcel_is_a_double(again: str, finding: str) -> None:
    entries, _, _ = a_day()
    twin = {**next(one for one in entries if one.get("id") == again), "id": "twin"}
    assert judged([*entries, twin]) == Findings((), (finding,))


def test_the_same_reminder_a_little_later_is_a_double_and_that_of_the_next_step_is_none() -> None:
    entries, _, _ = a_day()
    later = shown("r3", STAFF, "sla", "case:c", lines=["Maya waits for 45 minutes", "take by 12:25"])
    assert judged([*entries, later]).doubled == ("shown 2 times in web::staff:: sla case:c",)
    following = {**later, "lines": ["Maya waits for 12 hours", "write by 11:25"]}
    assert judged([*entries, following]).doubled == ()


def test_two_questions_of_one_invitation_are_no_double() -> None:
    entries, _, _ = a_day()
    other = shown("p12", CHAT, "question", "invitation:i", lines=["What matters most?"])
    assert judged([*entries, other]).doubled == ()


def test_edits_and_timeline_lines_may_repeat() -> None:
    entries, _, _ = a_day()
    again = [
        {**one, "id": f"{one['id']}+"}
        for one in entries
        if one.get("purpose") in {"alert_update", "answered"}
    ]
    assert judged([*entries, *again]).doubled == ()


def test_something_said_twice_under_one_key_is_a_double() -> None:
    entries, _, _ = a_day()
    assert judged([*entries, said("take")]).doubled == ("said 2 times: take",)


LOSSES: list[Callable[[Transcript], Transcript]] = [
    lambda entries: without(entries, "buy"),
    lambda entries: without(entries, "p9"),
    lambda entries: without(entries, "p11"),
]


def test_several_losses_are_several_findings() -> None:
    entries, _, _ = a_day()
    for lose in LOSSES:
        entries = lose(entries)
    assert len(judged(entries).lost) == len(LOSSES)


def put_aside() -> Transcript:
    """Staff write while a question of a second survey is open, and Maya types on."""
    entries, _, _ = a_day()
    return [
        *entries,
        shown("s1", CHAT, "invitation", "invitation:k"),
        answer("c1", "how", "k", rating=3),
        shown("s2", CHAT, "put_aside", "invitation:k", target="s1"),
        shown("s3", CHAT, "staff_reply", "case:c"),
        acked("c1"),
        shown("s4", CHAT, "passed_on", "case:c"),
    ]


def test_what_is_typed_into_a_survey_that_was_put_aside_is_for_staff() -> None:
    assert judged(put_aside()) == Findings((), ())


def test_what_is_passed_on_though_no_survey_was_put_aside_is_lost() -> None:
    assert len(judged(without(put_aside(), "s2")).lost) == 2


def test_what_is_typed_into_a_survey_that_goes_on_again_is_an_answer() -> None:
    entries = put_aside()
    goes_on = [
        *entries[:-1],
        shown("s5", CHAT, "question", "invitation:k"),
        answer("c2", "how", "k", rating=3),
    ]
    assert judged([*goes_on, acked("c2"), shown("s6", CHAT, "passed_on", "case:c")]).lost != ()


def test_a_question_that_was_put_aside_may_be_asked_once_more_and_no_more_than_that() -> None:
    asked = [shown(f"t{number}", CHAT, "question", "invitation:i", lines=["why?"]) for number in range(3)]
    aside = shown("t9", CHAT, "put_aside", "invitation:i", target="t0")
    entries, _, _ = a_day()
    assert judged([*entries, asked[0], aside, asked[1]]).doubled == ()
    assert len(judged([*entries, asked[0], aside, *asked[1:]]).doubled) == 1
