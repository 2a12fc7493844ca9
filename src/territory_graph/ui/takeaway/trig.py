"""The records behind the view as TriG: the statements that it shows, each in the record that makes it."""

from __future__ import annotations

from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.service.rdf import written
from territory_graph.terms import text
from territory_graph.ui.takeaway.shown import Shown
from territory_graph.vocabulary import TG

_SOURCE, _STATUS = str(TG.source), str(TG.status)
_NAMING = frozenset({"http://www.w3.org/2000/01/rdf-schema#label", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"})


def as_trig(shown: Shown, graph: KnowledgeGraph) -> bytes:
    """The records in the evidence of the ties, and those in which a source names or classes a thing shown, whole.

    With them what is said of each of these records and of their sources, so that the file stands alone. A rule's
    conclusions about classes follow from them, and are left out.
    """
    found = [(text(quad.graph_name), text(quad.subject), quad.predicate.value, quad) for quad in graph.quads()]
    inferred = {one for _, one, name, quad in found if name == _STATUS and text(quad.object).endswith("/inferred")}
    naming = {record for record, one, name, _ in found if name in _NAMING and one in shown.things}
    records = {one.record for tie in shown.ties for one in tie.evidence} | (naming - inferred)
    sources = {text(quad.object) for _, one, name, quad in found if name == _SOURCE and one in records}
    kept = [quad for record, one, _, quad in found if record in records or one in records or one in sources]
    ordered = sorted(kept, key=lambda quad: (text(quad.graph_name), str(quad.triple)))
    return remarks(shown, shown.say("takeaway.record")).encode() + written(ordered, "application/trig", graph.base)


def remarks(shown: Shown, first: str) -> str:
    """What a file says of itself, as lines of comment above a text in TriG or SPARQL."""
    lines = (first, *(shown.say("takeaway.remark", name=name, text=about) for name, about in shown.about))
    return "".join(f"# {line}\n" for line in lines) + "\n"
