"""Ask the open database of vulnerabilities (osv.dev) about every package that is pinned.

    python deploy/audit.py [FILE] [--ignore ID ...]

==  ==========================================================================================
0   it was looked up, and nothing is known against any of them
1   something is known: each is printed with where to read about it
2   it could not be looked up: no network, an answer that makes no sense, a line without a version
==  ==========================================================================================

"Nothing found" counts only from somebody who finds what is there: along with ours goes a version that is
known to be vulnerable, and an answer that holds nothing against that one is no answer. Nothing but the
standard library is needed.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

SERVICE = "https://api.osv.dev"
READ_MORE = "https://osv.dev/vulnerability"
KNOWN_BAD = ("jinja2", "2.4.1")
CLEAN, FOUND, UNKNOWN = 0, 1, 2
_TIMEOUT_S = 30.0
_PINNED = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^]]*\])?==([^\s;\\]+)")

Package = tuple[str, str]
"""Name and version."""


class Unknown(Exception):
    """It could not be looked up, and why."""


def pinned(text: str) -> list[Package]:
    """The packages of a requirements file. Raises Unknown for a line that pins none."""
    found = []
    for line in text.replace("\\\n", " ").splitlines():
        words = line.partition("#")[0].strip()
        if not words:
            continue
        one = _PINNED.match(words)
        if one is None:
            raise Unknown(f"this line pins no version: {words[:80]}")
        found.append((one[1], one[2]))
    if not found:
        raise Unknown("no package is pinned there")
    return found


def asked(service: str, packages: Sequence[Package]) -> list[list[str]]:
    """What is known against each, by its ids. Raises Unknown."""
    queries = [
        {"package": {"ecosystem": "PyPI", "name": name}, "version": version} for name, version in packages
    ]
    request = urllib.request.Request(  # noqa: S310 - the scheme is looked at below
        f"{service}/v1/querybatch",
        data=json.dumps({"queries": queries}).encode(),
        headers={"Content-Type": "application/json"},
    )
    if request.type not in {"https", "http"}:
        raise Unknown(f"{service}: is no address to ask at")
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as answer:  # noqa: S310 - as above
            said = json.load(answer)
        results = [[str(one["id"]) for one in result.get("vulns", ())] for result in said["results"]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unknown(f"{service} gives no answer that can be used ({error!r})") from None
    if len(results) != len(packages):
        raise Unknown(f"{service} answers {len(results)} of {len(packages)} questions")
    return results


def audited(service: str, packages: Sequence[Package]) -> list[tuple[Package, list[str]]]:
    """Those that something is known against. Raises Unknown."""
    *results, known_bad = asked(service, [*packages, KNOWN_BAD])
    if not known_bad:
        raise Unknown(
            f"{service} knows nothing against {' '.join(KNOWN_BAD)}: it does not know what there is"
        )
    return [(package, ids) for package, ids in zip(packages, results, strict=True) if ids]


def main(arguments: Sequence[str] | None = None) -> int:
    """Do it; returns the exit status."""
    parser = argparse.ArgumentParser(description="Look up known vulnerabilities of what is pinned.")
    here = Path(__file__).with_name("requirements.txt")
    parser.add_argument(
        "file", nargs="?", type=Path, default=here, help="default: requirements.txt beside this"
    )
    parser.add_argument(
        "--ignore", action="append", default=[], metavar="ID", help="one that does not concern us"
    )
    parser.add_argument("--service", default=SERVICE, metavar="URL", help=f"default: {SERVICE}")
    options = parser.parse_args(arguments)
    try:
        packages = pinned(options.file.read_text("utf-8"))
        bad = audited(options.service.rstrip("/"), packages)
    except (OSError, Unknown) as error:
        print(f"NOT LOOKED UP: {error}", file=sys.stderr)
        return UNKNOWN
    left = [(package, [one for one in ids if one not in options.ignore]) for package, ids in bad]
    for (name, version), ids in left:
        for one in ids:
            print(f"{name} {version}: {READ_MORE}/{one}")
    found = sum(len(ids) for _, ids in left)
    print(f"{len(packages)} packages looked up, {found} known vulnerabilities", file=sys.stderr)
    return FOUND if found else CLEAN


if __name__ == "__main__":
    sys.exit(main())
