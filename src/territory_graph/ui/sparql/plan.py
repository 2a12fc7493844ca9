"""The plan of a query: how the engine reads it, step by step, with the rows and the time of each."""

from __future__ import annotations

import streamlit as st

from territory_graph.diagnosis import PlanLine, plan_lines, plan_text
from territory_graph.errors import TerritoryGraphError
from territory_graph.store.plan import explain
from territory_graph.ui.context import Context
from territory_graph.ui.markup import Writer, in_markdown
from territory_graph.ui.served import library
from territory_graph.ui.sheet import sheet
from territory_graph.ui.sparql.running import in_background, waiting
from territory_graph.ui.sparql.state import Outcome
from territory_graph.ui.sparql.teaching import known


def plan_button(context: Context, outcome: Outcome) -> None:
    """A button that shows the plan of the query, made when it is asked for."""
    label = context.say("sparql.plan")
    if st.button(label, icon=":material/account_tree:", key="sparql-plan"):
        st.dialog(label, width="large")(_plan)(context, outcome)


def _plan(context: Context, outcome: Outcome) -> None:
    say, query = context.say, outcome.query
    if query is None:
        return
    st.caption(say("sparql.plan_text"))
    if "plan" not in outcome.notes:
        folder, version = library().folder, context.graph.version
        outcome.notes["plan"] = in_background(lambda: explain(folder, query, version=version))
    future = outcome.notes["plan"]
    waiting(future, lambda seconds: say("sparql.running", seconds=seconds))
    try:
        plan = future.result()
    except TerritoryGraphError as error:
        st.warning(in_markdown(say.error(error)), icon=":material/schedule:")
        return
    lines = plan_lines(plan, known(context), say)
    sheet(
        f"<ul>{''.join(_line(context, line) for line in lines)}</ul>",
        key="sparql-plan-sheet",
        on_open=context.open_fiche,
    )
    st.download_button(
        say("sparql.plan_file"),
        plan_text(plan, known(context), say),
        file_name="plan.txt",
        mime="text/plain",
        on_click="ignore",
        key="sparql-plan-file",
    )


def _line(context: Context, line: PlanLine) -> str:
    """One step: deeper steps further in, with a bar as long as its own part of the time."""
    say, writer = context.say, Writer(context.say, context.fiche_address)
    facts = [
        say("sparql.plan_rows", count=line.rows) if line.rows is not None else "",
        say("sparql.plan_share", share=f"{line.share:.0%}".replace("%", "\u202f%" if say.language == "fr" else "%")),
    ]
    told = writer.text(" · ".join(fact for fact in facts if fact))
    detail = f" <code>{writer.text(line.detail)}</code>" if line.detail else ""
    indent = min(line.depth, 12) * 1.1
    width = max(0.0, min(1.0, line.share)) * 100
    bar = f'<div class="share"><div style="width: {width:.0f}%"></div></div>'
    step = f"{writer.sentence(line.sentence)}{detail}"
    return f'<li style="padding-left: {indent:.1f}rem">{step}<div class="after">{told}</div>{bar}</li>'
