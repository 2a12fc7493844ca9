"""``territory-graph new`` writes a territory that can be filled row by row and built at every step."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

import pytest
from openpyxl import load_workbook

from territory_graph import KnowledgeGraph
from territory_graph.building import build
from territory_graph.errors import InputError, SettingsError, StoreNotWritableError
from territory_graph.ingest.french import column_named, table_named
from territory_graph.ingest.schema import tables
from territory_graph.ingest.template import new_territory
from territory_graph.ingest.territory import read_territory


def fill(folder: Path, table: str, **cells: str) -> None:
    path = folder / "tables" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, columns).writerow(cells)


def test_every_table_is_written_with_its_header_line_only(tmp_path):
    written = new_territory(tmp_path / "new")
    assert [path.name for path in written] == ["territory.toml", *(f"{name}.csv" for name in tables())]
    for name, table in tables().items():
        text = (tmp_path / "new" / "tables" / f"{name}.csv").read_text(encoding="utf-8")
        assert text == ",".join(column.name for column in table.columns) + "\n"


def test_an_empty_territory_builds(tmp_path):
    new_territory(tmp_path / "new")
    build(tmp_path / "new", tmp_path / "store")
    assert KnowledgeGraph.open(tmp_path / "store").network().number_of_nodes() == 0


def test_one_row_and_its_source_make_one_actor(tmp_path):
    folder = tmp_path / "new"
    new_territory(folder)
    fill(folder, "sources", id="deliberation", title="Délibération")
    fill(folder, "actors", id="hameau", kind="epci", name="Le Hameau", source="deliberation", locator="art. 1")
    build(folder, tmp_path / "store")
    graph = KnowledgeGraph.open(tmp_path / "store")
    entity = graph.describe(f"{graph.base}id/actor/hameau")
    assert entity.thing.label == "Le Hameau"
    assert entity.thing.kind == "Epci"


def test_examples_of_cells_are_cells_that_are_read(tmp_path):
    """Whatever a whole example row has wrong is that it names things of other tables."""
    new_territory(tmp_path / "new")
    whole = []
    for name, table in tables().items():
        examples = {column.name: column.example for column in table.columns if column.example}
        if {column.name for column in table.columns if column.required} <= examples.keys():
            fill(tmp_path / "new", name, **examples)
            whole.append(name)
    assert {"sources", "concepts", "actors", "events"} <= set(whole)
    with pytest.raises(InputError) as caught:
        read_territory(tmp_path / "new")
    assert {problem.code for problem in caught.value.problems} == {"unknown-reference"}


@pytest.mark.parametrize(
    ("name", "slug"), [("Mon territoire", "mon-territoire"), ("a__b - c", "a-b-c"), ("Été", "t"), ("…", "territoire")]
)
def test_the_short_name_is_made_from_the_folder_s(tmp_path, name, slug):
    new_territory(tmp_path / name)
    with (tmp_path / name / "territory.toml").open("rb") as file:
        assert tomllib.load(file)["slug"] == slug
    read_territory(tmp_path / name)


def test_nothing_is_written_over(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(SettingsError):
        new_territory(tmp_path)
    with pytest.raises(SettingsError):
        new_territory(tmp_path / "mine.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreNotWritableError):
        new_territory(tmp_path / "file" / "new")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_tables_may_be_one_workbook_with_lists_of_choices(tmp_path, language):
    folder = tmp_path / "new"
    written = new_territory(folder, language)
    assert [path.name for path in written] == ["territory.toml", "tables.xlsx"]
    book = load_workbook(written[1])
    assert {table_named(sheet.title).name for sheet in book} == set(tables())
    for sheet in book:
        table = table_named(sheet.title)
        heads = [cell.value for cell in sheet[1]]
        assert [column_named(table, head) for head in heads] == [column.name for column in table.columns]
        words = {rule.formula1: rule for rule in sheet.data_validations.dataValidation if rule.formula1.startswith('"')}
        assert len(words) >= len({tuple(column.values) for column in table.columns if column.values}) - 1
        assert all(len(formula) < 257 for formula in words)  # Excel takes 255 characters
    sheets = {table_named(sheet.title).name: sheet for sheet in book}
    put(sheets["sources"], "sources", id="deliberation", title="Délibération")
    put(sheets["actors"], "actors", id="hameau", kind="epci", name="Hameau", source="deliberation", locator="art. 1")
    book.save(written[1])
    build(folder, tmp_path / "store")
    graph = KnowledgeGraph.open(tmp_path / "store")
    assert graph.describe(f"{graph.base}id/actor/hameau").thing.label == "Hameau"


def put(sheet, table, **cells):
    names = [column.name for column in tables()[table].columns]
    for name, cell in cells.items():
        sheet.cell(2, names.index(name) + 1, cell)
