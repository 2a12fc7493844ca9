"""The pages that are measured beside one another, each with the same generated network."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from pyvis.network import Network

from benchmarks.ui.made import drawing
from territory_graph.messages import translator
from territory_graph.ui.figures.network import standalone_html
from territory_graph.views.drawing import NODE_KINDS

OURS, STILL, MOVING, LINK_ANALYSIS = "ours", "pyvis, physics off", "pyvis, its default", "st-link-analysis"
OURS_STREAMLIT = "ours in Streamlit"
FILES = (OURS, STILL, MOVING)
"""What is one HTML file; the others need a Streamlit server."""


def write_page(name: str, size: int, folder: Path) -> Path:
    """The file of one page with a network of ``size`` nodes."""
    path = folder / f"{name.replace(', ', '-').replace(' ', '-')}-{size}.html"
    text = _ours(size) if name == OURS else _pyvis(size, physics=name == MOVING)
    path.write_text(text, encoding="utf-8")
    return path


def _ours(size: int) -> str:
    return standalone_html(drawing(size), strings=translator("fr").section("drawing"), made_on=date(2026, 1, 1))


def _pyvis(size: int, *, physics: bool) -> str:
    """Plain pyvis as its users call it, with everything inside the file, so that no page waits for a host."""
    shown = drawing(size)
    network = Network(height="680px", width="100%", cdn_resources="in_line", directed=True)
    for node in shown.nodes:
        place = {} if physics else {"x": node.x, "y": node.y}
        network.add_node(node.id, label=node.label, color=NODE_KINDS[node.kind].fill, size=node.size, **place)
    for tie in shown.ties:
        network.add_edge(tie.source, tie.target, arrows="")
    if not physics:
        network.set_options(json.dumps({"physics": {"enabled": False}, "edges": {"smooth": False}}))
    html: str = network.generate_html()
    return html
