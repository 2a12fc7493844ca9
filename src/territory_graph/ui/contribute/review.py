"""Reviewing: what waits, with its evidence, its effect and its author; accepted, sent back with a word, or rejected."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from territory_graph.contributions import Contribution, Item
from territory_graph.importing.uploads import upload_of
from territory_graph.ui.contribute.desk import AtDesk
from territory_graph.ui.contribute.form import ITEM
from territory_graph.ui.contribute.past import show
from territory_graph.ui.contribute.shown import show_effect, show_others, show_record, show_rows, show_stops
from territory_graph.ui.contribute.upload_steps import UPLOAD
from territory_graph.ui.markup import in_markdown
from territory_graph.ui.page import show_top
from territory_graph.views.contributing.told import histories, item_sentence, moment, of_proposal, row_views

_SEEN = "review-seen"
_MOST_ROWS = 20
_ORDER = ("add", "correct", "dispute", "withdraw", "restore")


def review_screen(at: AtDesk) -> None:
    """The queue, by what is proposed; what the reader may do with each."""
    say, queue = at.context.say, at.desk.queue()
    at.tell_done("review")
    waiting = [item for item in queue if item.state == "waiting"]
    back = [item for item in queue if item.state == "sent back"]
    _tell_decided(at, waiting)
    if not queue:
        st.info(say("review.empty"), icon=":material/inbox:")
    for kind in _ORDER:
        found = [item for item in waiting if item.proposal.kind == kind]
        if found:
            st.subheader(say(f"review.group.{kind}", count=len(found)))
        for item in found:
            _item(at, item)
    if back:
        st.subheader(say("review.group.back", count=len(back)))
    for item in back:
        _item(at, item)
    rejected = at.desk.rejected()
    if rejected:
        with st.expander(say("review.rejected", count=len(rejected))):
            for item in rejected:
                st.markdown(in_markdown(item_sentence(item, at.things, at.context.graph, say)))
                st.caption(in_markdown(say("review.rejected-word", name=item.reviewer, word=item.word)))


def _tell_decided(at: AtDesk, waiting: list[Item]) -> None:
    """That somebody else has decided on what the reader had before his eyes: a button pressed on it did nothing."""
    say, now = at.context.say, frozenset(item.id for item in waiting)
    gone = st.session_state.get(_SEEN, frozenset()) - now
    st.session_state[_SEEN] = now
    if not gone:
        return
    for one in at.desk.history():
        if one.id in gone:
            when = moment(one.accepted, say)
            st.info(in_markdown(say("review.decided.accepted", name=one.author, reviewer=one.reviewer, when=when)))
    for item in (*at.desk.queue(), *at.desk.rejected()):
        if item.id in gone and item.decided:
            state, when = item.state.replace(" ", "-"), moment(item.decided, say)
            st.info(in_markdown(say(f"review.decided.{state}", name=item.author, reviewer=item.reviewer, when=when)))


def _item(at: AtDesk, item: Item) -> None:
    say = at.context.say
    with st.container(border=True, key=f"review-{item.id}"):
        st.markdown(f"**{in_markdown(item_sentence(item, at.things, at.context.graph, say))}**")
        st.caption(in_markdown(say("review.why", why=item.proposal.why)))
        for word in (*item.before, *([item.word] if item.word else [])):
            st.warning(in_markdown(say("review.word", word=word)))
        rows, start = item.proposal.rows, 0
        if item.proposal.statements:
            st.caption(say("review.statements", count=len(item.proposal.statements.splitlines())))
        if len(rows) > _MOST_ROWS:
            pages = -(-len(rows) // _MOST_ROWS)
            label = say("review.rows", count=len(rows), pages=pages)
            start = (int(st.number_input(label, 1, pages, key=f"review-page-{item.id}")) - 1) * _MOST_ROWS
        shown = row_views(rows[start : start + _MOST_ROWS], at.things, say, rows)
        show_rows(shown, at.context, f"review-{item.id}")
        for number, view in enumerate(of_proposal(item.proposal, at.context.graph, say)):
            show_record(view, at.context, f"review-{item.id}-{number}")
        looked = at.looked(f"review-{item.id}", item.proposal, lambda: item.proposal)
        if looked:
            show_stops(looked[1])
            show_others(looked[1])
            show_effect(looked[1], at.context, f"review-{item.id}")
        _buttons(at, item)


def _mend(at: AtDesk, item: Item) -> None:
    """The way back to where a proposal was made: its file, or its form."""
    say = at.context.say
    given = upload_of(at.desk.territory, item.id, at.person.name)
    if given is None and any(row.passage for row in item.proposal.rows):
        st.caption(say("review.mend-document"))
        return
    if st.button(say("review.mend"), icon=":material/edit:", key=f"review-mend-{item.id}"):
        at.context.go("contribute", {"vue": "fichier", UPLOAD: given.id} if given else {ITEM: item.id})


def _buttons(at: AtDesk, item: Item) -> None:
    say, own = at.context.say, item.author == at.person.name
    with st.container(horizontal=True):
        looks = st.button(say("review.effect"), icon=":material/visibility:", key=f"review-effect-{item.id}")
        if looks and at.looked(f"review-{item.id}", item.proposal, lambda: item.proposal, looks=True):
            st.rerun()
        if item.state == "sent back" and own and item.proposal.rows:
            _mend(at, item)
            return
        if not at.person.may_review or item.state != "waiting":
            return
        if own and at.desk.two_persons:
            st.caption(say("review.two-persons"))
            return
        if st.button(say("review.accept"), type="primary", icon=":material/check:", key=f"review-accept-{item.id}"):
            _decide(at, item, partial(at.accept, item.id), "accepted")
        for act, icon in (("send-back", "undo"), ("reject", "close")):
            with st.popover(say(f"review.{act}"), icon=f":material/{icon}:", key=f"review-{act}-{item.id}"):
                word = st.text_area(say(f"review.{act}-word"), key=f"review-{act}-word-{item.id}", max_chars=2_000)
                if st.button(say(f"review.{act}"), key=f"review-{act}-do-{item.id}"):
                    if not word.strip():
                        st.error(say("review.word-missing"))
                        return
                    decide = at.desk.send_back if act == "send-back" else at.desk.reject
                    _decide(at, item, partial(decide, item.id, at.person.name, word.strip()), act)


def _decide(at: AtDesk, item: Item, decide: Callable[[], Item | Contribution], told: str) -> None:
    if at.attempt("contribute.bringing", decide, item.proposal.rows) is None:
        return
    at.note_done("review", f"review.told.{told}")
    show_top()
    st.session_state[_SEEN] = st.session_state[_SEEN] - {item.id}
    st.rerun()


def history_screen(at: AtDesk) -> None:
    """Every contribution, the last first; what was disputed or withdrawn can be brought back."""
    context, say = at.context, at.context.say
    found = at.desk.history()
    if not found:
        st.info(say("history.empty"), icon=":material/history:")
    show(histories(found, context.graph, say), context, "all")
