"""What may be said and seldom is meant is a warning, told once a kind, and stops nothing."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from territory_graph.building import check
from territory_graph.cli import main
from territory_graph.validation import Finding

EVIDENCE = {"source": "annuaire", "locator": "p. 9"}
BASE = "https://example.org/hamlet/id/"


def warned(folder: Path, kind: str) -> list[Finding]:
    report = check(folder)
    assert report.violations == ()
    return [finding for finding in report.of("warning") if finding.kind == f"validation.{kind}"]


def test_one_name_on_two_actors_is_told_of_both_but_for_capitals_and_accents(hamlet_copy, add_rows):
    add_rows("actors", {"id": "bis", "kind": "epci", "name": "COMMUNAUTE DE COMMUNES DU HAUT PRE"} | EVIDENCE)
    found = warned(hamlet_copy, "name-twice")
    assert [finding.focus.removeprefix(BASE) for finding in found] == ["actor/bis", "actor/haut-pre"]
    assert "actor/haut-pre" in found[0].messages["fr"]


def test_a_last_day_before_the_first_is_told(hamlet_copy, add_rows):
    event = {"kind": "event", "name": "Fête"} | EVIDENCE
    days = ("2021-05-03", "2021-05-01"), ("2021-05-03", "2021-05-04"), ("2021-05-03", "2021"), ("2021", "2021-05-01")
    rows = ({"id": f"f{place}", "when": when, "last_day": last} for place, (when, last) in enumerate(days))
    add_rows("events", *(row | event for row in rows))
    assert [finding.focus for finding in warned(hamlet_copy, "last-before-first")] == [f"{BASE}event/f0"]


def test_a_name_passed_on_is_no_doubt(hamlet_copy, add_rows):
    name = {"kind": "actor", "name": "District"} | EVIDENCE
    add_rows("actors", {"id": "a", "end": "1999"} | name, {"id": "b", "start": "2001"} | name)
    assert warned(hamlet_copy, "name-twice") == []


def test_the_same_membership_twice_is_told_unless_the_first_had_ended(hamlet_copy, add_rows):
    row = {"member": "haut-pre", "organisation": "syndicat", "role": "membre"} | EVIDENCE
    add_rows("memberships", {"id": "again"} | row)
    add_rows("memberships", {"id": "later", "member": "bourg-neuf", "start": "2020"} | {**row, "member": "bourg-neuf"})
    found = warned(hamlet_copy, "membership-twice")
    assert [finding.focus.removeprefix(BASE) for finding in found] == [
        "membership/again",
        "membership/haut-pre-syndicat",
    ]


@pytest.mark.parametrize(
    ("kind", "code", "doubted"),
    [
        *(("commune", "96001", True), ("commune", "20004", True), ("commune", "2B033", False)),
        *(("commune", "97411", False), ("commune", "97901", True), ("commune", "76000", True)),
        *(("department", "96", True), ("department", "974", False)),
        *(("region", "28", False), ("region", "29", True)),
    ],
)
def test_a_code_of_no_department_or_region_is_told(hamlet_copy, add_rows, kind, code, doubted):
    add_rows("places", {"id": "x", "kind": kind, "name": "X", "insee": code} | EVIDENCE)
    assert bool(warned(hamlet_copy, "insee-unknown")) is doubted


@pytest.mark.parametrize(
    ("latitude", "longitude", "doubted"),
    [
        *(("1.1", "49.44", True), ("49.44", "1.1", False), ("55.45", "-20.9", True)),
        *(("52.52", "13.4", False), ("-61.0", "14.6", True)),
    ],
)
def test_latitude_and_longitude_exchanged_are_told(hamlet_copy, add_rows, latitude, longitude, doubted):
    place = {"id": "x", "kind": "venue", "name": "X", "latitude": latitude, "longitude": longitude}
    add_rows("places", place | EVIDENCE)
    assert bool(warned(hamlet_copy, "exchanged")) is doubted


def test_far_dates_are_told_and_a_long_concession_is_not(hamlet_copy, add_rows):
    row = {"kind": "agreement", "name": "A", "parties": "syndicat;lin-neuf"} | EVIDENCE
    add_rows(
        "agreements",
        {"id": "slip", "start": "2108"} | row,
        {"id": "no-end", "start": "2020", "end": "2099-12-31"} | row,
        {"id": "concession", "start": "2020", "end": "2086-12-31"} | row,
    )
    assert [finding.focus.removeprefix(BASE) for finding in warned(hamlet_copy, "far-date")] == ["agreement/slip"]
    assert [finding.focus.removeprefix(BASE) for finding in warned(hamlet_copy, "no-end")] == ["agreement/no-end"]


def test_a_source_cannot_be_of_a_year_to_come(hamlet_copy, add_rows):
    add_rows("sources", {"id": "avenir", "title": "Rapport", "date": "2999"})
    assert [finding.focus.removeprefix(BASE) for finding in warned(hamlet_copy, "later-than-today")] == [
        "source/avenir"
    ]


def test_301_equal_warnings_are_one_with_its_count_and_its_first_places(hamlet_copy, add_rows, capsys):
    row = {"kind": "convention", "name": "C", "parties": "syndicat;lin-neuf"} | EVIDENCE
    add_rows("agreements", *({"id": f"c-{number}"} | row for number in range(300)))
    assert main(["--lang", "en", "validate", str(hamlet_copy)]) == 0
    told = capsys.readouterr().err
    assert "301 times: Attach the document to its partnership." in told
    assert told.count("Attach the document") == 1
    assert told.count("agreements.csv:") == 7  # five of this kind, and two that contradict each other
    assert "and 296 others of this kind" in told
    assert io.StringIO(told).read().startswith("Warnings: 303")


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({"start": "2016", "attested_on": "2012"}, "attested-before"),
        ({"end": "2019-05", "attested_on": "2014;2020"}, "attested-after"),
        ({"start": "2016", "end": "2019", "attested_on": "2016;2019-12-31"}, None),
    ],
)
def test_what_is_attested_outside_its_time_is_told(hamlet_copy, add_rows, cells, kind):
    add_rows("memberships", {"id": "m", "member": "scierie", "organisation": "syndicat"} | cells | EVIDENCE)
    found = {name: warned(hamlet_copy, name) for name in ("attested-before", "attested-after")}
    assert {name for name, each in found.items() if each} == ({kind} if kind else set())
