"""What a measure says of itself, and what its functions give back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from territory_graph.arguments import plain_number
from territory_graph.errors import MeasureParameterError
from territory_graph.network.arrays import ArrayNetwork, Floats, Integers
from territory_graph.network.outcome import Note, Values, Watch

Level: TypeAlias = Literal["node", "tie", "network"]
Direction: TypeAlias = Literal["followed", "ignored"]
Setting: TypeAlias = bool | int | float | str


@dataclass(frozen=True, slots=True)
class Measured:
    """Values with what is to be said of them; ``exact`` is false where they were sampled."""

    values: Values | Floats | Integers
    exact: bool = True
    notes: tuple[Note, ...] = ()


Raw: TypeAlias = Values | Floats | Integers | Measured
Plain: TypeAlias = Callable[..., Values | Measured]
Fast: TypeAlias = Callable[..., Raw]
TwoMode: TypeAlias = Callable[[ArrayNetwork, NDArray[np.bool_]], Floats]
"""Takes the network and which of its nodes are of the second kind."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a measure: its default, whose type it keeps, and its bounds or choices.

    >>> Parameter("damping", 0.85, lowest=0.0, highest=0.999).checked("pagerank", 0.5)
    0.5
    """

    name: str
    default: Setting
    lowest: float | None = None
    highest: float | None = None
    choices: tuple[str, ...] = ()

    def checked(self, measure: str, value: Any) -> Setting:
        """The value, if the parameter may have it.

        Raises:
            MeasureParameterError: it is of another type, out of bounds, or none of the choices.
        """
        value = plain_number(value)
        if isinstance(self.default, float) and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if type(value) is not type(self.default) or not self._holds(value):
            raise MeasureParameterError(measure=measure, name=self.name, value=value, expected=self.expected)
        return value

    def _holds(self, value: Any) -> bool:
        if self.choices and value not in self.choices:
            return False
        above = self.lowest is None or value >= self.lowest  # NaN is neither above nor below
        return above and (self.highest is None or value <= self.highest)

    @property
    def expected(self) -> str:
        """What the parameter may be, in a few words."""
        if self.choices:
            return ", ".join(self.choices)
        bounds = "" if self.lowest is None else f" ≥ {self.lowest:g}"
        bounds += "" if self.highest is None else f" ≤ {self.highest:g}"
        return f"{type(self.default).__name__}{bounds}"


WEIGHTED = Parameter("weighted", False)
"""Whether ties count by their weights; where distances matter, a tie of weight w is 1/w long."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of networks: the question it answers, its functions, and what it does with what it is given.

    ``function`` takes a networkx graph, ``fast`` an ``ArrayNetwork`` and a ``Watch``, both the parameters by name;
    ``fast`` answers from ``FAST_FROM`` nodes on, ``function`` below. Both get a simple network: no self-tie, one tie a
    pair, no direction unless ``directed`` is “followed”, and weights all 1 unless they are asked for. Neither is called
    on a network without nodes. ``normalised`` says whether values of networks of different sizes compare; ``exact``
    whether it is computed, whatever the size, or sampled when large. ``needs_weight`` says that it has no meaning
    without weights; ``partial`` that it leaves out by itself the nodes whose ties have unknown weights;
    ``nominal`` that values number groups, which have no order. ``two_mode`` gives, for each node of a network of two
    kinds, the factor that makes its normalised value a share of the most that a node of its kind can have. ``unscaled``
    are the parameters with which values do not move when a node without ties comes or goes elsewhere.

    The name and the question are under ``measures.{id}`` in the locales.
    """

    id: str
    level: Level
    reference: str
    function: Plain
    fast: Fast | None = None
    parameters: tuple[Parameter, ...] = ()
    normalised: bool = False
    needs_weight: bool = False
    partial: bool = False
    nominal: bool = False
    directed: Direction = "ignored"
    exact: bool = True
    fast_weighted: bool = True
    two_mode: TwoMode | None = None
    unscaled: Mapping[str, Setting] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The key of its name in the locales."""
        return f"measures.{self.id}.name"

    @property
    def question(self) -> str:
        """The key of the question that it answers in the locales."""
        return f"measures.{self.id}.question"

    def settings(self, given: Mapping[str, Any]) -> dict[str, Setting]:
        """Every parameter with its value, the default where none is given.

        Raises:
            MeasureParameterError: there is no such parameter, or it cannot have that value.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name, value in given.items():
            if name not in known:
                expected = ", ".join(known) or "no parameter"
                raise MeasureParameterError(measure=self.id, name=name, value=value, expected=expected)
        return {
            name: parameter.checked(self.id, given[name]) if name in given else parameter.default
            for name, parameter in known.items()
        }

    def plain(self, network: nx.Graph, settings: Mapping[str, Setting]) -> Values | Measured:
        """What the networkx function finds."""
        return self.function(network, **settings)

    def quick(
        self, arrays: ArrayNetwork, settings: Mapping[str, Setting], watch: Watch
    ) -> Values | Floats | Integers | Measured:
        """What the function on arrays finds."""
        assert self.fast is not None
        return self.fast(arrays, watch=watch, **settings)
