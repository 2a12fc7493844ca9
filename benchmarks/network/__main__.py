"""``python -m benchmarks.network [--quick]``: measures and prints; a missed target is said, and is no failure."""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import networkit as nk
import networkx as nx
import numpy as np
import pyoxigraph as ox
import rdflib

from benchmarks.network import made
from benchmarks.network.clock import capped, in_turn
from benchmarks.network.engines import COMPARED, ENGINE_TARGET, SPEEDUPS, Compared, Ends, by_list, by_matrix
from benchmarks.sparql.report import short, table, verdict
from territory_graph.network.build import PROJECTIONS
from territory_graph.network.layout import layout
from territory_graph.network.load import bare, load_arrays
from territory_graph.queries import projection_query
from territory_graph.store.engine import Embedded

RDFLIB_TARGET, BUILD_TARGET = 15.0, 0.5
_COLUMNS = (
    "measure",
    "ours",
    "networkx",
    "times faster",
    "by list",
    "by matrix",
    "ours/list",
    "ours/matrix",
    "targets",
)
"""“By list” and “by matrix” are the engine alone, which is given a list of ties or half of the matrix."""
_LAST_CALL = 600.0
"""Seconds after which networkx is no longer waited for, so that the whole ends within twelve minutes."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured."""

    sizes: tuple[int, ...]
    rounds: int
    cap: float


FULL = Effort(sizes=(1_000, 40_000, 400_000), rounds=3, cap=15)
QUICK = Effort(sizes=(1_000,), rounds=1, cap=5)
_began = time.monotonic()


def main() -> None:
    """Measures everything on every network."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.network", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small network and one round: does it run?")
    effort = QUICK if parser.parse_args().quick else FULL
    nk.setNumberOfThreads(1)
    importlib.import_module("pyarrow.csv")  # loaded before the clock runs
    print(_heading())
    with TemporaryDirectory() as place:
        territory = made.of_the_territory(Path(place) / "store")
    ends = tuple(np.array(side, dtype=np.int64) for side in zip(*territory.edges(), strict=True))
    _measures("Real: the resources of the default territory", (ends[0], ends[1]), len(territory), effort)
    for size in effort.sizes:
        drawn = made.generated(size)
        _measures(f"Generated: {size:,} nodes", drawn, size, effort)
        _from_store(drawn, size, effort)
        if size <= 40_000:
            _layout(size, effort)
    _note(f"measured in {(time.monotonic() - _began) / 60:.1f} minutes")


def _heading() -> str:
    programs = ("networkx", "networkit", "numpy", "scipy", "pyoxigraph", "rdflib")
    found = ", ".join(f"{name} {version(name)}" for name in programs)
    return (
        f"Python {platform.python_version()}, {os.cpu_count()} processors, {found}. Seconds, medians of rounds. "
        "All three begin with the same arrays and convert them each time; networkx is stopped at the cap."
    )


def _measures(title: str, ends: Ends, size: int, effort: Effort) -> None:
    network = made.as_networkx(ends, size)
    print(f"\n## {title}, {network.number_of_edges():,} ties\n", flush=True)
    rounds = effort.rounds if size <= 40_000 else 1
    rows = [_row(each, ends, network, rounds, effort.cap) for each in COMPARED]
    print(table(_COLUMNS, rows))


def _row(each: Compared, ends: Ends, network: nx.Graph, rounds: int, cap: float) -> list[str]:
    size = len(network)
    _note(f"{size:,}: {each.name}")
    tasks: dict[str, Callable[[], Any]] = {"ours": lambda: each.ours(ends, size)}
    if each.engine is not None:
        tasks["list"] = lambda: each.direct(ends, size, by_list)
        tasks["matrix"] = lambda: each.direct(ends, size, by_matrix)
    taken = in_turn(tasks, rounds)
    theirs = None if _late() else capped(lambda: each.networkx(made.as_networkx(ends, size)), cap)
    faster = (theirs or cap) / taken["ours"]
    waited = "not run: late" if _late() and theirs is None else f"> {cap:.0f}"
    verdicts = []
    if each.name in SPEEDUPS and size == 40_000:
        verdicts.append(f"≥ {SPEEDUPS[each.name]:g} × networkx: {verdict(faster, SPEEDUPS[each.name])}")
    if each.engine is not None and size >= 40_000:
        ratios = (taken["ours"] / taken[way] for way in ("list", "matrix"))
        said = (verdict(ratio, ENGINE_TARGET, at_most=True) for ratio in ratios)
        verdicts.append(f"≤ {ENGINE_TARGET:g} × engine: {' and '.join(said)}")
    return [
        each.name,
        _time(taken["ours"]),
        waited if theirs is None else _time(theirs),
        ("> " if theirs is None else "") + short(faster),
        *(_time(taken[way]) if way in taken else "–" for way in ("list", "matrix")),
        *(short(taken["ours"] / taken[way]) if way in taken else "–" for way in ("list", "matrix")),
        "; ".join(verdicts),
    ]


def _from_store(ends: Ends, size: int, effort: Effort) -> None:
    """From the store to a network: ours, networkx by the same text, and rdflib's SPARQL."""
    _note(f"{size:,}: from the store")
    quads = made.statements(ends, size)
    store = made.store_of(quads)
    sparql = projection_query("actors").sparql()
    nodes = [f"https://w3id.org/territory-graph/id/actor/a{number}" for number in range(size)]
    tasks = {
        "arrays": lambda: load_arrays(Embedded(store), PROJECTIONS["actors"], sparql, nodes),
        "networkx, by the same text": lambda: _to_networkx(store, bare(sparql), nodes),
        "networkx, by the text as it is packaged": lambda: _to_networkx(store, sparql, nodes),
        "the text alone": lambda: _text(store, bare(sparql)),
    }
    taken = in_turn(tasks, effort.rounds if size <= 40_000 else 1)
    rows = [_beside(way, taken, size) for way in tasks if way != "arrays"]
    if size <= 40_000:
        rows.append(_rdflib_row(quads, sparql, taken["arrays"], size))
    print(f"\nFrom the store to arrays: {_time(taken['arrays'])} s. Beside it:\n")
    print(table(["way", "seconds", "ratio", "target"], rows), flush=True)


def _beside(way: str, taken: dict[str, float], size: int) -> list[str]:
    ratio = taken["arrays"] / taken[way]
    judged = size == 400_000 and way == "networkx, by the same text"
    said = f"≤ {BUILD_TARGET:g}: {verdict(ratio, BUILD_TARGET, at_most=True)}" if judged else ""
    return [way, _time(taken[way]), short(ratio), said]


def _rdflib_row(quads: bytes, sparql: str, ours: float, size: int) -> list[str]:
    graph = rdflib.Graph()
    lines = (line.rpartition(b" <")[0] + b" ." for line in quads.splitlines())
    graph.parse(data=b"\n".join(lines), format="ox-nt")
    cap = 90.0
    theirs = capped(lambda: len(list(graph.query(sparql))), cap)
    faster = (theirs or cap) / ours
    said = f"≥ {RDFLIB_TARGET:g}: {verdict(faster, RDFLIB_TARGET)}" if size == 40_000 else ""
    return ["rdflib's SPARQL, rows only", f"> {cap:.0f}" if theirs is None else _time(theirs), short(faster), said]


def _text(store: ox.Store, sparql: str) -> bytes:
    found = store.query(sparql)
    assert isinstance(found, ox.QuerySolutions)
    return found.serialize(format=ox.QueryResultsFormat.TSV) or b""


def _to_networkx(store: ox.Store, sparql: str, nodes: list[str]) -> nx.Graph:
    """The quickest way to networkx that was measured: rows as text, split, then added."""
    lines = _text(store, sparql).decode().split("\n")[1:-1]
    network = nx.Graph()
    network.add_nodes_from(nodes)
    for line in lines:
        source, target, kind, _, count = line.split("\t")
        if source != target:
            network.add_edge(source[1:-1], target[1:-1], kind=kind, weight=1 / (int(count) - 1))
    return network


def _layout(size: int, effort: Effort) -> None:
    _note(f"{size:,}: layout")
    few = min(size, 5_000)
    network = nx.relabel_nodes(made.as_networkx(made.generated(few), few), str)
    ours = in_turn({"layout": lambda: layout(network)}, effort.rounds)["layout"]
    theirs = None if _late() else capped(lambda: nx.spring_layout(network, seed=1), effort.cap)
    beside = f"> {effort.cap:.0f}" if theirs is None else _time(theirs)
    print(f"\nLayout of {few:,} nodes: {_time(ours)} s; networkx's spring layout: {beside} s.", flush=True)


def _late() -> bool:
    return time.monotonic() - _began > _LAST_CALL


def _time(taken: float) -> str:
    return f"{taken:.3f}" if taken < 10 else f"{taken:.1f}"


def _note(text: str) -> None:
    print(f"[{time.strftime('%H:%M:%S')}] {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
