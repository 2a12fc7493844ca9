"""Statements written in every form of RDF, the same bytes each time."""

from __future__ import annotations

from functools import partial

import pyoxigraph as ox
import pytest
from rdflib import RDF, RDFS, Dataset, Literal, URIRef

from territory_graph.errors import AnswerUnwritableError
from territory_graph.service.formats import TRIPLES
from territory_graph.service.rdf import WRITERS, about, written
from territory_graph.vocabulary import DEFAULT_BASE, TG

LSN = URIRef(f"{DEFAULT_BASE}id/actor/lsn")
STATEMENTS = about(
    LSN,
    [
        (RDF.type, [TG.Actor, TG.Cluster]),
        (RDFS.label, [Literal("Logistique “Seine”\n@prefix x: <y> .", lang="fr"), Literal("LSN")]),
        (TG.siren, []),
        (TG.confidence, Literal("0.80", datatype="http://www.w3.org/2001/XMLSchema#decimal")),
    ],
)
write = partial(written, base=DEFAULT_BASE)


def test_every_form_that_the_service_names_can_be_written() -> None:
    assert set(TRIPLES.values()) == set(WRITERS)


@pytest.mark.parametrize("media_type", WRITERS)
def test_rdflib_reads_back_what_was_written(media_type: str) -> None:
    names = {"application/n-triples": "nt", "application/n-quads": "nquads", "application/rdf+xml": "xml"}
    read = Dataset(default_union=True).parse(
        data=write(STATEMENTS, media_type),
        format=names.get(media_type, media_type.rpartition("/")[2].replace("ld+json", "json-ld")),
    )
    assert {str(term) for term in read.objects(LSN, RDF.type)} == {str(TG.Actor), str(TG.Cluster)}
    assert len(list(read.triples((LSN, None, None)))) == 5


@pytest.mark.parametrize("media_type", WRITERS)
def test_equal_statements_are_equal_bytes(media_type: str) -> None:
    assert len({write(STATEMENTS, media_type) for _ in range(20)}) == 1


def test_only_prefixes_that_are_used_are_declared() -> None:
    lines = write(STATEMENTS, "text/turtle").decode().splitlines()
    declared = [line.split()[1] for line in lines if line.startswith("@prefix")]
    assert declared == ["act:", "rdfs:", "tg:"]
    assert lines[len(declared)] == ""


def test_literals_keep_their_writing() -> None:
    assert b'"0.80"' in write(STATEMENTS, "application/n-triples")


def test_nothing_is_written_as_an_empty_document() -> None:
    assert write([], "text/turtle").strip() == b""


def test_records_are_kept_where_the_form_has_them() -> None:
    quad = ox.Quad(STATEMENTS[0].subject, STATEMENTS[0].predicate, STATEMENTS[0].object, ox.NamedNode("urn:record"))
    assert b"<urn:record>" in write([quad], "application/trig")
    assert b"<urn:record>" in write([quad], "application/n-quads")


@pytest.mark.parametrize("value", ["a\x0bb", "a\x00", "\uffff"])
def test_what_xml_cannot_hold_is_refused_in_rdf_xml_alone(value: str) -> None:
    said = [ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:p"), ox.Literal(value))]
    with pytest.raises(AnswerUnwritableError):
        written(said, "application/rdf+xml", "https://example.org/")
    assert written(said, "text/turtle", "https://example.org/")


def test_a_carriage_return_is_kept_in_rdf_xml() -> None:
    said = [ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:p"), ox.Literal("a\r\nb"))]
    body = written(said, "application/rdf+xml", "https://example.org/")
    assert [quad.object for quad in ox.parse(body, ox.RdfFormat.RDF_XML)] == [ox.Literal("a\r\nb")]
