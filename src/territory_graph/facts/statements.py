"""Statements as records make them: of given things, between them, and in given records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from territory_graph.dates import Interval
from territory_graph.facts.ontology import inverses
from territory_graph.queries.system import system_query
from territory_graph.store.answers import Term, plain
from territory_graph.store.engine import Select
from territory_graph.vocabulary import local

Said = dict[tuple[str, Term], list[str]]
"""What is said of one thing: property (IRI) and value, and the records that say so."""


def read_statements(select: Select, iris: Iterable[str]) -> dict[str, Said]:
    """What is said of each thing, by which records, also from the other side: “carries” tells who it is carried by."""
    found: dict[str, Said] = {iri: {} for iri in iris}
    if not found:
        return found
    for query, other in (("statements-of", "value"), ("statements-about", "subject")):
        for row in select(system_query(query, sorted(found))):
            name = str(row["property"]) if other == "value" else inverses().get(str(row["property"]))
            end = plain(row[other])
            if name and end is not None:
                found[str(row["thing"])].setdefault((name, end), []).append(str(row["record"]))
    return found


def read_own_values(select: Select, iris: Iterable[str]) -> dict[str, dict[str, tuple[str, ...]]]:
    """What each thing is said to have, as texts by property (IRI)."""
    wanted, found = sorted(set(iris)), defaultdict[str, dict[str, dict[str, None]]](dict)
    for row in select(system_query("statements-of", wanted)) if wanted else ():
        found[str(row["thing"])].setdefault(str(row["property"]), {})[str(row["value"])] = None
    return {iri: {name: tuple(values) for name, values in said.items()} for iri, said in found.items()}


Told = Mapping[str, Mapping[str, list[str]]]
"""What is told of one thing: by property (local name) and value, the records that say so."""


def read_told(select: Select, query: str) -> dict[str, Told]:
    """What a query tells of each thing in its rows of ``thing``, ``property``, ``value`` and ``record``."""
    found: dict[str, dict[str, dict[str, list[str]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for row in select(query):
        found[str(row["thing"])][local(str(row["property"]))][str(row["value"])].append(str(row["record"]))
    return dict(sorted(found.items()))


def all_of(told: Told, *names: str) -> tuple[str, ...]:
    """The values of properties, each once, in the order of their texts."""
    return tuple(sorted({value for name in names for value in told.get(name, ())}))


def records_of(told: Told) -> tuple[str, ...]:
    """Every record that says something of the thing."""
    return tuple(sorted({record for values in told.values() for found in values.values() for record in found}))


def interval_of(said: Iterable[tuple[str, Term]]) -> Interval:
    """The stretch of time that a thing's own dates give it: ``Interval.widest``."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, term in said:
        found[local(name)].append(term.value)
    return Interval.widest(found)


def read_statements_between(select: Select, iris: Iterable[str]) -> dict[tuple[str, str, str], tuple[str, ...]]:
    """The records that tie two of the things, by subject, property and value."""
    wanted = sorted(set(iris))
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in select(system_query("statements-between", wanted)) if wanted else ():
        found[str(row["thing"]), str(row["property"]), str(row["value"])].append(str(row["record"]))
    return {key: tuple(records) for key, records in found.items()}


def read_subjects(select: Select, records: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The things that each record says something of."""
    wanted = sorted(set(records))
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for row in select(system_query("statements-in", wanted)) if wanted else ():
        found[str(row["record"])][str(row["subject"])] = None
    return {record: tuple(subjects) for record, subjects in found.items()}


@dataclass(frozen=True, slots=True)
class RecordStatement:
    """A statement of a record: of what, which property and which value, as plain texts, and the value's language."""

    record: str
    thing: str
    property: str
    value: str
    language: str = ""


def read_records(select: Select, records: Iterable[str]) -> tuple[RecordStatement, ...]:
    """What each record says, in the order of its things."""
    wanted = sorted(set(records))
    if not wanted:
        return ()
    rows = select(system_query("statements-in", wanted))
    ends = ((row, plain(row["value"])) for row in rows)
    return tuple(
        RecordStatement(str(row["record"]), str(row["subject"]), str(row["property"]), end.value, end.language)
        for row, end in ends
        if end is not None
    )
