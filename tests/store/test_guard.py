"""The guard refuses what could hurt, where it is an operator, and lets the same letters pass everywhere else."""

from __future__ import annotations

import itertools
import re

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory_graph.errors import QueryRefusedError
from territory_graph.queries import packaged_queries, projections
from territory_graph.store.guard import DEEPEST, LARGEST, guard, guard_update, position, tokens


def refused(text: str, check=guard) -> QueryRefusedError:
    with pytest.raises(QueryRefusedError) as raised:
        check(text)
    return raised.value


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT*{SERVICE<http://127.0.0.1:9/>{?s?p?o}}",
        "SELECT * { service silent ?where { ?s ?p ?o } }",
        "SELECT * { { SELECT * { FILTER EXISTS { SeRvIcE <http://127.0.0.1:9/> { } } } } }",
        "PREFIX s: <http://e/> SELECT * { ?s ?p ?o . SERVICE s:x { } }",
        "SELECT * { ?s ?p ?a, ?b FILTER(?a<?b)SERVICE#>\n?v { ?s ?p ?o } }",
        "SELECT*{SERVICESILENT<http://127.0.0.1:19/>{?s?p?o}}",
        "SELECT*{?s ?p trueSERVICE<http://127.0.0.1:19/>{?s?p?o}}",
        "SELECT*{?s ?p falseSERVICESILENT<http://127.0.0.1:19/>{?s?p?o}}",
        "PREFIX ex: <http://127.0.0.1:19/> SELECT * { SERVICEex:a { ?s ?p ?o } }",
        "PREFIX : <http://127.0.0.1:19/> SELECT * { SERVICE:a { ?s ?p ?o } }",
    ],
)
def test_service_is_refused_wherever_it_is_an_operator(text: str) -> None:
    assert refused(text).rule == "service"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p 'SERVICE <http://x> {' }",
        'SELECT * { ?s ?p """load "service" <x>""" }',
        "SELECT * { ?s ?p ?o } # SERVICE <http://x> { }",
        "SELECT * { ?service <http://data.service.gouv.fr/service> ?o }",
        "PREFIX service: <http://e/> SELECT * { ?s service:load service:service }",
        "SELECT * { ?s ?p 'a'@service }",
        "PREFIX service: <http://e/> SELECT * { GRAPH service:g { ?s service:p ?o } }",
    ],
)
def test_service_is_harmless_in_a_string_a_comment_or_a_name(text: str) -> None:
    assert guard(text).form == "select"


def test_a_service_of_the_allow_list_passes_and_another_beside_it_does_not() -> None:
    allowed = "SELECT * { SERVICE <http://a/sparql> { ?s ?p ?o } }"
    assert guard(allowed, services={"http://a/sparql"}).form == "select"
    with pytest.raises(QueryRefusedError):
        guard(allowed.replace("}", "} SERVICE <http://b/sparql> { }", 1), services={"http://a/sparql"})


@pytest.mark.parametrize(
    "word", ["INSERT DATA { }", "DROP ALL", "clear all", "LOAD <file:///etc/passwd>", "WITH <a:b> DELETE { }"]
)
def test_an_update_is_no_query(word: str) -> None:
    assert refused(f"PREFIX a: <b:c>\n{word}").rule == "update"
    assert refused(f"PREFIX a: <b:c>\n{word}").fields["line"] == 2


def test_what_is_neither_query_nor_update_says_where() -> None:
    error = refused("  EXPLAIN SELECT * { }")
    assert (error.rule, error.fields["line"], error.fields["column"]) == ("no-query", 1, 3)
    assert refused("").rule == refused("# nothing\n").rule == "empty"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { FILTER(" + "(" * 5000 + "1" + ")" * 5000 + ") }",
        "SELECT * " + "{" * 5000 + "}" * 5000,
        "SELECT * { BIND(" + "ABS(" * 1000 + "1" + ")" * 1000 + " AS ?x) }",
        "SELECT * { ?s ?p " + "[ ?q " * 60 + "1" + "]" * 60 + " }",
    ],
)
def test_deep_nesting_is_refused(text: str) -> None:
    assert refused(text).rule == "nesting"


def test_as_many_brackets_side_by_side_are_no_nesting() -> None:
    assert guard("SELECT * { " + "{ ?s ?p [] } UNION " * 500 + "{ } }").form == "select"


@pytest.mark.parametrize("operator", ["!", "1+", "?x=1||", "-"])
def test_chains_of_operators_are_refused(operator: str) -> None:
    assert refused("SELECT * { FILTER(" + operator * 20_000 + "1) }").rule == "operators"


def test_a_long_path_is_refused_and_many_short_ones_are_not() -> None:
    assert refused("SELECT * { ?s " + "/".join(["<a:b>"] * 200) + " ?o }").rule == "path"
    assert guard("SELECT * { " + "?s <a:b>/<a:c>/^<a:d> ?o . " * 100 + " }").form == "select"


def test_a_long_text_is_refused_by_its_bytes() -> None:
    assert refused("SELECT * { } #" + "é" * (LARGEST // 2)).rule == "size"


def test_an_escape_outside_strings_and_iris_is_refused() -> None:
    assert refused(r"SELECT * { \u0053ERVICE <http://127.0.0.1:9/> { } }").rule == "escape"
    assert guard(r"SELECT * { ?s <http://e/\u00e9> 'a\u0053\n' ; ex:a\,b 1 }").form == "select"


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://x/>",
        "INSERT DATA { <a:a> <a:b> 1 } ; LOAD SILENT <file:///x>",
        "INSERT DATA { } ; LOADSILENT<http://x>",
        "PREFIX ex: <http://x/> CLEAR ALL ; LOADex:a",
    ],
)
def test_load_is_refused_in_updates(text: str) -> None:
    assert refused(text, guard_update).rule == "load"


def test_an_update_passes_and_a_query_is_none() -> None:
    text = "PREFIX load: <b:c> PREFIX a: <b:c> INSERT DATA { GRAPH a:g { load:s a:load 'LOAD' } }"
    assert guard_update(text) == text
    assert refused("SELECT * { }", guard_update).rule == "no-update"


@pytest.mark.parametrize(
    ("text", "limited"),
    [
        ("SELECT * { }", "SELECT * { }\nLIMIT 7"),
        ("SELECT * { } # end", "SELECT * { } # end\nLIMIT 7"),
        ("SELECT * { } LIMIT 5", "SELECT * { } LIMIT 5"),
        ("SELECT * { } limit 500 OFFSET 2", "SELECT * { } limit 7 OFFSET 2"),
        ("SELECT * { } OFFSET 2 LIMIT 500", "SELECT * { } OFFSET 2 LIMIT 7"),
        ("SELECT * { { SELECT * { } LIMIT 500 } }", "SELECT * { { SELECT * { } LIMIT 500 } }\nLIMIT 7"),
        ("SELECT (COUNT(*) AS ?n) { } GROUP BY ?x", "SELECT (COUNT(*) AS ?n) { } GROUP BY ?x\nLIMIT 7"),
        ("SELECT * { } VALUES ?limit { 9 }", "SELECT * { } LIMIT 7 VALUES ?limit { 9 }"),
        ("SELECT * { } OFFSET 3 VALUES (?a ?b) { (1 2) }", "SELECT * { } OFFSET 3 LIMIT 7 VALUES (?a ?b) { (1 2) }"),
        ("ASK { } LIMIT 500", "ASK { } LIMIT 500"),
        ("SELECT * { }LIMIT500", "SELECT * { }LIMIT7"),
    ],
)  # fmt: skip
def test_the_cap_is_a_limit_at_the_end_of_the_query(text: str, limited: str) -> None:
    assert guard(text).limited(7) == limited
    assert ox.Store().query(limited.replace("(COUNT(*) AS ?n)", "?x (COUNT(*) AS ?n)")) is not None


def test_packaged_queries_pass_and_stay_queries_when_limited() -> None:
    store = ox.Store()
    for query in (*packaged_queries(), *projections()):
        store.query(guard(query.text).limited(3))


def test_repeatable_means_neither_clock_nor_chance() -> None:
    assert guard("SELECT ?now { ?now ?p 'rand()' }").repeatable
    for call in ("NOW()", "rand()", "UUID()", "struuid()", "BNODE()", "1)FILTERNOW("):
        assert not guard(f"SELECT ({call} AS ?x) {{ }}").repeatable


@pytest.mark.parametrize(
    ("text", "default", "named"),
    [
        ("SELECT * FROM NAMED <a:b> { }", (), ("<a:b>",)),
        ("SELECT*FROM<a:b>FROM NAMED<a:c>FROM a:d{}", ("<a:b>", "a:d"), ("<a:c>",)),
        ("SELECT (COUNT(*) AS ?n) FROM <a:b> WHERE { ?x ?y ?z { SELECT ?x { } } }", ("<a:b>",), ()),
        ("CONSTRUCT { ?from <a:p> ?x } FROM <a:b> { ?from <a:q> ?x }", ("<a:b>",), ()),
        ("CONSTRUCT FROM <a:b> WHERE { ?x ?y ?z }", ("<a:b>",), ()),
        ("DESCRIBE <a:x> FROM <a:b>", ("<a:b>",), ()),
        ("ask FROM named <a:b> # FROM <a:c>\n{ }", (), ("<a:b>",)),
        ("SELECT ?from { ?from <a:from> 'FROM' }", (), ()),
        ("PREFIX from: <a:> SELECT ?from { ?from from:b 'FROM' }", (), ()),
        ("DESCRIBE from:b", (), ()),
    ],
)
def test_from_makes_a_dataset_of_its_own(text: str, default: tuple[str, ...], named: tuple[str, ...]) -> None:
    assert guard(text).from_clauses[1:] == (default, named)


@given(st.text(max_size=200))
def test_any_text_is_tokens_and_what_stands_between_them(text: str) -> None:
    found = tokens(text)
    assert all(text[token.start : token.end] == token.text for token in found)
    between = "".join(text[one.end : other.start] for one, other in itertools.pairwise(found))
    assert re.fullmatch(r"(?:[\x00-\x20]|#[^\r\n]*)*", between)


@given(st.text(max_size=100), st.integers(0, 100))
def test_positions_count_from_one(text: str, offset: int) -> None:
    offset = min(offset, len(text))
    line, column = position(text, offset)
    lines = text[:offset].split("\n")
    assert (line, column) == (len(lines), len(lines[-1]) + 1)


def test_nesting_is_counted_where_it_is_exceeded() -> None:
    error = refused("SELECT *\n" + "{" * (DEEPEST + 1))
    assert (error.fields["line"], error.fields["column"]) == (2, DEEPEST + 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("?a-1", ["?a", "-", "1"]),
        ("?x 1.", ["?x", "1", "."]),
        ("1.5e-3 .5 2e4 1.e2", ["1.5e-3", ".5", "2e4", "1.e2"]),
        ("ex:a-b.c ex:d.", ["ex:a-b.c", "ex:d", "."]),
        ("'a'@fr-FR^^xsd:x", ["'a'", "@fr-FR", "^^", "xsd:x"]),
        ("?a<?b", ["?a", "<", "?b"]),
        ("_:b1 a <x>", ["_:b1", "a", "<x>"]),
    ],
)
def test_tokens_are_those_of_the_grammar(text: str, expected: list[str]) -> None:
    assert [token.text for token in tokens(text)] == expected
