"""``feedback-bot language-model show``: what would leave the house for these words, and what would stay."""

from __future__ import annotations

import argparse

from bot.commands.options import OK, config_option


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument("action", choices=("show",), help="show: print the request; nothing is sent")
    parser.add_argument(
        "--text",
        required=True,
        action="append",
        metavar="WORDS",
        help="what a customer might write; for summaries several times, each of another customer",
    )
    parser.add_argument(
        "--use", default="translation", choices=("translation", "drafts", "summaries"), help="what for"
    )
    parser.add_argument("--name", default="", help="the customer's name, as we know it")
    parser.add_argument(
        "--from", dest="source", default="", metavar="CODE", help="the language it is in, such as es"
    )
    parser.add_argument(
        "--to",
        dest="target",
        metavar="CODE",
        help="default: the language of the room that reads it; of a draft, the customer's",
    )
    parser.add_argument("--rating", default="very low", metavar="WORDS", help="with drafts: how they rated")
    parser.add_argument(
        "--touchpoint", default="delivery", metavar="NAME", help="with drafts: what it is about"
    )
    config_option(parser)
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status. Raises OperatorError where there is no language model."""
    from bot import config
    from bot.adapters.language_model.endpoint import address_of
    from bot.core.errors import OperatorError
    from bot.core.identity import Role
    from bot.core.language_model import DRAFTS, SUMMARIES, draft, request_of, summary, translation
    from bot.texts.terminal import aligned, as_json

    loaded = config.load(options.config)
    said = loaded.language_model
    if said is None:
        raise OperatorError(
            f"{options.config} has no [language_model]: nothing leaves the house. See config.example.toml."
        )
    made = config.settings(loaded, b"")
    room = made.room_for(Role.MANAGER if options.use == SUMMARIES else Role.STAFF)
    target = (options.target or (room.language if room else made.language)).partition("-")[0]
    words = "\n".join(options.text)
    names = (options.name, *made.known_people)
    if options.use == DRAFTS:
        facts = {"touchpoint": options.touchpoint, "rating": options.rating}
        language = options.target or options.source or made.language
        asked = draft(words, facts, language.partition("-")[0], names)
    elif options.use == SUMMARIES:
        asked = summary(options.text, target, names)
    else:
        asked = translation(words, options.source, target, names)
    print(f"POST {address_of(said.url)}")
    print(as_json(request_of(asked, said.model)))
    print(
        "",
        "What stands for something that stays here:" if asked.hidden else "Nothing had to be taken out.",
        sep="\n",
    )
    print(*aligned(asked.hidden), sep="\n", end="\n" if asked.hidden else "")
    return OK
