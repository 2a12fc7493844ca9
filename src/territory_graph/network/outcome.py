"""What an analysis gives: values with their scope, or the reason why they have no meaning here; never NaN or infinity.

A sentence about an outcome is found under its ``key`` in the locales and filled with its ``fields``.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias

from territory_graph.errors import AnalysisCancelledError
from territory_graph.tabular import MOST_ROWS, data_frames, html_table

Node: TypeAlias = Hashable
Key: TypeAlias = Hashable
Number: TypeAlias = int | float
Values: TypeAlias = Mapping[Any, Number]

SEED = 20210512
"""What chance begins with unless one says otherwise: the day of the first press release."""

FAST_FROM = 2_000
"""Nodes from which measures come from the fast functions."""

FEW = 10
"""Under so many nodes, ranks mean little."""

ENDS = {"node": ("node",), "tie": ("one", "other"), "network": ("figure",)}
"""What the values of a measure are by, according to its level."""

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Note:
    """A remark on an outcome: which, and what fills its sentence.

    >>> Note("few-nodes", {"count": 4}).key
    'outcomes.few-nodes'
    """

    code: str
    fields: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)

    @property
    def key(self) -> str:
        """The key of its sentence in the locales."""
        return f"outcomes.{self.code}"


@dataclass(frozen=True, slots=True)
class Scope:
    """What was measured: the projection and its version where known, how many nodes and ties, and the parameters.

    ``actors`` counts nodes, whatever they are; ``ties`` counts pairs that are tied, self-ties left out. ``direction``
    says what the measure does with that of the ties: “followed” or “ignored”, “none” where they have none.
    """

    projection: str
    version: str
    actors: int
    ties: int
    parameters: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    direction: str = "none"

    @property
    def direction_key(self) -> str:
        """The key of the sentence that says it in the locales; empty where ties have no direction."""
        return "" if self.direction == "none" else f"outcomes.direction-{self.direction}"


@dataclass(frozen=True, slots=True, repr=False)
class Result:
    """The values of a measure: by node, by pair of nodes, or by name of a figure of the whole network.

    A node without a value is one for which the measure has no meaning. ``exact`` is false where values were sampled.
    """

    measure: str
    level: str
    scope: Scope
    values: Values
    exact: bool = True
    notes: tuple[Note, ...] = ()

    @property
    def value(self) -> Number:
        """The figure of a network: the first of its values."""
        return next(iter(self.values.values()))

    def __repr__(self) -> str:
        return f"<Result {self.measure} of {self._of}: {len(self.values):,} values>"

    @property
    def _head(self) -> tuple[str, ...]:
        return (*ENDS[self.level], "value")

    def _ends(self, key: Key) -> tuple[Any, ...]:
        """What a value is of: one node or figure, or the two ends of a tie."""
        return key if self.level == "tie" and isinstance(key, tuple) else (key,)

    @property
    def _of(self) -> str:
        return f"{self.scope.projection or 'the network'} ({self.scope.actors:,} nodes, {self.scope.ties:,} ties)"

    def _repr_html_(self) -> str:
        note = "" if self.exact else "Estimated from a sample."
        rows = ([*self._ends(key), f"{value:.6g}"] for key, value in self.top(MOST_ROWS))
        return html_table(f"{self.measure} of {self._of}", self._head, rows, len(self.values), note)

    def to_pandas(self) -> Any:
        """The values as a ``pandas.DataFrame``, the highest first: a column for the node, or the two ends of a tie.

        Raises:
            MissingPackageError: pandas is not installed.
        """
        rows = [(*self._ends(key), value) for key, value in self.top(len(self.values))]
        return data_frames("pandas").DataFrame(rows, columns=list(self._head))

    def top(self, count: int = 10) -> list[tuple[Any, Number]]:
        """The ``count`` highest values, equal ones in the order of their keys."""
        return sorted(self.values.items(), key=lambda item: (-item[1], str(item[0])))[:count]


@dataclass(frozen=True, slots=True)
class NoMeaning:
    """The measure has no meaning on this network, for a reason."""

    measure: str
    scope: Scope
    reason: Note

    @property
    def key(self) -> str:
        """The key of the reason's sentence in the locales."""
        return self.reason.key


class Meaningless(Exception):  # noqa: N818  it is a finding of a measure, which `measure` returns; no error
    """Raised by a measure's function that has no meaning on the network it is given."""

    def __init__(self, code: str, **fields: Any) -> None:
        super().__init__(code)
        self.note = Note(code, fields)


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is told how far a long analysis is, and who may end it.

    ``progress`` is called with the name of a phase and the share of it that is done, from 0 to 1. ``cancelled`` is
    asked at the same moments, several times a second. One step of an engine cannot be interrupted: where an analysis
    is ended in the midst of it, it goes on behind for what it takes, and is forgotten.
    """

    progress: Callable[[str, float], None] = lambda _phase, _share: None
    cancelled: Callable[[], bool] = lambda: False

    def at(self, phase: str, share: float = 0.0) -> None:
        """Tells the progress.

        Raises:
            AnalysisCancelledError: somebody asked to end the analysis.
        """
        if self.cancelled():
            raise AnalysisCancelledError(phase=phase)
        self.progress(phase, share)
