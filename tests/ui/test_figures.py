"""Figures of pages: each is what SPARQL written here, or networkx, finds anew for the same day, in either language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from html import unescape
from pathlib import Path

import networkx as nx
import pytest

from territory_graph import KnowledgeGraph
from territory_graph.messages import translator
from territory_graph.ui.context import ALL_DATES
from ui.conftest import Open, Screen, shown

DAYS = {"all": None, "2012": date(2012, 6, 1), "2021": date(2021, 5, 12)}
THINGS = (
    *("actor/pole-rouen-seine-eure", "actor/metropole-rouen-normandie", "actor/agglo-seine-eure", "actor/lsn"),
    *("actor/polepharma", "actor/nextmove", "actor/novalog", "actor/region-normandie"),
    *(
        "event/polepharma-industrie-du-futur-5",
        "project/logistique-urbaine",
        "sector/pharmacie",
        "person/bernard-leroy",
    ),
)
PREFIXES = """PREFIX tg: <https://w3id.org/territory-graph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
"""
CLASSES = {"actors": "Actor", "authorities": "Epci", "clusters": "Cluster", "partnerships": "Partnership"} | {
    "projects": "Project",
    "events": "Event",
    "sources": "Source",
}
PARTS = {"support": "Partnership", "mandates": "Mandate", "money": "Commitment", "staff": "StaffAssignment"}
"""Parts of a fiche and the class whose things they tell, where one class makes a part."""


@pytest.fixture(params=DAYS, ids=list(DAYS))
def day(request: pytest.FixtureRequest) -> date | None:
    return DAYS[request.param]


@pytest.fixture
def lang(day: date | None) -> str:
    """Figures are the same in both languages: that of a page goes with its day."""
    return "en" if day == DAYS["2012"] else "fr"


def found(graph: KnowledgeGraph, pattern: str) -> set[str]:
    return {str(row["x"]) for row in graph.query(f"{PREFIXES}SELECT DISTINCT ?x WHERE {{ {pattern} }}")}


def cited(graph: KnowledgeGraph, name: str) -> set[str]:
    return found(graph, f"?x a ?class . ?class rdfs:subClassOf* tg:{name}")


def number(text: str) -> int:
    """The number that a text holds, whatever parts its digits."""
    return int("".join(re.findall(r"\d", text)))


def numbers(text: str) -> list[int]:
    return [number(each) for each in re.findall(r"\d+(?:[\u202f,]\d{3})*", text)]


def address(day: date | None) -> dict[str, str]:
    return {"au": day.isoformat() if day else ALL_DATES}


def items(html: str) -> int:
    """How many things a sheet lists: its outer items."""
    depth = count = 0
    for tag in re.findall(r"<(/?(?:ul|ol|li))\b", html):
        if tag in {"ul", "ol"}:
            depth += 1
        elif tag in {"/ul", "/ol"}:
            depth -= 1
        elif tag == "li" and depth == 1:
            count += 1
    return count


def own(graph: KnowledgeGraph, day: date | None) -> dict[str, set[str]]:
    """What is the territory's own, from ties read in Python and the places in the perimeter."""
    centre = graph.manifest.centre
    ties = [tie for tie in graph.ties(day=day) if centre in {tie.first, tie.second}]
    members = {tie.first for tie in ties if tie.kind == "membership" and tie.second == centre}
    supports = [tie for tie in ties if tie.kind == "partnership" and tie.first == centre]
    supported = {tie.second for tie in supports}
    return {
        "authorities": members & cited(graph, "Epci"),
        "clusters": supported,
        "partnerships": {tie.tied_by for tie in supports} & cited(graph, "Partnership"),
        "sources": cited(graph, "Source") - found(graph, "?x a tg:NoDocument"),
    }


def test_accueil_counts_what_the_graph_has(
    on: Open, rouen_store: Path, rouen: KnowledgeGraph, day: date | None, lang: str
) -> None:
    screen = on(rouen_store, "", lang=lang, **address(day))
    say, checked = translator(lang), 0
    screen.unfold(*(f"evidence-{key}" for key in ("actors", "money", *CLASSES)))
    figures = {metric.label: metric for metric in screen.app.metric}
    captions = [shown(each.value) for each in screen.app.caption]
    for key, expected in own(rouen, day).items():
        section = "home.figures" if key == "sources" else f"home.own.{key}"
        label = say(f"home.figures.{key}" if key == "sources" else section, count=len(expected))
        assert number(figures[label].value) == len(expected), (key, sorted(expected))
        checked += 1
    assert checked == 4
    for key, name in CLASSES.items():
        wider = cited(rouen, name)
        if key != "sources":
            assert say("home.cited", count=say.number(len(wider))) in captions, key
            assert items(screen.sheets[f"counted-{key}-cited"]) == len(wider)
    for metric, key in zip(
        screen.app.metric, (key for key in screen.sheets if re.fullmatch(r"counted-\w+", key)), strict=True
    ):
        if key != "counted-money":
            assert number(metric.value) == items(screen.sheets[key]), key


def test_the_sum_of_accueil_is_the_largest_of_the_year_and_all_its_receivers(
    on: Open, rouen_store: Path, rouen: KnowledgeGraph, day: date | None
) -> None:
    screen = on(rouen_store, "", **address(day))
    said = rouen.query(f"""{PREFIXES}SELECT ?sum ?amount (STR(?y) AS ?year) ?to WHERE {{
      ?sum tg:committedBy <{rouen.manifest.centre}> ; tg:amount ?amount ; tg:committedTo ?to .
      OPTIONAL {{ ?sum tg:forYear ?y }}
    }}""")
    sums = [row for row in said if day is None or str(row["year"] or day.year) == str(day.year)]
    shown_sums = [metric.value for metric in screen.app.metric if "€" in metric.value]
    if not sums:
        assert shown_sums == []
        return
    largest = max(sums, key=lambda row: float(str(row["amount"])))
    assert [number(text) for text in shown_sums] == [int(float(str(largest["amount"])))]
    receivers = {str(row["to"]) for row in sums if row["sum"] == largest["sum"]}
    told = captions(screen.unfold("evidence-money"))
    assert any(f" {len(receivers)} bénéficiaires" in text.replace("\u202f", " ") for text in told)


def captions(screen: Screen) -> list[str]:
    return [shown(each.value) for each in screen.app.caption]


def after_removal(network: nx.Graph, actor: str) -> tuple[set[str], int]:
    """Who is without a tie once an actor is gone, and how many of those tied are left."""
    rest = network.subgraph([node for node, degree in network.degree() if degree and node != actor])
    return {node for node, degree in rest.degree() if not degree}, len(rest)


@pytest.mark.parametrize("thing", THINGS)
def test_a_fiche_counts_what_it_lists_and_what_the_graph_has(
    seen: Open, rouen_store: Path, rouen: KnowledgeGraph, day: date | None, thing: str
) -> None:
    screen = seen(rouen_store, "fiche", id=thing, **address(day))
    iri = f"{rouen.base}id/{thing}"
    counts = dict(
        re.findall(r'<a href="#([\w-]+)"[^>]*><bdi>.*?</bdi></a> <span>(\d+)</span>', screen.sheets["fiche-contents"])
    )
    for key, count in counts.items():
        sheet = screen.sheets.get(f"fiche-part-{key}")
        if sheet is not None:
            assert int(count) == sheet.count('<li class="fact'), key
    for key, name in PARTS.items():
        assert int(counts.get(key, 0)) == len(linked(rouen, iri, name, day)), key
    twins = {each.label for each in screen.app.expander}
    for key in ("fiche-map-list", "fiche-around-list", "fiche-time-list"):
        if key in screen.sheets:
            assert any(number(label) == items(screen.sheets[key]) for label in twins if re.search(r"\d", label)), key
    head = re.search(r"Sources citées\s*: (\d+)", unescape(screen.sheets["fiche-head"]))
    assert head
    assert int(head[1]) == items(screen.sheets["fiche-sources"])


def linked(graph: KnowledgeGraph, iri: str, name: str, day: date | None) -> set[str]:
    """The things of a class that name another, or a post in it, and whose own dates do not exclude a day."""
    known = found(
        graph, f"?x a/rdfs:subClassOf* tg:{name} {{ ?x ?p <{iri}> }} UNION {{ ?x tg:post/tg:postIn <{iri}> }}"
    )
    if day is None:
        return known
    before = f'FILTER(?d > "{day}"^^<http://www.w3.org/2001/XMLSchema#date>)'
    after = f'FILTER(?d < "{day}"^^<http://www.w3.org/2001/XMLSchema#date>)'
    year = f"FILTER(xsd:integer(STR(?y)) != {day.year})".replace(
        "xsd:integer", "<http://www.w3.org/2001/XMLSchema#integer>"
    )
    over = found(graph, f"?x tg:startEarliest|tg:earliest ?d {before}") | found(graph, f"?x tg:endLatest ?d {after}")
    of_another = found(graph, f"?x tg:forYear ?y {year} MINUS {{ ?x tg:start ?s ; tg:end ?e }}")
    own = "tg:startEarliest|tg:endLatest|tg:startLatest|tg:attestedOn|tg:forYear"
    undated = f"MINUS {{ ?x {own} ?own }}"  # it is of the time of what it covers
    covered = f"?x tg:coversAgreement/tg:startEarliest ?d {before} {undated}"
    covered_over = f"?x tg:coversAgreement/tg:endLatest ?d {after} {undated}"
    return known - over - of_another - found(graph, covered) - found(graph, covered_over)


@pytest.mark.parametrize("thing", [thing for thing in THINGS if thing.startswith("actor/")])
def test_the_place_of_an_actor_in_the_network_is_what_networkx_finds(
    seen: Open, rouen_store: Path, rouen: KnowledgeGraph, day: date | None, thing: str
) -> None:
    screen, iri = seen(rouen_store, "fiche", id=thing, **address(day)), f"{rouen.base}id/{thing}"
    told = unescape(screen.sheets.get("fiche-role", ""))
    network = nx.Graph(rouen.network("actors", day=day))
    if iri not in network or not network.degree(iri):
        assert "liens avec" not in told
        return
    alone, left = after_removal(network, iri)
    partners = re.search(r"a des liens avec (\d+) acteurs", told)
    assert int(partners[1]) == network.degree(iri) if partners else network.degree(iri) == 1, told
    said = re.search(r"(\d+|un) acteurs? sur (\d+) (?:n'ont|n'a) plus de lien", told)
    cut = re.search(
        r"(\d+|un) acteurs? sur (\d+) (?:sont coupés|est coupé) du plus grand morceau(?:, dont (\d+|un))?", told
    )
    if said:
        assert (counted(said[1]), int(said[2])) == (len(alone), left), told
    elif cut:
        assert (counted(cut[1]), int(cut[2]), counted(cut[3] or "0")) == (lost(network, iri), left, len(alone)), told
    else:
        assert not lost(network, iri), told


def counted(word: str) -> int:
    return int(word.replace("un", "1"))


def lost(network: nx.Graph, actor: str) -> int:
    """How many of the piece in which an actor is fall off its largest rest, once the actor is gone."""
    piece = next(each for each in nx.connected_components(network) if actor in each) - {actor}
    return sum(sorted(map(len, nx.connected_components(network.subgraph(piece))))[:-1])


def test_analyses_tell_whom_the_network_loses_as_networkx_finds(
    seen: Open, rouen_store: Path, rouen: KnowledgeGraph, day: date | None
) -> None:
    screen = seen(rouen_store, "analyses", **address(day))
    network = nx.Graph(rouen.network("actors", day=day))
    names = rouen.names(list(network), day=day, lang="fr")
    labels = {name: iri for iri, name in names.items() if list(names.values()).count(name) == 1}
    sheet = unescape(screen.sheets["analyses-passage"])
    told = re.findall(
        r"Sans (?:le |la |les |l')?([^,<]+?), (\d+|un) acteurs? sur (\d+) (?:est coupé|sont coupés) du plus grand",
        sheet,
    )
    compared = 0
    for name, count, of in told:
        iri = labels.get(name) or labels.get(f"Les {name}")
        if iri is None:
            continue
        tied = network.subgraph([node for node, degree in network.degree() if degree])
        assert (counted(count), int(of)) == (lost(network, iri), len(tied) - 1), name
        compared += 1
    assert compared > (5 if day != date(2012, 6, 1) else 0), told


def test_the_ranking_of_analyses_has_the_values_of_networkx(
    seen: Open, rouen_store: Path, rouen: KnowledgeGraph, day: date | None
) -> None:
    sheet = unescape(seen(rouen_store, "analyses", **address(day)).sheets["analyses-ranking"])
    network = nx.Graph(rouen.network("actors", day=day))
    between = nx.betweenness_centrality(network)
    rows = re.findall(r'data-open="([^"]+)"><bdi>[^<]*</bdi></a></th><td[^>]*>([\d,]+)</td>', sheet)
    assert rows
    for iri, value in rows:
        assert between[iri] == pytest.approx(float(value.replace(",", ".")), abs=0.0006), iri


def test_sectors_that_rest_on_one_actor_are_those_that_one_actor_has(
    seen: Open, rouen_store: Path, rouen: KnowledgeGraph
) -> None:
    sheet = unescape(seen(rouen_store, "analyses", **address(None)).sheets["analyses-single"])
    said = re.search(r"un acteur, toutes dates confondues \((\d+)\)", sheet)
    pairs = rouen.query(
        f"{PREFIXES}SELECT DISTINCT ?s ?a WHERE {{ ?a tg:hasSector ?s . ?a a/rdfs:subClassOf* tg:Actor }}"
    )
    actors: dict[str, set[str]] = {}
    for row in pairs:
        actors.setdefault(str(row["s"]), set()).add(str(row["a"]))
    assert said
    assert int(said[1]) == sum(len(each) == 1 for each in actors.values())


QUESTIONS = ("01", "02", "03", "05", "10", "11", "12", "18", "23", "36")


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_says_how_many_rows_its_query_has(
    on: Open, rouen_store: Path, rouen: KnowledgeGraph, day: date | None, lang: str, question: str
) -> None:
    screen = on(rouen_store, "questions", q=question, lang=lang, **address(day))
    table = screen.app.dataframe[0].value if screen.app.dataframe else ()
    assert screen.app.selectbox(key="questions-name").value.startswith(f"{question}-")
    expected = len(list(rouen.query(screen.code("questions-query"))))
    assert len(table) == expected
    assert not any(element.value.endswith("…") for element in screen.app.markdown), "the sentence is shown whole"
    if expected > 1:
        assert any(numbers(text)[:1] == [expected] for text in captions(screen) if re.match(r"[\d\u202f,]+ ", text))


def test_the_same_figure_is_the_same_on_every_page(
    seen: Open, rouen_store: Path, rouen: KnowledgeGraph, day: date | None
) -> None:
    home = numbers(seen(rouen_store, "", **address(day)).caption("Affichés"))[:2]
    drawn = numbers(seen(rouen_store, "reseau", horsliens="funding", **address(day)).caption("Affichés"))[:2]
    measured = numbers(seen(rouen_store, "analyses", **address(day)).caption("Réseau «").partition(":")[2])[:2]
    network: Iterable[tuple[str, int]] = rouen.network("actors", day=day).degree()
    tied = [degree for _, degree in network if degree]
    assert home == drawn == measured == [len(tied), len(rouen.network("actors", day=day))]
