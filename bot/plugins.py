"""Adapters of somebody else's, by the entry point group ``feedback_bot.adapters``.

A package offers one by its name, which is that of its section, and of the platform in every address::

    [project.entry-points."feedback_bot.adapters"]
    lines = "feedback_lines:PLUGIN"

What stands there is a ``Plugin``. It is loaded where the configuration has a section ``[adapters.lines]``,
whose keys are the adapter's own. The names of ours stand first: nobody takes one of them.
docs/adapters.md shows one from beginning to end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, BinaryIO, Protocol

from bot.core.errors import EvidenceLost, OperatorError
from bot.core.ports import Clock, Deliver, EvidenceSource, Render, Sender, Source

if TYPE_CHECKING:
    from aiohttp import web

GROUP = "feedback_bot.adapters"
OURS = frozenset({"telegram", "slack", "web", "webhook", "language_model", "shop"})

Keys = Mapping[str, object]
"""A section as the file has it. What is ``{env = …}`` or ``{file = …}`` there is a ``Secret`` here: no log
shows it, and ``reveal()`` gives it."""


class ChatAdapter(Sender, Source, Protocol):
    """An adapter for a platform that somebody else runs."""

    @property
    def evidence(self) -> EvidenceSource: ...

    def routes(self) -> list[web.AbstractRouteDef]: ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an adapter of somebody else's is given. ``languages``: those of the business, its own first."""

    deliver: Deliver
    clock: Clock
    render: Render
    languages: tuple[str, ...]


def _nothing_wrong(_keys: Keys) -> Iterable[tuple[str, str]]:
    return ()


def _no_link(_keys: Keys) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Plugin:
    """What an entry point names.

    ``problems`` says what is wrong with the section, as (key, what to do); it is asked before ``make``,
    without a network. ``link`` is where a customer gets into a chat there, with ``{token}`` in the place of
    what the adapter hands in as a LinkOpened; None where there is no such link.
    """

    make: Callable[[Keys, Surroundings], ChatAdapter]
    problems: Callable[[Keys], Iterable[tuple[str, str]]] = _nothing_wrong
    link: Callable[[Keys], str | None] = _no_link


class NoEvidence:
    """For a platform on which nobody sends files."""

    async def fetch(self, reference: str, into: BinaryIO, most: int) -> None:  # noqa: ARG002 - the port says so
        """Raises EvidenceLost."""
        raise EvidenceLost("gone")


def offered() -> dict[str, EntryPoint]:
    """Those that installed packages offer, by name."""
    return {one.name: one for one in entry_points(group=GROUP) if one.name not in OURS}


def plugin(name: str) -> Plugin:
    """The one of this name. Raises OperatorError naming what there is, or why it cannot be loaded."""
    known = offered()
    if name not in known:
        there_is = f"there are: {', '.join(sorted(known))}" if known else "no installed package offers any"
        raise OperatorError(f"no adapter {name!r} is installed; {there_is}")
    try:
        found = known[name].load()
    except Exception as error:
        raise OperatorError(f"the adapter {name!r} cannot be loaded: {error}") from error
    if not isinstance(found, Plugin):
        what = type(found).__name__
        raise OperatorError(f"{known[name].value} is a {what}, where bot.plugins.Plugin is needed")
    return found


def made(name: str, keys: Keys, given: Surroundings) -> ChatAdapter:
    """The adapter of this section. Raises OperatorError where it cannot be made."""
    try:
        return plugin(name).make(keys, given)
    except OperatorError:
        raise
    except Exception as error:
        raise OperatorError(f"the adapter {name!r} cannot be made: {error}") from error
