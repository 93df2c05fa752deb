"""From what a batch decided to rows: an upsert of many for each kind of fact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, update

from bot.core.conversation import Answer, Invitation
from bot.core.effects import DigestRun
from bot.core.settings import Settings
from bot.core.view import Changes, Rows
from storage import beliefs as belief_rows
from storage import books as book_rows
from storage import case_rows, granting, improvement_rows, rollups, rooms, rows
from storage.rows import Columns
from storage.statements import Values, run_many
from storage.tables import (
    addresses,
    answers,
    audit,
    beliefs,
    books,
    case_entries,
    cases,
    claims,
    contributors,
    customers,
    digest_runs,
    gestures,
    grants,
    improvements,
    incidents,
    invitations,
    links,
    moved_rooms,
    observations,
    off_duty,
    pauses,
    promises,
    purchases,
    suppressions,
)
from storage.upserts import insert, upsert

RunKey = tuple[str, str]
"""A digest's name and its local date."""

_CONTACT_COLUMNS = ("customer_id", "reachable", "stray")  # the lease beside them is the outbox's
_REMOVE_ANSWER = delete(answers).where(
    answers.c.invitation_id == bindparam("of_invitation"), answers.c.question == bindparam("of_question")
)
_UPDATES = {
    table: update(table).where(table.c.id == bindparam("of_id")) for table in (customers, invitations)
}


def save(connection: Connection, changes: Changes, before: Rows, settings: Settings) -> None:
    """Save the facts. ``before`` holds customers, invitations and digest runs as they were loaded.

    Rows go in by key, so that two processes never wait for each other in a circle; cases in the order they
    were decided, so that one is closed before the customer's next is opened. Rollups come last: they are what
    everybody touches.
    """
    _save_facts(connection, customers, rows.CUSTOMER, before.customers, changes.customers)
    contacts = [rows.contact_row(changes.contacts[key]) for key in sorted(changes.contacts)]
    _upsert(connection, addresses, contacts, _CONTACT_COLUMNS)
    _upsert(connection, links, [rows.link_row(changes.links[key]) for key in sorted(changes.links)])
    _upsert(
        connection,
        purchases,
        [rows.purchase_row(changes.purchases[key]) for key in sorted(changes.purchases)],
    )
    counts = _save_invitations(connection, changes, before.invitations, settings)
    _insert(connection, suppressions, map(rows.suppression_row, changes.suppressions))
    _save_recovery(connection, changes)
    _save_improvements(connection, changes)
    _save_digest_runs(connection, before.digest_runs, changes.digest_runs)
    _upsert(connection, moved_rooms, [*map(rows.moved_room_row, changes.moved_rooms)])
    _upsert(connection, pauses, [rows.pause_row(changes.pause)] if changes.pause else [])
    _upsert(connection, claims, [granting.claim_row(changes.claims[key]) for key in sorted(changes.claims)])
    _upsert(connection, grants, [granting.grant_row(changes.grants[key]) for key in sorted(changes.grants)])
    rooms.forget_messages(connection, changes.moved_rooms)
    rollups.add(connection, counts)


def _save_digest_runs(
    connection: Connection, before: Mapping[RunKey, DigestRun], runs: Mapping[RunKey, DigestRun]
) -> None:
    """One that was not there must be new: another process may have written it meanwhile."""
    _insert(
        connection,
        digest_runs,
        [rows.digest_run_row(runs[key]) for key in sorted(runs.keys() - before.keys())],
    )
    _upsert(
        connection,
        digest_runs,
        [rows.digest_run_row(runs[key]) for key in sorted(runs.keys() & before.keys())],
    )


def _save_recovery(connection: Connection, changes: Changes) -> None:
    """Save cases, and what belongs to them."""
    _upsert(connection, cases, [case_rows.case_row(case) for case in changes.cases.values()])
    _insert(connection, case_entries, map(case_rows.case_entry_row, changes.case_entries))
    kept: tuple[tuple[Table, Callable[[Any], Values], Mapping[str, object]], ...] = (
        (promises, case_rows.promise_row, changes.promises),
        (gestures, case_rows.gesture_row, changes.gestures),
        (off_duty, case_rows.off_duty_row, changes.off_duty),
        (observations, case_rows.observation_row, changes.observations),
        (incidents, case_rows.incident_row, changes.incidents),
        (beliefs, belief_rows.belief_row, changes.beliefs),
    )
    for table, row, facts in kept:
        _upsert(connection, table, [row(facts[key]) for key in sorted(facts)])
    _upsert(connection, books, [*map(book_rows.book_row, changes.books.values())])
    _insert(connection, audit, map(case_rows.audited_row, changes.audited))


def _save_improvements(connection: Connection, changes: Changes) -> None:
    """Save improvements, then who raised them."""
    kept = [changes.improvements[id_] for id_ in sorted(changes.improvements)]
    _upsert(connection, improvements, [improvement_rows.improvement_row(one) for one in kept])
    raised = [changes.contributors[key] for key in sorted(changes.contributors)]
    _upsert(connection, contributors, [improvement_rows.contributor_row(one) for one in raised])


def _save_invitations(
    connection: Connection, changes: Changes, before: Mapping[str, Invitation], settings: Settings
) -> dict[rollups.Key, rollups.Count]:
    """Save invitations and answers; what that adds to the rollups."""
    saved: dict[str, Invitation] = {}
    given: list[Values] = []
    removed: list[Values] = []
    counted: list[rollups.Change] = []
    for id_ in sorted(changes.invitations):
        was = before.get(id_)
        invitation = saved[id_] = rollups.keep_first_times(was, changes.invitations[id_])
        known = () if was is None else was.answers
        given.extend(_new_answers(id_, known, invitation.answers))
        removed.extend(_removed_answers(id_, known, invitation.answers))
        headline = rollups.headline_of(settings, invitation)
        counted.extend(rollups.changes(was, invitation, settings.zone, headline))
    _save_facts(connection, invitations, rows.INVITATION, before, saved)
    _upsert(connection, answers, given)
    run_many(connection, _REMOVE_ANSWER, removed)
    return rollups.summed_up(counted)


def _new_answers(id_: str, known: tuple[Answer, ...], given: tuple[Answer, ...]) -> Iterable[Values]:
    for position, answer in enumerate(given):
        if position >= len(known) or known[position] != answer:
            yield rows.answer_row(id_, position, answer)


def _removed_answers(id_: str, known: tuple[Answer, ...], given: tuple[Answer, ...]) -> Iterable[Values]:
    kept = {answer.question for answer in given}
    for answer in known:
        if answer.question not in kept:
            yield {"of_invitation": id_, "of_question": answer.question}


def _save_facts(
    connection: Connection,
    table: Table,
    columns: Columns,
    before: Mapping[str, object],
    after: Mapping[str, object],
) -> None:
    """Of facts that were loaded only the columns that differ, together those in which the same ones do."""
    new: list[Values] = []
    changed: dict[tuple[str, ...], list[Values]] = defaultdict(list)
    for id_ in sorted(after):
        was = before.get(id_)
        if was is None:
            new.append(columns.row(after[id_]))
        elif values := columns.changes(was, after[id_]):
            changed[tuple(values)].append({"of_id": id_, **values})
    _upsert(connection, table, new)
    for updated in changed.values():
        run_many(connection, _UPDATES[table], updated)


def _upsert(connection: Connection, table: Table, new: list[Values], columns: tuple[str, ...] = ()) -> None:
    run_many(connection, upsert(connection.dialect.name, table, columns), new)


def _insert(connection: Connection, table: Table, new: Iterable[Values]) -> None:
    run_many(connection, insert(connection.dialect.name, table), list(new))
