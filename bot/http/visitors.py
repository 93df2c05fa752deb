"""Who is at the other end: the address that a visitor is counted by. Pure: addresses and headers come in.

A proxy of ours says in ``X-Forwarded-For`` who asked it, and is believed; anybody else may write there what
they like. Each proxy adds whom it heard at the end, so that the last who is no proxy of ours is the visitor.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network

HEADER = "X-Forwarded-For"
NEAR: tuple[Network, ...] = tuple(
    map(
        ip_network,
        (
            *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
            *("100.64.0.0/10", "169.254.0.0/16", "::1/128", "fc00::/7", "fe80::/10"),
        ),
    )
)
"""This machine and the networks behind it: a proxy there is ours."""

_SITE = 64  # bits of an IPv6 address that one customer of a provider has; the rest is theirs to choose


def visitor(peer: str | None, forwarded: Sequence[str], proxies: Iterable[Network] = ()) -> str | None:
    """By what a visitor is counted; None for who cannot be told from others behind a proxy, or is near.

    ``peer`` is who connected, None on a socket of this machine's own; ``forwarded`` are the values of the
    header, as they came; ``proxies`` are ours besides those that are near.
    """
    ours = (*NEAR, *proxies)
    hops = [hop.strip() for value in forwarded for hop in value.split(",")]
    if peer is not None:
        hops.append(peer)
    for hop in reversed(hops):
        address = _address(hop)
        if address is None:  # a proxy of ours that hides who it is
            return None
        if not any(address in network for network in ours):
            return _site(address)
    return None


def _address(raw: str) -> IPv4Address | IPv6Address | None:
    """An address, also with a port behind it as some proxies write it."""
    words = raw.strip('"')
    if words.startswith("["):
        words = words[1:].partition("]")[0]
    elif words.count(":") == 1:
        words = words.partition(":")[0]
    try:
        found = ip_address(words.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def _site(address: IPv4Address | IPv6Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    return str(IPv6Network((address, _SITE), strict=False))
