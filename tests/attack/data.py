"""Hostile data: values of many types under one property, and the corpus of files and queries that broke others."""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.attack.attacks import Attack, Outcome
from tests.attack.flood import statuses
from tests.attack.ground import TOKEN, Ground
from tests.attack.server import Server, environment
from tests.attack.wire import JSON, Reply, ask, query, run_page, socket

BASE = "https://example.org/hamlet/"
ACTOR = f"{BASE}id/actor/syndicat"
CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
SEEDS, VALUES = 4, 150
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TYPES = {".ttl": "text/turtle", ".nq": "application/n-quads", ".trig": "application/trig"}
_TYPES |= {".jsonld": "application/ld+json", ".rdf": "application/rdf+xml"}
_DESCRIBE = """
import sys
from pathlib import Path
from territory_graph import KnowledgeGraph
graph = KnowledgeGraph.open(Path(sys.argv[1]))
for _ in range(5):
    graph.describe(sys.argv[2])
    graph.query("SELECT ?v { ?s <http://www.w3.org/1999/02/22-rdf-syntax-ns#value> ?v } ORDER BY ?v")
"""
_QUESTIONS = (
    "SELECT ?v {{ <{actor}> <{rdf}value> ?v }} ORDER BY ?v",
    "SELECT ?v {{ <{actor}> <{rdf}value> ?v }} ORDER BY DESC(?v) ?v",
    "SELECT DISTINCT ?v {{ {{ SELECT ?v {{ <{actor}> <{rdf}value> ?v }} ORDER BY ?v LIMIT 1000 }} }} ORDER BY DESC(?v)",
    "SELECT ?v (COUNT(*) AS ?n) {{ <{actor}> <{rdf}value> ?v }} GROUP BY ?v ORDER BY ?v ?n",
)
"""Questions whose answer has a row a value."""


def record(name: str, values: list[str]) -> tuple[str, str]:
    """A named graph of the hamlet in which an actor has values: its IRI, and its content as Turtle."""
    graph = f"{BASE}id/graph/{name}"
    about = (
        f"<{graph}> a <https://w3id.org/territory-graph/ontology#Record> ; "
        f"<https://w3id.org/territory-graph/ontology#source> <{BASE}id/source/editorial> ; "
        f'<https://w3id.org/territory-graph/ontology#locator> "-" ; '
        f"<https://w3id.org/territory-graph/ontology#confidence> 1.0 ; "
        f"<https://w3id.org/territory-graph/ontology#status> <{BASE}id/status/editorial> .\n"
    )
    return graph, about + f"<{ACTOR}> <{_RDF}value> {' , '.join(values)} .\n"


async def put(server: Server, graph: str, content: str, source: str = "127.50.0.1", **headers: str) -> Reply:
    """The answer to a named graph sent by the writer."""
    given = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "text/turtle", **headers}
    path = f"/graph-store?graph={graph}"
    return await ask(server.port, path, method="PUT", headers=given, body=content.encode(), source=source, patience=150)


def mixed_values(seed: int) -> list[str]:
    """Distinct values of as many types as a property may have, in no order."""
    chance = random.Random(seed)
    makers = [
        lambda: f'"{chance.uniform(-1e3, 1e3):.2f}"^^<{_XSD}double>',
        lambda: f'"{chance.randrange(-9999, 9999)}"^^<{_XSD}integer>',
        lambda: f'"{chance.randrange(9999)}.50"^^<{_XSD}decimal>',
        lambda: f'"n.c. {chance.randrange(9999)}"',
        lambda: f'"{chance.randrange(99)},{chance.randrange(99)} M€"@fr',
        lambda: f'"{chance.randrange(1900, 2100)}-{chance.randrange(10, 12)}-{chance.randrange(10, 28)}"^^<{_XSD}date>',
        lambda: f'"{chance.randrange(1900, 2100)}"^^<{_XSD}gYear>',
        lambda: f'"20{chance.randrange(10, 30)}-01-01T{chance.randrange(10, 23)}:00:00"^^<{_XSD}dateTime>',
        lambda: f'"20{chance.randrange(10, 30)}-01-01T{chance.randrange(10, 23)}:00:00Z"^^<{_XSD}dateTime>',
        lambda: f'"P{chance.randrange(1, 999)}D"^^<{_XSD}duration>',
        lambda: f'"x{chance.randrange(9999)}"^^<urn:own-type>',
        lambda: f"<urn:thing:{chance.randrange(9999)}>",
        lambda: chance.choice([f'"NaN"^^<{_XSD}double>', f'"INF"^^<{_XSD}float>', f'"-0.0"^^<{_XSD}double>', "true"]),
    ]
    chosen = chance.sample(makers, 3 + seed * 2) if 3 + seed * 2 < len(makers) else makers
    found: dict[str, None] = {}
    while len(found) < VALUES:
        found[chance.choice(chosen)()] = None
    return list(found)


_XSD = "http://www.w3.org/2001/XMLSchema#"


def mixed(ground: Ground, outcome: Outcome) -> None:
    """Values that no order holds for, read in every way that sorts."""
    outcome.did = (
        f"{VALUES} values of 3 to 13 types under one property, {SEEDS} times, read over HTTP, in Python, on a page"
    )
    store = ground.store("hamlet")
    with ground.standing(outcome, store=store, UPDATE_TOKEN=TOKEN) as server:
        for seed in range(SEEDS):
            asyncio.run(_read_mixed(server, seed, outcome))
            if not server.alive:
                return
            told = subprocess.run(
                [sys.executable, "-c", _DESCRIBE, str(store), ACTOR],
                env=environment(store, server.scratch, {}),
                capture_output=True,
                check=False,
                timeout=120,
            )
            outcome.check(f"Python ended with {told.returncode}", told.returncode == 0)


async def _read_mixed(server: Server, seed: int, outcome: Outcome) -> None:
    values = mixed_values(seed)
    written = await put(server, *record("mixed", values))
    outcome.check(f"written: {written.status}", written.status in (200, 201))
    told: Counter[int] = Counter()
    for number in range(5):
        for form in ("text/turtle", "application/ld+json", "application/n-triples", "application/trig"):
            source = f"127.51.{seed}.{number + 1}"
            told[(await ask(server.port, "/id/actor/syndicat", headers={"Accept": form}, source=source)).status] += 1
    outcome.check(f"/id told {statuses(told)}", told.keys() == {200})
    for number, question in enumerate(_QUESTIONS):
        reply = await query(server.port, question.format(actor=ACTOR, rdf=_RDF), source=f"127.52.{seed}.1")
        rows = len(json.loads(reply.body)["results"]["bindings"]) if reply.status == 200 else 0
        outcome.check(f"sorted in way {number + 1}: {reply.status}, {rows} rows", rows >= VALUES)
    async with socket(server.port, f"127.53.{seed}.1") as opened:
        session = await run_page(opened, "fiche", "id=actor/syndicat")
    outcome.check("the fiche runs", bool(session))


def corpus(ground: Ground, outcome: Outcome) -> None:
    """Queries and files that broke others, asked and sent."""
    queries, files = sorted((CORPUS / "sparql").glob("*.rq")), list(_sendable())
    if not queries:
        outcome.did = "skipped: the corpus lies beside the project only where it is made"
        outcome.check("nothing to send", True)
        return
    outcome.did = f"{len(queries)} queries asked, {len(files)} files sent by the writer"
    with ground.standing(outcome, store=ground.store("hamlet"), UPDATE_TOKEN=TOKEN) as server:
        asyncio.run(_send_corpus(server, outcome, queries, files))


async def _send_corpus(server: Server, outcome: Outcome, queries: list[Path], files: list[tuple[Path, str]]) -> None:
    asked, late = Counter[int](), []
    for number, path in enumerate(queries):
        text = path.read_text(encoding="utf-8", errors="surrogateescape")
        if not _is_text(text):
            continue
        accept = {"Accept": f"{JSON}, text/turtle"}
        reply = await query(server.port, text, source=f"127.54.0.{number + 1}", headers=accept)
        asked[reply.status] += 1
        late += [path.name] if reply.seconds > 35 else []
    outcome.check(f"queries told {statuses(asked)}", asked.keys() <= {200, 400, 403, 413, 503})
    outcome.check(f"{' '.join(late) or 'none'} late", not late)
    sent: Counter[int] = Counter()
    bad = []
    for number, (path, kind) in enumerate(files):
        graph = f"{BASE}id/graph/corpus-{number}"
        reply = await _send(server, graph, path, kind)
        sent[reply.status] += 1
        bad += [f"{path.name}:{reply.status}"] if reply.status >= 500 or reply.status == 0 else []
    outcome.check(f"files told {statuses(sent)} {' '.join(bad)}", not bad)
    log = server.log.read_text(encoding="utf-8", errors="replace")
    outcome.check(f"{log.count('Traceback')} tracebacks in the log", "Traceback" not in log)


async def _send(server: Server, graph: str, path: Path, kind: str) -> Reply:
    given = {"Authorization": f"Bearer {TOKEN}", "Content-Type": kind}
    return await ask(
        server.port, f"/graph-store?graph={graph}", method="PUT", headers=given, body=path.read_bytes(), patience=150
    )


def _sendable() -> Iterator[tuple[Path, str]]:
    for path in sorted((CORPUS / "rdf").glob("*")):
        if path.suffix in _TYPES:
            yield path, _TYPES[path.suffix]


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


ATTACKS = [
    Attack(
        "mixed-values",
        "the server's process, a notebook's kernel",
        "one property whose values are numbers, texts and dates",
        "the engine's sort aborts the process",
        "every read answered, sorted ones with all rows",
        mixed,
    ),
    Attack(
        "corpus",
        "the server and what it serves",
        "files and queries that broke other software",
        "crash, 500, a traceback, minutes of work",
        "answered or refused within the limits",
        corpus,
    ),
]
