"""What happened, in order: what people did, what was acknowledged, what platforms were asked and showed.

Each entry is a plain mapping with ``t`` and ``at`` (seconds since the beginning, the true time):

* ``did``: somebody did something (``key``, ``who``, ``kind``, ``meant``)
* ``acked``: the platform was told that it is taken (``key``)
* ``shown``: a platform delivered a message (``id``, ``room``, ``purpose``, ``about``, ``target`` …, ``by``)
* ``dropped``: it was asked to once more, and knew it already (``id``, ``by``)
* ``failed``: a send that the platform did not answer with a receipt (``id``, ``how``, ``by``)
* ``killed``, ``started``, ``frozen``: of a process (``by``, ``where``)
* ``clock``: its clock is off from now on (``off_s``); ``disk``, ``platform``: from now on (``is``)
* ``blocked``, ``unblocked``: a customer and the bot (``who``)
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

Entry = Mapping[str, Any]


class History:
    """Only grows. ``digest`` is the same for the same history, and for no other."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def add(self, t: str, at_s: float, **told: Any) -> Entry:
        entry = {"t": t, "at": round(at_s, 6), **told}
        self.entries.append(entry)
        return entry

    def digest(self) -> str:
        """64 hexadecimal digits."""
        found = hashlib.sha256()
        for entry in self.entries:
            found.update(json.dumps(entry, sort_keys=True, ensure_ascii=False).encode() + b"\n")
        return found.hexdigest()
