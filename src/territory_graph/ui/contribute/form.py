"""One fact by a form: filled in, looked at, sent."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from territory_graph.contributions import Contribution, Item, Kind, Look, Proposal, Row
from territory_graph.contributions.recorded import rows_of
from territory_graph.ui.contribute.desk import AtDesk
from territory_graph.ui.contribute.fields import Fields
from territory_graph.ui.contribute.shown import show_effect, show_stops
from territory_graph.ui.markup import in_markdown, sentence_in_markdown
from territory_graph.views.contributing.effect import Clash, Effect
from territory_graph.views.contributing.filled import Filled, filled, listed, proposal_of, same_as, title_of
from territory_graph.views.contributing.forms import SHAPES, Form, form_of, is_by_form, label_of, read_form
from territory_graph.views.contributing.told import record_view
from territory_graph.vocabulary import full_iri

KIND, RECORD, ITEM = "fait", "releve", "proposition"
"""Parameters of the address: the form, the record that it corrects, the proposal that was sent back."""
_TOLD, _DONE, _SAME = "contribute-told", "contribute-made", "contribute-same"
_CHOSEN, _WHY = "contribute-form", "contribute-why"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: a form, cells to fill it with, and what it is about.

    Of a proposal that was sent back, rows ``beside`` that of the form say what it would make; ``why`` is its reason.
    """

    form: str
    cells: dict[str, str]
    kind: Kind = "add"
    records: tuple[str, ...] = ()
    item: str = ""
    beside: tuple[Row, ...] = ()
    why: str = ""


def form_screen(at: AtDesk) -> None:
    """The form that the address or the reader chose."""
    say = at.context.say
    _tell_done(at)
    asked = _asked(at)
    if asked is None:
        return
    form = _chosen(at, asked)
    st.caption(form.hint)
    if asked.kind == "correct":
        st.info(say("contribute.correcting"), icon=":material/edit:")
    fields = Fields(form, at.things, at.context.graph, say)
    if st.session_state.get(_TOLD) != (asked, form.key):
        fields.clear()
        fields.fill(asked.cells if asked.form == form.key else {}, asked.beside)
        st.session_state[_TOLD] = (asked, form.key)
        st.session_state.pop(_SAME, None)
        st.session_state[_WHY] = asked.why
    values = fields.draw()
    why = st.text_input(
        say("contribute.why"), key=_WHY, placeholder=say("contribute.why-default"), help=say("contribute.why-help")
    )
    found = filled(form, values, at.things, say, asked.beside)
    for place, identifier in sorted(st.session_state.get(_SAME, {}).items(), reverse=True):
        found = same_as(found, place, identifier)
    if title := title_of(form, values, say):
        st.caption(in_markdown(say("contribute.title", title=title)))
    _tell_new(found, at)
    proposal = proposal_of(found, asked.kind, why, asked.records, say)
    looked = at.looked("contribute", proposal, lambda: proposal, looks=_looks(at, form, found))
    if looked:
        _looked(at, asked, *looked)


def _asked(at: AtDesk) -> Asked | None:
    """What the address asks for; None, and why, where nothing can be done about it."""
    say, parameters, base = at.context.say, st.query_params.to_dict(), at.context.graph.base
    if identifier := parameters.get(ITEM, ""):
        item = next((one for one in at.desk.queue() if one.id == identifier), None)
        if item is None or not item.proposal.rows:
            st.warning(say("contribute.no-item"))
            return None
        if item.word:
            st.warning(in_markdown(say("review.sent-back-word", name=item.reviewer, word=item.word)))
        *beside, row = item.proposal.rows
        form = form_of(row.table, row.cells)
        why = "" if item.proposal.why == say("contribute.why-default") else item.proposal.why
        cells = dict(row.cells)
        return Asked(form, cells, item.proposal.kind, item.proposal.records, item.id, tuple(beside), why)
    if record := parameters.get(RECORD, ""):
        iri = full_iri(record, base)
        rows = rows_of(at.context.graph, iri) if is_by_form(iri, base) else ()
        form = form_of(rows[0].table, rows[0].cells) if len(rows) == 1 else ""
        if not form:
            known = record_view(at.context.graph, iri, say).statements
            st.warning(say("contribute.not-by-form" if known else "contribute.no-record"))
            return None
        return Asked(form, dict(rows[0].cells), "correct", (iri,))
    form = parameters.get(KIND, "")
    form = form if form in SHAPES else next(iter(SHAPES))
    return Asked(form, {name: value[:500] for name, value in parameters.items() if name not in (KIND, "lang", "au")})


def _chosen(at: AtDesk, asked: Asked) -> Form:
    """The form, which the reader may change where a new fact is added."""
    say = at.context.say
    if asked.kind == "correct" or asked.item:
        form = read_form(asked.form, say)
        st.subheader(form.title)
        return form
    if st.session_state.get(f"{_CHOSEN}-asked") != asked:
        st.session_state[_CHOSEN] = asked.form
        st.session_state[f"{_CHOSEN}-asked"] = asked
    keys = list(SHAPES)
    chosen = st.selectbox(
        say("contribute.kind"), keys, format_func=lambda key: say(f"contribute.kinds.{key}"), key=_CHOSEN
    )
    return read_form(chosen, say)


def _tell_new(found: Filled, at: AtDesk) -> None:
    """What is named and not known: it would be made."""
    say = at.context.say
    for kind, names in found.new.items():
        st.caption(in_markdown(say(f"contribute.new.{kind}", count=len(names), names=listed(names, say))))


def _looks(at: AtDesk, form: Form, found: Filled) -> bool:
    """Whether the button that looks was pressed; what is missing, where it was in vain."""
    say = at.context.say
    if not st.button(say("contribute.look"), type="secondary", icon=":material/visibility:", key="contribute-look"):
        return False
    st.session_state.pop(_DONE, None)
    at.forget_done("contribute")
    for kind, names in () if found.is_whole else (("missing", found.missing), ("unread", found.unread)):
        if names:
            labels = listed([label_of(name, form.table, say) for name in names], say)
            st.error(in_markdown(say(f"contribute.fields-{kind}", count=len(names), names=labels)))
    return found.is_whole


def _looked(at: AtDesk, asked: Asked, look: Look, effect: Effect) -> None:
    say = at.context.say
    with st.container(border=True, key="contribute-preview"):
        st.subheader(say("contribute.preview"))
        _resembling(at, look, effect)
        show_stops(effect)
        if effect.stops:
            return
        disputes = _clashes(at, effect.clashes)
        show_effect(effect, at.context, "form")
        if disputes is None:
            return
        publish = at.offer("contribute")
    if publish is None:
        return
    proposals = [look.proposal, *disputes]
    done = at.bring("contribute", proposals, publish=publish, identifier=asked.item)
    if done:
        st.session_state[_DONE] = done[0]
        st.session_state.pop(_TOLD, None)
        st.query_params.from_dict({key: st.query_params[key] for key in ("lang",) if key in st.query_params})
        if len(done) == len(proposals):  # what could not be done is told just above
            st.rerun()


def _resembling(at: AtDesk, look: Look, effect: Effect) -> None:
    """Known things that a row may mean, each with a button that says so."""
    say, base = at.context.say, at.context.graph.base
    for number, one in enumerate(effect.resembling):
        kind = {"actors": "actor", "sources": "source"}.get(look.proposal.rows[one.row].table, "")
        path = one.thing.iri.removeprefix(f"{base}id/")
        st.warning(sentence_in_markdown(one.sentence), icon=":material/content_copy:")
        if kind and path.startswith(f"{kind}/"):
            st.button(
                say("contribute.same", name=in_markdown(one.thing.label)),
                key=f"contribute-same-{number}",
                on_click=_note_same,
                args=(one.row, path.partition("/")[2]),
            )


def _note_same(place: int, identifier: str) -> None:
    st.session_state[_SAME] = {**st.session_state.get(_SAME, {}), place: identifier}


def _clashes(at: AtDesk, clashes: tuple[Clash, ...]) -> list[Proposal] | None:
    """What is to be disputed of what contradicts the proposal; None where a reason is still to be given."""
    say, found, whole = at.context.say, [], True
    for number, clash in enumerate(clashes):
        st.warning(sentence_in_markdown(clash.sentence), icon=":material/compare_arrows:")
        if not clash.records:
            continue
        choice = st.radio(
            say("contribute.clash"),
            ("keep", "dispute"),
            format_func=lambda key: say(f"contribute.clash-{key}"),
            key=f"contribute-clash-{number}",
            horizontal=True,
        )
        if choice == "dispute":
            reason = st.text_input(say("contribute.dispute-why"), key=f"contribute-clash-why-{number}", max_chars=1_000)
            whole = whole and bool(reason.strip())
            found.append(Proposal("dispute", (), reason.strip(), clash.records))
    return found if whole else None


def _tell_done(at: AtDesk) -> None:
    """That something was sent or published, until the next look, with a way to what it is about."""
    at.tell_done("contribute", once=False)
    done: Item | Contribution | None = st.session_state.get(_DONE)
    thing = _about(at, done) if isinstance(done, Contribution) else None
    if thing:
        label = at.context.say("contribute.see", name=in_markdown(thing[1]))
        if st.button(label, key="contribute-see", icon=":material/article:"):
            at.context.open_fiche(thing[0])


def _about(at: AtDesk, contribution: Contribution) -> tuple[str, str] | None:
    """The thing that a contribution describes, and its name."""
    graph = at.context.graph
    if not contribution.made:
        return None
    rows = rows_of(graph, contribution.made[-1])
    identifier = rows[-1].cells.get("id") if rows else None
    found = at.things
    for path in found.classes:
        if identifier and path.endswith(f"/{identifier}") and not path.startswith(("source/", "commitment/")):
            iri = f"{graph.base}id/{path}"
            return iri, graph.things({iri}, at.context.say.language)[iri].label
    return None
