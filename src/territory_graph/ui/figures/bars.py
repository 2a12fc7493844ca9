"""The one drawer of bars and other charts of numbers, in the colours of the theme."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import altair as alt
import pandas as pd
from markupsafe import Markup

from territory_graph.messages import NARROW_SPACE, Translator
from territory_graph.ui.figures.ink import BLUE
from territory_graph.ui.takeaway.frame import LEFT, QUIET, RIGHT, Page, framed
from territory_graph.ui.takeaway.marks import text_line
from territory_graph.ui.takeaway.shown import Origin
from territory_graph.views.charts import Chart

_BAR, _HEIGHT = 28, 420
_NAMES, _VALUES = 520, 160


def chart_picture(chart: Chart, say: Translator) -> Any:
    """Bars, a line, a scatter or a histogram, with numbers and dates as the language writes them."""
    drawn = _DRAW[chart.kind](chart)
    return drawn if say.language == "en" else drawn.configure(locale=_FRENCH)


def bars_page(chart: Chart, page: Page, origin: Origin) -> str:
    """Bars as a page of its own: each with its name and its number, all on one scale from 0."""
    row = min(40.0, 780 / max(1, len(chart.marks)))
    low, high = min(0.0, *(mark.y for mark in chart.marks)), max(0.0, *(mark.y for mark in chart.marks))
    room = RIGHT - LEFT - _NAMES - _VALUES
    scale = room / ((high - low) or 1)
    zero = LEFT + _NAMES - low * scale
    drawn = [text_line(chart.y_title, zero, 166, 15, fill=QUIET)]
    for place, mark in enumerate(chart.marks):
        y = 178 + row * place
        left, end = sorted((zero, zero + mark.y * scale))
        drawn.append(text_line(mark.label, LEFT + _NAMES - 12, y + row * 0.62, 16, room=_NAMES - 12, anchor="end"))
        bar = Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}"/>')
        drawn.append(bar.format(left, y + row * 0.15, max(1.0, end - left), row * 0.7, BLUE))
        drawn.append(text_line(origin.say.number(mark.y), end + 8, y + row * 0.62, 16, room=_VALUES - 8))
    return framed(page, Markup("").join(drawn), origin)


def _frame(chart: Chart) -> pd.DataFrame:
    rows = [(mark.x, mark.y, mark.label, mark.end) for mark in chart.marks]
    return pd.DataFrame(rows, columns=["x", "y", "label", "end"])


def _bars(chart: Chart) -> Any:
    y = alt.Y("x:N", sort=None, title=chart.x_title, axis=alt.Axis(labelLimit=260, labelOverlap=False))
    x = alt.X("y:Q", title=chart.y_title, axis=alt.Axis(tickCount=8))
    drawn = alt.Chart(_frame(chart)).mark_bar(color=BLUE).encode(x=x, y=y, tooltip=_tooltip(chart))
    return drawn.properties(height=_BAR * len(chart.marks) + 60)


def _line(chart: Chart) -> Any:
    x, y = alt.X("x:T", title=chart.x_title), alt.Y("y:Q", title=chart.y_title)
    drawn = (
        alt.Chart(_frame(chart)).mark_line(point={"color": BLUE}, color=BLUE).encode(x=x, y=y, tooltip=_tooltip(chart))
    )
    return drawn.properties(height=_HEIGHT)


def _scatter(chart: Chart) -> Any:
    x = alt.X("x:Q", title=chart.x_title, scale=alt.Scale(zero=False))
    y = alt.Y("y:Q", title=chart.y_title, scale=alt.Scale(zero=False))
    drawn = (
        alt.Chart(_frame(chart)).mark_circle(size=60, opacity=0.7, color=BLUE).encode(x=x, y=y, tooltip=_tooltip(chart))
    )
    return drawn.properties(height=_HEIGHT)


def _histogram(chart: Chart) -> Any:
    x = alt.X("x:Q", title=chart.x_title, bin="binned")
    drawn = alt.Chart(_frame(chart)).mark_bar(color=BLUE).encode(x=x, x2="end:Q", y=alt.Y("y:Q", title=chart.y_title))
    return drawn.properties(height=_HEIGHT)


def _tooltip(chart: Chart) -> list[alt.Tooltip]:
    return [alt.Tooltip("label:N", title=chart.x_title), alt.Tooltip("y:Q", title=chart.y_title)]


_DRAW: dict[str, Callable[[Chart], Any]] = {"bar": _bars, "line": _line, "scatter": _scatter, "histogram": _histogram}


_FIRST_MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin")
_LAST_MONTHS = ("juillet", "août", "septembre", "octobre", "novembre", "décembre")
_FRENCH = alt.Locale(
    number=alt.NumberLocale(decimal=",", thousands=NARROW_SPACE, grouping=[3], currency=["", f"{NARROW_SPACE}€"]),
    time=alt.TimeLocale(
        dateTime="%A %e %B %Y à %X",
        date="%d/%m/%Y",
        time="%H:%M:%S",
        periods=["AM", "PM"],
        days=["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"],
        shortDays=["dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."],
        months=[*_FIRST_MONTHS, *_LAST_MONTHS],
        shortMonths=["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."],
    ),
)
