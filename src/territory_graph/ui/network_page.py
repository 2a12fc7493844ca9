"""The actors' network as one page that opens offline."""

from __future__ import annotations

from datetime import date

from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.ui.figures.network import standalone_html
from territory_graph.views.drawing import Drawing
from territory_graph.views.explorer.exploration import Exploration
from territory_graph.views.explorer.picture import picture
from territory_graph.views.explorer.scene import read_stage


def network_page(graph: KnowledgeGraph, say: Translator) -> str:
    """The whole actors' network of a graph as a standalone page."""
    stage = read_stage(graph, say)
    return drawing_page(picture(stage.scene(Exploration()), stage.field), graph, say)


def drawing_page(drawing: Drawing, graph: KnowledgeGraph, say: Translator) -> str:
    """A drawing as a standalone page, dated by the day on which the data were built."""
    made_on: date = graph.manifest.built_on
    return standalone_html(drawing, strings=say.section("drawing"), made_on=made_on)
