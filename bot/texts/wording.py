"""Lines as words, in the language of who reads them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.core.effects import Line, Value
from bot.texts.catalogues import FORMAL, layers, shipped_languages
from bot.texts.isolating import begun, isolated
from bot.texts.locales import LOCALES, Locale, locale_of

OwnTexts = Mapping[str, Mapping[str, str]]
"""Language → dotted key → the operator's own words."""

_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([a-z_]+)\}")
_MISSING = re.compile(r"[,،]? ?(?<!\{)\{name\}")
_DAYS = frozenset(
    {"when", "date", "day", "due", "start", "end", "first", "last", "week", "latest", "since", "until"}
)
"""The names whose values hold days, as 2026-11-22 or 2026-11-22 09:00."""
_CODE = "code"
"""The name whose value may be the code of a language, which is called by its own name then."""


@dataclass(frozen=True, slots=True)
class _Spoken:
    """One language: its templates, each with how the language that it is in writes numbers and days."""

    wordings: tuple[str, ...]  # under which a value that has one wording per language is looked for
    texts: Mapping[str, tuple[str, Locale]]


class Wording:
    """``wording(line, language)``: the shipped texts, with the operator's own in their place.

    ``own`` by language; ``formal``: customers are spoken to formally, where a language has words for that.
    """

    def __init__(self, own: OwnTexts | None = None, *, formal: bool = False) -> None:
        self.use(own or {}, formal=formal)

    def use(self, own: OwnTexts, *, formal: bool) -> None:
        """Say these from now on."""
        self._own, self._formal = own, formal
        self._spoken: dict[str, _Spoken] = {}

    def __call__(self, line: Line, language: str) -> str:
        """The line in this language.

        Raises KeyError for a key that is in no catalogue, FileNotFoundError for a language that is not
        shipped.
        """
        spoken = self._spoken.get(language) or self._read(language)
        key, values = line.key, line.values
        if "n" in values:
            key = _form(key, values["n"], spoken.texts)
        template, locale = spoken.texts[key]
        return _fill(template, values, spoken, locale)

    def _read(self, language: str) -> _Spoken:
        if language not in shipped_languages():
            raise FileNotFoundError(f"no texts are shipped in {language!r}")
        texts: dict[str, tuple[str, Locale]] = {}
        for spoken, found in (
            *layers(language, formal=self._formal),
            (language, self._own.get(language, {})),
        ):
            locale = locale_of(spoken)
            texts.update({key: (text, locale) for key, text in found.items()})
        wordings = (f"{language}{FORMAL}", language) if self._formal else (language,)
        self._spoken[language] = made = _Spoken(wordings, texts)
        return made


def local(words: Mapping[str, str], *languages: str) -> str:
    """The wording in the first of these languages that it is in, else the first there is."""
    for language in languages:
        if said := words.get(language):
            return said
    return next(iter(words.values()))


def _form(key: str, n: Value, texts: Mapping[str, tuple[str, Locale]]) -> str:
    """The text's form for so many; where it has none of its own, that of "other"."""
    other = f"{key}.other"
    if other not in texts:
        return key
    form = f"{key}.{texts[other][1].category(n)}"
    return form if form in texts else other


def _fill(template: str, values: Mapping[str, Value], spoken: _Spoken, locale: Locale) -> str:
    words, names = _parsed(template, bool(values.get("name")))
    if not names:
        return words[0]
    is_apart = locale.direction == "rtl" and any(words)
    filled = [words[0]]
    for name, after in zip(names, words[1:], strict=True):
        said = _word(name, values, spoken, locale)
        filled += (isolated(name, said) if is_apart else said, after)
    return begun("".join(filled)) if is_apart else "".join(filled)


def _word(name: str, values: Mapping[str, Value], spoken: _Spoken, locale: Locale) -> str:
    """What stands in the place of a name."""
    if name not in values:
        fallback = spoken.texts.get(f"fallback.{name}")
        return fallback[0] if fallback else f"{{{name}}}"
    value = values[name]
    if isinstance(value, str):
        if name == _CODE and value in LOCALES:
            return spoken.texts[f"language.{value}"][0]
        return locale.days(value) if name in _DAYS else value
    if isinstance(value, Mapping):
        others = {key: one for key, one in values.items() if key != name}
        return _fill(local(value, *spoken.wordings), others, spoken, locale)
    return locale.number(value)


@lru_cache(maxsize=4096)
def _parsed(template: str, has_name: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of a template, and the names between them: one fewer. Each is taken apart once."""
    if not has_name:
        template = _MISSING.sub("", template)
    words, names, end = [""], list[str](), 0
    for found in _PLACEHOLDER.finditer(template):
        words[-1] += template[end : found.start()]
        end = found.end()
        if (name := found.group(1)) is None:
            words[-1] += found.group(0)[0]
        else:
            names.append(name)
            words.append("")
    words[-1] += template[end:]
    return tuple(words), tuple(names)
