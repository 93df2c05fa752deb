"""Which texts of the catalogue the pages need: they hold no prose of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core.effects import Line
from bot.core.ports import Render

# Each word is the text ui.WORD; the names beside it stay in braces, for the page to fill in.
CHAT_WORDS: Mapping[str, tuple[str, ...]] = {
    "begin_with": (),
    "cancel": (),
    "choose": (),
    "earlier": ("n",),
    "edited": (),
    "empty": (),
    "link_gone": (),
    "link_gone_title": (),
    "new_messages": (),
    "not_sent": (),
    "offline": (),
    "open_chat": (),
    "required": (),
    "send": (),
    "sending": (),
    "submit": (),
    "suggestions": (),
    "write": (),
}

DEMO_WORDS: Mapping[str, tuple[str, ...]] = {
    "demo_bought": ("name", "product"),
    "demo_break": (),
    "demo_buy": (),
    "demo_buyer": (),
    "demo_clock": (),
    "demo_controls": (),
    "demo_failed": (),
    "demo_history": ("percent",),
    "demo_lead": (),
    "demo_managers": (),
    "demo_mend": (),
    "demo_network_down": (),
    "demo_phone": (),
    "demo_phone_idle": (),
    "demo_restart": (),
    "demo_restarting": (),
    "demo_shop": (),
    "demo_skip_day": (),
    "demo_skip_hour": (),
    "demo_staff": (),
    "demo_title": (),
    "demo_twice": (),
    "demo_unread": (),
}


def words_in(language: str, wanted: Mapping[str, tuple[str, ...]], render: Render) -> dict[str, str]:
    """The wanted words in one language."""
    return {
        word: render(Line(f"ui.{word}", {name: f"{{{name}}}" for name in names}), language)
        for word, names in wanted.items()
    }


def preferred_language(accept_language: str, available: Sequence[str]) -> str:
    """The available language that a browser's Accept-Language header likes best, else the first one."""
    return spoken_language(accept_language, available) or available[0]


def spoken_language(accept_language: str, available: Sequence[str]) -> str | None:
    """The available language that a browser's Accept-Language header likes best; None where it likes none."""
    ranked: list[tuple[float, int, str]] = []
    for position, part in enumerate(accept_language.split(",")[:20]):
        tag, _, weight = part.strip().partition(";q=")
        try:
            ranked.append((-float(weight or 1), position, tag.split("-")[0].lower()))
        except ValueError:
            continue
    return next((tag for _, _, tag in sorted(ranked) if tag in available), None)
