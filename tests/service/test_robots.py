"""What programs that follow links are told."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from service.conftest import Client
from territory_graph import KnowledgeGraph
from territory_graph.facts.things import read_actors


def test_the_map_has_the_first_page_and_the_fiche_of_each_actor(client: Client, rouen: KnowledgeGraph) -> None:
    found = client.get("/sitemap.xml")
    assert (found.status, found.headers["content-type"].partition(";")[0]) == (200, "application/xml")
    places = [element.text or "" for element in ET.fromstring(found.body).iter() if element.tag.endswith("}loc")]
    assert places[0] == f"{client.server.address}/"
    assert places[1:3] == [f"{client.server.address}/{page}" for page in ("dataset", "ontology")]
    assert len(set(places)) == 3 + len(set(read_actors(rouen.rows)))
    page = client.get(places[-1].removeprefix(client.server.address), Accept="text/html")
    assert page.status == 200


def test_the_rules_say_where_the_map_is(client: Client) -> None:
    rules = client.get("/robots.txt").body.decode()
    assert f"Sitemap: {client.server.address}/sitemap.xml" in rules
