"""Carte: seats, offices, sites, events and projects over the outlines of the territory, and who has no place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from territory_graph.facts.places import located_query
from territory_graph.ui import view
from territory_graph.ui.code import folded_code
from territory_graph.ui.context import Context
from territory_graph.ui.figures.maps import (
    Frame,
    Spot,
    Stroke,
    draw_map,
    map_page,
    merged,
    show_map,
    view_of,
    view_text,
)
from territory_graph.ui.takeaway.frame import Page
from territory_graph.ui.takeaway.shown import Origin
from territory_graph.ui.takeaway.workbook import Column, Sheet, Value
from territory_graph.views.map import (
    MAP_KINDS,
    MapLine,
    MapPlace,
    MapTies,
    MapView,
    OnMap,
    read_map_ties,
    read_map_view,
)
from territory_graph.views.telling import enumerated

_COLUMNS = ("place", "what", "kind", "when", "whose", "precision", "sources")
_IN_FILE = ("place", "what", "kind", "when", "whose", "precision", "latitude", "longitude", "sources")
_WITH, _NEAR = "oui", "autour"
_MOST_TOLD, _MOST_BOUNDS = 8, 12
_FIRST = 340
"""Pixels that the outlines fill at first: a phone has some 360."""


def render(context: Context) -> None:
    """Shows the map."""
    say = context.say
    st.title(say("map.title"))
    st.caption(say("map.question"))
    found = _asked(context)
    view.show(context, view.lead(found.lead), "map-lead")
    spots = [_spot(place) for place in found.places]
    with_ties = st.query_params.get("liens") == _WITH
    ties = read_map_ties(context.stage.field.ties, found, say, context.day) if with_ties else None
    lines = [_stroke(line) for line in ties.lines] if ties else []
    near = view_of(st.query_params.get(_NEAR, ""))
    shown = near or (found.centre, found.reach)
    deck = draw_map(spots, found.ground, found.outlines, shown, lines=lines, pixels=_FIRST, close=near is not None)
    key = f"map-picture-{view_text(near)}"
    show_map(deck, say, height=520, alt=found.sentence, key=key, choose=_go_nearer)
    _nearer(context, merged(spots, shown, pixels=_FIRST, close=near is not None), near)
    view.show(context, _told(found, context), "map-told")
    _take(
        context,
        found,
        lambda page, origin: map_page(
            spots, found.ground, found.outlines, shown, page=page, origin=origin, lines=lines
        ),
    )
    if ties:
        _tie_table(context, ties)
    if found.places:
        st.subheader(say("map.list_title"))
        columns = [say(f"map.columns.{name}") for name in _COLUMNS]
        placed = [one for place in found.places for one in place.things]
        rows = (_row(one, context) for one in view.page_of(context, placed, "map"))
        view.show(context, view.table(columns, rows, say("map.list_title")), "map-places")
    _left(context, found)
    folded_code(say("map.query"), "map-query", located_query())


def _asked(context: Context) -> MapView:
    """What the address asks for, under the lists that change it."""
    say = context.say
    kinds = [("", say("map.every_kind")), *((kind, say(f"map.kinds.{kind}")) for kind in MAP_KINDS)]
    sectors = [("", say("map.every_sector")), *context.stage.sector_starts]
    found = [
        view.Choice("montrer", say("map.kind"), kinds),
        view.Choice("filiere", say("map.sector"), sectors),
        view.Choice("liens", say("map.ties.choice"), [("", say("map.ties.no")), (_WITH, say("map.ties.yes"))]),
    ]
    if context.graph.manifest.centre:
        found.append(view.whose(say("map.who"), say("map.all"), say("map.own")))
    view.choices(context, found, "map-choices")
    kind, sector, own = found[0].chosen, found[1].chosen, view.asks_own(found)
    among = context.stage.field.members(sector) if sector else None
    key = ("map", say.language, context.day, kind, sector, own)
    return context.once(key, lambda: read_map_view(context.graph, say, context.day, kind=kind, own=own, among=among))


def _take(context: Context, found: MapView, draw: Callable[[Page, Origin], str]) -> None:
    """The table and the picture as files."""
    say = context.say
    told = (say("map.title"), found.sentence, "carte")
    placed = (each for place in found.places for one in place.things for each in one.mentions)
    with st.container(horizontal=True, key="map-take"):
        if found.places:
            view.download_workbook(context, say("map.download"), told, lambda: [sheet_of(context, found)])
        view.download_picture(context, told, (*placed, *found.outline_mentions), draw)


def _nearer(context: Context, marks: Sequence[Spot], near: Frame | None) -> None:
    """The list that leads to what is too near to be told apart, and back to the whole map."""
    say = context.say
    options = [("", say("map.near.whole")), *((view_text(spot.frame), spot.label) for spot in marks)]
    if near:
        options.insert(1, (st.query_params[_NEAR], say("map.near.here")))
    if len(options) > 1:
        view.choices(context, [view.Choice(_NEAR, say("map.near.choice"), options)], "map-near")


def _go_nearer(text: str) -> None:
    st.query_params[_NEAR] = text
    st.rerun()


def _stroke(line: MapLine) -> Stroke:
    pairs = [" — ".join(actor.label[:60] for actor in pair.actors) for pair in line.pairs]
    told = [" — ".join(place.label for place in line.places), *pairs[:_MOST_TOLD]]
    return Stroke(line.ends, "\n".join([*told, *(["…"] if len(pairs) > _MOST_TOLD else [])]), len(line.pairs))


def _tie_table(context: Context, ties: MapTies) -> None:
    """What the lines stand for, pair by pair."""
    say, write = context.say, view.writer(context)
    st.subheader(say("map.ties.title"))
    st.caption(ties.sentence)
    columns = [say(f"map.ties.columns.{name}") for name in ("places", "actors", "kinds", "sources")]
    rows = (
        [
            " — ".join(write.link(place) for place in line.places),
            " — ".join(write.link(actor) for actor in pair.actors),
            escape(", ".join(pair.kinds)),
            write.evidence(pair.mentions),
        ]
        for line in ties.lines
        for pair in line.pairs
    )
    view.show(context, view.table(columns, rows, say("map.ties.title")), "map-ties")


def _spot(place: MapPlace) -> Spot:
    """A mark whose pointer tells what is there, and when where it is not there on the day."""
    count, name = len(place.things), place.place.label
    told = [name] + [
        one.thing.label[:80] if one.present or not one.when else f"{one.thing.label[:80]} ({one.when})"
        for one in place.things[:_MOST_TOLD]
    ]
    hollow = not any(one.present for one in place.things)
    return Spot(place.point, name, "\n".join([*told, *(["…"] if count > _MOST_TOLD else [])]), count, hollow=hollow)


def _told(found: MapView, context: Context) -> str:
    """What the marks mean, whose outlines are drawn, and after which source."""
    say, write = context.say, view.writer(context)
    hollow = (
        f" {say('map.hint_hollow')}" if any(not one.present for place in found.places for one in place.things) else ""
    )
    days = f"<p>{escape(found.days)}</p>" if found.days else ""
    hint = f'{days}<p class="hint">{escape(say("map.hint"))}{escape(hollow)}</p>'
    if not found.outlines:
        return hint
    bounds = [thing.label for thing in found.bounds]
    names = enumerated(bounds, say, most=_MOST_BOUNDS)
    told = say("map.outlines", names=names)
    told += f" {say('map.outlines_day', day=say.day(context.day))}" if context.day else ""
    html = f"{hint}<p>{escape(told)}</p>{write.evidence(found.outline_mentions)}"
    return f"{html}<p>{escape(found.outside)}</p>" if found.outside else html


def _row(one: OnMap, context: Context) -> list[str]:
    write = view.writer(context)
    return [
        write.link(one.at),
        write.link(one.thing),
        escape(one.kind_label),
        escape(one.when),
        "<br>".join(write.link(thing) for thing in one.whose),
        escape(one.precision),
        write.evidence(one.mentions),
    ]


def _left(context: Context, found: MapView) -> None:
    """What the map leaves out: what has no known place, and what is not of the day."""
    titled = (
        ("nowhere", context.say("map.nowhere_title"), found.nowhere),
        ("absent", context.say("map.absent_title"), found.absent),
    )
    for name, title, groups in titled:
        if not groups:
            continue
        st.subheader(title)
        html = "".join(
            f"<h3>{escape(each.label)} ({len(each.things)})</h3><p>{view.some(context, each.things)}</p>"
            for each in groups
        )
        view.show(context, html, f"map-{name}")


def sheet_of(context: Context, found: MapView) -> Sheet:
    """The rows of the page as a table of a workbook."""
    say = context.say
    columns = tuple(Column(name, say(f"map.columns.{name}")) for name in _IN_FILE)
    rows: list[tuple[Value, ...]] = [
        (
            one.at.label,
            one.thing.label,
            one.kind_label,
            one.when,
            ", ".join(thing.label for thing in one.whose),
            one.precision,
            *place.point,
            view.cited(one.mentions),
        )
        for place in found.places
        for one in place.things
    ]
    return Sheet(say("map.title"), columns, rows)
