"""What a source says: each record drawn from it, with its place in the source and how firmly it is said."""

from __future__ import annotations

from territory_graph.facts.statements import read_subjects
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Evidence, Thing
from territory_graph.views.fiche.facts import Facts
from territory_graph.views.fiche.headline import listed
from territory_graph.views.fiche.lines import Line, Section
from territory_graph.views.ordering import alphabetical
from territory_graph.views.wording import mentions


def told_by(graph: KnowledgeGraph, facts: Facts, say: Translator) -> Section | None:
    """The records of a source as lines, in the order of their places in it; None where it has none."""
    records = [thing.iri for thing in facts.things("source", inverse=True)]
    known = graph.evidence(records, say.language)
    subjects = _subjects(graph, [iri for iri, one in known.items() if not one.description], say)
    lines = [_line(one, facts.iri, subjects.get(iri, ""), say) for iri, one in known.items()]
    ordered = sorted(lines, key=_order)
    return Section("said", say("fiche.parts.said"), tuple(ordered)) if ordered else None


def _order(line: Line) -> tuple[str, tuple[str, str]]:
    return line.mentions[0].locator, alphabetical(line.head.label if line.head else "")


def _line(one: Evidence, source: str, subject: str, say: Translator) -> Line:
    cited = tuple(mention for mention in mentions((one,), say) if mention.source_iri == source)
    text = one.description or subject or one.record.rpartition("/")[2]
    return Line(Thing(one.record, text, "Record"), (), "", one.status, cited or mentions((one,), say))


def _subjects(graph: KnowledgeGraph, records: list[str], say: Translator) -> dict[str, str]:
    """What records that tell nothing in words are about: the things that they say something of."""
    found = read_subjects(graph.rows, records)
    things = graph.things({iri for subjects in found.values() for iri in subjects}, say.language)
    return {record: listed((things[iri].label for iri in subjects), say) for record, subjects in found.items()}
