"""Facts from a file that people have: given, its columns mapped, its names confirmed, its effect shown, then sent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from territory_graph.contributions import Contribution, Item
from territory_graph.errors import AnalysisCancelledError, InputError, TerritoryGraphError
from territory_graph.importing import uploads
from territory_graph.importing.uploads import Upload
from territory_graph.ui.contribute.acts import ACT, CONTRIBUTION
from territory_graph.ui.contribute.desk import AtDesk
from territory_graph.ui.contribute.upload_steps import STEP, UPLOAD, columns_step, effect_step, go, names_step
from territory_graph.ui.contribute.upload_work import Work, opened
from territory_graph.ui.long_work import stopped
from territory_graph.ui.markup import in_markdown
from territory_graph.ui.uploads import admit
from territory_graph.views.contributing.told import moment

_STEPS: dict[str, Callable[[AtDesk, Work], None]] = {
    "colonnes": columns_step,
    "noms": names_step,
    "effet": effect_step,
}
_DOCUMENTS = {".pdf", ".docx", ".odt", ".html", ".htm", ".eml"}
_WORK, _TURN = "upload-work", "upload-turn"


def upload_screen(at: AtDesk) -> None:
    """The file that the address names, at its step; else where one is given."""
    say, identifier = at.context.say, st.query_params.get(UPLOAD, "")
    at.tell_done("upload")
    found = uploads.upload(at.desk.territory, identifier, at.person.name)
    if found is not None:
        _go_through(at, found)
        return
    if identifier:
        st.warning(say("upload.gone"))
    admit()
    st.caption(say("upload.what"))
    turn = st.session_state.get(_TURN, 0)
    file = st.file_uploader(say("upload.file"), key=f"upload-file-{turn}", help=say("upload.formats"))
    if file is not None:
        _take(at, file.name, file.getvalue())
    _under_way(at)


def _take(at: AtDesk, name: str, content: bytes) -> None:
    """Keeps a file that can be read, and goes on to its columns; one that cannot be is told, and not kept."""
    say = at.context.say
    if Path(name).suffix.lower() in _DOCUMENTS:
        st.error(say("upload.is-document"))
        return

    def keep() -> Work:
        found = uploads.keep(at.desk.territory, name, content, at.person.name)
        try:
            return opened(at, found)
        except InputError:
            uploads.put_away(found)
            raise

    work = at.attempt("upload.reading", keep)
    if work is None:
        return
    st.session_state[_WORK] = work
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1  # an uploader without the file
    go(work.upload.id, "colonnes")


def _under_way(at: AtDesk) -> None:
    """The reader's files that were not sent yet, each to go on with or put away."""
    say = at.context.say
    found = [one for one in uploads.uploads(at.desk.territory, at.person.name) if not one.sent]
    if found:
        st.subheader(say("upload.under-way"))
    for one in found:
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"upload-{one.id}"):
            st.markdown(f"**{in_markdown(one.file.name)}** · {in_markdown(moment(one.given, say))}")
            if st.button(say("upload.go-on"), key=f"upload-go-{one.id}", icon=":material/arrow_forward:"):
                go(one.id, "colonnes")
            if st.button(say("upload.put-away"), key=f"upload-away-{one.id}", icon=":material/close:", type="tertiary"):
                uploads.put_away(one)
                st.rerun()


def _go_through(at: AtDesk, one: Upload) -> None:
    say = at.context.say
    st.subheader(in_markdown(one.file.name))
    try:
        if _may_go_on(at, one):
            work: Work | None = st.session_state.get(_WORK)
            if work is None or work.upload.id != one.id:
                with st.spinner(at.context.say("upload.reading")):
                    work = opened(at, one)
            work.upload = one
            st.session_state[_WORK] = work
            _step(at, work)
    except AnalysisCancelledError:
        stopped(say)
    except TerritoryGraphError as error:
        at.show(error)
    if st.button(say("upload.other"), key="upload-other", icon=":material/upload_file:", type="tertiary"):
        for name in (UPLOAD, STEP):
            st.query_params.pop(name, None)
        st.rerun()


def _step(at: AtDesk, work: Work) -> None:
    """The step that the address names, below the way to the others."""
    say, steps = at.context.say, [*_STEPS] if work.sheets else ["effet"]
    step = st.query_params.get(STEP, "")
    step = step if step in steps else steps[0]
    if len(steps) > 1:
        chosen = st.segmented_control(
            say("upload.step"),
            steps,
            default=step,
            format_func=lambda name: say(f"upload.steps.{name}", number=steps.index(name) + 1),
            key=f"upload-step-{step}",
            label_visibility="collapsed",
            required=True,
        )
        if chosen and chosen != step:
            del st.session_state[f"upload-step-{step}"]
            go(work.upload.id, chosen)
    _STEPS[step](at, work)


def _may_go_on(at: AtDesk, one: Upload) -> bool:
    """Whether the file is still to be sent; where it stands is told."""
    say = at.context.say
    state, found = uploads.standing(one, at.desk)
    if isinstance(found, Contribution):
        told = say(f"upload.state.{state.replace(' ', '-')}", name=found.author, when=moment(found.accepted, say))
        (st.success if state == "in force" else st.info)(told)
        if state == "in force" and st.button(say("upload.take-back"), key="upload-undo", icon=":material/undo:"):
            at.context.go("contribute", {ACT: "retirer", CONTRIBUTION: found.name})
        if state == "in force":
            uploads.spend(one)
            return False
    if isinstance(found, Item):
        when = moment(found.decided or found.sent, say)
        told = say(f"upload.state.{state.replace(' ', '-')}", name=found.reviewer, when=when)
        st.info(f"{told} {in_markdown(found.word)}".strip())
        if state == "waiting" and st.button(say("upload.see-review"), key="upload-review", icon=":material/inbox:"):
            at.context.go("contribute", {"vue": "relire"})
    if state != "waiting" and not one.file.is_file():
        st.info(say("upload.give-again"))
        return False
    return state != "waiting"
