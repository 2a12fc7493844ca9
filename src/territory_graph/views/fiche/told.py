"""What a source says: each record drawn from it, with its place in the source and how firmly it is said."""

from __future__ import annotations

from territory_graph.facts.statements import read_subjects
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.views.fiche.facts import Facts
from territory_graph.views.fiche.headline import listed
from territory_graph.views.fiche.lines import Line, Section
from territory_graph.views.ordering import alphabetical
from territory_graph.views.wording import mentions


def told_by(graph: KnowledgeGraph, facts: Facts, say: Translator) -> Section | None:
    """The records of a source as lines, in the order of their places in it; None where it has none."""
    records = [thing.iri for thing in facts.things("source", inverse=True)]
    known = graph.evidence(records, say.language)
    # What records that tell nothing in words are about: the things that they say something of.
    about = read_subjects(graph.rows, [iri for iri, one in known.items() if not one.description])
    things = graph.things({iri for each in about.values() for iri in each}, say.language)
    subjects = {record: listed((things[iri].label for iri in each), say) for record, each in about.items()}
    lines = []
    for iri, one in known.items():
        cited = tuple(mention for mention in mentions((one,), say) if mention.source_iri == facts.iri)
        head = Thing(iri, one.description or subjects.get(iri, "") or iri.rpartition("/")[2], "Record")
        line = Line(head, (), "", one.status, cited or mentions((one,), say))
        lines.append((line.mentions[0].locator, alphabetical(head.label), line))
    lines.sort(key=lambda each: each[:2])
    return Section("said", say("fiche.parts.said"), tuple(line for *_, line in lines)) if lines else None
