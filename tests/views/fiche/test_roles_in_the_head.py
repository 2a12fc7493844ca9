"""The sentence at the head of a fiche tells of others only what their role and that of the thing imply."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.building import build
from territory_graph.messages import translator
from territory_graph.views.fiche.page import read_page

Append = Callable[..., Path]
SAY = translator("fr")


def head(graph: KnowledgeGraph, name: str) -> str:
    return str(read_page(graph, f"{graph.base}id/actor/{name}", SAY, None).head.sentence)


@pytest.mark.parametrize(("supporters", "supported"), [("scierie;agence", "moulin"), ("scierie", "moulin;agence")])
def test_who_supports_the_same_or_is_supported_by_the_same_is_not_said_to_support(
    hamlet_copy: Path, add_rows: Append, tmp_path: Path, supporters: str, supported: str
) -> None:
    row = {"id": "soutien", "name": "Soutien", "kind": "partnership", "supporters": supporters, "supported": supported}
    add_rows("agreements", row | {"source": "journal-2021", "locator": "p. 2"})
    build(hamlet_copy, tmp_path / "store")
    graph = KnowledgeGraph.open(tmp_path / "store")
    names = {
        iri.rpartition("/")[2]: graph.things([iri])[iri].label
        for iri in (f"{graph.base}id/actor/{n}" for n in ("scierie", "agence", "moulin"))
    }
    for one, other in product(names, names):
        told = head(graph, one)
        by = one in supported and other in supporters
        to = one in supporters and other in supported
        assert (f"Soutien connu\u00a0: {names[other]}" in told or names[other] in told) == (by or to), (
            one,
            other,
            told,
        )


def test_the_two_supporters_of_pole_tes_do_not_support_each_other(rouen: KnowledgeGraph) -> None:
    assert "Le Havre Seine Métropole" not in head(rouen, "cci-seine-estuaire")
    assert "CCI Seine Estuaire" not in head(rouen, "le-havre-seine-metropole")
