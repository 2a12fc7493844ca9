"""Who is the necessary passage, what rests on one, and where nobody is known: on the hamlet and the real territory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import product

import networkx as nx
import pytest

from territory_graph import KnowledgeGraph
from territory_graph.facts.coverage import ELSEWHERE, NOWHERE, coverage_query
from territory_graph.messages import translator
from territory_graph.model import Thing
from territory_graph.network.build import PROJECTIONS, WEIGHTS
from territory_graph.views.analyses.gaps import lines, read_gaps
from territory_graph.views.analyses.networks import read_network, scope
from territory_graph.views.analyses.passage import Passage, read_passage
from territory_graph.views.analyses.rankings import Rankings, ranking
from territory_graph.views.analyses.roles import read_roles
from territory_graph.views.analyses.single import read_single
from territory_graph.views.analyses.state import AXES, Analysis, Axis
from territory_graph.views.explorer.scene import Stage, read_stage

FRENCH = translator("fr")
ACTOR = "https://w3id.org/territory-graph/id/actor/"


@pytest.fixture(scope="module")
def real(rouen: KnowledgeGraph) -> Stage:
    return read_stage(rouen, FRENCH)


def passage_of(network: nx.Graph, things: Mapping[str, Thing]) -> Passage:
    roles = read_roles(network, FRENCH)
    through = ranking(network, "betweenness_centrality", roles, things, FRENCH)
    return read_passage(network, roles, through, things, FRENCH)


def test_the_splitters_are_those_whose_leaving_splits_the_network(rouen: KnowledgeGraph, real: Stage) -> None:
    network = rouen.network("actors")
    tied = network.subgraph([node for node, degree in network.degree() if degree])
    before = nx.number_connected_components(tied)
    brute = {node for node in tied if nx.number_connected_components(tied.subgraph(set(tied) - {node})) > before}
    found = passage_of(network, real.field.ties.things(map(str, network)))
    named = {iri for one in found.actors for iri in one.iris}
    assert named <= {str(node) for node in brute}
    assert len(named) == min(12, len(brute))  # those who cut off most stand first, twelve at most
    assert found.all_actors == len(brute) > 12
    assert found.all_ties == sum(1 for _ in nx.bridges(nx.Graph(tied)))
    assert found.actors[0].cut_off >= found.actors[-1].cut_off
    assert "Sans Polepharma, 13 acteurs sur 112" in found.sentence
    assert f"{ACTOR}pole-rouen-seine-eure" in {row.thing.iri for row in found.ranking.leaders}


@pytest.mark.parametrize("name", PROJECTIONS)
def test_every_projection_has_an_answer(rouen: KnowledgeGraph, real: Stage, name: str) -> None:
    state = Analysis(projection=name, day=date(2021, 5, 12))
    network = read_network(rouen, real.field, state)
    things = real.field.ties.things(map(str, network))  # ranks of hundreds take seconds, and are tested elsewhere
    found = read_passage(network, read_roles(network, FRENCH), Rankings(), things, FRENCH)
    assert found.sentence
    assert str(network.number_of_edges()) in scope(network, read_stage(rouen, FRENCH).field, state, FRENCH).replace(
        "\u202f", ""
    )


def test_a_network_without_ties_says_so(rouen: KnowledgeGraph, real: Stage) -> None:
    state = Analysis(without_ties=frozenset(WEIGHTS))
    network = read_network(rouen, real.field, state)
    assert network.number_of_edges() == 0
    assert passage_of(network, {}).sentence == FRENCH("analyses.passage.no_ties")
    assert passage_of(nx.Graph(), {}).ranking.rows == ()


def test_weights_on_trial_and_kinds_left_out_change_the_network_only(rouen: KnowledgeGraph, real: Stage) -> None:
    usual = rouen.network("actors")
    doubled = read_network(rouen, real.field, Analysis(weights=tuple((kind, 2 * w) for kind, w in WEIGHTS.items())))
    for one, other, weight in usual.edges(data="weight"):
        assert doubled.edges[one, other]["weight"] == pytest.approx(2 * weight)
    fewer = read_network(rouen, real.field, replace(Analysis(), without_ties=frozenset({"membership"})))
    assert 0 < fewer.number_of_edges() < usual.number_of_edges()
    assert not any("membership" in kinds for *_, kinds in fewer.edges(data="kinds"))


@pytest.mark.parametrize(("rows", "columns"), [pair for pair in product(AXES, AXES) if pair[0] != pair[1]])
def test_a_matrix_is_what_its_query_answers(rouen: KnowledgeGraph, rows: str, columns: str) -> None:
    found = read_gaps(rouen, rows, columns, FRENCH)  # type: ignore[arg-type]
    of, asked = found.counted, rouen.rows(coverage_query(rows, columns))  # type: ignore[arg-type]
    answer = {(str(r["row"]), str(r["column"]), str(r[of])) for r in asked}
    assert {(*cell, actor.iri) for cell, actors in found.cells.items() for actor in actors} == answer
    assert {cell[0] for cell in found.cells} <= {row.iri for row in found.rows}
    assert {cell[1] for cell in found.cells} <= {column.iri for column in found.columns}
    missed = {row.iri for row in (*found.absent, *found.unknown)}
    assert missed == {row.iri for row in found.rows} - {cell[0] for cell in found.cells} - {ELSEWHERE, NOWHERE}
    assert sum(int(str(line[2])) for line in lines(found)) == len(answer)


@pytest.mark.parametrize("columns", [axis for axis in AXES if axis != "sector"])
def test_the_query_of_a_cell_finds_its_actors(rouen: KnowledgeGraph, columns: Axis) -> None:
    found = read_gaps(rouen, "sector", columns, FRENCH)
    for cell, actors in list(found.cells.items())[:5]:
        answer = {str(row[found.counted]) for row in rouen.rows(coverage_query("sector", columns, cell=cell))}
        assert answer == {actor.iri for actor in actors}


def test_a_sector_with_an_actor_elsewhere_is_not_one_where_nobody_is_known(rouen: KnowledgeGraph) -> None:
    found = read_gaps(rouen, "sector", "epci", FRENCH)
    luxury = next(row.iri for row in found.rows if row.label == "Luxe")
    assert [each.label for each in found.cells[luxury, NOWHERE]] == ["LVMH"]
    assert not found.unknown


def test_an_event_counts_where_it_takes_place(rouen: KnowledgeGraph) -> None:
    """Those of 2020 and 2021 at the Kindarena are in Rouen, though their organiser has an office in Seine-Eure."""
    found = read_gaps(rouen, "event", "epci", FRENCH)
    told = {(line[0], line[1]) for line in lines(found) if line[2]}
    assert ("Congrès Polepharma Industrie du Futur", "Métropole Rouen Normandie") in told
    assert ("Congrès Polepharma Industrie du Futur", "Agglomération Seine-Eure") not in told
    assert ("Assemblée générale de NextMove 2025", "sans lieu connu") in told
    day = read_gaps(rouen, "event", "epci", FRENCH, date(2021, 5, 12))
    assert "Assemblée générale de NextMove 2025" not in {row.label for row in day.rows}
    assert "Premier conseil du pôle métropolitain" in {row.label for row in day.rows}


def test_a_sector_has_its_own_events_and_those_of_its_bodies(rouen: KnowledgeGraph) -> None:
    told = {(line[0], line[1]) for line in lines(read_gaps(rouen, "sector", "event", FRENCH)) if line[2]}
    assert ("Pharmacie", "Vingt ans de Polepharma") in told
    assert ("Bioproduction", "Vingt ans de Polepharma") in told
    assert ("Numérique", "Inauguration de Seine Innopolis") in told


def test_who_gives_is_not_among_those_who_receive(rouen: KnowledgeGraph) -> None:
    receivers = {thing.label for who in read_gaps(rouen, "support", "kind", FRENCH).cells.values() for thing in who}
    assert "Pôle TES" in receivers
    assert "Pôle Métropolitain Rouen Seine Eure" not in receivers


def test_every_actor_is_of_some_kind_and_somewhere_or_nowhere(rouen: KnowledgeGraph) -> None:
    actors = {
        str(row["a"]) for row in rouen.rows("SELECT ?a { ?a a <https://w3id.org/territory-graph/ontology#Actor> }")
    }
    found = read_gaps(rouen, "kind", "epci", FRENCH)
    assert {thing.iri for who in found.cells.values() for thing in who} == actors


def test_on_a_day_who_is_gone_is_not_counted(rouen: KnowledgeGraph) -> None:
    def named(day: date | None) -> set[str]:
        found = read_gaps(rouen, "sector", "epci", FRENCH, day)
        return {thing.label for who in found.cells.values() for thing in who}

    assert "Nov@log" in named(None)
    assert "Nov@log" in named(date(2019, 1, 1))
    assert "Nov@log" not in named(date(2021, 5, 12))


def test_what_rests_on_one(rouen: KnowledgeGraph) -> None:
    found = read_single(rouen, FRENCH)
    sectors = {row.what[0].label: row.on[0].label for row in found.sectors}
    assert sectors["Nucléaire"] == "Nucleopolis"
    assert all(len(row.on) > 1 for row in found.mandates)
    assert 0 < len(found.ties) < found.all_ties
