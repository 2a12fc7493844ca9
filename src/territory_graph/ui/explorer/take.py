"""What a reader takes away: files of exactly what is shown, made when they are asked for."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from territory_graph.facts.money import read_sums
from territory_graph.ui import view
from territory_graph.ui.context import Context
from territory_graph.ui.takeaway.formats import TAKEAWAYS
from territory_graph.ui.takeaway.shown import Shown
from territory_graph.views.drawing import Drawing
from territory_graph.views.explorer.exploration import GROUPED
from territory_graph.views.explorer.scene import Scene
from territory_graph.views.fiche.headline import whole_sum
from territory_graph.views.wording import bounded, money_text


def take_away(context: Context, scene: Scene, drawing: Drawing) -> None:
    """A menu of all the forms in which the view can be taken away."""
    say, slug = context.say, context.graph.manifest.slug
    shown = shown_view(context, scene, drawing, view.address(context))
    with st.popover(
        say("explorer.take"), icon=":material/download:", help=say("explorer.take_help"), key="explorer-take"
    ):
        for takeaway in TAKEAWAYS:
            st.download_button(
                say(takeaway.label),
                partial(takeaway.write, shown, context.graph),
                file_name=f"{slug}-{say.language}.{takeaway.extension}",
                mime=takeaway.mime,
                icon=takeaway.icon,
                key=f"explorer-take-{takeaway.id}",
                on_click="ignore",
                type="tertiary",
            )


def shown_view(context: Context, scene: Scene, drawing: Drawing, address: str) -> Shown:
    """What files are made of: the view that ``address`` opens again."""
    say, found = context.say, {}
    for one in context.graph.once(read_sums):
        amounts = (bounded(money_text(each.value, one.currency, say), each.bound, say) for each in one.amounts)
        kinds = say("list.or").join(say(f"codes.amountKind.{kind}") for kind in one.kinds or (one.kind,))
        told = say("telling.doubted", sentence=say("list.or").join(amounts), doubt=kinds)
        found[one.iri] = whole_sum(told, len(one.recipients), say) if one.unshared else told
    return Shown(
        drawing=drawing,
        ties=scene.ties,
        things=scene.things,
        origin=view.origin_of(replace(context, day=scene.state.day), address),
        base=context.graph.base,
        groups={by: context.stage.field.group_names(by, scene.things, scene.state.day) for by in GROUPED},
        amounts=found,
    )
