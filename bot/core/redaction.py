"""What tells who somebody is, taken out of words before they leave the house, and put back after.

A placeholder such as ``[[NAME_1]]`` stands for it. The same words get the same one within a text, so that a
reader can still tell who is who. What was taken out never leaves; it is put back into what comes.

Patterns find links, e-mail addresses, handles, accounts, numbers of five digits or more (orders, telephones,
cards, postcodes), streets and names after a greeting. Of other names only those are found that we are told.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

GAP = "[…]"
"""What stands where something was taken out for good."""

_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]")
_JOINERS = re.compile(
    "(?<=[!-~])[\u200c\u200d]+|[\u200c\u200d]+(?=[!-~])"
)  # they mean something in other scripts
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_PLACEHOLDER = re.compile(r"\[\[\s*([A-Za-z]+)[\s_]*(\d{1,3})\s*\]\]")
_SHORTEST_NAME = 2  # characters

_TLDS = (
    "com|net|org|info|biz|shop|store|app|dev|io|co|me|eu|uk|us|de|at|ch|fr|es|pt|br|mx|ru|tr|it|nl|be|pl|ly|"
    "gl|xyz"
)
_STREETS = r"stra(?:ß|ss)e|str\.|weg|platz|gasse|allee|ring|damm|ufer"
_ENGLISH = "Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Way|Court|Ct|Square|Boulevard|Blvd|Terrace|Crescent"
_BEFORE_STREET = (
    "rue|avenue|boulevard|impasse|calle|avenida|plaza|paseo|rua|travessa|praça|ул\\.?|улица|улице|проспект|"
    "переулок|شارع|طريق"
)
_AFTER_STREET = "sokak|sokağı|sok\\.|caddesi|cad\\.|mahallesi|mah\\.|bulvarı"
_WORD = r"[^\W\d_][\w'’.-]{0,30}"
_NAME = r"(?-i:[^\W\d_a-zа-яё][\w'’-]{1,30}(?: [^\W\d_a-zа-яё][\w'’-]{1,30})?)"
_GREETED = (
    "my name is|i am called|this is|mr\\.?|mrs\\.?|ms\\.?|miss|mein name ist|ich hei(?:ß|ss)e|herrn?|frau|"
    "me llamo|mi nombre es|señora?|sr\\.|sra\\.|je m['’]appelle|mon nom est|monsieur|madame|"
    "mme|(?:o )?meu nome é|chamo-me|me chamo|senhora?|меня зовут|моё имя|мое имя|господин|госпожа|"
    "(?:benim )?adım|ismim|bay|bayan|اسمي|السيد|السيدة"
)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_MAKES_CONTACT: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "LINK",
        _pattern(
            r"\b[a-z][a-z0-9+.-]{1,20}://[^\s<>]+|\bwww\.[^\s<>]+|\b(?:mailto|tel|javascript|data):[^\s<>]+"
        ),
    ),
    ("EMAIL", _pattern(r"[\w.+%-]{1,64}\s?@\s?[\w-]{1,63}(?:\.[\w-]{1,63})+")),
    (
        "EMAIL",
        _pattern(
            r"[\w.+%-]{1,64}\s?[\[({]\s?(?:at|@|ät)\s?[\])}]\s?[\w-]{1,63}(?:\s?(?:[\[({]\s?(?:dot|punkt|\.)\s?[\])}]|\.)\s?[\w-]{1,63})+"
        ),
    ),
    ("EMAIL", _pattern(rf"[\w.+%-]{{1,64}} at [\w-]{{1,63}} dot (?:{_TLDS})\b")),
    ("LINK", _pattern(rf"(?<![\w-])(?:[\w-]{{1,63}}\.){{1,8}}(?:{_TLDS})\b(?:/[^\s<>]*)?")),
    ("HANDLE", re.compile(r"<[@#!][^>\s]*>|(?<![\w@])[@＠][\w.-]+")),
)  # by which somebody can be reached, or led somewhere
_NUMBERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "ACCOUNT",
        re.compile(
            r"(?<!\w)[A-Z]{2}\d{2}(?:[ -]?[A-Z]{4})?(?:[ -]?(?=[A-Z]{0,3}\d)[A-Z0-9]{1,4}){3,8}(?!\w)",
            re.IGNORECASE,
        ),
    ),
    ("NUMBER", re.compile(r"#\s?[\w-]{0,40}\d[\w-]*")),
    ("NUMBER", re.compile(r"(?<![\w-])(?=[\w-]{0,60}\d)(?=[\w-]{0,60}[^\W\d_])[\w-]{5,}(?![\w-])")),
    ("NUMBER", re.compile(r"[+(#]{0,3}\d(?:[\s().\-–/·_*]{0,3}\d){4,}")),
)
_PLACES_AND_PEOPLE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ADDRESS", _pattern(rf"(?<![\w-])[\w-]{{0,30}}(?:{_STREETS})\s?\d{{1,6}}\s?[a-z]?\b")),
    ("ADDRESS", _pattern(rf"(?<!\w)\d{{1,6}}[a-z]?,? (?:{_WORD} ){{1,3}}(?:{_ENGLISH})\b\.?")),
    (
        "ADDRESS",
        _pattern(
            rf"(?<!\w)(?:\d{{1,6}},? )?(?:{_BEFORE_STREET}) (?:{_WORD} ){{0,3}}(?:{_WORD},?\s?)?"
            r"(?:(?:д\.|n[º°.]?|رقم)\s?)?\d{1,6}"
        ),
    ),
    ("ADDRESS", _pattern(rf"(?<!\w)\d{{1,6}},? (?:{_BEFORE_STREET})(?: {_WORD}){{1,4}}")),
    ("ADDRESS", _pattern(rf"(?<!\w)(?:{_WORD} ){{1,3}}(?:{_AFTER_STREET})(?: ?(?:no:? ?)?\d{{1,6}})?")),
    ("NAME", _pattern(rf"(?<!\w)(?:{_GREETED}) ({_NAME})")),
)


@dataclass(frozen=True, slots=True)
class Redacted:
    """Words that may leave: ``text`` with placeholders, and what each stands for, which may not."""

    text: str
    hidden: tuple[tuple[str, str], ...] = ()  # (placeholder, the words)


def redact(words: str, names: Iterable[str] = ()) -> Redacted:
    """The words without what tells who somebody is; ``names`` are people's that are known."""
    hiding = _Hiding()
    text = hiding.out_of(_PLACEHOLDER, "TEXT", readable(words))
    for kind, pattern in _MAKES_CONTACT:
        text = hiding.out_of(pattern, kind, text)
    if (known := _any_name(names)) is not None:
        text = hiding.out_of(known, "NAME", text)
    for kind, pattern in (*_PLACES_AND_PEOPLE, *_NUMBERS):
        text = hiding.out_of(pattern, kind, text)
    return Redacted(text, tuple((mark, said) for said, mark in hiding.marks.items()))


def restored(answer: str, hidden: Iterable[tuple[str, str]]) -> str:
    """What came back, with what was taken out in its place again.

    What leads anywhere, or is a number of five digits or more, was not in what we sent: it is made up, and
    goes; so does a placeholder that is not ours.
    """
    known = dict(hidden)
    kept: list[str] = []

    def hold(found: re.Match[str]) -> str:
        kept.append(known.get(f"[[{found[1].upper()}_{int(found[2])}]]", GAP))
        return f"\ue000{_letters(len(kept) - 1)}\ue001"

    text = _PLACEHOLDER.sub(hold, readable(answer).replace("\ue000", "").replace("\ue001", ""))
    for _, pattern in (*_MAKES_CONTACT, *_NUMBERS):
        text = pattern.sub(GAP, text)
    for place in reversed(range(len(kept))):
        text = text.replace(f"\ue000{_letters(place)}\ue001", kept[place])
    return text


def readable(words: str) -> str:
    """The words as they look: without what is not seen, and with wide and styled letters as plain ones."""
    seen = _JOINERS.sub("", _UNSEEN.sub("", unicodedata.normalize("NFKC", words)))
    return _CONTROLS.sub(" ", seen)


def _letters(number: int) -> str:
    """A number in letters, which no pattern for numbers finds."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def _any_name(names: Iterable[str]) -> re.Pattern[str] | None:
    """Any of these names, whole or in part, whatever ending stands behind them."""
    parts = {part for name in names for part in (name.strip(), *re.split(r"[\s,]+", name))}
    wanted = sorted((readable(one) for one in parts if len(one) >= _SHORTEST_NAME), key=len, reverse=True)
    if not wanted:
        return None
    return re.compile(
        rf"(?<!\w)({'|'.join(map(re.escape, wanted))})(?=(?:s|['’]\w{{1,4}})?(?!\w))", re.IGNORECASE
    )


class _Hiding:
    """The placeholders of one text, in order of appearance by kind."""

    def __init__(self) -> None:
        self.marks: dict[str, str] = {}  # the words → their placeholder
        self._count: dict[str, int] = {}

    def out_of(self, pattern: re.Pattern[str], kind: str, text: str) -> str:
        """The text with a placeholder for all that the pattern finds, outside of placeholders."""
        pieces: list[str] = []
        at = 0
        for mark in _PLACEHOLDER.finditer(text) if kind != "TEXT" else ():
            pieces += (pattern.sub(self._mark(kind), text[at : mark.start()]), mark[0])
            at = mark.end()
        return "".join((*pieces, pattern.sub(self._mark(kind), text[at:])))

    def _mark(self, kind: str) -> Callable[[re.Match[str]], str]:
        def mark(found: re.Match[str]) -> str:
            group = 1 if found.re.groups and kind == "NAME" else 0
            said = found[group]
            if said not in self.marks:
                self._count[kind] = self._count.get(kind, 0) + 1
                self.marks[said] = f"[[{kind}_{self._count[kind]}]]"
            return (
                found[0][: found.start(group) - found.start()]
                + self.marks[said]
                + found[0][found.end(group) - found.start() :]
            )

        return mark
