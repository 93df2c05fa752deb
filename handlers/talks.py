"""One turn of a conversation: the question that is open, and what somebody just did about it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.core.conversation import Invitation
from bot.core.evidence import Evidence
from bot.core.identity import Address, Customer
from bot.core.platforms import platform_of
from bot.core.sentiment import Sentiment, placed
from bot.core.survey import Question, Survey
from bot.core.verdict import Aside, joined


@dataclass(frozen=True, slots=True)
class Talk:
    """An open question, who it is asked where, and how what they just wrote feels, ``text``.

    ``said_in`` is the inbox key of their message; None where they pressed a button.
    """

    invitation: Invitation
    survey: Survey
    question: Question
    customer: Customer
    address: Address
    felt: Sentiment | None = None
    evidence: tuple[Evidence, ...] = ()
    said_in: str | None = None
    text: str = ""

    @property
    def about(self) -> str:
        return f"invitation:{self.invitation.id}"

    @property
    def in_place(self) -> str | None:
        """The message that shows what comes next in place of what was pressed; None for a new one below."""
        pressed = self.said_in is None
        return self.invitation.message if pressed and platform_of(self.address).one_message else None

    def beside(self, words: str) -> Aside:
        """These words of theirs, how they feel, and what was sent with them."""
        return Aside(words, placed(self.felt, self.text, words) if words else None, self.evidence)

    def with_aside(self, words: str = "") -> Invitation:
        """The invitation with these words, and what was sent with them, beside the open question."""
        if not words and not self.evidence:
            return self.invitation
        beside = self.beside(words)
        return replace(self.invitation, aside=joined(self.invitation.aside, beside))
