"""A table may be written in French: its name, its heads and the words of its choices."""

from __future__ import annotations

import csv

import pytest

from territory_graph.ingest.french import column_named, table_named, word_meant
from territory_graph.ingest.schema import tables
from territory_graph.ingest.territory import read_territory
from territory_graph.spelling import folded


@pytest.mark.parametrize("table", tables().values(), ids=lambda table: table.name)
def test_heads_and_words_are_told_apart_within_a_table(table):
    for column in table.columns:
        assert column_named(table, column.name) == column.name
        meanings = {folded(value): value for value in column.values}
        for word, value in meanings.items():
            assert word_meant(column, word.upper()) == value


@pytest.mark.parametrize(
    ("table", "head", "column"),
    [
        *(("actors", "Nom", "name"), ("actors", "DATE_DE_CREATION", "start"), ("actors", "N° SIREN", "siren")),
        *(("events", "Date", "when"), ("figures", "Date de publication", "date"), ("decisions", "Pour", "votes_for")),
        *(("sources", "Titre", "title"), ("actors", "Couleur", None), ("places", "Code INSEE", "insee")),
    ],
)
def test_a_french_head_names_its_column(table, head, column):
    assert column_named(tables()[table], head) == column


def test_every_entry_of_the_file_is_of_a_table_a_column_or_a_word_that_exists():
    from territory_graph.ingest import french

    content = french._file()
    columns = [column for table in tables().values() for column in table.columns]
    assert set(content["tables"]) <= set(tables())
    assert set(content["columns"]) <= {column.name for column in columns}
    assert set(content["words"]) <= {value for column in columns for value in column.values}
    for name, words in content["tables"].items():
        assert {table_named(word).name for word in words} == {name}


def test_french_tables_say_what_english_ones_do(hamlet_copy):
    before = read_territory(hamlet_copy).quads
    path = hamlet_copy / "tables" / "actors.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    french = {"kind": "Sorte", "name": "Dénomination", "start": "Date de création", "sectors": "Filières"}
    words = {"epci": "Intercommunalité", "company": "Entreprise", "cluster": "Cluster"}
    path.unlink()
    with (hamlet_copy / "tables" / "Acteurs.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([french.get(name, name) for name in rows[0]])
        writer.writerows([[words.get(cell, cell) for cell in row.values()] for row in rows])
    assert read_territory(hamlet_copy).quads == before
