"""Fiche: one thing whole, every line with the source that says it."""

from __future__ import annotations

from datetime import date

import streamlit as st

from territory_graph.errors import UnknownEntityError
from territory_graph.resources import PACKAGE
from territory_graph.ui.context import Context
from territory_graph.ui.contribute.past import history_of
from territory_graph.ui.fiche.actions import about_crowd, about_day, actions
from territory_graph.ui.fiche.body import aside, body
from territory_graph.ui.fiche.opened import OpenedFiche, page_of
from territory_graph.ui.markup import Writer, in_markdown
from territory_graph.ui.sheet import sheet
from territory_graph.views.analyses.roles import Roles, read_actor_roles
from territory_graph.views.explorer.exploration import Exploration
from territory_graph.views.explorer.rows import thing_rows
from territory_graph.vocabulary import full_iri

_EXAMPLES = 12


def render(context: Context) -> None:
    """Shows the fiche that the address names, or a way to find one."""
    say, day, asked = context.say, context.day, st.query_params.get("id", "")
    if not asked:
        st.title(say("fiche.start"))
        st.caption(say("fiche.choose_hint"))
        scene = context.stage.scene(Exploration(day=context.day))
        things = [scene.things[row.id] for row in thing_rows(scene, say)[:_EXAMPLES]]
        st.subheader(say("fiche.examples"))
        writer = Writer(say, context.fiche_address)
        items = "".join(f"<li>{writer.link(thing)}</li>" for thing in things)
        sheet(f"<ul>{items}</ul>", key="fiche-examples", on_open=context.open_fiche)
        return
    iri = full_iri(asked, context.graph.base)
    try:
        page = page_of(context, iri)
    except UnknownEntityError:
        st.title(say("fiche.unknown"))
        text = Writer(say, context.fiche_address).text(say("fiche.unknown_text", iri=asked[:200]))
        sheet(f"<p>{text}</p>", key="fiche-unknown", on_open=context.open_fiche)
        return
    roles = context.once(("actor roles", say.language, day), lambda: read_actor_roles(context.graph, say, day))
    _show(OpenedFiche(context, page, _role(roles, iri, day) if roles else ""))


def _role(roles: Roles, iri: str, day: date | None) -> str:
    """What an actor is in the network of actors on the day of its fiche, with that day."""
    sentence, say = roles.sentence(iri), roles.say
    scope = say("network.as-of", day=say.day(day)) if day else say("network.all-dates")
    return say("fiche.role", scope=scope, sentence=sentence) if sentence else ""


def _show(screen: OpenedFiche) -> None:
    st.html(PACKAGE / "ui" / "fiche" / "fiche.css")
    st.title(in_markdown(screen.page.fiche.thing.label))
    screen.sheet(screen.writer.head(screen.page), "head")
    actions(screen)
    about_day(screen)
    about_crowd(screen)
    left, right = st.columns([2.6, 1], gap="large")
    with left, st.container(key="fiche-parts"):
        entries = list(body(screen))
        history_of(screen.context, screen.page.fiche.thing.iri)
    with right, st.container(key="fiche-aside"):
        aside(screen, entries)
