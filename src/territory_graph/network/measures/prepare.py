"""A network made ready for a measure: simple, with or without direction, with weights that can be used or with none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from territory_graph.network.arrays import ArrayNetwork
from territory_graph.network.measures.descriptor import Measure, Setting
from territory_graph.network.outcome import FEW, Meaningless, Note, Scope


def scope_of(arrays: ArrayNetwork, measure: Measure, settings: Mapping[str, Any]) -> Scope:
    """What is measured, with which parameters, and what is done with the direction of ties."""
    direction = measure.directed if arrays.directed else "none"
    return Scope(arrays.projection, arrays.version, len(arrays), arrays.ties, dict(settings), direction)


def prepared(
    arrays: ArrayNetwork, measure: Measure, settings: Mapping[str, Setting]
) -> tuple[ArrayNetwork, tuple[Note, ...]]:
    """The network on which a measure runs, and what is to be said of how it was made.

    Raises:
        Meaningless: it has no node, or weights that the measure cannot use.
    """
    if not len(arrays):
        raise Meaningless("empty")
    notes = [Note("few-nodes", {"count": len(arrays), "few": FEW})] if len(arrays) < FEW else []
    if arrays.loops:
        notes.append(Note("loops", {"count": arrays.loops}))
    weighed = measure.needs_weight or bool(settings.get("weighted"))
    if weighed:
        arrays, said = _weighed(arrays, measure)
        notes += said
    arrays = arrays.undirected() if measure.directed == "ignored" else arrays
    return (arrays if weighed else arrays.with_weights(np.ones(arrays.ties))), tuple(notes)


def _weighed(arrays: ArrayNetwork, measure: Measure) -> tuple[ArrayNetwork, tuple[Note, ...]]:
    """The network with weights above zero: a tie of weight zero is no tie; where none has a weight, each weighs 1."""
    unknown = int(np.isnan(arrays.weights).sum())
    bad = int((np.isinf(arrays.weights) | (arrays.weights < 0)).sum())
    if bad:
        raise Meaningless("bad-weights", count=bad)
    if unknown == arrays.ties:
        if measure.needs_weight:
            raise Meaningless("no-weights")
        return arrays.with_weights(np.ones(arrays.ties)), (Note("weights-are-one"),)
    if unknown and not measure.partial:
        raise Meaningless("some-weights-unknown", count=unknown, ties=arrays.ties)
    zero = int((arrays.weights == 0).sum())
    if not zero:
        return arrays, ()
    return arrays.with_ties(arrays.weights != 0), (Note("zero-weights", {"count": zero}),)
