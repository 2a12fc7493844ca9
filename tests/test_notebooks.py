"""The graph in notebooks: what they show, `%%sparql`, and those of the documentation, run as a reader would."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from territory_graph import KnowledgeGraph, communities, measure, ranks, resources, suggest, what_if
from territory_graph.network.steps import RemoveActor

TOP = resources.checkout()
NOTEBOOKS = sorted((TOP / "docs" / "notebooks").glob("*.ipynb")) if TOP else []
LARGEST = 10_000
"""Bytes that one output of a notebook may have."""


def run(paths: list[Path], store: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The outputs of each code cell of notebooks, run on a store by one kernel, which forgets between two of them."""
    monkeypatch.setenv("TERRITORY_GRAPH_STORE", str(store))
    monkeypatch.setenv("IPYTHONDIR", str(folder / "ipython"))
    notebook = nbformat.v4.new_notebook()
    for path in paths:
        notebook.cells += [*nbformat.read(path, as_version=4).cells, nbformat.v4.new_code_cell("%reset -f")]
    client = NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}})
    client.execute()
    return [cell.outputs for cell in notebook.cells if cell.cell_type == "code" and cell.source != "%reset -f"]


class TestDocumentation:
    def test_there_are_three(self) -> None:
        assert [path.stem for path in NOTEBOOKS] == ["compare-two-dates", "first-steps", "reproduce-a-figure"]

    @pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
    def test_a_notebook_runs_and_shows_little(self, path: Path, rouen_store: Path, tmp_path, monkeypatch) -> None:
        sizes = [len(str(output)) for each in run([path], rouen_store, tmp_path, monkeypatch) for output in each]
        assert max(sizes) < LARGEST
        assert len(sizes) >= 5

    def test_notebooks_run_on_another_territory(self, hamlet_store: Path, tmp_path, monkeypatch) -> None:
        sizes = [len(str(output)) for each in run(NOTEBOOKS, hamlet_store, tmp_path, monkeypatch) for output in each]
        assert max(sizes) < LARGEST
        assert len(sizes) >= 5 * len(NOTEBOOKS)

    def test_notebooks_are_kept_without_outputs(self) -> None:
        for path in NOTEBOOKS:
            code = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
            assert all(not cell.outputs and cell.execution_count is None for cell in code), path

    def test_without_a_store_says_how_to_make_one(self, tmp_path, monkeypatch) -> None:
        first = next(path for path in NOTEBOOKS if path.stem == "first-steps")
        with pytest.raises(CellExecutionError, match="territory-graph build"):
            run([first], tmp_path / "nothing", tmp_path, monkeypatch)


class TestShown:
    def test_everything_large_is_a_short_table_and_a_short_line(self, rouen: KnowledgeGraph) -> None:
        network = rouen.network("actors")
        central = max(network, key=network.degree)
        shown = (
            rouen,
            rouen.query("SELECT * { ?s ?p ?o } LIMIT 5000"),
            rouen.describe(central),
            network,
            rouen.network("funding"),
            rouen.arrays("resources"),
            measure(network, "degree"),
            measure(network, "density"),
            ranks(network, "degree", resamples=5),
            communities(network),
            rouen.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 5000"),
            rouen.ties(),
            rouen.changes("2021-01-01", "2021-12-31"),
            rouen.search("rouen"),
            suggest(network),
            what_if(network, [RemoveActor(central)]),
        )
        for each in shown:
            assert each._repr_html_().startswith("<table>")
            assert len(each._repr_html_()) < LARGEST / 2
            assert len(repr(each)) < 200

    def test_says_how_many_rows_there_are_beyond(self, hamlet: KnowledgeGraph) -> None:
        answer = hamlet.ask("01-acteurs")
        assert answer._repr_html_().count("<tr>") == 11
        assert answer._repr_html_().endswith("<p>… and 2 more</p>")

    def test_texts_of_the_data_are_no_markup(self, hamlet: KnowledgeGraph) -> None:
        shown = hamlet.query("SELECT ?x { VALUES ?x { '<script>alert(1)</script>' } }")._repr_html_()
        assert "<script>" not in shown
        assert "&lt;script&gt;" in shown

    def test_an_entity_names_what_is_not_specified(self, hamlet: KnowledgeGraph) -> None:
        entity = hamlet.describe("actor/scierie", lang="en")
        assert entity.missing
        assert all(name in entity._repr_html_() for name in entity.missing)


@pytest.fixture
def shell(hamlet: KnowledgeGraph):
    shell = InteractiveShell()
    shell.run_line_magic("load_ext", "territory_graph")
    shell.user_ns["graph"] = hamlet
    yield shell
    InteractiveShell.clear_instance()


class TestMagic:
    def test_a_cell_is_a_query_whose_answer_is_kept_under_a_name(self, shell) -> None:
        answer = shell.run_cell_magic("sparql", "found", "SELECT ?actor { ?actor a tg:Actor }")
        assert len(answer) == 12
        assert shell.user_ns["found"] is answer

    def test_triples_are_a_table_too(self, shell) -> None:
        answer = shell.run_cell_magic("sparql", "", "CONSTRUCT { ?a a tg:Actor } { ?a a tg:Actor }")
        assert answer.variables == ("subject", "predicate", "object")
        assert shell.run_cell_magic("sparql", "", "ASK { act:scierie a tg:Company }") is True

    def test_an_error_is_a_lesson_without_a_traceback(self, shell, capsys) -> None:
        shell.run_cell("%%sparql\nSELECT ?x\nWHERE { ?x a tg:Actor ; label ?y }")
        told = capsys.readouterr().err
        assert told.startswith("UsageError: ")
        assert "Line 2, column 25." in told
        assert "Traceback" not in told

    def test_an_answer_is_kept_under_a_name_that_python_can_say(self, shell, capsys) -> None:
        shell.run_cell("%%sparql 3rows\nASK {}")
        assert "name cannot be '3rows'" in capsys.readouterr().err
        assert "3rows" not in shell.user_ns

    def test_of_several_graphs_one_is_named(self, shell, rouen, capsys) -> None:
        shell.user_ns["other"] = rouen
        shell.run_cell("%%sparql\nASK {}")
        assert "graph, other" in capsys.readouterr().err
        answer = shell.run_cell_magic("sparql", "--graph other", "SELECT ?a { ?a a tg:Actor }")
        assert len(answer) == len(rouen.query("SELECT ?a { ?a a tg:Actor }")) != 12

    def test_without_a_graph_the_store_of_the_settings_is_asked(
        self, shell, hamlet_store, tmp_path, monkeypatch, capsys
    ):
        del shell.user_ns["graph"]
        monkeypatch.setenv("TERRITORY_GRAPH_STORE", str(tmp_path))
        shell.run_cell("%%sparql\nASK {}")
        assert "territory-graph build" in capsys.readouterr().err
        monkeypatch.setenv("TERRITORY_GRAPH_STORE", str(hamlet_store))
        assert len(shell.run_cell_magic("sparql", "", "SELECT ?a { ?a a tg:Actor }")) == 12
