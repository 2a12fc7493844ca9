"""A Streamlit page with one generated network, drawn by the component that its address names: run by Streamlit."""

from __future__ import annotations

import streamlit as st

from benchmarks.ui.made import drawing
from benchmarks.ui.pages import LINK_ANALYSIS
from territory_graph.messages import translator
from territory_graph.ui.network_component import network_view
from territory_graph.views.drawing import NODE_KINDS, Drawing


def link_analysis(shown: Drawing) -> None:
    """The drawing by st-link-analysis, at the same places and in the same colours."""
    from st_link_analysis import NodeStyle, st_link_analysis  # type: ignore[import-untyped]  # noqa: PLC0415 - of the bench extra only

    nodes = [
        {"data": {"id": node.id, "label": node.kind, "name": node.label}, "position": {"x": node.x, "y": node.y}}
        for node in shown.nodes
    ]
    edges = [{"data": {"id": tie.id, "label": "TIE", "source": tie.source, "target": tie.target}} for tie in shown.ties]
    styles = [NodeStyle(kind.key, kind.fill, "name") for kind in NODE_KINDS.values()]
    layout = {"name": "preset", "fit": True, "animate": False}
    st_link_analysis({"nodes": nodes, "edges": edges}, layout=layout, node_styles=styles, height=680, key="peer")


st.set_page_config(layout="wide")
_shown = drawing(int(st.query_params.get("size", "50")))
if st.query_params.get("by") == LINK_ANALYSIS:
    link_analysis(_shown)
else:
    network_view(
        _shown,
        selection=None,
        key="ours",
        height=680,
        strings=translator("fr").section("drawing"),
        on_select=lambda _kind, _id: None,
    )
