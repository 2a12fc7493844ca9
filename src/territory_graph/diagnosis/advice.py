"""Advice on a query that runs: names that nothing has, and patterns that nothing ties together."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from itertools import pairwise

from territory_graph.diagnosis.known import CLASS, PROPERTY, KnownTerm, KnownTerms
from territory_graph.diagnosis.lesson import Lesson, lesson_at
from territory_graph.diagnosis.parser import parse
from territory_graph.diagnosis.reader import Fault, Span
from territory_graph.diagnosis.tree import Block, Element, Group, Nested, Piece, Query, Union
from territory_graph.messages import Translator
from territory_graph.queries.system import system_query
from territory_graph.store.engine import Answer
from territory_graph.store.guard import GuardedQuery
from territory_graph.store.tokens import tokens
from territory_graph.terms import is_iri
from territory_graph.vocabulary import TG

MOST = 10
"""How many unused names of a query are told."""
_MANY = 300

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?![\w-])")
_JOINING = re.compile(r"[?$](\w+)|(_:\w+)")


def warnings(
    query: GuardedQuery, known: KnownTerms, say: Translator, unbound: Collection[str] = ()
) -> tuple[Lesson, ...]:
    """A lesson for each property without a triple, each class without a thing, and for patterns that stand apart.

    ``unbound`` are the variables of the answer that have no value somewhere: where GROUP_CONCAT should have made it,
    it was given what is no text, or nothing.
    """
    try:
        tree = parse(query.text)
    except Fault:
        return ()
    found = [*_unused(tree, known, say), *_days(tree, say), *apart(tree, say), *_unjoined(tree, unbound, say)]
    return tuple(sorted(found, key=lambda lesson: (lesson.line or 0, lesson.column or 0)))


def unjoined(query: GuardedQuery, unbound: Collection[str], say: Translator) -> tuple[Lesson, ...]:
    """A lesson for each GROUP_CONCAT of a variable whose column is among those that have no value somewhere."""
    try:
        return tuple(_unjoined(parse(query.text), unbound, say))
    except Fault:
        return ()


def unused(
    query: GuardedQuery, select: Callable[[str], Answer], known: Callable[[], KnownTerms], say: Translator
) -> tuple[Lesson, ...]:
    """A lesson for each property without a triple, class without a thing and bare day: why an answer may be empty.

    ``select`` is first asked of each name alone: what the graph knows of all takes seconds to read of a large one.
    """
    try:
        tree = parse(query.text)
    except Fault:
        return ()
    names = {(kind, iri) for kind, places in _named(tree) for span in places if is_iri(iri := tree.iri(span))}
    if all(len(select(system_query(f"{kind}-used", [iri]))) for kind, iri in sorted(names)):
        return tuple(_days(tree, say))
    return (*_unused(tree, known(), say), *_days(tree, say))


def _named(tree: Query) -> tuple[tuple[str, Collection[Span]], ...]:
    return ((PROPERTY, tree.properties), (CLASS, tree.classes))


def _days(tree: Query, say: Translator) -> Iterator[Lesson]:
    """A lesson for each day without quotation marks, which is two subtractions."""
    for token in tokens(tree.text):
        found = _DAY.match(tree.text, token.start) if token.kind == "number" else None
        if found:
            value = int(found[1]) - int(found[2]) - int(found[3])
            sentence = say("diagnosis.warnings.reckoned", written=found[0], value=str(value))
            hint = say("diagnosis.warnings.reckoned-day", written=found[0])
            yield lesson_at(say, tree.text, Span(*found.span()), sentence, (hint,))


def _unjoined(tree: Query, unbound: Collection[str], say: Translator) -> Iterator[Lesson]:
    """A lesson for each GROUP_CONCAT of a variable, alone or DISTINCT, whose column has no value."""
    found = tokens(tree.text)
    for place, token in enumerate(found):
        if token.text.lower() != "group_concat":
            continue
        joined = next((one for one in found[place + 2 : place + 4] if one.text.lower() != "distinct"), token)
        named = next((name for word, name in pairwise(found[place:]) if word.text.lower() == "as"), token)
        if joined.kind == "variable" and named.text[1:] in unbound:
            sentence = say("diagnosis.warnings.unjoined", name=joined.text, column=named.text)
            hint = say("diagnosis.warnings.str", name=joined.text)
            yield lesson_at(say, tree.text, Span(joined.start, joined.end), sentence, (hint,))


def _unused(tree: Query, known: KnownTerms, say: Translator) -> Iterator[Lesson]:
    for kind, places in _named(tree):
        told: set[str] = set()
        for span in places:
            iri = tree.iri(span)
            named = is_iri(iri) and iri not in told  # one that only BASE makes whole is not looked at
            if named and _may_be_absent(tree, span, known.terms.get(iri), kind):
                continue
            if len(told) < MOST and named and not known.uses(iri, kind):
                told.add(iri)
                sentence = say(f"diagnosis.warnings.{kind}", name=tree.slice(span))
                hints = _of_another_namespace(tree, span, kind, known, say) or unused_hints(iri, kind, known, say)
                yield lesson_at(say, tree.text, span, sentence, hints)


def _may_be_absent(tree: Query, span: Span, term: KnownTerm | None, kind: str) -> bool:
    """Whether a term of the vocabulary stands in an OPTIONAL, which takes no answer away where nothing has it."""
    if term is None or term.kind != kind:
        return False
    elements = (element for group in _groups(tree.where) for element in group.elements)
    optional = (element.span for element in elements if isinstance(element, Piece) and element.kind == "optional")
    return any(within.start <= span.start < within.end for within in optional)


def _of_another_namespace(tree: Query, span: Span, kind: str, known: KnownTerms, say: Translator) -> tuple[str, ...]:
    """That the prefix stands for another namespace here, where the name with that one is used."""
    prefix, _, local = tree.slice(span).partition(":")
    written, ours = tree.prefixes.get(prefix), known.prefixes.get(prefix)
    if written is None or ours is None or written == ours or not known.uses(ours + local, kind):
        return ()
    return (say("diagnosis.warnings.namespace", prefix=f"{prefix}:", written=written, ours=ours),)


def unused_hints(iri: str, kind: str, known: KnownTerms, say: Translator) -> tuple[str, ...]:
    """What to write instead of a property or class that nothing has; empty where nothing is near, or it is used."""
    if known.uses(iri, kind):
        return ()
    hints: list[str] = []
    term = known.terms.get(iri)
    if term is not None and term.kind != kind:
        short = known.short(iri)
        hints.append(say(f"diagnosis.warnings.not-{kind}", name=known.called(term, say.language), short=short))
    elif term is None and iri.startswith(str(TG)):
        hints.append(say("diagnosis.warnings.no-term", name=known.short(iri)))
    names = [known.called(near, say.language) for near in known.nearest(iri, kind)]
    if names and (term is None or term.kind == kind):
        hints.append(say("diagnosis.warnings.nearest", names=say("list.or").join(names)))
    return tuple(hints)


def apart(tree: Query, say: Translator) -> Iterator[Lesson]:
    """A lesson for each group whose triple patterns fall into parts without a common variable.

    Patterns that a FILTER, a BIND or an inner group ties together are not apart.
    """
    for group in _groups(tree.where):
        if len(group.elements) > _MANY:
            continue
        blocks = [block for block in group.blocks() if _tied(tree, block)]
        # the variables of a group, by the parts that its elements tie together
        parts: list[frozenset[str]] = []
        for element in group.elements:
            tied = _tied(tree, element)
            parts = [part for part in parts if not part & tied] + [tied.union(*(part for part in parts if part & tied))]
        first = next((part for part in parts if blocks and _tied(tree, blocks[0]) <= part), frozenset[str]())
        second = next((block for block in blocks if not _tied(tree, block) <= first), None)
        if second is not None:
            span = Span(second.subject.start, second.triples[-1].span.end if second.triples else second.subject.end)
            yield lesson_at(say, tree.text, span, say("diagnosis.warnings.apart"), (say("diagnosis.warnings.join"),))


def _tied(tree: Query, element: Element) -> frozenset[str]:
    """The variables and blank nodes that an element mentions."""
    if isinstance(element, Nested):
        head = tree.slice(element.head) if element.kind == "graph" else ""
        return element.group.variables | _names(head)
    if isinstance(element, Union):
        return frozenset().union(*(branch.variables for branch in element.branches))
    if isinstance(element, Block):
        last = element.triples[-1].span.end if element.triples else element.subject.end
        return _names(tree.text[element.subject.start : last])
    return _names(tree.slice(element.span))


def _names(text: str) -> frozenset[str]:
    return frozenset(found[1] or found[2] for found in _JOINING.finditer(text))


def _groups(group: Group | None) -> Iterator[Group]:
    """A group and those inside it that are evaluated by themselves."""
    if group is None:
        return
    yield group
    for element in group.elements:
        if isinstance(element, Union):
            for branch in element.branches:
                yield from _groups(branch)
        elif isinstance(element, Nested):
            yield from _groups(element.group)
