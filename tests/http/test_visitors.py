"""By what a visitor is counted: a proxy of ours is believed, and nobody else."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from bot.http.visitors import visitor

CDN = (ip_network("203.0.113.0/24"),)


@pytest.mark.parametrize(
    ("peer", "forwarded", "counted"),
    [
        ("8.8.8.8", [], "8.8.8.8"),
        ("8.8.8.8", ["1.1.1.1"], "8.8.8.8"),  # anybody may claim to be somebody else
        ("127.0.0.1", ["1.1.1.1"], "1.1.1.1"),
        ("127.0.0.1", ["9.9.9.9, 1.1.1.1"], "1.1.1.1"),  # what the visitor claimed stands before
        ("127.0.0.1", ["9.9.9.9", "1.1.1.1"], "1.1.1.1"),
        ("172.18.0.2", ["1.1.1.1, 10.0.0.5"], "1.1.1.1"),
        ("203.0.113.9", ["1.1.1.1"], "1.1.1.1"),
        ("203.0.113.9", ["1.1.1.1, 203.0.113.8"], "1.1.1.1"),
        ("127.0.0.1", ["1.1.1.1:4711"], "1.1.1.1"),
        ("127.0.0.1", ['"[2606:4700::1]:443"'], "2606:4700::/64"),
        ("2606:4700:0:0:aaaa::1", [], "2606:4700::/64"),  # a whole house has one
        ("::ffff:8.8.8.8", [], "8.8.8.8"),
        ("127.0.0.1", [], None),
        ("::1", [], None),
        ("fe80::1%eth0", [], None),
        (None, [], None),
        (None, ["1.1.1.1"], "1.1.1.1"),
        ("127.0.0.1", ["unknown"], None),
        ("127.0.0.1", ["1.1.1.1, _hidden"], None),
        ("127.0.0.1", [""], None),
    ],
)
def test_a_visitor_is_who_the_last_proxy_of_ours_heard(
    peer: str | None, forwarded: list[str], counted: str | None
) -> None:
    assert visitor(peer, forwarded, CDN) == counted
