"""A story as files: an offline page of HTML, and a PDF; networks as pictures, the rest in words and tables."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date
from functools import cache
from urllib.parse import urljoin

import typst
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from territory_graph.errors import UnknownEntityError
from territory_graph.resources import PACKAGE
from territory_graph.ui.context import ADDRESSES, ALL_DATES, DAY, Context
from territory_graph.ui.day import known_until
from territory_graph.ui.explorer.take import shown_view
from territory_graph.ui.perimeter import told_of
from territory_graph.ui.story_views import cited, read_shown
from territory_graph.ui.takeaway.svg import as_svg
from territory_graph.views.citation import name_of
from territory_graph.views.explorer.address import Names, exploration_of
from territory_graph.views.explorer.picture import picture
from territory_graph.views.fiche.page import read_page
from territory_graph.views.story import Story, StoryView
from territory_graph.vocabulary import full_iri

_FOLDER = PACKAGE / "ui"
_NAMES = {path: name for name, path in ADDRESSES.items()}


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
    """What a file shows of a view: the picture of a network, what matters of a fiche, else its sentences and tables."""
    say, day = context.say, _day(context, view)
    nothing: dict[str, object] = {
        "picture": "",
        "sentences": [],
        "tables": [],
        "day": say.day(day) if day else say("day.all"),
    }
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
    if view.screen == ADDRESSES["fiche"]:
        return {**nothing, "sentences": _fiche(context, view, day)}
    name = _NAMES[view.screen]
    told = told_of(context.opened, name, view.parameters).opened
    shown = read_shown(replace(context, opened=told, day=day), name, view.parameters)
    return {**nothing, "sentences": [*filter(None, shown.sentences)], "tables": [asdict(one) for one in shown.tables]}


def _fiche(context: Context, view: StoryView, day: date | None) -> list[str]:
    """The head of a fiche and what matters of it."""
    say = context.say
    if "id" not in view.parameters:
        return []
    try:
        page = read_page(context.graph, full_iri(view.parameters["id"], context.graph.base), say, day)
    except UnknownEntityError:
        return [say("story.gone")]
    told = [
        say("story.told", title=each.title, sentence=sentence)
        for each in page.essentials
        for sentence in (*(cited(one, say) for one in each.told), *filter(None, [each.left]))
    ]
    return [page.head.sentence, *told]


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
