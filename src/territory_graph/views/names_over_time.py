"""The events that changed who bears a name: renamings, mergers, creations, closures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rdflib import URIRef

from territory_graph.dates import Interval
from territory_graph.describe import evidence as read_evidence
from territory_graph.describe import interval_of
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.queries.system import system_query
from territory_graph.views.telling import Told, plain, when_in_words
from territory_graph.views.ties import Said
from territory_graph.views.wording import mentions
from territory_graph.vocabulary import local


@dataclass(frozen=True, slots=True)
class Change:
    """An event that changes things: its kind (local name of its class), when, and the things before and after."""

    iri: str
    kind: str
    interval: Interval
    before: tuple[Thing, ...]
    after: tuple[Thing, ...]
    told: Told


def renamings(graph: KnowledgeGraph, say: Translator) -> tuple[Change, ...]:
    """Every event that changes things, the oldest first and those without a date last, told with its sources."""
    events = _events(graph)
    records = {record for said in events.values() for found in said.values() for record in found}
    evidence, _ = read_evidence(graph.rows, records, say.language)
    concerned = {iri for said in events.values() for name in _SIDES for iri in _ends(said, name)}
    things = graph.things({*events, *concerned}, say.language)
    changes = []
    for iri, said in events.items():
        before, after = (tuple(things[end] for end in _ends(said, name)) for name in _SIDES)
        found = {record for each in said.values() for record in each if record in evidence}
        stated = tuple(evidence[record] for record in sorted(found) if evidence[record].status != "inferred")
        interval = interval_of(said)
        status = min((one.status for one in stated), key=lambda one: one != "stated", default="stated")
        sentence = _sentence(things[iri].label, interval, status, say)
        changes.append(Change(iri, _kind(said), interval, before, after, Told(iri, sentence, mentions(stated, say))))
    return tuple(sorted(changes, key=lambda one: (one.interval.start_earliest or date.max, one.iri)))


_SIDES = ("originalOrganization", "resultingOrganization")


def _sentence(label: str, interval: Interval, status: str, say: Translator) -> str:
    told = f"{plain(label)}, {when_in_words(interval, say) or say('telling.undated')}"
    return say(f"telling.status.{status if status == 'implied' else 'stated'}", sentence=told)


def _events(graph: KnowledgeGraph) -> dict[str, Said]:
    found: dict[str, Said] = {}
    for row in graph.rows(system_query("change-events")):
        name, value = row["property"], row["value"]
        assert name is not None and value is not None
        found.setdefault(str(row["thing"]), {}).setdefault((name, value), []).append(str(row["record"]))
    return found


def _ends(said: Said, name: str) -> list[str]:
    return sorted({str(value) for prop, value in said if isinstance(value, URIRef) and local(str(prop)) == name})


def _kind(said: Said) -> str:
    """The local name of the event's most precise class."""
    classes = _ends(said, "type")
    return next((local(iri) for iri in classes if local(iri) != "ChangeEvent"), "ChangeEvent")
