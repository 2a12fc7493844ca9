"""The view as a network file, GEXF for Gephi or GraphML: its nodes where they are drawn, an edge for each reason."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from html import escape
from typing import Any

import networkx as nx

from territory_graph.dates import Interval
from territory_graph.ui.figures.network import kinds_of
from territory_graph.ui.takeaway.rows import since_and_until
from territory_graph.ui.takeaway.shown import Shown, clean
from territory_graph.views.drawing import DrawnNode, DrawnTie
from territory_graph.views.telling import doubted, kind_in_words
from territory_graph.views.ties import ToldTie
from territory_graph.views.wording import mentions

_LINES = {"stated": "solid", "implied": "dashed", "inferred": "dotted"}
_MODIFIED = re.compile(r'lastmodifieddate="[^"]*"')
_CREATOR = re.compile(r"<creator>.*?</creator>")
_HOLLOW = "#FFFFFF"
_OPAQUE = ' a="1.0"'
"""What networkx adds to each colour: Gephi Lite draws a colour with transparency in grey."""


def as_gexf(shown: Shown) -> bytes:
    """The network as GEXF 1.2, with the places, colours and sizes that Gephi draws. Its y points up."""
    network = _network(shown)
    for node in shown.drawing.nodes:
        colour = _colour(node, shown)
        network.nodes[node.id]["viz"] = {
            "color": dict(zip("rgb", (int(colour[at : at + 2], 16) for at in (1, 3, 5)), strict=True)),
            "position": {"x": node.x, "y": -node.y, "z": 0.0},
            "size": node.size,
        }
    intervals = {tie.id: tie.interval for tie in shown.ties}
    for *_, key, values in network.edges(keys=True, data=True):
        values.update(_lasting(intervals.get(key)))
        values["viz"] = {"shape": values.pop("line"), "thickness": values["weight"]}
    text = io.BytesIO()
    nx.write_gexf(network, text)
    told = " · ".join(shown.say("takeaway.remark", name=name, text=about) for name, about in shown.about)
    meta = f"<creator>Territory Graph</creator><description>{escape(told)}</description>"
    dated = _MODIFIED.sub(f'lastmodifieddate="{shown.origin.built.isoformat()}"', text.getvalue().decode(), count=1)
    return _CREATOR.sub(lambda _: meta, dated, count=1).replace(_OPAQUE, "").encode()


def _lasting(interval: Interval | None) -> dict[str, str]:
    """The first day on which a tie may have begun, and the last on which it may have ended, as XML Schema has them."""
    if interval is None:
        return {}
    days = {"start": interval.start_earliest, "end": interval.end_latest}
    return {name: day.isoformat() for name, day in days.items() if day is not None}


def as_graphml(shown: Shown) -> bytes:
    """The network as GraphML, with ``x``, ``y`` (up) and ``colour`` as attributes of its nodes."""
    network = _network(shown)
    network.graph.update(shown.about)
    for node in shown.drawing.nodes:
        network.nodes[node.id].update(x=node.x, y=-node.y, size=node.size, colour=_colour(node, shown))
    text = io.BytesIO()
    nx.write_graphml(network, text, named_key_ids=True)
    return text.getvalue()


def _network(shown: Shown) -> nx.MultiGraph:
    """The drawn nodes, and between them each tie on its own; a line to a group stays one edge."""
    network, say = nx.MultiGraph(), shown.say
    labels = {entry.kind.key: entry.label for entry in shown.drawing.legend}
    for node in shown.drawing.nodes:
        kind = clean(labels.get(node.kind) or say(f"kinds.{node.kind}"))
        network.add_node(node.id, label=shown.name_of(node), kind=kind, members=node.group)
    reasons = defaultdict(list)  # the ties behind a line that joins two things: those of its pair, or the one opened
    for tie in shown.ties:
        reasons[tie.pair].append(tie)
        reasons[tie.id].append(tie)
    for line in shown.drawing.ties:
        for tie in reasons.get(line.id, ()):
            network.add_edge(tie.source, tie.target, key=tie.id, **_told(tie, shown))
        if line.id not in reasons:
            network.add_edge(line.source, line.target, key=line.id, **_merged(line, shown))
    return network


def _told(tie: ToldTie, shown: Shown) -> dict[str, Any]:
    say = shown.say
    since, until = since_and_until(tie.interval, say)
    sources = dict.fromkeys(clean(one.title) for one in mentions(tie.evidence, say))
    return {
        "label": kind_in_words(tie, say),
        "kind": say(f"ties.{tie.kind}"),
        "told_first": shown.label_of(tie.source),
        "about": clean(tie.about.label) if tie.about else "",
        "status": doubted(say(f"status.{tie.firmness}"), tie.confidence, say),
        "since": since,
        "until": until,
        "sources": clean(" ; ".join(sources), 4_000),
        "weight": 1.0,
        "line": _LINES[tie.status],
    }


def _merged(line: DrawnTie, shown: Shown) -> dict[str, Any]:
    return {
        "label": clean(line.label),
        "kind": clean(line.label),
        "status": shown.say(f"status.{line.status}"),
        "weight": float(line.count),
        "line": _LINES[line.status],
    }


def _colour(node: DrawnNode, shown: Shown) -> str:
    return _HOLLOW if node.hollow else node.fill or kinds_of(shown.drawing)[node.kind].fill
