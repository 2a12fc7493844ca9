"""A result is cited so that a reader can check it: the same answer has the same hash, whatever its order."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.library import Library
from territory_graph.messages import translator
from territory_graph.store.guard import guard
from territory_graph.store.pool import PAGE
from territory_graph.views.citation import Cited, bibtex, citation
from territory_graph.views.fingerprint import is_ordered, result_hash, text_hash
from views.conftest import PREFIXES, Run

FRENCH, ENGLISH = translator("fr"), translator("en")
VALUES = "SELECT ?x ?y {{ VALUES (?x ?y) {{ {} }} }}"


def hashed(run: Run, query: str) -> str:
    result = run(query)
    return result_hash(result.body, result.media_type, guard(PREFIXES + query))


def test_the_order_in_which_rows_were_found_does_not_count(run: Run) -> None:
    one, other = ('("a" 1) ("b" 2)', '("b" 2) ("a" 1)')
    assert hashed(run, VALUES.format(one)) == hashed(run, VALUES.format(other))
    assert hashed(run, VALUES.format(one)) != hashed(run, VALUES.format('("a" 1) ("b" 3)'))


def test_an_order_that_the_query_asks_for_counts(run: Run) -> None:
    up, down = (f"{VALUES.format('(1 2) (2 1)')} ORDER BY {way}" for way in ("?x", "DESC(?x)"))
    assert hashed(run, up) != hashed(run, down)


def test_rows_that_stand_twice_count_twice(run: Run) -> None:
    assert hashed(run, VALUES.format("(1 1)")) != hashed(run, VALUES.format("(1 1) (1 1)"))


@pytest.mark.parametrize(
    ("query", "media_type"),
    [
        ("SELECT ?s ?name { ?s a tg:Epci ; rdfs:label ?name }", "text/tab-separated-values"),
        ("CONSTRUCT { ?s rdfs:label ?n } WHERE { ?s a tg:Epci ; rdfs:label ?n }", "application/n-triples"),
    ],
)
def test_the_hash_is_that_of_the_endpoint_s_lines_sorted(
    run: Run, hamlet_library: Library, query: str, media_type: str
) -> None:
    """As the screen tells its reader to check it, with sort and sha256sum."""
    asked = guard(PREFIXES + query)
    options = {"media_type": media_type, "limits": PAGE, "client": "test"}
    body = hamlet_library.pool.submit(asked, **options).result(60).body
    lines = body.splitlines(keepends=True)
    head = 1 if "tab" in media_type else 0
    expected = hashlib.sha256(b"".join([*lines[:head], *sorted(lines[head:])])).hexdigest()
    assert hashed(run, query) == expected


def test_yes_and_no_have_a_hash(run: Run) -> None:
    assert hashed(run, "ASK { ?s a tg:Epci }") == hashlib.sha256(b"true\n").hexdigest()
    assert hashed(run, "ASK { ?s a tg:Separation }") == hashlib.sha256(b"false\n").hexdigest()


@pytest.mark.parametrize(
    ("query", "ordered"),
    [
        ("SELECT * { ?s ?p ?o } ORDER BY ?s", True),
        ("SELECT * { ?s ?p ?o } order by ?s", True),
        ("SELECT * { { SELECT * { ?s ?p ?o } ORDER BY ?s } }", False),
        ('SELECT * { ?s ?p "order by" } # order by', False),
        ("PREFIX order: <urn:x> SELECT * { ?s order:by ?o }", False),
    ],
)
def test_only_an_order_of_the_whole_answer_is_one(query: str, ordered: bool) -> None:
    assert is_ordered(guard(query)) == ordered


CITED = Cited(
    "a" * 64, "b" * 64, "37 lignes", "https://example.org/sparql?query=ASK%20{}", date(2026, 11, 24), stable=True
)


def test_a_citation_says_what_when_and_how_to_check_it(hamlet: KnowledgeGraph) -> None:
    told = citation(CITED, hamlet.manifest, FRENCH)
    for part in ("37 lignes", "Le Hameau", hamlet.version, "CC0 1.0", "a" * 64, "b" * 64, "24 novembre 2026"):
        assert part in told
    assert told.endswith("https://example.org/sparql?query=ASK%20{}")
    assert "The Hamlet" in citation(CITED, hamlet.manifest, ENGLISH)


def test_an_answer_that_changes_says_so(hamlet: KnowledgeGraph) -> None:
    assert citation(replace(CITED, stable=False), hamlet.manifest, FRENCH).endswith(FRENCH("sparql.cite.unstable"))


def test_bibtex_escapes_what_tex_would_read(hamlet: KnowledgeGraph) -> None:
    manifest = replace(hamlet.manifest, names={"fr": r"50 % & {C_1} \input{x}", "en": "x"})
    entry = bibtex(CITED, manifest, FRENCH)
    assert r"50 \% \& \{C\_1\} \textbackslash{}input\{x\}" in entry
    assert "url = {https://example.org/sparql?query=ASK%20%7B%7D}" in entry
    assert entry.startswith("@misc{hamlet-bbbbbbbb,\n")
    assert entry.count("{") - entry.count(r"\{") == entry.count("}") - entry.count(r"\}")


def test_a_text_is_hashed_as_utf8() -> None:
    assert text_hash("é") == hashlib.sha256("é".encode()).hexdigest()
