"""Turns of French prose that patterns read through: subjects left out, “nous”, lists, labels, names with “et”."""

from __future__ import annotations

import pytest

from reading.test_reading_patterns import read
from territory_graph import KnowledgeGraph
from territory_graph.reading import propose, read_document

pytestmark = pytest.mark.usefixtures("without_spacy")


def cells(graph: KnowledgeGraph, text: str, kind: str) -> list[dict[str, str]]:
    return [dict(one.row.cells) for one in read(graph, text).proposals if one.kind == kind]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        (
            "Lin Neuf, créé en 2011 à l'initiative du Pôle Bois Vif, héberge des ateliers et emploie 14 personnes.",
            "figure",
            {"about": "actor/lin-neuf", "value": "14"},
        ),
        (
            "Lin Neuf soutient le Pôle Bois Vif, qui emploie 14 salariés et adhère au Cluster Eau Vive.",
            "membership",
            {"member": "bois-vif", "organisation": "eau-vive"},
        ),
        (
            "Lin Neuf vient de rejoindre le Pôle Bois Vif.",
            "membership",
            {"member": "lin-neuf", "organisation": "bois-vif"},
        ),
        ("Lin Neuf (14 salariés) déménage.", "figure", {"about": "actor/lin-neuf", "value": "14"}),
        ("Lin Neuf emploie onze salariés.", "figure", {"about": "actor/lin-neuf", "value": "11"}),
        (
            "Lin Neuf est membre du Pôle Bois Vif et du Cluster Eau Vive.",
            "membership",
            {"member": "lin-neuf", "organisation": "eau-vive"},
        ),
        (
            "Le Pôle Bois Vif accueille un nouveau membre : Lin Neuf.",
            "membership",
            {"member": "lin-neuf", "organisation": "bois-vif"},
        ),
        (
            "Le Syndicat mixte du Hameau lui a octroyé 5 000 €, et le Pôle Bois Vif 3 000 €.",
            "sum",
            {"amount": "3000", "funders": "bois-vif"},
        ),
        (
            "Lin Neuf perçoit 20 000 € du Syndicat mixte du Hameau et 8 k€ du Pôle Bois Vif.",
            "sum",
            {"amount": "8000", "funders": "bois-vif", "beneficiaries": "lin-neuf"},
        ),
        (
            "Lin Neuf est financé par le Syndicat mixte du Hameau à hauteur de 90 000 euros par an.",
            "sum",
            {"amount": "90000", "funders": "syndicat", "beneficiaries": "lin-neuf"},
        ),
        (
            "Le chantier coûte 6,5 millions d'euros, dont 3 millions par le Syndicat mixte du Hameau et 2 millions "
            "pris en charge par le Pôle Bois Vif.",
            "sum",
            {"amount": "2000000", "funders": "bois-vif"},
        ),
        (
            "Lin Neuf est lié depuis 2019 par une convention pluriannuelle au Pôle Bois Vif.",
            "agreement",
            {"parties": "lin-neuf;bois-vif"},
        ),
        (
            "Jeanne Exemple a succédé à Paul Témoin à la présidence du Syndicat mixte du Hameau en janvier 2025.",
            "mandate",
            {"person": "jeanne-exemple", "organisation": "syndicat", "role": "president"},
        ),
        (
            "Le Syndicat mixte du Hameau a porté à sa tête Jeanne Exemple le 12 mars 2024.",
            "mandate",
            {"person": "jeanne-exemple", "organisation": "syndicat", "start": "2024-03-12"},
        ),
        (
            "Lin Neuf a vu le jour en 2016 sous le nom de Chanvre Vert.",
            "name",
            {"actor": "lin-neuf", "name": "Chanvre Vert", "kind": "former"},
        ),
        (
            "Né en 2022 de la fusion de Chanvre Vert et de Fibre Bleue, Lin Neuf grandit.",
            "change",
            {"kind": "merger", "when": "2022", "after": "lin-neuf"},
        ),
        (
            "Lin Neuf, qui s'appelait Chanvre Vert jusqu'en 2016, grandit.",
            "change",
            {"kind": "renaming", "when": "2016", "after": "lin-neuf"},
        ),
        (
            "Le siège de Lin Neuf est transféré à Montcley depuis le 2 octobre 2023.",
            "office",
            {"actor": "lin-neuf", "place": "montcley", "start": "2023-10-02"},
        ),
        ("Lin Neuf a franchi le cap des 500 salariés.", "figure", {"about": "actor/lin-neuf", "value": "500"}),
    ],
)
def test_a_turn_of_phrase_is_read(hamlet: KnowledgeGraph, text: str, kind: str, expected: dict[str, str]) -> None:
    found = cells(hamlet, text, kind)
    assert any(expected.items() <= one.items() for one in found), found


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Un partenariat entre le Pôle Bois Vif et Lin Neuf a vu le jour en janvier 2025.", "change"),
        ("Les entreprises de Lin Neuf emploient 300 salariés.", "figure"),
        ("Le projet Écorce, porté par le Pôle Bois Vif et par Lin Neuf, mobilise 40 000 €.", "sum"),
        ("Nous espérons 200 000 € du Syndicat mixte du Hameau.", "sum"),
        ("Le plan de financement du chantier est le suivant. État (DETR) : 310 000 €", "name"),
    ],
)
def test_what_only_looks_like_a_fact_is_not_read(hamlet: KnowledgeGraph, text: str, kind: str) -> None:
    assert cells(hamlet, text, kind) == []


def test_we_are_who_signs(hamlet: KnowledgeGraph) -> None:
    text = (
        "Date : lundi 3 mars 2025\n\nBonjour,\n\nLa convention avec le Pôle Bois Vif est signée depuis vendredi. "
        "Le Syndicat mixte du Hameau nous accorde 35 k€. Nous avons rejoint le Cluster Eau Vive.\n\nBien à vous,\n\nLin Neuf\n"
    )
    (agreement,) = cells(hamlet, text, "agreement")
    assert set(agreement["parties"].split(";")) == {"lin-neuf", "bois-vif"}
    (money,) = cells(hamlet, text, "sum")
    assert (money["funders"], money["beneficiaries"], money["amount"]) == ("syndicat", "lin-neuf", "35000")
    (member,) = cells(hamlet, text, "membership")
    assert (member["member"], member["organisation"]) == ("lin-neuf", "eau-vive")


def test_lines_of_sums_are_told_by_what_stands_above_them(hamlet: KnowledgeGraph) -> None:
    plan = "Syndicat mixte du Hameau\n\nLe plan de financement est arrêté comme suit :\n- Pôle Bois Vif : 4 000 €\n- Travaux : 9 000 €\n"
    (paid,) = cells(hamlet, plan, "sum")
    assert (paid["funders"], paid["amount"], "beneficiaries" in paid) == ("bois-vif", "4000", False)
    voted = "Syndicat mixte du Hameau\n\nLe comité vote les subventions suivantes :\n- Lin Neuf : 4 000 €\n- Les Burons en fête : 1 200 €\n- Total : 5 200 €\n"
    found = {(one["funders"], one["beneficiaries"], one["amount"]) for one in cells(hamlet, voted, "sum")}
    assert found == {("syndicat", "lin-neuf", "4000"), ("syndicat", "les-burons-en-fete", "1200")}


def test_a_decision_without_a_subject_is_that_of_the_body_that_took_it(hamlet: KnowledgeGraph) -> None:
    text = "Syndicat mixte du Hameau\nDélibération du 27 mai 2024\n\nArticle 1 : ATTRIBUE à Lin Neuf une subvention d'un montant de 45 000 €.\n"
    (money,) = cells(hamlet, text, "sum")
    assert (money["funders"], money["beneficiaries"]) == ("syndicat", "lin-neuf")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Syndicat mixte Eaux et Rivières du Bazadour (SMERB)\n\nLe SMERB emploie 27 agents.",
            "Syndicat mixte Eaux et Rivières du Bazadour",
        ),
        (
            "Communauté de communes Terres d'Aubrac et Truyère\n\nLa Communauté de communes Terres d'Aubrac et Truyère emploie 27 agents.",
            "Communauté de communes Terres d'Aubrac et Truyère",
        ),
    ],
)
def test_a_name_goes_on_after_et_where_the_text_shows_it(hamlet: KnowledgeGraph, text: str, name: str) -> None:
    assert [one["name"] for one in cells(hamlet, text, "actor")] == [name]


def test_two_bodies_joined_by_et_stay_two(hamlet: KnowledgeGraph) -> None:
    text = "La Communauté de communes du Sornay et Alpagel ont signé une convention le 3 mars 2023."
    assert [one["name"] for one in cells(hamlet, text, "actor")] == ["Communauté de communes du Sornay", "Alpagel"]


def test_she_is_no_syndicate(hamlet: KnowledgeGraph) -> None:
    text = "Le Syndicat mixte du Hameau soutient la Ressourcerie de Clamerac. Elle emploie 11 salariés."
    (figure,) = cells(hamlet, text, "figure")
    assert figure["about"] == "actor/ressourcerie-de-clamerac"


def test_the_same_document_twice_proposes_the_same_keys(hamlet: KnowledgeGraph) -> None:
    text = "Lin Neuf, créé en 2011, a rejoint le Pôle Bois Vif et emploie 14 salariés."
    first, again = read(hamlet, text), read(hamlet, text)
    assert [one.key for one in first.proposals] == [one.key for one in again.proposals]
    document = read_document("note.txt", text.encode())
    assert not propose(document, hamlet, rejected={one.key for one in first.proposals}).proposals


def test_what_is_put_in_is_quoted_as_the_words_at_its_place(hamlet: KnowledgeGraph) -> None:
    text = "Lin Neuf héberge des ateliers et emploie 14 personnes."
    (figure,) = [one for one in read(hamlet, text).proposals if one.kind == "figure"]
    assert (
        figure.quote == "Lin Neuf héberge des ateliers et emploie 14 personnes"
        and text[figure.start : figure.end] == figure.quote
    )


def test_a_line_tells_what_its_sum_is_for_beside_its_name(hamlet: KnowledgeGraph) -> None:
    text = "Syndicat mixte du Hameau\n\nLe comité a décidé d'allouer :\n– 85 000 € à Lin Neuf pour la réhabilitation de la halle ;\n"
    (money,) = cells(hamlet, text, "sum")
    assert (money["funders"], money["beneficiaries"], money["amount"]) == ("syndicat", "lin-neuf", "85000")


def test_him_is_who_received_before(hamlet: KnowledgeGraph) -> None:
    text = "Le Syndicat mixte du Hameau accorde 40 000 € à Lin Neuf. Le Pôle Bois Vif lui verse également 3 000 €."
    given = {(one["funders"], one["beneficiaries"]) for one in cells(hamlet, text, "sum")}
    assert given == {("syndicat", "lin-neuf"), ("bois-vif", "lin-neuf")}


def test_what_is_left_is_no_office(hamlet: KnowledgeGraph) -> None:
    assert cells(hamlet, "Lin Neuf a quitté ses locaux de Montcley.", "office") == []


def test_it_is_left_by_a_body_of_its_gender(hamlet: KnowledgeGraph) -> None:
    text = "Le Syndicat mixte du Hameau travaille avec la Chambre d'agriculture du Sornay. Lin Neuf l'a quitté en juin 2022."
    (membership,) = cells(hamlet, text, "membership")
    assert membership["organisation"] == "syndicat"


def test_minutes_name_their_council_and_its_day(hamlet: KnowledgeGraph) -> None:
    text = "COMMUNE DE SAINT-AUBERT\nConseil municipal – séance du 18 novembre 2024\n\nLe conseil se réunit.\n\nProchain conseil le 9 décembre 2024.\n"
    assert {one["when"] for one in cells(hamlet, text, "event")} == {"2024-11-18", "2024-12-09"}


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Lin Neuf : 26 communes, 19 400 habitants, 74 agents.", "figure", {"about": "actor/lin-neuf", "value": "74"}),
        (
            "Lin Neuf : créé en 2015, membre du Pôle Bois Vif.",
            "membership",
            {"member": "lin-neuf", "organisation": "bois-vif"},
        ),
        ("• Le Pôle Bois Vif s'engage sur 2,1 M€.", "sum", {"amount": "2100000", "funders": "bois-vif"}),
        (
            "Porté par Lin Neuf et le Pôle Bois Vif, le projet « Ligne 7 » avance.",
            "project",
            {"name": "Ligne 7", "carried_by": "lin-neuf;bois-vif"},
        ),
    ],
)
def test_sheets_and_points_are_read(hamlet: KnowledgeGraph, text: str, kind: str, expected: dict[str, str]) -> None:
    found = cells(hamlet, text, kind)
    assert any(expected.items() <= one.items() for one in found), found


def test_an_organ_is_no_body_that_is_joined(hamlet: KnowledgeGraph) -> None:
    text = "Syndicat mixte du Hameau\n\nLin Neuf et le Pôle Bois Vif ont rejoint le comité."
    assert cells(hamlet, text, "membership") == []


def test_the_year_of_a_convention_that_is_renewed_is_not_that_of_its_signature(hamlet: KnowledgeGraph) -> None:
    (agreement,) = cells(
        hamlet, "Lin Neuf et le Pôle Bois Vif ont renouvelé leur convention, née en 2013.", "agreement"
    )
    assert "signed" not in agreement


def test_a_sentence_without_end_is_read_in_pieces(hamlet: KnowledgeGraph) -> None:
    text = "Lin Neuf, le Cluster Eau Vive, " * 400 + "le Pôle Bois Vif a attribué 5 000 € à Lin Neuf."
    proposals = read(hamlet, text).proposals
    assert [one.row.cells["amount"] for one in proposals if one.kind == "sum"][-1] == "5000"
    assert [one for one in proposals if len(one.quote) > 5_000] == []


def test_a_person_who_signs_is_no_body(hamlet: KnowledgeGraph) -> None:
    text = "Le 3 mars 2025\n\nNous avons rejoint le Pôle Bois Vif.\n\nPaul Témoin\nDirecteur\n"
    assert not any("temoin" in value for one in read(hamlet, text).proposals for value in one.row.cells.values())


def test_who_presides_is_no_funder(hamlet: KnowledgeGraph) -> None:
    text = "Présidé par Jeanne Exemple, le Syndicat mixte du Hameau consacre 12 000 € au lin."
    (money,) = cells(hamlet, text, "sum")
    assert money["funders"] == "syndicat"


def test_a_sum_for_several_structures_is_one_sum(hamlet: KnowledgeGraph) -> None:
    text = "Le Syndicat mixte du Hameau a attribué 210 000 € à trois structures : Lin Neuf, le Pôle Bois Vif et le Secours rural."
    (money,) = cells(hamlet, text, "sum")
    assert (money["amount_scope"], money["beneficiaries"]) == ("global", "lin-neuf;bois-vif;secours-rural")


def test_a_company_that_is_called_so_is_meant_again(hamlet: KnowledgeGraph) -> None:
    text = "La coopérative Les Huiles du Val presse des olives. La Région Occitanie a accordé à la coopérative une subvention de 46 000 €."
    (money,) = cells(hamlet, text, "sum")
    assert (money["funders"], money["beneficiaries"]) == ("region-occitanie", "les-huiles-du-val")


def test_a_sum_whose_receivers_are_only_meant_is_left_out(hamlet: KnowledgeGraph) -> None:
    assert cells(hamlet, "Le Syndicat mixte du Hameau a attribué 210 000 € à quatre structures.", "sum") == []


def test_a_name_goes_on_with_its_adjectives(hamlet: KnowledgeGraph) -> None:
    text = "Le Syndicat mixte du Hameau a signé une convention avec le Grand Port maritime occitan."
    assert "Grand Port maritime occitan" in [one["name"] for one in cells(hamlet, text, "actor")]


def test_persons_sign_for_their_bodies(hamlet: KnowledgeGraph) -> None:
    text = "Jeanne Exemple, présidente du Syndicat mixte du Hameau, et Paul Témoin, directeur de l'Agence Alpagel, ont paraphé un protocole le 3 mars 2024."
    (agreement,) = cells(hamlet, text, "agreement")
    assert set(agreement["parties"].split(";")) == {"syndicat", "agence-alpagel"}
    assert "private-office" in read(hamlet, text).notes


def test_who_is_employed_somewhere_has_a_site_there(hamlet: KnowledgeGraph) -> None:
    text = "Lin Neuf emploie 14 personnes à Saint-Aubin."
    (site,) = cells(hamlet, text, "office")
    assert (site["actor"], site["status"]) == ("lin-neuf", "implied")


def test_an_assembly_that_decides_to_join_is_the_member(hamlet: KnowledgeGraph) -> None:
    text = "Syndicat mixte du Hameau\nCompte rendu de la séance du 3 mars 2024\n\nLe comité syndical :\n– décide d'adhérer au Pôle Bois Vif à compter du 1er juin 2024 ;\n"
    (member,) = cells(hamlet, text, "membership")
    assert (member["member"], member["organisation"], member["start"]) == ("syndicat", "bois-vif", "2024-06-01")


def test_an_event_of_any_name_takes_place(hamlet: KnowledgeGraph) -> None:
    text = "Une visite de chantier se tiendra le 7 mars 2026 à Saint-Aubin."
    (event,) = cells(hamlet, text, "event")
    assert (event["name"], event["when"]) == ("Visite de chantier", "2026-03-07")


def test_a_sheet_of_several_projects_gives_each_its_sum(hamlet: KnowledgeGraph) -> None:
    text = "Syndicat mixte du Hameau\nLauréats\n\n1. FOUR VERT\n\nPorteur : Lin Neuf\n\nAide accordée : 20 000 €\n"
    (project,), (money,) = cells(hamlet, text, "project"), cells(hamlet, text, "sum")
    assert (project["name"], money["beneficiaries"], money["amount"]) == ("Four vert", "lin-neuf", "20000")
