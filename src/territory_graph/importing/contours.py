"""What the codes of contours are of, in a graph: its communes, and its actors with their perimeters."""

from __future__ import annotations

from territory_graph.ingest.contours import Coded
from territory_graph.ingest.schema import Column, tables
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.model import Thing
from territory_graph.queries.system import system_query

_PLACE, _ACTOR = "id/place/", "id/actor/"


def known_codes(graph: KnowledgeGraph) -> dict[str, Coded]:
    """What each code is of; of several things with one code, or perimeters of one actor, the first by IRI."""
    rows = [
        (str(row["code"]), str(row["actor"] or ""), str(row["place"] or ""))
        for row in graph.rows(system_query("contour-codes"))
    ]
    things = graph.things({iri for _, *ends in rows for iri in ends if iri})
    place_kind, actor_kind = (tables()[name].column("kind") for name in ("places", "actors"))
    found: dict[str, Coded] = {}
    for code, actor, place in rows:
        if place and not place.startswith(f"{graph.base}{_PLACE}"):
            continue
        kind = _choice(place_kind, things.get(place), "perimeter")
        own = _choice(actor_kind, things.get(actor), "actor")
        name = things[actor].label if actor in things else ""
        ids = place.removeprefix(f"{graph.base}{_PLACE}"), actor.removeprefix(f"{graph.base}{_ACTOR}")
        found.setdefault(code, Coded(ids[0], kind, ids[1], own, name))
    return found


def _choice(column: Column, thing: Thing | None, otherwise: str) -> str:
    """The word of a column of kinds that stands for the class of a thing."""
    named = {meaning.partition(":")[2]: word for word, meaning in column.values.items()}
    return named.get(thing.kind, otherwise) if thing else otherwise
