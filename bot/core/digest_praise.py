"""The sections of a digest that hold who was praised, and what the team had guessed."""

from __future__ import annotations

from bot.core.beliefs import Guessed
from bot.core.digest import Digest
from bot.core.digest_charts import Json, display_name, figure, line
from bot.core.digest_parts import section
from bot.core.figures_json import estimate_json
from bot.core.praise import Praised
from bot.core.statistics import COUNTS_ONLY_BELOW
from bot.core.survey import QuestionKind

METRICS = {QuestionKind.NPS: "NPS", QuestionKind.CSAT: "CSAT", QuestionKind.CES: "CES"}
MOST_PRAISED = 10


def praise(digest: Digest) -> list[Json]:
    """Who was praised by name; no section where nobody was, for that says nothing of anybody."""
    if not digest.praise:
        return []
    is_sample = digest.comments_read < digest.comments_total
    read = {"read": digest.comments_read, "n": digest.comments_total}
    note = line("digest.praise.newest", **read) if is_sample else line("digest.praise.note")
    items = [_praised(one) for one in digest.praise[:MOST_PRAISED]]
    return [section("praise", note, lists=[{"title": None, "items": items}])]


def _praised(one: Praised) -> Json:
    values: dict[str, object] = {"who": one.name, "n": one.customers}
    if one.quote is None:
        return line("digest.praise.item", **values)
    if one.quote.name:
        values["name"] = one.quote.name
    return line("digest.praise.quoted", quote=one.quote.text, **values)


def guesses(digest: Digest) -> list[Json]:
    """What was guessed before this digest opened, and who was nearest."""
    if not digest.guesses:
        return []
    items = [_guessed(one) for one in digest.guesses]
    return [section("guesses", lists=[{"title": None, "items": items}])]


def _guessed(one: Guessed) -> Json:
    kind, estimate = QuestionKind(one.kind), one.estimate
    said = ", ".join(f"{name} {figure(kind, value)}" for name, value in one.said)
    values: dict[str, object] = {
        "touchpoint": display_name(one.touchpoint),
        "metric": METRICS.get(kind, kind.value),
        "guesses": said,
        "n": estimate.n,
    }
    if estimate.n < COUNTS_ONLY_BELOW or estimate.value is None or estimate.interval is None:
        return line("digest.guesses.few", needed=COUNTS_ONLY_BELOW, **values)
    return line(
        f"digest.guesses.{'nearest' if len(one.nearest) == 1 else 'tied'}",
        value=figure(kind, estimate.value),
        low=figure(kind, estimate.interval.low),
        high=figure(kind, estimate.interval.high),
        nearest=", ".join(one.nearest),
        **values,
    )


def praise_json(digest: Digest) -> Json:
    """Both for machines: shares 0..1, NPS -100..100, means in ratings."""
    return {
        "praise": [
            {
                "name": one.name,
                "customers": one.customers,
                "quote": None if one.quote is None else {"text": one.quote.text, "by": one.quote.name},
            }
            for one in digest.praise
        ],
        "guesses": [_guessed_json(one) for one in digest.guesses],
    }


def _guessed_json(one: Guessed) -> Json:
    return {
        "touchpoint": one.touchpoint,
        "kind": one.kind,
        "guesses": [{"who": name, "value": value} for name, value in one.said],
        **estimate_json(one.estimate),
        "nearest": list(one.nearest),
    }
