"""Lists in the order that French readers expect."""

from __future__ import annotations

from itertools import permutations

from territory_graph.views.ordering import alphabetical


def test_accents_and_case_decide_only_between_equals() -> None:
    labels = ["Zoé", "Évreux", "LSN", "eau", "Eure", "École", "ecole", "Ecole"]
    assert sorted(labels, key=alphabetical) == ["eau", "Ecole", "ecole", "École", "Eure", "Évreux", "LSN", "Zoé"]


def test_the_order_does_not_depend_on_the_order_before() -> None:
    orders = permutations(["a", "A", "á", "À", "b"])
    assert len({tuple(sorted(order, key=alphabetical)) for order in orders}) == 1
