"""A territory of another shape: bodies of one name, a foreign body, a network in parts, a vote that rejects."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from territory_graph import KnowledgeGraph
from territory_graph.assistant.facts import told_apart
from territory_graph.building import check
from territory_graph.messages import translator
from territory_graph.views.analyses.roles import read_roles
from territory_graph.views.council import read_council
from territory_graph.views.fiche.page import FichePage, read_page
from territory_graph.views.questions import answer
from tests.hamlets import PLAIN, hamlet_with, rows_of

FR, EN = translator("fr"), translator("en")
BASE = "https://example.org/hamlet/id/"
DAY = date(2021, 6, 1)
ROWS = {
    "concepts": """scheme,id,label_fr,label_en,broader
sector,large,Large,Wide,
sector,etroit,Étroit,Narrow,large""",
    "names": """id,actor,name,kind,start,end,source,locator
ancien,ligue,Secours des rives,former,1897,1950,annuaire,p. 1""",
    "actors": """id,kind,name,start,country,active_in,sectors,source,locator
ligue,actor,Ligue des rives,1897-05,,le-bourg,large,annuaire,p. 1
union-a,actor,Union sportive,1950,,le-bourg,etroit,annuaire,p. 1
union-b,actor,Union sportive,1960,,le-pre,,annuaire,p. 1
cercle-a,actor,Cercle,1950,,,,annuaire,p. 1
cercle-b,actor,Cercle,1960,,,,annuaire,p. 1
lake,company,Lake Trust,,CH,le-pre,,annuaire,p. 1""",
    "memberships": """id,member,organisation,role,start,source,locator
ua,union-a,ligue,membre,1951,annuaire,p. 2
ub,union-b,ligue,membre,1961,annuaire,p. 2
lk,lake,ligue,membre,1970,annuaire,p. 2""",
    "events": """id,kind,name,when,state,place,organisers,source,locator
gala,event,Gala,2021-05-02,,halle,ligue,annuaire,p. 3
bal,event,Bal,2021-05-03,cancelled,halle,ligue;lake,annuaire,p. 3
seance,council,Séance annulée,2030-01-01,cancelled,halle,syndicat,annuaire,p. 3
prochaine,council,Séance prochaine,2029-01-01,planned,halle,syndicat,annuaire,p. 3""",
    "shareholdings": """id,shareholder,company,percent,start,source,locator
part,ligue,lake,0.5,1999,annuaire,p. 4""",
    "decisions": """id,name,taken_by,taken_at,when,adopts,votes_for,votes_against,source,locator
rejet,Vote du pacte,syndicat,conseil-2021,2021-03-15,feuille-2021,0,3,annuaire,p. 5""",
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    return hamlet_with(tmp_path_factory.mktemp("fifth"), {table: rows_of(text) for table, text in ROWS.items()})


def page(graph: KnowledgeGraph, name: str) -> FichePage:
    return read_page(graph, f"{BASE}{name}", FR, DAY)


def head(graph: KnowledgeGraph, name: str) -> str:
    return page(graph, name).head.sentence.translate(PLAIN)


def test_two_members_of_one_name_are_told_apart(graph: KnowledgeGraph) -> None:
    told = head(graph, "actor/ligue")
    assert "Union sportive (Le Bourg)" in told and "Union sportive (Le Pré)" in told
    named = graph.labels([f"{BASE}actor/{name}" for name in ("union-a", "cercle-a", "cercle-b", "lake")], lang="en")
    told = ["Cercle (from 1950)", "Cercle (from 1960)", "Lake Trust", "Union sportive (Le Bourg)"]
    assert sorted(named.values()) == told


def test_the_question_on_actors_counts_both_of_one_name(graph: KnowledgeGraph) -> None:
    found = answer(graph, "01", {}, FR)
    assert [row[0] for row in found.rows].count("Union sportive") == 2
    assert f"{len(found.rows)} réponses" in found.sentence.translate(PLAIN)


def test_no_place_is_said_to_have_what_was_cancelled(graph: KnowledgeGraph) -> None:
    told = {row[1] for row in answer(graph, "36", {}, FR).rows}
    assert "Gala" in told and "Bal" not in told


def test_a_sector_with_narrower_ones_counts_its_own_alone(graph: KnowledgeGraph) -> None:
    assert "S'y rattache directement : 1 acteur" in head(graph, "sector/large")
    assert "S'y rattache : 1 acteur" in head(graph, "sector/etroit")


def test_who_signs_is_not_called_as_on_a_day_long_before(graph: KnowledgeGraph) -> None:
    told = read_page(graph, f"{BASE}event/gala", FR, date(1900, 1, 1)).head.sentence
    assert "Ligue des rives" in told and "Secours des rives" not in told
    assert "Secours des rives" in {
        one.label for one in [read_page(graph, f"{BASE}actor/ligue", FR, date(1900, 1, 1)).fiche.thing]
    }


def test_what_has_no_name_of_its_own_says_whose_it_is(graph: KnowledgeGraph) -> None:
    assert "Adhésion, Union sportive (Le Pré), dans : Ligue des rives, connue depuis 1961" in head(
        graph, "membership/ub"
    )
    assert head(graph, "name/ancien").startswith("Usage de nom, Secours des rives, de : Ligue des rives")
    assert "Jeanne Exemple" in head(graph, "mandate/je-presidente")


def test_a_foreign_body_is_not_said_to_lack_a_french_number(graph: KnowledgeGraph) -> None:
    unknown = [told.sentence for part in page(graph, "actor/lake").essentials for told in part.told]
    assert not any("SIREN" in sentence for sentence in unknown)
    lines = [line for part in page(graph, "actor/lake").parts for line in part.lines]
    values = {value for line in lines for detail in line.details for value, *_ in detail.values}
    assert "Suisse" in values and "CH" not in values


def test_a_cancelled_event_is_counted_at_no_place_and_ties_nobody(graph: KnowledgeGraph) -> None:
    assert "1 événement" in head(graph, "place/halle")
    found = graph.query(
        "PREFIX tg: <https://w3id.org/territory-graph/ontology#> "
        f"ASK {{ ?tie tg:tiedBy <{BASE}event/bal> ; tg:joinsActors|tg:weight ?any }}"
    )
    assert not found


def test_what_is_said_of_a_thing_agrees_with_its_kind(graph: KnowledgeGraph) -> None:
    assert "connue depuis 1999" in head(graph, "shareholding/part")
    assert "Annulée" in head(graph, "event/seance") and "Annulé." in head(graph, "event/bal")


def test_a_council_that_was_cancelled_is_not_the_first_choice(graph: KnowledgeGraph) -> None:
    view = read_council(graph, FR, date(1990, 1, 1))
    assert view is not None and view.chosen != f"{BASE}event/seance"


def test_adoption_against_the_votes_is_warned_of(tmp_path: Path) -> None:
    rows = {table: rows_of(text) for table, text in ROWS.items() if table == "decisions"}
    hamlet_with(tmp_path, rows)
    found = [one for one in check(tmp_path / "hamlet").findings if "voix contre" in one.messages["fr"]]
    assert [(one.severity, one.focus) for one in found] == [("warning", f"{BASE}decision/rejet")]


def test_what_is_adopted_against_the_votes_is_told_with_the_contradiction(graph: KnowledgeGraph) -> None:
    assert FR("telling.outvoted") in page(graph, "decision/rejet").head.sentence
    view = read_council(graph, FR, DAY, "2021")
    assert view is not None and f"{BASE}agreement/feuille-2021" not in view.adopted
    assert any(FR("telling.outvoted") in one.when for one in view.decisions)
    found = answer(graph, "20-decisions-du-conseil", {"seance": f"{BASE}event/conseil-2021"}, FR)
    assert ("Vote du pacte", "0") in found.rows


def of_edges(edges: Sequence[tuple[int, int]]) -> nx.Graph:
    network = nx.Graph(projection="actors")
    network.add_nodes_from((str(node), {"label": f"N{node}"}) for edge in edges for node in edge)
    network.add_edges_from((str(a), str(b)) for a, b in edges if a != b)
    return network


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=14))
def test_no_node_cuts_off_from_the_largest_piece_those_who_were_never_in_it(edges: list[tuple[int, int]]) -> None:
    network = of_edges(edges)
    roles = read_roles(network, EN)
    whole = [part for part in nx.connected_components(network) if len(part) > 1]
    for node in network:
        told = roles.sentence(node)
        part = next((part for part in whole if node in part), {node})
        left = [len(piece) for piece in nx.connected_components(network.subgraph(part - {node}))]
        others = max((len(other) for other in whole if node not in other), default=0)
        if "cut off from the largest piece" in told:
            assert max(left) > others
        if "its part of the network" in told:
            assert max(left) <= others and f"of {len(part)} actors, falls into {len(left)} pieces" in told


def test_an_assistant_is_told_which_of_one_name_is_where(graph: KnowledgeGraph) -> None:
    told = told_apart(graph.search("Union sportive"), FR)
    assert {"Union sportive (Le Bourg)", "Union sportive (Le Pré)"} <= set(told)
