"""The legend of a picture as SVG: what shapes, colours, sizes and lines say, with counts."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Literal

from markupsafe import Markup

from territory_graph.facts.ties import TieStatus
from territory_graph.ui.takeaway.labels import Box
from territory_graph.ui.takeaway.marks import INK, PAPER, mark, sample, text_line
from territory_graph.ui.takeaway.shown import Shown, clean
from territory_graph.views.drawing import LegendEntry

_ROW, _ABOVE_HEADING, _HEADING_LINE = 33.0, 22.0, 22.0
_LONGEST, _HEADING_LINES = 36, 3
_INDENT = 46.0
_FADED: Literal["faded"] = "faded"

_Heading = tuple[str, ...]
_Row = _Heading | LegendEntry | TieStatus | Literal["faded"]


def legend(shown: Shown, box: Box) -> Markup:
    """The legend inside a box: its rows come closer where there are many."""
    rows = list(_rows(shown))
    scale = min(1.0, (box.bottom - box.top) / max(sum(map(_height, rows)), 1.0))
    drawn, y = [], box.top - _ABOVE_HEADING
    for row in rows:
        drawn.append(_drawn(row, box, y, scale, shown))
        y += scale * _height(row)
    return Markup('<g fill="{}" stroke-linecap="round">{}</g>').format(INK, Markup("").join(drawn))


def _rows(shown: Shown) -> Iterator[_Row]:
    """Headings and entries, from the first to the last."""
    drawing, say = shown.drawing, shown.say
    if drawing.legend:
        yield _heading(say("drawing.kind"))
        yield from drawing.legend
    if drawing.colours:
        yield _heading(drawing.colour_title)
        yield from drawing.colours
    if drawing.ties:
        drawn = {tie.status for tie in drawing.ties}
        yield _heading(say("drawing.status"))
        yield from (status for status, _ in drawing.status_labels if status in drawn)
        yield from [_FADED] if any(tie.faded for tie in drawing.ties) else []
    if drawing.size_title and drawing.nodes:
        yield _heading(drawing.size_title)


def _heading(text: str) -> _Heading:
    return tuple(textwrap.wrap(clean(text), _LONGEST, max_lines=_HEADING_LINES, placeholder=" …"))


def _height(row: _Row) -> float:
    return _ABOVE_HEADING + _HEADING_LINE * len(row) if isinstance(row, tuple) else _ROW


def _drawn(row: _Row, box: Box, top: float, scale: float, shown: Shown) -> Markup:
    x, room = box.left, box.right - box.left
    if isinstance(row, tuple):
        lines = ((text, top + scale * (_ABOVE_HEADING + _HEADING_LINE * (at + 0.7))) for at, text in enumerate(row))
        return Markup("").join(text_line(text, x, y, 17 * scale, room=room, weight=600) for text, y in lines)
    if isinstance(row, LegendEntry):
        fill = PAPER if shown.drawing.colours and row in shown.drawing.legend else ""
        sign = mark(row.kind, x + 16, top + 17 * scale, 12 * scale, fill=fill)
        text = f"{clean(row.label, _LONGEST)} ({shown.say.number(row.count)})"
    else:
        faded = row == _FADED
        status: TieStatus = "stated" if row == "faded" else row
        sign = Markup('<g fill="none">{}</g>').format(sample(status, x, top + 17 * scale, 34, faded=faded))
        text = shown.say("takeaway.faded") if faded else clean(dict(shown.drawing.status_labels)[status], _LONGEST)
    return sign + text_line(text, x + _INDENT, top + 23 * scale, 18 * scale, room=room - _INDENT)
