"""The page that says what is kept of customers: the operator's own words, or else ours."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from hashlib import sha256
from html import escape

from bot.core.effects import Line
from bot.core.language_model import LanguageModelPlan, told_of
from bot.core.ports import Render
from bot.texts.locales import direction

_STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:1.0625rem/1.6 system-ui,sans-serif;max-width:40rem;margin:0 auto;padding:1.25rem}"
    "h1{font-size:1.4rem;line-height:1.3}p{overflow-wrap:anywhere;white-space:pre-line}"
    "nav{margin-top:2rem}nav a{margin-inline-end:1rem}"
)
STYLE_HASH = "sha256-" + base64.b64encode(sha256(_STYLE.encode()).digest()).decode()
"""By which a browser knows that the style is ours."""

_OURS = ("privacy_page.bot", "privacy.what", "privacy_page.analysed", "privacy.who", "privacy_page.elsewhere")
_RIGHTS = "privacy_page.rights"


def page(
    business: str,
    own: Mapping[str, str],
    contact: str | None,
    language: str,
    languages: Sequence[str],
    render: Render,
    model: LanguageModelPlan | None = None,
) -> str:
    """The page in one of the ``languages``, with links to the others. ``own`` words, by language, go
    before ours. ``model``: what a language model is asked for, where there is one.

    No word in it can be markup, and it runs and fetches nothing.
    """

    def words(key: str, **values: str) -> str:
        return render(Line(key, {"business": business, **values}), language)

    ours = [words(key) for key in _OURS]
    said = own.get(language, "").split("\n\n") if language in own else ours
    if model is not None:
        said = [*said, *(words(key, host=model.host) for key in told_of(model))]
    said = [*said, words(_RIGHTS), *([words("privacy.contact", contact=contact)] if contact else [])]
    title = escape(words("privacy_page.title"))
    paragraphs = "".join(f'<p dir="auto">{escape(one.strip())}</p>' for one in said)
    return (
        f'<!doctype html><html lang="{escape(language)}" dir="{direction(language)}"><head>'
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body><main><h1>{title}</h1>"
        f"{paragraphs}</main>{_others(language, languages, render)}</body></html>\n"
    )


def _others(language: str, languages: Sequence[str], render: Render) -> str:
    links = "".join(
        f'<a href="?lang={escape(one)}" lang="{escape(one)}" hreflang="{escape(one)}">'
        f"{escape(render(Line(f'language.{one}'), language))}</a>"
        for one in languages
        if one != language
    )
    return f"<nav>{links}</nav>" if links else ""
