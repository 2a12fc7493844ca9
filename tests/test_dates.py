"""Dates as sources give them: four forms, their first and last day, and the states that they bound."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory_graph.dates import Interval, bounds

DAYS = st.dates(min_value=date(2, 1, 1), max_value=date(9998, 12, 31))


@given(DAYS)
def test_a_day_is_its_own_first_and_last_day(day):
    assert bounds(day.isoformat()) == (day, day)


@given(DAYS)
def test_a_month_holds_its_days_and_no_other(day):
    first, last = bounds(day.isoformat()[:7])
    assert first <= day <= last
    assert (first - timedelta(days=1)).month != day.month
    assert (last + timedelta(days=1)).month != day.month


@given(DAYS, st.sampled_from(["~", "?"]))
def test_a_year_holds_its_days_and_a_doubtful_one_those_of_its_neighbours(day, doubt):
    year = day.isoformat()[:4]
    assert bounds(year) == (date(day.year, 1, 1), date(day.year, 12, 31))
    assert bounds(year + doubt) == (date(day.year - 1, 1, 1), date(day.year + 1, 12, 31))


@given(st.text(max_size=12))
def test_any_other_text_is_refused(text):
    try:
        first, last = bounds(text)
    except ValueError:
        return
    assert first <= last
    assert text[:4].isascii()
    assert text[:4].isdigit()


@pytest.mark.parametrize(
    "text",
    [
        *("", "21", "20211", "2021-", "2021-13", "2021-00", "2021-02-30", "2021-2-3", "2021/06", "2021~-11", "~2021"),
        *("10/06/2021", "0000", "9999~", "2021-06-10T10:00", " 2021", "2021\n", "２０２１", "hier"),
    ],
)
def test_a_text_of_no_known_form_is_refused(text):
    with pytest.raises(ValueError):
        bounds(text)


def test_an_interval_runs_from_the_first_day_of_its_start_to_the_last_of_its_end():
    interval = Interval.of("2012", "2014-06")
    assert not interval.holds_on(date(2011, 12, 31))
    assert interval.holds_on(date(2012, 1, 1))
    assert interval.holds_on(date(2014, 6, 30))
    assert not interval.holds_on(date(2014, 7, 1))


def test_an_unknown_bound_excludes_nothing():
    assert Interval().holds_on(date(1, 1, 1))
    assert Interval.of("2012").holds_on(date(9999, 12, 31))
    assert Interval.of(None, "2012").holds_on(date(1, 1, 1))


def test_an_interval_that_is_no_date_is_refused():
    with pytest.raises(ValueError):
        Interval.of("hier")


BOUND = {"startEarliest": (-900, 0), "startLatest": (0, 900), "attestedOn": (0, 1800)}
"""How many days from a beginning a record may put each bound of it, and still be true."""


@given(
    st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)),
    st.lists(
        st.one_of(
            *(st.tuples(st.just(name), st.integers(low, high)) for name, (low, high) in BOUND.items()),
        ),
        max_size=8,
    ),
)
def test_what_several_records_bound_began_within_all_of_their_bounds(begun, records):
    said: dict[str, list[str]] = {}
    for name, away in records:
        said.setdefault(name, []).append((begun + timedelta(days=away)).isoformat())
    found = Interval.widest(said)
    assert found.start_earliest is None or found.start_earliest <= begun
    assert found.start_latest is None or begun <= found.start_latest
    for text in said.get("startEarliest", ()):
        assert found.start_earliest is not None
        assert found.start_earliest >= date.fromisoformat(text)
    for text in said.get("startLatest", ()):
        assert found.start_latest is not None
        assert found.start_latest <= min(map(date.fromisoformat, (text, *said.get("attestedOn", ()))))


def test_bounds_that_leave_no_day_are_kept_wide():
    found = Interval.widest(
        {"startEarliest": ["2020-01-01", "2010-01-01"], "startLatest": ["2015-01-01", "2021-01-01"]}
    )
    assert (found.start_earliest, found.start_latest) == (date(2010, 1, 1), date(2021, 1, 1))


def test_a_state_attested_in_a_year_is_known_from_its_end_and_not_over_before_it():
    found = Interval.widest({"attested": ["2022"], "startLatest": ["2022-12-31"], "endEarliest": ["2022-01-01"]})
    assert (found.last_attested, found.attested, found.not_over_by) == ("2022", None, None)
    assert found.only_seen
    assert [found.only_known_after(date(year, 6, 1)) for year in (2012, 2022, 2023)] == [True, True, False]
    assert all(found.holds_on(date(year, 6, 1)) for year in (2012, 2022, 2031))


def test_what_is_attested_several_times_had_begun_by_the_first_and_is_told_by_the_last():
    found = Interval.widest({"attestedOn": ["2020-11-11", "2016-09-19"], "attested": ["2023-03", "2020-11-11"]})
    assert (found.start_latest, found.last_attested) == (date(2016, 9, 19), "2023-03")
    assert not found.only_known_after(date(2018, 1, 1))


@pytest.mark.parametrize(
    ("said", "outlived", "foreseen"),
    [
        ({"end": "2020", "attested": "2022"}, True, False),
        ({"end": "2022-06", "attested": "2022"}, False, False),
        ({"start": "2022", "attested": "2019-05"}, False, True),
        ({"start": "2019-05-12", "attestedOn": "2019-05-11"}, False, True),
        ({"start": "2019", "end": "2022", "attested": "2020"}, False, False),
    ],
)
def test_an_attestation_outside_the_time_that_is_said_contradicts_it(said, outlived, foreseen):
    found = Interval.said(said)
    assert (found.outlived, found.foreseen) == (outlived, foreseen)
