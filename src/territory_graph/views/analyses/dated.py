"""Actors that have ended by the day of an analysis, and the sentence on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import networkx as nx

from territory_graph.dates import Interval
from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.views.telling import enumerated, named

_THINGS = 3

Lives = Callable[[set[str]], Mapping[str, Interval]]


def ended(network: nx.Graph, lives: Lives, day: date) -> set[str]:
    """The actors of which a source says that they ended before ``day``."""
    known = lives({str(node) for node in network})
    return {iri for iri, life in known.items() if not life.dated and life.end_latest and life.end_latest < day}


def gone_note(key: str, gone: tuple[Thing, ...], day: date, say: Translator) -> str:
    """The sentence under ``key`` on those who no longer exist on a day; empty where there is none."""
    if not gone:
        return ""
    names = enumerated((named(thing.iri, {thing.iri: thing.label}) for thing in gone), say, most=_THINGS)
    return say(key, count=len(gone), names=names, day=say.day(day))
