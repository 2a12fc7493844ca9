"""Clients: who asks, as limits and budgets tell them apart: by address alone, which no header of a request changes."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.requests import Request
from starlette.types import Scope

NOBODY = "unknown"
"""The client of a connection whose address is not known, such as one over a Unix socket."""
_NETWORK = 64  # bits: whoever has one IPv6 address has the whole network of it


@lru_cache(maxsize=4_096)  # one client asks many times, and reading its address takes longer than much else
def client_of(host: str | None) -> str:
    """The client at an address: itself for IPv4, the /64 network around it for IPv6 (RFC 6177).

    >>> client_of("192.0.2.7"), client_of("2001:db8::1:2"), client_of("::ffff:192.0.2.7"), client_of(None)
    ('192.0.2.7', '2001:db8::/64', '192.0.2.7', 'unknown')
    """
    if not host:
        return NOBODY
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:  # a name, as some test clients and sockets have
        return host[:100]
    if not isinstance(address, IPv6Address):
        return str(address)
    mapped = address.ipv4_mapped
    return str(mapped) if mapped else str(ip_network((int(address), _NETWORK), strict=False))


async def until_gone(request: Request) -> None:
    """Returns once the client of a request, whose body is read, has left."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def client_at(scope: Scope) -> str:
    """The client at the other end of a connection."""
    return client_of(scope["client"][0] if scope.get("client") else None)
