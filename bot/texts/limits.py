"""How long a text may be, so that every chat app shows it whole.

Slack cuts a button's label at 75 characters and Telegram's row of two shows about half of that on a phone; a
command's description has 256 on Telegram (https://core.telegram.org/bots/api#botcommand).
"""

from __future__ import annotations

import re

LABEL = 40
COMMAND = 256
ANYTHING = 1000

_LABELS = re.compile(
    r"survey\.(?:skip|done|decline|later|stop|revise|go_on|option|option_chosen)"
    r"|scale\.\w+\.(?:button|up|down)"
    r"|menu\.\w+|language\.[a-z]{2}"
    r"|playback\.(?:yes|no|stays)|playback\.meant\.\w+"
    r"|(?:start|forget|followup)\.(?:yes|no)"
    r"|feedback\.other|know\.(?:skip|answer\.\w+\.\w+)|quoting\.answer\.\w+|improve\.better\.\w+"
    r"|return\.(?:off|not_me)|home\.go_on|slack\.(?:form_submit|form_cancel|home_title)"
    r"|ui\.(?:cancel|send|submit|open_chat|write)"
)


def most_characters(key: str) -> int:
    """Of the customers' text by this key."""
    if key.startswith("command."):
        return COMMAND
    return LABEL if _LABELS.fullmatch(key) else ANYTHING
