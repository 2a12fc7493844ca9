"""Files of RDF are brought in as one contribution, in whatever format, looked at before and taken back as one."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest

from territory_graph import KnowledgeGraph
from territory_graph.building import build
from territory_graph.cli import main
from territory_graph.errors import InputError
from territory_graph.importing import bring_in, look_at, take_back
from territory_graph.importing.statements import read_statements
from territory_graph.ingest.territory import read_territory

BASE = "https://example.org/hamlet/id/"
TURTLE = f"""\
PREFIX tg: <https://w3id.org/territory-graph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX id: <{BASE}>
<{BASE}actor/forge> a tg:Company ; rdfs:label "La Forge"@fr .
<{BASE}membership/forge-agence> a tg:Membership ; tg:member <{BASE}actor/forge> ;
  tg:inOrganisation <{BASE}actor/agence> ; rdfs:seeAlso [ rdfs:label "une note" ] .
"""
RECORD = f"""
PREFIX tg: <https://w3id.org/territory-graph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
<{BASE}graph/mine> {{
  <{BASE}record/mine/1> a tg:Record ; tg:source <{BASE}source/annuaire> ; tg:locator "p. 4" ;
    tg:status <{BASE}status/stated> ; tg:confidence 1.0 .
  <{BASE}graph/mine> a tg:Record ; tg:source <{BASE}source/editorial> ; tg:locator "-" ;
    tg:status <{BASE}status/editorial> ; tg:confidence 1.0 .
}}
<{BASE}record/mine/1> {{ <{BASE}actor/forge> a tg:Company ; rdfs:label "La Forge"@fr }}
"""
FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "n3": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "rdf": ox.RdfFormat.RDF_XML,
    "xml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}


@pytest.fixture
def write(tmp_path):
    def to(text, name="carnet.ttl"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return to


def said(desk):
    graph = KnowledgeGraph.open(desk.store.path)
    query = "SELECT ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } FILTER(!CONTAINS(STR(?g), '/graph/')) }"
    rows = {tuple(map(str, row)) for row in graph.query(query).rows}
    return {row for row in rows if "/id/source/" not in row[0]}  # sources are kept once they are known


def carnet(write, ending):
    """The file in one of its formats."""
    quads = ox.parse(TURTLE, format=ox.RdfFormat.TURTLE)
    return write(ox.serialize(quads, format=FORMATS[ending]), f"carnet.{ending}")


def test_each_format_states_the_same(write, hamlet):
    told = {}
    for ending in FORMATS:
        stated = read_statements(carnet(write, ending), hamlet.store, hamlet.base, "carnet")
        assert [notice.code for notice in stated.notices] == ["read-blank-nodes"]
        text = re.sub(r"/genid/[^>]+", "/genid/…", stated.statements).replace(f"carnet.{ending}", "carnet")
        told[ending] = sorted(text.splitlines()), stated.classes
    assert len(told["ttl"][0]) > 6
    assert {ending: each for ending, each in told.items() if each != told["ttl"]} == {}


@pytest.mark.parametrize("ending", ["ttl", "jsonld"])
def test_what_a_file_states_is_brought_in_taken_back_and_built_again(write, desk, ending):
    path = carnet(write, ending)
    before = said(desk)
    planned = look_at(path, desk)
    assert said(desk) == before
    assert [notice.code for notice in planned.stated.notices] == ["read-blank-nodes"]
    assert [(tie.kind, tie.first) for tie in planned.look.ties_appear] == [("membership", f"{BASE}actor/forge")]
    done = bring_in(planned, desk, "Ada")
    graph = KnowledgeGraph.open(desk.store.path)
    (evidence,) = graph.evidence(done.made).values()
    assert [source.title for source in evidence.sources] == [f"carnet.{ending}"]
    assert graph.things([f"{BASE}actor/forge"])[f"{BASE}actor/forge"].label == "La Forge"
    version = graph.version
    assert build(desk.territory, desk.store.path).manifest.version == version
    with pytest.raises(InputError) as caught:
        look_at(path, desk)
    assert [problem.code for problem in caught.value.problems] == ["nothing-new"]
    take_back(done.name, desk, "Ada")
    assert said(desk) == before


def test_a_record_of_the_file_keeps_its_own_source(write, desk):
    done = bring_in(look_at(write(RECORD, "mine.trig"), desk, source="annuaire"), desk, "Ada")
    graph = KnowledgeGraph.open(desk.store.path)
    assert done.made == (f"{BASE}record/mine/1",)
    assert graph.evidence(done.made)[done.made[0]].locator == "p. 4"
    assert [one.made for one in read_territory(desk.territory).contributions] == [done.made]


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("x.ttl", "<a> <b> .", "rdf-syntax"),
        ("x.jsonld", '{"@context": "https://example.org/none.jsonld", "@id": "x"}', "remote-context"),
        ("x.rdf", '<!DOCTYPE a SYSTEM "http://example.org/x"><a/>', "xml-outside"),
        ("x.ttl", "\ufeffé".encode("utf-16"), "encoding-mark"),
        ("x.ttl", "", "no-statements"),
        ("x.nt", f'<{BASE}a> <{BASE}b> "x"^^<http://www.w3.org/2001/XMLSchema#date> .', "bad-day"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(write, desk, name, text, code):
    with pytest.raises(InputError) as caught:
        look_at(write(text, name), desk)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_person_who_holds_no_public_office_is_refused(write, desk):
    text = (
        "<http://example.org/p> a <http://xmlns.com/foaf/0.1/Person> ; <http://xmlns.com/foaf/0.1/name> 'Quelqu’un' ."
    )
    planned = look_at(write(text), desk)
    assert [problem.code for problem in planned.look.problems] == ["no-public-office"]


def test_the_command_tells_what_a_file_states_and_brings_it_in(write, desk, capsys):
    command = ["import", str(write(TURTLE)), "--territory", str(desk.territory), "--store", str(desk.store.path)]
    assert main(command) == 0
    told = capsys.readouterr().out
    assert "Turtle" in told
    assert "Membership" in told
    assert desk.history() == ()
    assert main([*command, "--apply", "--as", "Ada"]) == 0
    assert len(desk.history()) == 1
    foreign = write("<http://a.example/x> <http://a.example/y> 'z' .", "autre.ttl")
    assert main(["import", str(foreign), *command[2:]]) == 0
    assert "SPARQL" in capsys.readouterr().out
