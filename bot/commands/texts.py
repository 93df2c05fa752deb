"""``feedback-bot texts``: everything that customers read in a language, ready to be reworded."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from bot.commands.options import OK, config_option

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument("language", metavar="LANGUAGE", help="a language code, such as de")
    parser.add_argument(
        "words", nargs="*", metavar="WORD", help="only texts with all of these in key or text"
    )
    config_option(parser)
    parser.add_argument("--own", action="store_true", help="only those that are said in your own words")
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status. What is printed may stand in the configuration as it is."""
    print(f"[texts.{options.language}]")
    for key, text in _texts(options.config, options.language, own_alone=options.own):
        line = f"{json.dumps(key)} = {json.dumps(text, ensure_ascii=False)}"
        if all(word.casefold() in line.casefold() for word in options.words):
            print(line)
    return OK


def _texts(path: Path, language: str, *, own_alone: bool) -> Iterator[tuple[str, str]]:
    """Key and text as they are said now, in alphabetical order. Raises OperatorError."""
    from bot import config, texts
    from bot.config.own_texts import own_texts
    from bot.config.values import suggestion
    from bot.core.errors import OperatorError
    from bot.texts.catalogues import layers

    loaded = config.load(path)
    shipped = texts.shipped_languages()
    if language not in shipped:
        raise OperatorError(f"there are no texts in {language!r}; {suggestion(language, shipped)}")
    own = own_texts(loaded).get(language, {})
    said: dict[str, str] = {}
    for _, found in layers(language, formal=loaded.business.address == "formal"):
        said.update(found)
    said.update(own)
    customers = {*texts.texts_in(texts.CUSTOMERS, language), *own}
    return iter(sorted((key, said[key]) for key in (own if own_alone else customers)))
