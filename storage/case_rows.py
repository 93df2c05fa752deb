"""What recovery is about to rows and back: cases with their logs, promises, gestures, and what staff see."""

from __future__ import annotations

from decimal import Decimal

from bot.core.audit import Audited
from bot.core.duty import OffDuty
from bot.core.gestures import Gesture
from bot.core.incidents import Incident
from bot.core.observations import Mood, Observation
from bot.core.promises import Promise, PromiseState
from bot.core.recovery import Case, CaseEntry, CaseKind, CaseState, Severity
from storage import codec
from storage.codec import fit, fit_or_none, micros, micros_or_none, moment, moment_or_none
from storage.statements import AnyRow, Values


def case_row(case: Case) -> Values:
    return {
        "id": case.id,
        "customer_id": case.customer_id,
        "invitation_id": case.invitation_id,
        "kind": case.kind.value,
        "state": case.state.value,
        "opened_us": micros(case.opened_at),
        "touchpoint": case.touchpoint,
        "room": case.room,
        "alert": case.alert,
        "reasons": codec.encode_texts(case.reasons),
        "take_by_us": micros(case.take_by),
        "contact_by_us": micros(case.contact_by),
        "resolve_by_us": micros(case.resolve_by),
        "rating": case.rating,
        "question_kind": case.question_kind,
        "words": fit_or_none(case.words),
        "product": fit_or_none(case.product),
        "owner": case.owner,
        "owner_name": fit_or_none(case.owner_name),
        "taken_us": micros_or_none(case.taken_at),
        "contacted_us": micros_or_none(case.contacted_at),
        "resolved_us": micros_or_none(case.resolved_at),
        "ended_us": micros_or_none(case.ended_at),
        "reopened": case.reopened,
        "cause": fit_or_none(case.cause),
        "entries": case.entries,
        "grounds": codec.encode_grounds(case.grounds),
        "clocks_from_us": micros_or_none(case.clocks_from),
        "told": codec.encode_texts(case.told),
        "severity": int(case.severity),
        "place": fit_or_none(case.place),
        "theme": case.theme,
        "asked": case.asked,
        "closed_for": case.closed_for,
        "done": fit_or_none(case.done),
        "followed_up_us": micros_or_none(case.followed_up_at),
        "rating_after": case.rating_after,
        "incident": case.incident,
        "copies": codec.encode_pairs(case.copies),
        "waits_since_us": micros_or_none(case.waits_since),
    }


def case_from(row: AnyRow) -> Case:
    values = row._mapping
    return Case(
        id=values["id"],
        customer_id=values["customer_id"],
        invitation_id=values["invitation_id"],
        kind=CaseKind(values["kind"]),
        state=CaseState(values["state"]),
        opened_at=moment(values["opened_us"]),
        touchpoint=values["touchpoint"],
        room=values["room"],
        alert=values["alert"],
        reasons=codec.decode_texts(values["reasons"]),
        take_by=moment(values["take_by_us"]),
        contact_by=moment(values["contact_by_us"]),
        resolve_by=moment(values["resolve_by_us"]),
        rating=values["rating"],
        question_kind=values["question_kind"],
        words=values["words"],
        product=values["product"],
        owner=values["owner"],
        owner_name=values["owner_name"],
        taken_at=moment_or_none(values["taken_us"]),
        contacted_at=moment_or_none(values["contacted_us"]),
        resolved_at=moment_or_none(values["resolved_us"]),
        ended_at=moment_or_none(values["ended_us"]),
        reopened=values["reopened"],
        cause=values["cause"],
        entries=values["entries"],
        grounds=codec.decode_grounds(values["grounds"]),
        clocks_from=moment_or_none(values["clocks_from_us"]),
        told=codec.decode_texts(values["told"] or "[]"),
        severity=Severity(values["severity"]),
        place=values["place"],
        theme=values["theme"],
        asked=values["asked"],
        closed_for=values["closed_for"],
        done=values["done"],
        followed_up_at=moment_or_none(values["followed_up_us"]),
        rating_after=values["rating_after"],
        incident=values["incident"],
        copies=codec.decode_pairs(values["copies"]),
        waits_since=moment_or_none(values["waits_since_us"]),
    )


def case_entry_row(entry: CaseEntry) -> Values:
    return {
        "case_id": entry.case_id,
        "number": entry.number,
        "at_us": micros(entry.at),
        "kind": entry.kind,
        "actor": entry.actor,
        "text": fit_or_none(entry.text),
    }


def case_entry_from(row: AnyRow) -> CaseEntry:
    case_id, number, at_us, kind, actor, text = row
    return CaseEntry(case_id, number, moment(at_us), kind, actor, text)


def promise_row(promise: Promise) -> Values:
    return {
        "id": promise.id,
        "case_id": promise.case_id,
        "customer_id": promise.customer_id,
        "by": promise.by,
        "by_name": fit(promise.by_name),
        "words": fit(promise.words),
        "made_us": micros(promise.made_at),
        "due_us": micros(promise.due_at),
        "state": promise.state.value,
        "reminded_us": micros_or_none(promise.reminded_at),
        "settled_us": micros_or_none(promise.settled_at),
    }


def promise_from(row: AnyRow) -> Promise:
    id_, case_id, customer_id, by, by_name, words, made, due, state, reminded, settled = row
    return Promise(
        id_,
        case_id,
        customer_id,
        by,
        by_name,
        words,
        moment(made),
        moment(due),
        PromiseState(state),
        moment_or_none(reminded),
        moment_or_none(settled),
    )


def gesture_row(gesture: Gesture) -> Values:
    return {
        "id": gesture.id,
        "customer_id": gesture.customer_id,
        "case_id": gesture.case_id,
        "name": gesture.name,
        "cost": str(gesture.cost),
        "currency": gesture.currency,
        "by": gesture.by,
        "by_name": fit(gesture.by_name),
        "at_us": micros(gesture.at),
        "undone_us": micros_or_none(gesture.undone_at),
    }


def gesture_from(row: AnyRow) -> Gesture:
    id_, customer_id, case_id, name, cost, currency, by, by_name, at, undone = row
    return Gesture(
        id_,
        customer_id,
        case_id,
        name,
        Decimal(cost),
        currency,
        by,
        by_name,
        moment(at),
        moment_or_none(undone),
    )


def off_duty_row(off: OffDuty) -> Values:
    return {
        "user": off.user,
        "is_off": int(off.is_off),
        "at_us": micros(off.at),
        "until_us": micros_or_none(off.until),
    }


def off_duty_from(row: AnyRow) -> OffDuty:
    user, is_off, at, until = row
    return OffDuty(user, bool(is_off), moment(at), moment_or_none(until))


def observation_row(observation: Observation) -> Values:
    return {
        "id": observation.id,
        "at_us": micros(observation.at),
        "touchpoint": observation.touchpoint,
        "mood": observation.mood.value,
        "words": fit(observation.words),
        "by": observation.by,
        "by_name": fit(observation.by_name),
        "customer_id": observation.customer_id,
        "case_id": observation.case_id,
    }


def observation_from(row: AnyRow) -> Observation:
    id_, at, touchpoint, mood, words, by, by_name, customer_id, case_id = row
    return Observation(id_, moment(at), touchpoint, Mood(mood), words, by, by_name, customer_id, case_id)


def incident_row(incident: Incident) -> Values:
    return {
        "id": incident.id,
        "room": incident.room,
        "theme": incident.theme,
        "place": fit_or_none(incident.place),
        "opened_us": micros(incident.opened_at),
        "last_us": micros(incident.last_at),
        "cases": codec.encode_gathered(incident.cases),
    }


def incident_from(row: AnyRow) -> Incident:
    id_, room, theme, place, opened, last, cases = row
    return Incident(id_, room, theme, place, moment(opened), moment(last), codec.decode_gathered(cases))


def audited_row(audited: Audited) -> Values:
    return {
        "at_us": micros(audited.at),
        "actor": fit(audited.actor),
        "actor_name": fit_or_none(audited.actor_name),
        "action": fit(audited.action),
        "subject": fit(audited.subject),
        "allowed": int(audited.allowed),
        "detail": fit_or_none(audited.detail),
    }


def audited_from(row: AnyRow) -> Audited:
    """The line in a row of ``audit`` without its sequence."""
    at, actor, actor_name, action, subject, allowed, detail = row
    return Audited(moment(at), actor, actor_name, action, subject, bool(allowed), detail)
