"""One sentence a node, whose numbers are those of taking the node away, and ranks that read as they are."""

from __future__ import annotations

import re

import networkx as nx
import pytest

from territory_graph import KnowledgeGraph, Result, measure
from territory_graph.messages import translator
from territory_graph.network.build import PROJECTIONS
from territory_graph.network.ranks import Ranking, ranks
from territory_graph.views.analyses.rankings import Rankings, ranking
from territory_graph.views.analyses.roles import Roles, read_actor_roles, read_roles, standings

FRENCH, ENGLISH = translator("fr"), translator("en")
ACTOR = "https://w3id.org/territory-graph/id/actor/"


def named(network: nx.Graph) -> nx.Graph:
    """The network with letters for nodes, which are their own names, as one of actors."""
    found = nx.relabel_nodes(network, {node: f"N{node:02}" for node in network})
    found.graph["projection"] = "actors"
    nx.set_node_attributes(found, {node: node for node in found}, "label")
    return found


def tied(network: nx.Graph) -> set[str]:
    return {node for node, degree in network.degree() if degree}


def listed(names: list[str]) -> str:
    if len(names) > 5:
        return f"{', '.join(names[:5])} et {len(names) - 5} de plus"
    return " et ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def expected(network: nx.Graph, node: str) -> str:
    """The sentence from what is left when the node is really taken away."""
    partners = sorted(network[node])
    rest = network.subgraph(set(network) - {node})
    own = nx.node_connected_component(network, node) - {node}
    pieces = sorted((len(piece) for piece in nx.connected_components(rest.subgraph(own))), reverse=True)
    alone = sorted((tied(network) - {node}) - tied(rest))
    if not partners:
        return f"{node} n'a aucun lien connu dans ce réseau."
    if partners == alone[:1] == alone:
        return f"{node} n'a de lien qu'avec {alone[0]}, qui n'en a pas d'autre."
    if len(partners) == 1:
        return f"{node} ne tient au réseau que par {partners[0]}."
    start = f"{node} a des liens avec {len(partners)} acteurs"
    if len(pieces) == 1:
        return f"{start}, et tous resteraient reliés sans cet acteur."
    start, total = f"{start}\u202f; sans cet acteur,", len(tied(network)) - 1
    if max(pieces[1:]) > 1:
        left = f", dont {len(alone)} sans plus aucun lien\u00a0: {listed(alone)}" if alone else ""
        told = f"{sum(pieces[1:])} acteurs sur {total} sont coupés du plus grand morceau"
        if max((len(part) for part in nx.connected_components(network) if node not in part), default=0) >= pieces[0]:
            told = f"sa partie du réseau, de {len(own) + 1} acteurs, tombe en {len(pieces)} morceaux"
        return f"{start} {told}{left}."
    lost = f"1 acteur sur {total} n'a" if len(alone) == 1 else f"{len(alone)} acteurs sur {total} n'ont"
    return f"{start} {lost} plus de lien\u00a0: {listed(alone)}."


@pytest.mark.parametrize("seed", range(60))
def test_a_sentence_counts_who_is_really_cut_off(seed: int) -> None:
    network = named(nx.gnm_random_graph(2 + seed % 15, 1 + seed % 19, seed=seed))
    roles = read_roles(network, FRENCH)
    assert {node: roles.sentence(node) for node in network} == {node: expected(network, node) for node in network}


def test_the_sentences_of_a_territory_name_who_has_no_tie_left(rouen: KnowledgeGraph) -> None:
    roles = read_actor_roles(rouen, FRENCH)
    assert isinstance(roles, Roles)
    told = roles.sentence(f"{ACTOR}polepharma")
    assert told.startswith(
        "Polepharma a des liens avec 19 acteurs\u202f; sans cet acteur, 13 acteurs sur 112 n'ont plus de lien"
    )
    assert "Commune de Dreux" in told and "Évreux Portes de Normandie et 8 de plus" in told
    assert roles.sentence(f"{ACTOR}lvmh") == "LVMH ne tient au réseau que par Cosmetic Valley."
    assert roles.sentence("urn:nobody") == ""


@pytest.mark.parametrize("name", PROJECTIONS)
@pytest.mark.parametrize("say", [FRENCH, ENGLISH], ids=["fr", "en"])
def test_every_node_of_every_projection_has_a_sentence_without_calling_all_of_them_actors(
    hamlet: KnowledgeGraph, name: str, say: object
) -> None:
    network = hamlet.network(name)
    roles = read_roles(network, say)  # type: ignore[arg-type]
    told = {roles.sentence(str(node)).replace(str(network.nodes[node]["label"]), "") for node in network}
    assert "" not in told
    if name not in {"actors", "funding"}:
        assert not [sentence for sentence in told if re.search(r"\bacte?u?rs? |\bactors?\b", sentence)]


def test_a_direction_and_a_tie_to_oneself_change_no_sentence() -> None:
    network = nx.DiGraph([("a", "b"), ("b", "a"), ("b", "b"), ("b", "c")])
    roles = read_roles(network, ENGLISH)
    assert roles.sentence("b") == "b is tied to 2 nodes; without it, 2 nodes of 2 have no tie left: a and c."
    assert roles.sentence("a") == "a holds to the network through b alone."


def ranked(graph: KnowledgeGraph, name: str = "betweenness_centrality") -> Rankings:
    network = graph.network()
    return ranking(network, name, read_roles(network, FRENCH), {}, FRENCH)


def test_ranks_are_worded_as_the_draws_found_them(rouen: KnowledgeGraph) -> None:
    found, drawn = ranked(rouen), ranks(rouen.network(), "betweenness_centrality")
    assert isinstance(drawn, Ranking)
    by_node = {one.node: one for one in drawn.rows}
    for row in found.rows:
        one = by_node[row.thing.iri]
        lines = [each.place for each in found.rows].count(one.rank)
        last = FRENCH.ordinal(one.rank + lines - 1)
        shared = f"du {FRENCH.ordinal(one.rank)} au {last}" if one.chained else f"{FRENCH.ordinal(one.rank)} ex æquo"
        assert row.rank == (shared if lines > 1 else FRENCH.ordinal(one.rank))
        assert re.findall(r"\d+", row.between) == [str(n) for n in dict.fromkeys((one.low, one.high))]
    assert len(found.rows) == sum(1 for _, degree in rouen.network().degree() if degree) == 113
    assert "30 acteurs sans lien connu ne sont pas classés." in found.notes
    assert found.left == 0


def test_a_ranking_of_equal_values_says_that_it_says_nothing(rouen: KnowledgeGraph) -> None:
    network = nx.DiGraph([("a", "b"), ("c", "d")])
    found = ranking(network, "betweenness_centrality", read_roles(network, FRENCH), {}, FRENCH)
    assert {row.value for row in found.rows} == {0}
    assert any("ne dit rien" in note for note in found.notes)
    assert any("laisse de côté" in note for note in found.notes)
    assert not any("ne dit rien" in note for note in ranked(rouen).notes)


def test_the_clause_of_a_rank_says_with_whom_it_is_shared(rouen: KnowledgeGraph, hamlet: KnowledgeGraph) -> None:
    """Where neighbours alone are not told apart, no rank is told of one, but between which it lies."""
    rows = ranked(rouen).rows
    assert rows[0].chained
    clause = ranked(rouen).clause(rows[-1].thing.iri, "Intermédiarité", FRENCH)
    assert clause.startswith(f"Intermédiarité\u00a0: {rows[-1].between} selon les tirages")
    assert f"du 1er au {FRENCH.ordinal(len(leaders := ranked(rouen).leaders))}," in clause
    assert {row.rank for row in leaders} == {rows[0].rank}
    star = nx.relabel_nodes(nx.star_graph(12), str)
    found = ranking(star, "degree", read_roles(star, FRENCH), {}, FRENCH)
    assert found.clause("0", "Degré", FRENCH) == "Degré\u00a0: 1er rang."
    assert found.clause("3", "Degré", FRENCH).startswith("Degré\u00a0: 2e rang, à égalité avec 11 autres")
    assert {row.rank for row in found.rows[1:]} == {"2e ex æquo"}
    assert ranked(hamlet).clause("urn:nobody", "X", FRENCH) == ""


def test_a_node_stands_where_its_values_put_it(rouen: KnowledgeGraph) -> None:
    network = rouen.network()
    found = {row.measure: row for row in standings(network, f"{ACTOR}polepharma", FRENCH)}
    assert "communities" not in found
    assert found["interlocks"].rank == "sans objet ici"
    degree = measure(network, "degree")
    assert isinstance(degree, Result)
    assert found["degree"].value == degree.values[f"{ACTOR}polepharma"] == 19
    above = sum(value > 19 for value in degree.values.values())
    assert found["degree"].rank == f"{above + 1}e sur 143"
    alone = {row.measure: row for row in standings(network, f"{ACTOR}aptar-pharma", FRENCH)}
    assert alone["constraint"].value is None
    assert alone["constraint"].rank == "sans valeur"
