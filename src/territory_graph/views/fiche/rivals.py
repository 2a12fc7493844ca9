"""Mandates that contradict each other: two persons at once in a post that one holds alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import combinations

from territory_graph.model import Entity, Fact
from territory_graph.views.fiche.facts import ends
from territory_graph.vocabulary import local

HELD_ALONE = frozenset({"president", "premier-vice-president", "maire"})
"""Roles of which a body has one holder at a time, as rule R15 has them."""


def rivals(entity: Entity) -> frozenset[str]:
    """The mandates told of a thing whose holders differ while both are in office in a post that one holds alone."""
    alone = set(_held_alone(entity))
    held: dict[str, list[Fact]] = defaultdict(list)
    for fact in entity.facts:
        if fact.about and fact.about.kind == "Mandate":
            for post in ends(fact, "post") or (entity.thing,):
                held[post.iri].append(fact)
    found = (pair for post in alone for pair in combinations(held[post], 2) if _contradict(*pair))
    return frozenset(fact.about.iri for pair in found for fact in pair if fact.about)


def _held_alone(entity: Entity) -> Iterator[str]:
    for fact in entity.facts:
        post = fact.about or entity.thing
        if post.kind == "Post" and any(local(role.iri) in HELD_ALONE for role in ends(fact, "role")):
            yield post.iri


def _contradict(one: Fact, other: Fact) -> bool:
    """Whether both hold on the first day on which both have surely begun; what has no day contradicts nothing."""
    begun = [fact.interval.start_latest or fact.interval.attested for fact in (one, other)]
    if None in begun or set(ends(one, "holder")) & set(ends(other, "holder")):
        return False
    both = max(day for day in begun if day)
    return all((fact.interval.end_earliest or fact.interval.last or date.max) >= both for fact in (one, other))
