"""Questions of the whole: ``python -m benchmarks.sparql.whole STORE [--rdflib] [--much] [--rounds N]``.

Sixteen shapes on a store of France, of our endpoint (cold: no text is asked twice), pyoxigraph (behind bare Starlette
for what reads little, else in this process, where that is wanted), Virtuoso where it is installed, and rdflib in
memory, which takes minutes to load. All have the default graph alone; Virtuoso counts the statements of its own graphs
beside. What reads little takes a millisecond, so that it is asked twenty times as often.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import pyoxigraph as ox

from benchmarks.sparql.client import Client, Timed
from benchmarks.sparql.queries import Query, queries, with_constants
from benchmarks.sparql.report import short, table, verdict
from benchmarks.sparql.servers import RdflibHost, in_process, ours, virtuoso
from benchmarks.sparql.shapes import geometric_mean
from benchmarks.sparql.stores import Data
from territory_graph.store.folder import StoreFolder

SINGLE = ("01-lookup", "02-description", "04-path")
"""What is compared with pyoxigraph; aggregates and changes are with Virtuoso."""
FEW_THINGS = (*SINGLE, "03-two-hops", "05-optional", "06-text", "07-construct")
_CAP = 60
_AS_OFTEN = 20
"""Rounds of what reads little, for each of the others: five of a millisecond say nothing."""
_CONSTANTS = """
PREFIX tg: <https://w3id.org/territory-graph/ontology#>
SELECT ?body ?place ?organisation
WHERE {
  ?place tg:inseeCode "76540" . ?body tg:hasTerritory ?place . ?tie tg:member ?body ; tg:inOrganisation ?organisation
}
LIMIT 1
"""

Ask = Callable[[Query, str], Timed | None]


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sparql.whole", description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("--rdflib", action="store_true", help="rdflib too: minutes to load, some GB of memory")
    parser.add_argument("--much", action="store_true", help="pyoxigraph where it reads much too: minutes a question")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with TemporaryDirectory() as place, ExitStack() as stack:
        folder = Path(place)
        store, manifest = StoreFolder(options.store.absolute()).open()
        data = Data("france", options.store.absolute(), folder / "dump" / "france.nt", manifest)
        data.dump.parent.mkdir()
        store.dump(str(data.dump), format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
        found: Any = store.query(_CONSTANTS)
        known = {name.value: row[name].value for row in found for name in found.variables}
        asks: dict[str, Ask] = {"pyoxigraph": lambda _, text: _bare(store, text) if options.much else None}
        host_of_few = stack.enter_context(in_process(data, folder, "threads"))
        asks["pyoxigraph"] = _either(_over_http(host_of_few), asks["pyoxigraph"])
        server = stack.enter_context(ours(data, folder))
        asks["ours"] = _over_http(server)
        if (other := stack.enter_context(virtuoso(data, folder))) is not None:
            asks["Virtuoso"] = _over_http(other)
        if options.rdflib:
            host = RdflibHost(data)
            stack.callback(host.close)
            host.wait()
            asks["rdflib"] = lambda _, text: _timed(host, text)
        often = f"{options.rounds} rounds in turn ({options.rounds * _AS_OFTEN} of 01 to 07)"
        told = f"medians of {often}; rdflib, and pyoxigraph where it reads much, once"
        print(f"{manifest.triples:,} statements; milliseconds, {told}\n", flush=True)
        measured = {}
        for query in queries("whole"):
            measured[query.name] = _measure(query, with_constants(query, known), asks, options.rounds)
            print(query.name, measured[query.name], file=sys.stderr, flush=True)
    print(_report(measured, list(asks)))


def _either(few: Ask, much: Ask) -> Ask:
    """The first for what reads little, so that both sides are asked over HTTP; the second for what may take minutes."""
    return lambda query, text: (few if query.name in FEW_THINGS else much)(query, text)


def _over_http(server: Any) -> Ask:
    def ask(query: Query, text: str) -> Timed | None:
        try:
            with Client(server, "bench", timeout=_CAP) as client:
                found = client.ask(query, text)
        except TimeoutError:
            return None
        return found if found.status == 200 else None

    return ask


def _bare(store: ox.Store, text: str) -> Timed:
    began = time.perf_counter()
    found = store.query(text)
    if isinstance(found, ox.QueryTriples):
        body = ox.serialize(found, format=ox.RdfFormat.N_TRIPLES) or b""
        return Timed(time.perf_counter() - began, body.count(b"\n"), 200)
    body = found.serialize(format=ox.QueryResultsFormat.JSON) or b""
    seconds = time.perf_counter() - began
    return Timed(seconds, len(json.loads(body)["results"]["bindings"]), 200)


def _timed(host: RdflibHost, text: str) -> Timed | None:
    found = host.timed(text, _CAP)
    return None if found is None else Timed(found[0], found[1], 200)


def _measure(query: Query, text: str, asks: dict[str, Ask], rounds: int) -> dict[str, tuple[float | None, int | None]]:
    """Median seconds and rows of each, None where it had none in time."""
    once = {"rdflib"} if query.name in FEW_THINGS else {"rdflib", "pyoxigraph"}
    times: dict[str, list[Timed | None]] = {name: [] for name in asks}
    for _ in range((rounds * _AS_OFTEN if query.name in FEW_THINGS else rounds) + 1):
        for name in asks.keys() - once:
            times[name].append(asks[name](query, text))
    for name in asks.keys() & once:
        times[name].append(asks[name](query, text))
    found: dict[str, tuple[float | None, int | None]] = {}
    for name, each in times.items():
        good = [one for one in (each[1:] or each) if one is not None]  # the first of several is not counted
        found[name] = (median(one.seconds for one in good), good[0].rows) if good else (None, None)
    return found


def _report(measured: dict[str, dict[str, tuple[float | None, int | None]]], names: list[str]) -> str:
    lines = []
    for shape, found in measured.items():
        few = shape in FEW_THINGS
        beside, target = ("pyoxigraph", 1.2) if few else ("Virtuoso", 1.0)
        mine, theirs = found["ours"][0], found.get(beside, (None, None))[0]
        ratio = mine / theirs if mine and theirs else None
        aimed = shape in SINGLE or not few
        told = "–" if ratio is None or not aimed else verdict(ratio, target, at_most=True)
        milliseconds = [short(seconds * 1000) if (seconds := found[name][0]) else "–" for name in names]
        rows = {rows for _, rows in found.values() if rows is not None}
        lines.append([shape, *milliseconds, " / ".join(map(str, sorted(rows))), f"{short(ratio)} × {beside}", told])
    parts = [table(["shape", *names, "rows", "ours beside", "verdict"], lines)]
    if "rdflib" in names:
        ratios = [(found["rdflib"][0] or _CAP) / found["ours"][0] for found in measured.values() if found["ours"][0]]
        mean = geometric_mean(ratios)
        parts.append(f"Geometric mean: {short(mean)} times rdflib, stopped after {_CAP} s: {verdict(mean, 30)} (≥ 30).")
    return "\n\n".join(parts)


if __name__ == "__main__":
    main()
