"""A file is mapped, matched, looked at, brought in as one contribution, and taken back as one."""

from __future__ import annotations

import csv
import shlex
import shutil

import openpyxl
import pytest

from territory_graph import KnowledgeGraph
from territory_graph.building import build
from territory_graph.cli import main
from territory_graph.contributions import Desk
from territory_graph.errors import InputError
from territory_graph.importing import (
    bring_in,
    look_at,
    match,
    plan_file,
    read_sheet,
    resolved,
    rows,
    suggest_mapping,
    take_back,
)
from territory_graph.importing.plan import read_plan
from territory_graph.ingest.template import write_workbook

SUBSIDIES = """\
nomAttribuant;idAttribuant;dateConvention;nomBeneficiaire;idBeneficiaire;objet;montant;nature;idRAE
Syndicat mixte du Hameau;;12/05/2021;SCIERIE DES AULNES;;Étude;40 000,00 €;aide en numéraire;
Comm. de communes du Val-Clair;12345678900011;01/06/2021;Comité des fêtes;;Fête du bois;1 500;aide en nature;N/A
"""
DELIBERATIONS = """\
COLL_NOM,COLL_SIRET,DELIB_ID,DELIB_DATE,DELIB_OBJET,VOTE_POUR,VOTE_CONTRE,VOTE_ABSTENTION,DELIB_URL
Syndicat mixte du Hameau,,2021-31,2021-03-15,Convention lin,31,2,1,https://example.org/31
"""
SIRENE = """\
siren,siret,denominationUniteLegale,dateCreationUniteLegale,categorieJuridiqueUniteLegale,nomUniteLegale
200023414,20002341400011,MÉTROPOLE ROUEN NORMANDIE,2015-01-01,7344,
732829320,73282932000074,ATELIER DU BOIS,1972-05-01,5710,
552100554,55210055400013,,1955-01-01,1000,UNE PERSONNE
"""
MEMBERS = """\
Nom du groupement;N° SIREN;Nom membre;Siren membre
Communauté de communes du Val Clair;123456789;Commune du Bourg-Neuf;
"""


@pytest.fixture
def write(tmp_path):
    def to(text, name="fichier.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return to


def drawn(path):
    sheet = read_sheet(path)
    return rows(sheet, suggest_mapping(sheet))


def statements(store):
    graph = KnowledgeGraph.open(store)
    query = "SELECT ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } FILTER(!CONTAINS(STR(?g), '/graph/')) }"
    return {tuple(map(str, row)) for row in graph.query(query).rows}


class TestProfiles:
    def test_subsidies_become_agreements_with_their_sum(self, write):
        first, second = drawn(write(SUBSIDIES))
        assert first.cells == {
            **{"kind": "agreement", "name": "Étude", "signed": "2021-05-12", "amount": "40000.00"},
            **{"amount_scope": "share", "amount_kind": "subsidy", "note": "aide en numéraire"},
            **{"funders": "Syndicat mixte du Hameau", "beneficiaries": "SCIERIE DES AULNES"},
        }
        assert second.codes["funders", "siret"] == ("12345678900011",)

    def test_deliberations_become_decisions_with_their_votes(self, write):
        (row,) = drawn(write(DELIBERATIONS))
        assert row.table == "decisions"
        assert [row.cells[name] for name in ("number", "when", "votes_for", "abstentions")] == [
            *("2021-31", "2021-03-15", "31", "1"),
        ]

    def test_an_extract_of_sirene_becomes_actors_without_its_persons(self, write):
        found = drawn(write(SIRENE))
        assert [(row.cells["name"], row.cells["kind"]) for row in found] == [
            ("MÉTROPOLE ROUEN NORMANDIE", "epci"),
            ("ATELIER DU BOIS", "company"),
        ]

    def test_members_of_groupings_become_memberships(self, write):
        (row,) = drawn(write(MEMBERS))
        assert (row.table, row.cells["role"]) == ("memberships", "membre")

    def test_other_heads_are_told_by_name_and_what_is_left_is_named(self, write):
        path = write("Dénomination;Nature;Couleur\nX;Entreprise;rouge\n", "structures.csv")
        mapping = suggest_mapping(read_sheet(path))
        assert (mapping.table, mapping.left) == ("actors", ("Couleur",))
        assert mapping.columns == {"Dénomination": ("name",), "Nature": ("kind",)}


class TestMatching:
    def test_an_official_number_decides_then_the_very_name_and_what_is_like_nothing_is_new(self, write, hamlet):
        found = {one.text: one for one in match(drawn(write(SUBSIDIES)), hamlet)}
        assert found["Comm. de communes du Val-Clair"].chosen == "val-clair"
        assert found["Comm. de communes du Val-Clair"].candidates[0].why == "identifier"
        assert found["Syndicat mixte du Hameau"].chosen == "syndicat"
        assert found["Comité des fêtes"].chosen == "new"

    def test_what_is_near_waits_with_its_score_and_reason(self, write, hamlet):
        path = write("Acteur;Partenaire\nSyndicat mixte du Hamaeu;Scierie\n", "collaborations.csv")
        near = match(drawn(path), hamlet)[0]
        assert (near.chosen, near.is_sure) == ("", False)
        assert near.candidates[0].iri.endswith("/actor/syndicat")
        assert 0.5 <= near.candidates[0].score < 1

    def test_two_of_one_name_are_told_apart_by_their_numbers(self, write, hamlet):
        text = (
            SUBSIDIES.splitlines()[0]
            + "\n"
            + "".join(
                f"Syndicat mixte du Hameau;;2021;Comité des fêtes;{siret};Fête;100;;\n"
                for siret in ("73282932000074", "55210055400013")
            )
        )
        found = [one for one in match(drawn(write(text)), hamlet) if one.text == "Comité des fêtes"]
        assert [one.codes for one in found] == [{"siret": "73282932000074"}, {"siret": "55210055400013"}]

    def test_what_is_known_and_says_no_more_makes_no_row_and_nothing_is_said_twice(self, write, hamlet):
        path = write("Nom;Sorte\nLin Neuf;\nLIN NEUF;\nAtelier;Entreprise\nAtelier;Entreprise\n", "acteurs.csv")
        found = drawn(path)
        made = resolved(found, match(found, hamlet), "annuaire")
        assert [(one.line, dict(one.row.cells)) for one in made] == [
            (4, {"id": "atelier", "name": "Atelier", "kind": "company", "source": "annuaire", "locator": "ligne 4"})
        ]


class TestBringingIn:
    def test_nothing_enters_before_it_is_asked_for_and_all_of_it_goes_as_one(self, write, desk: Desk):
        path, before = write(SUBSIDIES), statements(desk.store.path)
        planned = look_at(path, desk)
        assert statements(desk.store.path) == before
        assert not planned.waiting and not planned.look.stops
        assert planned.understood["day"] == 2
        done = bring_in(planned, desk, "atelier")
        assert len(done.made) == 3  # two agreements and the committee
        now = statements(desk.store.path)
        assert {value for _, _, value in now - before} >= {"Fête du bois", "Comité des fêtes"}
        build(desk.territory, desk.store.path)  # what has entered is no loss of a build
        assert {value for _, _, value in statements(desk.store.path)} >= {"Fête du bois"}
        take_back(done.name, desk, "atelier")
        with pytest.raises(InputError) as caught:
            take_back(done.name, desk, "atelier")
        assert [problem.code for problem in caught.value.problems] == ["taken-back"]
        left = {thing for thing, _, _ in statements(desk.store.path) - before if "/record/" not in thing}
        assert {thing.rpartition("/id/")[2] for thing in left} <= {"source/fichier-csv"}  # who cited it is gone

    def test_an_import_is_taken_up_where_it_was_left(self, write, desk: Desk):
        path = write("Acteur;Partenaire\nSyndicat mixte du Hamaeu;Scierie\n", "collaborations.csv")
        planned = look_at(path, desk)
        assert next(one.text for one in planned.waiting) == "Syndicat mixte du Hamaeu"
        with pytest.raises(InputError) as caught:
            bring_in(planned, desk, "atelier")
        assert [problem.code for problem in caught.value.problems] == ["unconfirmed"]
        plan = plan_file(desk.territory, path)
        text = plan.read_text(encoding="utf-8")
        answers = {'Hamaeu" = ""': 'Hamaeu" = "syndicat"', 'Scierie" = ""': 'Scierie" = "scierie"'}
        for asked, answer in answers.items():
            text = text.replace(asked, answer)
        plan.write_text(text, encoding="utf-8")
        again = look_at(path, desk)
        assert again.waiting == ()
        assert read_plan(plan).answers["actor/Syndicat mixte du Hamaeu"] == "syndicat"
        bring_in(again, desk, "atelier")
        graph = KnowledgeGraph.open(desk.store.path)
        base = f"{graph.base}id/actor"
        told = f"<{base}/syndicat> <https://w3id.org/territory-graph/ontology#collaboratesWith> <{base}/scierie>"
        assert len(graph.query(f"SELECT ?g WHERE {{ GRAPH ?g {{ {told} }} }}").rows) == 1

    def test_a_plan_that_was_spoilt_is_told(self, write, desk: Desk):
        path = write(SUBSIDIES)
        plan_file(desk.territory, path).parent.mkdir()
        plan_file(desk.territory, path).write_text("[sheets", encoding="utf-8")
        with pytest.raises(InputError) as caught:
            look_at(path, desk)
        assert [problem.code for problem in caught.value.problems] == ["toml"]

    def test_sixty_rows_of_a_spreadsheet_enter_at_once(self, tmp_path, desk: Desk):
        path = tmp_path / "acteurs.csv"
        with path.open("w", encoding="cp1252", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow(["Dénomination", "Type", "Date de création", "Site web"])
            writer.writerows(
                [f"Entreprise du bois n° {n}", "Entreprise", f"01/02/{1960 + n}", "N/A"] for n in range(60)
            )
        planned = look_at(path, desk)
        assert len(bring_in(planned, desk, "atelier").made) == 60


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_command_tells_applies_and_takes_back(write, desk: Desk, capsys, language):
    where = ["--territory", str(desk.territory), "--store", str(desk.store.path)]
    assert main(["--lang", language, "import", str(write(SUBSIDIES)), *where]) == 0
    told = capsys.readouterr().out
    assert "fichier-csv.toml" in told and "funders" in told
    assert main(["--lang", language, "import", str(write(SUBSIDIES)), *where, "--apply"]) == 0
    back = shlex.split(capsys.readouterr().out.rpartition("territory-graph ")[2])
    assert main(["--lang", language, *back]) == 0  # as it is told, for these folders
    assert back[back.index("--undo") + 1] in capsys.readouterr().out


def test_a_file_that_breaks_a_shape_does_not_enter(write, desk: Desk, capsys):
    path = write("Acteur;Montant\nx;y\n", "accords.csv")
    where = ["--territory", str(desk.territory), "--store", str(desk.store.path)]
    before = sorted(desk.territory.rglob("*.trig"))
    assert main(["import", str(path), "--table", "agreements", *where, "--apply"]) == 1
    assert sorted(desk.territory.rglob("*.trig")) == before
    shutil.rmtree(desk.territory / "imports")


def test_names_that_differ_by_case_accent_or_apostrophe_are_one_thing_and_their_lines_one_row(write, desk):
    path = write("Nom;Note\nL'Atelier d'Été;a\nL’ATELIER D’ETE;b\nl'atelier d'été;a\n")
    planned = look_at(path, desk)
    (one,) = planned.matches
    assert one.text == "L'Atelier d'Été"
    (row,) = [row for row in planned.look.proposal.rows if row.table == "actors"]
    assert (row.cells["name"], row.cells["note"]) == ("L'Atelier d'Été", "a ; b")
    assert not planned.look.stops


def test_a_source_is_known_by_its_title_or_comes_with_the_rows_that_cite_it(write, desk):
    file = write(
        "Nom;Type;Source\nScierie Neuve;Entreprise;annuaire des organismes\nAtelier Vert;Entreprise;Annuaire de 2023\n"
    )
    planned = look_at(file, desk)
    assert planned.look.problems == ()
    added = [row.cells for row in planned.look.proposal.rows]
    assert {"id": "annuaire-de-2023", "title": "Annuaire de 2023"} in added
    cited = {cells["name"]: (cells["source"], cells["locator"]) for cells in added if "name" in cells}
    assert cited["Scierie Neuve"] == ("annuaire", "fichier.csv, ligne 2")
    assert cited["Atelier Vert"] == ("annuaire-de-2023", "fichier.csv, ligne 3")


def test_a_word_of_a_list_is_known_by_what_it_is_called(write, desk):
    look = look_at(write("Nom,Filières,Forme juridique\nLe Rouet,LIN ; bois,Communauté de communes\n"), desk).look
    (row,) = [row for row in look.proposal.rows if row.table == "actors"]
    assert (row.cells["sectors"], row.cells["legal_form"]) == ("lin;bois", "communaute-communes")
    assert not look.stops
    (problem,) = look_at(write("Nom;Filières\nL'Enclume;Fer forgé\n"), desk).look.problems
    assert problem.column == "Filières"


def test_lines_of_one_name_that_contradict_each_other_are_refused(write, desk):
    planned = look_at(write("Nom;Site internet\nLa Forge;https://a.example/\nLa Forge;https://b.example/\n"), desk)
    assert [problem.code for problem in planned.look.problems] == ["duplicate-id"]


class TestWhereItStands:
    """What stops or contradicts an import names the user's own file, line and head."""

    def test_a_problem_names_the_file_its_line_and_its_own_head(self, write, desk):
        path = write("Une liste;\nNom;Création\nLa Forge;2001\nLe Lavoir;au printemps\n")
        (problem,) = look_at(path, desk).look.problems
        assert (problem.file.name, problem.line, problem.column) == ("fichier.csv", 4, "Création")

    def test_of_a_workbook_with_several_sheets_it_names_the_sheet(self, tmp_path, desk):
        book = openpyxl.Workbook()
        book.active.title = "Acteurs"
        for row in (("Nom", "Création"), ("La Forge", "2001")):
            book.active.append(row)
        other = book.create_sheet("Projets")
        for row in (("Nom", "Début"), ("Halle", "2020"), ("Pont", "bientôt")):
            other.append(row)
        book_file = tmp_path / "classeur.xlsx"
        book.save(book_file)
        places = {(each.file.name, each.line, each.column) for each in look_at(book_file, desk).look.problems}
        assert ("classeur.xlsx [Projets]", 3, "Début") in places
        assert {name for name, _, _ in places} == {"classeur.xlsx [Projets]"}

    def test_a_value_that_contradicts_what_is_known_stands_beside_it(self, write, desk):
        look = look_at(write("Nom;SIREN\nCommunauté de communes du Val Clair;732829320\n"), desk).look
        (found,) = look.contradictions
        places = {one.value: (one.place.file.name, one.place.line) for one in found.testimonies if one.place}
        assert places["732829320"] == ("fichier.csv", 2)

    def test_a_refused_look_tells_the_place_and_ends_with_1(self, write, desk, capsys):
        path = write("Nom;Début;Fin\nLa Forge;2001;2000\n", "acteurs.csv")
        where = ["--territory", str(desk.territory), "--store", str(desk.store.path)]
        assert main(["import", str(path), *where]) == 1
        assert "acteurs.csv:2" in "".join(capsys.readouterr())


class TestWhichTable:
    def test_of_tables_that_know_as_many_heads_the_words_of_the_lines_decide(self, write):
        actors = read_sheet(write("Nom;Type\nLa Forge;Entreprise\nOrbec;Commune\n"))
        places = read_sheet(write("Nom;Type\nOrbec;Commune\nLisieux;Commune\nLa Halle;Salle\n"))
        assert [suggest_mapping(sheet).table for sheet in (actors, places)] == ["actors", "places"]

    def test_a_file_without_a_known_head_does_not_enter(self, write, desk):
        look = look_at(write("الاسم;النوع\nمركز;شركة\n"), desk).look
        assert [problem.code for problem in look.problems] == ["no-known-head"]


def test_the_same_file_twice_is_refused_until_the_first_is_taken_back(write, desk):
    path = write(SUBSIDIES)
    done = bring_in(look_at(path, desk), desk, "atelier")
    (problem,) = look_at(path, desk).look.problems
    assert (problem.code, problem.fields["name"]) == ("imported-before", done.name)
    take_back(done.name, desk, "atelier")
    assert not look_at(path, desk).look.stops


def test_the_template_filled_in_with_names_enters_with_its_own_sources(desk, tmp_path):
    path = write_workbook(tmp_path / "modele.xlsx", "fr")
    book = openpyxl.load_workbook(path)
    for sheet, cells in (
        ("sources", {"identifiant": "tour-2024", "titre": "Tour des ateliers, 2024"}),
        ("acteurs", {"sorte": "entreprise", "nom": "La Forge", "source": "tour-2024", "endroit": "p. 3"}),
        (
            "adhésions",
            {"membre": "La Forge", "organisation": "La Halle", "source": "tour-2024", "endroit": "p. 4"},
        ),
    ):
        heads = [cell.value for cell in book[sheet][1]]
        for head, cell in cells.items():
            book[sheet].cell(2, heads.index(head) + 1, cell)
    book.save(path)
    planned = look_at(path, desk)
    assert not planned.look.problems
    done = bring_in(planned, desk, "Ada")
    graph = KnowledgeGraph.open(desk.store.path)
    told = {source.title for evidence in graph.evidence(done.made).values() for source in evidence.sources}
    assert "Tour des ateliers, 2024" in told


def test_a_cell_that_lists_known_names_otherwise_is_asked_about_and_makes_no_actor(write, desk):
    path = write("Acteur;Partenaire\nLa Halle;Scierie des Aulnes, Syndicat mixte du Hameau\n", "collaborations.csv")
    (asked,) = look_at(path, desk).waiting
    assert asked.text == "Scierie des Aulnes, Syndicat mixte du Hameau"
    assert {(one.label, one.why) for one in asked.candidates} == {
        ("Scierie des Aulnes", "one of several"),
        ("Syndicat mixte du Hameau", "one of several"),
    }
