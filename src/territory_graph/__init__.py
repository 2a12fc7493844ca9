"""The economic actors of a territory as a sourced knowledge graph: build it, ask it, read it as networks.

>>> from territory_graph import KnowledgeGraph
>>> KnowledgeGraph.__name__
'KnowledgeGraph'
"""

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
