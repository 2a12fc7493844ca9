"""Évaluer un soutien: whom one supported over a period, with which sums, and what sources say came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html import escape

import streamlit as st

from territory_graph.ui import view
from territory_graph.ui.analyses import pieces
from territory_graph.ui.context import Context
from territory_graph.ui.fiche.markup import FicheWriter
from territory_graph.ui.markup import in_markdown
from territory_graph.ui.sheet import sheet
from territory_graph.views.evaluation import (
    Period,
    Supported,
    lines,
    read_evaluation,
    read_supporters,
    shown,
)
from territory_graph.vocabulary import full_iri, short_id

SUPPORTER, FIRST, LAST = "qui", "du", "jusque"
"""Parameters of the address: who supports, and the days of the period."""
_COLUMNS = ("body", "partners_first", "partners_last", "among_first", "among_last", "events", "staff", "expected")
SHOWN = ("body", "partners", "among", "events", "staff", "expected")
_YEARS = 10
"""Length of the period at first, until the day of the page."""


def render(context: Context) -> None:
    """Shows the screen."""
    say = context.say
    st.title(say("evaluation.title"))
    st.caption(say("evaluation.question"))
    supporters = context.once(("supporters", say.language, context.day), lambda: read_supporters(context.graph, say))
    if not supporters:
        st.write(say("evaluation.none"))
        return
    chosen, first, last = _asked(context, {thing.iri: thing.label for thing in supporters})
    if last < first:
        st.warning(say("evaluation.wrong"), icon=":material/event_busy:")
        return
    period = Period(first, last)
    found = context.once(
        ("evaluation", say.language, chosen, period, context.day),
        lambda: read_evaluation(context.graph, chosen, period, say),
    )
    writer = view.writer(context)
    sums = f"<h3>{escape(say('evaluation.parts.sums'))}</h3>"
    sums += writer.sentences(found.sums) or writer.text(say("unknown.value"))
    head = f"{view.lead(found.sentence)}<p>{writer.text(say('evaluation.limits'))}</p>{sums}"
    sheet(head, key="evaluation-head", on_open=context.open_fiche)
    if not found.supported:
        return
    titles = [say(f"evaluation.columns.{name}") for name in SHOWN]
    cells = [[writer.text(str(cell)) for cell in row] for row in shown(found, say)]
    sheet(view.table(titles, cells, say("evaluation.title")), key="evaluation-table", on_open=context.open_fiche)
    names, scope = [f"evaluation.columns.{name}" for name in _COLUMNS], f"{found.sentence} {say('evaluation.limits')}"
    pieces.download(context, names, lines(found, say), name="evaluation", label=say("evaluation.csv"), scope=scope)
    bodies = "".join(_body(one, writer, context) for one in found.supported)
    sheet(bodies, key="evaluation-bodies", on_open=context.open_fiche)


def _asked(context: Context, labels: dict[str, str]) -> tuple[str, date, date]:
    """Who supports and from when until when: the address says it, and the fields change the address."""
    say, parameters, base = context.say, st.query_params, context.graph.base
    default, first, last = asked_of(context, parameters, labels)
    if parameters.get(SUPPORTER) and full_iri(parameters[SUPPORTER], base) not in labels:
        told = say("evaluation.unknown", text=parameters[SUPPORTER][:80], name=labels[default])
        st.warning(in_markdown(told), icon=":material/help:")
    who, start, end = st.columns([2, 1, 1])
    chosen = who.selectbox(say("evaluation.supporter"), list(labels), list(labels).index(default), labels.__getitem__)
    chosen_first, chosen_last = (
        column.date_input(
            say(f"evaluation.{name}"),
            value,
            min_value=date.min,
            max_value=date.max,
            format="DD/MM/YYYY",
        )
        for column, name, value in ((start, "first", first), (end, "last", last))
    )
    if (chosen, chosen_first, chosen_last) != (default, first, last):
        address = {SUPPORTER: short_id(chosen, base), FIRST: str(chosen_first), LAST: str(chosen_last)}
        st.query_params.update(address)
    return chosen, chosen_first, chosen_last


def asked_of(context: Context, parameters: Mapping[str, str], labels: Mapping[str, str]) -> tuple[str, date, date]:
    """Who supports and the period that an address asks for: at first the centre, and ten years until the day."""
    asked, centre = full_iri(parameters.get(SUPPORTER, ""), context.graph.base), context.graph.manifest.centre or ""
    chosen = next((iri for iri in (asked, centre) if iri in labels), next(iter(labels)))
    last = _day(parameters.get(LAST, "")) or context.day or context.graph.manifest.known_on
    return chosen, _day(parameters.get(FIRST, "")) or date(max(1, last.year - _YEARS + 1), 1, 1), last


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _body(one: Supported, writer: FicheWriter, context: Context) -> str:
    say = context.say
    parts = "".join(
        f"<h3>{escape(say(f'evaluation.parts.{name}'))}</h3>{writer.sentences(told)}"
        for name, told in (
            ("support", one.support),
            ("agreements", one.agreements),
            ("events", one.events),
            ("announced", one.announced),
            ("undated", one.undated),
            ("staff", one.staff),
        )
        if told
    )
    colon, none = say("list.colon"), escape(say("evaluation.no_event"))
    expected = "".join(
        f"<li>{writer.link(each.theme)}{colon}{writer.things(each.events) or none}</li>" for each in one.expected
    )
    promised = f"<h3>{escape(say('evaluation.parts.expected'))}</h3><ul>{expected}</ul>" if expected else ""
    return f"<section><h2>{writer.link(one.thing)}</h2>{parts}{promised}</section>"
