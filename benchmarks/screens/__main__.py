"""``python -m benchmarks.screens STORE [--perimeter NAME]``: measures and prints; a missed target is said.

The script of each screen runs whole, without a browser: what it draws there is not measured. “First” is the first visit
of a process that has shown another screen, with the perimeter not read yet; “again” the median of ten more.
"""

from __future__ import annotations

import argparse
import logging
import time
from functools import cache
from pathlib import Path
from statistics import median

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from benchmarks.sparql.report import table, verdict
from territory_graph.identity.doors import Doors
from territory_graph.library import Library
from territory_graph.resources import PACKAGE
from territory_graph.settings import read_settings
from territory_graph.ui.context import ADDRESSES
from territory_graph.ui.served import serve_from

TARGET = 2.0
AGAIN = 10
_LEFT_OUT = frozenset({"contribute", "story", "sparql"})
_PATIENCE = 900


def main() -> None:
    """Measures every screen."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.screens", description=__doc__)
    parser.add_argument("store", type=Path, help="the folder of a store, as docs/france.md builds one")
    parser.add_argument("--perimeter", default="", help="place/departement-62, say; else the one that pages open with")
    asked = parser.parse_args()
    logging.disable(logging.WARNING)
    # A server looks for components once, AppTest at every run of a screen.
    manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
    rows = [_row(name, path, asked.store, asked.perimeter) for name, path in ADDRESSES.items() if name not in _LEFT_OUT]
    print(table(["screen", "first, s", "processor, s", "again, s", f"first ≤ {TARGET:g}"], rows))


def _row(name: str, path: str, store: Path, perimeter: str) -> list[str]:
    library = Library(read_settings(store=store))  # nothing is known yet of the version
    serve_from(library, Doors(own=True))
    _visit("sparql", "")
    began = time.process_time()
    first = _visit(path, perimeter)
    busy = time.process_time() - began
    again = median(_visit(path, perimeter) for _ in range(AGAIN))
    return [name, f"{first:.2f}", f"{busy:.2f}", f"{again:.2f}", verdict(first, TARGET, at_most=True)]


def _visit(path: str, perimeter: str) -> float:
    app = AppTest.from_file(str(PACKAGE / "ui" / "main.py"), default_timeout=_PATIENCE)
    if perimeter:
        app.query_params["perimetre"] = perimeter
    app._page_hash = calc_hash(path) if path else ""  # as AppTest.switch_page does for pages that are files
    began = time.perf_counter()
    app.run()
    taken = time.perf_counter() - began
    shown = [element.value for element in (*app.exception, *app.error)]
    if shown:
        raise RuntimeError(f"{path or 'home'}: {shown[0]}")
    return taken


if __name__ == "__main__":
    main()
