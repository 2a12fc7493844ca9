"""A query in an address: as it is when short, deflated and in base64url when long, refused when longer still."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from territory_graph.errors import BrokenLinkError, QueryTooLongError
from territory_graph.store.harmless import LARGEST

PLAIN, PACKED = "query", "z"
LONGEST_PLAIN = 1_500
LONGEST = 6_000
"""Characters that the parameters of an address may have: servers and mail programs cut what is longer."""


def address_if_any(query: str) -> dict[str, str]:
    """The parameters of the address that opens a query; none where no address can hold it."""
    try:
        return address_of(query)
    except QueryTooLongError:
        return {}


def address_of(query: str) -> dict[str, str]:
    """The parameters of the address that opens a query, its text where that is short enough to be read there.

    Raises:
        QueryTooLongError: no address can hold it.

    >>> address_of("ASK {}")
    {'query': 'ASK {}'}
    """
    if len(quote(query, safe="")) <= LONGEST_PLAIN:
        return {PLAIN: query}
    shorter = {PACKED: packed(query)}
    length = len(urlencode(shorter))
    if length > LONGEST:
        raise QueryTooLongError(length=length, most=LONGEST)
    return shorter


def holds_query(parameters: Mapping[str, str]) -> bool:
    """Whether an address holds a query, be it one that cannot be read."""
    return PLAIN in parameters or PACKED in parameters


def query_of(parameters: Mapping[str, str]) -> str | None:
    """The query that an address holds, None where it holds none.

    Raises:
        BrokenLinkError: what it holds is no query that was packed here.
    """
    if PACKED in parameters:
        return unpacked(parameters[PACKED])
    return parameters.get(PLAIN) or None


def packed(text: str) -> str:
    """A text deflated, in base64url: what an address holds of it."""
    deflated = zlib.compress(text.encode("utf-8", "replace"), 9, wbits=-15)
    return base64.urlsafe_b64encode(deflated).rstrip(b"=").decode("ascii")


def unpacked(text: str) -> str:
    """The text again; never more of it than a query may have, whatever was packed.

    Raises:
        BrokenLinkError: it is no text that was packed here.
    """
    try:
        deflated = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
        inflater = zlib.decompressobj(wbits=-15)
        found = inflater.decompress(deflated, LARGEST + 1)
        if len(found) > LARGEST or not inflater.eof:
            raise BrokenLinkError
        return found.decode("utf-8")
    except (ValueError, binascii.Error, zlib.error) as error:
        raise BrokenLinkError from error
