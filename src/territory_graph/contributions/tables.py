"""Rows out of CSV tables that have the columns of a territory's: the file's name says which table it is."""

from __future__ import annotations

import difflib
from pathlib import Path

from territory_graph.errors import InputError, Problem
from territory_graph.ingest.schema import Row, tables
from territory_graph.ingest.table import read_table


def rows_of(path: Path) -> tuple[Row, ...]:
    """The rows of a table, cells that are empty left out; they may have no identifiers, which are made then.

    Raises:
        InputError: the file cannot be read as it is.
        OSError: it cannot be read at all.
    """
    table = tables().get(path.stem)
    if table is None:
        nearest = ", ".join(difflib.get_close_matches(path.stem, tables(), n=1)) or ", ".join(tables())
        raise InputError([Problem("unknown-table", path, fields={"nearest": nearest})])
    file = read_table(path, table)
    problems = [one for one in file.problems if (one.code, one.column) != ("missing-column", "id")]
    if problems:
        raise InputError(problems)
    return tuple(Row(table.name, {name: cell for name, cell in row.cells.items() if cell}) for row in file.rows)
