"""The hamlet with other rows beside its own, for tests of what its own do not hold."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from territory_graph import KnowledgeGraph
from territory_graph.building import build
from tests.conftest import HAMLET, PREFIXES

Row = dict[str, str]
PLAIN = str.maketrans({"\u00a0": " ", "\u202f": " "})
"""Spaces that do not break as plain ones, for expectations that are read."""


def rows_of(text: str) -> list[Row]:
    """The rows of a table: a line of names, then a line a row, whose cells hold no comma."""
    names, *lines = text.split("\n")
    return [dict(zip(names.split(","), line.split(","), strict=True)) for line in lines]


def hamlet_with(folder: Path, rows: Mapping[str, Sequence[Row]], trig: str = "") -> KnowledgeGraph:
    """The hamlet built in a folder with rows added to its tables, and what ``trig`` says in the record ``rec:x``."""
    land = Path(shutil.copytree(HAMLET, folder / "hamlet"))
    for table, added in rows.items():
        path = land / "tables" / f"{table}.csv"
        kept = list(csv.DictReader(path.open(encoding="utf-8"))) if path.exists() else []
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(dict.fromkeys(name for row in (*kept, *added) for name in row)))
            writer.writeheader()
            writer.writerows([*kept, *added])
    if trig:
        (land / "more.trig").write_text(f"{PREFIXES}\nrec:x {{ {trig} }}\n", encoding="utf-8")
    build(land, folder / "store")
    return KnowledgeGraph.open(folder / "store")
