"""Answers that caches may keep until the data change, and refusals in plain text."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import Response

from territory_graph.service.responses import cacheable, entity_tag, http_date, is_fresh, plain_error

BUILT = datetime(2021, 5, 12, 10, 30, 0, 999_999, tzinfo=UTC)
LAST_MODIFIED = "Wed, 12 May 2021 10:30:00 GMT"


def asked(method: str = "GET", **headers: str) -> Request:
    lines = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    return Request({"type": "http", "method": method, "headers": lines})


def answered(request: Request, body: bytes = b"<a> <b> <c> .") -> Response:
    return cacheable(request, body, "text/turtle", version="v1", modified=BUILT, headers={"Vary": "Accept"})


TAG = answered(asked()).headers["etag"]


def test_an_answer_carries_what_a_cache_needs() -> None:
    response = answered(asked())
    assert response.status_code == 200
    assert response.body == b"<a> <b> <c> ."
    assert response.headers["content-type"].startswith("text/turtle")
    assert response.headers["last-modified"] == LAST_MODIFIED
    assert response.headers["cache-control"] == "no-cache"
    assert response.headers["vary"] == "Accept, Accept-Encoding"
    assert TAG.startswith('W/"v1-')


def test_anybody_may_read_it_without_credentials() -> None:
    headers = answered(asked()).headers
    assert headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in headers


def test_the_tag_tells_apart_data_bodies_and_forms() -> None:
    tags = {
        entity_tag(version, body, kind)
        for version in ("v1", "v2")
        for body in (b"x", b"y")
        for kind in ("text/turtle", "application/n-triples")
    }
    assert len(tags) == 8
    assert entity_tag("v1", b"x", "text/turtle") in tags


def test_head_tells_the_length_and_sends_nothing() -> None:
    whole, head = answered(asked()), answered(asked("HEAD"))
    assert head.body == b""
    assert dict(head.headers) == dict(whole.headers)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("held", [TAG, TAG.removeprefix("W/"), f'"other", {TAG}', f"{TAG},", "*"])
def test_what_is_held_already_is_not_sent_again(held: str, method: str) -> None:
    response = answered(asked(method, if_none_match=held))
    assert response.status_code == 304
    assert response.body == b""
    assert response.headers["etag"] == TAG
    assert response.headers["vary"] == "Accept, Accept-Encoding"
    assert response.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("held", ['"other"', 'W/"v1"', "garbage", TAG[:-2]])
def test_another_tag_is_answered_in_full_whatever_the_date(held: str) -> None:
    assert answered(asked(if_none_match=held, if_modified_since=LAST_MODIFIED)).status_code == 200


@pytest.mark.parametrize(
    ("since", "status"),
    [
        (LAST_MODIFIED, 304),
        ("Wed, 12 May 2021 12:30:00 +0200", 304),
        ("Thu, 13 May 2021 00:00:00 GMT", 304),
        ("Wed, 12 May 2021 10:29:59 GMT", 200),
        ("yesterday", 200),
        ("", 200),
        ("Wed, 99 May 2021 10:29:59 GMT", 200),
        ("Wed, 12 May 99999999999 10:29:59 GMT", 200),
    ],
)
def test_without_a_tag_the_date_decides(since: str, status: int) -> None:
    assert answered(asked(if_modified_since=since)).status_code == status


def test_a_request_that_writes_is_never_fresh() -> None:
    assert not is_fresh(asked("POST", if_none_match="*"), TAG, BUILT)


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip", True),
        ("gzip, deflate, br", True),
        ("br;q=1.0, GZIP;q=0.2", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000, br", False),
        ("", False),
        ("identity", False),
        ("gzipped", False),
    ],
)
def test_a_long_body_is_compressed_where_the_request_takes_it(accepted: str, packed: bool) -> None:
    long = b"<a> <b> <c> .\n" * 1000
    response, head = (answered(asked(method, accept_encoding=accepted), long) for method in ("GET", "HEAD"))
    assert (response.headers.get("content-encoding") == "gzip") == packed
    assert (gzip.decompress(bytes(response.body)) if packed else response.body) == long
    assert response.headers["etag"] == answered(asked(), long).headers["etag"]
    assert head.headers["content-length"] == str(len(response.body))


def test_a_short_body_is_sent_as_it_is() -> None:
    assert "content-encoding" not in answered(asked(accept_encoding="gzip")).headers


@given(st.text(alphabet=st.characters(max_codepoint=255), max_size=60))
def test_any_condition_is_answered(text: str) -> None:
    assert answered(asked(if_modified_since=text)).status_code in (200, 304)
    assert answered(asked(if_none_match=text)).status_code in (200, 304)


def test_a_moment_is_written_in_universal_time() -> None:
    assert http_date(BUILT.astimezone(timezone(timedelta(hours=2)))) == LAST_MODIFIED


def test_a_refusal_is_a_sentence_that_nobody_keeps() -> None:
    response = plain_error(404, "Rien ici : « é ».", {"Retry-After": "3"})
    assert response.status_code == 404
    assert bytes(response.body).decode() == "Rien ici : « é ».\n"
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["retry-after"] == "3"
