"""What sentences of administrative French state is proposed; what they deny, suppose or announce is not."""

from __future__ import annotations

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.reading import Proposed, Reading, propose, read_document
from territory_graph.reading.learned.pairs import RELATIONS
from territory_graph.reading.learned.weighing import weights

SYNDICATE, BOIS, LIN = "Syndicat mixte du Hameau", "Pôle Bois Vif", "Lin Neuf"
pytestmark = pytest.mark.usefixtures("without_spacy")

ABOUT_ITSELF = {"id", "source", "locator", "status", "confidence", "name", "kind", "post", "post_name"}


def read(graph: KnowledgeGraph, text: str) -> Reading:
    return propose(read_document("note.txt", text.encode()), graph)


def facts(reading: Reading) -> list[tuple[str, dict[str, str]]]:
    """Each fact by its kind and the cells that it is made of, new things and words left out."""
    return [
        (one.kind, {name: cell for name, cell in one.row.cells.items() if name not in ABOUT_ITSELF})
        for one in reading.proposals
        if one.kind not in ("actor", "place", "concept")
    ]


@pytest.mark.parametrize(
    ("sentence", "kind", "cells"),
    [
        (
            "Le projet « Nid Vert » débute. Lin Neuf en est le maître d'ouvrage et le Pôle Bois Vif y contribue.",
            "project",
            {"carried_by": "lin-neuf", "involves": "bois-vif"},
        ),
        (
            "Le programme s'appelle Fil Clair. Lin Neuf en assure le pilotage, épaulée par le Pôle Bois Vif.",
            "project",
            {"carried_by": "lin-neuf", "involves": "bois-vif"},
        ),
        (
            "Le point est fait sur Nid Vert, le projet que Lin Neuf mène avec le Pôle Bois Vif.",
            "project",
            {"carried_by": "lin-neuf", "involves": "bois-vif"},
        ),
        (
            "Lin Neuf et l'Agence du Hameau, toutes deux membres du Pôle Bois Vif, recrutent.",
            "membership",
            {"member": "agence", "organisation": "bois-vif", "role": "membre"},
        ),
        (
            "On rappelle à l'assemblée que Lin Neuf, dont le siège est à Velle et qui a 118 adhérents, bouge.",
            "figure",
            {"about": "actor/lin-neuf", "measure": "nb-membres", "value": "118", "unit": "adhérents"},
        ),
        (
            "Parmi nous figure Lin Neuf, adhérente du Pôle Bois Vif depuis 2009, qui emploie 26 salariés.",
            "figure",
            {"about": "actor/lin-neuf", "measure": "effectif", "value": "26", "unit": "salariés"},
        ),
        (
            "Lin Neuf est une association née en 2013.",
            "change",
            {"when": "2013", "after": "lin-neuf"},
        ),
        (
            "À la suite d'un départ, Lin Neuf n'emploie plus que sept agents. Son équipe a pris ses quartiers à Velle.",
            "office",
            {"actor": "lin-neuf", "place": "velle"},
        ),
        (
            "Parmi les adhérents du Pôle Bois Vif figure Lin Neuf.",
            "membership",
            {"member": "lin-neuf", "organisation": "bois-vif", "role": "membre"},
        ),
        (
            "Lin Neuf est elle-même affiliée au Pôle Bois Vif depuis 2018.",
            "membership",
            {"member": "lin-neuf", "organisation": "bois-vif", "role": "membre", "start": "2018"},
        ),
        (
            "Le 3 mars 2023, le Pôle Bois Vif et Lin Neuf ont signé une convention de partenariat.",
            "agreement",
            {"parties": "bois-vif;lin-neuf", "signed": "2023-03-03"},
        ),
        (
            "Une charte est conclue entre le Pôle Bois Vif, Lin Neuf et le Cluster Eau Vive pour la période 2018-2021.",
            "agreement",
            {"parties": "bois-vif;lin-neuf;eau-vive", "start": "2018", "end": "2021"},
        ),
        (
            "Le Syndicat mixte du Hameau a attribué une subvention de 40 000 € à Lin Neuf.",
            "sum",
            {
                "amount": "40000",
                "amount_scope": "share",
                "funders": "syndicat",
                "beneficiaries": "lin-neuf",
                "supporters": "syndicat",
                "supported": "lin-neuf",
            },
        ),
        (
            "Le Syndicat mixte du Hameau accorde 1,2 million d'euros à Lin Neuf et au Pôle Bois Vif.",
            "sum",
            {
                "amount": "1200000",
                "amount_scope": "global",
                "funders": "syndicat",
                "beneficiaries": "lin-neuf;bois-vif",
                "supporters": "syndicat",
                "supported": "lin-neuf;bois-vif",
            },
        ),
        (
            "Le Syndicat mixte du Hameau soutient Lin Neuf.",
            "support",
            {"supporters": "syndicat", "supported": "lin-neuf"},
        ),
        (
            "Lin Neuf est soutenu par le Syndicat mixte du Hameau.",
            "support",
            {"supporters": "syndicat", "supported": "lin-neuf"},
        ),
        (
            "Lin Neuf a rejoint le Pôle Bois Vif en mai 2020.",
            "membership",
            {"member": "lin-neuf", "organisation": "bois-vif", "role": "membre", "start": "2020-05"},
        ),
        (
            "Lin Neuf n'est plus membre du Pôle Bois Vif depuis 2018.",
            "membership",
            {"member": "lin-neuf", "organisation": "bois-vif", "role": "membre", "end": "2018"},
        ),
        (
            "Le Pôle Bois Vif collabore étroitement avec Lin Neuf.",
            "collaboration",
            {"actor": "bois-vif", "partner": "lin-neuf"},
        ),
        (
            "Le Pôle Bois Vif et Lin Neuf unissent leurs forces autour du bois de chanvre.",
            "collaboration",
            {"actor": "bois-vif", "partner": "lin-neuf"},
        ),
        (
            "Le Pôle Bois Vif s'est allié à Lin Neuf.",
            "collaboration",
            {"actor": "bois-vif", "partner": "lin-neuf"},
        ),
        (
            "Associé à Lin Neuf depuis deux ans, le Pôle Bois Vif recrute.",
            "collaboration",
            {"actor": "bois-vif", "partner": "lin-neuf"},
        ),
        (
            "La convention-cadre qui lie le Pôle Bois Vif à Lin Neuf court jusqu'au 31 décembre 2027.",
            "agreement",
            {"parties": "bois-vif;lin-neuf", "end": "2027-12-31"},
        ),
        (
            "Le Pôle Bois Vif et Lin Neuf se sont engagés le 30 mai 2024 dans une convention.",
            "agreement",
            {"parties": "bois-vif;lin-neuf", "signed": "2024-05-30"},
        ),
        (
            "Lauréat de l'appel à projets Filières, le Pôle Bois Vif reçoit 350 000 euros du Syndicat mixte du Hameau.",
            "sum",
            {
                "amount": "350000",
                "amount_scope": "share",
                "funders": "syndicat",
                "beneficiaries": "bois-vif",
                "supporters": "syndicat",
                "supported": "bois-vif",
            },
        ),
        ("Lin Neuf, anciennement Lin Ancien, grandit.", "name", {"actor": "lin-neuf"}),
        ("Le Cluster Eau Vive (CEV) recrute.", "name", {"actor": "eau-vive"}),
        (
            "Le Pôle Bois Vif est devenu le 1er janvier 2022 le Pôle Forêt Vive.",
            "change",
            {"when": "2022-01-01", "before": "bois-vif", "after": "bois-vif"},
        ),
        ("Créé en 2011, le Pôle Bois Vif emploie des ingénieurs.", "change", {"when": "2011", "after": "bois-vif"}),
        (
            "Le Cluster Eau Vive a été dissous le 31 décembre 2019.",
            "change",
            {"when": "2019-12-31", "before": "eau-vive"},
        ),
        (
            "Le Pôle Bois Vif dispose d'une antenne à Saint-Aubin depuis 2021.",
            "office",
            {"actor": "bois-vif", "place": "saint-aubin", "start": "2021"},
        ),
        (
            "Lin Neuf, dont le siège est à Saint-Aubin, grandit.",
            "office",
            {"actor": "lin-neuf", "place": "saint-aubin"},
        ),
        (
            "Lin Neuf emploie 14 salariés.",
            "figure",
            {"about": "actor/lin-neuf", "measure": "effectif", "value": "14", "unit": "salariés"},
        ),
        (
            "La Communauté de communes du Val Clair regroupe 23 communes.",
            "figure",
            {"about": "actor/val-clair", "measure": "nb-communes", "value": "23", "unit": "communes"},
        ),
        (
            "Le projet Rivages, porté par le Syndicat mixte du Hameau, avance.",
            "project",
            {"carried_by": "syndicat"},
        ),
        (
            "Le Pôle Bois Vif organise les Rencontres du bois le 12 juin 2023 à Saint-Aubin.",
            "event",
            {"when": "2023-06-12", "state": "planned", "place": "saint-aubin", "organisers": "bois-vif"},
        ),
    ],
)
def test_what_a_sentence_states_is_proposed(
    hamlet: KnowledgeGraph, sentence: str, kind: str, cells: dict[str, str]
) -> None:
    found = [told for sort, told in facts(read(hamlet, sentence)) if sort == kind]
    assert cells in found, facts(read(hamlet, sentence))


def test_a_sum_to_come_is_announced(hamlet: KnowledgeGraph) -> None:
    found = read(hamlet, "Le Syndicat mixte du Hameau versera 40 000 € à Lin Neuf.").proposals
    (money,) = [one.row.cells for one in found if one.kind == "sum"]
    assert (money["funders"], money["beneficiaries"], money["amount_kind"]) == ("syndicat", "lin-neuf", "announcement")


@pytest.mark.parametrize(
    "sentence",
    [
        "Le Pôle Bois Vif n'a pas signé de convention avec Lin Neuf.",
        "Aucune convention n'a été signée entre le Pôle Bois Vif et Lin Neuf.",
        "Une convention entre le Pôle Bois Vif et Lin Neuf sera signée à l'automne.",
        "Une convention pourrait être signée entre le Pôle Bois Vif et Lin Neuf.",
        "Si les conditions sont réunies, le Pôle Bois Vif signe une convention avec Lin Neuf.",
        "Le Pôle Bois Vif envisage de signer une convention avec Lin Neuf.",
        "Le président est autorisé à signer une convention avec Lin Neuf.",
        "Le Syndicat mixte du Hameau n'a versé aucune subvention de 40 000 € à Lin Neuf.",
        "Le Syndicat mixte du Hameau pourrait verser 40 000 € à Lin Neuf.",
        "Le Syndicat mixte du Hameau ne soutient pas Lin Neuf.",
        "Lin Neuf n'est pas membre du Pôle Bois Vif.",
        "Lin Neuf souhaite adhérer au Pôle Bois Vif.",
        "Lin Neuf a-t-il rejoint le Pôle Bois Vif ?",
        "Lin Neuf ouvrira une antenne à Saint-Aubin.",
        "Lin Neuf ne dispose pas d'une antenne à Saint-Aubin.",
        "Le salon du bois, prévu le 3 février 2022 à Saint-Aubin, est annulé.",
        "La demande de subvention de 40 000 € de Lin Neuf a été rejetée.",
        "Le projet de fusion du Pôle Bois Vif et de Lin Neuf est à l'étude.",
    ],
)
def test_what_is_denied_supposed_or_to_come_is_no_fact(hamlet: KnowledgeGraph, sentence: str) -> None:
    assert facts(read(hamlet, sentence)) == []


def test_an_event_to_come_is_proposed_as_planned(hamlet: KnowledgeGraph) -> None:
    text = "Publié le 2 mai 2022\n\nL'assemblée générale du Pôle Bois Vif se tiendra le 5 juin 2022 à Saint-Aubin."
    (event,) = [told for kind, told in facts(read(hamlet, text)) if kind == "event"]
    assert (event["when"], event["state"]) == ("2022-06-05", "planned")


def test_an_event_has_its_whole_name(hamlet: KnowledgeGraph) -> None:
    found = read(hamlet, "L'inauguration de la Maison du lin a lieu le 3 mai 2022 à Saint-Aubin.").proposals
    assert [one.row.cells["name"] for one in found if one.kind == "event"] == ["Inauguration de la Maison du lin"]


def test_a_past_event_is_not_planned(hamlet: KnowledgeGraph) -> None:
    text = "Publié le 2 mai 2022\n\nLe Forum du bois durable a réuni 200 personnes le 5 avril 2022 à Saint-Aubin."
    (event,) = [told for kind, told in facts(read(hamlet, text)) if kind == "event"]
    assert "state" not in event


def test_mandates_are_those_of_public_bodies(hamlet: KnowledgeGraph) -> None:
    text = (
        "Jeanne Exemple, présidente du Syndicat mixte du Hameau, et Paul Autre, "
        "président de l'association Les Amis du Bois, étaient présents."
    )
    reading = read(hamlet, text)
    found = [told for kind, told in facts(reading) if kind == "mandate"]
    assert [(told["person"], told["organisation"], told["role"]) for told in found] == [
        ("jeanne-exemple", "syndicat", "president")
    ]
    assert "private-office" in reading.notes
    assert not any("Paul Autre" in cell for one in reading.proposals for cell in one.row.cells.values())


@pytest.mark.parametrize(
    "sentence",
    [
        "Jeanne Exemple, ancienne présidente du Syndicat mixte du Hameau, témoigne.",
        "Jeanne Exemple, candidate à la présidence du Syndicat mixte du Hameau, témoigne.",
        "Jeanne Exemple n'est pas présidente du Syndicat mixte du Hameau.",
    ],
)
def test_a_mandate_that_is_over_or_hoped_for_is_not_held(hamlet: KnowledgeGraph, sentence: str) -> None:
    assert [kind for kind, _ in facts(read(hamlet, sentence))] == []


def test_one_sum_for_several_bodies_is_never_shared_out(hamlet: KnowledgeGraph) -> None:
    text = "Le Syndicat mixte du Hameau a voté 90 000 € pour Lin Neuf, le Pôle Bois Vif et le Cluster Eau Vive."
    sums = [told for kind, told in facts(read(hamlet, text)) if kind == "sum"]
    assert [(told["amount"], told["amount_scope"]) for told in sums] == [("90000", "global")]


def test_misread_letters_are_mended_and_quoted_as_they_are(hamlet: KnowledgeGraph) -> None:
    text = "Le Pdle Bois Vif soutient I’association Lin Neuf. C’est /@ fin."
    reading = read(hamlet, text)
    (support,) = [one for one in reading.proposals if one.kind == "support"]
    assert (support.row.cells["supporters"], support.row.cells["supported"]) == ("bois-vif", "lin-neuf")
    assert support.quote == "Le Pdle Bois Vif soutient I’association Lin Neuf"
    assert "scanned" in reading.notes


def quoted(one: Proposed) -> tuple[str, str]:
    return one.kind, one.quote


def test_every_proposal_quotes_the_very_words(hamlet: KnowledgeGraph) -> None:
    text = "Note\n\nLin Neuf emploie 14 salariés. Le Pôle Bois Vif, créé en 2011, soutient Lin Neuf."
    document = read_document("note.txt", text.encode())
    reading = propose(document, hamlet)
    assert ("figure", "Lin Neuf emploie 14 salariés") in map(quoted, reading.proposals)
    for one in reading.proposals:
        assert document.text[one.start : one.end] == one.quote
        assert document.passage_at(one.start).locator == one.passage == one.row.cells.get("locator", one.passage)


def drafted(reading: Reading, kind: str) -> list[dict[str, str]]:
    return [cells for found, cells in facts(reading) if found == kind]


def test_a_plan_of_financing_says_who_gives_what(hamlet: KnowledgeGraph) -> None:
    text = "Le plan de financement est arrêté : 40 000 € du Syndicat mixte du Hameau, 10 000 € du Pôle Bois Vif."
    found = {(cells["amount"], cells["funders"]) for cells in drafted(read(hamlet, text), "sum")}
    assert found == {("40000", "syndicat"), ("10000", "bois-vif")}


@pytest.mark.parametrize(
    "text",
    [
        "Le budget de 40 000 € du Syndicat mixte du Hameau est voté.",
        "Le chiffre d'affaires atteint 40 000 € de Lin Neuf.",
        "La dette de 40 000 € du Syndicat mixte du Hameau est remboursée.",
    ],
)
def test_a_sum_of_a_body_that_it_gives_to_nobody_is_no_funding(hamlet: KnowledgeGraph, text: str) -> None:
    assert drafted(read(hamlet, text), "sum") == []


def test_points_of_a_report_say_who_gives_who_belongs_and_who_is_bound(hamlet: KnowledgeGraph) -> None:
    text = (
        "Syndicat mixte du Hameau\nComité syndical – séance ordinaire du 14 février 2025\n\n"
        "Point 1 – Cotisation 2025 à Lin Neuf : 1 850 €. Le syndicat en est adhérent depuis 2014.\n\n"
        "Point 2 – Le syndicat reconduit (2025-2027) la convention qui le lie au Pôle Bois Vif.\n"
    )
    reading = read(hamlet, text)
    assert [cells["when"] for cells in drafted(reading, "event")] == ["2025-02-14"]
    assert [(cells["amount"], cells["beneficiaries"]) for cells in drafted(reading, "sum")] == [("1850", "lin-neuf")]
    assert [(cells["member"], cells["organisation"]) for cells in drafted(reading, "membership")] == [
        ("syndicat", "lin-neuf")
    ]
    assert [cells["parties"] for cells in drafted(reading, "agreement")] == ["syndicat;bois-vif"]


def test_a_sheet_names_a_project_then_who_carries_it_and_with_whom(hamlet: KnowledgeGraph) -> None:
    text = (
        "Le comité s'est réuni.\n\nPoint 3 – Chantier d'insertion « Berges vives ». "
        "Maître d'ouvrage : Syndicat mixte du Hameau. Partenaires : Lin Neuf, Pôle Bois Vif. "
        "Cotraitants : Agence du Hameau.\n"
    )
    (project,) = drafted(read(hamlet, text), "project")
    assert (project["carried_by"], project["involves"]) == ("syndicat", "lin-neuf;bois-vif;agence")


def test_an_invitation_on_several_lines_is_one_event(hamlet: KnowledgeGraph) -> None:
    text = (
        "INVITATION\n\nLe Syndicat mixte du Hameau et Lin Neuf ont le plaisir de vous convier à la conférence\n\n"
        "« Demain le bois »\n\nmardi 8 octobre 2024, de 9 h à 12 h 30\nHalle aux grains\n"
    )
    (event,) = [one.row.cells for one in read(hamlet, text).proposals if one.kind == "event"]
    assert (event["name"], event["when"], event["organisers"]) == ("Demain le bois", "2024-10-08", "syndicat;lin-neuf")


def test_a_party_of_a_contract_may_have_et_in_its_name(hamlet: KnowledgeGraph) -> None:
    text = (
        "CONVENTION D'OBJECTIFS\n\nEntre :\n\nle Syndicat mixte du Hameau, ci-après dénommé « le Syndicat »,\n\n"
        "et l'association Sables et Dunes, ayant son siège à Velle, ci-après dénommée « l'Association »,\n\n"
        "Étant préalablement exposé que :\n\nL'Association emploie six salariés. Elle travaille avec Lin Neuf.\n\n"
        "Article 1\nLe Syndicat verse à l'Association 4 000 €.\n"
    )
    reading = read(hamlet, text)
    assert [cells["parties"] for cells in drafted(reading, "agreement")] == ["syndicat;sables-et-dunes"]
    assert [cells["beneficiaries"] for cells in drafted(reading, "sum")] == ["sables-et-dunes"]


def test_minutes_of_a_town_mean_it_by_la_commune(hamlet: KnowledgeGraph) -> None:
    text = (
        "COMMUNE DE VELLE\n\nProcès-verbal du conseil municipal du 4 mars 2024\n\n"
        "Le conseil entend la Commune de Nesle. Le Syndicat mixte du Hameau verse 9 000 € à la commune.\n\n"
        "Prochaine séance du conseil municipal : 6 mai 2024.\n"
    )
    reading = read(hamlet, text)
    assert [cells["beneficiaries"] for cells in drafted(reading, "sum")] == ["commune-de-velle"]
    assert [cells["when"] for cells in drafted(reading, "event")] == ["2024-03-04", "2024-05-06"]
    assert {cells["organisers"] for cells in drafted(reading, "event")} == {"commune-de-velle"}


def test_minutes_tell_each_sum_whom_lui_means_who_joins_and_the_project_of_a_heading(hamlet: KnowledgeGraph) -> None:
    text = (
        "Syndicat mixte du Hameau\n\nCompte rendu du comité syndical du 4 mars 2024\n\n1. Composition\n"
        "Le comité prend acte de l'adhésion de l'Agence du Hameau, effective au 1er mai 2024.\n\n"
        "2. Subventions\nLin Neuf demande 15 000 €. Après débat, le bureau lui accorde 12 000 €.\n\n"
        "Lin Neuf et le Pôle Bois Vif reçoivent chacune 3 000 €.\n\n"
        "3. Versant Clair\nCe projet est conduit par le Syndicat mixte du Hameau avec Lin Neuf.\n\n"
        "Agenda\n• Samedi 4 mai 2024 : fête du hameau, salle des Arts\n"
    )
    reading = read(hamlet, text)
    assert sorted((cells["amount"], cells["beneficiaries"]) for cells in drafted(reading, "sum")) == [
        ("12000", "lin-neuf"),
        ("3000", "bois-vif"),
        ("3000", "lin-neuf"),
    ]
    assert [(cells["member"], cells["organisation"]) for cells in drafted(reading, "membership")] == [
        ("agence", "syndicat")
    ]
    assert [(one["carried_by"], one["involves"]) for one in drafted(reading, "project")] == [("syndicat", "lin-neuf")]
    assert [cells["when"] for cells in drafted(reading, "event")] == ["2024-03-04", "2024-05-04"]


def test_learned_weights_tell_who_is_a_member_and_nothing_that_is_denied(hamlet: KnowledgeGraph) -> None:
    said = "Considérant que Lin Neuf est, depuis le 1er janvier 2024, membre du Pôle Bois Vif ;"
    alone = [one for one in read(hamlet, said).proposals if one.kind == "membership"]
    assert [(one.row.cells["member"], one.row.cells["organisation"], one.status) for one in alone] == [
        ("lin-neuf", "bois-vif", "implied")
    ]
    assert drafted(read(hamlet, said.replace("est, depuis", "n'est pas, depuis")), "membership") == []
    assert set(weights()) == set(RELATIONS)
    assert all(listed for listed in weights().values())


@pytest.mark.parametrize(
    ("text", "kind", "cell", "expected"),
    [
        (
            "Le Syndicat mixte du Hameau verse 9 000 € à l'association Caprini di u Capu.",
            "sum",
            "beneficiaries",
            "caprini-di-u-capu",
        ),
        (
            "Le Syndicat mixte du Hameau soutient l'association Les Amis des burons, qui recrute.",
            "support",
            "supported",
            "les-amis-des-burons",
        ),
        (
            "Lin Neuf a adhéré en 2024 au Syndicat mixte du Grand site d'Alisu.",
            "membership",
            "organisation",
            "syndicat-mixte-du-grand-site-d-alisu",
        ),
        (
            "Une charte lie Lin Neuf et l'Office national des forêts pour la gestion des hêtraies.",
            "agreement",
            "parties",
            "lin-neuf;office-national-des-forets",
        ),
        (
            "CHAMBRE DE COMMERCE ET D'INDUSTRIE DU VELAY\n\nLa CCI du Velay emploie 54 collaborateurs.",
            "figure",
            "about",
            "actor/chambre-de-commerce-et-d-industrie-du-velay",
        ),
        (
            "Le transport a été confié aux Autocars Pellissier. L'entreprise, installée à Velle, recrute.",
            "office",
            "actor",
            "autocars-pellissier",
        ),
        (
            "Le Syndicat mixte du Hameau renouvelle sa confiance à Lin Neuf en lui attribuant 60 000 €.",
            "sum",
            "funders",
            "syndicat",
        ),
        (
            "Deux structures ont rejoint le Pôle Bois Vif :\n– Lin Neuf ;\n– l'Agence du Hameau.",
            "membership",
            "member",
            "agence",
        ),
        (
            "« C'est ce que la Région veut », a salué Jeanne Exemple, vice-présidente du Syndicat mixte du Hameau.",
            "mandate",
            "role",
            "vice-president",
        ),
        (
            "Lin Neuf porte le projet « Nid ». Il est financé par le Syndicat mixte du Hameau à hauteur de 21 000 €.",
            "sum",
            "funders",
            "syndicat",
        ),
    ],
)
def test_names_end_where_they_end_and_short_words_mean_their_body(
    hamlet: KnowledgeGraph, text: str, kind: str, cell: str, expected: str
) -> None:
    assert expected in [cells.get(cell) for cells in drafted(read(hamlet, text), kind)], facts(read(hamlet, text))


def test_nobody_is_a_member_of_a_town_and_no_place_of_a_meeting_is_an_office(hamlet: KnowledgeGraph) -> None:
    text = (
        "La commune de Trébosc a rejoint Lin Neuf le 1er janvier 2023 et la commune de Lanuzac le 1er avril.\n\n"
        "Réunis en assemblée générale le 15 mai 2023 à Gérardfaing, les adhérents du Pôle Bois Vif ont voté.\n\n"
        "Lin Neuf a ses locaux à Velle, au sein de la Maison de la forêt.\n"
    )
    reading = read(hamlet, text)
    assert {cells["organisation"] for cells in drafted(reading, "membership")} == {"lin-neuf"}
    assert [cells["place"] for cells in drafted(reading, "office")] == ["velle"]


def test_sums_in_letters_and_what_something_costs_are_read(hamlet: KnowledgeGraph) -> None:
    text = (
        "Le Syndicat mixte du Hameau verse deux cent cinquante mille euros à Lin Neuf. "
        "Le coût des travaux s'établit à 6,8 M€ hors taxes."
    )
    reading = read(hamlet, text)
    assert [cells["amount"] for cells in drafted(reading, "sum")] == ["250000"]
    assert [(cells["measure"], cells["value"]) for cells in drafted(reading, "figure")] == [("cout", "6800000")]


def test_short_lines_stand_by_themselves_and_a_first_word_means_its_body(hamlet: KnowledgeGraph) -> None:
    text = (
        "Vœux du Syndicat mixte des Sablons\nVelle, salle des fêtes\nDiscours d'ouverture\n\n"
        "Le Syndicat mixte des Sablons soutient la Biscuiterie Carrel. "
        "La biscuiterie a adhéré en 2024 au Pôle Bois Vif.\n"
    )
    reading = read(hamlet, text)
    assert [cells["member"] for cells in drafted(reading, "membership")] == ["biscuiterie-carrel"]
    assert [cells["supporters"] for cells in drafted(reading, "support")] == ["syndicat-mixte-des-sablons"]


def test_the_new_body_is_the_one_that_a_merger_makes(hamlet: KnowledgeGraph) -> None:
    text = (
        "De la fusion du Syndicat mixte des Sablons et du Syndicat mixte de Nesle "
        "est né le Syndicat mixte Sablons-Nesle. "
        "Le nouvel ensemble emploie 57 agents."
    )
    figures = drafted(read(hamlet, text), "figure")
    assert [(cells["about"], cells["value"]) for cells in figures] == [("actor/syndicat-mixte-sablons-nesle", "57")]
