"""Small pictures of the analyses: a network in given places, and what of it comes, goes or is only proposed."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any, Literal

import networkx as nx

from territory_graph.facts.ties import TieStatus
from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.network.layout import Positions
from territory_graph.views.drawing import NODE_KINDS, Drawing, DrawnNode, DrawnTie, LegendEntry, short_label
from territory_graph.views.kinds import drawn_kind
from territory_graph.views.telling import named
from territory_graph.views.ties import pair_of

Mark = Literal["stays", "known", "gone", "alone", "new", "proposed", "first", "second", "both"]

LINES: Mapping[Mark, tuple[TieStatus, str, float]] = {
    "stays": ("stated", "", 1.5),
    "known": ("stated", "", 1.5),
    "gone": ("implied", "#D55E00", 1.5),
    "new": ("stated", "#0072B2", 4.0),
    "proposed": ("implied", "#0072B2", 2.5),
    "first": ("implied", "#D55E00", 2.5),
    "second": ("stated", "#0072B2", 4.0),
    "both": ("stated", "", 1.5),
}
"""Line of each mark: its pattern, its colour (none: that of every line) and its width in pixels."""

MOST_DRAWN = 300
"""Nodes above which a picture shows only those that are concerned and their partners."""

_HOLLOW: tuple[Mark, ...] = ("gone", "alone")
_SMALLEST, _LARGEST = 12.0, 28.0


def thing_of(network: nx.Graph, node: Any) -> Thing:
    """A node of a network as a thing, by the label and kind that it has there."""
    values = network.nodes[node]
    return Thing(str(node), str(values.get("label") or ""), str(values.get("kind") or ""))


def foremost(network: nx.Graph, concerned: Collection[Any], nodes: Collection[Any]) -> set[Any]:
    """Of ``nodes``, the most that one picture shows: those concerned, then those tied to them, most tied first."""
    near = {other for node in concerned for other in network[node]} - set(concerned)
    order = sorted(nodes, key=lambda n: (n not in concerned, n not in near, -network.degree(n), str(n)))
    return set(order[:MOST_DRAWN])


def sketch(
    network: nx.Graph,
    places: Positions,
    names: Mapping[str, str],
    say: Translator,
    *,
    title: str,
    nodes: Mapping[Any, Mark] | None = None,
    ties: Mapping[frozenset[Any], Mark] | None = None,
) -> Drawing:
    """A network as a picture; what ``nodes`` and ``ties`` do not mark stays. Who is gone or left alone is hollow."""
    marked, drawn = nodes or {}, sorted(map(str, network))
    most = max((degree for _, degree in network.degree()), default=0)
    kinds = Counter(_kind(network, node) for node in drawn)
    # A line that is lost or only proposed is no tie.
    lines = Counter((ties or {}).get(pair, "stays") for pair in {frozenset(ends) for ends in network.edges()})
    actors = Counter(marked.get(node, "stays") for node in network)
    counts = [(say("analyses.sketch.actors"), len(network))]
    counts += [(say(f"analyses.sketch.node.{mark}"), actors[mark]) for mark in _HOLLOW if actors[mark]]
    if plain := lines.pop("stays", 0):
        counts.append((say("analyses.sketch.ties"), plain))
    counts += [(say(f"analyses.sketch.line.{mark}"), lines[mark]) for mark in LINES if lines[mark]]
    listed = say("analyses.sketch.then").join(say("analyses.sketch.counted", what=w, count=n) for w, n in counts)
    return Drawing(
        nodes=tuple(
            _node(node, network, places[node], marked.get(node, "stays"), most=most, label=named(node, names), say=say)
            for node in drawn
        ),
        ties=tuple(_lines(network, names, say, ties or {})),
        legend=tuple(LegendEntry(NODE_KINDS[key], say(f"kinds.{key}"), kinds[key]) for key in NODE_KINDS if kinds[key]),
        status_labels=(),
        title=title,
        summary=say("analyses.sketch.summary", title=title, counts=listed),
        source_line="",
        language=say.language,
    )


def _kind(network: nx.Graph, node: str) -> str:
    return drawn_kind(str(network.nodes[node].get("kind") or ""))


def _node(
    node: str,
    network: nx.Graph,
    place: tuple[float, float],
    mark: Mark,
    *,
    most: int,
    label: str,
    say: Translator,
) -> DrawnNode:
    """A node as large as it has ties, hollow where it is gone or left alone."""
    kind, (x, y) = _kind(network, node), place
    told = "" if mark == "stays" else f"\n{say(f'analyses.sketch.{mark}')}"
    share = math.sqrt(network.degree(node) / most) if most else 0.0
    return DrawnNode(
        id=node,
        label=short_label(label),
        title=f"{label}\n{say(f'kinds.{kind}')}{told}",
        kind=kind,
        x=x,
        y=y,
        size=round(_SMALLEST + (_LARGEST - _SMALLEST) * share, 1),
        hollow=mark in _HOLLOW,
        faded=mark == "gone",
        hit=mark != "stays",
    )


def _lines(
    network: nx.Graph, names: Mapping[str, str], say: Translator, marked: Mapping[frozenset[Any], Mark]
) -> list[DrawnTie]:
    """One line a pair, whichever way round its ties are."""
    found: dict[str, DrawnTie] = {}
    for a, b in network.edges():
        one, other = sorted((str(a), str(b)))
        mark = marked.get(frozenset((a, b)), "stays")
        status, colour, width = LINES[mark]
        label = "" if mark == "stays" else say(f"analyses.sketch.line.{mark}")
        title = "\n".join(filter(None, (f"{named(one, names)} – {named(other, names)}", label)))
        id = pair_of(one, other)
        found.setdefault(id, DrawnTie(id, one, other, "", title, status, width, 1, colour=colour))
    return list(found.values())
