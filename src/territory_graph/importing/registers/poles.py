"""Lists of poles: competitiveness clusters, one a line, by name, and by SIREN where the list has it.

Metropolitan poles are groupings, which ``banatic`` brings in. Of competitiveness clusters the State publishes no table;
the lists that there are have a name, and little else.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from rdflib import FOAF, RDF, RDFS

from territory_graph.contributions.drafting import slug
from territory_graph.importing.quads import iri, text
from territory_graph.importing.registers.register import Form, Register, Writing
from territory_graph.terms import is_iri
from territory_graph.vocabulary import TG

if TYPE_CHECKING:
    from territory_graph.importing.registers.tables import Row

_STATUS, _SITE = "label_status", "website"


def _pole(writing: Writing, row: Row, head: str) -> str:
    """The cluster that has the number or the name already, which stands under ``head``; else it is a new one."""
    siren, name = "".join(row.get("siren", "").split()), row[head]
    if not name:
        return "no-name"
    known = (writing.things.actor(siren) if siren else None) or writing.things.called(name)
    pole = known or writing.resource(f"actor/pole-{slug(name)}")
    writing.say(pole, RDF.type, iri(TG.PoleDeCompetitivite))
    if pole not in writing.things.named:
        writing.say(pole, RDFS.label, text(name, "fr"))
    if re.fullmatch("[0-9]{9}", siren):
        writing.say(pole, TG.siren, text(siren))
    if row.get(_STATUS):
        writing.say(pole, TG.note, text(f"Label : {row[_STATUS]}", "fr"))
    if (site := row.get(_SITE, "")).startswith("https://") and is_iri(site):
        writing.say(pole, FOAF.homepage, iri(site))
    return ""


POLES = Register(
    "poles",
    "Liste de pôles de compétitivité",
    "",
    "",
    (
        Form(frozenset({"name", _STATUS}), partial(_pole, head="name"), frozenset({"siren", _SITE})),
        Form(frozenset({"nom", _STATUS}), partial(_pole, head="nom"), frozenset({"siren", _SITE})),
    ),
)
