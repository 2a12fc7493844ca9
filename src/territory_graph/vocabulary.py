"""Vocabularies: the ontology's terms as a closed namespace, the prefixes bound everywhere, and the kinds of resource.

``TG`` fails on a name that the ontology does not define, so a typo stops the import of the module that makes it:

>>> TG.memberOf
rdflib.term.URIRef('https://w3id.org/territory-graph/ontology#memberOf')
>>> TG.membreDe
Traceback (most recent call last):
...
AttributeError: term 'membreDe' not in namespace 'https://w3id.org/territory-graph/ontology#'
"""

from __future__ import annotations

import re
from typing import ClassVar

from rdflib import DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SKOS, XSD, Namespace, URIRef
from rdflib.namespace import DefinedNamespace

DEFAULT_BASE = "https://w3id.org/territory-graph/"
SCHEMA = Namespace("https://schema.org/")
GEO = Namespace("http://www.opengis.net/ont/geosparql#")
WGS84 = Namespace("http://www.w3.org/2003/01/geo/wgs84_pos#")


class TG(DefinedNamespace):
    """Terms of the ontology of territorial economic actors (``ontology/territory.ttl``)."""

    _NS: ClassVar[Namespace] = Namespace("https://w3id.org/territory-graph/ontology#")
    _fail: ClassVar[bool] = True

    # Classes
    Actor: URIRef
    ActorTerritory: URIRef
    Agreement: URIRef
    AnnouncedChange: URIRef
    AssociatedCommune: URIRef
    Bound: URIRef
    ChangeEvent: URIRef
    Clause: URIRef
    Closure: URIRef
    Cluster: URIRef
    Commitment: URIRef
    Commune: URIRef
    Company: URIRef
    Competence: URIRef
    Congress: URIRef
    Convention: URIRef
    CouncilMeeting: URIRef
    Creation: URIRef
    Decision: URIRef
    DelegatedCommune: URIRef
    Department: URIRef
    Domain: URIRef
    Epci: URIRef
    Event: URIRef
    Figure: URIRef
    FiliereOrganisation: URIRef
    Funding: URIRef
    FundingKind: URIRef
    Goal: URIRef
    Initiative: URIRef
    KnowledgeOrganisation: URIRef
    LegalForm: URIRef
    Mandate: URIRef
    Measure: URIRef
    Membership: URIRef
    Merger: URIRef
    MetropolitanInterestDeclaration: URIRef
    Move: URIRef
    MunicipalDistrict: URIRef
    NameKind: URIRef
    NameUse: URIRef
    NoDocument: URIRef
    Office: URIRef
    Partnership: URIRef
    Person: URIRef
    Place: URIRef
    PoleDeCompetitivite: URIRef
    PoleMetropolitain: URIRef
    Post: URIRef
    Programme: URIRef
    Project: URIRef
    PublicBody: URIRef
    Quote: URIRef
    Record: URIRef
    Region: URIRef
    Renaming: URIRef
    Roadmap: URIRef
    Role: URIRef
    Rule: URIRef
    Search: URIRef
    Sector: URIRef
    Separation: URIRef
    Shareholding: URIRef
    Site: URIRef
    Source: URIRef
    StaffAssignment: URIRef
    AttendanceMode: URIRef
    State: URIRef
    Status: URIRef
    SupportOrganisation: URIRef
    SyndicatMixte: URIRef
    TargetGroup: URIRef
    Territory: URIRef
    Theme: URIRef
    Tie: URIRef
    TieKind: URIRef
    TieRole: URIRef
    Venue: URIRef

    # Properties
    about: URIRef
    abstentions: URIRef
    activeIn: URIRef
    actNumber: URIRef
    adopts: URIRef
    amends: URIRef
    amount: URIRef
    amountBound: URIRef
    amountKind: URIRef
    amountScope: URIRef
    attested: URIRef
    attestedOn: URIRef
    beneficiary: URIRef
    byRule: URIRef
    carriedBy: URIRef
    carries: URIRef
    coCarries: URIRef
    collaboratesWith: URIRef
    committedBy: URIRef
    committedTo: URIRef
    concerns: URIRef
    confidence: URIRef
    coversAgreement: URIRef
    endedBy: URIRef
    currency: URIRef
    earliest: URIRef
    end: URIRef
    endEarliest: URIRef
    endLatest: URIRef
    factId: URIRef
    firstEnd: URIRef
    firstRole: URIRef
    forYear: URIRef
    foundedBy: URIRef
    fromPlace: URIRef
    fundedBy: URIRef
    fundingFor: URIRef
    fundingKind: URIRef
    funds: URIRef
    gist: URIRef
    givesExpertiseOn: URIRef
    hasCompetence: URIRef
    hasDomain: URIRef
    hasGoal: URIRef
    hasMember: URIRef
    hasOrientation: URIRef
    hasOwnEngineering: URIRef
    hasSector: URIRef
    hasSite: URIRef
    hasTerritory: URIRef
    hasTheme: URIRef
    headcount: URIRef
    holder: URIRef
    holdsPost: URIRef
    illustrates: URIRef
    inFramework: URIRef
    inOrganisation: URIRef
    inseeCode: URIRef
    involves: URIRef
    joinsActors: URIRef
    latest: URIRef
    attendance: URIRef
    previousDate: URIRef
    renews: URIRef
    legalForm: URIRef
    lineEnd: URIRef
    lineStart: URIRef
    locatedIn: URIRef
    locator: URIRef
    measure: URIRef
    member: URIRef
    memberOf: URIRef
    nafCode: URIRef
    nameKind: URIRef
    nameOf: URIRef
    nameText: URIRef
    notAfter: URIRef
    notBefore: URIRef
    note: URIRef
    ofActor: URIRef
    openList: URIRef
    organisedBy: URIRef
    organises: URIRef
    outcomeOf: URIRef
    parties: URIRef
    partOfAgreement: URIRef
    partOfProgramme: URIRef
    partnerOf: URIRef
    party: URIRef
    post: URIRef
    postIn: URIRef
    presentIn: URIRef
    rna: URIRef
    role: URIRef
    ror: URIRef
    saidBy: URIRef
    secondEnd: URIRef
    secondRole: URIRef
    sha256: URIRef
    shareholder: URIRef
    shareOf: URIRef
    sharePercent: URIRef
    siren: URIRef
    siret: URIRef
    siteOf: URIRef
    source: URIRef
    specifies: URIRef
    start: URIRef
    startEarliest: URIRef
    startLatest: URIRef
    state: URIRef
    status: URIRef
    supported: URIRef
    supportedBy: URIRef
    supporter: URIRef
    terminates: URIRef
    supports: URIRef
    takenAt: URIRef
    takenBy: URIRef
    targetGroup: URIRef
    textQuality: URIRef
    tiedBy: URIRef
    tieKind: URIRef
    toPlace: URIRef
    toSite: URIRef
    unit: URIRef
    value: URIRef
    votesAgainst: URIRef
    votesFor: URIRef
    weekday: URIRef
    weight: URIRef
    when: URIRef
    wikidata: URIRef
    within: URIRef


PREFIXES: dict[str, str] = {
    "tg": str(TG),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "owl": str(OWL),
    "xsd": str(XSD),
    "skos": str(SKOS),
    "dcterms": str(DCTERMS),
    "foaf": str(FOAF),
    "org": str(ORG),
    "prov": str(PROV),
    "schema": str(SCHEMA),
    "geo": str(GEO),
    "wgs84": str(WGS84),
}

KINDS: dict[str, str] = {
    "act": "actor",
    "agr": "agreement",
    "agt": "agent",
    "bnd": "bound",
    "chg": "change",
    "clause": "clause",
    "com": "commitment",
    "comp": "competence",
    "dec": "decision",
    "dom": "domain",
    "evt": "event",
    "fig": "figure",
    "fk": "funding-kind",
    "fnd": "funding",
    "form": "legal-form",
    "goal": "goal",
    "gr": "graph",
    "mbr": "membership",
    "mnd": "mandate",
    "msr": "measure",
    "nam": "name",
    "nk": "name-kind",
    "per": "person",
    "plc": "place",
    "post": "post",
    "prg": "programme",
    "prj": "project",
    "quo": "quote",
    "rec": "record",
    "role": "role",
    "rule": "rule",
    "sch": "scheme",
    "sea": "search",
    "sec": "sector",
    "shr": "shareholding",
    "site": "site",
    "src": "source",
    "st": "status",
    "state": "state",
    "stf": "staff",
    "tgt": "target",
    "thm": "theme",
    "upd": "update",
    "ver": "version",
}
"""Prefix of each kind of resource, and the folder of its IRIs under ``{base}id/``."""

IDENTIFIER = re.compile(rf"(?:{'|'.join(KINDS.values())})(?:/[A-Za-z0-9][A-Za-z0-9._-]*)+")
"""How a resource is written under ``{base}id/``: ``actor/lsn``."""

ONTOLOGY_GRAPH = "graph/ontology"
ONTOLOGY_RECORDS = "graph/ontology-records"
INFERRED_RECORDS = "graph/inferred-records"
TIES_GRAPH = "graph/ties"
UPDATES_GRAPH = "graph/updates"
"""Graphs that the software writes: the ontology, its records, those of the rules, ties, and the journal of updates."""

COMPUTED_GRAPHS = "record/computed/"
"""Under which the graphs of measures lie: what was computed from the facts."""


def expand(name: str) -> URIRef:
    """The IRI of a prefixed name such as ``tg:siren``.

    Raises:
        KeyError: the prefix is not one of ``PREFIXES``.
        AttributeError: the ontology has no such term.
    """
    prefix, _, local = name.partition(":")
    return TG[local] if prefix == "tg" else URIRef(PREFIXES[prefix] + local)


def local(iri: str) -> str:
    """The end of an IRI: what follows its last ``#`` or ``/``.

    >>> local("https://w3id.org/territory-graph/ontology#member"), local("https://example.org/id/actor/lsn/")
    ('member', 'lsn')
    """
    return iri.rstrip("/").rpartition("#")[2].rpartition("/")[2]


def resource(base: str, path: str) -> URIRef:
    """The IRI of a resource of the territory, as ``actor/lsn`` under ``{base}id/``."""
    return URIRef(f"{base}id/{path}")


def short_id(iri: str, base: str) -> str:
    """What an address shows of an IRI: ``actor/lsn`` for one of the territory's own, else the whole IRI."""
    return iri.removeprefix(f"{base}id/")


def full_iri(text: str, base: str) -> str:
    """The IRI that an address names: the opposite of ``short_id``."""
    return text if "://" in text or text.startswith("urn:") else f"{base}id/{text}"


def all_prefixes(base: str = DEFAULT_BASE) -> dict[str, str]:
    """Every prefix, of vocabularies and of kinds of resource, for queries and serialisations."""
    return PREFIXES | {prefix: f"{base}id/{kind}/" for prefix, kind in KINDS.items()}
