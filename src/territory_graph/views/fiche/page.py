"""The page of one thing: its head, its parts in the order that answers a strategist, and its pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from territory_graph.facts.announced import is_off, read_announced
from territory_graph.facts.entity import held_on
from territory_graph.facts.lives import read_lives
from territory_graph.facts.ontology import is_a
from territory_graph.facts.places import read_lying_in, read_site_bodies
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Entity, Thing
from territory_graph.queries.shown import pair_query, statements_query
from territory_graph.views.fiche.chronology import Chronology, chronology
from territory_graph.views.fiche.essentials import Essential, essentials
from territory_graph.views.fiche.facts import Facts, ends
from territory_graph.views.fiche.headline import headline
from territory_graph.views.fiche.identity import Identifier, NameSpan, identifiers, names_over_time
from territory_graph.views.fiche.lines import Line, Section
from territory_graph.views.fiche.places import FicheMap, read_map, towns_of
from territory_graph.views.fiche.rivals import read_absent, read_clashing
from territory_graph.views.fiche.surroundings import Surroundings, surroundings
from territory_graph.views.fiche.told import told_by
from territory_graph.views.fiche.whole import Fiche, fiche_of
from territory_graph.views.permalink import address_if_any
from territory_graph.views.wording import with_standing
from territory_graph.vocabulary import local

MOST_READ = 200
"""Things that one property joins to another that a fiche reads; it counts the rest."""

_ORDER = (
    *("posts", "mandates", "support", "members", "agreements", "money", "projects", "events", "decisions", "places"),
    *("staff", "collaboration", "themes", "figures", "quotes", "said", "documents", "changes", "identity"),
    *("searches", "other"),
)
_FOLDED = ("inferred", "records")
_IN_HEAD = {
    *("siren", "siret", "rna", "wikidata", "ror", "inseeCode", "homepage", "page", "legalForm", "start", "end", "when"),
    *("forYear", "lat", "long", "familyName", "givenName", "altLabel", "title", "publisher", "issued"),
}


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above a fiche: what the thing is in a sentence, its identifiers, its names, and who says so.

    ``last_name`` is its last known name, where its name on the day was another; ``lines`` are the facts told here, with
    their sources.
    """

    sentence: str
    kinds: tuple[str, ...]
    identifiers: tuple[Identifier, ...]
    names: tuple[NameSpan, ...]
    last_name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a fiche: lines of one reason; ``unread`` are those that exist and were not read."""

    key: str
    title: str
    lines: tuple[Line, ...]
    unread: int = 0

    @property
    def count(self) -> int:
        """How many lines it has, those not read included."""
        return len(self.lines) + self.unread


@dataclass(frozen=True, slots=True)
class FichePage:
    """A fiche whole: head, parts, what is folded at its end, and its pictures, each with its twin in words.

    ``essentials`` are what a meeting needs first, of a body. ``query`` are the parameters of the address that asks for
    the same in SPARQL, empty where no address can hold it. ``of_other_days`` counts facts that do not hold on the day.
    """

    fiche: Fiche
    head: Head
    essentials: tuple[Essential, ...]
    parts: tuple[Part, ...]
    folded: tuple[Part, ...]
    map: FicheMap | None
    around: Surroundings | None
    chronology: Chronology | None
    query: tuple[tuple[str, str], ...]
    of_other_days: int = 0


def read_page(graph: KnowledgeGraph, iri: str, say: Translator, as_of: date | None = None) -> FichePage:
    """The page of ``iri``, as it was known to be on ``as_of``.

    Raises:
        UnknownEntityError: the graph says nothing of it.
    """
    graph = graph.told_on(_named_on(graph, iri, as_of))
    ever = graph.describe(iri, say.language, most=MOST_READ)
    entity = held_on(ever, as_of) if as_of else ever
    fiche, facts = fiche_of(graph, entity, say, as_of), _facts(graph, entity, as_of, say.language)
    towns = towns_of(graph, facts, say.language)
    sure = towns_of(graph, replace(facts, sure=True), say.language)
    said = told_by(graph, facts, say) if entity.thing.kind == "Source" else None
    sections = [*_sections_once(fiche, facts, without="records" if said else ""), *([said] if said else [])]
    unread = dict(entity.unread)
    of_every_day = replace(facts, entity=ever)
    return FichePage(
        fiche=fiche,
        head=_head(graph, facts, fiche, say, ever=of_every_day, towns=sure),
        essentials=essentials(graph, facts, of_every_day, fiche.missing, say),
        parts=tuple(_parts(sections, _ORDER, unread)),
        folded=tuple(_parts(sections, _FOLDED, unread)),
        map=read_map(graph, facts, towns, say),
        around=surroundings(facts, say),
        chronology=chronology(facts, say),
        query=tuple(query_address(iri).items()),
        of_other_days=sum(1 for _ in Facts(ever).stated()) - sum(1 for _ in facts.stated()),
    )


def _named_on(graph: KnowledgeGraph, iri: str, as_of: date | None) -> date | None:
    """The day whose names are told: that of the page, or on which the thing begins where that is later.

    Who signs or organises in 2018 is not called in it as in 1898.
    """
    begun = read_lives(graph.rows, [iri])[iri].start_latest if as_of else None
    return max(as_of, begun) if as_of and begun else as_of


def read_essentials(
    graph: KnowledgeGraph, iri: str, say: Translator, as_of: date | None = None
) -> tuple[Facts, tuple[Essential, ...]]:
    """The facts of ``iri`` and what a meeting needs of them first, as its page has them, without the rest of it.

    Raises:
        UnknownEntityError: the graph says nothing of it.
    """
    graph = graph.told_on(as_of)
    ever = graph.describe(iri, say.language, most=MOST_READ)
    facts = _facts(graph, held_on(ever, as_of) if as_of else ever, as_of, say.language)
    missing = fiche_of(graph, facts.entity, say, as_of).missing
    return facts, essentials(graph, facts, replace(facts, entity=ever), missing, say)


def _sections_once(fiche: Fiche, facts: Facts, without: str) -> Iterable[Section]:
    """The sections but for one, and the posts without those whose holders are told, for a mandate names its post."""
    held = {post.iri for fact in facts.linked("Mandate") for post in ends(fact, "post")}
    for section in fiche.sections:
        if section.key == "posts":
            lines = tuple(line for line in section.lines if not line.head or line.head.iri not in held)
            yield replace(section, lines=lines)
        elif section.key != without:
            yield section


def _parts(sections: Iterable[Section], order: tuple[str, ...], unread: dict[str, int]) -> Iterable[Part]:
    """The sections of a list in its order; one whose lines are all told elsewhere is none.

    That is in the head, or, of the currency of a sum, with the sum.
    """
    known = {section.key: section for section in sections}
    for key in order:
        section = known.get(key)
        if section is None:
            continue
        own = (line for line in section.lines if line.head or line.name != "currency")
        if lines := tuple(line for line in own if not _in_head(line, key)):
            yield Part(key, section.title, lines, unread.get(key, 0))


def _in_head(line: Line, key: str) -> bool:
    return key == "names" or (line.head is None and line.name in _IN_HEAD and key in {"identity", "documents"})


def _head(
    graph: KnowledgeGraph, facts: Facts, fiche: Fiche, say: Translator, *, ever: Facts, towns: Mapping[str, Thing]
) -> Head:
    """The head of a fiche, of its facts on the day and, for its names, of every day."""
    last_name = graph.told_on(None).labels([facts.iri], lang=say.language)[facts.iri]
    lines = [line for section in fiche.sections for line in section.lines if _in_head(line, section.key)]
    forms = tuple(thing.label for thing in facts.things("legalForm") or _forms_then(facts))
    return Head(
        sentence=headline(facts, _town_names(towns, facts, say), say),
        kinds=(*fiche.kinds, *forms),
        identifiers=identifiers(facts, say),
        names=names_over_time(ever, say),
        last_name=last_name if last_name != facts.entity.thing.label else "",
        lines=tuple(lines),
    )


def _forms_then(facts: Facts) -> tuple[Thing, ...]:
    """The legal forms that the names borne on the day say the thing had, where its own is that of another day."""
    uses = (fact for fact in facts.linked("NameUse") if fact.interval.start and facts.is_in(fact, "nameOf"))
    return tuple(dict.fromkeys(form for fact in uses for form in ends(fact, "legalForm")))


def _town_names(towns: Mapping[str, Thing], facts: Facts, say: Translator) -> tuple[str, ...]:
    """The towns of offices by name; as disputed where all offices there are."""
    sites = [one for fact in facts.stated() for one in fact.statements if local(one.predicate) == "hasSite"]
    said = [(one.value.thing.iri, one.status) for one in sites if one.value.thing]
    named = dict.fromkeys(town.label for town in towns.values())
    at = {name: {site for site, town in towns.items() if town.label == name} for name in named}
    return tuple(with_standing(name, (status for site, status in said if site in at[name]), say) for name in named)


def _facts(graph: KnowledgeGraph, entity: Entity, as_of: date | None, language: str) -> Facts:
    """The facts of a thing, told of a day: the one asked for, else that up to which facts were gathered."""
    day, facts = as_of or graph.manifest.gathered_until, Facts(entity)
    bodies = {
        one.value.thing.iri
        for fact in facts.linked("Partnership", "Membership")
        for one in fact.statements
        if one.value.thing
    }
    lives = read_lives(graph.rows, bodies | {facts.iri})
    gone = frozenset(iri for iri, life in lives.items() if life.last and life.last < day)
    unborn = frozenset(iri for iri, life in lives.items() if life.first and day < life.first and not life.inverted)
    occupants, later = _occupants(graph, facts, as_of, language)
    return replace(
        facts,
        day=day,
        gone=gone,
        unborn=unborn,
        occupants=occupants,
        later=later,
        rivals=read_clashing(graph, entity, as_of),
        absent=read_absent(graph, entity),
        life=lives[facts.iri],
    )


def _occupants(
    graph: KnowledgeGraph, facts: Facts, as_of: date | None, language: str
) -> tuple[tuple[Thing, ...], frozenset[str]]:
    """What lies in the parts of a place, as events in its halls, and those whose sites are in one of these or in it.

    With those of whose sites there sources only know later.
    """
    inside = {one.iri: one.kind for one in facts.things("locatedIn", inverse=True)}
    parts = read_lying_in(graph.rows, [iri for iri, kind in inside.items() if is_a(kind, "Place")])
    lives = read_lives(graph.rows, parts) if as_of else {}
    announced = graph.once(read_announced)
    held = [iri for iri in parts if not is_off(announced.get(iri, ()))]
    there = {iri for iri in held if as_of is None or lives[iri].holds_on(as_of)}
    bodies = graph.once(read_site_bodies)
    lying = {body for iri in there | inside.keys() for body in bodies.get(iri, ())} | there
    return tuple(graph.things(lying, language).values()), _later(graph, there | inside.keys(), as_of)


def _later(graph: KnowledgeGraph, sites: Iterable[str], as_of: date | None) -> frozenset[str]:
    """Those all of whose sites among some sources only know of a later day."""
    bodies, known = graph.once(read_site_bodies), dict[str, bool]()
    lives = read_lives(graph.rows, sites) if as_of else {}
    for iri, life in lives.items():
        for body in bodies.get(iri, ()):
            known[body] = known.get(body, False) or not (as_of and life.only_known_after(as_of))
    return frozenset(body for body, by_then in known.items() if not by_then)


def query_address(iri: str) -> dict[str, str]:
    """The parameters of the address that asks in SPARQL for every statement of a thing, with its sources."""
    return address_if_any(statements_query(iri))


def pair_query_address(one: str, other: str) -> dict[str, str]:
    """The parameters of the address that asks in SPARQL for all that joins two things, with its sources."""
    return address_if_any(pair_query(one, other))
