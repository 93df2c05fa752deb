"""Every error of ours, in one tree.

::

    FeedbackBotError
    ├── OperatorError            an operator's mistake: one clear line, exit status 2, no traceback
    │   ├── SurveyError          a survey that cannot be asked (survey_reading.py); carries every problem
    │   ├── ConfigurationError   carries every problem at once, as file:line: key: message
    │   └── DataFolderError      the data folder cannot be used: read-only, taken, newer than this code
    ├── PlatformRefused          a platform will not have us: a wrong token; carries platform and remedy
    ├── StorageUnavailable       the database is busy, full or gone: try again, acknowledge nothing
    │   └── Crowded              too much waits already of whoever sends it; what others send is taken
    ├── ChartUnavailable         a picture could not be drawn (charts); the numbers are there without it
    ├── UnreadableEvent          what came in cannot be read: it becomes a dead letter, what follows goes on
    ├── ImpossibleStep           a state machine was asked for a step that its table does not have
    ├── ModelUnavailable         a language model gave no answer; carries why, and whether anything was sent
    ├── EvidenceLost             what somebody sent cannot be brought to staff, ever; carries why
    └── SendError                one attempt to send did not end in a receipt
        ├── TryLater             the platform asks to wait; carries after_s
        ├── NotReady             what it takes is still being fetched; carries after_s
        ├── Unreachable          this person or room cannot be written to any more
        ├── Rejected             the platform will never take this parcel
        └── Unknown              it may have been delivered, or not
"""

from __future__ import annotations

from collections.abc import Sequence


class FeedbackBotError(Exception):
    """The root of the tree."""


class OperatorError(FeedbackBotError):
    """Something that the operator can put right; its text names the place and the remedy."""


class ConfigurationError(OperatorError):
    """The configuration cannot be used; ``problems`` holds one ``file:line: key: message`` each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class DataFolderError(OperatorError):
    """The data folder or the database in it cannot be used."""


class StorageUnavailable(FeedbackBotError):
    """The database did not take the work; nothing was written, the same work may be tried again."""


class Crowded(StorageUnavailable):
    """Too much of the same sender waits already: what comes now is not taken, and may come again."""


class PlatformRefused(FeedbackBotError):
    """A platform has refused us for too long; ``remedy`` says what the operator can do."""

    def __init__(self, platform: str, problem: str, remedy: str) -> None:
        super().__init__(f"{platform}: {problem}. {remedy}")
        self.platform = platform
        self.problem = problem
        self.remedy = remedy


class UnreadableEvent(FeedbackBotError):
    """What came in cannot be read; it goes to the dead letters as it came."""


class ImpossibleStep(FeedbackBotError):
    """A state machine has no such step; ``state`` and ``step`` name what was asked."""

    def __init__(self, machine: str, state: str, step: str) -> None:
        super().__init__(f"{machine}: no step {step!r} from {state!r}")
        self.machine = machine
        self.state = state
        self.step = step


class EvidenceLost(FeedbackBotError):
    """What somebody sent cannot be brought. ``why`` is "gone", "too_big", "refused" or "unreachable"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class ModelUnavailable(FeedbackBotError):
    """A language model gave no answer. ``sent``: what was asked has left; ``again``: ask once more, later."""

    def __init__(self, why: str, *, sent: bool, again: bool) -> None:
        super().__init__(why)
        self.why = why
        self.sent = sent
        self.again = again


class SendError(FeedbackBotError):
    """One attempt to send did not end in a receipt."""


class TryLater(SendError):
    """The platform asks to wait ``after_s`` seconds; what is queued for the address waits with it."""

    def __init__(self, after_s: float) -> None:
        super().__init__(f"try again in {after_s:g} s")
        self.after_s = after_s


class NotReady(SendError):
    """What the parcel takes is still being fetched: it waits ``after_s`` seconds, alone; it is no attempt."""

    def __init__(self, after_s: float) -> None:
        super().__init__(f"ready in {after_s:g} s at the earliest")
        self.after_s = after_s


class Unreachable(SendError):
    """The person or room cannot be written to: blocked, left, archived."""


class Rejected(SendError):
    """The platform will never take this parcel; trying again changes nothing."""


class Unknown(SendError):
    """The outcome is not known: it may have been delivered."""
