"""The query tests of the W3C for SPARQL 1.1, asked of our endpoint over HTTP and of bare pyoxigraph on the same store.

    git clone https://github.com/w3c/rdf-tests
    python -m benchmarks.sparql.w3c rdf-tests/sparql [MANIFEST.ttl …]

Without manifests, the query tests of ``sparql11`` and the evaluation and syntax tests of ``sparql10``. Every data file
is a named graph of one store; each test names its dataset by ``default-graph-uri`` and ``named-graph-uri``, and its
base by BASE. Answers are compared as sets of solutions with blank nodes mapped (rows in any order, numbers by value),
graphs by isomorphism. Ends with status 1 where pyoxigraph passes a test that the endpoint does not.
"""

from __future__ import annotations

import argparse
import http.client
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox
from rdflib import RDF, RDFS, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from benchmarks.sparql.servers import Server, ours
from benchmarks.sparql.stores import Data
from territory_graph.building import build
from territory_graph.store.contents import contents_of
from territory_graph.store.folder import StoreFolder

BASE = "https://w3c.github.io/rdf-tests/sparql/"
"""The IRI of the folder that holds the tests."""
EMPTY = f"{BASE}no-data"
MANIFESTS = (
    "sparql11/manifest-sparql11-query.ttl",
    "sparql10/manifest-evaluation.ttl",
    "sparql10/manifest-syntax.ttl",
)
_MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
_QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
_DAWG = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-dawg#")
_RS = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
_HAMLET = Path(__file__).parents[2] / "tests" / "fixtures" / "hamlet"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_FROM = re.compile(r"\bFROM\s+(?:NAMED\s+)?(?:<|\w*:)", re.I)
_NUMBERS = {f"{_XSD}{name}" for name in ("integer", "decimal", "double", "float")}
_FORMATS = {".srx": ox.QueryResultsFormat.XML, ".srj": ox.QueryResultsFormat.JSON, ".tsv": ox.QueryResultsFormat.TSV}
_ASKED_BY_ONE = 20
"""Tests after which another client asks: a budget is a client's own."""

Answer = object
"""A truth value, or the canonical statements of a graph or of a table of solutions."""


@dataclass(frozen=True, slots=True)
class Case:
    """A test: its IRI, kind, query with its IRI, dataset, and the file of its result."""

    iri: str
    kind: str
    query: Path
    query_iri: str
    default: tuple[str, ...]
    named: tuple[str, ...]
    result: Path | None
    result_iri: str


def main() -> int:
    """Runs the tests and prints which fail; 1 where the endpoint fails one that pyoxigraph passes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("suite", type=Path, help="the folder “sparql” of w3c/rdf-tests")
    parser.add_argument("manifests", nargs="*", help="manifests within it")
    options = parser.parse_args()
    cases = [case for name in options.manifests or MANIFESTS for case in _cases(options.suite, options.suite / name)]
    cases = list({case.iri: case for case in cases}.values())
    if not cases:
        print(f"no query test in {options.suite}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as kept:
        return _compare(cases, options.suite, Path(kept))


def _compare(cases: list[Case], suite: Path, folder: Path) -> int:
    quads = _data(cases, suite)
    data = _publish([quad for graph in quads.values() for quad in graph], folder / "store")
    lost = passed = there = 0
    with ours(data, folder) as server:
        for number, case in enumerate(cases):
            client = number // _ASKED_BY_ONE
            own = f"127.2.{client // 250}.{client % 250 + 1}"
            bare = _passes(case, partial(_bare, quads))
            endpoint = _passes(case, partial(_over_http, server, own))
            passed, there = passed + (bare == ""), there + (endpoint == "")
            lost += bare == "" != endpoint
            if bare or endpoint:
                who = "both" if bare and endpoint else "pyoxigraph" if bare else "ENDPOINT"
                print(f"failed by {who}: {case.iri.removeprefix(BASE)}: {endpoint or bare}", flush=True)
    print(f"{len(cases)} tests: the endpoint passes {there}, pyoxigraph {passed}, lost {lost}")
    return 1 if lost or there < passed else 0


def _cases(suite: Path, manifest: Path) -> Iterator[Case]:
    graph = Graph().parse(manifest, publicID=_iri(suite, manifest))
    for included in graph.objects(None, _MF.include):
        for one in Collection(graph, included):
            yield from _cases(suite, _path(suite, one))
    for entries in graph.objects(None, _MF.entries):
        for test in Collection(graph, entries):
            approval = graph.value(test, _DAWG.approval)
            if approval in (None, _DAWG.Approved):
                yield from _case(suite, graph, test)


def _case(suite: Path, graph: Graph, test: Node) -> Iterator[Case]:
    kind = str(graph.value(test, RDF.type)).rpartition("#")[2]
    action, result = graph.value(test, _MF.action), graph.value(test, _MF.result)
    query = action if isinstance(action, URIRef) else graph.value(action, _QT.query)
    if query is None or "Update" in kind or "Protocol" in kind:
        return
    named = [
        one if isinstance(one, URIRef) else graph.value(one, _QT.graph) for one in graph.objects(action, _QT.graphData)
    ]
    yield Case(
        str(test),
        kind,
        _path(suite, query),
        str(query),
        tuple(sorted(map(str, graph.objects(action, _QT.data)))),
        tuple(sorted(map(str, named))),
        _path(suite, result) if isinstance(result, URIRef) else None,
        str(result),
    )


def _iri(suite: Path, path: Path) -> str:
    return BASE + path.resolve().relative_to(suite.resolve()).as_posix()


def _path(suite: Path, iri: Node) -> Path:
    return suite / str(iri).removeprefix(BASE)


def _data(cases: Iterable[Case], suite: Path) -> dict[str, list[ox.Quad]]:
    """Each data file as a named graph; of a folder whose queries say FROM, all files."""
    files = {iri for case in cases for iri in (*case.default, *case.named)}
    for case in cases:
        if _says_from(case):
            files |= {_iri(suite, path) for path in case.query.parent.glob("data*.ttl")}
    return {iri: [_within(quad, iri) for quad in _parsed(_path(suite, URIRef(iri)), iri)] for iri in sorted(files)}


def _says_from(case: Case) -> bool:
    return bool(_FROM.search(_text(case)))


def _within(quad: ox.Quad, graph: str) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(graph))


def _parsed(path: Path, base: str) -> Iterable[ox.Quad]:
    form = ox.RdfFormat.RDF_XML if path.suffix == ".rdf" else ox.RdfFormat.TURTLE
    return ox.parse(path.read_bytes(), form, base_iri=base, rename_blank_nodes=True)


def _publish(quads: list[ox.Quad], store: Path) -> Data:
    """A store that is served: the hamlet, with the data of the tests beside it."""
    build(_HAMLET, store)
    folder = StoreFolder(store)
    opened, manifest = folder.open()
    known = list(opened)
    del opened
    records = (quad for quad in known if quad.graph_name != ox.DefaultGraph())
    both = list(dict.fromkeys([*records, *quads]))
    manifest = replace(manifest, **asdict(contents_of(both, manifest.base)))
    folder.publish(both, manifest)
    return Data("w3c", store, store, manifest)


def _text(case: Case) -> str:
    return case.query.read_bytes().decode("utf-8")


def _passes(case: Case, ask: Callable[[Case], Answer]) -> str:
    """Nothing where a test passes, else why it does not."""
    negative = case.kind.startswith("NegativeSyntax")
    try:
        found = ask(case)
    except (SyntaxError, ValueError, RuntimeError) as error:
        return "" if negative else f"refused: {str(error).split(chr(10), 1)[0][:100]}"
    if negative:
        return "accepted"
    if case.result is None or not case.kind.endswith("EvaluationTest"):
        return ""
    return "" if found == _wanted(case.result, case.result_iri) else "another answer"


def _bare(quads: Mapping[str, list[ox.Quad]], case: Case) -> Answer:
    """What pyoxigraph answers by itself, on a store that holds the data of the test and no other."""
    store = ox.Store()
    for iri in case.default:
        store.extend(ox.Quad(one.subject, one.predicate, one.object) for one in quads[iri])
    for iri in case.named or (() if case.default else quads):
        store.extend(quads[iri])
    return _read(store.query(_text(case), base_iri=case.query_iri))


def _over_http(server: Server, own: str, case: Case) -> Answer:
    text = f"BASE <{case.query_iri}>\n{_text(case)}"
    fields = [("query", text)]
    if not _says_from(case):
        fields += [("default-graph-uri", iri) for iri in case.default or (EMPTY,)]
        fields += [("named-graph-uri", iri) for iri in case.named]
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60, source_address=(own, 0))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "application/sparql-results+json, application/n-triples",
    }
    try:
        connection.request("POST", server.path, urlencode(fields), headers)
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if answer.status != http.client.OK:
        raise ValueError(f"{answer.status} {body.decode(errors='replace')}")
    if "json" in (answer.getheader("content-type") or ""):
        return _read(ox.parse_query_results(body, ox.QueryResultsFormat.JSON))
    return _canonical(ox.parse(body, ox.RdfFormat.N_TRIPLES))


def _wanted(path: Path, iri: str) -> Answer:
    if path.suffix in _FORMATS:
        return _read(ox.parse_query_results(path.read_bytes(), _FORMATS[path.suffix]))
    graph = Graph().parse(path, publicID=iri)
    table = graph.value(None, RDF.type, _RS.ResultSet)
    if table is None:
        return _canonical(_parsed(path, iri))
    truth = graph.value(table, _RS.boolean)
    if truth is not None:
        return bool(truth.toPython())  # type: ignore[attr-defined]
    return _table(_solutions(graph, table))


def _solutions(graph: Graph, table: Node) -> Iterator[dict[str, ox.NamedNode | ox.BlankNode | ox.Literal]]:
    for solution in graph.objects(table, _RS.solution):
        bindings = graph.objects(solution, _RS.binding)
        yield {str(graph.value(one, _RS.variable)): _term(graph.value(one, _RS.value)) for one in bindings}


def _term(node: Node | None) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    (quad,) = ox.parse(f"<urn:s> <urn:p> {node.n3()} .", ox.RdfFormat.N_TRIPLES)  # type: ignore[union-attr]
    return quad.object  # type: ignore[return-value]


def _read(found: object) -> Answer:
    """What an engine answers, so that equal answers are equal."""
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    if isinstance(found, ox.QueryTriples):
        return _canonical(ox.Quad(one.subject, one.predicate, one.object) for one in found)
    names = [variable.value for variable in found.variables]  # type: ignore[attr-defined]
    rows = ({name: value for name in names if (value := row[name]) is not None} for row in found)  # type: ignore[attr-defined]
    return _table(rows)


def _table(rows: Iterable[dict[str, ox.NamedNode | ox.BlankNode | ox.Literal]]) -> Answer:
    """A table as a graph: a blank node a row, so that blank nodes are mapped and equal rows are counted."""
    quads = []
    for row in rows:
        node = ox.BlankNode()
        quads.append(ox.Quad(node, ox.NamedNode(str(RDF.type)), ox.NamedNode(str(RDFS.Resource))))
        quads += [ox.Quad(node, ox.NamedNode(f"urn:{name}"), _by_value(value)) for name, value in row.items()]
    return _canonical(quads)


def _by_value(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if not isinstance(term, ox.Literal) or term.datatype.value not in _NUMBERS:
        return term
    try:
        number = Decimal(term.value)
    except InvalidOperation:
        return term
    return ox.Literal(f"{number.normalize():f}" if number.is_finite() else term.value, datatype=term.datatype)


def _canonical(quads: Iterable[ox.Quad]) -> frozenset[ox.Quad]:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return frozenset(dataset)


if __name__ == "__main__":
    sys.exit(main())
