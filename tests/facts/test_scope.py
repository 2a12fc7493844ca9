"""What is the territory's own, compared with a walk through places one step after another."""

from __future__ import annotations

import networkx as nx

from territory_graph import KnowledgeGraph
from territory_graph.facts.scope import read_own

TG = "PREFIX tg: <https://w3id.org/territory-graph/ontology#> "


def perimeter(graph: KnowledgeGraph) -> set[str]:
    """Every place from which one comes to the territory of the central actor by what it is located or lies in."""
    ways = nx.DiGraph(
        (str(row["a"]), str(row["b"]))
        for row in graph.query(f"{TG} SELECT DISTINCT ?a ?b {{ ?a tg:locatedIn|tg:within ?b }}")
    )
    (whole,) = {
        str(row["t"])
        for row in graph.query(f"{TG} SELECT DISTINCT ?t {{ <{graph.manifest.centre}> tg:hasTerritory ?t }}")
    }
    return {whole, *nx.ancestors(ways, whole)}


def test_events_in_a_hall_of_a_town_of_the_perimeter_are_its_own(rouen: KnowledgeGraph) -> None:
    places = perimeter(rouen)
    rows = rouen.query(f"{TG} SELECT DISTINCT ?e ?p {{ ?e a tg:Event ; tg:locatedIn ?p }}")
    expected = {str(row["e"]) for row in rows if str(row["p"]) in places}
    assert set(read_own(rouen.rows, "events", str(rouen.manifest.centre))) == expected
    assert f"{rouen.base}id/event/polepharma-industrie-du-futur-2021" in expected


def test_who_has_a_site_in_a_quarter_of_the_perimeter_is_of_the_territory(rouen: KnowledgeGraph) -> None:
    places = perimeter(rouen)
    rows = rouen.query(f"{TG} SELECT DISTINCT ?a ?p {{ ?a a tg:Actor . ?s tg:siteOf ?a ; tg:locatedIn ?p }}")
    expected = {str(row["a"]) for row in rows if str(row["p"]) in places}
    assert expected <= set(read_own(rouen.rows, "actors", str(rouen.manifest.centre)))
