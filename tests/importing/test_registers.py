"""Registers in the forms in which they are published, brought into the territory of ``editions.py``."""

from __future__ import annotations

import csv
import gzip
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyoxigraph as ox
import pytest
import shapely
from pyarrow import parquet

from territory_graph.building import build
from territory_graph.cli import main
from territory_graph.errors import InputError
from territory_graph.importing import registers
from territory_graph.importing.cog import bring_in_cog, look_at_cog
from territory_graph.importing.registers import Choice, bring_in_register, look_at_register
from territory_graph.ingest.lexical import is_checked
from territory_graph.ingest.rules import is_inferred
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.store.default_graph import in_records
from territory_graph.store.folder import StoreFolder
from territory_graph.terms import text
from territory_graph.updating import consequences
from territory_graph.updating.consequences import everything
from tests.importing.editions import AB, THIRD, YEARS, C, D

PREFIXES = (
    "PREFIX tg: <https://w3id.org/territory-graph/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>"
)


def siren(beginning: str) -> str:
    """A SIREN whose last digit is right."""
    return next(number for last in range(10) if is_checked(number := f"{beginning}{last}"))


def siret(number: str, nic: int) -> str:
    return next(whole for last in range(10) if is_checked(whole := f"{number}{nic:04}{last}"))


MILL, SHUT, HIDDEN, SYNDICATE = (siren(f"{start:08}") for start in (80000001, 80000002, 80000003, 25000001))
UNITS = [
    {"siren": MILL, "denominationUniteLegale": 'LE MOULIN "VIEUX"', "categorieJuridiqueUniteLegale": "5710"}
    | {"dateCreationUniteLegale": "2004-05-01", "nicSiegeUniteLegale": siret(MILL, 1)[9:]}
    | {"activitePrincipaleUniteLegale": "10.61A", "nomenclatureActivitePrincipaleUniteLegale": "NAFRev2"},
    {"siren": SHUT, "denominationUniteLegale": "FERMEE", "categorieJuridiqueUniteLegale": "5499"}
    | {"dateCreationUniteLegale": "1900-01-01", "etatAdministratifUniteLegale": "C", "dateDebut": "2015-06-30"},
    {"siren": siren("80000004"), "nomUniteLegale": "DUPONT", "categorieJuridiqueUniteLegale": "1000"},
    {"siren": HIDDEN, "denominationUniteLegale": "DISCRETE", "statutDiffusionUniteLegale": "P"},
    {"siren": C, "denominationUniteLegale": "COMMUNE DE CELLE", "categorieJuridiqueUniteLegale": "7210"},
]
UNIT_HEADS = (
    *("siren", "statutDiffusionUniteLegale", "dateCreationUniteLegale", "nomUniteLegale", "dateDebut"),
    *("etatAdministratifUniteLegale", "denominationUniteLegale", "categorieJuridiqueUniteLegale"),
    *("activitePrincipaleUniteLegale", "nomenclatureActivitePrincipaleUniteLegale", "nicSiegeUniteLegale"),
)
SITES = [
    {"siret": siret(MILL, 1), "codeCommuneEtablissement": "01002", "enseigne1Etablissement": "Au moulin"},
    {"siret": siret(MILL, 2), "codeCommuneEtablissement": "01003", "etatAdministratifEtablissement": "F"},
    {"siret": siret(C, 1), "codeCommuneEtablissement": "01003"},
    {"siret": siret(siren("80000009"), 1), "codeCommuneEtablissement": "01003"},
    {"siret": siret(SHUT, 1), "codeCommuneEtablissement": "76540"},
]
SITE_HEADS = (
    *("siret", "statutDiffusionEtablissement", "codeCommuneEtablissement", "etatAdministratifEtablissement"),
    "enseigne1Etablissement",
)


def rows(listed: Sequence[Mapping[str, str]], heads: Sequence[str]) -> list[dict[str, str]]:
    usual = {"statutDiffusionUniteLegale": "O", "statutDiffusionEtablissement": "O"}
    usual |= {"etatAdministratifUniteLegale": "A", "etatAdministratifEtablissement": "A"}
    return [{head: row.get(head, usual.get(head, "")) for head in heads} for row in listed]


def as_csv(path: Path, listed: Sequence[Mapping[str, str]], heads: Sequence[str], delimiter: str = ",") -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, heads, delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows(listed, heads))
    return path


@pytest.fixture
def units(tmp_path: Path) -> Path:
    return as_csv(tmp_path / "StockUniteLegale_utf8.csv", UNITS, UNIT_HEADS)


@pytest.fixture
def sites(tmp_path: Path) -> Path:
    return as_csv(tmp_path / "StockEtablissement_utf8.csv", SITES, SITE_HEADS)


def brought(folder: Path, name: str, *files: Path, **choice: Any) -> Mapping[str, int]:
    return bring_in_register(name, folder, files, Choice(**choice)).counts


def lines(folder: Path, name: str) -> list[str]:
    return gzip.decompress((folder / "imported" / f"{name}.nq.gz").read_bytes()).decode().splitlines()


def answers(folder: Path, store: Path, names: str, where: str) -> set[tuple[str, ...]]:
    """What is bound to the variables of the names, once the territory is built."""
    build(folder, store)
    found = KnowledgeGraph.open(store).query(f"{PREFIXES} SELECT DISTINCT {names} WHERE {{ {where} }} ORDER BY {names}")
    return {tuple(row) for row in found.texts()}


def test_units_of_sirene_are_bodies_and_persons_are_left(france, units, tmp_path):
    assert brought(france, "sirene", units, day="2026-11-01") == {"taken": 3, "person": 1, "not-diffused": 1}
    text = "\n".join(lines(france, "sirene"))
    assert "DUPONT" not in text and "DISCRETE" not in text and "1900" not in text
    found = answers(
        france,
        tmp_path / "store",
        "?siren ?name ?form ?start ?end ?naf ?siret",
        "?x tg:siren ?siren ; rdfs:label ?name ; tg:legalForm/rdfs:label ?form FILTER(STRSTARTS(?form, 'Catégorie'))"
        "OPTIONAL { ?x tg:start ?start } OPTIONAL { ?x tg:end ?end } OPTIONAL { ?x tg:nafCode ?naf }"
        "OPTIONAL { ?x tg:siret ?siret }",
    )
    assert found == {
        (C, "Commune de Celle", "Catégorie juridique 7210 (Insee)", "", "", "", ""),
        (MILL, 'LE MOULIN "VIEUX"', "Catégorie juridique 5710 (Insee)", "2004-05-01", "", "10.61A", siret(MILL, 1)),
        (SHUT, "FERMEE", "Catégorie juridique 5499 (Insee)", "", "2015-06-30", "", ""),
    }


def test_parquet_zip_and_csv_say_the_same(france, units, tmp_path):
    brought(france, "sirene", units)
    said = {line.rpartition(" <")[0] for line in lines(france, "sirene") if "record" not in line.split(" ")[0]}
    stock = tmp_path / "StockUniteLegale_utf8.parquet"
    parquet.write_table(pa.Table.from_pylist(rows(UNITS, UNIT_HEADS)), stock)
    zipped = tmp_path / "StockUniteLegale_utf8.zip"
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(units, units.name)
    for file in (stock, zipped):
        brought(france, "sirene", file)
        again = {line.rpartition(" <")[0] for line in lines(france, "sirene") if "record" not in line.split(" ")[0]}
        assert {each for each in said ^ again if "title" not in each and "label" not in each} == set()


def test_only_chosen_columns_are_taken(france, units):
    brought(france, "sirene", units, columns=("activitePrincipaleUniteLegale",))
    text = "\n".join(lines(france, "sirene"))
    assert "2004-05-01" not in text and "legalForm" not in text and "DISCRETE" not in text
    assert "10.61A" not in text  # of which nomenclature a code is stands in a column that was not chosen


def test_establishments_lie_where_their_commune_is_now(france, units, sites, tmp_path):
    counts = brought(france, "sirene", units, sites)
    assert counts == {"taken": 5, "person": 1, "not-diffused": 1, "closed": 1, "unknown-unit": 1, "unknown-place": 1}
    where = "?x tg:siteOf/tg:siren ?siren ; rdfs:label ?name ; tg:locatedIn/rdfs:label ?place"
    assert answers(france, tmp_path / "store", "?siren ?name ?place", where) == {
        (C, f"Établissement {siret(C, 1)}", "Celle"),
        (MILL, "Au moulin", "Aune-le-Bourg"),
    }


def test_departments_choose_units_by_their_establishments(france, units, sites):
    counts = brought(france, "sirene", units, sites, departments=frozenset({"76"}))
    assert counts["taken"] == 1  # the unit that was shut: it was in a commune that this territory does not know
    assert SHUT in "".join(lines(france, "sirene")) and MILL not in "".join(lines(france, "sirene"))
    with pytest.raises(InputError) as caught:
        brought(france, "sirene", units, departments=frozenset({"76"}))
    assert caught.value.problems[0].code == "register-no-places"


HEADS = (
    *("Région siège", "Département siège", "N° SIREN", "Nom du groupement", "Nature juridique", "Date de création"),
    *("Nombre de membres", "Population", "Type", "Siren membre", "Nom membre", "Population membre"),
    *("Eau (traitement, adduction, distribution)", "Assainissement collectif"),
)


def banatic(path: Path) -> Path:
    """A region's export, as BANATIC writes it: tabs, no quotation marks, the letters of Windows."""
    syndicate = ("84", "01 - Ain", SYNDICATE, 'SIVOM "de la Dombes"', "SIVOM", "12/03/1998", "2", "210")
    epci = ("84", "01 - Ain", THIRD, "CC Trois", "CC", "01/01/2021", "3", "421")
    listed = [
        HEADS,
        (*syndicate, "Commune", C, "CELLE", "102", "1", "0"),
        (*syndicate, "Groupement", THIRD, "CC TROIS", "421", "1", "0"),
        (*epci, "Commune", D, "DONNE", "110", "0", "1"),
        (*epci, "Commune", "", "", "", "0", "1"),
    ]
    path.write_bytes("\r\n".join("\t".join(row) for row in listed).encode("cp1252"))
    return path


def test_banatic_brings_syndicates_members_and_competences(france, tmp_path):
    assert brought(france, "banatic", banatic(tmp_path / "84.csv"), day="2026-07-01") == {"taken": 4}
    store = tmp_path / "store"
    where = "?m tg:inOrganisation/tg:siren ?of ; tg:member/tg:siren ?who ; tg:attestedOn ?day"
    assert answers(france, store, "?of ?who", f'{where} FILTER(STR(?day) = "2026-07-01")') == {
        *((SYNDICATE, THIRD), (SYNDICATE, C)),
        (THIRD, D),
    }
    graph = KnowledgeGraph.open(store)
    done = graph.query(
        f"{PREFIXES} SELECT ?name ?what ?form WHERE {{ ?x tg:hasCompetence/rdfs:label ?what ; rdfs:label ?name ;"
        " tg:legalForm/rdfs:label ?form FILTER(LANG(?form) = 'fr') } ORDER BY ?name"
    ).texts()
    assert [tuple(row) for row in done] == [
        ("CC Trois", "Assainissement collectif", "Communauté de communes"),
        (
            'SIVOM "de la Dombes"',
            "Eau (traitement, adduction, distribution)",
            "Syndicat intercommunal à vocation multiple",
        ),
    ]
    # A membership that is known already stays one.
    twice = f"{PREFIXES} SELECT ?m WHERE {{ ?m tg:member/tg:siren '{D}' ; tg:inOrganisation/tg:siren '{THIRD}' }}"
    assert len(graph.query(twice).texts()) == 1


def test_a_grouping_that_is_a_member_before_it_is_told_of_is_the_grouping_that_it_is(france, tmp_path):
    other = siren("25000002")
    closed = ("84", "01 - Ain", other, "SMF de l'Aune", "SMF", "12/03/1998", "1", "210", "Groupement", SYNDICATE)
    single = ("84", "01 - Ain", SYNDICATE, "SIVU des Eaux", "SIVU", "12/03/1998", "1", "210", "Commune", C)
    file = tmp_path / "84.csv"
    file.write_text(
        "\n".join(
            "\t".join(row) for row in (HEADS, (*closed, "SIVU EAUX", "1", "0", "0"), (*single, "CELLE", "1", "1", "0"))
        )
    )
    pairs = tmp_path / "composition.csv"
    pairs.write_text(f"siren,siren_membre\n{other},{THIRD}\n")
    assert brought(france, "banatic", file, pairs) == {"taken": 3}
    where = "?x tg:siren ?siren ; rdfs:label ?name ; a ?class ; tg:hasCompetence ?what"
    found = answers(france, tmp_path / "store", "?name ?class", f"{where} FILTER(?siren = '{SYNDICATE}')")
    assert {row[0] for row in found} == {"SIVU des Eaux"}
    counts = brought(france, "banatic", file, pairs, departments=frozenset({"76"}))
    assert counts == {"elsewhere": 2, "unknown-grouping": 1}
    file.write_text(file.read_text().replace("Département siège", "Lieu"))
    with pytest.raises(InputError) as caught:
        brought(france, "banatic", file, departments=frozenset({"76"}))
    assert caught.value.problems[0].code == "register-no-seats"


def test_shorter_tables_of_banatic_add_to_what_is_known(france, tmp_path):
    pairs = tmp_path / "composition.csv"
    pairs.write_text(f"siren,ind_adhesion_directe,siren_membre\n{THIRD},1,{AB}\n{THIRD},0,{C}\n{SYNDICATE},1,{C}\n")
    codes = tmp_path / "competences.csv"
    codes.write_text(f"siren;competence_code\n{THIRD};1004\n")
    counts = brought(france, "banatic", pairs, codes)
    assert counts == {"taken": 2, "indirect": 1, "unknown-grouping": 1}
    assert "Compétence 1004 (BANATIC)" in "".join(lines(france, "banatic"))


def square(west: float) -> list[list[float]]:
    return [[west, 46.0], [west + 0.1, 46.0], [west + 0.1, 46.1], [west, 46.0]]


def test_the_outline_of_a_merged_commune_is_that_of_its_parts(france, tmp_path):
    features = [
        {"type": "Feature", "properties": {"code": code, "nom": "-"}, "geometry": geometry}
        for code, geometry in (
            (1001, {"type": "Polygon", "coordinates": [square(5.0)]}),  # a program has lost the leading zero
            ("01002", {"type": "MultiPolygon", "coordinates": [[square(5.1)], [square(5.3)]]}),
            ("01003", {"type": "Polygon", "coordinates": [square(5.5)]}),
            ("01004", {"type": "Point", "coordinates": [5.0, 46.0]}),
            ("99999", {"type": "Polygon", "coordinates": [square(6.0)]}),
            ("01004", {"type": "Polygon", "coordinates": [[[8e5, 6e6], [9e5, 6e6], [9e5, 7e6], [8e5, 6e6]]]}),
        )
    ]
    file = tmp_path / "communes-01.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    assert brought(france, "contours", file) == {"taken": 3, "no-outline": 2, "unknown-place": 1}
    where = "?x rdfs:label ?name ; <http://www.opengis.net/ont/geosparql#asWKT> ?outline"
    told = {row[0]: row[1] for row in answers(france, tmp_path / "store", "?name ?outline", where)}
    assert shapely.from_wkt(told["Celle"]).equals(shapely.Polygon(square(5.5)))
    assert told["Aune-le-Bourg"].startswith("MULTIPOLYGON (((") and told["Aune-le-Bourg"].count("((") == 3
    assert told["Le Bourg"].count("((") == 2  # the commune of before, alone
    assert "Donne" not in told


def test_poles_are_known_by_their_name(france, tmp_path):
    file = tmp_path / "poles.csv"
    file.write_text('name,label_status\nNextMove,"phase V, 4 ans"\nCC TROIS,\n', encoding="utf-8")
    assert brought(france, "poles", file) == {"taken": 2}
    said = lines(france, "poles")
    assert any("/actor/pole-nextmove>" in line for line in said)
    assert any(f"/actor/epci-{THIRD}>" in line and "PoleDeCompetitivite" in line for line in said)


def test_importing_again_writes_the_same_bytes_in_place_of_the_last(france, units):
    brought(france, "sirene", units)
    content = (france / "imported" / "sirene.nq.gz").read_bytes()
    brought(france, "sirene", units)
    assert (france / "imported" / "sirene.nq.gz").read_bytes() == content


KILLED = """
import os, signal, sys
from pathlib import Path
from territory_graph.importing import registers
from territory_graph.importing.cog import bring_in_cog, look_at_cog

registers._PART = 2
parts = []

def progress(step, rows):
    parts.append(step)
    if parts.count("write") == 2:
        os.kill(os.getpid(), signal.SIGKILL)

registers.bring_in_register("sirene", Path(sys.argv[1]), [Path(sys.argv[2])], registers.Choice(), progress)
"""


def test_an_import_that_is_killed_leaves_the_last_one_and_goes_on(france, units, tmp_path, monkeypatch):
    monkeypatch.setattr(registers, "_PART", 2)
    brought(france, "sirene", units)
    file = france / "imported" / "sirene.nq.gz"
    whole = file.read_bytes()
    file.write_bytes(b"before")
    killed = subprocess.run([sys.executable, "-c", KILLED, str(france), str(units)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert file.read_bytes() == b"before"
    steps: list[str] = []
    done = bring_in_register("sirene", france, [units], Choice(), lambda step, _: steps.append(step))
    assert steps == ["known", "prepare", "resume", "resume", "write"]
    assert done.counts == {"taken": 3, "person": 1, "not-diffused": 1}
    assert file.read_bytes() == whole
    assert sorted(path.name for path in file.parent.iterdir()) == ["cog", "cog.nq.gz", "sirene.nq.gz"]


def test_what_was_begun_with_another_choice_is_not_gone_on_with(france, units, monkeypatch):
    monkeypatch.setattr(registers, "_PART", 2)
    subprocess.run([sys.executable, "-c", KILLED, str(france), str(units)], check=False)
    steps: list[str] = []
    choice = Choice(columns=())
    bring_in_register("sirene", france, [units], choice, lambda step, _: steps.append(step))
    assert "resume" not in steps


def test_a_full_disk_is_told_and_leaves_the_last_import(france, units):
    brought(france, "sirene", units)
    file = france / "imported" / "sirene.nq.gz"
    content = file.read_bytes()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        with pytest.raises(OSError):
            brought(france, "sirene", units, day="2026-11-01")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert file.read_bytes() == content


def problem(folder: Path, name: str, file: Path) -> str:
    with pytest.raises(InputError) as caught:
        look_at_register(name, folder, [file], Choice())
    return caught.value.problems[0].code


def test_bad_files_are_told(france, units, tmp_path):
    renamed = as_csv(tmp_path / "renamed.csv", UNITS, ("SIREN", "Denomination"))
    assert problem(france, "sirene", renamed) == "register-heads"
    stock = tmp_path / "stock.parquet"
    parquet.write_table(pa.Table.from_pylist(rows(UNITS, UNIT_HEADS)), stock)
    (tmp_path / "cut.parquet").write_bytes(stock.read_bytes()[:-40])
    assert problem(france, "sirene", tmp_path / "cut.parquet") == "register-damaged"
    text = units.read_text()
    (tmp_path / "cut.csv").write_text(text[: len(text) - 30])
    assert problem(france, "sirene", tmp_path / "cut.csv") == "register-damaged"
    with zipfile.ZipFile(tmp_path / "whole.zip", "w") as archive:
        archive.write(units, units.name)
    (tmp_path / "cut.zip").write_bytes((tmp_path / "whole.zip").read_bytes()[:-30])
    assert problem(france, "sirene", tmp_path / "cut.zip") == "register-damaged"
    (tmp_path / "garbage.csv").write_bytes(os.urandom(1 << 20))
    assert problem(france, "sirene", tmp_path / "garbage.csv") == "register-form"
    (tmp_path / "empty.csv").touch()
    assert problem(france, "sirene", tmp_path / "empty.csv") == "register-form"
    (tmp_path / "list.geojson").write_text("[1, 2]")
    assert problem(france, "contours", tmp_path / "list.geojson") == "register-form"
    assert problem(france, "sirene", tmp_path / "absent.csv") == "unreadable-file"
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        for name in ("one.csv", "other.csv"):
            archive.write(units, name)
    assert problem(france, "sirene", tmp_path / "two.zip") == "register-form"
    content = bytearray((tmp_path / "whole.zip").read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1  # the flag of what a password locks
    (tmp_path / "locked.zip").write_bytes(content)
    assert problem(france, "sirene", tmp_path / "locked.zip") == "register-damaged"
    (tmp_path / "letters.csv").write_bytes(text.encode().replace(b"FERMEE", b"FERM\x81E"))  # no letter of Windows
    assert problem(france, "sirene", tmp_path / "letters.csv") == "register-damaged"


def test_a_dry_run_writes_nothing(france, units, capsys):
    shutil.rmtree(france / "imported" / "cog")
    before = sorted(path.name for path in (france / "imported").iterdir())
    assert main(["import", "sirene", str(units), "--territory", str(france)]) == 0
    told = capsys.readouterr().out
    assert "--apply" in told and "personnes" in told
    assert sorted(path.name for path in (france / "imported").iterdir()) == before
    assert main(["import", "sirene", str(units), "--territory", str(france), "--columns", "couleur"]) == 1
    assert main(["import", "sirene", str(units), "--territory", str(france), "--day", "hier"]) == 1
    assert main(["import", "un.csv", str(units), "--territory", str(france)]) == 1
    assert "un.csv est donné avec" in capsys.readouterr().err
    assert main(["import", "sirene", str(units), "--territory", str(france), "--apply", "--columns", " , "]) == 0
    assert (france / "imported" / "sirene.nq.gz").exists()


def own_records(store: ox.Store, base: str) -> dict[str, frozenset[ox.Quad]]:
    """What each record of the tables says, and what is said of it."""
    found: dict[str, set[ox.Quad]] = {}
    of_sources = [quad for quad in in_records(store) if not is_inferred(text(quad.graph_name), base)]
    for quad in of_sources:
        for name in (text(quad.graph_name), text(quad.subject)):
            own = name.startswith(f"{base}id/record/") and "/record/cog/" not in name
            if own and not is_inferred(name, base):
                found.setdefault(name, set()).add(quad)
    return {name: frozenset(quads) for name, quads in sorted(found.items())}


def test_a_change_beside_a_register_is_the_same_as_everything_inferred_anew(
    hamlet_copy, packages, add_rows, tmp_path, monkeypatch
):
    usual = {"source": "annuaire", "locator": "-"}
    add_rows("actors", {"id": "celle", "kind": "public-body", "name": "Ville de Celle", "siren": C} | usual)
    add_rows(
        "memberships",
        {"id": "celle-val-clair", "member": "celle", "organisation": "val-clair", "start": "2015"} | usual,
    )
    bring_in_cog(look_at_cog(hamlet_copy, YEARS, packages))
    build(hamlet_copy, tmp_path / "store")
    store, manifest = StoreFolder(tmp_path / "store").open()
    records = own_records(store, manifest.base)
    about = [name for name, quads in records.items() if any("/celle>" in str(quad) for quad in quads)]
    assert about
    rights = {
        name: everything(store, frozenset(), records[name], manifest.base) for name in (*about, *list(records)[:3])
    }
    monkeypatch.setattr(consequences, "LARGEST_RECORD", 20)
    assert consequences._is_register(store, ox.NamedNode(f"{manifest.base}id/record/cog/2019"))
    monkeypatch.setattr(consequences, "everything", None)  # nothing is inferred anew
    for name, right in rights.items():
        assert consequences.consequences(store, frozenset(), records[name], manifest.base) == right, name
        after = ox.Store()
        after.extend((set(store) | right.added) - right.removed)
        back = consequences.consequences(after, records[name], frozenset(), manifest.base)
        assert (back.added, back.removed) == (right.removed, right.added), name
