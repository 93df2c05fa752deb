"""What a shell is told of commands and options is what there is."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest

from bot.cli import parser
from bot.commands import TABLE
from bot.commands.completion import SHELLS, commands_of
from tests.commands.asked import run


def completed(script: Path, *typed: str) -> list[str]:
    """What bash offers after these words."""
    words = " ".join(shlex.quote(one) for one in ("feedback-bot", *typed))
    told = f"source {shlex.quote(str(script))}; COMP_WORDS=({words}); COMP_CWORD={len(typed)}; "
    done = subprocess.run(
        ["bash", "-c", told + '_feedback_bot; echo "${COMPREPLY[@]}"'],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def test_bash_completes_commands_their_words_and_their_options(tmp_path: Path) -> None:
    script = tmp_path / "completion"
    script.write_text(run("completion", "bash").stdout, "utf-8")
    assert completed(script, "in") == ["init", "invite"]
    assert completed(script, "import", "p") == ["purchases"]
    assert completed(script, "import", "--dry") == ["--dry-run"]
    assert completed(script, "slack", "man") == ["manifest"]
    assert set(completed(script, "")) == set(TABLE)


@pytest.mark.parametrize("shell", SHELLS)
def test_every_command_and_option_is_in_the_script_of_every_shell(shell: str) -> None:
    script = run("completion", shell).stdout
    for name, command in commands_of(parser()).items():
        assert name in script
        for option in command.options:
            assert option.removeprefix("--") in script
    assert "SUPPRESS" not in script
