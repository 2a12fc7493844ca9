"""The one drawer of timelines: a row a moment, what is sure dark, the days that it may mean light.

What lasted and whose end nobody gives may have lasted on any later day: light to the edge, where it ends in a tip.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import altair as alt
import pandas as pd

from territory_graph.ui.figures.ink import BLUE, ink
from territory_graph.views.fiche.chronology import Chronology, Moment

_ROW, _SMALL = 34, 8
_EDGE = 0.04
_ROOM = alt.ExprRef(expr="width - 6")
"""The room of words: the width that the page gives the picture."""


def time_picture(shown: Chronology, day: date | None = None) -> Any:
    """A row a moment, its name above it: what is sure is dark, the days that it may mean are light; a line at a day."""
    edge = _edge(shown)
    frame = pd.DataFrame([piece for row, one in enumerate(shown.moments) for piece in _pieces(row, one, edge)])
    named = frame.drop_duplicates("row")
    y = alt.Y("row:O", scale=alt.Scale(domain=list(range(len(shown.moments)))), title=None, axis=None)
    x = alt.X("first:T", title=None, axis=alt.Axis(orient="top", format=_ticks(shown), tickCount=6, grid=True))
    tooltip = [alt.Tooltip("label:N", title=" "), alt.Tooltip("when:N", title="  ")]
    base = alt.Chart(frame).encode(y=y, tooltip=tooltip)
    bars: dict[str, Any] = {"height": _SMALL, "cornerRadius": 3, "yOffset": _ROW / 4, "color": BLUE}
    light = base.transform_filter("datum.shape == 'light'").mark_bar(opacity=0.4, **bars).encode(x=x, x2="last:T")
    dark = base.transform_filter("datum.shape == 'dark'").mark_bar(opacity=1, **bars).encode(x=x, x2="last:T")
    days = base.transform_filter("datum.shape == 'day'").mark_circle(size=70, opacity=1, color=BLUE, yOffset=_ROW / 4)
    tips = base.transform_filter("datum.shape == 'tip'").mark_point(
        shape="triangle-right", filled=True, size=70, opacity=1, color=BLUE, yOffset=_ROW / 4
    )
    words = alt.Chart(named).mark_text(
        align="left", yOffset=-_ROW / 5, fontSize=12, color=ink(), limit=_ROOM, clip=True
    )
    names = words.encode(y=y, x=alt.value(2), text="text:N", tooltip=tooltip)
    layers = [light, dark, days.encode(x=x), tips.encode(x=x), names]
    if day is not None:
        rule = alt.Chart(pd.DataFrame({"first": [str(day)]})).mark_rule(strokeDash=[4, 4], color=ink())
        layers.append(rule.encode(x=alt.X("first:T")))
    drawn = alt.layer(*layers)
    return drawn.properties(height=_ROW * len(shown.moments) + 30)


def _edge(shown: Chronology) -> date:
    """A little behind the last day of all."""
    first, last = min(one.first for one in shown.moments), max(one.last for one in shown.moments)
    room = timedelta(days=max(30, round(_EDGE * (last - first).days)))
    return last + min(room, date.max - last)


def _ticks(shown: Chronology) -> str:
    """Years, or months where all is within a few years: a year is never written twice."""
    first, last = min(one.first for one in shown.moments), max(one.last for one in shown.moments)
    return "%Y" if (last - first).days > 6 * 366 else "%m/%Y"


def _short(label: str) -> str:
    """A label as it fits above its bar, cut where it is said to be."""
    return label if len(label) <= 70 else f"{label[:69].rstrip()}…"


def _pieces(row: int, one: Moment, edge: date) -> list[dict[str, Any]]:
    """The marks of one row: what it may have begun on, lasted for sure, and may have ended on."""
    marks: list[tuple[str, Any, Any]] = []
    if one.first == one.begun and one.ending == one.last and one.begun == one.last and not one.open:
        marks.append(("day", one.first, one.first))
    elif (one.ending, one.last) == (one.first, one.begun):
        marks.append(("light", one.first, one.last))
    else:
        marks += [("light", one.first, one.begun)] if one.first != one.begun else []
        marks += [("dark", one.begun, one.ending)] if one.begun < one.ending else []
        marks += [("light", one.ending, one.last)] if one.ending != one.last else []
    if one.open:
        marks += [("light", one.last, edge), ("tip", edge, edge)]
    told = {"row": row, "label": one.label[:200], "when": one.when, "text": f"{_short(one.label)} · {one.when}"}
    return [{**told, "shape": shape, "first": str(first), "last": str(last)} for shape, first, last in marks]
