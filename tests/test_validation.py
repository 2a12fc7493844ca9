"""Shapes stop, warn or remark, in both languages and with the place; what sources say against each other is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from territory_graph import resources
from territory_graph.building import check
from territory_graph.validation import Contradiction, Finding, ValidationReport

HAMLET = Path(__file__).parent / "fixtures" / "hamlet"
BASE = "https://example.org/hamlet/id/"
TG = "https://w3id.org/territory-graph/ontology#"

EVIDENCE = {"source": "annuaire", "locator": "p. 9"}


def brief(finding: Finding) -> tuple[str, str, str]:
    places = ", ".join(f"{place.file.name}:{place.line}" for place in finding.places)
    return finding.focus.removeprefix(BASE), finding.path.removeprefix(TG), places


def told(contradiction: Contradiction) -> tuple[str, str, list[tuple[str, str, str]]]:
    return (
        contradiction.focus.removeprefix(BASE),
        contradiction.path.removeprefix(TG),
        [
            (
                one.value.removeprefix(BASE),
                " ".join(source.removeprefix(f"{BASE}source/") for source in one.sources),
                f"{one.place.file.name}:{one.place.line}" if one.place else "",
            )
            for one in contradiction.testimonies
        ],
    )


@pytest.fixture(scope="module")
def report() -> ValidationReport:
    return check(HAMLET)


class TestTheHamlet:
    def test_has_no_violation(self, report):
        assert report.violations == ()

    def test_is_warned_of_with_file_and_line_in_both_languages(self, report):
        first, warning, second = report.of("warning")
        assert [brief(each)[:2] for each in (first, second)] == [
            ("actor/val-clair", "siren"),
            ("name/val-clair-district", "siren"),
        ]
        assert brief(warning) == ("agreement/convention-lin", "partOfAgreement", "agreements.csv:5")
        assert warning.messages == {
            "fr": "Rattachez la convention à son partenariat.",
            "en": "Attach the document to its partnership.",
        }
        assert warning.labels == {"fr": "Convention avec Lin Neuf", "en": "Convention avec Lin Neuf"}

    def test_has_one_remark(self, report):
        assert [brief(finding) for finding in report.of("info")] == [("event/conseil-2021", "", "events.csv:3")]

    def test_has_one_contradiction_between_two_sources(self, report):
        assert [told(contradiction) for contradiction in report.contradictions] == [
            (
                "commitment/feuille-2021",
                "amount",
                [
                    ("12000", "deliberation-2021", "agreements.csv:3"),
                    ("15000", "journal-2021", "agreements.csv:4"),
                ],
            )
        ]
        assert report.contradictions[0].labels["fr"] == "Feuille de route 2021 de Bois Vif"


def new_contradictions(folder: Path) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    """What sources say against each other in the copy, beside what they do in the hamlet."""
    report = check(folder)
    assert report.violations == ()
    return [told(found) for found in report.contradictions if "feuille-2021" not in found.focus]


def violations(folder: Path) -> list[tuple[str, str, str]]:
    return sorted({brief(finding) for finding in check(folder).violations})


def test_two_sources_that_give_two_values_contradict_each_other(hamlet_copy, add_rows):
    row = {"id": "v", "kind": "epci", "siren": "222222222", "contradicts": "val-clair"}
    add_rows("actors", row | {"source": "journal-2021", "locator": "p. 1"})
    assert new_contradictions(hamlet_copy) == [
        (
            "actor/val-clair",
            "siren",
            [("123456789", "annuaire", "actors.csv:2"), ("222222222", "journal-2021", "actors.csv:14")],
        )
    ]


def test_one_source_that_gives_two_values_is_a_violation(hamlet_copy, add_rows):
    row = {"id": "v", "kind": "epci", "siren": "222222222", "contradicts": "val-clair"}
    add_rows("actors", row | EVIDENCE)
    assert violations(hamlet_copy) == [("actor/val-clair", "siren", "actors.csv:2, actors.csv:14")]


def test_a_source_shared_by_two_values_is_a_violation(hamlet_copy, add_rows):
    row = {"id": "v", "kind": "epci", "siren": "222222222", "contradicts": "val-clair"}
    add_rows("actors", row | {"source": "journal-2021;annuaire", "locator": "p. 1"})
    assert [focus for focus, _, _ in violations(hamlet_copy)] == ["actor/val-clair"]


def test_two_things_in_the_place_of_one_contradict_each_other(hamlet_copy, add_rows):
    row = {"id": "m", "member": "moulin", "organisation": "syndicat", "contradicts": "val-clair-syndicat"}
    add_rows("memberships", row | EVIDENCE)
    ((_, path, testimonies),) = new_contradictions(hamlet_copy)
    assert path == "member"
    assert [value for value, _, _ in testimonies] == ["actor/moulin", "actor/val-clair"]


MILL = {"id": "fete-2", "kind": "event", "contradicts": "fete-moulin", "locator": "p. 1"}


class TestDates:
    """The hamlet's newspaper gives the mill's feast as 2021-11."""

    def test_that_exclude_each_other_are_a_contradiction_and_stop_nothing(self, hamlet_copy, add_rows):
        add_rows("events", MILL | {"when": "2021-10-03", "source": "rapport-2016"})
        assert new_contradictions(hamlet_copy) == [
            (
                "event/fete-moulin",
                "when",
                [("2021-10-03", "rapport-2016", "events.csv:4"), ("2021-11", "journal-2021", "events.csv:2")],
            )
        ]

    def test_that_differ_in_precision_do_not_contradict_each_other(self, hamlet_copy, add_rows):
        add_rows("events", MILL | {"when": "2021-11-03", "source": "rapport-2016"})
        assert new_contradictions(hamlet_copy) == []

    def test_of_one_source_are_a_violation(self, hamlet_copy, add_rows):
        add_rows("events", MILL | {"when": "2021-10-03", "source": "journal-2021"})
        assert ("event/fete-moulin", "when", "events.csv:2, events.csv:4") in violations(hamlet_copy)

    def test_whose_bounds_are_the_wrong_way_round_are_a_violation(self, hamlet_copy, add_trig):
        add_trig(
            "rec:x { <id/event/e> a tg:Event ; rdfs:label 'E'@fr ; tg:when '2021' ; tg:locatedIn <id/place/halle> ;\n"
            "tg:earliest '2021-12-31'^^xsd:date ; tg:latest '2021-01-01'^^xsd:date }"
        )
        assert violations(hamlet_copy) == [("event/e", "earliest", "more.trig:13")]

    def test_of_a_start_that_may_both_be_true_are_a_remark(self, hamlet_copy, add_rows):
        row = {"id": "v", "kind": "epci", "start": "2013", "contradicts": "val-clair", "locator": "p. 1"}
        add_rows("actors", row | {"source": "journal-2021"})
        assert new_contradictions(hamlet_copy) == []
        assert ("actor/val-clair", "start", "actors.csv:2, actors.csv:14") in [
            brief(finding) for finding in check(hamlet_copy).of("info")
        ]

    def test_of_a_start_that_exclude_each_other_are_a_contradiction(self, hamlet_copy, add_rows):
        row = {"id": "v", "kind": "epci", "start": "2014", "contradicts": "val-clair", "locator": "p. 1"}
        add_rows("actors", row | {"source": "journal-2021"})
        ((_, path, testimonies),) = new_contradictions(hamlet_copy)
        assert path == "start"
        assert [value for value, _, _ in testimonies] == ["2013-01-01", "2014"]


POPULATION = {"id": "p", "about": "place/le-bourg", "name": "Habitants", "measure": "population", "locator": "p. 1"}


class TestFigures:
    """The hamlet's directory gives 1 200 inhabitants for 2020."""

    def test_of_the_same_date_that_differ_between_sources_are_a_contradiction(self, hamlet_copy, add_rows):
        add_rows("figures", POPULATION | {"date": "2020", "value": "1300", "source": "journal-2021"})
        ((focus, path, testimonies),) = new_contradictions(hamlet_copy)
        assert (focus, path) == ("place/le-bourg", "value")
        assert sorted(testimonies) == [
            ("1200", "annuaire", "figures.csv:2"),
            ("1300", "journal-2021", "figures.csv:3"),
        ]

    @pytest.mark.parametrize(
        "change",
        [
            {"date": "2021", "value": "1300", "source": "journal-2021"},
            {"date": "2020", "value": "1200", "source": "journal-2021"},
            {"date": "2020", "value": "1300", "source": "annuaire"},
            {"date": "2020", "value": "1300", "source": "journal-2021", "about": "place/le-pre"},
        ],
        ids=["another date", "the same value", "the same source", "another place"],
    )
    def test_that_can_stand_together_are_none(self, hamlet_copy, add_rows, change):
        add_rows("figures", POPULATION | change)
        assert new_contradictions(hamlet_copy) == []


@pytest.mark.parametrize(
    ("trig", "finding"),
    [
        ("rec:x { act:new a tg:Actor }", ("actor/new", "http://www.w3.org/2000/01/rdf-schema#label", "more.trig:13")),
        ("rec:x { act:moulin tg:siren '12' }", ("actor/moulin", "siren", "more.trig:13")),
        ("<id/graph/more> { rec:x tg:confidence 2.0 }", ("record/more/x", "confidence", "more.trig:10")),
        ("<id/graph/more> { rec:x tg:confidence 'NaN'^^xsd:double }", ("record/more/x", "confidence", "more.trig:10")),
        ("<id/graph/more> { rec:x tg:lineStart 5 ; tg:lineEnd 3 }", ("record/more/x", "lineStart", "more.trig:10")),
        ("<id/graph/more> { rec:x tg:status <id/status/implied> }", ("record/more/x", "status", "more.trig:10")),
    ],
)
def test_a_violation_is_told_with_its_place(hamlet_copy, add_trig, trig, finding):
    add_trig(trig)
    assert finding in violations(hamlet_copy)


def test_a_confidence_beyond_one_is_told_with_the_row_that_gives_it(hamlet_copy, add_rows):
    add_rows("collaborations", {"actor": "moulin", "partner": "scierie", "confidence": "2"} | EVIDENCE)
    assert violations(hamlet_copy) == [("record/collaborations/moulin-scierie", "confidence", "collaborations.csv:4")]


def test_a_word_of_a_list_is_told_with_its_own_row(hamlet_copy, add_rows):
    add_rows("concepts", {"scheme": "theme", "id": "x", "label_fr": "X"})
    path = hamlet_copy / "more.trig"
    path.write_text("<id/graph/sources> { <id/theme/x> <http://www.w3.org/2004/02/skos/core#prefLabel> 'Y'@fr }")
    (violation,) = check(hamlet_copy).violations
    assert [(place.file.name, place.line) for place in violation.places] == [("more.trig", 1), ("concepts.csv", 8)]


def test_the_sentence_of_a_query_in_a_shape_comes_in_both_languages_with_its_numbers(hamlet_copy, add_rows, add_trig):
    add_trig("rec:x { <id/agreement/partenariat-bois> tg:partOfProgramme <id/programme/relance> }")
    add_rows(
        "figures",
        {"id": "n", "about": "programme/relance", "name": "N", "measure": "nb-structures", "value": "4"} | EVIDENCE,
    )
    found = [finding for finding in check(hamlet_copy).of("warning") if finding.focus.endswith("relance")]
    assert [finding.messages for finding in found] == [
        {
            "fr": "Le nombre cité de structures (4) ne correspond pas au nombre de partenaires dans le graphe (1).",
            "en": "The cited number of organisations (4) differs from the number of partners in the graph (1).",
        }
    ]


def test_a_share_for_two_is_a_violation_in_both_languages(hamlet_copy, add_rows):
    row = {"id": "s", "kind": "agreement", "name": "S", "parties": "syndicat;moulin", "amount": "10"}
    row |= {"amount_scope": "share", "funders": "syndicat", "beneficiaries": "moulin;scierie"}
    add_rows("agreements", row | EVIDENCE)
    (violation,) = {finding.focus: finding for finding in check(hamlet_copy).violations}.values()
    assert violation.messages == {
        "fr": "Une part (« share ») ne couvre qu'un seul bénéficiaire.",
        "en": "A share covers only one recipient.",
    }
    assert [place.file.name for place in violation.places] == ["agreements.csv"]


def test_the_default_territory_keeps_its_contradictions_each_between_different_sources():
    report = check(resources.default_territory())
    assert report.violations == ()
    assert len(report.contradictions) == 4
    for contradiction in report.contradictions:
        assert len({one.sources for one in contradiction.testimonies}) > 1
        assert all(one.place is not None for one in contradiction.testimonies)


def told_of(folder: Path, severity: str) -> list[tuple[str, str]]:
    return [brief(finding)[:2] for finding in check(folder).of(severity)]


def test_an_end_before_its_beginning_is_a_violation(hamlet_copy, add_rows):
    add_rows(
        "memberships",
        {"id": "m", "member": "moulin", "organisation": "syndicat", "start": "2020", "end": "2010"} | EVIDENCE,
    )
    assert violations(hamlet_copy) == [("membership/m", "startEarliest", "memberships.csv:6")]


def test_a_beginning_and_an_end_of_two_sources_contradict_each_other(hamlet_copy, add_rows):
    row = {"id": "m", "member": "moulin", "organisation": "syndicat", "start": "2020"}
    other = row | {
        "id": "n",
        "start": "",
        "end": "2010",
        "contradicts": "m",
        "source": "journal-2021",
        "locator": "p. 1",
    }
    add_rows("memberships", row | EVIDENCE, other)
    ((focus, _, testimonies),) = new_contradictions(hamlet_copy)
    assert focus == "membership/m"
    assert [(value, source) for value, source, _ in testimonies] == [
        ("2020-01-01", "annuaire"),
        ("2010-12-31", "journal-2021"),
    ]


@pytest.mark.parametrize(
    ("cells", "path"),
    [
        ({"siren": "123456789"}, "siren"),
        ({"siren": "200023414", "siret": "20008945600012"}, "siret"),
        ({"siret": "22040000000000"}, "siret"),
        ({"siret": "20002341400013"}, "siret"),
    ],
    ids=["that of another actor", "of another company", "cut by a spreadsheet", "another last digit"],
)
def test_a_number_that_cannot_be_an_actors_is_a_violation(hamlet_copy, add_rows, cells, path):
    add_rows("actors", {"id": "new", "kind": "actor", "name": "Nouveau"} | cells | EVIDENCE)
    assert ("actor/new", path) in told_of(hamlet_copy, "violation")


@pytest.mark.parametrize(
    "cells", [{"siren": "356000000", "siret": "35600000049837"}, {"siren": "200023414", "siret": "20002341400010"}]
)
def test_a_number_that_checks_is_none(hamlet_copy, add_rows, cells):
    add_rows("actors", {"id": "new", "kind": "actor", "name": "Nouveau"} | cells | EVIDENCE)
    assert "actor/new" not in {
        focus for focus, _ in told_of(hamlet_copy, "violation") + told_of(hamlet_copy, "warning")
    }


def test_two_communes_of_one_code_are_each_told_and_a_region_of_it_is_not(hamlet_copy, add_rows):
    places = [("a", "commune"), ("b", "commune"), ("c", "region"), ("d", "department")]
    codes = {"commune": "76540", "region": "28", "department": "28"}
    add_rows(
        "places", *({"id": name, "kind": kind, "name": name, "insee": codes[kind]} | EVIDENCE for name, kind in places)
    )
    assert told_of(hamlet_copy, "violation") == [("place/a", "inseeCode"), ("place/b", "inseeCode")]


def test_problems_of_files_and_violations_of_shapes_are_found_in_one_run(hamlet_copy, add_rows, add_trig):
    add_rows("actors", {"id": "faux", "kind": "company", "name": "Faux", "siret": "99999999900011"} | EVIDENCE)
    add_rows("memberships", {"id": "m", "member": "moulin", "organisation": "agence", "start": "hier"} | EVIDENCE)
    broken = add_trig("rec:x { act:moulin a")
    (hamlet_copy / "broken.trig").write_bytes(broken.read_bytes())
    report = check(hamlet_copy)
    assert {problem.code for problem in report.problems} == {"bad-date", "rdf-syntax"}
    assert [brief(finding)[:2] for finding in report.violations] == [("actor/faux", "siret")]


def test_what_is_missing_is_not_said_of_what_was_read_in_part(hamlet_copy, add_trig, add_rows):
    add_trig("rec:x { act:nameless a tg:Actor }")
    assert [brief(each)[0] for each in check(hamlet_copy).violations] == ["actor/nameless"]
    add_rows("actors", {"id": "other", "kind": "no-such-kind", "name": "Autre"} | EVIDENCE)
    report = check(hamlet_copy)
    assert [problem.code for problem in report.problems] == ["bad-choice"]
    assert report.violations == ()


def test_a_file_that_the_system_keeps_from_us_is_one_problem_among_the_others(hamlet_copy, add_rows, monkeypatch):
    kept = hamlet_copy / "tables" / "events.csv"
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path == kept:
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    add_rows("memberships", {"id": "m", "member": "moulin", "organisation": "agence", "start": "hier"} | EVIDENCE)
    problems = check(hamlet_copy).problems
    assert sorted((problem.code, problem.file.name) for problem in problems) == [
        ("bad-date", "memberships.csv"),
        ("unreadable-file", "events.csv"),
    ]
