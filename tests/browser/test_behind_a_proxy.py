"""The screens under a path, behind a proxy: whatever a page asks for is asked below that path."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from proxying import NGINX, behind_forwarder, behind_nginx, free_port
from serving import Server, serving

from browser.conftest import Visit, visiting
from browser.counting import Reader
from browser.test_every_screen import TITLES
from browser.test_sparql_screen import write


@pytest.fixture(scope="module")
def site(rouen_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Two replicas behind nginx; where there is none, one of them behind a small proxy."""
    folder, port = tmp_path_factory.mktemp("site"), free_port()
    settings = {"PUBLIC_URL": f"http://127.0.0.1:{port}/graph", "TRUSTED_PROXY": "127.0.0.1"}
    with ExitStack() as stack:
        replicas = [stack.enter_context(serving(rouen_store, folder / f"{n}.log", **settings)) for n in (1, 2)]
        ports = [int(replica.address.rpartition(":")[2]) for replica in replicas]
        proxy = behind_nginx(port, ports, folder) if Path(NGINX).exists() else behind_forwarder(port, ports[:1])
        yield replace(replicas[0], address=stack.enter_context(proxy))


@pytest.fixture
def below(reader: Any, site: Server) -> Iterator[Visit]:
    with visiting(reader, site) as found:
        yield found


def test_the_network_opens_below_it(below: Visit) -> None:
    below.open("reseau")
    below.expect_title(TITLES["reseau"][0])
    below.picture().element.wait_for()


def test_links_lead_below_it_to_a_map_that_has_its_ground(below: Visit) -> None:
    asked: list[str] = []
    below.page.on("response", lambda answer: asked.append(f"{answer.status} {answer.url}"))
    below.open("?au=2021-05-12")
    below.expect_title(TITLES[""][0])
    Reader(below).menu("Voir", "Carte")
    below.page.locator(".st-key-map-lead").wait_for()
    assert below.page.url.startswith(f"{below.address}/carte?")
    below.page.locator("canvas").first.wait_for()
    below.until(lambda: f"200 {below.address}/blank.json" in asked)


def test_completion_knows_the_classes(below: Visit) -> None:
    below.open("sparql")
    below.expect_title(TITLES["sparql"][0])
    write(below, "")
    below.page.keyboard.type("SELECT ?epci WHERE { ?epci a tg:Epc", delay=40)
    below.page.locator(".cm-tooltip-autocomplete [role=option]", has_text="Epci").first.wait_for()


def test_the_search_finds(below: Visit) -> None:
    below.open("")
    field = below.search()
    field.fill("CREA")
    below.page.get_by_role("option", name="Métropole Rouen Normandie").first.wait_for()
