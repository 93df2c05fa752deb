"""Whoever reads it reads it in their own language, in the operator's own words where there are any."""

from __future__ import annotations

import pytest

from bot.core.effects import Line
from bot.texts import Wording, render

FSI, PDI, RLM = "\u2068", "\u2069", "\u200f"
QUESTION = {
    "de": "Wie war’s bei dir, {name}?",
    "de-formal": "Wie war es bei Ihnen, {name}?",
    "en": "How was it?",
}


def test_what_goes_by_a_number_takes_the_form_of_the_language() -> None:
    said = [render(Line("mydata.orders", {"n": n}), "ru") for n in (1, 2, 5, 21)]
    assert said == ["1 заказ", "2 заказа", "5 заказов", "21 заказ"]
    assert len({render(Line("mydata.orders", {"n": n}), "ar") for n in (0, 1, 2, 3, 11, 100)}) == 6


def test_a_form_that_a_language_does_not_have_is_that_of_other() -> None:
    own = Wording({"ru": {"mydata.orders.one": "1", "mydata.orders.other": "{n} заказа"}})
    assert own(Line("mydata.orders", {"n": 1}), "ru") == "1"
    half = Wording({"es": {"mydata.orders.other": "{n} compras"}})
    assert half(Line("mydata.orders", {"n": 2_000_000}), "es") == "2.000.000 compras"


def test_days_in_texts_are_written_as_the_reader_writes_them() -> None:
    line = Line("mine.said", {"when": "2026-03-02", "quote": "2026-03-02"})
    assert "02.03.2026" in render(line, "de")
    assert "2026-03-02" in render(line, "de"), "what somebody wrote stays as it is"
    assert render(line, "en").count("2026-03-02") == 2


def test_a_language_is_called_by_its_own_name_and_no_other_code_is() -> None:
    line = Line("mydata.language", {"code": "ru"})
    assert [render(line, language) for language in ("en", "de")] == ["Language: Русский", "Sprache: Русский"]
    assert f"{FSI}Русский{PDI}" in render(line, "ar")
    assert render(Line("mydata.language", {"code": "nl"}), "en") == "Language: nl"
    assert "4f1c" in render(Line("forgotten.staff", {"code": "4f1c"}), "en")


def test_the_operators_own_words_stand_in_the_place_of_ours() -> None:
    own = Wording({"de": {"said.kept": "Notiert, {name}!"}})
    assert own(Line("said.kept", {"name": "Maya"}), "de") == "Notiert, Maya!"
    assert own(Line("said.kept"), "de") == "Notiert!"
    assert own(Line("said.kept"), "en") == render(Line("said.kept"), "en")


def test_from_one_moment_on_other_words_are_said() -> None:
    wording = Wording()
    before = wording(Line("said.kept"), "en")
    wording.use({"en": {"said.kept": "Noted."}}, formal=False)
    assert (before, wording(Line("said.kept"), "en")) == (render(Line("said.kept"), "en"), "Noted.")


def test_formal_words_are_laid_over_the_informal_ones() -> None:
    formal, line = Wording(formal=True), Line("help.customer", {"business": "Kern"})
    assert "Schreiben Sie" in formal(line, "de")
    assert "Schreib einfach" in render(line, "de")
    assert formal(line, "fr") == render(line, "fr"), "a language with one way has that one"
    own = Wording({"de": {"help.customer": "Moin."}}, formal=True)
    assert own(line, "de") == "Moin."


def test_a_survey_may_ask_formally_too() -> None:
    line = Line("survey.text", {"text": QUESTION, "name": "Maya"})
    assert Wording(formal=True)(line, "de") == "Wie war es bei Ihnen, Maya?"
    assert render(line, "de") == "Wie war’s bei dir, Maya?"
    informal_only = Line("survey.text", {"text": {"de": "Und?", "en": "So?"}})
    assert Wording(formal=True)(informal_only, "de") == "Und?"


def test_what_the_team_reads_is_english_where_it_is_not_in_their_language() -> None:
    line = Line("alert.headline.unhappy", {"who": "Maya"})
    assert render(line, "fr") == render(line, "en")


# From right to left.


def test_a_latin_name_is_kept_apart_in_arabic() -> None:
    line = Line("help.customer", {"business": "Kern & Co."})
    assert f"{FSI}Kern & Co.{PDI}" in render(line, "ar")
    assert FSI not in render(line, "de")


def test_an_arabic_name_and_a_number_need_no_keeping_apart() -> None:
    line = Line("start.greeting", {"business": "مقهى", "name": "مايا"})
    assert FSI not in render(line, "ar")
    assert FSI not in render(Line("answered.rating", {"value": 8, "of": 10}), "ar")


@pytest.mark.parametrize("url", ["https://kern.example/chat/abc"])
def test_what_is_tapped_stays_as_it_is(url: str) -> None:
    assert f"{url}" in render(Line("connect.link.web", {"url": url}), "ar")
    assert FSI not in render(Line("connect.link.web", {"url": url}), "ar")
    assert "\u200e/feedback" in render(Line("help.commands", {"slash": "/"}), "ar")


def test_a_line_that_begins_with_a_latin_name_begins_on_the_right_all_the_same() -> None:
    assert render(Line("staff.reply", {"who": "Sam", "words": "مرحبا"}), "ar").startswith(
        f"{RLM}{FSI}Sam{PDI}"
    )


def test_so_does_one_that_begins_with_a_date_and_quotes_latin_words() -> None:
    said = render(Line("mine.said", {"when": "2026-11-22", "quote": "too slow"}), "ar")
    assert said.startswith(RLM)
    assert not render(Line("mine.said", {"when": "2026-11-22", "quote": "بطيء"}), "ar").startswith(RLM)


def test_so_does_every_line_of_a_list_of_commands() -> None:
    lines = render(Line("help.commands", {"slash": "/"}), "ar").splitlines()
    assert len(lines) > 5
    assert all(line.startswith(f"{RLM}\u200e/") for line in lines)


def test_a_survey_s_own_text_is_not_put_into_an_isolate_whole() -> None:
    words = {"ar": "كيف كان {product}؟"}
    said = render(Line("survey.text", {"text": words, "product": "Mug"}), "ar")
    assert said == f"كيف كان {FSI}Mug{PDI}؟"
