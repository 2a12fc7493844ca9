"""Pictures taken away: each is one SVG page with title, legend, scope, day and sources, and a PNG of it."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree as ET

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.messages import translator
from territory_graph.ui.figures.bars import bars_page
from territory_graph.ui.figures.calendar import calendar_page
from territory_graph.ui.figures.ink import BLUE
from territory_graph.ui.figures.maps import Spot, map_page
from territory_graph.ui.figures.timelines import time_page
from territory_graph.ui.takeaway.frame import Page
from territory_graph.ui.takeaway.png import png_of
from territory_graph.ui.takeaway.shown import Origin
from territory_graph.views.agenda import read_year
from territory_graph.views.charts import Chart, Mark
from territory_graph.views.chronology import read_chronology
from territory_graph.views.map import read_map_view

DAY = date(2021, 5, 12)
PAGE = Page("Titre", "La portée (au 12 mai 2021)", "Ce qui est dessiné", "D'après un registre")


def texts(svg: str) -> list[str]:
    """The words of a page, which is XML."""
    return ["".join(each.itertext()) for each in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


@pytest.fixture
def origin() -> Origin:
    say = translator("fr")
    address, day = "https://exemple.fr/carte", say.day(DAY)
    return Origin(say, address, "0123456789abcdef", DAY, "Rouen", "Licence Ouverte", day, day)


def test_the_map_names_places_counts_them_and_says_what_lies_beyond(rouen: KnowledgeGraph, origin: Origin) -> None:
    found = read_map_view(rouen, origin.say, DAY)
    spots = [Spot(place.point, place.place.label, "", len(place.things)) for place in found.places]
    svg = map_page(spots, found.ground, found.outlines, (found.centre, found.reach), page=PAGE, origin=origin)
    said = texts(svg)
    assert {"Titre", PAGE.scope, PAGE.foot, "Rouen", "Louviers", "Un lieu"} <= set(said)
    assert any("hors du cadre" in text for text in said)  # Bordeaux, Tours
    assert "Bordeaux" not in said
    assert svg.count("<polygon") == 1 + sum(len(one.rings) for one in found.outlines)
    assert png_of(svg).startswith(b"\x89PNG")


def test_a_mark_of_events_of_other_days_is_white_and_the_legend_says_so(origin: Origin) -> None:
    spots = [Spot((49.44, 1.1), "Rouen", "", 2, hollow=True), Spot((49.21, 1.17), "Louviers", "")]
    frame = (49.3, 1.1), 0.6
    svg = map_page(spots, (), (), frame, page=PAGE, origin=origin)
    fills = [each.get("fill") for each in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}circle")]
    assert fills.count("#ffffff") == 2  # the mark, and that of the legend
    assert any("Un rond blanc" in text for text in texts(svg))
    assert "Un rond blanc" not in map_page(spots[1:], (), (), frame, page=PAGE, origin=origin)


def test_the_timeline_has_a_row_a_moment_and_years(rouen: KnowledgeGraph, origin: Origin) -> None:
    found = read_chronology(rouen, origin.say, DAY, decade=2020)
    assert found.picture is not None
    said = texts(time_page(found.picture, PAGE, origin, DAY))
    assert sum(text.isdigit() for text in said) > 5
    assert origin.say.day(DAY) in said[said.index("Un jour") :]  # what the line of dashes means
    assert sum(any(one.label[:30] in text for text in said) for one in found.picture.moments) == len(
        found.picture.moments
    )


def test_the_calendar_names_the_events_of_each_month(rouen: KnowledgeGraph, origin: Origin) -> None:
    found = read_year(rouen, origin.say, DAY, year=2021)
    said = texts(calendar_page(found, PAGE, origin))
    labels = [one.thing.label[:30] for month in found.months for one in month.events]
    assert labels
    assert all(any(label in text for text in said) for label in labels)
    assert {"janvier", "décembre", "À venir ce jour-là"} <= set(said)


def test_bars_have_one_scale_from_zero_also_below_it(origin: Origin) -> None:
    marks = (Mark("Aide", 40_000, "Aide"), Mark("Retour", -20_000, "Retour"))
    svg = bars_page(Chart("bar", "Somme", "Euros", marks, "Deux sommes"), PAGE, origin)
    assert {"Aide", "Retour", "40\u202f000"} <= set(texts(svg))
    bars = [each for each in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}rect") if each.get("fill") == BLUE]
    widths = [float(bar.get("width", "0")) for bar in bars]
    assert widths[0] == pytest.approx(2 * widths[1], rel=0.01)
    first, second = (float(bar.get("x", "0")) for bar in bars)
    assert second + widths[1] == pytest.approx(first, abs=0.2)
