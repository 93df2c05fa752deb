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

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from bot.sentiment.idioms import IDIOMS

MOST_CHARACTERS = 10_000  # of a text, are looked at
_REACH = 4  # words after a negation
_TYPICAL = 50  # grams of a text
_ROOT_OF_TYPICAL = 50**0.5
_LENGTH_COUNTS = 0.8

_STRAIGHT = str.maketrans("’‘`´ʼ", "'''''")
_LONG = re.compile(r"([a-z])\1{2,}")
_TRIPLES = [3 * letter for letter in "abcdefghijklmnopqrstuvwxyz"]
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
_ENDS = frozenset(",.")
_MARKS = frozenset(".,;:!?…\n\r\u2028\u2029")
_FACES = frozenset(a + b + c for a in ":;" for b in ("", "-", "'", "^", "o") for c in ")(][dp/\\|*@3<>{}")
_CAPITALS = re.compile(r"\b[A-Z]{3,}\b")

_NEGATIONS = frozenset(
    """aint arent cannot cant couldnt didnt doesnt dont hadnt hardly hasnt havent isnt lack lacked lacking
    lacks mightnt mustnt neednt neither never no nobody none nor not nothing nowhere rarely scarcely
    barely seldom shant shouldnt wasnt werent without wont wouldnt zero""".split()
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
    """two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty
    several""".split()
)
_KEPT_NUMBERS = frozenset(
    """0 1 2 3 4 5 6 7 8 9 10 0/10 1/10 2/10 3/10 4/10 5/10 6/10 7/10 8/10 9/10 10/10 0/5 1/5 2/5 3/5 4/5
    5/5""".split()
)


def tokens_of(text: str) -> list[str]:
    """The text's words, numbers, emoji, emoticons and marks, normalised, in order."""
    return located(text)[0]


def located(text: str) -> tuple[list[str], list[int]]:
    """The tokens, and where in the text each of them starts."""
    low = _lowered(text)
    tokens: list[str] = TOKEN.findall(low)
    starts = []
    end = 0
    for token in tokens:
        start = low.index(token, end)
        starts.append(start)
        end = start + len(token)
    if any(map(low.__contains__, _TRIPLES)):
        tokens = [_shortened(token) for token in tokens]
    return tokens, starts


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


def _by_start() -> Mapping[str, Mapping[str, Sequence[tuple[list[str], str]]]]:
    """First word → second word → the rest of each idiom that starts so, the longest first, and its gram."""
    found: defaultdict[str, defaultdict[str, list[tuple[list[str], str]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for idiom in sorted(IDIOMS, key=lambda one: -len(one.split())):
        first, second, *rest = idiom.split()
        found[first][second].append((rest, f"{{{idiom}}}"))
    return {first: dict(seconds) for first, seconds in found.items()}


_IDIOMS = _by_start()


def _idiom(tokens: Sequence[str], place: int) -> tuple[str, int] | None:
    """The idiom that starts at this place, and where it ends."""
    for rest, gram in _IDIOMS[tokens[place]].get(tokens[place + 1], ()):
        end = place + 2 + len(rest)
        window = tokens[place + 2 : end]
        if window == rest:
            return gram, end
        if "*" in rest and len(window) == len(rest):
            pairs = zip(rest, window, strict=True)
            if all(ours in ("*", theirs) for ours, theirs in pairs):
                return gram, end
    return None


def _number(token: str) -> str:
    """Small numbers and points out of five or ten as they are, of others how long they are."""
    return token if token in _KEPT_NUMBERS else "9" * min(len(token), 4)


def _seen(tokens: list[str]) -> Iterator[tuple[str, int]]:
    """Words, idioms, and the ends of clauses as "," or ".", each with the place of its last token."""
    place = 0
    last = len(tokens) - 1
    while place <= last:
        token = tokens[place]
        first = token[0]
        if first in _MARKS and token not in _FACES:
            yield ("," if first == "," else "."), place
        elif token in _IDIOMS and place < last and (idiom := _idiom(tokens, place)):
            gram, place = idiom
            yield gram, place - 1
            continue
        elif first.isdigit():
            yield _number(token), place
        elif first == "@":
            yield "@", place
        elif first in "hw" and ("://" in token or token.startswith("www.")):
            yield "<url>", place
        else:
            yield token, place
        place += 1


def grams_of(tokens: list[str]) -> tuple[list[str], list[int]]:
    """The grams of these tokens, and for each the place of the (last) token that it comes from.

    Grams about how a text is written come from no token: see ``surface_of``.
    """
    grams: list[str] = []
    places: list[int] = []
    reach = 0  # words that the last negation still reaches
    before = ""
    for word, place in _seen(tokens):
        if word in _ENDS:
            reach = 0
            before = before if word == "," else ""
            continue
        reach = 0 if word in _TURNS else reach
        gram = f"~{word}" if reach else word
        grams.append(gram)
        places.append(place)
        if word[0] == "{":
            reach, before = 0, ""
            continue
        if before:
            grams.append(f"{before} {gram}")
            places.append(place)
            if word in _UNITS and (before[0].isdigit() or before in _NUMBERS):
                grams.append(f"<{_UNITS[word]}>")
                places.append(place)
        reach = _REACH if word in _NEGATIONS or word.endswith("n't") else max(reach - 1, 0)
        before = word
    return grams, places


def surface_of(text: str, tokens: int) -> list[str]:
    """Grams about how a text of so many tokens is written."""
    grams = [f"<len {tokens.bit_length()}>"]
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


def divisor(grams: int) -> float:
    """What the sum of a text's weights is divided by: else long texts would be surer than they should be."""
    return math.pow(grams / _TYPICAL, _LENGTH_COUNTS) * _ROOT_OF_TYPICAL
