"""``/privacy``: what is kept of customers, in their language, as a page that nothing can steer."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.adapters.web.words import preferred_language
from bot.core.effects import Line
from bot.core.language_model import DRAFTS, TRANSLATION, LanguageModelPlan
from bot.http import privacy
from bot.http.server import HttpServer, create_app
from bot.texts.privacy_page import STYLE_HASH, page

LANGUAGES = ("en", "ar")
OWN = {"ar": "First <b>part</b>\n\nSecond part"}


def render(line: Line, language: str) -> str:
    values = " ".join(f"{name}={value}" for name, value in sorted(line.values.items()))
    return f"{language}:{line.key} {values}".strip()


@pytest.fixture
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    def made(language: str) -> str:
        return page("Mugs & Co", OWN, "privacy@mugs.example", language, LANGUAGES, render)

    routes = privacy.routes(made, LANGUAGES, preferred_language, STYLE_HASH)
    server = HttpServer(create_app([routes]), "127.0.0.1", 0)
    await server.start()
    async with aiohttp.ClientSession(server.url) as session:
        yield session
    await server.stop()


async def read(browser: aiohttp.ClientSession, path: str = "/privacy", **headers: str) -> str:
    async with browser.get(path, headers=headers) as response:
        assert response.status == 200
        assert response.content_type == "text/html"
        return await response.text()


async def test_it_says_what_is_kept_analysed_and_whom_to_ask(browser: aiohttp.ClientSession) -> None:
    words = await read(browser)
    for key in ("bot", "analysed", "elsewhere", "rights"):
        assert f"en:privacy_page.{key} business=Mugs &amp; Co" in words
    assert "en:privacy.what" in words
    assert "privacy@mugs.example" in words
    assert '<html lang="en" dir="ltr">' in words


async def test_it_speaks_what_the_browser_asks_for_and_leads_to_the_other_languages(
    browser: aiohttp.ClientSession,
) -> None:
    words = await read(browser, **{"Accept-Language": "ar-EG,de;q=0.5"})
    assert '<html lang="ar" dir="rtl">' in words
    assert '<a href="?lang=en" lang="en"' in words
    assert '<html lang="en"' in await read(browser, "/privacy?lang=en", **{"Accept-Language": "ar"})
    assert '<html lang="en"' in await read(browser, "/privacy?lang=%3Cscript%3E")


async def test_the_operators_own_words_stand_in_the_place_of_ours_and_are_no_markup(
    browser: aiohttp.ClientSession,
) -> None:
    words = await read(browser, "/privacy?lang=ar")
    assert '<p dir="auto">First &lt;b&gt;part&lt;/b&gt;</p><p dir="auto">Second part</p>' in words
    assert "ar:privacy.what" not in words
    assert "ar:privacy_page.rights" in words


async def test_a_browser_runs_and_fetches_nothing_on_it(browser: aiohttp.ClientSession) -> None:
    async with browser.get("/privacy") as response:
        policy = response.headers["Content-Security-Policy"]
    assert policy.startswith(f"default-src 'none'; style-src '{STYLE_HASH}'")
    assert "frame-ancestors 'none'" in policy


def test_it_says_who_else_gets_words_where_a_language_model_is_asked() -> None:
    plan = LanguageModelPlan("model.example", frozenset({TRANSLATION}))
    asked = page("Mugs & Co", OWN, None, "ar", LANGUAGES, render, plan)
    sums_up = LanguageModelPlan("model.example", frozenset({"summaries"}))
    assert "en:privacy.model_sums_up" in page("Mugs & Co", OWN, None, "en", LANGUAGES, render, sums_up)
    assert "privacy.model_sums_up" not in asked
    assert "ar:privacy.model business=Mugs &amp; Co host=model.example" in asked
    assert "privacy.drafts" not in asked
    plan = LanguageModelPlan("model.example", frozenset({DRAFTS}))
    asked = page("Mugs & Co", OWN, None, "ar", LANGUAGES, render, plan)
    assert "ar:privacy.drafts business=Mugs &amp; Co host=model.example" in asked
    assert "privacy.model" not in asked
    assert "privacy.model" not in page("Mugs & Co", OWN, None, "ar", LANGUAGES, render)
