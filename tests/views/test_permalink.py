"""A query in an address comes back as it was, or is refused with the reason."""

from __future__ import annotations

import base64
import random
import string
import zlib
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory_graph.errors import BrokenLinkError, QueryTooLongError
from territory_graph.store.harmless import LARGEST
from territory_graph.views.permalink import LONGEST, address_of, query_of

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=3_000)


@given(TEXT)
def test_a_query_comes_back_whole(query: str) -> None:
    try:
        address = address_of(query)
    except QueryTooLongError:
        return
    assert query_of(address) == query
    assert len(urlencode(address)) <= LONGEST + len("query=")


def test_a_short_query_can_be_read_in_the_address() -> None:
    assert address_of("SELECT * { ?s ?p ?o }") == {"query": "SELECT * { ?s ?p ?o }"}


def test_a_long_query_is_packed() -> None:
    query = "SELECT * { " + "?s ?p ?o . " * 1_000 + "}"
    address = address_of(query)
    assert list(address) == ["z"]
    assert len(address["z"]) < 200
    assert query_of(address) == query


def test_a_query_that_no_address_holds_is_refused_with_its_length() -> None:
    letters = random.Random(1).choices(string.ascii_letters, k=20_000)
    with pytest.raises(QueryTooLongError) as error:
        address_of("".join(letters))
    assert error.value.fields["length"] > error.value.fields["most"]


def test_an_address_without_a_query_holds_none() -> None:
    assert query_of({"lang": "en"}) is None
    assert query_of({"query": ""}) is None


def packed(text: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(text, 9, wbits=-15)).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "text",
    ["", "!", "é", "AAAA", "abc def", packed(b"ASK {}")[:-4], packed(b"\xff\xfe"), packed(b" " * (LARGEST + 1))],
)
def test_a_cut_or_changed_link_is_said_to_be_broken(text: str) -> None:
    with pytest.raises(BrokenLinkError):
        query_of({"z": text})


@given(st.text(max_size=200))
def test_no_text_in_an_address_breaks_more_than_the_link(text: str) -> None:
    try:
        query_of({"z": text})
    except BrokenLinkError:
        return


def test_a_link_that_would_unpack_to_gigabytes_unpacks_to_nothing() -> None:
    packer = zlib.compressobj(9, wbits=-15)
    body = b"".join(packer.compress(b" " * 1_000_000) for _ in range(100)) + packer.flush()
    with pytest.raises(BrokenLinkError):
        query_of({"z": base64.urlsafe_b64encode(body).decode()})
