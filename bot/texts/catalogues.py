"""The files that hold the words: ``customers/*.LANGUAGE.toml`` and ``team/*.LANGUAGE.toml``.

What customers may read is there in every language that is shipped; what the team reads is there in some, and
English in the others. ``*.LANGUAGE-formal.toml`` holds what differs where customers are spoken to formally.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
CUSTOMERS = FOLDER / "customers"
TEAM = FOLDER / "team"
FALLBACK = "en"
FORMAL = "-formal"


@cache
def shipped_languages() -> tuple[str, ...]:
    """The languages that customers can be written to in."""
    return tuple(
        sorted(
            path.stem.removeprefix("chat.")
            for path in CUSTOMERS.glob("chat.*.toml")
            if not path.stem.endswith(FORMAL)
        )
    )


@cache
def team_languages() -> tuple[str, ...]:
    """The languages that the team's rooms can be written to in; others get English."""
    return tuple(sorted(path.stem.removeprefix("rooms.") for path in TEAM.glob("rooms.*.toml")))


@cache
def texts_in(folder: Path, spoken: str) -> Mapping[str, str]:
    """The texts of the folder's files in this language ("de", "de-formal"), by their dotted keys."""
    texts: dict[str, str] = {}
    for path in sorted(folder.glob(f"*.{spoken}.toml")):
        texts.update(flat(tomllib.loads(path.read_text("utf-8"))))
    return texts


def layers(language: str, *, formal: bool) -> Iterator[tuple[str, Mapping[str, str]]]:
    """What is said in this language: (language, texts), of which the later goes first."""
    yield FALLBACK, texts_in(CUSTOMERS, FALLBACK)
    yield FALLBACK, texts_in(TEAM, FALLBACK)
    if language != FALLBACK:
        yield language, texts_in(CUSTOMERS, language)
        yield language, texts_in(TEAM, language)
    if formal:
        yield language, texts_in(CUSTOMERS, f"{language}{FORMAL}")


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Every text of a language by its dotted key. Raises FileNotFoundError for one that is not shipped."""
    if language not in shipped_languages():
        raise FileNotFoundError(f"no texts are shipped in {language!r}")
    return {key: text for _, texts in layers(language, formal=False) for key, text in texts.items()}


def flat(table: Mapping[str, object], prefix: str = "") -> Mapping[str, str]:
    """Tables in tables as one, by dotted keys."""
    texts: dict[str, str] = {}
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, Mapping):
            texts.update(flat(value, f"{key}."))
        else:
            texts[key] = str(value)
    return texts
