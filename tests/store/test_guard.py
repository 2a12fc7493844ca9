"""The guard refuses what could hurt, where it is an operator, and lets the same letters pass everywhere else."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable

import pyoxigraph as ox
import pytest

from territory_graph.errors import QueryRefusedError
from territory_graph.queries import packaged_queries, projections
from territory_graph.store.guard import guard, guard_update
from territory_graph.store.harmless import DEEPEST, LARGEST
from territory_graph.store.tokens import readable


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
        "PREFIX e: <a:b> SELECT * { ?s ?p e:a.b.SERVICE<http://127.0.0.1:9/> { } }",
        "SELECT * { ?s ?p 1e5SERVICE<http://127.0.0.1:9/> { } }",
        "SELECT * { truea 1 SERVICE <http://127.0.0.1:9/> { } }",
        'SELECT * { VALUES ?x { """a" #\\x\n} SERVICE <http://127.0.0.1:9/> { } #"""\n}',
        'SELECT * { VALUES ?x { """a" #\\uD800\n} SERVICE <http://127.0.0.1:9/> { } #"""\n}',
    ],
)
def test_service_is_refused_wherever_it_is_an_operator(text: str) -> None:
    assert refused(text).rule == "service"


PREFIXES = "BASE <http://e/> PREFIX : <http://127.0.0.1:9/> PREFIX service: <http://f/> PREFIX filter: <http://g/> "


@pytest.mark.parametrize(
    "pattern",
    [
        "FILTER(?a<?b)",
        "FILTER(?a<?b&&?c)",
        "FILTER(EXISTS { ?s ?p ?o } <?b)",
        "FILTER <f>(?a<?b)",
        "FILTER :f(?a<?b)",
        "filter:f(?a<?b)",
        "?s ?p 1 filter:f(?a<?b)",
        "?s ?p 1 ; filter:f(?a<?b)",
        "[ :p 1 ] filter:f(?a<?b)",
        "BIND(1<?b AS ?x)",
        "BIND(true<?b AS ?x)",
        "BIND('a'@en<?b AS ?x)",
        "BIND('a'^^:x<?b AS ?x)",
        "{ SELECT(?a<?b AS ?x) { } }",
        "{ SELECT * { } GROUP BY ?x HAVING(?a<?b) }",
        "{ SELECT * { } ORDER BY :f(?a<?b)ASC(?a) }",
        "BIND(<<( :a :b 1 )>> AS ?t)",
    ],
)
def test_a_comparison_before_service_hides_it_in_no_iri(pattern: str) -> None:
    assert refused(f"{PREFIXES} SELECT * {{ {pattern}SERVICE#>\n<http://127.0.0.1:9/> {{ }} }}").rule == "service"


@pytest.mark.parametrize(
    "before",
    ["", "?s ?p 1", "?s ?p 1 ;", "[ :p 1 ]", "?s ?p ?o .", "?s :p|^:q/:r* (1 2)", "{ } FILTER(?a)", "?s aservice:x"],
)
def test_a_name_before_a_brace_is_a_service_where_a_pattern_begins(before: str) -> None:
    assert refused(f"{PREFIXES} SELECT * {{ {before} service:a {{ ?x ?y ?z }} }}").rule == "service"


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?s ?p service:a { ?x ?y ?z } }",
        "ASK { ?s :p|^:q* service:a { ?x ?y ?z } }",
        "ASK { ?s ?p 1 ; :q 'a'@en , service:a { ?x ?y ?z } }",
        "SELECT * FROM service:g FROM NAMED service:h { }",
        "DESCRIBE service:g { }",
        "ASK { ?s filter:p (1 <http://f/#service> 2) }",
        "ASK { filter:p (<http://f/)service#>|:x) 2 }",
        "ASK { ?s ?p [ :a (1 <http://f/)service#>) ] }",
        "ASK { ?a ?p (1 <http://f/)service#>) FILTER(?a<?b&&?b>1) }",
        "ASK { <http://exemple.fr/Service_(droit)_service> ?p ?o }",
        "VERSION '1.2' # c\nPREFIX # <\n a: <http://e/> ASK { a:b ?p 'service' }",
    ],
)
def test_a_valid_query_that_names_a_service_passes(text: str) -> None:
    ox.Store().query(PREFIXES + text)
    assert guard(PREFIXES + text)


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
    with pytest.raises(QueryRefusedError, match="may ask here only <http://a/sparql>") as caught:
        guard(allowed.replace("}", "} SERVICE <http://b/sparql> { }", 1), services={"http://a/sparql"})
    assert caught.value.code == "refused-service-other"


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


@pytest.mark.parametrize(
    ("text", "check"),
    [
        (r"SELECT * { \u0053ERVICE <http://127.0.0.1:9/> { } }", guard),
        (r"SELECT * { \U00000073erv\u0069ce ?where { } }", guard),
        (r"\u004cOAD <http://x/>", guard_update),
        (r"INSERT { } WHERE { \u0053ERVICE <http://127.0.0.1:9/> { } }", guard_update),
    ],
)
def test_a_keyword_that_escapes_spell_is_refused(text: str, check: Callable[[str], object]) -> None:
    assert refused(text, check).rule == "escape"
    assert refused(readable(text), check).rule in ("service", "load")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { VALUES ?x { " + "-1 " * 10_000 + "} }",
        "SELECT * { VALUES (?x ?y) { " + "(-1 <a:b/c=d>) " * 10_000 + "} }",
        "SELECT * { FILTER(?x IN (" + ", ".join(["-1"] * 5_000) + ")) }",
        "SELECT * { FILTER(" + " || ".join(["?x = -1"] * 1_500) + ") }",
        "SELECT (1" + "/2" * 500 + " AS ?x) { }",
        "SELECT * { " + "FILTER(?x + 1 > 2 * ?y) " * 1_500 + "}",
        "SELECT (" + "<a:b>(" * 60 + "1" + ")" * 60 + " AS ?x) { }",
    ],
)
def test_long_data_are_no_chain(text: str) -> None:
    assert guard(text).form == "select"


def test_a_chain_in_brackets_counts_with_the_one_around_it() -> None:
    inner = "(" + "1||" * 1_500 + "1)"
    assert guard(f"SELECT * {{ FILTER(IF({inner}, {inner}, {inner})) }}")
    assert refused(f"SELECT * {{ FILTER({inner} || {inner}) }}").rule == "operators"
    assert refused("SELECT * { ?s (<a:b>" + "/<a:b>" * 40 + ")/(<a:b>" + "/<a:b>" * 40 + ") ?o }").rule == "path"


@pytest.mark.parametrize("part", ["a.", "'\\", "(", "<a ", "?a<", "_:a.", "ex:a.", "'''a\\x", "a", '"', "\\u0061", "#"])
def test_what_is_refused_or_passes_is_told_in_time_that_grows_with_the_text_alone(part: str) -> None:
    started = time.process_time()
    with contextlib.suppress(QueryRefusedError):
        guard("SELECT * { service " + part * (100_000 // len(part)))
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://x/>",
        "INSERT DATA { <a:a> <a:b> 1 } ; LOAD SILENT <file:///x>",
        "INSERT DATA { } ; LOADSILENT<http://x>",
        "PREFIX ex: <http://x/> CLEAR ALL ; LOADex:a",
        "PREFIX : <http://x/> PREFIX load: <http://y/> load:x",
        "PREFIX : <http://x/> VERSION '1.1'load:x INTO GRAPH :g",
        "BASE <http://x/>LOAD<x>",
        "PREFIX : <http://x/> INSERT { } WHERE { FILTER(?a<?b)};LOAD#>\n:x",
    ],
)
def test_load_is_refused_in_updates(text: str) -> None:
    assert refused(text, guard_update).rule == "load"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        "PREFIX a: <b:c>",
        "BASE <a:b> PREFIX load: <b:c> # LOAD",
        "PREFIX load: <b:c> CLEAR SILENT GRAPH load:g",
        "PREFIX load: <b:c> COPY SILENT load:a TO load:b",
        "PREFIX load: <b:c> MOVE SILENT load:a TO GRAPH load:b ; ADD SILENT load:a TO DEFAULT ;",
        "PREFIX l: <b:c> WITH l:load DELETE { l:a l:b 'LOAD' } USING NAMED l:h WHERE { ?load l:load 'LOAD' }",
        "PREFIX load: <b:c> WITH load:g DELETE { ?s ?p 1 } USING load:h WHERE { ?s ?p load:a }",
    ],
)
def test_a_valid_update_passes(text: str) -> None:
    ox.Store().update(text)
    assert guard_update(text) == text


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
        ("SELECT * { }OFFSET2LIMIT500", "SELECT * { }OFFSET2LIMIT7"),
        ("SELECT * { }LIMIT500OFFSET2", "SELECT * { }LIMIT7OFFSET2"),
        ("SELECT * { }OFFSET2VALUES ?x { 1 }", "SELECT * { }OFFSET2LIMIT 7 VALUES ?x { 1 }"),
        ("SELECTDISTINCT* { } LIMIT 007", "SELECTDISTINCT* { } LIMIT 007"),
        (f"SELECT * {{ }} LIMIT {10**30}", "SELECT * { } LIMIT 7"),
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


def test_nesting_is_counted_where_it_is_exceeded() -> None:
    error = refused("SELECT *\n" + "{" * (DEEPEST + 1))
    assert (error.fields["line"], error.fields["column"]) == (2, DEEPEST + 1)
