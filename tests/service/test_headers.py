"""Every answer says what a browser may do with it, and in whose pages it may be shown."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from serving import serving
from starlette.types import Message, Receive, Scope, Send

from service.conftest import Client, new_address
from territory_graph.service.headers import Headers, page_policy

PATHS = (
    "/",
    "/reseau",
    "/reseau/",
    "/fiche",
    "/favicon.png",
    "/manifest.json",
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/metrics",
    "/_stcore/bidi-components/none/none.js",
    "/media/none.svg",
    "/sparql",
    "/sparql?query=ASK%7B%7D",
    "/sparql?query=nonsense",
    "/sparql/queries",
    "/search?text=a",
    "/ontology",
    "/ontology.ttl",
    "/ontology.none",
    "/dataset",
    "/id/actor/lsn",
    "/id/actor/none",
    "/graph-store?default",
    "/graph-store",
    "/blank.json",
    "/robots.txt",
    "/no-such-page",
)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT"])
@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_them(client: Client, path: str, method: str) -> None:
    found = client.ask(method, path, headers={"Accept": "text/html, */*;q=0.1"})
    assert found.status < 500
    assert found.headers["x-content-type-options"] == "nosniff"
    assert found.headers["referrer-policy"] in ("same-origin", "no-referrer")
    assert "camera=()" in found.headers["permissions-policy"]
    assert found.headers["x-frame-options"] == "SAMEORIGIN"
    policy = dict(part.strip().partition(" ")[::2] for part in found.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'self'"
    assert "'unsafe-eval'" not in found.headers["content-security-policy"]
    assert "'unsafe-inline'" not in policy.get("script-src", "")
    assert "server" not in found.headers


def test_a_script_of_streamlit_has_the_policy_of_pages(client: Client) -> None:
    page = client.get("/reseau", Accept="text/html")
    script = page.text.partition('<script type="module" crossorigin src=".')[2].partition('"')[0]
    found = client.get(script)
    assert found.kind in ("text/javascript", "application/javascript")
    assert found.headers["content-security-policy"] == page.headers["content-security-policy"]


def test_what_a_browser_holds_keeps_its_policy(client: Client) -> None:
    held = client.get("/favicon.png")
    again = client.get("/favicon.png", If_None_Match=held.headers["etag"])
    assert again.status == 304
    assert "content-security-policy" not in again.headers


def test_a_file_that_is_offered_runs_nothing(client: Client) -> None:
    found = client.get("/media/none.html")
    assert "sandbox" in found.headers["content-security-policy"].split("; ")
    assert found.headers["content-disposition"] == "attachment"


def test_named_sites_may_show_the_pages(hamlet_store: Path, tmp_path: Path) -> None:
    with serving(
        hamlet_store, tmp_path / "log", EMBEDDED_BY="https://www.example.org, https://*.example.net"
    ) as server:
        found = Client(server, new_address()).get("/reseau")
    assert (
        "frame-ancestors 'self' https://www.example.org https://*.example.net"
        in (found.headers["content-security-policy"])
    )
    assert "x-frame-options" not in found.headers


def test_the_scripts_written_in_pages_are_named_by_their_hash() -> None:
    policy = page_policy(["<script>a()</script><script src='x'></script>", "<script>\nb()\n</script>"])
    assert policy.count("'sha256-") == 2


def test_an_error_that_nobody_foresaw_is_told_in_a_sentence_with_them() -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError("/srv/secret/path")

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    scope = {"type": "http", "method": "GET", "path": "/x", "headers": []}
    asyncio.run(Headers(broken, [], [])(scope, receive, send))
    start, body = sent
    assert start["status"] == 500
    assert b"content-security-policy" in dict(start["headers"])
    assert b"secret" not in body["body"]
