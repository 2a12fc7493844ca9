"""A fiche as it is shown: what it tells, on which day, and how its links lead on to others on the same day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from territory_graph.ui.context import Context, short_id
from territory_graph.ui.fiche.markup import FicheWriter
from territory_graph.ui.sheet import sheet
from territory_graph.views.fiche.page import FichePage

DAY = "au"
"""The parameter of the address that holds the day."""


@dataclass(frozen=True, slots=True)
class Opened:
    """One fiche being shown: what it tells, on which day, and how links lead on to others on the same day."""

    context: Context
    page: FichePage
    day: date | None

    @property
    def writer(self) -> FicheWriter:
        """What writes its parts."""
        return FicheWriter(self.context.say, self.address, self.page.fiche.thing.iri)

    def address(self, iri: str) -> str:
        """The address of another fiche on the same day."""
        day = f"&{urlencode({DAY: self.day.isoformat()})}" if self.day else ""
        return self.context.entity_address(iri) + day

    def parameters(self, iri: str, name: str = "id") -> dict[str, str]:
        """The parameters of an address that names a thing, and the same day."""
        return {name: short_id(iri, self.context.graph.base), **({DAY: self.day.isoformat()} if self.day else {})}

    def open(self, iri: str) -> None:
        """Opens another fiche on the same day."""
        self.context.go("entity", self.parameters(iri))

    def sheet(self, html: str, key: str) -> None:
        """Shows a piece of HTML whose links open fiches on the same day."""
        sheet(html, key=f"fiche-{key}", on_open=self.open)
