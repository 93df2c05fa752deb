"""What a case says of itself to a machine that drafts, and what of a draft no button sends. Pure.

A draft that names a number, money, a day or a way to somewhere may promise something: staff write it
themselves, with the draft before them. Not every promise is found: that is why a person reads and presses.
"""

from __future__ import annotations

import re
import unicodedata

from bot.core.redaction import GAP, redact
from bot.core.signals import signals_in
from bot.core.survey import SCALES, QuestionKind

_RATINGS = ((0.25, "very low"), (0.5, "low"), (0.75, "middling"), (1.0, "high"))
"""Up to this share of the scale → in words, so that there is no number to repeat."""
_MONEY_AND_DAYS = re.compile(
    r"\b(?:euros?|dollars?|dólar\w*|pounds?|pesos?|reais|lira\w*|рубл\w*|евро|доллар\w*|eur|usd|gbp|vouchers?|"
    r"coupons?|discount\w*|gift cards?|gutschein\w*|rabatt\w*|cupón|cupom|descuento\w*|desconto\w*|"
    r"réduction|remise|bon d['’]achat|скидк\w*|купон\w*|indirim\w*|kupon\w*|hediye çek\w*|"
    r"tomorrow|today|tonight|morgen|heute|mañana|hoy|demain|aujourd['’]hui|amanhã|hoje|завтра|сегодня|yarın|"
    r"bugün)\b|خصم|قسيمة|يورو|دولار|ريال|غد[اً]|اليوم",
    re.IGNORECASE,
)


def rating_in_words(rating: int, question_kind: str) -> str:
    """The rating without a number."""
    lowest, highest = SCALES[QuestionKind(question_kind)]
    share = (rating - lowest) / (highest - lowest)
    return next(words for up_to, words in _RATINGS if share <= up_to)


def may_promise(words: str) -> bool:
    """Whether a draft names what no button sends: a number, money, a day, a link, or something taken out."""
    named = any(one.isnumeric() or unicodedata.category(one) == "Sc" for one in words)
    leads_anywhere = GAP in words or bool(redact(words).hidden)
    return named or leads_anywhere or bool(_MONEY_AND_DAYS.search(words)) or "refund" in signals_in(words)
