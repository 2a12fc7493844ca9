"""The network of actors as it was on a day: who may have existed then, tied by what held then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

import networkx as nx

from territory_graph.dates import Interval
from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.network.build import Part, keep_parts
from territory_graph.views.telling import enumerated, named
from territory_graph.views.ties import Tie, pair_of

_THINGS = 3

Lives = Callable[[set[str]], Mapping[str, Interval]]


def network_on(network: nx.Graph, ties: Iterable[Tie], lives: Lives, day: date) -> nx.Graph:
    """``network`` on ``day``: unknown dates exclude nothing. ``ties`` say when each held, ``lives`` when each lived."""
    known = lives({str(node) for node in network})
    when = {(tie.pair, tie.kind, tie.about.iri if tie.about else ""): tie.interval for tie in ties}
    found = network.subgraph([node for node in network if known[str(node)].holds_on(day)]).copy()
    found.graph["version"] = ""
    for one, other, parts in list(found.edges(data="parts", default=())):
        pair = pair_of(str(one), str(other))
        keep_parts(found, one, other, tuple(part for part in parts if _holds(when, pair, part, day)))
    return found


def _holds(when: Mapping[tuple[str, str, str], Interval], pair: str, part: Part, day: date) -> bool:
    kind, via, _ = part
    interval = when.get((pair, kind, via)) or when.get((pair, kind, ""))
    return interval is None or interval.holds_on(day)


def ended(network: nx.Graph, lives: Lives, day: date) -> set[str]:
    """The actors of which a source says that they ended before ``day``."""
    known = lives({str(node) for node in network})
    return {iri for iri, life in known.items() if not life.dated and life.end_latest and life.end_latest < day}


def gone_note(key: str, gone: tuple[Thing, ...], day: date, say: Translator) -> str:
    """The sentence under ``key`` on those who no longer exist on a day; empty where there is none."""
    if not gone:
        return ""
    shown = [named(thing.iri, {thing.iri: thing.label}) for thing in gone[:_THINGS]]
    return say(key, count=len(gone), names=enumerated(shown, say, left=len(gone) - len(shown)), day=say.day(day))
