"""``python -m benchmarks.ui [--quick]``: measures and prints; a missed target is said, and is no failure."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

from benchmarks.sparql.report import short, table, verdict
from benchmarks.sparql.servers import TOP, free_port
from benchmarks.sparql.stores import default_data
from benchmarks.ui import pages, screen, screens
from benchmarks.ui.browser import CAP, chromium, opened, panning, zooming
from benchmarks.ui.crowd import EVENTS, PLACES, write_crowd
from territory_graph import resources
from territory_graph.building import build

TIME_TARGET, PANEL_TARGET, FRAMES_TARGET = 1.0, 300.0, 20.0
BARE_TARGET, SCREEN_TARGET = 2.0, 1.5
_STARTS_WITHIN = 60.0


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured."""

    sizes: tuple[int, ...]
    rounds: int
    clicks: int
    loads: int


FULL = Effort(sizes=(50, 300, 1_000, 5_000), rounds=3, clicks=15, loads=10)
QUICK = Effort(sizes=(50,), rounds=1, clicks=3, loads=1)


def main() -> None:
    """Measures everything."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ui", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small network and one round: does it run?")
    parser.add_argument("--screens", action="store_true", help="the screens beside a bare page, and nothing else")
    asked = parser.parse_args()
    effort = QUICK if asked.quick else FULL
    began = time.monotonic()
    print(_heading())
    with TemporaryDirectory() as place, chromium() as browser:
        if not asked.screens:
            with _streamlit("streamlit_host.py") as host:
                _drawn(browser, Path(place), host, effort)
                _frames(browser, Path(place), host, effort)
            _screen(browser, Path(place), effort.clicks)
        _screens(browser, Path(place), effort.loads)
    _note(f"measured in {(time.monotonic() - began) / 60:.1f} minutes")


def _heading() -> str:
    absent = "absent: pip install -e '.[bench]'"
    peer = version("st-link-analysis") if find_spec("st_link_analysis") else absent
    return (
        f"Python {platform.python_version()}, {os.cpu_count()} processors, headless Chromium without a graphics card, "
        f"streamlit {version('streamlit')}, pyvis {version('pyvis')}, st-link-analysis {peer}. "
        "Medians of rounds in turn."
    )


def _addresses(size: int, folder: Path, host: str) -> dict[str, str]:
    found = {name: pages.write_page(name, size, folder).as_uri() for name in pages.FILES}
    found[pages.OURS_STREAMLIT] = f"{host}/?size={size}"
    if find_spec("st_link_analysis"):
        found[pages.LINK_ANALYSIS] = f"{host}/?size={size}&by={quote(pages.LINK_ANALYSIS)}"
    return found


def _drawn(browser: Any, folder: Path, host: str, effort: Effort) -> None:
    rows: list[list[str]] = []
    for size in effort.sizes:
        addresses = _addresses(size, folder, host)
        taken: dict[str, list[float]] = {name: [] for name in addresses}
        for _ in range(effort.rounds):
            for name, address in addresses.items():
                _note(f"{size}: {name}")
                with opened(browser, address) as (_page, seconds):
                    taken[name].append(CAP if seconds is None else seconds)
        rows += _drawn_rows(size, {name: median(times) for name, times in taken.items()})
    print("\n## From the request to a drawn network\n\nOver HTTP for Streamlit's pages, from a file for the others.\n")
    print(table(["nodes", "page", "seconds", "beside", "ours / theirs", "target"], rows), flush=True)


def _drawn_rows(size: int, taken: dict[str, float]) -> Iterator[list[str]]:
    for name, seconds in taken.items():
        ours = pages.OURS_STREAMLIT if name == pages.LINK_ANALYSIS else pages.OURS
        if name in (pages.OURS, pages.OURS_STREAMLIT):
            yield [str(size), name, _seconds(seconds), "", "", ""]
            continue
        ratio = taken[ours] / seconds
        said = f"≤ {TIME_TARGET:g}: {verdict(ratio, TIME_TARGET, at_most=True)}"
        yield [str(size), name, _seconds(seconds), ours, short(ratio), said if size == 300 else ""]


def _frames(browser: Any, folder: Path, host: str, effort: Effort) -> None:
    rows, size = [], effort.sizes[-1]
    for name, address in _addresses(size, folder, host).items():
        _note(f"frames: {name}")
        with opened(browser, address) as (page, seconds):
            if seconds is None:
                rows.append([name, f"not drawn in {CAP:.0f} s", "", ""])
                continue
            page.wait_for_timeout(2_000)
            taken = [(panning(page), zooming(page)) for _ in range(effort.rounds)]
        moved, zoomed = (median(rates) for rates in zip(*taken, strict=True))
        own = name in (pages.OURS, pages.OURS_STREAMLIT)
        said = f"≥ {FRAMES_TARGET:g}: {verdict(min(moved, zoomed), FRAMES_TARGET)}" if own else ""
        rows.append([name, short(moved), short(zoomed), said])
    print(f"\n## Frames a second with {size:,} nodes\n")
    print(table(["page", "panning", "zooming", "target"], rows), flush=True)


def _screen(browser: Any, folder: Path, clicks: int) -> None:
    _note("the network screen")
    data = default_data(folder)
    port = free_port()
    command = ["-m", "territory_graph", "serve", "--store", str(data.store), "--port", str(port)]
    with _running(command, port, "/_stcore/health"):
        found = screen.measure(browser, f"http://127.0.0.1:{port}", clicks)
    rows = [
        ["click to ring", f"{found.halo:.0f} ms", ""],
        [
            "click to panel",
            f"{found.panel:.0f} ms",
            f"≤ {PANEL_TARGET:g}: {verdict(found.panel, PANEL_TARGET, at_most=True)}",
        ],
        ["expansion", f"{found.expansion:.0f} ms", ""],
        ["filter changed", f"{found.filtering:.0f} ms", ""],
        ["nodes that stay moved by", f"{found.displaced:.0f} px", "0: " + ("met" if not found.displaced else "MISSED")],
    ]
    print("\n## The network screen on the default territory\n")
    print(table(["from", "median", "target"], rows), flush=True)


def _screens(browser: Any, folder: Path, loads: int) -> None:
    """The screens of the default territory, and those of a crowd, each beside a bare page of Streamlit."""
    own, crowd = folder / "screens", folder / "crowd"
    build(resources.default_territory(), own)
    build(write_crowd(folder / "foule"), crowd)
    with _streamlit("bare_page.py") as bare:
        for title, store, paths in (
            ("The screens on the default territory", own, screens.SCREENS),
            (f"Screens with {PLACES:,} places and {EVENTS:,} events", crowd, screens.CROWDED),
        ):
            port = free_port()
            command = ["-m", "territory_graph", "serve", "--store", str(store), "--port", str(port)]
            with _running(command, port, "/_stcore/health"):
                addresses = {screens.BARE: bare}
                addresses |= {name: f"http://127.0.0.1:{port}/{path}" for name, path in paths.items()}
                taken = screens.measure(browser, addresses, loads, _note)
            heads = ["screen", "seconds", "ours / bare", "target", "browser's processor, s", "MB"]
            print(f"\n## {title}\n")
            print(table(heads, list(_screen_rows(taken, aimed=paths is screens.SCREENS))), flush=True)


def _screen_rows(taken: dict[str, screens.Drawn], *, aimed: bool) -> Iterator[list[str]]:
    bare = taken[screens.BARE].seconds
    for name, drawn in taken.items():
        cost = [f"{drawn.processor:.2f}", f"{drawn.bytes / 1e6:.1f}"]
        if name == screens.BARE:
            yield [name, _seconds(drawn.seconds), "", "", *cost]
            continue
        ratio = drawn.seconds / bare
        met = ratio <= BARE_TARGET and drawn.seconds <= SCREEN_TARGET
        said = f"≤ {BARE_TARGET:g} and ≤ {SCREEN_TARGET:g} s: {'met' if met else 'MISSED'}" if aimed else ""
        yield [name, _seconds(drawn.seconds), short(ratio), said, *cost]


@contextmanager
def _streamlit(name: str) -> Iterator[str]:
    port = free_port()
    script = Path(__file__).with_name(name)
    command = ["-m", "streamlit", "run", str(script), "--server.headless=true", f"--server.port={port}"]
    quiet = ["--browser.gatherUsageStats=false", "--server.fileWatcherType=none", "--server.address=127.0.0.1"]
    with _running([*command, *quiet], port, "/_stcore/health"):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _running(command: list[str], port: int, path: str) -> Iterator[None]:
    """A server of this Python, up when the block begins, and ended with it."""
    environment = os.environ | {"PYTHONPATH": str(TOP)}
    silent = subprocess.DEVNULL
    process = subprocess.Popen([sys.executable, *command], cwd=TOP, env=environment, stdout=silent, stderr=silent)
    try:
        _await(f"http://127.0.0.1:{port}{path}", process)
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(address: str, process: subprocess.Popen[Any]) -> None:
    limit = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < limit and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"nothing answers at {address}")


def _seconds(taken: float) -> str:
    return f"{taken:.2f}" if taken < CAP else f"> {CAP:.0f}"


def _note(text: str) -> None:
    print(f"[{time.strftime('%H:%M:%S')}] {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
