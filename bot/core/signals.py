"""What is said that matters whatever the rating: danger, the law, money back, going public, a person, leaving.

The patterns are English. A signal comes with the words that gave it away, as they stand in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

URGENT = frozenset({"safety", "legal", "person"})
"""Signals that staff must hear of however happy the rating is."""

MOST_WORDS = 3  # of one signal


@dataclass(frozen=True, slots=True)
class Signal:
    """One of them, and what was said, at most three times, in the order of the text."""

    name: str
    words: tuple[str, ...]


# What is said that must not wait, in English. Order is severity: the first named leads the alert. Those that are
# URGENT must mean it: "they call me by my name" and "no need to call me" ask for nobody.
_PLEASE = r"(?:^|[.!?;,]\s*|\b(?:please|pls|someone|somebody|anyone|manager|you|and|just)\s+(?:(?:to|please|should|must|can|could)\s+)?)"
_WISH = r"\b(?:want(?:ed)?|need|like|demand|wish|love|let me|(?:can|could|may) (?:i|we)|ask(?:ed|ing)?)\s+(?:to\s+)?"
_SOMEBODY = r"(?:(?:a|an|the|your|some|real|actual|live)\s+)*(?:human|person|someone|somebody|manager|staff|agent|supervisor)"
_SIGNALS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE | re.MULTILINE))
    for name, pattern in (
        (
            "safety",
            r"\b(?:injur\w*|hospital\w*|ambulance|(?:food )?poison(?:ing|ed)|allergic|unsafe|electric shock|caught fire|burn(?:t|ed) (?:me|my)|(?:made|makes) (?:me|us|my \w+) (?:\w+ )?(?:sick|ill)|(?:got|fell|was) (?:\w+ )?(?:sick|ill) (?:from|after)|(?:glass|metal|plastic) in (?:my|the|our))\b",
        ),
        (
            "legal",
            r"\b(?:lawyers?|attorneys?|solicitors?|sue (?:you|them)|suing|legal action|small claims|to court|consumer protection)\b",
        ),
        ("refund", r"\b(?:refund|money back|charge ?back|reimburse\w*)\b"),
        (
            "public",
            r"\b(?:bad review|(?:one|1)[- ]star review|post (?:this|about this)|tell everyone|go(?:ing)? public|social media)\b",
        ),
        (
            "person",
            rf"{_PLEASE}(?:call|phone|ring|contact|get back to|get in touch with)\s+me\b(?!\s+(?:by|a|an|old|crazy|picky|biased)\b)|{_WISH}(?:speak|talk)\s+(?:to|with)\s+{_SOMEBODY}\b|{_WISH}(?:a\s+)?call\s?back\b",
        ),
        (
            "leaving",
            r"\b(?:never again|(?:never|not|won't|wont) (?:be )?(?:coming|going) back|never (?:be |ever )?(?:buy|order|shop|eat|visit|use|return|com|go)\w*(?: (?!elsewhere|else|anywhere|another|other)\w+){0,4} again|never (?:ever )?(?:return|come back|go back|coming back)(?=[.!?,;]|$| here| to you)|(?:my|the|our|was) last (?:order|purchase|visit)|last time (?:i|we) (?:\w+ )?(?:order|buy|shop|come|eat|visit)\b|cancel(?:l?ing)? my (?:account|subscription|membership)|switch(?:ing)? to)",
        ),
    )
)


def heard_signals(text: str, competitors: Iterable[str] = ()) -> tuple[Signal, ...]:
    """The signals that a comment carries, most severe first, with the words.

    To name one of the ``competitors`` says nothing; to be going to them is a sign of leaving.
    """
    plain = text.replace("\u2019", "'")  # phones type the curly apostrophe
    heard = {name: _said(pattern, plain, text) for name, pattern in _SIGNALS}
    if going := _going_to(tuple(competitors)):
        heard["leaving"] = tuple(dict.fromkeys((*heard["leaving"], *_said(going, plain, text))))[:MOST_WORDS]
    return tuple(Signal(name, words) for name, words in heard.items() if words)


def signals_in(text: str, competitors: Iterable[str] = ()) -> tuple[str, ...]:
    """The names of the signals that a comment carries, most severe first."""
    return tuple(signal.name for signal in heard_signals(text, competitors))


def _said(pattern: re.Pattern[str], plain: str, text: str) -> tuple[str, ...]:
    """What a pattern finds, each wording once, as it stands in the text; both are of the same length."""
    found = (text[match.start() : match.end()].strip(_EDGES) for match in pattern.finditer(plain))
    once: dict[str, str] = {}
    for words in found:
        once.setdefault(words.casefold(), " ".join(words.split()))
    return tuple(once.values())[:MOST_WORDS]


_EDGES = " \t\r\n.!?;,"
_GOING = (
    r"\b(?:switch(?:ed|ing)?|chang(?:e|ed|ing)|mov(?:e|ed|ing)|going|go|gone|went|return(?:ed|ing)?|back|stick(?:ing)?"
    r"|shop(?:ping)?|buy(?:ing)?|order(?:ing)?|eat(?:ing)?)\s+(?:\w+\s+){0,2}?(?:to|at|from|with)\s+(?:the\s+)?"
)


@lru_cache(maxsize=16)
def _going_to(competitors: tuple[str, ...]) -> re.Pattern[str] | None:
    names = "|".join(re.escape(name.replace("\u2019", "'")) for name in competitors if name.strip())
    return re.compile(rf"{_GOING}(?:{names})(?!\w)", re.IGNORECASE) if names else None
