"""What is done with a record as it is: disputed, withdrawn, brought back."""

from __future__ import annotations

import streamlit as st

from territory_graph.contributions import Kind, Proposal, undoing
from territory_graph.ingest.contributed import UPDATES
from territory_graph.ui.contribute.desk import AtDesk
from territory_graph.ui.contribute.form import RECORD
from territory_graph.ui.contribute.shown import show_effect, show_record, show_stops
from territory_graph.views.contributing.told import record_view
from territory_graph.vocabulary import full_iri

ACT, CONTRIBUTION = "acte", "apport"
"""Parameters of the address: the act, and the contribution that it undoes whole."""
ACTS: dict[str, Kind] = {"contester": "dispute", "retirer": "withdraw", "retablir": "restore"}
"""What the address calls each act."""
_LOOKED, _DONE = "contribute-act-looked", "contribute-act-done"


def act_screen(at: AtDesk) -> None:
    """The record that the address names, and what is to be done with it."""
    say, graph = at.context.say, at.context.graph
    kind = ACTS[st.query_params[ACT]]
    record = full_iri(st.query_params.get(RECORD, ""), graph.base)
    whole = st.query_params.get(CONTRIBUTION, "")
    about = f"{kind}-whole" if whole else kind
    st.subheader(say(f"contribute.act.{about}"))
    records = _of_contribution(at, whole, kind) if whole else (record,)
    view = record_view(graph, record, say)
    if st.session_state.pop(_DONE, None) == (kind, whole or record):
        st.success(say("contribute.published" if at.publishes else "contribute.sent"), icon=":material/check_circle:")
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
    _do(at, kind, records, whole or record)


def _do(at: AtDesk, kind: Kind, records: tuple[str, ...], about: str) -> None:
    """The reason of the act, what it would do, and the button that does it."""
    say = at.context.say
    why = st.text_area(say("contribute.why-needed"), key=f"contribute-act-why-{kind}", max_chars=2_000, height=90)
    proposal = Proposal(kind, (), why.strip(), records)
    if st.button(say("contribute.look"), icon=":material/visibility:", key="contribute-act-look"):
        if not why.strip():
            st.error(say("contribute.why-missing"))
            return
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
            st.session_state[_DONE] = (kind, about)
            st.session_state.pop(_LOOKED, None)
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
