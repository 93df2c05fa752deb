"""What customers are told of their privacy, and where."""

from __future__ import annotations

from collections.abc import Iterator

from bot.config.models import ConfigFile
from bot.config.values import shown, suggestion


def privacy_url(file: ConfigFile) -> str:
    """The page that first messages lead to: the operator's own, else ours where customers can reach it."""
    if file.privacy.url is not None:
        return file.privacy.url
    return f"{file.http.public_url}/privacy" if file.http.public_url is not None else ""


def problems(file: ConfigFile) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Everybody can read it."""
    said, spoken = file.privacy.text, file.business.languages
    for language in said:
        if language not in spoken:
            known = suggestion(language, spoken)
            yield ("privacy", "text", language), f"you do not speak {shown(language)}; {known}"
    missing = [language for language in spoken if language not in said] if said else []
    if missing:
        yield ("privacy", "text"), f"it has no words in {', '.join(missing)}; add them"
