"""A row becomes a record: its statements in a graph of their own, and beside it what the record says of itself."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from territory_graph.errors import Problem
from territory_graph.ingest.lexical import debris, proposal
from territory_graph.ingest.records import RecordSet, TableRecords
from territory_graph.ingest.schema import tables
from territory_graph.ingest.table import Row
from territory_graph.messages import translator
from territory_graph.settings import LANGUAGES
from territory_graph.vocabulary import PREFIXES, local

BASE = "https://example.org/hamlet/"
FILE = Path("table.csv")
EVIDENCE = {"source": "annuaire", "locator": "p. 1"}


def records(table: str, *rows: dict[str, str]) -> RecordSet:
    """What the rows say; a row without evidence is given some."""
    into = RecordSet()
    editorial = tables()[table].editorial
    filled = (row if editorial else EVIDENCE | row for row in rows)
    TableRecords(tables()[table], BASE, into).add(
        tuple(Row(FILE, line, row) for line, row in enumerate(filled, start=2))
    )
    return into


def short(term: ox.NamedNode | ox.Literal) -> str:
    if isinstance(term, ox.Literal):
        return f"{term.value}@{term.language}" if term.language else term.value
    names = PREFIXES | {"id": f"{BASE}id/"}
    return next(
        (f"{prefix}:{term.value.removeprefix(iri)}" for prefix, iri in names.items() if term.value.startswith(iri)),
        term.value,
    )


def said(into: RecordSet, graph: str) -> set[tuple[str, str, str]]:
    return {
        (short(quad.subject), short(quad.predicate), short(quad.object))
        for quad in into.quads
        if short(quad.graph_name) == f"id:{graph}"
    }


def problems(into: RecordSet) -> list[tuple[str, int | None, str | None]]:
    return [(problem.code, problem.line, problem.column) for problem in into.problems]


def test_each_filled_cell_is_one_statement_of_the_row_s_graph():
    into = records(
        "offices",
        {
            "id": "siege",
            "actor": "syndicat",
            "kind": "office",
            "name": "Siège",
            "place": "le-bourg",
            "postcode": "01000",
        },
    )
    assert said(into, "record/offices/siege") == {
        ("id:site/siege", "rdf:type", "tg:Office"),
        ("id:site/siege", "tg:siteOf", "id:actor/syndicat"),
        ("id:site/siege", "rdfs:label", "Siège@fr"),
        ("id:site/siege", "tg:locatedIn", "id:place/le-bourg"),
        ("id:site/siege", "schema:postalCode", "01000"),
    }


def test_a_record_carries_its_source_place_status_and_confidence():
    into = records("actors", {"id": "a", "kind": "actor", "source": "s1;s2", "status": "implied", "confidence": "0.4"})
    assert said(into, "graph/table-records") == {
        ("id:record/actors/a", "rdf:type", "tg:Record"),
        ("id:record/actors/a", "tg:source", "id:source/s1"),
        ("id:record/actors/a", "tg:source", "id:source/s2"),
        ("id:record/actors/a", "tg:locator", "p. 1"),
        ("id:record/actors/a", "tg:status", "id:status/implied"),
        ("id:record/actors/a", "tg:confidence", "0.4"),
    }


def test_a_row_is_stated_with_full_confidence_unless_it_says_otherwise():
    statements = said(records("actors", {"id": "a", "kind": "actor"}), "graph/table-records")
    assert ("id:record/actors/a", "tg:status", "id:status/stated") in statements
    assert ("id:record/actors/a", "tg:confidence", "1") in statements


def test_a_date_brings_its_first_and_last_day():
    statements = said(records("events", {"id": "e", "kind": "event", "when": "2021-11"}), "record/events/e")
    assert ("id:event/e", "tg:when", "2021-11") in statements
    assert ("id:event/e", "tg:earliest", "2021-11-01") in statements
    assert ("id:event/e", "tg:latest", "2021-11-30") in statements


def test_a_list_is_one_statement_a_value():
    into = records("projects", {"id": "p", "kind": "project", "carried_by": "a; b;", "other_names": "Un;Deux"})
    statements = said(into, "record/projects/p")
    assert {value for _, name, value in statements if name == "tg:carriedBy"} == {"id:actor/a", "id:actor/b"}
    assert {value for _, name, value in statements if name == "skos:altLabel"} == {"Un@fr", "Deux@fr"}


def test_a_row_may_speak_of_several_things():
    into = records(
        "mandates",
        {
            "id": "m",
            "person": "jeanne-exemple",
            "person_name": "Jeanne Exemple",
            "post": "presidence",
            "organisation": "syndicat",
            "role": "president",
        },
    )
    statements = said(into, "record/mandates/m")
    assert ("id:mandate/m", "tg:holder", "id:person/jeanne-exemple") in statements
    assert ("id:person/jeanne-exemple", "rdfs:label", "Jeanne Exemple") in statements
    assert ("id:post/presidence", "tg:postIn", "id:actor/syndicat") in statements


def test_a_sum_exists_only_where_an_amount_is_given():
    with_sum, without = {"id": "a", "kind": "roadmap", "amount": "1234.50"}, {"id": "b", "kind": "roadmap"}
    into = records("agreements", with_sum, without)
    assert ("id:commitment/a", "tg:amount", "1234.50") in said(into, "record/agreements/a")
    assert ("id:commitment/a", "tg:coversAgreement", "id:agreement/a") in said(into, "record/agreements/a")
    assert {subject for subject, _, _ in said(into, "record/agreements/b")} == {"id:agreement/b"}


def test_words_of_a_list_need_no_source():
    into = records(
        "concepts", {"scheme": "theme", "id": "chaleur", "label_fr": "Chaleur", "label_en": "Heat", "broader": "climat"}
    )
    statements = said(into, "graph/table-concepts")
    assert ("id:theme/chaleur", "rdf:type", "tg:Theme") in statements
    assert ("id:theme/chaleur", "skos:inScheme", "id:scheme/theme") in statements
    assert ("id:theme/chaleur", "skos:prefLabel", "Heat@en") in statements
    assert ("id:theme/chaleur", "skos:broader", "id:theme/climat") in statements
    assert [reference.iri for reference in into.references] == [f"{BASE}id/theme/climat"]


def test_the_same_pair_collaborates_in_as_many_records_as_rows():
    into = records(
        "collaborations",
        {"actor": "a", "partner": "b", "start": "2016"},
        {"actor": "a", "partner": "b", "start": "2018", "confidence": "0.5"},
    )
    assert said(into, "record/collaborations/a-b") == {("id:actor/a", "tg:collaboratesWith", "id:actor/b")}
    assert said(into, "record/collaborations/a-b/2") == said(into, "record/collaborations/a-b")
    starts = {(name, value) for name, key, value in said(into, "graph/table-records") if key == "tg:start"}
    assert starts == {("id:record/collaborations/a-b", "2016"), ("id:record/collaborations/a-b/2", "2018")}


def test_pairs_whose_names_join_alike_keep_their_own_records():
    into = records("collaborations", {"actor": "a-b", "partner": "c"}, {"actor": "a", "partner": "b-c"})
    assert said(into, "record/collaborations/a-b-c") == {("id:actor/a-b", "tg:collaboratesWith", "id:actor/c")}
    assert said(into, "record/collaborations/a-b-c/2") == {("id:actor/a", "tg:collaboratesWith", "id:actor/b-c")}


class TestContradiction:
    """Two rows about one thing, after different sources."""

    def test_speaks_of_the_thing_of_the_row_that_it_contradicts_in_a_record_of_its_own(self):
        first = {"id": "f", "kind": "roadmap", "amount": "12000"}
        second = {"id": "g", "kind": "roadmap", "amount": "15000", "contradicts": "f"}
        into = records("agreements", first, second)
        assert ("id:commitment/f", "tg:amount", "15000") in said(into, "record/agreements/g")
        assert not any("/g" in subject for subject, _, _ in said(into, "record/agreements/g"))

    def test_keeps_the_other_things_of_its_row_apart(self):
        first = {"id": "m", "person": "jeanne", "post": "p", "organisation": "s", "role": "president"}
        second = first | {"id": "n", "person": "paul", "person_name": "Paul", "contradicts": "m"}
        statements = said(records("mandates", first, second), "record/mandates/n")
        assert ("id:mandate/m", "tg:holder", "id:person/paul") in statements
        assert ("id:person/paul", "rdfs:label", "Paul") in statements
        assert not any(subject == "id:person/jeanne" for subject, _, _ in statements)

    def test_of_a_contradiction_speaks_of_the_same_thing(self):
        rows = [{"id": "a", "kind": "actor"}, {"id": "b", "kind": "actor"}, {"id": "c", "kind": "actor"}]
        into = records("actors", rows[0], rows[1] | {"contradicts": "a"}, rows[2] | {"contradicts": "b"})
        assert {s for s, _, _ in said(into, "record/actors/c")} == {"id:actor/a"}

    def test_in_a_circle_speaks_of_the_first_row_s_thing(self):
        rows = [{"id": "a", "kind": "actor", "contradicts": "b"}, {"id": "b", "kind": "actor", "contradicts": "a"}]
        into = records("actors", *rows)
        assert into.problems == []
        assert {s for name in "ab" for s, _, _ in said(into, f"record/actors/{name}")} == {"id:actor/a"}

    def test_of_an_unknown_row_is_a_problem(self):
        into = records("actors", {"id": "abc", "kind": "actor"}, {"id": "x", "kind": "actor", "contradicts": "abd"})
        assert problems(into) == [("unknown-row", 3, "contradicts")]
        assert into.problems[0].fields["nearest"] == "abc"


FIGURE = {"id": "f", "about": "place/le-bourg", "name": "Habitants", "measure": "population", "value": "1200"}


@pytest.mark.parametrize(
    ("table", "cells", "code", "column"),
    [
        ("figures", FIGURE | {"value": ""}, "missing-value", "value"),
        ("figures", FIGURE | {"source": " ; "}, "missing-value", "source"),
        ("figures", FIGURE | {"id": "Été 2021"}, "bad-slug", "id"),
        ("figures", FIGURE | {"date": "10/06/2021"}, "bad-date", "date"),
        ("figures", FIGURE | {"date": "2021-02-30"}, "bad-date", "date"),
        ("figures", FIGURE | {"date": "２０２１"}, "bad-date", "date"),
        ("figures", FIGURE | {"value": "1200 habitants"}, "bad-decimal", "value"),
        ("figures", FIGURE | {"value": "١٢"}, "bad-decimal", "value"),
        ("figures", FIGURE | {"about": "le-bourg"}, "bad-reference", "about"),
        ("figures", FIGURE | {"about": "place/a/b"}, "bad-reference", "about"),
        ("figures", FIGURE | {"source": "annuaire, journal"}, "bad-reference", "source"),
        ("figures", FIGURE | {"status": "state"}, "bad-choice", "status"),
        ("agreements", {"id": "a", "kind": "roadmap", "amount": "12o00"}, "bad-amount", "amount"),
        ("agreements", {"id": "a", "kind": "roadmap", "amount": "-5"}, "bad-amount", "amount"),
        ("agreements", {"id": "a", "kind": "roadmap", "amount": "1.234"}, "bad-amount", "amount"),
        ("agreements", {"id": "a", "kind": "roadmap", "year": "21"}, "bad-year", "year"),
        ("agreements", {"id": "a", "kind": "roadmap", "year": "0000"}, "bad-year", "year"),
        ("actors", {"id": "a", "kind": "epci", "siren": "123 456 789"}, "bad-siren", "siren"),
        ("actors", {"id": "a", "kind": "epci", "siret": "123"}, "bad-siret", "siret"),
        ("actors", {"id": "a", "kind": "epci", "website": "www.example.org"}, "bad-url", "website"),
        ("actors", {"id": "a", "kind": "epci", "website": "https://a/%zz"}, "bad-url", "website"),
        ("actors", {"id": "a", "kind": "epci", "website": "javascript:alert(1)"}, "bad-url", "website"),
        ("places", {"id": "a", "kind": "commune", "insee": "1004"}, "bad-insee", "insee"),
        ("places", {"id": "a", "kind": "commune", "latitude": "6927000"}, "bad-latitude", "latitude"),
        ("places", {"id": "a", "kind": "commune", "longitude": "-180.5"}, "bad-longitude", "longitude"),
        ("places", {"id": "a", "kind": "commune", "latitude": "49,44"}, "bad-latitude", "latitude"),
        (
            "memberships",
            {"id": "m", "member": "a", "organisation": "b", "attested_on": "2021;mai 2022"},
            "bad-date",
            "attested_on",
        ),
    ],
)
def test_a_cell_that_cannot_be_read_is_a_problem_with_its_line_and_column(table, cells, code, column):
    into = records(table, cells)
    assert problems(into) == [(code, 2, column)]
    assert into.quads == []


def test_a_number_comes_with_the_number_that_was_meant():
    into = records("agreements", {"id": "a", "kind": "roadmap", "amount": "1 234,56 €"})
    assert into.problems[0].fields == {"value": "1 234,56 €", "proposal": "1234.56"}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        *(("12 000", "12000"), ("12\u202f000 €", "12000"), ("1 234,56 €", "1234.56"), ("1.234,56", "1234.56")),
        *(("€1,234,567.50", "1234567.50"), ("1'000 EUR", "1000"), ("15,5", "15.5"), ("160000 euros", "160000")),
        *((text, "") for text in ("1E+06", "1,2 M€", "12k€", "12 000 à 15 000", "−5000", "(5000)", "50 %", "1/2")),
        *((text, "") for text in ("12.000", "12,000", "2020 2021", "1 2", "5 millions", "environ 300", "", "1,23,45")),
    ],
)
def test_a_sum_is_proposed_only_where_its_digits_are_all_there_is(text, meant):
    assert proposal("amount", text) == meant
    problem = Problem("bad-amount", Path("a.csv"), 2, "amount", {"value": text, "proposal": meant})
    for language in LANGUAGES:
        sentence = translator(language).problem(problem).replace(text, "")
        assert (meant in sentence) if meant else not re.search("[0-9]{3}", sentence)


@pytest.mark.parametrize(
    "text", ["CITÉ : 50 %", "« Œuvre »", "Ça, là-bas…", "L'Âge d'or", "Ãgil & fils ; #1", "👩‍🌾", "École"]
)
def test_a_sound_text_has_no_debris(text):
    assert debris(text) == []


@given(st.text("aéèàçœ€’…–ÉÀ", min_size=1))
def test_text_read_in_another_encoding_is_found(text):
    misread = text.encode().decode("cp1252", errors="ignore")
    assume(misread != text and not set(text) <= set("aÀ"))
    assert debris(misread) != []


def test_every_problem_of_every_row_is_found():
    into = records("figures", FIGURE | {"date": "hier", "value": "x"}, FIGURE | {"locator": ""})
    assert problems(into) == [
        ("duplicate-id", 3, "id"),
        ("bad-date", 2, "date"),
        ("bad-decimal", 2, "value"),
        ("missing-value", 3, "locator"),
    ]


def test_an_identifier_is_given_once_but_a_word_once_a_list():
    twice = records("actors", {"id": "a", "kind": "actor"}, {"id": "a", "kind": "epci"})
    assert problems(twice) == [("duplicate-id", 3, "id")]
    assert twice.problems[0].fields == {"value": "a", "first": 2}
    words = records(
        "concepts",
        {"scheme": "sector", "id": "bois", "label_fr": "Bois"},
        {"scheme": "theme", "id": "bois", "label_fr": "Bois"},
    )
    assert words.problems == []


def test_the_things_of_a_row_with_a_problem_are_announced():
    into = records("actors", {"id": "a", "kind": "nothing"})
    assert into.announced == {f"{BASE}id/actor/a"}


@given(st.dates().map(date.isoformat), st.from_regex(r"[0-9]{1,9}(\.[0-9]{1,6})?", fullmatch=True))
def test_dates_and_numbers_are_kept_as_they_were_written(day, value):
    into = records("figures", FIGURE | {"date": day, "value": value})
    assert into.problems == []
    statements = said(into, "record/figures/f")
    assert ("id:figure/f", "dcterms:date", day) in statements
    assert ("id:figure/f", "tg:value", value) in statements


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@given(TEXT)
def test_any_text_is_kept_as_it_was_written(text):
    into = records("figures", FIGURE | {"name": text, "unit": text})
    literals = {quad.object for quad in into.quads}
    assert {ox.Literal(text, language="fr"), ox.Literal(text)} <= literals


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"attested_on": "2021-05-12"}, {("attested", "2021-05-12"), ("attestedOn", "2021-05-12")}),
        (
            {"attested_on": "2022"},
            {("attested", "2022"), ("startLatest", "2022-12-31"), ("endEarliest", "2022-01-01")},
        ),
        (
            {"attested_on": "2016-09-19;2023-03"},
            {
                *(("attested", "2016-09-19"), ("attested", "2023-03"), ("attestedOn", "2016-09-19")),
                *(("startLatest", "2016-09-19"), ("endEarliest", "2023-03-01")),
            },
        ),
        ({"start": "2016", "end": "2024", "attested_on": "2022-05"}, {("attested", "2022-05")}),
        ({"end": "2009-12-31", "attested_on": "2009~"}, {("attested", "2009~"), ("startLatest", "2009-12-31")}),
    ],
)
def test_what_is_attested_had_begun_by_then_and_had_not_ended(cells, said):
    into = records(
        "memberships", {"id": "m", "member": "a", "organisation": "b", "source": "s", "locator": "p"} | cells
    )
    own = {
        (local(quad.predicate.value), quad.object.value) for quad in into.quads if "/membership/m" in str(quad.subject)
    }
    dates = {one for name in ("start", "end") for one in own if one[0] in (name, f"{name}Earliest", f"{name}Latest")}
    given = {one for one in dates if any(one[0].startswith(name) for name in cells)}
    assert problems(into) == []
    assert {one for one in own if "attested" in one[0]} | (dates - given) == said
