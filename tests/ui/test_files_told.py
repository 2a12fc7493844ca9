"""What leaves a page says the scope that the page says: its day, denominators, and until when facts were gathered."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from territory_graph import KnowledgeGraph
from territory_graph.messages import translator
from territory_graph.ui import view
from territory_graph.ui.analyses import pieces
from ui.conftest import Open

SAY = translator("fr")
TABLES = {
    "measures": ("analyses", {"partie": "measures"}, "au 12 mai 2021"),
    "gaps": ("analyses", {"partie": "gaps"}, "Jour de la vue\u00a0: 12 mai 2021"),
    "comparison": ("analyses", {"partie": "compare"}, "au 12 mai 2021"),
    "introductions": ("analyses", {"partie": "introduce"}, "au 12 mai 2021"),
    "evaluation": ("evaluer", {}, "au 12 mai 2021"),
    "composed": ("composer", {}, "Jour de la vue\u00a0: 12 mai 2021"),
    "partners": ("partenaires", {"filieres": "sector/pharmacie"}, "Jour de la vue\u00a0: 12 mai 2021"),
}


@pytest.mark.parametrize("name", TABLES)
def test_each_line_of_a_csv_says_its_scope_and_its_day(
    on: Open, rouen_store: Path, rouen: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    written: list[bytes] = []
    writer = pieces.csv

    def asked(*of: Any) -> Callable[[], bytes]:
        """What writes the file, as if a reader had asked for it."""
        write = writer(*of)
        written.append(write())
        return write

    monkeypatch.setattr(pieces, "csv", asked)
    page, parameters, day = TABLES[name]
    assert on(rouen_store, page, au="2021-05-12", **parameters).failures == []
    assert written
    for content in written:
        head, *lines = content.decode("utf-8-sig").splitlines()
        assert head.endswith(f"{SAY('takeaway.about.scope')};{SAY('takeaway.about.gathered')}")
        assert lines
        for line in lines:
            assert day in line
            assert line.endswith(SAY.day(rouen.manifest.gathered_until))


@pytest.mark.parametrize("page", ["carte", "agenda", "chronologie", "financements", "conseil"])
@pytest.mark.parametrize(("asked", "day"), [("2021-05-12", "12 mai 2021"), ("toutes", "toutes dates")])
def test_a_workbook_says_its_day_and_until_when_facts_were_gathered(
    on: Open, rouen_store: Path, rouen: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch, page: str, asked: str, day: str
) -> None:
    written: list[bytes] = []
    monkeypatch.setattr(
        view, "download", lambda _, write, name, *__, **___: written.append(write()) if name.endswith("xlsx") else None
    )
    assert on(rouen_store, page, au=asked).failures == []
    (content,) = written
    cells = [
        tuple(map(str, row[:2]))
        for sheet in load_workbook(BytesIO(content)).worksheets
        for row in sheet.iter_rows(values_only=True)
        if len(row) > 1
    ]
    assert (SAY("takeaway.about.day"), day) in cells
    assert (SAY("takeaway.about.gathered"), SAY.day(rouen.manifest.gathered_until)) in cells
