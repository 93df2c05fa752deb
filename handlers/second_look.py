"""A reply that may sound blaming, or promises something, goes out once its writer has looked at it again.

In a form what there is to say stands above what was typed, and what is sent again unchanged goes out: the
form then carries the mark of the words that were looked at. Where the words were a message those that may
sound blaming are held in the case's log, and a button in the alert's thread sends them. A date that a message
seems to promise holds nothing up: it is asked about once the message is out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.callbacks import CasePressed, case_data
from bot.core.effects import Button, Effect, Line, Reply, Save, form_json
from bot.core.identity import Address, Customer
from bot.core.promise_words import Hint
from bot.core.recovery import Case, log
from bot.core.tone import ToneWarning, mark_of, warnings_in
from bot.core.view import View
from handlers import alerts, case_buttons, case_forms

_SEND_ANYWAY = Line("tone.send_anyway")
HELD = "held"
"""The line of the log that holds a reply until its writer says that it goes out."""
_HELD_WITH_DATE = "held_with_date"
TRANSLATED = "translated"
"""The line of the log that holds what a machine made of a held reply: "NUMBER words"."""


def warnings_of(words: str, view: View) -> tuple[ToneWarning, ...]:
    """What is to be said of these words before they go out, where the operator wants that."""
    return warnings_in(words) if view.settings.mind_tone else ()


def warning_lines(words: str, view: View) -> tuple[Line, ...]:
    """What is to be said of them, to stand below them."""
    warnings = warnings_of(words, view)
    return (_warning(warnings),) if warnings else ()


def was_taken(words: str, pressed: CasePressed) -> bool:
    """Whether their writer has seen what there is to say of just these words."""
    return pressed.warned == mark_of(words)


def listed(warnings: Sequence[ToneWarning]) -> str:
    """The words that were found, for the log."""
    return "; ".join(f"{one.kind}: {', '.join(one.words)}" for one in warnings)


def in_form(
    case: Case,
    customer: Customer,
    words: str,
    warnings: Sequence[ToneWarning],
    hint: Hint | None,
    view: View,
) -> list[Effect]:
    """The form once more, with what there is to say, the date filled in, and ready to send the same words."""
    asked = case_forms.reply(case, customer, view, hint)
    anew = replace(asked, data=case_data(case.id, "reply", mark_of(words)))
    if warnings and hint:
        text = _nested("tone.and_promise", warning=_warning(warnings), words=hint.words)
    elif warnings:
        text = _nested("tone.in_form", warning=_warning(warnings))
    else:
        text = _nested("promise.in_form", words=hint.words if hint else "")
    return [Reply({"ok": False, "text": text, "form": form_json(anew, _SEND_ANYWAY if warnings else None)})]


def in_thread(
    case: Case,
    words: str,
    due_at: datetime | None,
    warnings: Sequence[ToneWarning],
    address: Address,
    view: View,
) -> list[Effect]:
    """The words are held, with the date that they promise, and said in the alert's thread: send them, or
    write others.

    An answer to that is a reply to the customer, like one to the prompt.
    """
    kind, text = (HELD, words) if due_at is None else (_HELD_WITH_DATE, f"{due_at.isoformat()} {words}")
    held, entry = log(case, kind, view.now, address.user, text)
    send = Button(_SEND_ANYWAY, case_data(case.id, "send", str(entry.number)))
    anew = replace(case_buttons.button(case, "reply"), label=Line("tone.anew"))
    asked = alerts.in_thread(
        case, "prompt", case_data(case.id, "reply"), _warning(warnings), view, rows=((send, anew),)
    )
    return [Save(held), Save(entry), asked, Reply({"ok": True})]


@dataclass(frozen=True, slots=True)
class Held:
    """A reply that waits for the word of its writer."""

    words: str
    due_at: datetime | None
    writer: str | None
    was_sent: bool


def held(pressed: CasePressed, view: View) -> Held | None:
    """The reply that a line of the log holds, if it does, and whether it has been sent since."""
    later = view.case_entries(pressed.case_id, number_of(pressed))
    first = later[0] if later and later[0].number == number_of(pressed) else None
    if first is None or first.text is None or first.kind not in {HELD, _HELD_WITH_DATE}:
        return None
    words, due_at = first.text, None
    if first.kind == _HELD_WITH_DATE:
        moment, _, words = first.text.partition(" ")
        due_at = datetime.fromisoformat(moment)
    either = {words, *translations(pressed, view)}
    was_sent = any(one.kind == "replied" and one.text in either for one in later)
    return Held(words, due_at, first.actor, was_sent)


def translations(pressed: CasePressed, view: View) -> list[str]:
    """What was made of the reply that a line of the log holds, the last one last."""
    number = number_of(pressed)
    lines = [one.text or "" for one in view.case_entries(pressed.case_id, number) if one.kind == TRANSLATED]
    return [line.partition(" ")[2] for line in lines if line.startswith(f"{number} ")]


def number_of(pressed: CasePressed) -> int:
    """The line of the log that is meant; 0, which is none, for what no button of ours carries."""
    number = pressed.held or ""
    return int(number) if number.isdecimal() and len(number) < 10 else 0


def _warning(warnings: Sequence[ToneWarning]) -> Line:
    quoted = {one.kind: ", ".join(f"“{words}”" for words in one.words) for one in warnings}
    kind = "both" if len(quoted) > 1 else next(iter(quoted))
    return Line(f"tone.warning.{kind}", dict(quoted))


def _nested(key: str, **values: Line | str) -> dict[str, object]:
    """A line whose values may be lines."""
    said = {name: value.json if isinstance(value, Line) else value for name, value in values.items()}
    return {"key": key, "values": said}
