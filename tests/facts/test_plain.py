"""Whatever is read from the graph is plain: no term of rdflib, which is a text with an equality of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from types import NoneType
from typing import Any

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.facts import (
    agenda,
    agreements,
    announced,
    coverage,
    dated,
    money,
    ontology,
    places,
    things,
    unsaid,
)
from territory_graph.facts.change_events import read_change_events
from territory_graph.facts.changes import read_changes
from territory_graph.facts.counts import read_counts
from territory_graph.facts.entity import describe
from territory_graph.facts.evidence import read_evidence
from territory_graph.facts.lives import read_lives, read_span
from territory_graph.facts.names import read_names
from territory_graph.facts.statements import read_statements, read_statements_between, read_subjects
from territory_graph.facts.ties import read_ties
from territory_graph.store.engine import Select

PLAIN = {str, int, float, bool, NoneType, Decimal, date}


def parts(value: Any) -> Iterator[Any]:
    """A value and everything in it."""
    yield value
    if is_dataclass(value):
        inner = [getattr(value, field.name) for field in fields(value)]
    elif isinstance(value, dict):
        inner = [*value.keys(), *value.values()]
    else:
        inner = list(value) if isinstance(value, tuple | list | set | frozenset) else []
    for each in inner:
        yield from parts(each)


READ: dict[str, Callable[[Select, tuple[str, ...]], Any]] = {
    "agreements": lambda ask, _: (agreements.read_agreements(ask), agreements.read_decisions(ask)),
    "agenda": lambda ask, _: agenda.read_agenda(ask, announced.read_announced(ask)),
    "dated": lambda ask, _: dated.read_dated(ask),
    "changes": lambda ask, _: read_changes(ask, date(2000, 1, 1), date(2024, 1, 1)),
    "counts": lambda ask, _: [read_counts(ask, by) for by in ("statuses", "classes", "sources")],
    "entity": lambda ask, iris: [describe(ask, iri, "fr") for iri in iris],
    "change_events": lambda ask, _: read_change_events(ask),
    "evidence": lambda ask, _: read_evidence(ask, [r for tie in read_ties(ask) for r in tie.records], "fr"),
    "coverage": lambda ask, _: [coverage.read_coverage(ask, "sector", "epci")],
    "lives": lambda ask, iris: (read_lives(ask, iris), read_span(ask)),
    "money": lambda ask, _: (money.read_sums(ask), money.read_cited_sums(ask)),
    "names": read_names,
    "places": lambda ask, iris: (places.read_points(ask, iris), places.read_communes(ask)),
    "towns": lambda ask, iris: (
        places.read_towns(ask, things.read_things_of(ask, "Site")),
        places.read_territories(ask),
    ),
    "statements": lambda ask, iris: (read_statements(ask, iris), read_statements_between(ask, iris)),
    "subjects": lambda ask, _: read_subjects(ask, [r for tie in read_ties(ask) for r in tie.records]),
    "things": lambda ask, iris: (things.read_things(ask, iris, "en"), things.read_labels(ask, iris)),
    "classes": lambda ask, _: (things.read_things_of(ask, "Event"), things.read_named(ask)),
    "ties": lambda ask, _: read_ties(ask),
    "unsaid": lambda ask, _: [unsaid.read_open_points(ask, what) for what in ("global-sum", "starts", "day", "office")],
    "unnamed": lambda ask, _: unsaid.read_unnamed_counts(ask),
    "ontology": lambda *_: (ontology.reasons().expected, ontology.inverses(), ontology.superclasses()),
}


@pytest.mark.parametrize("name", READ)
def test_what_is_read_is_plain(name: str, rouen: KnowledgeGraph) -> None:
    found = READ[name](rouen.rows, things.read_actors(rouen.rows)[:20])
    inside = list(parts(found))
    leaves = {type(one) for one in inside if not isinstance(one, tuple | list | dict | set | frozenset)}
    assert any(leaf in PLAIN for leaf in leaves), "nothing was read"
    assert {leaf for leaf in leaves if leaf not in PLAIN and not is_dataclass(leaf)} == set()
