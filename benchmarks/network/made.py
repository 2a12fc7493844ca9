"""The networks that are measured: one that a territory has, and generated ones of any size, always the same."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import networkx as nx
import numpy as np
import pyoxigraph as ox

from territory_graph import ArrayNetwork, KnowledgeGraph, resources
from territory_graph.building import build
from territory_graph.network.arrays import Integers, simple_arrays
from territory_graph.store.default_graph import with_default_graph

TIES_A_NODE = 4
_TG = "https://w3id.org/territory-graph/ontology#"
_ID = "https://w3id.org/territory-graph/id/"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def generated(size: int) -> tuple[Integers, Integers]:
    """The ends of the ties of a network with hubs and circles.

    Each node is tied to earlier ones: half of the time to an end of an earlier tie, which makes hubs (Barabási & Albert
    1999), else to one of the twenty before it, which makes circles.
    """
    chance = np.random.default_rng(20210512)
    sources = np.repeat(np.arange(1, size), TIES_A_NODE)
    near = np.maximum(0, sources - chance.integers(1, 21, size=len(sources)))
    targets = near.copy()
    picked = np.flatnonzero(chance.random(len(sources)) < 0.5)
    earlier = (chance.random(len(picked)) * picked).astype(np.int64)
    for place, tie in zip(picked.tolist(), earlier.tolist(), strict=True):
        targets[place] = targets[tie]
    return sources, targets


def as_arrays(ends: tuple[Integers, Integers], size: int) -> ArrayNetwork:
    """The network as arrays: what ours converts from."""
    names = _names(size)
    return simple_arrays(names, *ends, np.ones(len(ends[0])), directed=False)


@cache
def _names(size: int) -> list[str]:
    return [f"https://w3id.org/territory-graph/id/actor/a{number}" for number in range(size)]


def as_networkx(ends: tuple[Integers, Integers], size: int) -> nx.Graph:
    """The network as networkx holds it."""
    network = nx.Graph()
    network.add_nodes_from(range(size))
    network.add_edges_from((a, b) for a, b in zip(ends[0].tolist(), ends[1].tolist(), strict=True) if a != b)
    return network


def of_the_territory(folder: Path) -> nx.Graph:
    """The resources network of the default territory, without direction, its nodes as numbers."""
    build(resources.default_territory(), folder)
    with KnowledgeGraph.open(folder) as graph:
        network = nx.Graph(graph.network("resources"))
    return nx.convert_node_labels_to_integers(network)


def statements(ends: tuple[Integers, Integers], size: int) -> bytes:
    """The network as the statements of a store: actors, and a partnership for each tie."""
    return "".join(_lines(ends, size)).encode()


def _lines(ends: tuple[Integers, Integers], size: int) -> Iterator[str]:
    record = f"<{_ID}record/generated> .\n"
    for actor in range(size):
        yield f"<{_ID}actor/a{actor}> <{_TYPE}> <{_TG}Actor> {record}"
    for number, (one, other) in enumerate(zip(ends[0].tolist(), ends[1].tolist(), strict=True)):
        tie = f"<{_ID}partnership/p{number}>"
        yield f"{tie} <{_TYPE}> <{_TG}Partnership> {record}"
        yield f"{tie} <{_TG}supporter> <{_ID}actor/a{one}> {record}"
        yield f"{tie} <{_TG}supported> <{_ID}actor/a{other}> {record}"


def store_of(quads: bytes) -> ox.Store:
    """A store in memory that holds the statements."""
    store = ox.Store()
    store.bulk_extend(with_default_graph(ox.parse(quads, ox.RdfFormat.N_QUADS)))
    return store
