"""One network: Accueil, Réseau, Analyses, Python and SPARQL count the same actors and lines for the same day."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.tie_kinds import weights
from ui.conftest import Open, shown

DAYS = {"all": None, "2012": date(2012, 6, 1), "2021": date(2021, 5, 12)}
LINES = """PREFIX tg: <https://w3id.org/territory-graph/ontology#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT DISTINCT ?one ?other WHERE {
  VALUES ?day { "DAY"^^xsd:date }
  ?tie tg:parties ?parties ; tg:firstEnd ?one ; tg:secondEnd ?other .
  FILTER NOT EXISTS { ?tie tg:startEarliest|tg:earliest|tg:notBefore ?first FILTER(BOUND(?day) && ?first > ?day) }
  FILTER NOT EXISTS { ?tie tg:endLatest|tg:notAfter ?last FILTER(BOUND(?day) && ?last < ?day) }
}"""


@pytest.fixture(params=DAYS, ids=list(DAYS))
def day(request: pytest.FixtureRequest) -> date | None:
    return DAYS[request.param]


def numbers(text: str) -> list[int]:
    return [int(found) for found in re.findall(r"\d+", text.partition("toutes dates")[0].partition("; au ")[0])]


def counted(graph: KnowledgeGraph, day: date | None) -> tuple[int, int, int]:
    """Actors, those among them who are tied, and lines."""
    network = graph.network("actors", day=day)
    return len(network), sum(1 for _, degree in network.degree() if degree), network.number_of_edges()


def test_sparql_counts_the_lines_of_the_network(rouen: KnowledgeGraph, day: date | None) -> None:
    query = LINES.replace('"DAY"^^xsd:date', f'"{day}"^^xsd:date' if day else "UNDEF")
    pairs = {frozenset((row["one"], row["other"])) for row in rouen.query(query)}
    assert (len({end for pair in pairs for end in pair}), len(pairs)) == counted(rouen, day)[1:]


def test_reseau_draws_the_actors_and_lines_of_the_network(
    on: Open, rouen_store: Path, rouen: KnowledgeGraph, day: date | None
) -> None:
    address = {"isoles": "1", "horsliens": "funding"} | ({"au": day.isoformat()} if day else {})
    told = on(rouen_store, "reseau", **address).caption("Affichés")
    actors, _, lines = counted(rouen, day)
    assert numbers(told)[:3] == [actors, actors, lines]
    tied = on(rouen_store, "reseau", **{name: value for name, value in address.items() if name != "isoles"})
    assert numbers(tied.caption("Affichés"))[:3] == [counted(rouen, day)[1], actors, lines]


def test_reseau_and_analyses_say_how_many_lines_of_funding_alone_they_do_not_count(
    on: Open, rouen_store: Path, rouen: KnowledgeGraph, day: date | None
) -> None:
    address = {"au": day.isoformat()} if day else {}
    network = rouen.network("actors", day=day)
    alone = {
        frozenset((tie.first, tie.second))
        for tie in rouen.ties(day=day)
        if tie.kind == "funding" and tie.first in network and tie.second in network
    }
    alone = {pair for pair in alone if not network.has_edge(*pair)}
    drawn = shown(on(rouen_store, "reseau", **address).caption("Affichés"))
    assert numbers(drawn)[2] == network.number_of_edges() + len(alone)
    measured = shown(on(rouen_store, "analyses", **address).caption("Réseau «"))
    for text in (drawn, measured):
        found = re.search(r"(\d+) lignes? de financement seul", text)
        assert (int(found[1]) if found else 0) == len(alone)


def test_analyses_count_the_network(on: Open, rouen_store: Path, rouen: KnowledgeGraph, day: date | None) -> None:
    told = on(rouen_store, "analyses", **({"au": day.isoformat()} if day else {})).caption("Réseau «")
    actors, tied, lines = counted(rouen, day)
    assert numbers(told.partition(":")[2])[:3] == [tied, actors, lines]


def test_the_home_page_draws_the_network(on: Open, rouen_store: Path, rouen: KnowledgeGraph) -> None:
    screen = on(rouen_store, "")
    actors, tied, _ = counted(rouen, None)
    assert numbers(screen.caption("Affichés"))[:2] == [tied, actors]


def test_only_kinds_with_a_weight_are_in_the_network(rouen: KnowledgeGraph) -> None:
    kinds = {kind for _, _, found in rouen.network("actors").edges(data="kinds") for kind in found}
    assert kinds <= set(weights())
