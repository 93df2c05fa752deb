"""The faults that are put in, and that tests which notice are told from tests which do not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutation.mutants import mutants

ROOT = Path(__file__).parents[2]


def faults(source: str) -> set[tuple[str, str]]:
    return {(one.before, one.after) for one in mutants(source)}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = a < b", {"a <= b", "a >= b"}),
        ("x = a == b", {"a != b"}),
        ("x = a is None", {"a is not None"}),
        ("x = a in b", {"a not in b"}),
        ("x = a and b", {"a or b"}),
        ("x = not a", {"a"}),
        ("x = a + b", {"a - b"}),
        ("x = a @ b", set()),
        ("x = 5", {"6"}),
        ("x = True", {"False"}),
        ("x = 'us'", {"'usx'"}),
        ("x = b'%d'", {"b'%dx'"}),
        ("x = None", set()),
        ("x = min(a)", {"max"}),
        ("x = func.max(a)", {"func.min"}),
        ("x = a.where(b, c)", {"a.where(b)", "a.where(c)"}),
        ("x = f(a).limit(b)", {"f(a)"}),
        ("x = a if b else c", {"a if not b else c"}),
        ("x = [a for a in b if a]", {"for a in b"}),
        ("if a:\n    f()", {"if not a: f()"}),
        ("def f():\n    a = g()", {"pass"}),
        ("def f():\n    return a", {"return None"}),
        ("def f():\n    raise ValueError('not this')", {"pass"}),
        ("def f(a: int | None) -> 'A':\n    'words'\n    g()", {"pass"}),
        ("@f(True)\nclass A:\n    'words'\n    a: int", set()),
    ],
)
def test_each_fault_is_one_slip_of_the_hand(source: str, expected: set[str]) -> None:
    assert {after for _, after in faults(source)} == expected


def test_a_fault_names_its_line_and_is_in_the_source_once() -> None:
    first, second = [one for one in mutants("a = b\nc = 1 < d") if "<" in one.before]
    assert str(first) == "2: 1 < d → 1 <= d"
    assert second.source == "a = b\nc = 1 >= d"


TRIED = """
import sys
from tests.mutation.__main__ import Target, survives
target = Target("bot.core.signatures", (sys.argv[1],))
sys.exit(not survives(target, "TOLERANCE_S = 299", 30))
"""


@pytest.mark.parametrize(("least", "survives"), [(299, False), (0, True)])
def test_what_a_test_notices_is_told_from_what_it_does_not(
    tmp_path: Path, least: int, survives: bool
) -> None:
    test = tmp_path / "test_tolerance.py"
    test.write_text(
        f"from bot.core.signatures import TOLERANCE_S\n\ndef test_it(): assert TOLERANCE_S > {least}\n",
        "utf-8",
    )
    done = subprocess.run([sys.executable, "-c", TRIED, str(test)], cwd=ROOT, check=False)
    assert (done.returncode == 0) is survives
