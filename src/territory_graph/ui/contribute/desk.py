"""The desk of the territory that is served, the person at it, and what both do together."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import streamlit as st

from territory_graph.contributions import Contribution, Desk, Item, Look, Proposal, Row
from territory_graph.errors import AlreadyWaitingError, ContributionError, InputError, StoreError, TerritoryGraphError
from territory_graph.identity import Person
from territory_graph.network.outcome import Watch
from territory_graph.ui.analyses.work import watched
from territory_graph.ui.context import Context
from territory_graph.ui.markup import in_markdown
from territory_graph.ui.page import show_top
from territory_graph.ui.served import library
from territory_graph.ui.who import person
from territory_graph.views.contributing.effect import Effect, problem_in_form, read_effect
from territory_graph.views.contributing.importing import plain_error
from territory_graph.views.contributing.things import Choosable, read_choosable

_ACCEPTING = "contribute-accepting"


@dataclass(frozen=True, slots=True)
class AtDesk:
    """A screen of contributions: what it shows, who is at it, and the desk."""

    context: Context
    person: Person
    desk: Desk

    @property
    def things(self) -> Choosable:
        """What fields may name."""
        context = self.context
        return context.once(("choosable", context.say.language), lambda: read_choosable(context.graph, context.say))

    @property
    def publishes(self) -> bool:
        """Whether what the person sends may be published by him at once."""
        return self.person.may_review and not self.desk.two_persons

    def look(self, proposal: Proposal) -> tuple[Look, Effect] | None:
        """What a proposal would do, told; None, and the reason shown, where it cannot be looked at."""
        say = self.context.say
        try:
            with st.spinner(say("contribute.looking")):
                look = self.desk.look(proposal)
                return look, read_effect(look, self.context.graph, say)
        except TerritoryGraphError as error:
            self.show(error)
            return None

    def bring(self, proposals: list[Proposal], *, publish: bool, identifier: str = "") -> list[Item | Contribution]:
        """Sends proposals one after the other, and accepts them where they are to be published.

        One that waits for review already is not sent again, but published where that is asked for. The first that
        cannot be is told; those before it stay done.
        """
        done: list[Item | Contribution] = []
        try:
            with st.spinner(self.context.say("contribute.bringing")):
                for proposal in proposals:
                    try:
                        item = self.desk.send(proposal, self.person.name, identifier)
                    except AlreadyWaitingError as waiting:
                        if not publish:
                            raise
                        item = self.desk.item(str(waiting.fields["id"]))
                    done.append(self.accept(item.id) if publish else item)
                    identifier = ""
        except TerritoryGraphError as error:
            self.show(error)
        else:
            show_top()
        return done

    def accept(self, identifier: str) -> Contribution:
        """Accepts a proposal, with a bar and a way to stop it: whatever else the person does on the page stops it.

        Raises:
            TerritoryGraphError: as ``Desk.accept``.
        """
        name, asked = self.person.name, secrets.token_hex(4)
        st.session_state[_ACCEPTING] = identifier

        def accept(watch: Watch) -> Contribution:
            return self.desk.accept(identifier, name, lambda share: watch.at("publishing", share))

        try:
            done = watched(self.context.say, ("accept", asked), accept)
        except Exception:  # a run that another follows ends by none of these
            del st.session_state[_ACCEPTING]
            raise
        del st.session_state[_ACCEPTING]
        return done

    def tell_stopped(self) -> None:
        """That the person stopped an acceptance, which left the proposal in the queue."""
        identifier = st.session_state.pop(_ACCEPTING, "")
        if any(item.id == identifier and item.state == "waiting" for item in self.desk.queue()):
            st.info(self.context.say("contribute.accept-stopped"), icon=":material/block:")

    def show(self, error: TerritoryGraphError, rows: tuple[Row, ...] = ()) -> None:
        """Tells an error, without a path of the server; of a proposal with these ``rows``, by the field it is in."""
        say = self.context.say
        if isinstance(error, InputError) and rows:
            for problem in error.problems:
                st.error(in_markdown(problem_in_form(problem, rows, say)))
            return
        if isinstance(error, InputError):
            error = plain_error(error)
        hidden = isinstance(error, StoreError) and not isinstance(error, ContributionError)
        st.error(say("errors.public-store") if hidden else say.error(error))


def at_desk(context: Context) -> AtDesk | None:
    """The desk where the reader may contribute; None where he may not."""
    found = person()
    if found is None or not found.may_contribute:
        return None
    settings = library().settings
    desk = Desk(settings.territory, settings.store, two_persons=settings.two_persons, versions=settings.versions)
    return AtDesk(context, found, desk)
