"""``[language_model]``: where it is, what it is asked for, and that nobody listens on the way."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from bot.adapters.webhook.public import is_public
from bot.config.models import ConfigFile
from bot.config.places import Finding
from bot.core.language_model import LanguageModelPlan

_LOCAL_ENDS = (".localhost", ".local", ".internal", ".lan", ".home.arpa")


def plan_of(file: ConfigFile) -> LanguageModelPlan | None:
    """What may be asked, as the core needs it; None where nothing is switched on."""
    said = file.language_model
    return None if said is None else LanguageModelPlan(host_of(file) or "", frozenset(said.uses))


def host_of(file: ConfigFile) -> str | None:
    """Where what is asked goes to, for people to read."""
    said = file.language_model
    return None if said is None else urlsplit(said.url).hostname


def is_local(url: str) -> bool:
    """Whether the address is written as one of this machine or of the operator's own network.

    A name that leads there without saying so is no such address: it is seen when it is connected to.
    """
    host = urlsplit(url).hostname or ""
    try:
        ip_address(host)
    except ValueError:
        return "." not in host or host.endswith(_LOCAL_ENDS)
    return not is_public(host)


def findings(file: ConfigFile) -> Iterator[Finding]:
    """An address that words would be read on the way to, or a language that nobody asked about."""
    said = file.language_model
    if said is None:
        return
    here = ("language_model", "url")
    url = urlsplit(said.url)
    if url.scheme != "https" and not is_local(said.url):
        yield here, "words of customers go there: write https://, or an address of your own network"
