"""What a reader does with a fiche: opens it elsewhere, prints it; and what its limits are."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from territory_graph.facts.lives import read_span
from territory_graph.ui.fiche import brief
from territory_graph.ui.fiche.opened import OpenedFiche
from territory_graph.ui.sparql.share import site
from territory_graph.ui.who import may_contribute
from territory_graph.views.contributing.forms import ADDING
from territory_graph.views.fiche.page import MOST_READ


def actions(screen: OpenedFiche) -> None:
    """Where the fiche leads: the network, paper, SPARQL."""
    context, say = screen.context, screen.context.say
    iri = screen.page.fiche.thing.iri
    with st.container(horizontal=True, key="fiche-actions"):
        if screen.page.around and st.button(say("fiche.see_network"), icon=":material/hub:", key="fiche-network"):
            context.go("network", context.parameters(iri, "depart"))
        _downloads(screen)
        _adding(screen)
        if screen.page.query and st.button(say("fiche.query"), icon=":material/code:", key="fiche-query"):
            context.go("sparql", dict(screen.page.query))


def _adding(screen: OpenedFiche) -> None:
    """The facts that whoever may contribute can add about the thing, each by its form."""
    context, say = screen.context, screen.context.say
    path = screen.page.fiche.thing.iri.removeprefix(f"{context.graph.base}id/")
    kind, _, name = path.partition("/")
    forms = ADDING.get(kind, {})
    if not forms or not may_contribute():
        return
    with st.popover(say("contribute.add"), icon=":material/add:", key="fiche-add"):
        for form, column in forms.items():
            cell = path if column == "about" else name
            if st.button(say(f"contribute.kinds.{form}"), type="tertiary", key=f"fiche-add-{form}"):
                context.go("contribute", {"fait": form, column: cell})


def _downloads(screen: OpenedFiche) -> None:
    context, say = screen.context, screen.context.say
    iri = screen.page.fiche.thing.iri
    name = "".join(char if char.isascii() and char.isalnum() else "-" for char in iri.rpartition("/")[2]).strip("-")
    address = f"{site()}{screen.context.fiche_address(iri)}"
    asked = (context.graph, iri, say, screen.day, address)
    kinds: tuple[tuple[str, str, Callable[[], str | bytes]], ...] = (
        ("pdf", "application/pdf", lambda: brief.brief(*asked)),
        ("html", "text/html", lambda: brief.brief_html(*asked)),
    )
    for form, media_type, write in kinds:
        st.download_button(
            say(f"fiche.print_{form}"),
            write,
            file_name=f"{name[:60] or 'fiche'}.{form}",
            mime=media_type,
            icon=":material/print:" if form == "pdf" else ":material/article:",
            key=f"fiche-{form}",
            on_click="ignore",
        )


def about_day(screen: OpenedFiche) -> None:
    """What the date leaves: of the fiche nothing, or what no known date excludes, where it lies outside all of them.

    The day of which the data tell is no such day: they hold what was so then, though no date may name it.
    """
    say, day = screen.context.say, screen.day
    if day is None:
        return
    graph = screen.context.graph
    span = screen.context.once(("span",), lambda: read_span(graph.rows))
    if span and not span[0] <= day <= span[1] and day != graph.manifest.known_on:
        days = {"day": say.day(day), "first": say.day(span[0]), "last": say.day(span[1])}
        st.info(say("fiche.date_outside", **days), icon=":material/event_busy:")
    elif not screen.page.parts and screen.page.of_other_days:
        st.info(say("fiche.date_empty", day=say.day(day)), icon=":material/event_busy:")


def about_crowd(screen: OpenedFiche) -> None:
    """That a fiche does not read everything, where it does not: its pictures show what it read."""
    unread = sum(part.unread for part in (*screen.page.parts, *screen.page.folded))
    if unread:
        st.info(screen.context.say("fiche.partial", most=MOST_READ, count=unread), icon=":material/groups:")
