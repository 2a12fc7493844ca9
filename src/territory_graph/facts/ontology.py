"""What the ontology says of its classes and properties, and which part of a profile each belongs to."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from rdflib import ORG, OWL, PROV, RDF, RDFS, Graph, URIRef

from territory_graph import resources
from territory_graph.ingest.schema import tables
from territory_graph.vocabulary import TG, expand, local

_WIDER = (str(ORG), str(PROV))


@dataclass(frozen=True, slots=True)
class Reasons:
    """Which group of the fiche a class or a property belongs to, as ``ontology/reasons.toml`` says."""

    order: tuple[str, ...]
    classes: Mapping[str, str]
    properties: Mapping[str, str]
    hidden: frozenset[str]
    expected: Mapping[str, tuple[str, ...]]


@cache
def reasons() -> Reasons:
    """The packaged reasons."""
    with (resources.ONTOLOGY / "reasons.toml").open("rb") as file:
        content: dict[str, Any] = tomllib.load(file)
    return Reasons(
        tuple(content["order"]),
        content["classes"],
        content["properties"],
        frozenset(content["hidden"]["properties"]),
        {name: tuple(values) for name, values in content["expected"].items()},
    )


def is_a(kind: str, *classes: str) -> bool:
    """Whether a class is one of the others, or below one of them (local names)."""
    return kind in classes or not superclasses().get(kind, frozenset()).isdisjoint(classes)


def most_precise(classes: Iterable[str]) -> str:
    """The class with the most superclasses among ``classes`` (local names); empty where there is none."""
    return max(sorted(classes), key=lambda name: len(superclasses().get(name, ())), default="")


@cache
def _ontology() -> Graph:
    return Graph().parse(resources.ONTOLOGY / "territory.ttl")


@cache
def class_labels() -> dict[str, dict[str, str]]:
    """The labels by language of every class of the ontology, by local name."""
    return _labels(RDFS.Class)


@cache
def property_labels() -> dict[str, dict[str, str]]:
    """The labels by language of every property of the ontology, by local name."""
    return _labels(RDF.Property)


def _labels(kind: URIRef) -> dict[str, dict[str, str]]:
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    for name in _ontology().subjects(RDF.type, kind):
        for label in _ontology().objects(name, RDFS.label):
            labels[local(str(name))][getattr(label, "language", "") or ""] = str(label)
    return dict(labels)


@cache
def inverses() -> dict[str, str]:
    """The inverse of each property that has one, by IRI; a symmetric property is its own inverse."""
    pairs = [(str(one), str(other)) for one, other in _ontology().subject_objects(OWL.inverseOf)]
    symmetric = [str(name) for name in _ontology().subjects(RDF.type, OWL.SymmetricProperty)]
    return dict(pairs) | {other: one for one, other in pairs} | {name: name for name in symmetric}


@cache
def wider_properties() -> frozenset[str]:
    """The properties of other vocabularies that those of the ontology specialise, by IRI."""
    wider = {str(name) for name in _ontology().objects(None, RDFS.subPropertyOf)}
    return frozenset(name for name in wider if name.startswith(_WIDER))


@cache
def public_kinds() -> frozenset[str]:
    """The words for public bodies in the table of actors: an office in one of them is a public one."""
    kinds = tables()["actors"].column("kind").values
    classes = {word: local(expand(name)) for word, name in kinds.items()}
    return frozenset(word for word, name in classes.items() if "PublicBody" in {name, *superclasses().get(name, ())})


@cache
def superclasses() -> dict[str, frozenset[str]]:
    """Every superclass, in the ontology's namespace, of each of its classes, by local name."""
    ontology = _ontology()
    names = [str(name) for name in ontology.subjects(RDF.type, RDFS.Class) if str(name).startswith(str(TG))]
    return {
        local(name): frozenset(
            local(str(parent))
            for parent in ontology.transitive_objects(URIRef(name), RDFS.subClassOf)
            if str(parent).startswith(str(TG)) and str(parent) != name
        )
        for name in names
    }
