"""Every page of a past day calls things as they were called on it: no name that did not hold stands without a word."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import cache
from html import unescape
from pathlib import Path

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.facts.names import name_on, read_names
from territory_graph.facts.things import read_named
from territory_graph.queries import PackagedQuery, packaged_queries
from territory_graph.views.analyses.state import PART_VALUES
from ui.conftest import Open, Screen

DAYS = {"2012-06-01": "Métropole Rouen Normandie", "2018-06-01": "NextMove"}
"""The days, each with a name that was not borne then."""
LANGUAGES = ("fr", "en")
FICHES = (
    *("actor/pole-rouen-seine-eure", "actor/metropole-rouen-normandie", "actor/nextmove", "actor/region-normandie"),
    *("person/frederic-sanchez", "person/laurent-fabius", "post/mrn-president", "place/territoire-mrn", "place/rouen"),
    *("membership/mrn-pmrse", "agreement/convention-nextmove", "site/nextmove-madrillet", "sector/automobile"),
    *("change/crea-creation-2010", "actor/agglo-de-rouen", "actor/agglo-seine-eure-1997", "actor/novalog"),
)
PAGES: tuple[tuple[str, dict[str, str]], ...] = (
    *((page, {}) for page in ("", "conseil", "financements", "carte", "chronologie", "agenda", "evaluer")),
    *((page, {}) for page in ("partenaires", "composer", "reseau", "histoires")),
    ("evaluer", {"du": "2010-01-01", "jusque": "2014-01-01"}),
    ("composer", {"quoi": "EventActor"}),
    ("reseau", {"couleur": "epci"}),
    *(("analyses", {"partie": part}) for part in PART_VALUES.values()),
    *(("fiche", {"id": thing}) for thing in FICHES),
    ("questions", {"q": "04-membres-du-syndicat"}),
)


CASES = [
    *((page, parameters, "2012-06-01", "fr") for page, parameters in PAGES),
    *((page, {}, "2018-06-01", "en") for page in ("", "reseau", "evaluer", "carte")),
    ("fiche", {"id": "agreement/convention-nextmove"}, "2018-06-01", "en"),
]


@pytest.mark.parametrize(("page", "parameters", "day", "language"), CASES)
def test_no_name_of_another_day(
    on: Open, rouen_store: Path, rouen: KnowledgeGraph, page: str, parameters: dict[str, str], day: str, language: str
) -> None:
    said = told(on(rouen_store, page, au=day, lang=language, **parameters), rouen)
    others = names_of_other_days(rouen, day)
    assert DAYS[day] in others
    wrong = {name: around(said, name) for name in others if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said)}
    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("query", [query for query in packaged_queries() if query.dated])
def test_no_answer_holds_a_name_of_another_day(rouen: KnowledgeGraph, query: PackagedQuery, language: str) -> None:
    answer = rouen.ask(query.name, lang=language, day="2012-06-01")
    cells = {str(cell) for row in answer for cell in row}
    assert {name for name in names_of_other_days(rouen, "2012-06-01") if name in cells} == set()


@cache
def names_of_other_days(graph: KnowledgeGraph, day: str) -> tuple[str, ...]:
    """The names of today of everything that was called otherwise on the day, read here anew."""
    iris = {iri for iris in read_named(graph.rows).values() for iri in iris}
    former = {iri for iri, uses in read_names(graph.rows, iris).items() if name_on(uses, date.fromisoformat(day))}
    return tuple(sorted({thing.label for lang in LANGUAGES for thing in graph.things(former, lang).values()}))


def told(screen: Screen, graph: KnowledgeGraph) -> str:
    """All that a page says, without titles of sources, and without what it says of today or beside a name of then."""
    assert screen.failures == []
    sheets = " ".join(re.sub(r"<[^>]+>", " ", html) for html in screen.sheets.values())
    drawn = json.dumps([each["drawing"] for each in screen.drawings.values()], ensure_ascii=False)
    tables = " ".join(frame.value.to_string() for frame in screen.app.get("dataframe"))
    said = unescape(" ".join([*screen.texts, sheets, drawn, tables])).replace("\\", "").replace("\u00a0", " ")
    for text in quoted(graph):
        said = said.replace(text, "…")
    for name in graph.manifest.names.values():  # that of the data, which is of no day
        said = re.sub(rf"(Données :|Data:|^) ?{name}", "", said)
    said = re.sub(r"·  [^·]+  ·  (\w+ )*\d{4}", "", said)  # who published a source, on a day of its own
    said = re.sub(r"(Dernier nom connu :|Last known name:) \w[^<]{0,60}", "", said)
    return re.sub(r"[^.;|<>]{0,80}\((alors|then) [^)]+\)", "", said)


@cache
def quoted(graph: KnowledgeGraph) -> tuple[str, ...]:
    """Titles and publishers of sources, notes and the words of records, the longest first: they are others' words."""
    answer = graph.rows(
        "PREFIX dc: <http://purl.org/dc/terms/> PREFIX tg: <https://w3id.org/territory-graph/ontology#>"
        " PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>"
        " SELECT DISTINCT ?text { { ?source a tg:Source ; dc:title|dc:publisher|rdfs:label ?text }"
        " UNION { ?thing dc:description|tg:note|tg:locator ?text }"
        " UNION { ?change a ?class ; rdfs:label ?text . ?class rdfs:subClassOf* tg:ChangeEvent }"
        " UNION { ?event a ?class ; rdfs:label ?text . ?class rdfs:subClassOf* tg:Event } }"  # it has a day of its own
    )
    texts = {part for row in answer for part in (str(row["text"]), *re.split(" ; | : ", str(row["text"])))}
    return tuple(sorted((text for text in texts if len(text) > 12), key=lambda text: -len(text)))


def around(said: str, name: str) -> str:
    """The words around a name, as a failure shows them."""
    at = said.index(name)
    return said[max(0, at - 100) : at + 100]
