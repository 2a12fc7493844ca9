"""A graph that is sent is read strictly: nothing fetched, guessed or lost, and no text ends the process."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory_graph.errors import InputError
from territory_graph.ingest.payload import FORMATS, LONGEST_ENTITY, media_type_of, read_payload
from territory_graph.ingest.rdf import RdfFile
from territory_graph.messages import translator

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


P = '"http://e/p"'


@pytest.mark.parametrize(
    ("content", "code", "column"),
    [
        (f'{{"@id": "urn:a", {P}: 1,\n  {P}: 2}}', "json-key", 3),
        (f'{{"@id": "urn:a",\n "@id": "urn:b", {P}: 2}}', "json-key", 2),
        ('{"@context": {"p": "http://e/p",\n "p": "http://e/q"}, "@id": "urn:a", "p": 1}', "json-key", 2),
        (f'{{"@id": "urn:a", {P}: {{"@list": [{{"@list": [\n{{"@value": 1, "@value": 2}}]}}]}}}}', "json-key", 15),
        (f'{{"@id": "urn:a", {P}: 1,\n"http:\\/\\/e/\\u0070": 2}}', "json-key", 1),
        (f'{{"@id": "urn:a", {P}: {{"@type": "@json", "@value": {{"a": 1,\n"a": 2}}}}}}', "json-key", 1),
        (f'{{"@id": "urn:a", {P}:\n1e400}}', "json-number", 1),
        (f'{{"@id": "urn:a", {P}:\n 1e-99999999999999999999}}', "json-number", 2),
        (f'{{"@id": "urn:a", {P}: ["1e400", -1.5, 0e0,\n{"9" * 5_000}]}}', "json-number", 1),
        (f'{{"@id": "urn:a", {P}:\n   NaN}}', "rdf-syntax", 4),
        (f'{{"@id": "urn:a", {P}:\n-Infinity}}', "rdf-syntax", None),
        (f'{{"@id": "urn:a", {P}:\n"\\ud800"}}', "rdf-syntax", None),
        ('{"@id": "urn:a", "\\ud800": 1,\n"\\ud800": 1}', "rdf-syntax", None),
        ("[" * 2_000 + "]" * 2_000, "too-deep", 1_001),
    ],
)
def test_what_json_would_lose_is_told_with_its_line_and_column(content, code, column):
    problem = read(content, JSON).problems[0]
    assert (problem.code, problem.line in (1, 2), bool(problem.column)) == (code, True, True)
    if column is not None:
        assert (problem.line, problem.column) == (content.count("\n") + 1, str(column))
    for language in ("fr", "en"):
        assert translator(language).error(InputError([problem])).encode()


def test_keys_of_other_objects_and_texts_that_look_like_keys_are_no_repetition():
    text = f'{{"@id": "urn:a", {P}: [{{"@value": "x"}}, {{"@value": "\\"@value\\": {{"}}, "@value", "@value"]}}'
    assert len(read(text, JSON).quads) == 4
    assert not read(text, JSON).problems


SEEDS = {
    TURTLE: "@prefix e: <http://e/> . <urn:a> e:b <x>, 'y'@en, 1.5, [] ; a e:C . <urn:b> e:c ( 1 2 ) .",
    "application/n-triples": '<urn:a> <urn:b> <urn:c> .\n<urn:a> <urn:b> "x"@en .',
    XML: xml("<e:p xml:lang='en'>&amp;</e:p><e:q rdf:resource='x'/>", "<!ENTITY x 'y'>"),
    JSON: '{"@context": {"a": "http://e/a"}, "@id": "x", "a": [1, 2.5, {"@value": "1"}, {"@list": []}]}',
}
PIECES = (
    *(
        "<",
        ">",
        '"',
        "'",
        '"""',
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        ".",
        ",",
        ";",
        ":",
        "@",
        "^^",
        "<<(",
        ")>>",
        "\\",
        "&x;",
    ),
    *("<//[x>", "<http://[v1.x]/>", "\\ud800", "\\u0000", "&#0;", "1e400", "1e-99999999999999999999", "NaN", '"a": 1,'),
    *('"@id": "y",', '"@type"', "@base <//[> .", "<!--", "<e:p>", "</e:p>", "\x00", "\ufeff", "\n", "xml:lang='!!'"),
)
CHANGES = st.lists(
    st.tuples(st.integers(0, 200), st.integers(0, 9), st.sampled_from(PIECES) | st.binary(max_size=3)), max_size=5
)


@given(st.sampled_from(sorted(SEEDS)), CHANGES)
def test_whatever_is_sent_is_read_or_told_in_a_sentence(media_type, changes):
    content = bytearray(SEEDS[media_type].encode())
    for start, length, piece in changes:
        content[start : start + length] = piece.encode() if isinstance(piece, str) else piece
    file = read(bytes(content), media_type)
    for language in ("fr", "en"):
        assert all(translator(language).problem(problem).encode() for problem in file.problems)


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
