"""What differs between two networks, whatever they are: in sentences, in one picture, in tables and as Python."""

from __future__ import annotations

from html import escape

import streamlit as st

from territory_graph.messages import Translator
from territory_graph.ui import view
from territory_graph.ui.analyses import pieces
from territory_graph.ui.code import folded_code
from territory_graph.ui.context import Context
from territory_graph.ui.markup import Writer
from territory_graph.views.analyses.as_python import python_of_comparison
from territory_graph.views.analyses.comparison import MARKS, Comparison, turns
from territory_graph.views.analyses.sketch import Mark
from territory_graph.views.analyses.state import Analysis

_HEIGHT = 520


def show_differences(context: Context, state: Analysis, found: Comparison, told: str = "") -> None:
    """Shows a comparison; ``told`` is what else there is to say of it, as HTML; ``state`` names what is compared."""
    say, compared = context.say, found.sides.compared
    pieces.sheet_of(context, _answer(found, context.writer, say), "comparison-answer")
    if found.drawing is not None:
        pieces.picture(
            context, found.drawing, say(f"analyses.comparison.{compared}.picture"), "comparison-picture", _HEIGHT
        )
        faded = {node.faded for node in found.drawing.nodes if node.hollow}
        hollow: tuple[Mark, ...] = (*(("gone",) if True in faded else ()), *(("alone",) if False in faded else ()))
        legend = pieces.line_legend(say, tuple(MARKS[compared].values()), hollow)
        pieces.sheet_of(context, legend, "comparison-legend")
        if found.left_out:
            st.caption(found.left_out)
    if told:
        pieces.sheet_of(context, told, "comparison-told")
    _table(context, found)
    pieces.measures(
        context,
        found.measures,
        found.values,
        name="comparison-measures",
        scope=_scope(context, found),
        compared=compared,
    )
    again = python_of_comparison(state)
    folded_code(say("analyses.as_python"), "comparison-code", again, language="python", icon=":material/replay:")


def _answer(found: Comparison, writer: Writer, say: Translator) -> str:
    key = f"analyses.comparison.{found.sides.compared}"
    lines = "".join(
        f"<dt>{escape(say(f'{key}.who_{name}'))}</dt><dd>{pieces.linked(things, writer)}</dd>"
        for name, things in turns(found.came, found.left, found.sides)
        if things
    )
    who = f"<dl>{lines}</dl>" if lines else ""
    return f'{view.lead(found.sentence)}{who}<p class="hint">{escape(say(f"{key}.hint"))}</p>'


def _table(context: Context, found: Comparison) -> None:
    if not found.ties:
        return
    say, key = context.say, f"analyses.comparison.{found.sides.compared}"
    columns = (
        *(f"analyses.comparison.columns.{name}" for name in ("one", "other")),
        *(f"{key}.columns.{name}" for name in ("fate", "before", "after")),
    )
    rows = [
        [tie.one.label, tie.other.label, say(f"{key}.fate.{tie.fate}"), ", ".join(tie.before), ", ".join(tie.after)]
        for tie in found.ties
    ]
    st.subheader(say("analyses.comparison.table"))
    pieces.table(rows, columns, say)
    label = say("analyses.comparison.csv")
    pieces.download(context, columns, rows, name="comparison", label=label, scope=_scope(context, found))


def _scope(context: Context, found: Comparison) -> str:
    """What a file of the comparison is of: its sentence, with the day of the page where it compares no days."""
    return found.sentence if found.sides.compared == "dates" else pieces.of_day(context, found.sentence)
