"""The years: a bar for what begins and ends in each, which leads to its last day, and a button that plays them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from territory_graph.messages import Translator
from territory_graph.ui.controls import button
from territory_graph.ui.explorer.icons import icon
from territory_graph.views.chronicle import YearOfChange

_PACE = 1600
"""Milliseconds that each year stays while the years play."""

_MOST_BARS, _TALLEST = 60, 34


def day_control(years: Sequence[YearOfChange], day: date | None, say: Translator) -> str:
    """The control as HTML; nothing where no tie has a date."""
    if not years:
        return ""
    known = {year.year: year for year in years}
    first, last = min(known), max(known)
    if last - first < _MOST_BARS:
        shown = [known.get(year, YearOfChange(year, 0, 0, 0, 0)) for year in range(first, last + 1)]
    else:  # one far date, as the end of a concession, takes no year away; of too many, those nearest to the day stay
        near = day.year if day else last
        shown = [known[year] for year in sorted(sorted(known, key=lambda year: abs(year - near))[:_MOST_BARS])]
    tallest = max(year.starts + year.events + year.ends for year in shown)
    bars = "".join(_bar(year, tallest, day, say) for year in shown)
    return (
        '<div class="days">'
        f'<button type="button" data-play=".bar-of-year" data-pace="{_PACE}" aria-pressed="false"'
        f' title="{escape(say("explorer.play_help"))}" aria-label="{escape(say("explorer.play"))}">'
        f"{icon('play')}</button>"
        f'<div class="years" role="group" aria-label="{escape(say("explorer.histogram"))}">{bars}</div></div>'
    )


def _bar(year: YearOfChange, tallest: int, day: date | None, say: Translator) -> str:
    begun, ended = (
        round(_TALLEST * count / tallest) if tallest else 0 for count in (year.starts + year.events, year.ends)
    )
    starts = say("explorer.year_starts", count=year.starts + year.events)
    label = say(
        "explorer.year_bar", year=str(year.year), starts=starts, ends=say("explorer.year_ends", count=year.ends)
    )
    marks = f'<i class="begun" style="height:{begun}px"></i><i class="ended" style="height:{ended}px"></i>'
    text = f"<span>{year.year}</span>" if year.year % 5 == 0 else "<span></span>"
    current = day is not None and day.year == year.year
    return button("set-day", f"{year.year}-12-31", label, shows=marks + text, kind="bar-of-year", pressed=current)
