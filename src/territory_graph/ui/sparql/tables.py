"""The answer as a table that stays quick at a hundred thousand rows, and as the text that the engine gave."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import unquote

import pandas as pd
import streamlit as st

from territory_graph.downloads import turtle
from territory_graph.ui import view
from territory_graph.ui.context import ADDRESSES, Context
from territory_graph.ui.sparql.state import Outcome
from territory_graph.views.columns import profiles
from territory_graph.views.reading import Reading
from territory_graph.views.result_table import ShownColumn

MANY = 5_000
"""Rows beyond which the browser is sent only those that it shows."""
LONGEST_RAW = 100_000
_SHOWN_NAME = rf"^(?:{ADDRESSES['fiche']}\?[^#]*#)?(.*)$"
"""What is shown of an address: the name behind a fiche's “#”, else the address itself."""


def show_table(context: Context, outcome: Outcome, reading: Reading) -> None:
    """The rows or triples, in the order of the answer."""
    say = context.say
    named = any(each.kind in ("thing", "mixed") for each in profiles(reading.found.table))
    identifiers = named and st.toggle(
        say("sparql.identifiers"), help=say("sparql.identifiers_help"), key="sparql-identifiers"
    )
    columns, frame = _frame(context, outcome, reading, identifiers)
    view.answer_table(
        context,
        frame,
        [column.title for column in columns],
        [[_card(context, column, row) for column in columns] for row in range(min(len(frame), view.MOST_CARDS))],
        "sparql-answer",
        column_config={column.title: _config(column) for column in columns},
        height=min(480, 38 + 35 * max(1, len(frame))),
        placeholder="",
        lazy=len(frame) > MANY or None,
        key=f"sparql-table-{outcome.at.timestamp()}-{identifiers}",
        alt=reading.summary.partition(say("sparql.summary.join"))[0],
    )


def _card(context: Context, column: ShownColumn, row: int) -> str:
    """A cell as HTML: the name behind a fiche's “#” leads there, another address to the web."""
    value = column.values[row]
    if value is None:
        return ""
    text = str(value) if isinstance(value, str) else context.say.number(value)
    if column.kind != "links":
        return escape(text)
    address, _, name = text.partition("#") if text.startswith(f"{ADDRESSES['fiche']}?") else (text, "", text)
    outward = "" if name is not text else ' target="_blank" rel="noopener noreferrer"'
    return f'<a href="{escape(address)}"{outward}>{escape(unquote(name))}</a>'


def _frame(
    context: Context, outcome: Outcome, reading: Reading, identifiers: bool
) -> tuple[tuple[ShownColumn, ...], pd.DataFrame]:
    """The columns and their frame, made once."""
    key = f"table-{context.say.language}-{identifiers}"
    if key not in outcome.notes:
        columns = reading.columns(context.fiche_address, identifiers=identifiers)
        series = {column.title: pd.Series(column.values, dtype=_dtype(column)) for column in columns}
        outcome.notes[key] = columns, pd.DataFrame(series, index=range(len(reading.found.table)))
    made: tuple[tuple[ShownColumn, ...], pd.DataFrame] = outcome.notes[key]
    return made


def _dtype(column: ShownColumn) -> Any:
    if column.kind != "numbers":
        return "object"
    return "Int64" if all(value is None or isinstance(value, int) for value in column.values) else "Float64"


def _config(column: ShownColumn) -> Any:
    if column.kind == "links":
        return st.column_config.LinkColumn(display_text=_SHOWN_NAME)
    if column.kind == "numbers":
        return st.column_config.NumberColumn(format="localized")
    return st.column_config.TextColumn()


def show_raw(context: Context, outcome: Outcome, reading: Reading) -> None:
    """What the engine gave, as text: rows as they came, triples as Turtle; the beginning of it where it is long."""
    say, result = context.say, outcome.result
    assert result is not None
    if reading.found.kind == "triples":
        if "turtle" not in outcome.notes:
            outcome.notes["turtle"] = turtle(result.body, context.graph.base)
        text, media_type = outcome.notes["turtle"], "text/turtle"
    else:
        text, media_type = result.body.decode("utf-8", "replace"), result.media_type
    told = say("sparql.raw_type", media_type=media_type)
    if len(text) > LONGEST_RAW:
        told += " " + say("sparql.raw_cut", shown=LONGEST_RAW // 1000, total=len(text) // 1000)
    st.caption(told)
    language = "json" if media_type.endswith("json") else "turtle"
    st.code(text[:LONGEST_RAW], language=language, height=420, wrap_lines=True)
