"""Block Kit's pieces, each within its limit (docs.slack.dev, "Block Kit reference").

Words stand in rich text or in plain text, where Slack knows no markup: nothing that anybody wrote can
mention, link or format. Only the text beside the blocks is read as markup: that is what ``escaped`` and
``inert`` are for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from bot.texts.cutting import ELLIPSIS, cut

Block = dict[str, object]

MESSAGE_BLOCKS = 50
HOME_BLOCKS = 100
SECTION = 3000  # characters, as all below
HEADER = 150
LABEL = 75
VALUE = 2000
ALT_TEXT = 2000
TEXT = 4000
ELEMENTS = 25  # in one block of actions
IN_A_ROW = 6

# What msg_blocks_too_long counts is not documented: about 13,200 characters, and the containers count too
# (slackapi/bolt-js issues 2509 and 2867). The length as JSON is more than that, whatever it is.
ALL_BLOCKS = 13_000
_LEAST = 200  # a text is not cut below this to make room
_TEXT_MEMBERS = ("text", "alt_text")

_WORD_JOINER = "\N{WORD JOINER}"  # has no width, and markup beside it is none
_MARKUP = re.compile(r"[*_~`]|^(?=&gt;)|(?<=:)(?=[\w+-]+:)", re.MULTILINE)


def plain(text: str, most: int, *, emoji: bool = False) -> Block:
    """A plain text object; ``emoji`` lets ``:names:`` in it become pictures."""
    return {"type": "plain_text", "text": cut(text, most), "emoji": emoji}


def header(text: str) -> list[Block]:
    words = " ".join(text.split())
    return [{"type": "header", "text": plain(words, HEADER)}] if words else []


def section(text: str, accessory: Block | None = None) -> list[Block]:
    if not text.strip():
        return []
    block: Block = {"type": "section", "text": plain(text, SECTION)}
    return [block if accessory is None else {**block, "accessory": accessory}]


def context(*texts: str) -> list[Block]:
    """Small grey words, side by side."""
    elements = [plain(text, SECTION) for text in texts if text.strip()][:10]
    return [{"type": "context", "elements": elements}] if elements else []


def divider() -> list[Block]:
    return [{"type": "divider"}]


def said(text: str, *, bold: bool = False) -> list[Block]:
    """One element of rich text, cut by ``fitted``; nothing for nothing, which Slack refuses."""
    if not text.strip():
        return []
    element: Block = {"type": "text", "text": text}
    return [{**element, "style": {"bold": True}} if bold else element]


def mention(user: str) -> list[Block]:
    """One element of rich text that tells this person of it; only for one of the staff, by their id."""
    return [{"type": "user", "user_id": user}]


def link(url: str) -> list[Block]:
    """One element of rich text that can be clicked; only for an address of the business's own."""
    return [{"type": "link", "url": url, "text": url}]


def paragraph(*elements: Block) -> list[Block]:
    return [{"type": "rich_text_section", "elements": list(elements)}] if elements else []


def quote(text: str) -> list[Block]:
    words = said(text.strip())
    return [{"type": "rich_text_quote", "elements": words}] if words else []


def bullets(items: Sequence[str]) -> list[Block]:
    elements = [part for item in items for part in paragraph(*said(item))]
    return [{"type": "rich_text_list", "style": "bullet", "elements": elements}] if elements else []


def rich(*parts: Block) -> list[Block]:
    return [{"type": "rich_text", "elements": list(parts)}] if parts else []


def picture(file_id: str, alt: str) -> Block:
    return {"type": "image", "slack_file": {"id": file_id}, "alt_text": cut(alt, ALT_TEXT) or ELLIPSIS}


def button(label: str, data: str, action_id: str, emphasis: str = "") -> Block:
    """``data`` comes back as the value when it is pressed."""
    element: Block = {
        "type": "button",
        "text": plain(label.strip() or ELLIPSIS, LABEL, emoji=True),
        "action_id": action_id,
        "value": data[:VALUE],
    }
    return {**element, "style": "primary"} if emphasis == "primary" else element


def in_rows(buttons: Sequence[Block]) -> list[list[Block]]:
    """Rows of at most six, as even as can be: 0 to 10 stand in six and five."""
    rows = -(-len(buttons) // IN_A_ROW)
    if rows == 0:
        return []
    least, longer = divmod(len(buttons), rows)
    starts = [row * least + min(row, longer) for row in range(rows + 1)]
    return [list(buttons[start:end]) for start, end in pairwise(starts)]


def actions(buttons: Sequence[Block]) -> list[Block]:
    return [{"type": "actions", "elements": row} for row in in_rows(buttons)]


# --- the text beside the blocks


def escaped(text: str) -> str:
    """The three characters that Slack reads as its own, as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def inert(text: str) -> str:
    """Escaped, and nothing in it is bold, struck, code, a quotation or an emoji's name."""
    return _MARKUP.sub(lambda found: _WORD_JOINER + found.group(), escaped(text))


def beside(text: str, *, formats: bool) -> str:
    """The text for notifications, or (``formats``) the text that stands alone, cut to what Slack advises."""
    write = inert if formats else escaped
    return write(cut(text, TEXT, lambda part: len(write(part))))


# --- all blocks together


def fitted(
    blocks: Sequence[Block], most: int, keep: Sequence[Block] = (), more: Sequence[Block] = ()
) -> list[Block]:
    """The blocks with ``keep`` behind them, at most ``most``, and short enough together for Slack.

    The longest texts are cut first; where that is not enough, blocks go from the end. ``more`` stands where
    something had to go. The texts are cut in the blocks that are given.
    """
    is_long = any(len(text) > SECTION for _, _, text in _texts(blocks))
    if not is_long and len(blocks) + len(keep) <= most and size([*blocks, *keep]) <= ALL_BLOCKS:
        return [*blocks, *keep]
    shown = list(blocks[: most - len(keep) - len(more)])
    while shown:
        texts = list(_texts(shown))
        level = _level([len(text) for _, _, text in texts], size([*shown, *more, *keep]) - ALL_BLOCKS)
        if level >= _LEAST:
            for holder, member, text in texts:
                holder[member] = cut(text, level)
            break
        shown.pop()
    return [*shown, *more, *keep]


def _level(lengths: Sequence[int], excess: int) -> int:
    """The most characters that every text may have so that ``excess`` of them go; none can: below 0."""
    low, high = -1, SECTION
    while low < high:
        middle = (low + high + 1) // 2
        if sum(max(0, length - middle) for length in lengths) >= excess:
            low = middle
        else:
            high = middle - 1
    return low


def size(blocks: Sequence[Block]) -> int:
    return len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))


def _texts(piece: object) -> Iterator[tuple[dict[str, object], str, str]]:
    """Every text with what holds it and under which name."""
    if isinstance(piece, dict):
        for member in _TEXT_MEMBERS:
            if isinstance(text := piece.get(member), str):
                yield piece, member, text
        yield from _texts(list(piece.values()))
    elif isinstance(piece, Sequence) and not isinstance(piece, str):
        for part in piece:
            yield from _texts(part)


def spoken(blocks: Sequence[Mapping[str, object]]) -> str:
    """All words of the blocks, line by line: for the text that stands alone."""
    return "\n".join(text for _, _, text in _texts([dict(block) for block in blocks]))
