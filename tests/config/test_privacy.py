"""Where the first message leads to, and what is said of privacy there."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import parse, settings
from bot.core.settings import Settings

BUSINESS = '[business]\nname = "Mugs"\n'


def made(more: str) -> Settings:
    return settings(parse(BUSINESS + more, Path("config.toml"), {}, demo=True), b"")


@pytest.mark.parametrize(
    ("more", "url"),
    [
        ("", ""),  # nobody could reach it
        ('[http]\npublic_url = "https://mugs.example/"', "https://mugs.example/privacy"),
        (
            '[http]\npublic_url = "https://mugs.example"\n[privacy]\nurl = "https://mugs.example/legal?p=1"',
            "https://mugs.example/legal?p=1",
        ),
    ],
)
def test_it_leads_to_the_operators_own_page_or_to_ours_where_customers_can_reach_it(
    more: str, url: str
) -> None:
    assert made(more).privacy_url == url


def test_whom_to_ask_is_known_to_the_core() -> None:
    assert made('[privacy]\ncontact = "privacy@mugs.example"').privacy_contact == "privacy@mugs.example"
