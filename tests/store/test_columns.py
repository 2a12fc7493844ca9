"""Columns answer as Oxigraph does, whatever the data and the question, or leave the answer to it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pyoxigraph as ox
import pytest

from territory_graph.building import build
from territory_graph.queries.catalogue import packaged_queries
from territory_graph.store import column_files
from territory_graph.store import columns as program
from territory_graph.store.amendment import Amendment
from territory_graph.store.checksums import write_checksums
from territory_graph.store.column_files import amend_columns, write_columns
from territory_graph.store.column_plans import plan
from territory_graph.store.columns import COLUMNS, Columns
from territory_graph.store.contents import contents_after
from territory_graph.store.default_graph import in_records
from territory_graph.store.folder import StoreFolder
from territory_graph.store.guard import guard
from territory_graph.store.pool import ENDPOINT, QueryPool
from territory_graph.vocabulary import TG

JSON = "application/sparql-results+json"
PROLOGUE = "PREFIX : <urn:x:>\nPREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
XSD = "http://www.w3.org/2001/XMLSchema#"
ALIKE = {
    "size": ("integer", ["0", "7", "-3", "12", "7"]),
    "worth": ("decimal", ["1.5", "2", "-0.25", "25000000000.5", "1.5"]),
    "day": ("date", ["2019-01-01", "2020-02-29", "2021-12-31", "1969-07-20"]),
    "code": ("string", ["a", "b", "b", 'with "quotes"', "tab\tand\\line\n"]),
}
"""Properties whose values are all of one datatype."""
STRANGE = [
    ox.Literal("ten", datatype=ox.NamedNode(f"{XSD}integer")),
    ox.Literal("12345678901234567", datatype=ox.NamedNode(f"{XSD}integer")),
    ox.Literal("1.23456789", datatype=ox.NamedNode(f"{XSD}decimal")),
    ox.Literal("2019-01-01Z", datatype=ox.NamedNode(f"{XSD}date")),
    ox.Literal("2019-02-30", datatype=ox.NamedNode(f"{XSD}date")),
    ox.Literal("1.5E1", datatype=ox.NamedNode(f"{XSD}double")),
    ox.Literal("2020-02-29T00:00:00", datatype=ox.NamedNode(f"{XSD}dateTime")),
    ox.Literal("true", datatype=ox.NamedNode(f"{XSD}boolean")),
    ox.Literal("7", datatype=ox.NamedNode(f"{XSD}byte")),
    ox.Literal("7"),
    ox.Literal("sept", language="fr"),
    ox.NamedNode("urn:x:n1"),
    ox.BlankNode("b1"),
]
"""Values that must not be taken for numbers, days or texts like others."""


@pytest.fixture(scope="module", autouse=True)
def _small_stores_too() -> Iterator[None]:
    """Has columns written, and asked, for stores that are small enough for a test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(column_files, "SMALLEST", 0)
        for module in (column_files, program):
            patch.setattr(module, "FEW", 1)
        yield


def graph(seed: int, *, strange: bool, many: int = 12) -> ox.Store:
    """Things with values of one datatype for each property, and of any, where ``strange``."""
    random, store = Random(seed), ox.Store()
    things = [ox.NamedNode(f"urn:x:n{n}") for n in range(many)] + ([ox.BlankNode(f"b{n}") for n in range(2)])[
        : 2 * strange
    ]

    def say(subject: Any, name: str, value: Any) -> None:
        store.add(ox.Quad(subject, ox.NamedNode(f"urn:x:{name}"), value))

    for thing in things:
        say(thing, "kind", ox.NamedNode(f"urn:x:Kind{random.randrange(3)}"))
        for _ in range(random.randrange(3)):
            say(thing, "near", random.choice(things))
        for name, (datatype, values) in ALIKE.items():
            for value in random.sample(values, random.randrange(3)):
                say(thing, name, ox.Literal(value, datatype=ox.NamedNode(f"{XSD}{datatype}")))
        for language in random.sample(["fr", "en", "fr-CA"], random.randrange(3)):
            say(thing, "name", ox.Literal(f"name {random.randrange(4)}", language=language))
        if strange and random.random() < 0.15:
            say(thing, random.choice([*ALIKE, "name", "near"]), random.choice(STRANGE))
        say(thing, "any", random.choice([*STRANGE, ox.Literal(3), ox.Literal("x")]))
    return store


@pytest.fixture(params=range(8))
def data(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[ox.Store, Columns, Random]:
    """A generated graph, every second one with strange values, its columns, and chance."""
    store = graph(request.param, strange=request.param % 2 == 1)
    return store, columns_of(store, tmp_path), Random(request.param)


def columns_of(store: ox.Store, folder: Path) -> Columns:
    write_columns(folder / COLUMNS, store, _triples(store))
    return Columns(str(folder / COLUMNS))


@pytest.fixture(scope="module")
def plain(_small_stores_too: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[ox.Store, Columns]:
    """A generated graph without strange values, and its columns."""
    store = graph(2, strange=False)
    return store, columns_of(store, tmp_path_factory.mktemp("plain"))


def answered(columns: Columns, text: str) -> ox.QuerySolutions | None:
    found = plan(guard(text))
    return None if found is None else columns.answer(json.loads(json.dumps(found)), text, 1_000_000)


def rows(found: Any) -> list[tuple[str, ...]]:
    return [tuple(map(str, row)) for row in found]


def compare(store: ox.Store, columns: Columns, text: str) -> bool:
    """Whether columns answered, and then as the engine does: the same rows, sorted alike where the text sorts all."""
    mine = answered(columns, text)
    if mine is None:
        return False
    theirs: Any = store.query(text)
    assert [one.value for one in mine.variables] == [one.value for one in theirs.variables], text
    found, right = rows(mine), rows(theirs)
    if "ORDER BY" not in text:
        found, right = sorted(found), sorted(right)
    assert found == right, text
    return True


def conditions(random: Random) -> Iterator[str]:
    """Conditions on ?size, ?worth, ?day, ?code, ?name, ?other, ?any and ?thing, by chance."""
    sign, equal = random.choice(["=", "!=", "<", "<=", ">", ">="]), random.choice(["=", "!="])
    word, tag, span = (random.choice(some) for some in (["a", "b", "nowhere"], ["fr", "en", ""], ["fr", "*", "FR-ca"]))
    yield f"?size {sign} {random.choice(['7', '0', '-3', '1.5', '100'])}"
    yield f"?worth {sign} {random.choice(['?size', '1.5', '2'])}"
    yield f"?day {sign} '{random.choice(ALIKE['day'][1])}'^^xsd:date"
    yield f"YEAR(?day) {sign} 2019"
    yield f"?code {equal} '{word}'"
    yield f"?code IN ('{word}', 'b')"
    yield f"LANG(?name) {equal} '{tag}'"
    yield f"CONTAINS(LCASE(STR(?name)), '{random.choice(['name', 'e 2', 'fr', 'Name', ''])}')"
    yield f"{random.choice(['STRSTARTS', 'strends'])}(?code, '{random.choice(['a', 'b', 'line', 'n', 'with'])}')"
    yield f"langMatches(LANG(?name), '{span}')"
    yield f"?other {equal} {random.choice(['?thing', ':n1', ':unknown'])}"
    yield f"?other NOT IN (:n1, :n{random.randrange(12)})"
    yield f"?any {sign} {random.choice(['7', '?size', ':n1'])}"
    yield f"?size {sign} ?day"


def questions(random: Random) -> Iterator[str]:
    """Questions of the shapes that columns know, and of some beside them."""
    properties = ["size", "worth", "day", "code", "name", "any"]
    for _ in range(100):
        chosen = [name for name in properties if random.random() < 0.4]
        parts = [f"?thing :{name} ?{name}" for name in chosen] + ["?thing :kind ?kind"]
        if random.random() < 0.5:
            parts.append(random.choice(["?thing :near ?other", "?other ^:near ?thing", "?thing :near/:near ?other"]))
            chosen.append("other")
        usable = [one for one in conditions(random) if _mentions(one) <= {*chosen, "thing"}]
        for one in random.sample(usable, min(len(usable), random.randrange(3))):
            parts.append(f"FILTER({random.choice(['', '!'])}({one}))")
        if len(usable) > 1 and random.random() < 0.3:
            parts.append(f"FILTER({usable[0]} {random.choice(['&&', '||'])} {usable[-1]})")
        if random.random() < 0.3:
            inner = random.choice(["?thing :size ?in . FILTER(?in > 3)", "?in :near ?thing", "?thing :day ?in"])
            parts.append(f"FILTER {random.choice(['NOT ', ''])}EXISTS {{ {inner} }}")
        if random.random() < 0.2:
            parts.append(f"VALUES ?kind {{ {random.choice([':Kind0', ':Kind0 :Kind1', ':Kind0 :Kind0', ':None'])} }}")
        if "day" in chosen and random.random() < 0.5:
            parts.append("BIND(YEAR(?day) AS ?year)")
            chosen.append("year")
        random.shuffle(parts)
        parts.sort(key=lambda part: part.startswith("BIND"))
        if random.random() < 0.2:
            inner = random.choice(['?thing :code "a"', "?thing :near ?in", "?in :near ?thing . ?in :size 7"])
            parts.append(f"MINUS {{ {inner} }}")
        elif random.random() < 0.4:
            parts.append(f"OPTIONAL {{ {_maybe(random)} }}")
            chosen.append("maybe")
            if random.random() < 0.4:
                parts.append(f"OPTIONAL {{ {_maybe(random).replace('maybe', 'perhaps')} }}")
                chosen.append("perhaps")
        yield _asked(random, " . ".join(parts), chosen)


def _maybe(random: Random) -> str:
    """What OPTIONAL adds by chance: ?maybe, of ?thing or of something near it."""
    name = random.choice(["size", "worth", "day", "code", "name", "any", "near"])
    pattern = random.choice(["?thing :{0} ?maybe", "?thing :near/:{0} ?maybe", "?maybe :near ?thing ; :{0} ?of"])
    wanted = random.choice(["", "", " FILTER(?maybe > 3)", " FILTER(?maybe != 'a')", " FILTER(?size > 3)"])
    return pattern.format(name) + wanted


def _mentions(text: str) -> set[str]:
    return {word.strip("?(),") for word in text.replace("(", " ").split() if word.startswith("?")}


def _asked(random: Random, where: str, chosen: Sequence[str]) -> str:
    distinct = random.choice(["", "DISTINCT "])
    if random.random() < 0.4:
        names = ["thing", *random.sample(chosen, random.randrange(len(chosen) + 1))]
        head = " ".join(f"?{name}" for name in names)
        order = random.choice(["", f" ORDER BY {head}", f" ORDER BY DESC(?{names[-1]}) {head} LIMIT 3 OFFSET 1"])
        return f"{PROLOGUE}SELECT {distinct}{head} WHERE {{ {where} }}{order}"
    group = random.choice([[], ["kind"], ["thing"], *([[random.choice(chosen), "kind"]] if chosen else [])])
    of = [f"?{name}" for name in (*chosen, "thing")]
    some = [f"{name}({one})" for name in ("COUNT", "SUM", "AVG", "MIN", "MAX") for one in of]
    tells = random.sample(["COUNT(*)", "COUNT(DISTINCT ?thing)", *some], 2)
    shown = group[: random.choice([1, 2])]
    head = " ".join([*(f"?{name}" for name in shown), *(f"({one} AS ?told{n})" for n, one in enumerate(tells))])
    by = f" GROUP BY {' '.join(f'?{name}' for name in group)}" if group else ""
    having = f" HAVING({random.choice(tells)} > 2)" if random.random() < 0.3 else ""
    keys = " ".join(f"?{name}" for name in [*(f"told{n}" for n in range(2)), *shown])
    order = random.choice(["", f" ORDER BY DESC(?told0) {keys} LIMIT 2", f" ORDER BY {keys}"])
    return f"{PROLOGUE}SELECT {distinct}{head} WHERE {{ {where} }}{by}{having}{order}"


def test_generated_questions_are_answered_alike(data: tuple[ox.Store, Columns, Random]) -> None:
    store, columns, random = data
    asked = list(questions(random))
    assert sum(compare(store, columns, text) for text in asked) > 5


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?kind (COUNT(?thing) AS ?n) { ?thing :kind ?kind } GROUP BY ?kind",
        "SELECT ?kind (SUM(?size) AS ?sum) (AVG(?size) AS ?mean) { ?thing :kind ?kind ; :size ?size } GROUP BY ?kind",
        "SELECT (SUM(?worth) AS ?sum) (MAX(?worth) AS ?most) (MIN(?day) AS ?first) { ?x :worth ?worth ; :day ?day }",
        "SELECT ?y (COUNT(DISTINCT ?x) AS ?n) { ?x :day ?d BIND(YEAR(?d) AS ?y) } GROUP BY ?y ORDER BY ?y",
        "SELECT ?x (COUNT(*) AS ?n) { ?x :near/:near ?z } GROUP BY ?x HAVING(COUNT(*) > 1) ORDER BY ?n ?x LIMIT 4",
        "SELECT DISTINCT ?x ?z { ?x :near ?z MINUS { ?z :near ?x } }",
        "SELECT ?x { ?x :size ?s . VALUES ?least { 1 } BIND(?least + 2 AS ?more) FILTER(?s >= ?more) } ORDER BY ?x",
        "SELECT ?x ?name { ?x :name ?name FILTER(LANG(?name) = 'fr') }",
        "SELECT (COUNT(*) AS ?n) { ?x :near ?y FILTER NOT EXISTS { ?y :near ?z FILTER NOT EXISTS { ?z :near ?x } } }",
        "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p",
        "SELECT DISTINCT ?k (COUNT(*) AS ?n) { ?x :kind ?k ; :size ?s } GROUP BY ?k ?x ORDER BY DESC(?n) ?k LIMIT 3",
        "SELECT DISTINCT ?x ?s { ?x :size ?s ; :near ?y } ORDER BY DESC(?s) ?x ?y LIMIT 3",
        "SELECT ?x ?d { ?x :size ?s OPTIONAL { ?x :day ?d } }",
        "SELECT ?x ?d { ?x :size ?s OPTIONAL { ?x :day ?d FILTER(?d > '2019-06-01'^^xsd:date) } } ORDER BY ?d ?x",
        "SELECT ?k (COUNT(?w) AS ?n) (COUNT(*) AS ?a) { ?x :kind ?k OPTIONAL { ?x :day ?w } } GROUP BY ?k ORDER BY ?k",
        "SELECT ?x (COUNT(?z) AS ?n) { ?x :kind ?k OPTIONAL { ?z :near ?x } } GROUP BY ?x HAVING(COUNT(?z) = 0)",
        "SELECT ?d (COUNT(*) AS ?n) { ?x :kind ?k OPTIONAL { ?x :day ?d } } GROUP BY ?d ORDER BY DESC(?n) ?d LIMIT 2",
        "SELECT DISTINCT ?d ?w { ?x :kind ?k OPTIONAL { ?x :day ?d } OPTIONAL { ?x :near/:worth ?w FILTER(?w > 1) } }",
        "SELECT ?x ?t { ?x :size ?s . VALUES ?k { :Kind0 } OPTIONAL { ?x :kind ?k ; :name ?t } }",
        "SELECT ?x ?t { ?x :size ?s OPTIONAL { ?x :worth ?t FILTER(?s > 3 && ?t < ?s) } } ORDER BY ?t DESC(?x)",
        "SELECT ?x { ?x :kind ?k . VALUES ?t { 'nobody' } FILTER(?t = \"nobody\") }",
        "SELECT ?x { ?x :kind ?k . VALUES ?t { <urn:x:none> } FILTER(?t NOT IN (:nobody, :none)) }",
        "SELECT ?x { ?x :near ?y . VALUES ?k { :Kind0 } FILTER EXISTS { ?x :kind ?k } }",
        "SELECT ?x { ?x :day ?d BIND(YEAR(?d) AS ?y) FILTER EXISTS { ?z :size ?s FILTER(?y > 2019) } }",
        "SELECT ?x ?s { ?x :size ?s FILTER NOT EXISTS { ?x :worth ?w FILTER(?w > ?s) } }",
    ],
)
def test_shapes_that_columns_are_for(text: str, plain: tuple[ox.Store, Columns]) -> None:
    assert compare(*plain, PROLOGUE + text)


TEXTS = [
    "Évreux",
    "évreux",
    "ÉVREUX\\n",
    "L’Œuvre",
    "Straẞe",
    "straße",
    "K2",
    "\u212a2",
    "\u0130zmir",
    "i\u0307zmir",
    "\u212bngström",
    "Ÿ",
    "ΟΔΟΣ",
    'a "quoted" \\ name',
    "a\nb\tc",
    "a\\nb",
    "\x01bell\x7f",
    "u0041",
    "e\u0301vreux",
    "",
    "50 % [a-z]*?",
    "it's",
]
WANTED = [
    *"abcefnikuß",
    "évreux",
    "vreux",
    "l’œuvre",
    "strasse",
    "straße",
    "k2",
    "izmir",
    "ångström",
    "ÿ",
    "οδος",
    "ab",
]
WANTED += [
    "a",
    "A",
    "É",
    "Œ",
    "quoted",
    " name",
    "n",
    "u0041",
    "",
    "%",
    "[a-z]*?",
    "it's",
    "fr",
    "en",
    "@",
    "2",
    "zmir",
]


@pytest.fixture(scope="module")
def said(_small_stores_too: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[ox.Store, Columns]:
    """Things that say each text, plain and in two languages, and their columns."""
    store, says = ox.Store(), ox.NamedNode("urn:x:says")
    for place, text in enumerate(TEXTS):
        for literal in (ox.Literal(text), ox.Literal(text, language="fr"), ox.Literal(text, language="en-GB")):
            store.add(ox.Quad(ox.NamedNode(f"urn:x:n{place}"), says, literal))
    return store, columns_of(store, tmp_path_factory.mktemp("said"))


@pytest.mark.parametrize("of", ["?t", "STR(?t)", "LCASE(?t)", "LCASE(STR(?t))", "STR(lcase(?t))"])
@pytest.mark.parametrize("test", ["CONTAINS", "STRSTARTS", "STRENDS"])
def test_texts_are_looked_for_as_the_engine_does(test: str, of: str, said: tuple[ox.Store, Columns]) -> None:
    store, columns = said
    answers = [
        compare(store, columns, f'{PROLOGUE}SELECT ?x ?t {{ ?x :says ?t FILTER({test}({of}, "{wanted}")) }}')
        for wanted in WANTED
    ]
    assert sum(answers) >= 30
    text = f"{PROLOGUE}SELECT ?x {{ ?x :says ?t FILTER(!({test}({of}, 'a'))) FILTER {test}({of}, 'e') }}"
    assert compare(store, columns, text)
    grouped = (
        f"SELECT ?x (COUNT(*) AS ?n) {{ ?x :says ?t FILTER {test}({of}, 'a') }} GROUP BY ?x ORDER BY ?n ?x LIMIT 3"
    )
    assert compare(store, columns, PROLOGUE + grouped)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?x { ?x :size ?s . FILTER(!?s = 3) }",
        "SELECT ?x { ?x :size ?s . FILTER(CONTAINS(STR(?s), '7')) }",
        "SELECT ?x { ?x :near ?s . FILTER(CONTAINS(STR(?s), 'n1')) }",
        "SELECT ?x { ?x :code ?s . FILTER(CONTAINS(?s, 'a\\n')) }",
        "SELECT ?x { ?x :code ?s . FILTER(CONTAINS(?s, 'a'@fr)) }",
        "SELECT ?x { ?x :code ?s . FILTER(CONTAINS(UCASE(?s), 'A')) }",
        "SELECT ?x { ?x :code ?s . FILTER(CONTAINS(LCASE(?s), 'Ω')) }",
        "SELECT ?x { ?x :code ?s . ?x :name ?n FILTER(CONTAINS(?s, ?n)) }",
        "SELECT ?x { ?x :code ?s . FILTER(REGEX(?s, 'a')) }",
        "SELECT * { ?x :size ?s }",
        "SELECT ?x { ?x :size ?s } LIMIT 3",
        "SELECT ?x { ?x :size ?s OPTIONAL { ?y :day ?d } }",
        "SELECT ?x { ?x :size ?s OPTIONAL { ?x :day ?d } ?x :worth ?d }",
        "SELECT ?x { ?x :size ?s OPTIONAL { ?x :day ?d } OPTIONAL { ?x :worth ?d } }",
        "SELECT ?x { ?x :size ?s OPTIONAL { ?x :day ?d } FILTER(?d > '2019-01-01'^^xsd:date) }",
        "SELECT ?x { ?x :size ?s OPTIONAL { ?x :day ?d } FILTER NOT EXISTS { ?x :day ?d } }",
        "SELECT ?x { ?x :size ?s OPTIONAL { ?x :day ?d } MINUS { ?x :day ?d } }",
        "SELECT ?x { ?x :size ?s OPTIONAL { ?x :day ?d OPTIONAL { ?x :worth ?w } } }",
        "SELECT ?x { ?x :size ?s OPTIONAL { ?x :day ?d FILTER NOT EXISTS { ?x :worth ?w } } }",
        "SELECT ?x { ?x :size ?s OPTIONAL { ?x :day ?d } BIND(YEAR(?d) AS ?y) }",
        "SELECT (SUM(?w) AS ?n) { ?x :size ?s OPTIONAL { ?x :worth ?w } }",
        "SELECT ?x (MAX(?w) AS ?n) { ?x :size ?s OPTIONAL { ?x :worth ?w } } GROUP BY ?x",
        "SELECT ?x { OPTIONAL { ?x :size ?s } }",
        "SELECT ?x { { ?x :size ?s } UNION { ?x :worth ?s } }",
        "SELECT ?x { GRAPH ?g { ?x :size ?s } }",
        "SELECT ?x FROM <urn:x:g> { ?x :size ?s }",
        "SELECT ?x { ?x :near+ ?y }",
        "SELECT ?x { ?x :near|:kind ?y }",
        "SELECT ?x { ?x :near [ :size ?s ] }",
        "SELECT ?x { ?x :any ?s . FILTER(?s > 3) }",
        "SELECT (SUM(?s) AS ?n) { ?x :any ?s }",
        "SELECT (SUM(?s) AS ?n) { ?x :size ?s . FILTER(?s > 1000) }",
        "SELECT (GROUP_CONCAT(?s) AS ?n) { ?x :size ?s }",
        "SELECT ?x (COUNT(*) AS ?n) { ?x :size ?s } GROUP BY ?x HAVING(?n > 1)",
        "SELECT ?s (COUNT(*) AS ?n) { ?x :size ?s } GROUP BY ?x",
        "SELECT ?x { ?x :size ?s MINUS { ?y :day ?d } }",
        "SELECT ?x { ?x :size ?s MINUS { ?x :worth ?w } ?x :day ?d }",
        "SELECT ?x { ?x :size ?s . VALUES ?w { 1 2 } }",
        "SELECT ?x { ?x :day ?d BIND(YEAR(?d) AS ?y) FILTER EXISTS { ?z :size ?y } }",
        "SELECT ?x { ?x :day ?d BIND(YEAR(?d) AS ?y) MINUS { ?x :day ?d FILTER(?y > 2000) } }",
        "SELECT ?x { ?x :size ?s MINUS { ?x :worth ?w FILTER(?w > ?s) } }",
        "SELECT ?x { ?x :near ?y . VALUES ?k { :Kind0 } FILTER EXISTS { VALUES ?k { :Kind1 } ?x :kind ?k } }",
        "SELECT (COUNT[?x) AS ?n) { ?x :kind ?k }",
        "SELECT ?x { ?x :size ?s ?x :worth ?w . ?x :nowhere:else ?z }",
        "SELECT ?x { ?x nobody:said ?s }",
        "SELECT ?y { :n1 :near ?y . ?y :kind ?k }",
    ],
)
def test_what_is_left_to_the_engine(text: str, plain: tuple[ox.Store, Columns]) -> None:
    assert answered(plain[1], PROLOGUE + text) is None


def test_packaged_questions_are_answered_alike(rouen_store: Path, tmp_path: Path) -> None:
    store, _ = StoreFolder(rouen_store).open()
    columns = columns_of(store, tmp_path)
    texts = [question.sparql() for question in packaged_queries()]
    assert sum(_alike(store, columns, text) for text in texts) > 5


def _alike(store: ox.Store, columns: Columns, text: str) -> bool:
    mine = answered(columns, text)
    if mine is not None:
        assert sorted(rows(mine)) == sorted(rows(store.query(text))), text
    return mine is not None


KINDS = "SELECT ?kind (COUNT(*) AS ?n) { ?thing a ?kind } GROUP BY ?kind ORDER BY DESC(?n) ?kind"


def asked_of_pool(store: Path, *texts: str) -> list[Any]:
    """What workers answer, in JSON."""

    async def whole() -> list[Any]:
        pool = QueryPool(StoreFolder(store), workers=1)
        try:
            found = [await pool.run(guard(text), media_type=JSON, limits=ENDPOINT, client="test") for text in texts]
            return [json.loads(one.body) for one in found]
        finally:
            pool.close()

    return asyncio.run(whole())


def test_workers_ask_columns(hamlet_copy: Path, tmp_path: Path) -> None:
    build(hamlet_copy, tmp_path / "store")
    version = StoreFolder(tmp_path / "store").version_folder()
    # Columns of other data show who answers; no build writes such.
    (version / COLUMNS).unlink()
    others = graph(2, strange=False, many=600)
    write_columns(version / COLUMNS, others, _triples(others))
    write_checksums(version)
    counted, listed, inside = asked_of_pool(
        tmp_path / "store",
        "SELECT (COUNT(*) AS ?n) { ?x <urn:x:kind> ?k }",
        "SELECT ?x { ?x <urn:x:kind> ?k } LIMIT 3",
        "SELECT (COUNT(*) AS ?n) { { ?x <urn:x:kind> ?k } UNION { ?x <urn:x:size> ?k } }",
    )
    assert counted["results"]["bindings"][0]["n"]["value"] == "600"
    assert len(listed["results"]["bindings"]) == 0
    assert inside["results"]["bindings"][0]["n"]["value"] == "0"


def test_columns_that_cannot_be_read_leave_the_answer_to_the_engine(hamlet_copy: Path, tmp_path: Path) -> None:
    build(hamlet_copy, tmp_path / "store")
    version = StoreFolder(tmp_path / "store").version_folder()
    before = asked_of_pool(tmp_path / "store", KINDS)
    (version / COLUMNS).write_bytes(b"of another time")
    write_checksums(version)
    assert asked_of_pool(tmp_path / "store", KINDS) == before


TABLES = {
    "statements": "SELECT p.term, s.term, o.term, kind, v FROM triple JOIN term p ON p.id = p JOIN term s ON s.id = s"
    " JOIN term o ON o.id = o JOIN kind USING (k)",
    "terms": "SELECT term, hash FROM term",
    "kinds": "SELECT kind FROM kind",
    "properties": "SELECT term, kind, n FROM property JOIN term ON id = p JOIN kind USING (k)",
    "frequent": "SELECT p.term, o.term, n FROM frequent JOIN term p ON p.id = p JOIN term o ON o.id = o",
}


def held(folder: Path) -> dict[str, list[Any]]:
    """What a file of columns holds, whatever the numbers of its terms."""
    columns = Columns(str(folder / COLUMNS))
    return {name: sorted(columns.rows(sql), key=repr) for name, sql in TABLES.items()}


@pytest.mark.parametrize("seed", range(6))
def test_columns_follow_changes_as_if_written_anew(seed: int, tmp_path: Path) -> None:
    random, store = Random(seed), graph(seed, strange=True)
    others = graph(seed + 100, strange=True, many=16)
    places = [tmp_path / str(n) for n in range(5)]
    for place in places:
        place.mkdir()
    write_columns(places[0] / COLUMNS, store, _triples(store))
    for before, after in pairwise(places):  # each from the one before, as changes follow one another
        added = {quad.triple for quad in others if random.random() < 0.2 and quad not in store}
        removed = {quad.triple for quad in store if random.random() < 0.3}
        for one in removed:
            store.remove(ox.Quad(one.subject, one.predicate, one.object))
        store.extend(ox.Quad(one.subject, one.predicate, one.object) for one in added)
        amend_columns(after / COLUMNS, before / COLUMNS, added, removed, _triples(store))
        assert sorted(path.name for path in after.iterdir()) == [COLUMNS]
    anew = tmp_path / "anew"
    anew.mkdir()
    write_columns(anew / COLUMNS, store, _triples(store))
    assert held(places[-1]) == held(anew)
    amended = Columns(str(places[-1] / COLUMNS))
    assert sum(compare(store, amended, text) for text in questions(random)) > 3


def test_columns_that_are_not_those_of_before_are_not_amended(tmp_path: Path) -> None:
    store = graph(1, strange=False)
    write_columns(tmp_path / COLUMNS, store, _triples(store))
    unknown = ox.Triple(*(ox.NamedNode(f"urn:x:{name}") for name in "spo"))
    amend_columns(tmp_path / "after", tmp_path / COLUMNS, [], [unknown], _triples(store) - 1)
    (tmp_path / "damaged").write_bytes(b"of another time")
    amend_columns(tmp_path / "behind", tmp_path / "damaged", [unknown], [], 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == [COLUMNS, "damaged"]


def test_a_change_carries_the_columns_on(hamlet_copy: Path, tmp_path: Path) -> None:
    build(hamlet_copy, tmp_path / "store")
    folder = StoreFolder(tmp_path / "store")
    before, manifest = folder.open()
    alone = next(quad for quad in in_records(before) if quad.predicate.value == f"{TG}siren")
    quads = [ox.Quad(*(ox.NamedNode(f"urn:x:{name}") for name in (*"spo", graph))) for graph in "gh"]
    after = contents_after(before, manifest, quads, [alone])
    with folder.writing() as publish:
        publish(Amendment(before, frozenset(quads), frozenset((alone,))), replace(manifest, **asdict(after)), "")
    changed, _ = folder.open(whole=True)
    write_columns(tmp_path / COLUMNS, changed, _triples(changed))
    assert held(folder.version_folder()) == held(tmp_path)
    found = asked_of_pool(tmp_path / "store", "SELECT (COUNT(*) AS ?n) { ?s <urn:x:p> ?o }")
    assert found[0]["results"]["bindings"][0]["n"]["value"] == "1"


def _triples(store: ox.Store) -> int:
    return sum(1 for _ in store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
