"""The only prose: one catalogue per language, for customers and for the team.

A text is a template with ``{placeholders}``, or a table of plural forms (``one``, ``other`` and whatever else
the language has) chosen by the value ``n``. A value may hold one wording per language (a survey's own texts
do). A name that is not known leaves no hole: it goes, with the comma before it. A brace that is meant is
written twice. The files are read by ``catalogues.py`` and filled by ``wording.py``; how a language counts,
and writes numbers and days, is in ``locales.py``.
"""

from __future__ import annotations

from bot.texts.catalogues import (
    CUSTOMERS,
    FOLDER,
    TEAM,
    catalogue,
    flat,
    shipped_languages,
    team_languages,
    texts_in,
)
from bot.texts.wording import OwnTexts, Wording, local

__all__ = [
    "CUSTOMERS",
    "FOLDER",
    "TEAM",
    "OwnTexts",
    "Wording",
    "catalogue",
    "flat",
    "local",
    "render",
    "shipped_languages",
    "team_languages",
    "texts_in",
]

render = Wording()
"""The shipped texts as they are."""
