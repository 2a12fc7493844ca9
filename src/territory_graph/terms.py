"""Terms of the store's own kind: made from rdflib's, and read as text."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
from rdflib import BNode, Literal, URIRef
from rdflib.term import Identifier

AnyTerm = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | ox.DefaultGraph


def node(iri: URIRef | str) -> ox.NamedNode:
    """The IRI as a term of the store.

    Raises:
        ValueError: the text is not an absolute IRI.
    """
    return ox.NamedNode(str(iri))


def is_iri(text: str) -> bool:
    """Whether the text is an absolute IRI.

    >>> is_iri("urn:a"), is_iri("actor/lsn"), is_iri("urn:a b")
    (True, False, False)
    """
    try:
        node(text)
    except ValueError:
        return False
    return True


def literal(text: str, datatype: URIRef) -> ox.Literal:
    """A typed literal of the store."""
    return ox.Literal(text, datatype=node(datatype))


def from_rdflib(term: Identifier) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """The term of the store that says the same as rdflib's.

    Raises:
        TypeError: the term is a variable or a graph, which no statement holds.
        ValueError: the term is no absolute IRI, or its language is no language tag.

    >>> from_rdflib(Literal("été", lang="fr")).language
    'fr'
    """
    if isinstance(term, URIRef):
        return node(term)
    if isinstance(term, BNode):
        return ox.BlankNode(str(term))
    if isinstance(term, Literal):
        datatype = node(term.datatype) if term.datatype and not term.language else None
        return ox.Literal(str(term), datatype=datatype, language=term.language)
    raise TypeError(f"no statement holds {term!r}")


def text(term: AnyTerm) -> str:
    """The IRI, the label of a blank node, or the lexical form; empty for the default graph.

    >>> text(node("urn:a")), text(ox.DefaultGraph())
    ('urn:a', '')
    """
    if isinstance(term, ox.DefaultGraph):
        return ""
    return str(term) if isinstance(term, ox.Triple) else term.value


def states(
    store: ox.Store,
    subject: AnyTerm | None = None,
    predicate: ox.NamedNode | None = None,
    value: AnyTerm | None = None,
    graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph | None = None,
) -> bool:
    """Whether a store holds a statement of a pattern, in which None is anything."""
    return next(store.quads_for_pattern(subject, predicate, value, graph), None) is not None  # type: ignore[arg-type]


def is_of_nothing(row: Iterable[str]) -> bool:
    """Whether a row, as texts, holds zeros and gaps alone: so does that of counts and sums of nothing."""
    return all(cell in ("", "0") for cell in row)
