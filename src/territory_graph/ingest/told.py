"""Contributions as a store tells them: what is new, of everything or of one thing, without the territory's folder."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pyoxigraph as ox

from territory_graph.ingest.contributed import Contribution, contribution_in
from territory_graph.terms import is_iri, node, text
from territory_graph.vocabulary import UPDATES_GRAPH, resource


def contributions_in(store: ox.Store, base: str, thing: str | None = None) -> tuple[Contribution, ...]:
    """The contributions that a store tells of, the last first: all of them, or those about a thing or a record.

    Of a thing they are those that made, brought back or disputed a record that speaks of it now, or that put one out of
    force which is called like the thing.
    """
    graph, prefix = node(resource(base, UPDATES_GRAPH)), str(resource(base, "update/"))
    said: dict[str, list[ox.Quad]] = defaultdict(list)
    labels: list[ox.Quad] = []
    for quad in store.quads_for_pattern(None, None, None, graph):
        name = text(quad.subject)
        (said[name.removeprefix(prefix)] if name.startswith(prefix) else labels).append(quad)
    found = (contribution_in([*quads, *labels], name, base) for name, quads in said.items())
    told = sorted((one for one in found if one), key=lambda one: (one.accepted, one.name), reverse=True)
    if thing is None:
        return tuple(told)
    records = records_about(store, thing)
    return tuple(one for one in told if records & {*one.records, *map(_first, one.ended)})


def news(store: ox.Store, base: str, since: date) -> tuple[Contribution, ...]:
    """The contributions that were accepted on a day or after it, the last first."""
    return tuple(one for one in contributions_in(store, base) if one.accepted.date() >= since)


def records_about(store: ox.Store, thing: str) -> set[str]:
    """The records that speak of a thing, and itself: it may be a record."""
    if not is_iri(thing):
        return set()
    found = {quad.graph_name for quad in store.quads_for_pattern(node(thing), None, None, None)}
    found |= {quad.graph_name for quad in store.quads_for_pattern(None, None, node(thing), None)}
    return {thing, *map(text, found)}


def _first(record: str) -> str:
    """The record that corrections of it are numbered after: “…/2” is the second of its row."""
    name, _, number = record.rpartition("/")
    return name if number.isdecimal() else record
