"""Consequences of a change: what rules and ties make of it, without a look at the whole store.

Rules and ties join what lies near: two bodies by what names both, a mandate by its post, a place by those around it.
So the statements around a change are taken out, as they were and as they will be; rules and ties are applied to both;
and what differs is what the change brings and takes away. Where that is not what the store holds, or where most of a
store is near, everything is inferred anew.

::

    change ─▶ things that it is about ─▶ what names them, what they name ─▶ whole records ─▶ inferred before | after
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import pyoxigraph as ox
from rdflib import PROV, RDF, SKOS

from territory_graph.ingest.rules import apply_rules, is_inferred
from territory_graph.ingest.ties import write_ties
from territory_graph.screening import iris
from territory_graph.store.default_graph import in_records
from territory_graph.terms import node, text
from territory_graph.vocabulary import ONTOLOGY_GRAPH, TG, resource

Quads = frozenset[ox.Quad]

LARGEST_PART = 0.25
"""Part of a store beyond which what lies near a change is not taken out any more."""
LARGEST_RECORD = 2_000
"""Statements up to which a record is taken out whole; those of registers have a hundred thousand and more."""
_LEAST_STORE = 5_000
"""Statements up to which a store is small: whatever part is taken out of it takes no time."""
_TYPE, _POST, _HOLDER, _DERIVED = map(node, (RDF.type, TG.post, TG.holder, PROV.wasDerivedFrom))
_UPWARD = tuple(map(node, (TG.within, SKOS.broader)))
"""What leads from a thing to wider ones, and on from these."""
_ASIDE = frozenset(map(node, (RDF.type, TG.source, TG.status, TG.byRule, PROV.wasDerivedFrom, SKOS.inScheme)))
"""Properties whose values are no neighbours: half of the store has the same."""
_SHARED = ("tie-kind/", "tie-role/", "rule/")


@dataclass(frozen=True, slots=True)
class Difference:
    """The statements, those of rules and ties among them, that one version of a store has more than another."""

    added: Quads
    removed: Quads

    @property
    def changed(self) -> Quads:
        """Every statement by which the versions differ."""
        return self.added | self.removed


def consequences(
    before: ox.Store, added: Quads, removed: Quads, base: str, sign: Callable[[], None] = lambda: None
) -> Difference:
    """What differs from ``before``, a whole version, once ``added`` and ``removed`` are done and all is inferred.

    ``sign`` is called again and again; by raising, it ends the work.
    """
    added = frozenset(quad for quad in added if quad not in before)
    removed = frozenset(quad for quad in removed if quad in before) - added
    near = _Near(before, added, removed, base).quads()
    if len(near) > max(_LEAST_STORE, LARGEST_PART * len(before) / 2):
        return everything(before, added, removed, base, sign)
    old, new = _inferred(near - added, base, sign), _inferred((near | added) - removed, base, sign)
    aside = _rests_on_registers(before, new | old, removed, base)
    come, gone = (
        frozenset(quad for quad in part if text(quad.subject) not in aside) for part in (new - old, old - new)
    )
    if not all(quad in before for quad in gone):
        return everything(before, added, removed, base, sign)
    return _settled(before, Difference(added | come, removed | gone), base)


def everything(
    before: ox.Store, added: Quads, removed: Quads, base: str, sign: Callable[[], None] = lambda: None
) -> Difference:
    """The same, all of it inferred anew."""
    old = frozenset(in_records(before))
    stated = frozenset(quad for quad in old if not is_inferred(text(quad.graph_name), base))
    kept = (stated | added) - removed
    new = kept | _inferred(kept, base, sign)
    return Difference(new - old, old - new)


def _inferred(quads: Iterable[ox.Quad], base: str, sign: Callable[[], None]) -> Quads:
    """What rules and ties make of statements."""
    store = ox.Store()
    store.bulk_extend(quads)
    apply_rules(store, base, sign)
    write_ties(store, base)
    sign()
    return frozenset(quad for quad in store if is_inferred(text(quad.graph_name), base))


def _rests_on_registers(before: ox.Store, inferred: Quads, removed: Quads, base: str) -> set[str]:
    """The records of rules that there are already, and that rest on whole registers, of which a part is looked at.

    What they say of themselves depends on the rest of these registers too: it stays.
    """
    graphs = {quad.subject for quad in inferred if quad.predicate == _DERIVED}
    large = {
        quad.object
        for quad in inferred
        if quad.predicate == _DERIVED and isinstance(quad.object, ox.NamedNode) and _is_register(before, quad.object)
    }
    return {
        text(graph)
        for graph in iris(graphs)
        if is_inferred(text(graph), base)
        and any(quad.object in large for quad in before.quads_for_pattern(graph, _DERIVED, None, None))
        and _left(before, graph, removed)
    }


def _is_register(store: ox.Store, record: ox.NamedNode) -> bool:
    """Whether a record is that of a whole register: it says so much that a change lies near little of it."""
    said = store.quads_for_pattern(None, None, None, record)
    return next(islice(said, LARGEST_RECORD, None), None) is not None


def _settled(before: ox.Store, found: Difference, base: str) -> Difference:
    """Without the loss of what others still need: kinds, roles and rules that are named, records that say something."""
    gone = {text(quad.graph_name) for quad in found.removed}
    new = {quad.graph_name for quad in found.added}
    still = {each for each in gone if node(each) in new or _left(before, node(each), found.removed)}

    def needed(quad: ox.Quad) -> bool:
        subject = text(quad.subject)
        if subject.startswith(tuple(str(resource(base, folder)) for folder in _SHARED)):
            return _named(before, found, quad.subject)
        if subject not in still or not is_inferred(subject, base):
            return False
        # Another value of the same property takes the place of this one.
        return not any(each.subject == quad.subject and each.predicate == quad.predicate for each in found.added)

    return Difference(
        frozenset(quad for quad in found.added if quad not in before),
        frozenset(quad for quad in found.removed if not needed(quad)),
    )


def _left(before: ox.Store, graph: ox.NamedNode, removed: Quads) -> bool:
    return any(quad not in removed for quad in before.quads_for_pattern(None, None, None, graph))


def _named(before: ox.Store, found: Difference, thing: object) -> bool:
    """Whether something still names a kind, a role or a rule."""
    named = before.quads_for_pattern(None, None, thing, None)  # type: ignore[arg-type]
    default = ox.DefaultGraph()
    return any(quad.graph_name != default and quad not in found.removed for quad in named) or any(
        quad.object == thing for quad in found.added
    )


class _Near:
    """The statements of sources around a change, as they were together with those that come."""

    def __init__(self, before: ox.Store, added: Quads, removed: Quads, base: str) -> None:
        self._before = before
        self._base = base
        self._added = ox.Store()
        self._added.extend(added)
        self._changed = added | removed

    def quads(self) -> Quads:
        """The statements, whole records and the ontology among them."""
        # What changes, with all that the same records say.
        records = {text(quad.graph_name) for quad in self._changed} | {text(quad.subject) for quad in self._changed}
        graphs = [node(record) for record in records if self._is_fact(record)]
        core = {*self._changed, *(quad for graph in graphs for quad in self._quads(None, None, None, graph))}
        about = {quad.subject for quad in core}
        named = self._values(core)
        near: set[ox.NamedNode] = {*iris(about), *named}
        near |= self._naming(about)
        near |= {one for one, times in self._times_named(named).items() if times > 1}
        near |= self._in_posts(near)
        near |= self._below(core)
        for _ in range(3):
            near |= self._values(self._of_all(near))
        near |= self._above(near)
        found = self._whole_records(set(self._of_all(near)) | core)
        return frozenset({*found, *self._quads(None, None, None, node(resource(self._base, ONTOLOGY_GRAPH)))})

    def _is_fact(self, graph: str) -> bool:
        """Whether a graph may be a record of facts: lists of words, which are long, are none."""
        return graph.startswith(str(resource(self._base, "record/")))

    def _quads(self, subject: object, predicate: object, value: object, graph: object = None) -> Iterator[ox.Quad]:
        """Statements of sources that there are, or will be."""
        default = ox.DefaultGraph()
        for store in (self._before, self._added):
            for quad in store.quads_for_pattern(subject, predicate, value, graph):  # type: ignore[arg-type]
                if quad.graph_name != default and not is_inferred(text(quad.graph_name), self._base):
                    yield quad

    def _of_all(self, things: Iterable[ox.NamedNode]) -> Iterator[ox.Quad]:
        return (quad for thing in things for quad in self._quads(thing, None, None))

    def _values(self, quads: Iterable[ox.Quad]) -> set[ox.NamedNode]:
        return set(iris(quad.object for quad in quads if quad.predicate not in _ASIDE))

    def _naming(self, things: Iterable[object]) -> set[ox.NamedNode]:
        """Those that name one of the things."""
        return set(iris(quad.subject for thing in things for quad in self._quads(None, None, thing)))

    def _times_named(self, things: Iterable[ox.NamedNode]) -> dict[ox.NamedNode, int]:
        """How many of the things each names; whatever names a post, a person or an agreement counts as much as two."""
        times: dict[ox.NamedNode, int] = {}
        own = str(resource(self._base, ""))
        for thing in things:
            # Of what very many may name, only that is near which names two of those around a change.
            few = not text(thing).removeprefix(own).startswith(_HUBS)
            for one in self._naming([thing]):
                times[one] = times.get(one, 0) + 1 + few
        return times

    def _in_posts(self, near: Collection[ox.NamedNode]) -> set[ox.NamedNode]:
        """The other mandates of all who held a post that is near: their times may follow from one another."""
        posts = {quad.object for thing in near for quad in self._quads(thing, _POST, None)}
        mandates = {quad.subject for post in posts for quad in self._quads(None, _POST, post)}
        persons = {quad.object for mandate in mandates for quad in self._quads(mandate, _HOLDER, None)}
        return set(iris({*mandates, *self._naming(persons)}))

    def _below(self, core: Iterable[ox.Quad]) -> set[ox.NamedNode]:
        """What lies below a thing whose wider things change, however deep, and what names those."""
        found: set[object] = set()
        rising = {quad.subject for quad in core if quad.predicate in _UPWARD and quad in self._changed}
        while rising:
            found |= rising
            rising = {quad.subject for each in rising for name in _UPWARD for quad in self._quads(None, name, each)}
            rising -= found
        return set(iris(found)) | self._naming(found)

    def _above(self, near: Iterable[ox.NamedNode]) -> set[ox.NamedNode]:
        """What is wider than the things, however wide."""
        found: set[ox.NamedNode] = set()
        rising = set(near)
        while rising:
            found |= rising
            wider = iris(quad.object for each in rising for name in _UPWARD for quad in self._quads(each, name, None))
            rising = set(wider) - found
        return found

    def _whole_records(self, quads: set[ox.Quad]) -> set[ox.Quad]:
        """The statements with all that their records say, and what is said of these records."""
        records = {quad.graph_name for quad in quads if self._is_fact(text(quad.graph_name))}
        found = set(quads)
        for record in records:
            if not (isinstance(record, ox.NamedNode) and _is_register(self._before, record)):
                found.update(self._quads(None, None, None, record))
        graphs = set(iris(quad.graph_name for quad in found))
        for graph in graphs:
            found.update(self._quads(graph, None, None))
        return found


_HUBS = ("actor/", "place/", "sector/", "theme/", "domain/", "goal/", "role/", "legal-form/", "measure/", "source/")
