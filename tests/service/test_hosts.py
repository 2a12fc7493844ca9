"""No answer repeats an address that only its request claims."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import Server, serving

from service.conftest import Client, new_address

EVIL = "evil.example"
PATHS = (
    "/id/actor/lsn",
    "/id/actor/none",
    "/ontology",
    "/ontology.ttl",
    "/sparql",
    "/dataset",
    "/.well-known/void",
    "/sparql/examples",
    "/reseau/",
    "/reseau",
    "/no-such-page",
    "/static/js",
    "/_stcore/host-config",
)


@pytest.fixture(scope="module")
def named(hamlet_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("named")
    store = Path(shutil.copytree(hamlet_store, folder / "store", symlinks=True))
    with serving(store, folder / "serve.log", PUBLIC_URL="https://graph.example.org/rouen") as running:
        yield running


@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "*/*"])
@pytest.mark.parametrize("path", PATHS)
def test_a_host_that_nobody_named_is_never_repeated(client: Client, path: str, accept: str) -> None:
    claims = {"X-Forwarded-Host": EVIL, "X-Forwarded-Server": EVIL, "X-Host": EVIL, "Forwarded": f"host={EVIL}"}
    for host in (EVIL, f"{EVIL}:8501", f"127.0.0.1.{EVIL}", f"127.0.0.1:1@{EVIL}", "[", "localhost:1", ""):
        found = client.ask("GET", path, headers={"Host": host, "Accept": accept, **claims})
        told = str(dict(found.headers)) + found.body.decode(errors="replace")
        assert EVIL not in told
        assert "localhost:1" not in told
        assert found.status < 500


def test_nothing_of_it_is_kept_for_the_next_reader(client: Client) -> None:
    poisoned = client.ask(
        "GET", "/dataset", headers={"Host": EVIL, "X-Forwarded-Proto": "https", "Accept": "text/turtle"}
    )
    found = client.get("/dataset", Accept="text/turtle")
    assert found.body == poisoned.body
    assert client.server.address in found.text


def test_an_unknown_host_is_led_on_by_the_path_alone(client: Client) -> None:
    found = client.ask("GET", "/id/actor/lsn", headers={"Host": "graph.example.org", "Accept": "text/html"})
    assert found.headers["location"] == "/fiche?id=actor/lsn"


def test_this_machine_is_called_by_its_names(client: Client) -> None:
    port = client.server.address.rpartition(":")[2]
    found = client.ask("GET", "/id/actor/lsn", headers={"Host": f"localhost:{port}", "Accept": "text/html"})
    assert found.headers["location"] == f"http://localhost:{port}/fiche?id=actor/lsn"


@pytest.mark.parametrize("host", ["graph.example.org", EVIL, "127.0.0.1"])
def test_the_address_that_the_operator_names_is_the_one_that_answers_give(named: Server, host: str) -> None:
    client = Client(named, new_address())
    page = client.ask("GET", "/id/actor/usine", headers={"Host": host, "Accept": "text/html"})
    if page.status == 303:
        assert page.headers["location"].startswith("https://graph.example.org/rouen/fiche?")
    ontology = client.ask("GET", "/ontology.ttl", headers={"Host": host})
    assert ontology.headers["content-location"] == "https://graph.example.org/rouen/ontology.ttl"
    dataset = client.ask("GET", "/dataset", headers={"Host": host, "Accept": "text/turtle"})
    assert "https://graph.example.org/rouen/" in dataset.text
    assert EVIL not in dataset.text
