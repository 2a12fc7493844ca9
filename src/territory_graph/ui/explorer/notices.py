"""What the screen says when an address asks for what is not there, when nothing is left, and when data changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st

from territory_graph.errors import TerritoryGraphError
from territory_graph.tie_kinds import off_at_first
from territory_graph.ui.context import Context
from territory_graph.ui.explorer import steps
from territory_graph.ui.markup import in_markdown
from territory_graph.ui.served import library
from territory_graph.views.explorer.changed import changed_since
from territory_graph.views.explorer.exploration import Exploration
from territory_graph.views.explorer.picture import filters, folds
from territory_graph.views.explorer.scene import Scene

_CROWD = 300


def show(context: Context, scene: Scene, parameters: Mapping[str, str]) -> None:
    """Everything that a reader should know of this view before reading it."""
    say, state = context.say, scene.state
    if steps.lost_view():
        st.warning(say("explorer.kept_unknown"), icon=":material/link_off:")
    if scene.unknown:
        names = ", ".join(iri[:120] for iri in scene.unknown[:5])
        text = say("explorer.missing_link", count=len(scene.unknown), names=names)
        st.warning(in_markdown(text), icon=":material/link_off:")
    _changed(context, state, parameters)
    span = context.stage.span
    if state.day and span and not span[0] <= state.day <= span[1]:
        text = say("explorer.outside", day=say.day(state.day), first=say.day(span[0]), last=say.day(span[1]))
        st.info(in_markdown(text), icon=":material/event_busy:")
    if not state.start and context.stage.field.beyond:
        st.caption(say("explorer.first_only"))
    if len(scene.things) > _CROWD and not state.folded:
        _crowd(context, scene)


def _crowd(context: Context, scene: Scene) -> None:
    """Offers to draw groups where there is too much for a picture."""
    say = context.say
    st.info(say("explorer.crowd", count=len(scene.things)), icon=":material/bubble_chart:")

    def group() -> None:
        steps.act(context, "set-plan", "sector")
        steps.act(context, "fold-all", folds(scene, context.stage.field, "sector"))

    st.button(say("explorer.crowd_group"), on_click=group, key="explorer-group")


def nothing(context: Context, scene: Scene) -> None:
    """Says why nothing is drawn, and which choice to take back."""
    say, state = context.say, scene.state
    st.warning(say("explorer.nothing"), icon=":material/filter_alt_off:")
    left_out = [
        *_named(state.without_nodes, "kinds", context),
        *_named(state.without_ties - off_at_first(), "ties", context),
    ]
    left_out += _named(state.without_statuses, "status", context)
    left_out += [say("explorer.nothing_day", day=say.day(state.day))] if state.day else []
    left_out += [words for _, _, words in filters(state, context.stage.field)]
    left_out += [say("explorer.unfocus")] if state.focus else []
    told = say("explorer.nothing_filters", filters=", ".join(left_out)) if left_out else say("explorer.nothing_start")
    st.write(in_markdown(told))
    st.button(say("explorer.unfilter"), on_click=lambda: steps.act(context, "unfilter", ""), key="explorer-unfilter")


def _named(keys: Iterable[str], section: str, context: Context) -> list[str]:
    found = (f"{section}.{key}" for key in sorted(keys))
    return [context.say(key) for key in found if context.say.has(key)]


def _changed(context: Context, state: Exploration, parameters: Mapping[str, str]) -> None:
    """Says what of this view changed in the data since its address was written."""
    say, old = context.say, st.query_params.get(steps.DATA, parameters.get(steps.DATA, ""))
    if not old or context.graph.version.startswith(old):
        return
    lines = [say("explorer.changed", old=old[:8], new=context.graph.version[:8])]
    try:
        found = changed_since(library().folder, old, state, context.stage)
    except TerritoryGraphError:
        found = None
    if found is None:
        lines.append(say("explorer.changed_unknown"))
    elif not found.any:
        lines.append(say("explorer.changed_none"))
    else:
        lines += [say("explorer.changed_more", names=", ".join(found.more[:8]))] if found.more else []
        lines += [say("explorer.changed_less", names=", ".join(found.less[:8]))] if found.less else []
        lines.append(say("explorer.changed_ties", more=found.ties_more, less=found.ties_less))
    st.info(in_markdown(" ".join(lines)), icon=":material/update:")
