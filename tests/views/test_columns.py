"""What a column is made of decides how an answer can be shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory_graph.facts.places import earthly
from territory_graph.store.answers import XSD, Cell, Column, Term
from territory_graph.views.columns import date_text, exact, number, point, profile, span


def plain(text: str) -> Term:
    return Term("literal", text)


def typed(text: str, datatype: str) -> Term:
    return Term("literal", text, XSD + datatype)


A, B = Term("iri", "urn:a"), Term("iri", "urn:b")


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ((A, B, None), "thing"),
        ((A, Term("blank", "b0")), "thing"),
        ((typed("1", "integer"), typed("2.5", "decimal"), typed("1e3", "double")), "number"),
        ((typed("1", "integer"), typed("NaN", "double")), "words"),
        ((typed("2021-05-12", "date"), typed("2021", "gYear")), "date"),
        ((plain("2021-11"), plain("2012")), "date"),
        ((plain("2011~"),), "date"),
        ((plain("2012"), plain("1987")), "words"),  # years, or codes: the data do not say
        ((plain("2021-13"),), "words"),
        ((plain("POINT(1.1 49.4)"),), "point"),
        ((plain("a"), Term("literal", "b", "", "fr")), "words"),
        ((A, plain("a")), "mixed"),
        ((None, None), "empty"),
        ((), "empty"),
    ],
)
def test_the_kind_of_a_column_is_that_of_all_its_values(column: Column, kind: str) -> None:
    assert profile("x", column).kind == kind


def test_a_profile_counts_what_is_bound_and_what_differs() -> None:
    found = profile("x", (A, B, A, None))
    assert (found.filled, found.distinct) == (3, 2)


@pytest.mark.parametrize("cell", [None, A, plain("12"), typed("INF", "double"), typed("1e200", "double")])
def test_what_cannot_be_drawn_is_no_number(cell: Cell) -> None:
    assert number(cell) is None
    assert exact(cell) is None


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (typed("2021-05-12Z", "date"), "2021-05-12"),
        (typed("2021-05-12T23:59:59+02:00", "dateTime"), "2021-05-12"),
        (typed("2021Z", "gYear"), "2021"),
        (plain("2021-05"), "2021-05"),
        (typed("-0044-03-15", "date"), None),
        (typed("0044", "gYear"), None),
        (plain("2021-02-30"), None),
        (Term("literal", "2021", "", "fr"), None),
        (typed("2021", "integer"), None),
        (A, None),
    ],
)
def test_a_date_is_read_as_its_source_writes_it(cell: Cell, text: str | None) -> None:
    assert date_text(cell) == text
    assert (span(cell) is None) == (text is None)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("POINT(1.0993 49.4431)", (49.4431, 1.0993)),
        ("<http://www.opengis.net/def/crs/OGC/1.3/CRS84> Point ( -1e0  49 )", (49.0, -1.0)),
        ("POINT Z (1 2 3)", (2.0, 1.0)),
        ("POINT(1 91)", None),
        ("POINT(1e999 2)", None),
        ("POINT(1)", None),
        ("LINESTRING(1 2, 3 4)", None),
    ],
)
def test_a_wkt_point_is_a_place_on_earth_or_none(text: str, place: tuple[float, float] | None) -> None:
    assert point(plain(text)) == place


@given(st.floats(), st.floats())
def test_a_place_is_on_earth(latitude: float, longitude: float) -> None:
    found = earthly(latitude, longitude)
    assert found is None or (-90 <= found[0] <= 90 and -180 <= found[1] <= 180)


@given(st.text())
def test_no_text_breaks_the_reading_of_a_column(text: str) -> None:
    for datatype in ("", f"{XSD}integer", f"{XSD}double", f"{XSD}date", f"{XSD}gYear", "urn:x"):
        assert profile("x", (Term("literal", text, datatype),)).filled == 1
