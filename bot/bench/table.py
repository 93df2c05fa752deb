"""Every benchmark by its name: what is said of it, and what it measures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.bench.figures import Figure
from bot.bench.sizes import Sizes
from bot.core.errors import OperatorError

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Measured:
    """``words`` say how it was measured, beside the number of rounds."""

    words: str
    figures: list[Figure]


def _store(sizes: Sizes, _say: Say) -> Measured:
    from bot.bench import store

    words = store.words(sizes.fsync_ms, sizes.events)
    return Measured(words, store.measured(rounds=sizes.rounds, fsync_ms=sizes.fsync_ms, events=sizes.events))


def _telegram(sizes: Sizes, say: Say) -> Measured:
    from bot.bench import telegram

    each_s = sizes.lasting(20)
    words = telegram.words(each_s, sizes.open_conversations, sizes.customers)
    figures = telegram.measured(
        rounds=sizes.rounds,
        seconds=each_s,
        open_conversations=sizes.open_conversations,
        say=say,
        customers=sizes.customers,
    )
    return Measured(words, figures)


def _purchases(sizes: Sizes, say: Say) -> Measured:
    from bot.bench import purchases

    each_s = sizes.lasting(10)
    return Measured(purchases.words(each_s), purchases.measured(rounds=sizes.rounds, seconds=each_s, say=say))


def _alerts(sizes: Sizes, say: Say) -> Measured:
    from bot.bench import alerts

    each_s = sizes.lasting(10)
    figures = alerts.measured(rounds=sizes.rounds, seconds=each_s, say=say, cases=sizes.cases)
    return Measured(alerts.words(each_s, sizes.cases), figures)


def _import(sizes: Sizes, say: Say) -> Measured:
    from bot.bench import imports

    return Measured(
        imports.words(sizes.rows), imports.measured(rounds=sizes.rounds, rows=sizes.rows, say=say)
    )


def _digest(sizes: Sizes, say: Say) -> Measured:
    from bot.bench import digest

    figures = digest.measured(rounds=sizes.rounds, rows=sizes.rows, say=say, events=sizes.events)
    return Measured(digest.words(sizes.rows), figures)


def _sentiment(sizes: Sizes, say: Say) -> Measured:
    from bot.bench import sentiment

    figures = sentiment.measured(rounds=sizes.rounds, say=say, number=sizes.texts)
    return Measured(sentiment.words(sizes.texts), figures)


def _memory(sizes: Sizes, say: Say) -> Measured:
    from bot.bench import resident

    each_s = sizes.lasting(5)
    figures = resident.measured(rounds=sizes.rounds, seconds=each_s, sizes=sizes.open_beside, say=say)
    return Measured(resident.words(each_s), figures)


def _startup(sizes: Sizes, say: Say) -> Measured:
    from bot.bench import startup

    return Measured(startup.words(), startup.measured(rounds=sizes.rounds, say=say))


def _postgres(sizes: Sizes, say: Say) -> Measured:
    if sizes.postgres is None:
        raise OperatorError(
            "no PostgreSQL server was given: --postgres postgresql://USER:PASSWORD@HOST/DATABASE"
        )
    from bot.bench import postgres

    server, figures = postgres.measured(sizes.postgres, rounds=sizes.rounds, events=sizes.events, say=say)
    return Measured(postgres.words(server, sizes.events), figures)


def _persistence(sizes: Sizes, say: Say) -> Measured:
    from bot.bench import persistence

    figures = persistence.measured(
        rounds=sizes.rounds,
        open_conversations=sizes.open_pickled,
        customers=sizes.customers,
        kills=sizes.kills,
        say=say,
    )
    return Measured(persistence.words(sizes.open_pickled, sizes.customers, sizes.kills), figures)


BENCHES: dict[str, Callable[[Sizes, Say], Measured]] = {
    "store": _store,
    "postgres": _postgres,
    "telegram": _telegram,
    "persistence": _persistence,
    "memory": _memory,
    "purchases": _purchases,
    "alerts": _alerts,
    "import": _import,
    "digest": _digest,
    "sentiment": _sentiment,
    "startup": _startup,
}
"""In the order of the whole table."""
