"""Files that no careful person wrote: each problem is named with its place and remedy, and the store stays."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from territory_graph import KnowledgeGraph, exports, resources
from territory_graph.building import build
from territory_graph.cli import main
from territory_graph.errors import InputError
from territory_graph.ingest.territory import read_territory
from territory_graph.messages import translator

CORPUS = (resources.checkout() or Path()).parent / "shared" / "corpus"
Captured = pytest.CaptureFixture[str]
Spoil = Callable[[str], str | bytes]


def adding(row: str) -> Spoil:
    return lambda text: text + row + "\n"


# What is done to a table; then line, column and what the French sentence says, of each problem.
SPOILED: dict[str, tuple[str, Spoil, list[tuple[int, str, str]]]] = {
    "unknown column": (
        "actors",
        lambda text: text.replace("siren", "sirenn", 1),
        [(1, "sirenn", "vouliez-vous dire « siren »")],
    ),
    "missing source": (
        "memberships",
        adding("x,val-clair,syndicat,membre,,,,,,p. 1,,,"),
        [(6, "source", "elle est obligatoire")],
    ),
    "missing column of sources": (
        "names",
        lambda text: text.replace(",source,", ",", 1).replace(",rapport-2016,", ",").replace(",annuaire,", ","),
        [(1, "source", "ajoutez-la")],
    ),
    "unknown source": (
        "memberships",
        adding("x,val-clair,syndicat,,,,,,annuaires,p. 1,,,"),
        [(6, "source", "proches : annuaire")],
    ),
    "bad date": (
        "memberships",
        adding("x,val-clair,syndicat,,31/12/2020,,,,annuaire,p. 1,,,"),
        [(6, "start", "écrivez 2021, 2021-11 ou 2021-06-10")],
    ),
    "amount with a letter": (
        "agreements",
        adding("x,agreement,X,,,val-clair;syndicat,,,,,,,12k,global,syndicat,,,annuaire,p. 1,,,"),
        [(7, "amount", "chiffres seuls et point décimal")],
    ),
    "unknown actor": (
        "memberships",
        adding("x,siscierie,syndicat,,,,,,annuaire,p. 1,,,"),
        [(6, "member", "proches : scierie")],
    ),
    "duplicate id": (
        "memberships",
        lambda text: text + text.splitlines()[1] + "\n",
        [(6, "id", "déjà celui de la ligne 2")],
    ),
    "everything at once": (
        "memberships",
        lambda text: (
            (text.replace("note", "notes", 1)).replace(",", ";")
            + "été;personne;syndicat;membre;2020-13;;;;;p. 1;sûr;beaucoup;\n"
        ).encode("cp1252"),
        [
            (1, "", "virgules"),
            (1, "notes", "vouliez-vous dire « note »"),
            (6, "", "Windows-1252"),
            (6, "id", "lettres minuscules sans accent"),
            (6, "member", "n'est nulle part décrit comme un acteur"),
            (6, "start", "n'est pas une date"),
            (6, "source", "obligatoire"),
            (6, "status", "mots admis : stated"),
            (6, "confidence", "n'est pas un nombre"),
        ],
    ),
}


# What spreadsheets write and leaves no doubt is read, and how is told.
READ: dict[str, tuple[str, Spoil, str]] = {
    "Windows-1252": ("actors", lambda text: text.encode("cp1252"), "il est lu en Windows-1252"),
    "semicolons": ("memberships", lambda text: text.replace(",", ";"), "séparées par « ; »"),
    "byte order mark": ("memberships", lambda text: "\ufeff" + text, "la marque BOM"),
}


def plain(text: str) -> str:
    """Without the spaces of French typography."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("name", READ)
def test_what_leaves_no_doubt_is_read_and_told(name: str, hamlet_copy: Path, capsys: Captured) -> None:
    before = read_territory(hamlet_copy).quads
    table, spoil, said = READ[name]
    path = hamlet_copy / "tables" / f"{table}.csv"
    spoiled = spoil(path.read_text(encoding="utf-8"))
    path.write_bytes(spoiled if isinstance(spoiled, bytes) else spoiled.encode())
    assert read_territory(hamlet_copy).quads == before
    assert main(["validate", str(hamlet_copy)]) == 0
    assert said in plain(capsys.readouterr().err)


@pytest.mark.parametrize("name", SPOILED)
def test_each_problem_of_a_table_is_one_line_and_the_store_stays(
    name: str, hamlet_copy: Path, hamlet_store: Path, capsys: Captured
) -> None:
    store = Path(shutil.copytree(hamlet_store, hamlet_copy.with_name("store"), symlinks=True))
    before = sorted(path.name for path in store.rglob("*"))
    table, spoil, expected = SPOILED[name]
    path = hamlet_copy / "tables" / f"{table}.csv"
    spoiled = spoil(path.read_text(encoding="utf-8"))
    path.write_bytes(spoiled if isinstance(spoiled, bytes) else spoiled.encode())
    assert main(["build", str(hamlet_copy), "--store", str(store)]) == 1
    lines = plain(capsys.readouterr().err).splitlines()
    assert len(lines) == len(expected)
    for line, column, said in expected:
        place = f"{path}:{line}, colonne {column} :" if column else f"{path}:{line} :"
        assert any(told.startswith(place) and said in told for told in lines), (place, said, lines)
    assert sorted(path.name for path in store.rglob("*")) == before
    KnowledgeGraph.open(store)


@pytest.mark.parametrize(
    ("content", "place", "said"),
    [
        (b"<id/g> {\n <id/s> <id/p> .\n}\n", ":2, colonne ", "mal formé"),
        (b"<id/g> { <id/s> <id/p> 1 }\n", ":1 : ", "tg:Record"),
        (b"\n<id/s> <id/p> 1 .\n", ":2 : ", "hors de tout graphe nommé"),
        ("<id/g> {\n<id/s> <id/p> 'é' }".encode("cp1252"), ":2 : ", "UTF-8"),
    ],
)
def test_a_malformed_trig_file_is_one_line_with_place_and_reason(
    content: bytes, place: str, said: str, hamlet_copy: Path, capsys: Captured
) -> None:
    path = hamlet_copy / "broken.trig"
    path.write_bytes(content)
    assert main(["validate", str(hamlet_copy)]) == 1
    line, then, *rest = plain(capsys.readouterr().err).splitlines()
    assert line.startswith(f"{path}{place}")
    assert said in line
    assert then == plain(translator("fr")("cli.of_the_rest"))
    assert not any(path.name in told for told in rest)


def test_all_problems_of_all_files_come_at_once(hamlet_copy: Path) -> None:
    (hamlet_copy / "broken.trig").write_text("<id/g> { <id/s> <id/p> . }")
    path = hamlet_copy / "tables" / "memberships.csv"
    rows = "a,nobody,syndicat,,2020-13,,,,annuaire,p. 1,,2x,\nb,val-clair,,,,,,,,,,,\n"
    path.write_text(path.read_text(encoding="utf-8") + rows, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_territory(hamlet_copy)
    codes = [problem.code for problem in caught.value.problems]
    assert codes == ["rdf-syntax", "bad-date", "bad-decimal", "missing-value", "missing-value", "missing-value"]
    assert all(problem.line for problem in caught.value.problems)


with_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="no shared/corpus of hostile inputs beside this checkout")


def hostile(folder: str, *suffixes: str) -> list[Path]:
    return sorted(path for path in (CORPUS / folder).glob("*") if path.suffix in suffixes)


def sentences(error: InputError) -> list[str]:
    """The problems as both languages tell them: a missing sentence or field would raise."""
    return [line for language in ("fr", "en") for line in translator(language).error(error).splitlines()]


@with_corpus
@pytest.mark.parametrize("path", hostile("rdf", ".ttl", ".trig"), ids=lambda path: path.name)
def test_hostile_rdf_is_read_or_refused_with_its_file(path: Path, hamlet_copy: Path) -> None:
    shutil.copyfile(path, hamlet_copy / "hostile.trig")
    try:
        territory = read_territory(hamlet_copy)
    except InputError as error:
        assert {problem.file.name for problem in error.problems} == {"hostile.trig"}
        assert len(sentences(error)) == 2 * len(error.problems)
    else:
        assert not any(str(hamlet_copy) in str(quad) for quad in territory.quads)


LINES = {"good_then_bad_line_500": 500, "iri_space": 1, "missing_dot": 2, "unterminated_string": 1, "wrong_ext": 1}


@with_corpus
@pytest.mark.parametrize(("name", "line"), LINES.items())
def test_an_error_of_syntax_is_told_at_its_line(name: str, line: int, hamlet_copy: Path) -> None:
    shutil.copyfile(CORPUS / "rdf" / f"{name}.ttl", hamlet_copy / "hostile.trig")
    with pytest.raises(InputError) as caught:
        read_territory(hamlet_copy)
    assert [(problem.code, problem.line) for problem in caught.value.problems] == [("rdf-syntax", line)]


@with_corpus
def test_hostile_statements_that_a_record_can_hold_are_kept_and_exported(
    hamlet_copy: Path, add_trig: Callable[[str], Path]
) -> None:
    record = ox.NamedNode("https://example.org/hamlet/id/record/more/x")
    kept: set[ox.Quad] = set()
    for path in hostile("rdf", ".ttl"):
        try:
            triples = list(ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE, base_iri="https://example.org/"))
        except SyntaxError:
            continue
        quads = {ox.Quad(t.subject, t.predicate, t.object, record) for t in triples}
        add_trig((ox.serialize(quads, format=ox.RdfFormat.TRIG) or b"").decode())
        try:
            read_territory(hamlet_copy)
        except InputError as error:
            assert sentences(error)
        else:
            kept |= quads
    assert len(kept) > 15
    add_trig((ox.serialize(kept, format=ox.RdfFormat.TRIG) or b"").decode())
    store = hamlet_copy.with_name("store")
    build(hamlet_copy, store)
    graph = KnowledgeGraph.open(store)
    assert kept <= set(graph.quads())
    for name, write in exports.WRITERS.items():
        write(graph, hamlet_copy / name)
    for name, write in exports.NETWORK_WRITERS.items():
        write(graph.network("resources"), hamlet_copy / name)
    for quad in kept:
        assert isinstance(quad.subject, ox.NamedNode)
        assert graph.describe(quad.subject.value)


@with_corpus
@pytest.mark.parametrize("table", ["actors", "sources"])
@pytest.mark.parametrize("path", hostile("csv", ".csv"), ids=lambda path: path.name)
def test_a_hostile_table_is_refused_with_its_line(path: Path, table: str, hamlet_copy: Path) -> None:
    shutil.copyfile(path, hamlet_copy / "tables" / f"{table}.csv")
    with pytest.raises(InputError) as caught:
        read_territory(hamlet_copy)
    own = [problem for problem in caught.value.problems if problem.file.name == f"{table}.csv"]
    assert own
    assert all(problem.line for problem in own)
    assert len(sentences(caught.value)) == 2 * len(caught.value.problems)


@with_corpus
@pytest.mark.parametrize("path", hostile("csv", ".csv"), ids=lambda path: path.name)
def test_a_hostile_table_of_another_name_is_refused(path: Path, hamlet_copy: Path) -> None:
    shutil.copyfile(path, hamlet_copy / "tables" / path.name)
    with pytest.raises(InputError) as caught:
        read_territory(hamlet_copy)
    assert [(problem.file.name, problem.code) for problem in caught.value.problems] == [(path.name, "unknown-table")]
