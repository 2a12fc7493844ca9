"""Code to copy is right whatever the query is: a shell, Python, R, JavaScript and Julia read the same query in it."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

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
    assert '"text/csv"' in code("SELECT * {}", "Julia")
    assert ".boolean" in code("ASK {}", "JavaScript")


GAPS = b"s\r\n\r\nurn:s\r\n\r\n"
"""Three rows of which only the second has a value, as CSV."""


def received(language: str, query: str, command: list[str], file: Path) -> tuple[str, str]:
    """What the code sends to an endpoint when it is run, and what it prints."""
    asked: list[str] = []

    class Endpoint(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answered(parse_qs(urlsplit(self.path).query)["query"][0])

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = self.headers["Content-Type"].startswith("application/x-www-form-urlencoded")
            self.answered(parse_qs(body)["query"][0] if form else body)

        def answered(self, query: str) -> None:
            asked.append(query)
            self.send_response(200)
            self.end_headers()
            kind = self.headers["Accept"]
            rows = b'{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"value": "urn:s"}}]}, "boolean": true}'
            self.wfile.write(rows if "json" in kind else GAPS)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Endpoint)
    Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/sparql"
    (written,) = (each.code for each in snippets(guard(query), address) if each.name == language)
    file.write_text(written, encoding="utf-8")
    try:
        done = subprocess.run([*command, str(file)], check=True, capture_output=True, encoding="utf-8")
    finally:
        server.shutdown()
        server.server_close()
    (text,) = asked
    return text, done.stdout


@pytest.mark.parametrize(
    ("language", "command", "ending"), [("Python", sys.executable, "py"), ("R", "Rscript", "R")], ids=["python", "r"]
)
def test_a_row_whose_only_cell_is_empty_is_a_row(language: str, command: str, ending: str, tmp_path: Path) -> None:
    """In CSV it is an empty line, which both leave out unless told otherwise."""
    if shutil.which(command) is None:
        pytest.skip(f"{command} is not installed")
    _, printed = received(language, "SELECT ?s { ?s ?p ?o }", [command], tmp_path / f"query.{ending}")
    assert len(printed.splitlines()) == 1 + 3, printed


RUN = [*QUERIES, "SELECT * { ?s ?p '`${1}`' }", "SELECT *\n  { ?s ?p ?o } # \\ $x"]


@pytest.mark.parametrize("query", RUN)
@pytest.mark.parametrize(
    ("language", "command", "ending"),
    [("JavaScript", "node", "mjs"), ("Julia", "julia", "jl"), ("R", "Rscript", "R")],
    ids=["node", "julia", "r"],
)
def test_the_endpoint_receives_the_query_word_for_word(
    language: str, command: str, ending: str, query: str, tmp_path: Path
) -> None:
    if shutil.which(command) is None:
        pytest.skip(f"{command} is not installed")
    text, printed = received(language, query, [command], tmp_path / f"query.{ending}")
    assert text == query
    assert printed.strip()


@pytest.mark.parametrize("query", RUN)
def test_julia_would_read_the_query_word_for_word(query: str) -> None:
    """By the rules of its triple-quoted strings: no line is indented by less than the first, and signs are escaped."""
    written = code(query, "Julia")
    found = re.search(r'query = """\n((?:[^"\\$]|\\.)*)"""\n', written)
    assert found is not None
    assert re.sub(r"\\(.)", lambda sign: "\r" if sign[1] == "r" else sign[1], found[1]) == query
