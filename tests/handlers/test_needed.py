"""What is analysed before anybody knows whose message it is."""

from __future__ import annotations

from dataclasses import replace

import handlers
from bot.core.events import MessageReceived
from tests.handlers.conftest import MAYA, World


def test_what_follows_a_no_is_analysed_in_whichever_language_it_is_said(world: World) -> None:
    languages = replace(world.settings, languages=("en", "de", "ar"))
    for said, followed in (
        ("no, the soup was great", "the soup was great"),
        ("nee, die Suppe war super", "die Suppe war super"),
        ("لا، الطعام كان رائعا", "الطعام كان رائعا"),
    ):
        event = MessageReceived(MAYA.platform, "m1", world.now, MAYA, said, None, None, (), None)
        assert handlers.needs_of(event, languages).texts == (said, followed)
