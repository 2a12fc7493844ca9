"""The part “comparison”: two dates, two sources or the scenario, chosen at its top, and what differs between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from html import escape

import streamlit as st

from territory_graph.messages import Translator
from territory_graph.network.outcome import Watch
from territory_graph.ui.analyses import pieces
from territory_graph.ui.analyses.comparison_differences import show_differences
from territory_graph.ui.analyses.steps import network_of
from territory_graph.ui.context import Context
from territory_graph.ui.controls import button, choice, day_field
from territory_graph.ui.long_work import worked
from territory_graph.ui.markup import Writer, in_markdown
from territory_graph.views.analyses.comparison_sides import (
    ScenarioCompared,
    SourcesCompared,
    compare_dates,
    compare_scenario,
    compare_sources,
)
from territory_graph.views.analyses.networks import WEIGHED, scope
from territory_graph.views.analyses.sources import read_sources
from territory_graph.views.analyses.state import COMPARISONS, Analysis, Compared
from territory_graph.views.analyses.what_if_choices import agreements_of
from territory_graph.views.chronicle import Changed, Turn, changes_between
from territory_graph.views.names_over_time import renamings
from territory_graph.vocabulary import full_iri, short_id

_YEARS, _MOST = 10, 40
_TURNS: tuple[Turn, ...] = ("began", "ended", "happened", "attested")


def show(context: Context, state: Analysis) -> None:
    """Shows what is compared, for a choice, and what differs."""
    say = context.say
    buttons = "".join(
        button("set-comparison", name, say(f"analyses.comparison.of.{name}"), pressed=name == state.comparison)
        for name in COMPARISONS
    )
    name = escape(say("analyses.comparison.choose"))
    pieces.sheet_of(context, f'<div class="tabs" role="group" aria-label="{name}">{buttons}</div>', "comparison-of")
    _SHOWS[state.comparison](context, state)


def _dates(context: Context, state: Analysis) -> None:
    say, field = context.say, context.stage.field
    first, last = compared_days(state, context.graph.manifest.known_on)
    pieces.sheet_of(context, _days((first, last), say), "comparison-days")
    found = worked(
        context,
        ("dates", state.without_ties, state.weights, first, last),
        lambda watch: compare_dates(context.graph, field, state, (first, last), say, watch=watch),
    )
    ties = field.ties.among(field.actors)
    ends = {end for tie in ties for end in (tie.source, tie.target)}  # also those of neither day
    names = context.graph.labels(ends, day=last, lang=say.language)
    events = renamings(context.graph, say)
    changes = changes_between(ties, names, first, last, say, events=events, day=last)
    # What began, ended and happened, each with its sources.
    writer = context.writer
    parts = [_part("events", changes.events, writer, say), *(_part(t, changes.of(t), writer, say) for t in _TURNS)]
    remark = f'<p class="hint">{writer.text(changes.remark)}</p>' if changes.remark else ""
    undated = f'<p class="hint">{writer.text(changes.undated_note)}</p>' if changes.undated_note else ""
    title = f"<h2>{escape(say('analyses.comparison.dates.told'))}</h2>"
    told = f"{title}<p>{writer.text(changes.summary)}</p>{remark}{''.join(parts)}{undated}"
    show_differences(context, replace(state, day=last, other_day=first), found, told)


def compared_days(state: Analysis, last_known: date) -> tuple[date, date]:
    """The two days in the order of time: those of the address, else the last known day and ten years before."""
    last = state.day or last_known
    day = min(last.day, 28) if last.month == 2 else last.day  # not every year has a 29 February
    first = state.other_day or last.replace(year=max(1, last.year - _YEARS), day=day)
    return (first, last) if first <= last else (last, first)


def _days(days: tuple[date, date], say: Translator) -> str:
    fields = "".join(
        day_field(do, say(f"analyses.comparison.dates.{name}"), day, say)
        for name, do, day in (("first", "set-other-day", days[0]), ("last", "set-day", days[1]))
    )
    return f'<div class="bar">{fields}</div>'


def _part(turn: str, changed: Sequence[Changed], writer: Writer, say: Translator) -> str:
    if not changed:
        return ""
    title = escape(say(f"explorer.changes_{turn}", count=len(changed)))
    lines = "".join(
        f"<li>{writer.sentence(one.told.sentence)}{writer.mentions(one.told.mentions)}</li>" for one in changed[:_MOST]
    )
    return f'<details class="more"><summary>{title}</summary><ul class="told">{lines}</ul></details>'


def _sources(context: Context, state: Analysis) -> None:
    say, graph, field = context.say, context.graph, context.stage.field
    state = replace(state, projection=WEIGHED)
    network = network_of(context, state)
    sources = worked(context, ("sources",), lambda _: read_sources(graph, field.ties.among(field.actors), say.language))
    one, other = (full_iri(name, graph.base) if name else "" for name in (state.one_source, state.other_source))
    compared = worked(
        context,
        ("two sources", state.network, one, other),
        lambda watch: compare_sources(graph, network, sources, (one, other), say, watch=watch),
    )
    pieces.sheet_of(context, _two_sources(compared, context), "comparison-sources")
    st.caption(in_markdown(scope(network, context.stage.field, state, say)))
    if compared.found is None:
        html = f'<p class="notice" role="status">{escape(compared.remark)}</p>'
        pieces.sheet_of(context, html, "comparison-remark")
        return
    state = replace(state, one_source=compared.chosen[0], other_source=compared.chosen[1])
    show_differences(context, state, compared.found, _told_otherwise(compared, context.writer, say))


def _two_sources(compared: SourcesCompared, context: Context) -> str:
    say, base = context.say, context.graph.base
    options = [
        (short_id(each.iri, base), say("analyses.comparison.sources.option", count=each.ties, title=each.title))
        for each in compared.options
    ]
    known = {value for value, _ in options}
    fields = ""
    for name, do, iri in zip(("first", "second"), ("set-one-source", "set-other-source"), compared.chosen, strict=True):
        current = short_id(iri, base)
        unknown = (
            [(current, say("analyses.comparison.sources.unknown_option"))] if current and current not in known else []
        )
        label = say(f"analyses.comparison.sources.{name}")
        fields += choice(do, label, [("", [*unknown, *options])], current)
    return f'<div class="bar wide">{fields}</div>'


def _told_otherwise(compared: SourcesCompared, writer: Writer, say: Translator) -> str:
    """The ties of which both sources speak, but with other reasons or dates."""
    key = "analyses.comparison.sources"
    differ = [tie for tie in compared.found.ties if tie.fate == "changed"] if compared.found else []
    if not differ:
        return ""
    lines = "".join(
        f"<li>{writer.text(say(f'{key}.differs', one=tie.one.label, other=tie.other.label, said=tie.otherwise))}</li>"
        for tie in differ[:_MOST]
    )
    return f'<h2>{escape(say(f"{key}.told", count=len(differ)))}</h2><ul class="told">{lines}</ul>'


def _scenario(context: Context, state: Analysis) -> None:
    say, graph = context.say, context.graph
    network = network_of(context, state)
    asked = state.steps or st.query_params.get("etapes", "")  # what cannot be read is said

    def scenario(watch: Watch) -> ScenarioCompared:
        about = graph.things(agreements_of(network), say.language)
        return compare_scenario(network, asked, about, say, watch=watch)

    compared = worked(context, ("scenario compared", state.network, asked), scenario)
    st.caption(in_markdown(scope(network, context.stage.field, state, say)))
    remark = f'<p class="notice" role="status">{escape(compared.remark)}</p>' if compared.remark else ""
    lines = "".join(
        f"<li>{number}. {context.writer.sentence(step.sentence)}"
        + (f' <span class="flag unsure">{context.writer.text(step.skipped)}</span>' if step.skipped else "")
        + "</li>"
        for number, step in enumerate(compared.steps, 1)
    )
    title = f"<h3>{escape(say('analyses.what_if.steps'))}</h3><ul>{lines}</ul>" if lines else ""
    label = say("analyses.comparison.scenario.edit" if lines else "analyses.comparison.scenario.to_what_if")
    door = button("set-part", "what_if", label, kind="" if lines else "main")
    pieces.sheet_of(context, f'{remark}{title}<div class="actions">{door}</div>', "comparison-steps")
    if compared.found is not None:
        show_differences(context, state, compared.found)


_SHOWS: Mapping[Compared, Callable[[Context, Analysis], None]] = {
    "dates": _dates,
    "sources": _sources,
    "scenario": _scenario,
}
