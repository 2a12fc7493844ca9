"""Whole networks on this machine and on Apache Spark: ``python -m benchmarks.network.spark [SIZE …]``.

Each size is a generated network (``made``), analysed by the local engine and then by Spark in processes of its own on
the same machine (``local[*]``), the start of both included. What the two find is compared.
"""

from __future__ import annotations

import argparse
import os
import sys
import time

import numpy as np

from benchmarks.network.made import generated
from benchmarks.sparql.report import short, table
from territory_graph.network.arrays import ArrayNetwork, simple_arrays
from territory_graph.network.whole import EngineName, WholeNetwork, whole_network

SIZES = (1_000, 10_000, 100_000, 1_000_000)
_MEMORY = "4g"


def main() -> None:
    """Measures and prints a row as soon as a size is done: what is stopped has told what it knew."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.network.spark", description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=SIZES, metavar="SIZE", help="nodes; four ties each")
    parser.add_argument("--memory", default=_MEMORY, help="of the virtual machine of Java: 4g by default")
    asked = parser.parse_args()
    os.environ.setdefault("PYSPARK_SUBMIT_ARGS", f"--driver-memory {asked.memory} pyspark-shell")
    heads = ("nodes", "ties", "this machine, s", "Spark, s", "times as long", "found alike")
    rows = []
    for size in asked.sizes:
        rows.append(_measured(size))
        print(" | ".join(rows[-1]), file=sys.stderr, flush=True)
    print(table(heads, rows))


def _measured(size: int) -> list[str]:
    sources, targets = generated(size)
    network = simple_arrays(range(size), sources, targets, np.ones(len(sources)), directed=False)
    here, seconds = _timed(network, "local")
    there, longer = _timed(network, "spark")
    alike = {
        "components": np.array_equal(here.components, there.components),
        "triangles": np.array_equal(here.triangles, there.triangles),
        "PageRank": bool(np.abs(here.ranks - there.ranks).sum() <= 1e-6),
    }
    told = ", ".join(name for name, same in alike.items() if same)
    return [f"{size:,}", f"{network.ties:,}", short(seconds), short(longer), short(longer / seconds), told]


def _timed(network: ArrayNetwork, engine: EngineName) -> tuple[WholeNetwork, float]:
    began = time.perf_counter()
    found = whole_network(network, engine=engine)
    return found, time.perf_counter() - began


if __name__ == "__main__":
    main()
