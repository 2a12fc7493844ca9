"""BANATIC, the State's register of groupings of local bodies: groupings, their members and their competences.

Its exports for a region or a department have a line for each member of each grouping, and a column for each competence;
shorter tables that others made of them have pairs of SIREN, or of SIREN and competence.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rdflib import RDF, RDFS, SKOS, URIRef

from territory_graph.contributions.drafting import slug
from territory_graph.errors import InputError, Problem
from territory_graph.importing.quads import iri, text
from territory_graph.importing.registers.register import Form, Register, Writing, numbers
from territory_graph.ingest.lexical import is_date
from territory_graph.spelling import folded
from territory_graph.vocabulary import TG

if TYPE_CHECKING:
    from territory_graph.importing.registers.tables import Row

_SIREN, _NAME, _NATURE = "N° SIREN", "Nom du groupement", "Nature juridique"
_BEGUN, _DEPARTMENT, _MEMBER, _MEMBER_NAME = "Date de création", "Département siège", "Siren membre", "Nom membre"
_HEADS = frozenset((_SIREN, _NAME, _NATURE))
_DIRECT = "ind_adhesion_directe"
_NATURES: dict[str, tuple[URIRef, str, str, str]] = {
    "CC": (TG.Epci, "communaute-communes", "Communauté de communes", "Community of municipalities"),
    "CA": (TG.Epci, "communaute-agglomeration", "Communauté d'agglomération", "Agglomeration community"),
    "CU": (TG.Epci, "communaute-urbaine", "Communauté urbaine", "Urban community"),
    "METRO": (TG.Epci, "metropole", "Métropole", "Metropolis"),
    "MET69": (TG.Epci, "metropole-lyon", "Métropole de Lyon", "Metropolis of Lyon"),
    "SIVU": (TG.PublicBody, "sivu", "Syndicat intercommunal à vocation unique", "Single-purpose syndicate"),
    "SIVOM": (TG.PublicBody, "sivom", "Syndicat intercommunal à vocation multiple", "Multi-purpose syndicate"),
    "SMF": (TG.SyndicatMixte, "syndicat-mixte-ferme", "Syndicat mixte fermé", "Closed mixed syndicate"),
    "SMO": (TG.SyndicatMixte, "syndicat-mixte-ouvert", "Syndicat mixte ouvert", "Open mixed syndicate"),
    "PETR": (TG.SyndicatMixte, "petr", "Pôle d'équilibre territorial et rural", "Territorial and rural balance pole"),
    "POLEM": (TG.PoleMetropolitain, "pole-metropolitain", "Pôle métropolitain", "Metropolitan pole"),
    "EPT": (TG.PublicBody, "ept", "Établissement public territorial", "Territorial public establishment"),
}
"""What a grouping is by its nature: its class, and its legal form in the words of the list and in two languages."""
_OTHERWISE = (TG.PublicBody, "", "", "")
_NO_COMPETENCE = re.compile(
    r"(nombre|population|mode|autre|date|nom|type|adhesion|representation|competence conservee|groupement|syndicat a la"
    r"|delegue|siege|adresse|telephone|fax|courriel|site|civilite|prenom|region|arrondissement|commune siege)\b.*"
    r"|dgf bonifiee|dsc|[rt]eom|siren.*"
)
"""Columns, folded, that may hold a 1 and name no competence."""


def _grouping(writing: Writing, row: Row) -> str:
    if left := _left(writing, row):
        return left
    siren = _number(row[_SIREN]) or ""
    kind, path, french, english = _NATURES.get(row[_NATURE].partition(" ")[0], _OTHERWISE)
    actor = _body(writing, siren)
    if actor is None or f"grouping {siren}" not in writing.once:
        writing.once.add(f"grouping {siren}")
        actor = writing.actor(siren, kind, row[_NAME], "banatic")
        if path:
            form = writing.concept(f"legal-form/{path}", TG.LegalForm, "legal-form", french, english)
            writing.say(actor, TG.legalForm, iri(form))
        if begun := _day(row.get(_BEGUN, "")):
            writing.date(actor, "start", begun)
        for head, cell in row.items():
            if cell == "1" and head not in _KNOWN and not _NO_COMPETENCE.fullmatch(folded(head)):
                _competence(writing, actor, head)
    return _member(writing, actor, row.get(_MEMBER, ""), row.get(_MEMBER_NAME, ""))


def _left(writing: Writing, row: Row) -> str:
    """Why a grouping is left, or ``""``."""
    if _number(row[_SIREN]) is None or not row[_NAME]:
        return "no-number"
    department = row.get(_DEPARTMENT, "").partition(" ")[0].zfill(2)
    chosen = writing.choice.departments
    return "elsewhere" if chosen and department not in chosen else ""


def _body(writing: Writing, siren: str | None) -> str | None:
    """The body of a SIREN that the territory knows, or that the files tell of as a grouping."""
    if siren is None:
        return None
    told = writing.is_among("groupings", siren, otherwise=False)
    return writing.things.actor(siren) or (writing.resource(f"actor/banatic-{siren}") if told else None)


def _member(writing: Writing, organisation: str, written: str, name: str) -> str:
    """That a body of a SIREN is a member; one that is not known and has no name here is left."""
    siren = _number(written)
    if siren is None:
        return ""
    member = _body(writing, siren)
    if member is None:
        if not name:
            return "unknown-member"
        member = writing.resource(f"actor/banatic-{siren}")
        if f"member {siren}" not in writing.once:
            writing.once.add(f"member {siren}")
            writing.actor(siren, TG.PublicBody, name, "banatic")
    if member != organisation:
        writing.membership(member, organisation)
    return ""


def _pair(writing: Writing, row: Row) -> str:
    organisation = _body(writing, _number(row["siren"]))
    if organisation is None:
        return "unknown-grouping"
    if row.get(_DIRECT, "1") not in ("1", "true", "O"):
        return "indirect"
    return _member(writing, organisation, row["siren_membre"], "")


def _listed_competence(writing: Writing, row: Row) -> str:
    organisation = _body(writing, _number(row["siren"]))
    if organisation is None:
        return "unknown-grouping"
    code = row["competence_code"]
    _competence(writing, organisation, row.get("competence_nom") or f"Compétence {code} (BANATIC)", code)
    return ""


def _competence(writing: Writing, actor: str, name: str, code: str = "") -> None:
    word = writing.concept(f"competence/{slug(code or name)[:80]}", TG.Competence, "competence", name)
    writing.say(actor, TG.hasCompetence, iri(word))


def _number(cell: str) -> str | None:
    """The SIREN that a cell holds, spaces and lost zeros at its beginning apart."""
    digits = "".join(cell.split()).removesuffix(".0")
    return digits.zfill(9) if re.fullmatch("[0-9]{6,9}", digits) else None


def _day(cell: str) -> str:
    """A day as EDTF writes it, of the two ways in which the register does."""
    if found := re.fullmatch(r"([0-9]{2})/([0-9]{2})/([0-9]{4})", cell):
        cell = f"{found[3]}-{found[2]}-{found[1]}"
    return cell if is_date(cell) else ""


_KNOWN = frozenset((_SIREN, _NAME, _NATURE, _BEGUN, _DEPARTMENT, _MEMBER, _MEMBER_NAME))


def _prepare(writing: Writing) -> None:
    """Notes which groupings the files tell of.

    Raises:
        InputError: departments are chosen, and a file does not say where seats are.
    """
    found: list[str] = []
    for table in writing.tables:
        if set(table.heads) >= _HEADS:
            if writing.choice.departments and _DEPARTMENT not in table.heads:
                raise InputError([Problem("register-no-seats", table.file, 1, fields={"head": _DEPARTMENT})])
            rows = table.rows((_SIREN, _NAME, _DEPARTMENT))
            found += [_number(row[_SIREN]) or "" for row in rows if not _left(writing, row)]
    writing.sirens["groupings"] = numbers(found)


def _words(writing: Writing) -> None:
    scheme = writing.resource("scheme/competence")
    writing.say(scheme, RDF.type, iri(SKOS.ConceptScheme))
    for property_ in (RDFS.label, SKOS.prefLabel):
        writing.say(scheme, property_, text("Compétences", "fr"))
        writing.say(scheme, property_, text("Competences", "en"))


BANATIC = Register(
    "banatic",
    "BANATIC, base nationale sur les intercommunalités",
    "Direction générale des collectivités locales",
    "https://www.banatic.interieur.gouv.fr",
    (
        Form(_HEADS, _grouping, frozenset({_BEGUN, _MEMBER, _MEMBER_NAME}), others=True),
        Form(frozenset({"siren", "siren_membre"}), _pair, frozenset({_DIRECT})),
        Form(frozenset({"siren", "competence_code"}), _listed_competence, frozenset({"competence_nom"})),
    ),
    words=_words,
    prepare=_prepare,
)
