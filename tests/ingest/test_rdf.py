"""TriG is read strictly: every statement has its line, and what a record cannot hold is refused with its own."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory_graph.ingest.rdf import read_trig, subject_lines

BASE = "https://example.org/hamlet/"


def read(folder: Path, content: str | bytes):
    path = folder / "records.trig"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_trig(path, BASE)


def problems(folder: Path, content: str | bytes) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.line) for problem in read(folder, content).problems]


def test_relative_iris_lie_under_the_base_of_the_territory(tmp_path):
    (quad,) = read(tmp_path, "<id/g> { <id/actor/a> <urn:p> <id/actor/b> }").quads
    assert quad.subject == ox.NamedNode(f"{BASE}id/actor/a")
    assert quad.graph_name == ox.NamedNode(f"{BASE}id/g")


def test_a_file_may_set_a_base_of_its_own(tmp_path):
    file = read(tmp_path, "@base <https://example.org/other/> .\n<g> {\n<s> <urn:p> 1 }")
    assert file.quads[0].subject.value == "https://example.org/other/s"
    assert file.lines[("https://example.org/other/g", "https://example.org/other/s")] == 3


TEXT = """\
PREFIX a: <http://a/>
# a:not a:a "statement" .
a:g {
  a:s1 a:p "text } with . marks" , '''long
text; { a:no }''' ;
    a:q <http://b/o> .
  <http://b/s2> a:p a:o . a:s3 a:p 1.5 .
}
GRAPH a:h { a:s1 a:p true }
a:s4 a:p a:o .
"""


def test_each_subject_has_the_line_on_which_it_first_opens_in_its_graph():
    lines = subject_lines(TEXT, BASE)
    assert lines[("http://a/g", None)] == 3
    assert lines[("http://a/g", "http://a/s1")] == 4
    assert lines[("http://a/g", "http://b/s2")] == 7
    assert lines[("http://a/g", "http://a/s3")] == 7
    assert lines[("http://a/h", "http://a/s1")] == 9
    assert lines[("", "http://a/s4")] == 10
    assert ("http://a/g", "http://a/no") not in lines


NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)
VALUES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=30)


@given(st.lists(st.tuples(NAMES, NAMES, VALUES), min_size=1, max_size=8))
def test_every_subject_that_the_parser_finds_has_a_line(statements):
    quads = {
        ox.Quad(
            ox.NamedNode(f"http://a/{subject}"),
            ox.NamedNode("http://a/p"),
            ox.Literal(text),
            ox.NamedNode(f"http://a/g/{graph}"),
        )
        for graph, subject, text in statements
    }
    form = ox.RdfFormat.TRIG
    for prefixes in ({}, {"a": "http://a/", "g": "http://a/g/"}):
        text = (ox.serialize(quads, format=form, prefixes=prefixes) or b"").decode()
        lines = subject_lines(text, BASE)
        assert {(quad.graph_name.value, quad.subject.value) for quad in quads} <= lines.keys()


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        ("<g> {\n<s> <p> .\n}", "rdf-syntax", 2),
        ("<g> {\n<s> <p> 1\n", "rdf-syntax", 3),
        ('<g> { <s> <p> "open\n}', "rdf-syntax", 1),
        ("<g> { <s> <a b> 1 }", "rdf-syntax", 1),
        ("<g> { unknown:s <p> 1 }", "rdf-syntax", 1),
        ("\ufeff<g> { <s> <p> 1 }", "encoding-mark", 1),
        ("<g> {}".encode("utf-16"), "encoding-mark", 1),
        ("<g> {\n<s> <p> 'é' }".encode("cp1252"), "not-utf8", 2),
        ("<g> { <s> <p> 1 }\n<s> <p> 1 .", "default-graph", 2),
        ("<g> {\n<s> <p> [] }", "unkept", 2),
        ("<g> {\n_:s <p> 1 }", "unkept", 2),
        ("<g> {\n<s> <p> (1 2) }", "unkept", 2),
        ("<g> {\n<s> <p> <<( <s> <p> 1 )>> }", "unkept", 2),
        ("<g> {\n<s> <p> 'a'@ar--rtl }", "unkept", 2),
    ],
)
def test_a_file_that_cannot_be_kept_as_it_is_is_refused_at_its_line(tmp_path, content, code, line):
    assert (code, line) in problems(tmp_path, content)


def test_a_byte_order_mark_does_not_hide_what_is_wrong_further_down(tmp_path):
    assert problems(tmp_path, "\ufeff<g> {\n<s> <p> .\n}") == [("encoding-mark", 1), ("rdf-syntax", 2)]


TG = "https://w3id.org/territory-graph/ontology#"
XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        (f'<{TG}start> "hier"', "bad-date"),
        (f'<{TG}when> "10/06/2021"', "bad-date"),
        (f'<{TG}earliest> "2021-02-30"^^<{XSD}date>', "bad-day"),
        (f'<{TG}attestedOn> "2021"', "bad-day"),
        (f'<{TG}forYear> "0000"^^<{XSD}gYear>', "bad-year"),
        (f'<urn:p> "douze"^^<{XSD}integer>', "bad-integer"),
        (f'<urn:p> "1 234,56"^^<{XSD}decimal>', "bad-decimal"),
        (f'<urn:p> "fast"^^<{XSD}double>', "bad-decimal"),
        (f'<urn:p> "2021-13-01"^^<{XSD}date>', "bad-day"),
        (f'<urn:p> "21"^^<{XSD}gYear>', "bad-year"),
    ],
)
def test_a_literal_that_is_not_of_its_kind_is_refused(tmp_path, statement, code):
    (problem,) = read(tmp_path, f"<g> {{\n<s> {statement} }}").problems
    assert (problem.code, problem.line) == (code, 2)


@pytest.mark.parametrize(
    "statement",
    [
        f'<{TG}start> "2021~"',
        f'<{TG}forYear> "2021"^^<{XSD}gYear>',
        "<urn:p> 1 , -2 , 1.50 , 1e6 , true",
        f'<urn:p> "INF"^^<{XSD}double> , "NaN"^^<{XSD}float> , "+.5"^^<{XSD}decimal>',
        f'<urn:p> "2021-05-12Z"^^<{XSD}date> , "2021+01:00"^^<{XSD}gYear>',
        '<urn:p> "hier" , "hier"@fr',
    ],
)
def test_a_literal_of_its_kind_is_kept(tmp_path, statement):
    assert problems(tmp_path, f"<g> {{ <s> {statement} }}") == []


def test_a_status_that_means_nothing_is_refused(tmp_path):
    (problem,) = read(tmp_path, f"<g> {{\n<g> <{TG}status> <id/status/probable> , <id/status/implied> }}").problems
    assert (problem.code, problem.line, problem.column) == ("bad-choice", 2, "status")
    assert problem.fields["value"] == "probable"
    assert "stated" in problem.fields["allowed"]


def test_a_french_number_comes_with_the_number_that_was_meant(tmp_path):
    (problem,) = read(tmp_path, f'<g> {{ <s> <urn:p> "1\u202f234,56"^^<{XSD}decimal> }}').problems
    assert problem.fields == {"value": "1\u202f234,56", "proposal": "1234.56"}
    assert problem.column == "urn:p"


def test_thousands_of_nested_blank_nodes_are_one_problem_a_line(tmp_path):
    nested = "<s> <p> " + "[ <p> " * 3000 + "1" + " ]" * 3000
    assert set(problems(tmp_path, f"<g> {{\n{nested} }}")) == {("unkept", 1), ("unkept", 2)}


@pytest.mark.parametrize(
    "written",
    [
        r"a:b\/c",
        r"a:b\,c",
        r"a:b\(c\)",
        r"a:b\#c",
        r"a:b\.",
        "a:b%2Fc",
        r"<http://a/b\u00e9>",
        r"<http://a/\U0001F600>",
    ],
)
def test_escapes_of_names_are_followed_to_the_line(tmp_path, written):
    path = tmp_path / "x.trig"
    path.write_text(f"PREFIX a: <http://a/>\n{written} {{\n  {written} a:p 1 .\n  a:t a:p 2 .\n}}\n", encoding="utf-8")
    file = read_trig(path, "http://base/")
    assert file.problems == ()
    assert sorted(map(file.line_of, file.quads)) == [3, 4]
