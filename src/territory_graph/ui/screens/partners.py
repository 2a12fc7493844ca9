"""Trouver des partenaires: what is looked for, and who has it, ranked by stated reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from html import escape

import streamlit as st

from territory_graph.ui import view
from territory_graph.ui.analyses import pieces
from territory_graph.ui.context import Context
from territory_graph.ui.controls import button
from territory_graph.ui.fiche.markup import FicheWriter
from territory_graph.ui.sheet import sheet
from territory_graph.views.partners import (
    Offer,
    Partner,
    Partners,
    Wish,
    nowhere_told,
    read_offer,
    read_partners,
    scope,
    sheet_rows,
)
from territory_graph.vocabulary import full_iri, short_id

_FIELDS = tuple(field.name for field in fields(Wish))
_ADDRESS = {"sector": "filieres", "theme": "themes", "epci": "epci", "kind": "sortes"}
_APART = ","
_MOST_STARTS = 24
COLUMNS = ("actor", "has", "why", "sources", "together", "way")


def render(context: Context) -> None:
    """Shows the screen."""
    say, day = context.say, context.day
    st.title(say("partners.title"))
    st.caption(say("partners.question"))
    offer = context.once(("partners-offer", say.language, day), lambda: read_offer(context.graph, day, say))
    wish = _wish(context, offer)
    found = context.once(("partners", say.language, day, wish), lambda: read_partners(context.graph, wish, day, say))
    starts = "" if wish.about else _starts(offer, context)
    sheet(_html(context, found, wish) + starts, key="partners", on_open=context.open_fiche, on_do=_start)
    if found.found:
        pieces.download(
            context,
            [f"partners.columns.{name}" for name in COLUMNS],
            sheet_rows(found),
            name="partners",
            label=say("partners.csv"),
            scope=pieces.of_day(context, scope(found, wish, offer, day, say)),
        )


def _wish(context: Context, offer: Offer) -> Wish:
    """What the reader asks for, which is in the address."""
    say, base = context.say, context.graph.base
    chosen: dict[str, tuple[str, ...]] = {}
    for column, name in zip(st.columns(len(_FIELDS)), _FIELDS, strict=True):
        labels: dict[str, str] = {thing.iri: thing.label for thing in getattr(offer, name)}
        key = f"partners-{name}"
        asked = st.query_params.get(_ADDRESS[name], "")
        # A link or the browser's Back fills a field; what the reader's own choice wrote is no news.
        if asked != st.session_state.get(f"{key}-told"):
            st.session_state[key] = list(getattr(wish_of({_ADDRESS[name]: asked}, offer, base), name))
            st.session_state[f"{key}-told"] = asked
        with column:
            st.multiselect(
                say(f"partners.fields.{name}"),
                list(labels),
                format_func=labels.__getitem__,
                key=key,
                on_change=_tell_address,
                args=(name, base),
                placeholder=say(f"partners.any.{name}"),
            )
        chosen[name] = tuple(st.session_state[key])
    return Wish(**chosen)


def wish_of(parameters: Mapping[str, str], offer: Offer, base: str) -> Wish:
    """What an address asks for, of what is on offer."""
    chosen = {}
    for name in _FIELDS:
        offered = {thing.iri for thing in getattr(offer, name)}
        asked = (full_iri(one, base) for one in parameters.get(_ADDRESS[name], "").split(_APART) if one)
        chosen[name] = tuple(iri for iri in asked if iri in offered)
    return Wish(**chosen)


def _tell_address(name: str, base: str) -> None:
    text = _APART.join(short_id(iri, base) for iri in st.session_state[f"partners-{name}"])
    st.session_state[f"partners-{name}-told"] = text
    if text:
        st.query_params[_ADDRESS[name]] = text
    else:
        st.query_params.pop(_ADDRESS[name], None)


def _starts(offer: Offer, context: Context) -> str:
    """The first sectors, each as a button that asks for it."""
    chips = "".join(
        button("ask", short_id(thing.iri, context.graph.base), thing.label, kind="chip")
        for thing in offer.sector[:_MOST_STARTS]
    )
    return (
        f'<div class="chosen" role="group" aria-label="{escape(context.say("partners.fields.sector"))}">{chips}</div>'
    )


def _start(_: str, sector: str) -> None:
    st.query_params[_ADDRESS["sector"]] = sector


def _html(context: Context, found: Partners, wish: Wish) -> str:
    say, writer = context.say, view.writer(context)
    partners = "".join(_partner(one, found, wish, writer, context) for one in found.found)
    nowhere = ""
    if found.nowhere:
        told = writer.text(nowhere_told(found, context.day, say))
        nowhere = f"<p>{told} {writer.things(found.nowhere)}</p>"
    network = pieces.network_link(context, [one.thing.iri for one in found.found], say("partners.network"))
    link = f"<p>{network}</p>" if found.found else ""
    return f'{view.lead(found.sentence)}{link}<ol class="partners">{partners}</ol>{nowhere}'


def _partner(one: Partner, found: Partners, wish: Wish, writer: FicheWriter, context: Context) -> str:
    say = context.say
    has = say(
        "partners.has", has=len(one.has), asked=len(wish.about), names=", ".join(thing.label for thing in one.has)
    )
    parts = [f"<p>{writer.text(has)}</p>", writer.sentences(one.reasons)]
    if one.together:
        over = say("partners.over", count=one.over) if one.over else ""
        title = writer.text(say("partners.together", count=len(one.together), or_centre=found.or_centre) + over)
        parts.append(f"<details><summary>{title}</summary>{writer.sentences(one.together)}</details>")
    if one.way:
        parts.append(f"<p>{writer.text(one.way)}</p>")
    return f"<li><strong>{writer.link(one.thing)}</strong>{''.join(parts)}</li>"
