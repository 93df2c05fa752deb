"""What each event needs before it can be decided: the rows, texts and reports that it names."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.core import callbacks
from bot.core.conversation import REVISABLE_FOR
from bot.core.events import (
    ButtonPressed,
    CommandGiven,
    ErasureRequested,
    Event,
    FormSubmitted,
    HomeOpened,
    LinkOpened,
    MessageEdited,
    MessageReceived,
    Outcome,
    ParcelSettled,
    PresenceChanged,
    PurchaseReceived,
    PurchaseWithdrawn,
    TextWritten,
    TimerDue,
)
from bot.core.identity import Role
from bot.core.improvements import NO_IMPROVING, Improving
from bot.core.incidents import WITHIN
from bot.core.intake import FLOOD
from bot.core.language_model import SUMMARIES
from bot.core.link_tokens import token_hash
from bot.core.playback_reading import read_reply
from bot.core.ports import Needs
from bot.core.settings import Settings
from bot.core.spoken import clean
from bot.core.understanding import needs_analysis
from handlers import (
    beliefs,
    book,
    claiming,
    commands,
    deliveries,
    digests,
    duty,
    flooding,
    forgetting,
    gestures,
    guessing,
    handing_over,
    improvements,
    introducing,
    invitations,
    pausing,
    promising,
    pulses,
    purchases,
    restoring,
    returning,
    second_look,
    staff,
    summarizing,
    translating,
)

_OWN_IMPROVING = Improving(board=True, theirs=True)  # what became of what they said
_LONGEST_REPLY = 500  # characters of a message that may be about what we said back


def of_purchase(event: PurchaseReceived, settings: Settings) -> Needs:
    return Needs(
        addresses=(event.address,) if event.address else (),
        customers=(purchases.customer_id_of(event.shop, event.customer_ref),),
        purchases=(purchases.purchase_id_of(event.shop, event.order),),
        subjects=True,
        contacts=bool(settings.kindness),
        gathering=event.at - WITHIN if settings.kindness else None,
        duty=bool(settings.kindness),
    )


def of_withdrawal(event: PurchaseWithdrawn, settings: Settings) -> Needs:
    order = (purchases.purchase_id_of(event.shop, event.order),)
    return Needs(purchases=order, bought=True, past=True, contacts=True)


def of_erasure(event: ErasureRequested, settings: Settings) -> Needs:
    return Needs(customers=(purchases.customer_id_of(event.shop, event.customer_ref),), contacts=True)


def of_message(event: MessageReceived, settings: Settings) -> Needs:
    """Only what may hold a comment is analysed; in a room only an answer to an alert or a prompt counts."""
    if event.address.room:
        return of_answer(event, settings)
    texts = _texts(clean(event.text), settings)
    about_them = commands.is_spoken(event)
    return Needs(
        addresses=(event.address,),
        texts=texts,
        language=event.language,
        contacts=about_them,
        past=about_them,
        bought=about_them,
        improving=_OWN_IMPROVING if about_them else NO_IMPROVING,
        ended_since=event.at - REVISABLE_FOR if len(event.text) <= _LONGEST_REPLY else None,
        gestures_since=gestures.since(event.at, settings),
    )


def _texts(words: str, settings: Settings) -> tuple[str, ...]:
    """What may hold a comment: the whole message, and what follows "no," in it."""
    replies = (
        read_reply(words, language) for language in settings.languages
    )  # whose it is, is not known yet
    parts = dict.fromkeys((words, *(reply.words for reply in replies if reply is not None)))
    return tuple(one for one in parts if one and needs_analysis(one, settings.language))


def of_answer(event: MessageReceived | CommandGiven, settings: Settings) -> Needs:
    """What stands in the thread of an alert is about its case."""
    if event.answers is None or not event.address.room:
        return Needs()
    return Needs(
        sent=((event.address.place.key, event.answers),),
        contacts=True,
        past=True,
        gestures_since=gestures.since(event.at, settings),
        last_seen=True,
    )


def of_edit(event: MessageEdited, settings: Settings) -> Needs:
    if event.address.room:
        return Needs()
    texts = (clean(event.text),) if needs_analysis(event.text, settings.language) else ()
    return Needs(addresses=(event.address,), texts=texts)


def of_press(event: ButtonPressed | FormSubmitted, settings: Settings) -> Needs:
    match callbacks.parse(event.data):
        case (
            callbacks.AnswerPressed(invitation_id)
            | callbacks.InvitationPressed(invitation_id)
            | callbacks.HeardPressed(invitation_id)
            | callbacks.KnowingPressed(invitation_id)
        ):
            return Needs(addresses=(event.address,), invitations=(invitation_id,))
        case (callbacks.CasePressed() | callbacks.FollowUpPressed() | callbacks.ReturnPressed()) as pressed:
            return of_case(pressed, event, settings)
        case callbacks.MenuPressed():
            return Needs(addresses=(event.address,), bought=True, past=True)
        case callbacks.SubjectPressed(purchase_id):
            named = (purchase_id,) if purchase_id else ()
            return Needs(addresses=(event.address,), purchases=named, past=True)
        case callbacks.SettingPressed(what):
            return Needs(addresses=(event.address,), contacts=what == "forget")
        case (callbacks.ImprovementPressed() | callbacks.BetterPressed()) as pressed:
            return improvements.needs_of_press(pressed, event, settings)
        case callbacks.ToolPressed(tool, subject):
            return staff.needs_of(tool, subject, event, settings)
        case None:
            return Needs()


def of_case(
    pressed: callbacks.CasePressed | callbacks.FollowUpPressed | callbacks.ReturnPressed,
    event: ButtonPressed | FormSubmitted,
    settings: Settings,
) -> Needs:
    """What staff do about a case, and the customer's word on it; ways back to where it is talked about."""
    case_id = (pressed.case_id,)
    given = gestures.since(event.at, settings)
    match pressed:
        case callbacks.FollowUpPressed():
            return Needs(addresses=(event.address,), cases=case_id, gestures_since=given)
        case callbacks.ReturnPressed():
            ways = returning.hashes(pressed.case_id, settings)
            return Needs(addresses=(event.address,), cases=case_id, links=ways, contacts=True)
        case callbacks.CasePressed():
            held = second_look.number_of(pressed) or handing_over.log_from(pressed)
            return Needs(
                cases=case_id,
                contacts=True,
                past=True,
                case_log=((pressed.case_id, held),) if held else (),
                promises=promising.named_by(pressed),
                gestures_since=given,
                last_seen=True,
            )


def of_nothing(event: Event, settings: Settings) -> Needs:
    return Needs()


_NEEDS_OF_COMMANDS: Mapping[str, Callable[[CommandGiven, Settings], Needs]] = {
    book.COMMAND: book.needs_of,
    **dict.fromkeys(beliefs.COMMANDS, beliefs.needs_of),
    **dict.fromkeys(introducing.COMMANDS, of_nothing),
    claiming.COMMAND: claiming.needs_of,
}


def of_command(event: CommandGiven, settings: Settings) -> Needs:
    if staff.is_for(event, settings):
        return staff.needs_of(event.name, event.argument, event, settings)
    if event.name in _NEEDS_OF_COMMANDS:
        return _NEEDS_OF_COMMANDS[event.name](event, settings)
    if event.name in pausing.COMMANDS:
        return Needs(standing=event.at)
    if event.name in improvements.NAMES:
        return improvements.needs_of_command(event, settings)
    if event.name != "digest":
        if event.address.room:
            return of_answer(event, settings)
        about_them, gives, mine = (event.name == name for name in ("mydata", "feedback", "mine"))
        return Needs(
            addresses=(event.address,),
            contacts=about_them,
            past=about_them or gives or mine,
            bought=gives,
            improving=_OWN_IMPROVING if mine else NO_IMPROVING,
        )
    return digests.needs_of(event, settings)


def of_link(event: LinkOpened, settings: Settings) -> Needs:
    if claiming.is_claim(event.token):
        return claiming.needs_of(event, settings)
    hashes = (token_hash(event.token),)
    return Needs(
        addresses=(event.address,),
        links=hashes,
        contacts=True,
        past=True,
        promises_of_cases=True,
        gestures_since=gestures.since(event.at, settings),
    )


_NEEDS_OF_TIMERS = {
    FLOOD: flooding.needs_of_timer,
    **pulses.NEEDS,
    **improvements.NEEDS,
    **restoring.NEEDS,
    forgetting.TIMER: forgetting.of_timer,
    digests.AGAIN: digests.needs_again,
    guessing.TIMER: guessing.needs_of_timer,
}


def of_timer(event: TimerDue, settings: Settings) -> Needs:
    if event.kind in {"invite", "again", "remind", "expire"}:
        is_new = event.kind == "invite"
        return Needs(
            invitations=(event.subject,),
            contacts=is_new,
            bought=is_new and invitations.waits_for_usual_hour(settings),
            standing=None if event.kind == "expire" else invitations.standing(settings, event.at),
            subjects=event.kind != "expire",
        )
    if event.kind in {"followup", "silent", "sla"}:
        asks = event.kind == "followup"
        return Needs(cases=(event.subject,), contacts=asks, past=asks, duty=event.kind == "sla")
    if event.kind in {duty.TIMER, book.TIMER}:
        return book.of_timer() if event.kind == book.TIMER else duty.needs_of_strays(settings)
    if event.kind == "apology":
        return Needs(purchases=(event.subject,), contacts=True, past=True)
    if event.kind == "promise":
        return Needs(promises=(event.subject,))
    if event.kind in _NEEDS_OF_TIMERS:
        return _NEEDS_OF_TIMERS[event.kind](event, settings)
    return digests.needs_of_run(event, settings) if event.kind == "digest" else Needs()


def of_settled(event: ParcelSettled, settings: Settings) -> Needs:
    about = event.about.removeprefix("invitation:")
    is_unheard = event.purpose in deliveries.UNHEARD and event.outcome is not Outcome.DELIVERED
    return Needs(
        addresses=(event.address,) if event.outcome is Outcome.UNREACHABLE else (),
        invitations=(about,) if event.purpose in invitations.UNASKED else (),
        cases=(event.about.removeprefix("case:"),) if is_unheard else (),
        digest_runs=digests.overtaken(event),
        duty=is_unheard,
    )


def of_written(event: TextWritten, settings: Settings) -> Needs:
    if event.use == SUMMARIES:
        return Needs(invitations=summarizing.invitations_of(event))
    case_id = translating.case_of(event)
    return Needs(cases=(case_id,), case_log=((case_id, event.number),))


def of_home(event: HomeOpened, settings: Settings) -> Needs:
    is_staff = Role.STAFF in settings.roles_of(event.address)
    return Needs(addresses=(event.address,), past=True, open_cases=is_staff)


def of_presence(event: PresenceChanged, settings: Settings) -> Needs:
    return Needs() if event.address.room else Needs(addresses=(event.address,))
