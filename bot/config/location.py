"""Where each key of a TOML text stands.

``tomllib`` says what a file means but not on which line, and a problem without its line is half a
message. This walks over a text that ``tomllib`` has accepted and notes the line of every table header,
key and array element. It checks nothing: on a text that is not TOML it notes what it can and never raises.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping

KeyPath = tuple[str | int, ...]
"""Keys and 0-based array indexes from the top: ``("touchpoint", 0, "survey")``."""

_MAX_DEPTH = 60  # of nested arrays and inline tables; what lies deeper takes the line of what holds it

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_TO_LINE_END = re.compile(r"[^\n]*")
_STRING = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}'
    r"|'''(?:[^']|'(?!''))*'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_PLAIN_VALUE = re.compile(r"[^,\]}\n#]*")


def locate(text: str) -> dict[KeyPath, int]:
    """The 1-based line of every table, key and array element, by its path."""
    return _Walk(text).lines()


def line_of(lines: Mapping[KeyPath, int], path: KeyPath) -> int:
    """The line of this key, or of the nearest thing around it that stands in the text; else 1."""
    return next((lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in lines), 1)


class _Walk:
    """One pass over one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line_ends = [found.start() for found in re.finditer("\n", text)]
        self._lines: dict[KeyPath, int] = {}
        self._tables: dict[KeyPath, int] = {}  # array of tables → how many of it so far

    def lines(self) -> dict[KeyPath, int]:
        table: KeyPath = ()
        self._skip(_BLANK)
        while self._at < len(self._text):
            if self._text.startswith("[", self._at):
                table = self._header()
            else:
                self._pair(table, 0)
            self._skip(_TO_LINE_END)
            self._skip(_BLANK)
        return self._lines

    def _skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        if found is None:
            return ""
        self._at = found.end()
        return found[0]

    def _take(self, mark: str) -> bool:
        if not self._text.startswith(mark, self._at):
            return False
        self._at += len(mark)
        return True

    def _note(self, path: KeyPath, at: int) -> None:
        self._lines.setdefault(path, bisect_right(self._line_ends, at - 1) + 1)

    def _header(self) -> KeyPath:
        """``[a.b]`` or ``[[a.b]]``; the way leads through the latest element of every array of tables."""
        start = self._at
        is_array = self._take("[[")
        if not is_array:
            self._take("[")
        path: KeyPath = ()
        keys = self._key()
        for place, key in enumerate(keys, 1):
            path = (*path, key)
            self._note(path, start)
            if is_array and place == len(keys):
                self._tables[path] = self._tables.get(path, 0) + 1
            if path in self._tables:
                path = (*path, self._tables[path] - 1)
                self._note(path, start)
        return path

    def _key(self) -> list[str]:
        """A bare, quoted or dotted key; nothing where none stands."""
        keys: list[str] = []
        while True:
            self._skip(_SPACE)
            if quoted := self._skip(_STRING):
                keys.append(_unquoted(quoted))
            elif bare := self._skip(_BARE_KEY):
                keys.append(bare)
            else:
                return keys
            self._skip(_SPACE)
            if not self._take("."):
                return keys

    def _pair(self, table: KeyPath, depth: int) -> bool:
        """``key = value``. False where none stands."""
        start = self._at
        path = table
        for key in self._key():
            path = (*path, key)
            self._note(path, start)
        self._skip(_SPACE)
        if path == table or not self._take("="):
            return False
        self._skip(_SPACE)
        self._value(path, depth)
        return True

    def _value(self, path: KeyPath, depth: int) -> None:
        if depth < _MAX_DEPTH and self._take("["):
            self._array(path, depth + 1)
        elif depth < _MAX_DEPTH and self._take("{"):
            self._inline_table(path, depth + 1)
        elif not self._skip(_STRING):
            self._skip(_PLAIN_VALUE)

    def _array(self, path: KeyPath, depth: int) -> None:
        place = 0
        self._skip(_BLANK)
        while self._at < len(self._text) and not self._take("]"):
            self._note((*path, place), self._at)
            start = self._at
            self._value((*path, place), depth)
            self._skip(_BLANK)
            place += self._take(",")
            self._skip(_BLANK)
            if self._at == start:
                return

    def _inline_table(self, path: KeyPath, depth: int) -> None:
        self._skip(_BLANK)
        while self._at < len(self._text) and not self._take("}"):
            if not self._pair(path, depth):
                return
            self._skip(_BLANK)
            self._take(",")
            self._skip(_BLANK)


def _unquoted(key: str) -> str:
    """What a quoted key says, its escapes read."""
    try:
        return str(tomllib.loads(f"key = {key}")["key"])
    except tomllib.TOMLDecodeError:
        return key
