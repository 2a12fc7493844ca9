"""What a proposal would do, shown before it is sent and to who reviews it."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import groupby

import streamlit as st

from territory_graph.model import Thing
from territory_graph.ui.context import Context
from territory_graph.ui.markup import Writer, sentence_in_markdown
from territory_graph.ui.sheet import sheet
from territory_graph.views.contributing.effect import Effect
from territory_graph.views.contributing.told import RecordView, RowView


class _Plain(Writer):
    """Writes what is not published yet: nothing leads away from a form that is filled in."""

    def link(self, thing: Thing) -> str:
        """The name of a thing."""
        return self.text(thing.label)


def show_stops(effect: Effect) -> None:
    """What must be mended first, and what should be looked at again."""
    for sentence in effect.stops:
        st.error(sentence_in_markdown(sentence), icon=":material/error:")
    for sentence in effect.doubts:
        st.warning(sentence_in_markdown(sentence), icon=":material/warning:")


def show_others(effect: Effect) -> None:
    """What is known already that looks the same, and what other sources say otherwise: none of it stops a proposal."""
    for one in effect.resembling:
        st.warning(sentence_in_markdown(one.sentence), icon=":material/content_copy:")
    for clash in effect.clashes:
        st.warning(sentence_in_markdown(clash.sentence), icon=":material/compare_arrows:")


def show_effect(effect: Effect, context: Context, key: str) -> None:
    """What would appear, change and go."""
    say = context.say
    writer = _Plain(say, context.fiche_address)
    parts = [
        _listed(say("contribute.appears"), effect.appears, writer),
        _listed(say("contribute.disappears"), effect.disappears, writer),
        _listed(say("contribute.cells"), effect.cells, writer),
    ]
    if effect.counts and (effect.appears or effect.disappears):
        parts.append(f'<p class="when">{escape(effect.counts)}</p>')
    if effect.thing is not None:
        title = escape(say("contribute.fiche-of"))
        lines = "".join(writer.section(one) for one in effect.sections)
        parts.append(f"<h3>{title} {writer.text(effect.thing.label)}</h3>{lines}")
    if any(parts):
        sheet("".join(parts), key=f"contribute-effect-{key}", on_open=context.open_fiche)
    elif effect.come or effect.gone:
        st.caption(say("contribute.no-tie-changes", come=effect.come, gone=effect.gone))
    else:
        st.caption(say("contribute.nothing-changes"))


def _listed(title: str, sentences: Iterable[str], writer: Writer) -> str:
    items = "".join(f"<li>{writer.sentence(sentence)}</li>" for sentence in sentences)
    return f"<h3>{escape(title)}</h3><ul>{items}</ul>" if items else ""


def show_rows(rows: Iterable[RowView], context: Context, key: str) -> None:
    """Rows of a proposal, cell by cell, with the words of the document that say so."""
    writer = _Plain(context.say, context.fiche_address)
    parts = []
    for row in rows:
        cells = "".join(f"<dt>{writer.text(label)}</dt><dd>{writer.text(cell)}</dd>" for label, cell in row.cells)
        passage = f'<p class="gist">« {writer.text(row.passage)} »</p>' if row.passage else ""
        parts.append(f"<h3>{writer.text(row.title)}</h3><dl>{cells}</dl>{passage}")
    if parts:
        sheet("".join(parts), key=f"rows-{key}", on_open=context.open_fiche)


def show_record(view: RecordView, context: Context, key: str) -> None:
    """What a record says, with its sources."""
    writer = Writer(context.say, context.fiche_address)
    parts = []
    for thing, statements in groupby(view.statements, lambda one: one.thing):
        own = [one for one in statements if one.value != thing.label]  # “Membership” is of the kind “Membership”
        lines = "".join(f"<dt>{writer.text(one.label)}</dt><dd>{writer.text(one.value)}</dd>" for one in own)
        parts.append(f"<h3>{writer.link(thing)}</h3><dl>{lines}</dl>")
    if parts:
        html = f"{''.join(parts)}{writer.mentions(view.mentions)}"
        sheet(html, key=f"record-{key}", on_open=context.open_fiche)
