"""How ``feedback-bot init`` asks: on a terminal; else the options and the environment have to say it."""

from __future__ import annotations

import os
from collections.abc import Callable
from getpass import getpass
from pathlib import Path

from bot.config.starting import VARIABLES, token_problem
from bot.core.errors import OperatorError

Check = Callable[[str], str | None]
"""From what was said to what is wrong with it; None for nothing."""


class Asker:
    """Takes what an option says, else asks; what is wrong is told and asked again, or refused at the end."""

    def __init__(self, *, is_asked: bool) -> None:
        self.is_asked = is_asked
        self.problems: list[str] = []

    def text(
        self,
        said: str | None,
        option: str,
        words: str,
        check: Check,
        default: str | None = None,
        *,
        meant: Callable[[str], str] = str,
    ) -> str:
        """What was said, checked. Where nobody can be asked, what is wrong is kept among the problems.

        ``meant``: what somebody who typed this means by it.
        """
        if said is not None or not self.is_asked:
            return self._given(said if said is not None else default, option, check)
        mark = "" if words.endswith("?") else ":"
        shown = f"{words} [{default}]{mark} " if default else f"{words}{mark} "
        while True:
            typed = meant(input(shown).strip()) or (default or "")
            if (problem := check(typed)) is None:
                return typed
            print(f"  {problem}")

    def yes(self, words: str) -> bool:
        """Whether it is so; yes, where they only press Enter."""
        return not input(f"{words} [Y/n] ").strip().lower().startswith("n")

    def secret(self, key: str, words: str) -> tuple[str, str]:
        """A token, and ``env`` or "" for where it is from."""
        variable, check = VARIABLES[key], token_problem(key)
        if found := os.environ.get(variable, ""):
            if problem := check(found):
                self.problems.append(f"{variable}: {problem}")
            return found, "env"
        if not self.is_asked:
            self.problems.append(f"{variable}: the environment has no such variable; it holds the token")
            return "", "env"
        while True:
            typed = getpass(f"{words} (is not shown): ").strip()
            if (problem := check(typed)) is None:
                return typed, ""
            print(f"  {problem}")

    def settle(self) -> None:
        """Raises OperatorError with everything that is missing or wrong."""
        if self.problems:
            raise OperatorError("\n".join(self.problems))

    def _given(self, said: str | None, option: str, check: Check) -> str:
        if said is None:
            self.problems.append(f"{option} is missing; on a terminal it would be asked")
            return ""
        if problem := check(said):
            self.problems.append(f"{option}: {problem}")
        return said


def machine_zone() -> str:
    """The time zone of this machine, as far as it says."""
    named = os.environ.get("TZ", "").removeprefix(":")
    link = Path("/etc/localtime")
    if not named and link.is_symlink():
        named = str(link.resolve()).partition("/zoneinfo/")[2]
    return named or "UTC"
