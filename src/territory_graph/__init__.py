"""The economic actors of a territory as a sourced knowledge graph: build it, ask it, read it as networks.

>>> from territory_graph import KnowledgeGraph
>>> KnowledgeGraph.__name__
'KnowledgeGraph'

A name is loaded where it is first asked for: most commands, and the process of each change, use neither networks nor
questions, whose libraries take longer to load than a change to be made.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from territory_graph.errors import (
        InputError,
        QueryError,
        StoreError,
        TerritoryGraphError,
        UnknownEntityError,
        UnknownParameterError,
        UnknownQuestionError,
    )
    from territory_graph.knowledge_graph import KnowledgeGraph
    from territory_graph.model import Entity, Evidence, Fact, FactGroup, Source, Statement, Thing, Value
    from territory_graph.network.arrays import ArrayNetwork
    from territory_graph.network.build import build_network
    from territory_graph.network.groups import communities
    from territory_graph.network.introductions import suggest
    from territory_graph.network.measures import MEASURES, measure
    from territory_graph.network.outcome import NoMeaning, Result
    from territory_graph.network.paths import paths
    from territory_graph.network.ranks import ranks
    from territory_graph.network.what_if import what_if
    from territory_graph.notebooks import load_ipython_extension
    from territory_graph.search import Hit
    from territory_graph.store.engine import Answer
    from territory_graph.vocabulary import TG

__all__ = [
    "MEASURES",
    "TG",
    "Answer",
    "ArrayNetwork",
    "Entity",
    "Evidence",
    "Fact",
    "FactGroup",
    "Hit",
    "InputError",
    "KnowledgeGraph",
    "NoMeaning",
    "QueryError",
    "Result",
    "Source",
    "Statement",
    "StoreError",
    "TerritoryGraphError",
    "Thing",
    "UnknownEntityError",
    "UnknownParameterError",
    "UnknownQuestionError",
    "Value",
    "build_network",
    "communities",
    "load_ipython_extension",
    "measure",
    "paths",
    "ranks",
    "suggest",
    "what_if",
]

_HOMES = {
    "errors": (
        "InputError",
        "QueryError",
        "StoreError",
        "TerritoryGraphError",
        "UnknownEntityError",
        "UnknownParameterError",
        "UnknownQuestionError",
    ),
    "knowledge_graph": ("KnowledgeGraph",),
    "model": (
        "Entity",
        "Evidence",
        "Fact",
        "FactGroup",
        "Source",
        "Statement",
        "Thing",
        "Value",
    ),
    "network.arrays": ("ArrayNetwork",),
    "network.build": ("build_network",),
    "network.groups": ("communities",),
    "network.introductions": ("suggest",),
    "network.measures": (
        "MEASURES",
        "measure",
    ),
    "network.outcome": (
        "NoMeaning",
        "Result",
    ),
    "network.paths": ("paths",),
    "network.ranks": ("ranks",),
    "network.what_if": ("what_if",),
    "notebooks": ("load_ipython_extension",),
    "search": ("Hit",),
    "store.engine": ("Answer",),
    "vocabulary": ("TG",),
}
"""The modules of the names."""


def __getattr__(name: str) -> Any:
    for module, names in _HOMES.items():
        if name in names:
            found = getattr(import_module(f"{__name__}.{module}"), name)
            globals()[name] = found
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
