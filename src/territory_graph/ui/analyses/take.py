"""What a reader takes away of the measures: all of them on the chosen network, as RDF and as CSV."""

from __future__ import annotations

import networkx as nx
import streamlit as st

from territory_graph.analysing import Run, kept_runs, run_measures, runs_as_csv, runs_as_trig
from territory_graph.ui.context import Context
from territory_graph.ui.markup import in_markdown
from territory_graph.views.analyses.state import Analysis


def take_runs(context: Context, state: Analysis, network: nx.Graph) -> None:
    """A menu of the two files; the measures are taken when one is asked for."""
    say, manifest = context.say, context.graph.manifest
    stem = f"{manifest.slug}-{state.projection}-{manifest.version[:8]}"

    def runs() -> tuple[Run, ...]:
        return run_measures(context.graph, state.projection, network=network, filters=filters_of(state))

    def trig() -> bytes:
        return runs_as_trig(runs())

    def csv() -> bytes:
        labels = {str(node): str(label or "") for node, label in network.nodes(data="label")}
        return runs_as_csv(runs(), labels).encode("utf-8-sig")

    title, help_ = say("analyses.run.title"), say("analyses.run.help")
    with st.popover(title, icon=":material/download:", help=help_, key="analyses-runs"):
        for name, write, mime in (("trig", trig, "application/trig"), ("csv", csv, "text/csv")):
            st.download_button(
                say(f"analyses.run.{name}"),
                write,
                file_name=f"{stem}.{name}",
                mime=mime,
                key=f"analyses-runs-{name}",
                on_click="ignore",
                type="tertiary",
            )
        st.caption(in_markdown(_kept(context)))


def _kept(context: Context) -> str:
    """What the graph holds of measures beside the facts, and whether they are of these facts."""
    say, runs = context.say, kept_runs(context.graph)
    if not runs:
        return say("analyses.run.none_kept")
    stale = sum(run.is_stale(context.graph.facts) for run in runs)
    last = max(run.moment for run in runs)
    told = say("analyses.run.kept", count=len(runs), day=say.day(last.date()))
    return f"{told} {say('analyses.run.stale', count=stale) if stale else say('analyses.run.current')}"


def filters_of(state: Analysis) -> dict[str, str]:
    """What the state leaves out of the projection or weighs otherwise, as a run tells it."""
    found = {
        "day": state.day.isoformat() if state.day else "",
        "without-ties": ",".join(sorted(state.without_ties)),
        "weights": ",".join(f"{kind}={weight:g}" for kind, weight in sorted(state.weights)),
    }
    return {name: value for name, value in found.items() if value}
