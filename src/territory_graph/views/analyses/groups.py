"""The groups of a network: who has more ties among themselves than with the rest, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import networkx as nx

from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.network.groups import Community, communities
from territory_graph.network.outcome import NoMeaning, Watch
from territory_graph.views.ordering import alphabetical

Things: TypeAlias = Callable[[Iterable[str]], Mapping[str, Thing]]


@dataclass(frozen=True, slots=True)
class Group:
    """A group in a sentence, and its members, the most tied first."""

    sentence: str
    members: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of a network, the largest first, in sentences; none where ``remark`` says why there is no meaning."""

    sentence: str = ""
    groups: tuple[Group, ...] = ()
    notes: tuple[str, ...] = ()
    remark: str = ""


def read_groups(network: nx.Graph, things: Things, say: Translator, *, watch: Watch | None = None) -> Groups:
    """The communities of those in a network who have a tie; ``things`` names nodes."""
    tied = network.subgraph([node for node, degree in network.degree() if degree]).copy()
    found = communities(tied, watch=watch)
    if isinstance(found, NoMeaning):
        return Groups(remark=say(found.key, **found.reason.fields))
    named = things(str(node) for group in found.groups for node in group.members)
    return Groups(
        say(
            "analyses.groups.sentence",
            count=len(found.groups),
            stability=round(100 * found.stability),
            tried=found.tried,
            modularity=say.number(round(found.modularity, 3), 3),
        ),
        tuple(_told(number, group, tied, named, say) for number, group in enumerate(found.groups, start=1)),
        tuple(say(note.key, **note.fields) for note in found.notes),
    )


def _told(number: int, group: Community, tied: nx.Graph, named: Mapping[str, Thing], say: Translator) -> Group:
    members = tuple(
        sorted(
            (named[str(node)] for node in group.members),
            key=lambda one: (-tied.degree(one.iri), alphabetical(one.label), one.iri),
        )
    )
    sentence = say(
        f"analyses.groups.{'group' if len(members) > 1 else 'alone'}",
        number=number,
        first=members[0].label[:120],
        more=say("analyses.groups.more", count=len(members) - 1),
        stability=round(100 * group.stability),
    )
    return Group(sentence, members)
