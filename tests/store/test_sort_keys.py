"""Sort keys: their order is that of SPARQL, whatever the terms are."""

from __future__ import annotations

from datetime import UTC, datetime, time
from fractions import Fraction

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mixed_values import XSD, mixed_values, typed

from territory_graph.store.sort_keys import sort_key

INTEGERS = st.integers(-(10**30), 10**30).map(lambda n: (Fraction(n), typed(str(n), "integer")))
DECIMALS = st.decimals(-(10**9), 10**9, places=4).map(lambda n: (Fraction(n), typed(f"{n:f}", "decimal")))
DOUBLES = st.floats(allow_nan=False, allow_infinity=False).map(lambda n: (Fraction(repr(n)), typed(repr(n), "double")))
NUMBERS = st.one_of(INTEGERS, DECIMALS, DOUBLES)
DAYS = st.dates().map(lambda day: (datetime.combine(day, time(), UTC), typed(day.isoformat(), "date")))
ZONES = st.sampled_from(("", "Z", "+00:00", "-00:00"))
YEARS = st.integers(1, 9999).map(lambda year: (datetime(year, 1, 1, tzinfo=UTC), typed(f"{year:04}", "gYear")))
MOMENTS = st.tuples(st.datetimes(), ZONES).map(
    lambda found: (found[0].replace(tzinfo=UTC), typed(found[0].isoformat() + found[1], "dateTime"))
)


def key(term: ox.Literal) -> str:
    found = sort_key(term)
    assert isinstance(found, ox.Literal)
    assert found.datatype.value in (XSD + "string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString")
    return found.value


@given(NUMBERS, NUMBERS)
def test_numbers_of_every_type_are_in_the_order_of_their_values(one, other) -> None:
    assert (key(one[1]) < key(other[1])) == (one[0] < other[0])


@given(st.one_of(DAYS, MOMENTS, YEARS), st.one_of(DAYS, MOMENTS, YEARS))
def test_years_days_and_moments_are_in_the_order_of_time(one, other) -> None:
    if one[0] != other[0]:
        assert (key(one[1]) < key(other[1])) == (one[0] < other[0])


def test_a_time_zone_says_when_a_moment_is() -> None:
    ahead, behind = (typed(f"2021-05-12T00:30:00{zone}", "dateTime") for zone in ("+14:00", "-14:00"))
    assert key(ahead) < key(typed("2021-05-11T20:00:00", "dateTime")) < key(behind)
    assert key(typed("2021-05-12T12:00:00Z", "dateTime")) == key(typed("2021-05-12T14:00:00.0+02:00", "dateTime"))


@pytest.mark.parametrize(
    "values",
    [
        [("-100000-01-01", "date"), ("-0001-12-31", "date"), ("0000-01-01", "date"), ("9999-12-31", "date")],
        [("9999-12-31", "date"), ("99999-01-01", "date"), ("100000000000-01-01", "date")],
        [("2021", "gYear"), ("2021-01", "gYearMonth"), ("2021-01-01", "date"), ("2021-02", "gYearMonth")],
        [("-INF", "double"), ("-1e300", "double"), ("0", "integer"), ("1e300", "float"), ("INF", "double")],
        [("9007199254740992", "double"), ("9007199254740993", "integer"), ("9007199254740994", "double")],
        [("INF", "double"), ("NaN", "double"), ("2021", "gYear"), ("2021-02-29", "date"), ("abc", "date")],
    ],
)
def test_the_end_of_every_range_has_its_place(values: list[tuple[str, str]]) -> None:
    keys = [key(typed(*value)) for value in values]
    assert keys == sorted(set(keys))


def test_equal_numbers_leave_the_order_to_the_next_key() -> None:
    assert len({key(typed(*one)) for one in (("1", "integer"), ("1.00", "decimal"), ("1e0", "double"))}) == 1


def test_texts_iris_and_blank_nodes_stand_for_themselves() -> None:
    terms = [ox.Literal("a"), ox.Literal("a", language="fr"), ox.NamedNode("urn:a"), ox.BlankNode("a")]
    assert [sort_key(term) for term in terms] == terms


def test_a_statement_about_a_statement_is_a_text_behind_all_others() -> None:
    triple = ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal(1))
    assert sort_key(triple).value > "zzz"


@given(st.integers())
def test_numbers_come_before_days_and_days_before_texts(seed: int) -> None:
    found = sorted(mixed_values(seed, 20), key=key)
    kinds = [next((i for i, sign in enumerate(("\0n", "\0t", "\0z")) if key(v).startswith(sign)), 3) for v in found]
    assert kinds == sorted(kinds)
