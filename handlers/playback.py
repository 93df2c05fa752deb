"""The customer's word on what we heard: it was right, it was not quite, or it was the rating that they meant.

What they say counts as it is said, and stays a label of the words that we had read. Nothing of it touches the
rating; that is changed by them, where it always is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.conversation import Answer, Invitation, may_revise, record
from bot.core.effects import Effect, Line, Save, Send
from bot.core.identity import Address, Customer
from bot.core.platforms import platform_of
from bot.core.playback import HALFWAY, Playback, PlaybackReply, mood
from bot.core.playback_reading import read_mood, read_reply
from bot.core.playing_back import headline_rating, played, replied, settled_by_rating, waiting
from bot.core.recovery import Case, CaseState, log
from bot.core.survey import Audience, QuestionKind, Survey
from bot.core.understanding import Commented, Rated, read_typed
from bot.core.verdict import Aside, Verdict, joined
from bot.core.view import View
from handlers import alerts, asking, cases, closing, invitations, quoting, revising
from handlers.asking import told
from handlers.places import refused
from handlers.talks import Talk

_NOTHING = Aside("")
_STAFF_WRITE = frozenset({CaseState.CONTACTED, CaseState.RESOLVED})


def pressed(
    word: str, invitation: Invitation, customer: Customer, address: Address, view: View
) -> Sequence[Effect]:
    """*Yes*, *not quite*, a mood, or *the rating is right*; pressed again, each changes nothing."""
    found = played(invitation)
    if found is None or found[1].is_settled:
        return []
    if not may_revise(invitation, view.now):
        return [refused(Line("playback.late", {"slash": asking.slash(view, address)}))]
    if waiting(invitation, view.now) is None:
        return []
    survey = invitations.survey_of(invitation, view)
    waits = _answers_to(invitation, survey)
    if word not in waits:
        return []
    match word:
        case "yes":
            right = _right(invitation)
            done = _in_place(right, "right", survey, customer, view)
            return [*done, *quoting.one_question(done, right, survey, customer, address, view)]
        case "no":
            return _asked_how(invitation, survey, customer, view)
        case "stays":
            return _in_place(settled_by_rating(invitation, survey), "stays", survey, customer, view)
        case mood_word:
            meant = replied(invitation, PlaybackReply.NOT_QUITE, Verdict(mood_word))
            return _in_place(meant, mood_word, survey, customer, view)


def _answers_to(invitation: Invitation, survey: Survey) -> frozenset[str]:
    """What can be pressed now: each button of the message as it stands, and none that it had before."""
    found = played(invitation)
    if found is not None and found[1].reply is not None:
        return frozenset(closing.MOODS)
    return frozenset({"stays"} if closing.asks_which(invitation, survey) else {"yes", "no"})


def _right(invitation: Invitation) -> Invitation:
    return replied(invitation, PlaybackReply.RIGHT)


def _quiet(invitation: Invitation) -> Invitation:
    """Nothing waits any more; where a survey lives in one message, that is still the one."""
    is_one = invitation.address is not None and platform_of(invitation.address).one_message
    return invitation if is_one else replace(invitation, message=None)


def _in_place(
    settled: Invitation, outcome: str, survey: Survey, customer: Customer, view: View
) -> list[Effect]:
    """The message that asked says what came of it; its buttons go."""
    staff = _told_staff(settled, survey, customer, view) if outcome != "right" else []
    lines = closing.heard_again(settled, survey, customer, view)
    lines = (*lines, *_outcome(settled, outcome, survey, staff))
    return [Save(_quiet(settled)), *closing.closed(settled, survey, customer, view, *lines), *staff]


def _outcome(
    invitation: Invitation, outcome: str, survey: Survey, staff: Sequence[Effect]
) -> tuple[Line, ...]:
    """What we say to their word; that somebody looks at it where it opened a case."""
    rating = headline_rating(invitation, survey)
    if outcome == "right":
        return (Line("playback.right"),)
    if outcome == "stays" and rating is not None:
        return (Line("playback.stayed", {"value": closing.shown(rating)}),)
    looked_at = any(isinstance(one, Send) and one.parcel.purpose in alerts.NEW for one in staff)
    return (Line(f"playback.corrected.{outcome}"), *((Line("playback.looked_at"),) if looked_at else ()))


def _asked_how(invitation: Invitation, survey: Survey, customer: Customer, view: View) -> list[Effect]:
    asked = replied(invitation, PlaybackReply.NOT_QUITE)
    lines = (*closing.heard_again(asked, survey, customer, view), Line("playback.really"))
    rows = closing.mood_rows(asked)
    return [Save(asked), *closing.closed(asked, survey, customer, view, *lines, rows=rows)]


# --- what is typed


def typed(
    message: Aside, said_in: str, address: Address, customer: Customer, view: View
) -> list[Effect] | None:
    """A reply in words, while nothing else is open; None for what is something else.

    Where staff are writing with the customer, a yes or no is for them.
    """
    invitation = waiting_for(customer, view)
    case = view.open_case(customer.id)
    if invitation is None or (case is not None and case.state in _STAFF_WRITE):
        return None
    survey, found = invitations.survey_of(invitation, view), played(invitation)
    if found is None:
        return None
    turn = _Turn(invitation, survey, customer, address, view)
    if closing.asks_which(invitation, survey):
        return turn.which(message, said_in)
    if found[1].reply is None:
        return turn.whether(message)
    return turn.how(message, found[1])


def waiting_for(customer: Customer, view: View) -> Invitation | None:
    """The customer's last conversation, if something that we said back in it waits for their word."""
    last = next(iter(view.past_invitations(customer.id)), None)
    return last if last is not None and waiting(last, view.now) else None


class _Turn:
    """A typed message about what we said back in one conversation."""

    def __init__(
        self, invitation: Invitation, survey: Survey, customer: Customer, address: Address, view: View
    ) -> None:
        self.invitation, self.survey = invitation, survey
        self.customer, self.address, self.view = customer, address, view
        self.language = asking.language_of(view, customer)

    def whether(self, message: Aside) -> list[Effect] | None:
        """Yes or no, and perhaps more; a clear "no, it was great" says how it was."""
        reply = read_reply(message.text, self.language)
        if reply is None:
            return None
        said = self._said(reply.words, message)
        if reply.is_right:
            return self._below(_right(self.invitation), "right", said)
        meant = _plain(said)
        if meant is not None:
            return self._below(replied(self.invitation, PlaybackReply.NOT_QUITE, meant), meant.value, said)
        return self._ask_how(said)

    def how(self, message: Aside, playback: Playback) -> list[Effect] | None:
        """How it was: a mood by its name, or in their own words, which are kept whatever they say."""
        named = read_mood(message.text, self.language)
        if named is not None:
            return self._below(
                replied(self.invitation, playback.reply, named), named.value, replace(message, text="")
            )
        reply = read_reply(message.text, self.language)
        is_comment = isinstance(read_typed(message.text, None, self.language), Commented)
        if reply is None and not is_comment and not message.evidence:
            return None
        said = self._said(reply.words, message) if reply is not None else message
        meant = _plain(said)
        if meant is not None:
            return self._below(replied(self.invitation, playback.reply, meant), meant.value, said)
        kept = with_words(self.invitation, said)
        return [
            Save(kept),
            self._tell(Line("said.kept")),
            *_told_staff(kept, self.survey, self.customer, self.view, said),
        ]

    def which(self, message: Aside, said_in: str) -> list[Effect] | None:
        """The rating once more, in words: the same one stays, another one takes its place."""
        question = self.survey.question(self.survey.headline)
        reading = read_typed(message.text, question, self.language)
        is_word = question.kind is QuestionKind.THUMBS and message.text[:1].isalpha()
        if not isinstance(reading, Rated) or is_word:  # "yes" is no thumb here
            return None
        rating = headline_rating(self.invitation, self.survey)
        if rating is not None and rating[1] == reading.value:
            settled = settled_by_rating(self.invitation, self.survey)
            return self._below(settled, "stays", Aside(reading.comment or ""))
        anew = replace(self.invitation, asked_again=1, message=None)
        talk = Talk(anew, self.survey, question, self.customer, self.address, said_in=said_in)
        return [*self._retired(), *revising.revised(talk, str(reading.value), self.view)]

    def _said(self, words: str | None, message: Aside) -> Aside:
        """What was said besides yes or no."""
        felt = self.view.sentiment(words) if words else None
        return Aside(words or "", felt, message.evidence)

    def _below(self, settled: Invitation, outcome: str, said: Aside) -> list[Effect]:
        """The reply below their words, and the old message without its buttons."""
        settled, parcel_id = with_words(settled, said), self.view.new_id()
        is_news = outcome != "right" or bool(said.text or said.evidence)
        staff = _told_staff(settled, self.survey, self.customer, self.view, said) if is_news else []
        lines = _outcome(settled, outcome, self.survey, staff)
        rows = closing.revise_rows(settled, self.survey)
        return [
            *self._retired(),
            Save(_quiet(replace(settled, address=self.address, message=parcel_id))),
            self._tell(*lines, rows=rows, parcel_id=parcel_id),
            *staff,
        ]

    def _ask_how(self, said: Aside) -> list[Effect]:
        parcel_id = self.view.new_id()
        asked = with_words(replied(self.invitation, PlaybackReply.NOT_QUITE), said)
        asked = replace(asked, address=self.address, message=parcel_id)
        rows = (*closing.mood_rows(asked), *closing.revise_rows(asked, self.survey))
        effects: list[Effect] = [
            *self._retired(),
            Save(asked),
            self._tell(Line("playback.really"), rows=rows, parcel_id=parcel_id),
        ]
        if said.text or said.evidence:
            effects += _told_staff(asked, self.survey, self.customer, self.view, said)
        return effects

    def _retired(self) -> list[Effect]:
        """The message that asked, with what it said and without its buttons."""
        return closing.retired(self.invitation, self.survey, self.customer, self.view)

    def _tell(self, *lines: Line, rows: closing.Rows = (), parcel_id: str | None = None) -> Effect:
        about = f"invitation:{self.invitation.id}"
        return told(
            self.view, self.address, self.customer, "heard", about, *lines, rows=rows, parcel_id=parcel_id
        )


def _plain(said: Aside) -> Verdict | None:
    """What they say that they meant, where their words leave no doubt; words without a mood tell none."""
    meant = mood(said.sentiment, HALFWAY) if said.sentiment is not None else None
    return None if meant is Verdict.NEUTRAL else meant


def with_words(invitation: Invitation, said: Aside) -> Invitation:
    """The invitation with these words, and what was sent with them, behind the comment that we had read."""
    found = played(invitation)
    if found is None or not (said.text or said.evidence):
        return invitation
    answer: Answer = found[0]
    whole = joined(Aside(answer.comment or "", answer.sentiment, answer.evidence), said)
    if whole is None:
        return invitation
    kept = replace(answer, comment=whole.text or None, sentiment=whole.sentiment, evidence=whole.evidence)
    return record(invitation, kept)


# --- what staff learn


def _told_staff(
    invitation: Invitation, survey: Survey, customer: Customer, view: View, said: Aside = _NOTHING
) -> list[Effect]:
    """A case is opened where there must be one now; the one that came of this hears of the correction."""
    before, found = view.open_case(customer.id), played(invitation)
    effects = list(cases.after_answer(invitation, survey, customer, view, said))
    meant = found[1].meant if found is not None else None
    if before is None or before.invitation_id != invitation.id or meant is None:
        return effects
    if invitation.trial or survey.audience is not Audience.BUYER:
        return effects
    saved = [one.fact for one in effects if isinstance(one, Save) and isinstance(one.fact, Case)]
    case, entry = log(saved[-1] if saved else before, "corrected", view.now, None, meant.value)
    line = Line(f"timeline.corrected.{meant}", cases.who_is(customer))
    return [*effects, Save(case), Save(entry), alerts.timeline(case, line, view)]
