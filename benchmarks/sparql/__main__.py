"""``python -m benchmarks.sparql [--quick]``: measures and prints; a missed target is said, and is no failure."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.sparql import attack, report, shapes, throughput
from benchmarks.sparql.load import generator
from benchmarks.sparql.servers import TOP, RdflibHost
from benchmarks.sparql.stores import Data, default_data, generated_data
from benchmarks.sparql.virtuoso import VIRTUOSO

KEPT = TOP / ".bench"
"""Where the generated store stays between runs."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured."""

    statements: int
    rounds: int
    cap: int
    quiet_seconds: float
    attack_seconds: float


FULL = Effort(statements=1_000_000, rounds=3, cap=60, quiet_seconds=8, attack_seconds=36)
QUICK = Effort(statements=5_000, rounds=1, cap=5, quiet_seconds=2, attack_seconds=4)


def main() -> None:
    """Measures everything on both stores."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sparql", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small store and one round: does it run?")
    effort = QUICK if parser.parse_args().quick else FULL
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is ended
    began = time.monotonic()
    print(_heading())
    with TemporaryDirectory() as place:
        folder = Path(place)
        kept = KEPT / f"generated-{effort.statements}"
        _measure(default_data(folder), folder, effort)
        _measure(generated_data(kept, folder, effort.statements, _note), folder, effort)
    _note(f"measured in {(time.monotonic() - began) / 60:.1f} minutes")


def _measure(data: Data, folder: Path, effort: Effort) -> None:
    print(
        f"\n# {data.name.capitalize()} territory: {data.manifest.quads:,} statements in {data.manifest.graphs:,} graphs"
    )
    with _rdflib(data) as host:
        _note(f"{data.name}: requests a second")
        found = throughput.measure(data, folder, host, effort.rounds, 2 * effort.cap)
        print(f"\n## Requests a second\n\n{report.throughput(found, rdflib=host is not None)}")
        if host is not None:
            _note(f"{data.name}: query shapes")
            print(f"\n## Query shapes\n\n{report.shapes(shapes.measure(data, folder, host, effort.cap))}")
    _note(f"{data.name}: under attack")
    attacked = attack.measure(data, folder, effort.quiet_seconds, effort.attack_seconds)
    print(f"\n## Under attack\n\n{report.attack(attacked)}", flush=True)


@contextmanager
def _rdflib(data: Data) -> Iterator[RdflibHost | None]:
    """rdflib with the data in memory; None, and a word about it, where rdflib-endpoint is not installed."""
    if find_spec("rdflib_endpoint") is None:
        print("\nrdflib-endpoint is not installed (pip install -e '.[bench]'): skipped, and the query shapes with it.")
        yield None
        return
    _note(f"{data.name}: loading rdflib")
    host = RdflibHost(data)
    try:
        host.wait()
        yield host
    finally:
        host.close()


def _heading() -> str:
    """What is measured on what."""
    programs = ("pyoxigraph", "rdflib", "rdflib-endpoint", "uvicorn", "starlette", "httptools", "uvloop")
    found = ", ".join(f"{name} {_version(name)}" for name in programs)
    virtuoso = "installed" if shutil.which(VIRTUOSO) else "not installed: skipped"
    return (
        f"Python {platform.python_version()}, {os.cpu_count()} processors, {found}. "
        f"Virtuoso {virtuoso}. Asked by {generator()}. Figures are medians of rounds taken in turn."
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except ModuleNotFoundError:
        return "absent"


def _note(text: str) -> None:
    print(f"[{time.strftime('%H:%M:%S')}] {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
