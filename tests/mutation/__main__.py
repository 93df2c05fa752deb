"""``python -m tests.mutation [signatures] [statistics] [outbox]``: would our tests notice?

Each small fault (``tests/mutation/mutants.py``) is put into the module, one at a time and in memory only, and
the tests that speak of it are run until the first fails. A fault that none notices survives, and is printed.
This is no part of the suite: it takes minutes. What came of it, with a reason for every survivor, is in
docs/testing.md.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import multiprocessing
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from tests.mutation.mutants import Mutant, mutants

ROOT = Path(__file__).parents[2]
_EXAMPLES = (5, 50)  # of each property, at first and then
_QUICKLY = ("-x", "-q", "-n0", "-pno:cacheprovider", "-Wignore::pytest.PytestAssertRewriteWarning")


@dataclass(frozen=True, slots=True)
class Target:
    """A module, the tests that speak of it, and what may be imported before the fault is in."""

    module: str
    tests: tuple[str, ...]
    before: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        return ROOT / (self.module.replace(".", "/") + ".py")


TARGETS = {
    "signatures": Target("bot.core.signatures", ("tests/core/test_signatures.py",), ("standardwebhooks",)),
    "statistics": Target(
        "bot.core.statistics",
        ("tests/core/test_statistics_edges.py", "tests/core/test_statistics.py"),
        ("numpy", "scipy.stats"),
    ),
    "outbox": Target(
        "storage.outbox",
        ("tests/storage/test_outbox.py", "tests/delivery/test_courier_on_sqlite.py"),
        ("alembic.command", "aiosqlite", "sqlalchemy.ext.asyncio", "storage.rows", "storage.leases"),
    ),
}


class _Instead(MetaPathFinder, InspectLoader):
    """Imports this source where the target's module is asked for."""

    def __init__(self, target: Target, source: str) -> None:
        self._target, self._source = target, source

    def find_spec(
        self, fullname: str, _path: object = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self._target.module:
            return None
        return importlib.util.spec_from_loader(fullname, self, origin=str(self._target.path))

    def get_source(self, _fullname: str) -> str:
        return self._source


def _tests_pass(target: Target, source: str, examples: int) -> None:
    """In a process of its own, which ends with 0 if no test fails."""
    import pytest
    from hypothesis import Phase, settings

    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    sys.meta_path.insert(0, _Instead(target, source))
    settings.register_profile(
        "mutation",
        deadline=None,
        database=None,
        derandomize=True,
        max_examples=examples,
        phases=(Phase.explicit, Phase.generate),
    )
    found = pytest.main([*_QUICKLY, "-knot postgresql", "--hypothesis-profile=mutation", *target.tests])
    os._exit(int(found))


def survives(target: Target, source: str, patience_s: float) -> bool:
    """Whether the tests pass in that time; tests that do not come to an end have noticed too.

    Most faults are noticed with few examples already; what is not is tried with as many as ever.
    """
    return all(_passes(target, source, examples, patience_s) for examples in _EXAMPLES)


def _passes(target: Target, source: str, examples: int, patience_s: float) -> bool:
    process = multiprocessing.get_context("fork").Process(target=_tests_pass, args=(target, source, examples))
    process.start()
    process.join(patience_s)
    if process.is_alive():
        process.kill()
        process.join()
    return process.exitcode == 0


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _try(target: Target, some: Sequence[Mutant]) -> Counter[bool]:
    for name in ("pytest", "hypothesis", *target.before):
        importlib.import_module(name)
    began = time.monotonic()
    if not survives(target, target.path.read_text("utf-8"), 600):
        raise SystemExit(f"{target.module}: its tests fail as it is")
    patience_s = 10 + 4 * (time.monotonic() - began)
    survived: Counter[bool] = Counter()
    for mutant in some:
        is_alive = survives(target, mutant.source, patience_s)
        survived[is_alive] += 1
        _say(f"{'SURVIVED' if is_alive else 'killed  '} {target.path.relative_to(ROOT)}:{mutant}")
    return survived


def main() -> int:
    """Print every fault and what became of it; ends with 1 if fewer than the wanted share were noticed."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument(
        "target", nargs="*", choices=[[], *TARGETS], help=f"of {', '.join(TARGETS)}; else all"
    )
    parser.add_argument("--sample", type=int, metavar="N", help="N faults of each, drawn by lot")
    parser.add_argument("--lines", metavar="FROM-TO", help="only faults in these lines")
    parser.add_argument("--least", type=float, default=0.85, help="the share to be noticed, 0..1")
    wanted = parser.parse_args()
    enough = True
    for name in wanted.target or TARGETS:
        target = TARGETS[name]
        every = [*mutants(target.path.read_text("utf-8"))]
        if wanted.lines:
            first, last = map(int, wanted.lines.split("-"))
            every = [one for one in every if first <= one.line <= last]
        if wanted.sample is not None and wanted.sample < len(every):
            every = random.Random(1).sample(every, wanted.sample)
        began = time.monotonic()
        survived = _try(target, every)
        share = survived[False] / max(1, survived.total())
        enough = enough and share >= wanted.least
        took_s = time.monotonic() - began
        _say(f"{name}: {survived.total()} faults, {survived[False]} noticed ({share:.1%}), in {took_s:.0f} s")
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main())
