"""``tables.toml`` says what the documentation says, and names only properties, classes and kinds that exist."""

from __future__ import annotations

import re

import pytest

from territory_graph import resources
from territory_graph.ingest.records import RecordSet, TableRecords
from territory_graph.ingest.schema import RECORD, tables
from territory_graph.ingest.table import Row
from territory_graph.vocabulary import KINDS, expand

EVIDENCE = ["source", "locator", "status", "confidence", "contradicts"]


def by_name(value) -> str:
    return value.name


def documented() -> dict[str, list[str]]:
    """The columns of each table as ``docs/tables.md`` lists them, without those of evidence."""
    top = resources.checkout()
    path = top / "docs" / "tables.md" if top else None
    if path is None or not path.is_file():
        pytest.skip("no docs/tables.md beside the package")
    sections = re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {
        section.partition("\n")[0].strip(): re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) for section in sections
    }


def test_the_documentation_lists_every_table_and_its_columns_in_order():
    sections = documented()
    for name, table in tables().items():
        columns = [column.name for column in table.columns]
        assert sections[name] == (columns if table.editorial else columns[: -len(EVIDENCE)])
    assert sections["The columns of evidence"] == EVIDENCE


def test_every_table_of_facts_ends_with_the_columns_of_evidence():
    for table in tables().values():
        names = [column.name for column in table.columns]
        assert (names[-len(EVIDENCE) :] == EVIDENCE) is not table.editorial


@pytest.mark.parametrize("table", tables().values(), ids=by_name)
class TestEveryColumn:
    def test_fills_properties_that_exist_of_things_that_its_row_speaks_of(self, table):
        subjects = {subject.name for subject in table.subjects} | {RECORD}
        for column in table.columns:
            for target in column.targets:
                assert expand(target.property)
                assert target.subject in subjects

    def test_allows_words_that_stand_for_something(self, table):
        for column in table.columns:
            assert bool(column.values) == (column.kind == "choice")
            for meaning in column.values.values():
                assert meaning.startswith('"') or "/" in meaning or expand(meaning)

    def test_refers_to_a_kind_of_thing_that_exists(self, table):
        assert {column.refers_to for column in table.columns} <= {None, *KINDS.values()}

    def test_is_explained_in_both_languages(self, table):
        for column in table.columns:
            assert column.help["fr"].endswith((".", "…"))
            assert column.help["en"].endswith((".", "…"))

    def test_has_an_example_that_is_read(self, table):
        for column in table.columns:
            if column.example:
                into = RecordSet()
                cells = {"id": "x", "actor": "x", "partner": "x"} | {column.name: column.example}
                TableRecords(table, "https://example.org/", into).add((Row(resources.TABLES, 1, cells),))
                assert [problem for problem in into.problems if problem.column == column.name] == []


@pytest.mark.parametrize("table", tables().values(), ids=by_name)
class TestEveryTable:
    def test_names_its_columns_once(self, table):
        names = [column.name for column in table.columns]
        assert len(names) == len(set(names))

    def test_makes_iris_of_columns_that_must_be_filled(self, table):
        required = {column.name for column in table.columns if column.required}
        for subject in table.subjects:
            assert set(subject.named_by) <= required

    def test_has_classes_and_constants_that_exist(self, table):
        columns = {column.name for column in table.columns}
        for subject in table.subjects:
            if subject.class_name.startswith("@"):
                assert subject.class_name[1:] in columns
            elif subject.class_name:
                assert expand(subject.class_name)
            for name in subject.always:
                assert expand(name)
            assert {need.strip("!").partition("=")[0] for need in subject.needs} <= columns

    def test_finds_a_column_by_name(self, table):
        assert table.column(table.columns[0].name) == table.columns[0]
        with pytest.raises(KeyError):
            table.column("nothing")
