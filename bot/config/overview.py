"""What a configuration switches on, and what an operator may have forgotten. Both in lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from bot import texts
from bot.config import Config, settings
from bot.config.language_model import host_of, is_local
from bot.config.models import RoomPlace
from bot.config.places import TITLES
from bot.config.wins import asks_to_quote
from bot.core.periods import PeriodKind
from bot.core.survey import Audience, QuestionKind
from bot.http.shops.shop import PATHS

_SHORTEST_DAYS: Mapping[PeriodKind, int] = {
    PeriodKind.DAY: 1,
    PeriodKind.WEEK: 7,
    PeriodKind.MONTH: 28,
    PeriodKind.QUARTER: 90,
    PeriodKind.YEAR: 365,
}
_SAME = ("between_same_days", "between_same_nps_days")


def overview(config: Config, url: str | None = None) -> list[str]:
    """Where customers are asked, the team reads and shops report. ``url``: where it runs, if it does."""
    on = []
    if config.telegram:
        on.append(f"Telegram ({config.telegram.mode})")
    if config.slack:
        on.append(f"Slack ({config.slack.mode})")
    if config.web.enabled:
        on.append(f"the web chat ({config.http.public_url or url or config.public_url})")
    on += config.adapters
    alerts = [_place(name, place) for name, place in config.rooms.items() if place.role == "staff"]
    digests = dict.fromkeys(_place(one.room, config.rooms[one.room]) for one in config.digests)
    return [
        f"Customers are asked on {_listed(on)}.",
        f"Alerts go to {_listed(alerts)}; digests to {_listed(list(digests)) or 'nobody'}.",
        *_praise(config),
        *_shops(config, config.http.public_url or url or config.public_url),
        *_webhooks(config),
        *_language_model(config),
    ]


def _praise(config: Config) -> Iterator[str]:
    """Where praise is read, and whether customers are asked if they may be quoted."""
    rooms = [_place(name, place) for name, place in config.rooms.items() if place.role == "wins"]
    if rooms:
        yield f"Praise goes to {_listed(rooms)}, every day at {config.wins.at:%H:%M}."
    if asks_to_quote(config):
        yield "Happy customers are asked whether they may be quoted."


def _shops(config: Config, url: str) -> Iterator[str]:
    """Who may report, and where to; nothing where there is no shop."""
    if config.shops:
        places = [f"{name} ({one.kind}) at {url}{PATHS[one.kind]}" for name, one in config.shops.items()]
        yield f"Shops report purchases: {_listed(places)}."


def _webhooks(config: Config) -> Iterator[str]:
    """Which programs are told of what; where they are may hold a password."""
    for name, one in config.webhooks.items():
        yield f"The webhook {name} is told of each {' and each '.join(one.events)}."


_FOR = {"translation": "translation", "drafts": "drafts of replies", "summaries": "summaries of comments"}
"""What a language model is asked for, as the operator reads it."""


def _language_model(config: Config) -> Iterator[str]:
    """What leaves the house, where to and what for."""
    said = config.language_model
    if said is not None:
        where = "on this machine or in your network" if is_local(said.url) else "out of the house"
        uses = _listed([_FOR[one] for one in said.uses])
        yield (
            f"Customers' words go to {host_of(config)}, {where}, for {uses}: names, "
            "addresses, numbers and links are taken out first (feedback-bot language-model show)."
        )


def hints(config: Config) -> list[str]:
    """What works as it is, and is hardly meant so; each with its remedy."""
    return [
        *_of_people(config),
        *_of_languages(config),
        *_of_digests(config),
        *_of_links(config),
        *_of_pulses(config),
    ]


def _of_languages(config: Config) -> Iterator[str]:
    """Rooms in a language that the team's texts are not in."""
    for name in config.rooms:
        language, known = _language(name, config), texts.team_languages()
        if language not in known:
            yield (
                f"The room {name} is to be written to in {language}, but what the team reads is there in "
                f"{_listed(list(known))} only: it gets English. "
                f'Add language = "en" to [rooms.{name}] to say so.'
            )


def _language(name: str, config: Config) -> str:
    """The language of a room."""
    return config.rooms[name].language or config.business.languages[0]


def _of_people(config: Config) -> Iterator[str]:
    staff, managers = config.roles.staff, config.roles.managers
    if not staff:
        yield (
            "[roles] staff names nobody: only who has opened a link that feedback-bot claim prints may take "
            'a case or answer it. Add the others, as "telegram::123456789" or "slack:T0123ABCD:U0123ABCD".'
        )
    for name, place in config.rooms.items() if staff else ():
        if place.role == "staff" and not _any_on(staff, place):
            where = f"{TITLES[place.platform]}, where the room {name} is"
            yield f"[roles] staff names nobody on {where}: nobody there may take a case. Add them."
    if not managers and all(place.role != "managers" for place in config.rooms.values()):
        yield 'Nobody may ask for "/digest": name people in [roles] managers, or add a room for managers.'


def _of_digests(config: Config) -> Iterator[str]:
    if config.digest is None and not config.digests:
        yield 'No room has role = "managers", so no digest is posted. Add one, or "digest = []" above all.'


def _of_links(config: Config) -> Iterator[str]:
    if config.web.enabled and config.http.public_url is None:
        yield (
            f"Links for customers lead to {config.public_url}, which only this machine can open. "
            "Set [http] public_url, or switch the web chat off with [web] enabled = false."
        )
    if config.telegram is not None and config.telegram.username is None:
        yield (
            "No link leads to Telegram, where a bot cannot write first: set [telegram] username to what "
            'stands after t.me/ in its address, such as "mugandco_bot".'
        )


def _of_pulses(config: Config) -> Iterator[str]:
    """A pulse that comes round before the cool-down is over asks nobody. A day less is right in any month."""
    made = settings(config, b"")
    for plan in made.pulses.values():
        survey = made.survey(made.touchpoints[plan.touchpoint].survey)
        rules = made.rules(survey.name, plan.touchpoint, Audience.INTERNAL)
        is_nps = survey.question(survey.headline).kind is QuestionKind.NPS
        same = rules.between_same_nps if is_nps else rules.between_same
        longest = _SHORTEST_DAYS[plan.schedule.every] - 1
        keys = {"between_any_days": rules.between_any, _SAME[is_nps]: same}
        wrong = [key for key, between in keys.items() if between > timedelta(days=longest)]
        if wrong:
            yield (
                f"The pulse {plan.name} comes round every {plan.schedule.every}, before the cool-down of "
                f"those who were asked is over: set {_listed(wrong)} in [contact.audience.internal] "
                f"to at most {longest}."
            )


def _any_on(users: tuple[str, ...], place: RoomPlace) -> bool:
    return any(user.startswith(f"{place.platform}:") for user in users)


def _place(name: str, place: RoomPlace) -> str:
    return f"{name} ({TITLES[place.platform]} {place.room or name})"


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
