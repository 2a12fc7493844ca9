"""What is done with a record as it is: disputed, withdrawn, brought back."""

from __future__ import annotations

import streamlit as st

from territory_graph.contributions import Kind, Proposal
from territory_graph.ui.contribute.desk import AtDesk
from territory_graph.ui.contribute.form import RECORD
from territory_graph.ui.contribute.shown import show_effect, show_record, show_stops
from territory_graph.views.contributing.told import record_view
from territory_graph.vocabulary import full_iri

ACT = "acte"
ACTS: dict[str, Kind] = {"contester": "dispute", "retirer": "withdraw", "retablir": "restore"}
"""What the address calls each act."""
_LOOKED, _DONE = "contribute-act-looked", "contribute-act-done"


def act_screen(at: AtDesk) -> None:
    """The record that the address names, and what is to be done with it."""
    say, graph = at.context.say, at.context.graph
    kind = ACTS[st.query_params[ACT]]
    record = full_iri(st.query_params.get(RECORD, ""), graph.base)
    st.subheader(say(f"contribute.act.{kind}"))
    if st.session_state.get(_DONE) == (kind, record):
        st.success(say("contribute.published" if at.publishes else "contribute.sent"), icon=":material/check_circle:")
    view = record_view(graph, record, say)
    if view.statements:
        show_record(view, at.context, "act")
    elif kind != "restore":
        st.warning(say("contribute.no-record"))
        return
    st.caption(say(f"contribute.act-hint.{kind}"))
    why = st.text_area(say("contribute.why-needed"), key=f"contribute-act-why-{kind}", max_chars=2_000, height=90)
    proposal = Proposal(kind, (), why.strip(), (record,))
    if not why.strip():
        return
    if st.button(say("contribute.look"), icon=":material/visibility:", key="contribute-act-look"):
        st.session_state[_LOOKED] = (proposal, at.look(proposal))
    looked = st.session_state.get(_LOOKED)
    if not looked or looked[0] != proposal or looked[1] is None:
        return
    _, effect = looked[1]
    with st.container(border=True):
        show_stops(effect)
        if effect.stops:
            return
        show_effect(effect, at.context, "act")
        label = say("contribute.publish") if at.publishes else say("contribute.send")
        if st.button(label, type="primary", icon=":material/check:", key="contribute-act-do") and at.bring(
            [proposal], publish=at.publishes
        ):
            st.session_state[_DONE] = (kind, record)
            st.session_state.pop(_LOOKED, None)
            st.rerun()
