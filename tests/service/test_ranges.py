"""Parts of answers: the bytes that were asked for, and nothing else under the name of a part."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from service.conftest import PREFIXES, Client

LABELS = quote(f"{PREFIXES}SELECT ?s ?l {{ ?s rdfs:label ?l }} ORDER BY ?s ?l")
TABLE = f"/sparql?format=csv&query={LABELS}"
ADDRESSES = [TABLE, "/id/actor/lsn?format=nt", "/.well-known/void", "/graph-store?default", "/sitemap.xml"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_parts_put_together_are_the_whole(client: Client, address: str) -> None:
    whole = client.get(address)
    assert whole.headers["accept-ranges"] == "bytes"
    middle = len(whole.body) // 2
    first = client.get(address, Range=f"bytes=0-{middle - 1}")
    second = client.get(address, Range=f"bytes={middle}-")
    assert (first.status, second.status) == (206, 206)
    assert first.body + second.body == whole.body
    assert first.headers["content-range"] == f"bytes 0-{middle - 1}/{len(whole.body)}"
    assert client.get(address, Range="bytes=-7").body == whole.body[-7:]


def test_a_part_is_never_of_a_compressed_answer(client: Client) -> None:
    found = client.get(TABLE, Range="bytes=0-9", Accept_Encoding="gzip")
    assert (found.status, len(found.body)) == (206, 10)
    assert "content-encoding" not in found.headers


def test_head_tells_the_size(client: Client) -> None:
    head = client.ask("HEAD", TABLE)
    assert (head.body, head.headers["accept-ranges"]) == (b"", "bytes")
    assert int(head.headers["content-length"]) == len(client.get(TABLE).body)


def test_what_lies_beyond_the_end_is_refused_with_the_size(client: Client) -> None:
    size = len(client.get(TABLE).body)
    found = client.get(TABLE, Range=f"bytes={size}-")
    assert (found.status, found.headers["content-range"]) == (416, f"bytes */{size}")
    assert found.text == "Range Not Satisfiable\n"


@pytest.mark.parametrize(
    "wanted", ["bytes=5-2", "bytes=0-1,4-5", "lines=1-2", "bytes=a-", "bytes=-", "bytes=٣-٤", "x" * 5000]
)
def test_what_is_no_single_range_is_answered_whole(client: Client, wanted: str) -> None:
    found = client.get("/sitemap.xml", Range=wanted.encode().decode("latin-1"))
    assert (found.status, found.body) == (200, client.get("/sitemap.xml").body)


def test_a_weak_tag_does_not_tell_that_the_beginning_is_held(client: Client) -> None:
    first = client.get(TABLE, Range="bytes=0-9")
    assert client.get(TABLE, Range="bytes=10-19", If_Range=first.headers["etag"]).status == 200
    assert client.get(TABLE, Range="bytes=10-19", If_Range=first.headers["last-modified"]).status == 206


def test_what_is_another_each_time_has_no_parts(client: Client) -> None:
    found = client.get(f"/sparql?format=csv&query={quote('SELECT (RAND() AS ?x) {}')}", Range="bytes=0-1")
    assert found.status == 200
    assert "accept-ranges" not in found.headers
    assert client.get("/sparql?query=SELECT", Range="bytes=0-1").status == 400
