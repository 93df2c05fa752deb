"""Facts to rows and back, one pair for each. A row is read in the order of its table's columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Any

from bot.core.conversation import Answer, Invitation, State
from bot.core.effects import DigestRun, Lane, MovedRoom, Parcel, Pause
from bot.core.eligibility import Suppression
from bot.core.identity import Address, Contact, Customer, Link, LinkKind
from bot.core.journey import Purchase
from bot.core.sentiment import Label, Sentiment
from bot.core.survey import Audience, QuestionKind
from storage import codec
from storage.codec import fit, fit_or_none, micros, micros_or_none, moment, moment_or_none
from storage.statements import AnyRow, Values

# Quicker to look up than the classes are to call.
_STATES: Mapping[str, State] = {state.value: state for state in State}
_AUDIENCES: Mapping[str, Audience] = {audience.value: audience for audience in Audience}
_LABELS: Mapping[str, Label] = {label.value: label for label in Label}
_KINDS: Mapping[str, QuestionKind] = {kind.value: kind for kind in QuestionKind}


class Columns:
    """Facts of one kind as rows: (field, column, how its value is written, None for as it is) of each."""

    def __init__(self, *columns: tuple[str, str, Callable[[Any], object] | None]) -> None:
        self._values: Callable[[Any], tuple[Any, ...]] = attrgetter(*[field for field, _, _ in columns])
        self._columns = [(column, write) for _, column, write in columns]

    def row(self, fact: object) -> Values:
        """The whole row."""
        return {
            column: value if write is None else write(value)
            for (column, write), value in zip(self._columns, self._values(fact), strict=True)
        }

    def changes(self, was: object, now: object) -> Values:
        """Only the columns that differ. Most steps change three or four of twenty, and touch no index."""
        pairs = zip(self._columns, self._values(was), self._values(now), strict=True)
        return {
            column: value if write is None else write(value)
            for (column, write), old, value in pairs
            if value is not old and value != old
        }


def address_row(address: Address) -> Values:
    """An address that nobody is known to have, free and reachable."""
    return {
        "key": address.key,
        "platform": address.platform,
        "workspace": address.workspace,
        "room": address.room,
        "person": address.person,
        "customer_id": None,
        "reachable": 1,
        "fence": 0,
    }


def contact_row(contact: Contact) -> Values:
    return {
        **address_row(contact.address),
        "customer_id": contact.customer_id,
        "reachable": int(contact.reachable),
        "stray": codec.encode_aside(contact.stray),
    }


def contact_from(row: AnyRow) -> Contact | None:
    """The contact in a row of key, customer, reachable and stray; None where nobody is known there."""
    key, customer_id, reachable, stray = row
    if customer_id is None:
        return None
    return Contact(codec.address(key), customer_id, bool(reachable), codec.decode_aside(stray))


CUSTOMER = Columns(
    ("id", "id", None),
    ("audience", "audience", attrgetter("value")),
    ("name", "name", fit_or_none),
    ("language", "language", fit_or_none),
    ("timezone", "timezone", fit_or_none),
    ("orders", "orders", None),
    ("ratings", "ratings", codec.encode_ratings),
    ("invited_at", "invited_at", codec.encode_moments),
    ("ignored", "ignored", None),
    ("opted_out_at", "opted_out_us", micros_or_none),
    ("erased_at", "erased_us", micros_or_none),
    ("preferred_name", "preferred_name", fit_or_none),
    ("place", "place", fit_or_none),
    ("first_bought_at", "first_bought_us", micros_or_none),
    ("last_bought_at", "last_bought_us", micros_or_none),
    ("attributes", "attributes", codec.encode_attributes),
    ("muted_until", "muted_until_us", micros_or_none),
)


def customer_from(row: AnyRow) -> Customer:
    (
        id_,
        audience,
        name,
        language,
        timezone,
        orders,
        ratings,
        invited_at,
        ignored,
        opted_out,
        erased,
        preferred_name,
        place,
        first_bought,
        last_bought,
        attributes,
        muted_until,
    ) = row
    return Customer(
        id_,
        _AUDIENCES[audience],
        name,
        language,
        timezone,
        orders,
        codec.decode_ratings(ratings),
        codec.decode_moments(invited_at),
        ignored,
        moment_or_none(opted_out),
        moment_or_none(erased),
        preferred_name,
        place,
        moment_or_none(first_bought),
        moment_or_none(last_bought),
        codec.decode_attributes(attributes),
        moment_or_none(muted_until),
    )


def link_row(link: Link) -> Values:
    return {
        "token_hash": link.token_hash,
        "customer_id": link.customer_id,
        "purchase_id": link.purchase_id,
        "expires_us": micros(link.expires_at),
        "opened_by": link.opened_by,
        "kind": link.kind.value,
    }


def link_from(row: AnyRow) -> Link:
    token_hash, customer_id, purchase_id, expires_us, opened_by, kind = row
    return Link(token_hash, customer_id, purchase_id, moment(expires_us), opened_by, LinkKind(kind))


def purchase_row(purchase: Purchase) -> Values:
    return {
        "id": purchase.id,
        "shop": purchase.shop,
        "order": purchase.order,
        "customer_id": purchase.customer_id,
        "touchpoint": purchase.touchpoint,
        "bought_us": micros(purchase.bought_at),
        "product": fit_or_none(purchase.product),
        "place": fit_or_none(purchase.place),
        "amount": None if purchase.amount is None else str(purchase.amount),
        "currency": purchase.currency,
        "segments": codec.encode_mapping(purchase.segments),
        "not_asked": purchase.not_asked,
    }


def purchase_from(row: AnyRow) -> Purchase:
    (
        id_,
        shop,
        order,
        customer_id,
        touchpoint,
        bought_us,
        product,
        place,
        amount,
        currency,
        segments,
        not_asked,
    ) = row
    return Purchase(
        id=id_,
        shop=shop,
        order=order,
        customer_id=customer_id,
        touchpoint=touchpoint,
        bought_at=moment(bought_us),
        product=product,
        place=place,
        amount=None if amount is None else Decimal(amount),
        currency=currency,
        segments=codec.decode_mapping(segments),
        not_asked=not_asked,
    )


INVITATION = Columns(
    ("id", "id", None),
    ("customer_id", "customer_id", None),
    ("purchase_id", "purchase_id", None),
    ("survey", "survey", None),
    ("survey_version", "survey_version", None),
    ("touchpoint", "touchpoint", None),
    ("segments", "segments", codec.encode_mapping),
    ("started_by_customer", "started_by_customer", int),
    ("state", "state", attrgetter("value")),
    ("planned_at", "planned_us", micros),
    ("due_at", "due_us", micros),
    ("expires_at", "expires_us", micros),
    ("address", "address", lambda address: None if address is None else address.key),
    ("product", "product", fit_or_none),
    ("sent_at", "sent_us", micros_or_none),
    ("delivered_at", "delivered_us", micros_or_none),
    ("finished_at", "finished_us", micros_or_none),
    ("question", "question", None),
    ("message", "message", None),
    ("asked_again", "asked_again", None),
    ("reminded", "reminded", int),
    ("aside", "aside", codec.encode_aside),
    ("place", "place", fit_or_none),
    ("trial", "trial", int),
)


def invitation_from(row: AnyRow, answers: tuple[Answer, ...]) -> Invitation:
    (
        id_,
        customer_id,
        purchase_id,
        survey,
        survey_version,
        touchpoint,
        segments,
        started_by_customer,
        state,
        planned_us,
        due_us,
        expires_us,
        address,
        product,
        sent_us,
        delivered_us,
        finished_us,
        question,
        message,
        asked_again,
        reminded,
        aside,
        place,
        trial,
    ) = row
    return Invitation(
        id_,
        customer_id,
        purchase_id,
        survey,
        survey_version,
        touchpoint,
        codec.decode_mapping(segments),
        bool(started_by_customer),
        _STATES[state],
        moment(planned_us),
        moment(due_us),
        moment(expires_us),
        codec.address_or_none(address),
        product,
        moment_or_none(sent_us),
        moment_or_none(delivered_us),
        moment_or_none(finished_us),
        question,
        message,
        asked_again,
        bool(reminded),
        codec.decode_aside(aside),
        answers,
        place,
        bool(trial),
    )


def answer_row(invitation_id: str, position: int, answer: Answer) -> Values:
    sentiment = answer.sentiment
    return {
        "invitation_id": invitation_id,
        "question": answer.question,
        "position": position,
        "kind": answer.kind.value,
        "answered_us": micros(answer.answered_at),
        "rating": answer.rating,
        "options": codec.encode_texts(answer.options),
        "comment": fit_or_none(answer.comment),
        "skipped": int(answer.skipped),
        "polarity": None if sentiment is None else sentiment.polarity,
        "sentiment_label": None if sentiment is None else sentiment.label.value,
        "confidence": None if sentiment is None else sentiment.confidence,
        "analyzer": None if sentiment is None else sentiment.analyzer,
        "analyzer_version": None if sentiment is None else sentiment.version,
        "evidence": codec.encode_evidence(answer.evidence),
        "said_in": fit_or_none(answer.said_in),
        "p_unhappy": None if sentiment is None else sentiment.p_unhappy,
        "has_complaint": None if sentiment is None else sentiment.has_complaint,
        "felt": None if sentiment is None else codec.encode_details(sentiment),
        "playback": codec.encode_playback(answer.playback),
    }


def answer_from(row: Sequence[Any]) -> Answer:
    """The answer in a row of ``answers``, whose first three columns say where it belongs."""
    (
        _,
        question,
        _,
        kind,
        answered_us,
        rating,
        options,
        comment,
        skipped,
        polarity,
        label,
        confidence,
        analyzer,
        version,
        evidence,
        said_in,
        p_unhappy,
        has_complaint,
        felt,
        playback,
    ) = row
    felt_by = polarity, label, confidence, analyzer, version, p_unhappy, has_complaint, felt
    return Answer(
        question,
        _KINDS[kind],
        moment(answered_us),
        rating,
        codec.decode_texts(options),
        comment,
        bool(skipped),
        sentiment_from(felt_by),
        codec.decode_evidence(evidence),
        said_in,
        codec.decode_playback(playback),
    )


SENTIMENT = (
    "polarity",
    "sentiment_label",
    "confidence",
    "analyzer",
    "analyzer_version",
    "p_unhappy",
    "has_complaint",
    "felt",
)
"""The columns of ``answers`` that ``sentiment_from`` reads, in its order."""


def sentiment_from(columns: Sequence[Any]) -> Sentiment | None:
    """The sentiment in these columns of ``answers``; None where the comment was not analysed."""
    polarity, label, confidence, analyzer, version, p_unhappy, has_complaint, felt = columns
    if polarity is None:
        return None
    details = codec.decode_details(felt)
    return Sentiment(
        _LABELS[label], p_unhappy, has_complaint, polarity, confidence, analyzer, version, *details
    )


def suppression_row(suppression: Suppression) -> Values:
    return {
        "purchase_id": suppression.purchase_id,
        "customer_id": suppression.customer_id,
        "touchpoint": suppression.touchpoint,
        "reason": suppression.reason,
        "at_us": micros(suppression.at),
    }


def digest_run_row(run: DigestRun) -> Values:
    return {
        "digest": run.digest,
        "local_date": run.local_date,
        "at_us": micros(run.at),
        "skipped": int(run.skipped),
    }


def digest_run_from(row: AnyRow) -> DigestRun:
    digest, local_date, at_us, skipped = row
    return DigestRun(digest, local_date, moment(at_us), bool(skipped))


def moved_room_row(moved: MovedRoom) -> Values:
    return {
        "platform": fit(moved.platform),
        "room": fit(moved.room),
        "to": fit(moved.to),
        "at_us": micros(moved.at),
    }


def pause_row(pause: Pause) -> Values:
    return {
        "name": "invitations",
        "is_on": int(pause.is_on),
        "at_us": micros(pause.at),
        "by": pause.by,
    }


def pause_from(row: AnyRow) -> Pause:
    _, is_on, at_us, by = row
    return Pause(bool(is_on), moment(at_us), by)


def parcel_row(parcel: Parcel, now_us: int) -> Values:
    """A new parcel, waiting."""
    return {
        "id": parcel.id,
        "address": parcel.address.key,
        "lane": int(parcel.lane),
        "purpose": parcel.purpose,
        "about": parcel.about,
        "message": codec.encode_message(parcel.message),
        "language": parcel.language,
        "not_before_us": micros(parcel.not_before),
        "not_after_us": micros_or_none(parcel.not_after),
        "target": parcel.target,
        "thread": parcel.thread,
        "state": "waiting",
        "attempts": 0,
        "unknown": 0,
        "created_us": now_us,
    }


def parcel_from(row: AnyRow) -> Parcel:
    """The parcel in a row that begins with the columns of ``outbox`` from id to thread."""
    (
        id_,
        address,
        lane,
        purpose,
        about,
        message,
        language,
        not_before_us,
        not_after_us,
        target,
        thread,
        *_,
    ) = row
    return Parcel(
        id=id_,
        address=codec.address(address),
        lane=Lane(lane),
        purpose=purpose,
        about=about,
        message=codec.decode_message(message),
        language=language,
        not_before=moment(not_before_us),
        not_after=moment_or_none(not_after_us),
        target=target,
        thread=thread,
    )
