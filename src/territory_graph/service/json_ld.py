"""The JSON-LD context of the ontology: JSON with these keys is RDF in its terms (JSON-LD 1.1)."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from rdflib import RDF

from territory_graph.service.ontology_terms import PropertyTerm, ontology
from territory_graph.vocabulary import PREFIXES, local

MEDIA_TYPE = "application/ld+json"
_XSD = PREFIXES["xsd"]


@cache
def context() -> bytes:
    """The context: ``id`` and ``type``, ``label``, the prefixes of vocabularies, every class and every property.

    Values of object properties are IRIs, those of others have the datatype that the ontology gives, and texts are
    given by language: ``{"nameText": {"fr": "…"}}``.
    """
    terms: dict[str, Any] = {"@version": 1.1, "id": "@id", "type": "@type"} | PREFIXES
    terms["label"] = {"@id": "rdfs:label", "@container": "@language"}
    terms |= {local(iri): f"tg:{local(iri)}" for iri in sorted(ontology().classes)}
    terms |= {term.local: _defined(term) for _, term in sorted(ontology().properties.items())}
    return json.dumps({"@context": terms}, ensure_ascii=False, indent=1).encode()


def _defined(term: PropertyTerm) -> dict[str, str]:
    """How values of a property are read."""
    found = {"@id": f"tg:{term.local}"}
    kind = next(iter(term.ranges), "")
    if not term.literal:
        return found | {"@type": "@id"}
    if kind == str(RDF.langString):
        return found | {"@container": "@language"}
    return found if kind == f"{_XSD}string" else found | {"@type": f"xsd:{local(kind)}"}
