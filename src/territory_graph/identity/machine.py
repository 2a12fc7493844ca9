"""This machine: what listens where nobody else reaches it, and which pages were opened at it."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

LOOPBACK = ("localhost", "127.0.0.1", "::1")
"""Names of this machine for itself."""
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


def is_from_here(headers: Mapping[str, str]) -> bool:
    """Whether the page that connects was opened at this machine, by its own address, with nothing in between.

    A page of another site, a name that was made to lead here, and what a proxy passes on are not.
    """
    told = {name.lower(): value for name, value in headers.items()}
    host = told.get("host", "")
    if urlsplit(f"//{host}").hostname not in LOOPBACK or any(name in told for name in _FORWARDED):
        return False
    origin = told.get("origin")
    return origin is None or urlsplit(origin).netloc == host


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches what listens at a host.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0"), is_loopback("graph.example.org")
    (True, True, False, False)
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
