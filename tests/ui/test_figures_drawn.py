"""Drawers of pictures: what they put on a map and on a page of flows."""

from __future__ import annotations

import json
import math
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.messages import translator
from territory_graph.ui.figures import maps
from territory_graph.ui.figures.flows import flow_page
from territory_graph.ui.figures.maps import Spot, Stroke, draw_map
from territory_graph.ui.takeaway.frame import Page
from territory_graph.ui.takeaway.png import png_of
from territory_graph.ui.takeaway.shown import Origin
from territory_graph.views.money import flows, read_money

ROUEN, LOUVIERS = (49.44, 1.1), (49.21, 1.17)
FRAME = ((49.3, 1.1), 1.0)


@pytest.fixture(autouse=True)
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside of a page there is no theme to take the colour of words from."""
    monkeypatch.setattr(maps, "ink", lambda: "#1b2733")


def layers(spots: list[Spot], lines: tuple[Stroke, ...] = ()) -> dict[str, list[list[dict[str, object]]]]:
    found: dict[str, list[list[dict[str, object]]]] = {}
    for layer in json.loads(draw_map(spots, (), (), FRAME, lines=lines).to_json())["layers"]:
        found.setdefault(layer["@@type"], []).append(layer["data"])
    return found


def test_marks_too_near_to_be_told_apart_are_one_that_counts_both() -> None:
    near = (ROUEN[0] + 0.002, ROUEN[1])
    found = layers([Spot(ROUEN, "Rouen", "r", 7), Spot(near, "Darnétal", "d", 5), Spot(LOUVIERS, "Louviers", "l")])
    marks = found["ScatterplotLayer"][-1]
    assert [(mark["label"], mark["latitude"]) for mark in marks] == [("Rouen + 1", ROUEN[0]), ("Louviers", LOUVIERS[0])]
    counts, names = found["TextLayer"]
    assert [mark["label"] for mark in counts] == ["12"]
    assert {mark["label"] for mark in names} == {"Rouen + 1", "Louviers"}


def test_of_thousands_of_places_no_mark_hides_the_middle_of_another_and_none_is_lost() -> None:
    spots = [
        Spot((49 + row / 100, 0.5 + column / 100), f"{row} {column}", "") for row in range(50) for column in range(50)
    ]
    (ground, marks), (counts, _) = (layers(spots)[kind] for kind in ("ScatterplotLayer", "TextLayer"))
    assert ground == []
    assert 1 < len(marks) < 700
    singles = len(marks) - len(counts)
    assert sum(int(str(mark["label"])) for mark in counts) + singles == len(spots)


def test_large_marks_that_would_touch_are_one_wherever_a_border_of_the_search_lies() -> None:
    degrees = 0.01 / 40  # of longitude, a pixel
    for start in (49 + step / 1_000 for step in range(20)):
        apart = 31 * degrees * math.cos(math.radians(start))
        pair = [Spot((start, 1.0), "south", "", 64), Spot((start + apart, 1.0), "north", "", 64)]
        together = maps._together(pair, degrees)
        assert [mark.count for mark in together] == [128], start


def test_a_line_joins_two_places() -> None:
    (lines,) = layers([Spot(ROUEN, "Rouen", "r")], (Stroke((LOUVIERS, ROUEN), "two", 2),))["LineLayer"]
    assert [(line["one"], line["other"], line["width"]) for line in lines] == [([1.17, 49.21], [1.1, 49.44], 2.5)]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_flows_are_a_page_with_legend_scope_sources_and_address(rouen: KnowledgeGraph, language: str) -> None:
    say, day = translator(language), date(2021, 5, 12)
    drawn = flows(read_money(rouen, say, day).sums, say)
    origin = Origin(
        say, "http://example.org/financements?au=2021-05-12", "0123456789ab", day, "Rouen", "LO 2.0", day, day
    )
    text = flow_page(drawn, Page("Titre", "Portée <b>", drawn.sentence, "Sources"), origin)
    page = ET.fromstring(text)
    told = " ".join("".join(each.itertext()) for each in page.iter("{http://www.w3.org/2000/svg}text"))
    for words in ("Titre", "Portée <b>", "Sources", origin.address, "Région Normandie", "160\u202f000"):
        assert words in told or words.replace("\u202f", ",") in told, words
    assert all(word in told for key in ("width", "each") for word in say(f"money.flows.legend.{key}").split())
    announced = sum(one.sum.kind == "announcement" for one in drawn.flows)
    assert told.count(say("codes.amountKind.announcement")) == announced > 0
    assert not list(page.iter("{http://www.w3.org/2000/svg}a"))
    assert png_of(text).startswith(b"\x89PNG")
