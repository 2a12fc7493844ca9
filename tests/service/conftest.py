"""One real server for the tests of the service, asked over HTTP by a client that adds nothing of its own."""

from __future__ import annotations

import http.client
import itertools
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from serving import Server, serving

from territory_graph import KnowledgeGraph
from territory_graph.library import Opened

UPDATE_TOKEN, OPERATOR_TOKEN = "update-token-of-the-tests", "operator-token-of-the-tests"
PREFIXES = (
    "PREFIX tg: <https://w3id.org/territory-graph/ontology#>\nPREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
)
_CLIENTS = itertools.count(2)


def opened(graph: KnowledgeGraph) -> Opened:
    """A graph as a process serves it."""
    return Opened(Path(), graph)


def new_address() -> str:
    """An address of this machine from which no test has asked yet."""
    number = next(_CLIENTS)
    return f"127.1.{number // 250}.{number % 250 + 1}"


@pytest.fixture(scope="package")
def server(rouen_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The default territory, served read-only: no token is set but the operator's."""
    log = tmp_path_factory.mktemp("service") / "serve.log"
    with serving(rouen_store, log, OPERATOR_TOKEN=OPERATOR_TOKEN) as running:
        yield running
    assert "Traceback" not in log.read_text(encoding="utf-8")


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def kind(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]


@dataclass
class Client:
    """One client: budgets tell it from others by its address, which is one of this machine's own."""

    server: Server
    address: str

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, Any] | None = None
    ) -> Answer:
        """One request, and its answer whole."""
        server = urlsplit(self.server.address)
        own = (self.address, 0)
        connection = http.client.HTTPConnection(server.hostname or "", server.port, timeout=90, source_address=own)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, found, answer.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def query(self, text: str, accept: str | None = None, **parameters: Any) -> Answer:
        fields = urlencode({"query": text, **parameters}, doseq=True)
        return self.ask("GET", f"/sparql?{fields}", headers={"Accept": accept} if accept else {})


@pytest.fixture
def client(server: Server) -> Client:
    """A client that nobody has heard of before."""
    return Client(server, new_address())


@pytest.fixture
def another(server: Server) -> Client:
    """Another client than ``client``."""
    return Client(server, new_address())


@pytest.fixture(scope="package")
def writable(hamlet_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The hamlet, served to be changed: by whoever has the token, which is labelled “atelier”."""
    folder = tmp_path_factory.mktemp("writable")
    store = Path(shutil.copytree(hamlet_store, folder / "store", symlinks=True))
    with serving(store, folder / "serve.log", UPDATE_TOKEN=f"atelier:{UPDATE_TOKEN}") as running:
        yield running
    assert "Traceback" not in running.log.read_text(encoding="utf-8")


@pytest.fixture
def writer(writable: Server) -> Client:
    """A client of the store that may be changed; it gives no token of its own accord."""
    return Client(writable, new_address())
