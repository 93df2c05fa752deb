"""``feedback-bot health``: how the bot is that runs on this machine; for health checks and for people."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from bot.commands.options import FAILED, OK, config_option

if TYPE_CHECKING:
    from bot.config import Config

_PATIENCE_S = 8.0


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    config_option(parser)
    parser.add_argument("--url", metavar="URL", help="where it runs, instead of what the configuration says")
    parser.add_argument(
        "--alive", action="store_true", help="ask only whether the process lives, not whether all works"
    )
    parser.add_argument("--json", action="store_true", help="what it answered, as one JSON object")
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status: 0 while all is well, else 1."""
    url = options.url or _url(options)
    status, said = _ask(f"{url.rstrip('/')}{'/healthz' if options.alive else '/readyz'}")
    if options.json:
        print(json.dumps(said, indent=2, ensure_ascii=False))
    else:
        print("\n".join(_lines(said)))
    return OK if status == 200 else FAILED


def _url(options: argparse.Namespace) -> str:
    from bot import config

    return local_url(config.load(options.config))


def local_url(loaded: Config) -> str:
    """Where the bot with this configuration is found from this machine."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(loaded.http.host, loaded.http.host)  # noqa: S104 - compared with
    return f"http://{f'[{host}]' if ':' in host and not host.startswith('[') else host}:{loaded.http.port}"


def _ask(url: str) -> tuple[int, Mapping[str, object]]:
    """The status and what was answered. Status 0: nothing that is ours did."""
    from http.client import HTTPException
    from urllib.error import HTTPError
    from urllib.request import ProxyHandler, build_opener

    from bot.core.errors import OperatorError

    if not url.startswith(("http://", "https://")):
        raise OperatorError("--url begins with http:// or https://")
    try:
        # Not by a proxy that the environment names: it is this machine that is asked about.
        with build_opener(ProxyHandler({})).open(url, timeout=_PATIENCE_S) as answer:
            return answer.status, json.load(answer)
    except HTTPError as error:
        with error:
            try:
                return error.code, json.load(error)
            except ValueError:
                return error.code, {"status": f"answered {error.code}: this is not feedback-bot"}
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        words = getattr(reason, "strerror", None) or "it does not answer"
        return 0, {"status": f"not running at {url.rpartition('/')[0]} ({words})"}


def _lines(said: Mapping[str, object]) -> Iterator[str]:
    """The status, then whatever is the matter."""
    yield str(said.get("status", "?"))
    for name, words in _part(said, "checks").items():
        if words != "ok":
            yield f"  {name}: {words}"
    if problem := _part(said, "intake").get("problem"):
        yield f"  intake: {problem}"
    for name, state in _part(said, "platforms").items():
        if isinstance(state, Mapping) and state.get("problem"):
            yield f"  {name}: {state['problem']}"


def _part(said: Mapping[str, object], name: str) -> Mapping[str, object]:
    part = said.get(name)
    return part if isinstance(part, Mapping) else {}
