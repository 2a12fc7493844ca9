"""Where things are: on Earth, their own place before that of where they lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.building import build
from territory_graph.facts.places import earthly, read_located, read_points, read_territories, read_towns
from territory_graph.facts.things import read_things_of
from territory_graph.messages import translator
from territory_graph.views.map import read_map_view
from tests.conftest import Append, WriteTrig

NOT_ON_EARTH = [(90.1, 0.0), (0.0, -180.5), (float("nan"), 0.0), (float("inf"), 0.0)]


@pytest.mark.parametrize("pair", NOT_ON_EARTH)
def test_a_pair_that_is_not_on_earth_is_no_place(pair: tuple[float, float]) -> None:
    assert earthly(*pair) is None


def test_things_have_points_and_a_name_that_is_no_iri_has_none(rouen: KnowledgeGraph) -> None:
    communes = read_things_of(rouen.rows, "Commune")
    points = read_points(rouen.rows, ["no iri", *communes])
    assert points
    assert points.keys() <= communes.keys()
    assert all(earthly(*point) == point for point in points.values())
    assert read_points(rouen.rows, ["no iri"]) == {}


def test_offices_lie_in_towns_and_authorities_have_territories(rouen: KnowledgeGraph) -> None:
    sites = read_things_of(rouen.rows, "Site")
    towns = read_towns(rouen.rows, sites)
    assert towns
    assert towns.keys() <= sites.keys()
    assert set(read_territories(rouen.rows).values()) <= read_things_of(rouen.rows, "Epci").keys()


def test_what_is_in_two_towns_has_a_mark_in_each_and_none_for_what_lies_around(
    hamlet_copy: Path, add_rows: Append, add_trig: WriteTrig, tmp_path: Path
) -> None:
    add_rows(
        "places",
        {
            "id": "val",
            "kind": "commune",
            "name": "Le Val",
            "insee": "01005",
            "within": "hameau",
            "latitude": "46.3",
            "longitude": "5.3",
        }
        | {"source": "annuaire", "locator": "p. 1"},
    )
    add_trig(
        """
        rec:x {
          <id/event/salon> a tg:Event ; rdfs:label "Salon"@fr ; tg:when "2021-05-03" ;
            tg:earliest "2021-05-03"^^xsd:date ; tg:latest "2021-05-03"^^xsd:date ; tg:organisedBy act:syndicat ;
            tg:locatedIn <id/place/halle> , <id/place/le-bourg> , <id/place/val> , <id/place/le-pre> .
        }
        """
    )
    build(hamlet_copy, tmp_path / "store")
    with KnowledgeGraph.open(tmp_path / "store") as graph:
        found = read_located(graph.rows)[f"{graph.base}id/event/salon"]
        assert [one.at.rpartition("/")[2] for one in found] == ["val", "halle"]
        places = read_map_view(graph, translator("fr")).places
        marked = {place.place.label for place in places for thing in place.things if thing.thing.label == "Salon"}
        assert marked == {"Le Bourg", "Le Val"}
        (bourg,) = [
            one for place in places for one in place.things if one.thing.label == "Salon" and one.at.label != "Le Val"
        ]
        assert "les sources nomment aussi Le Pré et Le Val" in bourg.precision
