"""Nothing in a territory's folder is passed over in silence."""

from __future__ import annotations

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.building import build, check
from territory_graph.cli import main

FILES = {
    "communes.geojson": "unread-import",
    "reseau.gexf": "unread-import",
    "carte-kumu.json": "unread-import",
    "actors.csv": "unread-table",
    "tables/2024/actors.csv": "unread-table",
    "Copie de tables.XLSX": "unread-table",
    "tables/notes.docx": "unread",
    "sauvegarde.zip": "unread",
}
NO_INPUT = (".git/config", ".DS_Store", "tables/~$actors.xlsx", "README.md", "LICENCE", "tables/README.txt")


def put(folder, name):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")


def test_every_file_that_no_importer_reads_is_named_with_what_to_do(hamlet_copy):
    for name in (*FILES, *NO_INPUT):
        put(hamlet_copy, name)
    found = {str(notice.file.relative_to(hamlet_copy)): notice.code for notice in check(hamlet_copy).notices}
    assert found == FILES


@pytest.mark.parametrize("language", ["fr", "en"])
def test_validate_build_and_info_name_them(hamlet_copy, tmp_path, capsys, language):
    put(hamlet_copy, "communes.geojson")
    store = tmp_path / "store"
    for arguments in (
        ["validate", str(hamlet_copy)],
        ["build", str(hamlet_copy), "--store", str(store)],
        ["info", "--store", str(store)],
    ):
        assert main(["--lang", language, *arguments]) == 0
        told = capsys.readouterr()
        assert "communes.geojson" in told.out + told.err


def test_a_folder_with_nothing_else_has_no_notice(hamlet_copy, tmp_path):
    assert check(hamlet_copy).notices == ()
    build(hamlet_copy, tmp_path / "store")
    assert KnowledgeGraph.open(tmp_path / "store").manifest.unread == []
