"""One network: every screen that counts actors or ties, Python and SPARQL count the same for the same day."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.messages import translator
from territory_graph.tie_kinds import tie_kinds, weights
from territory_graph.views.money import read_money
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

GIVEN = """PREFIX tg: <https://w3id.org/territory-graph/ontology#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT DISTINCT ?sum WHERE {
  VALUES ?day { "DAY"^^xsd:date }
  ?tie tg:tieKind <BASEid/tie-kind/funding> ; tg:tiedBy ?sum .
  FILTER NOT EXISTS { ?tie tg:startEarliest|tg:earliest|tg:notBefore ?first FILTER(BOUND(?day) && ?first > ?day) }
}"""

BOUNDS = "tg:startEarliest|tg:startLatest|tg:earliest|tg:latest|tg:endEarliest|tg:endLatest"
DATES = f"({BOUNDS}|tg:start|tg:end|tg:when|tg:forYear|tg:attested|tg:attestedOn)"


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
    pairs = pairs_in_sparql(rouen, day)
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


def test_the_home_page_draws_the_network(on: Open, rouen_store: Path, rouen: KnowledgeGraph, day: date | None) -> None:
    screen = on(rouen_store, "", **address(day))
    actors, tied, lines = counted(rouen, day)
    assert numbers(screen.caption("Affichés"))[:3] == [tied, actors, lines]


def pairs_in_sparql(graph: KnowledgeGraph, day: date | None) -> set[frozenset[str]]:
    query = LINES.replace('"DAY"^^xsd:date', f'"{day}"^^xsd:date' if day else "UNDEF")
    return {frozenset((str(row["one"]), str(row["other"]))) for row in graph.query(query)}


def in_sparql(graph: KnowledgeGraph, pattern: str) -> set[tuple[str, ...]]:
    rows = graph.query(f"PREFIX tg: <https://w3id.org/territory-graph/ontology#> SELECT DISTINCT * {{ {pattern} }}")
    return {tuple(str(row[name]) for name in ("x", "y") if name in row) for row in rows}


def told(html: str) -> str:
    """The text of a sheet, its numbers without spaces."""
    return re.sub(r"(?<=\d)\u202f(?=\d)", "", re.sub(r"<[^>]+>", "", unescape(html)))


def address(day: date | None) -> dict[str, str]:
    return {"au": day.isoformat()} if day else {}


def test_composer_finds_the_actors_of_the_network(
    on: Open, rouen_store: Path, rouen: KnowledgeGraph, day: date | None
) -> None:
    screen = on(rouen_store, "composer", **address(day))
    said = next(text for text in map(shown, screen.texts) if "réponses pour A" in text)
    assert numbers(said) == [counted(rouen, day)[0]]


def test_carte_draws_the_pairs_that_are_tied_on_the_day_and_whose_sites_are_known(
    on: Open, rouen_store: Path, rouen: KnowledgeGraph, day: date | None
) -> None:
    screen = on(rouen_store, "carte", liens="oui", montrer="site", **address(day))
    sentence = next(
        text for text in (*map(shown, screen.texts), *map(told, screen.sheets.values())) if "acteurs liés" in text
    )
    pairs, _, together = (int(each) for each in re.findall(r"\d+", re.search(r"\d+ paires?.*", sentence)[0])[:3])
    shown_on = {f"{thing}" for thing in re.findall(r'data-open="([^"]+)"', screen.sheets["map-places"])}
    sited = {actor for site, actor in in_sparql(rouen, "?x tg:siteOf ?y") if site in shown_on and actor in shown_on}
    joining = {name for name, kind in tie_kinds().items() if kind.actors and not kind.off}
    tied = {
        frozenset((tie.first, tie.second))
        for tie in rouen.ties(day=day)
        if tie.kind in joining and {tie.first, tie.second} <= sited
    }
    assert pairs + together == len(tied)


def test_evaluer_counts_the_partners_of_both_days(on: Open, rouen_store: Path, rouen: KnowledgeGraph) -> None:
    first, last = DAYS["2012"], DAYS["2021"]
    screen = on(rouen_store, "evaluer", du=str(first), jusque=str(last))
    rows = re.findall(r"<tr>(.*?)</tr>", screen.sheets["evaluation-table"].partition("<tbody>")[2])
    names = {name: iri for iri, name in rouen.names(rouen.network(), lang="fr").items()}
    supported = {names[told(row.partition("</td>")[0])] for row in rows}
    centre = rouen.manifest.centre
    for row, cells in ((row, re.findall(r"<td[^>]*>(.*?)</td>", row)) for row in rows):
        iri = names[told(row.partition("</td>")[0])]
        for place, on_day in enumerate((first, last)):
            near = {end for pair in pairs_in_sparql(rouen, on_day) if iri in pair for end in pair - {iri}}
            there = iri in rouen.network(day=on_day)
            for column, expected in ((1, near), (2, near & supported)):
                said = told(cells[column]).split(" → ")[place]
                assert said == (str(len(expected)) if there else "n'existe pas ce jour-là"), (iri, on_day)
    ties = [tie for tie in rouen.ties() if tie.kind == "partnership" and tie.first == centre]
    held = {
        tie.second for tie in ties if (tie.interval.first or first) <= last and (tie.interval.last or last) >= first
    }
    assert supported == held
    assert int(re.search(r"soutenu (\d+) structures", told(screen.sheets["evaluation-head"]))[1]) == len(held)


def test_partenaires_count_those_who_have_a_sector(
    on: Open, rouen_store: Path, rouen: KnowledgeGraph, day: date | None
) -> None:
    screen = on(rouen_store, "partenaires", filieres="sector/pharmacie", **address(day))
    html = screen.sheets["partners"]
    there, ties = rouen.network(day=day), rouen.ties(day=day)
    sector = f"{rouen.base}id/sector/pharmacie"
    having = {
        end
        for tie in ties
        if tie.kind == "sector" and sector in (tie.first, tie.second)
        for end in (tie.first, tie.second)
        if end in there
    }
    assert having
    assert numbers(told(html))[0] == len(having) == html.partition("</ol>")[0].count("<li><strong>")
    joining = {name for name, kind in tie_kinds().items() if kind.actors and not kind.off}
    others = having | {rouen.manifest.centre}
    for item in html.partition("</ol>")[0].split("<li><strong>")[1:]:
        iri = re.search(r'data-open="([^"]+)"', item)[1]
        said = re.search(r"(\d+) liens? connus? avec les autres[^<,]*(?:, dont (\d+) qui ne)?", told(item))
        holding = [
            tie
            for tie in ties
            if tie.kind in joining and iri in (tie.first, tie.second) and {tie.first, tie.second} <= others
        ]
        assert (int(said[1]) - int(said[2] or 0) if said else 0) == len(holding), item


def test_conseil_counts_the_partners_of_what_a_meeting_adopted(
    on: Open, rouen_store: Path, rouen: KnowledgeGraph
) -> None:
    day = DAYS["2021"]
    lead = told(on(rouen_store, "conseil", **address(day)).sheets["council-lead"])
    agreements, partners = (int(each) for each in re.search(r"(\d+) accords adoptés, avec (\d+)", lead).groups())
    meeting = f"<{rouen.base}id/event/conseil-2021-05-12>"
    adopted = {x for (x,) in in_sparql(rouen, f"?decision tg:takenAt {meeting} ; tg:adopts ?x")}
    ties = [tie for tie in rouen.ties(day=day) if tie.tied_by in adopted and tie.kind in weights()]
    ends = {end for tie in ties for end in (tie.first, tie.second)} - {rouen.manifest.centre}
    assert (agreements, partners) == (len(adopted), len(ends))


def test_financements_give_the_sums_that_tie_their_payers_and_recipients(
    on: Open, rouen_store: Path, rouen: KnowledgeGraph, day: date | None
) -> None:
    query = GIVEN.replace("BASE", rouen.base).replace('"DAY"^^xsd:date', f'"{day}"^^xsd:date' if day else "UNDEF")
    tied = {str(row["sum"]) for row in rouen.query(query)}
    sums = read_money(rouen, translator("fr"), day).sums
    undated = {one.thing.iri for one in read_money(rouen, translator("fr")).sums if one.interval.undated}
    assert {one.thing.iri for one in sums if one.payers and one.recipients} - undated == tied - undated
    lead = told(on(rouen_store, "financements", **address(day)).sheets["money-lead"])
    count = re.search(r"les sources donnent (\d+) somme", lead)
    assert (int(count[1]) if count else 0) == len(sums)


@pytest.mark.parametrize(("kind", "of"), [("life", "tg:Actor"), ("event", "tg:Event")])
def test_chronologie_counts_what_is_dated_and_what_of_it_comes_after_the_day(
    on: Open, rouen_store: Path, rouen: KnowledgeGraph, day: date | None, kind: str, of: str
) -> None:
    screen = on(rouen_store, "chronologie", nature=kind, periode="toutes", **address(day))
    lead = told(screen.sheets["chronology-lead"])
    nowhere = screen.sheets.get("chronology-open", "").count("<li>")
    dated = in_sparql(rouen, f"?x a {of} ; {DATES} []")
    assert int(re.search(r"(\d+) choses? datées?", lead)[1]) + nowhere == len(dated)
    coming = re.search(r"Pour (\d+) d'entre elles, tout ce qui est daté vient après", lead)
    by_then = f"?x ({BOUNDS}) ?bound FILTER(?bound <= '{day}'^^<http://www.w3.org/2001/XMLSchema#date>)"
    later = in_sparql(rouen, f"?x a {of} ; ({BOUNDS}) [] FILTER NOT EXISTS {{ {by_then} }}") if day else set()
    assert (int(coming[1]) if coming else 0) == len(later)


def test_agenda_counts_the_events_of_the_year(
    on: Open, rouen_store: Path, rouen: KnowledgeGraph, day: date | None
) -> None:
    year = day.year if day else 2022
    lead = told(on(rouen_store, "agenda", annee=str(year), **address(day)).sheets["agenda-lead"])
    dates = "?x a tg:Event ; tg:earliest ?first ; tg:latest ?last"
    held = in_sparql(rouen, f"{dates} FILTER(YEAR(?first) <= {year} && YEAR(?last) >= {year})")
    assert int(re.search(r"donnent (\d+) événement", lead)[1]) == len({x for x, *_ in held})


def test_only_kinds_with_a_weight_are_in_the_network(rouen: KnowledgeGraph) -> None:
    kinds = {kind for _, _, found in rouen.network("actors").edges(data="kinds") for kind in found}
    assert kinds <= set(weights())
