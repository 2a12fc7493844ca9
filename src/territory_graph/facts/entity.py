"""One thing: every statement of it and about it, told as facts with their evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from territory_graph.dates import Interval
from territory_graph.errors import UnknownEntityError
from territory_graph.facts.evidence import evidence_of, issued, read_evidence
from territory_graph.facts.lives import first_of, read_lives
from territory_graph.facts.ontology import inverses, is_a, reasons, superclasses, wider_properties
from territory_graph.facts.statements import Said, interval_of, read_own_values, read_statements
from territory_graph.facts.things import read_things
from territory_graph.facts.ties import read_ties
from territory_graph.model import Entity, Evidence, Fact, FactGroup, Statement, Thing, Value
from territory_graph.queries.system import system_query
from territory_graph.store.answers import Term, plain
from territory_graph.store.engine import Select
from territory_graph.terms import is_iri
from territory_graph.vocabulary import PREFIXES, TG, local

WIDER_TERMS = "/record/wider/"
"""Part of the name of records that say again, in other vocabularies' terms, what is told in the ontology's."""
_DATED, _LIMITS = frozenset({"start", "end", "when", "attested", "forYear"}), ("Earliest", "Latest")
_COVERS, _SITE_OF, _POST_IN = "coversAgreement", "siteOf", "postIn"
_NEEDING = ("Mandate", "Membership", "Shareholding")
_ENDS = ("post", "member", "inOrganisation", "shareholder", "shareOf")
_OF_BODIES = ("themes", "places")
"""The parts of a profile whose plain statements hold of a body while it is there."""
_OUTLIVED = ("Membership", "Shareholding")
"""What is told as past on the pages of bodies that are gone, rather than left out."""
_TYPE, _LABEL = f"{PREFIXES['rdf']}type", f"{PREFIXES['rdfs']}label"


def describe(select: Select, iri: str, language: str, as_of: date | None = None, most: int | None = None) -> Entity:
    """What the graph that ``select`` asks says of ``iri``, in ``language``, as it was known to be on ``as_of``.

    Facts whose dates exclude ``as_of`` are left out; facts without dates are kept. Of a property that joins the thing
    to more than ``most`` others, so many are read and the rest counted.

    Raises:
        UnknownEntityError: the graph says nothing of it.
    """
    whole = _Describer(select, language, most).entity(iri)
    return held_on(whole, as_of) if as_of else whole


def held_on(entity: Entity, day: date) -> Entity:
    """A thing with those of its facts whose dates do not exclude ``day``; what rules infer has none, and is left out.

    >>> held_on(Entity(Thing("urn:x", "X", "Actor"), (), (), (), ()), date(2021, 5, 12)).groups
    ()
    """
    # A name that was borne on another day only tells a legal form of that day.
    named = (fact for fact in entity.facts if fact.about and fact.about.kind == "NameUse")
    uses = [(form, fact) for fact in named for form in _forms(fact)]
    then = {form for form, fact in uses if fact.interval.start and fact.interval.holds_on(day)}
    others = {form for form, fact in uses if not fact.interval.holds_on(day)}
    former = frozenset(others - then) if then else frozenset()
    kept = (
        replace(
            group,
            facts=tuple(
                fact
                for fact in group.facts
                if fact_holds_on(fact, day) and (fact.about or former.isdisjoint(_forms(fact)))
            ),
        )
        for group in entity.groups
    )
    return replace(entity, groups=tuple(group for group in kept if group.facts))


def _forms(fact: Fact) -> Iterator[str]:
    return (one.value.thing.iri for one in fact.statements if local(one.predicate) == "legalForm" and one.value.thing)


def read_inferred_on(select: Select, iri: str, facts: Iterable[Fact], day: date) -> frozenset[str]:
    """The inferred records behind facts of a thing that may have held on ``day``, as what they rest on may have.

    Where a tie rests on the same records, its dates are those of the inference; else those of what these tell of.
    """
    records = {one.record for fact in facts for one in fact.evidence if one.status == "inferred"}
    rests: dict[str, tuple[set[str], set[str]]] = {record: (set(), set()) for record in records}
    for row in select(system_query("premises", sorted(records))) if records else ():
        premises, subjects = rests[str(row["thing"])]
        premises.add(str(row["premise"]))
        subjects.add(str(row["subject"]))
    ties = read_ties(select, [iri]) if records else ()
    said = read_own_values(select, {subject for _, subjects in rests.values() for subject in subjects})
    dated = {subject: _dated_by(own, day) for subject, own in said.items()}
    found = set()
    for record, (premises, subjects) in rests.items():
        resting = [tie.interval.holds_on(day) for tie in ties if premises & set(tie.records)]
        if any(resting) if resting else all(dated.get(subject, True) for subject in subjects):
            found.add(record)
    return frozenset(found)


def _dated_by(own: Mapping[str, Iterable[str]], day: date) -> bool:
    """Whether a thing's own dates let it hold on a day: a span that does, a moment that has come."""
    dates = {local(name): list(values) for name, values in own.items()}
    return Interval.widest(dates).holds_on(day) and all(text <= day.isoformat() for text in dates.get("earliest", ()))


class _Describer:
    """One description under way: the statements read, and the names and records that they need."""

    def __init__(self, select: Select, language: str, most: int | None) -> None:
        self._select = select
        self._language = language
        self._most = most
        self._wider = False
        self._unread: dict[str, int] = {}
        self._things: dict[str, Thing] = {}
        self._labels: dict[str, str] = {}
        self._evidence: dict[str, Evidence] = {}
        self._record_intervals: dict[str, Interval] = {}
        self._covered: dict[str, Interval] = {}  # when each agreement lasted that a sum covers
        self._sites: dict[str, Interval] = {}

    def entity(self, iri: str) -> Entity:
        """All that is said of a thing: a fact for each plain statement, and for each thing that ties it to others."""
        if not is_iri(iri):
            raise UnknownEntityError(iri=iri)
        own, about = self._own_and_about(iri)
        if not own and not about:  # a point, of which nothing is said in the ontology's terms
            self._wider = True
            own, about = self._own_and_about(iri)
        if not own and not about:
            raise UnknownEntityError(iri=iri)
        linking = self._linking(about)
        linking += self._mandates(linking)
        others = self._said("statements-of", linking, "value") if linking else {}
        told, turned = _turned(own, {key: r for key, r in about.items() if key[1].value not in linking})
        self._learn([told, about, *others.values()], iri)
        covered = {term.value for said in others.values() for name, term in said if local(name) == _COVERS}
        self._covered = read_lives(self._select, covered)
        self._sites = self._lives_of_sites(iri)
        known = interval_of(own)
        if known.dated and known.start_earliest and not known.start:  # days between which it was, not about when
            told = {key: records for key, records in told.items() if local(key[0]) != "when"}
        direct = [*self._direct(told, inverse=False), *self._direct(turned, inverse=True)]
        facts = [
            *self._no_longer_than_bodies(direct),
            *self._within_lives([self._linked(node, others[node], iri) for node in linking]),
        ]
        return Entity(
            thing=self._things[iri],
            labels=tuple(sorted({(t.language, t.value) for name, t in own if name == _LABEL and t.kind == "literal"})),
            classes=self._classes(own),
            groups=self._groups(facts),
            missing=self._missing(own, about),
            unread=tuple(sorted(self._unread.items())),
        )

    def _own_and_about(self, iri: str) -> tuple[Said, Said]:
        """The statements of and about the thing: all of them, or of a property that has too many some."""
        crowded = self._crowded(iri)
        if not crowded:
            own = self._said("statements-of", [iri], "value")[iri]
            return own, self._said("statements-about", [iri], "subject")[iri]
        found: tuple[Said, Said] = (defaultdict(list), defaultdict(list))
        for (name, inverse), count in crowded.items():
            query, other = ("some-subjects", "subject") if inverse else ("some-values", "value")
            some = system_query(query, [iri], most=self._most, property=name)
            self._read(some, other, {iri: found[inverse]})
            left = count - (self._most or count)
            reason = reasons().properties.get(local(name), "other")
            if left > 0 and name != _TYPE:
                self._unread[reason] = max(self._unread.get(reason, 0), left)
        return found

    def _crowded(self, iri: str) -> dict[tuple[str, bool], int]:
        """How many others each property joins to the thing, where one of them joins too many; else nothing."""
        if self._most is None:
            return {}
        counts = {
            (str(row["property"]), str(row["inverse"]) == "true"): int(str(row["count"]))
            for row in self._select(system_query("crowded", [iri]))
            if row["property"] is not None and str(row["property"]) not in wider_properties()
        }
        return counts if max(counts.values(), default=0) > self._most else {}

    def _said(self, query: str, iris: list[str], other: str) -> dict[str, Said]:
        """Statements of or about each IRI: (property, other end) and the records that say it."""
        found: dict[str, Said] = {iri: defaultdict(list) for iri in iris}
        self._read(system_query(query, iris), other, found)
        return found

    def _read(self, query: str, other: str, found: dict[str, Said]) -> None:
        for row in self._select(query):
            if WIDER_TERMS in str(row["record"]) and not self._wider:
                continue
            term = plain(row[other])
            assert term is not None
            found[str(row["thing"])].setdefault((str(row["property"]), term), []).append(str(row["record"]))

    def _linking(self, about: Said) -> list[str]:
        """Subjects that tie the thing to others and are told as one fact each."""
        subjects = sorted({term.value for name, term in about if name != _TYPE and term.kind == "iri"})
        found = read_things(self._select, subjects, self._language)
        self._things |= found
        return [iri for iri, thing in found.items() if thing.kind in reasons().classes and thing.kind != "Record"]

    def _lives_of_sites(self, iri: str) -> dict[str, Interval]:
        """When each site among the things met was there: by its own dates, and no longer than whose it is."""
        sites = [one for one, thing in self._things.items() if one != iri and is_a(thing.kind, "Site")]
        said = read_statements(self._select, sites)
        owners = {one: {t.value for name, t in said[one] if local(name) == _SITE_OF} - {iri} for one in sites}
        lives = read_lives(self._select, {owner for found in owners.values() for owner in found})
        return {one: interval_of(said[one]).within((None, lives[owner].last) for owner in owners[one]) for one in sites}

    def _no_longer_than_bodies(self, facts: list[Fact]) -> list[Fact]:
        """The facts, those that say in which sector or place a body is lasting no longer than the body."""
        named = {
            fact: fact.statements[0].value.thing.iri
            for fact in facts
            if fact.reason in _OF_BODIES and (thing := fact.statements[0].value.thing) and is_a(thing.kind, "Actor")
        }
        lives = read_lives(self._select, set(named.values()))
        return [
            replace(fact, interval=fact.interval.within([(lives[named[fact]].first, lives[named[fact]].last)]))
            if fact in named
            else fact
            for fact in facts
        ]

    def _within_lives(self, facts: list[Fact]) -> list[Fact]:
        """The facts, those that need every body that they name lasting no longer than each of these."""
        met = (one.value.thing for fact in facts for one in fact.statements)
        posts = {thing.iri for thing in met if thing and thing.kind == "Post"}
        said = read_statements(self._select, posts)
        bodies = {post: {t.value for name, t in said[post] if local(name) == _POST_IN} for post in posts}
        needed = [_needed(fact, bodies) for fact in facts]
        lives = read_lives(self._select, {body for found in needed for body in found})
        return [
            replace(fact, interval=fact.interval.within((None, lives[body].last) for body in found)) if found else fact
            for fact, found in zip(facts, needed, strict=True)
        ]

    def _mandates(self, linking: list[str]) -> list[str]:
        """Who holds the posts among ``linking``: a mandate names its post, and only the post its organisation."""
        posts = [iri for iri in linking if self._things[iri].kind == "Post"]
        about = self._said("statements-about", posts, "subject") if posts else {}
        found = [iri for said in about.values() for iri in self._linking(said) if iri not in linking]
        return [iri for iri in found if self._things[iri].kind == "Mandate"]

    def _learn(self, statements: list[Said], iri: str) -> None:
        """Names and kinds of everything met, labels of properties, and what the records say of themselves."""
        terms = {term.value for said in statements for _, term in said if term.kind == "iri"} | {iri}
        self._things |= read_things(self._select, terms - set(self._things), self._language)
        properties = {name for said in statements for name, _ in said}
        self._labels = {
            key: thing.label for key, thing in read_things(self._select, properties, self._language).items()
        }
        records = {record for said in statements for found in said.values() for record in found}
        self._evidence, self._record_intervals = read_evidence(self._select, records, self._language)

    def _direct(self, said: Said, *, inverse: bool) -> list[Fact]:
        """A fact of each statement that says something of the thing by itself."""
        facts = []
        for (name, term), records in said.items():
            statement = self._statement(name, term, records, inverse=inverse)
            if name == _TYPE or local(name) in reasons().hidden or (inverse and term.kind != "iri"):
                continue
            # The time for which some record says that it holds; what a rule infers adds no time of its own.
            known = [one for one in records if one in self._evidence and self._evidence[one].status != "inferred"]
            said_for = [self._record_intervals.get(record, Interval()) for record in known] or [Interval()]
            interval = self._sites.get(term.value, Interval.spanning(said_for))
            by_rule = statement.evidence and all(one.status == "inferred" for one in statement.evidence)
            reason = "inferred" if by_rule else reasons().properties.get(local(name), "other")
            facts.append(Fact(reason, None, (statement,), interval))
        return facts

    def _linked(self, node: str, said: Said, iri: str) -> Fact:
        """One fact of what ties the thing to others: what leads to the thing first, then what leads away from it."""
        statements = tuple(
            self._statement(name, term, records, inverse=False)
            for (name, term), records in said.items()
            if name != _TYPE and local(name) not in reasons().hidden
        )
        thing = self._things[node]
        towards = tuple(s for s in statements if s.value.thing and s.value.thing.iri == iri)
        away = tuple(s for s in statements if s not in towards)
        covered = [self._covered[term.value] for name, term in said if local(name) == _COVERS]
        interval = interval_of(said).or_of(covered).from_day(first_of(covered))
        if thing.kind != "Post":  # a post is there, whoever holds it
            interval = interval.known_from(issued(found for one in statements for found in one.evidence))
        return Fact(reasons().classes[thing.kind], thing, towards + away, interval, self._bounds(said, interval))

    def _bounds(self, said: Said, interval: Interval) -> tuple[Statement, ...]:
        """What sources say of the days between which a thing began or ended, where they give no date of it."""
        bounding = {f"{name}{last}" for name in ("start", "end") if not getattr(interval, name) for last in _LIMITS}
        dated = {record for (name, _), records in said.items() if local(name) in _DATED for record in records}
        found = (
            self._statement(name, term, [record for record in records if record not in dated], inverse=False)
            for (name, term), records in said.items()
            if local(name) in bounding
        )
        return tuple(one for one in found if one.evidence and one.status != "inferred")

    def _statement(self, name: str, term: Term, records: list[str], *, inverse: bool) -> Statement:
        found = evidence_of(records, self._evidence)
        if term.kind == "iri":
            value = Value(self._things[term.value].label, self._things[term.value])
        else:
            assert term.kind == "literal"
            value = Value(term.value, None, local(term.datatype), term.language)
        return Statement(name, self._labels.get(name, local(name)), value, found, inverse)

    def _groups(self, facts: list[Fact]) -> tuple[FactGroup, ...]:
        grouped: dict[str, list[Fact]] = defaultdict(list)
        for fact in facts:
            grouped[fact.reason].append(fact)
        return tuple(
            FactGroup(name, tuple(self._in_language(grouped[name]))) for name in reasons().order if name in grouped
        )

    def _in_language(self, facts: list[Fact]) -> list[Fact]:
        """Without texts of another language where the reader's language says the same property."""
        spoken = {s.predicate for fact in facts for s in fact.statements if s.value.language == self._language}
        return [
            fact
            for fact in facts
            if fact.about
            or not any(s.predicate in spoken and s.value.language not in ("", self._language) for s in fact.statements)
        ]

    def _classes(self, own: Said) -> tuple[Thing, ...]:
        found = [self._things[term.value] for name, term in own if name == _TYPE and term.value.startswith(str(TG))]
        return tuple(sorted(found, key=lambda thing: (-len(superclasses().get(local(thing.iri), ())), thing.label)))

    def _missing(self, own: Said, about: Said) -> tuple[str, ...]:
        classes = {local(term.value) for name, term in own if name == _TYPE}
        classes |= {parent for name in classes for parent in superclasses().get(name, ())}
        known = {local(name) for name, _ in own} | {local(name) for name, _ in about}
        known |= {name for name in ("start", "end") if {f"{name}Earliest", f"{name}Latest"} <= known}
        expected = [entry for name, entries in reasons().expected.items() if name in classes for entry in entries]
        absent = [entry.partition("|")[0] for entry in expected if not known & set(entry.split("|"))]
        return tuple(dict.fromkeys(absent))


def _needed(fact: Fact, bodies: Mapping[str, set[str]]) -> set[str]:
    """The bodies without which a fact does not hold: those of a membership or a share, whose post a mandate is in."""
    if fact.about is None or fact.about.kind not in _NEEDING:
        return set()
    named = [one.value.thing.iri for one in fact.statements if local(one.predicate) in _ENDS and one.value.thing]
    return {body for iri in named for body in bodies.get(iri, {iri})}


def _turned(own: Said, about: Said) -> tuple[Said, Said]:
    """Statements about the thing read from its own side where their property has an inverse; the others as they are."""
    told: Said = defaultdict(list, {key: list(records) for key, records in own.items()})
    left: Said = defaultdict(list)
    for (name, term), records in about.items():
        inverse = inverses().get(name)
        if inverse is None:
            left[(name, term)] += records
        else:
            found = told[(inverse, term)]
            found += [record for record in records if record not in found]
    return told, left


def fact_holds_on(fact: Fact, day: date, inferred: Container[str] = ()) -> bool:
    """Whether a fact may have held on a day; what a rule inferred has no dates of its own: ``inferred`` are held."""
    if fact.reason == "inferred":
        return any(one.record in inferred for one in fact.evidence)
    held = fact.interval
    if held.dated:  # what happened has happened ever since, however long it took
        held = replace(held, end_earliest=None, end_latest=None)
    if fact.about is not None and fact.about.kind in _OUTLIVED:
        held = replace(held, not_after=None)
    return held.holds_on(day)
