"""What the shipped words find in each language, and what the themes are called there."""

from __future__ import annotations

import pytest

from bot.core.themes import themes_in
from bot.themes import shipped, shipped_languages, shipped_taxonomy

SAID = (
    ("de", "Die Lieferung kam viel zu spät, der Karton war kaputt", "delivery waiting broken packaging"),
    ("de", "Nette Bedienung, aber zu teuer", "service staff price"),
    ("es", "El repartidor llegó tarde y fue grosero", "delivery waiting staff"),
    ("es", "la comida estaba fria", "food"),
    ("fr", "Livraison en retard, colis abimé", "delivery waiting broken"),
    ("fr", "Le personnel est très aimable", "staff"),
    ("pt", "A entrega demorou muito e o atendimento foi mau", "delivery waiting service"),
    ("pt", "Não funciona, quero o meu dinheiro", "price refund broken"),
    ("ru", "Доставка опоздала на два часа", "delivery waiting"),
    ("ru", "Вежливый персонал, но грязно", "staff cleanliness"),
    ("tr", "Kargo çok geç geldi", "delivery waiting"),
    ("tr", "urun bozuk cikti", "broken"),
    ("ar", "التوصيل متأخر والموظف وقح", "delivery waiting staff"),
    ("ar", "الطعام لذيذ والسعر مناسب", "price food"),
)


@pytest.mark.parametrize(("language", "comment", "themes"), SAID)
def test_a_plain_complaint_or_praise_carries_its_themes(language: str, comment: str, themes: str) -> None:
    assert themes_in(comment, shipped_taxonomy(language)) == tuple(themes.split())


def test_every_language_has_the_same_themes_in_the_same_order_about_the_same_sides() -> None:
    english = shipped("en").themes
    for language in shipped_languages():
        theirs = shipped(language).themes
        assert list(theirs) == list(english)
        assert [one.attribute for one in theirs.values()] == [one.attribute for one in english.values()]


def test_what_is_never_said_to_a_customer_in_english_is_said_in_no_language() -> None:
    never = {
        (name, way)
        for name, theme in shipped("en").themes.items()
        for way in ("praised", "blamed")
        if getattr(theme, way) == ""
    }
    for language in shipped_languages():
        themes = shipped(language).themes
        assert {(name, way) for name, way in never if getattr(themes[name], way) != ""} == set()
        assert all(
            getattr(theme, way) or (name, way) in never or language == "en"
            for name, theme in themes.items()
            for way in ("praised", "blamed")
        )
