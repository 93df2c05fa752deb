"""What other programs are told: the ``webhooks`` of the OpenAPI document. ``handlers/notices.py`` makes it.

Every notice is ``{"type", "timestamp", "data"}``, signed by Standard Webhooks. What is not known is null.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.core.conversation import State
from bot.core.recovery import CaseKind, CaseState
from bot.core.sentiment import Label
from bot.core.survey import QuestionKind
from bot.core.verdict import Verdict

Schema = dict[str, Any]

_NULL = {"type": "null"}


def _text(about: str) -> Schema:
    return {"type": "string", "description": about}


def _one_of(values: type[Any], about: str) -> Schema:
    return {"type": "string", "enum": [str(value) for value in values], "description": about}


def _share(about: str) -> Schema:
    return {"type": "number", "minimum": 0, "maximum": 1, "description": about}


def _count(about: str) -> Schema:
    return {"type": "integer", "minimum": 0, "description": about}


def _moment(about: str) -> Schema:
    return {"type": "string", "format": "date-time", "description": about}


def _list(items: Schema, about: str) -> Schema:
    return {"type": "array", "items": items, "description": about}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, _NULL]}


def _record(fields: Mapping[str, Schema]) -> Schema:
    """An object that has all of these; more may be added one day."""
    return {"type": "object", "properties": dict(fields), "required": list(fields)}


_ABOUT: Mapping[str, Schema] = {
    "shop": _or_null(_text("Who reported the order: a name of [shops.NAME].")),
    "order": _or_null(_text("The order, as the shop calls it.")),
    "customer": _record(
        {
            "id": _text("Our own name for them."),
            "name": _or_null(_text("As the shop or they themselves say.")),
        }
    ),
    "touchpoint": _text("The kind of moment; `own_words` for what a customer began without a purchase."),
    "place": _or_null(_text("Where it was bought.")),
}
_SENTIMENT = _record(
    {
        "label": _one_of(Label, "How it feels as a whole."),
        "p_unhappy": _share("The probability that whoever wrote it is unhappy."),
        "has_complaint": _share("The probability that its worst clause is a complaint."),
        "mixed": {"type": "boolean", "description": "One clause praises, another complains."},
        "polarity": {
            "type": "number",
            "minimum": -1,
            "maximum": 1,
            "description": "From -1, unhappy, to 1, happy.",
        },
        "confidence": _share("How sure the label is."),
        "language": _or_null(_text("The language it is written in, as a two-letter code.")),
        "words": _list({"type": "string"}, "Those that decided, the strongest first."),
        "analyzer": _text("Who says so."),
        "analyzer_version": _text("Probabilities of two versions are not the same scale."),
    }
)
_ANSWER = _record(
    {
        "question": _text("Its name in the survey."),
        "kind": _one_of(QuestionKind, "What was asked for."),
        "rating": _or_null({"type": "integer", "description": "On the scale of the kind; thumbs: 1 or 0."}),
        "options": _list({"type": "string"}, "The names of the options that were chosen."),
        "comment": _or_null(_text("Their own words.")),
        "sentiment": _or_null(_SENTIMENT),
        "meant": _or_null(_one_of(Verdict, "How they say that they meant it: it goes before the sentiment.")),
        "skipped": {"type": "boolean", "description": "Passed over: it counts in no number."},
        "evidence": _list({"type": "string"}, "What was sent along: photo, voice …"),
        "answered_at": _moment("When."),
    }
)
RESPONSE: Schema = _record(
    {
        "response": _text("The same in every notice about this response."),
        **_ABOUT,
        "survey": _text("Its name."),
        "survey_version": _text("Its content's own version."),
        "state": {
            "type": "string",
            "enum": [str(State.COMPLETED), str(State.PARTIAL)],
            "description": "All of it was answered, or it ended before.",
        },
        "started_by": {"type": "string", "enum": ["us", "customer"], "description": "Who began it."},
        "headline": _text("The question whose rating is the response's own."),
        "verdict": _one_of(Verdict, "What we make of ratings and words together."),
        "reasons": _list({"type": "string"}, "Why, as far as it is not plain praise."),
        "answers": _list(_ANSWER, "In the order given."),
        "asked_at": _or_null(_moment("When the first question was sent.")),
        "finished_at": _or_null(_moment("When it ended.")),
    }
)
CASE: Schema = _record(
    {
        "case": _text("The same in every notice about this case."),
        "response": _or_null(_text("The response that it came from.")),
        **_ABOUT,
        "kind": _one_of(CaseKind, "Why staff are asked to look."),
        "state": _one_of(CaseState, "How far it is."),
        "reasons": _list({"type": "string"}, "Why it is one, the most severe first."),
        "rating": _or_null({"type": "integer", "description": "The rating that made it one."}),
        "rating_kind": _or_null(_text("The kind of question that it answers.")),
        "words": _or_null(_text("The customer's own.")),
        "owner": _or_null(_text("Who of the staff takes care of it.")),
        "cause": _or_null(_text("What staff named as the cause when they put it right.")),
        "reopened": _count("How often it was open again."),
        "take_by": _moment("By when somebody is to take it."),
        "contact_by": _moment("By when the customer is to hear from a person."),
        "resolve_by": _moment("By when it is to be put right."),
        "opened_at": _moment("When it began."),
        "taken_at": _or_null(_moment("When somebody took it first.")),
        "contacted_at": _or_null(_moment("When a person wrote first.")),
        "resolved_at": _or_null(_moment("When staff said that it is put right.")),
        "ended_at": _or_null(_moment("When it ended.")),
    }
)
NOTICES: Mapping[str, tuple[str, Schema]] = {
    "response.completed": ("A response ended, with at least one answer.", RESPONSE),
    "response.updated": ("An answer of a response that had ended was changed.", RESPONSE),
    "case.opened": ("An unhappy customer, a question, or the wish to talk to a person.", CASE),
    "case.updated": ("Something of a case that is told here has changed.", CASE),
    "case.ended": ("A case was confirmed, closed, or nobody answered any more.", CASE),
}
"""Type of the notice → what it means, and the schema of its ``data``."""


def schema_of(event: str) -> Schema:
    """The schema of a whole notice of this type."""
    _, data = NOTICES[event]
    return _record(
        {
            "type": {"type": "string", "const": event},
            "timestamp": _moment("When it happened."),
            "data": data,
        }
    )


def webhooks() -> dict[str, Any]:
    """The section ``webhooks`` of the document."""
    headers = [
        {"name": name, "in": "header", "required": True, "description": about, "schema": {"type": "string"}}
        for name, about in (
            ("webhook-id", "The same in every attempt: whoever has seen it drops it."),
            ("webhook-timestamp", "Seconds since 1970, of this attempt."),
            (
                "webhook-signature",
                "`v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`, for each secret.",
            ),
        )
    ]
    return {
        event: {
            "post": {
                "summary": about,
                "parameters": headers,
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": schema_of(event)}},
                },
                "responses": {
                    "2XX": {"description": "Taken."},
                    "410": {"description": "No more of these."},
                    "429": {"description": "Later, as Retry-After says. So is any 5xx."},
                },
            }
        }
        for event, (about, _) in NOTICES.items()
    }
