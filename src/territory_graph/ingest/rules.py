"""Inference by named rules: what a rule concludes lies in a record of its own for each set of records it rests on.

Each ``rules/*.rq`` is a CONSTRUCT. ``GRAPH ?record…`` in it finds the records of its premises, which the ontology's are
not, and ``?tie`` the thing whose dates bound the conclusion. It can be run as it is by any engine, on a store whose
default graph has what all records say. Those in ``rules/wider`` say again, in the terms of other vocabularies, what is
said in the ontology's.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, lru_cache

import pyoxigraph as ox
from rdflib import PROV, RDF, RDFS, XSD

from territory_graph import resources
from territory_graph.ingest.records import record_statements
from territory_graph.ingest.written import write_lines
from territory_graph.model import place_in
from territory_graph.terms import literal, node, states, text
from territory_graph.vocabulary import (
    COMPUTED_GRAPHS,
    INFERRED_RECORDS,
    ONTOLOGY_GRAPH,
    ONTOLOGY_RECORDS,
    TG,
    TIES_GRAPH,
    UPDATES_GRAPH,
    expand,
    resource,
)

MAX_ROUNDS = 10
MOST_DERIVATIONS = 12
"""Sets of premises that are kept for a statement and rule, the surest first: those of long chains multiply."""
_INFERRED, _WIDER = "record/inferred/", "record/wider/"
_RULE = re.compile(r"(?P<prologue>.*?)CONSTRUCT\s*\{(?P<head>[^}]*)\}\s*WHERE\s*(?P<body>\{.*\})\s*", re.DOTALL)
_BLOCK = re.compile(r"GRAPH\s+(\?\w+)\s*\{([^{}]*)\}")
_PREFIX = re.compile(r"PREFIX\s+(\w*):\s*<([^>]*)>")
_NAME = re.compile(r"(?<![?\w])(\w+):(\w+)")
_TYPES = ("a", "rdf:type")
_AT_ONCE = 50_000
_TYPE = node(RDF.type)
_STARTS = tuple(map(node, (TG.start, TG.startEarliest, TG.startLatest)))
_ENDS = tuple(map(node, (TG.end, TG.endEarliest, TG.endLatest)))
_WHEN = tuple(map(node, (TG.when, TG.earliest, TG.latest)))
_DATES = frozenset((*_STARTS, *_WHEN, *_ENDS))
_SOURCE, _LOCATOR, _CONFIDENCE = map(node, (TG.source, TG.locator, TG.confidence))

_Pattern = tuple[str, str, str]
Premises = frozenset[ox.NamedNode]
"""The records that a conclusion rests on; none of them is inferred."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A named rule: its identifier, as ``R04-supports``, its CONSTRUCT query, and where the records it writes lie."""

    name: str
    query: str
    records: str = _INFERRED

    @property
    def select(self) -> str:
        """The query for what its patterns find, premises included."""
        parts = self._parts()
        return f"{parts['prologue']}SELECT DISTINCT * WHERE {parts['body']}"

    @property
    def head(self) -> tuple[tuple[str, str, str], ...]:
        """The triples that it concludes, each of variables as ``?a`` and IRIs."""
        words = [expanded(word) for word in self._parts()["head"].split() if word != "."]
        return tuple(zip(words[::3], words[1::3], words[2::3], strict=True))

    @property
    def steps(self) -> tuple[tuple[str, str, str], ...]:
        """The triples that it finds in one record each, where each of its alternatives rests on one statement alone.

        What it concludes then depends on that statement and on the ontology, which says of which property or class it
        is. There are none where a rule needs more than one statement, or names the property and class itself.
        """
        blocks = _BLOCK.findall(self._parts()["body"])
        words = [block.split() for name, block in blocks if name == "?record"]
        if len(words) < len(blocks) or len(self.head) > 1 or any(len(each) != 3 for each in words):
            return ()
        if any(self.head[0][0] not in each for each in words):
            return ()
        if not all((each[2] if each[1] in _TYPES else each[1]).startswith("?") for each in words):
            return ()
        return tuple((expanded(first), expanded(second), expanded(third)) for first, second, third in words)

    @property
    def ontology(self) -> str:
        """The query for what its steps need of the ontology."""
        parts = self._parts()
        return f"{parts['prologue']}SELECT DISTINCT * WHERE {_BLOCK.sub('', parts['body'])}"

    @property
    def reads(self) -> frozenset[str]:
        """The properties and classes that its patterns name."""
        parts = self._parts()
        prefixes = dict(_PREFIX.findall(parts["prologue"]))
        names = _NAME.findall(parts["body"])
        found = {prefixes[prefix] + name for prefix, name in names if prefix in prefixes}
        return frozenset(found | set(re.findall(r"<([^<>\s]*)>", parts["body"])))

    def _parts(self) -> Mapping[str, str]:
        found = _RULE.fullmatch(self.query)
        assert found is not None, self.name
        return found.groupdict()


def expanded(word: str) -> str:
    """A word of a rule's head: a variable as it is, else an IRI."""
    if word.startswith(("?", "<")):
        return word.strip("<>")
    return str(RDF.type if word == "a" else expand(word))


@cache
def rules() -> tuple[Rule, ...]:
    """Every packaged rule, in order of its number."""
    folder = resources.ONTOLOGY / "rules"
    return tuple(
        Rule(path.stem, path.read_text(encoding="utf-8"), records)
        for place, records in ((folder, _INFERRED), (folder / "wider", _WIDER))
        for path in sorted(place.glob("*.rq"))
    )


def apply_rules(store: ox.Store, base: str, sign: Callable[[], None] = lambda: None) -> None:
    """Adds to ``store`` what the rules infer, in their records, until no rule adds a statement.

    A statement that any graph holds already is not inferred again. ``sign`` is called before each rule; by raising, it
    ends the work.

    Raises:
        RuntimeError: the rules do not come to rest within ``MAX_ROUNDS`` rounds.
    """
    inference = _Inference(store, base)

    def apply(rule: Rule) -> int:
        sign()
        return inference.apply(rule)

    for _ in range(MAX_ROUNDS):
        if not sum([apply(rule) for rule in rules()]):
            inference.write()
            store.extend(inference.records())
            return
    raise RuntimeError(f"rules still add statements after {MAX_ROUNDS} rounds")


def is_inferred(graph: str, base: str) -> bool:
    """Whether a graph is written from the records: what a rule infers, the records of what rules infer, or ties.

    >>> is_inferred("https://example.org/id/record/inferred/R01-classes/0a1b2c3d4e5f", "https://example.org/")
    True
    """
    inferred, _ = _written(base)
    return graph.startswith(inferred) or says_again(graph, base)


def is_written_by_builds(graph: str, base: str) -> bool:
    """Whether each build writes a graph anew: what is inferred, and the ontology with its records."""
    own = str(resource(base, ONTOLOGY_GRAPH)), str(resource(base, ONTOLOGY_RECORDS))
    return graph in own or is_inferred(graph, base)


def says_again(graph: str, base: str) -> bool:
    """Whether a graph says in wider terms what others say, what records the rules write, or ties: no shape needs it."""
    _, again = _written(base)
    return graph.startswith(again)


def of_what_is_inferred(base: str) -> frozenset[ox.NamedNode]:
    """The graphs that tell what inferred records and ties rest on: they are written last, and are no premises."""
    return frozenset(node(resource(base, path)) for path in (INFERRED_RECORDS, TIES_GRAPH))


@cache
def _written(base: str) -> tuple[str, tuple[str, ...]]:
    """How the names begin of what rules infer, and of what says again what others say: asked of every statement."""
    again = (_WIDER, INFERRED_RECORDS, TIES_GRAPH)
    return str(resource(base, _INFERRED)), tuple(str(resource(base, path)) for path in again)


@dataclass(slots=True)
class _Conclusions:
    """What one rule concludes from one set of premises, and the things whose dates bound it."""

    rule: Rule
    premises: Premises
    ties: set[ox.NamedNode] = field(default_factory=set)


class _Inference:
    """The rules at work on a store: what each of their records rests on."""

    def __init__(self, store: ox.Store, base: str) -> None:
        self._store = store
        self._base = base
        # Measures and the journal are no premises: they change, and the facts that measures are taken from do not.
        self._own_notes = str(resource(base, COMPUTED_GRAPHS)), str(resource(base, UPDATES_GRAPH))
        self._found: dict[ox.NamedNode, _Conclusions] = {}
        self._confidence = cache(self._read_confidence)
        self._graphs: dict[tuple[str, Premises], ox.NamedNode] = {}
        self._new: dict[str, set[str]] = {}
        """By rule, the properties and classes of what was added since it was applied last."""
        self._waiting: list[str] = []
        """Lines of conclusions that the store is given together, before any of them is asked for."""
        self._concluded: set[str] = set()
        """The properties and classes of these."""

    def apply(self, rule: Rule) -> int:
        """Adds what a rule infers anew, if anything that it reads was added since; returns the number of statements."""
        steps = rule.steps
        patterns = dict.fromkeys(self._patterns(rule, steps)) if steps else {}
        new = self._new.get(rule.name)
        if new is not None:
            # What follows of the others was concluded when the rule was applied last.
            patterns = {one: None for one in patterns if _looked_for(one[0]) in new}
            if not patterns if steps else new.isdisjoint(rule.reads):
                return 0
        self._new[rule.name] = set()
        if not steps:
            self.write()
            return self._apply(rule)
        # Patterns that conclude the same property, or class, are taken together: no more than theirs is kept in memory.
        together: dict[tuple[str, str], list[tuple[_Pattern, _Pattern]]] = defaultdict(list)
        for pattern, head in patterns:
            together[head[1], "" if head[2].startswith("?") else head[2]].append((pattern, head))
        count = 0
        for some in together.values():
            asked = {_looked_for(each) for pair in some for each in pair}
            if not self._concluded.isdisjoint(asked):
                self.write()
            count += self._add(self._followed(rule, some), {_looked_for(head) for _, head in some})
        return count

    def _apply(self, rule: Rule) -> int:
        derived: dict[ox.Triple, dict[Premises, set[ox.NamedNode]]] = defaultdict(lambda: defaultdict(set))
        for row, triple in self._solutions(rule):
            premises, tie = self._premises(row), row.get("?tie")
            if not any(text(record).startswith(self._own_notes) for record in premises):
                derived[triple][premises] |= {tie} if isinstance(tie, ox.NamedNode) else set()
        added = set()
        for triple, ways in derived.items():
            for premises in self._kept(ways):
                graph = self._graph_of(rule, premises)
                self._found[graph].ties.update(ways[premises])
                added.add(f"{triple} {graph} .\n")
        names = {text(one.object if one.predicate == _TYPE else one.predicate) for one in derived}
        return self._add(added, names)

    def _add(self, lines: Iterable[str], names: Collection[str]) -> int:
        """Adds statements, and notes the properties or classes of which they are, for the rules that may read them."""
        before = len(self._waiting)
        self._waiting.extend(lines)
        count = len(self._waiting) - before
        if count:
            self._concluded.update(names)
            for new in self._new.values():
                new.update(names)
        if len(self._waiting) > _AT_ONCE:
            self.write()
        return count

    def write(self) -> None:
        """Gives the store what waits."""
        write_lines(self._store, self._waiting)
        self._waiting.clear()
        self._concluded.clear()

    def _patterns(self, rule: Rule, steps: tuple[tuple[str, str, str], ...]) -> Iterator[tuple[_Pattern, _Pattern]]:
        """Each triple that a rule looks for, with what follows of it, as far as the ontology fills them."""
        found = self._store.query(rule.ontology, use_default_graph_as_union=True)
        assert isinstance(found, ox.QuerySolutions)
        names, concluded = [str(variable) for variable in found.variables], rule.head[0]
        for solution in found:
            said = {name: text(value) for place, name in enumerate(names) if (value := solution[place]) is not None}
            for step in steps:
                pattern = tuple(said.get(word, word) for word in step)
                if not pattern[1].startswith("?") and any(word in said for word in step):
                    own = {word for word in step if word.startswith("?") and word not in said}
                    head = tuple(word if word in own else said.get(word, word) for word in concluded)
                    if all(word in own or not word.startswith("?") for word in head):
                        yield pattern, head  # type: ignore[misc]

    def _followed(self, rule: Rule, patterns: Iterable[tuple[_Pattern, _Pattern]]) -> Iterator[str]:
        """What patterns with one conclusion conclude and no graph holds: of a rule that rests on one statement each.

        Of what the ontology says, each answer made one of the rule's triples a pattern, which the store is asked for.
        """
        ways: dict[str, Premises] = {}
        more: dict[str, set[Premises]] = defaultdict(set)  # few things are said in several records
        rests: dict[object, Premises | None] = {}
        predicate: ox.NamedNode | None = None
        value: ox.NamedNode | None = None
        for pattern, head in patterns:
            asked = " ".join(word if word.startswith("?") else f"<{word}>" for word in pattern)
            names = [word for word in pattern if word.startswith("?")]
            found = self._store.query(f"SELECT {' '.join(names)} ?in {{ GRAPH ?in {{ {asked} }} }}")
            assert isinstance(found, ox.QuerySolutions)
            first, second = (names.index(word) if word in names else None for word in head[::2])
            assert first is not None, rule.name
            predicate, value = node(head[1]), node(head[2]) if second is None else None
            for solution in found:
                record, thing = solution[len(names)], str(solution[first])
                if record not in rests:
                    rests[record] = self._premise(record)
                premises = rests[record]
                if premises is not None and thing.startswith("<"):  # no inverse of what is said of a text
                    said = thing if second is None else f"{thing} {predicate} {solution[second]}"
                    known = ways.setdefault(said, premises)
                    if known is not premises and known != premises:
                        more[said].add(premises)
        if predicate is None:
            return
        for quad in self._store.quads_for_pattern(None, predicate, value, None):
            ways.pop(str(quad.subject) if value else f"{quad.subject} {predicate} {quad.object}", None)
        rest = f" {predicate} {value}" if value else ""
        ends = cache(lambda premises: f"{rest} {self._graph_of(rule, premises)} .\n")
        for said, rested in ways.items():
            several = more.get(said)
            for premises in self._kept({rested, *several}) if several else (rested,):
                yield said + ends(premises)

    def _premise(self, record: object) -> Premises | None:
        """What a statement of a record rests on; None of measures, of the journal and of the default graph."""
        if not isinstance(record, ox.NamedNode) or text(record).startswith(self._own_notes):
            return None
        return self._rests_on(record)

    def _rests_on(self, record: ox.NamedNode) -> Premises:
        """The record itself, or those that it rests on where it is inferred."""
        found = self._found.get(record)
        return found.premises if found else frozenset((record,))

    def _graph_of(self, rule: Rule, premises: Premises) -> ox.NamedNode:
        """The graph for what a rule concludes from these premises: their names, without the base, make its own."""
        graph = self._graphs.get((rule.name, premises))
        if graph is None:
            names = sorted(text(premise).removeprefix(self._base) for premise in premises)
            digest = hashlib.sha256("\n".join(names).encode()).hexdigest()[:12]
            graph = node(resource(self._base, f"{rule.records}{rule.name}/{digest}"))
            self._graphs[rule.name, premises] = graph
            self._found.setdefault(graph, _Conclusions(rule, premises))
        return graph

    def _solutions(self, rule: Rule) -> Iterator[tuple[dict[str, object], ox.Triple]]:
        """What the rule's patterns find, with each statement that follows and that no graph holds."""
        found = self._store.query(rule.select, use_default_graph_as_union=True)
        assert isinstance(found, ox.QuerySolutions)
        names = [str(variable) for variable in found.variables]
        known = lru_cache(_AT_ONCE)(lambda s, p, o: states(self._store, s, p, o))
        head = rule.head
        fixed = {word: node(word) for triple in head for word in triple if not word.startswith("?")}
        for solution in found:
            row: dict[str, object] = {name: solution[place] for place, name in enumerate(names)}
            for triple in head:
                subject, predicate, value = (fixed.get(word) or row[word] for word in triple)
                if not (isinstance(subject, ox.NamedNode) and isinstance(predicate, ox.NamedNode)):
                    continue  # the inverse of what is said of a text
                assert isinstance(value, ox.NamedNode | ox.Literal)  # blank nodes are refused where files are read
                if not known(subject, predicate, value):
                    yield row, ox.Triple(subject, predicate, value)

    def _premises(self, row: Mapping[str, object]) -> Premises:
        """The records of a solution, those that are inferred replaced by what they rest on."""
        premises: set[ox.NamedNode] = set()
        for name, record in row.items():
            if name.startswith("?record") and isinstance(record, ox.NamedNode):
                premises |= self._rests_on(record)
        return frozenset(premises)

    def _kept(self, ways: Iterable[Premises]) -> list[Premises]:
        """The sets of premises of which no smaller one is enough, the surest first."""
        kept: list[Premises] = []
        for premises in sorted(ways, key=lambda each: (len(each), -self._weakest(each), sorted(map(text, each)))):
            if not any(smaller < premises for smaller in kept):
                kept.append(premises)
        return sorted(kept, key=self._weakest, reverse=True)[:MOST_DERIVATIONS]

    def _weakest(self, premises: Premises) -> Decimal:
        return min(map(self._confidence, premises), default=Decimal(1))

    def _read_confidence(self, record: ox.NamedNode) -> Decimal:
        return min((Decimal(text(value)) for value in self._said(record, _CONFIDENCE)), default=Decimal(1))

    def _said(self, subject: ox.NamedNode, predicate: ox.NamedNode) -> list[ox.NamedNode | ox.Literal]:
        found = {quad.object for quad in self._store.quads_for_pattern(subject, predicate, None, None)}
        return sorted((one for one in found if isinstance(one, ox.NamedNode | ox.Literal)), key=text)

    def records(self) -> Iterator[ox.Quad]:
        """What the records of all conclusions say of themselves, and the rules as things of their own."""
        records = node(resource(self._base, INFERRED_RECORDS))
        if self._found:
            editorial = {"status": "editorial", "source": "source/editorial", "locator": "-"}
            yield from record_statements(records, records, self._base, **editorial)
        for graph, found in self._found.items():
            thing = node(resource(self._base, f"rule/{found.rule.name}"))
            for predicate, value in (*self._evidence(found), *self._dates(found), (node(TG.byRule), thing)):
                yield ox.Quad(graph, predicate, value, records)
        for name in {found.rule.name for found in self._found.values()}:
            thing = node(resource(self._base, f"rule/{name}"))
            yield ox.Quad(thing, node(RDF.type), node(TG.Rule), records)
            yield ox.Quad(thing, node(RDFS.label), ox.Literal(name), records)

    def _evidence(self, found: _Conclusions) -> Iterator[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]]:
        """The sources and places of the premises; a conclusion is as sure as its weakest premise."""
        places = self._places(found.premises)
        yield node(RDF.type), node(TG.Record)
        yield node(TG.status), node(resource(self._base, "status/inferred"))
        yield _CONFIDENCE, literal(str(self._weakest(found.premises)), XSD.decimal)
        yield _LOCATOR, ox.Literal(_told(places) or f"rules/{found.rule.name}.rq")
        yield from ((_SOURCE, source) for source in places or [node(resource(self._base, "source/editorial"))])
        yield from ((node(PROV.wasDerivedFrom), record) for record in found.premises)

    def _places(self, premises: Premises) -> dict[ox.NamedNode, list[str]]:
        """The sources of the premises, each with its places in it."""
        places: dict[ox.NamedNode, list[str]] = {}
        for record in sorted(premises, key=text):
            locators = [text(locator) for locator in self._said(record, _LOCATOR)]
            for source in self._said(record, _SOURCE):
                if isinstance(source, ox.NamedNode):
                    known = places.setdefault(source, [])
                    known += [place for each in locators if (place := place_in(text(source), each)) not in known]
        return places

    def _dates(self, found: _Conclusions) -> Iterator[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]]:
        """The time for which all premises hold: from the last of their beginnings to the first of their ends.

        Of several things that conclude the same it is from the first of theirs to the last.
        """
        said = [self._dated(record, [None]) for record in found.premises]
        ties = [self._dated(tie, found.premises) for tie in sorted(found.ties, key=text)]
        for names, choose, bound in ((_STARTS, max, _STARTS[1]), (_ENDS, min, _ENDS[2])):
            dated = [each for each in said if bound in each]
            if ties and all(bound in each for each in ties):
                widest = min if choose is max else max
                dated.append(widest(ties, key=lambda each: widest(map(text, each[bound]))))
            if dated:
                chosen = choose(dated, key=lambda each: choose(map(text, each[bound])))
                yield from ((name, choose(chosen[name], key=text)) for name in names if name in chosen)

    def _dated(
        self, subject: ox.NamedNode, records: Iterable[ox.NamedNode | None]
    ) -> dict[ox.NamedNode, list[ox.Literal]]:
        """What these records say of when a thing begins and ends, or what all do; an event begins when it is held."""
        found: dict[ox.NamedNode, list[ox.Literal]] = defaultdict(list)
        for record in records:
            for quad in self._store.quads_for_pattern(subject, None, None, record):
                if quad.predicate in _DATES and isinstance(quad.object, ox.Literal):
                    found[quad.predicate].append(quad.object)
        if found.keys().isdisjoint(_STARTS):
            found |= {start: found[name] for start, name in zip(_STARTS, _WHEN, strict=True) if name in found}
        return found


def _looked_for(pattern: _Pattern) -> str:
    """The class of what a pattern looks for, or the property."""
    return pattern[2] if pattern[1] == str(RDF.type) else pattern[1]


def _told(places: Mapping[ox.NamedNode, list[str]]) -> str:
    """The places in several sources as one locator, which ``place_in`` reads."""
    told = {text(source).rpartition("/")[2]: ", ".join(found) for source, found in places.items()}
    return (
        next(iter(told.values()))
        if len(set(told.values())) == 1
        else " ; ".join(f"{name} : {place}" for name, place in told.items())
    )
