"""A fiche as it is shown: what it tells, on which day, and how its links lead on to others on the same day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from territory_graph.ui.context import Context
from territory_graph.ui.fiche.markup import FicheWriter
from territory_graph.ui.sheet import sheet
from territory_graph.views.fiche.page import FichePage, read_page


def page_of(context: Context, iri: str) -> FichePage:
    """What the fiche of a thing tells on the day of the page, read once.

    Raises:
        UnknownEntityError: the graph says nothing of it.
    """
    key = ("fiche", context.say.language, iri, context.day)
    return context.once(key, lambda: read_page(context.graph, iri, context.say, context.day))


@dataclass(frozen=True, slots=True)
class OpenedFiche:
    """One fiche being shown: what it tells, on which day, and how its links lead on to others on the same day.

    ``role`` is the sentence on what an actor is in the network of actors on that day, empty for what is not in it.
    """

    context: Context
    page: FichePage
    role: str = ""

    @property
    def day(self) -> date | None:
        """The day on which it is shown, None for all dates."""
        return self.context.day

    @property
    def writer(self) -> FicheWriter:
        """What writes its parts."""
        context = self.context
        return FicheWriter(context.say, context.fiche_address, self.page.fiche.thing.iri, context.amend)

    def sheet(self, html: str, key: str) -> None:
        """Shows a piece of HTML whose links open fiches on the same day."""
        sheet(html, key=f"fiche-{key}", on_open=self.context.open_fiche)
