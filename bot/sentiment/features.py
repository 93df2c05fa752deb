"""What the linear model sees of a text: its words, pairs of words, idioms, emoji and how it is written.

Everything is a *gram*, a string that may have a weight:

==================  =========================================================================================
``good``            a word, lower case; letters that stand three times or more are written twice
``~good``           a word in the reach of a negation ("not a very good idea")
``not good``        two words in a row, with the mark of the second one
``{no complaints}`` an idiom (``idioms.py``); its words are not seen on their own
``😡``               an emoji or emoticon
``<!>`` ``<len 3>`` how it is written: exclamations, capitals, questions, length, a number of hours …
==================  =========================================================================================

A negation reaches over the next words of its clause (Das and Chen 2001; Pang et al. 2002).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from bot.sentiment.idioms import IDIOMS

MOST_CHARACTERS = 10_000  # of a text, are looked at
_REACH = 4  # words after a negation

_STRAIGHT = str.maketrans("’‘`´ʼ", "'''''")
_LONG = re.compile(r"([^\W\d_])\1{2,}")
_EMOTICON = (
    r"[:;=8][-'^o]?[)(\]\[dp/\\|*@3<>{}](?![a-z0-9])|[(\[][-'^]?[:;=](?![a-z0-9])|<3|</3|[\^t]_[\^t]|-_-|>:\("
)
TOKEN = re.compile(
    r"https?://\S+|www\.\S+|@\w+"
    r"|[^\W\d_]+(?:'[^\W\d_]+)*"
    r"|\d+(?:[.,:/]\d+)*"
    rf"|{_EMOTICON}"
    r"|[!?]+|[.,;:…]+|[\n\r\u2028\u2029]"
    r"|[\u2190-\u2bff\U0001f000-\U0001faff]"
)
_ONCE = frozenset(
    """amazing always awesome awful bad beautiful best big boring cute damn delicious ever fast fine forever
    funny great happy hate horrible hot huge late like long love loved lovely mad more most much never nice
    no now omg one perfect please really rude same sad shame slow so sorry super sure terrible time very want
    was wait way what whatever why wonderful worst wow yes you yum""".split()
)
_CAPITALS = re.compile(r"\b[A-Z]{3,}\b")

_NEGATIONS = frozenset(
    """aint arent cannot cant couldnt didnt doesnt dont hadnt hardly hasnt havent isnt lack lacked lacking lacks
    mightnt mustnt neednt neither never no nobody none nor not nothing nowhere rarely scarcely barely seldom shant
    shouldnt wasnt werent without wont wouldnt zero""".split()
)
_TURNS = frozenset("although because but except however still though tho while whereas yet".split())
_UNITS = {
    "second": "second", "seconds": "second", "sec": "second", "secs": "second",
    "minute": "minute", "minutes": "minute", "min": "minute", "mins": "minute",
    "hour": "hour", "hours": "hour", "hr": "hour", "hrs": "hour",
    "day": "day", "days": "day", "week": "week", "weeks": "week", "wks": "week",
    "month": "month", "months": "month", "year": "year", "years": "year", "yrs": "year",
    "times": "times", "calls": "times", "emails": "times",
    "$": "money", "dollars": "money", "pounds": "money", "euros": "money", "bucks": "money",
}  # fmt: skip
_NUMBERS = frozenset(
    "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty several".split()
)
_KEPT_NUMBERS = frozenset(
    "0 1 2 3 4 5 6 7 8 9 10 0/10 1/10 2/10 3/10 4/10 5/10 6/10 7/10 8/10 9/10 10/10 0/5 1/5 2/5 3/5 4/5 5/5".split()
)


def tokens_of(text: str) -> list[str]:
    """The text's words, numbers, emoji, emoticons and marks, normalised, in order."""
    low = _lowered(text)
    tokens = TOKEN.findall(low)
    if _LONG.search(low):
        return [_shortened(token) for token in tokens]
    return tokens


def spans_of(text: str) -> list[tuple[int, int]]:
    """Where each of ``tokens_of`` stands in the text."""
    return [found.span() for found in TOKEN.finditer(_lowered(text))]


def _lowered(text: str) -> str:
    """As long as the part of the text that is looked at."""
    text = text[:MOST_CHARACTERS]
    low = text.lower()
    if len(low) != len(text):  # there is a letter whose small form is two characters
        low = "".join(small if len(small := one.lower()) == 1 else one for one in text)
    return low.translate(_STRAIGHT)


def _shortened(token: str) -> str:
    once = _LONG.sub(r"\1", token)
    return once if once in _ONCE else _LONG.sub(r"\1\1", token)


def _by_start() -> Mapping[str, Sequence[tuple[list[str], str]]]:
    found: defaultdict[str, list[tuple[list[str], str]]] = defaultdict(list)
    for idiom in sorted(IDIOMS, key=lambda one: -len(one.split())):
        words = idiom.split()
        found[f"{words[0]} {words[1]}"].append((words[2:], f"{{{idiom}}}"))
    return dict(found)


_IDIOMS = _by_start()


def _idiom(rests: Sequence[tuple[list[str], str]], after: list[str]) -> tuple[str, int] | None:
    """The idiom that goes on as the text does, and of how many more words it is."""
    for rest, gram in rests:
        window = after[: len(rest)]
        if window == rest:
            return gram, len(rest)
        if "*" in rest and len(window) == len(rest):
            if all(ours in ("*", theirs) for ours, theirs in zip(rest, window, strict=True)):
                return gram, len(rest)
    return None


def grams_of(tokens: Sequence[str]) -> tuple[list[str], list[int]]:
    """The grams of these tokens, and for each the place of the (last) token that it comes from.

    Grams about how a text is written come from no token: see ``surface_of``.
    """
    grams: list[str] = []
    places: list[int] = []
    reach = 0  # words that the last negation still reaches
    before = ""
    skip_to = 0
    last = len(tokens) - 1
    for place, token in enumerate(tokens):
        if place < skip_to:
            continue
        first = token[0]
        if first in ".,;:!?…\n\r\u2028\u2029" and (len(token) == 1 or token[1] in ".,;:!?…"):
            reach = 0
            if first != ",":
                before = ""
            continue
        if first.isdigit():
            if token not in _KEPT_NUMBERS:
                token = "9" * min(len(token), 4)
        elif first == "@":
            token = "@"
        elif first in "hw" and ("://" in token or token.startswith("www.")):
            token = "<url>"
        elif place < last:
            rests = _IDIOMS.get(f"{token} {tokens[place + 1]}")
            if rests is not None:
                idiom = _idiom(rests, list(tokens[place + 2 : place + 8]))
                if idiom is not None:
                    gram, more = idiom
                    skip_to = place + 2 + more
                    grams.append("~" + gram if reach else gram)
                    places.append(skip_to - 1)
                    before = ""
                    reach = 0
                    continue
        if token in _TURNS:
            reach = 0
        unit = _UNITS.get(token)
        if unit is not None and (before[:1].isdigit() or before in _NUMBERS):
            grams.append(f"<{unit}>")
            places.append(place)
        gram = "~" + token if reach else token
        grams.append(gram)
        places.append(place)
        if before:
            grams.append(f"{before} {gram}")
            places.append(place)
        if reach:
            reach -= 1
        if token in _NEGATIONS or token.endswith("n't"):
            reach = _REACH
        before = token
    return grams, places


def surface_of(text: str, tokens: Sequence[str]) -> list[str]:
    """Grams about how the text is written."""
    grams = [f"<len {len(tokens).bit_length()}>"]
    if "!" in text:
        grams.append("<" + "!" * min(text.count("!"), 3) + ">")
    if "?" in text:
        grams.append("<" + "?" * min(text.count("?"), 2) + ">")
        if text.rstrip().endswith("?"):
            grams.append("<ends ?>")
    if not text.islower() and (capitals := len(_CAPITALS.findall(text))):
        grams.append("<capitals>" if capitals < 3 else "<CAPITALS>")
        if text.isupper():
            grams.append("<all capitals>")
    return grams
