"""Histoires: an ordered list of views with a text each, made here, shown one by one, shared as a link or a file."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from html import escape
from urllib.parse import urlencode

import streamlit as st

from territory_graph.errors import BrokenLinkError
from territory_graph.messages import Translator
from territory_graph.ui.context import ADDRESSES, Context, language_parameter
from territory_graph.ui.markup import in_markdown
from territory_graph.ui.sheet import sheet
from territory_graph.ui.sparql.share import site
from territory_graph.ui.story_made import MADE, SCREENS, made_story
from territory_graph.ui.story_page import story_html, story_pdf
from territory_graph.views.story import MOST_VIEWS, Story, StoryView, packed_story, story_of, view_of

STORY, PLACE = "h", "n"
"""Parameters of the address: the story, and the number of the view that is shown."""
_HEIGHT = 640
_NAMES = {path: name for name, path in ADDRESSES.items()}


def render(context: Context) -> None:
    """Shows the story of the address, or the one that is being made."""
    say, text = context.say, st.query_params.get(STORY, "")
    if not text:
        st.title(say("story.title"))
        _make(context)
        return
    try:
        story = story_of(text, SCREENS)
    except BrokenLinkError:
        st.title(say("story.title"))
        st.error(say("story.broken"))
        return
    _show(context, story)


def _show(context: Context, story: Story) -> None:
    say, count = context.say, len(story.views)
    st.title(in_markdown(story.title or say("story.untitled")))
    if not count:
        st.write(say("story.empty"))
        return
    asked = st.query_params.get(PLACE, "1")
    place = min(max(int(asked) if asked.isdigit() else 1, 1), count) - 1
    view = story.views[place]
    _steps(context, story, place)
    st.subheader(in_markdown(view.title))
    for line in view.text.split("\n"):
        st.markdown(in_markdown(line))
    parameters = {**view.parameters, **language_parameter(say.language), "embed": "true"}
    with st.container(key="story-shown"):
        st.iframe(f"{site()}{view.screen}?{urlencode(parameters)}", height=_HEIGHT, alt=view.title)
    st.markdown(f"[{in_markdown(say('story.open'))}]({site()}{view.screen}?{urlencode(view.parameters)})")
    _files(context, story)


def _steps(context: Context, story: Story, place: int) -> None:
    """Buttons to the views before and after, to the whole screen, and to changing the story."""
    say, count = context.say, len(story.views)
    with st.container(horizontal=True, vertical_alignment="center", key="story-steps"):
        for name, key, to, icon in (
            ("before", "Left", place - 1, ":material/arrow_back:"),
            ("after", "Right", place + 1, ":material/arrow_forward:"),
        ):
            st.button(
                say(f"story.{name}"),
                icon=icon,
                key=f"story-{name}",
                shortcut=key,
                disabled=not 0 <= to < count,
                on_click=partial(_turn, to + 1),
            )
        st.caption(say("story.place", place=place + 1, count=count))
        whole = escape(say("story.full_screen"))
        sheet(f"<button data-screen>{whole}</button>", key="story-screen", on_open=context.open_fiche)
        if st.button(say("story.edit"), icon=":material/edit:", key="story-edit", type="tertiary"):
            st.session_state[MADE] = story
            context.go("story", {})


def _turn(place: int) -> None:
    st.query_params[PLACE] = str(place)


def _files(context: Context, story: Story) -> None:
    say, slug = context.say, context.graph.manifest.slug
    with st.container(horizontal=True, key="story-files"):
        for form, mime, write in (("html", "text/html", story_html), ("pdf", "application/pdf", story_pdf)):
            st.download_button(
                say(f"story.{form}"),
                partial(write, context, story, site()),
                file_name=f"{slug}-histoire.{form}",
                mime=mime,
                icon=":material/download:",
                key=f"story-{form}",
                on_click="ignore",
            )


def _make(context: Context) -> None:
    """The story that is being made: its title and views, moved, told, and taken away; then its link."""
    say, made = context.say, made_story()
    st.caption(say("story.question"))
    title = st.text_input(say("story.name"), made.title, max_chars=200, key="story-name")
    views = []
    for place, view in enumerate(made.views):
        with st.container(border=True, key=f"story-view-{place}"):
            views.append(_edited(context, view, place, len(made.views)))
    if not views:
        st.info(say("story.how"))
    story = Story(title, tuple(views))
    st.session_state[MADE] = story
    pasted = st.text_area(say("story.address"), placeholder=f"{site()}reseau?…", key="story-address", height=100)
    if st.button(say("story.add"), icon=":material/add:", key="story-add", disabled=len(views) >= MOST_VIEWS):
        added, elsewhere = _pasted(pasted, say)
        if added and not elsewhere:
            st.session_state[MADE] = replace(story, views=(*story.views, *added)[:MOST_VIEWS])
            st.rerun()
        st.error(say("story.elsewhere", site=site(), addresses=", ".join(elsewhere)[:200] or say("unknown.value")))
    if not views:
        return
    link = packed_story(story)
    if not link:
        st.warning(say("story.too_long"))
        return
    if st.button(say("story.show"), icon=":material/slideshow:", type="primary", key="story-show"):
        context.go("story", {STORY: link})
    st.code(f"{site()}{ADDRESSES['story']}?{urlencode({STORY: link})}", language=None, wrap_lines=True)


def _pasted(text: str, say: Translator) -> tuple[list[StoryView], list[str]]:
    """The views at the addresses of a text, one a line or apart by blanks, and what of it is no view of this site."""
    found = {}
    for address in text.split():
        view = view_of(address, SCREENS)
        found[address] = view and replace(view, title=say(f"app.{_NAMES[view.screen]}"))
    return [view for view in found.values() if view], [address for address, view in found.items() if not view]


def _edited(context: Context, view: StoryView, place: int, count: int) -> StoryView:
    say = context.say
    name = f"{place}-{view.address}"
    title = st.text_input(say("story.view_title"), view.title, max_chars=200, key=f"story-title-{name}")
    text = st.text_area(say("story.text"), view.text, max_chars=2000, key=f"story-text-{name}")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(in_markdown(view.address[:120]))
        changes = (
            ("up", ":material/arrow_upward:", place > 0, partial(Story.moved, place=place, by=-1)),
            ("down", ":material/arrow_downward:", place < count - 1, partial(Story.moved, place=place, by=1)),
            ("remove", ":material/delete:", True, partial(Story.without, place=place)),
        )
        for what, icon, enabled, change in changes:
            key = f"story-{what}-{place}"
            if st.button(say(f"story.{what}"), icon=icon, key=key, disabled=not enabled, type="tertiary"):
                st.session_state[MADE] = change(made_story())
                st.rerun()
    return replace(view, title=title, text=text)
