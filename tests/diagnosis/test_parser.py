"""Our reading of the grammar agrees with the engine's on what is a query, and says what its group is made of."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory_graph import resources
from territory_graph.diagnosis.parser import LARGEST, parse
from territory_graph.diagnosis.reader import Fault
from territory_graph.diagnosis.tree import Query
from territory_graph.store.tokens import tokens

SHIPPED = sorted([*resources.QUERIES.rglob("*.rq"), *(resources.ONTOLOGY / "rules").glob("*.rq")])
NOTHING = ox.Store()


def is_query(text: str) -> bool:
    try:
        parse(text)
    except Fault:
        return False
    return True


def engine_reads(text: str) -> bool:
    try:
        NOTHING.query(text)
    except SyntaxError:
        return False
    except RuntimeError:  # read, but no function of that name
        return True
    return True


def written(tree: Query) -> list[str]:
    return [tree.written(piece) for piece in tree.pieces()]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_query_is_read(path: Path) -> None:
    assert is_query(path.read_text(encoding="utf-8"))


@st.composite
def spoilt_queries(draw: st.DrawFn) -> str:
    """A shipped query of which one token was lost, doubled or swapped with the next."""
    text = draw(st.sampled_from(SHIPPED)).read_text(encoding="utf-8")
    found = tokens(text)
    place = draw(st.integers(0, len(found) - 2))
    one, two = found[place], found[place + 1]
    middle = draw(st.sampled_from([" ", f"{one.text} {one.text} ", f"{two.text} {one.text}"]))
    behind = two.end if middle.startswith(two.text) else one.end
    return f"{text[: one.start]} {middle} {text[behind:]}"


@given(spoilt_queries())
def test_a_spoilt_query_is_refused_exactly_when_the_engine_refuses_it(text: str) -> None:
    glued = any(token.kind == "word" and token.text.lower() not in WORDS for token in tokens(text))
    assert is_query(text) == engine_reads(text) or glued  # “FILTERLANG (…)” is read by the engine


WORDS = {token.text.lower() for path in SHIPPED for token in tokens(path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p 1. ?o ?q 2.5 }",
        "SELECT ?a (COUNT(DISTINCT ?b) AS ?n) { ?a ?p ?b } GROUP BY ?a HAVING(COUNT(?b) > 1) ORDER BY DESC(?n) LIMIT 3",
        "SELECT (?a-?b AS ?c) (-1 - -?a AS ?d) { ?a <urn:p> ?b FILTER(?a-1 > 0 && !(?b IN (1, 2)) || ?a NOT IN ()) }",
        "SELECT * { ?s (<urn:a>|^<urn:b>/!(<urn:c>|^a))*/<urn:d>+ ?o ; a <urn:C>, <urn:D> ; }",
        "SELECT * { [] <urn:p> [ <urn:q> (1 2 'x'@fr '3'^^<urn:t>) ] . [ <urn:p> 1 ] . () <urn:p> 2 }",
        "SELECT * { { SELECT ?x { ?x ?y ?z } LIMIT 1 } { ?x ?y 1 } UNION { } GRAPH ?g { ?x ?y ?z } MINUS { ?x ?y 1 } }",
        "SELECT * { VALUES (?a ?b) { (1 UNDEF) (<urn:x> 'y'@fr) } VALUES ?c { -1 true } BIND(IF(?a, 1, 2) AS ?d) }",
        "SELECT (GROUP_CONCAT(DISTINCT ?a; SEPARATOR=', ') AS ?b) { ?a ?p ?o FILTER NOT EXISTS { ?a ?q ?r } }",
        "BASE <urn:x> PREFIX : <y> CONSTRUCT { _:a :p <z> } FROM <g> FROM NAMED :h { _:a :p ?z } OFFSET 1 LIMIT 2",
        "CONSTRUCT WHERE { ?s ?p ?o }",
        "DESCRIBE <urn:a> ?b WHERE { ?b ?c ?d }",
        "DESCRIBE <urn:a>",
        "ASK { ?s ?p ?o FILTER(<urn:f>(?s, 1)) FILTER REGEX(STR(?o), 'x', 'i') } VALUES ?s { 1 }",
        "SELECT * {} GROUP BY ?x",
        "SELECT ?x { ?x ?y ?z } GROUP BY (STR(?x) AS ?w) ?x",
        "SELECT ?w { ?x ?y ?z } GROUP BY (STR(?x) AS ?w)",
        "SELECT (1 AS ?a) (?a + 1 AS ?b) {}",
        "SELECT * { ?s ?p \"a\\tb\\u00e9\" , '''l'été''' , \"\" }",
        "SELECT * { ?s ?p 'a\\q' }",
        "SELECT * { ?s ?p '\\\\q' }",
        "SELECT * { _:a ?p ?o FILTER(?o) _:a ?q ?r }",
        "SELECT * { _:a ?p ?o OPTIONAL { ?o ?q ?r } _:a ?q ?r }",
        "SELECT * { ?s ?p ?o . . }",
        "SELECT * { ?s ?p ?o , }",
        "SELECT * { FILTER(1 < 2 < 3) }",
        "SELECT * { FILTER(SUBSTR('a', 1, 2, 3)) }",
        "SELECT * { ?s ?p ?o } LIMIT 1 LIMIT 2",
        "SELECT * { ?s ?p ?o } LIMIT 1.0",
        "SELECT * { GRAPH ?g ?s ?p ?o }",
        "SELECT * { SERVICE SILENT <urn:s> { ?s ?p ?o } }",
    ],
)
def test_the_engine_agrees_on(text: str) -> None:
    assert is_query(text) == engine_reads(text)


def test_lists_are_taken_apart_and_an_optional_is_no_piece() -> None:
    tree = parse(
        "SELECT * { ?s a <urn:C> ; <urn:p> 1, 2 . OPTIONAL { ?s <urn:o> ?o } BIND(1 AS ?b) FILTER(?s) "
        "{ ?s <urn:l> ?x } UNION { ?s <urn:r> ?x } MINUS { ?s <urn:m> ?y } } LIMIT 5 VALUES ?s { <urn:s> }"
    )
    assert written(tree) == [
        "?s a <urn:C>",
        "?s <urn:p> 1",
        "?s <urn:p> 2",
        "FILTER(?s)",
        "?s <urn:l> ?x",
        "?s <urn:r> ?x",
        "MINUS { ?s <urn:m> ?y }",
        "VALUES ?s { <urn:s> }",
    ]


def test_a_triple_that_shares_its_subject_is_marked_where_it_differs() -> None:
    tree = parse("SELECT * { ?s a <urn:C> ; <urn:p> 1, 2 }")
    assert [tree.slice(piece.span) for piece in tree.pieces()] == ["?s a <urn:C>", "<urn:p> 1", "2"]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_query_without_any_one_piece_is_still_a_query(path: Path) -> None:
    tree = parse(path.read_text(encoding="utf-8"))
    for piece in tree.pieces():
        assert engine_reads(tree.ask({piece: ""})), tree.ask({piece: ""})


def test_a_blank_node_that_says_something_stays_one_node() -> None:
    tree = parse("SELECT * { [ <urn:p> ?a ] <urn:q> 1 ; <urn:r> 2 . }")
    first, node, second = tree.pieces()
    assert tree.ask({first: ""}) == "\nASK\n{ [ <urn:p> ?a ] <urn:r> 2 . }"
    assert tree.ask({first: "", second: ""}) == "\nASK\n{ [ <urn:p> ?a ]  . }"
    assert tree.ask({node: ""}) == "\nASK\n{  }"


def test_groups_are_asked_for_only_where_having_or_offset_is_kept() -> None:
    tree = parse("SELECT ?a (COUNT(*) AS ?n) { ?a ?b ?c } GROUP BY ?a HAVING(?n > 1) ORDER BY ?n OFFSET 2")
    assert tree.having is not None and tree.offset is not None
    assert tree.ask({tree.having: "", tree.offset: ""}).split() == ["ASK", "{", "?a", "?b", "?c", ".", "}"]
    kept = tree.ask({tree.having: ""})
    assert "GROUP BY ?a" in kept and "OFFSET 2" in kept and "ORDER" not in kept and engine_reads(kept)


def test_a_very_long_text_is_not_read() -> None:
    with pytest.raises(Fault, match="large"):
        parse("ASK {} #" + "x" * LARGEST)
