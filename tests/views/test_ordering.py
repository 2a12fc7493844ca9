"""Lists in the order that French readers expect."""

from __future__ import annotations

from itertools import permutations

import pytest

from territory_graph.views.ordering import alphabetical, folded


def test_accents_and_case_decide_only_between_equals() -> None:
    labels = ["Zoé", "Évreux", "LSN", "eau", "Eure", "École", "ecole", "Ecole"]
    assert sorted(labels, key=alphabetical) == ["eau", "Ecole", "ecole", "École", "Eure", "Évreux", "LSN", "Zoé"]


def test_the_order_does_not_depend_on_the_order_before() -> None:
    orders = permutations(["a", "A", "á", "À", "b"])
    assert len({tuple(sorted(order, key=alphabetical)) for order in orders}) == 1


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("L'Agglomération Seine-Eure", "l agglomeration seine eure"),
        ("Nov@log", "nov log"),
        ("  CŒUR  de  ville ", "coeur de ville"),
        ("?!", ""),
        ("", ""),
    ],
)
def test_names_are_compared_by_their_letters(text: str, plain: str) -> None:
    assert folded(text) == plain
