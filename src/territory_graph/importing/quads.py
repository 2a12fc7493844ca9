"""Statements as lines of N-Quads: what imports of whole registers write, line by line."""

from __future__ import annotations

from rdflib import XSD

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


def line(subject: str, predicate: str, term: str, graph: str) -> str:
    """A statement in a graph; ``term`` is written already, the others are IRIs."""
    return f"<{subject}> <{predicate}> {term} <{graph}> .\n"


def iri(value: str) -> str:
    """An IRI as a term."""
    return f"<{value}>"


def text(value: str, language: str = "") -> str:
    """A literal, as N-Quads write it.

    >>> text('Le "Bourg"', "fr")
    '"Le \\\\"Bourg\\\\""@fr'
    """
    return f'"{value.translate(_ESCAPES)}"' + (f"@{language}" if language else "")


def day(iso: str) -> str:
    """A day as a literal."""
    return f'"{iso}"^^<{XSD.date}>'


def decimal(value: str) -> str:
    """A number as a literal."""
    return f'"{value}"^^<{XSD.decimal}>'
