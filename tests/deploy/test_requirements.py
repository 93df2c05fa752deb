"""What an installation is made from: every dependency at one version, hashed, from no address."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
FILE = ROOT / "deploy" / "requirements.txt"
WORDS = FILE.read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
ASKED_FOR = [
    Requirement(one) for one in (*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["postgres"])
]


def entries() -> dict[str, tuple[Requirement, str]]:
    """By package: what is pinned, and its hashes. Where markers part several versions, the one for us."""
    here = {name: str(value) for name, value in default_environment().items()}
    found: dict[str, tuple[Requirement, str]] = {}
    for line in re.sub(r"#.*", "", WORDS).replace("\\\n", " ").splitlines():
        if line.strip():
            pin, _, hashes = line.partition(" --hash=")
            one = Requirement(pin.strip())
            if one.marker is None or one.marker.evaluate(here):
                found[canonicalize_name(one.name)] = (one, f"--hash={hashes}")
    return found


PINNED = entries()


@pytest.mark.parametrize("asked", ASKED_FOR, ids=lambda one: one.name)
def test_every_dependency_is_pinned_within_its_bounds(asked: Requirement) -> None:
    pin, _ = PINNED[canonicalize_name(asked.name)]  # missing: run `make requirements`
    (version,) = [one.version for one in pin.specifier]
    assert asked.specifier.contains(version, prereleases=True), "run `make requirements`"


def test_every_pin_is_one_version_with_hashes() -> None:
    for pin, hashes in PINNED.values():
        assert [one.operator for one in pin.specifier] == ["=="], pin
        assert re.fullmatch(r"(?:\s*--hash=sha256:[0-9a-f]{64}\s*)+", hashes), str(pin)


def test_no_address_and_no_option_stands_in_it() -> None:
    assert "://" not in WORDS
    assert "@ " not in WORDS
    assert not re.search(r"(?m)^\s*-(?!-hash=)", WORDS)
