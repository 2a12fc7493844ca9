"""``python -m benchmarks.building TERRITORY [--quick]``: builds parts of the editions that a territory of France keeps.

Each build is a process of its own. Processor time is told, which other programs on the machine change little.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox

from benchmarks.building.plot import plot
from benchmarks.sparql.report import table, verdict
from territory_graph.importing.cog import CogImport, bring_in_cog
from territory_graph.importing.cog.editions import Edition, read_edition
from territory_graph.importing.cog.history import history_of
from territory_graph.importing.cog.known import KnownHistory
from territory_graph.store.folder import StoreFolder
from territory_graph.vocabulary import DEFAULT_BASE

RDFLIB_TARGET, EDITIONS_TARGET = 0.5, 5.0
_INTERVAL = 0.1
_ASK = "import sys; from territory_graph import KnowledgeGraph; g = KnowledgeGraph.open(sys.argv[1]); g.query('ASK {}')"
_PARSE = "import sys, rdflib; rdflib.Graph().parse(sys.argv[1], format='nt')"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of France: so many of the last editions, of some departments or of all."""

    name: str
    editions: int
    departments: tuple[str, ...] = ()


PARTS = (
    Part("one department, one edition", 1, ("27",)),
    Part("eight departments, one edition", 1, ("14", "27", "50", "59", "60", "61", "76", "80")),
    Part("France, one edition", 1),
    Part("France, eight editions", 8),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """A process: its processor time in seconds and its peak in MB."""

    seconds: float
    peak: float


def main() -> None:
    """Measures each part; a missed target is said, and is no failure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.building", description=__doc__)
    parser.add_argument("territory", type=Path, help="a territory with imported/cog, as make france makes it")
    parser.add_argument("--quick", action="store_true", help="the smallest part: does it run?")
    parser.add_argument("--parts", type=int, default=len(PARTS), help="how many of the parts, the smallest first")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw the figures into an SVG file")
    asked = parser.parse_args()
    editions = [read_edition(path) for path in sorted((asked.territory / "imported" / "cog").glob("*.tgz"))]
    rows, builds, parse = [], {}, {}
    for part in PARTS[: 1 if asked.quick else asked.parts]:
        with TemporaryDirectory() as place:
            row, builds[part.name], parse[part.name] = _measured(part, editions, Path(place))
        rows.append(row)
        print(" | ".join(row), file=sys.stderr, flush=True)
    heads = ("part", "statements", "build, s", "peak, MB", "store, MB", "first answer, s", "rdflib parses, s", "ratio")
    print(table(heads, rows))
    if asked.plot:
        numbers = [[float(cell.replace(",", "")) for cell in row[1:5]] for row in rows]
        sizes, seconds, peaks, stores = (list(column) for column in zip(*numbers, strict=True))
        lines = {"peak of a build, MB": peaks, "build, s": seconds, "store, MB": stores}
        asked.plot.write_text(plot(sizes, lines), encoding="utf-8")
    one, eight = builds.get(PARTS[2].name), builds.get(PARTS[3].name)
    if one is not None:
        ratio = one / parse[PARTS[2].name]
        print(f"\nOne edition beside rdflib's parser: {ratio:.2f}, {verdict(ratio, RDFLIB_TARGET, at_most=True)}")
    if one is not None and eight is not None:
        print(f"Eight editions beside one: {eight / one:.2f}, {verdict(eight / one, EDITIONS_TARGET, at_most=True)}")


def _measured(part: Part, editions: Sequence[Edition], place: Path) -> tuple[list[str], float, float]:
    """The row of a part, with the seconds of its build and those of rdflib's parser."""
    chosen = tuple(_of(edition, part.departments) for edition in editions[-part.editions :])
    years = tuple(edition.year for edition in chosen)
    bring_in_cog(CogImport(place / "territory", chosen, years, history_of(chosen), KnownHistory((), DEFAULT_BASE)))
    folder = place / "store"
    build = _run("-m", "territory_graph", "build", str(place / "territory"), "--store", str(folder))
    answer = _run("-c", _ASK, str(folder))
    store, manifest = StoreFolder(folder).open()
    with (place / "same.nt").open("wb") as file:
        store.dump(file, format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    parse = _run("-c", _PARSE, str(place / "same.nt"))
    size = sum(path.stat().st_size for path in (folder / "current" / "").resolve().rglob("*") if path.is_file())
    row = [
        part.name,
        f"{manifest.quads:,}",
        f"{build.seconds:.1f}",
        f"{build.peak:.0f}",
        f"{size / 1e6:.0f}",
        f"{answer.seconds:.1f}",
        f"{parse.seconds:.1f}",
        f"{build.seconds / parse.seconds:.2f}",
    ]
    return row, build.seconds, parse.seconds


def _of(edition: Edition, departments: Collection[str]) -> Edition:
    """The part of an edition that lies in some departments."""
    if not departments:
        return edition
    communes = [each for each in edition.communes if each.get("departement") in departments]
    codes = {each["code"] for each in communes}
    groupings = [
        {**each, "membres": members}
        for each in edition.epci
        if (members := [one for one in each["membres"] if one["code"] in codes])
    ]
    files = {"data/communes.json": communes, "data/epci.json": groupings}
    return replace(
        edition, files={**edition.files, **{name: json.dumps(told).encode() for name, told in files.items()}}
    )


def _run(*arguments: str) -> Measured:
    """Runs Python with some arguments.

    Raises:
        RuntimeError: it fails.
    """
    quiet = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]
    process = os.posix_spawn(sys.executable, [sys.executable, *arguments], dict(os.environ), file_actions=quiet)
    peak = 0.0
    while not (ended := os.wait4(process, os.WNOHANG))[0]:
        peak = max(peak, _resident(process))
        time.sleep(_INTERVAL)
    _, status, used = ended
    if status:
        raise RuntimeError(" ".join(arguments[:4]))
    return Measured(used.ru_utime + used.ru_stime, max(peak, used.ru_maxrss / 1024))


def _resident(process: int) -> float:
    """The resident memory of a process and those that it started, in MB."""
    try:
        place = Path(f"/proc/{process}")
        own = int((place / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)
        return own + sum(map(_resident, map(int, (place / f"task/{process}/children").read_text().split())))
    except OSError:  # it has ended
        return 0.0


if __name__ == "__main__":
    main()
