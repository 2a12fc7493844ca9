"""The command line: what each command prints, and how it fails."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import serving

from territory_graph import KnowledgeGraph, building
from territory_graph.cli import main
from territory_graph.errors import StoreFormatError
from territory_graph.messages import translator
from territory_graph.queries import packaged_queries
from territory_graph.store.checksums import write_checksums
from territory_graph.store.manifest import FORMAT

Captured = pytest.CaptureFixture[str]


def run(*arguments: str | Path, text: str = "", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The command as a person runs it on a wide screen, in a process of its own."""
    return serving.run(*arguments, text=text, cwd=cwd, COLUMNS="200")


def test_ask_alone_lists_all_questions(capsys: Captured) -> None:
    assert main(["ask", "--format", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 43


NOT_IN_A_PRESS_RELEASE = {"61-communes-changeant-depci"}  # municipalities by year: tests/importing/test_cog.py


@pytest.mark.parametrize("query", packaged_queries(), ids=lambda query: query.name)
def test_every_question_is_answered(query: object, press_release_store: Path, capsys: Captured) -> None:
    name = query.name  # type: ignore[attr-defined]
    assert main(["ask", name, "--store", str(press_release_store), "--format", "csv"]) == 0
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert rows[0]
    assert (len(rows) > 1) == (name not in NOT_IN_A_PRESS_RELEASE)


def test_a_parameter_changes_the_answer(press_release_store: Path, capsys: Captured) -> None:
    store = str(press_release_store)
    assert main(["ask", "5", "syndicat=actor/lsn", "--store", store, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_an_answer_is_a_table_by_default(press_release_store: Path, capsys: Captured) -> None:
    assert main(["ask", "3", "--store", str(press_release_store)]) == 0
    assert "Métropole Rouen Normandie" in capsys.readouterr().out


def test_english_answers_have_english_labels(press_release_store: Path, capsys: Captured) -> None:
    assert main(["--lang", "en", "ask", "14", "--store", str(press_release_store), "--format", "csv"]) == 0
    assert {"Economy", "Mobility", "Tourism"} <= set(capsys.readouterr().out.split())


def test_query_reads_a_file_or_standard_input(hamlet_store: Path, tmp_path: Path) -> None:
    text = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
    file = tmp_path / "q.rq"
    file.write_text(text)
    from_file = run("query", file, "--store", hamlet_store, "--format", "json")
    from_input = run("query", "-", "--store", hamlet_store, "--format", "json", text=text)
    assert json.loads(from_file.stdout) == json.loads(from_input.stdout)
    assert json.loads(from_file.stdout)[0]["n"] > 500


def test_ask_and_construct_queries_are_answered(hamlet_store: Path) -> None:
    assert run("query", "-", "--store", hamlet_store, text="ASK { ?s ?p ?o }").stdout.strip() == "oui"
    triples = run("query", "-", "--store", hamlet_store, text="CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 2")
    assert triples.stdout.count(" .\n") == 2


def test_a_wrong_query_says_why_without_a_traceback(hamlet_store: Path) -> None:
    found = run("query", "-", "--store", hamlet_store, text="SELECT * WHERE { ?s ?p }")
    assert found.returncode == 1
    assert "Ligne 1, colonne 24" in found.stderr
    assert "Traceback" not in found.stderr


def test_a_query_that_finds_nothing_for_a_misspelt_name_is_told_the_nearest(hamlet_store: Path) -> None:
    found = run("query", "-", "--store", hamlet_store, text="SELECT ?a { ?a tg:hasSectr ?b }")
    assert (found.returncode, "tg:hasSector" in found.stderr) == (0, True)
    assert "Warning" not in found.stderr
    found = run("query", "-", "--store", hamlet_store, "--format", "csv", text="SELECT ?a { ?a tg:hasSectr ?b }")
    assert found.stdout == "a\n"


@pytest.mark.parametrize(
    "form", ["trig", "nquads", "turtle", "jsonld", "csv", "graphml", "gexf", "network-csv", "html"]
)
def test_every_format_is_exported(form: str, hamlet_store: Path, tmp_path: Path) -> None:
    path = tmp_path / "out"
    assert main(["export", form, str(path), "--store", str(hamlet_store)]) == 0
    assert path.stat().st_size > 100


def test_an_export_that_cannot_be_written_says_so(hamlet_store: Path, tmp_path: Path, capsys: Captured) -> None:
    assert main(["export", "trig", str(tmp_path / "none" / "out"), "--store", str(hamlet_store)]) == 1
    assert "out" in capsys.readouterr().err


def test_validate_lists_findings_and_contradictions(capsys: Captured) -> None:
    assert main(["validate"]) == 0
    said = capsys.readouterr().err
    assert "contradiction" in said.lower()
    assert "3152000" in said
    assert "agreements.csv:" in said


def test_build_says_what_it_built(tmp_path: Path, capsys: Captured) -> None:
    hamlet = Path(__file__).parent / "fixtures" / "hamlet"
    assert main(["--lang", "en", "build", str(hamlet), "--store", str(tmp_path / "s")]) == 0
    assert "version" in capsys.readouterr().out


def test_info_counts_by_class_source_and_status(hamlet_store: Path, capsys: Captured) -> None:
    assert main(["info", "--store", str(hamlet_store)]) == 0
    said = capsys.readouterr().out
    assert "Énoncé par la source" in said
    assert "Version" in said


def test_new_writes_a_territory_that_builds(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    assert main(["new", str(folder)]) == 0
    assert main(["build", str(folder), "--store", str(tmp_path / "store")]) == 0
    assert main(["new", str(folder)]) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask", "nobody-asked"], "nobody-asked"),
        (["ask", "5", "nom=actor/lsn"], "syndicat"),
        (["ask", "5", "syndicat"], "syndicat"),
        (["ask", "5", "syndicat=a b"], "a b"),
        (["query", "none.rq"], "none.rq"),
    ],
)
def test_a_mistake_is_told_in_one_sentence(
    arguments: list[str], said: str, hamlet_store: Path, capsys: Captured
) -> None:
    assert main([*arguments, "--store", str(hamlet_store)]) == 1
    error = capsys.readouterr().err
    assert said in error
    assert "Traceback" not in error


def test_a_store_that_was_never_built_names_the_remedy(tmp_path: Path, capsys: Captured) -> None:
    assert main(["info", "--store", str(tmp_path / "none")]) == 1
    assert "territory-graph build" in capsys.readouterr().err


def test_a_pipe_closed_early_is_no_error(hamlet_store: Path) -> None:
    command = f'"{sys.executable}" -m territory_graph ask 48 --format csv --store "{hamlet_store}" | head -1'
    found = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert found.stdout.startswith("propriete")
    assert "Traceback" not in found.stderr


COMMANDS = (
    "build",
    "serve",
    "ask",
    "query",
    "export",
    "validate",
    "info",
    "new",
    "update",
    "contribute",
    "queue",
    "accept",
    "reject",
    "history",
    "backup",
    "restore",
    "publish",
)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_in_the_language_asked_for(
    command: str, language: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "1000")
    with pytest.raises(SystemExit) as caught:
        main(["--lang", language, command, "--help"])
    assert caught.value.code == 0
    assert translator(language)(f"cli.{command}") in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["nothing"], ["ask", "--format", "xml"], ["--lang", "de", "info"]])
def test_a_wrong_use_ends_with_two(arguments: list[str], capsys: Captured) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert re.search(r"usage\u00a0: .*(?:il manque|ne peut pas valoir)", capsys.readouterr().err, re.DOTALL)


def test_what_was_written_is_told_as_it_was(hamlet_store: Path, capsys: Captured) -> None:
    assert main(["ask", "1", ":x:", "--store", str(hamlet_store)]) == 1
    assert ":x:" in capsys.readouterr().err, "no emoji is made of it"


def test_the_language_may_come_from_the_environment(
    hamlet_store: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERRITORY_GRAPH_LANGUAGE", "en")
    assert main(["info", "--store", str(hamlet_store)]) == 0
    assert "The Hamlet" in capsys.readouterr().out
    monkeypatch.setenv("TERRITORY_GRAPH_LANGUAGE", "de")
    assert main(["info", "--store", str(hamlet_store)]) == 1
    assert "fr ou en" in capsys.readouterr().err


def test_the_list_of_questions_is_a_table_or_csv_too(capsys: Captured) -> None:
    assert main(["ask", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["name"] for row in rows] == [query.name for query in packaged_queries()]
    assert main(["--lang", "en", "ask"]) == 0
    assert "Strategist" in capsys.readouterr().out


def test_json_holds_numbers_as_numbers_and_unbound_as_null(
    hamlet_store: Path, capsys: Captured, tmp_path: Path
) -> None:
    file = tmp_path / "q.rq"
    file.write_text('SELECT ?none (1 AS ?one) (2.5 AS ?half) (true AS ?yes) ("x"@fr AS ?text) (1e999 AS ?inf) {}')
    assert main(["query", str(file), "--format", "json", "--store", str(hamlet_store)]) == 0
    expected = [{"none": None, "one": 1, "half": 2.5, "yes": True, "text": "x", "inf": "INF"}]
    assert json.loads(capsys.readouterr().out) == expected


def test_a_table_shows_square_brackets_as_they_are(hamlet_store: Path, capsys: Captured, tmp_path: Path) -> None:
    file = tmp_path / "q.rq"
    file.write_text('SELECT ("[red]x[/red] [/]" AS ?text) {}')
    assert main(["query", str(file), "--store", str(hamlet_store)]) == 0
    assert "[red]x[/red] [/]" in capsys.readouterr().out


def test_an_ill_typed_literal_in_an_answer_makes_no_noise(hamlet_store: Path) -> None:
    text = 'SELECT ("douze"^^<http://www.w3.org/2001/XMLSchema#integer> AS ?n) {}'
    found = run("query", "-", "--store", hamlet_store, "--format", "csv", text=text)
    assert (found.stdout, found.stderr, found.returncode) == ("n\ndouze\n", "", 0)


@pytest.mark.parametrize("content", [b"SELECT \xff", b"", b"DROP ALL", b"SELECT * { ?s ?p ?o"])
def test_a_file_that_holds_no_query_is_told(
    content: bytes, hamlet_store: Path, tmp_path: Path, capsys: Captured
) -> None:
    (tmp_path / "q.rq").write_bytes(content)
    assert main(["query", str(tmp_path / "q.rq"), "--store", str(hamlet_store)]) == 1
    assert main(["query", str(tmp_path), "--store", str(hamlet_store)]) == 1
    assert len(capsys.readouterr().err.splitlines()) >= 2


@pytest.mark.parametrize("form", ["graphml", "gexf", "network-csv"])
def test_another_network_is_exported_by_its_name(form: str, hamlet_store: Path, tmp_path: Path) -> None:
    path = tmp_path / "out"
    assert main(["export", form, str(path), "--network", "funding", "--store", str(hamlet_store)]) == 0
    assert "contrat-filieres" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", ["Violations : 1", "Donnez au moins un libellé.", "Rien n'a été construit"]),
        ("en", ["Violations: 1", "Give at least one label.", "othing was built"]),
    ],
)
def test_a_violation_is_told_with_file_and_line_and_ends_with_one(
    language: str, said: list[str], hamlet_copy: Path, add_trig: Callable[[str], Path], capsys: Captured
) -> None:
    add_trig("rec:x { act:nameless a tg:Actor }")
    store = hamlet_copy.with_name("store")
    for command, sentences in ((["validate"], said[:2]), (["build", "--store", str(store)], said)):
        assert main(["--lang", language, *command, str(hamlet_copy)]) == 1
        told = capsys.readouterr().err.replace("\u00a0", " ")
        assert "more.trig:13" in told
        assert all(sentence in told for sentence in sentences)
    assert not store.exists()


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "« hier » n'est pas une date : écrivez 2021"), ("en", "“hier” is not a date: write 2021")],
)
def test_a_problem_is_one_line_with_place_column_and_remedy(
    language: str, said: str, hamlet_copy: Path, add_rows: Callable[..., Path], capsys: Captured
) -> None:
    evidence = {"source": "annuaire", "locator": "p. 1"}
    path = add_rows(
        "memberships", {"id": "m", "member": "moulin", "organisation": "agence", "start": "hier"} | evidence
    )
    assert main(["--lang", language, "validate", str(hamlet_copy)]) == 1
    line, then, *_ = capsys.readouterr().err.splitlines()
    assert then == translator(language)("cli.of_the_rest")
    assert line.startswith(f"{path}:6, {translator(language)('problems.column')} start")
    assert said in line.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_file_that_cannot_be_read_is_told(
    hamlet_copy: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refused)
    assert main(["validate", str(hamlet_copy)]) == 1
    assert "vos droits" in capsys.readouterr().err


def test_an_interrupted_command_ends_with_130(
    hamlet_copy: Path, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(building, "read_territory", interrupted)
    assert main(["build", str(hamlet_copy), "--store", str(tmp_path / "store")]) == 130
    assert "Interrompu" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["ask", "48"], ["ask", "48", "--format", "csv"], ["ask", "48", "--format", "json"], ["ask"], ["info"]]
)
def test_a_pipe_that_nobody_reads_makes_no_noise(arguments: list[str], hamlet_store: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "territory_graph", *arguments, "--store", str(hamlet_store)]
    found = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert "Traceback" not in found.stderr
    assert "BrokenPipe" not in found.stderr
    assert found.returncode in (0, 1)


@pytest.mark.parametrize("form", ["html", "trig", "csv"])
def test_a_network_is_refused_where_the_format_has_no_choice_of_one(
    form: str, hamlet_store: Path, tmp_path: Path, capsys: Captured
) -> None:
    path = tmp_path / "out"
    assert main(["export", form, str(path), "--network", "funding", "--store", str(hamlet_store)]) == 1
    assert not path.exists()
    assert "funding" in capsys.readouterr().err


def test_a_territory_is_not_served_as_a_store(hamlet_copy: Path, capsys: Captured) -> None:
    before = sorted(hamlet_copy.rglob("*"))
    assert main(["serve", "--port", "8699", "--store", str(hamlet_copy)]) == 1
    assert f"territory-graph build {hamlet_copy}" in capsys.readouterr().err
    assert sorted(hamlet_copy.rglob("*")) == before


def test_nothing_is_built_in_a_folder_that_is_no_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.delenv("TERRITORY_GRAPH_TERRITORY", raising=False)
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.txt").write_text("a")
    (tmp_path / "empty").mkdir()
    for name in ("notes", "misspelt", "empty"):
        assert main(["serve", "--port", "8699", "--store", str(tmp_path / name)]) == 1
        assert str(tmp_path / name) in capsys.readouterr().err
    assert sorted(each.name for each in tmp_path.rglob("*")) == ["a.txt", "empty", "notes"]


@pytest.mark.parametrize("port", ["0", "http", "70000", "-1"])
def test_a_port_that_is_none_is_told(port: str, hamlet_store: Path, capsys: Captured) -> None:
    assert main(["serve", f"--port={port}", "--store", str(hamlet_store)]) == 1
    assert "65535" in capsys.readouterr().err


def test_a_store_that_is_damaged_is_told_with_the_remedy(tmp_path: Path, hamlet_copy: Path, capsys: Captured) -> None:
    store = tmp_path / "store"
    assert main(["build", str(hamlet_copy), "--store", str(store)]) == 0
    (store / "current" / "manifest.json").write_text("{")
    capsys.readouterr()
    assert main(["info", "--store", str(store)]) == 1
    told = capsys.readouterr().err
    assert "territory-graph build" in told
    assert str(store) in told


@pytest.fixture(params=[1, FORMAT - 1], ids=["of the first format, without checksums", "of the last but one"])
def older_store(request: pytest.FixtureRequest, hamlet_store: Path, tmp_path: Path) -> Path:
    """A store as earlier software wrote it."""
    store = Path(shutil.copytree(hamlet_store, tmp_path / "store", symlinks=True))
    manifest = store / "current" / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "format": request.param}))
    (store / "current" / "checksums.json").unlink()
    if request.param > 1:
        write_checksums((store / "current").resolve())
    return store


@pytest.mark.parametrize(
    "arguments",
    [["info"], ["ask", "3"], ["export", "trig", "out"], ["verify"], ["serve", "--port", "8699"], ["mcp"]],
    ids=lambda arguments: arguments[0],
)
def test_a_store_of_an_older_format_is_refused_with_the_command_that_builds_it_anew(
    arguments: list[str], older_store: Path, capsys: Captured
) -> None:
    assert main([*arguments, "--store", str(older_store)]) == 1
    told = capsys.readouterr()
    assert f"territory-graph build path/to/hamlet --store {older_store}" in told.err + told.out
    assert "endommagé" not in told.err + told.out


def test_a_store_of_an_older_format_is_refused_in_python_and_built_anew_by_that_command(
    older_store: Path, hamlet_copy: Path
) -> None:
    with pytest.raises(StoreFormatError, match=f"territory-graph build .*--store {older_store}"):
        KnowledgeGraph.open(older_store)
    assert run("build", hamlet_copy, "--store", older_store).returncode == 0
    assert len(KnowledgeGraph.open(older_store)) > 0


def test_a_store_that_cannot_be_written_is_told_with_the_remedy(
    tmp_path: Path, hamlet_copy: Path, capsys: Captured
) -> None:
    (tmp_path / "file").write_text("")
    assert main(["build", str(hamlet_copy), "--store", str(tmp_path / "file" / "store")]) == 1
    assert "--store" in capsys.readouterr().err


RECORD = "https://example.org/hamlet/id/record/more/x"
DECLARED = """\
PREFIX tg: <https://w3id.org/territory-graph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
STATED = f"""\
<{RECORD}> a tg:Record ; tg:source <https://example.org/hamlet/id/source/annuaire> ; tg:locator "p. 9" ;
  tg:status <https://example.org/hamlet/id/status/stated> ; tg:confidence 1.0 .
<https://example.org/hamlet/id/actor/neuf> a tg:Company ; rdfs:label "Neuf" .
"""
TURTLE = DECLARED + STATED
LABEL = "<https://example.org/hamlet/id/actor/neuf> <http://www.w3.org/2000/01/rdf-schema#label>"


@pytest.fixture
def changed(hamlet_store: Path, tmp_path: Path) -> Path:
    """A store of the hamlet that a test may change."""
    return Path(shutil.copytree(hamlet_store, tmp_path / "changed", symlinks=True))


def test_a_graph_is_put_posted_to_and_deleted(changed: Path, tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "graph.ttl"
    file.write_text(TURTLE, encoding="utf-8")
    where = ["--graph", RECORD, "--store", str(changed)]
    assert main(["update", str(file), *where, "--put"]) == 0
    assert "ajoutés : 7" in capsys.readouterr().out.replace("\u00a0", " ")
    assert main(["--lang", "en", "update", str(file), *where, "--put"]) == 0
    assert "Nothing changes" in capsys.readouterr().out
    file.write_text(f'{LABEL} "New"@en .', encoding="utf-8")
    assert main(["--lang", "en", "update", str(file), *where, "--post"]) == 0
    assert "added: 1; removed: 0" in capsys.readouterr().out
    assert main(["--lang", "en", "update", *where, "--delete"]) == 0
    assert "added: 0; removed: 8" in capsys.readouterr().out
    assert main(["update", *where, "--delete"]) == 1
    assert RECORD in capsys.readouterr().err


def test_an_update_by_standard_input_is_recorded_under_a_name(changed: Path) -> None:
    text = f"{DECLARED} INSERT DATA {{ GRAPH <{RECORD}> {{ {STATED} }} }}"
    found = run("update", "-", "--store", changed, "--as", "atelier", "--format", "json", text=text)
    told = json.loads(found.stdout)
    assert (told["changed"], told["added"], found.returncode) == (True, 7, 0)
    asked = "SELECT ?name { ?update <http://www.w3.org/ns/prov#wasAssociatedWith> ?agent . ?agent rdfs:label ?name }"
    assert run("query", "-", "--store", changed, "--format", "csv", text=DECLARED + asked).stdout == "name\natelier\n"


def test_an_update_without_an_operation_changes_nothing(changed: Path) -> None:
    before = KnowledgeGraph.open(changed).version
    found = run("update", "-", "--store", changed, text="PREFIX a: <urn:b>")
    assert (found.returncode, before in found.stdout) == (0, True)
    assert found.stdout.startswith("Rien ne change")
    assert KnowledgeGraph.open(changed).version == before


@pytest.mark.parametrize(
    ("text", "code", "french", "english"),
    [
        ("CLEAR DEFAULT", "change-refused", "par défaut", "default graph"),
        ("DROP GRAPH <urn:none>", "change-refused", "urn:none", "urn:none"),
        ("DROP GRAPH", "query", "1:", "1:"),
        (f'INSERT DATA {{ GRAPH <{RECORD}> {{ {LABEL} "x" }} }}', "change-refused", "tg:Record", "tg:Record"),
        ("LOAD <urn:a>", "refused-load", "LOAD", "LOAD"),
    ],
)
def test_a_refused_update_says_why_in_a_sentence_or_as_json(
    text: str, code: str, french: str, english: str, changed: Path
) -> None:
    before = KnowledgeGraph.open(changed).version
    said = run("update", "-", "--store", changed, text=text)
    assert (said.returncode, said.stdout) == (1, "")
    assert french in said.stderr
    assert "Traceback" not in said.stderr
    told = run("update", "-", "--store", changed, "--format", "json", text=text)
    failure = json.loads(told.stdout)
    assert (told.returncode, failure["error"]) == (1, code)
    assert french in failure["sentences"]["fr"]
    assert english in failure["sentences"]["en"]
    assert KnowledgeGraph.open(changed).version == before


def test_a_refused_update_lists_what_breaks_a_shape(changed: Path) -> None:
    text = TURTLE.replace(' ; rdfs:label "Neuf"', "")
    found = run("--lang", "en", "update", "-", "--store", changed, "--graph", RECORD, "--put", text=text)
    assert found.returncode == 1
    assert "Give at least one label." in found.stderr
    assert "Nothing was changed." in found.stderr
    json_ = ("--format", "json")
    told = run("update", "-", "--store", changed, "--graph", RECORD, "--put", *json_, text=text)
    assert "actor/neuf" in json.loads(told.stdout)["sentences"]["fr"]


def test_a_malformed_graph_is_told_with_its_line(changed: Path, tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "graph.ttl"
    file.write_text(TURTLE + "<urn:a> <urn:b> .", encoding="utf-8")
    assert main(["update", str(file), "--graph", RECORD, "--put", "--store", str(changed)]) == 1
    assert f"{file}:6" in capsys.readouterr().err
    found = run("update", "-", "--graph", RECORD, "--put", "--store", changed, text=file.read_text())
    assert found.stderr.startswith("contenu envoyé:6")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--graph", RECORD],
        ["--put", "file.ttl"],
        ["file.ru", "--graph", RECORD],
        ["file.ttl", "--graph", RECORD, "--delete"],
        ["--delete"],
    ],
)
def test_arguments_of_an_update_that_do_not_go_together_are_told(
    arguments: list[str], changed: Path, capsys: Captured
) -> None:
    assert main(["update", *arguments, "--store", str(changed)]) == 1
    assert "--graph IRI" in capsys.readouterr().err


def test_a_build_says_which_updates_it_leaves_out(changed: Path, tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "graph.ttl"
    file.write_text(TURTLE, encoding="utf-8")
    assert main(["update", str(file), "--graph", RECORD, "--put", "--store", str(changed)]) == 0
    hamlet = Path(__file__).parent / "fixtures" / "hamlet"
    assert main(["--lang", "en", "build", str(hamlet), "--store", str(changed)]) == 0
    assert "does not hold: 1" in capsys.readouterr().err
    assert main(["--lang", "en", "build", str(hamlet), "--store", str(changed)]) == 0
    assert "does not hold" not in capsys.readouterr().err
