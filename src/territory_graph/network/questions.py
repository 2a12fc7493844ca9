"""What the packaged questions ask of the actors network; plain networkx in, rows out.

Each answer is a function of a network and of the labels of its nodes, registered by the name that a question's
``@measure`` line gives. Values are rounded to four decimals (three for effective size).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import networkx as nx

Labels = Mapping[str, str]
Value = Any
Rows = tuple[tuple[str, ...], list[tuple[Value, ...]]]


def articulation(network: nx.Graph, labels: Labels) -> Rows:
    """Actors whose removal leaves the network in more pieces than before (articulation points)."""
    return ("acteur",), sorted((labels[node],) for node in nx.articulation_points(network))


def without_centre(network: nx.Graph, labels: Labels) -> Rows:
    """Components that are left when the actor with the most partners is removed, largest first."""
    degrees = nx.degree_centrality(network)
    if not degrees:
        return ("composante", "taille", "acteurs"), []
    centre = max(degrees, key=lambda node: (degrees[node], node))
    rest = network.subgraph(set(network) - {centre})
    parts = [sorted(labels[node] for node in part) for part in nx.connected_components(rest)]
    parts.sort(key=lambda part: (-len(part), part))
    return ("composante", "taille", "acteurs"), [
        (number, len(part), " + ".join(part)) for number, part in enumerate(parts, start=1)
    ]


def core(network: nx.Graph, labels: Labels) -> Rows:
    """Core number of each actor: the largest k such that all have k partners in its group (Seidman 1983)."""
    numbers = nx.core_number(network)
    return ("acteur", "k"), sorted(((labels[n], k) for n, k in numbers.items()), key=lambda row: (-row[1], row[0]))


def effective_size(network: nx.Graph, labels: Labels) -> Rows:
    """Effective size of each actor's neighbourhood: partners minus their mean ties to one another (Burt 1992).

    An actor without a partner has no effective size and is left out. ``redondance`` is partners − effective size.
    """
    found = nx.effective_size(network) if len(network) else {}
    sizes = {node: size for node, size in found.items() if not math.isnan(size)}
    rows = [(labels[n], round(float(s), 3), round(network.degree(n) - float(s), 3)) for n, s in sizes.items()]
    return ("acteur", "taille_utile", "redondance"), sorted(rows, key=lambda row: (-row[1], row[0]))


QUESTION_MEASURES: dict[str, Callable[[nx.Graph, Labels], Rows]] = {
    "articulation": articulation,
    "removed": without_centre,
    "core": core,
    "effective": effective_size,
}
