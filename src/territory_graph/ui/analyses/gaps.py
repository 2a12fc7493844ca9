"""The part “gaps and overlaps”: a matrix of two axes, each number opening who is behind it."""

from __future__ import annotations

from html import escape

import networkx as nx

from territory_graph.facts.coverage import coverage_query
from territory_graph.model import Thing
from territory_graph.ui import view
from territory_graph.ui.analyses import pieces
from territory_graph.ui.code import folded_code
from territory_graph.ui.context import Context
from territory_graph.ui.controls import choice, query_link
from territory_graph.ui.long_work import worked
from territory_graph.ui.markup import Writer
from territory_graph.views.analyses.gaps import Gaps, is_thing, lines, read_gaps
from territory_graph.views.analyses.state import AXES, Analysis
from territory_graph.views.permalink import address_of

_MANY = 2


def show(context: Context, state: Analysis, network: nx.Graph) -> None:  # noqa: ARG001  as every part
    """Shows the part."""
    say, writer = context.say, context.writer
    axes = [(axis, say(f"analyses.gaps.axes.{axis}")) for axis in AXES]
    head = "".join(
        choice(do, say(f"analyses.gaps.{key}"), [("", axes)], current)
        for do, key, current in (("set-rows", "rows", state.rows), ("set-columns", "columns", state.columns))
    )
    found = worked(
        context,
        ("gaps", state.rows, state.columns, state.day, state.within),
        lambda _: read_gaps(context.graph, state.rows, state.columns, say, state.day, within=state.within),
    )
    head += _narrowing(found, context)
    empty = "".join(
        f"<h3>{escape(say(f'analyses.gaps.{name}'))}</h3><p>{' · '.join(map(writer.link, things))}</p>"
        for name, things in (("unknown", found.unknown), ("absent", found.absent))
        if things
    )
    dated = "analyses.gaps.on_day" if state.day else "analyses.gaps.all_dates"
    told = " ".join(say(key) for key in (dated, "analyses.gaps.rules", "analyses.gaps.hint"))
    hint = f'<p class="hint">{escape(told)}</p>'
    matrix = _matrix(found, state, context, writer)
    html = f'<div class="bar">{head}</div>{view.lead(found.sentence)}{matrix}{hint}{empty}'
    pieces.sheet_of(context, html, "gaps")
    columns = ("rows", "columns", "column_count", "column_who")
    pieces.download(
        context,
        [f"analyses.gaps.{name}" for name in columns],
        lines(found),
        name="gaps",
        label=say("analyses.gaps.csv"),
        scope=pieces.of_day(context, found.sentence),
    )
    folded_code(say("analyses.gaps.query"), "gaps-query", found.sparql)


def _narrowing(found: Gaps, context: Context) -> str:
    """The list of the values of other axes to which the matrix can be narrowed: its third dimension."""
    say = context.say
    groups = [
        (say(f"analyses.gaps.axes.{axis}"), [(f"{axis}~{thing.iri}", thing.label) for thing in things])
        for axis, things in found.offered.items()
        if things
    ]
    current = "~".join(found.within) if found.within else ""
    everybody = ("", [("", say("analyses.gaps.within_all"))])
    return choice("set-within", say("analyses.gaps.within"), [everybody, *groups], current)


def _matrix(found: Gaps, state: Analysis, context: Context, writer: Writer) -> str:
    head = "".join(f'<th scope="col">{writer.text(column.label[:60])}</th>' for column in found.columns)
    rows = "".join(
        f'<tr><th scope="row">{writer.link(row) if is_thing(row) else writer.text(row.label)}</th>'
        + "".join(_cell((row, column), found, state, context, writer) for column in found.columns)
        + "</tr>"
        for row in found.rows
    )
    return f'<div class="gaps"><table><thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _cell(cell: tuple[Thing, Thing], found: Gaps, state: Analysis, context: Context, writer: Writer) -> str:
    """How many actors, who they are, and a link to the query that finds them."""
    iris = cell[0].iri, cell[1].iri
    actors = found.cells.get(iris, ())
    if not actors:
        return f'<td class="none">{escape(context.say(f"analyses.gaps.none_{found.counted}"))}</td>'
    kind = "one" if len(actors) < _MANY else "many"
    listed = "<br>".join(writer.link(actor) for actor in actors)
    query = query_link(
        address_of(coverage_query(state.rows, state.columns, state.day, iris, found.within)), context.say
    )
    return f'<td class="{kind}"><details><summary>{len(actors)}</summary>{listed}{query}</details></td>'
