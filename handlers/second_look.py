"""A reply that may sound blaming, or promises too much, goes out once its writer has looked at it again.

In a form the warning stands above what was typed, and what is sent again unchanged goes out: the form then
carries the mark of the words that were warned of. Where the words were a message they are held in the case's
log, and a button in the alert's thread sends them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.callbacks import CasePressed, case_data
from bot.core.effects import Button, Effect, Line, Reply, Save, form_json
from bot.core.identity import Address
from bot.core.recovery import Case, CaseEntry, log
from bot.core.tone import ToneWarning, mark_of, warnings_in
from bot.core.view import View
from handlers import alerts

_SEND_ANYWAY = Line("tone.send_anyway")


def warnings_of(words: str, view: View) -> tuple[ToneWarning, ...]:
    """What is to be said of these words before they go out, where the operator wants that."""
    return warnings_in(words) if view.settings.mind_tone else ()


def was_taken(words: str, pressed: CasePressed) -> bool:
    """Whether their writer has seen what there is to say of just these words."""
    return pressed.warned == mark_of(words)


def listed(warnings: Sequence[ToneWarning]) -> str:
    """The words that were found, for the log."""
    return "; ".join(f"{one.kind}: {', '.join(one.words)}" for one in warnings)


def in_form(case: Case, words: str, warnings: Sequence[ToneWarning], view: View) -> list[Effect]:
    """The form once more, with the warning, and ready to send the same words."""
    anew = replace(alerts.button(case, "reply", view), data=case_data(case.id, "reply", mark_of(words)))
    text = {"key": "tone.in_form", "values": {"warning": _warning(warnings).json}}
    return [Reply({"ok": False, "text": text, "form": form_json(anew, _SEND_ANYWAY)})]


def in_thread(
    case: Case, words: str, warnings: Sequence[ToneWarning], address: Address, view: View
) -> list[Effect]:
    """The words are held, and said in the alert's thread: send them, or write others.

    An answer to that is a reply to the customer, like one to the prompt.
    """
    held, entry = log(case, "held", view.now, address.user, words)
    send = Button(_SEND_ANYWAY, case_data(case.id, "send", str(entry.number)))
    anew = replace(alerts.button(case, "reply", view), label=Line("tone.anew"))
    asked = alerts.in_thread(
        case, "prompt", case_data(case.id, "reply"), _warning(warnings), view, rows=((send, anew),)
    )
    return [Save(held), Save(entry), asked, Reply({"ok": True})]


def held(pressed: CasePressed, view: View) -> tuple[CaseEntry | None, bool]:
    """The line of the log that holds a reply, if it does, and whether that has been sent since."""
    later = view.case_entries(pressed.case_id, number_of(pressed))
    first = later[0] if later and later[0].number == number_of(pressed) else None
    if first is None or first.kind != "held":
        return None, False
    return first, any(one.kind == "replied" and one.text == first.text for one in later)


def number_of(pressed: CasePressed) -> int:
    """The line of the log that is meant; 0, which is none, for what no button of ours carries."""
    number = pressed.held or ""
    return int(number) if number.isdecimal() and len(number) < 10 else 0


def _warning(warnings: Sequence[ToneWarning]) -> Line:
    quoted = {one.kind: ", ".join(f"“{words}”" for words in one.words) for one in warnings}
    kind = "both" if len(quoted) > 1 else next(iter(quoted))
    return Line(f"tone.warning.{kind}", dict(quoted))
