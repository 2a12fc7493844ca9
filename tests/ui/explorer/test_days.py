"""The years that can be chosen are those in which something is known, whatever the farthest end."""

from __future__ import annotations

import re
from datetime import date

import pytest

from territory_graph.messages import translator
from territory_graph.ui.explorer.days import day_control
from territory_graph.views.chronicle import YearOfChange

SAY = translator("fr")


def years_offered(years: list[int], day: date | None = None) -> list[int]:
    html = day_control([YearOfChange(year, 1, 0, 0, 0) for year in years], day, SAY)
    return [int(year) for year in re.findall(r"(\d{4})-12-31", html)]


def test_years_between_those_of_changes_are_offered_too() -> None:
    assert years_offered([2016, 2020]) == [2016, 2017, 2018, 2019, 2020]


@pytest.mark.parametrize("far", [2086, 9999])
@pytest.mark.parametrize("day", [None, date(2018, 6, 1), date(9999, 12, 31)])
def test_one_far_year_takes_no_other_away(far: int, day: date | None) -> None:
    assert years_offered([2016, 2018, 2020, far], day) == [2016, 2018, 2020, far]


def test_of_too_many_years_those_nearest_to_the_day_are_offered() -> None:
    offered = years_offered(list(range(1850, 2021)), date(1900, 1, 1))
    assert (len(offered), min(offered), max(offered)) == (60, 1870, 1929)
    assert years_offered(list(range(1850, 2021)))[-1] == 2020
