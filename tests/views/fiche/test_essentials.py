"""What a meeting needs first: read against the records of the default territory."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.messages import translator
from territory_graph.views.fiche.essentials import Essential
from territory_graph.views.fiche.page import read_page

ACTOR = "https://w3id.org/territory-graph/id/actor/"
MAY_2021 = date(2021, 5, 12)


def told(graph: KnowledgeGraph, name: str, day: date | None = MAY_2021, kind: str = "actor") -> dict[str, list[str]]:
    iri = f"https://w3id.org/territory-graph/id/{kind}/{name}"
    found: tuple[Essential, ...] = read_page(graph, iri, translator("fr"), day).essentials
    return {one.key: [each.sentence for each in one.told] for one in found}


def test_who_presides_on_the_day_stands_first(rouen: KnowledgeGraph) -> None:
    assert told(rouen, "pole-rouen-seine-eure")["office"][0].startswith(
        "Président du Pôle métropolitain\u00a0: Nicolas Mayer-Rossignol"
    )
    before = told(rouen, "pole-rouen-seine-eure", date(2020, 1, 1))["office"]
    assert before[0].startswith("Président du Pôle métropolitain\u00a0: Bernard Leroy, depuis le 25 septembre 2019")
    assert "Hervé Morin" in told(rouen, "region-normandie")["office"][0]


def test_who_is_only_seen_in_a_post_later_is_not_told_in_office_before(rouen: KnowledgeGraph) -> None:
    office = {year: told(rouen, "region-normandie", date(year, 6, 1))["office"] for year in (2016, 2021)}
    assert not any("Sophie Gaugain" in sentence for sentence in office[2016])  # she is attested in January 2017
    assert any("Sophie Gaugain" in sentence for sentence in office[2021])
    assert not any(
        "Mayer-Rossignol" in sentence for sentence in told(rouen, "pole-rouen-seine-eure", date(2012, 9, 1))["office"]
    )


def test_who_was_known_in_a_post_before_elections_alone_is_told_so(rouen: KnowledgeGraph) -> None:
    def since(name: str, day: date) -> str:
        office = told(rouen, "pole-rouen-seine-eure", day)["office"]
        (sentence,) = [one for one in office if name in one]
        return sentence.partition("mandat non confirmé depuis les élections municipales du ")[2]

    assert since("Yvon Robert", MAY_2021) == "28 juin 2020"
    assert not since("Yvon Robert", date(2020, 6, 1))
    assert not since("Mayer-Rossignol", MAY_2021)
    assert since("Mayer-Rossignol", date(2026, 11, 1)) == "22 mars 2026"
    assert not any("élections" in one for one in told(rouen, "region-normandie", date(2026, 11, 1))["office"])


def test_who_is_known_to_have_gone_on_is_told_so_and_not_as_unknown_since_an_election(rouen: KnowledgeGraph) -> None:
    known = told(rouen, "agglo-seine-eure", MAY_2021)["office"][0]
    assert "Bernard Leroy" in known
    assert known.endswith("attesté en janvier 2025\u00a0; fin non précisée")  # a report of that month has him president
    assert told(rouen, "agglo-seine-eure", date(2026, 11, 1))["office"][0].endswith("du 22 mars 2026")


def test_who_is_in_office_on_the_day_is_the_answer_to_question_05(rouen: KnowledgeGraph) -> None:
    mandates = [tie for tie in rouen.ties() if tie.kind == "mandate"]
    persons = set(rouen.names([tie.first for tie in mandates], lang="fr").values())
    compared = 0
    for body in sorted({tie.second for tie in mandates}):
        known = [tie.interval for tie in mandates if tie.second == body]
        turns = {day for one in known for day in (one.first, one.start_latest, one.last, one.attested) if day}
        before = {one.first - timedelta(days=1) for one in known if one.first}
        after = {one.last + timedelta(days=1) for one in known if one.last}
        for day in turns | before | after | {MAY_2021}:
            office = [one for one in read_page(rouen, body, translator("fr"), day).essentials if one.key == "office"]
            sentences = [told.sentence for one in office for told in one.told]
            answered = {str(row["personne"]) for row in rouen.ask("05", syndicat=body, day=day.isoformat())}
            assert {name for name in persons if any(name in one for one in sentences)} == answered, (body, day)
            assert not any(one.left for one in office)
            compared += bool(answered)
    assert compared > 20


def test_sums_that_sources_contradict_each_other_about_are_all_told_with_the_time_of_their_agreement(
    rouen: KnowledgeGraph,
) -> None:
    contract = next(one for one in told(rouen, "lsn")["sums"] if "Région Normandie" in one)
    assert contract.startswith("1\u202f500\u202f000\u202f€ ou 3\u202f152\u202f000\u202f€ (les sources se contredisent)")
    assert contract.endswith("depuis 2017 et jusqu'en 2019")
    assert "année non précisée" not in " ".join(told(rouen, "metropole-rouen-normandie")["sums"])


def test_a_body_that_is_not_born_yet_has_nobody_in_office_no_sum_and_no_member(rouen: KnowledgeGraph) -> None:
    before = date(2012, 6, 1)
    assert told(rouen, "agglo-seine-eure", before)["office"] == [
        "D'après les dates connues, cet acteur n'existait pas encore le 1er juin 2012."
    ]
    head = read_page(rouen, f"{ACTOR}agglo-seine-eure", translator("fr"), before).head.sentence
    assert "Membres" not in head
    assert "1er septembre 2019" in head
    assert "sums" not in told(rouen, "novalog", before)


def test_an_end_that_came_is_not_told_as_planned(rouen: KnowledgeGraph) -> None:
    coming = told(rouen, "pole-rouen-seine-eure", date(2020, 6, 1))["next"]
    assert any(
        one.startswith("Fin\u00a0: Partenariat Pôle métropolitain — Nov@log, 11 septembre 2020") for one in coming
    )
    assert not any("prévue" in one for one in coming)


def test_an_office_that_is_not_verified_does_not_stand_in_the_first_sentence(rouen: KnowledgeGraph) -> None:
    page = read_page(rouen, f"{ACTOR}pole-rouen-seine-eure", translator("fr"), MAY_2021)
    assert "Rouen," not in page.head.sentence.partition(".")[0]
    assert "implanté" not in page.head.sentence
    assert "à Louviers" in read_page(rouen, f"{ACTOR}polepharma", translator("fr"), MAY_2021).head.sentence


@pytest.mark.parametrize("day", [date(2020, 7, 15), None])
def test_a_post_handed_over_on_a_day_is_no_contradiction(rouen: KnowledgeGraph, day: date | None) -> None:
    page = read_page(rouen, f"{ACTOR}metropole-rouen-normandie", translator("fr"), day)
    assert not any("se contredisent" in one.sentence for each in page.essentials for one in each.told)
    assert not any(line.clash for part in page.parts if part.key == "mandates" for line in part.lines)


def test_a_body_is_called_as_on_the_day(rouen: KnowledgeGraph) -> None:
    found = told(rouen, "metropole-rouen-normandie", date(2012, 6, 1))["centre"]
    assert any("CREA" in sentence for sentence in found)
    assert not any("Métropole Rouen Normandie" in sentence for sentence in found)


def test_where_no_source_says_who_presides_that_is_said(rouen: KnowledgeGraph) -> None:
    assert told(rouen, "polepharma")["office"] == ["Aucune source lue ne dit qui en est à la tête à cette date."]
    assert "office" not in told(rouen, "sanofi-pasteur")  # nobody presides a company by an elected mandate
    assert "office" not in told(rouen, "novalog")  # it had ended by then


def test_what_ties_a_body_to_the_centre_or_that_nothing_does(rouen: KnowledgeGraph) -> None:
    assert told(rouen, "lsn")["centre"][0].startswith("Le Pôle Métropolitain Rouen Seine Eure soutient LSN")
    none = "Aucun lien direct connu avec le Pôle Métropolitain Rouen Seine Eure au 12 mai 2021."
    assert told(rouen, "sanofi-pasteur")["centre"] == [none]
    assert not any("soutient" in sentence for sentence in told(rouen, "novalog")["centre"])
    once = told(rouen, "novalog")["centre"]
    assert once[0] == none and once[1].startswith("Le Pôle Métropolitain Rouen Seine Eure soutenait Nov@log")
    assert "centre" not in told(rouen, "pole-rouen-seine-eure")


def test_a_sum_says_whose_for_whom_and_that_it_is_not_shared_out(rouen: KnowledgeGraph) -> None:
    (sentence,) = told(rouen, "pole-rouen-seine-eure")["sums"]
    assert sentence.startswith("160\u202f000\u202f€ (somme globale pour 5 structures ensemble")
    assert "engagés par le Pôle Métropolitain Rouen Seine Eure" in sentence
    assert sentence.endswith("au titre de 2021")


def test_a_sum_that_is_only_known_later_is_none_of_the_day(rouen: KnowledgeGraph) -> None:
    assert "sums" not in told(rouen, "cosmetic-valley", date(2016, 3, 1))
    assert any("somme annoncée" in one for one in told(rouen, "cosmetic-valley")["sums"])


def test_what_has_not_begun_is_said_to_come_and_what_is_missing_is_named(rouen: KnowledgeGraph) -> None:
    tiga, say = f"{rouen.base}id/project/tiga", translator("fr")
    early, late = (read_page(rouen, tiga, say, day).essentials for day in (date(2016, 3, 1), MAY_2021))
    coming = [one.sentence for each in early if each.key == "next" for one in each.told]
    assert coming == ["Début\u00a0: TIGA, 4 janvier 2018"]
    assert not any(each.key == "next" for each in late)
    council = read_page(rouen, f"{rouen.base}id/event/conseil-2021-05-12", say, MAY_2021)
    assert council.fiche.missing == ("lieu",)


def test_what_comes_lies_after_the_day(rouen: KnowledgeGraph) -> None:
    assert any("Polepharma 2020-2022" in sentence for sentence in told(rouen, "polepharma")["next"])
    assert "next" not in told(rouen, "polepharma", date(2026, 11, 1))
    for sentence in told(rouen, "region-normandie", date(2015, 1, 1)).get("next", ()):
        assert int(sentence[-4:]) >= 2015


def test_the_last_dated_fact_is_one_of_the_thing(rouen: KnowledgeGraph) -> None:
    (last,) = told(rouen, "pole-rouen-seine-eure")["last"]
    assert "12 mai 2021" in last
    assert "23 novembre 2026" in last
    assert told(rouen, "sanofi-pasteur")["last"] == [
        "Chiffres, annonces et fins prévues à part, aucun fait daté n'est connu."
    ]


def test_the_last_dated_fact_is_never_older_than_what_its_page_dates(rouen: KnowledgeGraph) -> None:
    assert "11 septembre 2020" in told(rouen, "novalog")["last"][0]  # its end, which no tie tells


def test_what_is_only_attested_later_is_not_told_in_the_present(rouen: KnowledgeGraph) -> None:
    head = read_page(rouen, f"{ACTOR}pole-rouen-seine-eure", translator("fr"), date(2012, 6, 1)).head.sentence
    assert "Soutien attesté ou prévu plus tard seulement, pour\u00a0: Cosmetic Valley, Mov'eo et Nov@log (dont" in head
    # What the release of 2021 lets read of 2012, and states of its own day.
    assert "Agglomération Seine-Eure (1997-2012) (fondateur) et CREA (lu entre les lignes)." in head


def test_what_was_last_attested_before_the_day_says_when(rouen: KnowledgeGraph) -> None:
    head = read_page(rouen, f"{ACTOR}pole-rouen-seine-eure", translator("fr"), date(2026, 6, 1)).head.sentence
    assert head.count("(dernière attestation connue\u00a0: 12 mai 2021)") == 2
    now = read_page(rouen, f"{ACTOR}pole-rouen-seine-eure", translator("fr"), MAY_2021).head.sentence
    assert "dernière attestation connue" not in now


def test_a_member_in_another_role_is_told_in_it(rouen: KnowledgeGraph) -> None:
    head = read_page(rouen, f"{ACTOR}haropa-port", translator("fr"), date(2024, 1, 1)).head.sentence
    assert "Région Normandie (administrateur)" in head


def test_a_sum_that_was_announced_is_not_told_as_committed(rouen: KnowledgeGraph) -> None:
    found = [one for one in told(rouen, "metropole-rouen-normandie")["sums"] if one.startswith("135")]
    assert found == [
        "135\u202f000\u202f000\u202f€ (somme annoncée), de la Région Haute-Normandie pour"
        " la Métropole Rouen Normandie, accord depuis 2015 et jusqu'en 2020"
    ]


def test_a_sum_is_of_the_time_of_the_agreement_that_it_covers(rouen: KnowledgeGraph) -> None:
    page = read_page(rouen, f"{ACTOR}polepharma", translator("fr"), MAY_2021)
    lines = {
        line.head.label: line.period for part in page.parts if part.key == "money" for line in part.lines if line.head
    }
    assert lines["Convention Région Normandie — Polepharma 2020-2022"] == "accord, 2020 – 2022"
    assert "Convention Région Normandie — Polepharma 2018-2019" not in lines
    assert any("490" in one for one in told(rouen, "polepharma")["sums"])  # known by then, with its years


def test_a_mayor_known_from_before_an_election_is_said_to_be(rouen: KnowledgeGraph) -> None:
    (mayor,) = told(rouen, "commune-louviers", date(2026, 6, 1))["office"]
    assert mayor.endswith("mandat non confirmé depuis les élections municipales du 28 juin 2020")


@pytest.mark.parametrize("name", ["agglo-seine-eure", "metropole-rouen-normandie", "cosmetic-valley"])
def test_members_known_of_how_many(rouen: KnowledgeGraph, name: str) -> None:
    head = read_page(rouen, f"{ACTOR}{name}", translator("fr"), MAY_2021).head.sentence
    assert "Liste partielle\u00a0: " in head


def test_a_count_is_told_as_exactly_as_its_source_gives_it(rouen: KnowledgeGraph) -> None:
    head = read_page(rouen, f"{ACTOR}polepharma", translator("fr"), MAY_2021).head.sentence
    assert "sur plus de 300 adhérents (2020)." in head


def test_a_whole_list_is_not_called_partial(rouen: KnowledgeGraph) -> None:
    head = read_page(rouen, f"{ACTOR}pole-rouen-seine-eure", translator("fr"), MAY_2021).head.sentence
    assert "partielle" not in head  # its members are two authorities, not their 131 communes


def test_what_is_no_body_has_none(rouen: KnowledgeGraph) -> None:
    page = read_page(rouen, "https://w3id.org/territory-graph/id/sector/pharmacie", translator("fr"), MAY_2021)
    assert page.essentials == ()


def test_a_planned_end_is_not_the_last_known_fact_of_an_agreement(rouen: KnowledgeGraph) -> None:
    iri = "https://w3id.org/territory-graph/id/agreement/crte-rouen-le-havre"
    page = read_page(rouen, iri, translator("fr"), MAY_2021)
    (last,) = [one.told[0].sentence for one in page.essentials if one.key == "last"]
    assert "19 juillet 2021" in last
    assert page.head.sentence.count("19 juillet 2021") == 1


def test_an_event_to_come_is_told_though_facts_of_the_day_tell_none(rouen: KnowledgeGraph) -> None:
    coming = told(rouen, "polepharma")["next"]
    assert coming[0] == "Congrès Polepharma Industrie du Futur\u00a0: novembre 2021 (annoncé, à venir)"
    assert any(sentence.startswith("Fin\u00a0: ") for sentence in coming)


def test_a_person_is_in_the_posts_that_run_on_the_day_and_elections_since_are_told(rouen: KnowledgeGraph) -> None:
    before, after = (told(rouen, "bernard-leroy", day, "person") for day in (MAY_2021, date(2026, 3, 30)))
    assert [sentence.partition(",")[0] for sentence in before["office"]] == [
        "Maire du Vaudreuil",
        "Premier vice-président du Pôle métropolitain",
        "Président de l'Agglomération Seine-Eure",
    ]
    assert not any("22 mars 2026" in sentence for sentence in before["office"])
    assert all("mandat non confirmé depuis les élections" in sentence for sentence in after["office"])
    assert "office" not in told(rouen, "frederic-sanchez", MAY_2021, "person")


def test_an_end_that_follows_from_a_successor_is_said_to_be_inferred(rouen: KnowledgeGraph) -> None:
    first = told(rouen, "pole-rouen-seine-eure", date(2019, 12, 31))["office"][0]
    assert (
        "fin au plus tard le 11 mai 2021 (fin déduite\u00a0: une autre personne est attestée plus tard à ce poste)"
        in first
    )


def test_a_body_that_is_gone_has_nothing_to_come(rouen: KnowledgeGraph) -> None:
    assert "next" in told(rouen, "region-haute-normandie", date(2015, 6, 1))
    assert "next" not in told(rouen, "region-haute-normandie", date(2017, 3, 15))


def test_an_end_whose_year_holds_the_day_may_be_over(rouen: KnowledgeGraph) -> None:
    def end(day: date) -> str:
        coming = told(rouen, "metropole-rouen-normandie", day)["next"]
        (sentence,) = [one for one in coming if "Laurent Fabius" in one]
        return sentence.partition("\u00a0:")[0]

    assert end(date(2012, 6, 1)) == "Fin, peut-être déjà passée"
    assert end(date(2011, 12, 31)) == "Fin"
