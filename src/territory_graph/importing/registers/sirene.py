"""SIRENE, Insee's register of legal units and establishments: its monthly stock, as CSV or Parquet.

A unit that has no name of its own is a person, and is left, as is one that does not want to be told of. An
establishment is told of where its unit is.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from rdflib import RDF, RDFS, URIRef

from territory_graph.errors import InputError, Problem
from territory_graph.importing.categories import kind_of
from territory_graph.importing.quads import iri, text
from territory_graph.importing.registers.register import Form, Register, Writing, numbers, rows_of
from territory_graph.ingest.lexical import is_date, is_day
from territory_graph.ingest.schema import tables
from territory_graph.vocabulary import TG, expand

if TYPE_CHECKING:
    from territory_graph.importing.registers.tables import Row

_NAME, _CATEGORY = "denominationUniteLegale", "categorieJuridiqueUniteLegale"
_BEGUN, _STATE, _PERIOD = "dateCreationUniteLegale", "etatAdministratifUniteLegale", "dateDebut"
_ACTIVITY, _NOMENCLATURE = "activitePrincipaleUniteLegale", "nomenclatureActivitePrincipaleUniteLegale"
_RNA, _SEAT, _DIFFUSED = "identifiantAssociationUniteLegale", "nicSiegeUniteLegale", "statutDiffusionUniteLegale"
_COMMUNE, _SITE_STATE = "codeCommuneEtablissement", "etatAdministratifEtablissement"
_SITE_DIFFUSED, _SITE_BEGUN = "statutDiffusionEtablissement", "dateCreationEtablissement"
_SIGNS = ("enseigne1Etablissement", "denominationUsuelleEtablissement")
_UNKNOWN_DAY = "1900-01-01"
"""What the register writes where it does not know when a unit was created."""
_OF_2008 = "NAFRev2"
_SIREN = re.compile("[0-9]{1,9}")


@cache
def _class(category: str) -> URIRef:
    """The class of a body of a legal category."""
    return expand(tables()["actors"].column("kind").values[kind_of(category)])


def _unit(writing: Writing, row: Row) -> str:
    siren, name = row["siren"].zfill(9), row[_NAME]
    if not name:
        return "person"
    if row[_DIFFUSED] in ("N", "P"):
        return "not-diffused"
    if not re.fullmatch("[0-9]{9}", siren):
        return "no-number"
    if not writing.is_among("placed", siren):
        return "elsewhere"
    category = row.get(_CATEGORY, "")
    actor = writing.actor(siren, _class(category), name, "siren")
    if category:
        path, called = f"legal-form/insee-{category}", f"Catégorie juridique {category} (Insee)"
        writing.say(actor, TG.legalForm, iri(writing.concept(path, TG.LegalForm, "legal-form", called)))
    if (begun := row.get(_BEGUN, "")) != _UNKNOWN_DAY and is_date(begun):
        writing.date(actor, "start", begun)
    if row.get(_STATE) == "C" and is_day(row.get(_PERIOD, "")):
        writing.date(actor, "end", row[_PERIOD])
    if row.get(_NOMENCLATURE) == _OF_2008 and re.fullmatch(r"[0-9]{2}\.[0-9]{2}[A-Z]", row.get(_ACTIVITY, "")):
        writing.say(actor, TG.nafCode, text(row[_ACTIVITY]))
    if re.fullmatch("W[0-9]{9}", row.get(_RNA, "")):
        writing.say(actor, TG.rna, text(row[_RNA]))
    if re.fullmatch("[0-9]{1,5}", row.get(_SEAT, "")):
        writing.say(actor, TG.siret, text(siren + row[_SEAT].zfill(5)))
    return ""


def _establishment(writing: Writing, row: Row) -> str:
    siret = row["siret"].zfill(14)
    left = _left(writing, siret, row)
    if left:
        return left
    owner = writing.things.actor(siret[:9]) or writing.resource(f"actor/siren-{siret[:9]}")
    place = writing.things.commune(row[_COMMUNE])
    assert place is not None  # else it is left
    site = writing.resource(f"site/siret-{siret}")
    name = next((row[head] for head in _SIGNS if row.get(head)), "")
    writing.say(site, RDF.type, iri(TG.Site))
    writing.say(site, RDFS.label, text(name or f"Établissement {siret}", "fr"))
    writing.say(site, TG.siteOf, iri(owner))
    writing.say(site, TG.siret, text(siret))
    writing.say(site, TG.locatedIn, iri(place))
    if (begun := row.get(_SITE_BEGUN, "")) != _UNKNOWN_DAY and is_date(begun):
        writing.date(site, "start", begun)
    return ""


def _left(writing: Writing, siret: str, row: Row) -> str:
    """Why an establishment is left, or ``""``."""
    if not re.fullmatch("[0-9]{14}", siret):
        return "no-number"
    if not writing.choice.takes_commune(row[_COMMUNE]):
        return "elsewhere"
    if row[_SITE_STATE] == "F":
        return "closed"
    if row[_SITE_DIFFUSED] in ("N", "P"):
        return "not-diffused"
    if writing.things.actor(siret[:9]) is None and not writing.is_among("units", siret[:9], otherwise=False):
        return "unknown-unit"
    return "" if writing.things.commune(row[_COMMUNE]) else "unknown-place"


def _prepare(writing: Writing) -> None:
    """Notes which units have an establishment in the departments chosen, and which are told of.

    Raises:
        InputError: departments are chosen, and no file says where anything is.
    """
    if writing.choice.departments:
        placed = rows_of(writing, ("siret", _COMMUNE))
        writing.sirens["placed"] = numbers(
            row["siret"].zfill(14)[:9] for row in placed if writing.choice.takes_commune(row[_COMMUNE])
        )
        if not any(_COMMUNE in table.heads for table in writing.tables):
            raise InputError([Problem("register-no-places", writing.tables[0].file)])
    if any({"siret", _COMMUNE} <= set(table.heads) for table in writing.tables):
        named = (
            row["siren"]
            for row in rows_of(writing, ("siren", _NAME, _DIFFUSED))
            if row[_NAME] and row[_DIFFUSED] not in ("N", "P") and _SIREN.fullmatch(row["siren"]) is not None
        )
        writing.sirens["units"] = numbers(number for number in named if writing.is_among("placed", number))


SIRENE = Register(
    "sirene",
    "Base Sirene des entreprises et de leurs établissements",
    "Insee",
    "https://www.sirene.fr",
    (
        Form(
            frozenset({"siren", _NAME, _DIFFUSED}),
            _unit,
            frozenset((_CATEGORY, _BEGUN, _STATE, _PERIOD, _ACTIVITY, _NOMENCLATURE, _RNA, _SEAT)),
        ),
        Form(
            frozenset({"siret", _COMMUNE, _SITE_STATE, _SITE_DIFFUSED}),
            _establishment,
            frozenset((_SITE_BEGUN, *_SIGNS)),
        ),
    ),
    prepare=_prepare,
)
