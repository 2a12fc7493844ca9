"""The one drawer of calendars: a year as twelve boxes, a mark an event, hollow where only its month is known."""

from __future__ import annotations

from html import escape

from markupsafe import Markup

from territory_graph.messages import Translator
from territory_graph.ui.figures.ink import BLUE
from territory_graph.ui.takeaway.frame import LEFT, QUIET, Page, framed, legend_of
from territory_graph.ui.takeaway.marks import text_line
from territory_graph.ui.takeaway.shown import Origin, shortened
from territory_graph.views.agenda import AgendaView, Month

_MOST_MARKS, _MOST_TOLD = 60, 12
_COLUMNS, _BOX, _BETWEEN = 4, (351, 264), 12
_LINES, _LONGEST = 9, 44


def calendar_html(found: AgendaView, say: Translator) -> str:
    """The year for a page: what is to come is blue; a pointer is told the names."""
    boxes = []
    for month in found.months:
        marks = "".join(
            f'<i class="{"coming" if one.coming else "past"}{"" if one.precision == "day" else " loose"}"></i>'
            for one in month.events[:_MOST_MARKS]
        )
        left = len(month.events) - _MOST_TOLD
        names = ", ".join(one.label(say) for one in month.events[:_MOST_TOLD]) + (", …" if left > 0 else "")
        title, count = escape(names or say("agenda.nothing")), len(month.events)
        name = escape(_name(month, found))
        boxes.append(
            f'<li title="{title}"><span>{name}</span><b>{count or ""}</b><span class="marks">{marks}</span></li>'
        )
    return f'<ol class="months" aria-label="{escape(say("agenda.strip"))}">{"".join(boxes)}</ol>'


def calendar_page(found: AgendaView, page: Page, origin: Origin) -> str:
    """The year as a page of its own with its legend: the events of each month by name, as many as fit."""
    say = origin.say
    boxes = Markup("").join(_box(month, place, found, say) for place, month in enumerate(found.months))
    signs = [
        (_dot(1570, 180, coming=True, loose=False), say("agenda.legend.coming")),
        (_dot(1570, 256, coming=False, loose=False), say("agenda.legend.past")),
        (_dot(1570, 332, coming=True, loose=True), say("agenda.legend.loose")),
    ]
    return framed(page, boxes + legend_of(signs), origin)


def _name(month: Month, found: AgendaView) -> str:
    return month.name.removesuffix(f" {found.year}")


def _box(month: Month, place: int, found: AgendaView, say: Translator) -> Markup:
    width, height = _BOX
    x = LEFT + place % _COLUMNS * (width + _BETWEEN)
    y = 150 + place // _COLUMNS * (height + _BETWEEN)
    drawn = [
        Markup('<rect x="{}" y="{}" width="{}" height="{}" rx="6" fill="none" stroke="#c8ccd0"/>').format(x, y, *_BOX)
    ]
    drawn.append(text_line(_name(month, found), x + 12, y + 26, 17, weight=600))
    if month.events:
        drawn.append(text_line(str(len(month.events)), x + width - 12, y + 26, 17, weight=600, anchor="end"))
    for row, one in enumerate(month.events[:_LINES]):
        line = y + 54 + 22 * row
        drawn.append(_dot(x + 18, line - 5, coming=one.coming, loose=one.precision != "day"))
        drawn.append(text_line(shortened(one.label(say), _LONGEST), x + 30, line, 14, room=width - 40))
    if len(month.events) > _LINES:
        drawn.append(text_line("…", x + 30, y + height - 8, 14, fill=QUIET))
    return Markup("").join(drawn)


def _dot(x: float, y: float, *, coming: bool, loose: bool) -> Markup:
    colour = BLUE if coming else QUIET
    return Markup('<circle cx="{}" cy="{}" r="5" fill="{}" stroke="{}" stroke-width="2"/>').format(
        x, y, "#ffffff" if loose else colour, colour
    )
