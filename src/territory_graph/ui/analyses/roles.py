"""One node of a network: chosen from a list, told in one sentence, and where it stands by each measure."""

from __future__ import annotations

from html import escape

import networkx as nx

from territory_graph.network.measures import MEASURES
from territory_graph.terms import is_iri
from territory_graph.ui import view
from territory_graph.ui.analyses import pieces
from territory_graph.ui.analyses.rankings import standing_table
from territory_graph.ui.context import Context
from territory_graph.ui.controls import choice
from territory_graph.ui.long_work import worked
from territory_graph.views.analyses.rankings import Rankings
from territory_graph.views.analyses.roles import Roles, standings
from territory_graph.views.analyses.state import Analysis
from territory_graph.views.ordering import alphabetical
from territory_graph.views.telling import named, plain
from territory_graph.vocabulary import full_iri, short_id

MOST_LISTED = 500
"""Nodes that a list offers: the most tied."""


def choose(context: Context, state: Analysis, roles: Roles) -> str:
    """The list of the nodes by name, and the one chosen where it is not among the most tied."""
    base, iri = context.graph.base, full_iri(state.actor, context.graph.base)
    most_tied = sorted(roles.partners, key=lambda each: (-len(roles.partners[each]), each))[:MOST_LISTED]
    listed = {*most_tied, iri} & roles.partners.keys()
    names = sorted(((each, named(each, roles.names)) for each in listed), key=lambda one: alphabetical(one[1]))
    options = [("", context.say("analyses.measures.choose")), *((short_id(each, base), name) for each, name in names)]
    chosen = choice("set-actor", roles.word("choose"), [("", options)], short_id(iri, base))
    if len(roles.partners) <= MOST_LISTED:
        return chosen
    return f'{chosen}<p class="hint">{escape(context.say("analyses.measures.listed", count=MOST_LISTED))}</p>'


def told(context: Context, state: Analysis, network: nx.Graph, roles: Roles, ranks: Rankings) -> None:
    """The sentence of the node that the address names, where it stands, and where to go on; or that it is unknown."""
    if not state.actor:
        return
    say, iri = context.say, full_iri(state.actor, context.graph.base)
    sentence = roles.sentence(iri)
    if not sentence:
        field = context.stage.field
        name = field.thing(iri).label if is_iri(iri) and field.exists(iri) else state.actor
        unknown = say("analyses.measures.unknown", name=plain(name))
        pieces.sheet_of(context, f'<p class="hint">{context.writer.text(unknown)}</p>', "actor")
        return
    clause = ranks.clause(iri, say(MEASURES[state.measure].name), say)
    lead = view.lead(f"{sentence} {clause}".strip())
    fiche = context.writer.opener(iri, say("analyses.measures.fiche"))
    see = pieces.network_link(context, [iri], say("analyses.see_network"))
    rows = worked(context, ("standings", state.network, iri), lambda _: standings(network, iri, say))
    table = standing_table(context, rows)
    title = escape(say("analyses.measures.standings"))
    folded = f'<details class="part" id="standings" open><summary>{title}</summary>{table}</details>'
    pieces.sheet_of(context, f'{lead}<p class="see">{fiche} {see}</p>{folded}', "actor")
