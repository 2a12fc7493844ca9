"""The body of a fiche: its parts, its pictures each with its twin in words, and the table of contents beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from urllib.parse import urlencode

import streamlit as st

from territory_graph.ui.context import ADDRESSES
from territory_graph.ui.fiche.opened import OpenedFiche
from territory_graph.ui.fiche.pictures import map_picture
from territory_graph.ui.figures.ground import show_ground
from territory_graph.ui.figures.timelines import show_times
from territory_graph.ui.markup import in_markdown, sentence_in_markdown
from territory_graph.ui.near import show_when_near
from territory_graph.ui.network_component import network_view

FEW = 9
"""Nodes of a neighbourhood that a low picture holds."""


def body(screen: OpenedFiche) -> Iterator[tuple[str, str, int]]:
    """The parts one after the other; what each is for the table of contents."""
    page, say, writer = screen.page, screen.context.say, screen.writer
    for part in page.parts:
        st.subheader(part.title, anchor=part.key)
        screen.sheet(writer.part(part), f"part-{part.key}")
        if part.key == "places" and page.map:
            _map(screen)
        yield part.key, part.title, part.count
    mapped = page.map is not None and not any(part.key == "places" for part in page.parts)
    pictures: tuple[tuple[str, bool, Callable[[OpenedFiche], None]], ...] = (
        ("map", mapped, _map),
        ("around", page.around is not None, _around),
        ("time", page.chronology is not None, _time),
    )
    for key, there, show in pictures:
        if there:
            st.subheader(say(f"fiche.{key}_title"), anchor=key)
            show(screen)
            yield key, say(f"fiche.{key}_title"), 0
    if page.fiche.sources:
        title = say("fiche.sources")
        st.subheader(title, anchor="sources")
        screen.sheet(writer.sources(page.fiche.sources), "sources")
        yield "sources", title, len(page.fiche.sources)
    if page.folded:
        with st.expander(say("fiche.folded"), key="fiche-folded"):
            st.caption(say("fiche.folded_text"))
            for part in page.folded:
                st.markdown(f"**{in_markdown(part.title)}**")
                screen.sheet(writer.part(part), f"part-{part.key}")


def _map(screen: OpenedFiche) -> None:
    shown = screen.page.map
    assert shown is not None
    key, height = _key(screen, "map"), 300

    def show() -> None:
        st.pydeck_chart(map_picture(shown), height=height, alt=shown.sentence, key=key)

    show_when_near(show, height=height, alt=shown.sentence, key=key)
    show_ground(screen.context.say)
    st.caption(sentence_in_markdown(shown.sentence))
    _twin(screen, screen.writer.places(shown), len(shown.places), "map")


def _around(screen: OpenedFiche) -> None:
    around, context, say = screen.page.around, screen.context, screen.context.say
    assert around is not None
    if screen.role:
        asked = {"partie": "measures", **context.parameters(screen.page.fiche.thing.iri, "acteur"), **context.standing}
        screen.sheet(screen.writer.role(screen.role, f"{ADDRESSES['analyses']}?{urlencode(asked)}"), "role")
    network_view(
        around.drawing,
        selection=None,
        key=_key(screen, "around"),
        height=520 if len(around.drawing.nodes) > FEW else 380,
        strings=say.section("drawing"),
        on_select=lambda picked, item: _follow(screen, item) if picked == "node" else None,
    )
    screen.sheet(screen.writer.key(around.drawing), "around-legend")
    st.caption(in_markdown(f"{around.sentence} {say('fiche.around.hint')}"))
    _twin(screen, screen.writer.neighbours(around), len(around.neighbours), "around")


def _follow(screen: OpenedFiche, iri: str | None) -> None:
    """Opens the fiche of a neighbour that was clicked: before the next run, the address alone can be changed."""
    if iri and iri != screen.page.fiche.thing.iri:
        st.query_params.from_dict({**screen.context.parameters(iri), **screen.context.standing})


def _time(screen: OpenedFiche) -> None:
    shown = screen.page.chronology
    assert shown is not None
    show_times(shown, _key(screen, "time"))
    st.caption(sentence_in_markdown(shown.sentence))
    _twin(screen, screen.writer.moments(shown), len(shown.moments), "time")


def _twin(screen: OpenedFiche, html: str, count: int, name: str) -> None:
    with st.expander(screen.context.say("fiche.as_list", count=count), key=f"fiche-{name}-twin"):
        screen.sheet(html, f"{name}-list")


def _key(screen: OpenedFiche, name: str) -> str:
    """A key of its own for each thing and day: a picture of one never keeps the zoom of another."""
    mark = sha256(f"{screen.page.fiche.thing.iri} {screen.day}".encode()).hexdigest()[:10]
    return f"fiche-{name}-{mark}"


def aside(screen: OpenedFiche, entries: list[tuple[str, str, int]]) -> None:
    """The table of contents, where there is enough to choose from, and what no source says."""
    say, fiche = screen.context.say, screen.page.fiche
    if len(entries) > 2:
        screen.sheet(screen.writer.contents(entries), "contents")
    if fiche.missing:
        st.markdown(f"**{in_markdown(say('fiche.missing'))}**", help=say("fiche.missing_text"))
        screen.sheet(screen.writer.missing(fiche), "missing")
