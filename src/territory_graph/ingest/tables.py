"""The tables that one file holds: a CSV is one, a workbook has one a sheet."""

from __future__ import annotations

import difflib
from pathlib import Path

from territory_graph.errors import InputError, Problem
from territory_graph.ingest.french import table_named
from territory_graph.ingest.schema import tables
from territory_graph.ingest.table import TableFile, read_grid, read_table
from territory_graph.ingest.workbook import WORKBOOKS, read_workbook

ASIDE = ("#", "_")
"""How the name of a sheet begins that is no table: lists of choices, remarks."""


def read_tables(path: Path) -> tuple[list[TableFile], list[Problem]]:
    """The tables of a file, and what is to be told of it.

    Raises:
        InputError: no table has its name, or it is a workbook that cannot be read.
    """
    named = table_named(path.stem)
    if path.suffix.lower() not in WORKBOOKS:
        if named is None:
            raise _unknown(path)
        return [read_table(path, named)], []
    grids, notices = read_workbook(path)
    sheets = [(grid, table_named(grid.name)) for grid in grids if grid.rows and not grid.name.startswith(ASIDE)]
    if sheets and named and not any(table for _, table in sheets):
        sheets[0] = sheets[0][0], named  # acteurs.xlsx, whose only sheet is called Feuil1
    if not any(table for _, table in sheets):
        raise _unknown(path)
    others = ", ".join(grid.name for grid, table in sheets if table is None)
    if others:
        notices.append(Problem("unread-sheets", path, fields={"names": others}))
    return [read_grid(grid, path, table) for grid, table in sheets if table], notices


def _unknown(path: Path) -> InputError:
    known = tables()
    nearest = ", ".join(difflib.get_close_matches(path.stem, known, n=1)) or ", ".join(known)
    return InputError([Problem("unknown-table", path, fields={"nearest": nearest})])
