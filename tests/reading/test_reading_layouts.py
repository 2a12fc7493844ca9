"""What is said by the layout of a document is read: tables, mastheads, signatures, sheets, years that lead a line."""

from __future__ import annotations

import io
import zipfile

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.reading import Proposed, propose, read_document

pytestmark = pytest.mark.usefixtures("without_spacy")


def read(graph: KnowledgeGraph, text: str) -> list[Proposed]:
    return list(propose(read_document("note.txt", text.encode()), graph).proposals)


def told(proposals: list[Proposed], kind: str, *cells: str) -> set[tuple[str, ...]]:
    """Cells of the proposals of a kind."""
    return {tuple(one.row.cells.get(name, "") for name in cells) for one in proposals if one.kind == kind}


GRANTS = """Communauté de communes du Val d'Aure
Compte rendu du conseil communautaire du 12 mars 2026

Subventions aux associations

{table}
"""


def test_a_table_of_grants_says_who_pays_whom(hamlet: KnowledgeGraph) -> None:
    table = """N° | Bénéficiaire | Siège | Montant
---|---|---|---
1 | Association Transhumances | Larrumbère | 18 000 €
2 | Coopérative Ardi Ona | – | 64 200 €
3 | Radio Haute-Soule | – | dossier ajourné
 | TOTAL | | 82 200 €"""
    found = read(hamlet, GRANTS.format(table=table))
    payer = "communaute-de-communes-du-val-d-aure"
    assert told(found, "sum", "funders", "beneficiaries", "amount") == {
        (payer, "association-transhumances", "18000"),
        (payer, "cooperative-ardi-ona", "64200"),
    }
    assert told(found, "office", "actor", "place") == {("association-transhumances", "larrumbere")}


def test_columns_of_text_are_a_table_and_their_heads_say_euros(hamlet: KnowledgeGraph) -> None:
    table = """Association                 Objet              Montant en €
Les Amis du moulin          fonctionnement     1 500
Harmonie de Valigny         concert            2 000,50
Club nautique d'Aure        refusé             -
Total                                          3 500,50"""
    found = read(hamlet, GRANTS.format(table=table))
    assert told(found, "sum", "beneficiaries", "amount") == {
        ("les-amis-du-moulin", "1500"),
        ("harmonie-de-valigny", "2000.50"),
    }


def test_a_table_of_projects_names_carriers_and_partners(hamlet: KnowledgeGraph) -> None:
    found = read(
        hamlet,
        "Liste\n\nProjet | Porteur | Partenaires\nFil Vert | Société Marbo | Lycée agricole de Valigny ; Lin Neuf\n",
    )
    assert told(found, "project", "name", "carried_by", "involves") == {
        ("Fil Vert", "societe-marbo", "lycee-agricole-de-valigny;lin-neuf")
    }


def test_cells_of_office_documents_stay_apart() -> None:
    heads = "<tr><th>Bénéficiaire</th><th>Montant</th></tr>"
    page = f"<table>{heads}<tr><td><p>Lin Neuf</p></td><td>12 000 €</td></tr></table>"
    lines = [
        " ".join(line.split()) for line in read_document("t.html", page.encode()).text.splitlines() if line.strip()
    ]
    assert lines == ["| Bénéficiaire | Montant |", "| Lin Neuf | 12 000 € |"]
    row = "<w:tr>{}</w:tr>"
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    body = "".join(
        row.format("".join(cell.format(word) for word in words))
        for words in (("Bénéficiaire", "Montant"), ("Lin Neuf", "12 000 €"), ("Une cellule seule",))
    )
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    xml = f"<w:document {space}><w:body><w:tbl>{body}</w:tbl></w:body></w:document>"
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("word/document.xml", xml)
    text = read_document("t.docx", archive.getvalue()).text
    assert text.startswith("| Bénéficiaire | Montant |\n| Lin Neuf | 12 000 € |")
    assert "| Une cellule seule" not in text


@pytest.mark.parametrize(
    ("text", "mandates"),
    [
        (
            "M. Luc Dervieux est élu président par 23 voix contre 2. "
            "Sont élus vice-présidents : Mme Anne Roblet et M. Karim Belhadj.",
            {
                ("luc-dervieux", "president", "2026-03-12"),
                ("anne-roblet", "vice-president", "2026-03-12"),
                ("karim-belhadj", "vice-president", "2026-03-12"),
            },
        ),
        ("Le point est ajourné.\n\nLe président,\nAlain Marcassin", {("alain-marcassin", "president", "")}),
        ("Si M. Luc Dervieux était élu président, il démissionnerait.", set()),
    ],
)
def test_minutes_and_signatures_tell_mandates(
    hamlet: KnowledgeGraph, text: str, mandates: set[tuple[str, str, str]]
) -> None:
    head = "SYNDICAT MIXTE DU BASSIN DE LA VAUGE\n\nComité syndical du 12 mars 2026\nProcès-verbal\n\n"
    assert told(read(hamlet, head + text), "mandate", "person", "role", "start") == mandates


def test_a_convention_tells_who_represents_its_parties(hamlet: KnowledgeGraph) -> None:
    found = read(
        hamlet,
        "Le Parc naturel régional de Brotonne, syndicat mixte ayant son siège à Notre-Dame, "
        "représenté par M. Jacques Charron, agissant en qualité de président.",
    )
    assert told(found, "mandate", "person", "role") == {("jacques-charron", "president")}
    assert told(found, "office", "actor") == {("parc-naturel-regional-de-brotonne",)}


@pytest.mark.parametrize(
    ("sentence", "figures"),
    [
        ("La Société Marbo, dernier employeur avec six cent onze salariés, modernise ses cuves.", {("611",)}),
        ("Vingt-deux personnes travaillent à la Société Marbo.", {("22",)}),
        ("La Société Marbo emploie 47 horlogers et opérateurs.", {("47",)}),
        ("La Société Marbo fait tourner une usine de 64 salariés.", {("64",)}),
        ("La Société Marbo recrutera avec 20 salariés de plus.", set()),
        ("La Société Marbo a présenté son plan à une réunion avec 40 salariés.", set()),
    ],
)
def test_numbers_of_staff(hamlet: KnowledgeGraph, sentence: str, figures: set[tuple[str]]) -> None:
    assert told(read(hamlet, sentence), "figure", "value") == figures


def test_people_who_work_somewhere_are_no_body_that_works_with_another(hamlet: KnowledgeGraph) -> None:
    assert not told(read(hamlet, "Vingt-deux personnes travaillent à la Société Marbo."), "collaboration", "actor")


def test_the_name_at_the_head_is_whom_a_document_speaks_of(hamlet: KnowledgeGraph) -> None:
    text = """INITIATIVE BASSIN D'ORVANNE
Rapport d'activité présenté le 22 mai 2024 (Domaine de la Faïencerie, Corvigny)

Plateforme Orvanne Création, née en 2001, s'appelle Initiative Bassin d'Orvanne depuis le 1er octobre 2023.

L'équipe compte 8 salariés.

L'association est membre du réseau Initiative Centre-Est.
"""
    found = read(hamlet, text)
    (figure,) = told(found, "figure", "about", "value")
    assert figure == ("actor/plateforme-orvanne-creation", "8")
    assert told(found, "membership", "member", "organisation") == {
        ("plateforme-orvanne-creation", "initiative-centre-est")
    }


def test_a_year_that_leads_a_line_is_that_of_its_days(hamlet: KnowledgeGraph) -> None:
    text = """Notre histoire

2009 – Naissance de l'association, sous le nom de Filière Bois Vermoise.
2016 – En juin, la Filière Bois Vermoise a ouvert une antenne à Vaubremont.
"""
    found = read(hamlet, text)
    assert told(found, "change", "kind", "when") == {("creation", "2009")}
    assert told(found, "office", "place", "start") == {("vaubremont", "2016-06")}


def test_sheets_tell_projects_with_carriers_partners_aids_and_costs(hamlet: KnowledgeGraph) -> None:
    text = """Région Val-d'Aumance
Appel à projets 2025 : liste des lauréats

1/ CHALEUR DE COUR
Lauréat : Fonderies de Sancergues (Sancergues, 240 salariés)
Partenaires : Université du Berry-Aumance, Lin Neuf
Aide régionale : 140 000 €
Coût de l'opération : 520 000 €
"""
    found = read(hamlet, text)
    assert told(found, "project", "name", "carried_by", "involves") == {
        ("Chaleur de cour", "fonderies-de-sancergues", "universite-du-berry-aumance;lin-neuf")
    }
    assert told(found, "sum", "beneficiaries", "amount") == {("fonderies-de-sancergues", "140000")}
    assert ("project/chaleur-de-cour", "cout", "520000") in told(found, "figure", "about", "measure", "value")
    assert ("actor/fonderies-de-sancergues", "effectif", "240") in told(found, "figure", "about", "measure", "value")
    assert told(found, "office", "actor", "place") == {("fonderies-de-sancergues", "sancergues")}
    cost = next(one for one in found if one.row.cells.get("measure") == "cout" and one.kind == "figure")
    assert {one.key for one in found if one.kind == "project"} <= set(cost.needs)


@pytest.mark.parametrize(
    ("text", "kind", "cells", "expected"),
    [
        (
            "Lin Neuf et le Pôle Bois Vif ont fusionné le 1er janvier 2026. L'ensemble prend le nom de Deux Caps Bois.",
            "change",
            ("kind", "when", "before"),
            {("merger", "2026-01-01", "lin-neuf;bois-vif")},
        ),
        (
            "Le Pôle Bois Vif compte 97 adhérents, parmi lesquels Lin Neuf et la Papeterie de Rilhac.",
            "membership",
            ("member", "organisation"),
            {("lin-neuf", "bois-vif"), ("papeterie-de-rilhac", "bois-vif")},
        ),
        (
            "Outre son siège de Châtelmoron, Lin Neuf dispose d'une agence à Pontgibert.",
            "office",
            ("actor", "place"),
            {("lin-neuf", "chatelmoron"), ("lin-neuf", "pontgibert")},
        ),
        ("Lin Neuf ne quittera pas Port-Salin.", "office", ("actor", "place"), {("lin-neuf", "port-salin")}),
        (
            "Houlévolt est conduit par Lin Neuf avec le Pôle Bois Vif.",
            "project",
            ("name", "carried_by", "involves"),
            {("Houlévolt", "lin-neuf", "bois-vif")},
        ),
        (
            "Le chantier s'inscrit dans le programme Cuves 2030, que Lin Neuf mène avec le Pôle Bois Vif.",
            "project",
            ("name", "carried_by", "involves"),
            {("Cuves 2030", "lin-neuf", "bois-vif")},
        ),
        (
            "Rendez-vous le 5 février 2026, à la médiathèque de Salinges, pour les États généraux de la ruralité.",
            "event",
            ("name", "when"),
            {("États généraux de la ruralité", "2026-02-05")},
        ),
        (
            "Remise des prix\n\nLes lauréats seront reçus par Lin Neuf le lundi 2 février 2026, à l'abbaye de Flarans.",
            "event",
            ("name", "when", "organisers"),
            {("Remise des prix", "2026-02-02", "lin-neuf")},
        ),
    ],
)
def test_turns_of_which_one_sentence_does_not_say_all(
    hamlet: KnowledgeGraph, text: str, kind: str, cells: tuple[str, ...], expected: set[tuple[str, ...]]
) -> None:
    assert told(read(hamlet, text), kind, *cells) == expected


QUESTIONS = """Enquête des clusters

1. Nom de votre structure ?
Réponse : Voiles du Nord

2. Date de création ?
Réponse : 2004

3. Nombre de salariés ?
Réponse : 8 (dont 2 à temps partiel)

4. Où se situent vos locaux ?
Réponse : Arcassac. Une antenne à Hossegart devrait voir le jour.

5. Vos financeurs publics ?
Réponse : Bassin Métropole, 60 000 €.

6. Envisagez-vous d'ouvrir un bureau à Dunes ?
Réponse : oui, un bureau à Dunes

7. De quels réseaux êtes-vous membre ?
Réponse : la Fédération des industries nautiques
"""


def test_an_answer_says_what_was_asked_and_a_wish_is_no_fact(hamlet: KnowledgeGraph) -> None:
    found = read(hamlet, QUESTIONS)
    assert told(found, "change", "after", "when") == {("voiles-du-nord", "2004")}
    assert told(found, "figure", "about", "value") == {("actor/voiles-du-nord", "8")}
    assert told(found, "office", "actor", "place") == {("voiles-du-nord", "arcassac")}
    assert told(found, "sum", "funders", "beneficiaries", "amount") == {("bassin-metropole", "voiles-du-nord", "60000")}
    assert {one[0] for one in told(found, "membership", "member")} == {"voiles-du-nord"}


def test_in_a_talk_the_questions_state_nothing_and_we_is_the_body_of_who_answers(hamlet: KnowledgeGraph) -> None:
    found = read(
        hamlet,
        """Transcription de l'émission

ANIMATEUR : Bonjour. Nous recevons la présidente de Brenne Agglomération. Allez-vous quitter le Pôle Bois ?
MATHILDE GERVAIS : Pas du tout, nous en sommes membres depuis 2012.
ANIMATEUR : L'usine Ferro va recevoir 3 millions d'euros de l'État ?
MATHILDE GERVAIS : Je ne sais pas.
ANIMATEUR : Si vous signez avec l'Agence foncière du Centre, que ferez-vous ?
MATHILDE GERVAIS : Rien n'est signé.
""",
    )
    assert told(found, "membership", "member", "organisation", "start") == {
        ("brenne-agglomeration", "pole-bois", "2012")
    }
    assert not told(found, "agreement", "parties") | told(found, "sum", "amount")


def test_an_order_of_a_prefect_says_who_enters_leaves_and_ends(hamlet: KnowledgeGraph) -> None:
    found = read(
        hamlet,
        """PRÉFECTURE DU VAL-DE-BRUCHE
Arrêté portant extension du périmètre de la Communauté de communes de la Mossig

Vu l'arrêté du 30 décembre 1999 portant création de la Communauté de communes de la Mossig ;
Vu la délibération par laquelle la commune de Saint-Ybars demande son retrait ;

ARRÊTE
Article 1 : Les communes de Cosswald et de Traenheim sont intégrées à la Communauté de communes au 1er janvier 2024.
Article 2 : Est constatée la dissolution du SIVOM de la Sommerau à la date du 31 décembre 2023.
Article 3 : Son siège est transféré de Wasselau à Marlenbach.
""",
    )
    assert {one for one in told(found, "membership", "member", "start") if one[0].startswith("commune")} == {
        ("commune-de-cosswald", "2024-01-01"),
        ("commune-de-traenheim", "2024-01-01"),
    }
    assert told(found, "change", "kind", "when") == {("creation", "1999-12-30"), ("closure", "2023-12-31")}
    assert "wasselau" not in {one[0] for one in told(found, "office", "place")}


def test_items_below_a_name_speak_of_it(hamlet: KnowledgeGraph) -> None:
    found = read(
        hamlet,
        """Note du service économique

* Plastibel
  - 215 adhérents
  - convention avec la Métropole du Vexin, signée le 28/06/2024
* Projet Senteurs
  - porté par Plastibel
""",
    )
    assert any("plastibel" in one.row.cells["id"] and "215" in one.row.cells.values() for one in found)
    assert told(found, "agreement", "parties", "signed") == {("metropole-du-vexin;plastibel", "2024-06-28")}
    assert told(found, "project", "carried_by") == {("plastibel",)}


def test_a_list_says_what_its_heading_says(hamlet: KnowledgeGraph) -> None:
    found = read(
        hamlet,
        """Technopole de l'Isle – Lettre de mars 2024

Bienvenue à

– Lumidor, qui s'installe à Périgac ;
– Truffes & Co.

Le conseil, à l'unanimité, décide :
- d'attribuer 3 000 € à l'association Harmonie de Valigny ;
- de rejeter la demande de la Compagnie des Lucioles ;
""",
    )
    assert told(found, "membership", "member", "organisation") == {
        ("lumidor", "technopole-de-l-isle"),
        ("truffes-co", "technopole-de-l-isle"),
    }
    assert told(found, "sum", "beneficiaries", "amount") == {("harmonie-de-valigny", "3000")}


def test_what_is_called_off_is_no_event_and_what_is_put_off_has_its_new_day(hamlet: KnowledgeGraph) -> None:
    off = "Le Forum des métiers du 3 mai 2024 à Rouen est annulé. "
    off += "Le Salon du bois, prévu le 5 mai 2024, est reporté au 12 juin 2024."
    assert {one[0] for one in told(read(hamlet, off), "event", "when")} == {"2024-06-12"}


def test_an_organ_of_another_body_does_not_stand_for_who_issued_the_document(hamlet: KnowledgeGraph) -> None:
    found = read(
        hamlet,
        """Ville de Cosnes
Compte rendu du conseil municipal du 12 mars 2026

Le conseil régional a versé 75 000 € à l'association Rivières Vivantes. Est constatée la dissolution du SIVOM du Lac au
31 décembre 2025. Est constatée la dissolution du SIVOM du Val au 1er juillet 2026.
La convention avec le lycée Jean-Prouvel est arrivée à échéance. Celle qui lie la Ville à Seille Habitat est prorogée.
""",
    )
    assert ("ville-de-cosnes",) not in told(found, "sum", "funders")
    assert told(found, "change", "before", "when") == {
        ("sivom-du-lac", "2025-12-31"),
        ("sivom-du-val", "2026-07-01"),
    }
    assert told(found, "agreement", "parties") == {("ville-de-cosnes;seille-habitat",)}
