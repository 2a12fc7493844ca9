"""What actors are, as attributes of nodes: their sectors, places and events, read from other networks of the graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import networkx as nx

_IN = frozenset({"located", "within", "active", "perimeter"})


def with_attribute(network: nx.Graph, name: str, values: Mapping[Any, Iterable[Any]]) -> nx.Graph:
    """A copy of a network whose nodes have an attribute: a tuple of what they hold, where they hold something."""
    copy = network.copy()
    for node in copy:
        own = tuple(sorted(values.get(node, ()), key=str))
        if own:
            copy.nodes[node][name] = own
    return copy


def held(value: Any) -> tuple[Any, ...]:
    """What an attribute of a node holds: several values, each once, or the one that it is; nothing where it has none.

    >>> held(None), held("industry"), held(["industry", "port", "industry"])
    ((), ('industry',), ('industry', 'port'))
    """
    if value is None:
        return ()
    return tuple(dict.fromkeys(value)) if isinstance(value, tuple | list | set | frozenset) else (value,)


def sectors(actor_sector: nx.Graph) -> dict[Any, frozenset[Any]]:
    """The sectors of each actor, from the network actor-sector."""
    return {node: frozenset(actor_sector[node]) for node, side in actor_sector.nodes(data="bipartite") if side == 0}


def events(co_participation: nx.Graph) -> dict[Any, frozenset[Any]]:
    """The events that each actor organises or is associated with, from the network co-participation."""
    happen = {node for node, kind in co_participation.nodes(data="kind") if kind in EVENTS}
    actors = (node for node, side in co_participation.nodes(data="bipartite") if side == 0)
    return {node: frozenset(happen.intersection(co_participation[node])) for node in actors}


EVENTS = frozenset({"Event", "Congress", "CouncilMeeting"})
"""Local names of the classes of events."""


def places(territory: nx.DiGraph) -> dict[Any, frozenset[Any]]:
    """The places of each actor, its own and its sites', with all that lies around, from the network territory."""
    sites: dict[Any, list[Any]] = {}
    for site, actor, kinds in territory.edges(data="kinds"):
        if "site-of" in (kinds or ()):
            sites.setdefault(actor, []).append(site)
    return {node: frozenset(_around(territory, [node, *sites.get(node, ())])) for node in territory}


def _around(territory: nx.DiGraph, starts: list[Any]) -> set[Any]:
    found: set[Any] = set()
    front = list(starts)
    while front:
        node = front.pop()
        for _, place, kinds in territory.out_edges(node, data="kinds"):
            if place not in found and _IN.intersection(kinds or ()):
                found.add(place)
                front.append(place)
    return found - set(starts)
