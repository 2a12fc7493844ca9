"""Two versions are told by names and sentences, with their sources: what appeared, changed and was withdrawn."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from territory_graph.contributions import Desk, Proposal, Row
from territory_graph.messages import translator
from territory_graph.views.contributing.versions import read_comparison, version_label
from tests.conftest import HAMLET

ID = "https://example.org/hamlet/id/"


@pytest.fixture
def desk(tmp_path: Path, hamlet_store: Path) -> Desk:
    shutil.copytree(HAMLET, tmp_path / "hamlet")
    shutil.copytree(hamlet_store, tmp_path / "store", symlinks=True)
    return Desk(tmp_path / "hamlet", tmp_path / "store")


def test_what_appeared_changed_and_was_withdrawn_is_told_with_its_sources(desk: Desk):
    say = translator("fr")
    first = desk.store.manifest().version
    cells = {"member": "haut-pre", "organisation": "bois-vif", "source": "journal-2021", "locator": "p. 2"}
    added = Proposal("add", (Row("memberships", cells),), "lu")
    disputed = Proposal("dispute", why="jamais voté", records=(f"{ID}record/agreements/feuille-2021",))
    for proposal in (added, disputed):
        desk.accept(desk.send(proposal, "Ada").id, "Bea")
    now = desk.store.manifest().version
    told = read_comparison(desk.compare(first, now), say)
    (appeared,) = told.appeared
    assert not appeared.before
    assert "Bois Vif" in appeared.after[0]
    assert [one.source_iri for one in appeared.mentions] == [f"{ID}source/journal-2021"]
    (changed,) = told.changed
    assert changed.thing.label.startswith("Feuille de route 2021")
    assert any("contest" in line for line in changed.after)
    assert not any("contest" in line for line in changed.before)
    assert changed.before
    backwards = read_comparison(desk.compare(now, first), say)
    assert [one.before for one in backwards.withdrawn] == [appeared.after]
    assert read_comparison(desk.compare(now, now), say).is_empty
    kept = desk.store.kept()
    assert now in version_label(kept[0], say, current=True)
