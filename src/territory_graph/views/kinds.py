"""Which drawn kind a class of the ontology belongs to: at most eight kinds, the rest is “other”."""

from __future__ import annotations

from territory_graph.facts.ontology import superclasses

_KIND_OF_CLASS = {
    "Epci": "authority",
    "PublicBody": "authority",
    "SyndicatMixte": "support",
    "SupportOrganisation": "support",
    "Cluster": "cluster",
    "Company": "company",
    "Initiative": "project",
    "Agreement": "project",
    "Event": "event",
    "Sector": "sector",
    "Theme": "sector",
    "Domain": "sector",
    "Place": "place",
}


def drawn_kind(class_name: str) -> str:
    """The drawn kind of a class, found at the class itself or at its nearest superclass.

    >>> drawn_kind("PoleMetropolitain"), drawn_kind("Epci"), drawn_kind("Person")
    ('support', 'authority', 'other')
    """
    if class_name in _KIND_OF_CLASS:
        return _KIND_OF_CLASS[class_name]
    parents = sorted(superclasses().get(class_name, ()), key=lambda name: -len(superclasses().get(name, ())))
    return next((_KIND_OF_CLASS[name] for name in parents if name in _KIND_OF_CLASS), "other")
