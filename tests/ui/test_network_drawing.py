"""The pyvis network, the payload and the standalone page of one small drawing."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest

from territory_graph.ui.figures.network import (
    VIEW_STRINGS,
    line_svg,
    mark_svg,
    payload,
    pyvis_network,
    standalone_html,
)
from territory_graph.views.drawing import (
    NODE_KINDS,
    Drawing,
    DrawnNode,
    DrawnTie,
    Hull,
    LegendEntry,
    NodeKind,
    TieStatus,
)

KEYS = (*VIEW_STRINGS, "legend", "status", "nodes", "ties", "name", "kind", "tie_count", "details")
PAGE_KEYS = ("between", "and", "relation", "weight", "source", "made_on")
STRINGS = {key: f"<{key}>" for key in (*KEYS, *PAGE_KEYS)}
HOSTILE = "</script><img src=x onerror=alert(1)>\u2028\"'{{ 7*7 }}`${1}"
MADE_ON = date(2021, 5, 12)


def node(id: str, label: str, kind: str, x: float, y: float) -> DrawnNode:
    return DrawnNode(id, label, f"{label} (title)", kind, x, y, 20.0)


def tie(id: str, source: str, target: str, status: TieStatus, count: int = 1) -> DrawnTie:
    return DrawnTie(id, source, target, "funds", "funds, since 2012", status, 2.0, count)


def coloured(label: str, fill: str) -> LegendEntry:
    return LegendEntry(NodeKind("", "square", fill, "dot"), label, 7)


@pytest.fixture
def drawing() -> Drawing:
    nodes = (
        node("pole", "Pôle métropolitain", "authority", 0, 0),
        node("alpha", "Alpha", "cluster", 100.5, -50),
        node("beta", HOSTILE, "company", -100, 50),
    )
    ties = (
        tie("t1", "pole", "alpha", "stated", count=3),
        tie("t2", "alpha", "pole", "implied"),
        tie("t3", "alpha", "beta", "inferred"),
    )
    legend = tuple(LegendEntry(NODE_KINDS[kind], kind.title(), 1) for kind in ("authority", "cluster", "company"))
    statuses: tuple[tuple[TieStatus, str], ...] = (
        ("stated", "said"),
        ("implied", "between the lines"),
        ("inferred", "deduced"),
    )
    return Drawing(nodes, ties, legend, statuses, "A title", "Three actors.", "a press release", "en")


class Page(HTMLParser):
    """The elements of a page, and the text inside each script."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "script":
            self.scripts[-1] += data
        else:
            self.text += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture
def page(drawing: Drawing) -> Page:
    return Page(standalone_html(drawing, strings=STRINGS, made_on=MADE_ON))


def test_nodes_keep_their_id_place_size_and_kind(drawing: Drawing) -> None:
    drawn = {node["id"]: node for node in payload(drawing, strings=STRINGS)["nodes"]}
    assert list(drawn) == ["pole", "alpha", "beta"]
    assert (drawn["alpha"]["x"], drawn["alpha"]["y"], drawn["alpha"]["size"]) == (100.5, -50, 20.0)
    assert drawn["alpha"]["group"] == "cluster"
    assert drawn["alpha"]["title"] == "Alpha (title)"


def test_every_tie_is_drawn_even_when_two_join_the_same_nodes(drawing: Drawing) -> None:
    edges = payload(drawing, strings=STRINGS)["edges"]
    assert [(edge["id"], edge["from"], edge["to"]) for edge in edges] == [
        ("t1", "pole", "alpha"),
        ("t2", "alpha", "pole"),
        ("t3", "alpha", "beta"),
    ]
    assert [edge["count"] for edge in edges] == [3, 1, 1]


def test_the_line_of_a_tie_says_its_status(drawing: Drawing) -> None:
    dashes = {edge["status"]: edge["dashes"] for edge in payload(drawing, strings=STRINGS)["edges"]}
    assert dashes["stated"] is False
    assert dashes["implied"][0] > 1 > dashes["inferred"][0]


def test_only_parallel_ties_are_curved_and_away_from_each_other(drawing: Drawing) -> None:
    smooth = {edge["id"]: edge["smooth"] for edge in payload(drawing, strings=STRINGS)["edges"]}
    assert smooth["t3"] is False
    # t1 and t2 run in opposite directions: the same turn, told from each source, bends them apart.
    assert smooth["t1"]["type"] == smooth["t2"]["type"]
    assert smooth["t1"]["roundness"] == smooth["t2"]["roundness"] > 0


def test_of_three_parallel_ties_the_middle_one_is_straight(drawing: Drawing) -> None:
    ties = tuple(tie(f"t{n}", "pole", "alpha", "stated") for n in range(3))
    edges = payload(replace(drawing, ties=ties), strings=STRINGS)["edges"]
    assert [edge["smooth"] and edge["smooth"]["type"] for edge in edges] == ["curvedCW", False, "curvedCCW"]


def test_what_sets_a_node_or_a_tie_apart_is_told_and_nothing_else(drawing: Drawing) -> None:
    pole, alpha, beta = drawing.nodes
    changed = replace(
        drawing,
        nodes=(
            replace(pole, fill="#AA4400", hidden=12, pinned=True),
            replace(alpha, hollow=True, size=12.0, faded=True),
            replace(beta, group=8, hit=True),
        ),
        ties=(replace(drawing.ties[0], faded=True, colour="#4488EE"), *drawing.ties[1:]),
        hulls=(Hull("Pharmacy", "#009E73", ("pole", "alpha")),),
    )
    plain, content = payload(drawing, strings=STRINGS), payload(changed, strings=STRINGS)
    added = [
        {name: value for name, value in after.items() if name not in before}
        for before, after in zip(plain["nodes"], content["nodes"], strict=True)
    ]
    assert added == [
        {"fill": "#AA4400", "hidden": 12, "pinned": True},
        {"hollow": True, "faded": True},
        {"members": 8, "hit": True},
    ]
    assert [node["size"] for node in content["nodes"]] == [20.0, 16.0, 26.0]
    assert (content["edges"][0]["faded"], content["edges"][0]["colour"]) == (True, "#4488EE")
    assert "faded" not in content["edges"][1]
    assert content["hulls"] == [{"label": "Pharmacy", "fill": "#009E73", "nodes": ["pole", "alpha"]}]


def test_nothing_moves_a_node(drawing: Drawing) -> None:
    options = payload(drawing, strings=STRINGS)["options"]
    assert options["physics"]["enabled"] is False
    assert options["layout"]["improvedLayout"] is False


def test_kinds_say_shape_fill_and_icon(drawing: Drawing) -> None:
    kinds = payload(drawing, strings=STRINGS)["kinds"]
    assert kinds["cluster"] == {"shape": "star", "fill": "#E69F00", "icon": "network"}


def test_the_payload_is_json_and_carries_the_strings_of_the_picture(drawing: Drawing) -> None:
    content = payload(drawing, strings=STRINGS)
    assert json.loads(json.dumps(content)) == content
    assert content["strings"] == {"summary": "Three actors."} | {key: f"<{key}>" for key in VIEW_STRINGS}


def test_the_revision_changes_with_the_drawing_only(drawing: Drawing) -> None:
    revision = payload(drawing, strings=STRINGS)["revision"]
    assert payload(drawing, strings=STRINGS)["revision"] == revision
    moved = replace(drawing, nodes=(replace(drawing.nodes[0], x=1.0), *drawing.nodes[1:]))
    assert payload(moved, strings=STRINGS)["revision"] != revision


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda d: replace(d, nodes=(*d.nodes, d.nodes[0])), "the id pole stands twice"),
        (lambda d: replace(d, ties=(*d.ties, d.ties[0])), "the id t1 stands twice"),
        (lambda d: replace(d, nodes=d.nodes[:2]), "t3 ends outside"),
        (lambda d: replace(d, hulls=(Hull("", "red", ()),)), "'red' is no colour"),
        (lambda d: replace(d, nodes=(*d.nodes, node("x", "X", "ghost", 0, 0))), "x is of unknown kind ghost"),
        (lambda d: replace(d, nodes=(replace(d.nodes[0], fill="red"), *d.nodes[1:])), "'red' is no colour"),
        (lambda d: replace(d, ties=(replace(d.ties[0], colour="#12"), *d.ties[1:])), "'#12' is no colour"),
        (lambda d: replace(d, hulls=(Hull("", "#12345g", ()),)), "'#12345g' is no colour"),
        (lambda d: replace(d, colours=(coloured("X", "red;top:0"),)), "'red;top:0' is no colour"),
    ],
)
def test_a_drawing_that_pyvis_would_silently_cut_is_refused(drawing: Drawing, change: Any, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        pyvis_network(change(drawing))


def test_an_empty_drawing_is_a_page_with_empty_tables(drawing: Drawing) -> None:
    empty = replace(drawing, nodes=(), ties=(), legend=())
    assert payload(empty, strings=STRINGS)["nodes"] == []
    assert "Three actors." in Page(standalone_html(empty, strings=STRINGS, made_on=MADE_ON)).text


def test_the_page_carries_the_payload_unchanged(drawing: Drawing, page: Page) -> None:
    embedded, _script = page.scripts
    assert json.loads(embedded) == payload(drawing, strings=STRINGS)


def test_the_page_tells_what_it_shows_in_words(page: Page) -> None:
    for words in (
        "A title",
        "Three actors.",
        "a press release",
        "May 12, 2021",
        "between the lines",
        "Cluster",
    ):
        assert words in page.text
    assert page.named("time") == [{"datetime": "2021-05-12"}]
    assert page.named("html") == [{"lang": "en"}]


def test_the_page_says_what_sizes_and_fills_tell(drawing: Drawing, page: Page) -> None:
    telling = replace(
        drawing, size_title="Size: ties", colour_title="Fill: sector", colours=(coloured(HOSTILE, "#CC79A7"),)
    )
    told = Page(standalone_html(telling, strings=STRINGS, made_on=MADE_ON))
    for words in ("Size: ties", "Fill: sector", HOSTILE):
        assert words in told.text
    assert told.named("i")[0]["style"] == "background: #CC79A7"
    # A fill that tells the sector cannot tell the kind as well.
    kinds = {NODE_KINDS[kind].fill for kind in ("authority", "cluster", "company")}
    assert kinds <= {path.get("fill") for path in page.named("path")}
    assert not kinds & {path.get("fill") for path in told.named("path")}


def test_the_page_lists_every_node_and_tie_in_tables(page: Page) -> None:
    listed = [(button["data-select"], button["data-id"]) for button in page.named("button")]
    assert listed == [
        *(("node", id) for id in ("pole", "alpha", "beta")),
        *(("tie", id) for id in ("t1", "t2", "t3")),
    ]


def test_the_page_asks_nothing_of_any_host(page: Page) -> None:
    addresses = [
        attributes[name]
        for _tag, attributes in page.elements
        for name in ("src", "href", "srcset", "data", "action", "poster")
        if name in attributes
    ]
    assert addresses == ["data:,"]
    _embedded, script = page.scripts
    code = re.sub(r"/\*.*?\*/", "", script, flags=re.DOTALL)
    hosts = set(re.findall(r"https?://([^/\"'`\s]+)", code))
    assert hosts <= {"www.w3.org"}


def test_the_policy_of_the_page_runs_its_own_script_only(page: Page) -> None:
    policy = next(meta["content"] for meta in page.named("meta") if "http-equiv" in meta)
    digest = base64.b64encode(hashlib.sha256(page.scripts[1].encode()).digest()).decode()
    assert policy is not None
    assert "default-src 'none'" in policy
    assert f"script-src 'sha256-{digest}';" in policy


def test_a_hostile_name_stays_text(page: Page) -> None:
    assert page.named("img") == []
    assert len(page.scripts) == 2
    assert HOSTILE in page.text
    assert not any(name.startswith("on") for _tag, attributes in page.elements for name in attributes)


@pytest.mark.parametrize("kind", NODE_KINDS.values(), ids=lambda kind: kind.key)
def test_every_kind_has_a_mark_with_its_fill(kind: Any) -> None:
    svg = Page(str(mark_svg(kind, 24)))
    outline, glyph, *_ = svg.named("path")
    assert outline["fill"] == kind.fill
    assert glyph["d"]


def test_ink_contrasts_with_the_fill_of_a_mark() -> None:
    ink = {key: Page(str(mark_svg(kind))).named("path")[1]["fill"] for key, kind in NODE_KINDS.items()}
    assert ink["authority"] == "#ffffff"
    assert ink["sector"] == ink["place"] == "#1a1a1a"


def test_samples_of_lines_differ_by_dashes() -> None:
    samples = [Page(str(line_svg(status))).named("path")[0] for status in ("stated", "implied", "inferred")]
    assert [sample["stroke-dasharray"] for sample in samples] == ["none", "9 7", "0.1 6"]
