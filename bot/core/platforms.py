"""What the platforms can do, as far as a decision depends on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.identity import Address


@dataclass(frozen=True, slots=True)
class Platform:
    """``one_message``: a survey lives in one message that is edited, not on a page that scrolls.

    ``forms``: a button can open a form; else staff reply to a prompt. ``thread_is_internal``: what staff
    write in an alert's thread stays with them; else it goes to the customer. ``bare_commands``: the slash is
    the platform's own, so a command may be typed as a mere word. ``whispers``: a command's answer can be
    shown to whoever gave it, and nobody else.
    """

    one_message: bool
    forms: bool
    thread_is_internal: bool
    bare_commands: bool = False
    whispers: bool = False


PLATFORMS: Mapping[str, Platform] = {
    "telegram": Platform(one_message=True, forms=False, thread_is_internal=False),
    "slack": Platform(
        one_message=True, forms=True, thread_is_internal=True, bare_commands=True, whispers=True
    ),
    "web": Platform(one_message=False, forms=True, thread_is_internal=True),
}


def platform_of(address: Address) -> Platform:
    """What can be done at this address; a platform that is not known is treated like the web."""
    return PLATFORMS.get(address.platform, PLATFORMS["web"])
