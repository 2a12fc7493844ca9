"""Accueil: what to know before a vote, the territory in figures and as a network, what is not said, three starts."""

from __future__ import annotations

import streamlit as st

from territory_graph.ui.code import folded_code
from territory_graph.ui.context import Context
from territory_graph.ui.contribute.past import whats_new
from territory_graph.ui.fiche.markup import FicheWriter
from territory_graph.ui.markup import Writer, in_markdown
from territory_graph.ui.network_component import network_view
from territory_graph.ui.sheet import sheet
from territory_graph.views.explorer.exploration import Exploration
from territory_graph.views.explorer.picture import picture
from territory_graph.views.fiche.essentials import Essential
from territory_graph.views.home import HomeFigure, OpenQuestion
from territory_graph.views.telling import centre_name

FIRST_QUESTIONS = 5
_STARTS = (
    ("network", ":material/hub:"),
    ("fiche", ":material/article:"),
    ("questions", ":material/help:"),
)


def render(context: Context) -> None:
    """Shows the home page."""
    say, view = context.say, context.home
    st.title(in_markdown(view.title))
    st.markdown(f"**{say('home.question')}** {in_markdown(view.description)}")
    _briefing(context, view.briefing)
    _figures(context, view.figures)
    left, right = st.columns([1.5, 1], gap="large")
    with left:
        _network(context)
    with right:
        _open_questions(context, view.open_questions)
    whats_new(context)
    say = context.say
    st.subheader(say("home.starts_title"))
    for column, (name, icon) in zip(st.columns(3), _STARTS, strict=True):
        with column, st.container(border=True, height="stretch"):
            if st.button(say(f"home.start_{name}"), icon=icon, key=f"start-{name}", width="stretch"):
                context.go(name, {})
            st.caption(say(f"home.start_{name}_text"))


def _briefing(context: Context, found: tuple[Essential, ...]) -> None:
    say, centre = context.say, context.graph.manifest.centre
    if not found or context.day is None or centre is None:
        return
    st.subheader(say("briefing.title", day=say.day(context.day)))
    writer = FicheWriter(say, context.fiche_address, centre)
    more = writer.opener(centre, say("briefing.more", centre=centre_name(context.graph, context.day, say)))
    sheet(f"{writer.essentials(found)}<p>{more}</p>", key="home-briefing", on_open=context.open_fiche)


def _figures(context: Context, figures: tuple[HomeFigure, ...]) -> None:
    say, day = context.say, context.day
    st.subheader(say("home.figures_title"), help=say("home.figures_hint"))
    if any(figure.cited for figure in figures):
        st.caption(say("home.own_day", day=say.day(day)) if day else say("home.own_all"))
    with st.container(horizontal=True, gap="small", key="home-figures"):
        for figure in figures:
            with st.container(border=True, gap="xsmall", height="stretch", key=f"figure-{figure.key}"):
                st.metric(figure.label, figure.value, help=figure.note or None)
                if figure.cited:
                    st.caption(say("home.cited", count=figure.cited.value))
                _evidence(context, figure)


def _evidence(context: Context, figure: HomeFigure) -> None:
    say = context.say
    key = f"evidence-{figure.key}"
    with st.popover(say("home.evidence"), type="tertiary", width="content", key=key, on_change="rerun") as evidence:
        if not evidence.open:  # hundreds of things with their sources: written when they are asked for
            return
        st.markdown(f"**{figure.value} {figure.label}**")
        _listed(context, figure, figure.key)
        if figure.cited:
            with st.expander(f"{say('home.cited_title')} ({figure.cited.value})"):
                _listed(context, figure.cited, f"{figure.key}-cited")


def _listed(context: Context, figure: HomeFigure, name: str) -> None:
    """What a figure counts, each thing with its sources, and the query that finds them."""
    if figure.note:
        st.caption(figure.note)
    writer = context.writer
    sheet(writer.counted(figure.counted), key=f"counted-{name}", on_open=context.open_fiche)
    folded_code(context.say("home.query"), f"query-{name}", figure.query)


def _network(context: Context) -> None:
    say, stage = context.say, context.stage
    st.subheader(say("home.network_title"))
    drawing = picture(stage.scene(Exploration(day=context.day)), stage.field)

    def select(kind: str, item: str | None) -> None:
        if item is not None:
            st.session_state["home-picked"] = (kind, item)

    network_view(
        drawing,
        selection=None,
        key="home-network",
        height=460,
        strings=say.section("drawing"),
        on_select=select,
    )
    sheet(
        Writer(say, context.fiche_address).legend(drawing),
        key="home-legend",
        on_open=context.open_fiche,
    )
    st.caption(f"{drawing.summary} {say('home.network_hint')}")
    picked = st.session_state.pop("home-picked", None)
    if picked:
        context.go("network", {"sel": picked[1]})


def _open_questions(context: Context, questions: tuple[OpenQuestion, ...]) -> None:
    say = context.say
    st.subheader(say("home.open_title"), help=say("home.open_hint"))
    if not questions:
        st.write(say("home.open_none"))
        return
    first = {question.key: question for question in reversed(questions)}  # of each kind: what is open, in its variety
    varied = [question for question in questions if question is first[question.key]][:FIRST_QUESTIONS]
    writer = context.writer
    sheet(writer.open_questions(varied), key="open-questions", on_open=context.open_fiche)
    with st.expander(say("home.open_more", count=len(questions))):
        sheet(writer.open_questions(questions), key="all-open-questions", on_open=context.open_fiche)
