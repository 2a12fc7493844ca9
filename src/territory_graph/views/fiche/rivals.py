"""Mandates that contradict each other: two persons at once in a post that one holds alone."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

from territory_graph.facts.posts import HELD_ALONE, at_once
from territory_graph.model import Entity, Fact
from territory_graph.views.fiche.facts import ends
from territory_graph.vocabulary import local


def rivals(entity: Entity) -> frozenset[str]:
    """The mandates told of a thing whose holders differ while both are in office in a post that one holds alone."""
    alone = held_alone(entity)
    held: dict[str, list[Fact]] = defaultdict(list)
    for fact in entity.facts:
        if fact.about and fact.about.kind == "Mandate":
            for post in ends(fact, "post") or (entity.thing,):
                held[post.iri].append(fact)
    found = (pair for post in alone for pair in combinations(held[post], 2) if _contradict(*pair))
    return frozenset(fact.about.iri for pair in found for fact in pair if fact.about)


def held_alone(entity: Entity) -> dict[str, str]:
    """The posts told of a thing that one holds alone, each with its role (local name)."""
    posts = ((fact.about or entity.thing, fact) for fact in entity.facts)
    roles = ((post, local(role.iri)) for post, fact in posts if post.kind == "Post" for role in ends(fact, "role"))
    return {post.iri: role for post, role in roles if role in HELD_ALONE}


def _contradict(one: Fact, other: Fact) -> bool:
    """Whether two persons hold at once, as ``at_once`` has it."""
    return not set(ends(one, "holder")) & set(ends(other, "holder")) and at_once(one.interval, other.interval)
