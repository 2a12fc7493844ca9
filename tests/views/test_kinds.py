"""Every class of the ontology is drawn as one of the kinds of the legend."""

from __future__ import annotations

import pytest

from territory_graph.facts.ontology import class_labels
from territory_graph.messages import translator
from territory_graph.views.drawing import NODE_KINDS
from territory_graph.views.kinds import drawn_kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Epci", "authority"),
        ("KnowledgeOrganisation", "other"),
        ("SyndicatMixte", "support"),
        ("PoleDeCompetitivite", "cluster"),
        ("FiliereOrganisation", "cluster"),
        ("Company", "company"),
        ("Project", "project"),
        ("Roadmap", "project"),
        ("Congress", "event"),
        ("Theme", "sector"),
        ("Commune", "place"),
        ("Person", "other"),
        ("Actor", "other"),
        ("NoSuchClass", "other"),
        ("", "other"),
    ],
)
def test_a_class_is_drawn_as_its_nearest_kind(name: str, kind: str) -> None:
    assert drawn_kind(name) == kind


def test_every_class_has_a_kind_that_is_drawn_and_named() -> None:
    kinds = {drawn_kind(name) for name in class_labels()}
    assert kinds == set(NODE_KINDS)
    for language in ("fr", "en"):
        assert all(translator(language).has(f"kinds.{kind}") for kind in kinds)
