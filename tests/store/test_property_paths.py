"""Paths from one thing are answered as Oxigraph answers them, or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import Any

import pyoxigraph as ox
import pytest

from territory_graph.store import paths
from territory_graph.store.paths import LONGEST, MOST_LOOKUPS, MOST_READ, follow, read_path

PREFIXES = "PREFIX : <urn:x:> PREFIX e: <https://example.org/e#>\n# PREFIX : <urn:other:>\nPREFIX  rdfs:<urn:x:r>\n"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
PROPERTIES = {":p": "urn:x:p", ":q": "urn:x:q", "e:r-1": "https://example.org/e#r-1", "<urn:x:p>": "urn:x:p", "a": TYPE}
ENDS = [
    ox.Literal('a\t"b"\\ é\nc'),
    ox.Literal("sage", language="fr"),
    ox.Literal("1", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
    ox.Literal("01", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
    ox.Literal("2026-02-30", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")),
    ox.BlankNode("b1"),
    ox.BlankNode("b2"),
]


def graph(random: Random, *, plain: bool) -> ox.Store:
    """Few things with many ties, cycles among them; texts and blank nodes too unless ``plain``."""
    store, things = ox.Store(), [ox.NamedNode(f"urn:x:n{n}") for n in ("0", "1", "1!", "2", "3", "4")]
    for _ in range(random.randrange(25)):
        subject: Any = random.choice(things if plain or random.random() < 0.9 else ENDS[-2:])
        value: Any = random.choice(things if plain or random.random() < 0.7 else ENDS)
        property_ = ox.NamedNode(random.choice(list(PROPERTIES.values())))
        graph_name = ox.NamedNode("urn:g") if random.random() < 0.1 else ox.DefaultGraph()  # which is not asked
        store.add(ox.Quad(subject, property_, value, graph_name))
    return store


def path(random: Random, deep: int = 0) -> str:
    """A path by chance."""
    kind = random.randrange(9 if deep < 3 else 1)
    if kind in (0, 1, 2):
        return random.choice(list(PROPERTIES))
    if kind == 3:
        return f"^{_primary(random, deep)}"
    if kind in (4, 5):
        return f"{_primary(random, deep)}{random.choice('*+?')}"
    sign = random.choice(["/", "|", " / ", "\n|"])
    return sign.join(_primary(random, deep) for _ in range(random.randrange(2, 4)))


def _primary(random: Random, deep: int) -> str:
    inner = path(random, deep + 1)
    return inner if inner in PROPERTIES else f"({inner})"


def questions(random: Random) -> Iterator[str]:
    """Queries for the ends of a path, by chance."""
    for _ in range(60):
        thing = random.choice([":n0", ":n1", "<urn:x:n2>", ":n3", ":nobody"])
        forward, steps = random.random() < 0.5, path(random)
        end = random.choice(["?x", "$x"])
        pattern = f"{thing} {steps} {end}" if forward else f"{end} {steps} {thing}"
        pattern += random.choice(["", " .", "\n. # all\n"])
        if random.random() < 0.2:
            yield f"ASK {{ {thing} {steps} {random.choice([':n1', ':n4', thing])} }}"
        elif random.random() < 0.2:
            yield f"ask{{ {pattern} }}"
        else:
            head = random.choice(["?x", "*", "DISTINCT ?x", "distinct *"])
            order = random.choice(
                ["", " ORDER BY ?x", " ORDER BY DESC(?x) LIMIT 2", "order by asc ( $x )\nlimit 3 # end"]
            )
            yield f"SELECT {head} {random.choice(['', 'WHERE'])} {{ {pattern} }} {order}"


def answer(found: Any) -> Any:
    """An answer as JSON tells it, without the order of rows."""
    told = json.loads(found.serialize(format=ox.QueryResultsFormat.JSON))
    return told["head"], told.get("boolean"), [json.dumps(row, sort_keys=True) for row in rows_of(told)]


def rows_of(told: dict[str, Any]) -> list[Any]:
    return list(told.get("results", {}).get("bindings", []))


@pytest.mark.parametrize("seed", range(40))
def test_generated_paths_lead_where_the_engine_goes(seed: int) -> None:
    random = Random(seed)
    store, answered = graph(random, plain=seed % 2 == 0), 0
    for text in questions(random):
        query = read_path(PREFIXES + text)
        assert query is not None, text
        found = follow(store, query, 1000)
        if found is None:
            continue
        answered += 1
        (head, said, mine), (right_head, right, theirs) = answer(found), answer(store.query(PREFIXES + text))
        in_order = "order" in text.lower()
        assert (head, said) == (right_head, right), text
        assert (mine if in_order else sorted(mine)) == (theirs if in_order else sorted(theirs)), text
    assert answered > 20


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?x { ?x :p+ ?y }",
        "SELECT ?y { :n0 :p+ ?x }",
        "SELECT ?x ?y { :n0 :p ?x }",
        "SELECT * { :n0 :p+ :n1 }",
        "SELECT ?x { :n0 ?p ?x }",
        "SELECT ?x { :n0 !:p ?x }",
        "SELECT ?x { :n0 :p{2} ?x }",
        "SELECT ?x { :n0 :p/ ?x }",
        "SELECT ?x { :n0 :p++ ?x }",
        "SELECT ?x { :n0 ^^:p ?x }",
        "SELECT ?x { :n0 (:p ?x }",
        "SELECT ?x { :n0 :p ?x ; :q ?x }",
        "SELECT ?x { :n0 :p ?x . :n0 :q ?x }",
        "SELECT ?x { :n0 :p ?x , :n1 }",
        "SELECT ?x { a :p ?x }",
        "SELECT ?x { :n0 :p?x }",
        "SELECT ?x { :n0 :p 'a' }",
        "SELECT ?x { [] :p ?x }",
        "SELECT ?x { :n0 A ?x }",
        "SELECT ?x { :n0 none:p ?x }",
        "SELECT ?x { <n0> :p ?x }",
        "SELECT ?x { <urn:x:\\u006E0> :p ?x }",
        "SELECT ?x { :n\\-0 :p ?x }",
        "SELECT ?x { :n0 :p ?x FILTER(?x != :n1) }",
        "SELECT ?x { GRAPH ?g { :n0 :p ?x } }",
        "SELECT ?x FROM <urn:g> { :n0 :p ?x }",
        "SELECT ?x { :n0 :p ?x } LIMIT 3",
        "SELECT ?x { :n0 :p ?x } ORDER BY ?x LIMIT 3 OFFSET 1",
        "SELECT ?x { :n0 :p ?x } ORDER BY STR(?x)",
        "SELECT ?x { :n0 :p ?x } ORDER BY ?y",
        "SELECT ?x { :n0 :p ?x } ORDER BY ?x ?x",
        "SELECT REDUCED ?x { :n0 :p ?x }",
        "SELECT (COUNT(*) AS ?n) { :n0 :p ?x }",
        "SELECT ?x { :n0 :p ?x } VALUES ?x { :n1 }",
        "BASE <urn:> SELECT ?x { :n0 :p ?x }",
        "PREFIX : <n> SELECT ?x { <urn:x:n0> <urn:x:p> ?x }",
        "ASK { ?x :p ?x }",
        "CONSTRUCT WHERE { :n0 :p ?x }",
        f"SELECT ?x {{ :n0 :p ?x }} #{' ' * LONGEST}",
    ],
)
def test_other_shapes_are_left_to_the_engine(text: str) -> None:
    assert read_path(PREFIXES + text) is None


@pytest.mark.parametrize(("depth", "here"), [(50, True), (51, False), (1_900, False)])
def test_parentheses_far_within_one_another_are_left_to_the_engine(depth: int, here: bool) -> None:
    path = f"{'(' * depth}<urn:p>{')' * depth}"
    assert (read_path(f"SELECT ?x {{ <urn:a> {path}/{path} ?x }}") is not None) == here


def test_a_prefix_means_what_was_declared_last() -> None:
    query = read_path(
        "PREFIX a: <urn:x:> # PREFIX b: <urn:z:>\nPREFIX b: <urn:y#> PREFIX a: <urn:y:> ASK { a:b.:c b: a: }"
    )
    assert query is None  # “a:b.:c” is one name for the engine
    query = read_path(
        "PREFIX a: <urn:x:> # PREFIX b: <urn:z:>\nPREFIX b: <urn:y#> PREFIX a: <urn:y:> ASK { a:b b: a:%20 }"
    )
    assert query is not None
    assert (query.start.value, query.path, query.end) == (
        "urn:y:b",
        ("p", ox.NamedNode("urn:y#")),
        ox.NamedNode("urn:y:%20"),
    )


def chain(length: int) -> ox.Store:
    store, p = ox.Store(), ox.NamedNode("urn:x:p")
    store.extend(ox.Quad(ox.NamedNode(f"urn:x:n{n}"), p, ox.NamedNode(f"urn:x:n{n + 1}")) for n in range(length))
    return store


@pytest.mark.parametrize(("length", "here"), [(MOST_LOOKUPS - 1, True), (MOST_LOOKUPS, False)])
def test_a_long_way_is_left_to_the_engine(length: int, here: bool) -> None:
    query = read_path(f"{PREFIXES}SELECT ?x {{ :n0 :p+ ?x }}")
    assert query is not None
    assert (follow(chain(length), query, 1000) is not None) is here


@pytest.mark.parametrize(("count", "here"), [(MOST_READ, True), (MOST_READ + 1, False)])
def test_a_wide_way_is_left_to_the_engine(count: int, here: bool) -> None:
    store, p, hub = ox.Store(), ox.NamedNode("urn:x:p"), ox.NamedNode("urn:x:n0")
    store.extend(ox.Quad(ox.NamedNode(f"urn:x:m{n}"), p, hub) for n in range(count))
    query = read_path(f"{PREFIXES}SELECT ?x {{ ?x :p :n0 }}")
    assert query is not None
    assert (follow(store, query, 1000) is not None) is here
    assert follow(store, query, MOST_READ - 1) is None


def test_closures_in_closures_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a text nothing is said: each closure would ask the one inside it twice, and so on, 2⁴⁰ times."""
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("urn:x:n0"), ox.NamedNode("urn:x:p"), ox.Literal("end")))
    query = read_path(f"{PREFIXES}SELECT ?x {{ :n0 :p/{'(' * 40}:q{'*)' * 40} ?x }}")
    assert query is not None
    looked: list[object] = []
    wanted = paths._Walk._next
    monkeypatch.setattr(paths._Walk, "_next", lambda *of, **by: (looked.append(of), wanted(*of, **by))[1])
    assert follow(store, query, 1000) is None
    assert len(looked) == MOST_LOOKUPS + 1


@pytest.mark.parametrize("head", ["?x", "DISTINCT ?x"])
@pytest.mark.parametrize(("steps", "here"), [(7, True), (8, False)])
def test_a_way_that_leads_there_too_often_is_left_to_the_engine(head: str, steps: int, here: bool) -> None:
    """Of two things, each tied to both: twice as many rows at each step."""
    store, p = ox.Store(), ox.NamedNode("urn:x:p")
    things = [ox.NamedNode(f"urn:x:n{n}") for n in range(2)]
    store.extend(ox.Quad(one, p, other) for one in things for other in things)
    query = read_path(f"{PREFIXES}SELECT {head} {{ :n0 {'/'.join([':p'] * steps)} ?x }}")
    assert query is not None
    assert (follow(store, query, 1000) is not None) is here
