"""What was written → an event. Pure.

A message that begins with a mention of us is a command; Slack tells of it twice, as a message and as a
mention, and both make the same event under the same key. Of what is written in rooms only commands and the
threads matter to us.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from bot.adapters.slack.places import PLATFORM, Ours, place, thread_of
from bot.adapters.slack.untrusted import ID, TS, Json, clean, listed, matching, member, text
from bot.adapters.slack.wording import emoji_in, mention_at_start, seen
from bot.core.events import CommandGiven, MessageEdited, MessageReceived
from bot.core.evidence import Evidence, EvidenceKind

CUSTOMER_COMMANDS = (
    *("start", "feedback", "stop", "language", "name", "connect"),
    *("privacy", "mydata", "mine", "forget", "about", "help"),
    *("whoami", "claim"),
)
STAFF_COMMANDS = (
    *("take", "release", "reply", "note", "resolve", "handover", "dismiss", "undo", "mute"),
    *("ask", "why", "customer", "observe", "tryit", "duty"),
    *("believe", "expect", "guess", "book"),
    "here",
)
DIGEST = "digest"

_SUBTYPES = (None, "file_share", "thread_broadcast", "me_message")
_SLACKBOT = "USLACKBOT"
_COMMAND = re.compile(r"/?([A-Za-z][A-Za-z0-9_-]{0,31})(?:\s+(.*))?", re.DOTALL)
_KINDS = {"audio": EvidenceKind.VOICE, "video": EvidenceKind.VIDEO, "image": EvidenceKind.PHOTO}


def message(event: Json, ours: Ours, at: datetime) -> MessageReceived | MessageEdited | CommandGiven | None:
    """The event that a message or a mention means, None where it means none to us."""
    if event.get("subtype") == "message_changed":
        return _edited(event, ours, at)
    if event.get("subtype") not in _SUBTYPES or _is_a_bots(event, ours):
        return None
    channel, user, ts = matching(event, "channel", ID), matching(event, "user", ID), matching(event, "ts", TS)
    address, key, answers = place(ours, channel, user), f"{channel}/{ts}", thread_of(event, channel, ts)
    words, is_addressed = _words(event, ours)
    if is_addressed and (address.room or _is_command(words)):
        name, argument = command(words)
        return CommandGiven(PLATFORM, key, at, address, name, argument, answers=answers)
    evidence = _evidence(event)
    if (address.room and answers is None) or not (words or evidence):
        return None
    return MessageReceived(
        PLATFORM, key, _written_at(ts, at), address, words, evidence=evidence, answers=answers
    )


def _written_at(ts: str, arrived_at: datetime) -> datetime:
    """When Slack took the message, which may arrive long after; a clock ahead of ours counts as ours.

    A message's ``ts`` begins with the seconds since 1970: https://docs.slack.dev/reference/events/message
    """
    try:
        return min(datetime.fromtimestamp(int(ts.partition(".")[0]), UTC), arrived_at)
    except (OverflowError, OSError, ValueError):
        return arrived_at


def command(words: str) -> tuple[str, str]:
    """Name and argument of what follows a mention or a slash command; without a name it asks for help."""
    found = _COMMAND.fullmatch(words.strip())
    if found is None:
        return "help", words.strip()
    return found[1].lower(), (found[2] or "").strip()


def _edited(event: Json, ours: Ours, at: datetime) -> MessageEdited | None:
    """A link that was unfurled changes a message too; somebody's edit carries a mark."""
    changed, before = member(event, "message"), event.get("previous_message")
    mark = changed.get("edited")
    if not isinstance(mark, dict) or _is_a_bots(changed, ours):
        return None
    if isinstance(before, dict) and before.get("text") == changed.get("text"):
        return None
    channel, user = matching(event, "channel", ID), matching(changed, "user", ID)
    ts, edit = matching(changed, "ts", TS), matching(mark, "ts", TS)
    address = place(ours, channel, user)
    words, is_addressed = _words(changed, ours)
    if address.room and (is_addressed or thread_of(changed, channel, ts) is None):
        return None
    original = f"{channel}/{ts}"
    return MessageEdited(PLATFORM, f"{original}/edit/{edit}", at, address, words, original)


def _words(message: Json, ours: Ours) -> tuple[str, bool]:
    """What was read on the screen, without the mention of us that it began with, if it did."""
    raw = text(message, "text")
    addressed = mention_at_start(raw, ours.bot_user)
    shown = seen(raw if addressed is None else addressed, ours.names, emoji_in(message.get("blocks")))
    return clean(shown).strip(), addressed is not None


def _is_a_bots(message: Json, ours: Ours) -> bool:
    """Ours or another's: no bot is a customer, and none of ours is to answer itself."""
    if message.get("bot_id") or message.get("bot_profile"):
        return True
    user = message.get("user")
    return isinstance(user, str) and user in (ours.bot_user, _SLACKBOT)


def _is_command(words: str) -> bool:
    """In a private chat only words that are a command are one: the rest is what a customer says to us."""
    return not words or command(words)[0] in (*CUSTOMER_COMMANDS, *STAFF_COMMANDS, DIGEST)


def _evidence(message: Json) -> tuple[Evidence, ...]:
    files, bare = listed(message.get("files")), listed(message.get("x_files"))
    known = [(file.get("id"), _kind(file)) for file in files if isinstance(file, dict)]
    known += [(id, EvidenceKind.FILE) for id in bare]  # where the app may not read files
    named = [(id, kind) for id, kind in known if isinstance(id, str) and ID.fullmatch(id)]
    return tuple(Evidence(kind, id, PLATFORM) for id, kind in named)


def _kind(file: Json) -> EvidenceKind:
    """A clip recorded in Slack says so in its subtype, whatever it is encoded as."""
    if file.get("subtype") == "slack_audio":
        return EvidenceKind.VOICE
    return _KINDS.get(str(file.get("mimetype")).partition("/")[0], EvidenceKind.FILE)
