"""The perimeter of which a page tells, where the territory is too large for one: in the address, kept on the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from territory_graph.errors import UnknownEntityError
from territory_graph.library import Opened
from territory_graph.messages import Translator
from territory_graph.once import Once
from territory_graph.ui.markup import in_markdown
from territory_graph.views.explorer.address import START
from territory_graph.views.explorer.exploration import QUESTION
from territory_graph.views.perimeter import (
    departments,
    find_perimeters,
    first_perimeter,
    is_told_in_parts,
    named_in_its_place,
    perimeter_told,
)
from territory_graph.vocabulary import full_iri, short_id

PERIMETER, WHOLE = "perimetre", "tout"
"""The parameter of an address that holds the perimeter, and what it holds for the whole territory."""

_KEPT = 8
"""Perimeters whose parts are kept for the next who ask: each is up to a thousand actors in memory."""
_CHOSEN, _PLACE, _WORDS = "perimeter-chosen", "perimeter-place", "perimeter-words"
_OF_ONE = frozenset({"fiche", "sparql", "story", "contribute"})
"""Screens that tell of one thing, or that a reader asks himself: of the whole."""
_OF_WHOLE = frozenset({"questions"})
"""Screens that can be asked of the whole, if a reader wants it."""


@dataclass(frozen=True, slots=True)
class AskedPerimeter:
    """What a page tells of: ``opened``, the part of a perimeter or the whole, and the address of the perimeter.

    ``name`` is what the address says of it, empty where the territory is small enough to be told whole, or where the
    page tells of one thing; ``unread`` what it says where that names none.
    """

    opened: Opened
    name: str = ""
    unread: str = ""

    @property
    def parameters(self) -> dict[str, str]:
        """What an address says of the perimeter."""
        return {PERIMETER: self.name} if self.name else {}


def asked_perimeter(whole: Opened, screen: str, parameters: Mapping[str, str]) -> AskedPerimeter:
    """What a page tells of: the perimeter of its address, else the one chosen before, else the first one."""
    found = told_of(whole, screen, {**on_the_same_perimeter(), **parameters})
    if found.name and found.name == parameters.get(PERIMETER):
        st.session_state[_CHOSEN] = found.name
    return found


def told_of(whole: Opened, screen: str, parameters: Mapping[str, str]) -> AskedPerimeter:
    """What a screen tells of at an address, whoever opens it."""
    if _is_of_one(screen, parameters) or not is_told_in_parts(whole.graph):
        return AskedPerimeter(whole)
    asked, unread = parameters.get(PERIMETER, ""), ""
    if asked == WHOLE:
        if screen in _OF_WHOLE:
            return AskedPerimeter(whole, WHOLE)
        asked = ""
    if asked:
        try:
            return _part(whole, asked)
        except UnknownEntityError:
            unread = asked
    first = whole.once(("first perimeter",), lambda: first_perimeter(whole.graph))
    if not first:  # nothing ties its actors, and no place tells which are near
        return AskedPerimeter(whole)
    return replace(_part(whole, short_id(first, whole.graph.base)), unread=unread)


def _is_of_one(screen: str, parameters: Mapping[str, str]) -> bool:
    """Whether a screen tells of one thing, or is asked by its reader: what is around a thing is read from it."""
    if screen == "network":
        return bool(start := parameters.get(START, "")) and not start.startswith(QUESTION)
    return screen in _OF_ONE and not (screen == "fiche" and not parameters.get("id"))


def _part(whole: Opened, name: str) -> AskedPerimeter:
    iri, parts = full_iri(name, whole.graph.base), whole.once(("parts",), lambda: Once(_KEPT))
    return AskedPerimeter(parts(("part", iri), lambda: Opened(whole.folder, whole.graph.part(iri))), name)


def on_the_same_perimeter() -> dict[str, str]:
    """The parameter of an address that tells of the same perimeter as this page; none where none was chosen."""
    return {PERIMETER: st.session_state[_CHOSEN]} if _CHOSEN in st.session_state else {}


def perimeter_bar(whole: Opened, asked: AskedPerimeter, screen: str, say: Translator) -> None:
    """The perimeter of the page with a way to choose another, and how much of the territory the page leaves out."""
    if not asked.name:
        return
    perimeter = asked.opened.graph.perimeter
    label = say("perimeter.whole")
    if perimeter:
        key = ("perimeter named", say.language, perimeter.iri)
        name = whole.once(key, lambda: named_in_its_place(whole.graph, perimeter.iri, say))
        label = say("perimeter.of", name=name)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="perimeter-bar"):
        with st.popover(label, icon=":material/travel_explore:", help=say("perimeter.help"), key="perimeter"):
            _choices(whole, say)
        if screen in _OF_WHOLE and asked.name != WHOLE:
            st.button(say("perimeter.whole"), on_click=_choose, args=(WHOLE,), type="tertiary", key="perimeter-whole")
        if perimeter is not None:
            st.caption(in_markdown(perimeter_told(perimeter, whole.graph, say)))
    if asked.unread:
        st.warning(in_markdown(say("perimeter.unread", text=asked.unread[:80])), icon=":material/travel_explore:")


def _choices(whole: Opened, say: Translator) -> None:
    """Things that a name leads to, and the departments."""
    graph, base = whole.graph, whole.graph.base
    text = st.text_input(say("perimeter.words"), placeholder=say("perimeter.words_hint"), key=_WORDS, max_chars=200)
    found = find_perimeters(graph, text, say) if text.strip() else ()
    if text.strip() and not found:
        st.caption(say("perimeter.found_none"))
    for number, thing in enumerate(found):
        name, about = short_id(thing.iri, base), ", ".join(filter(None, (thing.kind, thing.place)))
        told = in_markdown(f"{thing.label} ({about})" if about else thing.label)
        st.button(told, on_click=_choose, args=(name,), type="tertiary", key=f"perimeter-found-{number}")
    places = dict(whole.once(("departments", say.language), lambda: departments(graph, say)))
    if places:
        st.selectbox(
            say("perimeter.place"),
            list(places),
            index=None,
            format_func=places.__getitem__,
            placeholder=say("perimeter.place_hint"),
            key=_PLACE,
            on_change=lambda: _choose(short_id(st.session_state[_PLACE], base) if st.session_state[_PLACE] else ""),
        )


def _choose(name: str) -> None:
    """Writes the reader's choice into the address, and keeps it for the pages after."""
    if name:
        st.session_state[_CHOSEN] = name
        st.query_params[PERIMETER] = name
