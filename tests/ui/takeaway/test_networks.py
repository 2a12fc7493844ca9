"""The view as GEXF and GraphML, read again."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree as ET

import networkx as nx
import pytest

from territory_graph.ui.takeaway.networks import as_gexf, as_graphml
from territory_graph.ui.takeaway.shown import Shown
from territory_graph.views.drawing import NODE_KINDS


def gexf(shown: Shown) -> nx.MultiGraph:
    return nx.read_gexf(io.BytesIO(as_gexf(shown)))


def graphml(shown: Shown) -> nx.MultiGraph:
    return nx.read_graphml(io.BytesIO(as_graphml(shown)), force_multigraph=True)


def test_gephi_gets_places_colours_sizes_and_names(whole: Shown) -> None:
    network = gexf(whole)
    assert set(network) == {node.id for node in whole.drawing.nodes}
    for node in whole.drawing.nodes:
        told, fill = network.nodes[node.id], NODE_KINDS[node.kind].fill
        assert told["label"] == whole.things[node.id].label
        assert told["kind"] == whole.say(f"kinds.{node.kind}")
        assert told["viz"]["position"] == {"x": node.x, "y": -node.y, "z": 0.0}
        assert told["viz"]["size"] == node.size
        assert [told["viz"]["color"][part] for part in "rgb"] == [int(fill[at : at + 2], 16) for at in (1, 3, 5)]


def test_an_edge_stands_for_each_tie_with_its_reason_status_dates_and_sources(whole: Shown) -> None:
    edges = [values for *_, values in gexf(whole).edges(data=True)]
    assert len(edges) == len(whole.ties)
    assert Counter(edge["kind"] for edge in edges) == Counter(whole.say(f"ties.{tie.kind}") for tie in whole.ties)
    assert all(edge["sources"] and edge["status"] and edge["weight"] == 1.0 for edge in edges)
    joined = next(edge for edge in edges if edge["told_first"] == "NextMove" and edge["kind"] == "adhésion")
    assert joined["since"] == "décembre 2013"
    announced = [edge["label"] for edge in edges if edge["kind"] == "financement" and edge["label"] != edge["kind"]]
    assert set(announced) == {"financement (somme annoncée)"}
    (port,) = [edge for edge in edges if edge["told_first"].startswith("HAROPA (g") and edge["kind"] == "adhésion"]
    assert (port["since"], port["until"]) == (
        "début au plus tard le 31 décembre 2013",
        "fin au plus tard le 31 mai 2021",
    )


def test_the_weaker_statuses_have_their_lines_in_gephi(whole: Shown) -> None:
    ties = (replace(whole.ties[0], status="inferred"), *whole.ties[1:])
    written = as_gexf(replace(whole, ties=ties)).decode()
    assert 'shape value="dotted"' in written


def test_a_group_is_one_node_and_its_lines_keep_their_count(folded: Shown) -> None:
    network = gexf(folded)
    (group,) = (node for node in folded.drawing.nodes if node.group)
    assert set(network) == {node.id for node in folded.drawing.nodes}
    assert network.nodes[group.id]["members"] == group.group
    counted = sum(line.count for line in folded.drawing.ties if group.id in (line.source, line.target))
    assert sum(values["weight"] for *_, values in network.edges(group.id, data=True)) == counted


def test_one_tie_of_several_that_was_opened_is_one_edge(whole: Shown) -> None:
    line = max(whole.drawing.ties, key=lambda tie: tie.count)
    opened = [replace(line, id=tie.id, count=1) for tie in whole.ties if tie.pair == line.id]
    drawing = replace(whole.drawing, ties=(*opened, *(tie for tie in whole.drawing.ties if tie != line)))
    assert gexf(replace(whole, drawing=drawing)).number_of_edges() == len(whole.ties)


def test_a_node_without_a_value_is_white(whole: Shown) -> None:
    first = replace(whole.drawing.nodes[0], hollow=True)
    drawing = replace(whole.drawing, nodes=(first, *whole.drawing.nodes[1:]))
    assert gexf(replace(whole, drawing=drawing)).nodes[first.id]["viz"]["color"]["r"] == 255


def test_graphml_tells_places_and_colours_as_attributes_and_what_it_is(whole: Shown) -> None:
    network = graphml(whole)
    assert network.graph["Périmètre"] == whole.drawing.summary
    assert network.number_of_edges() == len(whole.ties)
    for node in whole.drawing.nodes:
        told = network.nodes[node.id]
        assert (told["x"], told["y"], told["colour"]) == (node.x, -node.y, NODE_KINDS[node.kind].fill)


def test_gexf_says_what_it_is(whole: Shown) -> None:
    meta = next(element for element in ET.fromstring(as_gexf(whole)) if element.tag.endswith("meta"))
    assert meta.get("lastmodifieddate") == whole.origin.built.isoformat()
    told = " ".join(child.text or "" for child in meta)
    assert whole.drawing.summary in told
    assert whole.origin.address in told


@pytest.mark.parametrize("read", [gexf, graphml])
def test_hostile_names_and_empty_views_are_read_again(read: object, hostile: Shown, empty: Shown) -> None:
    assert callable(read)
    network = read(hostile)
    assert len(network) == len(hostile.drawing.nodes)
    assert all(len(label) <= 500 for _, label in network.nodes(data="label"))
    assert len(read(empty)) == 0


def test_the_same_view_is_the_same_file(whole: Shown) -> None:
    assert (as_gexf(whole), as_graphml(whole)) == (as_gexf(whole), as_graphml(whole))


def test_gexf_has_dates_for_machines_and_colours_without_transparency(whole: Shown) -> None:
    root = ET.fromstring(as_gexf(whole))
    graph = next(element for element in root if element.tag.endswith("graph"))
    assert (graph.get("mode"), graph.get("timeformat")) == ("dynamic", "date")
    said = {tie.id: tie.interval for tie in whole.ties}
    edges = [element for element in root.iter() if element.tag.endswith("}edge")]
    assert any(edge.get("start") for edge in edges)
    for *_, key, values in gexf(whole).edges(keys=True, data=True):
        first, last = said[key].start_earliest, said[key].end_latest
        assert values.get("start") == (first.isoformat() if first else None)
        assert values.get("end") == (last.isoformat() if last else None)
    assert all("a" not in element.attrib for element in root.iter() if element.tag.endswith("}color"))
