"""``[webhooks.NAME]``: which programs are told of responses and cases, where, and signed with what."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from bot.adapters.webhook.public import is_public
from bot.config.models import ConfigFile
from bot.config.places import Finding
from bot.config.shops import is_signing_key
from bot.core.settings import Webhook

_KEY = (
    "this is not base64 of 24 bytes or more behind whsec_; make one with: "
    'printf "whsec_%s\\n" "$(openssl rand -base64 32)"'
)
_PRIVATE = "this is not on the public internet; add allow_private = true if that is meant"


def webhooks_of(file: ConfigFile) -> tuple[Webhook, ...]:
    """Who is told, as the core needs it."""
    return tuple(Webhook(name, frozenset(said.events)) for name, said in file.webhooks.items())


def findings(file: ConfigFile) -> Iterator[Finding]:
    """An address that nothing would be sent to, or a secret that nothing can be signed with."""
    for name, said in file.webhooks.items():
        here = ("webhooks", name)
        url = urlsplit(said.url)
        if not said.allow_private:
            if url.scheme != "https":
                yield (*here, "url"), "only https:// is sent to, unless allow_private = true"
            elif _is_private(url.hostname or ""):
                yield (*here, "url"), _PRIVATE
        for secret in said.secret:
            if not is_signing_key(secret.reveal()):
                yield (*here, "secret"), _KEY


def _is_private(host: str) -> bool:
    """Whether the address itself says so; what a name leads to is seen when it is connected to."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return not is_public(host)
    except ValueError:
        return False
