"""Validation of what a change can have broken, where the version before conformed.

A shape looks at the statements of one thing, and at the classes of what they lead to; an official number belongs to one
thing alone. So only these things can newly break one: those whose statements changed, those that lead to a thing whose
classes changed, and those that bear a number of either.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

import pyoxigraph as ox
from rdflib import RDF

from territory_graph.screening import iris, namers
from territory_graph.terms import node, text
from territory_graph.validation import ValidationReport, validate_things
from territory_graph.vocabulary import TG

_TYPE = node(RDF.type)
_NUMBERS = tuple(map(node, (TG.siren, TG.siret, TG.inseeCode)))


def validate_changed(
    store: ox.Store, changed: Collection[ox.Quad], base: str, progress: Callable[[float], None] = lambda _: None
) -> ValidationReport:
    """The findings on things that a change can have broken, in the version that ``store`` holds.

    ``changed`` are the statements by which it differs from a version that conforms to the shapes. ``progress`` is
    called with the share that is done.
    """
    focus = affected(store, changed)
    report = validate_things(store, focus, base, progress)
    names = {text(thing) for thing in focus}
    return ValidationReport(tuple(finding for finding in report.findings if finding.focus in names), ())


def affected(store: ox.Store, changed: Collection[ox.Quad]) -> set[ox.NamedNode]:
    """The things whose statements changed, those that lead to a thing whose classes did, and who shares a number."""
    things = set(iris(quad.subject for quad in changed))
    things |= namers(store, set(iris(quad.subject for quad in changed if quad.predicate == _TYPE)))
    numbers = {
        (identifier, quad.object)
        for thing in things
        for identifier in _NUMBERS
        for quad in store.quads_for_pattern(thing, identifier, None, None)
    }
    for identifier, number in numbers:
        things.update(iris(quad.subject for quad in store.quads_for_pattern(None, identifier, number, None)))
    return things
