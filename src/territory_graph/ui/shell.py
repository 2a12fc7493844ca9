"""The frame around every screen: pages, language, search, footer, and what shows when there is no graph."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from importlib import import_module

import streamlit as st

from territory_graph.errors import StoreError, UnknownVersionError
from territory_graph.messages import Translator, translator
from territory_graph.resources import PACKAGE
from territory_graph.ui.context import ADDRESSES, Context, language, language_parameter, standing_parameters
from territory_graph.ui.day import asked_day, day_bar, on_the_same_day
from territory_graph.ui.explorer.steps import parameters as asked_parameters
from territory_graph.ui.latest_address import begin_run
from territory_graph.ui.markup import in_markdown
from territory_graph.ui.page import in_language
from territory_graph.ui.perimeter import AskedPerimeter, asked_perimeter, on_the_same_perimeter, perimeter_bar
from territory_graph.ui.search import search_box
from territory_graph.ui.served import doors, library
from territory_graph.ui.sparql.running import leave
from territory_graph.ui.story_made import keep_view
from territory_graph.ui.version import asked_version, shown_version, to_present, version_bar
from territory_graph.ui.who import login_button, may_contribute
from territory_graph.views.citation import name_of
from territory_graph.views.permalink import holds_query

_FOLDER = PACKAGE / "ui"
_LOG = logging.getLogger(__name__)
_GROUPS: dict[str, tuple[str, ...]] = {
    "": ("home", "network", "fiche", "analyses", "questions", "composing", "sparql", "contribute"),
    "seeing": ("map", "chronology", "agenda", "story"),
    "deciding": ("council", "money", "evaluation", "partners"),
}
"""Which screens stand in the menu under one name; those under none stand by themselves."""


def run() -> None:
    """One run of the interface for one visitor."""
    begin_run()
    say = translator(language())

    def go(name: str, parameters: Mapping[str, str]) -> None:
        # A query names its days itself, and a contribution is to what stands now, whatever the day of the page.
        kept = {} if name in ("sparql", "contribute") else {**on_the_same_day(), **on_the_same_perimeter()}
        address = {**kept, **_standing(name, say), **parameters}
        if page is not pages[name]:
            st.switch_page(pages[name], query_params=address)
        if st.query_params.to_dict() != address:
            st.query_params.from_dict(address)
            st.rerun()

    pages = _pages(say, go)
    embedded = bool(st.context.is_embedded)
    groups = {
        say(f"app.{name}") if name else "": [pages[each] for each in group if each in pages]
        for name, group in _GROUPS.items()
    }
    page = st.navigation(groups, position="hidden" if embedded else "top")
    st.set_page_config(
        page_title=f"{page.title} · {say('app.name')}", page_icon=str(_FOLDER / "favicon.svg"), layout="wide"
    )
    st.html(_FOLDER / "shell.css")
    in_language(say.language)
    if not embedded:
        _language_switch(say)
        login_button(say)
    opening = next((name for name, one in pages.items() if one is page), "home")
    st.query_params.update(_standing(opening, say))
    if not embedded:
        search_box(say, lambda id: go("fiche", {"id": id}))
    page.run()


def _pages(say: Translator, go: Callable[[str, Mapping[str, str]], None]) -> dict[str, st.Page]:
    """The pages that there are for the visitor, by the name of the screen; where nobody contributes, no page for it."""
    pages = {}
    for name, address in ADDRESSES.items():
        if name == "contribute" and not doors().are_open:
            continue
        shown = name != "contribute" or may_contribute()
        # No icon: Streamlit would fetch it from another host as the icon of the tab.
        pages[name] = st.Page(
            _page(name, say, go),
            title=say(f"app.{name}"),
            url_path=address or None,
            default=not address,
            visibility="visible" if shown else "hidden",
        )
    return pages


def _standing(name: str, say: Translator) -> dict[str, str]:
    """What the address of a screen says beside what it asks; who contributes changes what is served now."""
    return language_parameter(say.language) if name == "contribute" else standing_parameters(say.language)


def _page(name: str, say: Translator, go: Callable[[str, Mapping[str, str]], None]) -> Callable[[], None]:
    """A screen as Streamlit calls it: with the graph, or with a message where there is none.

    Its module, and the libraries that only it needs, are loaded when a reader first opens it.
    """

    def page() -> None:
        leave(name)
        try:
            opened = library().current() if name == "contribute" else shown_version()
        except UnknownVersionError as error:
            st.title(say("version.gone"))
            st.warning(in_markdown(say.error(error)), icon=":material/history_toggle_off:")
            to_present(say)
            return
        except StoreError as error:
            _LOG.error("%s", translator(language()).error(error))
            if asked_version():
                st.title(say("version.gone"))
                st.warning(in_markdown(say("version.unreadable", version=asked_version()[:80])))
                to_present(say)
                return
            st.title(say("app.not_ready"))
            st.error(say("errors.public-store"))
            return
        if name != "contribute":
            version_bar(opened, say)
        parameters = asked_parameters()
        asked = asked_day(opened.graph, parameters)
        within = AskedPerimeter(opened)
        if name not in ("sparql", "story", "contribute") and not holds_query(st.query_params.to_dict()):
            within = asked_perimeter(opened, name, parameters)
            day_bar(opened.graph, asked, say, within.parameters)
            perimeter_bar(opened, within, name, say)
        context = Context(within.opened, say, go, asked.day, standing_parameters(say.language))
        import_module(f"{__package__}.screens.{name}").render(context)
        _footer(context, name)

    page.__name__ = name
    return page


def _language_switch(say: Translator) -> None:
    """A button that names the other language; the choice stays in the address."""

    def switch() -> None:
        st.query_params.pop("lang", None)
        st.session_state["language"] = "en" if say.language == "fr" else "fr"

    st.button(
        say("app.language"),
        key="language-switch",
        type="tertiary",
        icon=":material/translate:",
        on_click=switch,
    )


def _footer(context: Context, screen: str) -> None:
    manifest, say = context.graph.manifest, context.say
    day = say.day(manifest.built_on)
    st.divider()
    if screen not in ("story", "contribute") and not st.context.is_embedded:
        keep_view(say, screen, say(f"app.{screen}"))
    told = say("app.footer", name=name_of(manifest, say), licence=manifest.licence, version=manifest.version, day=day)
    st.caption(in_markdown(told))
