"""Which addresses are on the public internet, and a socket that connects to no other. No I/O of its own.

The address is looked at when the connection is made, so that a name which meant something else a moment ago,
or an address that is written as a number, gets no further.
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_ONE_MACHINE = IPv6Network("2000::/3")  # all that is given out of the new internet so far
_NEVER = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"), IPv6Network("3fff::/20"))
_ISATAP = frozenset({0x0000_5EFE, 0x0200_5EFE})  # https://www.rfc-editor.org/rfc/rfc5214#section-6.1
_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
_LOW_32_BITS = 0xFFFF_FFFF

AddressInfo = tuple[int, int, int, str, tuple[object, ...]]
"""(family, type, protocol, canonical name, socket address), as the standard library gives them."""


class NotPublic(OSError):
    """The address is not on the public internet."""


def is_public(address: str) -> bool:
    """Whether this is an address of one machine on the public internet, also of one behind a translator.

    Raises ValueError for what is no address.
    """
    found = ip_address(address)
    inner = _carried(found) if isinstance(found, IPv6Address) else None
    if inner is not None:
        return is_public(str(inner))
    is_special = any(found in network for network in _NEVER) or found.is_multicast
    return found.is_global and not is_special and (found.version == 4 or found in _ONE_MACHINE)


def _carried(address: IPv6Address) -> IPv4Address | None:
    """The address of the old internet that this one leads to."""
    if any(address in network for network in _NAT64):
        return IPv4Address(int(address) & _LOW_32_BITS)
    if int(address) >> 32 & _LOW_32_BITS in _ISATAP:
        return IPv4Address(int(address) & _LOW_32_BITS)
    return address.ipv4_mapped or address.sixtofour


def public_socket(info: AddressInfo) -> socket.socket:
    """A socket for this address. Raises NotPublic."""
    family, kind, protocol, _, address = info
    if not is_public(str(address[0])):
        raise NotPublic("this is no address on the public internet")
    return socket.socket(family, kind, protocol)
