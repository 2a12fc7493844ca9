"""The events that changed who bears a name: renamings, mergers, creations, closures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from territory_graph.dates import Interval
from territory_graph.facts.change_events import read_change_events
from territory_graph.facts.evidence import evidence_of
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.views.telling import Told, plain, when_in_words
from territory_graph.views.wording import mentions


@dataclass(frozen=True, slots=True)
class ToldChange:
    """An event that changes things: its kind (local name of its class), when, and the things before and after."""

    iri: str
    kind: str
    interval: Interval
    before: tuple[Thing, ...]
    after: tuple[Thing, ...]
    told: Told


def renamings(graph: KnowledgeGraph, say: Translator) -> tuple[ToldChange, ...]:
    """Every event that changes things, the oldest first and those without a date last, told with its sources."""
    events = read_change_events(graph.rows)
    evidence = graph.evidence((record for event in events for record in event.records), say.language)
    things = graph.things({iri for one in events for iri in (one.iri, *one.before, *one.after)}, say.language)
    changes = []
    for event in events:
        before, after = (tuple(things[iri] for iri in ends) for ends in (event.before, event.after))
        known = evidence_of(event.records, evidence)
        stated = tuple(one for one in known if one.status != "inferred")
        status = min((one.status for one in stated), key=lambda one: one != "stated", default="stated")
        words = f"{plain(things[event.iri].label)}, {when_in_words(event.interval, say) or say('telling.undated')}"
        firmly = status if status in ("implied", "disputed") else "stated"
        told = Told(event.iri, say(f"telling.status.{firmly}", sentence=words), mentions(stated, say))
        changes.append(ToldChange(event.iri, event.kind, event.interval, before, after, told))
    return tuple(sorted(changes, key=lambda one: (one.interval.start_earliest or date.max, one.iri)))
