"""Contours of a GeoJSON file: entered by code, by the command or by the territory's folder; the rest is told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.building import build
from territory_graph.cli import main
from territory_graph.contributions import Desk
from territory_graph.errors import InputError
from territory_graph.facts.places import outside, read_outlines
from territory_graph.importing import bring_in, look_at
from territory_graph.ingest.contours import read_contours
from territory_graph.ingest.territory import read_what_can_be
from territory_graph.messages import translator
from territory_graph.views.map import read_map_view
from tests.conftest import HAMLET


def square(west: float, south: float, size: float = 0.1) -> list[list[float]]:
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def area(code: object, ring: object, head: str = "code", **more: object) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {head: code, **more}, "geometry": geometry}


KNOWN = [
    area(1004, square(5.18, 46.16), "INSEE_COM"),  # a program has lost the leading zero
    area("123456789", square(5.0, 46.0), "SIREN"),
    area("123 456 789", square(6.0, 47.0), "SIREN"),
]
LEFT = {
    "contours-unknown": area("76540", square(1.0, 49.4)),
    "contours-no-code": area("Rouen", square(1.0, 49.4), nom="Sans code"),
    "contours-not-degrees": area("2A004", square(560_000, 6_900_000, 500), nom="Lambert"),
    "contours-damaged": area("2A004", [[1, 49]], nom="Un point"),
    "contours-no-area": {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [1, 49]}},
}


def geojson(path: Path, features: list[dict[str, Any]]) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def test_contours_of_known_codes_are_entered_with_the_file_as_their_source(desk: Desk, tmp_path: Path) -> None:
    file = geojson(tmp_path / "contours.geojson", [*KNOWN, *LEFT.values()])
    planned = look_at(file, desk)
    assert {notice.code for notice in planned.notices} == LEFT.keys()
    names = [row.cells["name"] for row in planned.look.proposal.rows if "name" in row.cells]
    assert names == ["Périmètre\u00a0: Communauté de communes du Val Clair"]
    bring_in(planned, desk, "atelier")
    assert "imported-before" in {problem.code for problem in look_at(file, desk).look.problems}
    graph = KnowledgeGraph.open(desk.store.path)
    found = {outline.place.rpartition("/")[2]: outline for outline in read_outlines(graph.rows)}
    assert {name: len(outline.rings) for name, outline in found.items()} == {"le-bourg": 1, "territoire-val-clair": 2}
    assert [actor.rpartition("/")[2] for actor in found["territoire-val-clair"].actors] == ["val-clair"]
    shown = read_map_view(graph, translator("fr"))
    assert {mention.title for mention in shown.outline_mentions} == {"contours.geojson"}
    assert {thing.label for thing in shown.bounds} == {"Le Bourg", "Communauté de communes du Val Clair"}


def test_a_file_of_which_no_code_is_known_brings_nothing_in_and_says_why(desk: Desk, tmp_path: Path) -> None:
    file = geojson(tmp_path / "contours.geojson", list(LEFT.values()))
    with pytest.raises(InputError) as caught:
        look_at(file, desk)
    assert {problem.code for problem in caught.value.problems} == LEFT.keys()


def test_the_command_says_what_is_entered_and_which_codes_are_not_known(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = geojson(tmp_path / "contours.geojson", [*KNOWN, *LEFT.values()])
    folders = ["--territory", str(desk.territory), "--store", str(desk.store.path)]
    assert main(["import", str(file), *folders]) == 0
    out, err = capsys.readouterr()
    assert "Contours\u00a0: 2 de choses connues" in out
    assert "76540" in err
    assert "Sans code" in err


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(HAMLET, tmp_path / "hamlet")
    return tmp_path / "hamlet"


def test_a_file_in_the_folder_is_read_by_builds_under_the_source_that_it_is_named_after(
    folder: Path, tmp_path: Path
) -> None:
    file = geojson(folder / "tables" / "annuaire.geojson", [*KNOWN, LEFT["contours-unknown"]])
    territory, problems = read_what_can_be(folder)
    assert territory is not None
    assert not problems
    assert [notice.fields["names"] for notice in territory.notices if notice.file == file] == ["76540"]
    build(folder, tmp_path / "store")
    graph = KnowledgeGraph.open(tmp_path / "store")
    found = {outline.place.rpartition("/")[2] for outline in read_outlines(graph.rows)}
    assert found == {"le-bourg", "territoire-val-clair"}


def test_a_file_in_the_folder_that_bears_the_name_of_no_source_is_refused(folder: Path) -> None:
    file = geojson(folder / "tables" / "ailleurs.geojson", KNOWN)
    _, problems = read_what_can_be(folder)
    assert [(problem.code, problem.file) for problem in problems] == [("contours-source", file)]


@pytest.mark.parametrize("text", ['{"type": "FeatureCollection", "features": [', "[" * 100_000, "\udcff"])
def test_a_damaged_file_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.geojson"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(InputError):
        read_contours(path)


def test_what_lies_in_the_sea_is_said_where_outlines_are_known(folder: Path, tmp_path: Path) -> None:
    geojson(folder / "tables" / "annuaire.geojson", KNOWN)
    for name, before, now in (
        ("places", "halle,venue,Halle du Bourg,,,le-bourg,,,", "halle,venue,Halle du Bourg,,,le-bourg,46.5,-3.5,"),
        ("events", "2021-11,,le-bourg,moulin", "2021-11,,halle,moulin"),
    ):
        table = folder / "tables" / f"{name}.csv"
        text = table.read_text(encoding="utf-8")
        assert before in text
        table.write_text(text.replace(before, now), encoding="utf-8")
    build(folder, tmp_path / "store")
    graph = KnowledgeGraph.open(tmp_path / "store")
    shown = read_map_view(graph, translator("fr"))
    away = [place for place in shown.places if place.outside]
    assert [place.place.label for place in away] == ["Halle du Bourg"]
    assert "hors de tout contour tracé" in shown.outside
    assert all("hors de tout contour" in one.precision for place in away for one in place.things)
    assert outside([(46.5, -3.5), (46.2, 5.2)], ()) == set()
