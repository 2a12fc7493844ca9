"""Grants as the French schema SCDL Subventions 2.0 has them: what sources do not say stays empty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from territory_graph.exports import spreadsheet
from territory_graph.messages import translator
from territory_graph.views.money import ToldAmount, ToldSum
from territory_graph.views.wording import bounded

COLUMNS = (
    "nomAttribuant",
    "idAttribuant",
    "dateConvention",
    "referenceDecision",
    "nomBeneficiaire",
    "idBeneficiaire",
    "objet",
    "montant",
    "nature",
    "conditionsVersement",
    "datesPeriodeVersement",
    "idRAE",
    "notificationUE",
    "pourcentageSubvention",
)
_GIVEN = ("commitment", "subsidy")
_LONGEST = 256
_FRENCH = translator("fr")
"""The schema is French, whatever the language of the page."""


def as_scdl(sums: Iterable[ToldSum], sirets: Mapping[str, str]) -> bytes:
    """A line a sum and amount: two contradicting amounts are two lines.

    A sum for several recipients together is one line that names them all, without a percentage, for it is not known.
    What is no exact amount, not the only one that sources give, not verified or disputed says so in its object, which
    names the year that it is for.
    Announcements and ceilings are no grants, other currencies have no column, and neither is written.
    """
    given = [one for one in sums if one.kind in _GIVEN and one.currency == "EUR"]
    rows = [
        (
            " ; ".join(thing.label for thing in one.payers),
            _one(sirets.get(thing.iri, "") for thing in one.payers),
            one.signed,
            "",
            " ; ".join(thing.label for thing in one.recipients),
            _one(sirets.get(thing.iri, "") for thing in one.recipients),
            _object(one, amount),
            f"{amount.value:f}",
            "aide en numéraire",
            "",
            "",  # when it is paid: sources say for which year, and how long the agreement lasts
            "",
            "",
            "1.00" if len(one.recipients) == 1 and not one.unshared else "",
        )
        for one in given
        for amount in one.amounts
    ]
    return spreadsheet(COLUMNS, rows, ",")


def _object(one: ToldSum, amount: ToldAmount) -> str:
    """What the sum is for, then what its amount does not say: that it is not exact, not the only one, or not sure."""
    years = " ; ".join(str(year) for year in sorted(one.years) if str(year) not in one.thing.label)
    inexact = bounded(_FRENCH.euros(amount.value), amount.bound, _FRENCH) if amount.bound else ""
    doubt = "evidence.doubt.unverified" if one.unverified else "status.disputed" if one.is_disputed else ""
    told = (years, inexact, *(_FRENCH(key) for key in ("money.contested" if one.contested else "", doubt) if key))
    remarks = [text for text in told if text]
    tail = f" ({', '.join(remarks)})" if remarks else ""
    return f"{one.thing.label[: _LONGEST - len(tail)]}{tail}"


def _one(found: Iterable[str]) -> str:
    """The identifier of a body, where there is one body only."""
    known = list(found)
    return known[0] if len(known) == 1 else ""
