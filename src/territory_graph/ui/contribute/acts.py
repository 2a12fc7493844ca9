"""What is done with a record as it is: disputed, withdrawn, brought back."""

from __future__ import annotations

import streamlit as st

from territory_graph.contributions import Kind, Proposal, undoing
from territory_graph.ingest.contributed import UPDATES
from territory_graph.ui.contribute.desk import AtDesk
from territory_graph.ui.contribute.form import RECORD
from territory_graph.ui.contribute.shown import show_record
from territory_graph.views.contributing.told import record_view
from territory_graph.vocabulary import full_iri

ACT, CONTRIBUTION = "acte", "apport"
"""Parameters of the address: the act, and the contribution that it undoes whole."""
ACTS: dict[str, Kind] = {"contester": "dispute", "retirer": "withdraw", "retablir": "restore"}
"""What the address calls each act."""


def act_screen(at: AtDesk) -> None:
    """The record that the address names, and what is to be done with it."""
    say, graph = at.context.say, at.context.graph
    kind = ACTS[st.query_params[ACT]]
    record = full_iri(st.query_params.get(RECORD, ""), graph.base)
    whole = st.query_params.get(CONTRIBUTION, "")
    about = f"{kind}-whole" if whole else kind
    st.subheader(say(f"contribute.act.{about}"))
    records = _of_contribution(at, whole, kind) if whole else (record,)
    view, key = record_view(graph, record, say), f"contribute-act-{kind}-{whole or record}"
    if at.tell_done(key):
        show_record(view, at.context, "act")
        return
    if whole and not records:
        st.warning(say("contribute.no-contribution"))
        return
    if whole:
        st.markdown(say("contribute.act-whole", count=len(records)))
    elif view.statements:
        show_record(view, at.context, "act")
    elif kind != "restore":
        st.warning(say("contribute.no-record"))
        return
    if not whole:
        st.caption(say(f"contribute.act-hint.{kind}"))
    why, looks = at.reason(key)
    proposal = Proposal(kind, (), why, records)
    if at.decide(key, proposal, lambda: proposal, looks=looks):
        st.rerun()


def _of_contribution(at: AtDesk, name: str, kind: Kind) -> tuple[str, ...]:
    """The records that undoing a contribution withdraws or restores; none where it is not undone so, or unknown."""
    found = next((one for one in at.desk.history() if one.name == name), None)
    if found is None or found.kind in UPDATES:
        return ()
    undone = undoing(found, "")
    if undone.kind != kind:
        return ()
    held = at.context.graph.evidence(undone.records)
    withdraws = kind == "withdraw"  # what was withdrawn, or is shown as it was, since then stays so
    return tuple(
        one
        for one in undone.records
        if (one in held if withdraws else one not in held or held[one].status == "disputed")
    )
