"""The part of a territory that is about a perimeter: all that the whole says of who is in it, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from territory_graph import KnowledgeGraph, UnknownEntityError
from territory_graph.building import build
from territory_graph.facts.things import read_actors
from territory_graph.facts.ties import Tie
from tests.conftest import Append

PERIMETERS = ["actor/pole-rouen-seine-eure", "actor/lsn", "place/seine-maritime", "sector/logistique"]


@pytest.fixture(scope="module")
def part_of(rouen: KnowledgeGraph) -> Callable[[str], KnowledgeGraph]:
    """Gives the part of a perimeter, which is made once for all tests: they read it."""
    return cache(rouen.part)


def ties_of(graph: KnowledgeGraph, actors: set[str]) -> list[Tie]:
    return [tie for tie in graph.ties() if actors & {tie.first, tie.second}]


@pytest.mark.parametrize("name", PERIMETERS)
def test_a_part_says_of_its_actors_what_the_whole_says(
    rouen: KnowledgeGraph, part_of: Callable[[str], KnowledgeGraph], name: str
) -> None:
    part = part_of(name)
    assert part.perimeter is not None
    inside = part.perimeter.inside
    assert len(inside) > 3
    assert [part.describe(actor) for actor in inside] == [rouen.describe(actor) for actor in inside]
    assert ties_of(part, set(inside)) == ties_of(rouen, set(inside))


@pytest.mark.parametrize("name", PERIMETERS)
def test_a_part_says_nothing_that_the_whole_does_not(
    rouen: KnowledgeGraph, part_of: Callable[[str], KnowledgeGraph], name: str
) -> None:
    assert set(part_of(name).quads()) <= set(rouen.quads())


@pytest.mark.parametrize("name", PERIMETERS)
def test_the_actors_of_a_part_are_those_inside_and_those_tied_to_them(
    rouen: KnowledgeGraph, part_of: Callable[[str], KnowledgeGraph], name: str
) -> None:
    part = part_of(name)
    assert part.perimeter is not None
    inside, around = set(part.perimeter.inside), set(part.perimeter.around)
    assert set(read_actors(part.rows)) == inside | around
    assert not inside & around
    near = {end for tie in ties_of(rouen, inside) for end in (tie.first, tie.second)} & set(read_actors(rouen.rows))
    assert near - inside <= around
    assert part.perimeter.actors == part.actors < rouen.actors


def test_what_lies_in_a_place_is_in_it(rouen: KnowledgeGraph, part_of: Callable[[str], KnowledgeGraph]) -> None:
    perimeter = part_of("place/seine-maritime").perimeter
    assert perimeter is not None
    assert rouen.iri("actor/lsn") in perimeter.inside  # by its office in Rouen


def test_those_without_room_are_counted(rouen: KnowledgeGraph, part_of: Callable[[str], KnowledgeGraph]) -> None:
    whole, part = part_of("actor/lsn").perimeter, rouen.part("actor/lsn", most=4).perimeter
    assert whole is not None
    assert part is not None
    assert whole.left == 0
    assert part.inside[0] == rouen.iri("actor/lsn")
    assert (len(part.inside), part.left) == (4, len(whole.inside) - 4)


def test_a_part_is_called_by_its_perimeter(rouen: KnowledgeGraph, part_of: Callable[[str], KnowledgeGraph]) -> None:
    part = part_of("place/seine-maritime")
    assert part.manifest.names["fr"] == f"{rouen.manifest.names['fr']} – Seine-Maritime"
    assert part.version == rouen.version


def test_a_part_has_the_centre_only_where_it_is_inside(
    rouen: KnowledgeGraph, part_of: Callable[[str], KnowledgeGraph]
) -> None:
    assert rouen.manifest.centre is not None
    assert part_of("actor/pole-rouen-seine-eure").manifest.centre == rouen.manifest.centre
    assert part_of("sector/logistique").manifest.centre is None


@pytest.mark.parametrize("name", ["actor/nobody", "status/stated"])
def test_what_has_no_actor_is_no_perimeter(rouen: KnowledgeGraph, name: str) -> None:
    with pytest.raises(UnknownEntityError):
        rouen.part(name)


def test_a_part_tells_an_actor_from_those_of_its_name_outside(add_rows: Append, tmp_path: Path) -> None:
    other = {"id": "haut-pre-bis", "kind": "epci", "name": "Communauté de communes du Haut-Pré", "start": "2019"}
    table = add_rows("actors", {**other, "source": "annuaire", "locator": "p. 3"})
    build(table.parent.parent, tmp_path / "store")
    whole = KnowledgeGraph.open(tmp_path / "store")
    one, part = whole.iri("actor/haut-pre"), whole.part("actor/syndicat")
    assert whole.iri("actor/haut-pre-bis") not in read_actors(part.rows)
    assert part.things([one], "fr") == whole.things([one], "fr")
    assert "2001" in part.things([one], "fr")[one].label
