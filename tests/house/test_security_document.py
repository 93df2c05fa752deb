"""The threat model names its proofs, and the role table is the one that the code goes by."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from bot.core.identity import Role
from bot.core.permissions import TABLE, Place
from bot.http import rates

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "security.md"
WORDS = DOCUMENT.read_text("utf-8")
PROOFS = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", WORDS)))
ROLES = (Role.CUSTOMER, Role.STAFF, Role.MANAGER)
PLACES = {
    Place.CHAT: "own chat",
    Place.STAFF_ROOM: "staff room",
    Place.MANAGERS_ROOM: "managers' room",
    Place.ELSEWHERE: "other rooms",
}


def role_table() -> list[str]:
    """The rows of the table in the document; commands that are alike stand in one."""
    rows: dict[tuple[str, ...], list[str]] = {}
    for command, row in TABLE.items():
        cells = tuple(
            ", ".join(name for place, name in PLACES.items() if place in row.get(role, ())) or "–"
            for role in ROLES
        )
        rows.setdefault(cells, []).append(f"`{command}`")
    return [f"| {' '.join(sorted(commands))} | {' | '.join(cells)} |" for cells, commands in rows.items()]


@pytest.mark.parametrize(("file", "name"), PROOFS)
def test_every_proof_that_is_named_is_a_test(file: str, name: str) -> None:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    found = {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)}
    assert name in found


def test_every_threat_has_an_answer_and_a_proof() -> None:
    threats = [row for row in WORDS.splitlines() if re.match(r"\| T\d+ ", row)]
    assert len(threats) >= 25
    for row in threats:
        number, threat, answer, proof = row.split(" | ")
        assert threat, number
        assert answer, number
        assert re.search(r"`tests/[\w/]+\.py::\w+`", proof), number


def test_the_role_table_is_the_one_that_the_code_goes_by() -> None:
    shown = [row for row in WORDS.splitlines() if row.startswith("| `")]
    wanted = role_table()
    assert [row for row in shown if row in wanted] == wanted, "\n".join(wanted)
    commands = set(re.findall(r"`(\w+)`", " ".join(row.split(" | ")[0] for row in wanted)))
    assert commands == set(TABLE)


def test_the_rates_are_those_that_the_code_goes_by() -> None:
    for route, rate in rates.RATES.items():
        assert f"| `{route}` | {rate.burst:g} | {rate.per_s:g} |" in WORDS
    assert f"| everything else | {rates.OTHERWISE.burst:g} | {rates.OTHERWISE.per_s:g} |" in WORDS
