"""How each language counts, and writes numbers and days: as Unicode's CLDR says."""

from __future__ import annotations

import pytest

from bot.texts.locales import LOCALES, PLURALS, direction, locale_of

# Samples of https://www.unicode.org/cldr/charts/45/supplemental/language_plural_rules.html
SAMPLES = {
    "de": {"one": (1,), "other": (0, 2, 16, 100, 1_000_000)},
    "en": {"one": (1,), "other": (0, 2, 16, 100, 1_000_000)},
    "tr": {"one": (1,), "other": (0, 2, 16, 100, 1_000_000)},
    "es": {"one": (1,), "many": (1_000_000, 2_000_000), "other": (0, 2, 16, 1000, 1_000_001)},
    "pt": {"one": (1,), "many": (1_000_000, 2_000_000), "other": (0, 2, 16, 1000, 1_000_001)},
    "fr": {"one": (0, 1), "many": (1_000_000, 2_000_000), "other": (2, 17, 1000, 1_000_001)},
    "ru": {
        "one": (1, 21, 31, 101, 1001),
        "few": (2, 4, 22, 24, 102, 1002),
        "many": (0, 5, 11, 12, 14, 19, 20, 100, 111, 112, 1_000_000),
    },
    "ar": {
        "zero": (0,),
        "one": (1,),
        "two": (2,),
        "few": (3, 10, 103, 110, 1003),
        "many": (11, 26, 99, 111, 1011),
        "other": (100, 101, 102, 200, 202, 1_000_000),
    },
}


@pytest.mark.parametrize("language", sorted(LOCALES))
def test_things_are_counted_as_the_language_counts(language: str) -> None:
    locale = LOCALES[language]
    for category, numbers in SAMPLES[language].items():
        assert {n: locale.category(n) for n in numbers} == dict.fromkeys(numbers, category)
        assert {locale.category(-n) for n in numbers} == {category}
    assert locale.category(1.5) == "other"
    assert locale.forms == {locale.category(n) for n in range(1000)} | {"other"}
    assert locale.forms <= set(PLURALS)


@pytest.mark.parametrize(
    ("language", "whole", "part", "small"),
    [
        ("en", "12,345", "4.5", "2026"),
        ("de", "12.345", "4,5", "2026"),
        ("fr", "12\u202f345", "4,5", "2026"),
        ("ru", "12\u00a0345", "4,5", "2026"),
        ("tr", "1.234.567", "0,25", "9999"),
        ("ar", "1,234,567", "0.25", "0"),
    ],
)
def test_numbers_are_written_as_the_language_writes_them(
    language: str, whole: str, part: str, small: str
) -> None:
    locale = locale_of(language)
    plain = int("".join(filter(str.isdecimal, whole)))
    assert (locale.number(plain), locale.number(int(small))) == (whole, small)
    assert locale.number(float(part.replace(",", "."))) == part
    assert locale.number(-plain) == f"-{whole}"
    assert locale.number(3.0) == "3"


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "2026-03-02 09:30"), ("de", "02.03.2026 09:30"), ("ar", "02/03/2026 09:30")],
)
def test_days_are_written_as_the_language_writes_them(language: str, said: str) -> None:
    assert locale_of(language).days("2026-03-02 09:30") == said


@pytest.mark.parametrize("words", ["A-2026-03-02", "2026-03-02-7", "12026-03-02", "2026-3-2", "soon"])
def test_what_only_looks_like_a_day_stays(words: str) -> None:
    assert locale_of("de").days(words) == words


def test_a_variety_is_its_base_and_what_is_not_known_is_as_in_english() -> None:
    assert locale_of("pt-BR") is LOCALES["pt"]
    assert locale_of("xx") is LOCALES["en"]


def test_only_arabic_runs_from_right_to_left() -> None:
    assert {one for one in LOCALES if direction(one) == "rtl"} == {"ar"}
