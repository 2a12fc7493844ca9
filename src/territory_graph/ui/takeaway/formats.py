"""The files that a reader can take away, in the order of the menu."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.ui.network_page import drawing_page
from territory_graph.ui.takeaway.networks import as_gexf, as_graphml
from territory_graph.ui.takeaway.png import as_png
from territory_graph.ui.takeaway.shown import Shown
from territory_graph.ui.takeaway.sparql import as_sparql
from territory_graph.ui.takeaway.svg import as_svg
from territory_graph.ui.takeaway.tables import as_csv, as_xlsx
from territory_graph.ui.takeaway.trig import as_trig
from territory_graph.ui.takeaway.workbook import XLSX

Write = Callable[[Shown, KnowledgeGraph], bytes]


@dataclass(frozen=True, slots=True)
class Takeaway:
    """A kind of file: its identifier, the key of its name, the end of file names, its media type and icon."""

    id: str
    label: str
    extension: str
    mime: str
    icon: str
    write: Write


def _alone(make: Callable[[Shown], bytes | str]) -> Write:
    """A writer of a file that needs the view only."""

    def write(shown: Shown, graph: KnowledgeGraph) -> bytes:  # noqa: ARG001  the same for every format
        made = make(shown)
        return made if isinstance(made, bytes) else made.encode()

    return write


def _page(shown: Shown, graph: KnowledgeGraph) -> bytes:
    return drawing_page(shown.drawing, graph, shown.say).encode("utf-8", "replace")


TAKEAWAYS: tuple[Takeaway, ...] = (
    Takeaway("png", "takeaway.formats.png", "png", "image/png", ":material/image:", _alone(as_png)),
    Takeaway("svg", "takeaway.formats.svg", "svg", "image/svg+xml", ":material/shapes:", _alone(as_svg)),
    Takeaway("html", "takeaway.formats.html", "html", "text/html", ":material/html:", _page),
    Takeaway("xlsx", "takeaway.formats.xlsx", "xlsx", XLSX, ":material/table_view:", _alone(as_xlsx)),
    Takeaway("csv", "takeaway.formats.csv", "csv", "text/csv", ":material/table:", _alone(as_csv)),
    Takeaway("gexf", "takeaway.formats.gexf", "gexf", "application/gexf+xml", ":material/hub:", _alone(as_gexf)),
    Takeaway(
        "graphml",
        "takeaway.formats.graphml",
        "graphml",
        "application/graphml+xml",
        ":material/hub:",
        _alone(as_graphml),
    ),
    Takeaway("trig", "takeaway.formats.trig", "trig", "application/trig", ":material/fact_check:", as_trig),
    Takeaway(
        "sparql", "takeaway.formats.sparql", "rq", "application/sparql-query", ":material/code:", _alone(as_sparql)
    ),
)
"""Every file of the view; ``write(shown, graph)`` gives its bytes."""
