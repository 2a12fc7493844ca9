"""Tables have room for what public bodies have: money by funder and kind, votes, shares, moves, foreign numbers."""

from __future__ import annotations

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.building import build, check
from territory_graph.errors import InputError
from territory_graph.ingest.territory import read_territory

EVIDENCE = {"source": "annuaire", "locator": "p. 9"}
PREFIX = "PREFIX tg: <https://w3id.org/territory-graph/ontology#> PREFIX schema: <https://schema.org/> "


@pytest.fixture
def write(hamlet_copy):
    def to(table, **cells):
        path = hamlet_copy / "tables" / f"{table}.csv"
        row = cells | (EVIDENCE if "source" not in cells else {})
        path.write_text(",".join(row) + "\n" + ",".join(f'"{cell}"' for cell in row.values()) + "\n", encoding="utf-8")

    return to


@pytest.fixture
def ask(hamlet_copy, tmp_path):
    def answer(query):
        build(hamlet_copy, tmp_path / "store")
        graph = KnowledgeGraph.open(tmp_path / "store")
        return [[str(value) for value in row] for row in graph.query(PREFIX + query).rows]

    return answer


def test_money_of_a_project_by_funder_kind_and_bound(write, ask):
    write(
        "fundings",
        **{"id": "f", "name": "Apport", "about": "project/chaudiere", "funders": "syndicat;val-clair"},
        **{"kind": "prêt", "amount": "40000", "bound": "more-than", "year": "2024"},
    )
    query = """SELECT ?kind ?bound ?amount (COUNT(?by) AS ?funders) WHERE { ?f a tg:Funding ; tg:fundedBy ?by ;
      tg:fundingKind/rdfs:label ?kind ; tg:amountBound/rdfs:label ?bound ; tg:amount ?amount
      FILTER(LANG(?kind) = "fr" && LANG(?bound) = "fr") } GROUP BY ?kind ?bound ?amount"""
    assert ask("PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> " + query) == [["Prêt", "Plus de", "40000", "2"]]


def test_a_deliberation_with_its_number_votes_and_agreement(write, ask):
    write(
        "decisions",
        **{"id": "d", "name": "Convention lin", "number": "2018-07", "taken_by": "syndicat", "when": "2018-02-01"},
        **{"adopts": "convention-lin", "votes_for": "31", "votes_against": "0", "abstentions": "2"},
    )
    said = "tg:adopts ?a ; tg:actNumber ?n ; tg:votesFor ?for ; tg:votesAgainst ?against"
    assert ask(f"SELECT ?n ?for ?against WHERE {{ ?d {said} }}") == [["2018-07", "31", "0"]]


def test_a_shareholding_is_of_two_actors_and_at_most_the_whole(write, hamlet_copy):
    write("shareholdings", id="s", shareholder="val-clair", company="scierie", percent="51")
    assert check(hamlet_copy).violations == ()
    write("shareholdings", id="s", shareholder="scierie", company="scierie", percent="101")
    assert len(check(hamlet_copy).violations) == 2


def test_codes_of_registers_lead_to_the_iris_that_these_give(hamlet_copy, ask):
    path = hamlet_copy / "tables" / "acteurs.csv"  # beside actors.csv: both are read
    path.write_text(
        "id,kind,name,ror,naf,wikidata,same_as,source,locator\n"
        "labo,actor,Laboratoire,02feahw73,72.19Z,Q280413,https://example.org/labo,annuaire,p. 9\n",
        encoding="utf-8",
    )
    prefixes = "PREFIX owl: <http://www.w3.org/2002/07/owl#> PREFIX rov: <http://www.w3.org/ns/regorg#> "
    asked = "SELECT ?iri {{ ?a rdfs:label 'Laboratoire'@fr ; {} ?iri }} ORDER BY ?iri"
    names = f"PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> {prefixes}"
    assert ask(names + asked.format("owl:sameAs")) == [
        ["http://www.wikidata.org/entity/Q280413"],
        ["https://example.org/labo"],
        ["https://ror.org/02feahw73"],
    ]
    assert ask(names + asked.format("rov:orgActivity")) == [["http://id.insee.fr/codes/nafr2/sousClasse/72.19Z"]]
    records = "SELECT DISTINCT ?source { GRAPH ?record { ?a owl:sameAs ?iri } ?record tg:source ?source }"
    assert all("/source/annuaire" in source for (source,) in ask(names + records))
    for wrong in ("Q042", "wd:Q42", "42"):
        path.write_text(
            f"id,kind,name,ror,naf,wikidata,source,locator\nlabo,actor,Labo,ror.org/1,72.19,{wrong},annuaire,p. 9\n",
            "utf-8",
        )
        with pytest.raises(InputError) as caught:
            read_territory(hamlet_copy)
        assert {problem.code for problem in caught.value.problems} == {"bad-ror", "bad-naf", "bad-wikidata"}


def test_an_actor_has_an_english_name_a_foreign_number_an_rna_and_a_country(hamlet_copy, ask):
    path = hamlet_copy / "tables" / "acteurs.csv"  # beside actors.csv: both are read
    path.write_text(
        "id,kind,name,name_en,rna,other_ids,country,source,locator\n"
        'liege,actor,Agence,Agency,W761000000,"BCE:0203.201.340;LEI:969500",BE,annuaire,p. 9\n',
        encoding="utf-8",
    )
    query = """SELECT ?en ?number ?country { ?a tg:rna "W761000000" ; rdfs:label ?en ; dcterms:identifier ?number ;
      schema:addressCountry ?country FILTER(LANG(?en) = "en" && STRSTARTS(?number, "BCE")) }"""
    names = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX dcterms: <http://purl.org/dc/terms/> "
    assert ask(names + query) == [["Agency", "BCE:0203.201.340", "BE"]]
    path.write_text(path.read_text(encoding="utf-8").replace("BE,", "Belgique,").replace("BCE:", "BCE "), "utf-8")
    with pytest.raises(InputError) as caught:
        read_territory(hamlet_copy)
    assert {problem.code for problem in caught.value.problems} == {"bad-country", "bad-identifier"}


def test_a_move_names_both_places(write, ask, add_rows):
    move = {"id": "move", "kind": "déménagement", "name": "Le siège va au Pré", "when": "2019", "after": "syndicat"}
    write("changes", **move, from_place="le-bourg", to_place="le-pre")
    (places,) = ask("SELECT ?a ?b { ?m tg:fromPlace ?a ; tg:toPlace ?b }")
    assert [place.rpartition("/")[2] for place in places] == ["le-bourg", "le-pre"]


def test_the_siret_of_a_site_begins_with_the_siren_of_its_actor(write, hamlet_copy):
    write("offices", id="o", actor="haut-pre", kind="office", name="Siège", place="le-pre", siret="20002341400011")
    codes = {finding.kind for finding in check(hamlet_copy).violations}
    assert codes == {"validation.siret-unchecked"}
    write("offices", id="o", actor="val-clair", kind="office", name="Siège", place="le-pre", siret="35600000049837")
    assert "validation.siret-of-another" in {finding.kind for finding in check(hamlet_copy).violations}


def test_each_source_of_a_row_has_its_place_and_no_other_is_named(add_rows, hamlet_copy):
    row = {"id": "two", "kind": "actor", "name": "Deux", "source": "annuaire;rapport-2016"}
    add_rows("actors", row | {"locator": "annuaire : p. 3 ; rapport-2016 : § 2"})
    assert check(hamlet_copy).violations == ()
    add_rows("actors", row | {"id": "three", "locator": "annuaire : p. 3 ; journal-2021 : § 2"})
    with pytest.raises(InputError) as caught:
        read_territory(hamlet_copy)
    assert [problem.code for problem in caught.value.problems] == ["locator-of-other"]
