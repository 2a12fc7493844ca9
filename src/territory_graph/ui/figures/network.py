"""Network drawing: a ``Drawing`` as a pyvis network, as JSON for the browser and as a standalone page.

The only module that imports pyvis. Sentences of the interface come in as ``strings``, in the reader's
language:

==================  ===================================================================================
key                 where it is shown
==================  ===================================================================================
``zoom_in``         button of the picture: zoom in
``zoom_out``        button of the picture: zoom out
``fit``             button of the picture: show everything
``full_screen``     button of the picture: fill the screen, or give it back
``keyboard_help``   read aloud with the picture: what its keys do (``frontend/src/keyboard.js``)
``wheel_help``      shown for a moment when the wheel turns over a picture without the focus
``legend``          page: title of the legend
``status``          page: title of the kinds of line
``nodes``           page: title of the table of nodes
``ties``            page: title of the table of ties
``name``            page: column, name of a node
``kind``            page: column, kind of a node
``tie_count``       page: column, number of ties drawn at a node
``details``         page: column, what is known of a node or a tie
``between``         page: column, first end of a tie
``and``             page: column, second end of a tie
``relation``        page: column, what a tie says
``weight``          page: column, how many ties a line stands for
``source``          page: before the line of sources
``made_on``         page: before the date of the page, to say what it dates
==================  ===================================================================================
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from pyvis.network import Network

from territory_graph.facts.ties import TieStatus
from territory_graph.resources import ASSETS, PACKAGE
from territory_graph.views.drawing import NODE_KINDS, Drawing, DrawnNode, DrawnTie, NodeKind

VIEW_STRINGS = ("zoom_in", "zoom_out", "fit", "full_screen", "keyboard_help", "wheel_help")
"""Keys of ``strings`` that the picture itself needs, in a Streamlit page as in a standalone one."""

OPTIONS: dict[str, Any] = {
    "autoResize": True,
    "physics": {"enabled": False, "stabilization": False},
    "layout": {"improvedLayout": False, "randomSeed": 1},
    "interaction": {"dragNodes": True, "hover": False, "multiselect": False, "selectable": False},
    "nodes": {"shape": "custom", "chosen": False},
    "edges": {"smooth": False, "chosen": False, "selectionWidth": 0, "hoverWidth": 0},
}

_SMALLEST_HOLLOW, _SMALLEST_GROUP = 16.0, 26.0
"""Least half-widths, in pixels: what is not known is not small, and a group is larger than one of its own."""
_PAPER = "#FFFFFF"
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def pyvis_network(drawing: Drawing) -> Network:
    """Return the drawing as a pyvis network: places as given, physics off, one edge a tie.

    A node's ``group`` is the key of its kind, its ``members`` the number of nodes that it stands for. A tie is curved
    only where several join the same two nodes.

    Raises:
        ValueError: an id stands twice, a kind is unknown, a tie ends at a node that is not drawn, or a colour is not
            ``#`` and six hexadecimal digits.
    """
    _check(drawing)
    # Directed, with the arrows taken off: pyvis drops the second of two undirected edges between two nodes.
    network = Network(directed=True, cdn_resources="in_line")
    network.options = deepcopy(OPTIONS)
    for node in drawing.nodes:
        network.add_node(
            node.id,
            label=node.label,
            shape="custom",
            group=node.kind,
            title=node.title,
            x=node.x,
            y=node.y,
            size=max(node.size, _SMALLEST_GROUP if node.group else _SMALLEST_HOLLOW if node.hollow else 0),
            **_marks_of(node),
        )
    curves = _curves(drawing.ties)
    for tie in drawing.ties:
        network.add_edge(
            tie.source,
            tie.target,
            id=tie.id,
            label=tie.label,
            title=tie.title,
            status=tie.status,
            dashes=dashes(tie.status) or False,
            width=tie.width,
            count=tie.count,
            smooth=curves[tie.id],
            arrows="",
            **({"colour": tie.colour} if tie.colour else {}),
            **({"faded": True} if tie.faded else {}),
        )
    return network


def payload(drawing: Drawing, *, strings: Mapping[str, str]) -> dict[str, Any]:
    """Return what the browser draws, ready for JSON.

    ``nodes``, ``edges`` and ``options`` come from the pyvis network, ``kinds`` says how each kind of node
    looks, and ``revision`` changes whenever anything else does.
    """
    return _payload(pyvis_network(drawing), drawing, strings)


def standalone_html(drawing: Drawing, *, strings: Mapping[str, str], made_on: date) -> str:
    """Return one HTML page with the picture, its legend, its sources and its tables, that needs no network.

    Everything is inside the file. Its content security policy forbids any request and runs the two scripts of
    the page only, so that a name taken from the data stays text.
    """
    network = pyvis_network(drawing)
    kinds = kinds_of(drawing)
    script = _asset("standalone-*.js") + "\n" + _START
    network.template = _environment().get_template(
        "standalone.html.j2",
        globals={
            "drawing": drawing,
            "strings": strings,
            "payload": _payload(network, drawing, strings),
            "kind_labels": {entry.kind.key: entry.label for entry in drawing.legend},
            "status_labels": dict(drawing.status_labels),
            "names": {node.id: node.label for node in drawing.nodes},
            "tie_counts": _tie_counts(drawing),
            "made_on": made_on,
            "made_on_text": format_date(made_on, format="long", locale=drawing.language),
            # Where fills tell something else, marks of the legend tell kinds by their shape and glyph alone.
            "legend_kinds": {
                key: replace(kind, fill=_PAPER) if drawing.colours else kind for key, kind in kinds.items()
            },
            "mark": mark_svg,
            "line": line_svg,
            "script": Markup(script),
            "script_hash": _csp_hash(script),
        },
    )
    # “notebook” is how pyvis is told to render the template it was given; nothing of a notebook is used.
    html: str = network.generate_html(notebook=True)
    return html


def mark_svg(kind: NodeKind, size: int = 20) -> Markup:
    """Return the mark of a kind of node as an SVG image of ``size`` pixels, for a legend that names it."""
    shape = marks()["shapes"][kind.shape]
    glyph = marks()["glyphs"][kind.icon]
    return Markup(
        '<svg width="{size}" height="{size}" viewBox="-1.5 -1.5 3 3" aria-hidden="true">'
        '<path d="{outline}" fill="{fill}" stroke="{border}" stroke-width="0.16" stroke-linejoin="round"/>'
        '<g transform="translate(0 {y}) scale({scale})"><path d="{ink_path}" fill="{ink}"/>'
        '<path d="{cut_path}" fill="none" stroke="{fill}" stroke-width="0.16"/></g></svg>'
    ).format(
        size=size,
        outline=shape["outline"],
        fill=kind.fill,
        border=look()["border"]["colour"],
        y=shape["glyph"]["y"],
        scale=shape["glyph"]["size"],
        ink_path=glyph["fill"],
        ink=ink_on(kind.fill),
        cut_path=glyph.get("cut", ""),
    )


def line_svg(status: TieStatus, colour: str = "", thick: float = 2) -> Markup:
    """Return a sample of the line of a status as an SVG image, for a legend that names it."""
    pattern = " ".join(map(str, dashes(status))) or "none"
    return Markup(
        '<svg width="36" height="12" viewBox="0 0 36 12" aria-hidden="true">'
        '<path d="M2 6H34" fill="none" stroke="{colour}" stroke-width="{thick}" stroke-linecap="round" '
        'stroke-dasharray="{pattern}"/></svg>'
    ).format(thick=thick, pattern=pattern, colour=colour or look()["line"])


_START = (
    'territoryGraph.draw(document.getElementById("picture"),'
    'JSON.parse(document.getElementById("payload").textContent));'
)


def _marks_of(node: DrawnNode) -> dict[str, Any]:
    """What sets a node apart from the others of its kind; what does not is left out."""
    found = {
        "fill": node.fill,
        "hollow": node.hollow,
        "hidden": node.hidden,
        "members": node.group,
        "pinned": node.pinned,
        "faded": node.faded,
        "hit": node.hit,
    }
    return {name: value for name, value in found.items() if value}


def _payload(network: Network, drawing: Drawing, strings: Mapping[str, str]) -> dict[str, Any]:
    nodes, edges, _heading, _height, _width, options = network.get_network_data()
    content = {
        "nodes": nodes,
        "edges": edges,
        "options": json.loads(options),
        "kinds": {
            key: {"shape": kind.shape, "fill": kind.fill, "icon": kind.icon}
            for key, kind in sorted(kinds_of(drawing).items())
        },
        "hulls": [{"label": hull.label, "fill": hull.fill, "nodes": list(hull.nodes)} for hull in drawing.hulls],
        "strings": {"summary": drawing.summary} | {key: strings[key] for key in VIEW_STRINGS},
    }
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=True).encode()
    return content | {"revision": hashlib.sha256(canonical).hexdigest()[:16]}


def _check(drawing: Drawing) -> None:
    drawn, kinds = {node.id for node in drawing.nodes}, kinds_of(drawing)
    colours = {node.fill for node in drawing.nodes if node.fill} | {tie.colour for tie in drawing.ties if tie.colour}
    colours |= {hull.fill for hull in drawing.hulls} | {entry.kind.fill for entry in drawing.colours}
    problems = [
        *(f"the id {id} stands twice" for id in _repeated(drawing.nodes)),
        *(f"the id {id} stands twice" for id in _repeated(drawing.ties)),
        *(f"{node.id} is of unknown kind {node.kind}" for node in drawing.nodes if node.kind not in kinds),
        *(f"{tie.id} ends outside" for tie in drawing.ties if not {tie.source, tie.target} <= drawn),
        *(f"{colour!r} is no colour" for colour in colours if not _COLOUR.fullmatch(colour)),
    ]
    if problems:
        raise ValueError("this cannot be drawn: " + "; ".join(problems))


def _repeated(items: tuple[DrawnNode, ...] | tuple[DrawnTie, ...]) -> Iterator[str]:
    ids = sorted(item.id for item in items)
    return (one for one, other in pairwise(ids) if one == other)


def _curves(ties: tuple[DrawnTie, ...]) -> dict[str, bool | dict[str, Any]]:
    """Give each tie its bend as the browser's library has them."""
    return {
        id: {
            "enabled": True,
            "type": "curvedCW" if bend > 0 else "curvedCCW",
            "roundness": round(abs(bend), 3),
        }
        if bend
        else False
        for id, bend in bends(ties).items()
    }


def bends(ties: tuple[DrawnTie, ...]) -> dict[str, float]:
    """How far each of several parallel ties bends from the straight line, told from its source, spread evenly."""
    bundles: defaultdict[frozenset[str], list[DrawnTie]] = defaultdict(list)
    for tie in ties:
        bundles[frozenset((tie.source, tie.target))].append(tie)
    return {  # ties that run the other way turn the other way
        tie.id: 2 * look()["curve"] * (rank - (len(bundle) - 1) / 2) * (1 if tie.source < tie.target else -1)
        for bundle in bundles.values()
        for rank, tie in enumerate(bundle)
    }


def kinds_of(drawing: Drawing) -> dict[str, NodeKind]:
    """How each kind of node looks in a drawing."""
    return NODE_KINDS | {entry.kind.key: entry.kind for entry in drawing.legend}


def _tie_counts(drawing: Drawing) -> Counter[str]:
    counts: Counter[str] = Counter()
    for tie in drawing.ties:
        for end in {tie.source, tie.target}:
            counts[end] += tie.count
    return counts


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(PACKAGE / "ui"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _asset(pattern: str) -> str:
    found = sorted(ASSETS.glob(pattern))
    if len(found) != 1:
        raise FileNotFoundError(
            f"{len(found)} files match {ASSETS / pattern}: run “pip install -e .” at the top of the checkout "
            "to build the browser bundles"
        )
    return found[0].read_text(encoding="utf-8")


@cache
def marks() -> dict[str, Any]:
    """Outlines and glyphs of marks, and how they look (``frontend/src/marks.json``)."""
    found: dict[str, Any] = json.loads(_asset("marks-*.json"))
    return found


def look() -> dict[str, Any]:
    """How marks and lines look, in the browser as in files: colours, widths, dashes (``frontend/src/marks.json``)."""
    found: dict[str, Any] = marks()["look"]
    return found


def dashes(status: TieStatus) -> list[float]:
    """The line of a status: none for solid, else lengths in pixels, with round ends."""
    found: list[float] = look()["dashes"][status]
    return found


def _csp_hash(script: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def ink_on(fill: str) -> str:
    """Return the ink, dark or light, that contrasts most with a fill (WCAG 2.2, contrast ratio)."""
    inks, light = look()["inks"], _luminance(fill) + 0.05
    return str(inks["dark"] if light / (_luminance(inks["dark"]) + 0.05) >= 1.05 / light else inks["light"])


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
