"""What the next step of a scenario may be: actors, ties and agreements to choose from, by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import networkx as nx

from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.network.build import DIRECT, WEIGHTS
from territory_graph.network.steps import CutAgreement, RemoveTie, write_steps
from territory_graph.views.ordering import alphabetical
from territory_graph.views.telling import Names, enumerated, named

Options = tuple[tuple[str, str], ...]

_NAMED = 4


@dataclass(frozen=True, slots=True)
class Choices:
    """What steps a reader may choose, each as the text of the step and its name, in the order of names.

    ``actors`` are all who are there after the steps so far, ``tied`` those among them with a tie.
    """

    actors: Options
    tied: Options
    ties: Options
    agreements: Options
    kinds: Options


def choices(network: nx.Graph, names: Names, say: Translator) -> Choices:
    """What the next step may be, on the network as the steps so far leave it."""
    actors = _sorted((str(node), named(str(node), names)) for node in network)
    pairs = [(str(one), str(other)) for one, other in network.edges()]
    ties = _sorted(
        (write_steps([RemoveTie(*pair)]), " – ".join(sorted((named(end, names) for end in pair), key=alphabetical)))
        for pair in pairs
    )
    agreements = _sorted((write_steps([CutAgreement(via)]), named(via, names)) for via in _parties(network))
    tied = tuple(one for one in actors if network.degree(one[0]))
    kinds = tuple((kind, say(f"ties.{kind}")) for kind in WEIGHTS)
    return Choices(actors, tied, ties, agreements, kinds)


def _parties(network: nx.Graph) -> dict[str, set[str]]:
    """Those whom each agreement, membership, project or decision ties."""
    found: dict[str, set[str]] = {}
    for a, b, vias in network.edges(data="vias", default=()):
        for _, via in vias:
            if via not in DIRECT:
                found.setdefault(str(via), set()).update((str(a), str(b)))
    return found


def agreement_names(network: nx.Graph, about: Mapping[str, Thing], names: Names, say: Translator) -> dict[str, str]:
    """The name of each agreement; where several bear it, or it has none, those whom it ties say which it is."""
    parties = _parties(network)
    labels = {via: about[via].label if via in about else "" for via in parties}
    common = Counter(labels.values())
    return {
        via: label if label and common[label] == 1 else _with_parties(label, parties[via], names, say)
        for via, label in labels.items()
    }


def _with_parties(label: str, parties: set[str], names: Names, say: Translator) -> str:
    listed = sorted((named(party, names) for party in parties), key=alphabetical)
    told = enumerated(listed, say, most=_NAMED)
    return say("analyses.what_if.agreement", name=label, parties=told) if label else told


def agreements_of(network: nx.Graph) -> tuple[str, ...]:
    """The agreements that tie anybody, whose names a scenario tells."""
    return tuple(sorted(_parties(network)))


def _sorted(options: Iterable[tuple[str, str]]) -> Options:
    return tuple(sorted(options, key=lambda option: (alphabetical(option[1]), option[0])))
