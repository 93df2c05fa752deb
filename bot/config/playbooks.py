"""Playbooks as the core needs them: each ``[[playbook]]`` is about one cause, in one language."""

from __future__ import annotations

import string
from collections.abc import Iterator

from bot.config.models import ConfigFile, PlaybookPlan
from bot.config.places import Finding
from bot.config.values import shown, suggestion
from bot.core.settings import Playbook

_NAMES = ("name", "product")


def playbooks_of(file: ConfigFile) -> dict[str, Playbook]:
    """By cause; what is said of a cause takes the place of what is shipped for it."""
    causes = dict.fromkeys(one.cause for one in file.playbook)
    return {cause: _playbook(cause, file) for cause in causes}


def _playbook(cause: str, file: ConfigFile) -> Playbook:
    by_language = {_language(one, file): one for one in file.playbook if one.cause == cause}
    return Playbook(
        {language: one.steps for language, one in by_language.items() if one.steps},
        {language: one.replies for language, one in by_language.items() if one.replies},
    )


def _language(one: PlaybookPlan, file: ConfigFile) -> str:
    return one.language or file.business.languages[0]


def findings(file: ConfigFile) -> Iterator[Finding]:
    """Causes that nobody can name, a language that is not spoken, names that nothing is filled in for."""
    seen: set[tuple[str, str]] = set()
    for place, one in enumerate(file.playbook):
        language = _language(one, file)
        if one.cause not in file.recovery.causes:
            known = suggestion(one.cause, file.recovery.causes)
            yield ("playbook", place, "cause"), f"{shown(one.cause)} is none of [recovery] causes; {known}"
        if language not in file.business.languages:
            known = suggestion(language, file.business.languages)
            yield ("playbook", place, "language"), f"{shown(language)} is not spoken here; {known}"
        if (one.cause, language) in seen:
            yield ("playbook", place, "cause"), "there are two for this cause and language; make them one"
        seen.add((one.cause, language))
        for number, words in enumerate(one.replies):
            if problem := _problem(words):
                yield ("playbook", place, "replies", number), problem


def _problem(words: str) -> str | None:
    """Only what is known of the customer can stand in braces."""
    try:
        names = [name for _, name, _, _ in string.Formatter().parse(words) if name is not None]
    except ValueError:
        return "a brace is open; write it twice where a brace is meant"
    unknown = [name for name in names if name not in _NAMES]
    return f"{{{unknown[0]}}} is not known; use {{name}} and {{product}}" if unknown else None
