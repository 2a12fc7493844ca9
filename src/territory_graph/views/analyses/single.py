"""What rests on one: a sector on one actor, a tie on one source; and who is in office in several organisations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import networkx as nx

from territory_graph.facts.lives import may_exist, read_lives
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.network.passage import rests_on_one, rests_on_one_source, several_mandates
from territory_graph.views.ordering import alphabetical


@dataclass(frozen=True, slots=True)
class Resting:
    """Something that rests on one: what, and on whom or on which source; or a person and where in office."""

    what: tuple[Thing, ...]
    on: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class Single:
    """Sectors that one actor alone holds, persons with several offices, and ties that one source alone tells."""

    sectors: tuple[Resting, ...]
    mandates: tuple[Resting, ...]
    ties: tuple[Resting, ...]
    all_ties: int


def read_single(graph: KnowledgeGraph, say: Translator, day: date | None = None) -> Single:
    """What of a territory rests on one on a day, or at all its dates; an unknown date excludes nothing.

    Of an actor whose sources contradict each other on its dates nobody knows whether it is there: a sector that it has
    too is not told to rest on one.
    """
    actors, sectors_of = graph.network("actors", day=day), graph.network("actor-sector")
    lives = read_lives(graph.rows, sectors_of)
    contested = {iri for iri, life in lives.items() if life.inverted}
    if day is not None:
        over = {iri for iri, life in lives.items() if not may_exist(life, day)}
        sectors_of.remove_nodes_from(over - contested)
    found = rests_on_one(sectors_of, kinds=["direct"])
    sectors = {sector: actor for sector, actor in found.items() if actor not in contested}
    held = (tie for tie in graph.ties(day=day) if tie.kind == "mandate")
    mandates = several_mandates(nx.DiGraph((tie.first, tie.second) for tie in held))
    ties = rests_on_one_source(actors, graph.tie_sources())
    iris = {str(one) for pair in sectors.items() for one in pair}
    iris |= {str(one) for person, held in mandates.items() for one in (person, *held)}
    iris |= {str(one) for pair, source in ties.items() for one in (*pair, source)}
    things = graph.things(iris, say.language, day=day)

    def resting(what: tuple[object, ...], on: tuple[object, ...]) -> Resting:
        return Resting(tuple(things[str(one)] for one in what), tuple(things[str(one)] for one in on))

    return Single(
        _sorted(resting((sector,), (actor,)) for sector, actor in sectors.items()),
        _sorted(resting((person,), held) for person, held in mandates.items()),
        _sorted(resting(pair, (source,)) for pair, source in ties.items()),
        actors.number_of_edges(),
    )


def _sorted(found: Iterable[Resting]) -> tuple[Resting, ...]:
    return tuple(sorted(found, key=lambda row: alphabetical(row.what[0].label)))
