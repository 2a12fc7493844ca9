"""Facts that contradict each other: two at once in a post that one holds alone, and what lies outside a life."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import combinations

from territory_graph.dates import Interval
from territory_graph.facts.lives import is_before_or_after, lies_outside, read_lives
from territory_graph.facts.posts import HELD_ALONE, at_once, read_rivals
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.model import Entity, Fact
from territory_graph.views.fiche.facts import Facts, ends
from territory_graph.vocabulary import local

_LIVED = ("mandates", "members", "support", "changes", "decisions", "events")
MAKERS = ("organisedBy", "takenBy", "foundedBy")
"""The properties that name who made a thing, and was there when it was made."""
_IN_ROLE = {"decisions": "takenBy", "events": "organisedBy"}
"""The role in which a thing is alive in a fact of a reason: it may be named by others before and after."""


def read_clashing(graph: KnowledgeGraph, entity: Entity, day: date | None) -> frozenset[str]:
    """The mandates told of a thing that another holder contradicts, one whom its own facts do not name included.

    The page of a person tells the mandates of that person alone: those of others in the same posts are read. On a day,
    what contradicts them may hold on it.
    """
    mandates = {fact.about.iri for fact in entity.facts if fact.about and fact.about.kind == "Mandate"}
    if entity.thing.kind == "Mandate":
        mandates.add(entity.thing.iri)
    elif entity.thing.kind != "Person":
        return rivals(entity)
    pairs = read_rivals(graph.rows, mandates) if mandates else ()
    lives = read_lives(graph.rows, {other for _, other in pairs}) if day else {}
    return rivals(entity) | {own for own, other in pairs if day is None or lives[other].holds_on(day)}


def rivals(entity: Entity) -> frozenset[str]:
    """The mandates told of a thing whose holders differ while both are in office in a post that one holds alone."""
    alone = held_alone(entity)
    held: dict[str, list[Fact]] = defaultdict(list)
    for fact in entity.facts:
        if fact.about and fact.about.kind == "Mandate":
            for post in ends(fact, "post") or (entity.thing,):
                held[post.iri].append(fact)
    found = set[str]()
    for one, other in (pair for post in alone for pair in combinations(held[post], 2)):
        same = set(ends(one, "holder")) & set(ends(other, "holder"))
        if not same and at_once(one.interval, other.interval):
            found |= {fact.about.iri for fact in (one, other) if fact.about}
    return frozenset(found)


def outside_life(entity: Entity) -> frozenset[str]:
    """The facts told of a thing that, whatever record one believes, lie before it began or after its end.

    It cannot have held a post, been a member, supported another, decided, organised or become another then. Its own
    beginning and end, papers, figures and what it is only named in are not asked.
    """
    dates = {name: tuple(Facts(entity).texts(name)) for name in ("start", "end")}
    life = Interval.widest({name: texts for name, texts in dates.items() if texts})
    return frozenset(
        fact.about.iri
        for fact in entity.facts
        if fact.about and fact.reason in _LIVED and not life.inverted
        if fact.reason not in _IN_ROLE or Facts(entity).is_in(fact, _IN_ROLE[fact.reason])
        if _apart(fact, entity.thing.iri, life)
    )


def read_absent(graph: KnowledgeGraph, entity: Entity) -> frozenset[str]:
    """Those who are said to have organised, decided or founded a thing and were not there then, by known dates.

    Of a founder they are the bodies that had begun before it.
    """
    facts = Facts(entity)
    doers = {one.iri for name in MAKERS[:-1] for one in facts.things(name)}
    founders, founded = ({one.iri for one in facts.things("foundedBy", inverse=inverse)} for inverse in (False, True))
    if not doers | founders | founded:
        return frozenset()
    lives = read_lives(graph.rows, doers | founders | founded | {entity.thing.iri})
    own = lives[entity.thing.iri]
    return frozenset(
        {iri for iri in doers if lies_outside(own, lives[iri])}
        | {iri for iri in founders if not _may_found(lives[iri], own)}
        | {iri for iri in founded if not _may_found(own, lives[iri])}
    )


def _may_found(founder: Interval, founded: Interval) -> bool:
    """Whether dates let a founder be there when what it founded began."""
    late = founder.first and founded.start_latest and founded.start_latest < founder.first
    gone = founder.last and founded.start_earliest and founder.last < founded.start_earliest
    return founder.inverted or founded.inverted or not (late or gone)


def _apart(fact: Fact, iri: str, life: Interval) -> bool:
    interval, before = fact.interval, any(thing.iri == iri for thing in ends(fact, "originalOrganization"))
    if fact.reason != "changes":
        return lies_outside(interval, life)
    # What comes out of a change may begin a little later, and what goes in end before.
    over = interval.start_latest if before else None
    return is_before_or_after(None if before else interval.start_earliest, over, life)


def held_alone(entity: Entity) -> dict[str, str]:
    """The posts told of a thing that one holds alone, each with its role (local name)."""
    posts = ((fact.about or entity.thing, fact) for fact in entity.facts)
    roles = ((post, local(role.iri)) for post, fact in posts if post.kind == "Post" for role in ends(fact, "role"))
    return {post.iri: role for post, role in roles if role in HELD_ALONE}


def is_holder(predicate: str) -> bool:
    """Whether a property names who holds a mandate."""
    return local(predicate) == "holder"
