"""What each node of a network is to the others, in one sentence computed from the numbers, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import networkx as nx

from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.network.measures import MEASURES, measure
from territory_graph.network.outcome import Number, Result
from territory_graph.network.passage import piece_sizes
from territory_graph.views.ordering import alphabetical
from territory_graph.views.telling import Names, enumerated, named, unsure_pairs
from territory_graph.views.ties import Ties, pair_of

MOST_TOLD = 5_000
"""Nodes above which a fiche does not read the whole network to tell the role of one."""

_OF_ACTORS = frozenset({"actors", "funding"})
"""The projections all of whose nodes are actors."""

_NAMED, _SAME = 5, 1e-12


@dataclass(frozen=True, slots=True)
class Roles:
    """The partners of each node, direction set aside, and the sizes of the pieces left without each that splits.

    ``tied`` counts the nodes with a partner; ``words`` is the key of what nodes are called. ``unsure`` are the pairs
    that disputed or unverified ties alone join. ``elsewhere`` is, for each node that splits, the size of the largest
    part of the network that is not its own.
    """

    partners: Mapping[str, frozenset[str]]
    pieces: Mapping[str, tuple[int, ...]]
    tied: int
    names: Names
    words: str
    say: Translator
    unsure: frozenset[str] = frozenset()
    elsewhere: Mapping[str, int] = field(default_factory=dict)

    def word(self, form: str) -> str:
        """What nodes are called: “actor” only where all of them are actors."""
        return self.say(f"analyses.roles.{self.words}.{form}")

    def sentence(self, iri: str) -> str:
        """To how many a node is tied and who is cut off without it; empty for one that is not in the network."""
        partners = self.partners.get(iri)
        if partners is None:
            return ""
        count = sum(pair_of(iri, partner) in self.unsure for partner in partners)
        doubt = f" {self.say('analyses.roles.unsure', count=count)}" if count else ""
        return f"{self._plain(iri, partners)}{doubt}"

    def _plain(self, iri: str, partners: frozenset[str]) -> str:
        """The sentence without its doubt: tied to nobody, to one, or to several who hold together without it or not."""
        if not partners:
            return self._told("none", iri)
        if len(partners) == 1:
            (partner,) = partners
            key = "pair" if len(self.partners[partner]) == 1 else "only"
            return self._told(key, iri, partner=named(partner, self.names))
        if iri not in self.pieces:
            return self._told("held", iri, partners=len(partners))
        return self._without(iri, partners)

    def _without(self, iri: str, partners: frozenset[str]) -> str:
        """Who has no tie left where that is all; else how many are cut off from the largest piece, and who of them.

        Where the largest is of a part of the network that was never the node's, only its own part is told of.
        """
        cut_off = self.pieces[iri][1:]
        alone = [partner for partner in partners if len(self.partners[partner]) == 1]
        counts = {"partners": len(partners), "total": self.tied - 1}
        if max(cut_off) == 1:
            return self._told("alone", iri, count=len(alone), alone=self._list(alone), **counts)
        left = self.say("analyses.roles.left", count=len(alone), alone=self._list(alone)) if alone else ""
        if self.elsewhere[iri] >= self.pieces[iri][0]:  # the largest piece is of others, never linked to it
            told = {"size": sum(self.pieces[iri]) + 1, "pieces": len(self.pieces[iri]), "left": left}
            return self._told("split_part", iri, **told, **counts)
        return self._told("split", iri, count=sum(cut_off), left=left, **counts)

    def _told(self, key: str, iri: str, **fields: object) -> str:
        words = {form: self.word(form) for form in ("one", "many", "it")}
        return self.say(f"analyses.roles.{key}", name=named(iri, self.names), **words, **fields)

    def _list(self, iris: Iterable[str]) -> str:
        found = sorted((named(iri, self.names) for iri in iris), key=alphabetical)
        return enumerated(found, self.say, most=_NAMED)


def read_roles(network: nx.Graph, say: Translator, unsure: frozenset[str] = frozenset()) -> Roles:
    """The roles of all nodes of a network, some of whose pairs are ``unsure``; who splits it is found once."""
    ends: dict[str, set[str]] = {str(node): set() for node in network}
    for a, b in network.edges():
        if a != b:
            ends[str(a)].add(str(b))
            ends[str(b)].add(str(a))
    pieces = {str(node): sizes for node, sizes in piece_sizes(network).items()}
    parts = sorted(nx.connected_components(nx.Graph(network.edges())), key=len, reverse=True)
    sizes = {
        str(node): len(next((other for other in parts if node not in other), ()))
        for node in network
        if str(node) in pieces
    }
    return Roles(
        partners={iri: frozenset(others) for iri, others in ends.items()},
        pieces=pieces,
        tied=sum(1 for others in ends.values() if others),
        names={str(node): str(label or "") for node, label in network.nodes(data="label")},
        words="actors" if network.graph.get("projection") in _OF_ACTORS else "nodes",
        say=say,
        unsure=unsure,
        elsewhere=sizes,
    )


def read_actor_roles(graph: KnowledgeGraph, say: Translator, day: date | None = None) -> Roles | None:
    """The roles in the actors network, on a day or at all dates; None where there are too many actors for that."""
    if graph.actors > MOST_TOLD:
        return None
    network = graph.network("actors", lang=say.language, day=day)
    ties = Ties(graph, say.language).among(map(str, network))
    return read_roles(network, say, unsure_pairs(tie for tie in ties if tie.may_hold_on(day)))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a node stands by one measure: its value, and its rank by value in words, or why it has none."""

    measure: str
    name: str
    value: Number | None
    rank: str


def standings(network: nx.Graph, iri: str, say: Translator) -> tuple[Standing, ...]:
    """Where a node of a network stands by every measure of nodes, ranks by value alone."""
    nodes = (each for each in MEASURES.values() if each.level == "node" and not each.nominal)
    return tuple(_standing(network, each.id, iri, say) for each in nodes)


def _standing(network: nx.Graph, name: str, iri: str, say: Translator) -> Standing:
    label, found = say(MEASURES[name].name), measure(network, name)
    if not isinstance(found, Result):
        return Standing(name, label, None, say("analyses.roles.meaningless"))
    value = found.values.get(iri)
    if value is None:
        return Standing(name, label, None, say("analyses.roles.no_value"))
    values = tuple(found.values.values())
    above = sum(1 for other in values if other > value + _SAME)
    equal = sum(1 for other in values if abs(other - value) <= _SAME)
    key = "analyses.roles.place_equal" if equal > 1 else "analyses.roles.place"
    return Standing(name, label, value, say(key, rank=say.ordinal(above + 1), total=len(values)))
