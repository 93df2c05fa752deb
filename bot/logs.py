"""Logs: for people on a terminal, JSON lines otherwise; without secrets and without customers' words.

Two rules are kept here, whoever logs and however:

* A secret given to ``redact`` never appears, in whatever form a library writes it: every line is masked
  after it is formatted, its traceback included.
* What customers and staff write is never logged, only ids. Values under the keys of ``PERSONAL_KEYS`` and
  the insides of objects are left out, and libraries speak from WARNING up: below that they print whole
  requests.

Modules log by ``logging.getLogger(__name__)`` or ``structlog.get_logger(__name__)``; both end here.
structlog is imported by ``configure`` only, so that ``--help`` need not wait for it.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Mapping, MutableMapping
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, TextIO
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from structlog.typing import Processor

MASK = "[secret]"
LEFT_OUT = "[not logged]"
OURS = ("bot", "handlers", "storage")
PERSONAL_KEYS = frozenset(
    {"text", "texts", "words", "comment", "body", "payload", "raw", "fields", "argument", "message"}
    | {"name", "sender_name", "customer_name", "owner_name", "email", "phone"}
)
_CHATTY = ("httpx", "httpcore")  # at INFO httpx prints the address of each request, and a bot token with it
_STRUCTLOGS_OWN = frozenset({"_record", "_from_structlog", "exc_info", "stack"})
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))} | {
    code: f"\\u{code:04x}"
    for code in (0x061C, *range(0x200E, 0x2010), *range(0x2028, 0x202F), *range(0x2066, 0x206A))
}

_forms: set[str] = set()  # every secret, in every form in which it may be written


def redact(*secrets: str) -> None:
    """From now on these appear as ``MASK``. An empty one is passed over."""
    for secret in filter(None, secrets):
        _forms.update({secret, quote(secret, safe=""), quote(secret), quote_plus(secret)})
        _forms.update({json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]})
        in_a_text_with_both_quotes = repr(f"'\"{secret}")[len("'\\'\"") : -1]
        _forms.update({repr(secret)[1:-1], in_a_text_with_both_quotes})


def masked(text: str) -> str:
    """The text without the secrets: for whatever is printed past the logs."""
    for form in sorted(_forms, key=len, reverse=True):  # a secret may hold another
        text = text.replace(form, MASK)
    return text


def configure(level: str = "INFO", stream: TextIO | None = None, *, human: bool | None = None) -> None:
    """Send all logs to ``stream`` (standard error), ours from ``level`` up, and nothing anywhere else.

    ``human`` true writes for people, false JSON; left out, it depends on whether ``stream`` is a terminal.
    Raises ValueError for an unknown level. May be called again.
    """
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)

    import structlog

    stream = sys.stderr if stream is None else stream
    human = stream.isatty() if human is None else human
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_MaskingFormatter(_formatter(human)))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())
    logging.captureWarnings(True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


class _MaskingFormatter(logging.Formatter):
    """Masks what another formatter has written, so that nothing written later can slip by."""

    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self._inner = inner

    def format(self, record: logging.LogRecord) -> str:
        return masked(self._inner.format(record))


def _shared() -> list[Processor]:
    """What happens to every entry, whether it comes by structlog or by ``logging``."""
    import structlog

    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        without_secrets_and_words,
    ]


def _formatter(human: bool) -> logging.Formatter:
    import structlog

    last: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if human:
        # Not the pretty one: it prints the local variables of every frame, and words and secrets with them.
        plain = structlog.dev.plain_traceback
        last.append(structlog.dev.ConsoleRenderer(exception_formatter=plain, sort_keys=False))
    else:
        json_line = structlog.processors.JSONRenderer(ensure_ascii=False)
        last += [structlog.processors.format_exc_info, _without_secrets_in_tracebacks, json_line]
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=_shared(), processors=last)


def without_secrets_and_words(
    _logger: object, _method: str, entry: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """A structlog processor: masks secrets, leaves out words, and makes control characters visible."""
    for key, value in entry.items():
        if key not in _STRUCTLOGS_OWN:
            entry[key] = LEFT_OUT if key in PERSONAL_KEYS else _safe(value)
    return entry


def _without_secrets_in_tracebacks(
    _logger: object, _method: str, entry: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Before JSON escapes once more what a traceback quotes already."""
    for key in ("exception", "stack"):
        if isinstance(entry.get(key), str):
            entry[key] = masked(entry[key])
    return entry


def _safe(value: object) -> object:
    """What may be shown of a value. Of an object only its type: its insides may hold anything."""
    if isinstance(value, str):
        return masked(value).translate(_CONTROLS)
    if value is None or isinstance(value, int | float | Decimal):
        return value
    if isinstance(value, date | time | timedelta | PurePath):
        return str(value)
    if isinstance(value, Mapping):
        return {
            str(_safe(key)): LEFT_OUT if key in PERSONAL_KEYS else _safe(one) for key, one in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [_safe(one) for one in value]
    return f"<{type(value).__name__}>"
