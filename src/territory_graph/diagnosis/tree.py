"""A query as a tree: what its WHERE group asks for, in pieces that can be left out or put otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from territory_graph.diagnosis.reader import Span

_ESCAPED = re.compile(r"\\(.)")
Reworded = Mapping["Piece", str]
"""Pieces, and what stands in their place: nothing, for one that is left out."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a group that can be left out: ``kind`` is filter, values, minus, service, node or triple.

    A “bind” and an “optional” never take answers away, so they are parts and not pieces.
    """

    kind: str
    span: Span


@dataclass(frozen=True, slots=True)
class Triple(Piece):
    """A triple pattern. One that shares its subject or its property with the one before begins where it differs."""

    subject: Span
    verb: Span
    object: Span
    simple: bool = True
    """Whether the verb is one IRI or variable, not a path."""


@dataclass(frozen=True, slots=True)
class Block:
    """Triple patterns about one subject. Without patterns, the subject is a node that says all: ``[ tg:siren ?s ]``."""

    subject: Span
    triples: tuple[Triple, ...]
    bare: bool
    """Whether the subject alone is a pattern."""
    variables: frozenset[str] = frozenset()

    @property
    def node(self) -> Piece:
        """All that is said of a subject that says something itself."""
        return Piece(
            "node", Span(self.subject.start, self.triples[-1].object.end if self.triples else self.subject.end)
        )


@dataclass(frozen=True, slots=True)
class Nested:
    """A group with what stands before and behind it: GRAPH and its name, or a sub-select without its group."""

    kind: str
    head: Span
    group: Group
    tail: Span


@dataclass(frozen=True, slots=True)
class Union:
    """Groups of which one is enough."""

    branches: tuple[Group, ...]


Element = Piece | Block | Nested | Union


@dataclass(frozen=True, slots=True)
class Group:
    """A group graph pattern; ``variables`` are those that its solutions may bind."""

    span: Span
    elements: tuple[Element, ...]
    variables: frozenset[str] = frozenset()

    def pieces(self) -> Iterator[Piece]:
        """Every piece, those of inner groups and of each branch of a union included, in the order of the text."""
        for element in self.elements:
            if isinstance(element, Block):
                if element.bare:
                    yield element.node
                yield from element.triples
            elif isinstance(element, Union):
                for branch in element.branches:
                    yield from branch.pieces()
            elif isinstance(element, Nested):
                yield from element.group.pieces()
            elif element.kind not in ("bind", "optional"):
                yield element

    def blocks(self) -> Iterator[Block]:
        """The triple patterns of this group itself."""
        return (element for element in self.elements if isinstance(element, Block))


@dataclass(frozen=True, slots=True)
class Query:
    """A whole query: ``head`` is its form with what it selects, builds or describes.

    ``where`` is None for a DESCRIBE of IRIs alone; ``limit`` is one that lets nothing through: LIMIT 0.
    """

    text: str
    form: str
    prologue: Span
    head: Span
    dataset: tuple[Span, ...]
    where: Group | None
    group_by: Span | None = None
    having: Piece | None = None
    limit: Piece | None = None
    offset: Piece | None = None
    values: Piece | None = None
    prefixes: Mapping[str, str] = field(default_factory=dict)
    properties: tuple[Span, ...] = ()
    """Where properties are asked for, outside templates, negations and other servers."""
    classes: tuple[Span, ...] = ()
    """Where classes are, likewise: the objects of “a”."""

    def slice(self, span: Span | None) -> str:
        """The text of a stretch."""
        return "" if span is None else self.text[span.start : span.end]

    def written(self, piece: Piece) -> str:
        """A piece as it would stand alone: a triple pattern with its subject and property."""
        if isinstance(piece, Triple):
            return " ".join(map(self.slice, (piece.subject, piece.verb, piece.object)))
        return self.slice(piece.span)

    def iri(self, span: Span) -> str:
        """The IRI that a name or an IRI of the text means."""
        written = self.slice(span)
        if written.startswith("<"):
            return written[1:-1]
        prefix, _, local = written.partition(":")
        return self.prefixes[prefix] + _ESCAPED.sub(r"\1", local)

    def group(self, group: Group, reworded: Reworded) -> str:
        """The text of a group, some pieces reworded or left out; every other as it is written."""
        parts = (self._element(element, reworded) for element in group.elements)
        return "{ " + "\n".join(part for part in parts if part) + " }"

    def pieces(self) -> tuple[Piece, ...]:
        """Every piece of the query that can be left out, in the order of the text."""
        behind = (self.having, self.offset, self.limit, self.values)
        inside = self.where.pieces() if self.where is not None else ()
        return tuple(sorted((*inside, *filter(None, behind)), key=lambda piece: piece.span))

    def ask(self, reworded: Reworded) -> str:
        """The query that asks whether this one has an answer, some pieces reworded or left out.

        Only HAVING, OFFSET and LIMIT need the rest of the query: neither order nor projection takes rows away.
        """
        kept = [
            piece for piece in (self.having, self.offset, self.limit) if piece is not None and piece not in reworded
        ]
        group = self.group(self.where, reworded) if self.where is not None else "{ }"
        if kept:
            selected = self.slice(self.head) if self.form == "select" else "SELECT *"
            behind = "\n".join([self.slice(self.group_by), *(self.slice(piece.span) for piece in kept)])
            group = f"{{ {selected} WHERE {group}\n{behind} }}"
        if self.values is not None:
            rows = reworded.get(self.values, self.slice(self.values.span))
            group = f"{{ {group}\n{rows} }}"
        return "\n".join([self.slice(self.prologue), "ASK", *map(self.slice, self.dataset), group])

    def _element(self, element: Element, reworded: Reworded) -> str:
        if isinstance(element, Block):
            # Patterns that share a subject stay together: a blank node written twice would be two nodes.
            if element.node in reworded:
                return f"{reworded[element.node]} ." if reworded[element.node] else ""
            kept = [triple for triple in element.triples if triple not in reworded]
            others = [f"{reworded[triple]} ." for triple in element.triples if reworded.get(triple)]
            said = " ;\n  ".join(f"{self.slice(triple.verb)} {self.slice(triple.object)}" for triple in kept)
            if said or element.bare:
                others.insert(0, f"{self.slice(element.subject)} {said} .")
            return "\n".join(others)
        if isinstance(element, Union):
            return " UNION ".join(self.group(branch, reworded) for branch in element.branches)
        if isinstance(element, Nested):
            inner = f"{self.slice(element.head)} {self.group(element.group, reworded)}\n{self.slice(element.tail)}"
            return f"{{ {inner} }}" if element.kind == "select" else inner
        return reworded[element] if element in reworded else self.slice(element.span)
