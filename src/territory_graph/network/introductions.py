"""Ties worth making: pairs without a tie that have much in common, with what they have; nothing is stored."""

from __future__ import annotations

import difflib
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

import networkx as nx
import numpy as np
from scipy import sparse

from territory_graph.arguments import several, whole_number
from territory_graph.errors import SettingsError
from territory_graph.network.arrays import ArrayNetwork, Floats, to_arrays
from territory_graph.network.attributes import held
from territory_graph.network.outcome import Watch
from territory_graph.tabular import Shown

ATTRIBUTES = ("sector", "territory", "event")
_ROWS = 1_024

Shares: TypeAlias = dict[str, list[tuple[float, Any]]]
"""By kind, what two nodes share and how much each adds."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What two nodes share: partners, or values of an attribute; and how much that adds to the score.

    ``kind`` is “partner”, “similar” (who has the same targets, in a network of two kinds), or an attribute; its words
    are under ``outcomes.shared-{kind}``.
    """

    kind: str
    things: tuple[Any, ...]
    score: float

    def __str__(self) -> str:
        return f"{self.kind}: {', '.join(map(str, self.things))}"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two nodes without a tie, and why there could be one, the strongest reason first."""

    one: Any
    other: Any
    score: float
    reasons: tuple[Reason, ...]


def suggest(
    network: nx.Graph | ArrayNetwork,
    *,
    count: int = 20,
    about: Hashable | None = None,
    attributes: Iterable[str] = ATTRIBUTES,
    watch: Watch | None = None,
) -> tuple[Suggestion, ...]:
    """The ``count`` pairs without a tie that share most, or those of the node ``about``.

    Each thing that two nodes share, partner or value of a node attribute, adds 1/log d, where d is how many nodes have
    it: what few share counts most (Adamic & Adar 2003). In a network of two kinds (``bipartite`` = 0 and 1), a tie
    between the kinds is suggested for each way of three ties from one to the other, by 1/√(d·d) of the two nodes
    between (Kovács et al. 2019). Direction and weights are set aside; equal scores stand in the order of names.

    Raises:
        SettingsError: ``about`` is no node of the network, or ``count`` no number.

    >>> found = suggest(nx.Graph([("a", "c"), ("b", "c"), ("c", "d"), ("a", "e"), ("b", "e")]), count=1)[0]
    >>> found.one, found.other, [(reason.kind, reason.things) for reason in found.reasons]
    ('c', 'e', [('partner', ('a', 'b'))])
    """
    arrays = to_arrays(network).undirected()
    watch, count = watch or Watch(), whole_number(count, "count")
    if about is not None and not _number(arrays, about):
        nearest = difflib.get_close_matches(str(about), map(str, arrays.nodes), n=3, cutoff=0.5)
        expected = f"a node of the network; nearest: {', '.join(nearest) or 'none'}"
        raise SettingsError(name="about", value=str(about), expected=expected)
    sides = [arrays.data.get(node, {}).get("bipartite") for node in arrays.nodes]
    if arrays.ties and all(side in (0, 1) for side in sides):
        return _across(arrays, np.array(sides), count, about, watch)
    shared = _Shared.of(arrays, several(attributes, "attributes"))
    pairs = _best(shared.left, shared.right, arrays, None, count=count, about=about, watch=watch)
    return Shown(_told(arrays, pair, score, shared.reasons(*pair)) for pair, score in pairs)


@dataclass(frozen=True, slots=True)
class _Shared:
    """Nodes (rows) by what they may share (columns); ``right`` weighs each column by how few have it."""

    left: sparse.csr_array
    right: sparse.csr_array
    weights: Floats
    things: tuple[tuple[str, Any], ...]

    @classmethod
    def of(cls, arrays: ArrayNetwork, attributes: tuple[str, ...]) -> _Shared:
        columns: dict[tuple[str, Any], int] = {}
        rows, places = [], []
        for number, node in enumerate(arrays.nodes):
            for name in attributes:
                for value in held(arrays.data.get(node, {}).get(name)):
                    rows.append(number)
                    places.append(columns.setdefault((name, value), len(columns)))
        shape = (len(arrays), len(columns))
        values = sparse.csr_array((np.ones(len(rows)), (rows, places)), shape=shape)
        left = sparse.hstack([arrays.adjacency, values]).tocsr() if columns else arrays.adjacency
        holders = np.asarray((left > 0).sum(axis=0)).astype(np.float64)
        weights = np.divide(1.0, np.log(np.maximum(holders, 2)), out=np.zeros(len(holders)), where=holders > 1)
        right = (left @ sparse.diags_array(weights)).tocsr() if left.shape[1] else left
        return cls(left, right, weights, (*(("partner", node) for node in arrays.nodes), *columns))

    def reasons(self, one: int, other: int) -> Shares:
        found: Shares = {}
        for column in np.intersect1d(self.left[[one]].indices, self.left[[other]].indices).tolist():
            kind, thing = self.things[column]
            found.setdefault(kind, []).append((float(self.weights[column]), thing))
        return found


def _across(
    arrays: ArrayNetwork, sides: np.ndarray[Any, Any], count: int, about: Hashable | None, watch: Watch
) -> tuple[Suggestion, ...]:
    matrix = arrays.adjacency
    root = np.sqrt(np.maximum(arrays.degrees, 1))
    scaled = (sparse.diags_array(1 / root) @ matrix @ sparse.diags_array(1 / root)).tocsr()
    two = (matrix @ scaled).tocsr()
    found = _best(two, matrix, arrays, sides, count=count, about=about, watch=watch)
    pairs = [((one, other) if sides[one] == 0 else (other, one), score) for (one, other), score in found]
    return Shown(_told(arrays, pair, score, _between(arrays, scaled, *pair)) for pair, score in pairs)


def _between(arrays: ArrayNetwork, scaled: sparse.csr_array, one: int, other: int) -> Shares:
    """Those who have ``other`` and share a target with ``one``, and what each adds."""
    matrix = arrays.adjacency
    shares = (matrix[[one]] @ scaled).tocsr()
    joined = set(matrix[[other]].indices.tolist())
    found = zip(shares.indices.tolist(), shares.data.tolist(), strict=True)
    return {"similar": [(value, arrays.nodes[node]) for node, value in found if node in joined and node != one]}


def _best(
    left: sparse.csr_array,
    right: sparse.csr_array,
    arrays: ArrayNetwork,
    sides: np.ndarray[Any, Any] | None,
    *,
    count: int,
    about: Hashable | None,
    watch: Watch,
) -> list[tuple[tuple[int, int], float]]:
    """The pairs with the highest products of a row of ``left`` and a row of ``right``, a band of rows at a time."""
    turned = right.T.tocsr()
    only = None if about is None else _number(arrays, about)
    found: list[tuple[float, tuple[str, str], tuple[int, int]]] = []
    rows = np.arange(len(arrays)) if only is None else np.array(only, dtype=np.int64)
    for at in range(0, len(rows), _ROWS):
        watch.at("introductions", at / len(rows))
        band = rows[at : at + _ROWS]
        product = (left[band] @ turned).tocoo()
        one, other, score = band[product.coords[0]], product.coords[1], product.data
        tied = np.asarray(arrays.adjacency[one, other]).ravel() > 0 if len(one) else np.zeros(0, dtype=np.bool_)
        fits = (score > 1e-12) & ~tied & ((one < other) if only is None else (one != other))
        if sides is not None:
            fits &= sides[one] != sides[other]
        found = _kept(arrays, found, one[fits], other[fits], score[fits], count=count)
    return [(pair, -negative) for negative, _, pair in found]


def _number(arrays: ArrayNetwork, node: Hashable) -> list[int]:
    """The number of a node, alone in a list; an empty list where it is not in the network."""
    return [number for number, each in enumerate(arrays.nodes) if each == node]


def _kept(arrays: ArrayNetwork, found: list[Any], one: Any, other: Any, score: Any, *, count: int) -> list[Any]:
    """The ``count`` best of those found before and those of one band."""
    score = np.round(score, 12)
    if len(score) > count:
        worth = score >= np.partition(score, -count)[-count]
        one, other, score = one[worth], other[worth], score[worth]
    names = arrays.nodes
    fresh = [
        (-value, tuple(sorted((str(names[a]), str(names[b])))), (a, b))
        for a, b, value in zip(one.tolist(), other.tolist(), score.tolist(), strict=True)
    ]
    return sorted([*found, *fresh])[:count]


def _told(arrays: ArrayNetwork, pair: tuple[int, int], score: float, reasons: Shares) -> Suggestion:
    told = []
    for kind, shared in reasons.items():
        best = sorted(shared, key=lambda each: (-each[0], str(each[1])))
        told.append(Reason(kind, tuple(thing for _, thing in best), sum(value for value, _ in best)))
    told.sort(key=lambda reason: (-reason.score, reason.kind))
    return Suggestion(arrays.nodes[pair[0]], arrays.nodes[pair[1]], score, tuple(told))
