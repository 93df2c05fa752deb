"""``feedback-bot completion``: what a shell completes, made of the commands and options that there are."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.commands.options import OK

SHELLS = ("bash", "zsh", "fish")
_PROGRAM = "feedback-bot"


@dataclass(frozen=True, slots=True)
class Command:
    """One command: what is said of it, its options (with what is said of each), and words that it takes."""

    help: str
    options: Mapping[str, str]
    words: tuple[str, ...]


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument("shell", choices=SHELLS, help='for bash: eval "$(feedback-bot completion bash)"')
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status."""
    from bot.cli import parser

    script = {"bash": _bash, "zsh": _zsh, "fish": _fish}[options.shell]
    print(script(commands_of(parser())))
    return OK


def commands_of(parser: argparse.ArgumentParser) -> dict[str, Command]:
    """Every command by name, with the options of what stands under it."""
    found: dict[str, Command] = {}
    for choices in _under(parser):
        helps = {one.dest: one.help or "" for one in choices._choices_actions}  # no public way to these
        for name, command in choices.choices.items():
            found[name] = _command(helps.get(name, ""), command)
    return found


def _command(words: str, parser: argparse.ArgumentParser) -> Command:
    options: dict[str, str] = {}
    taken: list[str] = []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, under in action.choices.items():
                taken.append(name)
                inner = _command("", under)
                options.update(inner.options)
                taken.extend(inner.words)
        elif action.help == argparse.SUPPRESS:
            continue
        elif action.option_strings:
            longest = max(action.option_strings, key=len)
            options[longest] = (action.help or "").replace("%%", "%")
        elif action.choices is not None:
            taken.extend(str(choice) for choice in action.choices)
    return Command(words, options, tuple(dict.fromkeys(taken)))


def _under(parser: argparse.ArgumentParser) -> Iterator[argparse._SubParsersAction[argparse.ArgumentParser]]:
    yield from (one for one in parser._actions if isinstance(one, argparse._SubParsersAction))


def _bash(commands: Mapping[str, Command]) -> str:
    cases = "\n".join(
        f"    {name}) words={shlex.quote(' '.join([*one.words, *one.options]))} ;;"
        for name, one in commands.items()
    )
    return f"""\
_feedback_bot() {{
  local words="" typed="${{COMP_WORDS[COMP_CWORD]}}"
  if [ "$COMP_CWORD" -eq 1 ]; then
    words={shlex.quote(" ".join(commands))}
  else
    case "${{COMP_WORDS[1]}}" in
{cases}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$typed"))
}}
complete -o default -F _feedback_bot {_PROGRAM}"""


def _zsh(commands: Mapping[str, Command]) -> str:
    named = "\n".join(f"    {shlex.quote(f'{name}:{one.help}')}" for name, one in commands.items())
    cases = "\n".join(
        f"    {name}) compadd -- {' '.join([*one.words, *one.options])} ;;" for name, one in commands.items()
    )
    return f"""\
#compdef {_PROGRAM}
_feedback_bot() {{
  local -a commands
  commands=(
{named}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  case $words[2] in
{cases}
  esac
  _files
}}
compdef _feedback_bot {_PROGRAM}"""


def _fish(commands: Mapping[str, Command]) -> str:
    lines = []
    for name, one in commands.items():
        said = _fish_quoted(one.help)
        lines.append(f"complete -c {_PROGRAM} -n __fish_use_subcommand -f -a {name} -d {said}")
        under = f"complete -c {_PROGRAM} -n '__fish_seen_subcommand_from {name}'"
        if one.words:
            lines.append(f"{under} -a '{' '.join(one.words)}'")
        for option, words in one.options.items():
            lines.append(f"{under} -l {option.removeprefix('--')} -d {_fish_quoted(words)}")
    return "\n".join(lines)


def _fish_quoted(words: str) -> str:
    """In single quotes, where fish knows two escapes."""
    return "'" + words.replace("\\", "\\\\").replace("'", "\\'") + "'"
