"""Ordering: values that no order of the engine's holds for end no process, and come in SPARQL's order."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from mixed_values import BASE, PROPERTY, TG, THING, mixed_values, say_mixed_values

from territory_graph import KnowledgeGraph, resources, screening
from territory_graph.network.build import PROJECTIONS
from territory_graph.network.load import bare
from territory_graph.queries import projection_query
from territory_graph.store import ordering
from territory_graph.store.engine import evaluate, select
from territory_graph.store.folder import StoreFolder
from territory_graph.store.guard import guard
from territory_graph.store.ordering import ordered, split_order
from territory_graph.store.pool import Limits, QueryPool
from territory_graph.store.sort_keys import SORT_KEY, sort_key

KEY = str(SORT_KEY)
JSON = "application/sparql-results+json"
SHAPES = (
    "SELECT ?o { ?s ?p ?o } ORDER BY ?o",
    "SELECT ?o { ?s ?p ?o } ORDER BY DESC(?o) LIMIT 50",
    "SELECT ?o { ?s ?p ?o } ORDER BY ?p ASC(COALESCE(?o, 1)) LIMIT 1000",
    "SELECT ?o { { SELECT ?o { ?s ?p ?o } ORDER BY ?o LIMIT 1000 } }",
    "SELECT ?o (MAX(?o) AS ?most) { ?s ?p ?o } GROUP BY ?o ORDER BY DESC(MAX(?o)) LIMIT 1000",
)


def mixed_store(seed: int) -> ox.Store:
    store = ox.Store()
    store.extend(ox.Quad(ox.NamedNode(THING), ox.NamedNode(PROPERTY), value) for value in mixed_values(seed))
    return store


@pytest.fixture(scope="module")
def mixed(hamlet_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("mixed") / "store"
    return say_mixed_values(hamlet_store, store)


def in_a_child(program: str, *arguments: str) -> str:
    """What a program writes in a process of its own, which it must live through."""
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2_000:]
    return done.stdout


def reference(values: list[ox.Literal]) -> list[tuple[str, int, str]]:
    """The keys of values in SPARQL's order: by their letters, and those of one text by language."""
    return sorted(map(place, values))


def place(value: ox.Literal) -> tuple[str, int, str]:
    key = sort_key(value)
    assert isinstance(key, ox.Literal)
    return key.value, key.language is None, key.language or ""


def test_the_engine_alone_does_not_live_through_such_values() -> None:
    """Else nothing here would be needed."""
    program = "import sys; sys.path[:0] = ['tests', 'tests/store']; from test_ordering import *\n"
    program += "for seed in range(40): list(mixed_store(seed).query(SHAPES[0]))"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=False).returncode != 0


def test_no_shape_of_query_ends_the_process_and_rows_are_in_order() -> None:
    program = f"""
import sys; sys.path[:0] = {[str(Path(__file__).parent), str(Path(__file__).parents[1])]}
from test_ordering import *
for seed in range(8):
    store = mixed_store(seed)
    values = [quad.object for quad in store]
    for shape in SHAPES:
        found = [row["o"] for row in ordering.query(store, shape)]
        if "DESC" in shape:
            found.reverse()
        expected = reference(values)
        assert [place(value) for value in found] == (expected[-50:] if "50" in shape else expected), shape
    assert len(select(store, SHAPES[0])) == len(values)
print("alive")
"""
    assert in_a_child(program).strip() == "alive"


@pytest.mark.parametrize("down", ["", "DESC"])
def test_rows_sorted_here_are_as_the_engine_sorts_them(hamlet_store: Path, down: str) -> None:
    store = KnowledgeGraph.open(
        hamlet_store
    )._engine.store  # every value of the hamlet's is of the kind of its property
    text = f"PREFIX tg: <{TG}> SELECT * {{ GRAPH ?g {{ ?s ?p ?o }} OPTIONAL {{ ?s tg:start ?day }} }}"
    text += f" ORDER BY ?p {down}(?o) ?day ?s ?g"
    by_engine = [tuple(map(str, row)) for row in store.query(text)]
    by_key = [tuple(map(str, row)) for row in ordering.query(store, text)]
    here = select(store, text).rows
    assert by_key == by_engine
    assert [[cell and str(cell) for cell in row] for row in here] == [
        [cell and str(cell) for cell in row] for row in select(store, f"{text} LIMIT 100000").rows
    ]
    assert len(here) == len(by_engine) > 500


def test_what_is_unbound_comes_first_then_blank_nodes_iris_and_literals() -> None:
    text = "SELECT ?x { VALUES (?x ?n) { (4 1) (<urn:a> 2) ('a'@fr 3) ('a' 4) (UNDEF 5) } } ORDER BY ?x DESC(?n)"
    found = [row[0] and row[0].n3() for row in select(ox.Store(), text).rows]
    assert found == [None, "<urn:a>", '"4"^^<http://www.w3.org/2001/XMLSchema#integer>', '"a"@fr', '"a"']
    blank = select(ox.Store(), "SELECT ?x { VALUES ?n { 1 2 } BIND(IF(?n = 1, <urn:a>, BNODE()) AS ?x) } ORDER BY ?x")
    assert [type(row[0]).__name__ for row in blank.rows] == ["BNode", "URIRef"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("SELECT * { ?s ?p ?o } ORDER BY ?s ?o", 2),
        ("SELECT * { ?s ?p ?o }\norder # by\n by ASC(?s)DESC (?o)LIMIT5", 2),
        ("SELECT * { ?s ?p ?o } ORDERBY(?s)STR(?o)<urn:f>(?o)ex:g(1, 2) NOT EXISTS { ?s ?p ?o } OFFSET 2", 5),
        ("SELECT * { { SELECT ?s { ?s ?p ?o } ORDER BY ?o LIMIT 1 } } ORDER BY ?s VALUES ?x { 1 }", 2),
        ("INSERT { ?s ?p 1 } WHERE { { SELECT * { ?s ?p ?o } ORDER BY ?o LIMIT 1 } }", 1),
        ("SELECT ?order ?by { ?order ex:order ?by . ?a <urn:order by> 'order by ?x' } # order by ?x", 0),
        ('SELECT * { ?s ?p """a"b order by ?o""" }', 0),
        ("SELECT * { ?s ?p ?o } ORDER BY ASC()", 0),
        ("SELECT * { ?s ?p ?o } ORDER BY", 0),
    ],
)
def test_every_key_of_every_order_is_wrapped(text: str, count: int) -> None:
    assert ordered(text).count(KEY) == count


@pytest.mark.parametrize(
    "text", ["SELECT * { ?s ?p ?o ORDER BY ?s", "SELECT * {\n ?s ?p } ORDER BY ?s", "SELECT * {} ORDER BY ?s )"]
)
def test_a_wrong_text_is_told_as_it_was_written(text: str) -> None:
    with pytest.raises(SyntaxError) as own:
        ox.Store().query(text)
    with pytest.raises(SyntaxError) as told:
        ordering.query(ox.Store(), text)
    assert str(told.value) == str(own.value)


def test_what_is_not_a_column_is_sorted_by_too() -> None:
    text = "SELECT ?a { VALUES (?a ?b) { (1 3) (2 2) (3 1) } } ORDER BY ?b"
    assert split_order(text)[1]
    answer = evaluate(ox.Store(), text)
    assert [str(row[0]) for row in answer.rows] == ["3", "2", "1"]  # type: ignore[union-attr]


def packaged() -> list[Path]:
    return sorted([*resources.QUERIES.rglob("*.rq"), *resources.ONTOLOGY.rglob("*.rq")])


@pytest.mark.parametrize("path", packaged(), ids=lambda path: path.stem)
def test_no_packaged_query_is_sorted_by_an_order_that_is_none(path: Path) -> None:
    text = re.sub(r"(?m)^#.*$", "", path.read_text(encoding="utf-8"))
    orders = len(re.findall(r"ORDER\s+BY", text))
    unsorted, keys = split_order(text)
    assert len(re.findall(r"ORDER\s+BY", unsorted)) == orders - bool(keys)
    wrapped = ordered(unsorted)
    assert all(KEY in after.split("\n", 1)[0] for after in re.split(r"ORDER\s+BY", wrapped)[1:])
    ox.Store().query(wrapped, custom_functions=ordering.FUNCTIONS)
    if orders == 0:
        assert wrapped == text


def test_the_software_asks_the_engine_itself_only_what_is_not_sorted() -> None:
    """``Store.query`` and ``Store.update`` stand where the text is the software's own and says no ORDER BY."""
    found = {
        path.relative_to(resources.QUERIES.parent).as_posix()
        for path in resources.QUERIES.parent.rglob("*.py")
        if re.search(r"\bstore\.(?:query|update)\(", path.read_text(encoding="utf-8"))
    }
    unsorted = {"ingest/ties.py", "screening.py", "store/engine.py", "store/remote.py", "updating/revision.py"}
    assert found == unsorted | {"store/ordering.py", "store/worker.py"}


def test_what_is_asked_as_rows_in_no_order_says_no_order() -> None:
    """The texts given to ``Engine.tsv`` and ``Engine.texts``, and those of ``screening``."""
    asked = {
        path.relative_to(resources.PACKAGE).as_posix(): re.findall(r"engine\.(?:tsv|texts)\((\w+)\(", text)
        for path in resources.PACKAGE.rglob("*.py")
        if re.search(r"engine\.(?:tsv|texts)\(", text := path.read_text(encoding="utf-8"))
    }
    system = "system_query"
    assert asked == {"network/load.py": ["bare"], "store/part.py": [system, system], "store/searched.py": [system]}
    own = [*resources.QUERIES.rglob("search-*.rq"), *resources.QUERIES.rglob("part-*.rq")]
    searched = [path.read_text(encoding="utf-8") for path in own]
    projected = [bare(projection_query(name).sparql()) for name in PROJECTIONS]
    assert min(map(len, (searched, projected, screening.queries()))) > 0
    for text in [*searched, *projected, *screening.queries()]:
        assert ordered(text) == text


def test_ten_descriptions_and_rdflib_live_through_what_a_writer_may_say(mixed: Path) -> None:
    program = f"""
import sys
from territory_graph import KnowledgeGraph
graph = KnowledgeGraph.open(sys.argv[1])
for _ in range(10):
    entity = graph.describe({THING!r})
told = [value for group in entity.groups for fact in group.facts for value in [fact]]
text = "SELECT ?o {{ <{THING}> <{PROPERTY}> ?o }} ORDER BY ?o"
print(len(told), len(graph.rows(text)), len(list(graph.dataset.query(text))), len(graph.query(text)))
"""
    told, *counts = map(int, in_a_child(program, str(mixed)).split())
    assert told > 0
    assert len(set(counts)) == 1
    assert counts[0] > 300


def test_an_update_whose_subquery_sorts_them_is_applied(mixed: Path) -> None:
    text = f"INSERT {{ GRAPH <{BASE}id/record/mixed/1> {{ <{THING}> <{PROPERTY}> ?said }} }} WHERE {{ "
    text += (
        f"{{ SELECT ?o {{ GRAPH ?g {{ ?s <{PROPERTY}> ?o }} }} ORDER BY DESC(?o) LIMIT 1 }} BIND(STR(?o) AS ?said) }}"
    )
    program = "import sys; from pathlib import Path; from territory_graph.store.folder import StoreFolder\n"
    program += "from territory_graph.updating import Change, apply_change\n"
    program += "apply_change(StoreFolder(Path(sys.argv[1])), Change('update', sys.argv[2].encode()), 'test')"
    in_a_child(program, str(mixed), text)


def test_a_stranger_s_rows_come_in_order_though_the_worker_died_of_sorting_them(mixed: Path) -> None:
    inner = f"SELECT ?o {{ <{THING}> <{PROPERTY}> ?o }} ORDER BY SHA1(CONCAT(STR(?o), 'SALT')) LIMIT 900"
    texts = [f"SELECT ?o {{ {{ {inner} }} }} ORDER BY ?o".replace("SALT", str(n)) for n in range(12)]

    async def scene() -> list[list[str]]:
        pool = QueryPool(StoreFolder(mixed), workers=1)
        try:
            return [await values(pool, text) for text in texts]
        finally:
            pool.close()

    async def values(pool: QueryPool, text: str) -> list[str]:
        result = await pool.run(guard(text), media_type=JSON, limits=Limits(60, 1_000), client="test")
        return [row["o"]["value"] for row in json.loads(result.body)["results"]["bindings"]]

    found = asyncio.run(scene())
    expected = [str(row[0]) for row in KnowledgeGraph.open(mixed).rows(texts[0]).rows]
    assert all(sorted(rows) == sorted(expected) for rows in found)
    assert expected in found
