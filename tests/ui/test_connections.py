"""Slow, idle and too many connections, uploads and large messages: one short of each against a real server."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from service.conftest import Client, new_address
from serving import Server, serving
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from territory_graph.service import limits
from territory_graph.ui import connections
from territory_graph.ui.connections import Connections

STREAM = "/_stcore/stream"


@pytest.fixture(scope="module")
def server(hamlet_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The hamlet, served."""
    log = tmp_path_factory.mktemp("connections") / "serve.log"
    with serving(hamlet_store, log) as running:
        yield running
    assert "Traceback" not in log.read_text(encoding="utf-8")


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def plain(server: Server, source: str) -> socket.socket:
    parts = urlsplit(server.address)
    return socket.create_connection((parts.hostname, parts.port), timeout=30, source_address=(source, 0))


def page(server: Server, source: str, headers: Mapping[str, str] | None = None) -> ClientConnection:
    """A page that is open, without a browser."""
    parts = urlsplit(server.address)
    return connect(
        f"ws://{parts.netloc}{STREAM}",
        subprotocols=["streamlit"],  # type: ignore[list-item]
        sock=plain(server, source),
        additional_headers=headers,
        max_size=None,
        max_queue=None,  # what nobody reads does not hold up the end of a connection
    )


def answers(server: Server) -> bool:
    return Client(server, new_address()).query("ASK {}").status == 200


# Uploads --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_no_page_takes_a_file_and_none_is_read(server: Server, method: str) -> None:
    source = new_address()
    with page(server, source), plain(server, source) as sending:
        head = f"{method} /_stcore/upload_file/session/file HTTP/1.1\r\nHost: x\r\nContent-Length: 209715200\r\n\r\n"
        sending.sendall(head.encode())
        answer = sending.recv(65536)
    assert answer.startswith(b"HTTP/1.1 405")


@pytest.mark.parametrize(
    "path", ["/", "/reseau", "/_stcore/health", "/media/x", "/static/js", "/_stcore/bidi-components/x"]
)
def test_pages_take_no_body(server: Server, path: str) -> None:
    found = Client(server, new_address()).ask("POST", path, b"x" * 100)
    assert found.status in (404, 405)
    assert found.kind == "text/plain"


# Sockets of pages -----------------------------------------------------------------------------------------------


def test_a_client_opens_so_many_pages_and_others_are_served(server: Server, opened: ExitStack) -> None:
    source = new_address()
    for _ in range(limits.SOCKETS_OF_ONE):
        opened.enter_context(page(server, source))
    with pytest.raises(InvalidStatus) as refused:
        page(server, source)
    response = refused.value.response
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "5"
    assert "pages" in (response.body or b"").decode()
    with page(server, new_address()) as other:
        assert other.subprotocol == "streamlit"
    assert answers(server)


def test_a_message_may_be_large_but_not_too_large(server: Server) -> None:
    with page(server, new_address()) as open_page:
        open_page.send(b"\x00" * (limits.LARGEST_MESSAGE + 1))
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                open_page.recv(timeout=20)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1009


def test_what_the_pages_of_a_client_hold_is_counted_together(server: Server, opened: ExitStack) -> None:
    """Each message is one that the interface reads and waits for no more of: a state of one widget, by itself."""
    from streamlit.proto.BackMsg_pb2 import BackMsg

    message = BackMsg()
    state = message.rerun_script.widget_states.widgets.add()
    state.id, state.string_value = "nobody's", "x" * (limits.LARGEST_MESSAGE - 100_000)
    source, text = new_address(), message.SerializeToString()
    codes: list[int] = []
    for _ in range(limits.TOLD_OF_ONE // len(text) + 1):
        open_page = opened.enter_context(page(server, source))
        open_page.send(text)
        try:
            open_page.recv(timeout=20)
            open_page.recv(timeout=0.3)
        except ConnectionClosed as closed:
            codes.append(closed.rcvd.code if closed.rcvd else 0)
        except TimeoutError:
            pass
    assert codes == [1013]
    with page(server, new_address()) as other:
        other.send(text)
        other.recv(timeout=20)


def test_a_socket_is_opened_at_its_address_alone(server: Server) -> None:
    parts = urlsplit(server.address)
    for path in ("/", "/no-such", "/_stcore/stream/", "/sparql"):
        with pytest.raises(InvalidStatus) as refused:
            connect(f"ws://{parts.netloc}{path}", max_size=None)
        assert refused.value.response.status_code == 404


# Slow clients ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hasty(hamlet_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The hamlet, served with the times divided by ten, and with few descriptors."""
    log = tmp_path_factory.mktemp("hasty") / "serve.log"
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_NOFILE, (500, 500));"
        "from territory_graph.ui import connections as c; c.HEAD_SECONDS = 1.0; c.SLOW_SECONDS = 1.5;"
        "from territory_graph.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    with serving(hamlet_store, log, program=program) as running:
        yield running


HEAD = b"GET /search?text=a HTTP/1.1\r\nHost: x\r\n"
BODY = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 90000\r\n\r\nASK"


@pytest.mark.parametrize("begun", [b"", HEAD, BODY, b"GET /search"])
def test_a_request_that_does_not_come_in_time_is_told_and_ended(hasty: Server, begun: bytes) -> None:
    with plain(hasty, new_address()) as slow:
        slow.settimeout(0.2)
        slow.sendall(begun)
        answer, limit = b"", time.monotonic() + 20
        while time.monotonic() < limit:
            try:
                slow.sendall(b"x" if begun else b"")
                if not (part := slow.recv(4096)):
                    break
                answer += part
            except TimeoutError:
                continue
            except ConnectionError:
                break
    assert time.monotonic() < limit
    assert answer.startswith(b"HTTP/1.1 408")


def test_whoever_reads_an_answer_too_slowly_is_let_go(hasty: Server) -> None:
    parts = urlsplit(hasty.address)
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # before it connects, for the window to be small
        slow.bind((new_address(), 0))
        slow.connect((parts.hostname, parts.port))
        slow.sendall(b"GET /ontology HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n\r\n" * 30)  # more than buffers hold
        for _ in range(60):
            slow.recv(1)
            time.sleep(0.1)
        with pytest.raises(ConnectionError):
            while slow.recv(65536):
                pass
    assert answers(hasty)


def test_few_descriptors_are_told_at_the_start_and_connections_over_them_refused(
    hasty: Server, opened: ExitStack
) -> None:
    told = hasty.log.read_text(encoding="utf-8")
    most = 500 - connections._RESERVE
    assert f"{most} connexions" in told
    sources = [new_address() for _ in range(30)]
    for number in range(most + 60):
        connection = opened.enter_context(plain(hasty, sources[number % len(sources)]))
        connection.settimeout(0)
        time.sleep(0)
    time.sleep(0.5)
    assert answers(hasty), "a client that holds less takes a place of those that hold most"
    assert "Too many open files" not in hasty.log.read_text(encoding="utf-8")


# Clients behind others -----------------------------------------------------------------------------------------


def test_a_header_makes_no_other_client_and_a_named_proxy_does(
    server: Server, hamlet_store: Path, tmp_path: Path
) -> None:
    """A client of whom too much is asked at once is one address, whatever its headers say."""

    def pages(server: Server, proxy: str) -> int:
        found = 0
        with ExitStack() as opened:
            for number in range(limits.SOCKETS_OF_ONE + 2):
                headers = {"X-Forwarded-For": f"203.0.113.{number}"}
                try:
                    opened.enter_context(page(server, proxy, headers))
                except InvalidStatus:
                    continue
                found += 1
        return found

    assert pages(server, new_address()) == limits.SOCKETS_OF_ONE
    with serving(hamlet_store, tmp_path / "log", TRUSTED_PROXY="127.77.0.0/16") as behind:
        assert pages(behind, "127.77.0.9") == limits.SOCKETS_OF_ONE + 2
        assert pages(behind, new_address()) == limits.SOCKETS_OF_ONE


def test_a_query_of_two_hundred_kibibytes_is_answered(server: Server) -> None:
    text = "ASK { VALUES ?x { " + " ".join(f'"{number:08}"' for number in range(18_000)) + " } }"
    assert 180 * 1024 < len(text) < 256 * 1024
    found = Client(server, new_address()).ask(
        "POST", "/sparql", text.encode(), {"Content-Type": "application/sparql-query", "Accept": "text/csv, */*"}
    )
    assert found.status == 200, found.text


# The books ------------------------------------------------------------------------------------------------------


def test_a_proxy_that_is_named_has_no_limit_of_its_own() -> None:
    book = Connections(1_000, ("127.9.0.0/16",))
    for _ in range(connections.OF_ONE):
        book.take("127.0.0.1", None)
        book.take("127.9.0.1", None)
    with pytest.raises(limits.NoPlaceError):
        book.take("127.0.0.1", None)
    book.take("127.9.0.1", None)


def test_descriptors_are_raised_as_far_as_the_system_lets(tmp_path: Path) -> None:
    program = (
        "import resource as r; r.setrlimit(r.RLIMIT_NOFILE, (300, 900));"
        "from territory_graph.ui.connections import raise_descriptors as f; print(f(), r.getrlimit(r.RLIMIT_NOFILE))"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert found.strip() == f"{900 - connections._RESERVE} (900, 900)"
