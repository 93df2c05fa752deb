"""What the comments behind a posted digest say, in two sentences of a language model, below the digest.

The digest waits for nothing. What is asked and what comes of it are about the invitations whose comments were
shown, by their ids: whoever is erased takes both with them, and who objects meanwhile as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.core.effects import Effect, Lane, Line, Message, Parcel, Send
from bot.core.events import TextWritten
from bot.core.identity import address_from_key
from bot.core.language_model import SUMMARIES, WORTH_IT_FOR, asks_for, line_for, summary
from bot.core.summaries import FEWEST
from bot.core.summed_comments import to_sum_up
from bot.core.view import View
from handlers.model_requests import may_leave, on_record, short
from handlers.places import told_there

_WAITS_FOR = timedelta(hours=1)  # where the room cannot be reached; the digest is read without it
_ABOUT, _AND = f"{SUMMARIES}:", "+"


def asked(digest: Parcel, view: View) -> list[Effect]:
    """Ask for a summary of what is behind this digest, where that is wanted and enough was said."""
    if view.report is None or not asks_for(view.settings.language_model, SUMMARIES):
        return []
    query = view.report.now.query
    if query.against is not None or query.why:
        return []
    comments = to_sum_up(view.report, view.settings)
    if len(comments) < FEWEST:
        return []
    names = [name for one in comments if one.voice for name in one.voice.names]
    target = short(digest.language)
    request = summary([one.text for one in comments], target, (*names, *view.settings.known_people))
    about = _ABOUT + _AND.join(one.invitation_id for one in comments)
    card = {**request.card, "number": len(comments), "beside": digest.id, "place": digest.address.key}
    parcel = Parcel(
        id=view.new_id(),
        address=line_for(digest.id),
        lane=Lane.BROADCAST,
        purpose=SUMMARIES,
        about=about,
        message=Message((), card=card),
        language=target,
        not_before=view.now,
        not_after=view.now + WORTH_IT_FOR,
    )
    return [Send(parcel)]


def invitations_of(event: TextWritten) -> tuple[str, ...]:
    """Those whose comments were shown."""
    return tuple(event.about.removeprefix(_ABOUT).split(_AND))


def written(event: TextWritten, view: View) -> Sequence[Effect]:
    """The summary stands below the digest, unless words that it is made of may no longer be shown."""
    recorded: list[Effect] = [on_record(event, f"parcel:{event.beside}", view)]
    talks = [view.invitation(id_) for id_ in invitations_of(event)]
    people = [talk and view.customer(talk.customer_id) for talk in talks]
    if not event.text or event.place is None or not all(one and may_leave(one) for one in people):
        return recorded
    line = Line("summary.below", {"words": event.text, "n": event.number})
    post = told_there(
        view,
        address_from_key(event.place),
        "summary",
        event.about,
        line,
        thread=event.beside,
        lane=Lane.BROADCAST,
        not_after=view.now + _WAITS_FOR,
    )
    return [*recorded, post]
