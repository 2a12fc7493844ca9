"""A server that is down, slow, or answers with something else: it is said, and never taken for fewer rows."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from proxying import free_port

from territory_graph.errors import QueryError, RemoteStoreError
from territory_graph.settings import RemoteStore
from territory_graph.store import remote as module
from territory_graph.store.engine import Answer
from territory_graph.store.remote import Remote

ROWS = json.dumps({"head": {"vars": ["n"]}, "results": {"bindings": [{"n": {"type": "literal", "value": "1"}}] * 50}})
TYPE = "application/sparql-results+json"


@contextmanager
def answering(answer: Callable[[BaseHTTPRequestHandler, int], None]) -> Iterator[tuple[Remote, list[int]]]:
    """A server that answers the n-th request so, asked by an engine; and the requests so far."""
    asked: list[int] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            asked.append(len(asked))
            answer(self, len(asked))

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}/sparql"
    try:
        yield Remote(RemoteStore(address, address), deadline=5), asked
    finally:
        server.shutdown()
        server.server_close()


def tell(handler: BaseHTTPRequestHandler, status: int, body: str, kind: str = TYPE, size: int | None = None) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body) if size is None else size))
    handler.end_headers()
    handler.wfile.write(body.encode())


def test_a_whole_answer_is_one() -> None:
    with answering(lambda handler, _: tell(handler, 200, ROWS)) as (remote, _):
        found = remote.evaluate("SELECT ?n {}")
        assert isinstance(found, Answer) and len(found) == 50


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (lambda handler, _: tell(handler, 200, ROWS[:800]), "half an answer"),
        (lambda handler, _: tell(handler, 200, ROWS[:800], size=len(ROWS)), "half an answer"),
        (lambda handler, _: tell(handler, 200, "<html>Welcome</html>", "text/html"), "text/html"),
        (lambda handler, _: tell(handler, 200, "<html>Welcome</html>"), "half an answer"),
        (lambda handler, _: tell(handler, 500, "oops", "text/plain"), "500"),
        (lambda handler, _: tell(handler, 401, "who?", "text/plain"), "401"),
    ],
    ids=["cut", "cut on its way", "HTML", "HTML that says that it is none", "500", "401"],
)
def test_what_is_no_whole_answer_is_an_error(answer: Callable[..., None], reason: str) -> None:
    with answering(answer) as (remote, _):
        for ask in (remote.evaluate, remote.tsv, lambda text: list(remote.texts(text))):
            with pytest.raises(RemoteStoreError, match=reason):
                ask("SELECT ?n {}")


def test_an_error_of_the_query_is_the_query_s() -> None:
    with answering(lambda handler, n: tell(handler, 400, "line 1: oh", "text/plain")) as (remote, asked):
        with pytest.raises(QueryError, match="line 1: oh"):
            remote.evaluate("SELECT", bare=True)
        assert len(asked) == 1


def test_what_was_not_begun_is_asked_again() -> None:
    with answering(lambda handler, n: tell(handler, 503 if n < 3 else 200, ROWS)) as (remote, asked):
        assert len(remote.evaluate("SELECT ?n {}", bare=True)) == 50
        assert len(asked) == 3


def test_a_slow_server_is_waited_for_until_the_deadline() -> None:
    gone = threading.Event()
    with answering(lambda handler, _: gone.wait(20)) as (remote, _):
        slow = Remote(remote.address, deadline=0.3)
        with pytest.raises(RemoteStoreError, match="in time"):
            slow.evaluate("SELECT ?n {}", bare=True)
        gone.set()


def test_a_server_that_is_down_is_said_without_its_path_or_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE", 0.0)
    address = f"http://127.0.0.1:{free_port()}/secret/sparql"
    remote = Remote(RemoteStore(address, address, ("anne", "word-of-passage")))
    with pytest.raises(RemoteStoreError, match="nothing listens") as told:
        remote.evaluate("ASK {}")
    assert "secret" not in str(told.value) and "word-of" not in repr(remote.address)


def test_after_failures_in_a_row_a_server_is_left_alone_and_then_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE", 0.0)
    with answering(lambda handler, n: tell(handler, 503 if n <= 15 else 200, ROWS)) as (remote, asked):
        for _ in range(5):
            with pytest.raises(RemoteStoreError, match="503"):
                remote.evaluate("SELECT ?n {}", bare=True)
        assert len(asked) == 15
        with pytest.raises(RemoteStoreError, match="asked again in"):
            remote.evaluate("SELECT ?n {}", bare=True)
        assert len(asked) == 15
        remote._breaker.until = 0.0  # the rest is over
        assert len(remote.evaluate("SELECT ?n {}", bare=True)) == 50
        assert remote._breaker.failures == 0
