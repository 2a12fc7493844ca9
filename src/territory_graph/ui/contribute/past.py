"""What people brought in, as every reader sees it: on the fiche of a thing, and what is new on Accueil."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import streamlit as st

from territory_graph.contributions import Contribution, Desk
from territory_graph.errors import TerritoryGraphError
from territory_graph.ui.context import Context
from territory_graph.ui.markup import in_markdown
from territory_graph.ui.served import library
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
    return context.once(("contributions", thing), read)


def history_of(context: Context, thing: str) -> None:
    """The history of a thing, where people brought something in about it."""
    say, found = context.say, contributions(context, thing)
    if found:
        with st.expander(say("history.of", count=len(found)), icon=":material/history:", key="fiche-history"):
            show(histories(found, context.graph, say), context, "fiche")
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
    show(histories(recent, context.graph, say), context, "home")


def show(views: Iterable[ContributionView], context: Context, key: str) -> None:
    """Contributions in sentences, with what they are about; who may can bring back what was disputed or withdrawn."""
    say, restores = context.say, may_contribute()
    for number, view in enumerate(views):
        with st.container(border=True, key=f"history-{key}-{number}", gap="small"):
            st.markdown(f"**{in_markdown(view.sentence)}**")
            st.caption(in_markdown(say("review.why", why=view.why)))
            for thing in view.things:
                label = in_markdown(thing.label)
                if st.button(label, type="tertiary", key=f"history-{key}-{number}-{thing.iri}"):
                    context.open_entity(thing.iri)
            for record in view.restorable if restores else ():
                restore = f"history-{key}-{number}-restore-{record}"
                if st.button(say("history.do-restore"), icon=":material/restore:", key=restore):
                    context.go("contribute", {"acte": "retablir", "releve": record})
