"""The desk of the territory that is served, the person at it, and what both do together."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

import streamlit as st

from territory_graph.contributions import Contribution, Desk, Item, Look, Proposal, Row
from territory_graph.errors import AlreadyWaitingError, ContributionError, InputError, StoreError, TerritoryGraphError
from territory_graph.identity import Person
from territory_graph.network.outcome import Watch
from territory_graph.ui.context import Context
from territory_graph.ui.contribute.shown import show_effect, show_others, show_stops
from territory_graph.ui.long_work import watched
from territory_graph.ui.markup import in_markdown
from territory_graph.ui.page import show_top
from territory_graph.ui.served import library
from territory_graph.ui.who import person
from territory_graph.views.contributing.effect import Effect, problem_in_form, read_effect
from territory_graph.views.contributing.importing import plain_error
from territory_graph.views.contributing.things import Choosable, read_choosable

Done = TypeVar("Done")

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

    def attempt(self, word: str, act: Callable[[], Done], rows: tuple[Row, ...] = ()) -> Done | None:
        """What an act gives, while the page says ``word``; None, and the reason shown, where it cannot be done.

        Of a proposal with these ``rows`` the reason names the field that it is in.
        """
        try:
            with st.spinner(self.context.say(word)):
                return act()
        except TerritoryGraphError as error:
            self.show(error, rows)
            return None

    def reason(self, key: str) -> tuple[str, bool]:
        """The reason that the person gives for an act, and whether he asks for its effect."""
        say = self.context.say
        why = st.text_area(say("contribute.why-needed"), key=f"{key}-why", max_chars=2_000, height=90).strip()
        looks = st.button(say("contribute.look"), icon=":material/visibility:", key=f"{key}-look")
        if looks and not why:
            st.error(say("contribute.why-missing"))
        return why, looks and bool(why)

    def looked(
        self, key: str, asked: object, make: Callable[[], Proposal], *, looks: bool = False
    ) -> tuple[Look, Effect] | None:
        """What a look found at the proposal that ``make`` makes of what is ``asked``, kept while the same is asked.

        Where the person ``looks`` it is looked at now; None where nothing was found yet, or what cannot be done.
        """
        if looks:

            def look() -> tuple[Look, Effect]:
                found = self.desk.look(make())
                return found, read_effect(found, self.context.graph, self.context.say)

            st.session_state[f"{key}-looked"] = (asked, self.attempt("contribute.looking", look))
        before, found = st.session_state.get(f"{key}-looked", (None, None))
        return found if before == asked else None

    def offer(self, key: str, label: str = "contribute.publish") -> bool | None:
        """The buttons that bring a proposal in: whether to publish it, else to send it to review; None before that."""
        say = self.context.say
        with st.container(horizontal=True):
            publishes = self.publishes and st.button(
                say(label), type="primary", icon=":material/check:", key=f"{key}-publish"
            )
            kind: Literal["primary", "secondary"] = "secondary" if self.publishes else "primary"
            sends = st.button(say("contribute.send"), type=kind, icon=":material/outgoing_mail:", key=f"{key}-send")
        return publishes or (False if sends else None)

    def decide(
        self, key: str, asked: object, make: Callable[[], Proposal], *, looks: bool, label: str = "contribute.publish"
    ) -> Literal["", "published", "sent"]:
        """An act from the look at it to its publishing: its effect, then the buttons that bring it in; how it came in.

        As ``looked``. ``tell_done`` says it on the next run of the page.
        """
        found = self.looked(key, asked, make, looks=looks)
        if found is None:
            return ""
        look, effect = found
        with st.container(border=True, key=f"{key}-preview"):
            show_stops(effect)
            if effect.stops:
                return ""
            show_others(effect)
            show_effect(effect, self.context, key)
            publish = self.offer(key, label)
        if publish is None or not self.bring(key, [look.proposal], publish=publish):
            return ""
        return "published" if publish else "sent"

    def bring(
        self, key: str, proposals: list[Proposal], *, publish: bool, identifier: str = ""
    ) -> list[Item | Contribution]:
        """Sends proposals one after the other, and accepts them where they are to be published.

        One that waits for review already is not sent again, but published where that is asked for. The first that
        cannot be is told; those before it stay done, which ``tell_done`` says.
        """
        done: list[Item | Contribution] = []

        def bring() -> bool:
            for number, proposal in enumerate(proposals):
                try:
                    item = self.desk.send(proposal, self.person.name, "" if number else identifier)
                except AlreadyWaitingError as waiting:
                    if not publish:
                        raise
                    item = self.desk.item(str(waiting.fields["id"]))
                done.append(self.accept(item.id) if publish else item)
            return True

        if self.attempt("contribute.bringing", bring):
            show_top()
        if done:
            st.session_state.pop(f"{key}-looked", None)
            self.note_done(key, "contribute.published" if publish else "contribute.sent")
        return done

    def note_done(self, key: str, word: str, **values: object) -> None:
        """Notes what ``tell_done`` says."""
        st.session_state[f"{key}-done"] = self.context.say(word, **values)

    def tell_done(self, key: str, *, once: bool = True) -> bool:
        """Says what was done, where something was: once, or on each run until ``forget_done``."""
        done = st.session_state.get(f"{key}-done", "")
        if done:
            st.success(done, icon=":material/check_circle:")
        if once:
            self.forget_done(key)
        return bool(done)

    def forget_done(self, key: str) -> None:
        """Leaves what was done untold from now on."""
        st.session_state.pop(f"{key}-done", None)

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
