"""``python -m benchmarks.network.held_out``: how many of twenty suggested ties are ties that were held out.

A tenth of the ties of a network is taken away at random; ``suggest`` sees the rest, and so does the baseline, which
proposes the pairs whose degrees have the highest product (preferential attachment). Precision at 20 is the share of
twenty proposals that were taken away, over several random splits.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations, product
from random import Random
from typing import Any

import networkx as nx

from territory_graph import suggest

TWENTY = 20
HELD_OUT = 0.1


@dataclass(frozen=True, slots=True)
class Made:
    """A network and where it comes from; ``quick`` ones are small enough for a test."""

    make: Callable[[], nx.Graph]
    origin: str
    quick: bool = True


def _southern_women() -> nx.Graph:
    return nx.davis_southern_women_graph()


def _two_kinds() -> nx.Graph:
    """Actors in hidden circles, each circle with its own events."""
    chance = Random(5)
    network = nx.Graph()
    network.add_nodes_from((f"a{n}" for n in range(300)), bipartite=0)
    network.add_nodes_from((f"e{n}" for n in range(100)), bipartite=1)
    for actor in range(300):
        for event in range(100):
            if chance.random() < (0.25 if actor % 10 == event % 10 else 0.01):
                network.add_edge(f"a{actor}", f"e{event}")
    return network


NETWORKS: dict[str, Made] = {
    "Karate club": Made(nx.karate_club_graph, "Zachary 1977, shipped by networkx"),
    "Les Misérables": Made(nx.les_miserables_graph, "Knuth 1993, shipped by networkx"),
    "Florentine families": Made(
        nx.florentine_families_graph, "Breiger & Pattison 1986, shipped by networkx", quick=False
    ),
    "Southern women": Made(_southern_women, "Davis et al. 1941, shipped by networkx; two kinds"),
    "Circles and events": Made(_two_kinds, "generated: 300 actors, 100 events, 10 circles; two kinds"),
    "Clustered": Made(lambda: nx.powerlaw_cluster_graph(1_000, 4, 0.6, seed=3), "generated: Holme & Kim 2002"),
    "Small world": Made(lambda: nx.watts_strogatz_graph(1_000, 8, 0.1, seed=3), "generated: Watts & Strogatz 1998"),
    "Caves": Made(lambda: nx.relaxed_caveman_graph(60, 12, 0.15, seed=3), "generated: relaxed caves"),
    "Communities": Made(
        lambda: nx.LFR_benchmark_graph(1_000, 3, 1.5, 0.2, average_degree=8, min_community=20, seed=3),
        "generated: Lancichinetti, Fortunato & Radicchi 2008",
        quick=False,
    ),
}


def precisions(name: str, splits: int = 20) -> tuple[float, float]:
    """Mean precision at 20 of ``suggest`` and of the degree baseline."""
    network = nx.Graph(NETWORKS[name].make())
    network.remove_edges_from(list(nx.selfloop_edges(network)))
    ours = theirs = 0
    for seed in range(splits):
        rest, held = _split(network, seed)
        ours += sum(frozenset((each.one, each.other)) in held for each in suggest(rest, count=TWENTY))
        theirs += sum(pair in held for pair in _by_degree(rest))
    return ours / (TWENTY * splits), theirs / (TWENTY * splits)


def _split(network: nx.Graph, seed: int) -> tuple[nx.Graph, set[frozenset[Any]]]:
    ties = sorted(network.edges(), key=str)
    held = Random(seed).sample(ties, max(1, round(HELD_OUT * len(ties))))
    rest = network.copy()
    rest.remove_edges_from(held)
    return rest, set(map(frozenset, held))


def _by_degree(network: nx.Graph) -> list[frozenset[Any]]:
    """The pairs without a tie whose degrees have the highest product: ties are made where there are many."""
    sides = dict(network.nodes(data="bipartite"))
    order = sorted(network, key=lambda node: (-network.degree(node), str(node)))
    if None in sides.values():
        pairs = combinations(order[:200], 2)
    else:
        pairs = product((n for n in order if sides[n] == 0), (n for n in order if sides[n] == 1))
    free = ((network.degree(a) * network.degree(b), a, b) for a, b in pairs if not network.has_edge(a, b))
    return [frozenset((a, b)) for _, a, b in heapq.nlargest(TWENTY, free, key=lambda each: each[0])]


def main() -> None:
    """Prints the table of docs/introductions.md."""
    print("| network | nodes | ties | ours | by degree | origin |")
    print("|---|---|---|---|---|---|")
    for name, made in NETWORKS.items():
        network = made.make()
        ours, theirs = precisions(name)
        size = f"{len(network)} | {network.number_of_edges()}"
        print(f"| {name} | {size} | {ours:.3f} | {theirs:.3f} | {made.origin} |", flush=True)


if __name__ == "__main__":
    main()
