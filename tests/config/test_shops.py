"""``[shops.NAME]``: who may report, with which secret; every problem with its line, and no secret in any."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import Config, parse, settings
from bot.config.overview import overview
from bot.core.errors import ConfigurationError
from bot.http.shops.shop import Shop

KEY = "whsec_b2xkIGtleSBvZiB0aGUgc2hvcCwgMjQgYnl0ZXM="
OTHER = "whsec_bmV3IGtleSBvZiB0aGUgc2hvcCwgMjQgYnl0ZXM="
NO_KEY = "this is not base64 of 24 bytes or more; make one with: openssl rand -base64 32"
TWO = "give one secret, or a list of two while the first takes the second's place"
SAME = "shops.a has the same secret, by which the shops are told apart; give it its own"
BEFORE = """
[business]
name = "Mug & Co"
[[touchpoint]]
name = "delivery"
survey = "delivery"
[[touchpoint]]
name = "visit"
survey = "csat"
"""


def read(text: str, **environ: str) -> Config:
    return parse(BEFORE + text, Path("config.toml"), environ, demo=True)


def problems(text: str, **environ: str) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        read(text, **environ)
    first = len(BEFORE.splitlines())
    said = [problem.removeprefix("config.toml:").partition(": ") for problem in caught.value.problems]
    return [f"{int(line) - first}: {problem}" for line, _, problem in said]


def test_a_shop_needs_a_kind_and_a_secret_and_the_rest_follows() -> None:
    config = read(f'[shops.web]\nkind = "generic"\nsecret = "{KEY}"\n')
    assert config.reporting_shops == (
        Shop("web", "generic", (KEY,), "delivery", None, frozenset({"delivery", "visit"}), frozenset()),
    )
    assert settings(config, b"").shops == ("web",)


def test_two_secrets_are_kept_in_their_order_and_may_come_from_outside(tmp_path: Path) -> None:
    (tmp_path / "new").write_text(OTHER)
    text = '[shops.web]\nkind = "generic"\nsecret = [{env = "OLD"}, {file = "new"}]\nplace = "Berlin"\n'
    config = parse(BEFORE + text, tmp_path / "config.toml", {"OLD": KEY}, demo=True)
    (shop,) = config.reporting_shops
    assert (shop.secrets, shop.place) == ((KEY, OTHER), "Berlin")


def test_the_logs_know_every_secret_of_every_shop() -> None:
    config = read(
        f'[shops.web]\nkind = "generic"\nsecret = ["{KEY}", "{OTHER}"]\n'
        '[shops.s]\nkind = "stripe"\nsecret = "whsec_stripes-own"\n'
    )
    assert {secret.reveal() for secret in config.secrets} == {KEY, OTHER, "whsec_stripes-own"}


def test_no_secret_shows_in_a_repr() -> None:
    config = read(f'[shops.web]\nkind = "generic"\nsecret = "{KEY}"\n')
    assert KEY.removeprefix("whsec_") not in repr(config) + repr(config.reporting_shops)


def test_kind_and_secret_must_be_given() -> None:
    kind, secret = problems("[shops.web]")
    assert kind.startswith('1: shops.web.kind: this is missing; add kind = "generic", "shopify",')
    assert secret == "1: shops.web.secret: this is missing; add the secret that its reports are signed with"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            f'[shops.web]\nkind = "shopfy"\nsecret = "{KEY}"',
            "2: shops.web.kind: there is no 'shopfy'; did you mean \"shopify\"?",
        ),
        ('[shops.web]\nkind = "generic"\nsecret = "no base64, made up"', f"3: shops.web.secret: {NO_KEY}"),
        ('[shops.web]\nkind = "generic"\nsecret = "whsec_c2hvcnQga2V5"', f"3: shops.web.secret: {NO_KEY}"),
        (
            '[shops.web]\nkind = "stripe"\nsecret = {env = "NOWHERE"}',
            "3: shops.web.secret: the environment has no variable NOWHERE; set it before starting",
        ),
        (
            f'[shops.web]\nkind = "stripe"\nsecret = ["{KEY}", "{OTHER}", "{KEY}"]',
            f"3: shops.web.secret: {TWO}",
        ),
        ('[shops.web]\nkind = "stripe"\nsecret = []', f"3: shops.web.secret: {TWO}"),
        (
            f'[shops.web]\nkind = "generic"\nsecret = "{KEY}"\ntouchpoint = "vist"',
            "4: shops.web.touchpoint: there is no touchpoint 'vist'; did you mean \"visit\"?",
        ),
        (
            f'[shops.web]\nkind = "generic"\nsecret = "{KEY}"\nasks_once = "fulfilled"',
            '4: shops.web.asks_once: only kind = "shopify" has it; remove it',
        ),
        (
            f'[shops.a]\nkind = "generic"\nsecret = "{KEY}"\n[shops.b]\nkind = "stripe"\nsecret = "{KEY}"',
            f"6: shops.b.secret: {SAME}",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_remedy(text: str, problem: str) -> None:
    assert problems(text) == [problem]
    assert KEY.removeprefix("whsec_") not in problem


def test_check_says_who_may_report_and_where_to() -> None:
    config = read(
        '[http]\npublic_url = "https://feedback.example.com"\n'
        f'[shops.web]\nkind = "generic"\nsecret = "{KEY}"\n'
        '[shops.boutique]\nkind = "shopify"\nsecret = "made-up-secret"\n'
    )
    assert overview(config)[-1] == (
        "Shops report purchases: web (generic) at https://feedback.example.com/purchases and "
        "boutique (shopify) at https://feedback.example.com/shops/shopify."
    )
