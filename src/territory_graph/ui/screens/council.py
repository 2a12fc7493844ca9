"""Conseil: a meeting or a year, partner by partner, each agreement opening beside the list."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from territory_graph.errors import UnknownEntityError
from territory_graph.resources import PACKAGE
from territory_graph.ui import view
from territory_graph.ui.context import Context
from territory_graph.ui.controls import button
from territory_graph.ui.fiche.brief import as_html, as_pdf
from territory_graph.ui.fiche.markup import FicheWriter
from territory_graph.ui.fiche.opened import page_of
from territory_graph.ui.markup import in_markdown
from territory_graph.ui.screens.money import sums_table
from territory_graph.ui.sheet import sheet
from territory_graph.ui.takeaway.workbook import Column, Sheet, Value
from territory_graph.views.council import KINDS, CouncilView, Listed, PartnerRow, council_brief, read_council
from territory_graph.views.telling import centre_name
from territory_graph.vocabulary import full_iri, short_id

MEETING, _BESIDE = "seance", "accord"


def render(context: Context) -> None:
    """Shows the screen of the council."""
    say = context.say
    st.html(PACKAGE / "ui" / "fiche" / "fiche.css")
    st.title(say("council.title"))
    st.caption(say("council.question"))
    found = _asked(context)
    if found is None:
        centre = centre_name(context.graph, context.day, say)
        st.info(say("council.none", centre=centre) if centre else say("council.no_centre"))
        return
    view.show(context, f"{view.lead(found.sentence)}<p>{escape(found.before)}</p>", "council-lead")
    _take(context, found)
    left, right = st.columns([1.7, 1], gap="large")
    with left:
        _decided(context, found)
        st.subheader(say("council.list_title"))
        write = view.writer(context)
        html = "".join(_partner(row, found, context, write) for row in found.rows)
        sheet(html, key="council-partners", on_open=context.open_fiche, on_do=_open)
    with right:
        _beside(context, found)
    if found.sums:
        st.subheader(say("council.sums"))
        view.show(context, sums_table(context, found.sums, say("council.sums")), "council-sums")


def _asked(context: Context) -> CouncilView | None:
    """What the address asks for, under the list that changes it."""
    say, base = context.say, context.graph.base
    found = read(context, st.query_params.get(MEETING, ""))
    if found:
        options = [(short_id(value, base), name) for value, name in found.choices]
        view.choices(context, [view.Choice(MEETING, say("council.choose"), options)], "council-choices")
    return found


def read(context: Context, text: str) -> CouncilView | None:
    """The meeting or year that an address names, else the first."""
    asked = full_iri(text, context.graph.base) if text and not text.isdigit() else text  # a number is a year
    key = ("council", context.say.language, context.day, asked)
    return context.once(key, lambda: read_council(context.graph, context.say, context.day, asked))


def _open(name: str, value: str) -> None:
    if name == _BESIDE:
        st.query_params[_BESIDE] = value


def _decided(context: Context, found: CouncilView) -> None:
    if not found.decisions:
        return
    write = view.writer(context)
    st.subheader(context.say("council.decisions"))
    items = "".join(
        f"<li>{write.link(one.thing)}{_when(one)}{write.evidence(one.mentions)}</li>" for one in found.decisions
    )
    view.show(context, f"<ul>{items}</ul>", "council-decisions")


def _partner(row: PartnerRow, found: CouncilView, context: Context, write: FicheWriter) -> str:
    """One partner: its agreements, the sum, what they are about and set, the year before, and events."""
    say = context.say
    lines = [
        (
            say(f"council.columns.{kind}"),
            "".join(_agreement(one, found, context, write) for one in listed),
        )
        for kind, listed in row.agreements.items()
    ]
    sums = "".join(
        f"<div>{' / '.join(escape(amount.text) for amount in one.amounts)}, {escape(one.scope)}</div>"
        for one in row.sums
    )
    lines.append((say("council.columns.sum"), sums or escape(say("council.none_known"))))
    for name, things in (("themes", row.themes), ("clauses", row.clauses)):
        lines.append((say(f"council.columns.{name}"), write.things(things) or escape(say("council.none_known"))))
    lines.append((say("council.columns.before"), escape(row.before)))
    for name, events in (("outcomes", row.outcomes), ("others", row.others)):
        if events or name == "outcomes":
            told = "".join(
                f"<div>{write.link(one.thing)}{_when(one)}{write.evidence(one.mentions)}</div>" for one in events
            )
            lines.append((say(f"council.columns.{name}"), told or escape(say("council.none_known"))))
    pairs = "".join(f"<div><dt>{escape(name)}</dt><dd>{html}</dd></div>" for name, html in lines)
    return f'<section><h2>{write.link(row.partner)}</h2><dl class="essentials">{pairs}</dl></section>'


def _agreement(one: Listed, found: CouncilView, context: Context, write: FicheWriter) -> str:
    say, short = context.say, short_id(one.thing.iri, context.graph.base)
    pressed = st.query_params.get(_BESIDE) == short
    label = say("council.open", agreement=one.thing.label)
    opener = button(_BESIDE, short, label, shows=write.text(one.thing.label), kind="text", pressed=pressed)
    adopted = f' <span class="flag">{escape(say("council.adopted"))}</span>' if one.thing.iri in found.adopted else ""
    when = _when(one) or f' <span class="when">{escape(say("council.undated"))}</span>'
    return f"<div>{opener}{when}{adopted}{write.evidence(one.mentions)}</div>"


def _when(one: Listed) -> str:
    return f' <span class="when">{escape(one.when)}</span>' if one.when else ""


def _beside(context: Context, found: CouncilView) -> None:
    """The agreement that the address names, as its fiche tells it, else how to open one."""
    say, asked = context.say, st.query_params.get(_BESIDE, "")
    known = {one.thing.iri for row in found.rows for each in row.agreements.values() for one in each}
    iri = full_iri(asked, context.graph.base)
    with st.container(border=True, key="council-opened" if iri in known else "council-beside"):
        if iri not in known:
            st.caption(say("council.beside"))
            return
        try:
            page = page_of(context, iri)
        except UnknownEntityError:
            st.caption(say("council.beside"))
            return
        st.subheader(in_markdown(page.fiche.thing.label))
        write = FicheWriter(say, context.fiche_address, iri)
        parts = "".join(f"<h3>{escape(part.title)}</h3>{write.part(part)}" for part in page.parts)
        view.show(
            context,
            f"{write.head(page)}{parts}<p>{write.opener(iri, say('council.open_fiche'))}</p>",
            "council-agreement",
        )


def _take(context: Context, found: CouncilView) -> None:
    say, slug = context.say, context.graph.manifest.slug
    address = view.address(context)

    with st.container(horizontal=True, key="council-take"):
        told = (found.title, f"{found.sentence} {found.before}", "conseil")
        view.download_workbook(context, say("council.download_xlsx"), told, lambda: [sheet_of(context, found)])
        view.download(
            say("council.download_pdf"),
            lambda: as_pdf(council_brief(context.graph, found, say, context.day, address)),
            f"{slug}-conseil.pdf",
            "application/pdf",
            ":material/print:",
        )
        view.download(
            say("council.download_html"),
            lambda: as_html(council_brief(context.graph, found, say, context.day, address)).encode(),
            f"{slug}-conseil.html",
            "text/html",
            ":material/article:",
        )


def sheet_of(context: Context, found: CouncilView) -> Sheet:
    """A row a partner, as the page tells it."""
    say = context.say
    names = ("partner", *KINDS, "sum", "themes", "clauses", "before", "outcomes", "others")
    columns = (
        *(Column(name, say(f"council.columns.{name}")) for name in names),
        Column("sources", say("money.columns.sources")),
    )
    return Sheet(say("council.list_title"), columns, [_cells(row, say("council.undated")) for row in found.rows])


def _cells(row: PartnerRow, undated: str) -> tuple[Value, ...]:
    def listed(found: Sequence[Listed]) -> str:
        return " ; ".join(f"{one.thing.label} ({one.when or undated})" for one in found)

    sums = " ; ".join(f"{' / '.join(amount.text for amount in one.amounts)}, {one.scope}" for one in row.sums)
    every = (*(one for found in row.agreements.values() for one in found), *row.outcomes, *row.others)
    mentions = (mention for one in every for mention in one.mentions)
    return (
        row.partner.label,
        *(listed(row.agreements.get(kind, ())) for kind in KINDS),
        sums,
        ", ".join(thing.label for thing in row.themes),
        ", ".join(thing.label for thing in row.clauses),
        row.before,
        listed(row.outcomes),
        listed(row.others),
        view.cited(mentions),
    )
