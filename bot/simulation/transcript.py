"""What the rooms have seen and what was said in them: append-only, one JSON object a line.

It is the platform's own memory, kept apart from the bot's database: a room that is shown a parcel a
second time drops it by its id, and what somebody said is said again until it was acknowledged. Kinds
of line (``t``):

* ``said``: somebody did something (``key``, ``at``, ``who``, ``meant``: what the checker may expect of it)
* ``acked``: the bot acknowledged it (``key``)
* ``shown``: a room shows a parcel (``id``, ``at``, ``room``, ``purpose``, ``about``, ``target``, ``lines`` …)
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

Entry = Mapping[str, Any]


class Transcript:
    """Lines in memory, and in a file when there is a folder for it."""

    def __init__(self, path: Path | None = None) -> None:
        self.entries: list[Entry] = []
        self.shown: dict[str, Entry] = {}
        self.said: dict[str, Entry] = {}
        self.acked: set[str] = set()
        self.put_aside: set[str] = set()  # questions whose message says that they wait
        self._file = None
        if path is not None:
            for entry in _whole_lines(path):
                self._remember(entry)
            self._file = path.open("a", encoding="utf-8", buffering=1)

    def append(self, entry: Entry) -> None:
        """Remember a line; it is handed to the operating system before this returns."""
        if self._file is not None:
            self._file.write(json.dumps(entry, ensure_ascii=False, separators=(",", ":")) + "\n")
        self._remember(entry)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def _remember(self, entry: Entry) -> None:
        self.entries.append(entry)
        match entry["t"]:
            case "shown":
                self.shown[entry["id"]] = entry
                if entry["purpose"] == "put_aside":
                    self.put_aside.add(entry.get("target", ""))
            case "said":
                self.said[entry["key"]] = entry
            case "acked":
                self.acked.add(entry["key"])


def _whole_lines(path: Path) -> Iterator[Entry]:
    """The lines of an earlier run; one that broke off in the middle is cut away."""
    if not path.exists():
        return
    raw = path.read_bytes()
    end = raw.rfind(b"\n") + 1
    if end != len(raw):
        with path.open("r+b") as file:
            file.truncate(end)
    for line in raw[:end].splitlines():
        yield json.loads(line)
