"""What programs that follow links are told."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from service.conftest import Client, opened
from territory_graph import KnowledgeGraph
from territory_graph.facts.things import read_actors, read_with_fiche
from territory_graph.service import robots


def test_the_map_has_the_first_page_and_every_fiche(client: Client, rouen: KnowledgeGraph) -> None:
    found = client.get("/sitemap.xml")
    assert (found.status, found.headers["content-type"].partition(";")[0]) == (200, "application/xml")
    listed = places(found.body)
    root = client.server.address
    assert listed[:3] == [f"{root}/", f"{root}/dataset", f"{root}/ontology"]
    assert len(listed) == len(set(listed))
    base = f"{rouen.base}id/"
    fiches = {place.removeprefix(f"{root}/fiche?id=") for place in listed[3:]}
    own = {iri for iri in read_with_fiche(rouen.rows) if iri.startswith(base)}  # a source may be a page elsewhere
    assert fiches == {iri.removeprefix(base) for iri in own}
    kinds = {each.partition("/")[0] for each in fiches}
    assert kinds >= {"actor", "person", "project", "agreement", "event", "place", "sector", "source"}
    assert fiches >= {iri.removeprefix(base) for iri in read_actors(rouen.rows)}
    for place in listed[3::200]:
        assert client.get(place.removeprefix(root), Accept="text/html").status == 200


def test_a_map_that_is_not_there_is_not_found(client: Client) -> None:
    assert client.get("/sitemap-1.xml").status == 404


def test_more_pages_than_a_map_may_have_are_several_maps(
    rouen: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    [whole] = robots.files(opened(rouen), "https://graphe.example/")
    monkeypatch.setattr(robots, "MOST", 300)
    listing, *maps = robots.files(opened(rouen), "https://graphe.example/")
    assert places(listing) == [f"https://graphe.example/sitemap-{number}.xml" for number in range(1, len(maps) + 1)]
    assert [place for each in maps for place in places(each)] == places(whole)
    assert max(len(places(each)) for each in maps) == 300


def places(body: bytes) -> list[str]:
    """The addresses of a map."""
    return [element.text or "" for element in ET.fromstring(body).iter() if element.tag.endswith("}loc")]


def test_the_rules_say_where_the_map_is(client: Client) -> None:
    rules = client.get("/robots.txt").body.decode()
    assert f"Sitemap: {client.server.address}/sitemap.xml" in rules
