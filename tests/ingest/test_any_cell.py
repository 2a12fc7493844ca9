"""Whatever stands in a cell of a table, a territory is read or its problems are told: no other error ever comes out."""

from __future__ import annotations

import csv
import io
import shutil
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from territory_graph import resources
from territory_graph.building import assemble
from territory_graph.errors import InputError
from territory_graph.ingest.schema import tables
from territory_graph.ingest.territory import read_territory
from tests.conftest import HAMLET

CELLS = ["", "  ", "\u00a0", "\x00", "\x07", "\u200b", "\ufeff", "a\nb", '"', ";", ";;", " ; ", "/", "actor/", "/x"]
CELLS += ["{id}", "é", "..", "0", "-1", "9" * 400, "1e400", "NaN", "2021-02-30", "0000", "9999-12-31", "x" * 5_000]
CELLS += ["http://", "https://[", "urn:x", "<a>", "२०२१", "actor/actor/x", "status/stated"]

Table = list[list[str]]


@cache
def rows_of(path: Path) -> Table:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def files_of(territory: Path) -> list[Path]:
    return sorted((territory / "tables").glob("*.csv"))


@st.composite
def changed_tables(draw: st.DrawFn, territory: Path) -> tuple[str, Table]:
    """A table of a territory in which some cells or rows are not what they were."""
    path = draw(st.sampled_from(files_of(territory)))
    rows = [list(row) for row in rows_of(path)]
    for _ in range(draw(st.integers(1, 4))):
        row = rows[draw(st.integers(1, len(rows) - 1))]
        at = draw(st.integers(0, max(0, len(row) - 1)))
        match draw(st.sampled_from(["cell", "cell", "cell", "text", "other", "shorter", "longer", "again"])):
            case "cell" if row:
                row[at] = draw(st.sampled_from(CELLS))
            case "text" if row:
                row[at] = draw(st.text(max_size=20))
            case "other" if row:
                other = draw(st.sampled_from(rows[1:]))
                row[at] = other[at] if at < len(other) else ""
            case "shorter":
                del row[at:]
            case "longer":
                row.append(draw(st.sampled_from(CELLS)))
            case "again":
                rows.append(list(row))
    return path.name, rows


def read_with(territory: Path, folder: Path, name: str, rows: Table) -> list[tuple[str, str | None, int | None]]:
    """Code, column and line of the problems of a territory with another table in it."""
    shutil.copytree(territory, folder, dirs_exist_ok=True)
    with (folder / "tables" / name).open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    try:
        assemble(read_territory(folder))
    except InputError as error:
        assert all(problem.file.is_relative_to(folder) for problem in error.problems)
        return [(problem.code, problem.column, problem.line) for problem in error.problems]
    return []


@settings(max_examples=40, deadline=None)
@given(table=changed_tables(HAMLET))
def test_any_cell_of_the_hamlet(tmp_path_factory: pytest.TempPathFactory, table: tuple[str, Table]) -> None:
    read_with(HAMLET, tmp_path_factory.getbasetemp() / "any-hamlet", *table)


@settings(max_examples=4, deadline=None)
@given(table=changed_tables(resources.default_territory()))
def test_any_cell_of_what_is_shipped(tmp_path_factory: pytest.TempPathFactory, table: tuple[str, Table]) -> None:
    read_with(resources.default_territory(), tmp_path_factory.getbasetemp() / "any-shipped", *table)


@pytest.mark.parametrize("path", files_of(HAMLET), ids=lambda path: path.stem)
@pytest.mark.parametrize("cell", ["", "  "], ids=["empty", "spaces"])
def test_each_empty_cell_that_must_be_filled_is_told_with_its_place(path: Path, cell: str, tmp_path: Path) -> None:
    needed = {column.name for column in tables()[path.stem].columns if column.required}
    rows = [list(row) for row in rows_of(path)]
    emptied = [at for at, name in enumerate(rows[0]) if name in needed]
    for at in emptied:
        rows[1][at] = cell
    found = read_with(HAMLET, tmp_path / "hamlet", path.name, rows)
    assert {(code, column) for code, column, line in found if line == 2} >= {
        ("missing-value", rows[0][at]) for at in emptied
    }


def test_an_empty_identifier_hides_no_other_problem_of_the_folder(tmp_path: Path) -> None:
    actors = [list(row) for row in rows_of(HAMLET / "tables" / "actors.csv")]
    actors[1][actors[0].index("id")] = ""
    actors[2][actors[0].index("start")] = "yesterday"
    folder = Path(shutil.copytree(HAMLET, tmp_path / "hamlet"))
    events = [list(row) for row in rows_of(HAMLET / "tables" / "events.csv")]
    events[1][events[0].index("id")] = "Not a name"
    with (folder / "tables" / "events.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(events)
    found = read_with(folder, tmp_path / "both", "actors.csv", actors)
    assert ("missing-value", "id", 2) in found
    assert ("bad-date", "start", 3) in found
    assert ("bad-slug", "id", 2) in found
