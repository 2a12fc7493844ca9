"""Two replicas on one store under a path: behind nginx as it is shipped, one that takes the path off, a small proxy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from proxying import behind_forwarder, behind_nginx, free_port
from rdflib import Graph
from serving import Server, serving

from service.conftest import Client, new_address

STRANGE = re.compile(r"https?://127\.0\.0\.1:\d+(?:/graph)?/")


@dataclass(frozen=True)
class Site:
    """What readers see: the address, and the replicas that answer under it."""

    address: str
    replicas: tuple[Server, ...]

    def client(self) -> Client:
        return Client(replace(self.replicas[0], address=self.address), new_address())


@pytest.fixture(scope="module", params=["nginx", "nginx that takes the path off", "forwarder"])
def site(
    request: pytest.FixtureRequest, hamlet_store: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    folder, port = tmp_path_factory.mktemp("site"), free_port()
    settings = {"PUBLIC_URL": f"http://127.0.0.1:{port}/graph", "TRUSTED_PROXY": "127.0.0.1"}
    with ExitStack() as stack:
        replicas = [stack.enter_context(serving(hamlet_store, folder / f"{n}.log", **settings)) for n in (1, 2)]
        ports = [int(replica.address.rpartition(":")[2]) for replica in replicas]
        if request.param == "forwarder":
            address = stack.enter_context(behind_forwarder(port, ports))
        else:
            stripping = request.param != "nginx"
            address = stack.enter_context(behind_nginx(port, ports, folder, stripping=stripping))
        yield Site(address, tuple(replicas))


def test_every_address_has_the_path(site: Site) -> None:
    client = site.client()
    for path in ("dataset", ".well-known/void", "sparql", "sparql/examples", "robots.txt", "sitemap.xml", "ontology"):
        found = client.get(f"/graph/{path}", Accept="text/turtle, */*;q=0.1")
        assert found.status == 200, path
        strangers = {each for each in STRANGE.findall(found.text) if each != f"{site.address}/"}
        assert not strangers, path
    catalogue = Graph().parse(data=client.get("/graph/dataset", Accept="text/turtle").text, format="turtle")
    assert any(str(term) == f"{site.address}/sparql" for term in catalogue.objects())
    assert "Disallow: /graph/sparql" in client.get("/graph/robots.txt").text


def test_redirects_stay_below_it(site: Site) -> None:
    client = site.client()
    reader = {"Accept": "text/html"}
    for path, place in (
        ("/graph", "/graph/"),
        ("/graph/reseau/?au=toutes", "/graph/reseau?au=toutes"),
        ("/graph/id/actor/syndicat", "/graph/fiche?id=actor/syndicat"),
    ):
        found = client.get(path, **reader)
        assert found.status in (303, 307), path
        assert found.headers["location"].removeprefix(site.address.removesuffix("/graph")) == place
        assert client.get(place, **reader).status == 200


def test_a_page_has_the_title_of_its_screen(site: Site) -> None:
    for path, title in (("/graph/reseau", "Réseau"), ("/graph/fiche?id=actor/syndicat", "Syndicat mixte du Hameau")):
        page = site.client().get(path, Accept="text/html", Accept_Language="fr").text
        assert page.partition("<title>")[2].startswith(f"{title} · ")


def test_what_is_not_there_is_told_with_the_way_home(site: Site) -> None:
    found = site.client().get("/graph/nothing", Accept="text/html")
    assert found.status == 404
    assert 'href="/graph/"' in found.text


def test_a_query_is_answered_by_every_replica(site: Site) -> None:
    counted = [client.get("/graph/sparql?query=ASK%7B%7D").status for client in (site.client() for _ in range(20))]
    assert counted == [200] * 20
    for replica in site.replicas:
        asked = Client(replica, "127.0.0.1").get("/metrics")
        assert re.search(r'requests_total\{address="/sparql",method="GET",status="200"\} [1-9]', asked.text)


def test_a_replica_that_has_gone_is_replaced_by_the_other(hamlet_store: Path, tmp_path: Path) -> None:
    port, settings = free_port(), {"BASE_PATH": "/graph"}
    with ExitStack() as stack:
        stays = stack.enter_context(serving(hamlet_store, tmp_path / "1.log", **settings))
        goes = ExitStack()
        other = goes.enter_context(serving(hamlet_store, tmp_path / "2.log", **settings))
        ports = [int(server.address.rpartition(":")[2]) for server in (stays, other)]
        address = stack.enter_context(behind_nginx(port, ports, tmp_path))
        clients = [Client(replace(stays, address=address), new_address()) for _ in range(12)]
        first = [client.get("/graph/health") for client in clients]
        assert {found.status for found in first} == {200}
        assert len({found.headers["x-replica"] for found in first}) == 2
        goes.close()
        later = [client.get("/graph/health") for client in clients]
        assert {found.status for found in later} == {200}
        assert {found.headers["x-replica"].rpartition(", ")[2] for found in later} == {f"127.0.0.1:{ports[0]}"}
