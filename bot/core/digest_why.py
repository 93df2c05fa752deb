"""What is behind a score: one touchpoint, or one theme of the comments, with its numbers and its words.

What goes together with a theme is no proof that the theme is the cause, and is never called one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from zoneinfo import ZoneInfo

from bot.core.digest import Digest, Quote
from bot.core.digest_card import card, said_by
from bot.core.digest_charts import Json, difference, display_name, figure, line, percent
from bot.core.digest_composing import buyers_comments
from bot.core.digest_json import digest_json
from bot.core.digest_parts import days, named, named_list, section, slices
from bot.core.mentions import Reading, Tagged, read_for_themes, shortened, top_themes
from bot.core.periods import local_date
from bot.core.report import Numbers, Report
from bot.core.settings import Settings
from bot.core.statistics import (
    COUNTS_ONLY_BELOW,
    GREY_BELOW,
    Change,
    Estimate,
    change,
    change_of_shares,
    headline,
    share,
)
from bot.core.survey import LocalText

QUOTES = 8
THEMES_WEIGHED = 4


@dataclass(frozen=True, slots=True)
class Weighed:
    """The score of those whose comment mentions a theme beside that of those whose does not."""

    label: LocalText
    kind: str
    mentioned: Estimate
    others: Estimate
    moved: Change | None


def why_card(digest: Digest, report: Report, settings: Settings) -> Mapping[str, object]:
    """A card of the digest's shape."""
    reading = _read(report.now, settings)
    theme = digest.query.theme
    if theme is not None:
        return _theme_card(theme, digest, reading, _read(report.before, settings), settings)
    return _touchpoint_card(digest, reading, settings)


def why_json(digest: Digest, report: Report, settings: Settings) -> dict[str, object]:
    """The digest for machines; with the mentions of the theme, and what goes together with it."""
    theme, reading = digest.query.theme, _read(report.now, settings)
    told: dict[str, object] = {"theme": theme}
    if theme is not None:
        told |= {"mentions": len(_mentioning(theme, reading)), "comments": len(reading.tagged)}
    themes = [theme] if theme else _weighty(reading)
    told["goes_with"] = [
        {
            "theme": name,
            "kind": one.kind,
            "mentioned": {"n": one.mentioned.n, "value": one.mentioned.value},
            "others": {"n": one.others.n, "value": one.others.value},
            "clear": None if one.moved is None else one.moved.clear,
        }
        for name in themes
        for one in _weighed(name, reading)
    ]
    return {**digest_json(digest), "why": told}


def _read(numbers: Numbers, settings: Settings) -> Reading:
    return read_for_themes(buyers_comments(numbers, settings), settings.taxonomy, settings.languages)


def _mentioning(theme: str, reading: Reading) -> list[Tagged]:
    return [one for one in reading.tagged if theme in one.themes]


def _weighty(reading: Reading) -> list[str]:
    return [one.theme for one in top_themes(reading, happy=False)[:THEMES_WEIGHED]]


# --- a touchpoint


def _touchpoint_card(digest: Digest, reading: Reading, settings: Settings) -> Mapping[str, object]:
    """Its part of the digest, with what goes together with low scores, and more of what was said."""
    whole = dict(card(digest))
    if digest.is_empty:
        return whole
    weighed = [one for theme in _weighty(reading) for one in _weighed(theme, reading)]
    sections = list(_sections(whole))
    _, doing, improve, *_rest = sections
    improve = {**improve, "quotes": _quotes(reading.tagged, settings.zone)}
    goes_with = section("goes_with", line("digest.goes_with.no_proof"), lists=_told_weights(weighed))
    where = named([digest.query.touchpoint or "", *slices(digest.query)])
    whole["title"] = line(
        "digest.why.touchpoint", touchpoint=where, business=digest.business, **days(digest.query.period)
    )
    whole["sections"] = [doing, improve, *([goes_with] if weighed else []), sections[-1]]
    return whole


def _sections(whole: Mapping[str, object]) -> Sequence[Json]:
    sections = whole["sections"]
    return sections if isinstance(sections, list) else []


# --- a theme


def _theme_card(
    theme: str, digest: Digest, reading: Reading, before: Reading, settings: Settings
) -> Mapping[str, object]:
    label = reading.labels.get(theme, {settings.language: theme})
    mentions = _mentioning(theme, reading)
    now, earlier = _share(mentions, reading), _share(_mentioning(theme, before), before)
    sections = [_how_often(now, earlier, mentions, reading, digest, label)]
    if weighed := _weighed(theme, reading):
        note = line("digest.goes_with.no_proof")
        sections.append(section("goes_with", note, lists=_told_weights(weighed)))
    if mentions:
        sections.append(_in_their_words(theme, mentions, reading, settings.zone))
    return {
        "type": "digest",
        "title": _theme_title(digest, label),
        "subtitle": _subtitle(now, digest),
        "sections": sections,
        "charts": [],
    }


def _theme_title(digest: Digest, label: LocalText) -> Json:
    query = digest.query
    values = {"theme": label, "business": digest.business, **days(query.period)}
    if narrowed := named([query.touchpoint or "", *slices(query)]):
        return line("digest.why.theme_narrowed", about=narrowed, **values)
    return line("digest.why.theme", **values)


def _share(mentions: Sequence[Tagged], reading: Reading) -> Estimate:
    return share(len(mentions), len(reading.tagged))


def _subtitle(now: Estimate, digest: Digest) -> Json:
    if now.value is None:
        return line("digest.why.no_comments")
    mentions = round(now.value * now.n)
    if digest.comments_read < digest.comments_total:
        return line("digest.why.mentioned_newest", n=mentions, of=now.n, total=digest.comments_total)
    return line("digest.why.mentioned", n=mentions, of=now.n)


def _how_often(
    now: Estimate,
    earlier: Estimate,
    mentions: Sequence[Tagged],
    reading: Reading,
    digest: Digest,
    label: LocalText,
) -> Json:
    moods = Counter(_mood(one) for one in mentions)
    felt = [
        line(f"digest.moods.{mood}", n=moods[mood]) for mood in ("unhappy", "happy", "neither") if moods[mood]
    ]
    there = Counter(one.comment.touchpoint for one in mentions)
    of = Counter(one.comment.touchpoint for one in reading.tagged)
    where = [
        line("digest.where.item", touchpoint=display_name(touchpoint), n=n, of=of[touchpoint])
        for touchpoint, n in there.most_common()
    ]
    compared = digest.previous.days > 0 and earlier.n > 0
    return section(
        "how_often",
        line("digest.doing.compared", **days(digest.previous)) if compared and _moved(now, earlier) else None,
        metrics=[_metric(now, earlier, label)] if now.n >= COUNTS_ONLY_BELOW else [],
        lists=[*named_list("moods", felt), *named_list("where", where)],
    )


def _mood(one: Tagged) -> str:
    return "unhappy" if one.comment.unhappy else "happy" if one.comment.happy else "neither"


def _moved(now: Estimate, earlier: Estimate) -> Change | None:
    if min(now.n, earlier.n) < COUNTS_ONLY_BELOW or now.value is None or earlier.value is None:
        return None
    return change_of_shares(round(now.value * now.n), now.n, round(earlier.value * earlier.n), earlier.n)


def _metric(now: Estimate, earlier: Estimate, label: LocalText) -> Json:
    if now.value is None or now.interval is None:
        raise ValueError("a share of nothing is not shown")
    low, high = percent(now.interval.low), percent(now.interval.high)
    return {
        "label": line("digest.how_often.share", theme=label),
        "value": percent(now.value),
        "range": line("digest.range", low=low, high=high),
        "n": now.n,
        "change": _change(now, earlier),
        "grey": now.n < GREY_BELOW,
        "bar": {
            "low": round(now.interval.low, 4),
            "value": round(now.value, 4),
            "high": round(now.interval.high, 4),
        },
    }


def _change(now: Estimate, earlier: Estimate) -> Json | None:
    moved = _moved(now, earlier)
    if moved is None or earlier.value is None:
        return line("digest.change.too_few", n=earlier.n) if earlier.n else None
    before = percent(earlier.value)
    if not moved.clear:
        return line("digest.change.none", before=before, n=earlier.n)
    direction = "up" if moved.difference > 0 else "down"
    by = difference("thumbs", moved.difference)
    return line(f"digest.change.{direction}", by=by, before=before, n=earlier.n)


def _in_their_words(theme: str, mentions: Sequence[Tagged], reading: Reading, zone: ZoneInfo) -> Json:
    phrases = next((one.phrases for one in top_themes(reading, happy=False) if one.theme == theme), ())
    said = line("digest.words.phrases", phrases=", ".join(f"“{one}”" for one in phrases)) if phrases else None
    return section("words", said, quotes=_quotes(mentions, zone))


# --- what both have


def _weighed(theme: str, reading: Reading) -> list[Weighed]:
    """Among those who wrote and rated; only where on both sides enough did."""
    label = reading.labels.get(theme, {"en": theme})
    kinds = dict.fromkeys(one.comment.kind for one in reading.tagged if one.comment.kind is not None)
    found = []
    for kind in kinds:
        mentioned: Counter[int] = Counter()
        others: Counter[int] = Counter()
        for one in reading.tagged:
            if one.comment.kind == kind and one.comment.rating is not None:
                (mentioned if theme in one.themes else others)[one.comment.rating] += 1
        if min(mentioned.total(), others.total()) >= COUNTS_ONLY_BELOW:
            moved = change(kind, mentioned, others)
            found.append(Weighed(label, kind, headline(kind, mentioned), headline(kind, others), moved))
    return found


def _told_weights(weighed: Sequence[Weighed]) -> list[Json]:
    items = []
    for one in weighed:
        clear = one.moved is not None and one.moved.clear
        items.append(
            line(
                f"digest.goes_with.{'clear' if clear else 'unclear'}",
                theme=one.label,
                score=line(f"digest.versus.kind.{one.kind}"),
                value=figure(one.kind, one.mentioned.value or 0.0),
                n=one.mentioned.n,
                other=figure(one.kind, one.others.value or 0.0),
                n_other=one.others.n,
            )
        )
    return [{"title": None, "items": items}] if items else []


def _quotes(tagged: Sequence[Tagged], zone: ZoneInfo) -> list[Json]:
    """The unhappy before the others, the newest first, nothing twice."""
    different: dict[str, Tagged] = {}
    for one in sorted(tagged, key=lambda one: not one.comment.unhappy):
        if not one.comment.is_quotable:
            continue
        different.setdefault(one.comment.text.strip().casefold(), one)
    return [_quote(one, local_date(one.comment.at, zone)) for one in islice(different.values(), QUOTES)]


def _quote(one: Tagged, day: date) -> Json:
    comment = one.comment
    quote = Quote(shortened(comment.text), comment.rating, comment.kind, comment.touchpoint, day)
    return {"text": quote.text, "by": said_by(quote, _mood(one))}
