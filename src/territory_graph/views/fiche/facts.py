"""What sources say of one thing, asked by property and by kind of link: what rules infer is left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from territory_graph.dates import Interval
from territory_graph.facts.announced import FATES, Dating, Fate, fate
from territory_graph.facts.money import EUROS
from territory_graph.facts.ontology import is_a
from territory_graph.model import Entity, Fact, Statement, Thing, Value
from territory_graph.vocabulary import local


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of ``entity`` that sources state; where ``sure``, without those that rest on what is not verified.

    ``day`` is the one of which the present tense tells; ``gone`` are things that had ended by then, ``unborn`` those
    that had not begun. ``occupants`` are those whose sites are located in it, and what lies in places located in it;
    of the sites there of those ``later``, sources know on no day up to that.
    ``rivals`` are the mandates that another holder contradicts, ``absent`` those who are said to have
    organised or decided it, and did not exist then. ``life`` is when it existed, ``towns`` are where its offices are.
    """

    entity: Entity
    sure: bool = False
    day: date | None = None
    gone: frozenset[str] = frozenset()
    unborn: frozenset[str] = frozenset()
    occupants: tuple[Thing, ...] = ()
    later: frozenset[str] = frozenset()
    rivals: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    life: Interval = field(default_factory=Interval)
    towns: tuple[str, ...] = ()

    @property
    def iri(self) -> str:
        """The thing whose facts they are."""
        return self.entity.thing.iri

    def stated(self) -> Iterable[Fact]:
        """Every fact that no rule inferred."""
        found = (fact for group in self.entity.groups if group.reason != "inferred" for fact in group.facts)
        return (fact for fact in found if not (self.sure and any(one.unverified for one in fact.statements)))

    def unread(self, reason: str) -> int:
        """How many facts of a reason exist beyond those that were read."""
        return dict(self.entity.unread).get(reason, 0)

    def values(self, name: str, *, inverse: bool = False) -> tuple[Value, ...]:
        """The values of a property of the thing, or with ``inverse`` the things of which it is the value, once each."""
        found = (
            statement.value
            for fact in self.stated()
            if fact.about is None
            for statement in fact.statements
            if local(statement.predicate) == name and statement.inverse == inverse
        )
        return tuple(dict.fromkeys(found))

    def texts(self, name: str) -> tuple[str, ...]:
        """The values of a property as text."""
        return tuple(value.text for value in self.values(name))

    def things(self, name: str, *, inverse: bool = False) -> tuple[Thing, ...]:
        """The values of a property that are things."""
        return tuple(value.thing for value in self.values(name, inverse=inverse) if value.thing)

    def linked(self, *classes: str) -> tuple[Fact, ...]:
        """The facts told by a thing of one of the classes: agreements, mandates, memberships…"""
        return tuple(fact for fact in self.stated() if fact.about and is_a(fact.about.kind, *classes))

    def is_in(self, fact: Fact, name: str) -> bool:
        """Whether the thing whose facts these are is named by a property of a fact: whether it is in that role."""
        return any(thing.iri == self.iri for thing in ends(fact, name))

    def is_past(self, fact: Fact, thing: Thing) -> bool:
        """Whether a fact that names a thing had ended by the day, or the thing had."""
        last = fact.interval.last
        ended = self.day is not None and last is not None and last < self.day
        return bool({thing.iri, self.iri} & self.gone) or (ended and not fact.interval.dated)

    def is_later(self, fact: Fact) -> bool:
        """Whether sources only say of a later day than that of these facts that a fact held, or that it is to come."""
        day, known = self.day, fact.interval
        to_come = day is not None and known.first is not None and day < known.first
        return to_come or (day is not None and known.only_known_after(day))

    def others(self, fact: Fact, name: str) -> tuple[Thing, ...]:
        """The things that a fact names by a property, but for the one whose facts these are."""
        return tuple(thing for thing in ends(fact, name) if thing.iri != self.iri)


def ends(fact: Fact, name: str) -> tuple[Thing, ...]:
    """The things that a fact names by a property."""
    found = (one.value.thing for one in fact.statements if local(one.predicate) == name and one.value.thing)
    return tuple(dict.fromkeys(found))


def fate_of(statements: Iterable[Statement]) -> Fate:
    """What sources say became of an event, where they do not say that it took place: ``facts.announced.fate``."""
    said, dated, previous = defaultdict[str, set[str]](set), set[Dating](), set[str]()
    for one in statements:
        name, sources = local(one.predicate), [source for record in one.evidence for source in record.sources]
        if name == "state" and one.value.thing and local(one.value.thing.iri) in FATES:
            said[local(one.value.thing.iri)] |= {source.iri for source in sources}
        elif name == "when":
            dated |= {(source.iri, one.value.text, source.date) for source in sources}
        elif name == "previousDate":
            previous.add(one.value.text)
    return fate(said, dated, previous)


def currency_of(statements: Iterable[Statement]) -> str:
    """The currency of the sum that some statements tell, by its code; the euro where none says it."""
    found = (local(one.value.thing.iri) for one in statements if local(one.predicate) == "currency" and one.value.thing)
    return next(found, EUROS)


def texts_of(fact: Fact, name: str) -> tuple[str, ...]:
    """The values that a fact gives to a property, as text."""
    return tuple(one.value.text for one in fact.statements if local(one.predicate) == name)


def text_of(fact: Fact, name: str) -> str:
    """The first value that a fact gives to a property, as text."""
    return next(iter(texts_of(fact, name)), "")


def dates_itself(fact: Fact) -> bool:
    """Whether a sum has a date of its own, not that of the agreement that it covers."""
    return any(text_of(fact, name) for name in ("forYear", "when"))


def bound_of(fact: Fact, number: Statement) -> str:
    """How exactly the records of a number give it: ``more-than``, ``about``…; empty where it is exact."""
    records = {one.record for one in number.evidence}
    bounds = (one for one in fact.statements if local(one.predicate) == "amountBound" and one.value.thing)
    own = (one.value.thing for one in bounds if records & {each.record for each in one.evidence})
    return next((local(thing.iri) for thing in own if thing), "")


def inferred_from_another(fact: Fact) -> tuple[str, ...]:
    """Of a mandate, whether its beginning (``begun``) and its end (``ended``) follow from another seen in its post."""
    interval = fact.interval
    if not (fact.about and fact.about.kind == "Mandate"):
        return ()
    begun = interval.start_earliest and not (interval.start or interval.start_latest)
    ended = interval.end_latest and not interval.end
    return tuple(name for name, follows in (("begun", begun), ("ended", ended)) if follows)


def by_time(facts: Iterable[Fact]) -> list[Fact]:
    """Facts by when they began; those without a date last."""
    return sorted(facts, key=lambda fact: (fact.interval.start is None, fact.interval.start or "", fact.label))
