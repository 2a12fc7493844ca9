"""Who is the necessary passage: whom a network would be split without, how sure the ranks are, what rests on one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import networkx as nx

from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.network.passage import Critical, critical_actors, critical_ties
from territory_graph.views.analyses.rankings import Rankings
from territory_graph.views.analyses.roles import Roles
from territory_graph.views.ordering import alphabetical
from territory_graph.views.telling import Names, enumerated, named

_MOST, _NAMED = 12, 5


@dataclass(frozen=True, slots=True)
class Splitting:
    """Something without which the network splits: who, in a sentence, and how many are cut off."""

    iris: tuple[str, ...]
    sentence: str
    cut_off: int


@dataclass(frozen=True, slots=True)
class Passage:
    """The answer in a sentence, who splits the network, which ties do, and the ranking with its remarks.

    ``all_actors`` and ``all_ties`` count those that split it: the first ones are told.
    """

    sentence: str
    actors: tuple[Splitting, ...]
    ties: tuple[Splitting, ...]
    ranking: Rankings
    all_actors: int
    all_ties: int


def read_passage(
    network: nx.Graph, roles: Roles, through: Rankings, things: Mapping[str, Thing], say: Translator
) -> Passage:
    """Who is the necessary passage of a network, and what it would lose; ``through`` ranks its betweenness."""
    names = {iri: thing.label for iri, thing in things.items()}
    total = sum(1 for _, degree in network.degree() if degree)
    actors, ties = critical_actors(network), critical_ties(network)
    largest = max(map(len, nx.connected_components(nx.Graph(network))), default=0)
    splits = tuple(_splits(one, total, largest, names, roles) for one in actors[:_MOST])
    sentence = say("analyses.passage.no_ties")
    if total:
        first = splits[0] if splits else say("analyses.passage.nobody", node=roles.word("one"))
        sentence = f"{first} {_through(through, names, say)}".strip()
    return Passage(
        sentence,
        tuple(Splitting((str(one.lost),), told, one.cut_off) for one, told in zip(actors[:_MOST], splits, strict=True)),
        tuple(_tie(one, total, names, roles) for one in ties[:_MOST]),
        through,
        len(actors),
        len(ties),
    )


def _through(found: Rankings, names: Names, say: Translator) -> str:
    """Through whom most paths pass: all those whom the draws of the ties do not tell apart."""
    first = found.leaders
    if not first or not first[0].value:
        return ""
    if first[0].chained:
        name = named(first[0].thing.iri, names)
        return say("analyses.passage.through_chain", first=name, **first[0].chain(say))
    if len(first) > _NAMED:
        return say("analyses.passage.through_many", count=len(first))
    listed = _list((row.thing.iri for row in first), names, say)
    return say("analyses.passage.through", count=len(first), names=listed)


def _splits(one: Critical, total: int, largest: int, names: Names, roles: Roles) -> str:
    """What is lost without one: from the largest piece, or of a smaller piece, which was never with that one."""
    say, left = roles.say, len(one.alone)
    who = sorted(map(str, one.alone), key=lambda iri: alphabetical(named(iri, names)))
    alone = say("analyses.passage.alone", count=left, names=_list(who, names, say)) if left else ""
    name, pieces = named(str(one.lost), names), len(one.pieces)
    if 1 + sum(map(len, one.pieces)) < largest:
        return say("analyses.passage.apart", name=name, pieces=pieces, alone=alone)
    return say(
        "analyses.passage.without",
        node=roles.word("one"),
        nodes=roles.word("many"),
        name=name,
        count=one.cut_off,
        total=total - 1,
        pieces=pieces,
        alone=alone,
    )


def _tie(one: Critical, total: int, names: Names, roles: Roles) -> Splitting:
    first, second = (str(end) for end in one.lost)
    told = roles.say(
        "analyses.passage.bridge",
        node=roles.word("one"),
        nodes=roles.word("many"),
        one=named(first, names),
        other=named(second, names),
        count=one.cut_off,
        total=total,
    )
    return Splitting((first, second), told, one.cut_off)


def _list(iris: Iterable[object], names: Names, say: Translator) -> str:
    return enumerated((named(str(iri), names) for iri in iris), say, most=_NAMED)
