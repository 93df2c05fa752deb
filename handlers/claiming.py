"""A role is claimed: by a link, or by its word typed after ``claim``. The first who says it has it, once.

On the web nobody is known for long, so that no role is claimed there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from bot.core.audit import Audited
from bot.core.claims import PREFIX, Claim, Grant
from bot.core.effects import Effect, Line, Save
from bot.core.events import CommandGiven, LinkOpened
from bot.core.identity import Role
from bot.core.ports import Needs
from bot.core.settings import Settings
from bot.core.view import View
from handlers.asking import slash
from handlers.places import told_there

COMMAND = "claim"


def is_claim(token: str) -> bool:
    """Whether a link's token is one that a role is claimed by."""
    return token.startswith(PREFIX)


def claim_hash(word: str) -> str:
    """All that is stored of the word, with what it begins with in a link or without."""
    return sha256(word.strip().lower().removeprefix(PREFIX).encode()).hexdigest()


def needs_of(event: LinkOpened | CommandGiven, _settings: Settings) -> Needs:
    """The claim by its word; in a room none is heard."""
    word = event.token if isinstance(event, LinkOpened) else event.argument
    return Needs(claims=() if event.address.room else (claim_hash(word),))


def opened(event: LinkOpened, view: View) -> Sequence[Effect]:
    """The link that the operator's machine printed."""
    return _claimed(event, event.token, view)


def given(event: CommandGiven, view: View) -> Sequence[Effect]:
    """``claim WORD``, in somebody's own chat; elsewhere others would read it."""
    if event.address.room:
        return []
    return _claimed(event, event.argument, view)


def _claimed(event: LinkOpened | CommandGiven, word: str, view: View) -> Sequence[Effect]:
    claim, address = view.claim(claim_hash(word)), event.address
    problem = _problem(claim, address.user, address.platform, view)
    audited = Audited(
        at=view.now,
        actor=address.user,
        actor_name=event.sender_name,
        action=COMMAND,
        subject="",
        allowed=problem is None,
        detail=problem,
    )
    if claim is None or problem is not None:
        return [Save(audited), told_there(view, address, "reply", COMMAND, Line(problem or "claim.unknown"))]
    granted = [Save(Grant(address.user, role, view.now)) for role in claim.roles]
    lines = [Line(f"claim.done.{_named(claim)}", {"business": view.settings.business})]
    lines.append(Line("claim.next", {"slash": slash(view, address)}))
    return [
        Save(replace(claim, claimed_by=address.user)),
        *granted,
        Save(audited),
        told_there(view, address, "reply", COMMAND, *lines),
    ]


def _problem(claim: Claim | None, user: str, platform: str, view: View) -> str | None:
    """Why nothing comes of it, as a text's key. Only its owner learns that a word was used."""
    if platform == "web":
        return "claim.not_here"
    if claim is None or claim.claimed_by not in {None, user}:
        return "claim.unknown"
    if claim.claimed_by == user:
        return "claim.already"
    return "claim.expired" if view.now >= claim.expires_at else None


def _named(claim: Claim) -> str:
    """What one has become: a manager, staff, or both."""
    if len(claim.roles) > 1:
        return "both"
    return "managers" if Role.MANAGER in claim.roles else "staff"
