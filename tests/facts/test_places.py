"""Where things are: on Earth, their own place before that of where they lie."""

from __future__ import annotations

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.facts.places import earthly, read_points, read_territories, read_towns
from territory_graph.facts.things import read_things_of

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
