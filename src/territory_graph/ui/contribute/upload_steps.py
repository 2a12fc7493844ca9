"""The steps of bringing a file in: what its columns become, what its names mean, what it would do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import streamlit as st

from territory_graph.contributions import Proposal
from territory_graph.importing import Mapping, Match, Sheet, suggest_mapping, uploads
from territory_graph.importing.matching import NEW, sheet_of
from territory_graph.ingest.schema import tables
from territory_graph.messages import Translator
from territory_graph.ui.contribute.desk import AtDesk
from territory_graph.ui.contribute.fields import offered
from territory_graph.ui.contribute.shown import show_effect
from territory_graph.ui.contribute.upload_work import Work
from territory_graph.ui.markup import in_markdown, sentence_in_markdown
from territory_graph.views.contributing.importing import (
    HeadView,
    ImportEffect,
    asked,
    candidate_label,
    columns_label,
    columns_offered,
    counted,
    head_views,
    read_import,
    sheet_sentence,
    table_label,
    understood,
    where,
)

UPLOAD, STEP = "import", "etape"
"""Parameters of the address: the file that is under way, and the step."""
_SHOWN = "upload-shown"
_PAGE, _MOST_SHEETS, _OTHER = 15, 12, "\0other"
_GROUPS = ("waiting", "known", "new")


def go(identifier: str, step: str) -> None:
    """Opens a step of an upload."""
    st.query_params[UPLOAD], st.query_params[STEP] = identifier, step
    st.rerun()


# Columns


def columns_step(at: AtDesk, work: Work) -> None:
    """How the file was read, and what each of its columns becomes, to be corrected."""
    say = at.context.say
    _list(work.sheets[:_MOST_SHEETS], work, at)
    if len(work.sheets) > _MOST_SHEETS:
        with st.expander(say("upload.other-sheets", count=len(work.sheets) - _MOST_SHEETS)):
            _list(work.sheets[_MOST_SHEETS:], work, at)
    told = counted(work.mapped().understood, say)
    if told:
        st.caption("  \n".join(map(in_markdown, told)))
    names = [each.name for each in work.sheets]
    name = names[0]
    if len(names) > 1:
        name = st.selectbox(say("upload.sheet-shown"), names, key=f"upload-sheet-{work.upload.id}")
    number = names.index(name)
    with st.container(border=True, key="upload-columns"):
        _sheet(at, work, work.sheets[number], f"upload-{work.upload.id}-{number}")
    if not any(mapping.table and mapping.columns for mapping in work.mappings.values()):
        st.warning(say("upload.nothing-mapped"))
        return
    if st.button(say("upload.to-names"), type="primary", icon=":material/arrow_forward:", key="upload-next"):
        work.map(at, name, work.mappings[name])
        go(work.upload.id, "noms")


def _list(sheets: Iterable[Sheet], work: Work, at: AtDesk) -> None:
    told = (sheet_sentence(each, work.mappings[each.name], at.context.say) for each in sheets)
    st.markdown("\n".join(f"- {in_markdown(each)}" for each in told))


def _sheet(at: AtDesk, work: Work, sheet: Sheet, key: str) -> None:
    """A sheet: how it was read, its table, and what becomes of each head."""
    say, mapping = at.context.say, work.mappings[sheet.name]
    if told := understood(sheet, say):
        st.caption("  \n".join(map(in_markdown, told)))
    options = ["", *tables()]
    table = st.selectbox(
        say("upload.table"),
        options,
        options.index(mapping.table),
        format_func=lambda each: table_label(each, say) if each else say("upload.leave-sheet"),
        key=f"{key}-table",
    )
    if table != mapping.table:
        mapping = _for_table(sheet, table)
        work.map(at, sheet.name, mapping)
        st.rerun()
    if not mapping.table:
        return
    st.caption(in_markdown(tables()[mapping.table].help[say.language]))
    for number, view in enumerate(head_views(sheet, mapping)):
        chosen = _becomes(view, mapping.table, f"{key}-{mapping.table}-{number}", say)
        if chosen != view.columns:
            work.map(at, sheet.name, _with_head(sheet, mapping, view.head, chosen))
            st.rerun()
    _every_row(at, work, sheet, f"{key}-{mapping.table}")


def _becomes(view: HeadView, table: str, key: str, say: Translator) -> tuple[str, ...]:
    """The columns of a table that a head becomes, as the reader chooses beside what stands below it."""
    left, right = st.columns([2, 3], vertical_alignment="center")
    samples = f"  \n:small[{in_markdown(' · '.join(view.samples))}]" if view.samples else ""
    left.markdown(f"**{in_markdown(view.head)}**{samples}")
    singles = [(each,) for each in columns_offered(table)]
    choices = [(), *([view.columns] if len(view.columns) > 1 else []), *singles]
    return right.selectbox(
        say("upload.becomes", head=view.head),
        choices,
        choices.index(view.columns),
        format_func=lambda each: columns_label(each, table, say),
        key=key,
        label_visibility="collapsed",
    )


def _for_table(sheet: Sheet, table: str) -> Mapping:
    """The mapping of a sheet to a table that the reader chose."""
    if not table:
        return Mapping("", {}, left=sheet.heads)
    suggested = suggest_mapping(sheet)
    return suggested if suggested.table == table else suggest_mapping(sheet, table)


def _with_head(sheet: Sheet, mapping: Mapping, head: str, columns: tuple[str, ...]) -> Mapping:
    said = {**mapping.columns, head: columns}
    kept = {each: said[each] for each in sheet.heads if said.get(each)}
    return replace(mapping, columns=kept, left=tuple(each for each in sheet.heads if each not in kept))


def _every_row(at: AtDesk, work: Work, sheet: Sheet, key: str) -> None:
    """What every row of a sheet says, where no column of the file does."""
    say, mapping = at.context.say, work.mappings[sheet.name]
    views = asked(mapping, say)
    if views:
        st.markdown(f"**{say('upload.every-row')}**")
    said: dict[str, str] = {}
    for view in views:
        name = f"{key}-every-{view.name}"
        if view.choices:
            options = ["", *view.choices]
            labels = {"": "—", **view.choices}
            place = options.index(view.value) if view.value in options else 0
            said[view.name] = st.selectbox(view.label, options, place, format_func=labels.__getitem__, key=name)
        else:
            said[view.name] = st.text_input(view.label, view.value, key=name, max_chars=300)
    constants = {**mapping.constants, **said}
    found = {name: value.strip() for name, value in constants.items() if value.strip()}
    if found != dict(mapping.constants):
        work.map(at, sheet.name, replace(mapping, constants=found))
        st.rerun()


# Names


def names_step(at: AtDesk, work: Work) -> None:
    """What each name of the file means: those that wait first, then what was recognised and what is new."""
    say, matches = at.context.say, work.matches(at)
    groups = {
        "waiting": [one for one in matches if not one.chosen or one.key in work.answers],
        "known": [one for one in matches if one.chosen not in ("", NEW) and one.key not in work.answers],
        "new": [one for one in matches if one.chosen == NEW and one.key not in work.answers],
    }
    waiting = sum(not one.chosen for one in matches)
    st.caption(say("upload.names", known=len(groups["known"]), new=len(groups["new"]), waiting=waiting))
    group = st.segmented_control(
        say("upload.group"),
        _GROUPS,
        default="waiting" if groups["waiting"] else "new" if groups["new"] else "known",
        format_func=lambda name: say(f"upload.groups.{name}", count=len(groups[name])),
        key=f"upload-group-{work.upload.id}",
        label_visibility="collapsed",
        required=True,
    )
    shown = groups[group or "waiting"]
    if group == "waiting" and waiting > 1:
        _all_at_once(at, work, [one for one in shown if not one.chosen])
    for one in _paged(at, shown, f"upload-page-{group}"):
        _name(at, work, one)
    if waiting:
        st.info(say("upload.still-waiting", count=waiting), icon=":material/help:")
    elif st.button(say("upload.to-effect"), type="primary", icon=":material/visibility:", key="upload-next"):
        go(work.upload.id, "effet")


def _all_at_once(at: AtDesk, work: Work, waiting: Iterable[Match]) -> None:
    say, found = at.context.say, tuple(waiting)
    with st.container(horizontal=True):
        if st.button(say("upload.all-nearest"), key="upload-all-nearest", icon=":material/done_all:"):
            work.answer(at, {one.key: _identifier(one.candidates[0].iri) for one in found})
            st.rerun()
        if st.button(say("upload.all-new"), key="upload-all-new", icon=":material/add:"):
            work.answer(at, {one.key: NEW for one in found})
            st.rerun()


def _paged(at: AtDesk, found: list[Match], key: str) -> list[Match]:
    """Some of the names, and the way to the others."""
    pages = max(1, -(-len(found) // _PAGE))
    page = 1
    if pages > 1:
        page = int(st.number_input(at.context.say("upload.page", count=pages), 1, pages, key=key, step=1))
    return found[(page - 1) * _PAGE : page * _PAGE]


def _name(at: AtDesk, work: Work, one: Match) -> None:
    """A name of the file, and what it may mean."""
    say, key = at.context.say, f"upload-{work.upload.id}-{one.key}"
    found = {_identifier(each.iri): candidate_label(each, say) for each in one.candidates}
    if one.chosen and one.chosen != NEW:
        found.setdefault(one.chosen, at.things.name(one.kind, one.chosen))
    options = [*found, NEW, _OTHER]
    sheet = sheet_of(one, work.mapped().drawn) if len(work.sheets) > 1 else ""
    labels = {NEW: say(f"upload.new.{one.kind}"), _OTHER: say("upload.another")} | found
    with st.container(border=True, gap="small"):
        st.markdown(f"**{in_markdown(one.text)}**  \n:small[{in_markdown(where(one, sheet, say))}]")
        chosen = st.radio(
            say("upload.means", text=one.text),
            options,
            options.index(one.chosen) if one.chosen else None,
            format_func=lambda each: in_markdown(labels[each]),
            key=f"{key}-{len(options)}",
            horizontal=not found,
            label_visibility="collapsed",
        )
        if chosen == _OTHER:
            chosen = _another(at, one, key)
        if chosen and chosen != one.chosen:
            work.answer(at, {one.key: chosen})
            st.rerun()


def _another(at: AtDesk, one: Match, key: str) -> str:
    """Another known thing of the kind, by its name."""
    say, known = at.context.say, at.things.of(one.kind)
    options = offered(at.things, at.context.graph, one.kind, say, label=one.text, key=key)
    name = st.selectbox(say("upload.which"), options, None, key=f"{key}-other", placeholder=say("contribute.search"))
    return known[name] if name else ""


def _identifier(iri: str) -> str:
    return iri.rpartition("/")[2]


# Effect


def effect_step(at: AtDesk, work: Work) -> None:
    """What the import would do, and the button that sends it whole."""
    say = at.context.say
    with st.spinner(say("upload.trying")):
        planned = work.planned(at)
        effect = read_import(planned, say, at.context.graph)
    seen, now = st.session_state.get(_SHOWN), (work.upload.id, planned.look.proposal, effect)
    st.session_state[_SHOWN] = now
    moved_on = seen is not None and seen != now
    if planned.waiting:
        st.warning(say("upload.still-waiting", count=len(planned.waiting)), icon=":material/help:")
    with st.container(border=True, key="upload-effect"):
        _show(at, effect)
    if effect.stops or planned.waiting:
        st.info(say("upload.mend"), icon=":material/edit:")
        return
    publish = at.offer("upload")
    if publish is not None and moved_on:  # not what the reader has not yet seen
        st.warning(say("upload.moved-on"), icon=":material/sync:")
    elif publish is not None:
        _bring(at, work, planned.look.proposal, publish=publish)


def _bring(at: AtDesk, work: Work, proposal: Proposal, *, publish: bool) -> None:
    """Sends the file whole, in the place of what was sent of it and sent back."""
    state, _ = uploads.standing(work.upload, at.desk)
    done = at.bring("upload", [proposal], publish=publish, identifier=work.upload.sent if state == "sent back" else "")
    if done:
        work.end(at)
        uploads.note_sent(work.upload, done[0].id)
        st.rerun()


def _show(at: AtDesk, effect: ImportEffect) -> None:
    say = at.context.say
    for sentence in effect.stops:
        st.error(sentence_in_markdown(sentence), icon=":material/error:")
    if effect.rows:
        st.markdown(f"**{say('upload.would-enter')}** {in_markdown(' · '.join(effect.rows))}")
    for sentence in effect.conflicts:
        st.warning(sentence_in_markdown(sentence), icon=":material/compare_arrows:")
    if effect.conflicts:
        st.caption(say("upload.both-kept"))
    for sentence in (*effect.effect.doubts, *effect.alike):
        st.warning(sentence_in_markdown(sentence), icon=":material/warning:")
    for key, sentences in (("gained", effect.changes), ("left-out", effect.left)):
        if sentences:
            with st.expander(say(f"upload.{key}", count=len(sentences)), expanded=key == "left-out"):
                st.markdown("\n".join(f"- {in_markdown(each)}" for each in sentences))
    if not effect.stops:
        show_effect(effect.effect, at.context, "upload")
