"""What a reader takes away: files of exactly what is shown, made when they are asked for."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

import streamlit as st

from territory_graph.ui.context import Context
from territory_graph.ui.takeaway.formats import TAKEAWAYS
from territory_graph.ui.takeaway.shown import Shown
from territory_graph.views.drawing import Drawing
from territory_graph.views.explorer.scene import Scene


def take_away(context: Context, scene: Scene, drawing: Drawing) -> None:
    """A menu of all the forms in which the view can be taken away."""
    say, slug = context.say, context.graph.manifest.slug
    shown = _shown(context, scene, drawing)
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


def _address() -> str:
    """The whole address of the view: Streamlit leaves its parameters out."""
    parameters = urlencode(st.query_params.to_dict())
    return f"{st.context.url or ''}?{parameters}" if parameters else st.context.url or ""


def _shown(context: Context, scene: Scene, drawing: Drawing) -> Shown:
    manifest, language = context.graph.manifest, context.say.language
    return Shown(
        drawing=drawing,
        ties=scene.ties,
        things=scene.things,
        say=context.say,
        address=_address(),
        version=manifest.version,
        built=manifest.built_on,
        name=manifest.names.get(language) or manifest.names["fr"],
        licence=manifest.licence,
        base=manifest.base,
    )
