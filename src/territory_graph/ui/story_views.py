"""What a view of a story tells in a file: its sentences and its tables, as its page has them at the same address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import networkx as nx

from territory_graph.errors import TerritoryGraphError
from territory_graph.messages import Translator
from territory_graph.network.measures import MEASURES, measure
from territory_graph.network.outcome import NoMeaning
from territory_graph.queries import packaged_query
from territory_graph.service.agenda import OWN, WHOSE
from territory_graph.store.engine import Answer
from territory_graph.terms import is_iri
from territory_graph.ui.analyses.comparison import compared_days
from territory_graph.ui.analyses.what_if import scenario_of
from territory_graph.ui.context import Context
from territory_graph.ui.screens import agenda, chronology, council, evaluation, money, partners
from territory_graph.ui.screens import map as map_screen
from territory_graph.views import composing
from territory_graph.views.agenda import read_year
from territory_graph.views.analyses.comparison_measures import ChangedValue
from territory_graph.views.analyses.comparison_sides import compare_dates, compare_scenario, compare_sources
from territory_graph.views.analyses.gaps import lines as lines_of_gaps
from territory_graph.views.analyses.gaps import read_gaps
from territory_graph.views.analyses.groups import read_groups
from territory_graph.views.analyses.introductions import read_introductions
from territory_graph.views.analyses.measures import number, ordered, sentence, things_in, value_name
from territory_graph.views.analyses.networks import WEIGHED, read_network, scope, unsure_in
from territory_graph.views.analyses.passage import read_passage
from territory_graph.views.analyses.rankings import Rankings, ranking
from territory_graph.views.analyses.roles import read_roles
from territory_graph.views.analyses.sources import read_sources
from territory_graph.views.analyses.state import Analysis, analysis_of
from territory_graph.views.analyses.what_if_choices import agreements_of
from territory_graph.views.chronology import read_chronology
from territory_graph.views.evaluation import Period, read_evaluation, read_supporters
from territory_graph.views.evaluation import shown as shown_of_evaluation
from territory_graph.views.fiche.brief import plain
from territory_graph.views.map import read_map_view
from territory_graph.views.money import read_money
from territory_graph.views.partners import read_offer, read_partners, sheet_rows
from territory_graph.views.permalink import query_of
from territory_graph.views.questions import answer, asked_in, open_question
from territory_graph.views.telling import Told, enumerated
from territory_graph.views.wording import said
from territory_graph.vocabulary import full_iri

MOST_ROWS = 40
"""Rows of a table of a view that a file shows; the page has the others."""
_CITED = 3
_LONGEST = 600
"""Characters of a cell."""
Parameters = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """The first rows of a table under the names of its columns, and how many more the page has, in words."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a view tells: sentences, then tables."""

    sentences: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


def read_shown(context: Context, screen: str, parameters: Parameters) -> Shown:
    """What a screen tells at an address on the day of the context; nothing of a screen that asks its reader."""
    read = _READS.get(screen)
    if read is None:
        return Shown()
    try:
        return read(context, parameters)
    except TerritoryGraphError as error:
        return Shown((context.say.error(error),))


def cited(one: Told, say: Translator) -> str:
    """A sentence with its sources and how firmly they say it, for a file has nothing to unfold."""
    found = said(one.mentions)
    if not found:
        return one.sentence
    named = enumerated(list(dict.fromkeys(mention.title for mention in found)), say, most=_CITED)
    status = say(f"status.{one.status or found[0].status}")
    return say("story.cited", sentence=one.sentence, sources=named, status=status)


def _table(context: Context, columns: Iterable[str], rows: Iterable[Sequence[object]]) -> tuple[Table, ...]:
    found = [tuple(_text(cell, context.say) for cell in row) for row in rows]
    if not found:
        return ()
    left = len(found[MOST_ROWS:])
    return (
        Table(tuple(columns), tuple(found[:MOST_ROWS]), context.say("story.rows_left", count=left) if left else ""),
    )


def _text(cell: object, say: Translator) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return say.day(cell)
    return say.number(cell) if isinstance(cell, int | float | Decimal) else plain(str(cell), _LONGEST)


def _home(context: Context, _: Parameters) -> Shown:
    say, found = context.say, context.home
    told = [
        say("story.told", title=each.title, sentence=sentence)
        for each in found.briefing
        for sentence in (*(cited(one, say) for one in each.told), *filter(None, [each.left]))
    ]
    rows = [
        (one.value, one.label, one.note, say("home.cited", count=one.cited.value) if one.cited else "")
        for one in found.figures
    ]
    titles = [say(f"story.figures.{name}") for name in ("value", "what", "how", "cited")]
    return Shown((found.description, *told), _table(context, titles, rows))


def _agenda(context: Context, asked: Parameters) -> Shown:
    year, own = asked.get("annee", ""), asked.get(WHOSE) == OWN
    found = read_year(context.graph, context.say, context.day, year=int(year) if year.isdigit() else None, own=own)
    sheet = agenda.sheet_of(context, found)
    return Shown((found.sentence,), _table(context, [one.title for one in sheet.columns], sheet.rows))


def _chronology(context: Context, asked: Parameters) -> Shown:
    graph, say, day, kind = context.graph, context.say, context.day, asked.get("nature", "")
    period, own = asked.get("periode", ""), asked.get(WHOSE) == OWN
    decade = int(period) if period.isdigit() else None
    if decade is None and period != chronology.EVER:
        decade = chronology.first_decade(context, read_chronology(graph, say, day))
    found = read_chronology(graph, say, day, kind=kind, decade=decade, own=own)
    sheet = chronology.sheet_of(context, found)
    return Shown((found.sentence,), _table(context, [one.title for one in sheet.columns], sheet.rows))


def _money(context: Context, asked: Parameters) -> Shown:
    year, own = asked.get("annee", ""), asked.get(WHOSE) == OWN
    found = read_money(context.graph, context.say, context.day, year=int(year) if year.isdigit() else None, own=own)
    tables = [
        table
        for sheet in money.sheets(context, found)
        for table in _table(context, [one.title for one in sheet.columns], sheet.rows)
    ]
    return Shown((found.sentence, *found.notes), tuple(tables))


def _map(context: Context, asked: Parameters) -> Shown:
    sector = asked.get("filiere", "")
    among = context.stage.field.members(sector) if sector else None
    own = asked.get(WHOSE) == OWN
    kind = asked.get("montrer", "")
    found = read_map_view(context.graph, context.say, context.day, kind=kind, own=own, among=among)
    sheet = map_screen.sheet_of(context, found)
    left = [f"{each.label} ({len(each.things)})" for each in (*found.nowhere, *found.absent)]
    told = [context.say("story.left_out", names=enumerated(left, context.say))] if left else []
    return Shown(
        (found.sentence, *told),
        _table(context, [one.title for one in sheet.columns], sheet.rows),
    )


def _council(context: Context, asked: Parameters) -> Shown:
    found = council.read(context, asked.get(council.MEETING, ""))
    if found is None:
        return Shown()
    sheet = council.sheet_of(context, found)
    return Shown((found.sentence, found.before), _table(context, [one.title for one in sheet.columns], sheet.rows))


def _partners(context: Context, asked: Parameters) -> Shown:
    graph, say, day = context.graph, context.say, context.day
    found = read_partners(graph, partners.wish_of(asked, read_offer(graph, day, say), graph.base), day, say)
    titles = [say(f"partners.columns.{name}") for name in partners.COLUMNS]
    return Shown((found.sentence,), _table(context, titles, sheet_rows(found)))


def _evaluation(context: Context, asked: Parameters) -> Shown:
    say, labels = context.say, {thing.iri: thing.label for thing in read_supporters(context.graph, context.say)}
    if not labels:
        return Shown((say("evaluation.none"),))
    chosen, first, last = evaluation.asked_of(context, asked, labels)
    if last < first:
        return Shown((say("evaluation.wrong"),))
    found = read_evaluation(context.graph, chosen, Period(first, last), say)
    titles = [say(f"evaluation.columns.{name}") for name in evaluation.SHOWN]
    sums = [cited(one, say) for one in found.sums]
    return Shown(
        (found.sentence, say("evaluation.limits"), *sums), _table(context, titles, shown_of_evaluation(found, say))
    )


def _questions(context: Context, asked: Parameters) -> Shown:
    say, name = context.say, packaged_query(asked.get("q", "1")).name
    opened = open_question(context.graph, name, say)
    values = asked_in(asked, opened, context.graph)
    found = answer(context.graph, name, values, say, context.day)
    things = context.graph.things(filter(is_iri, values.values()), say.language, day=context.day)
    names = {value: things[value].label if value in things else value for value in values.values()}
    about = [say("list.colon").join((one.label, names[values[one.name]])) for one in opened.parameters]
    return Shown((opened.title, *about, found.sentence, found.scope), _table(context, found.columns, found.rows))


def _composing(context: Context, asked: Parameters) -> Shown:
    graph, say = context.graph, context.say
    wanted = composing.from_address(asked, graph.base)
    found = composing.answer(graph, wanted, context.day, say)
    told = composing.told(wanted, graph, context.day, say)
    return Shown(
        (*told, found.sentence if found.rows else say("composing.none")), _table(context, found.titles, found.rows)
    )


def _query(context: Context, asked: Parameters) -> Shown:
    text = query_of(asked)
    if text is None:
        return Shown()
    found = context.graph.query(text)
    if isinstance(found, bool):
        return Shown((text, context.say("sparql.summary.yes" if found else "sparql.summary.no")))
    titles = found.variables if isinstance(found, Answer) else ("s", "p", "o")
    rows = found.rows if isinstance(found, Answer) else [tuple(each) for each in found]
    return Shown((text,), _table(context, titles, rows))


def _analyses(context: Context, asked: Parameters) -> Shown:
    state = replace(analysis_of(asked), day=context.day)
    if state.part in ("gaps", "comparison"):
        return _gaps(context, state) if state.part == "gaps" else _comparison(context, state, asked)
    network = read_network(context.graph, context.stage.field, state)
    found = _PARTS[state.part](context, state, network)
    of = scope(network, context.stage.field, state, context.say)
    return replace(found, sentences=(of, *found.sentences))


def _gaps(context: Context, state: Analysis) -> Shown:
    say = context.say
    found = read_gaps(context.graph, state.rows, state.columns, say, state.day, within=state.within)
    titles = [say(f"analyses.gaps.{name}") for name in ("rows", "columns", "column_count", "column_who")]
    return Shown((found.sentence,), _table(context, titles, lines_of_gaps(found)))


def _comparison(context: Context, state: Analysis, asked: Parameters) -> Shown:
    graph, field, say = context.graph, context.stage.field, context.say
    if state.comparison == "dates":
        found = compare_dates(graph, field, state, compared_days(state, graph.manifest.known_on), say)
        return Shown((found.sentence,), _changes(context, found.values))
    if state.comparison == "sources":
        state = replace(state, projection=WEIGHED)
        network = read_network(graph, field, state)
        sources = read_sources(graph, field.ties.among(field.actors), say.language)
        one, other = (full_iri(name, graph.base) if name else "" for name in (state.one_source, state.other_source))
        compared = compare_sources(graph, network, sources, (one, other), say)
        differs, told = compared.found, [compared.remark]
    else:
        network = read_network(graph, field, state)
        about = graph.things(agreements_of(network), say.language)
        scenario = compare_scenario(network, state.steps or asked.get("etapes", ""), about, say)
        steps = (text for one in scenario.steps for text in (one.sentence, one.skipped))
        differs, told = scenario.found, [scenario.remark, *steps]
    told = [scope(network, field, state, say), *filter(None, told)]
    if differs is None:
        return Shown(tuple(told))
    return Shown((*told, differs.sentence), _changes(context, differs.values))


def _groups(context: Context, _: Analysis, network: nx.Graph) -> Shown:
    found = read_groups(network, context.stage.field.ties.things, context.say)
    return Shown((found.remark or found.sentence, *(group.sentence for group in found.groups)))


def _what_if(context: Context, state: Analysis, network: nx.Graph) -> Shown:
    found = scenario_of(context, state, network, state.steps)
    return Shown((*(one.sentence for one in found.steps), found.sentence), _changes(context, found.changes))


def _introductions(context: Context, state: Analysis, network: nx.Graph) -> Shown:
    say, day = context.say, state.day or context.graph.manifest.built_on
    if state.projection != "actors":
        return Shown((say("analyses.introductions.not_actors"),))
    asked = full_iri(state.actor, context.graph.base) if state.actor else ""
    about = asked if asked in network else ""
    found = read_introductions(context.graph, network, context.stage.field.life, day, say, about=about)
    titles = [say(f"analyses.introductions.{name}") for name in ("one", "other", "reasons")]
    rows = [(one.one.label, one.other.label, one.sentence) for one in found.found]
    return Shown((found.sentence, found.method), _table(context, titles, rows))


def _passage(context: Context, state: Analysis, network: nx.Graph) -> Shown:
    say, field = context.say, context.stage.field
    roles, things = read_roles(network, say, unsure_in(network, field, state)), field.ties.things(map(str, network))
    ranks = ranking(network, "betweenness_centrality", roles, things, say)
    found = read_passage(network, roles, ranks, things, say)
    return Shown((found.sentence, *ranks.notes), _ranks(context, ranks))


def _measures(context: Context, state: Analysis, network: nx.Graph) -> Shown:
    say, field, chosen = context.say, context.stage.field, MEASURES[state.measure]
    found = measure(network, chosen.id)
    if isinstance(found, NoMeaning):
        return Shown((say(chosen.question), say(found.key, **found.reason.fields)))
    ranks, things = Rankings(), field.ties.things(things_in(found))
    if chosen.level == "node" and not chosen.nominal:
        roles = read_roles(network, say, unsure_in(network, field, state))
        ranks = ranking(network, chosen.id, roles, field.ties.things(map(str, network)), say)
    values = [
        (value_name(key, found.level, things, say), number(value, say))
        for key, value in ordered(found, len(found.values))
    ]
    titles = [say(f"analyses.measures.column_{name}") for name in ("name", "value")]
    told = (say(chosen.question), sentence(found, ranks, things, say), *ranks.notes)
    return Shown(told, _ranks(context, ranks) or _table(context, titles, values))


_PARTS: Mapping[str, Callable[[Context, Analysis, nx.Graph], Shown]] = {
    "passage": _passage,
    "groups": _groups,
    "measures": _measures,
    "what_if": _what_if,
    "introductions": _introductions,
}


def _ranks(context: Context, found: Rankings) -> tuple[Table, ...]:
    titles = [context.say(f"analyses.passage.column_{name}") for name in ("rank", "name", "value", "between", "role")]
    rows = [(row.rank, row.thing.label, number(row.value, context.say), row.between, row.role) for row in found.rows]
    return _table(context, titles, rows)


def _changes(context: Context, found: Iterable[ChangedValue]) -> tuple[Table, ...]:
    say = context.say
    titles = [say(f"analyses.comparison.measures.{name}") for name in ("measure", "subject", "before", "after")]
    return _table(
        context, titles, [(one.measure, one.name, number(one.before, say), number(one.after, say)) for one in found]
    )


_READS: Mapping[str, Callable[[Context, Parameters], Shown]] = {
    "home": _home,
    "network": _query,
    "analyses": _analyses,
    "evaluation": _evaluation,
    "partners": _partners,
    "council": _council,
    "money": _money,
    "map": _map,
    "chronology": _chronology,
    "agenda": _agenda,
    "questions": _questions,
    "composing": _composing,
    "sparql": _query,
}
"""What tells each screen; the network is told so where its address holds a query."""
