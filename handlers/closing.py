"""The end of a conversation: thanks, perhaps what we heard in a comment, and the way to change the rating.

The same message is drawn again, in place, as the customer says whether that was right.
"""

from __future__ import annotations

from bot.core.aspects import Aspect, Feeling, aspects_of
from bot.core.callbacks import heard_data, invitation_data
from bot.core.conversation import Invitation
from bot.core.effects import Button, Effect, Line, Send, Value
from bot.core.identity import Address, Customer
from bot.core.playing_back import Heard, Rating, headline_rating, heard_in, is_contradiction, played
from bot.core.recovery import Case
from bot.core.sentiment import Sentiment
from bot.core.survey import SCALES, Audience, QuestionKind, Survey
from bot.core.understanding import is_lone_question
from bot.core.verdict import Verdict
from bot.core.view import View
from handlers import acknowledging, asking
from handlers.asking import told

Rows = tuple[tuple[Button, ...], ...]

MOODS = (Verdict.HAPPY, Verdict.MIXED, Verdict.NEUTRAL, Verdict.UNHAPPY)


def thanks(
    invitation: Invitation,
    survey: Survey,
    customer: Customer,
    address: Address,
    view: View,
    *,
    parcel_id: str,
    target: str | None,
    heard: Heard | None,
    case: Case | None = None,
) -> Send:
    """The message that ends the conversation, with what we heard where that may be said.

    ``case`` is the one that the last answer has opened, if it has.
    """
    rating = headline_rating(invitation, survey)
    asks = heard is not None and is_contradiction(heard.mood, rating)
    said: tuple[Line, ...] = ()
    rows: Rows = ()
    if heard is not None and rating is not None and asks:
        said, rows = (_which(heard.mood, rating),), _which_rows(invitation, rating)
    elif heard is not None:
        said, rows = (_heard_line(heard, view),), _yes_or_no(invitation)
        if heard.mood is Verdict.UNHAPPY and thanks_key(invitation, survey, customer, view) == "said.thanks":
            said = (Line("playback.sorry"), *said)
    return told(
        view,
        address,
        customer,
        "thanks",
        f"invitation:{invitation.id}",
        *(asking.so_far(view, invitation, customer) if target is not None else ()),
        *_thanks_lines(invitation, survey, customer, view, case),
        *said,
        rows=(*rows, *(() if asks else revise_rows(invitation, survey))),
        target=target,
        parcel_id=parcel_id,
    )


def closed(
    invitation: Invitation,
    survey: Survey,
    customer: Customer,
    view: View,
    *said: Line,
    rows: Rows = (),
    revisable: bool = True,
) -> list[Effect]:
    """That message in its place, with ``said`` and ``rows`` instead of what we had heard."""
    lines = (*_thanks_lines(invitation, survey, customer, view), *said)
    shown = (*rows, *(revise_rows(invitation, survey) if revisable else ()))
    return asking.redrawn(view, invitation, customer, "heard", *lines, rows=shown)


def retired(invitation: Invitation, survey: Survey, customer: Customer, view: View) -> list[Effect]:
    """That message with what we heard and without a button: what goes on goes on elsewhere."""
    said = heard_again(invitation, survey, customer, view)
    return closed(invitation, survey, customer, view, *said, revisable=False)


def _thanks_lines(
    invitation: Invitation, survey: Survey, customer: Customer, view: View, case: Case | None = None
) -> tuple[Line, ...]:
    """Thanks; where staff know of it, that they do and when they are back."""
    key = thanks_key(invitation, survey, customer, view)
    line = Line(key, asking.names(view, invitation, customer))
    if key == "said.thanks_low":
        known = acknowledging.back(case or view.open_case(customer.id), customer, view)
    else:
        known = acknowledging.known(case, customer, view, is_named=True)
    return (line, *known, *asking.review_lines(view, invitation, survey))


def thanks_key(invitation: Invitation, survey: Survey, customer: Customer, view: View) -> str:
    """Sorry where it was not right; that somebody looks at it personally is said only where they do."""
    answer = invitation.answer_to(survey.headline)
    is_low = asking.was_low(invitation, survey) and survey.audience is Audience.BUYER
    if not is_low or answer is None or answer.rating is None:
        return "said.thanks"
    hears_of = view.settings.alert_rules(invitation.touchpoint).hears_of(answer.kind, answer.rating)
    is_heard = hears_of or view.open_case(customer.id) is not None
    return "said.thanks_low" if is_heard else "said.thanks_sorry"


def revise_rows(invitation: Invitation, survey: Survey) -> Rows:
    """The button below the thanks; there is nothing to change where no rating was asked for."""
    return ((_revise(invitation),),) if invitation.answer_to(survey.headline) else ()


def _revise(invitation: Invitation, emphasis: str = "quiet") -> Button:
    return Button(Line("survey.revise"), invitation_data(invitation.id, "revise"), emphasis=emphasis)


# --- what we heard


def heard(invitation: Invitation, survey: Survey, customer: Customer, view: View) -> Heard | None:
    """What may be said back; nothing where their words are a question, which a person answers."""
    language = asking.language_of(view, customer)
    found = heard_in(invitation, survey, lambda text, felt: _aspects(text, felt, language, view))
    answer = invitation.answer_to(found.question) if found is not None else None
    if answer is None or is_lone_question(answer.comment or "", language):
        return None
    return found


def _aspects(text: str, felt: Sentiment, language: str, view: View) -> tuple[Aspect, ...]:
    """Those of which there is something to say: not everything that breaks can be praised."""
    taxonomy = view.settings.taxonomy(felt.language or language)
    return tuple(
        one
        for one in aspects_of(text, felt, taxonomy)
        if all(
            _named(one.theme, one.feeling is Feeling.POSITIVE, spoken, view)
            for spoken in view.settings.languages
        )
    )


def heard_again(invitation: Invitation, survey: Survey, customer: Customer, view: View) -> tuple[Line, ...]:
    """The line that said what we heard, as far as it can still be told."""
    found, rating = played(invitation), headline_rating(invitation, survey)
    if found is None:
        return ()
    playback = found[1]
    if rating is not None and is_contradiction(playback.heard, rating):
        return (_which(playback.heard, rating),)
    said = heard(invitation, survey, customer, view)
    if said is None or (said.mood, (*said.praised, *said.blamed)) != (playback.heard, playback.themes):
        return ()
    return (_heard_line(said, view),)


def _heard_line(heard: Heard, view: View) -> Line:
    """What we heard, in the words for this mood and these themes, and whether that is right."""
    themes = [(theme, True) for theme in heard.praised] + [(theme, False) for theme in heard.blamed]
    if not themes:
        return Line(f"playback.mood.{heard.mood}")
    names: list[Value] = [
        {language: _named(theme, praised, language, view) for language in view.settings.languages}
        for theme, praised in themes
    ]
    if heard.praised and heard.blamed:
        values = dict(zip(("good", "bad", "more"), names, strict=False))
        return Line("playback.mixed", {**values, "n": len(heard.blamed)})
    values = dict(zip(("theme", "more"), names, strict=False))
    if heard.mood is Verdict.MIXED:
        return Line(f"playback.mixed_{'good' if heard.praised else 'bad'}", {**values, "n": len(names)})
    return Line(f"playback.{'good' if heard.praised else 'bad'}", {**values, "n": len(names)})


def _named(name: str, praised: bool, language: str, view: View) -> str:
    """A theme in the middle of a sentence; empty where it is not spoken of so."""
    theme = view.settings.taxonomy(language).theme(name)
    if theme is None:
        return name.replace("_", " ")
    words = theme.praised if praised else theme.blamed
    return theme.label[:1].lower() + theme.label[1:] if words is None else words


def _yes_or_no(invitation: Invitation) -> Rows:
    yes = Button(Line("playback.yes"), heard_data(invitation.id, "yes"))
    return ((yes, Button(Line("playback.no"), heard_data(invitation.id, "no"))),)


def mood_rows(invitation: Invitation) -> Rows:
    """How it really was: four buttons."""
    buttons = [
        Button(Line(f"playback.meant.{mood}"), heard_data(invitation.id, mood.value)) for mood in MOODS
    ]
    return (tuple(buttons[:2]), tuple(buttons[2:]))


def _which(mood: Verdict, rating: Rating) -> Line:
    """Rating and words are opposite: which of them was meant?"""
    kind = rating[0]
    scale = "thumbs" if kind is QuestionKind.THUMBS else "rating"
    return Line(f"playback.which.{mood}.{scale}", {"value": shown(rating), "of": str(SCALES[kind][1])})


def _which_rows(invitation: Invitation, rating: Rating) -> Rows:
    stays = Button(Line("playback.stays", {"value": shown(rating)}), heard_data(invitation.id, "stays"))
    return ((stays, _revise(invitation, emphasis="")),)  # neither is nearer at hand than the other


def shown(rating: Rating) -> str:
    """The rating on a button or in a sentence."""
    if rating[0] is QuestionKind.THUMBS:
        return "\N{THUMBS UP SIGN}" if rating[1] else "\N{THUMBS DOWN SIGN}"
    return str(rating[1])


def asks_which(invitation: Invitation, survey: Survey) -> bool:
    """Whether what waits is the question if the rating or the words were meant."""
    found = played(invitation)
    if found is None or found[1].reply is not None:
        return False
    return is_contradiction(found[1].heard, headline_rating(invitation, survey))
