"""Maps: marks too near to be told apart are one, which leads to a view that tells them apart."""

from __future__ import annotations

from territory_graph.ui.figures.maps import Spot, merged, view_of, view_text

FAR = ((49.4, 1.1), 1.0)


def test_marks_that_are_one_are_told_apart_in_the_view_that_they_lead_to() -> None:
    spots = [Spot((49.44, 1.09), "Rouen", "", 3), Spot((49.45, 1.08), "Mont", "", 2), Spot((48.9, 1.0), "Loin", "")]
    (one,) = merged(spots, FAR, pixels=340, close=False)
    assert (one.label, one.count, set(one.points)) == ("Rouen + 1", 5, {(49.44, 1.09), (49.45, 1.08)})
    near = view_of(view_text(one.frame))
    assert near is not None
    assert merged(spots, near, pixels=340, close=True) == []


def test_what_is_at_one_point_leads_nowhere() -> None:
    spots = [Spot((49.44, 1.09), "Rouen", ""), Spot((49.44, 1.09), "Rouen", "")]
    assert merged(spots, FAR, pixels=340, close=False) == []
