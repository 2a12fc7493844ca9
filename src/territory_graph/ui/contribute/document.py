"""Facts from a document: its text in passages beside what it may state, accepted one by one or a passage at a time."""

from __future__ import annotations

from html import escape

import streamlit as st

from territory_graph.contributions.refused import refuse, refused
from territory_graph.messages import Translator
from territory_graph.reading import propose, read_document
from territory_graph.ui import uploads
from territory_graph.ui.contribute.desk import AtDesk
from territory_graph.ui.contribute.fields import Fields
from territory_graph.ui.controls import button
from territory_graph.ui.markup import Writer, in_markdown
from territory_graph.ui.served import library
from territory_graph.ui.sheet import sheet
from territory_graph.views.contributing.filled import filled
from territory_graph.views.contributing.forms import form_of, read_form
from territory_graph.views.contributing.reading import (
    PassageView,
    Perusal,
    ProposedView,
    Word,
    passage_views,
    proposal_of_document,
)

TYPES = ("pdf", "docx", "odt", "html", "htm", "eml", "txt")
_PERUSAL, _EDITED = "document-perusal", "document-edited"
_LONGEST = 200_000


def document_screen(at: AtDesk) -> None:
    """A document is given, read, gone through, and what was accepted of it is published."""
    at.tell_done("document")
    opened: Perusal | None = st.session_state.get(_PERUSAL)
    if opened is None:
        _give(at)
    else:
        _go_through(at, opened)


def _give(at: AtDesk) -> None:
    say = at.context.say
    uploads.admit()
    text = st.text_area(say("document.paste"), key="document-text", height=220, max_chars=_LONGEST)
    file = st.file_uploader(say("document.upload"), type=list(TYPES), key="document-file", help=say("document.formats"))
    if not st.button(say("document.read"), type="primary", icon=":material/menu_book:", key="document-read"):
        return
    if file is None and not text.strip():
        st.error(say("document.nothing"))
        return
    if file is not None and text.strip():
        st.error(say("document.both"))
        return
    pasted = (f"{say('document.pasted')}.txt", text.encode())
    name, content = pasted if file is None else (file.name, file.getvalue())

    def read() -> Perusal:
        document, rejected = read_document(name, content), refused(at.desk.territory)
        return Perusal(document, propose(document, at.context.graph, rejected=rejected, model=library().settings.model))

    found = at.attempt("document.reading", read)
    if found is not None:
        st.session_state[_PERUSAL] = found
        st.session_state.pop("document-looked", None)
        st.rerun()


def _go_through(at: AtDesk, opened: Perusal) -> None:
    say, reading = at.context.say, opened.reading
    st.subheader(in_markdown(opened.document.title))
    known = sum(one.known is not None for one in reading.proposals)
    st.caption(say("document.found", count=len(reading.proposals), known=known, rejected=reading.rejected))
    for note in reading.notes:
        st.caption(in_markdown(say(f"reading.notes.{note}")))
    if again := _waiting(at, opened):
        st.warning(say("document.waits", count=again), icon=":material/inbox:")
    title = st.text_input(say("document.title"), value=opened.document.title, key="document-title", max_chars=300)
    writer = Writer(say, at.context.fiche_address)
    html = "".join(_passage(view, writer, say) for view in passage_views(opened, at.things, say))
    sheet(f'<div class="document">{html}</div>', key="document-passages", on_open=at.context.open_fiche, on_do=_act)
    _edit(at, opened)
    with st.container(horizontal=True, key="document-buttons"):
        if st.button(say("document.all"), key="document-all", icon=":material/done_all:"):
            st.session_state[_PERUSAL] = opened.told([one.key for one in opened.with_word("")], "accepted")
            st.rerun()
        if st.button(say("document.other"), key="document-other", icon=":material/close:"):
            _put_away()
    if opened.with_word("accepted"):
        _publish(at, opened, title)
        return
    st.caption(say("document.none-accepted"))
    rejected = len(opened.with_word("rejected"))
    if rejected and st.button(say("document.keep-rejected", count=rejected), key="document-keep"):
        _refuse(at, opened)


def _waiting(at: AtDesk, opened: Perusal) -> int:
    """How many of the proposals wait for review already, from an earlier reading of the same words."""
    rows = (row for item in at.desk.queue() if item.state == "waiting" for row in item.proposal.rows if row.passage)
    sent = {(row.table, row.passage) for row in rows}
    return sum((one.row.table, one.quote) in sent for one in opened.reading.proposals)


def _act(name: str, value: str) -> None:
    """What a button beside the text does; a word that was given is taken back by the same button."""
    now: Perusal = st.session_state[_PERUSAL]
    match name:
        case "accept" | "reject":
            word: Word = "accepted" if name == "accept" else "rejected"
            keys = [value] if now.proposal(value) else [one.key for one in now.at(value)]
            given = all(now.words.get(key) == word for key in keys)
            st.session_state[_PERUSAL] = now.told(keys, "" if given else word)
        case "split":
            st.session_state[_PERUSAL] = now.split(value)
        case "edit":
            st.session_state[_EDITED] = value
    st.session_state.pop("document-looked", None)


def _publish(at: AtDesk, opened: Perusal, title: str) -> None:
    """The effect of what was accepted, and the button that brings it in."""
    say, count = at.context.say, len(opened.with_word("accepted"))
    proposal = proposal_of_document(opened, title, say)
    looks = st.button(
        say("document.look", count=count), type="primary", icon=":material/visibility:", key="document-look"
    )
    if done := at.decide("document", proposal, lambda: proposal, looks=looks):
        at.note_done("document", "document.published" if done == "published" else "document.sent", count=count)
        _refuse(at, opened)


def _refuse(at: AtDesk, opened: Perusal) -> None:
    """Keeps what was rejected, and puts the document away."""

    def keep() -> bool:
        refuse(at.desk.territory, (one.key for one in opened.with_word("rejected")))
        return True

    if at.attempt("contribute.bringing", keep):
        _put_away()


def _put_away() -> None:
    for key in (_PERUSAL, "document-looked", _EDITED, "document-text"):
        st.session_state.pop(key, None)
    st.rerun()


def _edit(at: AtDesk, opened: Perusal) -> None:
    """The form of the proposal that the reader edits."""
    say, key = at.context.say, st.session_state.get(_EDITED)
    one = opened.proposal(key) if key else None
    name = form_of(one.row.table, one.row.cells) if one else ""
    if one is None or not name:
        return
    with st.container(border=True, key="document-edit"):
        form = read_form(name, say)
        beside = [each.row for each in opened.reading.proposals]
        st.markdown(f"**{in_markdown(say('document.editing', title=form.title))}**")
        st.caption(in_markdown(one.quote))
        fields = Fields(form, at.things, at.context.graph, say)
        if st.session_state.get(f"{_EDITED}-filled") != key:
            fields.clear()
            fields.fill(one.row.cells, beside)
            st.session_state[f"{_EDITED}-filled"] = key
        found = filled(form, fields.draw(), at.things, say, beside)
        if st.button(say("document.save"), type="primary", key="document-save"):
            cells = {field.name: found.rows[-1].cells.get(field.name, "") for field in form.fields}
            st.session_state[_PERUSAL] = opened.edited(one.key, cells)
            st.session_state.pop(_EDITED, None)
            st.session_state.pop(f"{_EDITED}-filled", None)
            st.rerun()


def _passage(view: PassageView, writer: Writer, say: Translator) -> str:
    text = "".join(
        f"<mark>{escape(piece.text)}</mark>" if piece.marked else escape(piece.text) for piece in view.pieces
    )
    whole = ""
    if len(view.proposals) > 1:
        both = button("accept", view.locator, say("document.accept-passage")) + button(
            "reject", view.locator, say("document.reject-passage")
        )
        whole = f'<div class="actions">{both}</div>'
    cards = "".join(_card(one, writer, say) for one in view.proposals)
    return (
        f'<section class="passage"><div class="said"><span class="name">{escape(view.locator)}</span> '
        f"<bdi>{text}</bdi></div><div>{whole}{cards}</div></section>"
    )


def _card(one: ProposedView, writer: Writer, say: Translator) -> str:
    cells = "".join(f"<dt>{writer.text(label)}</dt><dd>{writer.text(cell)}</dd>" for label, cell in one.row.cells)
    told = escape(say("document.told", status=one.status, confidence=one.confidence))
    known = f'<p class="when">{escape(say("document.known"))}</p>' if one.known else ""
    acts = [
        button("accept", one.key, say("document.accept"), pressed=one.word == "accepted"),
        button("reject", one.key, say("document.reject"), pressed=one.word == "rejected"),
        button("edit", one.key, say("document.edit")),
        button("split", one.key, say("document.split")) if one.splits else "",
    ]
    return (
        f'<article class="card {one.word}"><h3>{writer.text(one.row.title)}</h3><dl>{cells}</dl>{known}'
        f'<p class="when">{told}</p><div class="actions">{"".join(acts)}</div></article>'
    )
