"""What people brought in, as every reader sees it: on the fiche of a thing, and what is new on Accueil."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import streamlit as st

from territory_graph.contributions import Contribution, Desk
from territory_graph.errors import TerritoryGraphError
from territory_graph.store.folder import KeptVersion
from territory_graph.ui.context import Context
from territory_graph.ui.markup import in_markdown, sentence_in_markdown
from territory_graph.ui.served import library
from territory_graph.ui.version import VERSION, served_since
from territory_graph.ui.who import may_contribute
from territory_graph.views.contributing.told import ContributionView, histories
from territory_graph.vocabulary import short_id

_LOG = logging.getLogger(__name__)
_DAYS = 30


def contributions(context: Context, thing: str | None = None) -> tuple[Contribution, ...]:
    """The contributions about a thing, or all, the last first; none where the served folder tells of none."""

    def read() -> tuple[Contribution, ...]:
        settings = library().settings
        try:
            return Desk(settings.territory, settings.store).history(thing)
        except (TerritoryGraphError, OSError) as error:
            _LOG.error("the history cannot be read: %s", error)
            return ()

    if library().settings.territory.name != context.graph.manifest.slug:
        return ()
    found = context.once(("contributions", thing), read)
    until = None if context.is_present else served_since(library().folder, context.graph.version)
    return tuple(one for one in found if until is None or _second(one.accepted) <= until)


def history_of(context: Context, thing: str) -> None:
    """The history of a thing, where people brought something in about it."""
    say, found = context.say, contributions(context, thing)
    if found:
        with st.expander(say("history.of", count=len(found)), icon=":material/history:", key="fiche-history"):
            show(histories(found, context.graph, say), context, "fiche", context.parameters(thing))
            if may_contribute() and st.button(
                say("versions.compare"), icon=":material/difference:", key="history-compare"
            ):
                context.go("contribute", {"vue": "versions", "chose": short_id(thing, context.graph.base)})


def whats_new(context: Context) -> None:
    """What was brought in since a day that the reader may choose; nothing where nobody ever brought anything in."""
    say, found = context.say, contributions(context)
    if not found:
        return
    st.subheader(say("history.new"))
    today = datetime.now(UTC).date()
    since = st.date_input(
        say("history.since"),
        value=today - timedelta(days=_DAYS),
        max_value=today,
        format="DD/MM/YYYY",
        key="home-since",
    )
    recent = [one for one in found if one.accepted.astimezone(UTC).date() >= since]
    if not recent:
        st.caption(say("history.nothing-since", day=say.day(since)))
    show(histories(recent, context.graph, say), context, "home", {})


def _second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def show(views: Iterable[ContributionView], context: Context, key: str, asked: Mapping[str, str] | None = None) -> None:
    """Contributions in sentences, with what they are about; who may can bring back what was disputed or withdrawn.

    Where ``asked`` is what the address of the page says, each leads to it as it was before, and after.
    """
    say, restores = context.say, may_contribute() and context.is_present
    kept = library().folder.kept() if asked is not None else []
    for number, view in enumerate(views):
        with st.container(border=True, key=f"history-{key}-{number}", gap="small"):
            st.markdown(f"**{sentence_in_markdown(view.sentence)}**")
            st.caption(in_markdown(say("review.why", why=view.why)))
            for thing in view.things:
                label = in_markdown(thing.label)
                opens = f"history-{key}-{number}-{thing.iri}"
                if st.button(label, type="tertiary", icon=":material/article:", key=opens):
                    context.open_fiche(thing.iri)
            if view.left:
                st.caption(say("view.more", count=view.left))
            if asked is not None:
                _at_that_time(view, kept, context, f"history-{key}-{number}", asked)
            if restores:
                _undoing(view, context, f"history-{key}-{number}")
            for record in view.restorable if restores and len(view.restorable) == 1 else ():
                restore = f"history-{key}-{number}-restore-{record}"
                if st.button(say("history.do-restore"), icon=":material/restore:", key=restore):
                    context.go("contribute", {"acte": "retablir", "releve": record})


def _undoing(view: ContributionView, context: Context, key: str) -> None:
    """Buttons that take back all that a contribution brought in, or bring back all that it took away."""
    say = context.say
    if view.in_force and st.button(
        say("history.take-back"), icon=":material/undo:", key=f"{key}-undo", type="tertiary"
    ):
        context.go("contribute", {"acte": "retirer", "apport": view.name})
    count = len(view.restorable)
    label = say("history.restore-all", count=count)
    if count > 1 and st.button(label, icon=":material/restore:", key=f"{key}-restore-all"):
        context.go("contribute", {"acte": "retablir", "apport": view.name})


def _at_that_time(
    view: ContributionView, kept: Sequence[KeptVersion], context: Context, key: str, asked: Mapping[str, str]
) -> None:
    """Buttons that open the page at the versions before and after a contribution, where these are kept."""
    accepted = _second(view.accepted)
    before = next((one for one in kept if one.since < accepted), None)
    after = next((one for one in reversed(kept) if one.since >= accepted), None)
    shown = context.graph.version
    with st.container(horizontal=True):
        for name, one in (("before", before), ("after", after)):
            if one is None or one.version == shown:
                continue
            if st.button(
                context.say(f"version.{name}"), icon=":material/history:", key=f"{key}-{name}", type="tertiary"
            ):
                context.go("fiche" if asked else "home", {**asked, VERSION: one.version})
