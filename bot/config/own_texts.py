"""The operator's own words: ``[texts.LANGUAGE]``, each in the place of one of ours.

They have to fit where ours stand: a known text that customers read, with the same names in braces, and no
longer than every chat app shows.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping

from bot import texts
from bot.config.location import KeyPath
from bot.config.models import ConfigFile
from bot.config.places import Finding
from bot.config.values import shown, suggestion
from bot.texts.limits import most_characters
from bot.texts.locales import LOCALES, PLURALS

_MAY_BE_LEFT_OUT = frozenset({"name", "business", "product", "who", "n"})


def own_texts(file: ConfigFile) -> texts.OwnTexts:
    """Language → key → words."""
    return {language: texts.flat(said) for language, said in file.texts.items()}


def wording(file: ConfigFile) -> texts.Wording:
    """Everything that is said, as this configuration wants it."""
    return texts.Wording(own_texts(file), formal=is_formal(file))


def is_formal(file: ConfigFile) -> bool:
    """Whether customers are addressed formally, where a language makes a difference."""
    return file.business.address == "formal"


def about(file: ConfigFile) -> dict[str, str]:
    """What the business says of itself, by language."""
    return {language or file.business.languages[0]: said for language, said in file.business.about.items()}


def findings(file: ConfigFile) -> Iterator[Finding]:
    """Languages that are not spoken, texts that are not there, and words that do not fit."""
    spoken = file.business.languages
    for language in about(file):
        if language not in spoken:
            yield (
                ("business", "about", language),
                f"no such language is spoken here; {suggestion(language, spoken)}",
            )
    for language, said in file.texts.items():
        if language not in spoken:
            yield ("texts", language), f"no such language is spoken here; {suggestion(language, spoken)}"
        elif language in LOCALES:
            yield from _in_table(said, ("texts", language), "", language)


def _in_table(table: Mapping[str, object], here: KeyPath, before: str, language: str) -> Iterator[Finding]:
    for name, said in table.items():
        path, key = (*here, name), f"{before}{name}"
        if isinstance(said, Mapping):
            yield from _in_table(said, path, f"{key}.", language)
        elif not isinstance(said, str) or not said.strip():
            yield path, 'write words in quotes, such as "said.thanks" = "Thank you!"'
        else:
            yield from ((path, wrong) for wrong in _wrong(key, said, language))


def _wrong(key: str, said: str, language: str) -> Iterator[str]:
    """What does not fit of these words."""
    ours = shipped(key, language)
    if ours is None:
        known = sorted(texts.texts_in(texts.CUSTOMERS, "en"))
        yield f"there is no such text that customers read; {_close(key, known)}"
        return
    try:
        named = _names(said)
    except ValueError:
        yield 'a brace is not closed; write "{{" or "}}" for a brace that is meant'
        return
    wanted = _names(ours)
    for name in sorted(named - wanted):
        yield f"there is nothing for {{{name}}} here; {suggestion(name, sorted(wanted))}"
    for name in sorted(wanted - named - _MAY_BE_LEFT_OUT):
        yield f"{{{name}}} is missing: ours says {shown(ours)}"
    most = most_characters(key)
    if len(said) > most:
        yield f"{len(said)} characters are too many here; shorten to {most}"


def shipped(key: str, language: str) -> str | None:
    """Our own words for it; for a plural form that only this language has, those of "other"."""
    every = {**texts.texts_in(texts.CUSTOMERS, "en"), **texts.texts_in(texts.CUSTOMERS, language)}
    base, _, form = key.rpartition(".")
    is_form = form in PLURALS and form in LOCALES[language].forms
    return every.get(key) or (every.get(f"{base}.other") if is_form else None)


def _names(said: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in string.Formatter().parse(said) if name is not None)


def _close(key: str, known: list[str]) -> str:
    hint = suggestion(key, known)
    return hint if hint.startswith("did you mean") else "`feedback-bot texts` lists them"
