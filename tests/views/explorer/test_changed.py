"""What of a shared view changed in the data since: against the version before, while it is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from territory_graph import KnowledgeGraph
from territory_graph.building import build
from territory_graph.messages import translator
from territory_graph.store.folder import StoreFolder
from territory_graph.views.explorer.changed import changed_since
from territory_graph.views.explorer.exploration import Exploration
from territory_graph.views.explorer.scene import read_stage

Append = Callable[..., Path]


def test_a_new_membership_is_told_and_a_version_that_is_gone_is_not(
    hamlet_copy: Path, add_rows: Append, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    old = build(hamlet_copy, store).manifest.version
    row = (hamlet_copy / "tables" / "memberships.csv").read_text(encoding="utf-8").splitlines()
    columns = row[0].split(",")
    known = dict(zip(columns, row[1].split(","), strict=False))
    add_rows("memberships", {**known, "id": "moulin-syndicat", "member": "moulin", "organisation": "syndicat"})
    new = build(hamlet_copy, store).manifest.version
    assert new != old

    folder, stage = StoreFolder(store), read_stage(KnowledgeGraph.open(store), translator("fr"))
    found = changed_since(folder, old[:8], Exploration(), stage)
    assert found is not None
    assert (found.more, found.less, found.ties_more, found.ties_less) == (("Amicale du Moulin",), (), 1, 0)
    unchanged = changed_since(folder, new[:8], Exploration(), stage)
    assert unchanged is not None
    assert not unchanged.any
    assert changed_since(folder, "0" * 8, Exploration(), stage) is None
    assert changed_since(folder, "*", Exploration(), stage) is None
