"""What the core wants done: a state change, a send, a timer or an answer. Values, never calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum

from bot.core.audit import Audited
from bot.core.beliefs import Belief
from bot.core.book import Book
from bot.core.chores import Chore
from bot.core.claims import Claim, Grant
from bot.core.conversation import Invitation
from bot.core.duty import OffDuty
from bot.core.eligibility import Suppression
from bot.core.evidence import Evidence
from bot.core.gestures import Gesture
from bot.core.identity import Address, Contact, Customer, Link
from bot.core.improvements import Contributor, Improvement
from bot.core.incidents import Incident
from bot.core.journey import Purchase
from bot.core.observations import Observation
from bot.core.promises import Promise
from bot.core.recovery import Case, CaseEntry

Value = str | int | float | Mapping[str, str]


class Lane(IntEnum):
    """Which parcel of an address goes first."""

    ALERT = 0
    REPLY = 1
    SURVEY = 2
    BROADCAST = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A text key and its values. A value that is a mapping holds one wording per language."""

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)

    @property
    def json(self) -> dict[str, object]:
        """The line inside a card or a reply: words are made of it at the far edge."""
        return {"key": self.key, "values": dict(self.values)}


@dataclass(frozen=True, slots=True)
class Template:
    """Words to begin with, in the language of who will read them."""

    words: Line
    language: str

    @property
    def json(self) -> dict[str, object]:
        """A line that names its language."""
        return {**self.words.json, "language": self.language}


@dataclass(frozen=True, slots=True)
class Field:
    """One input of a form. ``options`` (value, label) make it a choice; ``lines`` > 1 a text area.

    ``kind`` is "text", "date" (what comes back is an ISO date) or "time" ("HH:MM"). ``initial`` is what is in
    it already, for a choice one of its values. One of ``templates`` fills it, when it is
    chosen, in a form that a press is answered with.
    """

    name: str
    label: Line
    lines: int = 1
    options: tuple[tuple[str, Line], ...] = ()
    required: bool = True
    kind: str = "text"
    initial: str = ""
    templates: tuple[Template, ...] = ()


@dataclass(frozen=True, slots=True)
class Button:
    """``data`` (at most 64 bytes) comes back when it is pressed; with ``form`` it asks for fields first.

    ``note`` stands above the fields of its form: in one that a press is answered with, not in a parcel.
    """

    label: Line
    data: str
    form: tuple[Field, ...] = ()
    emphasis: str = ""  # "", "primary" or "quiet"
    note: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody is told: lines, rows of buttons, and perhaps a card that the adapter draws.

    ``card`` is a JSON object with a ``type``: "alert" or "digest", drawn under the lines; "home", somebody's
    own page; "prompt", which staff reply to; "told", words for somebody (``"for"``, as in an alert);
    "farewell", after which the room is left; "evidence", what somebody sent (core/evidence.py); "own_data",
    the file with all that is held of whoever reads it (core/own_data.py); "notice",
    what another program is told (``{"type", "event", "data"}``, no lines).
    """

    lines: tuple[Line, ...]
    rows: tuple[tuple[Button, ...], ...] = ()
    card: Mapping[str, object] | None = None


HANDOVER = "handover"
"""The purpose of a parcel from which on an address is somebody else's."""

BLANKED = "blanked"
"""The purpose of a parcel that takes words out of a message that is there. It is never sent anew: where there
is no such message nothing is said; where there is one that may not be changed, its sender raises Rejected."""

ABOUT_MESSAGE = "message"
"""What such a parcel is about: ``message:PARCEL``, in whose thread staff hear that it stays."""

EMPTIED = Message((Line("forgotten.blank"),))
"""What such a message says then."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message on its way to one address.

    ``purpose`` is one word for what it is (invitation, question, alert, digest …), ``about`` the thing
    it is about (``invitation:ID``, ``case:ID``, ``digest:NAME@DATE``). ``target`` names an earlier
    parcel to edit in place; where that cannot be done it is sent anew. ``thread`` names the parcel
    whose thread this belongs in.
    """

    id: str
    address: Address
    lane: Lane
    purpose: str
    about: str
    message: Message
    language: str
    not_before: datetime
    not_after: datetime | None = None  # from then on it is not sent any more
    target: str | None = None
    thread: str | None = None


def with_line(parcel: Parcel, line: Line) -> Parcel:
    """The parcel with one more line below the others."""
    return replace(parcel, message=replace(parcel.message, lines=(*parcel.message.lines, line)))


def not_brought(evidence: Evidence, why: str) -> Line:
    """Why what somebody sent is not here, and where it lies; ``why`` as in EvidenceLost, or else."""
    return Line(f"evidence.{why}", {"platform": evidence.platform.capitalize()})


@dataclass(frozen=True, slots=True)
class Sent:
    """A parcel that has arrived, found by its receipt: what it was and what it is about."""

    parcel_id: str
    purpose: str
    about: str


@dataclass(frozen=True, slots=True)
class Timer:
    """A wake-up row. ``id`` follows from kind and subject, so setting it again moves it."""

    kind: str
    subject: str
    due: datetime

    @property
    def id(self) -> str:
        return f"{self.kind}:{self.subject}"


@dataclass(frozen=True, slots=True)
class DigestRun:
    """One scheduled digest of one local date: posted, or skipped because a later one was due too."""

    digest: str
    local_date: str  # ISO date
    at: datetime
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class MovedRoom:
    """A room that we know as ``room`` is ``to`` for its platform. Our own name for it stays."""

    platform: str
    room: str
    to: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Pause:
    """Whether we ask nobody at present: since when and by whom (``platform:workspace:user``)."""

    is_on: bool
    at: datetime
    by: str


Fact = (
    Customer
    | Contact
    | Link
    | Purchase
    | Invitation
    | Suppression
    | Case
    | CaseEntry
    | DigestRun
    | MovedRoom
    | Pause
    | Promise
    | Gesture
    | OffDuty
    | Observation
    | Incident
    | Belief
    | Book
    | Claim
    | Grant
    | Audited
    | Improvement
    | Contributor
    | Chore
)


@dataclass(frozen=True, slots=True)
class Save:
    """This fact is now so."""

    fact: Fact


@dataclass(frozen=True, slots=True)
class Send:
    """Put this parcel into the outbox."""

    parcel: Parcel


@dataclass(frozen=True, slots=True)
class SendAgain:
    """A parcel that has expired, and may have arrived, is sent once more as the same one, until
    ``not_after``: where the platform knows it already, nothing comes twice. Any other stays as it is.
    """

    parcel_id: str
    not_after: datetime | None


@dataclass(frozen=True, slots=True)
class SetTimer:
    """Wake up for this, at its due moment."""

    timer: Timer


@dataclass(frozen=True, slots=True)
class CancelTimer:
    """Do not wake up for this any more."""

    timer_id: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What ``deliver`` returns to the source, as JSON; a duplicate gets it again.

    To somebody in a chat: ``{"ok": bool, "text": a line's json}``, said to them alone, and for a press that
    opens a form ``{"ok": True, "form": form_json(button)}``. To somebody who sent a form, ``{"ok": False,
    "text", "form"}`` opens it once more with what was filled in, and says why; its data is the new form's.
    """

    body: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Unkept:
    """Of the event that this is decided about nothing is kept but that it was handled: it is about somebody
    who was forgotten.
    """


Effect = Save | Send | SendAgain | SetTimer | CancelTimer | Reply | Unkept


def form_json(button: Button, submit: Line | None = None) -> dict[str, object]:
    """The form behind a button, for a platform that opens it when the button is pressed::

    {"title": line, "data": str, "note": [line…], "fields": [{"name", "label": line, "lines": int,
     "options": [[value, line]…], "required": bool, "kind": str, "initial": str,
     "templates": [line in its own language…]}]}

    and "submit": line, where its own button is not simply to send it.
    """
    return {
        "title": button.label.json,
        "data": button.data,
        "note": [line.json for line in button.note],
        **({"submit": submit.json} if submit else {}),
        "fields": [
            {
                "name": field.name,
                "label": field.label.json,
                "lines": field.lines,
                "options": [[value, label.json] for value, label in field.options],
                "required": field.required,
                "kind": field.kind,
                "initial": field.initial,
                "templates": [template.json for template in field.templates],
            }
            for field in button.form
        ],
    }
