"""Tables of ranks: who, with a link, which rank, which value, how sure it is, and what each is in one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise

import networkx as nx

from territory_graph.ui.analyses import pieces
from territory_graph.ui.context import Context
from territory_graph.ui.controls import button
from territory_graph.ui.long_work import worked
from territory_graph.views.analyses.measures import number
from territory_graph.views.analyses.networks import unsure_in
from territory_graph.views.analyses.rankings import Rankings, RankRow, ranking
from territory_graph.views.analyses.roles import Roles, Standing, read_roles
from territory_graph.views.analyses.state import Analysis

_SHOWN, _MOST = 15, 200
_RANKING = tuple(f"analyses.passage.column_{name}" for name in ("rank", "name", "value", "between", "role"))
_STANDINGS = ("analyses.measures.measure", "analyses.measures.column_value", "analyses.measures.column_place")


def roles_of(context: Context, state: Analysis, network: nx.Graph) -> Roles:
    """The roles of all nodes of a network."""
    return worked(
        context,
        ("roles", state.network),
        lambda _: read_roles(network, context.say, unsure_in(network, context.stage.field, state)),
    )


def rankings_of(context: Context, state: Analysis, network: nx.Graph, roles: Roles, measure: str) -> Rankings:
    """The ranking of a network by a measure, with the names of things."""
    return worked(
        context,
        ("ranking", state.network, measure),
        lambda watch: ranking(
            network, measure, roles, context.stage.field.ties.things(map(str, network)), context.say, watch=watch
        ),
    )


def ranked(context: Context, found: Rankings) -> None:
    """A ranking as a table: fifteen lines, the others folded, and how many are not shown.

    Where the draws tell no neighbours apart, nobody has a rank: that is said once, and the order is that of the values.
    """
    if not found.rows:
        return
    say, rows, first = context.say, found.rows[:_MOST], found.rows[0]
    ranks = not (first.chained and all(row.place == first.place for row in rows))
    html = "" if ranks else f"<p>{escape(say('analyses.passage.no_ranks', **first.chain(say)))}</p>"
    html += _ranking(context, rows[:_SHOWN], ranks=ranks)
    rest = rows[_SHOWN:]
    if rest:
        title, folded = escape(say("fiche.more_lines", count=len(rest))), _ranking(context, rest, ranks=ranks)
        html += f'<details class="more" id="ranking-more"><summary>{title}</summary>{folded}</details>'
    left = found.left + len(found.rows) - len(rows)
    if left:
        html += f'<p class="hint">{escape(say("analyses.passage.rows_left", count=left))}</p>'
    pieces.sheet_of(context, html, "ranking")


def _ranking(context: Context, rows: Sequence[RankRow], *, ranks: bool) -> str:
    """The rows of a table; the ranks that a chain of neighbours covers are said on its first."""
    say, writer = context.say, context.writer
    above = {row.thing.iri for before, row in pairwise(rows) if row.chained and before.place == row.place}
    cells = [
        (
            *((escape(say("analyses.passage.as_above") if row.thing.iri in above else row.rank),) if ranks else ()),
            writer.link(row.thing),
            escape(number(row.value, say)),
            escape(row.between),
            writer.text(row.role),
        )
        for row in rows
    ]
    columns = _RANKING if ranks else _RANKING[1:]
    return _table("ranking", [say(name) for name in columns], cells, head=int(ranks))


def standing_table(context: Context, rows: Iterable[Standing]) -> str:
    """Where one node stands by each measure: the value, and the rank or why there is none."""
    say = context.say
    cells = [
        (
            button("set-measure", row.measure, row.name, kind="text"),
            escape(number(row.value, say)),
            escape(row.rank),
        )
        for row in rows
    ]
    return _table("standings", [say(name) for name in _STANDINGS], cells, head=0)


def _table(name: str, columns: Sequence[str], rows: Iterable[Sequence[str]], head: int) -> str:
    """A table of cells that are HTML already; ``head`` is the column that names each row.

    Its roles are said, for on a narrow screen its rows are laid out otherwise, and browsers then forget them.
    """
    titles = "".join(f'<th scope="col" role="columnheader">{escape(column)}</th>' for column in columns)
    lines = ""
    for row in rows:
        cells = "".join(
            f'<th scope="row" role="rowheader">{cell}</th>'
            if at == head
            else f'<td role="cell" data-column="{escape(columns[at])}">{cell}</td>'
            for at, cell in enumerate(row)
        )
        lines += f'<tr role="row">{cells}</tr>'
    return (
        f'<div class="{name}"><table role="table"><thead role="rowgroup"><tr role="row">{titles}</tr></thead>'
        f'<tbody role="rowgroup">{lines}</tbody></table></div>'
    )
