"""A story as files: a page of HTML that opens offline, and a PDF; networks as pictures, fiches in words."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import cache
from urllib.parse import urljoin

import typst
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from territory_graph.errors import UnknownEntityError
from territory_graph.messages import Translator
from territory_graph.resources import PACKAGE
from territory_graph.ui.context import ADDRESSES, ALL_DATES, DAY, Context
from territory_graph.ui.day import known_until
from territory_graph.ui.explorer.take import shown_view
from territory_graph.ui.perimeter import told_of
from territory_graph.ui.takeaway.svg import as_svg
from territory_graph.views.citation import name_of
from territory_graph.views.explorer.address import Names, exploration_of
from territory_graph.views.explorer.picture import picture
from territory_graph.views.fiche.page import read_page
from territory_graph.views.story import Story, StoryView
from territory_graph.views.telling import Told, enumerated
from territory_graph.views.wording import said
from territory_graph.vocabulary import full_iri

_FOLDER = PACKAGE / "ui"
_CITED = 3
"""Sources that stand behind a sentence."""


def story_html(context: Context, story: Story, site: str) -> str:
    """The story as one page that needs nothing else; ``site`` begins the addresses of its views."""
    return _template().render(**_content(context, story, site))


def story_pdf(context: Context, story: Story, site: str) -> bytes:
    """The story as a PDF, a page a view, tagged for screen readers."""
    content = json.dumps(_content(context, story, site))
    return bytes(typst.compile(str(_FOLDER / "story.typ"), sys_inputs={"story": content}))


def _content(context: Context, story: Story, site: str) -> dict[str, object]:
    manifest, say = context.graph.manifest, context.say
    name = name_of(manifest, say)
    footer = say(
        "app.footer", name=name, licence=manifest.licence, version=manifest.version, day=say.day(manifest.built_on)
    )
    return {
        "language": say.language,
        "title": story.title or name,
        "open": say("story.open"),
        "foot": f"{known_until(context.graph, say)} {footer}",
        "views": [
            {
                "title": view.title,
                "text": view.text.split("\n"),
                "address": urljoin(site, view.address),
                **_shown(context, view),
            }
            for view in story.views
        ],
    }


def _shown(context: Context, view: StoryView) -> dict[str, object]:
    """What a file shows of a view: the picture of a network, what matters of a fiche, else nothing."""
    say, day = context.say, _day(context, view)
    nothing: dict[str, object] = {"picture": "", "sentences": [], "day": say.day(day) if day else say("day.all")}
    if view.screen == ADDRESSES["network"] and "query" not in view.parameters and "z" not in view.parameters:
        context = replace(context, opened=told_of(context.opened, "network", view.parameters).opened)
        state = replace(exploration_of(view.parameters, Names(context.graph.base)), day=day)
        scene = context.stage.scene(state)
        drawing = picture(scene, context.stage.field)
        return {
            **nothing,
            "picture": as_svg(shown_view(context, scene, drawing, view.address)),
            "sentences": [f"{drawing.summary} {drawing.source_line}"],
        }
    if view.screen == ADDRESSES["fiche"] and "id" in view.parameters:
        iri = full_iri(view.parameters["id"], context.graph.base)
        try:
            page = read_page(context.graph, iri, say, day)
        except UnknownEntityError:
            return {**nothing, "sentences": [say("story.gone")]}
        told = [
            say("story.told", title=each.title, sentence=sentence)
            for each in page.essentials
            for sentence in (*(_cited(one, say) for one in each.told), *filter(None, [each.left]))
        ]
        return {**nothing, "sentences": [page.head.sentence, *told]}
    return nothing


def _cited(one: Told, say: Translator) -> str:
    """A sentence with its sources and how firmly they say it, for a file has nothing to unfold."""
    found = said(one.mentions)
    if not found:
        return one.sentence
    titles = list(dict.fromkeys(mention.title for mention in found))
    named = enumerated(titles, say, most=_CITED)
    status = say(f"status.{one.status or found[0].status}")
    return say("story.cited", sentence=one.sentence, sources=named, status=status)


def _day(context: Context, view: StoryView) -> date | None:
    text = view.parameters.get(DAY, "")
    if text == ALL_DATES:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return context.graph.manifest.known_on


@cache
def _template() -> Template:
    environment = Environment(loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("story.html.j2")
