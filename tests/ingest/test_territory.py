"""A territory is a folder: everything wrong in any of its files is told at once, and every statement has its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from territory_graph import resources
from territory_graph.errors import InputError
from territory_graph.ingest.territory import FilePlace, digest, read_territory

HAMLET = Path(__file__).parents[1] / "fixtures" / "hamlet"
BASE = "https://example.org/hamlet/"


def problems(folder: Path) -> list[tuple[str, str, int | None, str | None]]:
    with pytest.raises(InputError) as caught:
        read_territory(folder)
    return [(problem.file.name, problem.code, problem.line, problem.column) for problem in caught.value.problems]


def test_the_hamlet_says_what_it_is():
    description = read_territory(HAMLET).description
    assert description.slug == "hamlet"
    assert description.names == {"fr": "Le Hameau", "en": "The Hamlet"}
    assert description.licence == "CC0 1.0"
    assert description.default_date == "2021-06-01"
    assert description.base == BASE
    assert description.centre == f"{BASE}id/actor/syndicat"


def test_every_resource_lies_under_the_base_of_the_territory():
    subjects = {str(quad.subject) for quad in read_territory(HAMLET).quads}
    assert subjects
    assert all(subject.startswith(f"<{BASE}id/") for subject in subjects)


def test_rows_and_trig_records_are_counted_by_hand():
    quads = read_territory(HAMLET).quads
    records = [str(quad.graph_name) for quad in quads if "/id/record/" in str(quad.graph_name)]
    of_trig = [name for name in records if "/id/record/hamlet/" in name]
    assert (len(records) - len(of_trig), len(of_trig)) == (254, 16)
    assert (len(set(records)) - len(set(of_trig)), len(set(of_trig))) == (39, 4)


class TestPlace:
    """Where a statement stands."""

    @pytest.mark.parametrize(
        ("graph", "subject", "file", "line"),
        [
            ("record/agreements/feuille-2021-journal", "commitment/feuille-2021", "agreements.csv", 4),
            ("graph/table-records", "record/events/conseil-2021", "events.csv", 3),
            ("graph/table-concepts", "sector/lin", "concepts.csv", 3),
            ("graph/table-sources", "source/annuaire", "sources.csv", 5),
            ("record/hamlet/boiler", "actor/scierie", "records.trig", 37),
            ("graph/hamlet-records", "record/hamlet/plan", "records.trig", 27),
            ("graph/records", "graph/schemes", "schemes.trig", 13),
        ],
    )
    def test_of_a_statement_is_its_file_and_line(self, graph, subject, file, line):
        place = read_territory(HAMLET).place_of(f"{BASE}id/{graph}", f"{BASE}id/{subject}")
        assert place is not None
        assert (place.file.name, place.line) == (file, line)

    def test_in_a_graph_that_two_files_share_is_the_file_that_speaks_of_the_thing(self, hamlet_copy):
        path = hamlet_copy / "second.trig"
        path.write_text("\n<id/graph/records> {\n  <id/graph/hamlet-records> <urn:p> 1 }\n", encoding="utf-8")
        territory = read_territory(hamlet_copy)
        found = territory.place_of(f"{BASE}id/graph/records", f"{BASE}id/graph/hamlet-records")
        assert found == FilePlace(path, 3)

    def test_of_what_no_file_says_is_unknown(self):
        assert read_territory(HAMLET).place_of("urn:g", "urn:s") is None


def test_problems_of_all_files_come_together_in_the_order_of_files_and_lines(hamlet_copy, add_rows, add_trig):
    add_rows("actors", {"id": "x", "kind": "castle", "source": "annuaire", "locator": "p. 1"})
    add_rows(
        "memberships",
        {"id": "m", "member": "nobody", "organisation": "syndicat", "source": "nothing", "locator": "p. 1"},
        {"id": "n", "member": "moulin", "organisation": "x", "start": "hier", "source": "annuaire"},
    )
    (hamlet_copy / "notes.ttl").write_text("")
    (hamlet_copy / "tables" / "actor.csv").write_text("id\n")
    (hamlet_copy / "tables" / "actors.xlsx").write_text("")
    assert problems(hamlet_copy) == [
        ("notes.ttl", "not-trig", None, None),
        ("actor.csv", "unknown-table", None, None),
        ("actors.csv", "bad-choice", 14, "kind"),
        ("actors.xlsx", "not-csv", None, None),
        ("memberships.csv", "unknown-reference", 6, "member"),
        ("memberships.csv", "unknown-reference", 6, "source"),
        ("memberships.csv", "bad-date", 7, "start"),
        ("memberships.csv", "missing-value", 7, "locator"),
    ]


def test_what_refers_to_a_row_with_a_problem_is_no_problem_of_its_own(hamlet_copy, add_rows):
    path = hamlet_copy / "tables" / "actors.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2013~", "vers 2013"), encoding="utf-8")
    assert problems(hamlet_copy) == [("actors.csv", "bad-date", 5, "start")]


def test_a_file_that_cannot_be_read_whole_gives_no_unknown_names(hamlet_copy):
    (hamlet_copy / "tables" / "actors.csv").write_text("", encoding="utf-8")
    assert problems(hamlet_copy) == [("actors.csv", "no-header", 1, None)]
    (hamlet_copy / "tables" / "actors.csv").unlink()
    assert ("memberships.csv", "unknown-reference", 2, "member") in problems(hamlet_copy)


def test_an_unknown_name_comes_with_the_nearest_ones(hamlet_copy, add_rows):
    add_rows(
        "memberships",
        {"id": "m", "member": "sceirie", "organisation": "syndicat", "source": "annuaire", "locator": "-"},
    )
    with pytest.raises(InputError) as caught:
        read_territory(hamlet_copy)
    assert caught.value.problems[0].fields == {"value": "sceirie", "kind": "an actor", "nearest": "scierie"}


def test_an_unknown_broader_word_is_a_problem(hamlet_copy, add_rows):
    add_rows("concepts", {"scheme": "theme", "id": "x", "label_fr": "X", "broader": "climate"})
    assert problems(hamlet_copy) == [("concepts.csv", "unknown-reference", 8, "broader")]


def test_a_named_graph_without_record_is_a_problem(hamlet_copy, add_trig):
    add_trig("<id/graph/unknown> { act:moulin tg:note 'x' }")
    assert problems(hamlet_copy) == [("more.trig", "graph-without-record", 13, None)]


def test_a_thing_of_one_file_may_be_named_by_another(hamlet_copy, add_rows, add_trig):
    add_trig("rec:x { act:new a tg:Actor ; rdfs:label 'New' }")
    add_rows(
        "memberships", {"id": "m", "member": "new", "organisation": "moulin", "source": "annuaire", "locator": "-"}
    )
    read_territory(hamlet_copy)


def test_capital_endings_are_read_too(hamlet_copy):
    path = hamlet_copy / "tables" / "actors.csv"
    path.rename(path.with_suffix(".CSV"))
    assert read_territory(hamlet_copy).quads == read_territory(HAMLET).quads


def test_a_folder_that_is_named_like_a_table_is_passed_over(hamlet_copy):
    (hamlet_copy / "tables" / "extra.csv").mkdir()
    (hamlet_copy / "extra.trig").mkdir()
    read_territory(hamlet_copy)


def test_a_folder_that_is_not_there_is_one_problem(tmp_path):
    assert problems(tmp_path / "nowhere") == [("nowhere", "no-folder", None, None)]


def test_a_folder_without_description_is_one_problem(tmp_path):
    assert problems(tmp_path) == [("territory.toml", "no-description", None, None)]


GOOD = 'slug = "x"\n[name]\nfr = "X"\nen = "X"\n[licence]\nname = "CC0"\n'


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (GOOD.replace('"x"', '"A b"'), [("toml-slug", "slug")]),
        (GOOD.replace('en = "X"\n', ""), [("toml-name", "name")]),
        (GOOD.replace('fr = "X"', "fr = 1"), [("toml-name", "name")]),
        (GOOD.replace('name = "CC0"', ""), [("toml-licence", "licence.name")]),
        ('base_iri = "example.org"\n' + GOOD, [("toml-base", "base_iri")]),
        ('base_iri = "https://example.org/%zz/"\n' + GOOD, [("toml-base", "base_iri")]),
        ('base_iri = "https://example.org/x#"\n' + GOOD, [("toml-base", "base_iri")]),
        ('default_date = "12/05/2021"\n' + GOOD, [("toml-date", "default_date")]),
        ('centre.actor = "nobody"\n' + GOOD, [("unknown-reference", "centre.actor")]),
        (
            "",
            [("toml-slug", "slug"), ("toml-name", "name"), ("toml-licence", "licence.name")],
        ),
    ],
)
def test_every_problem_of_the_description_is_found(tmp_path, content, found):
    (tmp_path / "territory.toml").write_text(content, encoding="utf-8")
    assert [(code, column) for _, code, _, column in problems(tmp_path)] == found


@pytest.mark.parametrize(
    ("content", "code", "line", "column"),
    [(b"slug = \n", "toml", 1, "8"), ("slug = 'x'\n# é".encode("cp1252"), "not-utf8", 2, None)],
)
def test_a_description_that_cannot_be_read_is_refused_at_its_line(tmp_path, content, code, line, column):
    (tmp_path / "territory.toml").write_bytes(content)
    (tmp_path / "contributions").mkdir()
    (tmp_path / "contributions" / "a.trig").write_text("<urn:g> { <urn:s> <urn:p> <urn:o> }", encoding="utf-8")
    assert problems(tmp_path) == [("territory.toml", code, line, column)], "whose base the contribution has is unknown"


@pytest.mark.parametrize("day", ['"2024-03-14"', "2024-03-14", "2024-03-14T10:00:00Z"])
def test_the_date_shown_first_may_be_written_in_any_way_of_toml(tmp_path, day):
    (tmp_path / "territory.toml").write_text(f"default_date = {day}\n{GOOD}", encoding="utf-8")
    found = read_territory(tmp_path).description.default_date
    assert found == "2024-03-14"


def test_the_digest_changes_with_any_file_that_a_build_reads(hamlet_copy):
    first = digest(hamlet_copy)
    (hamlet_copy / "README.md").write_text("read by no build")
    assert digest(hamlet_copy) == first
    table = hamlet_copy / "tables" / "names.csv"
    table.write_text(table.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert digest(hamlet_copy) != first


def test_the_default_territory_is_read_without_a_problem():
    assert len(read_territory(resources.default_territory()).quads) > 10_000


def test_what_a_spreadsheet_left_in_a_cell_stops_a_build_as_any_other_problem(hamlet_copy):
    path = hamlet_copy / "tables" / "actors.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("Communauté de communes du Val Clair", "#REF!").replace("Bois Vif", "Bois\u200b Vif"), "utf-8"
    )
    assert {("sheet-error", "name"), ("unseen-character", "name")} <= {found[1::2] for found in problems(hamlet_copy)}
