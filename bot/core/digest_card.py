"""A digest as a card: a JSON object of text keys and values that every adapter draws in its own way.

::

    {"type": "digest", "title": Line, "subtitle": Line, "sections": [Section …], "charts": [Chart …]}
    Section  {"title": Line, "note": Line|null, "metrics": [Metric …], "lists": [List …],
              "quotes": [{"text": str, "by": Line} …], "table": Table|null}
    Metric   {"label": Line, "value": Line|str, "range": Line|null, "n": int, "change": Line|null,
              "grey": bool, "bar": {"low": 0..1, "value": 0..1, "high": 0..1}|null}
    Table    {"head": [Cell …], "rows": [[Cell …] …]}
    List     {"title": Line|null, "items": [Line|str …]}
    Chart    {"kind": "trend"|"themes"|"map", "alt": Line, "data": {…}}
    Line     {"key": str, "values": {…}}
    Cell     Line|str

A section that has nothing to say is left out, or says so in its note. Figures come as strings: whole NPS
points and percent, one decimal for means; days as ISO dates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from bot.core.digest import QUOTES, Asks, Choices, Digest, Group, Measured, Quote, Rates
from bot.core.digest_changed import changed
from bot.core.digest_charts import (
    Json,
    charts,
    display_name,
    figure,
    line,
    percent,
    ranked_themes,
)
from bot.core.digest_differs import differs
from bot.core.digest_parts import days, metric, named, named_list, section, slices
from bot.core.digest_pictures import page_charts
from bot.core.digest_praise import guesses, praise
from bot.core.digest_recovery import recovery
from bot.core.digest_sides import observed, sides
from bot.core.digest_thinking import thinking
from bot.core.digest_trend import unusual
from bot.core.eligibility import REASONS
from bot.core.mentions import ThemeCount
from bot.core.numerals import count
from bot.core.periods import EARLIEST
from bot.core.report import Understood
from bot.core.statistics import COUNTS_ONLY_BELOW, Showing, share
from bot.core.survey import SCALES, QuestionKind

TOLD_THEMES = 4  # with phrases and a quote
LIFT_FROM = 1.3  # times as often: below, a theme is no more of the unhappy than of the others
MANY_COMPARISONS = 10  # from here on it is said that about 1 in 20 looks clear by chance

_ATTRIBUTES = ("accessibility", "friendliness", "quality", "affordability", "timeliness", "result")


def card(digest: Digest) -> Mapping[str, object]:
    """The card of a digest, in the shape that the module describes."""
    sections = [] if digest.is_empty else _sections(digest)
    return {
        "type": "digest",
        "title": _title(digest),
        "subtitle": _subtitle(digest),
        "sections": sections,
        "charts": [] if digest.is_empty else [*charts(digest), *page_charts(digest)],
    }


def _sections(digest: Digest) -> list[Json]:
    sections = [_wants(digest.buyers), _doing(digest), _improve(digest)]
    sections += [*sides(digest), *observed(digest), *thinking(digest)]
    sections += [*guesses(digest), *praise(digest)]
    if digest.internal is not None:
        sections.append(_internal(digest.internal))
    sections += differs(digest, _name_of(digest.buyers))
    sections.append(recovery(digest))
    if digest.improvements:
        sections.append(changed(digest.improvements, digest.today or digest.made_at.date()))
    return sections


# --- what they want


def _wants(group: Group) -> Json:
    lists = _choice_lists(group, Asks.WANT)
    return section("wants", None if lists else line("digest.wants.none"), lists=lists)


def _choice_lists(group: Group, *asks: Asks) -> list[Json]:
    return [_choice_list(one) for one in group.choices if one.asks in asks]


def _choice_list(choices: Choices) -> Json:
    n = choices.answered
    title = (
        line("digest.asked", words=choices.words)
        if n is None
        else line("digest.asked_of", words=choices.words, n=n)
    )
    return {"title": title, "items": [_option(label, chosen, n) for _, label, chosen in choices.options]}


def _option(label: Mapping[str, str], chosen: int, answered: int | None) -> Json:
    if answered is None:
        return line("digest.option", option=label, n=chosen)
    if answered < COUNTS_ONLY_BELOW:
        return line("digest.option_of", option=label, n=chosen, of=answered)
    share = percent(chosen / answered)
    return line("digest.option_share", option=label, n=chosen, of=answered, share=share)


# --- how we are doing


def _doing(digest: Digest) -> Json:
    group = digest.buyers
    measured = (*group.headlines, *group.others)
    lists = _choice_lists(group, Asks.JUDGEMENT)
    lists += named_list("goals", [_goal(one) for one in group.headlines if one.standing])
    lists += named_list("unusual", unusual(group.trends))
    lists += named_list("response", _response(group))
    lists += named_list("not_asked", [_not_asked(reason, n) for reason, n in digest.suppressed])
    return section(
        "doing",
        _compared(digest, measured),
        metrics=_metrics(group, [one for one in group.others if one.attribute is None]),
        lists=lists,
        table=_funnels(group.funnels),
    )


def _metrics(group: Group, others: Sequence[Measured]) -> list[Json]:
    """The headlines and these; what is about a side of the experience buyers have in a section of its own."""
    shown = [one for one in (*group.headlines, *others) if one.showing is not Showing.HIDDEN]
    return [metric(one, _label(one, group.headlines)) for one in shown]


def _name_of(group: Group) -> Callable[[str, str, str, str], Json]:
    """What each of its headlines is called, by survey, question, kind and touchpoint."""
    names = {
        (one.survey, one.question, one.kind, one.touchpoint): _label(one, group.headlines)
        for one in group.headlines
    }
    return lambda *place: names[place]


def _label(one: Measured, headlines: Sequence[Measured]) -> Json:
    """By touchpoint and kind; by survey too where that would leave two with the same name."""
    touchpoint = display_name(one.touchpoint)
    if one in headlines:
        alike = Counter((other.touchpoint, other.kind) for other in headlines)
        if alike[one.touchpoint, one.kind] > 1:
            return line(f"digest.label_of_survey.{one.kind}", touchpoint=touchpoint, survey=one.title)
        return line(f"digest.label.{one.kind}", touchpoint=touchpoint)
    if one.attribute in _ATTRIBUTES:
        return line(f"digest.attribute.{one.attribute}", touchpoint=touchpoint)
    return line(
        "digest.label.question", touchpoint=touchpoint, question=display_name(one.attribute or one.question)
    )


def _compared(digest: Digest, measured: Sequence[Measured]) -> Json | None:
    comparisons = sum(one.change is not None for one in measured)
    if not comparisons:
        return None
    key = "digest.doing.compared_many" if comparisons >= MANY_COMPARISONS else "digest.doing.compared"
    return line(key, **days(digest.previous))


def _goal(one: Measured) -> Json:
    goal, value = one.goal or 0.0, one.estimate.value or 0.0
    return line(
        f"digest.goal.{one.standing}",
        touchpoint=display_name(one.touchpoint),
        survey=one.title,
        goal=figure(one.kind, goal),
        value=figure(one.kind, value),
        n=one.estimate.n,
    )


def _response(group: Group) -> list[Json]:
    """That the response rate moved: whoever stopped answering may have moved the scores."""
    moved, now, before = group.response_change, group.response, group.response_before
    if moved is None or not moved.clear or now.value is None or before.value is None:
        return []
    values = {"rate": percent(now.value), "n": now.n, "before": percent(before.value), "n_before": before.n}
    return [line(f"digest.response.{'up' if moved.difference > 0 else 'down'}", **values)]


def _not_asked(reason: str, n: int) -> Json:
    if reason in REASONS:
        return line(f"digest.not_asked.{reason}", n=n)
    return line("digest.not_asked.other", reason=display_name(reason), n=n)


def _funnels(funnels: Sequence[Rates]) -> Json | None:
    if not funnels:
        return None
    head = ("touchpoint", "delivered", "responded", "completed", "commented")
    touchpoints = Counter(one.counts.touchpoint for one in funnels)
    rows: list[list[Json | str]] = []
    for one in funnels:
        counts = one.counts
        steps = (
            (counts.responded, one.responded),
            (counts.completed, one.completed),
            (counts.commented, one.commented),
        )
        rates = [count(n) if rate is None else f"{count(n)} ({percent(rate)})" for n, rate in steps]
        touchpoint = display_name(counts.touchpoint)
        alike = touchpoints[counts.touchpoint] > 1
        name = (
            line("digest.funnel.of_survey", touchpoint=touchpoint, survey=one.title) if alike else touchpoint
        )
        rows.append([name, count(counts.delivered), *rates])
    return {"head": [line(f"digest.funnel.{name}") for name in head], "rows": rows}


# --- how we can improve


def _improve(digest: Digest) -> Json:
    group = digest.buyers
    lists = [*_mentions(group), *_choice_lists(group, Asks.PROBLEM)]
    uncovered = [line("digest.uncovered.item", touchpoint=display_name(name)) for name in digest.uncovered]
    lists += named_list("understood", _understood(digest.understood))
    lists += named_list("uncovered", uncovered)
    if not group.comments:
        note = line("digest.improve.none")
    elif digest.comments_read < digest.comments_total:
        note = line("digest.improve.newest", read=digest.comments_read, n=digest.comments_total)
    else:
        note = line("digest.improve.comments", n=group.comments)
    return section(
        "improve",
        note,
        lists=lists,
        quotes=_quotes(group),
        table=_themes(group),
    )


def _told(group: Group) -> tuple[ThemeCount, ...]:
    """The themes of the unhappy that are told with words of theirs: those of several."""
    return tuple(one for one in group.unhappy.themes if one.n > 1)[:TOLD_THEMES]


def _mentions(group: Group) -> list[Json]:
    told = _told(group)
    title = line("digest.mentions.title", n=group.unhappy.n)
    return [{"title": title, "items": [_mention(one) for one in told]}] if told else []


def _mention(one: ThemeCount) -> Json:
    values: dict[str, object] = {"theme": one.label, "n": one.n, "quote": one.quote}
    stands_out = one.lift is not None and one.lift >= LIFT_FROM
    if stands_out and one.lift is not None:
        values["lift"] = f"{one.lift:.1f}" if one.lift < 9.95 else str(round(one.lift))
    if one.phrases:
        values["phrases"] = ", ".join(f"“{phrase}”" for phrase in one.phrases)
    says = "lifted_said" if stands_out and one.phrases else "lifted" if stands_out else "said"
    says = says if stands_out or one.phrases else "plain"
    return line(f"digest.mentions.{says}" if one.quote else f"digest.unquoted.{says}", **values)


def _understood(understood: Understood) -> list[Json]:
    """How often what we said that we had heard was right; nothing where nobody replied to it."""
    if not understood.replied:
        return []
    values = {"right": understood.right, "n": understood.replied}
    estimate = share(understood.right, understood.replied)
    if understood.replied < COUNTS_ONLY_BELOW or estimate.value is None or estimate.interval is None:
        return [line("digest.understood.few", **values)]
    low, high = percent(estimate.interval.low), percent(estimate.interval.high)
    return [line("digest.understood.share", share=percent(estimate.value), low=low, high=high, **values)]


def _themes(group: Group) -> Json | None:
    ranked = ranked_themes(group)
    if not ranked:
        return None
    head = [
        line("digest.themes.theme"),
        line("digest.themes.unhappy", n=group.unhappy.n),
        line("digest.themes.happy", n=group.happy.n),
    ]
    return {
        "head": head,
        "rows": [[label, str(unhappy), str(happy)] for label, unhappy, happy in ranked],
    }


def _quotes(group: Group) -> list[Json]:
    """What is not quoted beside a theme already."""
    told = [one.quote.rstrip("…") for one in _told(group) if one.quote]
    unhappy = [one for one in group.unhappy.quotes if not any(quote in one.text for quote in told)]
    most = max(1, QUOTES - len(told))
    return [
        {"text": quote.text, "by": said_by(quote, mood)}
        for mood, quotes in (("unhappy", unhappy[:most]), ("happy", group.happy.quotes))
        for quote in quotes
    ]


def said_by(quote: Quote, mood: str) -> Json:
    """Who said it: happy, unhappy or neither, with what rating, where and when, as far as it may be told."""
    if quote.day is None:
        return line(f"digest.quote.{mood}.internal")
    where = {"touchpoint": display_name(quote.touchpoint), "day": quote.day.isoformat()}
    if quote.rating is None or quote.kind is None or quote.kind == QuestionKind.THUMBS:
        return line(f"digest.quote.{mood}.unrated", **where)
    _, best = SCALES[QuestionKind(quote.kind)]
    return line(f"digest.quote.{mood}.rated", rating=quote.rating, best=best, **where)


# --- those who work with us


def _internal(group: Group) -> Json:
    return section(
        "internal",
        line("digest.internal.hidden") if group.hidden else None,
        metrics=_metrics(group, group.others),
        lists=_choice_lists(group, *Asks),
        quotes=_quotes(group),
        table=_funnels(group.funnels),
    )


# --- title


def _title(digest: Digest) -> Json:
    query = digest.query
    values: dict[str, object] = {"business": digest.business, **days(query.period)}
    spans = "day" if query.period.days == 1 else "days"
    key = f"digest.title.{'all' if query.period.start == EARLIEST else spans}"
    if narrowed := named([query.touchpoint or "", *slices(query)]):
        return line(f"{key}_narrowed", about=narrowed, **values)
    return line(key, **values)


def _subtitle(digest: Digest) -> Json:
    group = digest.buyers
    if digest.is_empty:
        return line("digest.subtitle.empty")
    delivered = sum(one.counts.delivered for one in group.funnels)
    response = group.response
    if not group.answers:
        return line("digest.subtitle.no_answers", n=delivered)
    if response.value is None:
        return line("digest.subtitle.answers", n=group.answers, delivered=delivered)
    if response.n < COUNTS_ONLY_BELOW:
        return line("digest.subtitle.few", n=group.answers, delivered=response.n)
    return line("digest.subtitle.rate", n=group.answers, delivered=response.n, rate=percent(response.value))
