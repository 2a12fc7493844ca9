"""Versions of the data: two compared in words, and one restored."""

from __future__ import annotations

import streamlit as st

from territory_graph.contributions import Proposal
from territory_graph.terms import is_iri
from territory_graph.ui.contribute.desk import AtDesk
from territory_graph.ui.markup import Writer, in_markdown
from territory_graph.ui.sheet import sheet
from territory_graph.ui.version import VERSION
from territory_graph.views.contributing.versions import Comparison, RecordChange, read_comparison, version_label
from territory_graph.vocabulary import full_iri

THING = "chose"
"""The parameter of the address that names the thing of which versions are compared."""


def versions_screen(at: AtDesk) -> None:
    """Which versions are kept, what one says otherwise than another, and restoring one."""
    say, kept = at.context.say, at.desk.store.kept()
    at.tell_done("versions")
    if len(kept) < 2:
        st.info(say("versions.only-one"), icon=":material/history:")
        return
    labels = {one.version: version_label(one, say, current=one is kept[0]) for one in kept}
    names = list(labels)
    left, right = st.columns(2)
    before = left.selectbox(say("versions.before"), names, 1, format_func=labels.__getitem__, key="versions-before")
    after = right.selectbox(say("versions.after"), names, 0, format_func=labels.__getitem__, key="versions-after")
    thing = st.query_params.get(THING, "")
    iri = full_iri(thing, at.context.graph.base) if thing else None
    iri = iri if iri and is_iri(iri) else None
    if iri is not None:
        label = at.context.graph.things([iri], say.language)[iri].label
        st.caption(in_markdown(say("versions.of", name=label)))
    for column, name, version in ((left, "before", before), (right, "after", after)):
        if column.button(say("version.open"), icon=":material/history:", key=f"versions-open-{name}", type="tertiary"):
            asked = at.context.parameters(iri) if iri else {}
            at.context.go("fiche" if iri else "home", {**asked, VERSION: version})
    key = ("versions", say.language, before, after, iri)

    def compare() -> Comparison:
        return at.context.once(key, lambda: read_comparison(at.desk.compare(before, after, iri), say))

    told = at.attempt("versions.comparing", compare)
    if told is None:
        return
    _show(told, at)
    if before != names[0]:
        _restore(at, before, labels[before])


def _show(told: Comparison, at: AtDesk) -> None:
    say = at.context.say
    if told.is_empty:
        st.info(say("versions.same"), icon=":material/done_all:")
        return
    writer = Writer(say, at.context.fiche_address)
    parts = [
        _listed(say(f"versions.{name}", count=len(changes)), changes, writer, at)
        for name, changes in (("appeared", told.appeared), ("changed", told.changed), ("withdrawn", told.withdrawn))
        if changes
    ]
    if told.more:
        parts.append(f"<p>{writer.text(say('versions.more', count=told.more))}</p>")
    sheet("".join(parts), key="versions-compared", on_open=at.context.open_fiche)


def _listed(title: str, changes: tuple[RecordChange, ...], writer: Writer, at: AtDesk) -> str:
    items = []
    for one in changes:
        both = bool(one.before and one.after)
        lines = [
            f"<li>{writer.text(at.context.say(f'versions.{word}', line=line) if both else line)}</li>"
            for word, said in (("said", one.before), ("says", one.after))
            for line in said
        ]
        items.append(f"<li>{writer.link(one.thing)}<ul>{''.join(lines)}</ul>{writer.mentions(one.mentions)}</li>")
    return f"<h3>{writer.text(title)}</h3><ul>{''.join(items)}</ul>"


def _restore(at: AtDesk, version: str, label: str) -> None:
    """The version is looked at as a proposal, then restored or sent to review."""
    say = at.context.say
    st.subheader(say("versions.restore-title"))
    st.caption(in_markdown(say("versions.restore-hint", version=label)))
    why, looks = at.reason("versions")

    def restoring() -> Proposal:
        return at.desk.restoring(version, say("versions.why", version=label, why=why))

    if at.decide("versions", (version, why), restoring, looks=looks, label="versions.restore"):
        st.rerun()
