"""``export``: the graph, one of its networks, or its standalone page, as a file."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from territory_graph.cli.context import Context, open_graph, write_file
from territory_graph.scratch import replacing

if TYPE_CHECKING:
    from territory_graph.knowledge_graph import KnowledgeGraph

_WHOLE = "actors"
"""The network of a page, and of an export that names none."""


def export(context: Context) -> int:
    """Writes the file in the format asked for; refuses to choose a network for a format that has no choice of one."""
    from territory_graph.exports import NETWORK_WRITERS  # noqa: PLC0415  it loads networks

    form, network = context.args.format, context.args.network
    if form not in NETWORK_WRITERS and network != _WHOLE:
        formats = ", ".join(NETWORK_WRITERS)
        return context.fail(context.say("cli.no_choice_of_network", format=form, network=network, formats=formats))
    return write_file(context, Path(context.args.file), partial(_write, context, open_graph(context)))


def _write(context: Context, graph: KnowledgeGraph, path: Path) -> None:
    from territory_graph.exports import NETWORK_WRITERS, WRITERS  # noqa: PLC0415

    form = context.args.format
    if form == "ro-crate":
        from territory_graph.archive import write_ro_crate  # noqa: PLC0415  it takes every measure

        write_ro_crate(graph, path, context.settings.language)
    elif form in WRITERS:
        WRITERS[form](graph, path)
    elif form in NETWORK_WRITERS:
        NETWORK_WRITERS[form](graph.network(context.args.network, lang=context.settings.language), path)
    else:
        from territory_graph.ui.network_page import network_page  # noqa: PLC0415  it loads pyvis

        with replacing(path) as temporary:
            temporary.write_text(network_page(graph, context.say), encoding="utf-8")
    if form == "turtle":
        context.tell(context.say("cli.turtle_note"))
