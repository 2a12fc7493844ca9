"""What the software writes builds again to the same statements, in every format that a build reads."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox

from territory_graph import KnowledgeGraph
from territory_graph.building import assemble, check
from territory_graph.exports import write_trig
from territory_graph.ingest.territory import read_territory


def statements(folder: Path) -> set[ox.Quad]:
    return set(assemble(read_territory(folder)))


def test_an_exported_graph_builds_again_to_the_same_statements(hamlet: KnowledgeGraph, hamlet_copy, tmp_path):
    again = tmp_path / "again"
    again.mkdir()
    shutil.copy(hamlet_copy / "territory.toml", again)
    write_trig(hamlet, again / "all.trig")
    assert "\\/" in (again / "all.trig").read_text(encoding="utf-8")
    assert statements(again) == statements(hamlet_copy)
    assert check(again).violations == ()


def test_an_exported_graph_beside_the_files_it_comes_from_adds_nothing(hamlet: KnowledgeGraph, hamlet_copy):
    before = statements(hamlet_copy)
    write_trig(hamlet, hamlet_copy / "all.trig")
    assert statements(hamlet_copy) == before
