"""Ties as nodes of the graph: what each kind of ``ontology/ties.toml`` finds in the records, written by the build.

A tie rests on the records that name its ends in what joins them. It is as firm and as sure as the weaker of its ends,
and each end as the firmest and surest record that names it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from itertools import combinations, product
from typing import Any

import pyoxigraph as ox
from rdflib import OWL, PROV, RDF, RDFS, XSD, URIRef

from territory_graph.dates import Interval
from territory_graph.ingest.records import record_statements
from territory_graph.ingest.rules import is_inferred
from territory_graph.ingest.written import line_of, write_lines
from territory_graph.messages import translator
from territory_graph.settings import LANGUAGES
from territory_graph.terms import literal, node, text
from territory_graph.tie_kinds import Path, TieKind, tie_kinds, tie_roles
from territory_graph.vocabulary import TG, TIES_GRAPH, local, resource

FIRMNESS = {"stated": 0, "editorial": 0, "computed": 0, "implied": 1, "disputed": 1, "inferred": 2}
"""How firm a record is by its status; what no source says and no record explains is least firm."""
STATUSES = ("stated", "implied", "inferred")
"""The status of a tie, by the firmness of its weaker end."""

_TYPE, _TIE = node(RDF.type), node(TG.Tie)
_KIND, _BY, _STATUS, _CONFIDENCE = TG.tieKind, TG.tiedBy, TG.status, TG.confidence
_ENDS, _ROLES = (TG.firstEnd, TG.secondEnd), (TG.firstRole, TG.secondRole)
_THINGS, _RECORDS = 1_000, 10_000
"""Of how many things the statements are at hand, and what follows of so many records: both are asked for again soon."""
_PLACES = 1 << 23
"""Bytes in which is noted, by the hashes of their names, which things may have dates."""
_DATES = {
    local(name): str(name)
    for name in (
        *(TG.start, TG.startEarliest, TG.startLatest, TG.end, TG.endEarliest, TG.endLatest),
        *(TG.when, TG.previousDate, TG.endedBy, TG.earliest, TG.latest, TG.attested, TG.attestedOn, TG.forYear),
        "http://purl.org/dc/terms/date",
    )
}

_ALWAYS = Interval()
_OF_EVENTS = TG.when, TG.earliest, TG.latest
_OF_STATES = TG.start, TG.startEarliest, TG.startLatest

Records = tuple[ox.NamedNode, ...]


@dataclass(frozen=True, slots=True)
class _Tie:
    """A tie found: its ends with their roles, the records that name each, what ties them, and when.

    A direct tie has the records of its statement, once, and ``by`` is its property.
    """

    kind: TieKind
    ends: tuple[ox.NamedNode, ox.NamedNode]
    roles: tuple[str, str]
    by: ox.NamedNode
    records: tuple[Records, ...]
    interval: Interval
    parties: int = 2


def write_ties(store: ox.Store, base: str) -> None:
    """Adds to ``store``, whose rules have been applied, every tie of every kind, in a graph of its own."""
    write_lines(store, _Reading(store, base).lines())  # no kind of tie is made of ties


class _Reading:
    """The records of a store, read for ties."""

    def __init__(self, store: ox.Store, base: str) -> None:
        self._store = store
        self._base = base
        self._graph = node(resource(base, TIES_GRAPH))
        self._inverses = dict(self._inverse_properties())
        self._said = lru_cache(_THINGS)(self._read_said)
        self._life = lru_cache(_RECORDS)(self._read_life)
        self._firmness = lru_cache(_RECORDS)(self._read_firmness)
        self._of_records = lru_cache(_RECORDS)(self._read_of_records)
        self._words_known = cache(self._word)
        self._with_dates = bytearray(_PLACES)
        for name in _DATES.values():
            found = store.query(f"SELECT ?thing {{ GRAPH ?record {{ ?thing <{name}> ?date }} }}")
            for (thing,) in found:  # type: ignore[union-attr]
                self._with_dates[hash(thing.value) % _PLACES] = 1

    def lines(self) -> Iterator[str]:
        """What is said of every tie, of the kinds and roles that there are, and of the graph that says it: N-Quads."""
        evidence = {"status": "computed", "source": "source/editorial", "locator": "ontology/ties.toml"}
        yield from map(line_of, record_statements(self._graph, self._graph, self._base, **evidence))
        kinds: set[str] = set()
        roles: set[str] = set()
        for kind in tie_kinds().values():
            for tie in self._once(self._of_kind(kind)):
                kinds.add(kind.name)
                roles.update(tie.roles)
                yield from self._written(tie)
        yield from map(line_of, self._words(kinds, roles))

    def _of_kind(self, kind: TieKind) -> Iterator[_Tie]:
        if kind.direct:
            yield from self._direct(kind)
        elif kind.through:
            yield from self._through(kind)
        else:
            for thing in self._things(kind):
                yield from self._joined(kind, thing)

    def _once(self, ties: Iterable[_Tie]) -> list[_Tie]:
        """Each tie once, with the records of all statements that make it."""
        found: dict[tuple[str, str, str], _Tie] = {}
        for tie in ties:
            first, second = map(text, tie.ends)
            key = first, second, "" if tie.kind.direct else text(tie.by)
            if first != second:
                known = found.get(key)
                found[key] = tie if known is None else self._merged(known, tie)
        return [found[key] for key in sorted(found)]

    def _merged(self, one: _Tie, other: _Tie) -> _Tie:
        """A direct tie that two statements make; of an event that names someone in two roles, the first holds."""
        if not one.kind.direct:
            return one
        records = self._plain({*one.records[0], *other.records[0]})
        return replace(one, records=(records,), interval=self._of_records(records))

    # What there is

    def _things(self, kind: TieKind) -> list[ox.NamedNode]:
        """What may join others by ties of a kind: the things of its classes, else all that its properties name."""
        if kind.classes:
            found = {thing for name in kind.classes for thing in self._instances(name)}
        else:
            found = {quad.subject for end in kind.each for quad in self._quads(None, node(end.path[0]), None)}
        for name in kind.without:
            found -= self._instances(name)
        if kind.time == "momentary":
            said = ((thing, quad.object) for thing in found for quad in self._quads(thing, node(TG.state), None))
            found -= {thing for thing, state in said if text(state).endswith("/cancelled")}
        return sorted((each for each in found if isinstance(each, ox.NamedNode)), key=text)

    def _instances(self, name: str) -> set[object]:
        return {quad.subject for quad in self._quads(None, _TYPE, node(name))}

    def _quads(self, subject: object, predicate: object, value: object) -> Iterator[ox.Quad]:
        return self._store.quads_for_pattern(subject, predicate, value, None)  # type: ignore[arg-type]

    def _named(self, thing: ox.NamedNode, path: Path) -> dict[ox.NamedNode, Records]:
        """Those whom a path leads to from a thing, each with the records of its steps.

        A record that says two steps is all that they rest on: others may say the second of somebody else.
        """
        reached: dict[ox.NamedNode, Records] = {thing: ()}
        for step in path:
            further: dict[ox.NamedNode, Records] = {}
            for at, records in reached.items():
                for value, said in self._values(at, step).items():
                    own = said.intersection(records)
                    further[value] = self._plain({*further.get(value, ()), *(own or {*records, *said})})
            reached = further
        return reached

    def _values(self, thing: ox.NamedNode, name: str) -> dict[ox.NamedNode, set[ox.NamedNode]]:
        """Values of a property with the records that say so, also those that say it from the other side."""
        found: dict[ox.NamedNode, set[ox.NamedNode]] = defaultdict(set)
        for quad in self._said(thing).get(name, ()):
            found[quad.object].add(quad.graph_name)  # type: ignore[index, arg-type]
        if name in self._inverses:
            for quad in self._quads(None, node(self._inverses[name]), thing):
                found[quad.subject].add(quad.graph_name)  # type: ignore[index, arg-type]
        return {value: records for value, records in found.items() if isinstance(value, ox.NamedNode)}

    def _read_said(self, thing: ox.NamedNode) -> Mapping[str, list[ox.Quad]]:
        """What records say of a thing, by property: one look instead of one for each property."""
        found: dict[str, list[ox.Quad]] = defaultdict(list)
        for quad in self._quads(thing, None, None):
            found[quad.predicate.value].append(quad)
        return found

    def _inverse_properties(self) -> Iterator[tuple[str, str]]:
        for quad in self._quads(None, node(OWL.inverseOf), None):
            yield text(quad.subject), text(quad.object)
            yield text(quad.object), text(quad.subject)
        for quad in self._quads(None, _TYPE, node(OWL.SymmetricProperty)):
            yield text(quad.subject), text(quad.subject)

    def _plain(self, records: Iterable[ox.NamedNode]) -> Records:
        """What sources say; what a rule concludes adds nothing, and stands only where no source says it."""
        found = sorted(records, key=text)
        plain = tuple(each for each in found if not is_inferred(text(each), self._base))
        return plain or tuple(found)

    # How ties are made

    def _joined(self, kind: TieKind, thing: ox.NamedNode) -> Iterator[_Tie]:
        """The ties that one thing makes between those whom it names."""
        interval = self._when(thing)
        if kind.ends:
            first, second = kind.ends
            ones, others = self._named(thing, first.path), self._named(thing, second.path)
            for one, other in product(ones, others):
                if one not in others or other not in ones:  # who are both there before and after are no successors
                    both = ones[one], others[other]
                    yield _Tie(kind, (one, other), (first.role, second.role), thing, both, interval)
            return
        found: dict[ox.NamedNode, tuple[str, Records]] = {}
        for end in kind.each:
            for one, said in self._named(thing, end.path).items():
                found.setdefault(one, (end.role, said))
        order = {end.role: place for place, end in enumerate(kind.each)}
        parties = sorted(found, key=lambda one: (order[found[one][0]], text(one)))
        for one, other in combinations(parties, 2):
            roles = found[one][0], found[other][0]
            if roles != kind.apart:
                yield _Tie(kind, (one, other), roles, thing, (found[one][1], found[other][1]), interval, len(parties))

    def _direct(self, kind: TieKind) -> Iterator[_Tie]:
        """The ties that are statements of their own."""
        known: dict[object, Any] = {}
        for each in kind.direct:
            name = node(each.property)
            for quad in self._quads(None, name, None):
                if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                    ends = (quad.subject, quad.object) if each.subject_first else (quad.object, quad.subject)
                    if self._inverses.get(each.property) == each.property:
                        ends = min(ends, key=text), max(ends, key=text)
                    records = known.setdefault(quad.graph_name, (quad.graph_name,))
                    yield _Tie(kind, ends, each.roles, name, (records,), self._of_records(records))

    def _through(self, kind: TieKind) -> Iterator[_Tie]:
        """The ties between the bodies in which one person is in office at the same time."""
        assert kind.through is not None
        held: dict[ox.NamedNode, list[tuple[ox.NamedNode, Records, Interval]]] = defaultdict(list)
        holder, body = kind.through
        subjects = {quad.subject for quad in self._quads(None, node(holder.path[0]), None)}
        for mandate in sorted((each for each in subjects if isinstance(each, ox.NamedNode)), key=text):
            for person, said in self._named(mandate, holder.path).items():
                for at, also in self._named(mandate, body.path).items():
                    held[person].append((at, self._plain({*said, *also}), self._when(mandate)))
        for person, offices in sorted(held.items(), key=lambda each: text(each[0])):
            for one, other in combinations(sorted(offices, key=lambda office: text(office[0])), 2):
                both = _both(one[2], other[2])
                if both is not None:
                    yield _Tie(kind, (one[0], other[0]), (body.role, body.role), person, (one[1], other[1]), both)

    # When

    def _when(self, thing: ox.NamedNode) -> Interval:
        """When what joins two things held, within the agreement that it belongs to.

        A sum without a date held when the agreements that it covers did.
        """
        covered = [self._dated(each) for each in sorted(self._values(thing, str(TG.coversAgreement)), key=text)]
        interval = self._dated(thing).or_of(covered)
        around = [self._dated(each) for each in self._values(thing, str(TG.partOfAgreement))]
        return interval.within([(one.start_earliest, one.end_latest) for one in around])

    def _dated(self, thing: ox.NamedNode) -> Interval:
        return Interval.widest(self._dates(thing))

    def _may_have_dates(self, thing: ox.NamedNode) -> bool:
        """False of what certainly has none, as most places: its statements need not be looked for."""
        return bool(self._with_dates[hash(text(thing)) % _PLACES])

    def _dates(self, thing: ox.NamedNode) -> dict[str, list[str]]:
        """What records say of when a thing was, by local name of the property."""
        if not self._may_have_dates(thing):
            return {}
        said = self._said(thing)
        return {name: sorted({text(quad.object) for quad in said[iri]}) for name, iri in _DATES.items() if iri in said}

    def _read_of_records(self, records: Records) -> Interval:
        """When a statement holds, as all of its records that give a date or an attestation say.

        What rules conclude in several ways holds as long as any of them does; of one without a date it is not known
        when it began or ended.
        """
        said = [self._dates(record) for record in records]
        if is_inferred(text(records[0]), self._base):
            return Interval.spanning([Interval.widest(each) for each in said])
        dated = [each for each in said if {"start", "end", "attested"} & each.keys()]
        return Interval.widest(
            {name: [day for each in dated for day in each.get(name, ())] for name in set().union(*dated)}
        )

    def _read_life(self, thing: ox.NamedNode) -> tuple[date | None, date | None]:
        """The first and last day on which a thing may have existed, whatever record one believes; else None."""
        dates = self._dates(thing)
        life = Interval.widest(dates) if dates else Interval()
        return (None, None) if life.dated else (life.first, life.last)

    def _founding(self, tie: _Tie) -> Iterator[tuple[None, date]]:
        """That a body was founded by the day on which it had begun, where its founder was not there before."""
        if tie.roles == ("founder", "founded"):
            founder, founded = tie.ends
            first, begun = self._life(founder)[0], Interval.widest(self._dates(founded)).start_latest
            if first and begun and begun < first:
                yield None, begun

    # What is written

    def _written(self, tie: _Tie) -> Iterator[str]:
        thing, graph, word = self._name(tie), self._graph, self._words_known
        interval = tie.interval.within([*map(self._life, tie.ends), *self._founding(tie)])
        firm = [self._firmness(records) for records in tie.records]
        said: list[tuple[URIRef, ox.NamedNode | ox.Literal]] = [
            (RDF.type, _TIE),
            (_KIND, word("tie-kind", tie.kind.name)),
            *zip(_ENDS, tie.ends, strict=True),
            *((role, word("tie-role", name)) for role, name in zip(_ROLES, tie.roles, strict=True)),
            (_BY, tie.by),
            (_STATUS, word("status", STATUSES[max(rank for rank, _ in firm)])),
            (_CONFIDENCE, literal(str(min(sure for _, sure in firm)), XSD.decimal)),
            *((PROV.wasDerivedFrom, record) for record in {each for records in tie.records for each in records}),
            *_date_values(interval),
        ]
        if tie.kind.weight is not None:
            weight = Decimal(str(tie.kind.weight)) / max(1, tie.parties - 1)
            said.append((TG.parties, literal(str(tie.parties), XSD.integer)))
            said.append((TG.weight, literal(f"{weight:.6f}".rstrip("0").rstrip("."), XSD.decimal)))
        for name, value in said:
            yield f"{thing} <{name}> {value} {graph} .\n"

    def _name(self, tie: _Tie) -> ox.NamedNode:
        """The node of a tie, named after its kind, its ends and what ties them: the same in every build."""
        named = [text(each).removeprefix(self._base) for each in (*tie.ends, tie.by)]
        if tie.kind.direct:
            named.pop()
        digest = hashlib.sha256("\n".join(named).encode()).hexdigest()[:12]
        return self._word(f"tie/{tie.kind.name}", digest)

    def _word(self, folder: str, name: str) -> ox.NamedNode:
        return node(resource(self._base, f"{folder}/{name}"))

    def _words(self, kinds: Iterable[str], roles: Iterable[str]) -> Iterator[ox.Quad]:
        """The kinds and roles that ties have, with their names."""
        for name in sorted(kinds):
            kind, thing = tie_kinds()[name], self._word("tie-kind", name)
            yield ox.Quad(thing, _TYPE, node(TG.TieKind), self._graph)
            yield ox.Quad(thing, node(TG.joinsActors), literal(str(kind.actors).lower(), XSD.boolean), self._graph)
            if kind.weight is not None:
                yield ox.Quad(thing, node(TG.weight), literal(str(kind.weight), XSD.decimal), self._graph)
            for language in LANGUAGES:
                label = ox.Literal(translator(language)(f"ties.{name}"), language=language)
                yield ox.Quad(thing, node(RDFS.label), label, self._graph)
        for name in sorted(roles):
            thing = self._word("tie-role", name)
            yield ox.Quad(thing, _TYPE, node(TG.TieRole), self._graph)
            for language, word in zip(LANGUAGES, tie_roles()[name], strict=True):
                yield ox.Quad(thing, node(RDFS.label), ox.Literal(word, language=language), self._graph)

    def _read_firmness(self, records: Records) -> tuple[int, Decimal]:
        """How firm and how sure records are that say the same: as the firmest, and as the surest of them."""
        firm = [self._firmness_of(record) for record in records]
        return min(rank for rank, _ in firm), max(sure for _, sure in firm)

    def _firmness_of(self, record: ox.NamedNode) -> tuple[int, Decimal]:
        statuses = [local(text(quad.object)) for quad in self._quads(record, node(TG.status), None)]
        sure = [Decimal(text(quad.object)) for quad in self._quads(record, node(TG.confidence), None)]
        return min((FIRMNESS.get(each, 2) for each in statuses), default=2), min(sure, default=Decimal(1))


def _both(one: Interval, other: Interval) -> Interval | None:
    """The time in which two states may have held at once; None where a bound excludes it."""
    first = max((day for day in (one.first, other.first) if day), default=None)
    last = min((day for day in (one.last, other.last) if day), default=None)
    if first and last and last < first:
        return None
    return Interval(not_before=first, not_after=last)


def _date_values(interval: Interval) -> Iterator[tuple[URIRef, ox.Literal]]:
    """The dates of a tie as it is written: those that are said, then the days that bound them."""
    if interval == _ALWAYS:
        return
    when, earliest, latest = _OF_EVENTS if interval.dated else _OF_STATES
    texts = (
        (when, interval.start),
        (TG.end, interval.end),
        (TG.attested, interval.seen),
        *((TG[name], other) for name, other in interval.otherwise),
    )
    days: Mapping[URIRef, date | None] = {
        earliest: interval.start_earliest,
        latest: interval.start_latest,
        TG.endEarliest: interval.end_earliest,
        TG.endLatest: interval.end_latest,
        TG.attestedOn: interval.attested,
        TG.notBefore: interval.not_before,
        TG.notAfter: interval.not_after,
    }
    for name, edtf in texts:
        if edtf:
            yield name, ox.Literal(edtf)
    for name, day in days.items():
        if day:
            yield name, literal(day.isoformat(), XSD.date)
