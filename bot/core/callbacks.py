"""What a button carries: at most 64 bytes, sent back by whoever presses it, and not to be trusted.

::

    a|INVITATION|QUESTION|VALUE   an answer; VALUE is a rating, an option, ``skip`` or ``done``
    i|INVITATION|later|decline|stop|revise
    h|INVITATION|yes|no|stays     whether we heard their comment right; the rating stays
    h|INVITATION|MOOD             what it really was: happy, mixed, neutral, unhappy
    c|CASE|take|release|reply|note|resolve
    c|CASE|resolve|CAUSE          the cause is chosen already
    c|CASE|reply|MARK             staff were warned of the words that have this mark
    c|CASE|send|NUMBER            the reply that this line of the case's log holds, as it is
    c|CASE|translate              a reply that a machine translates before it is sent
    c|CASE|translated|NUMBER      what it made of the reply that this line of the log holds
    c|CASE|draft                  a machine is to draft a reply
    c|CASE|drafted|NUMBER         the draft that this line of the case's log holds
    c|CASE|hand_over|dismiss|undo|mute   to somebody else; not a problem; take back; for abuse
    c|CASE|hand_over|TARGET       to this person or room, by its code
    c|CASE|dismiss|REASON         closed without contact: false_alarm or settled
    c|CASE|undo|NUMBER            what this line of the case's log says
    c|CASE|promise|NUMBER         what this line of the log says is a promise: keep it in mind
    c|CASE|kept|PROMISE           a promise was kept; likewise ``broken``, and ``drop``: it is none
    c|CASE|gesture                what can be given?
    c|CASE|gesture|NAME           this is given
    c|CASE|takeback|GESTURE       this was not given after all
    f|CASE|yes|no                 the follow-up: was it put right?
    f|CASE|RATING                 the same, asked as the original question with its own scale
    m|feedback|person|nothing     what a message that answered no question was
    m|go_on                       with the survey that was put aside
    s|language|CODE               a setting of one's own
    s|forget|yes|no
    s|subscribe|yes|no            after a stop: ask me again?
    s|quotes|named|unnamed|never  may they be quoted?
    p|PURCHASE                    what to tell us about: a purchase, or ``other``
    t|ask|ID   t|why|ID           staff mean this purchase or customer
    t|customer|ID                 staff want to see this customer's card
    t|observe|ID                  staff saw or heard something of this customer, or of ``nobody`` they know
    t|tryit|SURVEY                staff walk through this survey
    k|INVITATION|QUESTION|VALUE   something about themselves; VALUE is an answer or ``skip``
    k|INVITATION|quotes|VALUE     whether they may be quoted, as above
    v|IMPROVEMENT|done|words|send|hush|decline|take   managers on an improvement
    v|new|THEME|TOUCHPOINT        one is wanted for this theme; either may be empty
    y|IMPROVEMENT|yes|no|unsure   a customer: is it better now?
    r|CASE|off|not_me             the link back to their chat is switched off; they did not open it
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AnswerPressed:
    invitation_id: str
    question: str
    value: str


@dataclass(frozen=True, slots=True)
class InvitationPressed:
    invitation_id: str
    action: str


@dataclass(frozen=True, slots=True)
class HeardPressed:
    """``word`` is yes, no or stays, or the mood that it was."""

    invitation_id: str
    word: str


@dataclass(frozen=True, slots=True)
class CasePressed:
    """``cause`` comes with resolve, ``warned`` (a mark) with reply, ``held`` (a line's number) with send,
    translated, drafted and promise.

    ``detail`` comes with every other action that has one.
    """

    case_id: str
    action: str
    cause: str | None = None
    warned: str | None = None
    held: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class FollowUpPressed:
    """``put_right`` is None where a ``rating`` was pressed."""

    case_id: str
    put_right: bool | None
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class MenuPressed:
    action: str


@dataclass(frozen=True, slots=True)
class SettingPressed:
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class SubjectPressed:
    """``purchase_id`` is None for something else than a purchase."""

    purchase_id: str | None


@dataclass(frozen=True, slots=True)
class ToolPressed:
    """``subject`` is the id of a purchase or a customer, or the name of a survey."""

    tool: str
    subject: str


@dataclass(frozen=True, slots=True)
class KnowingPressed:
    """``question`` is one about the customer; ``value`` an answer's name, or ``skip``."""

    invitation_id: str
    question: str
    value: str


@dataclass(frozen=True, slots=True)
class ImprovementPressed:
    """``theme`` and ``touchpoint`` come with an improvement that is yet to be, which has no id."""

    improvement_id: str
    action: str
    theme: str | None = None
    touchpoint: str | None = None


@dataclass(frozen=True, slots=True)
class BetterPressed:
    """``word`` is yes, no or unsure."""

    improvement_id: str
    word: str


@dataclass(frozen=True, slots=True)
class ReturnPressed:
    """``case_id`` is the case that the link was given with."""

    case_id: str


Pressed = (
    AnswerPressed
    | InvitationPressed
    | HeardPressed
    | CasePressed
    | FollowUpPressed
    | MenuPressed
    | SettingPressed
    | SubjectPressed
    | ToolPressed
    | KnowingPressed
    | ImprovementPressed
    | BetterPressed
    | ReturnPressed
)

NEW = "new"  # of an improvement that is yet to be
MAX_BYTES = 64  # Telegram's limit, the smallest of any platform

_INVITATION_ACTIONS = frozenset({"later", "decline", "stop", "revise"})
_HEARD = frozenset({"yes", "no", "stays", "happy", "mixed", "neutral", "unhappy"})
_CASE_ACTIONS = frozenset(
    {
        "take",
        "release",
        "reply",
        "note",
        "resolve",
        "hand_over",
        "dismiss",
        "undo",
        "mute",
        "gesture",
        "translate",
        "draft",
    }
)
_CASE_DETAILS = {
    "resolve": "cause",
    "reply": "warned",
    "send": "held",
    "translated": "held",
    "drafted": "held",
    "promise": "held",
    **dict.fromkeys(("hand_over", "dismiss", "undo"), "detail"),
    **dict.fromkeys(("kept", "broken", "drop", "gesture", "takeback"), "detail"),
}  # what they may say besides
_MENU_ACTIONS = frozenset({"feedback", "go_on", "person", "nothing"})
_SETTINGS = frozenset({"language", "forget", "subscribe", "quotes"})
_OTHER = "other"
_IMPROVEMENT_ACTIONS = frozenset({"done", "words", "send", "hush", "decline", "take"})
_BETTER = frozenset({"yes", "no", "unsure"})
_NEW = "new"
_OFF = frozenset({"off", "not_me"})
_RATING_DIGITS = 3  # no rating has as many
_TOOLS = frozenset({"ask", "why", "customer", "observe", "tryit"})


def answer_data(invitation_id: str, question: str, value: object) -> str:
    return f"a|{invitation_id}|{question}|{value}"


def invitation_data(invitation_id: str, action: str) -> str:
    return f"i|{invitation_id}|{action}"


def heard_data(invitation_id: str, word: str) -> str:
    return f"h|{invitation_id}|{word}"


def case_data(case_id: str, action: str, detail: str | None = None) -> str:
    return f"c|{case_id}|{action}" if detail is None else f"c|{case_id}|{action}|{detail}"


def follow_up_data(case_id: str, put_right: bool) -> str:
    return f"f|{case_id}|{'yes' if put_right else 'no'}"


def rated_anew_data(case_id: str, rating: int) -> str:
    return f"f|{case_id}|{rating}"


def setting_data(name: str, value: str) -> str:
    return f"s|{name}|{value}"


def subject_data(purchase_id: str | None) -> str:
    return f"p|{purchase_id or _OTHER}"


def tool_data(tool: str, subject: str) -> str:
    return f"t|{tool}|{subject}"


def knowing_data(invitation_id: str, question: str, value: str) -> str:
    return f"k|{invitation_id}|{question}|{value}"


def return_data(case_id: str, word: str) -> str:
    return f"r|{case_id}|{word}"


def improvement_data(improvement_id: str, action: str) -> str:
    return f"v|{improvement_id}|{action}"


def new_improvement_data(theme: str | None = None, touchpoint: str | None = None) -> str:
    return f"v|{NEW}|{theme or ''}|{touchpoint or ''}"


def better_data(improvement_id: str, word: str) -> str:
    return f"y|{improvement_id}|{word}"


def menu_data(action: str) -> str:
    return f"m|{action}"


def parse(data: str) -> Pressed | None:
    """What was pressed, or None for anything that no button of ours carries. Never raises."""
    if len(data) > MAX_BYTES or not data.isascii() or not data.isprintable():
        return None
    kind, *parts = data.split("|")
    read = _READERS.get(kind)
    return None if read is None else read(parts)


def _about_survey(parts: list[str]) -> Pressed | None:
    match parts:
        case [invitation_id, action] if action in _INVITATION_ACTIONS:
            return InvitationPressed(invitation_id, action)
        case _:
            return None


def _about_heard(parts: list[str]) -> Pressed | None:
    match parts:
        case [invitation_id, word] if word in _HEARD:
            return HeardPressed(invitation_id, word)
        case _:
            return None


def _about_case(parts: list[str]) -> Pressed | None:
    match parts:
        case [case_id, action] if action in _CASE_ACTIONS:
            return CasePressed(case_id, action)
        case [case_id, action, detail] if action in _CASE_DETAILS:
            return CasePressed(case_id, action, **{_CASE_DETAILS[action]: detail})
        case _:
            return None


def _about_follow_up(parts: list[str]) -> Pressed | None:
    match parts:
        case [case_id, ("yes" | "no") as word]:
            return FollowUpPressed(case_id, word == "yes")
        case [case_id, digits] if digits.isdecimal() and len(digits) < _RATING_DIGITS:
            return FollowUpPressed(case_id, None, int(digits))
        case _:
            return None


def _about_subject(parts: list[str]) -> Pressed | None:
    match parts:
        case [subject] if subject:
            return SubjectPressed(None if subject == _OTHER else subject)
        case _:
            return None


def _about_tool(parts: list[str]) -> Pressed | None:
    match parts:
        case [tool, subject] if tool in _TOOLS and subject:
            return ToolPressed(tool, subject)
        case _:
            return None


def _about_improvement(parts: list[str]) -> Pressed | None:
    match parts:
        case [improvement_id, action] if action in _IMPROVEMENT_ACTIONS:
            return ImprovementPressed(improvement_id, action)
        case ["new", theme, touchpoint]:
            return ImprovementPressed("", NEW, theme or None, touchpoint or None)
        case _:
            return None


def _about_better(parts: list[str]) -> Pressed | None:
    match parts:
        case [improvement_id, word] if word in _BETTER:
            return BetterPressed(improvement_id, word)
        case _:
            return None


_READERS: Mapping[str, Callable[[list[str]], Pressed | None]] = {
    "a": lambda parts: AnswerPressed(*parts) if len(parts) == 3 else None,
    "i": _about_survey,
    "h": _about_heard,
    "c": _about_case,
    "f": _about_follow_up,
    "m": lambda parts: MenuPressed(*parts) if len(parts) == 1 and parts[0] in _MENU_ACTIONS else None,
    "s": lambda parts: SettingPressed(*parts) if len(parts) == 2 and parts[0] in _SETTINGS else None,
    "p": _about_subject,
    "t": _about_tool,
    "k": lambda parts: KnowingPressed(*parts) if len(parts) == 3 else None,
    "v": _about_improvement,
    "y": _about_better,
    "r": lambda parts: ReturnPressed(parts[0]) if len(parts) == 2 and parts[1] in _OFF else None,
}
