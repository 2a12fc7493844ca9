"""Code to copy is right whatever the query is: a shell, Python and R read the same query in it."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory_graph.store.guard import guard
from territory_graph.views.snippets import snippets

ENDPOINT = "https://example.org/it's/sparql"
QUERIES = [
    "SELECT * { ?s ?p ?o }",
    "ASK { ?s ?p 'it''s' }",
    'SELECT * { ?s ?p """three " quotes""" }',
    "CONSTRUCT WHERE { ?s ?p ?o }\n# SPARQL\nSPARQL",
    'SELECT * { ?s ?p "\\\\ \\n $HOME `id` %s )---" }',
    "DESCRIBE <urn:é>",
]


def code(query: str, name: str) -> str:
    return next(each.code for each in snippets(guard(query), ENDPOINT) if each.name == name)


@pytest.mark.parametrize("query", QUERIES)
def test_the_shell_gives_curl_the_query_word_for_word(query: str, tmp_path: Path) -> None:
    curl = tmp_path / "curl"
    curl.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > "$0.arguments"\ncat > "$0.query"\n')
    curl.chmod(0o755)
    subprocess.run(["bash", "-c", code(query, "curl")], check=True, env={"PATH": f"{tmp_path}:/usr/bin:/bin"})
    assert (tmp_path / "curl.query").read_text(encoding="utf-8") == f"{query}\n"
    assert ENDPOINT in (tmp_path / "curl.arguments").read_text().splitlines()


@given(st.sampled_from(["", "\\", '"', '"""', "'", "\r", "\n", "é"]).map(lambda end: f"ASK {{}} # {end}"))
def test_python_reads_the_query_word_for_word(query: str) -> None:
    tree = ast.parse(code(query, "Python"))
    texts = [
        node.args[0] for node in ast.walk(tree) if isinstance(node, ast.Call) and "setQuery" in ast.unparse(node.func)
    ]
    (text,) = texts
    assert isinstance(text, ast.Constant)
    assert str(text.value).strip("\n") == query.strip()


@pytest.mark.parametrize("query", QUERIES)
def test_r_holds_the_query_in_a_raw_string_that_ends_once(query: str) -> None:
    written = code(query, "R")
    found = re.search(r'query <- r"(-*)\(', written)
    assert found is not None
    body, _, after = written[found.end() :].partition(f'){found[1]}"')
    assert body == query
    assert after.startswith("\naddress <- ")
    assert json.dumps(ENDPOINT) in written


def test_a_form_asks_for_what_its_answer_is() -> None:
    assert "text/csv" in code("SELECT * {}", "curl")
    assert "application/sparql-results+json" in code("ASK {}", "curl")
    assert "text/turtle" in code("DESCRIBE <urn:a>", "R")
    assert "read.csv" in code("SELECT * {}", "R")
    assert "rdflib" in code("CONSTRUCT WHERE { ?s ?p ?o }", "Python")
