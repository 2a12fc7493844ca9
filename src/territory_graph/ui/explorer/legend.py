"""The legend: every kind of node, tie and status with its mark and its counts, each a switch."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from territory_graph.facts.ties import TieStatus
from territory_graph.messages import Translator
from territory_graph.ui.controls import button
from territory_graph.ui.explorer.toolbar import entries
from territory_graph.ui.figures.network import line_svg, mark_svg
from territory_graph.ui.markup import cut
from territory_graph.views.drawing import NODE_KINDS, Drawing
from territory_graph.views.explorer.field import Field
from territory_graph.views.explorer.picture import entry_fill
from territory_graph.views.explorer.scene import Scene, Switch


def legend(scene: Scene, field: Field, drawing: Drawing) -> str:
    """The legend as HTML: the entries of a colouring come after the kinds, what it says of sizes last."""
    say = field.say
    nodes = (
        _switch("toggle-node-kind", entry, str(mark_svg(NODE_KINDS[entry.key], 20)), say)
        for entry in scene.node_entries
    )
    ties = (_switch("toggle-tie-kind", entry, "", say) for entry in scene.tie_entries)
    lines: dict[str, TieStatus] = {"stated": "stated", "implied": "implied", "inferred": "inferred"}
    statuses = (_switch("toggle-status", entry, str(line_svg(lines[entry.key])), say) for entry in scene.status_entries)
    alone = ""
    if scene.alone:
        shows = f"<span>{escape(say('explorer.alone', count=scene.alone))}</span>"
        alone = button("toggle-alone", "", "", shows=shows, kind="switch", pressed=scene.state.alone)
    parts = [
        entries(say("explorer.legend_nodes"), nodes),
        _groups(scene, field, drawing.colour_title),
        entries(say("explorer.legend_ties"), ties),
        entries(say("explorer.legend_statuses"), [*statuses, alone]),
        _sizes(drawing, say),
        f'<p class="hint">{escape(say("explorer.legend_hint"))}</p>',
    ]
    return f'<div class="switches beside">{"".join(parts)}</div>'


def _switch(do: str, entry: Switch, mark: str, say: Translator) -> str:
    count = (
        say("explorer.counts", shown=entry.shown, total=entry.total)
        if entry.shown < entry.total
        else say.number(entry.total)
    )
    shows = f"{mark}<span>{escape(cut(entry.label, 80))}</span> <b>{escape(count)}</b>"
    kind = "switch" if entry.on else "switch off"
    only = do.replace("toggle", "only")
    return button(do, entry.key, "", shows=shows, kind=kind, pressed=entry.on, shift=only)


def _groups(scene: Scene, field: Field, title: str) -> str:
    """The entries of a colouring; each knows the others of it, which are switched off where it is shown alone."""
    found = scene.group_entries
    switches = []
    for entry in found:
        others = (other.key for other in found if other is not entry)
        mark = f'<i class="fill" style="background:{escape(entry_fill(entry.key, field))}"></i>'
        switches.append(_switch("toggle-group", replace(entry, key=" ".join((entry.key, *others))), mark, field.say))
    return entries(title, switches) if switches else ""


def _sizes(drawing: Drawing, say: Translator) -> str:
    """What sizes say: some values, each beside a disc that is to the others as the nodes of those values are."""
    if not drawing.size_title:
        return ""
    marks = ""
    for value, size in drawing.sizes:
        middle = round(size / 2, 1)
        marks += (
            f'<li><svg width="{size:.0f}" height="{size:.0f}" viewBox="0 0 {size:.0f} {size:.0f}" aria-hidden="true">'
            f'<circle cx="{middle}" cy="{middle}" r="{middle - 1}" fill="none" stroke="currentColor"/></svg>'
            f"{escape(say.number(float(f'{value:.3g}'), 9))}</li>"
        )
    discs = f'<ul class="fills sizes">{marks}</ul>' if marks else ""
    return f'<div class="looks"><p>{escape(drawing.size_title)}</p>{discs}</div>'
