"""Editions of communes and groupings: what three small ones say together (``editions.py``), and what is refused."""

from __future__ import annotations

import gzip
import json
import os
import resource
import signal
import subprocess
import sys
import tomllib
from dataclasses import asdict
from datetime import date
from pathlib import Path

import duckdb
import pyoxigraph as ox
import pytest

from territory_graph.building import assemble, build
from territory_graph.cli import main
from territory_graph.errors import InputError
from territory_graph.importing.cog import bring_in_cog, look_at_cog, years_in
from territory_graph.importing.cog.editions import editions_at, read_edition, year_of
from territory_graph.importing.cog.history import history_of
from territory_graph.ingest.territory import read_territory
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import translator
from territory_graph.store import column_files
from territory_graph.store.columns import COLUMNS
from territory_graph.store.contents import contents_of
from territory_graph.store.default_graph import in_records
from territory_graph.store.folder import StoreFolder
from territory_graph.views.fiche.page import read_page
from territory_graph.views.home import read_home
from territory_graph.views.telling import known_afterwards
from territory_graph.views.ties import Ties
from tests.importing.editions import AB, FIRST, SECOND, THIRD, YEARS, A, B, C, D, commune, grouping, written


def test_years_are_read_each_once():
    assert years_in("2019..2021,2024") == (2019, 2020, 2021, 2024)
    for text in ("2019,2019", "2021..2019", "2018", "soon", ""):
        with pytest.raises(ValueError):
            years_in(text)


def test_a_version_tells_its_year():
    assert [year_of(version) for version in ("0.7.0", "0.8.0", "1.1.1", "6.0.0", "7.2.0", "0.5.0", "x")] == [
        *(2019, 2020, 2021, 2026, 2027),
        *(None, None),
    ]


def test_a_membership_is_one_spell_from_its_first_to_its_last_list(packages):
    history = history_of(editions_at(packages, YEARS))
    found = {(s.member, s.organisation): (s.before, s.first, s.last, s.after) for s in history.spells}
    assert found == {
        (A, FIRST): (None, 2019, 2020, 2021),
        (B, FIRST): (None, 2019, 2020, 2021),
        (C, FIRST): (None, 2019, 2019, 2020),
        (C, SECOND): (2019, 2020, 2020, 2021),
        (D, SECOND): (None, 2019, 2020, 2021),
        (AB, THIRD): (2020, 2021, 2021, None),
        (C, THIRD): (2020, 2021, 2021, None),
        (D, THIRD): (2020, 2021, 2021, None),
    }


def test_what_changes_between_lists_is_told(packages):
    found = {(c.kind, c.years, c.before, c.after) for c in history_of(editions_at(packages, YEARS)).changes}
    assert found == {
        ("ChangeEvent", (2019, 2020), (FIRST, SECOND), (FIRST, SECOND)),
        ("Merger", (2020, 2021), (A, B), (AB,)),
        ("Merger", (2020, 2021), (FIRST, SECOND), (THIRD,)),
    }


def test_a_grouping_whose_communes_part_is_followed_by_theirs(tmp_path):
    places = ("01001", A, "L'Aune"), ("01002", B, "Le Bourg")
    rows = [commune(code, name, 9) for code, _, name in places]
    written(tmp_path / "y2019", "0.7.0", rows, [grouping(FIRST, "CC Une", places, 18)])
    parted = [grouping(siren, f"CC {siren}", [place], 9) for siren, place in zip((SECOND, THIRD), places, strict=True)]
    written(tmp_path / "y2021", "1.1.1", rows, parted)
    found = {(c.kind, c.before, c.after) for c in history_of(editions_at(tmp_path, (2019, 2021))).changes}
    assert ("Closure", (FIRST,), (SECOND, THIRD)) in found


def test_what_an_edition_repeats_says_nothing_of_its_year(packages):
    history = history_of(editions_at(packages, YEARS))
    assert history.repeated == [(2020, "communes", 2019)]
    assert set(history.populations[2020]) == {FIRST, SECOND}


def test_populations_that_are_those_of_a_later_list_are_not_of_their_own_day(tmp_path):
    def listed(counts):
        one = grouping(FIRST, "CC Une", [("01001", A, "L'Aune"), ("01002", B, "Le Bourg")], sum(counts))
        for member, count in zip(one["membres"], counts, strict=True):
            member["populationMunicipale"] = count
        return [one]

    def municipalities(*counts):
        return [commune(f"0100{place}", f"Lieu {place}", count) for place, count in enumerate(counts, 1)]

    written(tmp_path / "y2021", "1.1.1", municipalities(12, 22, 32), listed((11, 21)))
    written(tmp_path / "y2022", "2.3.1", municipalities(13, 23, 33), listed((12, 22)))
    history = history_of(editions_at(tmp_path, (2021, 2022)))
    assert history.repeated == [(2021, "communes-populations", 2022)]
    assert history.populations[2021] == {A: 11, B: 21, FIRST: 32}  # that of the third is of 2022, and left
    assert history.lists[2021] == dict.fromkeys((A, B, FIRST), "epci") and history.lists[2022]["01003"] == "communes"


def test_the_territory_is_built_and_asked(france, tmp_path):
    report = build(france, tmp_path / "store").report
    assert report.violations == () and report.contradictions == ()
    graph = KnowledgeGraph.open(tmp_path / "store")
    moved = [tuple(row) for row in graph.select("61", annee="2019", suivante="2021").texts()]
    assert moved == [
        ("Aune-le-Bourg", "01001", "CC Une", "CC Trois"),
        ("Celle", "01003", "CC Une", "CC Trois"),
        ("Donne", "01004", "CC Deux", "CC Trois"),
        ("Le Bourg", "01002", "CC Une", "CC Trois"),  # absorbed: it is where the one that it became part of is
    ]
    (once,) = graph.select("61", annee="2019", suivante="2020").texts()
    assert tuple(once) == ("Celle", "01003", "CC Une", "CC Deux")
    (ended,) = graph.query(
        f"""PREFIX tg: <https://w3id.org/territory-graph/ontology#>
        SELECT ?end ?status ?source WHERE {{
          ?actor tg:siren "{C}" . ?left tg:member ?actor ; tg:inOrganisation/tg:siren "{FIRST}" .
          GRAPH ?record {{ ?left tg:end ?end }} ?record tg:status ?status ; tg:source ?source .
          FILTER(CONTAINS(STR(?source), "0-8-0"))
        }}"""
    )
    assert (str(ended["end"]), str(ended["status"]).rpartition("/")[2]) == ("2019", "implied")
    pages_hold(graph)


def pages_hold(graph):
    """What pages say of the three editions: who lived on a day, and between which days who began."""
    say = translator("fr")
    for day, actors, groupings in ((date(2019, 6, 1), 6, 2), (date(2021, 1, 1), 4, 1), (None, 8, 3)):
        figures = {one.key: one for one in read_home(graph, say, day).figures}
        assert [figures[key].value for key in ("actors", "authorities")] == [str(actors), str(groupings)]
        for one in (figures["actors"], figures["authorities"]):
            assert {each.thing.iri for each in one.counted} == {str(row["thing"]) for row in graph.rows(one.query)}
            assert (one.cited.value if one.cited else one.value) == {"actors": "8", "authorities": "3"}[one.key]
    (authorities,) = (one for one in read_home(graph, say, date(2020, 6, 1)).figures if one.key == "authorities")
    assert "Dont 1 qu'aucune source n'atteste au 1er juin 2020, mais plus tard." in authorities.note  # the third
    assert "Dont 2 qui ont pu prendre fin avant le 1er juin 2020" in authorities.note
    iris = [str(row["actor"]) for row in graph.query("SELECT DISTINCT ?actor WHERE { ?actor a tg:Actor }")]
    told = known_afterwards(Ties(graph, "fr").among(iris), date(2020, 6, 1), say)
    assert "7 de ces liens ne sont connus que d'un jour postérieur" in told
    assert "4 de ces liens ont pu prendre fin avant le 1er juin 2020" in told
    (merged,) = (one.thing.iri for one in figures["actors"].counted if one.thing.iri.endswith(AB))
    parts = graph.query("SELECT ?part WHERE { ?part a tg:DelegatedCommune }")
    (part,) = (str(row["part"]) for row in parts)
    assert read_page(graph, part, say).head.kinds == ("Commune déléguée",)
    assert read_page(graph, part, translator("en")).head.kinds == ("Delegated municipality",)
    page = read_page(graph, merged, say, date(2021, 1, 1))
    assert "début entre le 2 janvier 2020 et le 1er janvier 2021 (lu entre les lignes)" in page.head.sentence
    assert "début" not in page.fiche.missing
    absorbed = read_page(graph, merged.replace(AB, B), say)
    between = "entre le 2 janvier 2020 et le 1er janvier 2021"
    assert (
        f"Ce qui l'a suivi\u00a0: Commune de Aune-le-Bourg ({between}\u202f; lu entre les lignes)"
        in absorbed.head.sentence
    )
    periods = {line.period for part in absorbed.parts for line in part.lines}
    assert "début au plus tard le 1er janvier 2019, fin\u00a0: 2020" in periods and not any(
        "vers" in one for one in periods
    )
    told = {frozenset((one[-9:], other[-9:])): found for (_, one, other), found in graph.tie_sources().items()}
    assert len(told[frozenset((D, SECOND))]) == 2  # listed in 2019, and attested by the list of 2020
    assert len(told[frozenset((AB, THIRD))]) == 1


def test_what_is_known_keeps_its_iri(france, hamlet_copy, packages, add_rows):
    add_rows(
        "actors",
        {"id": "ville-de-celle", "kind": "public-body", "name": "Ville de Celle", "siren": C}
        | {"source": "annuaire", "locator": "-"},
    )
    bring_in_cog(look_at_cog(hamlet_copy, YEARS, packages))
    text = gzip.decompress((hamlet_copy / "imported" / "cog.nq.gz").read_bytes()).decode()
    assert "/actor/ville-de-celle>" in text
    assert f"commune-{C}>" not in text
    assert "Commune de Celle" not in text


def test_importing_again_changes_nothing_and_a_later_edition_needs_no_earlier_package(tmp_path, packages):
    folder = tmp_path / "france"
    bring_in_cog(look_at_cog(folder, (2019, 2020), packages))
    bring_in_cog(look_at_cog(folder, (2021,), packages / "y2021.tgz"))
    content = (folder / "imported" / "cog.nq.gz").read_bytes()
    planned = look_at_cog(folder, YEARS)
    assert planned.added == ()
    bring_in_cog(planned)
    assert (folder / "imported" / "cog.nq.gz").read_bytes() == content
    other = tmp_path / "other"
    bring_in_cog(look_at_cog(other, YEARS, packages))
    assert (other / "imported" / "cog.nq.gz").read_bytes() == content


def problem(path: Path, years: tuple[int, ...]) -> str:
    with pytest.raises(InputError) as caught:
        history_of(editions_at(path, years))
    return caught.value.problems[0].code


def test_bad_packages_are_told(packages, tmp_path):
    whole = (packages / "y2021.tgz").read_bytes()
    (tmp_path / "cut.tgz").write_bytes(whole[: len(whole) // 2])
    assert problem(tmp_path / "cut.tgz", (2021,)) == "edition-damaged"
    (tmp_path / "garbage.tgz").write_bytes(os.urandom(1 << 20))
    assert problem(tmp_path / "garbage.tgz", (2021,)) == "edition-damaged"
    assert problem(packages / "y2021.tgz", (2022,)) == "other-edition"
    assert problem(packages, (2019, 2024)) == "edition-missing"
    (packages / "again.tgz").write_bytes(whole)
    assert problem(packages, YEARS) == "edition-twice"
    (tmp_path / "empty").mkdir()
    assert problem(tmp_path / "empty", (2021,)) == "no-edition"
    renamed = written(tmp_path / "renamed", "1.1.1", [{"insee": "01001"}], [grouping(THIRD, "T", [], 0)])
    assert problem(renamed, (2021,)) == "edition-keys"
    (renamed / "data" / "communes.json").write_text("<html>")
    assert problem(renamed, (2021,)) == "edition-not-json"
    (renamed / "package.json").write_text(json.dumps({"name": "left-pad", "version": "1.1.1"}))
    assert problem(renamed, (2021,)) == "other-package"


def test_without_an_npm_client_one_is_told_so(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError) as caught:
        look_at_cog(tmp_path / "france", (2019,))
    assert caught.value.problems[0].code == "no-npm"


def test_a_dry_run_writes_nothing(tmp_path, packages, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["import", "cog", "--year", "2019..2021", str(packages)]) == 0
    told = capsys.readouterr().out
    assert "--apply" in told
    assert "2020\u00a0: les communes sont celles de l'édition 2019" in told
    assert not (tmp_path / "france").exists()
    assert main(["import", "cog", "--year", "2019..2021", str(packages), "--apply"]) == 0
    described = tomllib.loads((tmp_path / "france" / "territory.toml").read_text(encoding="utf-8"))
    assert described["default_date"] == "2021-01-01"
    assert "gathered_on" not in described  # a register or an edition that is brought in later may tell of later days
    assert main(["import", "cog", str(packages), "--year", "2019..2021"]) == 0
    assert main(["import", "cog", "--year", "2019,2019", str(packages)]) == 1


KILLED = """
import os, signal, sys
from pathlib import Path
from territory_graph.importing import cog

def some(*arguments):
    yield "<urn:a> <urn:b> <urn:c> <urn:d> .\\n"
    os.kill(os.getpid(), signal.SIGKILL)

planned = cog.look_at_cog(Path(sys.argv[1]), (2019, 2020, 2021))
cog.lines_of = some
cog.bring_in_cog(planned)
"""


def test_an_import_that_is_killed_leaves_the_last_one(france):
    file = france / "imported" / "cog.nq.gz"
    content = file.read_bytes()
    killed = subprocess.run([sys.executable, "-c", KILLED, str(france)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert file.read_bytes() == content
    bring_in_cog(look_at_cog(france, YEARS))
    assert sorted(path.name for path in file.parent.iterdir()) == ["cog", "cog.nq.gz"]


def test_a_full_disk_is_told_and_leaves_the_last_import(france):
    file = france / "imported" / "cog.nq.gz"
    content = file.read_bytes()
    planned = look_at_cog(france, YEARS)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, before[1]))
    try:
        with pytest.raises(OSError):
            bring_in_cog(planned)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert file.read_bytes() == content
    assert sorted(path.name for path in file.parent.iterdir()) == ["cog", "cog.nq.gz"]


def test_the_kept_editions_are_packages_of_their_own(france):
    kept = read_edition(france / "imported" / "cog" / "2020.tgz")
    assert (kept.year, kept.version) == (2020, "0.8.0")


def test_a_damaged_import_is_told_and_what_is_served_stays(france, tmp_path):
    store = tmp_path / "store"
    version = build(france, store).manifest.version
    file = france / "imported" / "cog.nq.gz"
    file.write_bytes(file.read_bytes()[:-200])
    with pytest.raises(InputError) as caught:
        build(france, store)
    assert caught.value.problems[0].code == "damaged"
    assert KnowledgeGraph.open(store).version == version
    assert sorted(path.name for path in store.iterdir()) == ["current", "lock", "served.jsonl", "versions"]


def test_a_build_on_the_disk_holds_what_one_in_memory_does(france, tmp_path, monkeypatch):
    monkeypatch.setattr(column_files, "SMALLEST", 1)
    lines = gzip.decompress((france / "imported" / "cog.nq.gz").read_bytes())
    (france / "imported" / "again.nq.gz").write_bytes(gzip.compress(lines.replace(b"/cog/2019> .", b"/cog/2020> .")))
    manifest = build(france, tmp_path / "store").manifest
    here = assemble(read_territory(france))
    store, _ = StoreFolder(tmp_path / "store").open()
    merged = {quad.triple for quad in here}
    assert set(in_records(store)) == set(here)
    assert {quad.triple for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph())} == merged
    told = contents_of(here, manifest.base)
    assert told.quads > told.triples == len(merged)
    assert {name: getattr(manifest, name) for name in asdict(told)} == asdict(told)
    with duckdb.connect(str(tmp_path / "store" / "current" / COLUMNS), read_only=True) as columns:
        assert columns.execute("SELECT count(*) FROM triple").fetchone() == (len(merged),)


FULL = """
import resource, signal, sys
from pathlib import Path
from territory_graph.building import build
from territory_graph.errors import StoreNotWritableError

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
try:
    build(Path(sys.argv[1]), Path(sys.argv[2]))
except StoreNotWritableError:
    sys.exit(7)
"""


def test_a_build_on_a_full_disk_is_told_and_what_is_served_stays(france, tmp_path):
    store = tmp_path / "store"
    version = build(france, store).manifest.version
    full = subprocess.run([sys.executable, "-c", FULL, str(france), str(store)], check=False)
    assert full.returncode == 7
    assert KnowledgeGraph.open(store).version == version
    assert sorted(path.name for path in store.iterdir()) == ["current", "lock", "served.jsonl", "versions"]
    assert len(list((store / "versions").iterdir())) == 1
