"""What of a draft no button sends, and a rating without its number."""

from __future__ import annotations

import pytest

from bot.core.draft_reading import may_promise, rating_in_words


@pytest.mark.parametrize(
    "words",
    [
        "We are so sorry that it came broken. Thank you for telling us.",
        "Es tut uns leid, dass die Lieferung so spät kam.",
        "Sentimos mucho que llegara rota; gracias por contárnoslo.",
        "Nous sommes désolés de cette attente.",
        "Lamentamos muito que tenha chegado partido.",
        "Нам очень жаль, что всё так вышло.",
        "Geciktiği için çok üzgünüz.",
        "نأسف كثيرًا لما حدث.",
    ],
)
def test_plain_and_warm_words_can_be_sent_in_every_language(words: str) -> None:
    assert not may_promise(words)


@pytest.mark.parametrize(
    "words",
    [
        "We call you at 5",
        "نتصل بك الساعة ٥",
        "You get ½ back",
        "We send you some € back",
        "Here is a voucher for you",
        "Sie bekommen einen Gutschein",
        "Вот вам скидка",
        "إليك خصم",
        "We refund you in full",
        "Le devolvemos el dinero: reembolso completo",
        "A courier comes tomorrow",
        "Morgen ist es da",
        "See shop.example.com for more",
        "Write to help@shop.example",
        "See […] for more",
        "Ask @sam",
    ],
)
def test_what_names_a_number_money_a_day_or_a_link_cannot(words: str) -> None:
    assert may_promise(words)


@pytest.mark.parametrize(
    ("rating", "kind", "said"),
    [
        (0, "nps", "very low"),
        (4, "nps", "low"),
        (10, "nps", "high"),
        (1, "csat", "very low"),
        (2, "stars", "very low"),
        (3, "csat", "low"),
        (4, "csat", "middling"),
        (1, "ces", "very low"),
        (0, "thumbs", "very low"),
        (1, "thumbs", "high"),
    ],
)
def test_a_rating_is_said_without_its_number(rating: int, kind: str, said: str) -> None:
    assert rating_in_words(rating, kind) == said
