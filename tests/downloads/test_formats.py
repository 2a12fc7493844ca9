"""Downloads: what was found comes back out of every format, with its provenance, in equal bytes for equal data."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pyarrow.parquet as pq
import pyoxigraph as ox
import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from territory_graph import KnowledgeGraph
from territory_graph.downloads import Answered, Download, Provenance, download, formats_of
from territory_graph.errors import FormatError
from territory_graph.library import Library
from territory_graph.store.answers import media_type_of, read_found
from territory_graph.store.guard import guard
from territory_graph.store.pool import PAGE
from territory_graph.views.naming import names_of

PREFIXES = """\
PREFIX tg: <https://w3id.org/territory-graph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX act: <https://example.org/hamlet/id/actor/>
"""
ROWS = f"""{PREFIXES}SELECT ?who ?name ?n ?d {{ VALUES (?who ?name ?n ?d) {{
  (act:scierie "Scierie -- « des » Aulnes"@fr 12 "2021-05-12"^^xsd:date)
  (<urn:x> "=cmd|' /C calc'!A0" 3.50 UNDEF)
  (UNDEF "+33 \\t \\"a\\", b;c\\r\\nd" -7 "2021-11-01"^^xsd:date)
}} }} # --> <!-- ?>"""
TRIPLES = f"{PREFIXES}CONSTRUCT {{ ?a rdfs:label ?n ; a ?c }} WHERE {{ ?a rdfs:label ?n ; a ?c }} # -- -->\r\n# x"
ASK = "ASK {}"

Answer = Callable[[str], Answered]


@pytest.fixture
def answered(hamlet: KnowledgeGraph, hamlet_library: Library) -> Answer:
    """An answer of the pool on the hamlet, ready to be written."""

    def make(query: str) -> Answered:
        asked = guard(query)
        options: dict[str, Any] = {"media_type": media_type_of(asked.form), "limits": PAGE, "client": "test"}
        result = hamlet_library.pool.submit(asked, **options).result(60)
        found = read_found(result.body, result.media_type)
        provenance = Provenance(
            query=query,
            query_sha256="a" * 64,
            result_sha256="b" * 64,
            size=len(found.table),
            cut=False,
            dataset="Le Hameau",
            data_version=hamlet.version,
            data_date="2026-11-24",
            licence="CC0 1.0",
            licence_url="https://creativecommons.org/publicdomain/zero/1.0/",
            software="territory-graph 0.1.0",
        )
        return Answered(result.body, found, names_of(hamlet, [found.table], "fr"), provenance, "hamlet")

    return make


def inside(file: Download) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def result_of(file: Download) -> bytes:
    return next(content for name, content in inside(file).items() if name not in ("provenance.json", "query.rq"))


def provenance_of(file: Download) -> dict[str, Any]:
    """The provenance, wherever the format keeps it, as another program would find it."""
    if file.name.endswith(".zip"):
        return dict(json.loads(inside(file)["provenance.json"]))
    if file.name.endswith(".parquet"):
        return dict(json.loads(pq.read_schema(io.BytesIO(file.content)).metadata[b"provenance"]))
    text = file.content.decode()
    if file.name.endswith((".xml", ".rdf")):
        found = re.search(r"<!--\n(.*?)-->", text, re.DOTALL)
        assert found is not None
        return dict(json.loads(found[1]))
    return dict(json.loads("".join(line[2:] for line in text.splitlines() if line.startswith("# "))))


@pytest.mark.parametrize("query", [ROWS, TRIPLES, ASK], ids=["rows", "triples", "ask"])
def test_every_format_tells_its_query_version_date_and_licence(answered: Answer, query: str) -> None:
    answer = answered(query)
    for key in formats_of(answer.found):
        told = provenance_of(download(answer, key))
        assert told["query"] == query, key
        assert told["data_version"] == answer.provenance.data_version
        assert (told["data_date"], told["licence"], told["dataset"]) == ("2026-11-24", "CC0 1.0", "Le Hameau")


@pytest.mark.parametrize("query", [ROWS, TRIPLES, ASK], ids=["rows", "triples", "ask"])
def test_equal_data_and_query_give_equal_bytes(answered: Answer, query: str) -> None:
    one, other = answered(query), answered(query)
    for key in formats_of(one.found):
        assert download(one, key) == download(other, key), key


@pytest.mark.parametrize("query", [ROWS, TRIPLES], ids=["rows", "triples"])
def test_names_of_files_are_safe(answered: Answer, query: str) -> None:
    answer = answered(query)
    names = [download(answer, key).name for key in formats_of(answer.found)]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"hamlet-a{8}(-[a-z]+)?\.[a-z]+", name) for name in names)


@pytest.mark.parametrize("key", ["json", "xml", "tsv"])
def test_nothing_of_the_rows_is_lost(answered: Answer, key: str) -> None:
    answer = answered(ROWS)
    file = download(answer, key)
    body = result_of(file) if file.name.endswith(".zip") else file.content
    form = ox.QueryResultsFormat.from_extension(key)
    assert form is not None
    found, expected = (
        ox.parse_query_results(content, kind)
        for content, kind in ((body, form), (answer.body, ox.QueryResultsFormat.JSON))
    )
    assert isinstance(found, ox.QuerySolutions)
    assert isinstance(expected, ox.QuerySolutions)
    for row, other in zip(found, expected, strict=True):
        assert [row[name] for name in ("who", "name", "n", "d")] == [other[name] for name in ("who", "name", "n", "d")]


def test_exact_csv_is_sparql_csv_word_for_word(answered: Answer) -> None:
    text = result_of(download(answered(ROWS), "csv")).decode()
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[0] == ["who", "name", "n", "d"]
    assert rows[2] == ["urn:x", "=cmd|' /C calc'!A0", "3.5", ""]
    assert rows[3][1] == '+33 \t "a", b;c\r\nd'


@pytest.mark.parametrize("separator", [",", ";"])
def test_a_spreadsheet_shows_names_and_runs_nothing(answered: Answer, separator: str) -> None:
    content = result_of(download(replace(answered(ROWS), separator=separator), "spreadsheet"))
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator))
    assert rows[1][0] == "Scierie des Aulnes"
    assert rows[2] == ["urn:x", "'=cmd|' /C calc'!A0", "3.5", ""]
    assert rows[3] == ["", '\'+33 \t "a", b;c\r\nd', "-7", "2021-11-01"]
    assert not any(cell.startswith(("=", "+", "@", "\t")) for row in rows for cell in row)


def test_parquet_has_typed_columns_and_says_what_they_were(answered: Answer) -> None:
    table = pq.read_table(io.BytesIO(download(answered(ROWS), "parquet").content))
    assert table.column("n").to_pylist() == [Decimal("12"), Decimal("3.5"), Decimal("-7")]
    assert table.column("d").to_pylist() == [date(2021, 5, 12), None, date(2021, 11, 1)]
    assert table.column("who").to_pylist()[0] == "https://example.org/hamlet/id/actor/scierie"
    assert json.loads(table.schema.field("who").metadata[b"rdf"]) == {"kind": "iri"}
    assert json.loads(table.schema.field("name").metadata[b"rdf"]) == {}


@pytest.mark.parametrize(
    ("values", "kind", "first"),
    [
        ("1 2", "int64", 1),
        ("1e0 2.5e0", "double", 1.0),
        ("true false", "bool", True),
        ('99999999999999999999 "x"', "string", "99999999999999999999"),
        ('"99999999999999999999"^^xsd:integer', "string", "99999999999999999999"),
        ('"-0044-03-15"^^xsd:date', "string", "-0044-03-15"),
        ("UNDEF", "string", None),
        ('"1"', "string", "1"),
    ],
)
def test_a_parquet_column_is_typed_only_where_nothing_is_lost(
    answered: Answer, values: str, kind: str, first: object
) -> None:
    content = download(answered(f"{PREFIXES}SELECT ?x {{ VALUES ?x {{ {values} }} }}"), "parquet").content
    column = pq.read_table(io.BytesIO(content)).column("x")
    assert (str(column.type), column.to_pylist()[0]) == (kind, first)


def test_pandas_reads_parquet(answered: Answer, tmp_path: Path) -> None:
    path = tmp_path / "answer.parquet"
    path.write_bytes(download(answered(ROWS), "parquet").content)
    assert list(pd.read_parquet(path).columns) == ["who", "name", "n", "d"]


@pytest.mark.parametrize(
    ("key", "form"),
    [("turtle", "turtle"), ("ntriples", "nt"), ("rdfxml", "xml"), ("jsonld", "json-ld"), ("trig", "trig")],
)
def test_every_graph_format_holds_the_same_graph(answered: Answer, key: str, form: str) -> None:
    answer = answered(TRIPLES)
    file = download(answer, key)
    body = result_of(file) if file.name.endswith(".zip") else file.content
    found, expected = Graph(), Graph().parse(data=answer.body, format="nt")
    found.parse(data=body, format=form)
    assert len(expected) > 20
    assert isomorphic(found, expected)


def test_xml_is_well_formed_whatever_the_query_says(answered: Answer) -> None:
    root = ElementTree.fromstring(download(answered(ROWS), "xml").content)
    assert len(root.findall(".//{*}result")) == 3
    assert download(answered(ASK), "xml").content.count(b"<boolean>true</boolean>") == 1


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ('SELECT ?x { BIND("\\u0001" AS ?x) }', "xml"),
        ('CONSTRUCT { <urn:a> <urn:b> "\\u0001" } WHERE {}', "rdfxml"),
        ('CONSTRUCT { <urn:a> <http://example.org/1> "x" } WHERE {}', "rdfxml"),
    ],
)
def test_a_format_that_cannot_hold_the_answer_says_so(answered: Answer, query: str, key: str) -> None:
    with pytest.raises(FormatError):
        download(answered(query), key)


def test_an_empty_answer_can_be_downloaded(answered: Answer) -> None:
    for query in ("SELECT ?x { ?x a <urn:none> }", "CONSTRUCT { ?x a ?x } WHERE { ?x a <urn:none> }", "SELECT * {}"):
        answer = answered(query)
        for key in formats_of(answer.found):
            assert download(answer, key).content, key
