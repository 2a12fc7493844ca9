"""A graph that is sent is read strictly: nothing fetched, guessed or lost, and no text ends the process."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory_graph.ingest.payload import FORMATS, LONGEST_ENTITY, media_type_of, read_payload
from territory_graph.ingest.rdf import RdfFile

BASE = "https://example.org/id/record/x"
NAME = Path("content")
XML, JSON, TURTLE = "application/rdf+xml", "application/ld+json", "text/turtle"
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/"'


def read(content: str | bytes, media_type: str = TURTLE) -> RdfFile:
    return read_payload(content.encode() if isinstance(content, str) else content, media_type, BASE, NAME)


def codes(file: RdfFile) -> list[str]:
    return [problem.code for problem in file.problems]


def xml(body: str, subset: str = "") -> str:
    doctype = f"<!DOCTYPE rdf:RDF [{subset}]>\n" if subset else ""
    thing = f'<rdf:Description rdf:about="urn:s">{body}</rdf:Description>'
    return f'<?xml version="1.0"?>\n{doctype}<rdf:RDF {RDF}>{thing}</rdf:RDF>'


@pytest.mark.parametrize("media_type", FORMATS)
def test_every_format_is_read(media_type):
    triple = ox.Triple(ox.NamedNode("urn:s"), ox.NamedNode("http://e/p"), ox.Literal("é\n", language="fr"))
    form = ox.RdfFormat.from_media_type(media_type)
    file = read(ox.serialize([triple], format=form), media_type)
    assert not file.problems
    assert {quad.triple for quad in file.quads} == {triple}


@given(st.sampled_from(sorted(FORMATS)), st.text(max_size=40), st.sampled_from(["fr", "en-GB"]))
def test_a_text_is_read_as_it_was_written(media_type, text, language):
    if media_type == XML:
        text = "".join(each for each in text if each.isprintable())
    triple = ox.Triple(ox.NamedNode("urn:s"), ox.NamedNode("http://e/p"), ox.Literal(text, language=language))
    file = read(ox.serialize([triple], format=ox.RdfFormat.from_media_type(media_type)), media_type)
    assert [quad.triple for quad in file.quads] == [triple]


def test_relative_iris_are_under_the_base():
    (quad,) = read("<> <#p> <../y> .").quads
    assert [quad.subject.value, quad.predicate.value, quad.object.value] == [
        BASE,
        f"{BASE}#p",
        "https://example.org/id/y",
    ]


@pytest.mark.parametrize(
    ("content", "media_type", "code", "line"),
    [
        ("<urn:a> <urn:b> <urn:c>\n<urn:d> .", TURTLE, "rdf-syntax", 2),
        ("<urn:a> <urn:b> <c d> .", TURTLE, "rdf-syntax", 1),
        (b"<urn:a> <urn:b>\n'\xe9' .", TURTLE, "not-utf8", 2),
        ("<urn:a> <urn:b> 1 .".encode("utf-16"), TURTLE, "encoding-mark", 1),
        ("<urn:a>\n<urn:b> [] .", TURTLE, "unkept", 1),
        ("<urn:a> <urn:b> <<( <urn:a> <urn:b> 1 )>> .", TURTLE, "unkept", 1),
        ('{"@id": "urn:a"}', TURTLE, "other-format", 1),
        (xml("<e:p>1</e:p>"), TURTLE, "other-format", 1),
        ("<urn:a> <urn:b> 1 .", JSON, "rdf-syntax", 1),
        ("<!DOCTYPE html>\n<html><body/></html>", XML, "other-format", 1),
        ('{"@id": "urn:a"}', XML, "other-format", 1),
        (xml("<e:p>1</e:q>"), XML, "rdf-syntax", 2),
        ('<?xml version="1.0" encoding="ISO-8859-1"?><a/>', XML, "not-utf8", 1),
        ('<?xml version="1.0"?>\n<!DOCTYPE rdf:RDF SYSTEM "http://127.0.0.1:9/x.dtd"><a/>', XML, "xml-outside", 2),
        (xml("<e:p>&x;</e:p>", '<!ENTITY x SYSTEM "file:///etc/passwd">'), XML, "xml-outside", 2),
        (xml("<e:p/>", '<!ENTITY % x "<!ENTITY y 1>"> %x;'), XML, "xml-outside", 2),
        (json.dumps({"@context": "http://127.0.0.1:9/c", "@id": "urn:a", "name": "x"}), JSON, "remote-context", None),
        ('{"@id": "urn:a", "http://e/p": 1, "http://e/p": 2}', JSON, "json-key", 1),
        ('{"@id": "urn:a", "http://e/p": 0.12345678901234567890}', JSON, "json-number", 1),
        ('{"@id": "urn:g", "@graph": {"@id": "urn:a", "http://e/p": 1}}', JSON, "other-graph", None),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(content, media_type, code, line):
    file = read(content, media_type)
    assert (file.problems[0].code, file.problems[0].line) == (code, line)


def test_a_byte_order_mark_is_read_through():
    assert len(read("\ufeff<urn:a> <urn:b> 1 .").quads) == 1


def test_entities_of_the_file_s_own_are_read():
    file = read(
        xml('<e:p rdf:datatype="&xsd;integer">1</e:p>', '<!ENTITY xsd "http://www.w3.org/2001/XMLSchema#">'), XML
    )
    assert not file.problems
    assert [quad.object.datatype.value for quad in file.quads] == ["http://www.w3.org/2001/XMLSchema#integer"]


def nested(levels: int) -> str:
    return '<!ENTITY e0 "lol">' + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, levels))


@pytest.mark.parametrize(
    ("body", "subset"),
    [
        ("<e:p>&e8;</e:p>", nested(9)),
        ('<e:p rdf:datatype="&e8;">1</e:p>', nested(9)),
        ("<e:p>x</e:p>", nested(9)),
        (f"<e:p>{'&e;' * 2_000}</e:p>", f'<!ENTITY e "{"x" * LONGEST_ENTITY}">'),
        ("<e:p>&a;</e:p>", '<!ENTITY a "&b;"><!ENTITY b "&a;">'),
    ],
    ids=["in a text", "in an attribute", "never used", "used often", "in a circle"],
)
def test_entities_that_grow_are_refused_before_they_do(body, subset):
    assert codes(read(xml(body, subset), XML)) == ["xml-entities"]


DEEP = 100_000


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        ("<urn:a> <urn:p> " + "<<( <urn:a> <urn:p> " * DEEP + "1" + " )>>" * DEEP + " .", TURTLE),
        ("<urn:a> <urn:p> " + "[<urn:q> " * DEEP + "1" + "]" * DEEP + " .", TURTLE),
        ("<urn:a> <urn:p> " + "(" * DEEP + ")" * DEEP + " .", TURTLE),
        (xml("<e:p><rdf:Description>" * DEEP + "</rdf:Description></e:p>" * DEEP), XML),
        ('{"http://e/p":' * DEEP + "1" + "}" * DEEP, JSON),
        ('{"http://e/p":' + "[" * DEEP + "1" + "]" * DEEP + "}", JSON),
        ('{"http://e/p":' + "[" * 5_000 + "1" + "]" * 5_000 + "}", JSON),
    ],
    ids=["triple terms", "blank nodes", "lists", "elements", "objects", "arrays", "arrays that Oxigraph reads"],
)
def test_what_is_nested_too_deep_is_refused_and_the_process_lives(content, media_type):
    assert codes(read(content, media_type))


def test_the_media_type_follows_from_the_extension():
    names = {"a.ttl": TURTLE, "a.NT": "application/n-triples", "a.owl": XML, "a.jsonld": JSON, "a": TURTLE}
    assert {name: media_type_of(Path(name)) for name in names} == names
