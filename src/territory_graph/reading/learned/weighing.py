"""The weights of the features of pairs, learned from the documents of ``benchmarks/reading``, and how likely a pair is."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Mapping
from functools import cache

from territory_graph import resources
from territory_graph.reading.learned.pairs import Pair

FILE = resources.PACKAGE / "reading" / "learned" / "weights.json.gz"


@cache
def weights() -> Mapping[str, Mapping[str, float]]:
    """The weight of each feature, by relation."""
    with gzip.open(FILE, "rt", encoding="utf-8") as file:
        return json.load(file)  # type: ignore[no-any-return]


def chance(pair: Pair) -> float:
    """How likely what a pair asks is stated, from 0 to 1."""
    known = weights()[pair.relation]
    score = sum(known.get(feature, 0) for feature in set(pair.features))
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, score))))
