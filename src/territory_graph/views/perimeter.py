"""The perimeter that a page tells of, where a territory has too many actors for one: what it is, and which others."""

from __future__ import annotations

from territory_graph.facts.perimeter import MOST_WHOLE, Perimeter, read_departments, read_inside, read_most_tied
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.views.ordering import alphabetical
from territory_graph.views.search import FoundThing, find_things

_KINDS = ("actor", "place", "sector")
"""What can be a perimeter, as the IRIs of things name it."""
_SEARCHED, _FOUND = 40, 8
"""Things that are looked for by a name, and those of them that are offered."""


def is_told_in_parts(graph: KnowledgeGraph) -> bool:
    """Whether a territory has more actors than a page can tell of."""
    return graph.actors > MOST_WHOLE


def first_perimeter(graph: KnowledgeGraph) -> str:
    """The IRI of the perimeter of which pages tell at first: the central actor, else one that most others join.

    Where no tie joins actors it is the first department that has any; empty where there is none.
    """
    known = graph.manifest.centre or read_most_tied(graph.rows)
    found = (iri for iri in (known, *read_departments(graph.rows)) if iri and read_inside(graph.rows, iri))
    return next(found, "")


def departments(graph: KnowledgeGraph, say: Translator) -> tuple[tuple[str, str], ...]:
    """The departments, each with its name, by name."""
    things = graph.things(read_departments(graph.rows), say.language).values()
    return tuple(sorted(((thing.iri, thing.label) for thing in things), key=lambda one: alphabetical(one[1])))


def find_perimeters(graph: KnowledgeGraph, text: str, say: Translator) -> tuple[FoundThing, ...]:
    """The actors, places and sectors that a text names, the best first."""
    found = find_things(graph, text, say, _SEARCHED).things
    own = tuple(f"{graph.base}id/{kind}/" for kind in _KINDS)
    return tuple(thing for thing in found if thing.iri.startswith(own))[:_FOUND]


def named_in_its_place(graph: KnowledgeGraph, iri: str, say: Translator) -> str:
    """The name of a thing, with where it is as the search tells it: homonyms are told apart."""
    found = next((thing for thing in find_things(graph, iri, say, 1).things if thing.iri == iri), None)
    if found is None:
        return graph.things([iri], say.language)[iri].label
    return f"{found.label} ({found.place})" if found.place else found.label


def perimeter_told(perimeter: Perimeter, whole: KnowledgeGraph, say: Translator) -> str:
    """Of whom a page tells, and how many actors of the territory it leaves out."""
    told = say(
        "perimeter.told",
        inside=len(perimeter.inside),
        around=len(perimeter.around),
        left=whole.actors - perimeter.actors,
    )
    edge = say("perimeter.edge") if perimeter.around else ""
    cut = say("perimeter.cut", count=perimeter.left) if perimeter.left else ""
    return " ".join(filter(None, (told, edge, cut)))
