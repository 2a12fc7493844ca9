"""Names that find their place beside marks."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from territory_graph.ui.takeaway.labels import Box, Ground, placed_labels, text_width

PAGE = Box(0, 0, 600, 400)
PLACES = st.lists(st.tuples(st.integers(0, 600), st.integers(0, 400), st.integers(4, 40)), max_size=25)


def placed(marks: dict[str, Box], most: int = 100) -> dict[str, Box]:
    names = dict.fromkeys(marks, ("Métropole Rouen", "Normandie"))
    labels = placed_labels(names, marks, Ground(marks.values()), PAGE, most)
    return {id: label.box for id, label in labels.items()}


@given(PLACES)
def test_no_name_covers_a_mark_or_a_name_or_leaves_the_page(places: list[tuple[int, int, int]]) -> None:
    marks = {str(at): Box.around(x, y, size, size) for at, (x, y, size) in enumerate(places)}
    labels = placed(marks)
    assert all(PAGE.holds(box) for box in labels.values())
    assert not any(one.overlaps(other) for one, other in combinations(labels.values(), 2))
    assert not any(box.overlaps(mark) for id, box in labels.items() for other, mark in marks.items() if other != id)


def test_a_name_stands_below_its_mark_where_there_is_room() -> None:
    mark = Box.around(300, 200, 40, 40)
    assert placed({"a": mark})["a"].top > mark.bottom


def test_a_name_stands_above_a_mark_at_the_foot_of_the_page() -> None:
    mark = Box.around(300, 370, 40, 40)
    assert placed({"a": mark})["a"].bottom < mark.top


def test_the_first_names_choose_first_and_the_rest_is_left_out() -> None:
    marks = {id: Box.around(x, 200, 20, 20) for id, x in (("a", 100), ("b", 300), ("c", 500))}
    assert list(placed(marks, most=2)) == ["a", "b"]


def test_capitals_and_ideograms_take_more_room() -> None:
    assert text_width("ill") < text_width("abc") < text_width("ABC") < text_width("日本語")
