"""Contribuer: a fact by a form, what waits for review, and what was brought in so far."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from territory_graph.ui.context import Context
from territory_graph.ui.contribute.acts import ACT, ACTS, act_screen
from territory_graph.ui.contribute.desk import AtDesk, at_desk
from territory_graph.ui.contribute.document import document_screen
from territory_graph.ui.contribute.form import ITEM, form_screen
from territory_graph.ui.contribute.review import history_screen, review_screen
from territory_graph.ui.contribute.upload import upload_screen
from territory_graph.ui.contribute.versions import versions_screen

VIEW = "vue"
_VIEWS: dict[str, Callable[[AtDesk], None]] = {
    "fait": form_screen,
    "document": document_screen,
    "fichier": upload_screen,
    "relire": review_screen,
    "historique": history_screen,
    "versions": versions_screen,
}
_CHOSEN, _TOLD = "contribute-view", "contribute-view-told"


def render(context: Context) -> None:
    """Shows the screen to whom may contribute; to others, that it is for them to log in."""
    say = context.say
    st.title(say("contribute.page-title"))
    at = at_desk(context)
    if at is None:
        st.info(say("contribute.no-right"), icon=":material/lock:")
        return
    st.caption(say("contribute.question"))
    at.tell_stopped()
    queue = at.desk.queue()
    waiting = sum(item.state == "waiting" for item in queue)
    back = sum(item.state == "sent back" and item.author == at.person.name for item in queue)
    if st.query_params.get(ACT) in ACTS:
        act_screen(at)
        return
    _follow_address()
    chosen = st.segmented_control(
        say("contribute.view"),
        list(_VIEWS),
        format_func=lambda name: say(f"contribute.views.{name}", count=waiting),
        key=_CHOSEN,
        label_visibility="collapsed",
        required=True,
        on_change=_tell_address,
    )
    if back and chosen != "relire" and ITEM not in st.query_params:
        st.info(say("contribute.sent-back", count=back), icon=":material/undo:")
    _VIEWS[chosen or "fait"](at)


def _follow_address() -> None:
    """Chooses the part that the address names, when the address has changed."""
    asked = st.query_params.get(VIEW, "fait")
    asked = asked if asked in _VIEWS else "fait"
    if asked != st.session_state.get(_TOLD) or st.session_state.get(_CHOSEN) not in _VIEWS:
        st.session_state[_CHOSEN] = asked
    st.session_state[_TOLD] = asked


def _tell_address() -> None:
    st.query_params[VIEW] = st.session_state[_TOLD] = st.session_state[_CHOSEN]
