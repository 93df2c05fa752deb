"""One opinion on several texts of one person."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence, Set
from dataclasses import replace

from bot.core.sentiment import Label, Sentiment


def together(sentiments: Iterable[Sentiment]) -> Sentiment | None:
    """One opinion on several texts of one person, with the worst complaint; None where there is none.

    Praise in one and unhappiness in another are mixed, unless the one outweighs the other by far.
    """
    felt = list(sentiments)
    if len(felt) < 2:
        return felt[0] if felt else None
    labels = {one.label for one in felt}
    p_unhappy = _probability([one.p_unhappy for one in felt])
    return replace(
        max(felt, key=unhappiness),
        label=_label(labels, p_unhappy),
        p_unhappy=p_unhappy,
        has_complaint=max(one.has_complaint for one in felt),
        polarity=sum(one.polarity for one in felt) / len(felt),
        mixed=labels >= {Label.HAPPY, Label.UNHAPPY} or any(one.mixed for one in felt),
        clauses=tuple(clause for one in felt for clause in one.clauses),
    )


def _label(labels: Set[Label], p_unhappy: float) -> Label:
    if labels >= {Label.HAPPY, Label.UNHAPPY}:
        return Label.UNHAPPY if p_unhappy >= 0.5 else Label.NEUTRAL
    return next(one for one in (Label.UNHAPPY, Label.HAPPY, Label.NEUTRAL, Label.UNKNOWN) if one in labels)


def _probability(each: Sequence[float]) -> float:
    """That somebody is unhappy who wrote texts of these probabilities, 0…1.

    What each text adds to the prior log odds is added up, and taken √k times less for k texts that say as
    much: they come from one person and repeat themselves. A text that says nothing takes nothing away.
    Measured on reviews in two and three parts, a threshold keeps the precision that it has on whole texts, as
    it does not on the highest of the probabilities: each part is one more chance of a false alarm.
    """
    evidence = [_log_odds(one) - _PRIOR for one in each]
    weight = sum(map(abs, evidence))
    if weight == 0:
        return each[0]
    log_odds = _PRIOR + sum(evidence) * math.sqrt(max(map(abs, evidence)) / weight)
    return 1 / (1 + math.exp(-log_odds))


def _log_odds(probability: float) -> float:
    kept = min(max(probability, 1e-6), 1 - 1e-6)
    return math.log(kept / (1 - kept))


_PRIOR = _log_odds(0.2)  # the share of unhappy customers that probabilities are calibrated to


def unhappiness(sentiment: Sentiment) -> tuple[float, float]:
    """By which the unhappiest of several is the greatest."""
    return (sentiment.p_unhappy, -sentiment.polarity)
