"""Réseau: the explorer of the network, its panel of evidence, and the same network in other forms."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import streamlit as st

from territory_graph.ui.context import Context
from territory_graph.ui.controls import Groups, button
from territory_graph.ui.explorer import days, legend, notices, panel, steps, twins, ways
from territory_graph.ui.explorer.take import take_away
from territory_graph.ui.explorer.toolbar import asked_groups, chips, starts, toolbar
from territory_graph.ui.markup import in_markdown
from territory_graph.ui.network_component import network_view
from territory_graph.ui.sheet import sheet
from territory_graph.views.chronicle import changes_by_year
from territory_graph.views.drawing import Drawing
from territory_graph.views.explorer.exploration import GROUP, GROUPED, TWINS
from territory_graph.views.explorer.picture import filters, folds, picture, start_label, title
from territory_graph.views.explorer.scene import Scene, Stage, as_shown, doors
from territory_graph.views.permalink import holds_query
from territory_graph.views.ties import TIE_KINDS

_HEIGHT, _PANEL, _GAP = 600, 350, 16
"""Pixels of the picture, of the panel beside it, and between the panel and the legend below it."""


def render(context: Context) -> None:
    """Shows the network screen: the explorer, or the network of the query that the address holds."""
    if holds_query(st.query_params.to_dict()):
        from territory_graph.ui import query_network  # noqa: PLC0415  it loads the workbench

        query_network.render(context)
        return
    stage = context.stage
    scene = stage.scene(steps.exploration(context))
    drawn = ("picture", as_shown(scene.state), context.say.language)
    drawing = context.once(drawn, lambda: picture(scene, stage.field))
    st.title(in_markdown(title(scene.state, stage.field)))
    st.caption(context.say("network.question"))
    notices.show(context, scene, steps.parameters())
    plan = scene.state.plan
    folded = folds(scene, stage.field, plan) if plan in GROUPED else ""
    bar = toolbar(scene.state, context.say, _lists(context, scene), steps.undoable(), folded)
    with st.container(key="network-bar", gap="xsmall"):
        _show(context, bar, "bar")
        _show(context, chips(_chosen(stage, scene), context.say), "chosen")
    with st.container(key="full-screen"):
        left, right = st.columns([2.1, 1], gap="medium")
        with left:
            _picture(context, scene, drawing)
        with right:
            with st.container(height=_PANEL, border=True, key="network-panel"):
                _show(context, panel.panel(scene, stage.field, context.writer), "panel")
            with st.container(height=_HEIGHT - _PANEL - _GAP, border=True, key="network-legend"):
                _show(context, legend.legend(scene, stage.field, drawing), "legend")
    years = changes_by_year(scene.opened_ties)
    _show(context, days.day_control(years, scene.state.day, context.say), "days")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(in_markdown(f"{drawing.summary} {drawing.source_line}"))
        take_away(context, scene, drawing)
    _twins(context, scene)


def _show(context: Context, html: str, name: str) -> None:
    """A part of the screen as a sheet whose buttons take steps."""
    if html:
        sheet(html, key=f"explorer-{name}", on_open=context.open_fiche, on_do=partial(steps.act, context))


def _picture(context: Context, scene: Scene, drawing: Drawing) -> None:
    if not drawing.nodes:
        notices.nothing(context, scene)
        return
    if scene.state.plan == "matrix":
        _show(context, twins.matrix(scene, context.say), "matrix")
        return
    network_view(
        drawing,
        selection=scene.state.selection or None,
        key="network",
        height=_HEIGHT,
        strings=context.say.section("drawing"),
        on_select=lambda _, item: steps.act(context, "select", item or ""),
        on_move=lambda iri, x, y: steps.act(context, "pin", f"{iri} {x} {y}"),
        on_expand=lambda iri: _expand(context, scene, iri),
    )


def _expand(context: Context, scene: Scene, iri: str) -> None:
    """Opens what brings most from a thing, or a group that is drawn as one."""
    if iri.startswith(GROUP):
        steps.act(context, "fold", iri)
        return
    coming = [door for door in doors(iri, scene, context.stage.field) if door.coming]
    if coming:
        first = min(coming, key=lambda door: (-door.coming, TIE_KINDS.index(door.kind)))
        steps.act(context, "expand", f"{iri} {first.kind}")


def _lists(context: Context, scene: Scene) -> tuple[Groups, Groups, Groups]:
    """The starts, those that can be added, and what can be asked of what is opened."""
    stage, state = context.stage, scene.state
    found = starts(
        stage.field.say,
        state,
        actors=stage.actor_starts,
        sectors=stage.sector_starts,
        questions=stage.question_starts,
        current=start_label(state.start, stage.field) if state.start else "",
    )
    free = [(name, [one for one in options if one[0] and one[0] not in state.starts]) for name, options in found]
    return found, [group for group in free if group[1]], asked_groups(stage.asked(state), context.say)


def _chosen(stage: Stage, scene: Scene) -> Iterator[tuple[str, str, str]]:
    """What a button takes back: each of several starts, and each filter."""
    if scene.state.also:
        for start in scene.state.starts:
            yield "drop-start", start, start_label(start, stage.field)
    yield from filters(scene.state, stage.field)


def _twins(context: Context, scene: Scene) -> None:
    """The same network in another form: one at a time, chosen by a row of buttons."""
    say, stage, chosen = context.say, context.stage, scene.state.twin
    counts = {"links": len(scene.ties), "things": len(scene.things)}
    tabs = "".join(
        button("set-twin", twin, say(f"explorer.twin_{twin}", count=counts.get(twin, 0)), pressed=twin == chosen)
        for twin in TWINS
    )
    st.subheader(say("explorer.twins"))
    _show(context, f'<div class="tabs" role="group">{tabs}</div>', "tabs")
    select = partial(steps.act, context, "select")
    if chosen == "links":
        twins.tie_table(scene, say, select)
    elif chosen == "things":
        twins.thing_table(scene, say, select)
    elif chosen == "tree":
        _show(context, twins.tree(scene, say), "twin")
    elif chosen == "reading":
        _show(context, twins.reading(scene, context.stage.field, context.writer), "twin")
    elif chosen == "ways":
        _show(context, ways.ways(scene, stage.field, context.writer), "twin")
    else:
        _show(context, ways.changes(scene, stage.field, context.writer), "twin")
