"""Networks from projections: the rows of a packaged query folded into a plain networkx graph.

Nodes are IRIs as text. Each kind of network says, in ``PROJECTIONS``, whether its ties have a direction and how the
rows between two nodes are folded into one tie.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

import networkx as nx

from territory_graph.facts.lives import may_exist, read_lives
from territory_graph.facts.things import read_actors
from territory_graph.queries.system import system_query
from territory_graph.store.engine import Cell, Select
from territory_graph.tabular import html_table
from territory_graph.tie_kinds import tie_kinds, weights

Row = Mapping[str, Cell]
Network: TypeAlias = nx.Graph
Part: TypeAlias = tuple[str, str, float]
"""What a thing adds to a tie of the actors network: its kind, its IRI and its weight."""

WEIGHTS: dict[str, float] = weights()
"""Weight of one tie of each kind in the actors network, before it is shared among the parties (a proposal)."""

DIRECT = frozenset(each.property for kind in tie_kinds().values() if kind.weight is not None for each in kind.direct)
"""The properties by which two actors are tied without a thing between them: they stand where else that thing does."""


@dataclass(frozen=True, slots=True)
class Projection:
    """A way to read the graph as a network: its direction and the folding of a row into the tie's attributes."""

    name: str
    directed: bool
    fold: Callable[[dict[str, Any], Row], None]
    two_kinds: bool = False
    """Whether sources are of one kind and targets of another: nodes then have ``bipartite`` = 0 or 1."""


def fold_actors(tie: dict[str, Any], row: Row) -> None:
    """Adds one row of the actors projection to the tie of its pair.

    The weight of a tie is the sum, over the things that tie its two actors, of w(kind)/(size − 1), where ``size`` is
    the number of parties of the thing: a tie of many parties counts less for each pair (Newman 2001). ``distance`` is
    1/weight; ``kinds`` the kinds met, ``n`` the number of things, ``vias`` their IRIs by kind, and ``parts`` the same
    with what each adds to the weight.
    """
    kind, via = str(row["kind"]), str(row["via"])
    if (kind, via) in tie.get("vias", ()):
        return
    part = WEIGHTS[kind] / max(1, int(str(row["size"])) - 1)
    tie["weight"] = tie.get("weight", 0.0) + part
    tie["distance"] = 1 / tie["weight"]
    tie["vias"] = (*tie.get("vias", ()), (kind, via))
    tie["parts"] = (*tie.get("parts", ()), (kind, via, part))
    tie["kinds"] = tuple(sorted({*tie.get("kinds", ()), kind}))
    tie["n"] = tie.get("n", 0) + 1


def keep_parts(network: Network, one: str, other: str, parts: tuple[Part, ...]) -> None:
    """Leaves of a tie of the actors network what ``parts`` give it, and their weight; without any, the tie ends."""
    if not parts:
        network.remove_edge(one, other)
        return
    tie = network.edges[one, other]
    tie["parts"] = parts
    tie["vias"] = tuple((kind, via) for kind, via, _ in parts)
    tie["kinds"] = tuple(sorted({kind for kind, *_ in parts}))
    tie["n"] = len(parts)
    weigh(tie, sum(weight for *_, weight in parts))


def weigh(tie: dict[str, Any], weight: float) -> None:
    """Gives a tie a weight, and the distance that goes with it where there is one."""
    tie["weight"] = weight
    if weight > 0:
        tie["distance"] = 1 / weight


def fold_weights(tie: dict[str, Any], row: Row) -> None:
    """Adds the row's weight, 1 where it has none, and keeps the words that say what the tie is."""
    tie["weight"] = tie.get("weight", 0.0) + float(str(row.get("weight") or 1))
    for name in ("kind", "role", "p"):
        if row.get(name) is not None:
            tie["kinds"] = tuple(sorted({*tie.get("kinds", ()), str(row[name])}))


def fold_funding(tie: dict[str, Any], row: Row) -> None:
    """Adds one commitment: euros as weight only where the recipient's share is known; a global sum is never divided.

    ``commitments`` holds (IRI, year, scope, amount in euros, number of recipients) of each. A commitment to which
    sources give several amounts is there with each of them, and weighs the least, once.
    """
    year = str(row["year"]) if row["year"] is not None else None
    entry = (
        str(row["via"]),
        year,
        str(row["scope"]),
        float(str(row["amount"])),
        int(str(row["beneficiaries"])),
    )
    tie["commitments"] = (*tie.get("commitments", ()), entry)
    weigh_commitments(tie)


def weigh_commitments(tie: dict[str, Any]) -> None:
    """Gives a tie the weight of its commitments, each at the least of the recipient's own shares; none without one."""
    tie.pop("weight", None)
    least: dict[str, float] = {}
    for via, _, scope, amount, _ in tie["commitments"]:
        if scope == "share":
            least[via] = min(amount, least.get(via, amount))
    if least:
        tie["weight"] = sum(least.values())


PROJECTIONS: dict[str, Projection] = {
    projection.name: projection
    for projection in (
        Projection("actors", False, fold_actors),
        Projection("actor-sector", False, fold_weights, two_kinds=True),
        Projection("co-participation", False, fold_weights, two_kinds=True),
        Projection("funding", True, fold_funding),
        Projection("governance", True, fold_weights, two_kinds=True),
        Projection("resources", True, fold_weights),
        Projection("territory", True, fold_weights),
    )
}


class PlainNetwork(nx.Graph):  # type: ignore[misc]  # networkx has no types
    """A networkx graph that a notebook shows by its size and the nodes with most ties."""

    def __repr__(self) -> str:
        return f"<network {self.graph.get('projection', '')}: {len(self):,} nodes, {self.size():,} ties>"

    def _repr_html_(self) -> str:
        most = sorted(self, key=lambda node: (-self.degree(node), str(node)))
        nodes = self.nodes
        rows = ((nodes[node].get("label", node), nodes[node].get("kind", ""), self.degree(node)) for node in most)
        return html_table(repr(self)[1:-1], ("node", "kind", "ties"), rows, len(self))


class DirectedNetwork(nx.DiGraph, PlainNetwork):  # type: ignore[misc]
    """The same of a network whose ties have a direction."""


def build_network(projection: Projection, rows: Iterable[Row], nodes: Iterable[str] = ()) -> Network:
    """The network that a projection's rows make, with ``nodes`` present even where no tie names them.

    A row that ties a node to itself is left out. Nodes and ties are added in the order of their IRIs, so that
    equal data give equal networks, tie for tie.

    >>> from rdflib import Literal, URIRef
    >>> from territory_graph.store.engine import Answer
    >>> a, b, m = URIRef("urn:a"), URIRef("urn:b"), URIRef("urn:m")
    >>> row = (a, b, Literal("membership"), m, Literal(2))
    >>> net = build_network(PROJECTIONS["actors"], Answer(("source", "target", "kind", "via", "size"), (row,)))
    >>> net.edges["urn:a", "urn:b"]["weight"]
    1.0
    """
    network: Network = DirectedNetwork() if projection.directed else PlainNetwork()
    network.graph["projection"] = projection.name
    network.add_nodes_from(sorted(nodes))
    for row in rows:
        source, target = str(row["source"]), str(row["target"])
        if source == target:
            continue
        if not projection.directed and target < source and projection.name == "actors":
            source, target = target, source
        if not network.has_edge(source, target):
            network.add_edge(source, target)
        projection.fold(network.edges[source, target], row)
        if projection.two_kinds:
            network.nodes[source]["bipartite"], network.nodes[target]["bipartite"] = 0, 1
    return network


def network_on(select: Select, projection: str, sparql: str, day: date) -> Network:
    """The network of the actors who may have existed on a day, tied by what may have held then; it has no version.

    ``sparql`` is the query of the projection, which is that of the actors: no other has days.

    Raises:
        ValueError: it is another projection.
    """
    if projection != "actors":
        raise ValueError(f"the network “{projection}” has no days")
    gone = {_reason(row) for row in select(system_query("ties-excluded", day=day))}
    lives = read_lives(select, read_actors(select))
    network = build_network(PROJECTIONS[projection], (row for row in select(sparql) if _reason(row) not in gone), lives)
    network.remove_nodes_from([iri for iri, life in lives.items() if not may_exist(life, day)])
    network.graph["version"] = ""
    return network


def _reason(row: Row) -> tuple[str, ...]:
    """Who is tied to whom, in what kind of tie and by what: one tie has these."""
    return tuple(str(row[name]) for name in ("source", "target", "kind", "via"))
