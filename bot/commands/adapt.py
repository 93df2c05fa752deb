"""``feedback-bot adapt``: learn from the operator's own rated comments, into a file in the data folder."""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING

from bot.commands.options import OK, config_option

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.config import Config
    from bot.core.ports import Analyzer
    from bot.sentiment.adaptation import Rated
    from bot.sentiment.adapted import Adaptation
    from storage.rated import RatedComment

_SHOWN = 8  # words of each side


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    config_option(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status. Raises OperatorError where there is too little to learn from."""
    from bot import config
    from bot.sentiment import analyzer
    from bot.sentiment.adaptation import gain, learn
    from bot.sentiment.adapted import Adaptation, scale_of
    from bot.texts.terminal import as_json

    loaded = config.load(options.config)
    engine = analyzer(loaded.sentiment.analyzer, loaded.model_folder)
    scale_of(engine)
    rated = _rated(engine, asyncio.run(_comments(loaded)), loaded)
    _prove(rated, engine)
    made = Adaptation(engine.name, engine.version, learn(rated), gain(rated))
    path = made.save(loaded.data_folder) if made.gain.sure else None
    if options.json:
        print(as_json(_json(made, path)))
    else:
        print("\n".join(_text(made, path)))
    return OK


async def _comments(loaded: Config) -> list[RatedComment]:
    from bot import app
    from storage.rated import rated_comments

    async with app.reading(loaded) as (database, made):
        return await database.read(lambda connection: rated_comments(connection, made))


def _rated(engine: Analyzer, comments: Sequence[RatedComment], loaded: Config) -> list[Rated]:
    """Those that the engine has an opinion on, each read in its own language."""
    from bot.enrich import feelings
    from bot.sentiment.adaptation import Rated
    from bot.sentiment.adapted import log_odds
    from bot.sentiment.language import language_of

    locale = loaded.business.languages[0]
    texts = [(one.text, one.language or locale) for one in comments]
    felt = feelings(texts, engine, language_of)
    return [
        Rated(one.customer_id, one.text, log_odds(felt[text].p_unhappy), one.unhappy)
        for one, text in zip(comments, texts, strict=True)
        if text in felt
    ]


def _prove(rated: Sequence[Rated], engine: Analyzer) -> None:
    from bot.core.errors import OperatorError
    from bot.sentiment.adaptation import LEAST_COMMENTS, LEAST_OF_EACH

    unhappy = sum(one.unhappy for one in rated)
    if len(rated) < LEAST_COMMENTS or min(unhappy, len(rated) - unhappy) < LEAST_OF_EACH:
        raise OperatorError(
            f"too little to learn from: {len(rated)} rated comments that the analyzer {engine.name!r} has an "
            f"opinion on, {unhappy} of them with a low rating; it takes {LEAST_COMMENTS}, with at least "
            f"{LEAST_OF_EACH} of each kind"
        )


def _json(made: Adaptation, path: Path | None) -> dict[str, object]:
    kept = made.json
    del kept["weights"]
    return {"adaptation": made.version if path else None, "file": str(path) if path else None, **kept}


def _text(made: Adaptation, path: Path | None) -> list[str]:
    gain = made.gain
    beside = f"{made.engine} {made.engine_version}"
    lines = [
        f"{gain.n} rated comments, {gain.unhappy} of them with a low rating, beside the analyzer {beside}.",
        f"AUROC of unhappy on comments that it had not learnt from: {gain.before:.3f} → {gain.after:.3f}.",
    ]
    if path is None:
        return [*lines, "That is no clear gain: nothing was written, and nothing changes."]
    weights = made.learnt.weights
    ranked = sorted(weights, key=lambda gram: (-weights[gram], gram))
    return [
        *lines,
        f"Your customers' words for unhappy: {', '.join(ranked[:_SHOWN])}",
        f"Your customers' words for happy: {', '.join(ranked[: -_SHOWN - 1 : -1])}",
        f"Written: {path}",
        "",
        "To use it, put this into your configuration and start the bot anew; to go back, take it out:",
        "",
        "[sentiment]",
        f'adaptation = "{made.version}"',
        "",
        "Comments that are stored keep what was said of them until feedback-bot reanalyze.",
    ]
