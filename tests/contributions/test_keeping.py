"""An update of the store is kept among the territory's contributions, so that the next build says it too."""

from __future__ import annotations

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.building import build
from territory_graph.contributions import Proposal
from territory_graph.contributions.keeping import keeper_of
from territory_graph.updating import Change, apply_change

ID = "https://example.org/hamlet/id/"
NOTE = """
PREFIX tg: <https://w3id.org/territory-graph/ontology#>
INSERT DATA {{ GRAPH <{0}record/actors/haut-pre> {{ <{0}actor/haut-pre> tg:note "{1}"@fr }} }}
"""
OTHER = """
PREFIX tg: <https://w3id.org/territory-graph/ontology#>
DELETE {{ GRAPH ?g {{ ?a tg:siren ?old }} }} INSERT {{ GRAPH ?g {{ ?a tg:siren "552100554" }} }}
WHERE {{ GRAPH ?g {{ ?a tg:siren ?old }} FILTER(?a = <{0}actor/val-clair>) }}
"""


def update(text: str, *values: str) -> Change:
    return Change("update", text.format(ID, *values).encode())


def quads(store) -> set[str]:
    return {str(quad) for quad in KnowledgeGraph.open(store).quads()}


def test_what_updates_add_and_take_out_is_built_again(desk, tmp_path):
    keeper = keeper_of(desk.territory, desk.store.path)
    assert apply_change(desk.store, update(NOTE, "une note"), "atelier", keep=keeper).kept
    assert apply_change(desk.store, update(OTHER), "atelier", keep=keeper).removed
    assert apply_change(desk.store, update(NOTE, "une autre"), "atelier", keep=keeper).kept
    item = desk.send(Proposal("withdraw", why="x", records=(f"{ID}record/memberships/scierie-eau-vive",)), "Ada")
    desk.accept(item.id, "Bea")
    assert desk.store.manifest().updates == 0
    build(desk.territory, tmp_path / "again")
    assert quads(tmp_path / "again") == quads(desk.store.path)
    assert [told.kind for told in desk.history()] == ["withdraw", "update", "update", "update"]
    manifest = KnowledgeGraph.open(tmp_path / "again").manifest
    assert manifest.version == desk.store.manifest().version
    assert manifest.digest == desk.store.manifest().digest


def test_the_update_of_another_territory_is_not_kept(desk, tmp_path, rouen_store):
    assert keeper_of(desk.territory, rouen_store) is None
    assert keeper_of(tmp_path / "nothing", desk.store.path) is None
    applied = apply_change(desk.store, update(NOTE, "une note"), "atelier")
    assert not applied.kept
    assert desk.store.manifest().updates == 1
    assert desk.history() == ()


def test_an_update_that_is_not_confirmed_is_not_kept(desk):
    def refuse() -> None:
        raise ZeroDivisionError

    keeper = keeper_of(desk.territory, desk.store.path)
    before = quads(desk.store.path)
    with pytest.raises(ZeroDivisionError):
        apply_change(desk.store, update(NOTE, "une note"), "atelier", keep=keeper, confirm=refuse)
    assert quads(desk.store.path) == before
    assert desk.history() == ()
