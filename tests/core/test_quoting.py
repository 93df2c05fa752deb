"""Whether somebody may be quoted: asked once, changed at any time, said by nobody but themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.identity import Attribute, Customer
from bot.core.quoting import (
    QUOTES,
    WAITS_FOR,
    Consent,
    asked,
    asks,
    consent_of,
    is_open,
    joined,
    objects,
    only_objects,
    read_answer,
    said,
    waits,
    was_asked,
)
from bot.core.survey import Audience
from handlers.purchases import with_attributes

NOW = datetime(2026, 3, 2, tzinfo=UTC)
MAYA = Customer("c1", Audience.BUYER, "Maya Okafor", None, None)


def test_whoever_was_asked_has_consented_to_nothing_and_is_not_asked_again() -> None:
    maya = asked(MAYA, "i1", NOW)
    assert consent_of(maya.attributes) is None
    assert was_asked(maya)
    assert not was_asked(MAYA)
    assert is_open(maya, "i1")
    assert not is_open(maya, "i2")


@pytest.mark.parametrize("consent", list(Consent))
def test_what_they_say_last_counts(consent: Consent) -> None:
    maya = said(said(asked(MAYA, "i1", NOW), Consent.NAMED, NOW), consent, NOW)
    assert consent_of(maya.attributes) is consent
    assert not is_open(maya, "i1")
    assert was_asked(maya)
    assert consent.allows is (consent is not Consent.NEVER)


def test_nobody_says_it_for_them() -> None:
    maya = said(MAYA, Consent.NEVER, NOW)
    later = NOW + timedelta(days=1)
    assert consent_of(with_attributes(maya.attributes, {QUOTES: "named"}, "shop:web", later)) is Consent.NEVER
    assert consent_of((Attribute(QUOTES, "named", "import", NOW),)) is None
    assert consent_of((Attribute(QUOTES, "whatever", "customer", NOW),)) is None


def test_of_two_records_of_one_person_the_stricter_word_counts() -> None:
    never, named = (said(MAYA, one, NOW) for one in (Consent.NEVER, Consent.NAMED))
    for one, other in ((never, named), (named, never), (never, MAYA), (MAYA, never)):
        assert consent_of(joined(one, other)) is Consent.NEVER
    assert consent_of(joined(MAYA, named)) is Consent.NAMED
    assert was_asked(replace(MAYA, attributes=joined(MAYA, asked(MAYA, "i1", NOW))))
    assert joined(MAYA, None) == ()


def test_what_is_typed_is_an_answer_for_an_hour() -> None:
    maya = asked(MAYA, "i1", NOW)
    assert waits(maya, NOW + WAITS_FOR - timedelta(seconds=1)) == "i1"
    assert waits(maya, NOW + WAITS_FOR) is None
    assert waits(said(maya, Consent.NAMED, NOW), NOW) is None


@pytest.mark.parametrize(
    "words",
    [
        "don't quote me",
        "Please don\u2019t quote me!",
        "DO NOT QUOTE ME",
        "I'd rather not be quoted, thanks",
        "never share my words",
        "please do not publish my review",
        "don't share what I wrote with anyone",
    ],
)
def test_who_objects_is_heard(words: str) -> None:
    assert objects(words)
    assert only_objects(words)


@pytest.mark.parametrize(
    "words", ["Don't quote me on it, but the soup was cold", "lovely, but please don't share my name"]
)
def test_who_objects_amid_other_words_is_heard_and_so_are_those(words: str) -> None:
    assert objects(words)
    assert not only_objects(words)


@pytest.mark.parametrize(
    "words", ["quote me happy", "they quoted me 40 euros", "I don't share that view", "share my table?", ""]
)
def test_other_words_are_no_objection(words: str) -> None:
    assert not objects(words)
    assert not only_objects(words)


@pytest.mark.parametrize("words", ["quote me", "Quotes", "you may quote me."])
def test_who_speaks_of_quoting_is_asked_how(words: str) -> None:
    assert asks(words)
    assert not asks(f"{words} and more")


@pytest.mark.parametrize(
    ("words", "consent"),
    [
        ("yes", Consent.UNNAMED),
        ("Sure!", Consent.UNNAMED),
        ("Yes, with my first name", Consent.NAMED),
        ("with my name", Consent.NAMED),
        ("ok, without my name", Consent.UNNAMED),
        ("no", Consent.NEVER),
        ("No, thank you", Consent.NEVER),
        ("no milk next time", None),
        ("yes but the soup was cold", None),
        ("", None),
    ],
)
def test_a_typed_answer_is_read_and_a_bare_yes_says_nothing_of_the_name(
    words: str, consent: Consent | None
) -> None:
    assert read_answer(words) is consent


@pytest.mark.parametrize(
    ("objecting", "asking", "named", "unnamed", "never", "yes"),
    [
        (
            "nicht zitieren",
            "zitieren erlaubt",
            "Ja, mit meinem Vornamen",
            "Ja, ohne meinen Namen",
            "Nein",
            "ja",
        ),
        ("no me cites", "puedes citarme", "Sí, con mi nombre", "Sí, sin mi nombre", "No", "claro"),
        (
            "ne me citez pas",
            "vous pouvez me citer",
            "Oui, avec mon prénom",
            "Oui, sans mon nom",
            "Non",
            "oui",
        ),
        ("não me cite", "pode me citar", "Sim, com o meu nome", "Sim, sem o meu nome", "Não", "sim"),
        ("не цитируйте меня", "можно цитировать", "Да, с моим именем", "Да, без имени", "Нет", "да"),
        ("beni alıntılama", "alıntılayabilirsiniz", "Evet, adımla", "Evet, adım olmadan", "Hayır", "evet"),
        ("لا تقتبسوا كلامي", "يمكنكم اقتباس كلامي", "نعم، مع اسمي الأول", "نعم، من دون اسمي", "لا", "نعم"),
    ],
)
def test_whether_to_be_quoted_is_heard_in_every_language(
    objecting: str, asking: str, named: str, unnamed: str, never: str, yes: str
) -> None:
    assert only_objects(f"{objecting.upper()}!")
    assert objects(f"8/10. {objecting}. 👍")
    assert asks(asking)
    assert not objects(asking)
    answers = [read_answer(words) for words in (named, unnamed, never, yes)]
    assert answers == [Consent.NAMED, Consent.UNNAMED, Consent.NEVER, Consent.UNNAMED]
