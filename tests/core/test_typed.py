"""Typed words in eight languages: read as they are meant, and never as what was not said."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from bot.core.lexicon import Lexicon
from bot.core.lexicons import LEXICONS, lexicons_of
from bot.core.playback_reading import read_mood, read_reply
from bot.core.survey import END, Question, QuestionKind
from bot.core.understanding import (
    Commented,
    Later,
    OptedOut,
    Rated,
    Skipped,
    Unclear,
    WantsPerson,
    needs_analysis,
    read_typed,
)
from tests import typed

LANGUAGES = ("en", "de", "es", "fr", "pt", "ru", "tr", "ar")


def question_of(kind: str) -> Question:
    return Question("q", QuestionKind(kind), {}, (), (), END, None, None)


def test_every_shipped_language_has_its_words() -> None:
    assert tuple(LEXICONS) == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_typed_is_read_as_meant(language: str) -> None:
    samples = [one for one in typed.samples_of(typed.FOLDERS) if one[0] == language]
    misread = [sample for name, sample, labels in samples if not typed.is_understood(name, sample, labels)]
    assert len(misread) <= (1 - typed.LEAST) * len(samples), misread
    assert len(samples) >= 40 or language == "en"


def test_what_our_own_samples_say_is_all_read_as_meant() -> None:
    samples = typed.samples_of([typed.SAMPLES / "typed_more"])
    misread = [
        (name, sample) for name, sample, labels in samples if not typed.is_understood(name, sample, labels)
    ]
    assert not misread


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_of_a_lexicon_is_read_as_what_it_is_listed_for(language: str) -> None:
    lexicon, text = LEXICONS[language], question_of("text")
    controls = ((lexicon.skip, Skipped), (lexicon.later, Later), (lexicon.opt_out, OptedOut))
    wrong: list[object] = [
        phrase
        for phrases, meant in controls
        for phrase in phrases
        if not isinstance(read_typed(phrase, text, language), meant)
    ]
    wrong += [
        (kind, label)
        for kind, labels in lexicon.labels.items()
        for label, value in labels.items()
        if read_typed(label, question_of(kind), language) != Rated(value, None)
    ]
    wrong += [
        word
        for word, value in lexicon.numbers.items()
        if value <= 10 and read_typed(word, question_of("nps"), language) != Rated(value, None)
    ]
    for is_right, phrases in ((True, lexicon.right), (False, lexicon.not_quite)):
        replies = ((phrase, read_reply(phrase, language)) for phrase in phrases)
        wrong += [phrase for phrase, reply in replies if reply is None or reply.is_right is not is_right]
    wrong += [phrase for phrase, mood in lexicon.moods.items() if read_mood(phrase, language) != mood]
    wrong += [
        phrase
        for phrase in lexicon.pleasantries
        if not isinstance(read_typed(phrase, question_of("csat"), language), Unclear)
    ]
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_pattern_has_a_capital_that_folding_would_turn_round(language: str) -> None:
    lexicon = LEXICONS[language]
    for field in fields(Lexicon):
        value = getattr(lexicon, field.name)
        patterns = (value,) if isinstance(value, str) else value
        if field.name.endswith(("_regex", "_patterns")):
            assert not [one for one in patterns if re.search(r"\\[A-Z]", one)]


def test_whoever_does_not_write_in_their_own_language_is_read_in_english() -> None:
    for language in LANGUAGES:
        assert read_typed("eight", question_of("nps"), language) == Rated(8, None)
        assert read_typed("8 out of 10", question_of("nps"), language) == Rated(8, None)
        assert read_typed("not now", question_of("text"), language) == Later()
        assert read_typed("skip", question_of("text"), language) == Skipped()
        assert read_typed("stop asking me", question_of("text"), language) == OptedOut()
        assert isinstance(read_typed("can I talk to a human?", None, language), WantsPerson)
        assert read_reply("yes", language) is not None
    assert read_typed("acht", question_of("nps"), "en") == Commented("acht")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "10, wenn ihr schneller wärt"),
        ("de", "Ich hätte 10/10 gegeben"),
        ("es", "10, si llegaran a tiempo"),
        ("fr", "10, si vous étiez à l'heure"),
        ("pt", "10, se chegasse na hora"),
        ("ru", "10, если бы приехали вовремя"),
        ("tr", "10, olsaydı"),
        ("ar", "10، لو كنتم أسرع"),
    ],
)
def test_a_rating_that_was_not_given_is_none_in_english_either(language: str, said: str) -> None:
    assert read_typed(said, question_of("nps"), language) == Commented(said)


def test_a_regional_or_formal_variant_has_the_words_of_its_language() -> None:
    assert read_typed("oito", question_of("nps"), "pt-BR") == Rated(8, None)
    assert read_typed("acht", question_of("nps"), "de-formal") == Rated(8, None)
    assert lexicons_of("it") == (LEXICONS["en"],)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("de", "Fünf", "fuenf"),
        ("fr", "très satisfait", "TRES SATISFAIT"),
        ("es", "más tarde", "mas tarde"),
        ("pt", "não", "nao"),
        ("ru", "ещё нет", "ЕЩЕ НЕТ"),
        ("tr", "SIFIR", "sıfır"),
        ("tr", "İki", "iki"),
        ("tr", "şimdi değil", "simdi degil"),
        ("ar", "أُوافِقُ بِشِدَّة", "اوافق بشده"),
        ("ar", "٨", "8"),
        ("ar", "۸", "8"),
        ("ar", "لاحقًا", "لاحقـــا"),
    ],
)
def test_accents_and_spellings_make_no_difference(language: str, one: str, other: str) -> None:
    for kind in ("nps", "csat", "ces", "thumbs"):
        readings = [type(read_typed(said, question_of(kind), language)) for said in (one, other)]
        assert readings[0] is readings[1]
    assert any(
        not isinstance(read_typed(one, question_of(kind), language), Commented)
        for kind in ("nps", "csat", "ces", "text")
    )


@pytest.mark.parametrize(
    ("language", "said", "comment"),
    [
        ("ar", "٨، الطَّعامُ لَذيذٌ جدًّا", "الطَّعامُ لَذيذٌ جدًّا"),
        ("ar", "ثَمانية، شُكْرًا لَكُمْ على السُّرْعة", "شُكْرًا لَكُمْ على السُّرْعة"),
        ("de", "Fünf Punkte, Straße gesperrt, Größe passt", "Straße gesperrt, Größe passt"),
        ("fr", "8, œufs délicieux ", "œufs délicieux"),
    ],
)
def test_a_comment_keeps_its_letters_whatever_they_are_compared_as(
    language: str, said: str, comment: str
) -> None:
    assert read_typed(said, question_of("nps"), language) in (Rated(8, comment), Rated(5, comment))


@pytest.mark.parametrize(
    ("kind", "said", "value"),
    [
        ("csat", "very satisifed", 5),
        ("csat", "satisfiedd", 4),
        ("csat", "very very unhappy", 1),
        ("nps", "lol 0", 0),
        ("nps", "7+", 7),
        ("nps", "7 super easy", 7),
        ("nps", "4 the delivery was late", 4),
        ("stars", "⭐⭐ that's all", 2),
        ("thumbs", "thats right, no", None),
        ("thumbs", "well no", 0),
        ("thumbs", "yeah they sent another", 1),
        ("thumbs", "nope still the same", 0),
        ("thumbs", "yeah right", None),
        ("thumbs", "is it fixed now?", None),
        ("nps", "2 the wrong size", None),
        ("nps", "2 you sent were broken", None),
        ("nps", "1 was missing", None),
        ("nps", "7 or 8?", None),
        ("nps", "10 it would be if you were faster", None),
        ("stars", "saw 5 stars online", None),
        ("stars", "one star if you hurry", None),
    ],
)
def test_what_is_typed_in_a_hurry_is_a_rating_where_it_can_be_nothing_else(
    kind: str, said: str, value: int | None
) -> None:
    reading = read_typed(said, question_of(kind), "en")
    assert (reading.value if isinstance(reading, Rated) else None) == value


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "im in love with the shoes"),
        ("en", "nothing was good"),
        ("en", "another time the food was cold"),
        ("en", "i dont want this"),
        ("de", "bin im laden nett bedient worden"),
        ("de", "morgen kommt das paket hoffentlich"),
        ("de", "der chef soll mal freundlicher sein"),
        ("es", "estoy en contra de los plásticos"),
        ("es", "el encargado me atendió"),
        ("fr", "je mange souvent chez vous"),
        ("fr", "le patron m'a rappelé"),
        ("pt", "passo sempre aí"),
        ("pt", "o gerente me ligou"),
        ("ru", "я в магазине 2 часа стоял"),
        ("ru", "менеджер перезвонил"),
        ("tr", "aynı fikirdeyim"),
        ("tr", "müdür beni aradı"),
        ("ar", "المدير كلمني"),
        ("ar", "بعد الصلاة كان مسكر"),
    ],
)
def test_words_that_only_begin_like_a_request_are_a_comment(language: str, said: str) -> None:
    assert read_typed(said, question_of("text"), language) == Commented(said)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "nein danke"),
        ("es", "ahora no"),
        ("fr", "huit"),
        ("ru", "не знаю"),
        ("tr", "8 veririm"),
        ("ar", "لاحقا"),
    ],
)
def test_a_control_word_or_a_bare_rating_is_not_analysed(language: str, said: str) -> None:
    assert not needs_analysis(said, language)
    assert needs_analysis(f"{said} 123 abc def", language)


def test_the_command_prints_each_language_and_what_was_not_understood(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    right, wrong = (
        '{on = "nps", said = "acht", is = "Rated", value = 8}',
        '{on = "text", said = "x", is = "Later"}',
    )
    (tmp_path / "de.toml").write_text(f"sample = [{', '.join([right] * 19)}, {wrong}]", encoding="utf-8")
    assert typed.main([str(tmp_path)]) == 0
    assert capsys.readouterr().out == "de: 19 of 20 right, 95.0%\n    text: 'x' is Later\n"
    (tmp_path / "de.toml").write_text(f"sample = [{right}, {wrong}]", encoding="utf-8")
    assert typed.main([str(tmp_path)]) == 1


@pytest.mark.parametrize(
    ("language", "said", "value"),
    [
        ("en", "9 love the new packaging", 9),
        ("de", "2 farbe ganz anders", 2),
        ("es", "3 era muy lento", 3),
        ("fr", "6 juste le paiement", 6),
        ("pt", "10 vcs arrasam", 10),
        ("ru", "3 коробка вся мятая была", 3),
        ("tr", "9 çalışanlar çok güler yüzlü", 9),
        ("ar", "2 السحاب خرب من اول يوم", 2),
    ],
)
def test_a_number_before_what_nobody_counts_is_a_rating(language: str, said: str, value: int) -> None:
    reading = read_typed(said, question_of("nps"), language)
    assert isinstance(reading, Rated)
    assert (reading.value, reading.comment) == (value, said.partition(" ")[2])


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "3 arrived broken"),
        ("en", "5 great burgers and a coke"),
        ("en", "3 i ordered never came"),
        ("en", "5 good ones and 3 bad"),
        ("de", "2 nicht geliefert"),
        ("es", "3 me llegaron rotos"),
        ("fr", "2 petites assiettes cassées"),
        ("pt", "3 n chegaram"),
        ("ru", "3 пришли битые"),
        ("tr", "2 iade ettim"),
        ("ar", "2 ما وصلوا"),
    ],
)
def test_a_number_before_what_may_be_counted_is_no_rating(language: str, said: str) -> None:
    assert read_typed(said, question_of("nps"), language) == Commented(said)


@pytest.mark.parametrize("said", ["good enough", "the end of the queue was outside", "i quit the queue"])
def test_a_word_of_leaving_within_a_comment_is_no_leaving(said: str) -> None:
    assert read_typed(said, question_of("text"), "en") == Commented(said)


def test_a_shortened_wish_to_leave_keeps_the_words_as_they_were_said() -> None:
    said = "cold soup. pls stop msging me"
    assert read_typed(said, question_of("text"), "en") == OptedOut(said)


@pytest.mark.parametrize(
    ("kind", "said", "value"),
    [
        ("csat", "😍", 5),
        ("csat", "☺️ 🙂", 4),
        ("csat", "😐", 3),
        ("csat", "🙁", 2),
        ("csat", "😡🤬", 1),
        ("csat", "😍😡", None),
        ("csat", "😀", None),
        ("csat", "😍 the new mugs", None),
        ("stars", "🤩", 5),
        ("stars", "😐", None),
        ("nps", "😍", None),
        ("ces", "😐", None),
    ],
)
def test_a_face_rates_where_it_stands_alone_for_one_of_five_steps(
    kind: str, said: str, value: int | None
) -> None:
    reading = read_typed(said, question_of(kind), "en")
    assert (reading.value if isinstance(reading, Rated) else None) == value


@pytest.mark.parametrize(
    ("language", "said", "disputed"),
    [
        ("en", "so so", "meh"),
        ("de", "geht so", "naja"),
        ("es", "más o menos", "regular"),
        ("fr", "comme ci comme ça", "bof"),
        ("pt", "mais ou menos", "meia boca"),
        ("ru", "серединка на половинку", "так себе"),
        ("tr", "idare eder", "eh"),
        ("ar", "نص نص", "يعني"),
    ],
)
def test_an_idiom_for_the_middle_is_a_rating_only_where_there_is_one(
    language: str, said: str, disputed: str
) -> None:
    assert read_typed(said, question_of("csat"), language) == Rated(3, None)
    for kind, words in (("csat", disputed), ("nps", said), ("stars", said)):
        assert not isinstance(read_typed(words, question_of(kind), language), Rated)


@pytest.mark.parametrize(
    ("language", "said", "meant"),
    [
        ("en", "i want to be put through to a person", WantsPerson),
        ("de", "stellt mich bitte zu nem menschen durch", WantsPerson),
        ("es", "me puede transferir con un asesor", WantsPerson),
        ("fr", "y a quelqu'un de réel là ?", WantsPerson),
        ("pt", "me transfere pra um atendente", WantsPerson),
        ("ru", "есть тут кто живой?", WantsPerson),
        ("tr", "temsilciye aktarır mısınız", WantsPerson),
        ("ar", "في حد حقيقي هنا؟", WantsPerson),
        ("en", "the one after it", Skipped),
        ("de", "lass ich aus", Skipped),
        ("es", "la que sigue", Skipped),
        ("fr", "celle d'après", Skipped),
        ("pt", "deixa passar", Skipped),
        ("ru", "проедем этот вопрос", Skipped),
        ("tr", "bir sonrakine geç", Skipped),
        ("ar", "اللي بعدو", Skipped),
        ("en", "tomorrow is fine", Later),
        ("de", "morgen passt", Later),
        ("es", "luego vale", Later),
        ("fr", "demain ça marche", Later),
        ("pt", "amanhã blz", Later),
        ("ru", "завтра давай", Later),
        ("tr", "yarın olur", Later),
        ("ar", "بكرة اوكي", Later),
        ("en", "people here", Commented),
        ("en", "someone put me through to a manager who was rude", Commented),
        ("en", "next time better please", Commented),
        ("de", "leer", Commented),
        ("de", "heute abend super", Commented),
        ("es", "a la próxima", Commented),
        ("es", "me pasaron con un agente y colgó", Commented),
        ("fr", "il y a des gens", Commented),
        ("fr", "à la prochaine", Commented),
        ("pt", "me passaram pra um atendente grosso", Commented),
        ("ru", "меня соединили с оператором и бросили трубку", Commented),
        ("tr", "yetkiliye iletin", Commented),
        ("ar", "وصلني مندوب", Commented),
        ("ar", "في ناس", Commented),
    ],
)
def test_a_person_the_next_question_and_later_are_wished_for_in_many_words(
    language: str, said: str, meant: type
) -> None:
    assert isinstance(read_typed(said, question_of("text"), language), meant)


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("de", "grad"),
        ("de", "das"),
        ("tr", "insan"),
        ("tr", "birisi"),
        ("ru", "кто то"),
        ("ar", "بكره"),
        ("en", "a"),
    ],
)
def test_a_word_that_comes_again_and_again_is_a_comment_and_read_at_once(language: str, word: str) -> None:
    """Such a message took the patterns seconds, or years."""
    chant = " ".join([word] * 150)[:150].strip()
    assert isinstance(read_typed(chant, question_of("text"), language), Commented)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "3. Stock ohne Aufzug, er hat alles hochgetragen"),
        ("tr", "3. katta oturuyorum kurye yukarı çıkmadı"),
    ],
)
def test_the_third_of_a_row_is_no_rating(language: str, said: str) -> None:
    assert isinstance(read_typed(said, question_of("nps"), language), Commented)
