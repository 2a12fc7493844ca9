"""The one drawer of timelines: a row a moment, what is sure dark, the days that it may mean light.

What lasted and whose end nobody gives may have lasted on any later day: light to the edge, where it ends in a tip.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import altair as alt
import streamlit as st
from markupsafe import Markup

from territory_graph.ui.figures.ink import BLUE, ink, tone
from territory_graph.ui.takeaway.frame import LEFT, QUIET, Page, framed, legend_of
from territory_graph.ui.takeaway.marks import text_line
from territory_graph.ui.takeaway.shown import Origin, shortened
from territory_graph.views.fiche.chronology import Chronology, Moment

_ROW, _SMALL = 34, 8
_EDGE = 0.04
_ROOM = alt.ExprRef(expr="width - 6")
"""The room of words: the width that the page gives the picture."""
_LETTER = 6.2
"""About the width of a letter of the names, in pixels."""
_NAMED = alt.ExprRef(
    expr=f"truncate(datum.name, max(12, floor((width - 6) / {_LETTER}) - length(datum.when) - 3)) + ' · ' + datum.when"
)
"""The name of a row and its date: where both do not fit, the name is cut and the date stays whole."""


def show_times(shown: Chronology, key: str, day: date | None = None) -> None:
    """Shows a timeline on the page; the picture is ours, so that it is not checked against Vega's schema each time."""
    st.vega_lite_chart(spec=time_picture(shown, day).to_dict(validate=False), alt=shown.sentence, key=key)


def time_picture(shown: Chronology, day: date | None = None) -> Any:
    """A row a moment, its name above it: what is sure is dark, the days that it may mean are light; a line at a day."""
    edge = _edge(shown)
    rows = [_pieces(row, one, edge) for row, one in enumerate(shown.moments)]
    frame, named = alt.InlineData([piece for row in rows for piece in row]), alt.InlineData([row[0] for row in rows])
    y = alt.Y("row:O", scale=alt.Scale(domain=list(range(len(shown.moments)))), title=None, axis=None)
    x = alt.X("first:T", title=None, axis=alt.Axis(orient="top", format=_ticks(shown), tickCount=6, grid=True))
    tooltip = [alt.Tooltip("label:N", title=" "), alt.Tooltip("when:N", title="  ")]
    base = alt.Chart(frame).encode(y=y, tooltip=tooltip)
    bars: dict[str, Any] = {"height": _SMALL, "cornerRadius": 3, "yOffset": _ROW / 4, "color": tone()}
    light = base.transform_filter("datum.shape == 'light'").mark_bar(opacity=0.5, **bars).encode(x=x, x2="last:T")
    dark = base.transform_filter("datum.shape == 'dark'").mark_bar(opacity=1, **bars).encode(x=x, x2="last:T")
    days = base.transform_filter("datum.shape == 'day'").mark_circle(size=70, opacity=1, color=tone(), yOffset=_ROW / 4)
    tips = base.transform_filter("datum.shape == 'tip'").mark_point(
        shape="triangle-right", filled=True, size=70, opacity=1, color=tone(), yOffset=_ROW / 4
    )
    words = alt.Chart(named).mark_text(
        align="left", yOffset=-_ROW / 5, fontSize=12, color=ink(), limit=_ROOM, clip=True, text=_NAMED
    )
    names = words.encode(y=y, x=alt.value(2), tooltip=tooltip)
    layers = [light, dark, days.encode(x=x), tips.encode(x=x), names]
    if day is not None:
        rule = alt.Chart(alt.InlineData([{"first": str(day)}])).mark_rule(strokeDash=[4, 4], color=ink())
        layers.append(rule.encode(x=alt.X("first:T")))
    drawn = alt.layer(*layers)
    return drawn.properties(height=_ROW * len(shown.moments) + 30)


def _edge(shown: Chronology) -> date:
    """A little behind the last day of all."""
    first, last = min(one.first for one in shown.moments), max(one.last for one in shown.moments)
    room = timedelta(days=max(30, round(_EDGE * (last - first).days)))
    return last + min(room, date.max - last)


def time_page(shown: Chronology, page: Page, origin: Origin, day: date | None = None) -> str:
    """The timeline as a page of its own with its legend: a row a moment, its name left of it; many are drawn lower."""
    first, last = min(one.first for one in shown.moments), _edge(shown)
    row = min(_ROW, (_HEIGHT - _HEAD) / len(shown.moments))

    def at(when: date) -> float:
        return _NAMES + (_WIDTH - _NAMES - 16) * (when - first).days / max(1, (last - first).days)

    step = max(1, (last.year - first.year) // 8)
    years = [date(year, 1, 1) for year in range(first.year, last.year + 1, step) if date(year, 1, 1) >= first]
    drawn = [Markup(_RULE).format(f"{at(year):.1f}", _HEIGHT, "") for year in years]
    drawn += [text_line(str(year.year), at(year) + 4, 14, 13, fill=QUIET) for year in years]
    lined = day if day is not None and first <= day <= last else None
    if lined:
        drawn.append(Markup(_RULE).format(f"{at(lined):.1f}", _HEIGHT, "4 4"))
    for place, one in enumerate(shown.moments):
        middle, pieces = _HEAD + row * (place + 0.5), _pieces(place, one, last)
        drawn += [_piece(each, at, middle, row) for each in pieces]
        drawn.append(text_line(pieces[0]["text"], 0, middle + row * 0.25, min(14, row * 0.85), room=_NAMES - 14))
    picture = Markup('<svg x="{}" y="150" width="{}" height="{}">{}</svg>').format(
        LEFT, _WIDTH, _HEIGHT, Markup("").join(drawn)
    )
    say = origin.say
    bar = Markup('<rect x="1540" y="{}" width="60" height="8" rx="3" fill="{}" fill-opacity="{}"/>')
    signs = [
        (bar.format(176, BLUE, 1), say("chronology.legend.sure")),
        (bar.format(252, BLUE, 0.4), say("chronology.legend.possible")),
        (Markup('<circle cx="1570" cy="332" r="5" fill="{}"/>').format(BLUE), say("chronology.legend.day")),
        (Markup(_TIP).format(1566, 408, BLUE), say("chronology.legend.open")),
    ]
    if lined:
        signs.append((Markup(_SAMPLE), say.day(lined)))
    return framed(page, picture + legend_of(signs), origin)


_WIDTH, _HEIGHT, _HEAD, _NAMES = 1440, 820, 24, 560
_RULE = '<path d="M{} 0V{}" stroke="#c8ccd0" stroke-dasharray="{}"/>'
_SAMPLE = '<path d="M1570 464v40" stroke="#c8ccd0" stroke-dasharray="4 4"/>'
_TIP = '<path d="M{} {}l10 6l-10 6z" fill="{}"/>'


def _piece(piece: dict[str, Any], at: Callable[[date], float], middle: float, row: float) -> Markup:
    """A mark of a row as SVG, around the middle of the row."""
    first, last = (at(date.fromisoformat(piece[name])) for name in ("first", "last"))
    if piece["shape"] == "day":
        return Markup('<circle cx="{:.1f}" cy="{:.1f}" r="{:.1f}" fill="{}"/>').format(
            first, middle, min(5, row / 2.2), BLUE
        )
    if piece["shape"] == "tip":
        return Markup(_TIP).format(f"{first:.1f}", f"{middle - 6:.1f}", BLUE)
    opacity, high = 1 if piece["shape"] == "dark" else 0.4, min(_SMALL, row * 0.6)
    bar = '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="2" fill="{}" fill-opacity="{}"/>'
    return Markup(bar).format(first, middle - high / 2, max(1.0, last - first), high, BLUE, opacity)


def _ticks(shown: Chronology) -> str:
    """Years, or months where all is within a few years: a year is never written twice."""
    first, last = min(one.first for one in shown.moments), max(one.last for one in shown.moments)
    return "%Y" if (last - first).days > 6 * 366 else "%m/%Y"


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
    name = shortened(one.label, 70)
    told = {"row": row, "label": one.label[:200], "name": name, "when": one.when, "text": f"{name} · {one.when}"}
    return [{**told, "shape": shape, "first": str(first), "last": str(last)} for shape, first, last in marks]
